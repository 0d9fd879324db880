from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.canonical import canonical


def test_one_spelling_for_one_value() -> None:
    moment = datetime(2026, 11, 22, 12, 0, 0, 5, tzinfo=UTC)
    beijing = moment.astimezone(timezone(timedelta(hours=8)))
    assert canonical({"b": moment, "a": Decimal("1.50")}) == b'{"a":"1.50","b":"2026-11-22T12:00:00.000005Z"}'
    assert canonical({"t": beijing}) == canonical({"t": moment})
    assert canonical([date(2026, 1, 2), {"二", "一"}]) == '["2026-01-02",["一","二"]]'.encode()


@pytest.mark.parametrize(
    "value", [1.5, datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None), object(), {"deep": [0.1]}]
)
def test_what_has_no_single_spelling_is_refused(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@given(st.dictionaries(st.text(), st.integers(-(2**53) + 1, 2**53 - 1) | st.text() | st.booleans() | st.none()))
def test_order_of_keys_does_not_matter(value: dict[str, object]) -> None:
    assert canonical(value) == canonical(dict(reversed(value.items())))

"""Times as files write them."""

from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hehuo.doors.hotline.times import read_time
from hehuo.ground.clock import BEIJING

FULL = datetime(2019, 2, 28, 11, 25, 5, tzinfo=BEIJING)
MINUTE = datetime(2019, 2, 28, 11, 25, tzinfo=BEIJING)
DAY = datetime(2019, 2, 28, tzinfo=BEIJING)


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2019/2/28 11:25:05", FULL),
        ("2019-02-28 11:25:05", FULL),
        ("2019-02-28T11:25:05", FULL),
        ("2019-02-28 11:25:05.123", FULL),
        ("2019.2.28 11:25", MINUTE),
        ("2019-02-28 11:25", MINUTE),
        ("２０１９年２月２８日　１１：２５", MINUTE),
        ("2019年2月28日 11时25分5秒", FULL),
        ("2019年2月28日11时25分", MINUTE),
        ("2019年2月28日 11点", datetime(2019, 2, 28, 11, tzinfo=BEIJING)),
        ("2019年2月28日 上午11:25", MINUTE),
        ("2019年2月28日 下午3:05", datetime(2019, 2, 28, 15, 5, tzinfo=BEIJING)),
        ("2019/2/28 12:05 AM", datetime(2019, 2, 28, 0, 5, tzinfo=BEIJING)),
        ("2019年2月28日", DAY),
        (" 2019/2/28 ", DAY),
        ("20190228", DAY),
        ("20190228112505", FULL),
        ("2019-02-28T03:25:05Z", FULL),
        ("2019-02-28 11:25:05+08:00", FULL),
        (43524, DAY),
        (43524.475752314815, FULL),
        ("43524.475752314815", FULL),
        (datetime(2019, 2, 28, 11, 25, 5), FULL),  # noqa: DTZ001 - as a sheet gives it
        (datetime(2019, 2, 28, 3, 25, 5, tzinfo=UTC), FULL),
        (date(2019, 2, 28), DAY),
    ],
)
def test_a_time_is_a_time(cell: object, moment: datetime) -> None:
    assert read_time(cell) == moment


@pytest.mark.parametrize("cell", [None, "", "   "])
def test_nothing_is_nothing(cell: object) -> None:
    assert read_time(cell) is None


@pytest.mark.parametrize(
    "cell",
    ["gestern", "2019-13-01", "2019-02-30", "2019-02-28 25:00", "28.02.2019", True, 5, -1, 1e9, "12", "1899-01-01",
     "9999-01-01", "2019-02-28 11:25 +99:99", "=NOW()"],
)  # fmt: skip
def test_what_is_no_time(cell: object) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any of them becomes one reason
        read_time(cell)


@given(st.datetimes(datetime(1990, 1, 1), datetime(2100, 12, 31), timezones=st.just(BEIJING)))  # noqa: DTZ001
def test_every_moment_survives_being_written(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    day = f"{moment.year}-{moment.month}-{moment.day}"
    time = f"{moment:%H:%M:%S}"
    for text in (f"{day} {time}", f"{day.replace('-', '/')} {time}", f"{moment:%Y年%m月%d日 %H时%M分%S秒}"):
        assert read_time(text) == moment


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(allow_nan=True), st.binary(max_size=5)))
def test_whatever_stands_there_is_a_time_or_a_reason(cell: object) -> None:
    with contextlib.suppress(ValueError, OverflowError):
        read_time(cell)

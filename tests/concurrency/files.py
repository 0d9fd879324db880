"""The same photo sent several times at once is one file."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from hehuo.files import services
from hehuo.files.models import Attachment
from hehuo.ground.access import SYSTEM
from hehuo.journal.kinds import Visibility
from hehuo.policies import services as policies
from tests.concurrency import Outcomes, Scenario


def _photo(shade: int) -> services.Prepared:
    out = BytesIO()
    Image.new("RGB", (30, 20), (shade, 0, 0)).save(out, "JPEG")
    return services.prepare(ContentFile(out.getvalue(), name="a.jpg"))


def _attach(shade: int) -> dict[str, Any]:
    return {"by": SYSTEM, "subject": "nobody:1", "upload": _photo(shade)}


def _two_at_most(_world: Any, _cast: Any) -> None:
    policies.decide(by=SYSTEM, key="files.per_subject", place="", value=2, reason="x")


def _one(_state: Any, outcomes: Outcomes) -> None:
    assert Attachment.objects.count() == 1
    assert all(outcome.ok for outcome in outcomes)


def _two(_state: Any, outcomes: Outcomes) -> None:
    assert Attachment.objects.count() == 2
    assert sum(outcome.ok for outcome in outcomes) == 2


def _public(row: Attachment, _outcomes: Outcomes) -> None:
    row.refresh_from_db()
    assert row.visibility == Visibility.PUBLIC


SCENARIOS = {
    "attach": [
        Scenario(lambda world, cast: None, lambda _state, _i: _attach(1), _one),
        # More callers than the limit allows: the limit holds.
        Scenario(_two_at_most, lambda _state, i: _attach(10 * i), _two, callers=4),
    ],
    "show": Scenario(
        lambda world, cast: services.attach(**_attach(1)),
        lambda row, _i: {"by": SYSTEM, "attachment": row, "visibility": Visibility.PUBLIC},
        _public,
    ),
}

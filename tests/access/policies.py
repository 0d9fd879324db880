"""Settings are read by the public side's staff and auditors everywhere, decided by administrators and leaders."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.policies import services
from tests.access import ADMIN, AUDITOR, DISPATCHER, LEADER, WORKER, Row, only

READERS = (WORKER, DISPATCHER, LEADER, AUDITOR, ADMIN)
KEY = "cases.limit.grade3"


def _coming(world: Any, cast: Any) -> dict[str, Any]:
    """A decision at Shuguang that is not in force yet."""
    row = services.decide(
        by=SYSTEM,
        key=KEY,
        place=world.shuguang,
        value=timedelta(days=5),
        reason="试",
        in_force_from=clock.now() + timedelta(days=1),
    )
    return {"pk": row.pk}


_PREVIEW = {"value": "5", "unit": "days", "reason": "试", "in_force_from": "2090-01-01T00:00"}

TABLE = {
    # The list and the pages are the same for everybody who reads; the place shown is the reader's own.
    "policies-list": Row(own=only(*READERS), neighbour=only(*READERS), foreign=only(*READERS)),
    "policies-setting": [
        Row(kwargs={"key": KEY}, own=only(*READERS), neighbour=only(*READERS), foreign=only(*READERS)),
        # A preview at one's own place.
        Row(
            kwargs={"key": KEY},
            method="post",
            data=_PREVIEW,
            own=only(ADMIN, LEADER),
            neighbour=only(ADMIN, LEADER),
            foreign=only(ADMIN, LEADER),
        ),
    ],
    # A community's worker does not decide about the subdistrict; other places' people do not know of it.
    "policies-withdraw": Row(kwargs=_coming, method="post", own=only(ADMIN, LEADER, status=302)),
    "policies-years": [
        Row(own=only(*READERS), neighbour=only(*READERS), foreign=only(*READERS)),
        Row(
            method="post",
            data={"library": "1"},
            own=only(ADMIN, status=302),
            neighbour=only(ADMIN, status=302),
            foreign=only(ADMIN, status=302),
        ),
    ],
}

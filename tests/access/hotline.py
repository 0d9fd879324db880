"""Work orders are imported by the dispatcher and the leader of the place."""

from __future__ import annotations

from typing import Any

from hehuo.doors.hotline.models import ImportRun, RunStage
from hehuo.ground import clock
from tests.access import DISPATCHER, LEADER, Row, only


def _run(stage: RunStage) -> Any:
    def given(world: Any, _cast: Any) -> dict[str, Any]:
        run = ImportRun.objects.create(
            place=world.shuguang, map="messages", name="a.xlsx", stage=stage, uploaded_at=clock.now()
        )
        return {"uuid": run.uuid}

    return given


TABLE = {
    # Everybody who dispatches somewhere has the page for her own place.
    "hotline-imports": [
        Row(own=only(DISPATCHER, LEADER), neighbour=only(DISPATCHER, LEADER), foreign=only(DISPATCHER, LEADER)),
        # A form that is not filled in.
        Row(
            method="post",
            own=only(DISPATCHER, LEADER, status=422),
            neighbour=only(DISPATCHER, LEADER, status=422),
            foreign=only(DISPATCHER, LEADER, status=422),
        ),
    ],
    "hotline-import": Row(kwargs=_run(RunStage.CHECKED), own=only(DISPATCHER, LEADER)),
    "hotline-start": Row(kwargs=_run(RunStage.CHECKED), method="post", own=only(DISPATCHER, LEADER, status=302)),
    "hotline-report": Row(kwargs=_run(RunStage.DONE), own=only(DISPATCHER, LEADER)),
}

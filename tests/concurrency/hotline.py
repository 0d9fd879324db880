"""Uploading, taking in and finishing at once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile

from hehuo.doors.hotline.importing import Outcome as Imported
from hehuo.doors.hotline.models import ImportRun, RunStage
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.journal.models import Entry
from tests.concurrency import Outcomes, Scenario


def _run(stage: RunStage, *, days_ago: int = 0) -> Any:
    def prepare(world: Any, _cast: Any) -> ImportRun:
        return ImportRun.objects.create(
            place=world.shuguang,
            map="messages",
            name="a.xlsx",
            file="imports/none" if days_ago else "",
            stage=stage,
            uploaded_at=clock.now() - timedelta(days=days_ago),
        )

    return prepare


def _upload(_state: Any, _i: int) -> dict[str, Any]:
    return {"by": SYSTEM, "place": "110108025", "map": "messages", "upload": ContentFile(b"x", name="a.csv")}


def _once(name: str) -> Any:
    def check(run: ImportRun, outcomes: Outcomes) -> None:
        assert all(outcome.ok for outcome in outcomes)
        assert Entry.objects.filter(subject=f"import:{run.pk}", name=name).count() == 1

    return check


def _all_ok(_state: Any, outcomes: Outcomes) -> None:
    assert all(outcome.ok for outcome in outcomes)


def _dropped(run: ImportRun, outcomes: Outcomes) -> None:
    run.refresh_from_db()
    assert (run.stage, run.file.name) == (RunStage.FAILED, "")
    assert sum(outcome.value or 0 for outcome in outcomes) == 1


SCENARIOS = {
    "upload_file": Scenario(lambda world, cast: None, _upload, _all_ok),
    "start_import": Scenario(
        _run(RunStage.CHECKED), lambda run, _i: {"by": SYSTEM, "run": run.pk}, _once("hotline.started")
    ),
    "finish": Scenario(
        _run(RunStage.RUNNING),
        lambda run, _i: {"by": SYSTEM, "run": run.pk, "stage": RunStage.DONE, "outcome": Imported(rows=1, created=1)},
        _once("hotline.imported"),
    ),
    "drop_old_files": Scenario(_run(RunStage.CHECKED, days_ago=9), lambda _run, _i: {"by": SYSTEM}, _dropped),
}

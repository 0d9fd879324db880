"""The way of a file on the desk: upload, look, take in, report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from hehuo.cases.models import Case
from hehuo.doors.hotline import services, tasks
from hehuo.doors.hotline.models import ImportRun, RunStage
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Invalid, Refused
from hehuo.journal.models import Entry

from .test_import import HEADER, ORDER

pytestmark = pytest.mark.django_db
PAGE = reverse("hotline-imports")


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(client: Any, content: bytes, **more: Any) -> Any:
    file = SimpleUploadedFile("三月.xlsx", content)
    return client.post(PAGE, {"file": file, "map": "beijing-12345", "place": "110108025", **more})


def work() -> None:
    """What the worker does with the jobs that wait."""
    for job in ProcrastinateJob.objects.filter(queue_name="imports", status="todo").order_by("id"):
        tasks.work(**job.args)
    ImportRun.objects.all()


def test_from_upload_to_report(world: Any, cast: Any, sign_in: Any, xlsx: Callable[..., Path]) -> None:
    client = sign_in(cast.dispatcher)
    assert client.get(PAGE).status_code == 200
    answer = upload(client, xlsx(HEADER, ORDER, ["BJ002", "gestern"]).read_bytes())
    assert answer.status_code == 302
    page = answer["Location"]
    run = ImportRun.objects.get()
    assert run.working
    assert client.get(page, headers={"HX-Request": "true"}).content.startswith(b'<div id="run"')

    work()
    run.refresh_from_db()
    assert (run.stage, run.rows, run.created, run.rejected) == (RunStage.CHECKED, 2, 1, 1)
    assert not Case.objects.exists()
    assert "BJ002" in client.get(page).content.decode()

    start = reverse("hotline-start", args=[run.uuid])
    assert client.post(start).status_code == 302
    assert client.post(start).status_code == 302
    work()
    run.refresh_from_db()
    assert (run.stage, run.created, run.file.name) == (RunStage.DONE, 1, "")
    assert Case.objects.get().entered_by == cast.dispatcher.person
    assert list(Entry.objects.filter(subject=f"import:{run.pk}").values_list("name", flat=True)) == [
        "hotline.uploaded", "hotline.started", "hotline.imported",
    ]  # fmt: skip
    assert client.get(page).status_code == 200
    report = client.get(reverse("hotline-report", args=[run.uuid]))
    assert report.content.decode("utf-8-sig").splitlines()[1].startswith("3,BJ002,")
    work()
    assert Case.objects.count() == 1


def test_a_file_of_no_use_says_so(world: Any, cast: Any, sign_in: Any) -> None:
    client = sign_in(cast.leader)
    answer = upload(client, b"PK\x03\x04 nothing")
    work()
    run = ImportRun.objects.get()
    assert run.stage == RunStage.FAILED
    assert "damaged" in client.get(answer["Location"]).content.decode()
    assert not default_storage.exists(f"imports/{run.uuid}")
    client.post(reverse("hotline-start", args=[run.uuid]))
    with pytest.raises(Refused):
        services.start_import(by=cast.leader.viewer, run=run.pk)


@pytest.mark.parametrize("wrong", [{"file": ""}, {"map": "nothing"}, {"place": "110108001"}, {"place": "11"}])
def test_a_wrong_form(world: Any, cast: Any, sign_in: Any, wrong: dict[str, Any]) -> None:
    assert upload(sign_in(cast.dispatcher), b"x", **wrong).status_code == 422
    assert not ImportRun.objects.exists()


def test_an_empty_file_and_an_unknown_map(world: Any) -> None:
    with pytest.raises(Invalid):
        services.upload_file(by=SYSTEM, place=world.shuguang, map="messages", upload=SimpleUploadedFile("a", b""))
    with pytest.raises(Invalid):
        services.upload_file(by=SYSTEM, place=world.shuguang, map="x", upload=SimpleUploadedFile("a", b"x"))


def test_forgotten_files_are_deleted(world: Any, cast: Any, sign_in: Any) -> None:
    upload(sign_in(cast.dispatcher), b"x")
    run = ImportRun.objects.get()
    assert services.drop_old_files(by=SYSTEM) == 0
    with clock.at(clock.now() + timedelta(days=8)):
        tasks.drop_daily(timestamp=0)
    run.refresh_from_db()
    assert (run.stage, run.file.name) == (RunStage.FAILED, "")

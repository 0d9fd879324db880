"""Importing: what lands, what is left out and why, and that twice is once."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from hehuo.cases import selectors as cases
from hehuo.cases.models import CallBack, Case, Complainant
from hehuo.cases.services import enter_case
from hehuo.doors.cli.main import main
from hehuo.doors.hotline import importing
from hehuo.doors.hotline.importing import Outcome, import_file, write_report
from hehuo.doors.hotline.maps import ColumnMap, folder, shipped
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM, Viewer
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Invalid, NotAllowed
from hehuo.ground.secrets import open_sealed
from hehuo.journal import selectors as journal
from hehuo.journal.models import Entry, Undelivered
from hehuo.matters import services as matters

pytestmark = pytest.mark.django_db
HEADER = ["工单编号", "来电时间", "标题", "主要内容", "问题分类", "工单类型", "来电人", "来电人电话", "村/社区", "标签",
          "回复内容", "办结时间", "是否解决", "是否满意"]  # fmt: skip
ORDER = ["BJ001", "2026-03-01 09:00", "楼道堆物", "三单元楼道堆满纸箱", "社区管理->乱堆物", "投诉", "王小明",
         "13800000000", "上河村", "七有五性，楼道"]  # fmt: skip
ANSWERED = [*ORDER, "已清理", "2026-03-05 17:00", "已解决", "基本满意"]


def run(path: Path, told: ColumnMap, place: str = "110108025", by: Viewer = SYSTEM, **more: Any) -> Outcome:
    return import_file(by=by, path=path, map=told, place=place, **more)


def counts(outcome: Outcome) -> tuple[int, ...]:
    return tuple(outcome.counts().values())


def test_the_real_messages_twice(world: Any, messages: Path) -> None:
    told = shipped()["messages"]
    assert counts(run(messages, told)) == (4326, 4326, 0, 0, 0)
    assert counts(run(messages, told)) == (4326, 0, 0, 4326, 0)
    assert Case.objects.filter(source="messages", due_at=None).count() == 4326
    assert not Undelivered.objects.filter(entry__name__startswith="case.").exists()


def test_an_order_becomes_a_case(world: Any, xlsx: Callable[..., Path], orders: ColumnMap) -> None:
    matters.load_tree(by=SYSTEM)
    assert counts(run(xlsx(HEADER, ORDER), orders)) == (1, 1, 0, 0, 0)
    case = Case.objects.get()
    assert (case.source, case.source_ref, case.place) == ("beijing-12345", "BJ001", world.shanghe)
    assert (case.title, case.text, case.kind) == ("楼道堆物", "三单元楼道堆满纸箱", "complain")
    assert (case.stage, case.opened_at) == ("received", datetime(2026, 3, 1, 9, tzinfo=BEIJING))
    assert case.due_at == case.opened_at + timedelta(days=7)
    assert case.tags[:2] == ["七有五性", "楼道"]
    caller = Complainant.objects.select_related("contact").get()
    assert open_sealed(caller.name) == "王小明"
    assert open_sealed(caller.contact.sealed).endswith("13800000000")
    assert Entry.objects.get(subject=case.subject).name == "case.imported"


def test_a_later_file_brings_answer_call_back_and_closing(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap
) -> None:
    run(xlsx(HEADER, ORDER), orders)
    assert counts(run(xlsx(HEADER, ANSWERED), orders)) == (1, 0, 1, 0, 0)
    assert counts(run(xlsx(HEADER, ANSWERED), orders)) == (1, 0, 0, 1, 0)
    case = Case.objects.get()
    assert (case.stage, case.answer, case.solved) == ("closed", "已清理", "yes")
    back = CallBack.objects.get()
    assert (back.official, back.solved, back.satisfied) == (True, "yes", "mostly")
    names = list(Entry.objects.filter(subject=case.subject).order_by("sequence").values_list("name", flat=True))
    assert names == ["case.imported", "case.updated", "case.answered", "case.called_back", "case.closed"]


def test_a_corrected_caller_is_kept_and_a_masked_one_pushes_nothing_out(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap
) -> None:
    def caller() -> tuple[str, str, int]:
        row = Complainant.objects.select_related("contact").get()
        assert row.contact is not None
        return open_sealed(bytes(row.name or b"")), open_sealed(bytes(row.contact.sealed))[-11:], row.contact.pk

    run(xlsx(HEADER, ORDER), orders)
    first = caller()
    corrected = [*ORDER[:6], "王晓明", "13911112222", *ORDER[8:]]
    assert counts(run(xlsx(HEADER, corrected), orders)) == (1, 0, 1, 0, 0)
    assert caller()[:2] == ("王晓明", "13911112222")
    assert caller()[2] != first[2]
    told = Entry.objects.filter(name="case.updated").latest("id")
    assert told.payload.body["fields"] == ["complainant"]
    silent = [*ORDER[:6], "", "139****2222", *ORDER[8:9], "七有五性"]
    run(xlsx(HEADER, silent), orders)
    assert caller()[1] == "13911112222"


def test_created_answered_equals_created_then_answered(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap
) -> None:
    run(xlsx(HEADER, ORDER, ["BJ002", *ANSWERED[1:]]), orders)
    run(xlsx(HEADER, ANSWERED), orders)
    same = (
        "stage",
        "answer",
        "answered_at",
        "called_back_at",
        "closed_at",
        "solved",
        "title",
        "text",
        "due_at",
        "place",
    )
    one, two = Case.objects.order_by("source_ref").values(*same)
    assert one == two


def test_the_rules_are_those_of_single_cases(world: Any, xlsx: Callable[..., Path], orders: ColumnMap) -> None:
    opened = datetime(2026, 3, 1, 9, tzinfo=BEIJING)
    single = enter_case(
        by=SYSTEM, text=ORDER[3], place=world.shanghe, kind="complain", happened_at=opened, source="12345"
    ).case
    run(xlsx(HEADER, [*ORDER[:2], "", *ORDER[3:]]), orders)
    imported = Case.objects.get(source_ref="BJ001")
    for name in (
        "title",
        "text",
        "place",
        "kind",
        "grade",
        "due_at",
        "contact_by",
        "opened_at",
        "policy_version",
        "stage",
    ):
        assert getattr(single, name) == getattr(imported, name), name


def test_what_was_done_here_is_never_taken_back(world: Any, xlsx: Callable[..., Path], orders: ColumnMap) -> None:
    run(xlsx(HEADER, ANSWERED), orders)
    changed = [*ORDER[:3], "另一段文字", *ORDER[4:]]
    assert counts(run(xlsx(HEADER, changed), orders)) == (1, 0, 1, 0, 0)
    case = Case.objects.get()
    assert (case.stage, case.text, case.answer) == ("closed", "另一段文字", "已清理")


BAD = [
    (["", *ORDER[1:]], "number is missing"),
    (["长" * 81, *ORDER[1:]], "longer than 80"),
    (["X1", "", *ORDER[2:]], "time is missing"),
    (["X2", "昨天", *ORDER[2:]], "no time that we can read"),
    (["X3", "2090-01-01", *ORDER[2:]], "lies in the future"),
    (["X4", ORDER[1], "", " ", *ORDER[4:]], "text is missing"),
    (["X5", ORDER[1], "题", "长" * 20_001, *ORDER[4:]], "longer than 20000"),
    (["X6", *ANSWERED[1:11], "2026-02-01"], "before it was opened"),
    (ORDER, "already in row"),
]


def test_bad_rows_are_reported_and_the_rest_lands(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap, tmp_path: Path
) -> None:
    outcome = run(
        xlsx(["北京市工单导出"], HEADER, ORDER, [], *(row for row, _reason in BAD), ["BJ009", *ORDER[1:]]), orders
    )
    assert counts(outcome) == (11, 2, 0, 0, 9)
    assert [one.row for one in outcome.rejected] == list(range(5, 14))
    for one, (_row, reason) in zip(outcome.rejected, BAD, strict=True):
        assert reason in one.reason
    write_report(outcome.rejected, tmp_path / "report.csv")
    lines = list(csv.reader((tmp_path / "report.csv").open(encoding="utf-8-sig")))
    assert len(lines) == 10
    assert sum(list(counts(outcome))[1:]) == outcome.rows


def test_nothing_hostile_is_executed_or_lost(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap, tmp_path: Path
) -> None:
    nasty = ["=cmd|'/C calc'!A0", ORDER[1], "<script>alert(1)</script>", "😀\u202e\x07'; DROP TABLE cases_case; --"]
    outcome = run(xlsx(HEADER, nasty, ["+1", "gestern"]), orders)
    assert counts(outcome)[1] == 1
    case = Case.objects.get()
    assert case.source_ref == nasty[0]
    assert case.title == "<script>alert(1)</script>"
    assert case.text == "😀'; DROP TABLE cases_case; --"
    write_report(outcome.rejected, tmp_path / "report.csv")
    assert "'+1" in (tmp_path / "report.csv").read_text(encoding="utf-8-sig")


def test_callers_who_stay_unknown_and_masked_telephones(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap
) -> None:
    def order(number: str, name: str, phone: str) -> list[str]:
        return [number, *ORDER[1:6], name, phone]

    rows = [
        order("1", "保密", ""),
        order("2", "李某", "138****0000"),
        order("3", "赵某", "转3号分机"),
        order("4", "", ""),
    ]
    run(xlsx(HEADER, *rows), orders)
    found = {one.case.source_ref: one for one in Complainant.objects.select_related("case")}
    assert found["1"].hidden
    assert found["1"].name is None
    assert open_sealed(found["2"].name) == "李某"
    assert found["2"].contact is None
    assert "转3号分机" in open_sealed(found["3"].name)
    assert "4" not in found


def test_a_dry_run_keeps_nothing(world: Any, xlsx: Callable[..., Path], orders: ColumnMap) -> None:
    run(xlsx(HEADER, ORDER), orders)
    entries = Entry.objects.count()
    path = xlsx(HEADER, ANSWERED, ["BJ002", *ORDER[1:]], ["BJ003", "gestern"])
    outcome = run(path, orders, dry_run=True)
    assert counts(outcome) == (3, 1, 1, 0, 1)
    assert Case.objects.get().stage == "received"
    assert Entry.objects.count() == entries


def test_another_subdistrict_keeps_its_cases(world: Any, xlsx: Callable[..., Path], orders: ColumnMap) -> None:
    run(xlsx(HEADER, ORDER), orders)
    outcome = run(xlsx(HEADER, ANSWERED), orders, place=world.neighbour)
    assert counts(outcome) == (1, 0, 0, 0, 1)
    assert "another place" in outcome.rejected[0].reason


def test_who_may_import(world: Any, cast: Any, xlsx: Callable[..., Path], orders: ColumnMap) -> None:
    path = xlsx(HEADER, ORDER)
    for name in ("worker", "officer", "auditor", "admin", "neighbour_dispatcher"):
        with pytest.raises(NotAllowed):
            run(path, orders, by=getattr(cast, name).viewer)
    assert counts(run(path, orders, by=cast.dispatcher.viewer))[1] == 1
    assert Case.objects.get().entered_by == cast.dispatcher.person


@pytest.mark.parametrize("place", ["", "11", "999999999", "x", "110108"])
def test_a_place_of_no_use(world: Any, xlsx: Callable[..., Path], orders: ColumnMap, place: str) -> None:
    with pytest.raises(Invalid, match="no subdistrict or community"):
        run(xlsx(HEADER, ORDER), orders, place=place)


def test_no_header(world: Any, xlsx: Callable[..., Path], orders: ColumnMap) -> None:
    with pytest.raises(Invalid, match="header row was not found"):
        run(xlsx(["a", "b"], ["1", "2"]), orders)


def test_batches_land_one_by_one_and_are_heard(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH", 2)
    heard: list[int] = []
    rows = [[f"BJ{number}", *ORDER[1:]] for number in range(5)]
    run(xlsx(HEADER, *rows), orders, progress=lambda outcome: heard.append(outcome.created))
    assert heard == [2, 4, 5]


def test_the_journal_holds_nothing_personal_and_verifies(
    world: Any, xlsx: Callable[..., Path], orders: ColumnMap
) -> None:
    run(xlsx(HEADER, ANSWERED), orders)
    told = json.dumps(list(Entry.objects.values_list("subject", "name", "payload__body")), default=str)
    for word in ("王小明", "13800000000", "纸箱"):
        assert word not in told
    assert journal.verify().ok


def test_the_command(
    world: Any, xlsx: Callable[..., Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hehuo.doors.cli.main.database_up", lambda: None)
    path = xlsx(HEADER, ORDER, ["BJ002", "gestern"])
    words = [
        "import",
        "cases",
        str(path),
        "--map",
        str(folder() / "beijing-12345.toml"),
        "--place",
        "110108025",
        "--json",
    ]
    assert main([*words, "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out) == {"rows": 2, "created": 1, "updated": 0, "unchanged": 0, "rejected": 1}
    assert main(words) == 0
    out, err = capsys.readouterr()
    assert json.loads(out)["created"] == 1
    assert "row 3 (BJ002)" in err
    assert path.with_name("rows.xlsx.rejected.csv").exists()
    assert main(words[:-1]) == 0
    assert "unchanged 1" in capsys.readouterr().out
    assert main(["import", "cases", "/nothing.xlsx", *words[3:]]) == 1
    assert main(["import", "cases", str(path), "--map", "/nothing.toml", "--place", "110108025"]) == 1


def test_cases_can_be_found_by_those_of_the_place(
    world: Any, cast: Any, xlsx: Callable[..., Path], orders: ColumnMap
) -> None:
    run(xlsx(HEADER, ORDER), orders)
    number = Case.objects.get().number
    assert cases.case_for(cast.worker.viewer, number)
    assert clock.now()

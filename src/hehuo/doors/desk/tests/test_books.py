"""The roster and the ledger."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from hehuo.cases import services
from hehuo.cases.models import DutyShift, LedgerEntry
from hehuo.ground import clock

LIST = "问题,起始日期,说明\n管线老化,2015-03-01,雨季倒灌\n,2016-01-01,没有写\n门禁失灵,哪天,\n座椅破损,2024年5月6日,\n"


def table(text: str, name: str = "台账.csv", encoding: str = "utf-8") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_list_lands_and_bad_rows_are_told(sign_in, cast, world, encoding):
    client = sign_in(cast.worker)
    for _ in range(2):
        sent = {"place": world.shanghe, "file": table(LIST, encoding=encoding)}
        page = client.post("/desk/ledger/import/", sent)
        assert page.status_code == 200
    assert {row.title for row in LedgerEntry.objects.all()} == {"管线老化", "座椅破损"}
    told = page.content.decode()
    assert "<td>3</td>" in told
    assert "哪天" in told


@pytest.mark.parametrize("content", ["", "没有,列名\n1,2\n", "\x00\x01\x02"])
def test_what_is_no_list_is_said_so(sign_in, cast, world, content):
    page = sign_in(cast.worker).post("/desk/ledger/import/", {"place": world.shanghe, "file": table(content)})
    assert page.status_code == 422
    assert not LedgerEntry.objects.exists()


def test_a_problem_is_written_down_begun_and_solved(sign_in, cast, world):
    client = sign_in(cast.worker)
    client.post("/desk/ledger/new/", {"place": world.shanghe, "title": "管线老化", "since": "2015-03-01"})
    entry = LedgerEntry.objects.get()
    assert "管线老化" in client.get("/desk/ledger/").content.decode()
    client.post(f"/desk/ledger/{entry.pk}/start/", {"owner": world.committee.pk})
    client.post(f"/desk/ledger/{entry.pk}/solve/", {"how": "换了新管。"})
    entry.refresh_from_db()
    assert (entry.state, entry.owner_id, entry.how_solved) == ("solved", world.committee.pk, "换了新管。")
    again = client.post(f"/desk/ledger/{entry.pk}/drop/", {"why": "重复。"})
    assert again.status_code == 422, "what is off the list stays as it ended"
    assert "管线老化" not in client.get("/desk/ledger/").content.decode()
    assert "管线老化" in client.get("/desk/ledger/?state=solved").content.decode()


def test_the_roster_is_planned_substituted_and_handed_over(sign_in, cast, world):
    client = sign_in(cast.leader)
    start = clock.now().astimezone(clock.BEIJING).replace(minute=0, second=0, microsecond=0)
    sent = {
        "person": cast.dispatcher.person.pk, "kind": "day",
        "begins_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=8):%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    assert client.post("/desk/duty/new/", sent).status_code == 302
    shift = DutyShift.objects.get()
    assert cast.dispatcher.person.name in client.get("/desk/duty/").content.decode()
    clash = client.post("/desk/duty/new/", {**sent, "kind": "night"})
    assert clash.status_code == 422, "nobody stands twice at the same hour"
    backwards = client.post("/desk/duty/new/", {**sent, "ends_at": sent["begins_at"]})
    assert backwards.status_code == 422
    client.post(f"/desk/duty/{shift.pk}/substitute/", {"substitute": cast.leader.person.pk, "reason": "家里有事"})
    shift.refresh_from_db()
    assert shift.substitute_id == cast.leader.person.pk
    sign_in(cast.dispatcher).post(f"/desk/duty/{shift.pk}/hand-over/", {"text": "三号楼的暖气明早再看。"})
    assert "三号楼的暖气明早再看" in client.get("/desk/duty/").content.decode()


def test_a_strange_week_is_this_week(sign_in, cast, world):
    services.plan_shift(
        by=cast.leader.viewer, place=world.shuguang, person=cast.dispatcher.person.pk,
        begins_at=clock.now(), ends_at=clock.now() + timedelta(hours=2),
    )  # fmt: skip
    client = sign_in(cast.leader)
    for week in ("", "2026-13-45", "昨天", "9999-12-31"):
        assert client.get(f"/desk/duty/?week={week}").status_code == 200


def test_a_community_sees_who_covers_it_from_above(sign_in, cast, world):
    now = clock.now()
    services.plan_shift(
        by=cast.leader.viewer, place=world.shuguang, person=cast.dispatcher.person.pk,
        begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8),
    )  # fmt: skip
    page = sign_in(cast.worker).get("/desk/duty/").content.decode()
    assert page.count(str(cast.dispatcher.person)) >= 2
    assert "hand-over" not in page

"""The pages as people walk through them: one tap per point, the evening, the neighbour's link, the sheet of paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.watching import make_watch, picture, sign_agreement

from hehuo.ground import clock
from hehuo.partnerships.models import Partnership
from hehuo.watches import services
from hehuo.watches.models import Finding, Round, Watch
from hehuo.watches.rules import State

SignIn = Callable[[Any], Client]


@pytest.fixture
def now_watch(world: Any, cast: Any, partnership: Partnership) -> Watch:
    """A watch whose round is due at the moment of the test's clock."""
    sign_agreement(world, cast, partnership)
    return make_watch(world, cast, partnership=partnership)


@pytest.fixture
def row(now_watch: Watch) -> Round:
    return now_watch.rounds.earliest("due_at")


def test_a_round_is_one_tap_per_point(cast: Any, now_watch: Watch, row: Round, sign_in: SignIn) -> None:
    client = sign_in(cast.property_staff)
    today = client.get(reverse("watches-today")).content.decode()
    assert reverse("watches-round", args=[row.pk]) in today
    for point in now_watch.points.all():
        page = client.get(reverse("watches-round", args=[row.pk])).content.decode()
        address = reverse("watches-clear", args=[row.pk, point.pk])
        assert address in page
        client.post(address)
    row.refresh_from_db()
    assert row.state == "done"
    assert (
        reverse("watches-clear", args=[row.pk, point.pk])
        not in client.get(reverse("watches-round", args=[row.pk])).content.decode()
    )


def test_a_tap_without_reload_answers_with_the_route(cast: Any, now_watch: Watch, row: Round, sign_in: SignIn) -> None:
    client, point = sign_in(cast.property_staff), now_watch.points.first()
    answer = client.post(reverse("watches-clear", args=[row.pk, point.pk]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert 'id="route"' in answer.content.decode()
    assert "<html" not in answer.content.decode()


def test_what_was_found_goes_from_photo_to_storage(cast: Any, now_watch: Watch, row: Round, sign_in: SignIn) -> None:
    client, point = sign_in(cast.property_staff), now_watch.points.first()
    found = reverse("watches-found", args=[row.pk, point.pk])
    assert "error-summary" in client.post(found, {"quantity": 1}).content.decode()
    client.post(found, {"quantity": 2, "photos": picture()})
    finding = Finding.objects.get()
    assert finding.text
    page = reverse("watches-finding", args=[finding.pk])
    shown = client.get(page).content.decode()
    assert finding.item.number in shown
    assert "/small/" in shown
    client.post(reverse("watches-tell", args=[finding.pk]), {"how": "phone"})
    early = client.post(reverse("watches-move", args=[finding.pk]), {"witness": "王师傅"}).content.decode()
    assert "error-summary" in early
    Finding.objects.update(deadline=clock.now() - timedelta(minutes=1))
    assert page in client.get(reverse("watches-tonight")).content.decode()
    assert client.post(reverse("watches-move", args=[finding.pk]), {"witness": "王师傅"}).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "moved"
    assert page not in client.get(reverse("watches-tonight")).content.decode()


def test_without_agreement_the_page_offers_to_report(
    world: Any, cast: Any, partnership: Partnership, sign_in: SignIn
) -> None:
    watch = make_watch(world, cast, partnership=partnership)
    client, row = sign_in(cast.property_staff), watch.rounds.earliest("due_at")
    finding = services.find(by=cast.property_staff.viewer, round=row, point=watch.points.first(), text="鞋柜")
    page = client.get(reverse("watches-finding", args=[finding.pk])).content.decode()
    assert reverse("watches-report", args=[finding.pk]) in page
    assert reverse("watches-move", args=[finding.pk]) not in page
    report = {"to": world.enforcement.pk, "text": "纸箱"}
    assert client.post(reverse("watches-report", args=[finding.pk]), report).status_code == 302
    finding.refresh_from_db()
    assert finding.state == "reported"


def test_a_round_ticked_on_paper_is_entered_at_once(cast: Any, now_watch: Watch, row: Round, sign_in: SignIn) -> None:
    first, second = now_watch.points.all()
    made = clock.now().astimezone(clock.BEIJING)
    data = {"happened_at": f"{made:%Y-%m-%dT%H:%M}", f"point-{first.pk}": "", f"point-{second.pk}": "花盆"}
    client = sign_in(cast.worker)
    assert client.get(reverse("watches-paper", args=[row.pk])).status_code == 200
    assert client.post(reverse("watches-paper", args=[row.pk]), data).status_code == 302
    row.refresh_from_db()
    assert row.state == "done"
    assert Finding.objects.get().point == second


def test_the_set_up_form_says_at_the_field_what_is_wrong(
    world: Any, cast: Any, partnership: Partnership, sign_in: SignIn
) -> None:
    client, address = sign_in(cast.worker), reverse("watches-new", args=[partnership.number])
    given = {
        "title": "楼道", "points": "电梯口\n\n东侧 ", "slots": "9:00，17:00", "starts_on": "2021-04-17",
        "organisation": world.property.pk,
    }  # fmt: skip
    wrong = client.post(address, given | {"slots": "25:00"}).content.decode()
    assert "25:00" in wrong
    assert "error-summary" in wrong
    assert client.post(address, given).status_code == 302
    watch = Watch.objects.get()
    assert [point.name for point in watch.points.all()] == ["电梯口", "东侧"]
    assert watch.slots == ["09:00", "17:00"]


def test_a_table_of_the_subdistrict_chooses_the_community(
    world: Any, cast: Any, partnership: Partnership, sign_in: SignIn
) -> None:
    Partnership.objects.update(place=world.shuguang, level="subdistrict")
    client, address = sign_in(cast.leader), reverse("watches-new", args=[partnership.number])
    given = {
        "title": "楼道", "points": "电梯口", "slots": "9:00", "starts_on": "2021-04-17",
        "organisation": world.property.pk,
    }  # fmt: skip
    assert "error-summary" in client.post(address, given).content.decode()
    assert client.post(address, given | {"place": world.shanghe}).status_code == 302
    assert Watch.objects.get().place == world.shanghe


def test_a_neighbours_link_is_shown_once_and_opens_her_page(
    cast: Any, now_watch: Watch, row: Round, sign_in: SignIn
) -> None:
    client = sign_in(cast.worker)
    address = reverse("watches-neighbours", args=[now_watch.pk])
    answer = client.post(address, {"name": "王阿姨"})
    link = answer.context["link"]
    assert link in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert link not in client.get(address).content.decode()
    watcher = now_watch.watchers.get()
    named = client.post(reverse("watches-neighbour-name", args=[now_watch.pk, watcher.pk]), follow=True)
    assert "王阿姨" in named.content.decode()
    path = link.partition("testserver")[2]
    her, point = Client(), now_watch.points.first()
    page = her.get(path)
    assert "noindex" in page["X-Robots-Tag"]
    words = page.content.decode()
    assert "赵" not in words
    assert now_watch.title not in words
    secret = path.split("/")[2]
    her.post(reverse("watches-neighbour-clear", args=[secret, point.pk]))
    upload: SimpleUploadedFile = picture("seen.png")
    her.post(reverse("watches-neighbour-found", args=[secret, point.pk]), {"text": "又有纸箱", "photos": upload})
    finding = Finding.objects.get()
    assert finding.watcher is not None
    for each in now_watch.points.all():
        services.look(by=cast.property_staff.viewer, round=row, point=each)
    witness = reverse("watches-neighbour-witness", args=[secret, row.pk])
    assert witness in her.get(path).content.decode()
    her.post(witness, {"agrees": "yes"})
    assert row.witnesses.get().agrees
    staff = sign_in(cast.property_staff)
    assert staff.get(reverse("watches-number", args=[finding.pk])).status_code == 200
    staff.post(reverse("watches-number", args=[finding.pk]), {"text": "纸箱", "quantity": 1})
    finding.refresh_from_db()
    assert finding.item is not None
    client.post(reverse("watches-neighbour-remove", args=[now_watch.pk, finding.watcher.pk]))
    assert her.get(path).status_code == 404


def test_the_leader_settles_and_sees_it_come_back(cast: Any, now_watch: Watch, row: Round, sign_in: SignIn) -> None:
    Watch.objects.update(needs=1)
    for point in now_watch.points.all():
        services.look(by=cast.property_staff.viewer, round=row, point=point)
    client, page = sign_in(cast.leader), reverse("watches-watch", args=[now_watch.pk])
    assert reverse("watches-settle", args=[now_watch.pk]) in client.get(page).content.decode()
    client.post(reverse("watches-settle", args=[now_watch.pk]), {"text": "一直畅通"})
    assert Watch.objects.get().state_is is State.SETTLED
    client.post(reverse("watches-relapse", args=[now_watch.pk]), {"text": "又堆了"})
    assert Watch.objects.get().state_is is State.RELAPSED
    assert "又堆了" in client.get(page).content.decode()
    client.post(reverse("watches-end", args=[now_watch.pk]), {"text": "搬走了"})
    assert Watch.objects.get().state_is is State.ENDED
    assert reverse("watches-watch", args=[now_watch.pk]) not in client.get(reverse("watches-list")).content.decode()
    assert page in client.get(reverse("watches-list"), {"ended": 1}).content.decode()


def test_the_calendar_says_each_day_in_words(cast: Any, watch: Watch, walk: Any, sign_in: SignIn) -> None:
    walk("04-17")
    with clock.at(clock.now() + timedelta(days=2)):
        page = sign_in(cast.worker).get(reverse("watches-watch", args=[watch.pk])).content.decode()
    assert page.count('<td class="clear') == 3
    assert page.count('<td class="unknown') == 3
    assert "畅通" in page
    assert "未知" in page


def test_the_route_sheet_is_a_page_to_tick(cast: Any, watch: Watch, sign_in: SignIn) -> None:
    client = sign_in(cast.property_staff)
    answer = client.get(reverse("watches-sheet", args=[watch.pk]), {"day": date(2021, 4, 18).isoformat()})
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert client.get(reverse("watches-sheet", args=[watch.pk]), {"day": "2021-13-45"}).status_code == 200

"""The pages: what stands on them, in how many queries, and what the buttons do."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from hehuo.whistles import selectors, services
from hehuo.whistles.models import Assessment, CheckIn, Rating, Report, Whistle

from .conftest import NEAR

pytestmark = pytest.mark.django_db


def _photo(colour: str = "red") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (40, 30), colour).save(data, "JPEG")
    return SimpleUploadedFile("现场.jpg", data.getvalue(), "image/jpeg")


def _text(response: Any) -> str:
    return str(response.content.decode())


def _step(client: Client, call: Any, move: str, **data: Any) -> Any:
    return client.post(reverse("whistles-call-move", args=[call.pk, move]), data)


def test_the_board_shows_what_runs(blow: Any, sign_in: Any, cast: Any) -> None:
    whistle = blow(kind="emergency")
    page = _text(sign_in(cast.leader).get(reverse("whistles-board")))
    assert whistle.title in page
    assert "曙光派出所" in page
    assert 'hx-trigger="every 15s"' in page
    part = sign_in(cast.leader).get(reverse("whistles-board"), headers={"HX-Request": "true", "HX-Target": "live"})
    assert "<html" not in _text(part)
    assert whistle.title in _text(part)
    wall = sign_in(cast.leader).get(reverse("whistles-wall"))
    assert whistle.title in _text(wall)


def test_the_board_costs_the_same_for_many(
    blow: Any, sign_in: Any, cast: Any, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = sign_in(cast.leader)
    for number in range(12):
        blow(title=f"第{number}件")
    client.get(reverse("whistles-board"))
    with django_assert_max_num_queries(22):
        client.get(reverse("whistles-board"))


def test_an_empty_board_says_what_to_do(world: Any, sign_in: Any, cast: Any) -> None:
    assert sign_in(cast.officer).get(reverse("whistles-board")).status_code == 200
    assert sign_in(cast.officer).get(reverse("whistles-mine")).status_code == 200


def test_units_of_the_charter_are_ticked_beforehand(starter: None, world: Any, sign_in: Any, cast: Any) -> None:
    client = sign_in(cast.dispatcher)
    page = _text(client.get(reverse("whistles-new"), {"category": "0107", "place": world.shanghe}))
    assert f'value="{world.police.pk}" id="unit-{world.police.pk}" checked' in page
    assert f'id="unit-{world.heating.pk}">' in page
    look = client.post(
        reverse("whistles-new"),
        {"look": "1", "category": "03", "place": world.shanghe, "title": "停暖"},
        headers={"HX-Request": "true", "HX-Target": "units"},
    )
    assert f'id="unit-{world.heating.pk}" checked' in _text(look)


def test_blowing_by_hand(starter: None, world: Any, sign_in: Any, cast: Any) -> None:
    data = {
        "kind": "emergency", "place": world.shanghe, "category": "0107", "title": "楼道堆物",
        "called": [world.police.pk, world.fire.pk], "lead": world.fire.pk, "address": "1号楼门口",
    }  # fmt: skip
    wrong = sign_in(cast.dispatcher).post(reverse("whistles-new"), {**data, "lead": world.heating.pk})
    assert wrong.status_code == 200
    assert not Whistle.objects.exists()
    response = sign_in(cast.dispatcher).post(reverse("whistles-new"), data)
    whistle = Whistle.objects.get()
    assert response["Location"] == reverse("whistles-whistle", args=[whistle.number])
    assert (whistle.state, whistle.lead_id) == ("blown", world.fire.pk)


def test_a_community_proposes_by_hand_and_a_leader_approves(starter: None, world: Any, sign_in: Any, cast: Any) -> None:
    data = {
        "kind": "routine", "place": world.shanghe, "category": "0107", "title": "楼道堆物",
        "called": [world.police.pk], "lead": world.police.pk,
    }  # fmt: skip
    sign_in(cast.worker).post(reverse("whistles-new"), data)
    whistle = Whistle.objects.get()
    assert whistle.state == "proposed"
    sign_in(cast.leader).post(reverse("whistles-move", args=[whistle.number, "approve"]))
    whistle.refresh_from_db()
    assert whistle.state == "blown"


def test_an_officer_comes_in_two_taps(blow: Any, call_of: Any, sign_in: Any, cast: Any) -> None:
    whistle = blow(kind="emergency")
    call, client = call_of(whistle), sign_in(cast.officer)
    mine = _text(client.get(reverse("whistles-mine")))
    assert whistle.title in mine
    assert reverse("whistles-call-move", args=[call.pk, "acknowledge"]) in mine
    assert _step(client, call, "acknowledge", back="mine")["Location"] == reverse("whistles-mine")
    nowhere = _step(client, call, "check_in", how="position", position="")
    assert nowhere.status_code == 200
    assert not CheckIn.objects.exists()
    _step(client, call, "check_in", how="position", position=f"{NEAR[0]},{NEAR[1]}", back="mine")
    row = CheckIn.objects.get()
    assert row.how == "position"
    page = _text(client.get(reverse("whistles-mine")))
    assert reverse("whistles-leave", args=[row.pk]) in page


def test_checking_in_by_photo(blow: Any, call_of: Any, sign_in: Any, cast: Any) -> None:
    whistle = blow()
    client = sign_in(cast.officer)
    _step(client, call_of(whistle), "check_in", how="photo", photo=_photo())
    row = CheckIn.objects.get()
    assert row.photo is not None
    page = _text(client.get(reverse("whistles-whistle", args=[whistle.number])))
    assert reverse("files-show", args=[row.photo.uuid]) in page


def test_checking_a_colleague_in_by_list(blow: Any, call_of: Any, sign_in: Any, cast: Any, world: Any) -> None:
    call = call_of(blow(called=[world.police.pk, world.property.pk]), world.property)
    _step(sign_in(cast.worker), call, "check_in", how="list", person=cast.property_staff.person.pk)
    assert CheckIn.objects.get().how == "list"


def test_leaving_wants_a_reason_and_shows_it(blow: Any, call_of: Any, sign_in: Any, cast: Any) -> None:
    whistle = blow()
    row = services.check_in(by=cast.officer.viewer, call=call_of(whistle), how="position", position=NEAR)
    client = sign_in(cast.officer)
    assert client.post(reverse("whistles-leave", args=[row.pk]), {"reason": ""}).status_code == 200
    client.post(reverse("whistles-leave", args=[row.pk]), {"reason": "另有警情"})
    assert "另有警情" in _text(sign_in(cast.leader).get(reverse("whistles-whistle", args=[whistle.number])))


def test_reporting_with_photos(blow: Any, call_of: Any, sign_in: Any, cast: Any) -> None:
    whistle = blow()
    _step(sign_in(cast.officer), call_of(whistle), "report", text="已告诫当事人", photos=[_photo(), _photo("blue")])
    assert len(Report.objects.get().photos) == 2
    page = _text(sign_in(cast.worker).get(reverse("whistles-whistle", args=[whistle.number])))
    assert "已告诫当事人" in page
    assert page.count("/small/") == 2


def test_a_refusal_and_the_district(blow: Any, call_of: Any, sign_in: Any, cast: Any) -> None:
    whistle = blow()
    call = call_of(whistle)
    _step(sign_in(cast.officer), call, "refuse", reason="不属本所管辖")
    leader = sign_in(cast.leader)
    assert "不属本所管辖" in _text(leader.get(reverse("whistles-call-move", args=[call.pk, "decide"])))
    again = _step(leader, call, "decide", upheld="no", reason="属地责任")
    assert again.status_code == 200
    _step(leader, call, "decide", upheld="no", reason="属地责任", reference="区政府办 31 号")
    call.refresh_from_db()
    assert (call.state, call.upheld) == ("called", False)


def test_the_end_is_judged_by_both_sides(blow: Any, call_of: Any, sign_in: Any, cast: Any, world: Any) -> None:
    whistle = blow()
    police, team = call_of(whistle), call_of(whistle, world.enforcement)
    services.check_in(by=cast.officer.viewer, call=police, how="position", position=NEAR)
    dispatcher = sign_in(cast.dispatcher)
    conclude = reverse("whistles-move", args=[whistle.number, "conclude"])
    assert f"absent_{team.pk}" in _text(dispatcher.get(conclude))
    assert dispatcher.post(conclude, {"result": "已告诫"}).status_code == 200
    dispatcher.post(conclude, {"result": "已告诫", f"absent_{team.pk}": "另有任务"})
    whistle.refresh_from_db()
    assert whistle.state == "concluded"
    _step(sign_in(cast.leader), police, "assess", grade="good", text="来得快")
    officer = sign_in(cast.officer)
    assert "来得快" in _text(officer.get(reverse("whistles-mine")))
    _step(officer, police, "reply", text="下次更快")
    assert Assessment.objects.get().reply == "下次更快"
    page = _text(sign_in(cast.leader).get(reverse("whistles-whistle", args=[whistle.number])))
    assert "下次更快" in page
    assert "/whistles/rate/" in page


def test_residents_rate_without_a_name(blow: Any, call_of: Any, cast: Any, world: Any) -> None:
    whistle = blow(called=[world.police.pk])
    call = call_of(whistle)
    services.check_in(by=cast.officer.viewer, call=call, how="position", position=NEAR)
    url = reverse("whistles-rate", args=[selectors.rating_token(whistle)])
    assert "stars" not in _text(Client().get(url))
    services.conclude_whistle(by=cast.dispatcher.viewer, whistle=whistle, result="已告诫")
    assert Client().post(url, {}).status_code == 200
    assert Client().post(url, {f"stars_{call.pk}": "5", "words": "来得及时"}).status_code == 302
    assert Rating.objects.get().words == "来得及时"
    assert "5 / 5" in _text(Client().get(url))


def test_a_move_at_the_wrong_moment_leads_back(blow: Any, call_of: Any, sign_in: Any, cast: Any) -> None:
    whistle = blow()
    response = sign_in(cast.leader).get(reverse("whistles-call-move", args=[call_of(whistle).pk, "assess"]))
    assert response["Location"] == reverse("whistles-whistle", args=[whistle.number])

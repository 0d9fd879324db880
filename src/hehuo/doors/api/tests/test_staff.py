from __future__ import annotations

import json
from datetime import timedelta

import pytest

from hehuo.cases import services as cases
from hehuo.doors.api import services
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.errors import Invalid, NotAllowed, NotFound


@pytest.fixture
def case(world):
    return cases.report_case(by=ANONYMOUS, text="单元门的灯不亮了。", place=world.shanghe).case


@pytest.fixture
def as_program(client):
    """A program that holds a key of somebody of the cast."""

    def call(somebody, method, path, body=None, *, scopes=("read", "write")):
        _token, secret = services.issue_token(by=somebody.viewer, name="程序", scopes=scopes, days=1)
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        return getattr(client, method)(f"/api/v1{path}", **sent, headers={"Authorization": f"Bearer {secret}"})

    return call


def test_a_key_says_whose_it_is(as_program, cast, world):
    told = as_program(cast.worker, "get", "/me").json()
    assert told == {"name": cast.worker.person.name, "grants": [{"role": "worker", "place": world.shanghe}]}


def test_the_inbox_is_the_desks(as_program, cast, case):
    listed = as_program(cast.dispatcher, "get", "/inbox").json()
    assert [one["number"] for one in listed["items"]] == [case.number]
    assert as_program(cast.neighbour_dispatcher, "get", "/inbox?tab=all").json()["items"] == []
    assert as_program(cast.dispatcher, "get", "/inbox?tab=lost").status_code == 422


def test_moves_walk_the_case_through_the_same_services(as_program, cast, case, world):
    path = f"/inbox/{case.number}"
    offered = {unit["name"]: unit["id"] for unit in as_program(cast.dispatcher, "get", f"{path}/units").json()}
    assigned = as_program(cast.dispatcher, "post", f"{path}/assign", {"unit": offered["上河村社区居委会"]})
    assert assigned.json()["stage"] == "assigned"
    assert as_program(cast.worker, "post", f"{path}/accept").json()["stage"] == "accepted"
    as_program(cast.worker, "post", f"{path}/contact", {"outcome": "reached"})
    answered = as_program(cast.worker, "post", f"{path}/answer", {"text": "灯修好了。"}).json()
    assert answered["stage"] == "answered"
    assert {move["name"] for move in answered["moves"]} >= {"call_back"}


def test_a_refusal_names_its_rule(as_program, cast, case, world):
    cases.assign_case(by=cast.dispatcher.viewer, case=case, unit=world.committee.pk)
    cases.accept_case(by=cast.worker.viewer, case=case)
    refused = as_program(cast.worker, "post", f"/inbox/{case.number}/answer", {"text": "好了。"})
    assert refused.status_code == 409
    assert "第十五条" in refused.json()["error"]["source"]


def test_outsiders_get_404_and_a_reading_key_moves_nothing(as_program, cast, case):
    assert as_program(cast.neighbour_worker, "get", f"/inbox/{case.number}").status_code == 404
    denied = as_program(cast.worker, "post", f"/inbox/{case.number}/note", {"text": "看过。"}, scopes=("read",))
    assert denied.status_code == 403


def test_a_key_dies_by_age_revocation_and_with_the_account(client, cast):
    def knock(secret):
        return client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code

    token, secret = services.issue_token(by=cast.worker.viewer, name="程序", scopes=["read"], days=1)
    assert knock(secret) == 200
    assert knock(secret + "x") == 401
    with clock.at(clock.now() + timedelta(days=2)):
        assert knock(secret) == 401
    cast.worker.user.is_active = False
    cast.worker.user.save()
    assert knock(secret) == 401
    cast.worker.user.is_active = True
    cast.worker.user.save()
    services.revoke_token(by=cast.worker.viewer, token=token.pk)
    assert knock(secret) == 401


def test_too_many_calls_are_held_back(as_program, cast, settings):
    settings.API_RATE = "2/m"
    assert [as_program(cast.worker, "get", "/me").status_code for _ in range(3)] == [200, 200, 429]


def test_keys_are_made_for_oneself_with_sense(cast):
    with pytest.raises(NotAllowed):
        services.issue_token(by=ANONYMOUS, name="程序", scopes=["read"], days=1)
    with pytest.raises(Invalid) as fault:
        services.issue_token(by=cast.worker.viewer, name=" ", scopes=["fly"], days=0)
    assert set(fault.value.fields) == {"name", "scopes", "days"}
    token, _secret = services.issue_token(by=cast.worker.viewer, name="程序", scopes=["read"], days=1)
    with pytest.raises(NotFound):
        services.revoke_token(by=cast.leader.viewer, token=token.pk)


def test_the_page_shows_a_new_key_once(sign_in, cast):
    page = sign_in(cast.worker)
    made = page.post("/desk/keys/", {"name": "报表", "scopes": ["read"], "days": 30})
    assert "hehuo_" in made.content.decode()
    assert "hehuo_" not in page.get("/desk/keys/").content.decode()

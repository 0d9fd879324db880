from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from hehuo.custody import services as custody
from hehuo.custody.models import Item
from hehuo.doors.api import services
from hehuo.places.models import Place
from hehuo.whistles import services as whistles
from hehuo.whistles.models import Call, CheckIn

THERE = {"lon": 116.2704, "lat": 39.9602}


@pytest.fixture
def send(client: Any) -> Callable[..., Any]:
    """``send(somebody, path, body, key="")``: what her telephone sends."""

    def post(somebody: Any, path: str, body: Any, *, key: str = "", scopes: tuple[str, ...] = ("write",)) -> Any:
        _token, secret = services.issue_token(by=somebody.viewer, name="手机", scopes=scopes, days=1)
        headers = {"Authorization": f"Bearer {secret}", "Idempotency-Key": key}
        return client.post(f"/api/v1{path}", json.dumps(body), content_type="application/json", headers=headers)

    return post


@pytest.fixture
def call(world: Any, cast: Any) -> Call:
    """A call of the police station to Shanghe village."""
    Place.objects.filter(code=world.shanghe).update(lon=116.270, lat=39.960)
    whistles.blow_whistle(
        by=cast.dispatcher.viewer, place=world.shanghe, kind="routine", title="楼道堆物",
        called=[world.police.pk], lead=world.police.pk,
    )  # fmt: skip
    return Call.objects.get()


def test_the_unit_finds_its_call_and_checks_in_once(send: Any, client: Any, call: Call, cast: Any) -> None:
    _token, secret = services.issue_token(by=cast.officer.viewer, name="手机", scopes=["read"], days=1)
    listed = client.get("/api/v1/calls", headers={"Authorization": f"Bearer {secret}"}).json()
    assert [(one["id"], one["whistle"], one["state"]) for one in listed] == [(call.pk, call.whistle.number, "called")]
    first = send(cast.officer, f"/calls/{call.pk}/check-in", THERE, key="here")
    again = send(cast.officer, f"/calls/{call.pk}/check-in", THERE, key="here")
    other = send(cast.officer, f"/calls/{call.pk}/check-in", THERE)
    assert first.status_code == again.status_code == other.status_code == 201, first.content
    assert first.json()["id"] == again.json()["id"] == other.json()["id"] == CheckIn.objects.get().pk
    assert 0 < first.json()["metres"] < 100


@pytest.mark.parametrize(
    ("body", "status"), [({"lon": 116.33, "lat": 39.96}, 409), ({}, 409), ({"how": "photo"}, 422), ({"lon": 181}, 422)]
)
def test_the_rules_are_those_of_the_page(send: Any, call: Call, cast: Any, body: Any, status: int) -> None:
    assert send(cast.officer, f"/calls/{call.pk}/check-in", body).status_code == status
    assert not CheckIn.objects.exists()


def test_a_call_is_its_units(send: Any, call: Call, cast: Any) -> None:
    assert send(cast.neighbour_worker, f"/calls/{call.pk}/check-in", THERE).status_code == 404
    assert send(cast.officer, "/calls/987654/check-in", THERE).status_code == 404
    assert send(cast.officer, f"/calls/{call.pk}/check-in", THERE, scopes=("read",)).status_code == 403


def test_things_get_the_next_number_once(send: Any, world: Any, cast: Any) -> None:
    listed = custody.open_inventory(by=cast.worker.viewer, place=world.shanghe, point="三层楼道").inventory
    path = f"/inventories/{listed.number}/items"
    first = send(cast.worker, path, {"name": "纸箱", "quantity": 2}, key="box")
    again = send(cast.worker, path, {"name": "纸箱", "quantity": 2}, key="box")
    assert first.status_code == again.status_code == 201, first.content
    assert first.json() == again.json()
    assert Item.objects.get().quantity == 2
    assert send(cast.worker, path, {"name": "花盆"}, key="box").status_code == 409
    assert send(cast.worker, path, {"name": ""}).status_code == 422
    assert send(cast.neighbour_worker, path, {"name": "纸箱"}).status_code == 404

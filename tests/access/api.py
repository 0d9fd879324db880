"""The programming interface: public routes for everybody; the rest opens to a key, and a session is no key."""

from __future__ import annotations

from typing import Any

from hehuo.cases import services as cases
from hehuo.doors.api import moves, services
from hehuo.ground.access import ANONYMOUS
from tests.access import Row, desk, public


def _published(world: Any, cast: Any) -> dict[str, str]:
    receipt = cases.report_case(by=ANONYMOUS, text="楼道灯不亮。", place=world.shanghe)
    cases.publish_case(by=cast.dispatcher.viewer, case=receipt.case, title="楼道灯不亮", text="楼道灯不亮，已报修。")
    return {"number": receipt.number}


def _reported(world: Any, cast: Any) -> dict[str, str]:
    del cast
    return {"number": cases.report_case(by=ANONYMOUS, text="还没有审核的事。", place=world.shanghe).number}


def _key(world: Any, cast: Any) -> dict[str, int]:
    """A key of Shuguang's worker: nobody else may revoke it."""
    del world
    token, _secret = services.issue_token(by=cast.worker.viewer, name="试", scopes=["read"], days=1)
    return {"pk": token.pk}


TABLE: dict[str, Row | list[Row]] = {
    "api:openapi-json": public(),
    "api:api-root": public(status=404),
    "api:list_places": public(),
    "api:list_categories": public(),
    # Two names of one address: reading it, and reporting to it.
    "api:list_cases": public(),
    "api:report": public(method="post", status=400),
    "api:one_case": [public(kwargs=_published), public(kwargs=_reported, status=404)],
    # Without the receipt's secret the header is missing: said as a fault of the request, for every number alike.
    "api:follow": public(kwargs=_reported, status=422),
    "api:me": public(status=401),
    "api:inbox": public(status=401),
    "api:one": public(kwargs=_reported, status=401),
    "api:units": public(kwargs=_reported, status=401),
    **{f"api:move_{name}": public(kwargs=_reported, method="post", status=401) for name in moves.MOVES},
    "api:calls": public(status=401),
    "api:check_in": public(kwargs={"call": 1}, method="post", status=401),
    "api:number_item": public(kwargs={"number": "Q20261120-0001"}, method="post", status=401),
    "api-keys": desk(),
    "api-key-revoke": Row(
        kwargs=_key, method="post", own={"others": 404, "worker": 302},
    ),
}  # fmt: skip

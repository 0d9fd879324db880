"""Who may open what of the public square: everybody; one's own case only with its token."""

from __future__ import annotations

from typing import Any

from hehuo.cases import services as cases
from hehuo.ground.access import ANONYMOUS
from tests.access import Row, public


def _reported(world: Any, cast: Any) -> dict[str, str]:
    """A fresh case, by its token."""
    del cast
    receipt = cases.report_case(by=ANONYMOUS, text="楼道灯不亮，晚上看不见台阶。", place=world.shanghe)
    return {"token": receipt.token}


def _published(world: Any, cast: Any) -> dict[str, str]:
    """A published case, by its number."""
    receipt = cases.report_case(by=ANONYMOUS, text="楼道灯不亮，晚上看不见台阶。", place=world.shanghe)
    cases.publish_case(by=cast.dispatcher.viewer, case=receipt.case, title="楼道灯不亮", text="楼道灯不亮，已报修。")
    return {"number": receipt.number}


def _unpublished(world: Any, cast: Any) -> dict[str, str]:
    del cast
    return {"number": cases.report_case(by=ANONYMOUS, text="还没有审核的事。", place=world.shanghe).number}


_FORGED = {"token": "20260101-000001:forged"}

TABLE: dict[str, Row | list[Row]] = {
    "square-home": public(),
    "square-cases": public(),
    "square-map": public(),
    "square-map-data": public(),
    "square-case": [public(kwargs=_published), public(kwargs=_unpublished, status=404)],
    "square-join": public(),
    "square-report": [public(), public(method="post", status=422)],
    "square-report-photo": public(kwargs={"number": 0}, status=404),
    "square-report-where": public(status=302),
    "square-report-kind": public(status=302),
    "square-report-send": public(status=302),
    "square-receipt": public(status=302),
    "square-progress": [public(), public(method="post", status=422)],
    "square-follow": [public(kwargs=_reported), public(kwargs=_FORGED, status=404)],
    "square-slip": [public(kwargs=_reported), public(kwargs=_FORGED, status=404)],
    "square-add": [
        public(kwargs=_reported, method="post", data={"text": "补充一句。"}, status=302),
        public(kwargs=_FORGED, method="post", data={"text": "补充一句。"}, status=404),
    ],
    "square-rate": [
        # Nothing is answered yet, so the rating is refused on the page.
        public(kwargs=_reported, method="post", data={"solved": "yes"}, status=409),
        public(kwargs=_FORGED, method="post", data={"solved": "yes"}, status=404),
    ],
    "square-withdraw": [
        public(kwargs=_reported, method="post", status=302),
        public(kwargs=_FORGED, method="post", status=404),
    ],
    "square-place": [public(), public(method="post", data={"place": "110108025"}, status=302)],
    "square-display": public(method="post", data={"theme": "dark"}, status=302),
    "square-about": public(),
    "square-privacy": public(),
    "square-accessibility": public(),
    "square-style": public(),
}

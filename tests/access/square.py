"""Who may open what of the public square: everybody; one's own case only with its token."""

from __future__ import annotations

from typing import Any

from hehuo.cases import services as cases
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.partnerships import services as partnerships
from hehuo.partnerships.models import OpenCall, Partnership
from hehuo.partnerships.selectors import CHECKS
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
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


def _table(world: Any, cast: Any) -> None:
    """A partnership that nobody has written up for the public, with a call for help."""
    load_charters()
    made = Table(world, cast, make_case(world, cast))
    partnerships.open_call(by=SYSTEM, partnership=made.row, title="请两位搬运志愿者", text="周五上午。")


def _shown(world: Any, cast: Any) -> None:
    """The same, written by one person and reviewed by another."""
    _table(world, cast)
    row = Partnership.objects.get()
    partnerships.write_public(
        by=cast.worker.viewer, partnership=row, public_title="楼道清理", public_text="大家一起清。"
    )
    partnerships.publish_partnership(by=cast.leader.viewer, partnership=row, checks=list(CHECKS))


def _closed(world: Any, cast: Any) -> None:
    _table(world, cast)
    partnerships.close_call(by=SYSTEM, call=OpenCall.objects.get())


def _number(_world: Any, _cast: Any) -> dict[str, str]:
    return {"number": Partnership.objects.get().number}


def _call(_world: Any, _cast: Any) -> dict[str, int]:
    return {"pk": OpenCall.objects.get().pk}


_OFFER = {"name": "赵四", "contact": "13800001111", "text": "周五上午我来。"}
_FORGED = {"token": "20260101-000001:forged"}

TABLE: dict[str, Row | list[Row]] = {
    "square-home": public(),
    "square-cases": public(),
    "square-map": public(),
    "square-map-data": public(),
    "square-case": [public(kwargs=_published), public(kwargs=_unpublished, status=404)],
    "square-join": public(),
    "square-together": public(),
    "square-partnership": [
        public(before=_shown, kwargs=_number),
        # Nothing before the review, for nobody.
        public(before=_table, kwargs=_number, status=404),
    ],
    "square-help": [
        public(before=_table, kwargs=_call),
        public(before=_table, kwargs=_call, method="post", data=_OFFER, status=302),
        public(before=_table, kwargs=_call, method="post", status=422),
        public(before=_closed, kwargs=_call, status=404),
    ],
    "square-helped": [public(before=_table, kwargs=_call), public(before=_closed, kwargs=_call, status=404)],
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

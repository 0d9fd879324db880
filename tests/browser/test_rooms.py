"""The room of a partnership, its public page and the first pages, at both widths and in both languages: axe is content
and nothing is wider than the screen."""

from __future__ import annotations

from datetime import timedelta

import pytest

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.partnerships import services
from hehuo.partnerships.models import OpenCall
from hehuo.partnerships.selectors import CHECKS
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
from hehuo.whistles import services as whistles


@pytest.fixture
def made(world, cast):
    load_charters()
    made = Table(world, cast, make_case(world, cast))
    made.walk("planned")
    whistles.blow_whistle(
        by=cast.leader.viewer, place=world.shanghe, kind="hard", title="请到楼道来",
        called=[world.police.pk], lead=world.police.pk, partnership=made.row,
    )  # fmt: skip
    services.open_call(
        by=SYSTEM, partnership=made.row, title="请两位搬运志愿者", text="周五上午。",
        until=(clock.now() + timedelta(days=3)).date(),
    )  # fmt: skip
    services.write_public(
        by=cast.worker.viewer, partnership=made.row, public_title="楼道清理", public_text="大家一起清。"
    )
    services.publish_partnership(by=cast.leader.viewer, partnership=made.fresh(), checks=list(CHECKS))
    return made


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_fit_the_screen_and_are_open_to_everybody(open_page, axe, fits, live_server, cast, made, width, language):
    room = f"/desk/partnerships/{made.row.number}/"
    help_ = f"/together/help/{OpenCall.objects.get().pk}/"
    visits = [
        (cast.worker, [room, "/desk/", f"/desk/cases/{made.case.number}/"]),
        (cast.officer, ["/desk/", room]),
        (cast.leader, ["/desk/"]),
        (None, [f"/together/{made.row.number}/", "/together/", help_, "/", "/join/"]),
    ]
    for somebody, paths in visits:
        page = open_page(width=width, signed_in=somebody)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        for path in paths:
            page.goto(path)
            fits(page)
            axe(page)

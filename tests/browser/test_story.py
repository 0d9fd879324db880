"""From a resident's telephone to the applause, role by role, every step in the browser."""

from __future__ import annotations

import pytest

from hehuo.ground.access import SYSTEM
from hehuo.journal import selectors as journal
from hehuo.matters import services as matters

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "单元门的灯不亮了，晚上老人回家看不见台阶。"


@pytest.fixture(autouse=True)
def _ready(world, settings):
    settings.REPORT_RATE = settings.LOOKUP_RATE = "off"
    matters.load_tree(by=SYSTEM)


def _report(page) -> tuple[str, str]:
    """A resident reports on a telephone and keeps number and secret."""
    page.goto("/report/")
    page.get_by_label("发生了什么事").fill(TEXT)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("link", name="曙光街道").click()
    page.get_by_label("在哪个社区").select_option("上河村社区")
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="提交", exact=True).click()
    return page.locator("[data-number]").inner_text(), page.locator("[data-secret]").inner_text()


def _press(page, name: str) -> None:
    """One of the buttons under "what may be done now"."""
    page.locator(".btns").first.get_by_text(name, exact=True).click()


def test_from_a_report_to_the_applause(open_page, axe, fits, cast):
    resident = open_page(width=360)
    number, secret = _report(resident)

    dispatcher = open_page(signed_in=cast.dispatcher)
    dispatcher.goto("/desk/")
    dispatcher.get_by_role("link", name="派给承办单位").first.click()
    dispatcher.get_by_label("承办单位").select_option(label="上河村社区居委会")
    dispatcher.get_by_role("button", name="派单").click()
    assert "已派单给上河村社区居委会" in dispatcher.locator(".timeline").inner_text()

    worker = open_page(width=360, signed_in=cast.worker)
    worker.goto("/desk/")
    fits(worker)
    axe(worker)
    worker.get_by_role("link", name="单元门的灯不亮了").first.click()
    worker.locator(".timeline").wait_for()
    fits(worker)
    axe(worker)
    _press(worker, "签收")
    _press(worker, "登记联系")
    worker.get_by_label("谈了什么").wait_for()
    fits(worker)
    axe(worker)
    worker.get_by_text("已联系上", exact=True).click()
    worker.get_by_label("谈了什么").fill("约好今晚去看。")
    worker.get_by_role("button", name="登记联系").click()
    _press(worker, "登记现场查看")
    worker.get_by_role("button", name="登记现场查看").click()
    assert worker.locator(".error-summary").is_visible(), "a visit needs words, and what was typed stays"
    worker.get_by_text("已完成", exact=True).click()
    worker.get_by_label("现场情况").fill("灯头松了，换了新灯泡。")
    worker.get_by_role("button", name="登记现场查看").click()
    _press(worker, "办结答复")
    worker.get_by_label("给诉求人的答复").fill("灯已经修好，今晚请您看看。")
    worker.get_by_role("button", name="办结答复").click()
    assert "已答复" in worker.locator(".page-head").inner_text()

    resident.goto("/progress/")
    resident.get_by_label("编号").fill(number)
    resident.get_by_label("查询码").fill(secret)
    resident.get_by_role("button", name="查看").click()
    assert "灯已经修好" in resident.locator("main").inner_text()

    dispatcher.goto(f"/desk/cases/{number}/")
    _press(dispatcher, "登记回访")
    dispatcher.locator("input[name=reached][value=yes]").check()
    dispatcher.locator("input[name=solved][value=yes]").check()
    dispatcher.locator("input[name=satisfied][value=yes]").check()
    dispatcher.get_by_role("button", name="登记回访").click()
    _press(dispatcher, "结案")
    dispatcher.get_by_role("button", name="结案").click()
    _press(dispatcher, "公开审核")
    dispatcher.get_by_role("button", name="公开", exact=True).click()

    neighbour = open_page(width=360)
    dispatcher.get_by_text("已公开").first.wait_for()
    neighbour.goto(f"/case/{number}/")
    shown = neighbour.locator("main").inner_text()
    assert "灯已经修好" in shown
    assert "甲" not in shown, "nobody is named on the public page"
    axe(neighbour)
    fits(neighbour)
    assert journal.verify().ok


PAGES = {
    "dispatcher": ["/desk/", "/desk/cases/", "/desk/cases/new/", "/desk/duty/", "/desk/duty/new/", "/desk/keys/"],
    "worker": ["/desk/", "/desk/ledger/", "/desk/ledger/new/", "/desk/ledger/import/"],
    "leader": ["/desk/", "/desk/settings/"],
    "officer": ["/desk/", "/desk/cases/"],
    "property_staff": ["/desk/"],
    "coordinator": ["/desk/"],
    "expert": ["/desk/"],
    "auditor": ["/desk/", "/desk/journal/"],
    "admin": ["/desk/", "/desk/parties/", "/desk/places/"],
}


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("role", PAGES)
def test_first_pages_are_accessible_and_fit(open_page, axe, fits, cast, role, width):
    page = open_page(width=width, signed_in=cast.people[role])
    for path in PAGES[role]:
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        axe(page)
        fits(page)

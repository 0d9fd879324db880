"""The square as residents meet it: phone width first, with and without JavaScript."""

from __future__ import annotations

import gzip

import pytest
from PIL import Image

from hehuo.cases import services as cases
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.matters import services as matters

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = "4 号楼 2 单元楼道一直堆着纸箱和花盆，老人出门要侧着身子走。"
PAGES = [
    "/",
    "/around/",
    "/around/map/",
    "/join/",
    "/report/",
    "/progress/",
    "/place/",
    "/about/",
    "/privacy/",
    "/accessibility/",
    "/style/",
    "/no-such-page/",
]


@pytest.fixture
def published(world, cast):
    receipt = cases.report_case(by=ANONYMOUS, text=TEXT, place=world.shanghe)
    cases.publish_case(
        by=cast.dispatcher.viewer, case=receipt.case, title="楼道堆物影响通行", text="一处楼道堆物，影响老人通行。"
    )
    return receipt


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "楼道.jpg"
    Image.new("RGB", (800, 600), (180, 120, 60)).save(path)
    return path


@pytest.fixture(autouse=True)
def _generous(settings):
    settings.REPORT_RATE = settings.LOOKUP_RATE = "off"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_every_page_is_accessible_and_fits(open_page, axe, fits, published, width, dark):
    page = open_page(width=width, dark=dark)
    for path in [*PAGES, f"/case/{published.number}/", f"/p/{published.token}/"]:
        page.goto(path)
        axe(page)
        fits(page)


def test_large_type_is_remembered_and_fits(open_page, axe, fits, published):
    page = open_page(width=360)
    page.goto("/")
    page.get_by_role("button", name="大字版").first.click()
    assert "type-large" in page.locator("html").get_attribute("class")
    for path in ["/", "/report/", f"/case/{published.number}/", f"/p/{published.token}/"]:
        page.goto(path)
        assert "type-large" in page.locator("html").get_attribute("class")
        fits(page)
        axe(page)


def test_theme_and_language_can_be_switched(open_page):
    page = open_page(width=360)
    page.goto("/about/")
    page.locator("details.who > summary").click()
    page.get_by_role("button", name="深色").click()
    assert "theme-dark" in page.locator("html").get_attribute("class")
    assert page.url.endswith("/about/")
    page.locator("details.who > summary").click()
    page.get_by_role("button", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("heading", level=1).inner_text() == "A neighbourhood that solves its own hard problems"


@pytest.mark.parametrize("js", [True, False], ids=["script", "no-script"])
def test_a_report_on_a_phone_takes_four_screens(open_page, axe, fits, world, photo, js):
    matters.load_tree(by=SYSTEM)
    page = open_page(width=360, js=js)
    page.goto("/")
    page.get_by_role("link", name="我要反映问题").first.click()
    page.get_by_role("button", name="下一步").click()
    assert "请简单说说" in page.locator(".error-summary").inner_text()
    page.get_by_label("发生了什么事").fill(TEXT)
    page.locator("input[type=file]").set_input_files(photo)
    if js:
        page.locator("form .photos img").wait_for()
        axe(page)
    page.get_by_role("button", name="下一步").click()

    assert page.url.endswith("/report/where/")
    fits(page)
    page.locator("main").get_by_role("link", name="曙光街道").click()
    page.get_by_label("在哪个社区").select_option("蓝靛厂社区")
    page.get_by_label("具体在哪里").fill("4 号楼 2 单元")
    page.get_by_role("button", name="下一步").click()

    assert page.url.endswith("/report/about/")
    fits(page)
    if js:
        axe(page)
    page.locator(".fold summary").first.click()
    page.locator(".fold .choice label").first.click()
    page.get_by_role("button", name="下一步").click()

    assert page.url.endswith("/report/send/")
    assert TEXT in page.locator("main").inner_text()
    page.get_by_label("电话").fill("13812345678")
    page.get_by_role("button", name="修改 地点").click()
    assert page.get_by_label("具体在哪里").input_value() == "4 号楼 2 单元"
    page.goto("/report/send/")
    assert page.get_by_label("电话").input_value() == "13812345678"
    if js:
        axe(page)
    page.get_by_role("button", name="提交", exact=True).click()

    assert page.url.endswith("/receipt/")
    fits(page)
    number, secret = page.locator("[data-number]").inner_text(), page.locator("[data-secret]").inner_text()
    assert len(secret) == 10
    assert page.request.get(page.get_by_role("link", name="回执 PDF").get_attribute("href")).body()[:5] == b"%PDF-"
    page.goto("/report/send/")
    assert page.url.endswith("/receipt/"), "what was sent is not offered again"

    page.goto("/progress/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(secret.lower())
    page.get_by_role("button", name="查看").click()
    assert "正在确定由谁负责" in page.locator("main").inner_text()
    page.get_by_label("您想补充什么").fill("晚上七点以后在家。")
    page.get_by_role("button", name="提交补充").click()
    assert "已补充" in page.locator("#messages").inner_text()
    page.locator("details.confirm summary").click()
    page.get_by_role("button", name="确认撤回").click()
    assert "您已撤回" in page.locator("main").inner_text()


def test_words_lead_to_the_community(open_page, world):
    page = open_page(width=360)
    page.goto("/report/")
    page.get_by_label("发生了什么事").fill(TEXT)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("具体在哪里").fill("上河村")
    page.get_by_role("button", name="下一步").click()
    if page.url.endswith("/report/where/"):
        page.locator("[name=pick]").first.click()
    assert page.url.endswith("/report/about/")


def test_the_keyboard_reaches_everything(open_page):
    page = open_page(width=1280)
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


@pytest.mark.parametrize("path", ["/", "/report/", "/around/"])
def test_a_first_visit_weighs_little(open_page, published, path):
    """≤ 200 KB compressed (5-quality): what the browser asks for, each part gzipped (brotli does better)."""
    page = open_page(width=360)
    seen: dict[str, int] = {}
    page.on("response", lambda response: seen.setdefault(response.url, response.status))
    page.goto(path, wait_until="networkidle")
    weight = sum(len(gzip.compress(page.request.get(url).body())) for url in seen if url.startswith("http"))
    assert 3_000 < weight < 200_000, f"{path}: {weight} bytes in {len(seen)} files"

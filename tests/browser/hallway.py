"""The hallway's way through the house as its people click it, chapter by chapter; ``test_hallway`` plays it."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from PIL import Image
from playwright.sync_api import FilePayload, Page

from hehuo.ground.clock import BEIJING

TEXT = "六层有一户把纸箱、花盆、鞋架从家门口堆到电梯口，走路要侧身，万一着火跑不出去。"
POINT, OWNER, NEIGHBOUR = "4号楼2单元6层楼道", "林先生", "孙阿姨"
TASKS = (
    ("请家人到场并说明权利", "蓝靛厂居委会"), ("执法前告诫", "派出所"), ("物品逐件编号", "同舟物业"),
    ("搬到地下一层三号库", "精工厂房管处"), ("清扫楼道", "河畔银行"),
)  # fmt: skip
#: Who has a task, in the order of the tasks.
WORKERS = ("worker2", "officer", "property", "housing", "coordinator")


class Walk:
    """Who is at which page: one browser window per person, opened when she is first needed."""

    def __init__(self, open_page: Callable[..., Page], move: Callable[[datetime], None]) -> None:
        self.open_page, self.move = open_page, move
        self.windows: dict[str, Page] = {}
        self.kept: dict[str, str] = {}
        self.last: Page | None = None
        #: Eleven o'clock of the first day; everything before the rounds happens on it.
        self.start = datetime.now(BEIJING).replace(hour=11, minute=0, second=0, microsecond=0)
        self.move(self.start)

    def local(self, days: int = 0, hour: str = "11:00") -> str:
        """A day of the story as a field for date and time takes it."""
        return f"{self.start + timedelta(days=days):%Y-%m-%d}T{hour}"

    def enter(self, who: str, *, width: int = 360) -> Page:
        """The window of a player of the demo, signed in by her card; of a resident for any other name."""
        page = self.windows.get(who)
        if page is None:
            page = self.windows[who] = self.open_page(width=width)
            page.goto("/demo/")
            card = page.locator(f"button[value={who}]")
            if card.count():
                card.click()
                page.wait_for_load_state()
        self.last = page
        return page


def fill(page: Page, **fields: Any) -> None:
    """Fill the fields of these names: words, choices, ticks, files."""
    for name, value in fields.items():
        field = page.locator(f"main [name={name}]:not([type=hidden])")
        kind = field.first.evaluate("one => one.tagName + '/' + one.type")
        if kind.startswith("SELECT"):
            field.select_option(value)
        elif kind in ("INPUT/radio", "INPUT/checkbox"):
            for one in [value] if isinstance(value, str) else value:
                choice = page.locator(f"main [name={name}][value='{one}']")
                if not choice.is_visible():  # folded away with its kin
                    page.locator(f"details:has([name={name}][value='{one}']) > summary").first.click()
                choice.check()
        elif kind == "INPUT/file":
            field.set_input_files(value)
        else:
            field.fill(value)


def press(page: Page, words: str) -> None:
    """Press the button or link that begins with ``words``, unfolding "more" where it lies there."""
    named = re.compile(rf"^{words}")
    main = page.locator("main")
    wanted = main.get_by_role("button", name=named).or_(main.get_by_role("link", name=named)).first
    if not wanted.count():
        main.locator("summary", has_text="更多").first.click()
    wanted.click()
    page.wait_for_load_state()


def choose(page: Page, name: str, words: str) -> None:
    """In the list ``name`` the entry that has ``words`` in it."""
    value = page.locator(f"main select[name={name}] option", has_text=words).first.get_attribute("value")
    page.locator(f"main select[name={name}]").select_option(value)


def complaint(walk: Walk) -> None:
    """The resident reports; accepted, handed down; contact, visit, mediation and dissuasion fail; marked hard."""
    resident = walk.enter("resident")
    resident.goto("/report/")
    resident.get_by_label("发生了什么事").fill(TEXT)
    press(resident, "下一步")
    choose(resident, "community", "蓝靛厂社区")
    fill(resident, address=POINT)
    press(resident, "下一步")
    fill(resident, category="0107", kind="complain")
    press(resident, "下一步")
    press(resident, "提交")
    walk.kept["number"] = resident.locator("[data-number]").inner_text()
    walk.kept["secret"] = resident.locator("[data-secret]").inner_text()


def tried(walk: Walk) -> None:
    """Accepted, handed down; contact, visit, mediation, dissuasion fail; more time is given; marked hard."""
    case = f"/desk/cases/{walk.kept['number']}/"
    dispatcher, worker, steward = walk.enter("dispatcher", width=1280), walk.enter("worker2"), walk.enter("property")
    _move(dispatcher, case, "派单", unit="曙光街道办事处")
    _move(dispatcher, case, "签收")
    _move(dispatcher, case, "转派", unit="蓝靛厂居委会")
    _move(worker, case, "签收")
    _move(worker, case, "登记联系", outcome="reached", text="与诉求人通话，请求保密。")
    _move(worker, case, "登记现场查看", outcome="done", text="上门劝说，当事人不同意清理。")
    _move(dispatcher, case, "请", unit="同舟物业")
    _move(worker, case, "登记调解", outcome="refused", text="请到居委会商谈，当事人中途离开。")
    _move(steward, case, "登记劝阻", outcome="refused", text="送达劝阻提示单，当事人拒收，已报告。")
    _move(dispatcher, case, "延期", reason="需要街道牵头多方会商。", due_at=walk.local(15, "10:00"))
    _move(dispatcher, case, "标记")


def _move(page: Page, case: str, words: str, **fields: Any) -> None:
    """One of the buttons under "what may be done now", with its form where it has one."""
    page.goto(case)
    press(page, words)
    if fields:
        if "unit" in fields:
            choose(page, "unit", fields.pop("unit"))
        fill(page, **fields)
        page.locator("main .form-actions button.primary").first.click()
        page.wait_for_load_state()
    assert not page.locator(".error-summary").count(), page.locator(".error-summary").inner_text()


def submit(page: Page) -> None:
    """Send the page's own form; it must be taken."""
    page.locator("main form button.primary").first.click()
    page.wait_for_load_state()
    assert not page.locator(".error-summary").count(), page.locator(".error-summary").inner_text()


def sign(page: Page) -> None:
    """Draw a signature with the finger."""
    box = page.locator("[data-signature] canvas").first
    box.evaluate("one => one.scrollIntoView({block: 'center'})")
    edge = box.bounding_box()
    assert edge is not None
    page.mouse.move(edge["x"] + 30, edge["y"] + 60)
    page.mouse.down()
    for step in range(8):
        page.mouse.move(edge["x"] + 30 + step * 25, edge["y"] + (40 if step % 2 else 80))
    page.mouse.up()


def photo(name: str, colour: str = "#b5824f") -> FilePayload:
    """A picture as a telephone would take it."""
    data = io.BytesIO()
    Image.new("RGB", (320, 240), colour).save(data, "JPEG")
    return {"name": f"{name}.jpg", "mimeType": "image/jpeg", "buffer": data.getvalue()}


def convened(walk: Walk) -> None:
    """The leader opens the table; every party takes its seat; the owner comes by his link; departments are called."""
    leader, worker = walk.enter("leader", width=1280), walk.enter("worker2")
    leader.goto(f"/desk/cases/{walk.kept['number']}/")
    press(leader, "开启合伙")
    fill(leader, level="subdistrict", title="楼道堆物影响通行")
    submit(leader)
    room = walk.kept["room"] = urlsplit(leader.url).path
    for who in (
        "secretary",
        "worker2",
        "owners",
        "property",
        "housing",
        "officer",
        "enforcer",
        "leader",
        "coordinator",
    ):
        seat = walk.enter(who)
        seat.goto("/desk/")
        press(seat, "答复")
        fill(seat, accept="yes")
        press(seat, "答复")
    for standing, name, who in (("person_concerned", OWNER, "owner"), ("neighbour", NEIGHBOUR, "neighbour")):
        worker.goto(f"{room}members/invite/")
        fill(worker, standing=standing, name=name)
        submit(worker)
        guest = walk.enter(who)
        guest.goto(worker.locator("[data-copy]").get_attribute("data-copy") or "")
        press(guest, "好，我参加")
    leader.goto(room)
    press(leader, "进入“召集”")
    leader.goto(room)
    press(leader, "吹哨")
    leader.get_by_label(re.compile("消防救援站")).first.uncheck()
    fill(leader, kind="hard", title="请到场会商、依法告诫")
    submit(leader)
    walk.kept["whistle"] = urlsplit(leader.url).path


def surveyed(walk: Walk) -> None:
    """Two departments acknowledge in one tap and check in on site; the table goes to see."""
    room, leader, keeper = walk.kept["room"], walk.enter("leader"), walk.enter("governance")
    for who in ("officer", "enforcer"):
        called = walk.enter(who)
        called.goto("/desk/")
        press(called, "应哨")
        called.goto("/desk/whistles/mine/")
        press(called, "拍照")
        fill(called, photo=photo(who))
        press(called, "发送照片")
    keeper.goto(room)
    press(keeper, "记录现场查看")
    fill(keeper, findings="物品堆到电梯口，最窄处不足五十厘米。", photos=[photo("survey")])
    for name in ("何明远", "陈志远", "组织者 · 蓝靛厂居委会", "大管家 · 同舟物业", "后援团 · 派出所"):
        keeper.get_by_label(name, exact=True).check()
    submit(keeper)
    leader.goto(room)
    press(leader, "进入“现场查看”")


def consulted(walk: Walk) -> None:
    """A meeting with quorum: a decision by consent, minutes that save themselves, agreed and published; the owner is
    heard."""
    room, leader, worker = walk.kept["room"], walk.enter("leader"), walk.enter("worker2")
    worker.goto(room)
    press(worker, "召集会议")
    fill(
        worker,
        title="楼道清理共商会",
        starts_at=walk.local(),
        where="融治理·暖服务中心 203",
        agenda="怎么清、清到哪、谁来做",
    )
    submit(worker)
    meeting = urlsplit(worker.url).path
    press(worker, "开始会议")
    for box in worker.locator("main [name=present]").all():
        box.check()
    submit(worker)
    press(worker, "提出决议")
    fill(worker, text="各方一起到场：先告诫、再说明、逐件编号、签清单、搬到指定存放点。", rule="consent")
    submit(worker)
    voices = ("secretary", "worker2", "property", "officer", "coordinator", "owners")
    for who in voices:
        voice = walk.enter(who)
        voice.goto(meeting)
        press(voice, "赞成")
    worker.goto(meeting)
    press(worker, "计票定案")
    assert "通过" in worker.locator("main").inner_text()
    press(worker, "写纪要")
    worker.locator("textarea[name=text]").press_sequentially("商定：先告诫、再说明，逐件编号，集中存放，随时可领。")
    worker.get_by_text("已保存").wait_for()
    worker.goto(meeting)
    press(worker, "结束会议")
    for who in voices:
        voice = walk.enter(who)
        voice.goto(meeting)
        press(voice, "对，我确认")
    worker.goto(meeting)
    press(worker, "公开纪要")
    submit(worker)
    worker.goto(f"{room}members/")
    worker.get_by_role("link", name="林**").click()
    press(worker, "记录其意见")
    fill(worker, text="东西有用，要一件一件点清楚，想用时拿得回来。")
    submit(worker)
    leader.goto(room)
    press(leader, "进入“共商”")


def planned(walk: Walk) -> None:
    """Tasks per party, a risk with stand-by confirmed; every party with a task agrees from her first page."""
    room, leader, keeper = walk.kept["room"], walk.enter("leader"), walk.enter("governance")
    keeper.goto(room)
    press(keeper, "方案")
    fill(keeper, summary="先礼后兵，一件不丢，搬走以后天天守。")
    submit(keeper)
    for title, party in TASKS:
        keeper.goto(f"{room}plan/")
        fill(keeper, title=title, due_at=walk.local(hour="18:00"))
        choose(keeper, "member", party)
        press(keeper, "添加")
    press(keeper, "添加风险")
    fill(keeper, kind="agitated", level="3", countermeasure="家人陪同，先听后劝。", stand_by="心理咨询师到场")
    submit(keeper)
    press(keeper, "提交各方确认")
    press(keeper, "确认")
    for who in WORKERS:
        party_ = walk.enter(who)
        party_.goto("/desk/")
        press(party_, "看方案")
        press(party_, "同意")
    leader.goto(room)
    press(leader, "进入“定方案”")


def play(walk: Walk, chapters: Sequence[Callable[[Walk], None]] = ()) -> None:
    """Every chapter in its order."""
    for chapter in chapters or (complaint, tried, convened, surveyed, consulted, planned):
        chapter(walk)

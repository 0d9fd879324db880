"""The second half of the hallway's way: action day, rounds until the place stays clear, and the end."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page

from .hallway import NEIGHBOUR, OWNER, POINT, WORKERS, Walk, _move, choose, fill, photo, press, sign, submit

THINGS = ("纸箱", "花盆", "鞋架")


def announced(walk: Walk) -> None:
    """The day is drawn from the plan, and notice is given."""
    leader = walk.enter("leader")
    leader.goto(walk.kept["room"])
    press(leader, "拟定联合行动")
    fill(leader, title="楼道物品清理", starts_at=walk.local(), meeting_point="4号楼南门")
    choose(leader, "leader", "陈志远")
    submit(leader)
    walk.kept["action"] = urlsplit(leader.url).path
    press(leader, "发出公告")
    fill(leader, how="posted")
    submit(leader)


def acted(walk: Walk) -> None:
    """Roll-call, admonition before anything moves, listening, numbering, the owner's signature, carried and stored."""
    room, leader, worker, steward = (
        walk.kept["room"],
        walk.enter("leader"),
        walk.enter("worker2"),
        walk.enter("property"),
    )
    action = walk.kept["action"]
    _roll(walk, action)
    officer = walk.enter("officer")
    _steps(walk, action, upto="执法前告诫")
    officer.goto(action)
    press(officer, "填写告诫记录")
    officer.locator("main [name=officers]").first.check()
    fill(officer, text="占用疏散通道违反消防法第二十八条，请予清理。", heard="person_concerned", response="听明白了")
    submit(officer)
    leader.goto(room)
    press(leader, "进入“联合行动”")
    worker.goto(f"{action}statement/")
    fill(worker, speaker="person_concerned", name=OWNER, text="同意搬到地下室，一件一件点清楚，我签字。")
    sign(worker)
    submit(worker)
    _number(walk, steward, worker)
    _sign(walk, worker)
    steward.goto(walk.kept["inventory"])
    press(steward, "搬到存放点")
    for box in steward.locator("main [name=items]").all():
        box.check()
    fill(steward, basis="A", witness=NEIGHBOUR)
    steward.get_by_label(re.compile("孙大勇")).check()
    press(steward, "记下")
    press(steward, "已到存放点")
    submit(steward)
    _steps(walk, action)
    leader.goto(f"{action}close/")
    fill(leader, summary="物品编号存放，楼道恢复畅通。", after=[photo("after", "#ece6dc")])
    submit(leader)
    leader.goto(walk.kept["whistle"])
    press(leader, "办结")
    fill(leader, result="依法告诫，清理完毕。")
    submit(leader)


def _roll(walk: Walk, action: str) -> None:
    """The officer shows his certificate; everybody is there."""
    leader = walk.enter("leader")
    leader.goto(f"{action}roll/")
    line = leader.locator("main form:has([name=certificate])").first
    line.locator("[name=certificate]").fill("京公-20418")
    _tap(leader, line.get_by_role("button", name="到场", exact=True))
    _tap(leader, leader.locator("main").get_by_role("button", name="其余各方都已到场"))
    while (left := leader.locator("main").get_by_role("button", name="到场", exact=True)).count():
        _tap(leader, left.first)
    leader.goto(action)
    press(leader, "行动开始")


def _tap(page: Page, button: Locator) -> None:
    """Tap, and wait until fewer people are left to be called."""
    left = page.locator("main").get_by_role("button", name="到场", exact=True)
    last = left.nth(left.count() - 1)
    button.click()
    last.wait_for(state="detached")


def _steps(walk: Walk, action: str, upto: str = "") -> None:
    """Tick the day's steps one after another, as the page offers them, until ``upto`` is next or nothing is left."""
    leader = walk.enter("leader")
    for _step in range(12):
        leader.goto(action)
        main = leader.locator("main")
        if upto and main.locator("h2", has_text=upto).count():
            return
        done = main.get_by_role("button", name="这一步完成")
        if not done.count():
            other = main.get_by_role("link", name="做这一步")
            if not other.count():
                return
            other.first.click()
            done = leader.locator("main").get_by_role("button", name="这一步完成")
        done.first.click()
        leader.wait_for_load_state()


def _number(walk: Walk, steward: Page, worker: Page) -> None:
    """Three taps per thing: photo, what it is, save; the number stands large on the screen."""
    worker.goto("/desk/custody/storages/")
    fill(worker, place="110108025999", name="地下一层三号库", address="4号楼地下一层", hours="每天 8:00–20:00")
    choose(worker, "keeper", "同舟物业")
    submit(worker)
    number = walk.kept["action"].rstrip("/").rpartition("/")[2]
    steward.goto(f"/desk/custody/open/?action={number}")
    fill(steward, point=POINT, owner_name=OWNER)
    submit(steward)
    for position, thing in enumerate(THINGS):
        steward.locator("main [name=photos]").set_input_files(
            [photo(f"item-{position}", ("#b5824f", "#4f7a52", "#8f6b43")[position])]
        )
        steward.locator("main").get_by_text(thing, exact=True).first.click()
        press(steward, "保存，取号")
        assert f"{position + 1:03}" in steward.locator("main").inner_text()
    press(steward, "好了，看清单")
    walk.kept["inventory"] = urlsplit(steward.url).path


def _sign(walk: Walk, worker: Page) -> None:
    """The owner signs the list and an agreement for the days to come: his own will, basis A."""
    worker.goto(f"{walk.kept['inventory']}consent/")
    fill(worker, signer_name=OWNER, authority="owner")
    sign(worker)
    press(worker, "我同意")
    partnership = walk.kept["room"].rstrip("/").rpartition("/")[2]
    worker.goto(f"/desk/custody/agreements/new/?partnership={partnership}")
    fill(worker, point=POINT, owner_name=OWNER, signer_name=OWNER, authority="owner")
    sign(worker)
    press(worker, "我同意")
    shown = worker.locator("main").inner_text()
    walk.kept["agreement"] = urlsplit(worker.url).path.rstrip("/").rpartition("/")[2]
    walk.kept["agreement_secret"] = re.search(r"查询码\s+(\w{8,})", shown)[1]  # type: ignore[index]


def watched(walk: Walk) -> None:
    """Ten days: found and cleared by the owner, clear, found and moved that evening, then seven clear days."""
    room, leader, worker, steward = (
        walk.kept["room"],
        walk.enter("leader"),
        walk.enter("worker2"),
        walk.enter("property"),
    )
    worker.goto(room)
    press(worker, "安排巡查")
    first = walk.start + timedelta(days=1)
    fill(worker, points=POINT, slots="10:00", starts_on=f"{first:%Y-%m-%d}")
    choose(worker, "organisation", "北京同舟物业")
    submit(worker)
    watch = urlsplit(worker.url).path
    leader.goto(room)
    press(leader, "进入“盯守”")
    worker.goto(f"{watch}neighbours/")
    fill(worker, name=NEIGHBOUR)
    submit(worker)
    neighbour = walk.enter("neighbour")
    link = worker.locator("[data-copy]").get_attribute("data-copy") or ""
    for day in range(1, 11):
        _round(walk, steward, day)
        if day == 10:
            neighbour.goto(link)
            press(neighbour, "属实")
    leader.goto(watch)
    assert "建议结束" in leader.locator("main").inner_text()
    press(leader, "结束盯守")
    fill(leader, text="连续七天畅通。")
    submit(leader)


def _round(walk: Walk, steward: Page, day: int) -> None:
    walk.move((walk.start + timedelta(days=day)).replace(hour=9, minute=50))
    steward.goto("/desk/")
    press(steward, "开始巡查")
    if day not in (1, 3):
        press(steward, "畅通")
        steward.locator("main form[action*='/clear/']").wait_for(state="detached")
        return
    press(steward, "有发现")
    fill(
        steward,
        text="快递箱两只" if day == 1 else "旧纸箱一摞",
        photos=[photo(f"found-{day}", "#c89b63" if day == 1 else "#a04c3a")],
    )
    submit(steward)
    fill(steward, how="in_person")
    press(steward, "已告知物主")
    if day == 1:
        press(steward, "物主已清理")
        return
    walk.move((walk.start + timedelta(days=day)).replace(hour=18, minute=40))
    steward.goto("/desk/")
    press(steward, "搬移存放")
    press(steward, "搬至存放处")
    fill(steward, witness=NEIGHBOUR)
    submit(steward)
    _store(steward)


def _store(steward: Page) -> None:
    """What was carried down this evening goes on its shelf: the newest list is the evening's."""
    steward.goto("/desk/custody/")
    lists = {one.get_attribute("href") or "" for one in steward.locator("main a[href*='/custody/Q']").all()}
    steward.goto(max(lists))
    press(steward, "已到存放点")
    submit(steward)


def ended(walk: Walk) -> None:
    """Tasks done, settled, answered, called back, closed, reviewed, published; the owner finds his things."""
    room, leader, worker = walk.kept["room"], walk.enter("leader"), walk.enter("worker2")
    case, dispatcher = f"/desk/cases/{walk.kept['number']}/", walk.enter("dispatcher")
    for who in WORKERS:
        party = walk.enter(who)
        party.goto("/desk/")
        press(party, "去办")
        fill(party, evidence="当天完成，见行动记录。")
        press(party, "完成")
    leader.goto(room)
    press(leader, "进入“解决”")
    _move(worker, case, "办结答复", text="物品已清点存放，楼道连续多天畅通。")
    _move(dispatcher, case, "登记回访", reached="yes", solved="yes", satisfied="yes")
    _move(dispatcher, case, "结案")
    leader.goto(f"{room}review/")
    fill(leader, lessons="先听后做，家人在场。", thanks="谢谢每一位。")
    submit(leader)
    worker.goto(f"{room}public/")
    fill(worker, public_title="楼道清出来了", public_text="六方坐到一张桌子上，物品逐件编号存放。",
         public_result="连续七天畅通。", public_thanks="谢谢大家。")  # fmt: skip
    submit(worker)
    leader.goto(room)
    press(leader, "审核公开文字")
    for box in leader.locator("main [name=checks]").all():
        box.check()
    submit(leader)
    owner = walk.enter("owner")
    owner.goto("/things/")
    fill(owner, number=walk.kept["agreement"], secret=walk.kept["agreement_secret"])
    press(owner, "查看我的物品")

"""Cases dated relative to now, each walked as far as its script says, by the services and by people with the right."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from hehuo.cases import selectors as cases
from hehuo.cases import services
from hehuo.cases.selectors import Case
from hehuo.cases.services import ImportRow
from hehuo.charter import selectors as charter
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM, Viewer
from hehuo.ground.errors import HehuoError
from hehuo.parties import selectors as parties

from .invented import Complaint, answer_to, complaints
from .people import LANDIANCHANG, SHANGHE, SHUGUANG, Cast

HOUR = timedelta(hours=1)
#: Communities that nobody in the demo works for: their cases stay with the subdistrict.
ELSEWHERE = ("110108025002", "110108025003", "110108025024", "110108025016", "110108025017")
#: How far a case walks: the number of steps of :func:`_walk`.
RECEIVED, ASSIGNED, ACCEPTED, HANDED, TAKEN, CONTACTED, VISITED, ANSWERED, CALLED, CLOSED, PUBLISHED = range(11)
#: Running cases that the square shows.
_TOLD = frozenset({"hard", "extended", "not solved"})
CALLED_WORDS = "已与诉求人通话，了解情况，约好上门时间。"
VISITED_WORDS = "到现场看过，情况属实，已拍照。"


@dataclass(frozen=True, slots=True)
class Scene:
    """One case of the demo: how many hours ago it came, where, how far it walks, and what is special about it."""

    hours: float
    place: str
    until: int
    category: str = ""
    urgent: bool = False
    twist: str = ""
    unit: str = ""


def script(seed: int = 7) -> list[Scene]:
    """The demo's cases, oldest first: finished ones on the square, running ones on every tab of the desk."""
    dice = random.Random(seed)  # noqa: S311 (a script, not a secret)
    homes = (SHANGHE, LANDIANCHANG)
    done = [Scene(30 + 22 * n + dice.random() * 9, homes[n % 2], PUBLISHED if n % 4 else CLOSED) for n in range(24)]
    running = [
        *(Scene(4 + 5 * n, homes[n % 2], level) for n, level in enumerate((TAKEN, CONTACTED, VISITED) * 2)),
        *(Scene(9 + 6 * n, homes[n % 2], ANSWERED) for n in range(5)),
        *(Scene(0.3 + 1.1 * n, place, RECEIVED) for n, place in enumerate((*homes, *ELSEWHERE))),
        *(Scene(1.2 + 1.4 * n, place, ASSIGNED if n % 2 else HANDED) for n, place in enumerate((*homes, *homes))),
        Scene(21, SHANGHE, CONTACTED, "0302", urgent=False, twist="power"),
        Scene(23, LANDIANCHANG, VISITED, "0303", twist="power"),
        Scene(178, SHANGHE, VISITED, "0106", twist="late"),
        Scene(171, LANDIANCHANG, CONTACTED, "1401"),
        Scene(166.5, SHANGHE, VISITED, "0108"),
        Scene(150, SHANGHE, VISITED, "0201", twist="extended"),
        Scene(120, LANDIANCHANG, VISITED, "0107", twist="hard"),
        Scene(90, SHANGHE, TAKEN, "1101", twist="returned"),
        Scene(260, LANDIANCHANG, VISITED, "0203", twist="shelved"),
        Scene(130, SHANGHE, CALLED, "0105", twist="not solved"),
        Scene(0.6, LANDIANCHANG, RECEIVED, "0304", urgent=True),
        *(Scene(2 + 5 * n, LANDIANCHANG, CONTACTED if n % 2 else TAKEN, "0301") for n in range(8)),
        *(Scene(300 + 100 * n, LANDIANCHANG, CLOSED, "0301") for n in range(3)),
        Scene(5, SHANGHE, HANDED, "1401", unit="派出所"),
        Scene(28, LANDIANCHANG, VISITED, "1204", unit="派出所"),
        Scene(3, LANDIANCHANG, HANDED, "0106", unit="同舟物业"),
        Scene(32, LANDIANCHANG, CONTACTED, "0101", unit="同舟物业"),
        Scene(44, LANDIANCHANG, CONTACTED, "0905", twist="assisted"),
    ]  # fmt: skip
    return sorted([*done, *running], key=lambda scene: -scene.hours)


def play(people: Cast, scenes: list[Scene], *, seed: int = 11) -> Iterator[Case]:
    """Walk every scene to its end; yields each case."""
    dice = random.Random(seed)  # noqa: S311 (a script, not a secret)
    now = clock.now()
    stream = complaints(seed)
    pool = list(islice(stream, 4000))
    for number, scene in enumerate(scenes):
        if scene.category:
            asked = next(one for one in pool[number * 7 :] + pool if one.category == scene.category)
        else:
            asked = pool[number]
        yield _walk(people, scene, asked, now=now, dice=dice, number=number)


def _walk(people: Cast, scene: Scene, asked: Complaint, *, now: datetime, dice: random.Random, number: int) -> Case:
    opened = now - scene.hours * HOUR
    with clock.at(opened):
        case = _open(people, scene, asked, by_phone=bool(number % 2), number=number)
    worker = people.workers.get(scene.place, people.dispatcher)
    steps = (
        (0.2, lambda: services.assign_case(by=people.dispatcher, case=case, unit=_office())),
        (0.3, lambda: services.accept_case(by=people.dispatcher, case=case)),
        (0.6, lambda: services.hand_down(by=people.dispatcher, case=case, unit=_unit(case, worker, scene.unit))),
        (1.3, lambda: services.accept_case(by=_acceptor(case, worker, people), case=case)),
        (1.9, lambda: services.log_contact(by=worker, case=case, outcome="reached", text=CALLED_WORDS)),
        (2.6, lambda: services.record_visit(by=worker, case=case, outcome="done", text=VISITED_WORDS)),
        (20, lambda: services.answer_case(by=worker, case=case, text=answer_to(asked.category))),
        (24, lambda: _call_back(people, case, dice, scene)),
        (25, lambda: services.close_case(by=people.dispatcher, case=case)),
        (26, lambda: _publish(people, case, asked, answer_to(asked.category))),
    )  # fmt: skip
    for index, (after, step) in enumerate(steps[: scene.until], start=1):
        at = opened + min(after, scene.hours * index / (len(steps) + 1)) * HOUR
        with clock.at(at):
            step()
    with clock.at(min(now, opened + scene.hours * HOUR * 0.95)):
        _twist(people, worker, case, scene)
        if scene.twist in _TOLD or (scene.until == VISITED and number % 2):
            _publish(people, case, asked)
    return case


def _publish(people: Cast, case: Case, asked: Complaint, answer: str = "") -> None:
    """The dispatcher reviews it: whoever reads it can no longer tell which door."""
    text = asked.text.replace(asked.spot, "小区里")
    services.publish_case(by=people.dispatcher, case=case, title=asked.title, text=text, answer=answer)


def _open(people: Cast, scene: Scene, asked: Complaint, *, by_phone: bool, number: int) -> Case:
    words: dict[str, Any] = {"text": asked.text, "title": asked.title, "kind": asked.kind, "category": asked.category,
             "place": scene.place, "address": asked.spot, "key": f"demo-{number}"}  # fmt: skip
    surname = "王李张刘陈杨赵黄"[number % 8]
    caller = services.Caller(name=f"{surname}女士", phone=f"1390000{number:04d}", hidden=number % 9 == 0)
    if by_phone or scene.urgent:
        return services.enter_case(
            by=people.dispatcher, source="12345" if number % 3 else "phone", urgent=scene.urgent, caller=caller, **words
        ).case
    return services.report_case(by=ANONYMOUS, caller=caller if number % 4 else None, **words).case


def _office() -> int:
    """The subdistrict office, to which the platform assigns."""
    return next(unit.pk for unit in parties.organisations_at(SHUGUANG) if unit.kind == "subdistrict_office")


def _unit(case: Case, worker: Viewer, named: str = "") -> int:
    """The unit that the script names, else whom the charter names as lead, else the worker's own committee."""
    if named:
        return _called(case.place, named)
    try:
        lead = charter.resolve(case.place, case.category, case.opened_at).lead if case.category else None
    except HehuoError:
        lead = None
    for unit in lead.organisations if lead else ():
        if unit.pk != _office():
            return unit.pk
    return min(worker.organisations)


def _called(place: str, name: str) -> int:
    return next(unit.pk for unit in parties.organisations_at(place) if unit.short_name == name)


def _acceptor(case: Case, worker: Viewer, people: Cast) -> Viewer:
    case.refresh_from_db()
    return worker if case.unit_id in worker.organisations else people.dispatcher


def _call_back(people: Cast, case: Case, dice: random.Random, scene: Scene) -> None:
    solved = "no" if scene.twist == "not solved" else dice.choices(("yes", "partly"), (9, 1))[0]
    services.record_call_back(
        by=people.dispatcher, case=case, reached=True, solved=solved,
        satisfied={"yes": dice.choice(("yes", "yes", "mostly")), "partly": "mostly", "no": "no"}[solved],
        words_said={"yes": "办得挺快，谢谢。", "partly": "好了一些，还要再看看。", "no": "修了两天又停了。"}[solved],
    )  # fmt: skip


def _twist(people: Cast, worker: Viewer, case: Case, scene: Scene) -> None:
    case.refresh_from_db()
    match scene.twist:
        case "power":
            services.classify_case(by=people.dispatcher, case=case, grade=2)
        case "extended":
            due = case.due_at or clock.now()
            services.extend_case(by=people.dispatcher, case=case, due_at=due + timedelta(days=5),
                                 reason="楼上住户出差，约好周末回来一起开管井检查。", told_at=clock.now())  # fmt: skip
        case "hard":
            services.record_mediation(
                by=worker, case=case, outcome="refused", text="请双方到居委会谈过，当事人不同意清理。"
            )
            services.record_dissuasion(
                by=worker, case=case, outcome="refused", text="物业送达劝阻提示单，当事人拒收，已报告。"
            )
            services.mark_hard(by=people.dispatcher, case=case)
        case "returned":
            by = worker if case.unit_id in worker.organisations else None
            if by is not None:
                services.return_case(by=by, case=case, reason="该路段停车收费由区里统一管理，社区没有定价权。")
        case "assisted":
            for name in ("河畔银行", "专家工作室"):
                services.add_assistant(by=people.dispatcher, case=case, unit=_called(case.place, name),
                                       note="请一起想想办法。")  # fmt: skip
        case "shelved":
            services.shelve_case(by=people.leader, case=case, reason="加装电梯需要全楼业主表决，先组织征求意见。",
                                 review_on=(clock.now() + timedelta(days=45)).date())  # fmt: skip
        case "not solved":
            services.reopen_case(by=people.dispatcher, case=case, reason="回访时居民说电梯修了两天又停，请厂家换主板。")


def played() -> bool:
    """Whether the demo's cases are there: the first one's key was used."""
    return cases.inbox(SYSTEM, cases.Filters(tab="all", place=SHUGUANG, source="web")).rows != []


def archive(people: Cast, count: int) -> None:
    """An invented archive of old cases, so that lists and search have something to turn over."""
    old = clock.now() - timedelta(days=900)
    rows = [
        ImportRow(
            row=number, source="archive", ref=f"A{number:05d}", place=SHUGUANG, text=one.text, title=one.title,
            opened_at=old + number * 20 * HOUR, category=one.category, kind=one.kind,
        )
        for number, one in enumerate(islice(complaints(5), count), start=1)
    ]  # fmt: skip
    services.import_cases(by=people.dispatcher, source="archive", place=SHUGUANG, rows=rows, clocks=False)

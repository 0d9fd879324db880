"""The room of one partnership: everything about it on one page, from all the rooms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from hehuo.files import selectors as files
from hehuo.ground import clock
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.journal import selectors as journal
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships.selectors import Level, Stage
from hehuo.places import selectors as places

from . import gate, panels, table
from .shapes import Act, Room, Tag

if TYPE_CHECKING:
    from hehuo.partnerships.models import Partnership

#: So many lines of the story stand open; the rest is behind a fold.
_STORY = 8
_SHOWN = 200
_AT_PLACE = HANDLERS | {Role.AUDITOR}


def room_of(viewer: Viewer, partnership: Partnership) -> Room:
    """All of ``partnership`` as ``viewer`` may see it; a bounded number of queries."""
    stage = partnership.stage_is
    to = partnerships.next_stage(stage)
    may_work = partnerships.may_work(viewer, partnership)
    meeting = panels.next_meeting(partnership)
    days = panels.actions_of(partnership, viewer)
    watched = panels.watches_of(partnership)
    around = _around(partnership, meeting, days, watched)
    lines = partnerships.gate_lines(partnership)
    lacks = gate.lacking(around, lines, to)
    seats, plan = partnerships.seats(partnership), partnerships.plan_of(partnership)
    tasks = list(partnerships.tasks_of(partnership, plan)) if plan else []
    moves = _moves(viewer, partnership, around, lacks, may_work=may_work)
    story = journal.timeline(thread=partnership.subject, viewer=viewer, limit=_SHOWN)
    shares, forces = table.sharing(partnership)
    return Room(
        number=partnership.number,
        title=partnership.title,
        level=Level(partnership.level).label,
        urgent=partnership.urgent,
        state=_state(partnership, lacks),
        place=places.path_of(partnership.place, viewer),
        text=partnership.text,
        cases=_cases(viewer, partnership),
        days=days_of(partnership),
        promised=partnership.promised_on if stage in partnerships.RUNNING else None,
        late=_late(partnership),
        steps=table.way(partnership, _acting_on(days)),
        chairs=table.chairs(seats, running=stage in partnerships.RUNNING),
        running=stage in partnerships.RUNNING,
        middle=f"{sum(task.state == 'done' for task in tasks)} / {len(tasks)}" if tasks else "",
        below=_("things done") if tasks else _("one table"),
        seats=table.sitting(seats),
        others=table.others(partnership),
        next_label=to.label if to else "",
        lacks=gate.shown(around, lacks, may_work=may_work),
        there=gate.there(lines, may_work=may_work),
        ended=partnership.dissolved_reason or partnership.lessons,
        moves=[move for move in moves if not move.more],
        more_moves=[move for move in moves if move.more],
        tasks=table.tasks(tasks, partnership),
        plan_state=table.plan_state(plan),
        plan_url=reverse("partnerships-plan", args=[partnership.number]) if plan else "",
        risks=table.risks(viewer, partnership, plan),
        meeting=meeting,
        whistles=panels.whistles_of(partnership, viewer),
        actions=days,
        things=panels.things_of(partnership),
        watches=watched,
        story=story[:_STORY],
        rest_of_story=story[_STORY:],
        sharing=shares,
        forces=forces,
        surveys=_surveys(partnership, viewer),
        members_url=reverse("partnerships-members", args=[partnership.number]),
        why_url=_why(partnership),
        public_url=reverse("square-partnership", args=[partnership.number])
        if partnership.public_state == "published"
        else "",
    )


def _around(
    partnership: Partnership, meeting: Any, days: Sequence[dict[str, Any]], watched: Sequence[Any]
) -> gate.Around:
    open_day = next((day["url"] for day in days if day["open"]), "")
    return gate.Around(
        partnership,
        meeting["url"] if meeting else "",
        open_day,
        next((watch.url for watch in watched if not watch.ended), ""),
    )


def _acting_on(days: Sequence[dict[str, Any]]) -> Any:
    return next((day["starts_at"] for day in days if day["open"]), None)


def _moves(
    viewer: Viewer, partnership: Partnership, around: gate.Around, lacks: Sequence[Any], *, may_work: bool
) -> list[Act]:
    """The room's own moves and those of the rooms above: one primary button, the folded ones last."""
    own = partnerships.moves(partnership, viewer, list(lacks))
    found = [Act(move.label, move.url, move.primary, move.post, move.more) for move in own]
    stage = Stage(partnership.stage)
    if may_work and stage in partnerships.RUNNING:
        found += gate.offered(around, stage)
    first = next((move for move in found if move.primary), None)
    ordered = sorted(found, key=lambda move: (move is not first, not move.primary, move.more))
    return [Act(move.label, move.url, move is first, move.post, move.more and move is not first) for move in ordered]


def _state(partnership: Partnership, lacks: Sequence[Any]) -> Tag:
    stage = partnership.stage_is
    if stage is Stage.DISSOLVED:
        return "plain", stage.label
    if stage in partnerships.ENDED:
        return "ok", stage.label
    waiting = sum(not lack.overridden for lack in lacks)
    if waiting:
        return "warn", _("%(n)d missing at the gate") % {"n": waiting}
    return "ok", _("the gate stands open")


def _cases(viewer: Viewer, partnership: Partnership) -> list[dict[str, str]]:
    """Its cases by number; who complained and what was said stays with those who handle them."""
    open_to_her = viewer.has(*_AT_PLACE, place=partnership.place)
    return [
        {"number": case.number, "url": reverse("desk-case", args=[case.number]) if open_to_her else ""}
        for case in partnerships.cases_of(partnership)
    ]


def _why(partnership: Partnership) -> str:
    if partnership.category is None:
        return ""
    return f"{reverse('charter-who')}?place={partnership.place}&category={partnership.category.code}"


def days_of(partnership: Partnership) -> int:
    """The day of its life, the first one counted as one; it stands still once the partnership has ended."""
    end = partnership.settled_at or clock.now()
    since = partnership.opened_at.astimezone(clock.BEIJING).date()
    return int((end.astimezone(clock.BEIJING).date() - since).days) + 1


def _late(partnership: Partnership) -> bool:
    today = clock.now().astimezone(clock.BEIJING).date()
    return partnership.promised_on is not None and partnership.settled_at is None and partnership.promised_on < today


def _surveys(partnership: Partnership, viewer: Viewer) -> list[dict[str, Any]]:
    """Who looked when and what they found, with the photos that she may see."""
    rows = partnerships.surveys(partnership)
    pictures = files.of_many([f"survey:{survey.pk}" for survey in rows], viewer)
    return [
        {
            "at": survey.happened_at,
            "findings": survey.findings,
            "who": "、".join(
                dict.fromkeys(one.member.shown if one.member else str(one.person) for one in survey.participants.all())
            ),
            "photos": [each for each in pictures[f"survey:{survey.pk}"] if each.kind == "photo"],
        }
        for survey in rows
    ]

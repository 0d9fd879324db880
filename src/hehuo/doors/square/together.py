"""What the public reads of partnerships: the way, the six seats, what was promised and kept.

Only what may be public: reviewed wording, stages with their days, organisations on seats, the charter's duties,
counts, overrides. The titles of tasks stay inside, since they can tell of a person; their days say what was kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from hehuo.deliberation import selectors as deliberation
from hehuo.doors.square.reading import community_of
from hehuo.files import selectors as files
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.templatetags.hehuo import day as day_words
from hehuo.journal import selectors as journal
from hehuo.partnerships import selectors as partnerships
from hehuo.partnerships.selectors import Level, SeatView
from hehuo.places import selectors as places

if TYPE_CHECKING:
    from hehuo.partnerships.models import OpenCall, Partnership, Task

# icons: bell-ringing eye messages clipboard-list users-group walk circle-check bulb
_ICONS = {
    "convened": "bell-ringing",
    "surveyed": "eye",
    "consulted": "messages",
    "planned": "clipboard-list",
    "acting": "users-group",
    "watching": "walk",
    "settled": "circle-check",
    "reviewed": "bulb",
}
_NEXT: Mapping[str, Any] = {
    "opening": gettext_lazy("The six seats are being asked to the table."),
    "convened": gettext_lazy("The partners go to see the place together."),
    "surveyed": gettext_lazy("Everybody concerned talks it over at one table."),
    "consulted": gettext_lazy("The partners share out the work in a plan."),
    "planned": gettext_lazy("The partners act together on one day."),
    "acting": gettext_lazy("What was begun is finished; then the place is watched."),
    "watching": gettext_lazy("The place is looked at every day until it stays good."),
    "settled": gettext_lazy("The partners look back: what the next table can learn."),
}
#: Of the public sentences these make the story; rounds and things, one by one, stand behind a fold.
_MILESTONES = (
    *("partnership.opened", "partnership.surveyed", "partnership.plan_agreed", "partnership.advanced"),
    *("partnership.overridden", "partnership.relapsed", "partnership.reviewed", "partnership.dissolved"),
    *(
        "partnership.promised",
        "partnership.called",
        "meeting.",
        "action.",
        "whistle.",
        "watch.settled",
        "watch.relapsed",
    ),
)
#: These lines of a gate name a task or a risk, which stay inside.
_INSIDE = ("task.", "risk.")


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the way."""

    label: Any
    icon: str
    css: str
    day: datetime | None = None
    note: str = ""

    @property
    def now(self) -> bool:
        """Whether the partners are here."""
        return self.css == "now"


@dataclass(frozen=True, slots=True)
class Promise:
    """One task as the public sees it: for which day it was promised, on which it was done."""

    state: tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """What one seat promised, day by day, and how much of it was kept."""

    seat: str
    names: Sequence[str]
    promises: Sequence[Promise]
    done: int
    duties: Sequence[Mapping[str, Any]]

    @property
    def total(self) -> int:
        """How many things were promised."""
        return len(self.promises)


@dataclass(frozen=True, slots=True)
class Card:
    """A partnership as a card in a list."""

    number: str
    title: str
    state: tuple[str, Any]
    place: str
    seats: str
    promise: str
    way: Sequence[Stop]
    said: str


def cards(rows: Iterable[Partnership]) -> list[Card]:
    """Cards of published partnerships; a few queries each."""
    found = list(rows)
    names = places.names({community_of(row.place) for row in found})
    return [_card(row, names.get(community_of(row.place), "")) for row in found]


def _card(row: Partnership, place: str) -> Card:
    taken = sum(seat.taken for seat in partnerships.seats(row))
    return Card(
        number=row.number,
        title=row.public_title,
        state=state(row),
        place=place,
        seats=ngettext("%(n)d seat at the table", "%(n)d seats at the table", taken) % {"n": taken},
        promise=promise(row),
        way=way(row, {}),
        said=Truncator(row.public_result or _next(row) or row.public_text).chars(70),
    )


def state(row: Partnership) -> tuple[str, Any]:
    """How it stands, as a tag."""
    if row.stage == "dissolved":
        return "plain", row.stage_is.label
    return ("ok", pgettext("together", "Solved")) if row.settled_at else ("hot", row.stage_is.label)


def promise(row: Partnership) -> str:
    """Until when a solution is promised; nothing once it ended."""
    if row.promised_on is None or row.settled_at is not None:
        return ""
    return _("promised by %(day)s") % {"day": day_words(row.promised_on)}


def _next(row: Partnership) -> str:
    return str(_NEXT.get(row.stage, ""))


def way(row: Partnership, notes: Mapping[str, str]) -> list[Stop]:
    """The eight stops after the opening. What lasts (action, watch) is where it stands; else the next stop is."""
    steps = partnerships.steps(row)
    here = next(index for index, step in enumerate(steps) if step.now)
    now = -1 if row.stage in {"dissolved", "reviewed"} else here if row.stage in {"acting", "watching"} else here + 1
    return [
        Stop(
            label=step.label,
            icon=_ICONS[step.stage],
            css="now" if index == now else "done" if index <= here else "",
            day=step.done_at,
            note=notes.get(step.stage, ""),
        )
        for index, step in enumerate(steps)
        if index
    ]


def page_of(row: Partnership) -> dict[str, Any]:
    """Everything on the public page of one partnership; a bounded number of queries."""
    facts = partnerships.facts_of(row)
    seats = partnerships.seats(row)
    tasks = list(partnerships.tasks_of(row))
    kept = [_kept(seat, tasks) for seat in seats]
    minutes = [one for one in deliberation.meetings_of(row.subject) if one.state == "published"]
    before, after = _pictures(row)
    lines = journal.timeline(thread=row.subject, viewer=ANONYMOUS, limit=200)
    return {
        "number": row.number,
        "title": row.public_title,
        "state": state(row),
        "place": places.path_of(community_of(row.place)),
        "level": Level(row.level).label,
        "opened_at": row.opened_at,
        "promise": promise(row),
        "way": way(row, _notes(seats, tasks, minutes, facts)),
        "next": "" if row.stage == "dissolved" else _next(row),
        "text": row.public_text,
        "result": row.public_result,
        "thanks": row.public_thanks,
        "before": before,
        "after": after,
        "figures": _figures(seats, facts),
        "chairs": [_chair(seat) for seat in seats],
        "middle": f"{sum(task.state == 'done' for task in tasks)} / {len(tasks)}" if tasks else _("six"),
        "below": _("promises kept") if tasks else _("seats, one table"),
        "seats": kept,
        "promised": any(each.promises for each in kept),
        "overrides": [_override(each) for each in partnerships.overrides(row)],
        "meetings": [
            {"url": reverse("meetings-public", args=[one.pk]), "title": one.title, "held_at": one.held_at}
            for one in minutes
        ],
        "lines": lines,
        "milestones": [line for line in lines if line.entry.name.startswith(_MILESTONES)][:14],
        "ended": row.settled_at is not None,
    }


def _chair(seat: SeatView) -> dict[str, Any]:
    return {"seat": seat.seat, "filled": seat.taken, "done": seat.done, "total": seat.total}


def _kept(seat: SeatView, tasks: Sequence[Task]) -> Kept:
    mine = [task for task in tasks if task.member is not None and task.member.seat == seat.seat]
    names = [str(one.organisation) for one in seat.members if one.organisation is not None and one.state == "accepted"]
    duties = [
        {"text": duty.text, "url": duty.url, "clause": _("clause %(number)s") % {"number": duty.clause_number}}
        for duty in seat.duties[:2]
    ]
    return Kept(seat.seat.value, names, [Promise(_word(task)) for task in mine], seat.done, duties)


def _word(task: Task) -> tuple[str, Any]:
    """Kept in time, kept late, late, or still to come; with its days."""
    if task.finished_at is not None:
        late = (_date(task.finished_at) - _date(task.due_at)).days if task.due_at else 0
        words = {"day": day_words(task.finished_at), "n": late}
        if late > 0:
            said = ngettext("%(day)s, %(n)d day late", "%(day)s, %(n)d days late", late) % words
            return "warn", said
        return "ok", _("%(day)s, kept") % words
    if task.aftercare:
        return "info", _("aftercare, goes on")
    if task.due_at is None:
        return "plain", _("no day yet")
    if task.due_at < clock.now():
        return "bad", _("%(day)s, not kept yet") % {"day": day_words(task.due_at)}
    return "plain", _("for %(day)s") % {"day": day_words(task.due_at)}


def _date(moment: datetime) -> Any:
    return moment.astimezone(clock.BEIJING).date()


def _notes(
    seats: Sequence[SeatView], tasks: Sequence[Task], minutes: Sequence[Any], facts: Mapping[str, int]
) -> dict[str, str]:
    """One short line under a stop: counts only."""
    taken, came = sum(seat.taken for seat in seats), facts.get("whistle.checked_in", 0)
    items, clear = facts.get("custody.items", 0), facts.get("watch.streak", 0)
    found = {
        "convened": ngettext("%(n)d seat", "%(n)d seats", taken) % {"n": taken} if taken else "",
        "consulted": _("minutes public") if minutes else "",
        "planned": ngettext("%(n)d thing shared out", "%(n)d things shared out", len(tasks)) % {"n": len(tasks)}
        if tasks
        else "",
        "acting": ngettext("%(n)d unit came", "%(n)d units came", came) % {"n": came} if came else "",
        "watching": ngettext("%(n)d clear day", "%(n)d clear days", clear) % {"n": clear} if clear else "",
    }
    if items:
        things = ngettext("%(n)d thing numbered", "%(n)d things numbered", items) % {"n": items}
        found["acting"] = "，".join(part for part in (found["acting"], things) if part)
    return found


def _figures(seats: Sequence[SeatView], facts: Mapping[str, int]) -> list[tuple[Any, int]]:
    units = len({one.organisation_id for seat in seats for one in seat.members if one.state == "accepted"} - {None})
    rows = [
        (pgettext("figure", "units at the table"), units),
        (pgettext("figure", "things numbered"), facts.get("custody.items", 0)),
        (pgettext("figure", "clear days in a row"), facts.get("watch.streak", 0)),
    ]
    return [(label, count) for label, count in rows if count]


def _override(row: Any) -> dict[str, Any]:
    lacked = _("a line of the plan") if row.code.startswith(_INSIDE) else row.lacked
    return {"what": lacked, "reason": row.reason, "stage": row.get_stage_display(), "at": row.made_at}


def _pictures(row: Partnership) -> tuple[list[Any], list[Any]]:
    """Photos that were opened to the public: those of the surveys show it before, the partnership's own after."""
    surveys = [f"survey:{survey.pk}" for survey in partnerships.surveys(row)]
    kept = files.of_many([*surveys, row.subject], ANONYMOUS)
    before = [photo for subject in surveys for photo in kept[subject] if photo.kind == "photo"]
    return before, [photo for photo in kept[row.subject] if photo.kind == "photo"]


def calls(rows: Iterable[OpenCall]) -> list[dict[str, Any]]:
    """Calls for help as anybody may read them; the partnership is named once it is public."""
    return [
        {
            "pk": call.pk,
            "title": call.title,
            "text": call.text,
            "until": call.until,
            "about": call.partnership.public_title if call.partnership.public_state == "published" else "",
            "about_url": reverse("square-partnership", args=[call.partnership.number]),
        }
        for call in rows
    ]


def place_of(call: OpenCall) -> str:
    """The community in which help is asked for."""
    return places.path_of(community_of(call.partnership.place))

"""What the higher rooms know of a partnership, each as one panel: whistles, actions, things, watches, meetings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hehuo.actions import selectors as actions
from hehuo.custody import selectors as custody
from hehuo.deliberation import selectors as deliberation
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.watches import selectors as watches
from hehuo.whistles import selectors as whistles

from .shapes import Blown, Called, Day, Things, Watched

if TYPE_CHECKING:
    from hehuo.partnerships.models import Partnership
    from hehuo.watches.models import Watch

_AT_PLACE = HANDLERS | {Role.AUDITOR}
# icons: check package question-mark walk
_ACTIONS = {"draft": "plain", "announced": "info", "under_way": "hot", "closed": "ok", "aborted": "warn"}
_DAYS = {
    "clear": ("clear", "check"),
    "finding": ("found", "package"),
    "unknown": ("unknown", "question-mark"),
    "pending": ("ahead", "walk"),
}


def whistles_of(partnership: Partnership, viewer: Viewer) -> list[Blown]:
    """Its whistles, newest first; those that she may not open carry no link."""
    return [_blown(row, viewer) for row in whistles.told(whistles.of_partnership(partnership), viewer)]


def _blown(row: whistles.Row, viewer: Viewer) -> Blown:
    whistle = row.whistle
    called = {each.call.organisation_id for each in row.calls}
    known = viewer.has(*_AT_PLACE, place=whistle.place) or bool(called & viewer.organisations)
    state = whistle.state_is if whistle.ended_at else whistle.kind_is
    return Blown(
        title=whistle.title,
        url=reverse("whistles-whistle", args=[whistle.number]) if known else "",
        state=(state.tone, state.label),
        calls=[_called(each) for each in row.calls],
    )


def _called(row: whistles.CallRow) -> Called:
    call = row.call
    arrived = took(call.arrived_at - call.called_at) if call.arrived_at and call.called_at else ""
    due = row.clock.due if row.clock and row.clock.met_at is None and not arrived else None
    return Called(str(call.organisation), call.lead, (call.state_is.tone, call.state_is.label), arrived, due)


def took(span: timedelta) -> str:
    """How quickly somebody was there."""
    minutes = max(0, int(span.total_seconds() // 60))
    if minutes < 120:
        return ngettext("there after %(n)d minute", "there after %(n)d minutes", minutes) % {"n": minutes}
    hours = minutes // 60
    if hours < 48:
        return ngettext("there after %(n)d hour", "there after %(n)d hours", hours) % {"n": hours}
    return ngettext("there after %(n)d day", "there after %(n)d days", hours // 24) % {"n": hours // 24}


def actions_of(partnership: Partnership, viewer: Viewer) -> list[dict[str, Any]]:
    """Its action days, the latest first, with how many steps are done."""
    rows = actions.of_partnership(partnership)
    prefetch_related_objects(rows, "steps")
    known = set(actions.actions(viewer).filter(partnership=partnership).values_list("pk", flat=True)) if rows else set()
    found = []
    for action in rows:
        steps = [step for step in action.steps.all() if step.state != "skipped"]
        found.append(
            {
                "title": action.title,
                "url": reverse("actions-action", args=[action.number]) if action.pk in known else "",
                "state": (_ACTIONS[action.state], action.state_is.label),
                "open": not action.final,
                "starts_at": action.starts_at,
                "meeting_point": action.meeting_point,
                "done": sum(step.state == "done" for step in steps),
                "total": len(steps),
            }
        )
    return found


def things_of(partnership: Partnership) -> Things | None:
    """How many things were numbered and what became of them; None where there are none."""
    counts = custody.counts(partnership)
    words = {
        "numbered": pgettext("things", "numbered"),
        "moved": pgettext("things", "moved to storage"),
        "cleared_by_owner": pgettext("things", "cleared by the owner"),
        "stored": pgettext("things", "in storage"),
        "claimed": pgettext("things", "claimed"),
        "released": pgettext("things", "given back"),
        "disposed": pgettext("things", "disposed of"),
    }
    if not counts.get("numbered"):
        return None
    shown = [(words[name], counts[name]) for name in words if counts.get(name)]
    return Things(shown, f"{reverse('custody-inventories')}?partnership={partnership.number}")


def watches_of(partnership: Partnership) -> list[Watched]:
    """Its watches with streak and calendar: the days so far, and those that are still needed."""
    return [_watched(watch) for watch in watches.of_partnership(partnership)]


def _watched(watch: Watch) -> Watched:
    streak, heat = watches.streak_of(watch), watches.heat(watch)
    cells = [_day(cell.day, cell.state.value, cell.state.label) for cell in heat.whole]
    times = "、".join(watch.slots)
    return Watched(
        title=watch.title,
        url=reverse("watches-watch", args=[watch.pk]),
        state=(watch.state_is.tone or "plain", watch.state_is.label),
        streak=streak.days,
        needs=streak.needs,
        heat=cells,
        ended=watch.state_is.value == "ended",
        note=_("%(who)s looks every day at %(times)s.") % {"who": watch.organisation, "times": times},
    )


def _day(day: date, state: str, label: Any) -> Day:
    css, icon = _DAYS[state]
    return Day(day, css, icon, label)


def next_meeting(partnership: Partnership) -> Mapping[str, Any] | None:
    """The meeting that is under way or comes next."""
    meeting = deliberation.next_meeting(partnership.subject)
    if meeting is None:
        return None
    return {
        "url": reverse("meetings-meeting", args=[meeting.pk]),
        "title": meeting.title,
        "starts_at": meeting.starts_at,
        "where": meeting.where,
    }

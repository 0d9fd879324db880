"""What waits for one person in the rooms of a partnership: whistles, rounds, removals, meetings, tasks, gates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from hehuo.cases import selectors as cases
from hehuo.deliberation import selectors as deliberation
from hehuo.doors.desk.room import days_of
from hehuo.ground.access import HANDLERS, Viewer
from hehuo.partnerships import selectors as partnerships
from hehuo.places import selectors as places
from hehuo.watches import selectors as watches
from hehuo.whistles import selectors as whistles

#: A first page shows so much of each; the rest is one tap away.
_FEW = 6
_COMING = ("planned", "open")


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that is asked: what, about what, until when, where to answer."""

    title: Any
    about: str
    url: str
    do: Any
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Stuck:
    """One partnership and what keeps it from going on."""

    title: str
    place: str
    url: str
    stage: Any
    lacking: str
    first: Any
    since: str


def calls(viewer: Viewer) -> list[dict[str, Any]]:
    """Whistles that call her unit: acknowledge in one tap, then check in."""
    found = []
    for one in whistles.my_calls(viewer):
        call, whistle = one.call, one.call.whistle
        if call.state == "refused":
            continue
        running = one.clock if one.clock and one.clock.met_at is None else None
        found.append(
            {
                "title": whistle.title,
                "place": " · ".join(part for part in (one.place_name.rpartition(" · ")[2], whistle.address) if part),
                "kind": whistle.kind_is.label,
                "who": str(call.organisation),
                "label": running.label if running else "",
                "due_at": running.due if running else whistle.conclude_by,
                "url": reverse("whistles-whistle", args=[whistle.number]),
                "acknowledge_url": reverse("whistles-call-move", args=[call.pk, "acknowledge"])
                if call.state == "called"
                else "",
                "check_in_url": reverse("whistles-call-move", args=[call.pk, "check_in"]),
                "there": one.mine is not None,
            }
        )
    return found


def rounds(viewer: Viewer) -> list[dict[str, Any]]:
    """Today's rounds that are hers to make, in order of time; the first open one stands out."""
    found: list[dict[str, Any]] = []
    for row in watches.my_rounds(viewer):
        done = row.standing != "open"
        found.append(
            {
                "title": row.round.watch.title,
                "due_at": row.round.due_at,
                "done": done,
                "missed": row.standing == "missed",
                "label": row.standing.label,
                "points": _("%(seen)d of %(points)d points seen") % {"seen": row.seen, "points": row.points},
                "url": reverse("watches-round", args=[row.round.pk]),
                "do": _("Go on") if row.seen else _("Start the round"),
                "first": not done and all(each["done"] for each in found),
            }
        )
    return found


def tonight(viewer: Viewer) -> list[dict[str, Any]]:
    """What was found and is to be moved this evening, where the owner has not cleared it."""
    return [
        {
            "title": row.finding.text,
            "where": f"{row.finding.watch.title} · {row.finding.point.name}",
            "deadline": row.finding.deadline,
            "over": row.over,
            "url": reverse("watches-finding", args=[row.finding.pk]),
            "do": _("Move it") if row.over else _("Look whether it is gone"),
        }
        for row in watches.tonight(viewer)[: 2 * _FEW]
    ]


def asked(viewer: Viewer) -> list[Asked]:
    """What the tables ask of her and her organisation: invitations, meetings to answer, plans, stand-bys, tasks."""
    return [*_invitations(viewer), *_meetings(viewer), *_voices(viewer), *_tasks(viewer)]


def _invitations(viewer: Viewer) -> list[Asked]:
    return [
        Asked(
            _("Take a seat: %(seat)s") % {"seat": member.get_seat_display() or member.standing_is.label},
            member.partnership.title,
            reverse("partnerships-answer", args=[member.partnership.number, member.pk]),
            pgettext("invitation", "Answer"),
        )
        for member in partnerships.my_invitations(viewer)
    ]


def _meetings(viewer: Viewer) -> list[Asked]:
    found = []
    for meeting in _coming(viewer):
        mine = deliberation.speaking_for(viewer, meeting)
        if any(one.answer == "pending" for one in mine):
            url = reverse("meetings-meeting", args=[meeting.pk])
            found.append(
                Asked(_("Come to a meeting"), meeting.title, url, pgettext("invitation", "Answer"), meeting.starts_at)
            )
    return found


def _voices(viewer: Viewer) -> list[Asked]:
    found = []
    for member, plan in partnerships.my_plans(viewer):
        url = reverse("partnerships-plan", args=[plan.partnership.number])
        found.append(Asked(_("Agree to the plan (%(who)s)") % {"who": member.shown}, plan.partnership.title, url,
                           _("Read it")))  # fmt: skip
    for risk in partnerships.my_stand_bys(viewer):
        table = risk.plan.partnership
        url = reverse("partnerships-plan", args=[table.number])
        found.append(Asked(_("Confirm the stand-by: %(what)s") % {"what": risk.stand_by}, table.title, url,
                           pgettext("stand-by", "Confirm")))  # fmt: skip
    return found


def _tasks(viewer: Viewer) -> list[Asked]:
    return [
        Asked(
            task.title,
            task.plan.partnership.title,
            reverse("partnerships-task", args=[task.plan.partnership.number, task.pk]),
            pgettext("task", "Done?"),
            task.due_at,
        )
        for task in partnerships.my_tasks(viewer, limit=2 * _FEW)
        if task.plan.state == "agreed"
    ]


def meetings(viewer: Viewer) -> list[dict[str, Any]]:
    """The next meetings to which she is going or which she called."""
    return [
        {
            "title": meeting.title,
            "starts_at": meeting.starts_at,
            "where": meeting.where,
            "url": reverse("meetings-meeting", args=[meeting.pk]),
        }
        for meeting in _coming(viewer)[:_FEW]
    ]


def _coming(viewer: Viewer) -> list[Any]:
    return [meeting for meeting in deliberation.my_meetings(viewer) if meeting.state in _COMING]


def stuck(viewer: Viewer) -> list[Stuck]:
    """The partnerships that have waited longest at their gate, with the first line that keeps them there."""
    rows = [row for place in viewer.reach(*HANDLERS) for row in partnerships.running_at(place)[:_FEW]]
    rows = sorted(rows, key=lambda row: row.opened_at)[:_FEW]
    names = places.names({row.place for row in rows}, viewer)
    return [_stuck(row, names.get(row.place, "")) for row in rows]


def _stuck(row: Any, place: str) -> Stuck:
    lacks = [lack for lack in partnerships.gate(row) if not lack.overridden]
    return Stuck(
        title=row.title,
        place=place,
        url=reverse("desk-partnership", args=[row.number]),
        stage=row.stage_is.label,
        lacking=ngettext("%(n)d missing", "%(n)d missing", len(lacks)) % {"n": len(lacks)} if lacks else "",
        first=lacks[0].message if lacks else "",
        since=_("day %(n)d") % {"n": days_of(row)},
    )


def without_table(rows: Sequence[cases.Row]) -> list[cases.Row]:
    """Of hard cases those that no open partnership holds. One query."""
    prefetch_related_objects([row.case for row in rows], "holds")
    return [
        row
        for row in rows
        if not any(hold.kind == "partnership" and hold.released_at is None for hold in row.case.holds.all())
    ]

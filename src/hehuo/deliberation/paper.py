"""Minutes on A4."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.ground.access import Viewer
from hehuo.ground.clock import now
from hehuo.ground.paper import document, stamp
from hehuo.places import selectors as places

from . import selectors
from .models import Meeting
from .rules import Result, Stance, State

_HERE = Path(__file__).parent


def minutes(viewer: Viewer, meeting: Meeting) -> bytes:
    """The minutes as PDF: who was there, what was decided by which voices, what was said, who objected."""
    guests = selectors.guests(viewer, meeting)
    there = [guest for guest in guests if guest.invitation.attended]
    agreed = stamp(meeting.minutes_agreed_at)
    facts = {
        "sign": _("Hehuo"),
        "printed": _("Printed %(at)s") % {"at": stamp(now())},
        "heading": _("Minutes"),
        "title": meeting.title,
        "draft": "" if meeting.state in (State.MINUTED, State.PUBLISHED) else _("not agreed yet"),
        "rows": [
            [pgettext("minutes", "Place"), places.path_of(meeting.place)],
            [pgettext("minutes", "Time"), _span(meeting)],
            [pgettext("minutes", "Where"), meeting.where or meeting.link],
            [pgettext("minutes", "Called by"), str(meeting.convener or "—")],
            [pgettext("minutes", "Quorum"), _quorum(meeting)],
            *([[pgettext("minutes", "Agreed"), agreed]] if agreed else []),
        ],
        "agenda_title": _("Agenda"),
        "agenda": [item.title for item in meeting.agenda.all()],
        "roll_title": _("Those present"),
        "roll_head": [_("Party"), _("Through"), _("Seat"), _("Signature")],
        "roll": [_line(guest) for guest in there],
        "absent": _names([guest for guest in guests if guest.invitation.attended is False]),
        "absent_title": _("Not there"),
        "text_title": pgettext("minutes", "What was said"),
        "text": meeting.text,
        "decisions_title": _("Decisions"),
        "decisions": [_decision(card) for card in selectors.cards(meeting, guests)],
        "objections_title": _("Objections to the minutes"),
        "objections": [[guest.name, guest.invitation.objection] for guest in guests if guest.invitation.objection],
        "binding": _(
            "Decisions bind the parties at the table. They bind neither statutory powers nor owners' lawful decisions "
            "nor private property."
        ),
    }
    return document(_HERE / "minutes.typ", facts)


def _span(meeting: Meeting) -> str:
    begun, ended = stamp(meeting.opened_at or meeting.starts_at), stamp(meeting.held_at or meeting.ends_at)
    return f"{begun} – {ended[11:] if ended[:10] == begun[:10] else ended}" if ended else begun


def _quorum(meeting: Meeting) -> str:
    counts = {
        "present": len(selectors.present(meeting)),
        "all": len(selectors.voices(meeting)),
        "quorum": meeting.quorum,
    }
    return _("%(present)s of %(all)s voices present, %(quorum)s needed") % counts


def _line(guest: selectors.Guest) -> list[str]:
    row = guest.invitation
    seat = str(row.get_seat_display()) if row.seat else ("" if row.voice else _("heard, without a voice"))
    return [guest.name, str(row.delegate or ""), seat]


def _names(guests: list[selectors.Guest]) -> str:
    return "、".join(guest.name for guest in guests)


def _decision(card: selectors.Card) -> dict[str, object]:
    counts = "，".join(f"{part.label} {part.count}" for part in card.parts)
    spoken = [
        [name, str(Stance(voice.stance).label) + (_(" (by show of hands)") if voice.raised else ""), voice.reason]
        for voice, name, _tone in card.voices
    ]
    why = "" if card.decision.state == Result.OPEN else str(card.outcome.why)
    return {
        "text": card.decision.text,
        "result": str(Result(card.decision.state).label),
        "adopted": card.decision.state == Result.ADOPTED,
        "how": f"{card.rule.label} · {counts}" + (f" · {why}" if why else ""),
        "voices": spoken,
    }

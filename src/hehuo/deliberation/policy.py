"""Who may know of a meeting, who keeps it, who speaks for whom. The room of its subject says the first two.

A higher room registers its kind of subject from its ``AppConfig.ready()``; a kind that nobody registered may be
convened by nobody. Whoever is invited knows of the meeting.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from django.db.models import Model, Q

from hehuo.files import policy as files
from hehuo.ground.access import HANDLERS, Role, Viewer
from hehuo.journal.kinds import Visibility

from .models import Invitation, Meeting
from .rules import Standing, State

if TYPE_CHECKING:
    from hehuo.parties.models import Organisation, Person

#: (viewer, id of the subject) → may she?
May = Callable[[Viewer, int], bool]
#: They read or administer for their organisation and never speak for it.
SILENT = frozenset({Role.AUDITOR, Role.ADMIN})


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody to be invited: exactly one of an organisation, a person (rows or ids), a name (kept sealed)."""

    organisation: Organisation | int | None = None
    person: Person | int | None = None
    name: str = ""
    seat: str = ""
    voice: bool = True

    @property
    def organisation_id(self) -> int | None:
        """The organisation's id, whichever way it was given."""
        return _pk(self.organisation)

    @property
    def person_id(self) -> int | None:
        """The person's id, whichever way it was given."""
        return _pk(self.person)


def _pk(thing: Model | int | None) -> int | None:
    return thing.pk if isinstance(thing, Model) else thing


@dataclass(frozen=True, slots=True)
class About:
    """What a subject is called, where its page is, at which place it lies, and who would be invited."""

    title: str
    url: str
    place: str
    invitees: tuple[Invitee, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    may_see: May
    may_convene: May
    threads: Callable[[int], Sequence[str]]
    about: Callable[[Viewer, int], About | None]


_KINDS: dict[str, _Kind] = {}


def register(
    kind: str,
    may_see: May,
    may_convene: May,
    threads: Callable[[int], Sequence[str]] = lambda _pk: (),
    about: Callable[[Viewer, int], About | None] = lambda _viewer, _pk: None,
) -> None:
    """The room that owns subjects ``kind:<id>`` says who may see and convene their meetings.

    ``threads(id)`` are further timelines on which the meetings appear (the subject's own is always among them);
    ``about(viewer, id)`` tells pages what the subject is.
    """
    _KINDS[kind] = _Kind(may_see, may_convene, threads, about)


def _subject(subject: str) -> tuple[_Kind | None, int]:
    kind, _colon, number = subject.partition(":")
    return (_KINDS.get(kind), int(number)) if number.isdecimal() and number.isascii() else (None, 0)


def may_see(viewer: Viewer, subject: str, place: str) -> bool:
    """Whether she may see all meetings on ``subject``; without one, whoever handles cases at the place may."""
    if viewer.has(Role.AUDITOR, place=place):
        return True
    if not subject:
        return viewer.has(*HANDLERS, place=place)
    kind, pk = _subject(subject)
    return kind is not None and kind.may_see(viewer, pk)


def may_convene(viewer: Viewer, subject: str, place: str) -> bool:
    """Whether she may call a meeting on ``subject``."""
    if viewer.system:
        return True
    if not subject:
        return viewer.has(*HANDLERS, place=place)
    kind, pk = _subject(subject)
    return kind is not None and kind.may_convene(viewer, pk)


def threads(subject: str) -> list[str]:
    """The timelines on which what happens at meetings on ``subject`` appears."""
    kind, pk = _subject(subject)
    return [] if not subject else [subject, *(kind.threads(pk) if kind else ())]


def about(viewer: Viewer, subject: str) -> About | None:
    """What ``subject`` is, for those who may see it."""
    kind, pk = _subject(subject)
    return kind.about(viewer, pk) if kind is not None and (viewer.system or kind.may_see(viewer, pk)) else None


def may_keep(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether she keeps this meeting: its convener, and whoever might call one on its subject."""
    mine = viewer.person_id is not None and meeting.convener_id == viewer.person_id
    return mine or may_convene(viewer, meeting.subject, meeting.place)


def belongs(viewer: Viewer, invitation: Invitation) -> bool:
    """Whether the invitation is hers or her organisation's. Auditors and administrators speak for nobody."""
    if viewer.person_id is None:
        return False
    if invitation.person_id is not None:
        return invitation.person_id == viewer.person_id
    silent = bool(viewer.grants) and all(grant.role in SILENT for grant in viewer.grants)
    return invitation.organisation_id in viewer.organisations and not silent


def speaks(viewer: Viewer, invitation: Invitation) -> bool:
    """Whether she speaks for the invitation: herself, or her organisation's delegate; any of its people while none is
    named."""
    return belongs(viewer, invitation) and invitation.delegate_id in (None, viewer.person_id)


def invited(viewer: Viewer) -> Q:
    """The meetings to which she or one of her organisations is invited, or which she called."""
    if viewer.person_id is None:
        return Q(pk__in=())
    own = Invitation.objects.filter(Q(person=viewer.person_id) | Q(organisation__in=viewer.organisations))
    return Q(convener=viewer.person_id) | Q(pk__in=own.values("meeting"))


def may_know(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether she may know of the meeting at all. At most one query besides the subject's own."""
    return (
        viewer.system
        or may_see(viewer, meeting.subject, meeting.place)
        or may_keep(viewer, meeting)
        or Meeting.objects.filter(invited(viewer), pk=meeting.pk).exists()
    )


def standings(viewer: Viewer, meeting: Meeting) -> set[Standing]:
    """In which standings she acts."""
    found = {Standing.KEEPER} if may_keep(viewer, meeting) else set()
    if any(belongs(viewer, invitation) for invitation in meeting.invitations.all()):
        found.add(Standing.INVITED)
    return found


def may_reveal(viewer: Viewer, meeting: Meeting) -> bool:
    """Whether she may read a sealed name: whoever handles cases at the place (PIPL art. 28)."""
    return viewer.has(*HANDLERS, place=meeting.place)


class _File(Protocol):
    @property
    def visibility(self) -> int: ...


def may_see_file(viewer: Viewer, pk: int, attachment: _File) -> bool:
    """Public files show once the minutes are published; internal ones to those who know of the meeting."""
    meeting = Meeting.objects.filter(pk=pk).first()
    if meeting is None:
        return False
    if attachment.visibility == Visibility.PUBLIC and meeting.state == State.PUBLISHED:
        return True
    if attachment.visibility == Visibility.CONFIDENTIAL:
        return may_keep(viewer, meeting)
    return may_know(viewer, meeting)


files.register("meeting", may_see_file)

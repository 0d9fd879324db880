"""Writing drafts: charters, clauses with their duties, the next version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from hehuo.charter import events, policy, rules
from hehuo.charter.models import Charter, Clause, Duty, Status, Version
from hehuo.charter.rules import DutyKind, Nature
from hehuo.ground import codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.ground.seats import Seat
from hehuo.ground.service import service
from hehuo.ground.text import clean
from hehuo.matters import selectors as matters
from hehuo.parties import selectors as parties

from .common import drafter, locked, report

T = TypeVar("T", Nature, Seat, DutyKind)


@dataclass(frozen=True, slots=True)
class DutyText:
    """A duty as somebody writes it: at most one of ``minutes`` (natural time) and ``working_days``."""

    seat: Seat | str
    kind: DutyKind | str
    text: str
    kinds: tuple[str, ...] = ()
    condition: str = ""
    minutes: int | None = None
    working_days: int | None = None


@service
def draft_charter(
    *,
    by: Viewer,
    place: str,
    title: str,
    nature: Nature | str = Nature.PARTNERSHIP,
    preamble: str = "",
    tree: str = "",
    happened_at: datetime | None = None,
) -> Version:
    """Begin a charter of ``place`` with an empty draft, version 1.

    Drafting the same title again gives the version already begun. Raises Invalid, NotAllowed, and Conflict where that
    charter has been published.
    """
    if not codes.is_code(place):
        raise Invalid(_("Choose the place that the charter is for."), fields={"place": _("Choose a place.")})
    if not policy.may_draft(by, place):
        raise NotAllowed(_("Only leaders and administrators of this place write its charters."))
    title = clean(title)
    if not title:
        raise Invalid(_("A charter needs a title."), fields={"title": _("Give it a title.")})
    nature = _known(Nature, nature, "nature")
    charter, begun = Charter.objects.get_or_create(
        place=place, nature=nature.value, title=title, defaults={"tree": tree or matters.tree_for(place)}
    )
    if not begun:
        Charter.objects.select_for_update().get(pk=charter.pk)
        version = charter.versions.order_by("-number").first()
        if version is None or version.number > 1 or version.status != Status.DRAFT:
            raise Conflict(_("There is already a charter with this title here. Begin its next version instead."))
        return version
    version = Version.objects.create(charter=charter, number=1, preamble=clean(preamble))
    report(events.DRAFTED, version, by, happened_at)
    return version


@service
def write_clause(
    *,
    by: Viewer,
    version: Version | int,
    title: str,
    text: str,
    matters_covered: Sequence[str] = (),
    duties: Sequence[DutyText] = (),
    number: int | None = None,
    source: str = "",
    happened_at: datetime | None = None,
) -> Clause:
    """Add a clause to a draft (the next number when none is given), or write clause ``number`` anew with its duties.

    Raises Refused where the text stands still, or where a duty would give compulsion to a seat that has no statutory
    power; Invalid for unknown matters, seats, kinds or organisations.
    """
    draft = locked(version)
    drafter(by, draft)
    title, text = clean(title), clean(text)
    if not title or not text:
        message = _("A clause needs a title and a text.")
        raise Invalid(message, fields={"text" if title else "title": message})
    _check_matters(draft.charter.tree, matters_covered)
    rows = [_duty(duty) for duty in duties]
    if number is None:
        number = (draft.clauses.aggregate(last=Max("number"))["last"] or 0) + 1
    if number < 1:
        raise Invalid(_("Clauses are counted from 1."), fields={"number": _("Clauses are counted from 1.")})
    content = {
        "title": title,
        "text": text,
        "matters": sorted(set(matters_covered)),
        "source": clean(source),
    }
    clause, _new = Clause.objects.update_or_create(version=draft, number=number, defaults=content)
    clause.duties.all().delete()
    for position, row in enumerate(rows, 1):
        row.clause, row.position = clause, position
    Duty.objects.bulk_create(rows)
    report(events.CLAUSE_WRITTEN, draft, by, happened_at, clause=number)
    return clause


@service
def remove_clause(*, by: Viewer, version: Version | int, number: int, happened_at: datetime | None = None) -> None:
    """Take a clause out of a draft; the others keep their numbers. Raises NotFound when there is none."""
    draft = locked(version)
    drafter(by, draft)
    if not draft.clauses.filter(number=number).exists():
        raise NotFound(_("There is no clause %(number)s.") % {"number": number})
    draft.clauses.get(number=number).delete()
    report(events.CLAUSE_REMOVED, draft, by, happened_at, clause=number)


@service
def amend_charter(*, by: Viewer, version: Version | int, happened_at: datetime | None = None) -> Version:
    """Begin the next version as a copy of a published one; a draft already begun is returned as it is."""
    old = locked(version)
    if not policy.may_draft(by, old.charter.place):
        raise NotAllowed(_("Only leaders and administrators of this place write its charters."))
    begun = old.charter.versions.exclude(status=Status.PUBLISHED).first()
    if begun is not None:
        return begun
    if old.status != Status.PUBLISHED:
        raise Refused(_("Only a published version has a next one."))
    number = (old.charter.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    new = Version.objects.create(charter=old.charter, number=number, preamble=old.preamble)
    for clause in old.clauses.prefetch_related("duties"):
        duties = list(clause.duties.all())
        clause.pk, clause.version, clause._state.adding = None, new, True
        clause.save()
        for duty in duties:
            duty.pk, duty.clause = None, clause
        Duty.objects.bulk_create(duties)
    report(events.DRAFTED, new, by, happened_at)
    return new


def _check_matters(tree: str, codes_covered: Sequence[str]) -> None:
    known = {category.code for category in matters.every(tree, retired=True)} if codes_covered else set()
    unknown = [code for code in codes_covered if code not in known]
    if unknown:
        message = _("There is no category %(codes)s.") % {"codes": "、".join(unknown)}
        raise Invalid(message, fields={"matters": message})


def _duty(duty: DutyText) -> Duty:
    seat, kind = _known(Seat, duty.seat, "seat"), _known(DutyKind, duty.kind, "kind")
    text, condition = clean(duty.text), clean(duty.condition)
    word = rules.compels(seat, text)
    if word:
        raise Refused(
            _("“%(word)s” is an act of compulsion; a charter cannot give it to the seat “%(seat)s”.")
            % {"word": word, "seat": seat.label},
            source=str(rules.COERCION_LAW),
        )
    if not text:
        raise Invalid(_("Say what the duty is."))
    unknown = [one for one in duty.kinds if one not in parties.kinds()]
    if unknown:
        raise Invalid(_("There is no kind of organisation %(kinds)s.") % {"kinds": "、".join(unknown)})
    if duty.minutes and duty.working_days:
        raise Invalid(_("Count a time in natural time or in working days, not both."))
    return Duty(
        seat=seat.value,
        kind=kind.value,
        text=text,
        condition=condition,
        kinds=list(dict.fromkeys(duty.kinds)),
        within_minutes=duty.minutes,
        within_working_days=duty.working_days,
    )


def _known(what: type[T], value: str, field: str) -> T:
    try:
        return what(value)
    except ValueError:
        raise Invalid(
            _("“%(value)s” is no choice here.") % {"value": value}, fields={field: _("Choose one.")}
        ) from None

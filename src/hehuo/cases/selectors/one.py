"""One case and what hangs on it. Fetching is authorising: who may not know of it gets NotFound."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from hehuo.cases import policy
from hehuo.cases.models import (
    Assignment,
    CallBack,
    Case,
    Complainant,
    Extension,
    Hold,
    Objection,
    Record,
    RecordKind,
    Return,
)
from hehuo.cases.rules import Stage, State, state_of
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import NotFound
from hehuo.ground.secrets import Unreadable, open_sealed
from hehuo.ground.text import mask_name, mask_numbers
from hehuo.journal.kinds import resolver
from hehuo.journal.selectors import register_lookup as open_to_checks
from hehuo.policies import selectors as policies


@dataclass(frozen=True, slots=True)
class Masked:
    """The complainant as handlers see her before unmasking: ``王**``; contact of which kind, never which."""

    name: str
    contact_kind: str
    hidden: bool
    may_be_called: bool
    language: str


def case_for(viewer: Viewer, number: str) -> Case:
    """The case with this number. Raises NotFound for those who may not know of it. At most two queries."""
    case = Case.objects.select_related("category", "unit", "handler").filter(number=number).first()
    if case is None or not policy.may_know(viewer, case):
        raise NotFound(_("There is no such case."))
    return case


def case_by_ref(viewer: Viewer, source: str, ref: str) -> Case:
    """As :func:`case_for`, by the number that another platform gave it."""
    case = Case.objects.select_related("category", "unit", "handler").filter(source=source, source_ref=ref).first()
    if case is None or not policy.may_know(viewer, case):
        raise NotFound(_("There is no such case."))
    return case


def case_by_id(viewer: Viewer, pk: int) -> Case:
    """As :func:`case_for`, by id (events name cases so)."""
    case = Case.objects.select_related("category", "unit", "handler").filter(pk=pk).first()
    if case is None or not policy.may_know(viewer, case):
        raise NotFound(_("There is no such case."))
    return case


def state(case: Case) -> State:
    """How its limit stands now."""
    return state_of(
        stage=Stage(case.stage),
        due=case.due_at,
        answered_at=case.answered_at,
        now=clock.now(),
        soon=policies.value("cases.soon", case.place),
    )


def text_for(viewer: Viewer, case: Case) -> str:
    """What the complainant wrote; telephone and identity numbers masked for all but the handlers of the place."""
    return case.text if policy.may_know_complainant(viewer, case) else mask_numbers(case.text)


def complainant(viewer: Viewer, case: Case) -> Masked | None:
    """Who complained, masked, for handlers of the place only; None where nobody is named or she may not know.

    To unmask: ``services.reveal_complainant``, journaled.
    """
    if not policy.may_know_complainant(viewer, case):
        return None
    row = Complainant.objects.select_related("contact").filter(case=case).first()
    if row is None:
        return None
    try:
        name = mask_name(open_sealed(bytes(row.name))) if row.name else ""
    except Unreadable:
        name = "**"
    return Masked(
        name=name,
        contact_kind=row.contact.kind if row.contact else "",
        hidden=row.hidden,
        may_be_called=row.may_be_called,
        language=row.language,
    )


def records(viewer: Viewer, case: Case) -> QuerySet[Record]:
    """What was done, in order; talks with the complainant and her own words for handlers of the place only."""
    rows = case.records.select_related("by", "unit").order_by("happened_at", "pk")
    if policy.may_know_complainant(viewer, case) or viewer.has(*policy.AT_PLACE, place=case.place):
        return rows
    return rows.exclude(kind__in=(RecordKind.CONTACT, RecordKind.SUPPLEMENT, RecordKind.DECISION))


def assignments(case: Case) -> QuerySet[Assignment]:
    """Who was asked, in order."""
    return case.assignments.select_related("unit", "by", "accepted_by").order_by("assigned_at", "pk")


def extensions(case: Case) -> QuerySet[Extension]:
    """Extensions in order."""
    return case.extensions.select_related("by").order_by("recorded_at")


def returns(case: Case) -> QuerySet[Return]:
    """Internal returns in order."""
    return case.returns.select_related("by", "examined_by", "assignment__unit").order_by("returned_at")


def objections(case: Case) -> QuerySet[Objection]:
    """Objections in order."""
    return case.objections.select_related("by").order_by("sent_at")


def call_backs(case: Case) -> QuerySet[CallBack]:
    """Call-backs in order, the hotline's and ours."""
    return case.call_backs.select_related("by").order_by("happened_at")


def holds(case: Case) -> QuerySet[Hold]:
    """What now keeps it open."""
    return case.holds.filter(released_at=None).order_by("placed_at")


@resolver("case")
def names_of_cases(ids: Iterable[int]) -> Mapping[int, str]:
    """id → number, for the journal's sentences."""
    return dict(Case.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


def subject_of_number(number: str) -> str | None:
    """The journal's name of the case with this printed number, so that anybody may check its chain."""
    pk = Case.objects.filter(number=number).values_list("pk", flat=True).first()
    return f"case:{pk}" if pk else None


open_to_checks("case", subject_of_number)

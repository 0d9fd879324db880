"""Bases C1 to C4: a competent authority's own procedure (行政强制法). Everybody else may only dissuade and report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .days import day_of, hour_of
from .facts import Facts, Missing, Procedure
from .kinds import Step

#: Within this an urgent seizure is reported to the head of the authority (行政强制法 art. 19).
REPORT_WITHIN = timedelta(hours=24)
#: A seizure lasts at most so many days, and so many more where the head approved (art. 25).
SEIZED_DAYS = 30
#: Working days (art. 69): the demand comes so many before substituted performance (51), before the court (54).
SUBSTITUTE_DAYS = 3
COURT_DAYS = 10
#: The longest day: from when to when nobody calls it night.
DAY = (6, 22)


def _worded(articles: str) -> str:
    return gettext("Administrative Coercion Law, art. {articles}").format(articles=articles)


_law: Callable[[str], Any] = lazy(_worded, str)


ABSENT = Missing("C.procedure", _("No procedure of a competent authority covers this thing."), _law("17, 22"))


def _of(facts: Facts) -> Procedure:
    if facts.procedure is None:
        raise ValueError
    return facts.procedure


def _done(facts: Facts, step: Step) -> bool:
    at = _of(facts).steps.get(step)
    return at is not None and at <= facts.at


def covered(facts: Facts) -> bool:
    """The procedure's list names the thing."""
    return _of(facts).covers


def enforcing(facts: Facts) -> bool:
    """An authority with power of its own; it cannot be lent (art. 17)."""
    return _of(facts).enforces


def competent(facts: Facts) -> bool:
    """Fire rescue for evacuation routes, enforcement for other common parts."""
    return _of(facts).competent


def not_lifted(facts: Facts) -> bool:
    """The authority did not end it."""
    return not _done(facts, Step.LIFTED)


def approved(facts: Facts) -> bool:
    """Approved before, or urgent (then reported afterwards)."""
    return _done(facts, Step.APPROVED) or _of(facts).urgent


def urgent_reported(facts: Facts) -> bool:
    """Urgent and not approved: reported within 24 hours of the first thing moved, else nothing more moves."""
    procedure = _of(facts)
    if _done(facts, Step.APPROVED) or procedure.first_moved_at is None:
        return True
    latest = procedure.first_moved_at + REPORT_WITHIN
    reported = procedure.steps.get(Step.URGENT_REPORTED)
    return facts.at <= latest or (reported is not None and reported <= latest)


def two_officers(facts: Facts) -> bool:
    """At least two officers with certificates."""
    return _of(facts).officers >= 2


def identity_shown(facts: Facts) -> bool:
    """They showed them."""
    return _done(facts, Step.IDENTITY_SHOWN)


def somebody_present(facts: Facts) -> bool:
    """The person concerned, or in her absence a witness."""
    return _done(facts, Step.PERSON_PRESENT) or _done(facts, Step.WITNESS_PRESENT)


def reasons_told(facts: Facts) -> bool:
    """Reasons, rights and remedies told on the spot."""
    return _done(facts, Step.REASONS_TOLD)


def heard(facts: Facts) -> bool:
    """Statement and defence heard."""
    return _done(facts, Step.STATEMENT_HEARD)


def record_signed(facts: Facts) -> bool:
    """A record on the spot, signed, or the refusal noted in it."""
    return _done(facts, Step.RECORD_SIGNED)


def related_only(facts: Facts) -> bool:
    """Checked: nothing unrelated."""
    return _done(facts, Step.SCOPE_CHECKED)


def no_necessities(facts: Facts) -> bool:
    """Checked: no daily necessities."""
    return _done(facts, Step.NECESSITIES_CHECKED)


def decided(facts: Facts) -> bool:
    """The decision is made."""
    return _done(facts, Step.DECIDED)


def handed_over(facts: Facts) -> bool:
    """Decision and inventory in duplicate handed over."""
    return _done(facts, Step.HANDED_OVER)


def held_long_enough_only(facts: Facts) -> bool:
    """For at most thirty days at first."""
    return 1 <= _of(facts).hold_days <= SEIZED_DAYS


def granted(facts: Facts) -> bool:
    """A statute lets this authority execute."""
    return _of(facts).granted


def ordered(facts: Facts) -> bool:
    """There is an order, and its time has passed without effect."""
    until = _of(facts).order_until
    return _done(facts, Step.ORDERED) and until is not None and until < facts.at


def demanded(facts: Facts) -> bool:
    """There is a written demand, and its time has passed without effect."""
    until = _of(facts).demand_until
    return _done(facts, Step.DEMANDED) and until is not None and until < facts.at


def delivered(facts: Facts) -> bool:
    """The decision was delivered."""
    return _done(facts, Step.DELIVERED)


def in_order(facts: Facts) -> bool:
    """Order, its time, demand, its time and the statement, decision, delivery: one after the other."""
    procedure = _of(facts)
    steps = procedure.steps
    line = [steps.get(Step.ORDERED), procedure.order_until, steps.get(Step.DEMANDED), procedure.demand_until,
            steps.get(Step.DECIDED), steps.get(Step.DELIVERED)]  # fmt: skip
    known = [at for at in line if at is not None]
    statement = [steps.get(step) for step in (Step.DEMANDED, Step.STATEMENT_HEARD, Step.DECIDED)]
    told = [at for at in statement if at is not None]
    return known == sorted(known) and told == sorted(told)


def by_day(facts: Facts) -> bool:
    """Not at night, unless urgent; what is set can only make the day shorter."""
    opens, closes = max(facts.daytime[0], DAY[0]), min(facts.daytime[1], DAY[1])
    return _of(facts).urgent or opens <= hour_of(facts.at) < closes


def no_holiday(facts: Facts) -> bool:
    """On a working day by the State Council's calendar, unless urgent; a make-up working day is one."""
    return _of(facts).urgent or facts.calendar.is_working_day(day_of(facts.at))


def calendar_known(facts: Facts) -> bool:
    """The year's notice of holidays is loaded: a guess is no ground for force."""
    procedure = _of(facts)
    demanded_at = procedure.steps.get(Step.DEMANDED, facts.at)
    return not facts.calendar.provisional(min(day_of(demanded_at), day_of(facts.at)), day_of(facts.at))


def calendar_known_or_urgent(facts: Facts) -> bool:
    """As :func:`calendar_known`; where it is urgent the day does not matter."""
    return _of(facts).urgent or calendar_known(facts)


def utilities_untouched(facts: Facts) -> bool:
    """Never by cutting water, power, heat or gas."""
    return not _of(facts).cuts_utilities


def dangerous(facts: Facts) -> bool:
    """Only danger to traffic, pollution, harm to natural resources."""
    return _of(facts).danger


def ordered_or_immediate(facts: Facts) -> bool:
    """As :func:`ordered`; at once only under art. 52."""
    return _of(facts).immediate or ordered(facts)


def decided_or_immediate(facts: Facts) -> bool:
    """The decision was made and delivered before; at once only under art. 52."""
    return _of(facts).immediate or (decided(facts) and delivered(facts))


def warned_three_days(facts: Facts) -> bool:
    """Demanded at least three working days before; at once only under art. 52."""
    return _of(facts).immediate or _demanded_working_days(facts, SUBSTITUTE_DAYS, facts.at)


def by_day_or_immediate(facts: Facts) -> bool:
    """As :func:`by_day` and :func:`no_holiday`; at once only under art. 52."""
    return _of(facts).immediate or (by_day(facts) and no_holiday(facts))


def calendar_known_or_immediate(facts: Facts) -> bool:
    """As :func:`calendar_known`; nothing is counted where it is immediate."""
    return _of(facts).immediate or calendar_known(facts)


def performer_named(facts: Facts) -> bool:
    """The authority itself, or a third party that it names."""
    return _of(facts).performer


def performer_disinterested(facts: Facts) -> bool:
    """Who has no interest of its own."""
    return _of(facts).disinterested


def supervised(facts: Facts) -> bool:
    """An officer of the authority is there."""
    return _done(facts, Step.OFFICER_PRESENT)


def warned_ten_days(facts: Facts) -> bool:
    """The court is asked no sooner than ten working days after the demand was delivered."""
    applied = _of(facts).steps.get(Step.COURT_APPLIED)
    return applied is not None and _demanded_working_days(facts, COURT_DAYS, applied)


def _demanded_working_days(facts: Facts, days: int, before: datetime) -> bool:
    demanded_at = _of(facts).steps.get(Step.DEMANDED)
    if demanded_at is None:
        return False
    return day_of(before) > facts.calendar.add_working_days(day_of(demanded_at), days)


def applied(facts: Facts) -> bool:
    """The court was asked."""
    return _done(facts, Step.COURT_APPLIED)


def ruled(facts: Facts) -> bool:
    """The court ruled."""
    return _done(facts, Step.COURT_RULED)


def court_executes(facts: Facts) -> bool:
    """The court carries it out."""
    return _done(facts, Step.COURT_EXECUTES)


Row = tuple[str, Any, Any, Callable[[Facts], bool]]
_LIST = _("The procedure's list does not name this thing.")
_POWER = _("This organisation has no power of compulsion; nobody can lend it any.")
_LIFTED = _("The authority has ended this procedure.")
_ORDER = _("An order comes first, and its time must have passed.")
_DEMAND = _("A written demand comes first, and its time must have passed.")
_DECISION = _("The decision has not been made.")
_CALENDAR = _("The holidays of this year are not loaded: whether it is one cannot be known.")
_COMPETENT = _("Another authority is competent here: fire rescue for evacuation routes, enforcement for other "
               "common parts.")  # fmt: skip
_PROPERTY = _("Beijing Property Management Regulation, art. 98")

SEIZURE: tuple[Row, ...] = (
    ("C1.list", _LIST, _law("24"), covered),
    ("C1.power", _POWER, _law("17, 22"), enforcing),
    ("C1.competent", _COMPETENT, _PROPERTY, competent),
    ("C1.lifted", _LIFTED, _law("28"), not_lifted),
    ("C1.approval", _("The head of the authority has not approved, and it is not urgent."), _law("18(1), 19"),
     approved),
    ("C1.report", _("Urgent, but not reported to the head of the authority within 24 hours."), _law("19"),
     urgent_reported),
    ("C1.officers", _("At least two officers with certificates carry it out."), _law("17, 18(2)"), two_officers),
    ("C1.identity", _("The officers show their certificates first."), _law("18(3)"), identity_shown),
    ("C1.present", _("The person concerned must be there, or in her absence a witness."), _law("18(4), 18(9)"),
     somebody_present),
    ("C1.reasons", _("Reasons, rights and remedies have not been told."), _law("18(5)"), reasons_told),
    ("C1.statement", _("The statement and defence have not been heard."), _law("18(6)"), heard),
    ("C1.record", _("The record on the spot is not signed, nor a refusal noted in it."), _law("18(7), 18(8)"),
     record_signed),
    ("C1.unrelated", _("Check that nothing unrelated to the matter is on the list."), _law("23"), related_only),
    ("C1.necessities", _("Check that no daily necessities are on the list."), _law("23"), no_necessities),
    ("C1.decision", _DECISION, _law("24"), decided),
    ("C1.duplicate", _("Decision and inventory, in duplicate, have not been handed over on the spot."), _law("24"),
     handed_over),
    ("C1.days", _("A seizure lasts at most 30 days."), _law("25"), held_long_enough_only),
)  # fmt: skip
EXECUTION: tuple[Row, ...] = (
    ("C2.list", _LIST, _law("37"), covered),
    ("C2.power", _POWER, _law("13, 34"), enforcing),
    ("C2.grant", _("No statute lets this authority execute by itself: it asks the court (C4)."), _law("13"), granted),
    ("C2.lifted", _LIFTED, _law("39, 40"), not_lifted),
    ("C2.order", _ORDER, _law("34"), ordered),
    ("C2.demand", _DEMAND, _law("35"), demanded),
    ("C2.statement", _("The statement and defence have not been heard."), _law("36"), heard),
    ("C2.decision", _DECISION, _law("37"), decided),
    ("C2.delivery", _("The decision has not been delivered."), _law("38"), delivered),
    ("C2.sequence", _("Order, demand, statement, decision: one of them came too early."), _law("34–37"), in_order),
    ("C2.night", _("Not at night, unless it is urgent."), _law("43"), by_day),
    ("C2.holiday", _("Not on a day off, unless it is urgent."), _law("43"), no_holiday),
    ("C2.calendar", _CALENDAR, _law("43, 69"), calendar_known_or_urgent),
    ("C2.utilities", _("Never by cutting water, power, heat or gas."), _law("43"), utilities_untouched),
)  # fmt: skip
SUBSTITUTE: tuple[Row, ...] = (
    ("C3.list", _LIST, _law("51(1)"), covered),
    ("C3.power", _POWER, _law("50"), enforcing),
    ("C3.lifted", _LIFTED, _law("39, 40"), not_lifted),
    ("C3.danger", _("Only where traffic is endangered, the environment polluted or natural resources harmed."),
     _law("50, 52"), dangerous),
    ("C3.order", _ORDER, _law("50"), ordered_or_immediate),
    ("C3.decision", _("The decision has not been made and delivered."), _law("51(1)"), decided_or_immediate),
    ("C3.demand", _("The demand must come three working days before."), _law("51(2), 69"), warned_three_days),
    ("C3.performer", _("Name who performs."), _law("50"), performer_named),
    ("C3.interest", _("Who performs must have no interest of its own."), _law("50"), performer_disinterested),
    ("C3.officer", _("An officer of the authority supervises on the spot."), _law("51(3)"), supervised),
    ("C3.night", _("Not at night and not on a day off, unless it is urgent."), _law("43"), by_day_or_immediate),
    ("C3.calendar", _CALENDAR, _law("43, 69"), calendar_known_or_immediate),
)  # fmt: skip
COURT: tuple[Row, ...] = (
    ("C4.list", _LIST, _law("55"), covered),
    ("C4.power", _("Only the authority that made the decision asks the court."), _law("53"), enforcing),
    ("C4.lifted", _LIFTED, _law("53"), not_lifted),
    ("C4.order", _ORDER, _law("53"), ordered),
    ("C4.demand", _("The court is asked no sooner than ten working days after the demand."), _law("54, 69"),
     warned_ten_days),
    ("C4.applied", _("The court has not been asked."), _law("53, 55"), applied),
    ("C4.ruling", _("The court has not ruled."), _law("57, 58"), ruled),
    ("C4.court", _("The court itself carries it out."), _law("53, 60"), court_executes),
    ("C4.calendar", _CALENDAR, _law("69"), calendar_known),
)  # fmt: skip

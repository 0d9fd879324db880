"""For each basis facts that satisfy everything, and for each condition one change that breaks just that.

The oracle of the gates, written by hand from 3-domain §3.4 and the articles, never derived from the rules' own tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hehuo.custody.rules import Authority, Basis, Facts, Notice, Procedure, Step, Thing, Will
from hehuo.ground.clock import BEIJING
from hehuo.ground.workdays import Calendar, Year

#: A Wednesday, ten in the morning; the first three days of that week's month were days off.
AT = datetime(2026, 10, 21, 10, tzinfo=BEIJING)
CALENDAR = Calendar(
    {2026: Year(off=frozenset(date(2026, 10, day) for day in range(1, 8)), work=frozenset({date(2026, 10, 10)}))}
)
OWNER = b"o" * 32


def on(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of that October."""
    return datetime(2026, 10, day, hour, minute, tzinfo=BEIJING)


def _steps(**at: datetime) -> Mapping[Step, datetime]:
    return {Step(name): moment for name, moment in at.items()}


CONSENT = Will(
    agreement=False, owner=OWNER, authority=Authority.OWNER, authority_paper=False, signed_at=on(21, 9), covers=True,
    destination=True, until=date(2026, 12, 1), free_return=True,
)  # fmt: skip
AGREEMENT = replace(CONSENT, agreement=True, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 31))
NOTICE = Notice(covers=True, posted_at=on(13), days=7, signers=2)
SEIZURE = Procedure(
    covers=True, enforces=True, competent=True, officers=2, hold_days=30,
    steps=_steps(
        approved=on(20), identity_shown=on(21, 9), person_present=on(21, 9), reasons_told=on(21, 9),
        statement_heard=on(21, 9), record_signed=on(21, 9), scope_checked=on(21, 9), necessities_checked=on(21, 9),
        decided=on(21, 9), handed_over=on(21, 9),
    ),
)  # fmt: skip
EXECUTION = Procedure(
    covers=True, enforces=True, competent=True, officers=0, granted=True, order_until=on(10), demand_until=on(15),
    steps=_steps(
        ordered=on(8), demanded=on(12), statement_heard=on(14), decided=on(19), delivered=on(20),
    ),
)  # fmt: skip
SUBSTITUTE = Procedure(
    covers=True, enforces=True, competent=True, officers=0, danger=True, performer=True, disinterested=True,
    order_until=on(10),
    steps=_steps(ordered=on(8), decided=on(12), delivered=on(12), demanded=on(15), officer_present=on(21, 9)),
)  # fmt: skip
COURT = Procedure(
    covers=True, enforces=True, competent=True, officers=0, order_until=on(1),
    steps={
        Step.ORDERED: datetime(2026, 6, 1, 10, tzinfo=BEIJING), Step.DEMANDED: datetime(2026, 9, 1, 10, tzinfo=BEIJING),
        Step.COURT_APPLIED: datetime(2026, 9, 16, 10, tzinfo=BEIJING), Step.COURT_RULED: on(15),
        Step.COURT_EXECUTES: on(21, 9),
    },
)  # fmt: skip
_THING = Thing(numbered_at=on(13, 9), owner=OWNER, photos_before=1)
_BASE = Facts(at=AT, thing=_THING, storage=True, return_by=date(2026, 12, 1), calendar=CALENDAR)
COMPLETE: Mapping[Basis, Facts] = {
    Basis.OWN_WILL: replace(_BASE, will=CONSENT),
    Basis.ABANDONED: replace(_BASE, thing=replace(_THING, owner=b""), notice=NOTICE),
    Basis.SEIZURE: replace(_BASE, procedure=SEIZURE),
    Basis.EXECUTION: replace(_BASE, procedure=EXECUTION),
    Basis.SUBSTITUTE: replace(_BASE, procedure=SUBSTITUTE),
    Basis.COURT: replace(_BASE, procedure=COURT),
}
Break = Callable[[Facts], Facts]


def thing(**values: Any) -> Break:
    """Something else about the thing."""
    return lambda facts: replace(facts, thing=replace(facts.thing, **values))


def around(**values: Any) -> Break:
    """Something else around it."""
    return lambda facts: replace(facts, **values)


def part(**values: Any) -> Break:
    """Something else about the basis' own paper."""

    def change(facts: Facts) -> Facts:
        if facts.will is not None:
            return replace(facts, will=replace(facts.will, **values))
        if facts.notice is not None:
            return replace(facts, notice=replace(facts.notice, **values))
        assert facts.procedure is not None
        return replace(facts, procedure=replace(facts.procedure, **values))

    return change


def step(name: str, at: datetime | None = None) -> Break:
    """The step is not there, or at another time."""

    def change(facts: Facts) -> Facts:
        assert facts.procedure is not None
        steps = {key: value for key, value in facts.procedure.steps.items() if key != Step(name)}
        if at is not None:
            steps[Step(name)] = at
        return replace(facts, procedure=replace(facts.procedure, steps=steps))

    return change


def both(*changes: Break) -> Break:
    """One after the other."""

    def change(facts: Facts) -> Facts:
        for one in changes:
            facts = one(facts)
        return facts

    return change


LATER = AT + timedelta(seconds=1)
#: What breaks on every basis: code → ways to break it.
ALWAYS: Mapping[str, list[Break]] = {
    "state": [thing(movable=False)],
    "number": [thing(numbered_at=LATER)],
    "parcel": [thing(parcel_opened=True)],
    "perishable": [both(thing(perishable=True), around(return_by=date(2026, 10, 22)))],
    "storage": [around(storage=False)],
    "admonition": [around(admonition_planned=True), around(admonition_planned=True, admonished_at=LATER)],
    "action": [around(action_running=False)],
}
#: Seizures and B have own words about waybills; on the others it only has to be covered.
WAYBILL: Break = thing(waybill_names_owner=True, waybill_redacted=False)
#: Basis → code → ways to break it, each breaking nothing else.
BREAKS: Mapping[Basis, Mapping[str, list[Break]]] = {
    Basis.OWN_WILL: {
        "A.signed": [part(signed_at=None), part(signed_at=LATER)],
        "A.authority": [
            part(authority=Authority.FAMILY_UNAUTHORISED), part(authority=Authority.FAMILY),
            part(authority=Authority.FAMILY_UNAUTHORISED, authority_paper=True),
        ],
        "A.owner": [thing(owner=b""), thing(owner=b"x" * 32), both(thing(owner=b""), part(owner=b""))],
        "A.list": [part(covers=False)],
        "A.destination": [part(destination=False)],
        "A.storage": [part(until=None), part(until=date(2026, 10, 20))],
        "A.return": [part(free_return=False)],
        "A.period": [
            part(agreement=True),
            part(agreement=True, starts_on=date(2026, 10, 22), ends_on=date(2026, 10, 31)),
            part(agreement=True, starts_on=date(2026, 10, 1), ends_on=date(2026, 10, 20)),
            part(agreement=True, starts_on=None, ends_on=date(2026, 10, 31)),
            part(agreement=True, starts_on=date(2026, 10, 1), ends_on=None),
        ],
        "A.revoked": [part(revoked_at=AT), part(revoked_at=on(21, 9, 30))],
        "A.objection": [around(objected=True)],
    },
    Basis.ABANDONED: {
        "B.list": [part(covers=False)],
        "B.days": [part(posted_at=on(14)), part(posted_at=on(14, 0, 1)), part(days=8)],
        "B.posted": [part(withdrawn_at=AT), part(withdrawn_at=on(20))],
        "B.claim": [around(claimed=True)],
        "B.objection": [around(objected=True)],
        "B.owner": [thing(owner=OWNER)],
        "B.waybill": [thing(waybill_names_owner=True, waybill_redacted=True)],
        "B.photo": [thing(photos_before=0)],
        "B.signers": [part(signers=1), part(signers=0)],
    },
    Basis.SEIZURE: {
        "C1.list": [part(covers=False)],
        "C1.power": [part(enforces=False)],
        "C1.competent": [part(competent=False)],
        "C1.lifted": [step("lifted", on(20))],
        "C1.approval": [step("approved"), step("approved", LATER)],
        "C1.report": [
            both(step("approved"), part(urgent=True, first_moved_at=on(20, 9, 59))),
            both(step("approved"), step("urgent_reported", on(20, 10)), part(urgent=True, first_moved_at=on(19, 9))),
        ],
        "C1.officers": [part(officers=1), part(officers=0)],
        "C1.identity": [step("identity_shown"), step("identity_shown", LATER)],
        "C1.present": [step("person_present"), step("person_present", LATER)],
        "C1.reasons": [step("reasons_told")],
        "C1.statement": [step("statement_heard")],
        "C1.record": [step("record_signed")],
        "C1.unrelated": [step("scope_checked")],
        "C1.necessities": [step("necessities_checked")],
        "C1.decision": [step("decided")],
        "C1.duplicate": [step("handed_over")],
        "C1.days": [part(hold_days=31), part(hold_days=0)],
    },
    Basis.EXECUTION: {
        "C2.list": [part(covers=False)],
        "C2.power": [part(enforces=False)],
        "C2.grant": [part(granted=False)],
        "C2.lifted": [step("lifted", on(20))],
        "C2.order": [step("ordered")],
        "C2.demand": [
            step("demanded"), both(part(demand_until=AT), step("decided", AT), step("delivered", AT)),
        ],
        "C2.statement": [step("statement_heard")],
        "C2.decision": [step("decided")],
        "C2.delivery": [step("delivered")],
        "C2.sequence": [
            step("decided", on(14, 12)), step("statement_heard", on(19, 11)), step("statement_heard", on(11)),
            step("demanded", on(9)), step("delivered", on(18)), step("ordered", on(11)),
        ],
        "C2.night": [
            around(at=on(21, 22)), around(at=on(21, 23, 59)), around(at=on(21, 5, 59)),
            around(at=on(21, 23), daytime=(0, 24)), around(at=on(21, 19), daytime=(8, 18)),
        ],
        "C2.holiday": [around(at=on(24)), around(at=on(25))],
        "C2.calendar": [around(calendar=Calendar())],
        "C2.utilities": [part(cuts_utilities=True)],
    },
    Basis.SUBSTITUTE: {
        "C3.list": [part(covers=False)],
        "C3.power": [part(enforces=False)],
        "C3.lifted": [step("lifted", on(20))],
        "C3.danger": [part(danger=False)],
        "C3.order": [step("ordered"), part(order_until=None), part(order_until=AT)],
        "C3.decision": [step("decided"), step("delivered"), step("delivered", LATER)],
        "C3.demand": [step("demanded"), step("demanded", on(16)), step("demanded", on(20))],
        "C3.performer": [part(performer=False)],
        "C3.interest": [part(disinterested=False)],
        "C3.officer": [step("officer_present"), step("officer_present", LATER)],
        "C3.night": [around(at=on(21, 22)), around(at=on(24)), around(at=on(22, 4))],
        "C3.calendar": [around(calendar=Calendar())],
    },
    Basis.COURT: {
        "C4.list": [part(covers=False)],
        "C4.power": [part(enforces=False)],
        "C4.lifted": [step("lifted", on(20))],
        "C4.order": [step("ordered"), part(order_until=None), part(order_until=AT)],
        "C4.demand": [
            step("demanded"), step("demanded", datetime(2026, 9, 2, 10, tzinfo=BEIJING)),
            step("court_applied", datetime(2026, 9, 15, 10, tzinfo=BEIJING)),
        ],
        "C4.applied": [step("court_applied", LATER)],
        "C4.ruling": [step("court_ruled")],
        "C4.court": [step("court_executes")],
        "C4.calendar": [
            around(calendar=Calendar()), around(at=datetime(2027, 1, 4, 10, tzinfo=BEIJING)),
            step("demanded", datetime(2025, 12, 1, 10, tzinfo=BEIJING)),
        ],
    },
}  # fmt: skip
#: What allows itself, where one might think that it breaks.
STILL_FINE: Mapping[Basis, list[Break]] = {
    Basis.OWN_WILL: [
        part(signed_at=AT), part(authority=Authority.FAMILY, authority_paper=True), part(until=date(2026, 10, 21)),
        part(agreement=True, starts_on=date(2026, 10, 21), ends_on=date(2026, 10, 21)), part(revoked_at=LATER),
        around(at=on(23, 23), claimed=True), thing(waybill_names_owner=True, waybill_redacted=True),
        thing(photos_before=0), thing(perishable=False),
        both(thing(perishable=True), around(return_by=date(2026, 10, 21))), thing(numbered_at=AT),
        around(admonition_planned=True, admonished_at=AT), around(calendar=Calendar()), around(admonished_at=None),
    ],
    Basis.ABANDONED: [
        part(posted_at=on(13, 23, 59)), part(withdrawn_at=LATER), part(signers=3), around(at=on(24, 23)),
        thing(photos_before=2),
    ],
    Basis.SEIZURE: [
        both(step("approved"), part(urgent=True)),
        both(step("approved"), part(urgent=True, first_moved_at=on(20, 10))),
        both(step("approved"), step("urgent_reported", on(20, 9)), part(urgent=True, first_moved_at=on(19, 9))),
        part(first_moved_at=on(1)), both(step("person_present"), step("witness_present", on(21, 9))),
        part(hold_days=1), part(hold_days=30), around(objected=True, claimed=True), around(at=on(24, 23)),
        step("lifted", LATER), around(calendar=Calendar()),
    ],
    Basis.EXECUTION: [
        around(at=on(21, 6)), around(at=on(21, 21, 59)), step("delivered", AT),
        both(part(urgent=True), around(at=on(24, 23))),
        both(part(urgent=True), around(calendar=Calendar())), around(objected=True),
        both(
            part(order_until=on(4), demand_until=on(6)), step("ordered", on(2)), step("demanded", on(5)),
            step("statement_heard", on(6)), step("decided", on(7)), step("delivered", on(8)), around(at=on(10)),
            thing(numbered_at=on(1)),
        ),
    ],
    Basis.SUBSTITUTE: [
        both(part(immediate=True, order_until=None), step("ordered"), step("decided"), step("demanded"),
             step("delivered"), around(at=on(24, 23), calendar=Calendar())),
        both(part(urgent=True), around(at=on(24, 23))), step("demanded", on(15, 23)),
    ],
    Basis.COURT: [around(at=on(24, 23)), around(objected=True)],
}  # fmt: skip

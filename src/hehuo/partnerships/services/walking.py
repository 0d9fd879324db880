"""The way from stage to stage: gates, overrides, facts from above, relapse, review, end."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hehuo.cases import selectors as cases_of
from hehuo.cases import services as cases_services
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM, Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, Refused
from hehuo.ground.service import service
from hehuo.partnerships import events, policy
from hehuo.partnerships.models import Override, Partnership, Passage, Plan, StageReport
from hehuo.partnerships.rules import (
    ENDED,
    FACTS,
    RELAPSES,
    TAKEN_UP_AT,
    PlanState,
    Stage,
    missing,
    next_stage,
    standing_in_the_way,
)
from hehuo.partnerships.selectors.facts import facts_of_gate, overridden

from .common import at_work, choice, for_the_house, led, locked, moment, report, running, words
from .opening import hold


@service
def report_stage(*, by: Viewer, partnership: Partnership, text: str) -> StageReport:
    """Write how it stands, for everybody at the table. The same words again are one double click."""
    row = at_work(by, partnership)
    said = words(text, "text")
    last = row.reports.order_by("-pk").first()
    if last is not None and (last.text, last.stage, last.by_id) == (said, row.stage, by.person_id):
        return last
    made = StageReport.objects.create(partnership=row, stage=row.stage, text=said, by_id=by.person_id,
                                      written_at=clock.now())  # fmt: skip
    report(row, events.REPORTED, by, report=made.pk, stage=row.stage)
    return made


@service
def advance(
    *, by: Viewer, partnership: Partnership, to: str | None = None, happened_at: datetime | None = None
) -> Partnership:
    """Go on to the next stage (``to`` says which one is meant). Already there is fine: a second click changes nothing.

    Raises Refused with everything that is missing and its source, Conflict where ``to`` is not the next stage.
    """
    row = led(by, partnership)
    wanted = Stage(choice(to, list(Stage), "to")) if to else next_stage(Stage(row.stage))
    if wanted is not None and wanted == row.stage:
        return row
    if wanted is None or next_stage(Stage(row.stage)) is not wanted:
        words_ = _("From “%(here)s” the way does not lead to “%(there)s”.")
        raise Conflict(words_ % {"here": Stage(row.stage).label, "there": wanted.label if wanted else "—"})
    return pass_gate(row, wanted, by, happened_at)


def pass_gate(row: Partnership, to: Stage, by: Viewer, happened_at: datetime | None) -> Partnership:
    """Pass the gate to ``to``. Raises Refused where something stands in the way."""
    lacks = standing_in_the_way(to, facts_of_gate(row), overridden(row, to))
    if lacks:
        told = " ".join(str(lack.message) for lack in lacks)
        raise Refused(told, code=lacks[0].code, source=lacks[0].source)
    at = moment(happened_at, after=row.opened_at)
    let_pass = row.overrides.filter(stage=to, round=row.round).count()
    _move(row, Passage.Kind.ADVANCED, to, by, at)
    if to is Stage.PLANNED:
        row.plans.filter(state=PlanState.PROPOSED).update(state=PlanState.AGREED, agreed_at=at)
    report(row, events.ADVANCED, by, at, stage=to, overridden=let_pass)
    if to is Stage.SETTLED:
        _release(row, by)
    return row


def _move(row: Partnership, kind: Passage.Kind, to: Stage, by: Viewer, at: datetime, *, reason: str = "") -> None:
    Passage.objects.create(
        partnership=row, kind=kind, stage_from=row.stage, stage_to=to, round=row.round, reason=reason,
        by_id=by.person_id, happened_at=at, recorded_at=clock.now(),
    )  # fmt: skip
    row.stage = to
    row.settled_at = (row.settled_at or at) if to in ENDED else None
    row.save(update_fields=["stage", "settled_at", "round", "round_at"])


def _release(row: Partnership, by: Viewer) -> None:
    """Nothing keeps the cases open any more."""
    for link in row.case_links.filter(released_at=None).select_related("case").order_by("case"):
        cases_services.release_hold(by=for_the_house(by), case=link.case, kind="partnership", subject=row.subject)
        link.released_at = clock.now()
        link.save(update_fields=["released_at"])


@service
def override(*, by: Viewer, partnership: Partnership, code: str, reason: str) -> Override:
    """Let the table pass although ``code`` is missing for the next stage: a leader's, in writing, read by the public.

    Raises Refused for what law demands, Conflict where ``code`` is not missing. Twice is once.
    """
    row = locked(by, partnership)
    if not policy.may_override(by, row):
        raise NotAllowed(_("Only a leader may let the table pass, with a written reason."))
    to = next_stage(Stage(row.stage))
    if to is None:
        raise Conflict(_("The partnership has ended; nothing is left to let pass."))
    there = Override.objects.filter(partnership=row, stage=to, round=row.round, code=code).first()
    if there is not None:
        return there
    # What was missing is kept in the words of the place, whatever language the leader reads.
    with translation.override("zh-hans"):
        lack = next((one for one in missing(to, facts_of_gate(row)) if one.code == code), None)
    if lack is None:
        raise Conflict(_("This is not missing (any more)."))
    if lack.legal:
        raise Refused(_("Law demands this; nobody can let it pass."), code="law", source=lack.source)
    made = Override.objects.create(
        partnership=row, stage=to, round=row.round, code=code, lacked=str(lack.message)[:500],
        reason=words(reason, "reason", most=1000), by_id=by.person_id, made_at=clock.now(),
    )  # fmt: skip
    report(row, events.OVERRIDDEN, by, override=made.pk, stage=to, code=code)
    return made


_UPSERT = """
INSERT INTO partnerships_fact AS fact (partnership_id, name, source, value, happened_at)
VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (partnership_id, name, source) DO UPDATE SET value = excluded.value, happened_at = excluded.happened_at
WHERE fact.happened_at <= excluded.happened_at
"""


@service
def report_fact(
    *,
    by: Viewer,
    partnership: Partnership,
    name: str,
    source: str,
    value: int = 1,
    happened_at: datetime | None = None,
) -> None:
    """A higher room reports, in the transaction of its own change, what gates here need to know.

    One value per ``name`` (see ``rules.FACTS``) and ``source`` (``"whistle:3"``); of two reports the later
    ``happened_at`` stands, in whatever order they come. No journal entry: the higher room's own tells it. The calling
    service has checked ``by``. Raises Invalid for an unknown name. Takes no lock on the table, so that forty people
    may number things at once; only an action that was broken off (``action.aborted``) sets the table back.
    """
    if name not in FACTS:
        raise Invalid(f"no fact is called {name}")
    at = happened_at or clock.now()
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [partnership.pk, name, source, value, at])
    if name == "action.aborted" and value:
        _set_back(partnership, by, at)


def _set_back(partnership: Partnership, by: Viewer, at: datetime) -> None:
    """An action that was broken off leaves the plan: from “acting” the table stands at “planned” again, and what that
    action had told counts no more."""
    row = Partnership.objects.select_for_update().get(pk=partnership.pk)
    if Stage(row.stage) is not Stage.ACTING:
        return
    row.round += 1
    row.round_at = at
    _move(row, Passage.Kind.SET_BACK, Stage.PLANNED, by, at)
    report(row, events.SET_BACK, by, at, stage=Stage.PLANNED, round=row.round)


@service
def relapse(
    *,
    by: Viewer,
    partnership: Partnership,
    reason: str,
    to: str = Stage.WATCHING,
    happened_at: datetime | None = None,
) -> Partnership:
    """The problem came back: take the work up again at ``to`` (watching or acting), with the whole history.

    Everybody at the table may say so. Cases that are still open are kept open again. Raises Refused before anything was
    watched.
    """
    row = locked(by, partnership)
    goal = Stage(choice(to, TAKEN_UP_AT, "to"))
    if Stage(row.stage) not in RELAPSES:
        raise Refused(_("It can only come back after the action: from the watch on."))
    why = words(reason, "reason", most=1000)
    at = moment(happened_at, after=row.opened_at)
    last = row.passages.order_by("-pk").first()
    if last is not None and last.kind == Passage.Kind.RELAPSED and (last.reason, last.stage_to) == (why, goal):
        return row
    ended = Stage(row.stage) in ENDED
    row.round += 1
    row.round_at = at
    _move(row, Passage.Kind.RELAPSED, goal, by, at, reason=why)
    if ended:
        _hold_again(row, by)
    report(row, events.RELAPSED, by, at, stage=goal, round=row.round)
    return row


def _hold_again(row: Partnership, by: Viewer) -> None:
    for link in row.case_links.select_related("case").order_by("case"):
        case = cases_of.case_by_id(SYSTEM, link.case_id)
        taken = type(link).objects.filter(case=case, released_at=None).exists()
        if case.closed_at is None and not taken:
            link.released_at = None
            link.save(update_fields=["released_at"])
            hold(row, [case], by)


@service
def review(
    *, by: Viewer, partnership: Partnership, lessons: str, thanks: str, happened_at: datetime | None = None
) -> Partnership:
    """Look back together (复盘): what the next table can learn, who is thanked; reaches “reviewed”.

    On a reviewed one the words are replaced. Raises Refused before it is settled and while a call-back is missing.
    """
    row = led(by, partnership)
    if Stage(row.stage) not in (Stage.SETTLED, Stage.REVIEWED):
        raise Refused(_("Settle it first; then look back."))
    said = {"lessons": words(lessons, "lessons"), "thanks": words(thanks, "thanks")}
    if (row.stage, row.lessons, row.thanks) == (Stage.REVIEWED, said["lessons"], said["thanks"]):
        return row
    row.lessons, row.thanks = said["lessons"], said["thanks"]
    row.save(update_fields=["lessons", "thanks"])
    report(row, events.REVIEWED, by, happened_at)
    if Stage(row.stage) is Stage.SETTLED:
        pass_gate(row, Stage.REVIEWED, by, happened_at)
    return row


@service
def dissolve(*, by: Viewer, partnership: Partnership, reason: str, happened_at: datetime | None = None) -> Partnership:
    """End the table before its goal, with a reason; its cases are free again. Twice is once.

    Raises Refused while things that were taken are not accounted for: somebody has to answer for them.
    """
    row = led(by, partnership)
    if row.stage == Stage.DISSOLVED:
        return row
    running(row)
    why = words(reason, "reason", most=1000)
    facts = facts_of_gate(row)
    if facts.items_open or (facts.items and not facts.basis):
        message = _("Things of somebody else's are still kept. Release them, or store them with a deadline, first.")
        raise Refused(message, source="《民法典》第二百六十七条", code="custody.open")
    row.dissolved_reason = why
    row.save(update_fields=["dissolved_reason"])
    Plan.objects.filter(partnership=row, state__in=[PlanState.DRAFT, PlanState.PROPOSED]).update(
        state=PlanState.REPLACED
    )
    at = moment(happened_at, after=row.opened_at)
    _move(row, Passage.Kind.DISSOLVED, Stage.DISSOLVED, by, at, reason=why)
    _release(row, by)
    report(row, events.DISSOLVED, by, at)
    return row

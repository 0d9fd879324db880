"""What tables report to the journal: ids, codes and dates, never a name and never free text."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.ground.seats import Seat
from hehuo.journal.kinds import Kind, Ref, Visibility, define
from hehuo.parties.events import REASONS

from . import models
from .rules import Level, Stage, Standing

PUBLIC, CONFIDENTIAL = Visibility.PUBLIC, Visibility.CONFIDENTIAL
_UNIT = Ref("organisation")
_STAGES = {stage.value: stage.label for stage in Stage}
_LEVELS = {level.value: level.label for level in Level}
_STANDINGS = {standing.value: standing.label for standing in Standing}
_SEATS = {"": _("no seat"), **{seat.value: seat.label for seat in Seat}}


def _public(name: str, sentence: Any, **fields: Any) -> Kind:
    return define(f"partnership.{name}", sentence, visibility=PUBLIC, **fields)


def _internal(name: str, sentence: Any, **fields: Any) -> Kind:
    return define(f"partnership.{name}", sentence, **fields)


OPENED = _public("opened", _("A partnership was opened (%(level)s)"), level=_LEVELS, urgent=bool, cases=Ref("case"))
SEATED = _public("seated", _("%(organisation)s was asked to take the seat “%(seat)s”"), organisation=_UNIT,
                 seat=_SEATS, clauses=int)  # fmt: skip
INVITED = _internal("invited", _("Invited to the table: %(standing)s"), member=int, standing=_STANDINGS)
INVITED_UNIT = _public("invited_unit", _("%(organisation)s was invited to the table"), member=int, organisation=_UNIT,
                       standing=_STANDINGS)  # fmt: skip
ACCEPTED = _public("accepted", _("%(organisation)s came to the table"), member=int, organisation=_UNIT)
DECLINED = _internal("declined", _("%(organisation)s declined"), member=int, organisation=_UNIT)
RESIDENT_ACCEPTED = _internal("resident_accepted", _("Accepted the invitation: %(standing)s"), member=int,
                              standing=_STANDINGS)  # fmt: skip
RESIDENT_DECLINED = _internal("resident_declined", _("Declined the invitation: %(standing)s"), member=int,
                              standing=_STANDINGS)  # fmt: skip
LEFT = _internal("left", _("A member left the table"), member=int)
DELEGATED = _internal("delegated", _("Somebody was named to speak for a member"), member=int, substitute=bool)
LINKED = _internal("linked", _("A member got a new link"), member=int)
REVEALED = define("partnership.member_revealed", _("A sealed name at the table was looked at (%(reason)s)"),
                  visibility=CONFIDENTIAL, member=int, reason=REASONS)  # fmt: skip
FAMILY = _internal("family", _("The person concerned said whether the family may be told"), member=int, agreed=bool)
NOBODY_CONCERNED = _internal("nobody_concerned", _("It was recorded that nobody in particular is concerned"))
HEARD = _internal("heard", _("Heard: %(standing)s"), member=int, standing=_STANDINGS)
SURVEYED = _public("surveyed", _("The place was surveyed together"), survey=int, members=int)
PLAN_DRAFTED = _internal("plan_drafted", _("Version %(version)s of the plan was drafted"), plan=int, version=int)
PLAN_CHANGED = _internal("plan_changed", _("The draft of the plan was changed"), plan=int)
PLAN_PROPOSED = _internal("plan_proposed", _("The plan was put before the parties"), plan=int, version=int)
PLAN_AGREED = _public("plan_agreed", _("The parties agreed on the plan"), plan=int, version=int)
TASK_ADDED = _internal("task_added", _("A task was added to the plan"), task=int)
TASK_CHANGED = _internal("task_changed", _("A task was changed"), task=int)
TASK_DROPPED = _internal("task_dropped", _("A task was dropped"), task=int)
TASK_STARTED = _internal("task_started", _("A task was begun"), task=int)
TASK_DONE = _internal("task_done", _("A task was done"), task=int)
RISK_ADDED = _internal("risk_added", _("A risk was added to the plan"), risk=int)
RISK_CHANGED = _internal("risk_changed", _("A risk in the plan was changed"), risk=int)
STAND_BY = _internal("stand_by", _("A stand-by was confirmed"), risk=int)
VOICED = _internal("voiced", _("A party agreed to the plan"), plan=int, member=int)
OBJECTED = _internal("objected", _("A party objected to the plan"), plan=int, member=int)
REPORTED = _internal("reported", _("A stage report was written"), report=int, stage=_STAGES)
ADVANCED = _public("advanced", _("The partnership reached “%(stage)s”"), stage=_STAGES, overridden=int)
OVERRIDDEN = _public("overridden", _("A leader let the partnership pass without something that “%(stage)s” demands"),
                     override=int, stage=_STAGES, code=str)  # fmt: skip
RELAPSED = _public("relapsed", _("The problem came back; the work was taken up again"), stage=_STAGES, round=int)
SET_BACK = _public("set_back", _("The action was broken off; the partnership stands at “%(stage)s” again"),
                   stage=_STAGES, round=int)  # fmt: skip
REVIEWED = _public("reviewed", _("The partnership was reviewed"))
DISSOLVED = _public("dissolved", _("The partnership was dissolved"))
PROMISED = _public("promised", _("A solution was promised by %(day)s"), day=date)
CALLED = _public("called", _("Everybody was asked for help"), call=int)
CALL_CLOSED = _public("call_closed", _("The call for help was closed"), call=int)
OFFERED = _internal("offered", _("Somebody offered help"), call=int, offer=int)
OFFER_ANSWERED = _internal("offer_answered", _("An offer of help was answered: %(state)s"), offer=int,
                           state=dict(models.OfferState.choices))  # fmt: skip
OFFER_REVEALED = define("partnership.offer_revealed", _("Who offered help was looked at (%(reason)s)"),
                        visibility=CONFIDENTIAL, offer=int, reason=REASONS)  # fmt: skip
WRITTEN = _internal("written", _("The public wording was written"))
PUBLISHED = _internal("published", _("The public page was reviewed and opened"))
WITHHELD = _internal("withheld", _("The public page was closed"))

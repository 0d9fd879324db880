"""Decisions: propose, give a voice, settle. They bind the parties at the table, never anybody's rights (§3.3)."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.deliberation import events, policy, rules, selectors
from hehuo.deliberation.models import AgendaItem, Decision, Invitation, Meeting, Voice
from hehuo.deliberation.rules import RULE, Result, Rule, Stance, Tally
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, NotAllowed, NotFound, Refused
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.policies import selectors as policies

from .common import invalid, locked, moment, own, party_of, permit, report, words


@service
def propose_decision(
    *,
    by: Viewer,
    meeting: Meeting,
    text: str,
    item: AgendaItem | None = None,
    rule: str = "",
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Decision:
    """Put a proposal to the meeting; without a ``rule`` the place's default counts. The same open words are once."""
    meeting = locked(by, meeting)
    permit("propose", meeting, by)
    text = words(text, "text", most=2000)
    rule = rule or policies.value(RULE, meeting.place)
    if rule not in set(Rule):
        raise invalid("rule", _("Choose how to decide."))
    if item is not None and item.meeting_id != meeting.pk:
        raise invalid("item", _("This point is not on the agenda."))
    asked = repr((by.person_id, meeting.pk, text, rule))
    if (known := journal.replay(key=key, service="propose_decision", fingerprint=asked)) is not None:
        return Decision.objects.get(pk=int(known))
    there = meeting.decisions.filter(text=text, state=Result.OPEN).first()
    if there is not None:
        return there
    at = moment(happened_at)
    made = Decision.objects.create(
        meeting=meeting, item=item, text=text, rule=rule, proposed_by_id=by.person_id, proposed_at=at
    )
    report(meeting, events.PROPOSED, by, at, decision=made.pk, rule=rule)
    journal.remember(key=key, service="propose_decision", fingerprint=asked, result=made.pk)
    return made


@service
def give_voice(
    *,
    by: Viewer,
    decision: Decision,
    invitation: Invitation,
    stance: str,
    reason: str = "",
    happened_at: datetime | None = None,
) -> Voice:
    """Say what a voice that is present thinks; it may change until the decision is settled.

    Her own, or as delegate of the invited organisation; the keeper writes down a hand raised in the room, and the
    record says so. An objection needs its reason. Raises Refused for the absent, Conflict where another party of the
    same seat has spoken.
    """
    meeting = locked(by, decision.meeting)
    row = own(meeting, invitation)
    decision = _open(meeting, decision)
    permit("voice", meeting, by)
    raised = _how(by, meeting, row)
    if stance not in set(Stance):
        raise invalid("stance", _("Choose a stance."))
    reason = words(reason, "reason", most=2000, needed=False)
    if stance == Stance.AGAINST and not reason:
        raise invalid("reason", _("Please say why: an objection is recorded with its reason."))
    at = moment(happened_at)
    voice = decision.voices.select_related("invitation__organisation", "invitation__person").filter(unit=row.unit)
    said = voice.first() or Voice(decision=decision, unit=row.unit, invitation=row)
    if said.invitation_id != row.pk:
        message = _("This seat has spoken through %(who)s; it has one voice. Agree with one another there.")
        raise Conflict(message % {"who": selectors.invitee_name(said.invitation)})
    if (said.stance, said.reason, said.raised) == (stance, reason, raised):
        return said
    said.stance, said.reason, said.raised, said.given_by_id, said.given_at = stance, reason, raised, by.person_id, at
    said.save()
    told = {"decision": decision.pk, "invitation": row.pk, "stance": stance, "raised": raised}
    report(meeting, events.VOICED, by, at, party_of(by, row), **told)
    return said


def _how(by: Viewer, meeting: Meeting, row: Invitation) -> bool:
    """Whether it is a raised hand that the keeper writes down; False for a voice given for oneself."""
    if not row.voice:
        raise Refused(_("They are heard here, without a voice in decisions."))
    if not row.attended:
        raise Refused(_("They are not on the roll. Mark them present first: only voices in the room count."))
    if policy.speaks(by, row):
        return False
    if policy.may_keep(by, meeting):
        return True
    if policy.belongs(by, row):
        message = _("%(delegate)s speaks for you here. Answer the invitation to speak yourself.")
        raise NotAllowed(message % {"delegate": row.delegate})
    raise NotAllowed(_("You do not speak for them."))


@service
def settle_decision(*, by: Viewer, decision: Decision, happened_at: datetime | None = None) -> Decision:
    """Count the voices in the room and close the decision; what the absent said before they left does not count.

    Raises Refused without quorum; settled once is settled.
    """
    meeting = locked(by, decision.meeting)
    row = meeting.decisions.filter(pk=decision.pk).first()
    if row is None:
        raise NotFound(_("There is no such proposal."))
    if row.state != Result.OPEN and policy.may_keep(by, meeting):
        return row
    permit("settle", meeting, by)
    present = selectors.present(meeting)
    if not selectors.quorate(meeting):
        raise Refused(
            _("%(present)s voices are here and %(quorum)s are needed. Mark who is present, or meet again.")
            % {"present": len(present), "quorum": meeting.quorum},
            code="no_quorum",
        )
    at = moment(happened_at)
    row.voices.exclude(unit__in=present).delete()
    tally = Tally.of([voice.stance for voice in row.voices.all()], len(present))
    outcome = rules.decide(row.rule, tally)
    row.state, row.settled_at, row.present = outcome.result.value, at, len(present)
    row.save(update_fields=["state", "settled_at", "present"])
    told = {"decision": row.pk, "favour": tally.favour, "against": tally.against, "present": len(present)}
    report(meeting, events.SETTLED, by, at, result=outcome.result.value, **told)
    return row


def _open(meeting: Meeting, decision: Decision) -> Decision:
    row = meeting.decisions.filter(pk=decision.pk).first()
    if row is None:
        raise NotFound(_("There is no such proposal."))
    if row.state != Result.OPEN:
        raise Refused(_("This is decided. Propose it anew to decide otherwise."))
    return row

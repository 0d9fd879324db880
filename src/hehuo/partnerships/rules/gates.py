"""What each stage demands, as pure functions: what is there, what is missing, in words, with the source.

A gate never looks at the database or the clock: :class:`Facts` holds all it may know. Every line of a gate is a
:class:`Check`; what is not fulfilled is a :class:`Missing`, which a leader may override with a written reason, unless
it is ``legal``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from .stages import Stage, next_stage

PRACTICE = _("Working rules of partnerships")
CONSENT = _("Working rules of partnerships: partners decide as equals")
HEARING = _("Working rules of partnerships: whoever is concerned is heard")
COERCION = "《行政强制法》第十七、十八条"
PROPERTY = "《民法典》第二百六十七条"
STEWARD = "《北京市物业管理条例》第六十五条"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a stage still lacks: what to do about it and where the rule comes from.

    ``legal`` ones have no override; ``overridden`` ones were overridden with a reason. ``about`` names the row (a
    member, a task, a risk) that it is about, so that pages can lead there.
    """

    code: str
    message: Any
    source: Any = ""
    legal: bool = False
    overridden: bool = False
    about: int | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a gate: fulfilled, or missing with words. ``label`` says in short what is demanded."""

    code: str
    label: Any
    ok: bool
    message: Any
    source: Any = PRACTICE
    legal: bool = False
    about: int | None = None


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One task as the gates see it."""

    id: int
    title: str
    has_member: bool
    has_due: bool
    done: bool = False
    aftercare: bool = False


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """One risk that has to be met, as the gates see it."""

    id: int
    label: Any
    countermeasure: bool
    stand_by: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Voice:
    """One member whose agreement the plan needs; ``stance`` is ``agree``, ``object`` or empty."""

    member: int
    name: Any
    stance: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Facts:
    """All that the gates may know of one partnership.

    ``demanded`` maps a seat to its name: backbone, organiser, and every seat that the charter names lead or carry out.
    ``seated`` are the seats on which somebody accepted. ``concerned`` tells whether there is a person concerned,
    ``unheard`` the ids of those who were neither heard nor declined.
    """

    stage: Stage
    demanded: dict[str, Any] = field(default_factory=dict)
    seated: frozenset[str] = frozenset()
    surveys: int = 0
    meetings: int = 0
    concerned: bool = False
    invited_concerned: bool = False
    unheard: tuple[int, ...] = ()
    plan: bool = False
    joint_action: bool = True
    admonition: bool = True
    tasks: tuple[TaskFacts, ...] = ()
    risks: tuple[RiskFacts, ...] = ()
    voices: tuple[Voice, ...] = ()
    notice_given: bool = False
    admonished: bool = False
    roll_call: bool = False
    action_closed: bool = False
    watch_set_up: bool = False
    streak: int = 0
    clear_days: int = 7
    settlement_proposed: bool = False
    items: int = 0
    items_open: int = 0
    basis: bool = True
    to_call_back: tuple[str, ...] = ()
    lessons: bool = False
    thanks: bool = False


def checks(to: Stage, facts: Facts) -> list[Check]:
    """Every line of the gate to ``to``, fulfilled or not; empty for stages that have no gate."""
    gate = _GATES.get(to)
    return gate(facts) if gate else []


def missing(to: Stage, facts: Facts, overridden: Collection[str] = ()) -> list[Missing]:
    """What ``to`` still lacks. Codes in ``overridden`` are marked so, unless law forbids it."""
    return [
        Missing(
            check.code,
            check.message,
            check.source,
            legal=check.legal,
            overridden=check.code in overridden and not check.legal,
            about=check.about,
        )
        for check in checks(to, facts)
        if not check.ok
    ]


def standing_in_the_way(to: Stage, facts: Facts, overridden: Collection[str] = ()) -> list[Missing]:
    """What keeps the partnership from ``to``: whatever is missing and not overridden."""
    return [one for one in missing(to, facts, overridden) if not one.overridden]


def may_advance(to: Stage, facts: Facts, overridden: Collection[str] = ()) -> bool:
    """Whether the next stage is ``to`` and its gate stands open."""
    return next_stage(facts.stage) is to and not standing_in_the_way(to, facts, overridden)


# -- the gates, in the order of the walk --------------------------------------------------------------------------


def _convened(facts: Facts) -> list[Check]:
    return [
        Check(
            f"seat.{seat}",
            _("“%(seat)s” has accepted") % {"seat": name},
            seat in facts.seated,
            _("Nobody on the seat “%(seat)s” has accepted yet. Invite them, or remind them to answer.")
            % {"seat": name},
        )
        for seat, name in facts.demanded.items()
    ]


def _surveyed(facts: Facts) -> list[Check]:
    message = _("Nobody has looked at the place yet. Go there together and record what you found.")
    return [Check("survey", _("Record of the site survey"), facts.surveys > 0, message)]


def _consulted(facts: Facts) -> list[Check]:
    meeting = _(
        "There was no meeting with quorum whose minutes are agreed. Call one, hold it, and let the parties agree "
        "to its minutes."
    )
    lines = [Check("meeting", _("Meeting with quorum, minutes agreed"), facts.meetings > 0, meeting)]
    if facts.concerned:
        lines.append(
            Check(
                "concerned.invited",
                _("The person concerned was invited"),
                facts.invited_concerned,
                _("The person concerned has not been invited. Invite them, or record that nobody in particular is."),
                HEARING,
            )
        )
        lines.append(
            Check(
                "concerned.heard",
                _("The person concerned was heard"),
                not facts.unheard,
                _("The person concerned has not been heard. Record what they said, or that they declined."),
                HEARING,
                about=facts.unheard[0] if facts.unheard else None,
            )
        )
    return lines


def _planned(facts: Facts) -> list[Check]:
    written = _("There is no plan with tasks yet. Draft it and share out the work.")
    lines = [Check("plan", _("Plan with tasks"), facts.plan and bool(facts.tasks), written)]
    for task in facts.tasks:
        owed = {"task": task.title}
        if not task.has_member:
            message = _("Nobody has taken on “%(task)s”. Name a party for it.") % owed
            lines.append(Check(f"task.{task.id}.member", task.title, False, message, about=task.id))
        if not task.has_due:
            message = _("“%(task)s” has no due time. Say by when it is done.") % owed
            lines.append(Check(f"task.{task.id}.due", task.title, False, message, about=task.id))
    return [*lines, *map(_met, facts.risks), *map(_agreed, facts.voices)]


def _met(risk: RiskFacts) -> Check:
    named = {"risk": risk.label}
    if not risk.countermeasure:
        message = _("“%(risk)s” has no countermeasure. Say what is done when it happens.") % named
    elif not risk.stand_by:
        message = _("“%(risk)s” has nobody on stand-by. Say who or what stands ready.") % named
    else:
        message = _("The stand-by for “%(risk)s” is not confirmed. Ask the unit that provides it.") % named
    ok = risk.countermeasure and risk.stand_by and risk.confirmed
    return Check(f"risk.{risk.id}", risk.label, ok, message, about=risk.id)


def _agreed(voice: Voice) -> Check:
    named = {"name": voice.name, "reason": voice.reason}
    if voice.stance == "object":
        message = _("%(name)s objects to the plan: “%(reason)s”. Talk, and change the plan.") % named
    else:
        message = _("%(name)s has not agreed to its share of the plan yet. Ask for its answer.") % named
    label = _("%(name)s agreed") % named
    return Check(f"agree.{voice.member}", label, voice.stance == "agree", message, CONSENT, about=voice.member)


def _acting(facts: Facts) -> list[Check]:
    if not facts.joint_action:
        return []
    lines = [
        Check(
            "action.notice",
            _("Notice of the action was given"),
            facts.notice_given,
            _("The action has not been announced. Announce it to everybody who lives there."),
        ),
        Check(
            "action.roll_call",
            _("Roll-call complete"),
            facts.roll_call,
            _("The roll has not been called, or somebody is absent without excuse. Call it on site."),
        ),
    ]
    if facts.admonition:
        message = _("Police or enforcement have not admonished yet. They speak first; nothing is moved before that.")
        lines.append(
            Check("action.admonished", _("Admonition recorded"), facts.admonished, message, COERCION, legal=True)
        )
    return lines


def _watching(facts: Facts) -> list[Check]:
    lines = []
    if facts.joint_action:
        message = _("The action is not closed. Finish its steps and close it, or abort it with a reason.")
        lines.append(Check("action.closed", _("Action closed"), facts.action_closed, message))
    lines += _basis(facts)
    message = _("Nobody watches the place yet. Set up rounds: who looks where, how often.")
    lines.append(Check("watch.set_up", _("Rounds set up"), facts.watch_set_up, message))
    return lines


def _settled(facts: Facts) -> list[Check]:
    short = facts.clear_days - facts.streak
    clear = ngettext(
        "The place has to stay clear one more day.", "The place has to stay clear %(n)d more days.", max(short, 1)
    ) % {"n": short}
    undone = [task for task in facts.tasks if not task.done and not task.aftercare]
    lines = [
        Check("watch.streak", _("Days without relapse"), short <= 0, clear),
        Check(
            "watch.proposed",
            _("The watch proposed to settle"),
            facts.settlement_proposed,
            _("Those who watch have not proposed to settle. They do so on the page of the watch."),
        ),
        Check(
            "custody.open",
            _("Everything that was taken is accounted for"),
            facts.items_open == 0,
            ngettext(
                "One thing is neither released, claimed, stored with a deadline nor disposed of.",
                "%(n)d things are neither released, claimed, stored with a deadline nor disposed of.",
                facts.items_open,
            )
            % {"n": facts.items_open},
        ),
    ]
    lines += _basis(facts)
    lines += [
        Check(
            f"task.{task.id}.done",
            task.title,
            False,
            _("“%(task)s” is not done. Finish it, drop it with a reason, or make it aftercare.") % {"task": task.title},
            about=task.id,
        )
        for task in undone
    ]
    return lines


def _basis(facts: Facts) -> list[Check]:
    """No thing of somebody else's is moved without a legal basis: nobody can override that."""
    if not facts.items:
        return []
    message = _("A thing was moved without a legal basis on record. Give it back or record the basis, item by item.")
    return [Check("custody.basis", _("Every moved thing has its legal basis"), facts.basis, message, PROPERTY, True)]


def _reviewed(facts: Facts) -> list[Check]:
    return [
        *(
            Check(
                f"call_back.{number}",
                _("Call-back on %(case)s") % {"case": number},
                False,
                _("Nobody has asked the person behind %(case)s whether it helped. Call back first.") % {"case": number},
            )
            for number in facts.to_call_back
        ),
        Check("lessons", _("Lessons written"), facts.lessons, _("Write down what the next table can learn from it.")),
        Check("thanks", _("Thanks said"), facts.thanks, _("Say who is thanked, and for what.")),
    ]


_GATES: dict[Stage, Callable[[Facts], list[Check]]] = {
    Stage.CONVENED: _convened,
    Stage.SURVEYED: _surveyed,
    Stage.CONSULTED: _consulted,
    Stage.PLANNED: _planned,
    Stage.ACTING: _acting,
    Stage.WATCHING: _watching,
    Stage.SETTLED: _settled,
    Stage.REVIEWED: _reviewed,
}
#: The codes of lines that law demands.
LEGAL = frozenset({"action.admonished", "custody.basis"})


# -- before it all: may a table be opened on this case? ------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the ordinary way has tried on one case."""

    number: str
    hard: bool
    urgent: bool
    ended: bool
    contacted: bool
    dissuaded: bool
    mediated: bool


def missing_to_open(case: CaseFacts, *, urgent: bool = False) -> list[Missing]:
    """Why no table may be opened on ``case`` yet. Urgency opens it at once; an ended case never does."""
    named = {"case": case.number}
    if case.ended:
        return [Missing("case.ended", _("%(case)s has already ended; redo it first.") % named, PRACTICE)]
    if urgent or case.urgent:
        return []
    lines = [
        (case.hard, "case.hard", _("%(case)s is not marked as hard. Mark it, or say why it is urgent."), PRACTICE),
        (case.contacted, "case.contact", _("%(case)s: nobody has spoken with the person who asked yet."), PRACTICE),
        (
            case.dissuaded,
            "case.dissuasion",
            _("%(case)s: the property company has not dissuaded and reported yet. Record its dissuasion."),
            STEWARD,
        ),
        (
            case.mediated,
            "case.mediation",
            _("%(case)s: mediation has not been tried yet. Record how it ended."),
            PRACTICE,
        ),
    ]
    return [Missing(code, message % named, source) for ok, code, message, source in lines if not ok]

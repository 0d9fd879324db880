"""The services on meetings, all at once: the same button twice, and people who want different things."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from hehuo.deliberation import services
from hehuo.deliberation.models import Decision, Draft, Feed, Invitation, Meeting, Voice
from hehuo.deliberation.services import Invitee
from hehuo.journal.models import Entry
from tests.concurrency import Outcomes, Scenario, all_ok, exactly_one, once, same_answer

STARTS = datetime(2026, 4, 13, 11, tzinfo=UTC)
STEPS = ("planned", "open", "held", "minuted", "published")


def _called(world: Any, cast: Any, **more: Any) -> dict[str, Any]:
    invited = [
        Invitee(organisation=world.property, seat="steward"),
        Invitee(organisation=world.police, seat="backing"),
        Invitee(organisation=world.enforcement, seat="backing"),
        Invitee(name="王小明", voice=False),
    ]
    return {
        "by": cast.worker.viewer,
        "subject": "",
        "place": world.shanghe,
        "title": "共商会",
        "starts_at": STARTS,
        "where": "居委会",
        "agenda": ["怎么清"],
        "invited": invited,
        **more,
    }


def _at(step: str) -> Callable[[Any, Any], Any]:
    """A meeting that has come as far as ``step``, with one proposal, and whoever keeps it."""

    def prepare(world: Any, cast: Any) -> Any:
        by = cast.worker.viewer
        meeting = services.call_meeting(**_called(world, cast))
        decision = services.propose_decision(by=by, meeting=meeting, text="清")
        there = list(meeting.invitations.values_list("pk", flat=True))

        def open_() -> None:
            services.open_meeting(by=by, meeting=meeting)
            services.mark_attendance(by=by, meeting=meeting, present=there)

        def hold() -> None:
            services.write_minutes(by=by, meeting=meeting, text="说好了", version=0)
            services.close_meeting(by=by, meeting=meeting)

        def agree() -> None:
            for row in meeting.invitations.filter(voice=True).exclude(organisation=world.enforcement):
                services.agree_minutes(by=by, meeting=meeting, invitation=row)

        acts = {
            "open": open_,
            "held": hold,
            "minuted": agree,
            "published": lambda: services.publish_minutes(by=by, meeting=meeting, public_text="说好了"),
        }
        for each in STEPS[1 : STEPS.index(step) + 1]:
            acts[each]()
        return SimpleNamespace(
            by=by,
            cast=cast,
            world=world,
            meeting=Meeting.objects.get(pk=meeting.pk),
            decision=Decision.objects.get(pk=decision.pk),
            steward=Invitation.objects.get(organisation=world.property),
            police=Invitation.objects.get(organisation=world.police),
            enforcement=Invitation.objects.get(organisation=world.enforcement),
            guest=Invitation.objects.get(organisation=None),
            there=there,
            before=Entry.objects.count(),
        )

    return prepare


def _on(**more: Any) -> Callable[[Any, int], dict[str, Any]]:
    return lambda state, _i: {"by": state.by, "meeting": state.meeting, **more}


def _one_event(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert Entry.objects.count() == state.before + 1


def _one_meeting(_state: Any, outcomes: Outcomes) -> None:
    same_answer(outcomes)
    assert Meeting.objects.count() == 1


def _every_line_stands(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    lines = Meeting.objects.get(pk=state.meeting.pk).text.split("\n")
    assert sorted(lines) == ["第0人说", "第1人说", "第2人说"]
    assert Draft.objects.filter(meeting=state.meeting).count() >= 3


def _one_wording_and_the_others_told(state: Any, outcomes: Outcomes) -> None:
    exactly_one(outcomes)
    assert {outcome.error.code for outcome in outcomes if outcome.error} == {"conflict"}
    assert Meeting.objects.get(pk=state.meeting.pk).version == 2


def _one_voice(_state: Any, outcomes: Outcomes) -> None:
    once(outcomes)
    assert Voice.objects.count() == 1


def _settled_once(state: Any, outcomes: Outcomes) -> None:
    all_ok(outcomes)
    assert {outcome.value.state for outcome in outcomes} == {"rejected"}
    assert Entry.objects.count() == state.before + 1


def _invited_once(state: Any, outcomes: Outcomes) -> None:
    _one_event(state, outcomes)
    assert Invitation.objects.filter(organisation=state.world.fire).count() == 1


def _agreed_once(state: Any, outcomes: Outcomes) -> None:
    """The last voice settles; whoever comes after that is told that it is over."""
    once(outcomes)
    assert Meeting.objects.get(pk=state.meeting.pk).state == "minuted"
    assert Entry.objects.filter(name="meeting.minuted").count() == 1


def _last_voice(world: Any, cast: Any) -> Any:
    state = _at("held")(world, cast)
    services.agree_minutes(by=state.by, meeting=state.meeting, invitation=state.police)
    return state


def _line(state: Any, i: int) -> dict[str, Any]:
    return {"by": state.by, "meeting": state.meeting, "text": f"第{i}人说", "version": 0}


def _same_line(state: Any, i: int) -> dict[str, Any]:
    return {"by": state.by, "meeting": state.meeting, "text": f"说好了{i}", "version": 1}


def _backing(state: Any, i: int) -> dict[str, Any]:
    row = state.police if i % 2 else state.enforcement
    return {"by": state.by, "decision": state.decision, "invitation": row, "stance": "for"}


SCENARIOS: dict[str, Any] = {
    "call_meeting": Scenario(
        prepare=lambda world, cast: SimpleNamespace(given=_called(world, cast, key="k")),
        call=lambda state, _i: state.given,
        check=_one_meeting,
    ),
    "change_meeting": Scenario(prepare=_at("planned"), call=_on(title="改名"), check=_one_event),
    "invite_to_meeting": Scenario(
        prepare=_at("planned"),
        call=lambda state, _i: _on(invited=[Invitee(organisation=state.world.fire)])(state, 0),
        check=_invited_once,
    ),
    "cancel_meeting": Scenario(prepare=_at("planned"), call=_on(reason="改期"), check=_one_event),
    "answer_invitation": [
        Scenario(
            prepare=_at("planned"),
            call=lambda state, _i: {
                "by": state.cast.property_staff.viewer,
                "invitation": state.steward,
                "accept": True,
            },
            check=_one_event,
        ),
        Scenario(
            prepare=_at("planned"),
            call=lambda state, i: {"by": state.by, "invitation": state.steward, "accept": i % 2 == 0},
            check=lambda state, outcomes: all_ok(outcomes),
        ),
    ],
    "open_meeting": Scenario(prepare=_at("planned"), call=_on(), check=_one_event),
    "mark_attendance": Scenario(
        prepare=_at("open"), call=lambda state, _i: _on(present=state.there[:2])(state, 0), check=_one_event
    ),
    "close_meeting": Scenario(prepare=_at("open"), call=_on(), check=_one_event),
    "propose_decision": Scenario(prepare=_at("open"), call=_on(text="搬"), check=_one_event),
    "give_voice": [
        Scenario(
            prepare=_at("open"),
            call=lambda state, _i: {
                "by": state.by,
                "decision": state.decision,
                "invitation": state.steward,
                "stance": "for",
            },
            check=lambda state, outcomes: (_one_event(state, outcomes), _one_voice(state, outcomes)),
        ),
        # Two parties of one seat: it speaks once.
        Scenario(prepare=_at("open"), call=_backing, check=_one_voice),
    ],
    "settle_decision": Scenario(
        prepare=_at("open"),
        call=lambda state, _i: {"by": state.by, "decision": state.decision},
        check=_settled_once,
    ),
    "write_minutes": [
        Scenario(prepare=_at("open"), call=_line, check=_every_line_stands),
        Scenario(prepare=_at("held"), call=_same_line, check=_one_wording_and_the_others_told),
    ],
    "agree_minutes": Scenario(
        prepare=_last_voice,
        call=lambda state, _i: _on(invitation=state.steward)(state, 0),
        check=_agreed_once,
    ),
    "settle_minutes": Scenario(prepare=_at("minuted"), call=_on(), check=lambda state, outcomes: all_ok(outcomes)),
    "publish_minutes": Scenario(prepare=_at("minuted"), call=_on(public_text="说好了"), check=_one_event),
    "withdraw_minutes": Scenario(prepare=_at("published"), call=_on(), check=_one_event),
    "renew_feed": Scenario(
        prepare=lambda world, cast: SimpleNamespace(by=cast.worker.viewer),
        call=lambda state, _i: {"by": state.by},
        check=lambda state, outcomes: (all_ok(outcomes), _numbered(4)),
    ),
    "reveal_invitee": Scenario(
        prepare=_at("planned"),
        call=lambda state, _i: {"by": state.by, "invitation": state.guest},
        check=lambda state, outcomes: same_answer(outcomes),
    ),
}


def _numbered(number: int) -> None:
    assert Feed.objects.get().number == number

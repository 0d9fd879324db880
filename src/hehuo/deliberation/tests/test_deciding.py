"""The roll and decisions; who knows of a meeting; lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from hehuo.deliberation import policy, selectors, services
from hehuo.deliberation.models import Voice
from hehuo.ground import clock
from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

from .conftest import STARTS, Table

pytestmark = pytest.mark.django_db


def _names() -> list[str]:
    return list(Entry.objects.filter(subject__startswith="meeting:").order_by("pk").values_list("name", flat=True))


# ── the roll and decisions ──────────────────────────────────────────────────────────────────────────────────────────


def test_the_roll_counts_voices(table: Table) -> None:
    table.open("party_branch", "owners", "experts")
    assert len(selectors.present(table.meeting)) == 3
    assert not selectors.quorate(table.meeting)
    entry = Entry.objects.get(name="meeting.attended")
    assert entry.payload.body == {"present": 5, "voices": 3, "quorum": 4}
    with pytest.raises(Invalid):
        services.mark_attendance(by=table.keeper, meeting=table.meeting, present=[999_999])
    with pytest.raises(NotAllowed):
        services.mark_attendance(by=table.steward, meeting=table.meeting, present=[])


def test_without_quorum_nothing_is_decided(table: Table) -> None:
    table.open("party_branch", "owners", "experts")
    decision = table.decision()
    table.hand(decision, "property", "for")
    with pytest.raises(Refused) as caught:
        services.settle_decision(by=table.keeper, decision=decision)
    assert caught.value.code == "no_quorum"
    everybody = table.meeting.invitations.values_list("pk", flat=True)
    services.mark_attendance(by=table.keeper, meeting=table.meeting, present=list(everybody))
    assert services.settle_decision(by=table.keeper, decision=decision).state == "adopted"


def test_consent_ends_at_one_against_with_its_reason(table: Table) -> None:
    table.open()
    decision = table.decision()
    table.hand(decision, "party_branch", "for")
    table.hand(decision, "experts", "aside")
    with pytest.raises(Invalid) as caught:
        table.hand(decision, "property", "against")
    assert "reason" in caught.value.fields
    table.hand(decision, "property", "against", "人手不够")
    settled = services.settle_decision(by=table.keeper, decision=decision)
    assert (settled.state, settled.present) == ("rejected", 6)
    assert services.settle_decision(by=table.keeper, decision=decision).settled_at == settled.settled_at
    assert Voice.objects.get(stance="against").reason == "人手不够"
    assert [one.state for one in selectors.decisions_of("table:1")] == ["rejected"]


@pytest.mark.parametrize(("rule", "state"), [("majority", "adopted"), ("two_thirds", "rejected")])
def test_three_of_five_is_a_majority_and_not_two_thirds(table: Table, rule: str, state: str) -> None:
    table.open()
    decision = table.decision(rule)
    for name in ("party_branch", "committee", "owners"):
        table.hand(decision, name, "for")
    for name in ("property", "police"):
        table.hand(decision, name, "against", "不同意")
    table.hand(decision, "experts", "abstain")
    assert services.settle_decision(by=table.keeper, decision=decision).state == state


def test_a_seat_has_one_voice(table: Table, cast: Any) -> None:
    table.open()
    decision = table.decision()
    services.give_voice(by=cast.officer.viewer, decision=decision, invitation=table.of("police"), stance="for")
    with pytest.raises(Conflict, match="曙光派出所"):
        table.hand(decision, "enforcement", "against", "不行")
    services.give_voice(by=cast.officer.viewer, decision=decision, invitation=table.of("police"), stance="abstain")
    voice = Voice.objects.get()
    assert (voice.stance, voice.raised, voice.given_by_id) == ("abstain", False, cast.officer.person.pk)


def test_a_raised_hand_is_recorded_as_such(table: Table, cast: Any) -> None:
    table.open()
    decision = table.decision()
    table.hand(decision, "property", "for")
    assert Voice.objects.get().raised
    services.give_voice(by=table.steward, decision=decision, invitation=table.of("property"), stance="for")
    assert not Voice.objects.get().raised
    assert Voice.objects.get().given_by_id == cast.property_staff.person.pk


def test_only_the_delegate_speaks_once_one_is_named(table: Table, cast: Any, world: Any) -> None:
    services.answer_invitation(by=table.steward, invitation=table.of("property"), accept=True)
    table.open()
    decision = table.decision()
    colleague = cast.expert.viewer.__class__(
        person_id=cast.expert.person.pk, organisations=frozenset({world.property.pk})
    )
    with pytest.raises(NotAllowed, match=str(cast.property_staff.person)):
        services.give_voice(by=colleague, decision=decision, invitation=table.of("property"), stance="for")
    services.answer_invitation(by=colleague, invitation=table.of("property"), accept=True)
    services.give_voice(by=colleague, decision=decision, invitation=table.of("property"), stance="for")


def test_who_does_not_speak_there_says_nothing(table: Table, cast: Any) -> None:
    decision = table.decision()
    with pytest.raises(Refused):
        table.hand(decision, "property", "for")  # not begun
    table.open("property")
    with pytest.raises(Refused):
        table.hand(decision, "property", "for")  # not there
    with pytest.raises(Refused):
        services.give_voice(by=table.keeper, decision=decision, invitation=table.guest, stance="for")
    with pytest.raises(NotAllowed):
        services.give_voice(by=table.steward, decision=decision, invitation=table.of("police"), stance="for")
    with pytest.raises(NotFound):
        services.give_voice(
            by=cast.foreign_officer.viewer, decision=decision, invitation=table.of("police"), stance="for"
        )
    with pytest.raises(Invalid):
        table.hand(decision, "police", "perhaps")


def test_a_voice_or_proposal_of_another_meeting_is_not_found(table: Table, call: Callable[..., Table]) -> None:
    other = call(title="另一个会").open()
    table.open()
    with pytest.raises(NotFound):
        services.give_voice(by=table.keeper, decision=table.decision(), invitation=other.of("property"), stance="for")
    with pytest.raises(Invalid):
        services.propose_decision(by=table.keeper, meeting=table.meeting, text="清", item=other.meeting.agenda.first())


def test_what_the_absent_said_before_they_left_does_not_count(table: Table) -> None:
    table.open()
    decision = table.decision()
    table.hand(decision, "party_branch", "for")
    table.hand(decision, "property", "against", "不行")
    there = table.meeting.invitations.exclude(organisation=table.world.property).values_list("pk", flat=True)
    services.mark_attendance(by=table.keeper, meeting=table.meeting, present=list(there))
    settled = services.settle_decision(by=table.keeper, decision=decision)
    assert (settled.state, settled.present, settled.voices.count()) == ("adopted", 5, 1)
    with pytest.raises(Refused, match="上河村社区党委"):
        services.mark_attendance(by=table.keeper, meeting=table.meeting, present=[])
    with pytest.raises(Refused):
        table.hand(decision, "police", "for")


def test_the_same_proposal_is_once_and_the_rule_is_the_places(table: Table) -> None:
    first = services.propose_decision(by=table.steward, meeting=table.meeting, text="清")
    assert first.rule == "consent"
    assert services.propose_decision(by=table.keeper, meeting=table.meeting, text="清") == first
    one = services.propose_decision(by=table.keeper, meeting=table.meeting, text="搬", key="k")
    assert services.propose_decision(by=table.keeper, meeting=table.meeting, text="搬", key="k") == one
    with pytest.raises(Invalid):
        services.propose_decision(by=table.keeper, meeting=table.meeting, text="扔", rule="dice")
    with pytest.raises(Invalid):
        services.propose_decision(by=table.keeper, meeting=table.meeting, text=" ")


def test_only_the_keeper_settles(table: Table, cast: Any) -> None:
    table.open()
    decision = table.decision()
    with pytest.raises(NotAllowed):
        services.settle_decision(by=table.steward, decision=decision)
    assert services.settle_decision(by=cast.dispatcher.viewer, decision=decision).state == "rejected"


# ── knowing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "knows"),
    [
        ("worker", True), ("dispatcher", True), ("leader", True), ("auditor", True), ("officer", True),
        ("property_staff", True), ("expert", True), ("coordinator", False), ("admin", False),
        ("neighbour_worker", False), ("neighbour_auditor", False), ("foreign_leader", False), ("outsider", False),
    ],
)  # fmt: skip
def test_a_meeting_is_known_to_its_subjects_people_and_to_the_invited(
    table: Table, cast: Any, who: str, knows: bool
) -> None:
    viewer = getattr(cast, who).viewer
    if knows:
        assert selectors.meeting_for(viewer, table.pk).pk == table.pk
    else:
        with pytest.raises(NotFound):
            selectors.meeting_for(viewer, table.pk)


def test_a_kind_that_is_no_longer_registered_is_closed(
    table: Table, cast: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "_KINDS", {})
    with pytest.raises(NotFound):
        selectors.meeting_for(cast.dispatcher.viewer, table.pk)
    assert policy.about(cast.worker.viewer, "table:1") is None


def test_files_follow_the_meeting(table: Table, cast: Any) -> None:
    class File:
        def __init__(self, visibility: int) -> None:
            self.visibility = visibility

    assert policy.may_see_file(cast.property_staff.viewer, table.pk, File(1))
    assert not policy.may_see_file(cast.property_staff.viewer, table.pk, File(2))
    assert policy.may_see_file(table.keeper, table.pk, File(2))
    assert not policy.may_see_file(cast.outsider.viewer, table.pk, File(0))
    table.minuted()
    services.publish_minutes(by=table.keeper, meeting=table.meeting, public_text="说好了")
    assert policy.may_see_file(cast.outsider.viewer, table.pk, File(0))
    assert not policy.may_see_file(table.keeper, 999_999, File(0))


def test_lists_cost_the_same_for_one_meeting_and_for_many(
    call: Callable[..., Table], cast: Any, django_assert_num_queries: Any
) -> None:
    for n in range(5):
        call(title=f"会 {n}")
    with django_assert_num_queries(4):
        found = selectors.my_meetings(cast.property_staff.viewer)
    assert len(found) == 5
    with django_assert_num_queries(4):
        assert len(selectors.meetings_of("table:1")) == 5
    assert selectors.my_meetings(cast.outsider.viewer) == []
    assert selectors.my_meetings(SYSTEM) == []
    assert selectors.meetings_of("") == []


def test_a_meeting_moves_in_time_with_what_was_said(table: Table) -> None:
    with clock.at(STARTS + timedelta(days=1)):
        services.open_meeting(by=table.keeper, meeting=table.meeting, happened_at=STARTS)
        with pytest.raises(Invalid):
            services.close_meeting(by=table.keeper, meeting=table.meeting, happened_at=STARTS - timedelta(hours=1))
        with pytest.raises(Invalid):
            services.close_meeting(by=table.keeper, meeting=table.meeting, happened_at=STARTS + timedelta(days=2))
        services.close_meeting(by=table.keeper, meeting=table.meeting, happened_at=STARTS + timedelta(hours=1))
    assert table.meeting.opened_at == STARTS
    assert table.meeting.minutes_due_at == STARTS + timedelta(days=3, hours=1)

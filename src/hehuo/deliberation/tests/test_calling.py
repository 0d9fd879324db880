"""Calling, changing, cancelling, answering."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from hehuo.deliberation import selectors, services
from hehuo.deliberation.models import Invitation, Meeting
from hehuo.deliberation.services import Invitee
from hehuo.ground.errors import Conflict, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

from .conftest import STARTS, Table

pytestmark = pytest.mark.django_db


def _names() -> list[str]:
    return list(Entry.objects.filter(subject__startswith="meeting:").order_by("pk").values_list("name", flat=True))


# ── calling ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_meeting_counts_a_seat_once_and_needs_more_than_half(table: Table) -> None:
    """Two parties on the backing's seat share one voice; the guest has none."""
    meeting = selectors.meeting_for(table.keeper, table.pk)
    assert len(selectors.voices(meeting)) == 6
    assert meeting.quorum == 4
    assert [item.title for item in meeting.agenda.all()] == ["怎么清", "谁来做"]
    assert _names() == ["meeting.called"]
    assert Entry.objects.get(name="meeting.called").threads == ["table:1", "case:17"]


def test_a_retry_under_the_same_key_is_the_same_meeting(call: Callable[..., Table]) -> None:
    assert call(key="k").pk == call(key="k").pk
    with pytest.raises(Conflict):
        call(key="k", title="另一个会")
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("who", ["officer", "property_staff", "auditor", "admin", "neighbour_worker", "outsider"])
def test_who_may_not_convene_calls_nothing(call: Callable[..., Table], cast: Any, who: str) -> None:
    with pytest.raises(NotAllowed):
        call(by=getattr(cast, who).viewer)


@pytest.mark.parametrize("subject", ["unknown:1", "table:2", "table:", "table:x", "table:１", "table", ":1"])
def test_a_subject_that_nobody_registered_is_closed(call: Callable[..., Table], subject: str) -> None:
    with pytest.raises(NotAllowed):
        call(subject=subject)


def test_without_a_subject_handlers_of_the_place_meet(call: Callable[..., Table], cast: Any, world: Any) -> None:
    meeting = call(subject="").meeting
    assert selectors.meeting_for(cast.dispatcher.viewer, meeting.pk).pk == meeting.pk
    with pytest.raises(NotAllowed):
        call(subject="", place=world.neighbour_community)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "会" * 121}, "title"),
        ({"purpose": "字" * 5001}, "purpose"),
        ({"where": "", "link": ""}, "where"),
        ({"where": "", "link": "javascript:alert(1)"}, "link"),
        ({"link": "ftp://example.org"}, "link"),
        ({"starts_at": STARTS + timedelta(days=800)}, "starts_at"),
        ({"starts_at": STARTS - timedelta(days=800), "ends_at": None}, "starts_at"),
        ({"ends_at": STARTS}, "ends_at"),
        ({"quorum": 9}, "quorum"),
        ({"quorum": 0}, "quorum"),
        ({"place": "nowhere"}, "place"),
        ({"agenda": ["议题"] * 51}, "agenda"),
        ({"agenda": ["题" * 201]}, "agenda"),
        ({"invited": [Invitee()]}, "invited"),
        ({"invited": [Invitee(organisation=1, name="王")]}, "invited"),
        ({"invited": [Invitee(organisation=99_999_999)]}, "invited"),
        ({"invited": [Invitee(person=99_999_999)]}, "invited"),
        ({"invited": [Invitee(name="王", seat="throne")]}, "invited"),
        ({"invited": [Invitee(name=f"王{n}") for n in range(201)]}, "invited"),
        ({"happened_at": STARTS + timedelta(hours=1)}, "happened_at"),
    ],
)
def test_what_cannot_be_is_named(call: Callable[..., Table], given: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        call(**given)
    assert field in caught.value.fields
    assert not Meeting.objects.exists()


def test_texts_are_kept_as_they_were_written(call: Callable[..., Table]) -> None:
    """Script is text; right-to-left and emoji stay, override characters go."""
    title = "<script>alert(1)</script> مرحبا 🙂\u202e"
    assert call(title=title).meeting.title == "<script>alert(1)</script> مرحبا 🙂"


def test_nobody_is_invited_twice(call: Callable[..., Table], world: Any, cast: Any) -> None:
    twice = [
        Invitee(organisation=world.police),
        Invitee(organisation=world.police.pk),
        Invitee(person=cast.expert.person),
    ]
    table = call(invited=[*twice, Invitee(person=cast.expert.person.pk)])
    assert table.meeting.invitations.count() == 2
    services.invite_to_meeting(
        by=table.keeper, meeting=table.meeting, invited=[*twice, Invitee(organisation=world.fire)]
    )
    assert table.meeting.invitations.count() == 3
    services.invite_to_meeting(by=table.keeper, meeting=table.meeting, invited=twice)
    assert _names() == ["meeting.called", "meeting.invited"]


def test_a_guests_name_lies_sealed(table: Table, cast: Any) -> None:
    row = table.guest
    assert "王小明".encode() not in bytes(row.sealed or b"")
    assert selectors.invitee_name(row) == "王**"
    assert services.reveal_invitee(by=table.keeper, invitation=row) == "王小明"
    with pytest.raises(NotAllowed):
        services.reveal_invitee(by=cast.property_staff.viewer, invitation=row)
    assert _names()[-1] == "meeting.revealed"


def test_the_database_refuses_what_no_form_should_let_through(table: Table, world: Any) -> None:
    wrong: list[Callable[[], object]] = [
        lambda: Invitation.objects.create(meeting=table.meeting),
        lambda: Invitation.objects.create(meeting=table.meeting, organisation=world.police, seat="backing"),
        lambda: Meeting.objects.filter(pk=table.pk).update(state="cancelled"),
        lambda: Meeting.objects.filter(pk=table.pk).update(state="minuted"),
        lambda: Meeting.objects.filter(pk=table.pk).update(quorum=0),
    ]
    for write in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


# ── changing, cancelling, answering ─────────────────────────────────────────────────────────────────────────────────


def test_another_time_asks_everybody_anew(table: Table) -> None:
    services.answer_invitation(by=table.steward, invitation=table.of("property"), accept=True)
    later = STARTS + timedelta(days=1)
    services.change_meeting(by=table.keeper, meeting=table.meeting, starts_at=later, agenda=["只有一件事"])
    assert table.meeting.starts_at == later
    assert table.meeting.ends_at is None
    assert table.meeting.sequence == 1
    assert [item.title for item in table.meeting.agenda.all()] == ["只有一件事"]
    assert table.of("property").answer == "pending"
    services.change_meeting(by=table.keeper, meeting=table.meeting, starts_at=later)
    assert table.meeting.sequence == 1
    with pytest.raises(NotAllowed):
        services.change_meeting(by=table.steward, meeting=table.meeting, title="我的会")


def test_an_agenda_on_which_proposals_hang_stays(table: Table) -> None:
    item = table.meeting.agenda.first()
    services.propose_decision(by=table.keeper, meeting=table.meeting, text="清", item=item)
    with pytest.raises(Invalid):
        services.change_meeting(by=table.keeper, meeting=table.meeting, agenda=["别的"])
    services.change_meeting(by=table.keeper, meeting=table.meeting, title="改名", quorum=2)
    assert (table.meeting.title, table.meeting.quorum) == ("改名", 2)


def test_a_cancelled_meeting_stays_with_its_reason_and_decides_nothing(table: Table) -> None:
    decision = table.decision()
    with pytest.raises(Invalid):
        services.cancel_meeting(by=table.keeper, meeting=table.meeting, reason=" ")
    services.cancel_meeting(by=table.keeper, meeting=table.meeting, reason="家属来不了")
    assert services.cancel_meeting(by=table.keeper, meeting=table.meeting, reason="再来").reason == "家属来不了"
    with pytest.raises(Refused):
        services.settle_decision(by=table.keeper, decision=decision)
    with pytest.raises(Refused):
        services.open_meeting(by=table.keeper, meeting=table.meeting)
    assert not selectors.quorate(table.meeting)
    assert selectors.next_meeting("table:1") is None


def test_who_answers_for_an_organisation_speaks_for_it(table: Table, cast: Any) -> None:
    row = services.answer_invitation(by=table.steward, invitation=table.of("property"), accept=True)
    assert row.delegate_id == cast.property_staff.person.pk
    again = services.answer_invitation(by=table.steward, invitation=table.of("property"), accept=True)
    assert again.answered_at == row.answered_at
    assert _names().count("meeting.answered") == 1
    services.answer_invitation(by=table.steward, invitation=table.of("property"), accept=False, reason="值班")
    assert table.of("property").delegate_id is None


def test_a_delegate_is_of_the_organisation(table: Table, cast: Any) -> None:
    with pytest.raises(Invalid) as caught:
        services.answer_invitation(
            by=table.steward, invitation=table.of("property"), accept=True, delegate=cast.officer.person
        )
    assert "delegate" in caught.value.fields
    row = services.answer_invitation(
        by=table.keeper, invitation=table.of("police"), accept=True, delegate=cast.officer.person
    )
    assert row.delegate_id == cast.officer.person.pk


def test_an_answer_is_ones_own_or_told_to_the_keeper(table: Table, cast: Any) -> None:
    with pytest.raises(NotAllowed):
        services.answer_invitation(by=table.steward, invitation=table.of("police"), accept=True)
    with pytest.raises(NotFound):
        services.answer_invitation(by=cast.neighbour_officer.viewer, invitation=table.of("police"), accept=True)
    services.answer_invitation(by=table.keeper, invitation=table.guest, accept=True)
    assert table.guest.answer == "accepted"


def test_auditors_and_administrators_speak_for_nobody(call: Callable[..., Table], world: Any, cast: Any) -> None:
    """They belong to the office, and yet its voice is not theirs."""
    table = call(invited=[Invitee(organisation=world.office)])
    with pytest.raises(NotAllowed):
        services.answer_invitation(by=cast.auditor.viewer, invitation=table.of("office"), accept=True)
    with pytest.raises(NotAllowed):
        services.answer_invitation(by=cast.admin.viewer, invitation=table.of("office"), accept=True)
    services.answer_invitation(by=cast.leader.viewer, invitation=table.of("office"), accept=True)

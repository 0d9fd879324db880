"""The complainant who left an address is told once, in her language; nobody else is told anything."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from hehuo.cases import services as cases
from hehuo.doors.notices import handlers, rules, services
from hehuo.doors.notices.models import Delivery, Status
from hehuo.ground import clock
from hehuo.ground.access import ANONYMOUS, SYSTEM
from hehuo.ground.errors import Conflict, NotAllowed
from hehuo.journal import relay
from hehuo.journal.models import Entry
from hehuo.journal.services.relaying import event_of


@pytest.fixture
def accepted(world, cast):
    """``accepted(caller)``: a case that the residents' committee has just accepted."""

    def walk(caller: cases.Caller):
        receipt = cases.report_case(by=ANONYMOUS, text="楼道里堆满了箱子。", place=world.shanghe, caller=caller)
        cases.assign_case(by=cast.dispatcher.viewer, case=receipt.case, unit=world.committee.pk)
        cases.accept_case(by=cast.worker.viewer, case=receipt.case)
        return receipt.case, event_of(Entry.objects.filter(name="case.accepted").latest("pk").pk)

    return walk


WITH_MAIL = cases.Caller(name="王小明", email="wang@example.org")


def test_the_three_moments_have_their_handler():
    for name in ("case.accepted", "case.answered", "case.closed"):
        assert handlers.tell_complainant in relay.HANDLERS[name].values()


def test_she_is_told_once(accepted):
    case, event = accepted(WITH_MAIL)
    for _again in range(3):
        handlers.tell_complainant(event)
    (letter,) = mail.outbox
    assert letter.to == ["wang@example.org"]
    assert case.number in letter.subject
    assert "已有人办理" in letter.subject
    assert "上河村社区居委会" in letter.body
    assert "/p/" in letter.body
    assert "箱子" not in letter.body
    row = Delivery.objects.get()
    assert (row.status, row.attempts, row.notice) == (Status.SENT, 1, "case.accepted")
    assert Entry.objects.filter(name="party.contact_revealed", subject=case.subject, actor=None).count() == 1


def test_in_her_language(accepted):
    _case, event = accepted(cases.Caller(email="ann@example.org", language="en"))
    handlers.tell_complainant(event)
    assert "somebody is on it" in mail.outbox[0].subject
    assert "has been accepted by 上河村社区居委会. Somebody will contact you." in mail.outbox[0].body


@pytest.mark.parametrize("caller", [cases.Caller(), cases.Caller(name="王小明", phone="13800138000")])
def test_who_left_no_address_is_told_nothing(accepted, caller):
    _case, event = accepted(caller)
    handlers.tell_complainant(event)
    assert not mail.outbox
    assert not Delivery.objects.exists()
    assert not Entry.objects.filter(name="party.contact_revealed").exists()


def test_old_news_is_no_news(accepted):
    _case, event = accepted(WITH_MAIL)
    with clock.at(clock.now() + rules.FRESH + timedelta(minutes=1)):
        handlers.tell_complainant(event)
    assert not mail.outbox
    assert Delivery.objects.get().reason == "late"


def test_the_first_acceptance_is_the_news(accepted):
    _case, event = accepted(WITH_MAIL)
    handlers.tell_complainant(event)
    later = relay.Event(**{name: getattr(event, name) for name in event.__slots__} | {"entry": event.entry + 1})
    handlers.tell_complainant(later)
    assert len(mail.outbox) == 1
    assert Delivery.objects.get(entry=later.entry).reason == "told_before"


def test_a_failure_is_kept_and_the_next_try_sends(accepted, monkeypatch):
    _case, event = accepted(WITH_MAIL)

    def broken(_self, *_args, **_kwargs):
        raise ConnectionError("wang@example.org refused")

    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", broken)
        with pytest.raises(ConnectionError):
            handlers.tell_complainant(event)
    row = Delivery.objects.get()
    assert (row.status, row.reason) == (Status.FAILED, "ConnectionError")
    handlers.tell_complainant(event)
    assert len(mail.outbox) == 1
    row.refresh_from_db()
    assert (row.status, row.attempts) == (Status.SENT, 2)


def test_two_workers_do_not_both_send(accepted):
    _case, event = accepted(WITH_MAIL)
    row = services.claim_notice(by=SYSTEM, event=event)
    with pytest.raises(Conflict):
        services.claim_notice(by=SYSTEM, event=event)
    with clock.at(clock.now() + rules.PATIENCE + timedelta(seconds=1)):
        assert services.claim_notice(by=SYSTEM, event=event).pk == row.pk
    assert services.settle_notice(by=SYSTEM, delivery=row.pk, status=Status.SENT)
    assert not services.settle_notice(by=SYSTEM, delivery=row.pk, status=Status.FAILED)
    assert services.claim_notice(by=SYSTEM, event=event) is None


def test_people_send_nothing_by_themselves(accepted, cast):
    _case, event = accepted(WITH_MAIL)
    with pytest.raises(NotAllowed):
        services.claim_notice(by=cast.admin.viewer, event=event)
    with pytest.raises(NotAllowed):
        services.settle_notice(by=cast.admin.viewer, delivery=1, status=Status.SENT)

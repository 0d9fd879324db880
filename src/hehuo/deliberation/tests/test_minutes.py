"""Minutes: written by several hands, agreed, published, printed; calendars."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from hehuo.deliberation import paper, selectors, services
from hehuo.deliberation.models import Draft
from hehuo.deliberation.services.minutes import KEPT, Differ
from hehuo.deliberation.tasks import settle_due
from hehuo.ground import clock
from hehuo.ground.errors import Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.models import Entry

from .conftest import STARTS, Table

pytestmark = pytest.mark.django_db


def _write(table: Table, text: str, version: int, **given: Any) -> Any:
    return services.write_minutes(
        **{"by": table.keeper, "meeting": table.meeting, "text": text, "version": version} | given
    )


def test_two_writers_lose_nothing(table: Table) -> None:
    table.open()
    _write(table, "议题一\n议题二\n", 0)
    _write(table, "议题一\n甲说\n议题二\n", 1)
    saved = _write(table, "议题一\n议题二\n乙说\n", 1, by=table.steward)
    assert saved.text == "议题一\n甲说\n议题二\n乙说\n"
    # The writer goes on from what she sent, before she has seen what the other wrote.
    sent = selectors.version_of(saved, "议题一\n议题二\n乙说\n", 0)
    saved = _write(table, "议题一\n议题二\n乙说完了\n", sent, by=table.steward)
    assert saved.text == "议题一\n甲说\n议题二\n乙说完了\n"


def test_the_same_line_is_a_conflict_that_keeps_both_texts(table: Table) -> None:
    table.open()
    _write(table, "二", 0)
    _write(table, "二甲", 1)
    with pytest.raises(Differ) as caught:
        _write(table, "二乙", 1, by=table.steward)
    assert (caught.value.mine, caught.value.theirs, caught.value.version) == ("二乙", "二甲", 2)
    assert caught.value.code == "conflict"
    assert table.meeting.text == "二甲"
    assert _write(table, "二乙", 1, by=table.steward, both=True).text == "二甲\n二乙"


def test_saving_the_same_again_changes_nothing(table: Table) -> None:
    table.open()
    assert _write(table, "一", 0).version == 1
    assert _write(table, "一", 1).version == 1
    assert _write(table, "一", 0).version == 1
    assert Draft.objects.count() == 1


def test_the_journal_hears_of_a_writer_once_in_a_while(table: Table) -> None:
    table.open()
    for n in range(5):
        _write(table, "字" * (n + 1), n)
    assert Entry.objects.filter(name="meeting.written").count() == 1
    _write(table, "完", 5, by=table.steward)
    with clock.at(STARTS + timedelta(minutes=11)):
        _write(table, "完了", 6, by=table.steward)
    assert Entry.objects.filter(name="meeting.written").count() == 3


def test_old_drafts_are_let_go(table: Table) -> None:
    table.open()
    for n in range(KEPT + 5):
        _write(table, f"{n}", n)
    assert Draft.objects.count() == KEPT


def test_a_hundred_pages_are_kept_and_more_is_refused(table: Table) -> None:
    table.open()
    pages = "\n".join(["一行三十个字，写的是大家说了什么，又定了什么，谁来做，何时做完。"] * 3000)
    assert _write(table, pages, 0).text == pages
    with pytest.raises(Invalid) as caught:
        _write(table, "字" * 200_001, 1)
    assert "text" in caught.value.fields
    assert table.meeting.text == pages


def test_who_writes_and_when(table: Table, cast: Any) -> None:
    with pytest.raises(Refused):
        _write(table, "一", 0)
    table.open()
    with pytest.raises(NotAllowed):
        _write(table, "一", 0, by=cast.auditor.viewer)
    with pytest.raises(NotFound):
        _write(table, "一", 0, by=cast.outsider.viewer)
    services.close_meeting(by=table.keeper, meeting=table.meeting)
    assert _write(table, "一", 0).version == 1


# ── agreeing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_last_agreement_settles(table: Table) -> None:
    """Five of six voices are not all; the backing's two parties are one voice."""
    table.held()
    for name in ("party_branch", "committee", "owners", "property", "police"):
        services.agree_minutes(by=table.keeper, meeting=table.meeting, invitation=table.of(name))
    assert table.meeting.state == "held"
    services.agree_minutes(by=table.keeper, meeting=table.meeting, invitation=table.of("experts"))
    assert table.meeting.state == "minuted"
    assert table.meeting.minutes_agreed_at == STARTS
    assert services.settle_minutes(by=table.keeper, meeting=table.meeting).state == "minuted"
    assert Entry.objects.filter(name="meeting.minuted").count() == 1
    assert [one.pk for one in selectors.concluded("table:1")] == [table.pk]


def test_a_changed_text_wants_agreeing_anew(table: Table) -> None:
    table.held()
    services.agree_minutes(by=table.steward, meeting=table.meeting, invitation=table.of("property"))
    _write(table, "改了", 1)
    for name in ("party_branch", "committee", "owners", "police", "experts"):
        services.agree_minutes(by=table.keeper, meeting=table.meeting, invitation=table.of(name))
    assert table.meeting.state == "held"
    services.agree_minutes(by=table.steward, meeting=table.meeting, invitation=table.of("property"))
    assert table.meeting.state == "minuted"


def test_an_objection_waits_for_the_day_and_stays_on_record(table: Table) -> None:
    table.held()
    for row in table.meeting.invitations.filter(voice=True):
        objection = "数字不对" if row.organisation == table.world.property else ""
        services.agree_minutes(by=table.keeper, meeting=table.meeting, invitation=row, objection=objection)
    with pytest.raises(Refused, match="2021-04-16"):
        services.settle_minutes(by=table.keeper, meeting=table.meeting)
    with clock.at(STARTS + timedelta(days=3)):
        services.settle_minutes(by=table.keeper, meeting=table.meeting)
    assert table.meeting.state == "minuted"
    assert Entry.objects.get(name="meeting.minuted").payload.body["objections"] == 1
    assert table.of("property").objection == "数字不对"


def test_the_worker_settles_what_is_due(table: Table) -> None:
    table.held()
    assert settle_due(0) == 0
    with clock.at(STARTS + timedelta(days=4)):
        assert settle_due(0) == 1
        assert settle_due(0) == 0
    assert table.meeting.state == "minuted"


def test_empty_minutes_are_not_agreed(table: Table) -> None:
    table.open()
    services.close_meeting(by=table.keeper, meeting=table.meeting)
    with pytest.raises(Refused):
        services.agree_minutes(by=table.keeper, meeting=table.meeting, invitation=table.of("property"))
    with clock.at(STARTS + timedelta(days=9)), pytest.raises(Refused):
        services.settle_minutes(by=table.keeper, meeting=table.meeting)
    with clock.at(STARTS + timedelta(days=9)):
        assert settle_due(0) == 0


def test_minutes_are_agreed_by_those_who_were_there(table: Table) -> None:
    table.open("property")
    _write(table, "一", 0)
    services.close_meeting(by=table.keeper, meeting=table.meeting)
    with pytest.raises(Refused):
        services.agree_minutes(by=table.steward, meeting=table.meeting, invitation=table.of("property"))
    with pytest.raises(NotAllowed):
        services.agree_minutes(by=table.steward, meeting=table.meeting, invitation=table.of("police"))


def test_a_meeting_without_quorum_concludes_nothing(table: Table) -> None:
    table.open("party_branch", "owners", "experts")
    _write(table, "人没到齐。", 0)
    services.close_meeting(by=table.keeper, meeting=table.meeting)
    with clock.at(STARTS + timedelta(days=9)):
        services.settle_minutes(by=table.keeper, meeting=table.meeting)
    assert table.meeting.state == "minuted"
    assert selectors.concluded("table:1") == []


# ── publishing ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("text", ["王小明说了", "电话 13812345678", "身份证 110108198001011234"])
def test_what_is_private_does_not_go_out(table: Table, text: str) -> None:
    table.minuted()
    with pytest.raises(Invalid) as caught:
        services.publish_minutes(by=table.keeper, meeting=table.meeting, public_text=text)
    assert "public_text" in caught.value.fields
    with pytest.raises(NotFound):
        selectors.public_meeting(table.pk)


def test_published_minutes_may_be_put_right_and_taken_back(table: Table) -> None:
    with pytest.raises(Refused):
        services.publish_minutes(by=table.keeper, meeting=table.meeting, public_text="说好了")
    table.minuted()
    services.publish_minutes(by=table.keeper, meeting=table.meeting, public_text="说好了")
    services.publish_minutes(by=table.keeper, meeting=table.meeting, public_text="说好了")
    services.publish_minutes(by=table.keeper, meeting=table.meeting, public_text="说好了。")
    assert selectors.public_meeting(table.pk).public_text == "说好了。"
    assert Entry.objects.filter(name="meeting.published").count() == 2
    with pytest.raises(NotAllowed):
        services.withdraw_minutes(by=table.steward, meeting=table.meeting)
    services.withdraw_minutes(by=table.keeper, meeting=table.meeting)
    assert services.withdraw_minutes(by=table.keeper, meeting=table.meeting).state == "minuted"
    with pytest.raises(NotFound):
        selectors.public_meeting(table.pk)


def test_minutes_print_with_every_kind_of_text(table: Table) -> None:
    """Marks that the typesetter might take for orders are only text."""
    wild = '#let x = 1; $a$ *b* _c_ @d <e> "f" \\ [g] `h` // i\nمرحبا 🙂 <script>alert(1)</script>'
    table.open()
    decision = table.decision(text=wild)
    table.hand(decision, "property", "against", wild)
    services.settle_decision(by=table.keeper, decision=decision)
    _write(table, wild, 0)
    services.close_meeting(by=table.keeper, meeting=table.meeting)
    services.agree_minutes(by=table.keeper, meeting=table.meeting, invitation=table.of("property"), objection=wild)
    printed = paper.minutes(table.keeper, selectors.meeting_for(table.keeper, table.pk))
    assert printed.startswith(b"%PDF")


# ── calendars ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_invitation_for_a_calendar(table: Table) -> None:
    calendar = Calendar.from_ical(selectors.ical_of(selectors.meeting_for(table.keeper, table.pk)))
    (event,) = calendar.walk("VEVENT")
    assert str(calendar["METHOD"]) == "REQUEST"
    assert event.decoded("dtstart") == STARTS
    assert event["SEQUENCE"] == 0
    assert "1. 怎么清" in str(event["DESCRIPTION"])
    services.cancel_meeting(by=table.keeper, meeting=table.meeting, reason="改期")
    calendar = Calendar.from_ical(selectors.ical_of(selectors.meeting_for(table.keeper, table.pk)))
    assert str(calendar["METHOD"]) == "CANCEL"
    assert str(calendar.walk("VEVENT")[0]["STATUS"]) == "CANCELLED"
    assert calendar.walk("VEVENT")[0]["SEQUENCE"] == 1


def test_a_text_cannot_break_out_of_a_calendar(call: Callable[..., Table]) -> None:
    table = call(title="会\r\nATTENDEE:mailto:x@example.org", purpose="一\n二")
    text = selectors.ical_of(selectors.meeting_for(table.keeper, table.pk)).decode()
    assert "\r\nATTENDEE" not in text


def test_an_address_opens_one_persons_calendar_until_it_is_renewed(table: Table, cast: Any) -> None:
    person = cast.property_staff.person.pk
    token = selectors.feed_of(person)
    assert selectors.person_of_feed(token) == person
    services.renew_feed(by=cast.property_staff.viewer)
    assert selectors.person_of_feed(selectors.feed_of(person)) == person
    for worthless in (
        token,
        token + "x",
        f"{person}.2",
        "",
        "１.1:x",
        f"{cast.worker.person.pk}.1:" + token.split(":")[1],
    ):
        with pytest.raises(NotFound):
            selectors.person_of_feed(worthless)
    with pytest.raises(NotAllowed):
        services.renew_feed(by=cast.outsider.viewer.__class__())
    assert table.pk

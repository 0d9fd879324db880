from __future__ import annotations

from typing import Any

import pytest

from hehuo.cases import selectors, services
from hehuo.files import policy as files
from hehuo.files.models import Attachment
from hehuo.ground.access import ANONYMOUS
from hehuo.ground.errors import HehuoError, Invalid, NotAllowed, NotFound, Refused
from hehuo.journal.kinds import Visibility
from hehuo.journal.models import Entry

pytestmark = pytest.mark.django_db
CALLER = services.Caller(name="王小明", phone="13812345678", hidden=True)


@pytest.mark.parametrize(
    "text", ["电话13812345678", "身份证110108199001011234", "3号楼2单元601", "住在601室", "2单元 1203"]
)
def test_nothing_that_names_somebody_is_published(case_at: Any, cast: Any, text: str) -> None:
    case = case_at("closed")
    for field in ("title", "text", "answer"):
        with pytest.raises(Invalid) as invalid:
            services.publish_case(by=cast.leader.viewer, case=case, **({"title": "题", "text": "文"} | {field: text}))
        assert field in invalid.value.fields


def test_published_words_can_be_bettered_and_taken_off(case_at: Any, cast: Any) -> None:
    case, leader = case_at("handling"), cast.leader.viewer
    services.publish_case(by=leader, case=case, title="题", text="3号楼堆物")
    services.publish_case(by=leader, case=case, title="题", text="楼道堆物", answer="已清")
    assert selectors.public_case(case.number).public_text == "楼道堆物"
    services.unpublish_case(by=leader, case=case)
    with pytest.raises(NotFound):
        selectors.public_case(case.number)


@pytest.mark.parametrize("who", ["worker", "dispatcher", "leader"])
def test_handlers_see_the_mask_and_may_unmask_on_the_record(report: Any, cast: Any, who: str) -> None:
    case, viewer = report(caller=CALLER).case, cast.people[who].viewer
    masked = selectors.complainant(viewer, case)
    assert (masked.name, masked.contact_kind, masked.hidden) == ("王**", "mobile", True)
    looks = Entry.objects.count()
    with pytest.raises(Invalid):
        services.reveal_complainant(by=viewer, case=case, reason="curious")
    shown = services.reveal_complainant(by=viewer, case=case, reason="call")
    assert shown["name"] == "王小明"
    assert shown["contact"].endswith("13812345678")
    new = Entry.objects.order_by("pk")[looks:]
    assert {entry.name for entry in new} == {"case.complainant_revealed", "party.contact_revealed"}
    assert {entry.visibility for entry in new} == {Visibility.CONFIDENTIAL}


@pytest.mark.parametrize("who", ["auditor", "property_staff", "officer", "expert", "coordinator"])
def test_nobody_else_learns_who_complained(report: Any, cast: Any, world: Any, who: str) -> None:
    case, viewer = report(caller=CALLER, text="我的电话是13812345678").case, cast.people[who].viewer
    unit = cast.people[who].organisation or world.property
    services.assign_case(by=cast.dispatcher.viewer, case=case, unit=unit.pk)
    assert selectors.case_for(viewer, case.number) == case
    assert selectors.complainant(viewer, case) is None
    assert "12345678" not in selectors.text_for(viewer, case)
    with pytest.raises(NotAllowed):
        services.reveal_complainant(by=viewer, case=case, reason="call")


def test_nobody_named(report: Any, cast: Any) -> None:
    case = report().case
    assert selectors.complainant(cast.worker.viewer, case) is None
    with pytest.raises(NotFound):
        services.reveal_complainant(by=cast.worker.viewer, case=case, reason="call")


def test_other_units_do_not_read_the_talks(case_at: Any, cast: Any, world: Any) -> None:
    case = case_at("handling")
    services.hand_down(by=cast.dispatcher.viewer, case=case, unit=world.property.pk)
    assert [r.kind for r in selectors.records(cast.worker.viewer, case)] == ["contact"]
    assert [r.kind for r in selectors.records(cast.auditor.viewer, case)] == ["contact"]
    assert [r.kind for r in selectors.records(cast.property_staff.viewer, case)] == []


def test_files_follow_the_case(case_at: Any, cast: Any) -> None:
    case = case_at("handling")

    def may(viewer: Any, visibility: Visibility) -> bool:
        return files.may_see(viewer, Attachment(subject=case.subject, visibility=visibility))

    for visibility in Visibility:
        assert may(cast.worker.viewer, visibility)
        assert not may(cast.neighbour_worker.viewer, visibility)
        assert not may(ANONYMOUS, visibility)
    assert may(cast.auditor.viewer, Visibility.INTERNAL)
    assert not may(cast.auditor.viewer, Visibility.CONFIDENTIAL)
    services.publish_case(by=cast.leader.viewer, case=case, title="题", text="文")
    assert may(ANONYMOUS, Visibility.PUBLIC)
    assert not may(ANONYMOUS, Visibility.INTERNAL)
    assert not files.may_see(ANONYMOUS, Attachment(subject="case:0", visibility=Visibility.PUBLIC))


# -- the complainant herself ---------------------------------------------------------------------------------------


def test_progress_opens_with_the_secret_or_the_link(report: Any) -> None:
    receipt = report()
    spoken = f"{receipt.secret[:5].lower()}-{receipt.secret[5:]} "
    for proof in (receipt.secret, spoken, receipt.token):
        assert selectors.progress(receipt.number, proof).case == receipt.case
    other = report()
    for number, proof in (
        (receipt.number, other.secret),
        (receipt.number, other.token),
        (receipt.number, receipt.token + "x"),
        (receipt.number, ""),
        ("20261120-999999", receipt.secret),
    ):
        with pytest.raises(NotFound):
            selectors.progress(number, proof)


def test_she_adds_rates_and_withdraws(report: Any, case_at: Any, cast: Any, world: Any) -> None:
    receipt = report()
    mine = {"by": ANONYMOUS, "number": receipt.number, "secret": receipt.secret}
    first = services.add_supplement(**mine, text="还有自行车")
    assert services.add_supplement(**mine, text="还有自行车") == first
    with pytest.raises(Refused):
        services.rate_case(**mine, solved="yes")
    assert services.withdraw_own_case(**mine, reason="解决了").stage == "withdrawn"
    assert services.withdraw_own_case(**mine).stage == "withdrawn"
    with pytest.raises(Refused):
        services.add_supplement(**mine, text="又来")
    with pytest.raises(NotFound):
        services.withdraw_own_case(by=ANONYMOUS, number=receipt.number, secret="WRONG")


def test_she_answers_the_call_back_herself_once(report: Any, cast: Any, world: Any) -> None:
    receipt = report()
    case, worker = receipt.case, cast.worker.viewer
    services.assign_case(by=cast.dispatcher.viewer, case=case, unit=world.committee.pk)
    services.accept_case(by=worker, case=case)
    services.log_contact(by=worker, case=case, outcome="reached")
    services.answer_case(by=worker, case=case, text="好了")
    assert selectors.progress(receipt.number, receipt.secret).may_rate
    mine = {"by": ANONYMOUS, "number": receipt.number, "secret": receipt.token}
    with pytest.raises(HehuoError):
        services.rate_case(**mine, solved="maybe")
    made = services.rate_case(**mine, solved="partly", satisfied="mostly", words_said="谢谢")
    assert services.rate_case(**mine, solved="no") == made
    case.refresh_from_db()
    assert (case.stage, case.solved) == ("called_back", "partly")
    assert (made.by_resident, made.official, made.by) == (True, False, None)

import pytest
from django.test import override_settings

from hehuo.ground.access import SYSTEM
from hehuo.ground.errors import Invalid, NotAllowed, NotFound
from hehuo.ground.secrets import Unreadable, fingerprint, is_current, open_sealed, seal
from hehuo.journal.models import Entry, Payload
from hehuo.parties import services
from hehuo.parties.models import Contact
from hehuo.parties.rules import ContactKind, masked_contact


def test_what_is_sealed_opens_again_and_never_looks_the_same():
    one, two = seal("13800001111 王"), seal("13800001111 王")
    assert one != two
    assert open_sealed(one) == open_sealed(two) == "13800001111 王"
    assert fingerprint("a") == fingerprint("a") != fingerprint("b")


def test_an_altered_value_is_not_opened():
    sealed = bytearray(seal("13800001111"))
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        open_sealed(bytes(sealed))


def test_a_key_is_rotated_by_putting_a_new_one_in_front():
    with override_settings(HEHUO_DATA_KEY="old"):
        sealed, print_ = seal("x"), fingerprint("x")
    with override_settings(HEHUO_DATA_KEY="new,old"):
        assert open_sealed(sealed) == "x"
        assert not is_current(sealed)
        assert fingerprint("x") == print_
        assert is_current(seal("x"))
    with override_settings(HEHUO_DATA_KEY="new"), pytest.raises(Unreadable):
        open_sealed(sealed)


def test_contacts_are_sealed_again_after_a_rotation(cast):
    with override_settings(HEHUO_DATA_KEY="old"):
        row = services.keep_contact(by=SYSTEM, kind="mobile", value="13800001111", person=cast.worker.person)
    with override_settings(HEHUO_DATA_KEY="new,old"):
        assert services.reseal_contacts(by=SYSTEM) == 1
        assert services.reseal_contacts(by=SYSTEM) == 0
    with override_settings(HEHUO_DATA_KEY="new"):
        row.refresh_from_db()
        assert open_sealed(row.sealed) == "+8613800001111"
    with pytest.raises(NotAllowed):
        services.reseal_contacts(by=cast.admin.viewer)


@pytest.mark.parametrize("written", ["13800001111", "138 0000 1111", "+86-138-0000-1111", "１３８００００１１１１"])
def test_a_number_is_matched_however_it_is_written(cast, written):
    known = services.keep_contact(by=SYSTEM, kind="mobile", value="13800001111")
    again = services.keep_contact(by=SYSTEM, kind="phone", value=written)
    assert bytes(known.fingerprint) == bytes(again.fingerprint)
    assert known.pk != again.pk, "each caller's contact can be erased alone"


def test_nothing_readable_lies_in_the_table_or_the_journal(cast):
    services.keep_contact(by=cast.admin.viewer, kind="mobile", value="13800001111", person=cast.worker.person)
    assert b"0000" not in b"".join(bytes(row.sealed) + bytes(row.fingerprint) for row in Contact.objects.all())
    assert "1380" not in str(list(Payload.objects.values_list("body", flat=True)))


def test_the_same_contact_of_the_same_owner_is_kept_once(cast):
    rows = [
        services.keep_contact(by=cast.admin.viewer, kind="email", value=value, person=cast.worker.person)
        for value in ("a@b.cn", "A@B.cn")
    ]
    assert rows[0].pk == rows[1].pk
    assert Entry.objects.filter(name="party.contact_kept").count() == 1


@pytest.mark.parametrize(("kind", "value"), [("mobile", "hello"), ("mobile", "1"), ("email", "a@b"), ("address", " ")])
def test_what_cannot_be_a_contact_is_said_so(kind, value, db):
    with pytest.raises(Invalid):
        services.keep_contact(by=SYSTEM, kind=kind, value=value)


def test_contacts_of_others_are_kept_by_their_administrator(cast, world):
    for who in ("leader", "neighbour_admin", "worker"):
        with pytest.raises(NotAllowed):
            services.keep_contact(
                by=getattr(cast, who).viewer, kind="phone", value="01088880000", organisation=world.police
            )
    own = services.keep_contact(by=cast.officer.viewer, kind="phone", value="01088880000", person=cast.officer.person)
    assert own.person == cast.officer.person


def test_each_look_is_journaled(cast, world):
    row = services.keep_contact(by=cast.admin.viewer, kind="phone", value="01088880000", organisation=world.police)
    assert services.reveal_contact(by=cast.worker.viewer, contact=row, reason="call") == "+861088880000"
    look = Entry.objects.get(name="party.contact_revealed")
    assert look.actor == cast.worker.person.pk
    assert look.payload.body == {"kind": "phone", "reason": "call", "contact": row.pk}
    with pytest.raises(Invalid):
        services.reveal_contact(by=cast.worker.viewer, contact=row, reason="because")


@pytest.mark.parametrize(
    "who", ["neighbour_worker", "foreign_leader", "auditor", "property_staff", "officer", "coordinator", "outsider"]
)
def test_others_see_masks(cast, world, who):
    row = services.keep_contact(by=SYSTEM, kind="mobile", value="13800001111", person=cast.worker.person)
    with pytest.raises(NotFound):
        services.reveal_contact(by=getattr(cast, who).viewer, contact=row, reason="call")


def test_a_callers_contact_is_read_by_those_who_handle_cases_there(cast, world):
    row = services.keep_contact(by=SYSTEM, kind="mobile", value="13800001111")
    look = {"contact": row, "reason": "call", "place": world.shanghe, "subject": "case:7"}
    assert services.reveal_contact(by=cast.worker.viewer, **look) == "+8613800001111"
    assert Entry.objects.get(name="party.contact_revealed").subject == "case:7"
    for who in (cast.property_staff, cast.neighbour_worker, cast.admin, cast.auditor):
        with pytest.raises(NotFound):
            services.reveal_contact(by=who.viewer, **look)


def test_an_erased_contact_is_gone(cast):
    row = services.keep_contact(by=cast.admin.viewer, kind="mobile", value="13800001111", person=cast.worker.person)
    for _ in range(2):
        services.erase_contact(by=cast.admin.viewer, contact=row)
    row.refresh_from_db()
    assert not row.sealed
    assert row.fingerprint is None
    assert Entry.objects.filter(name="party.contact_erased").count() == 1
    with pytest.raises(NotFound):
        services.reveal_contact(by=cast.admin.viewer, contact=row, reason="call")


def test_many_callers_at_once(db):
    rows = services.keep_contacts(
        by=SYSTEM,
        contacts=[
            services.build_contact(kind=kind, value=value)
            for kind, value in (("mobile", "13800001111"), ("email", "a@b.cn"))
        ],
    )
    assert [row.kind for row in rows] == ["mobile", "email"]
    assert all(row.pk for row in rows)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (ContactKind.MOBILE, "+8613812345678", "138****5678"),
        (ContactKind.EMAIL, "wang@example.org", "w***@example.org"),
        (ContactKind.ADDRESS, "曙光花园3号楼", "曙**"),
    ],
)
def test_masks(kind, value, shown):
    assert masked_contact(kind, value) == shown

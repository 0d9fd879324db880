"""Appending one, many, and inside a statement of one's own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hehuo.ground import clock
from hehuo.ground.access import SYSTEM, Viewer
from hehuo.journal import kinds, selectors, services
from hehuo.journal.kinds import Code, Ref, Visibility
from hehuo.journal.models import Entry, Head, Payload, Undelivered

from .conftest import TRIAL

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
BY = Viewer(person_id=7)


def _row(entry: Entry) -> dict:
    """What a row says, without what differs from writing to writing."""
    return {
        "subject": entry.subject,
        "sequence": entry.sequence,
        "header": entry.header,
        "body": entry.payload.body,
        "outbox": Undelivered.objects.filter(pk=entry.pk).exists(),
    }


@pytest.mark.django_db
def test_entries_follow_one_another(write):
    first, second, other = write("trial:1", 1), write("trial:1", 2), write("trial:2", 3)
    assert [first.sequence, second.sequence, other.sequence] == [1, 2, 1]
    assert bytes(first.prev) == bytes(other.prev) == bytes(32)
    assert second.prev == first.hash
    head = Head.objects.get(pk="trial:1")
    assert (head.sequence, bytes(head.hash)) == (2, second.hash)
    stored = Entry.objects.get(pk=second.pk)
    assert bytes(stored.hash) == second.hash
    assert stored.header == second.header
    assert Undelivered.objects.count() == 3
    assert selectors.verify().ok


@pytest.mark.django_db
def test_one_append_is_one_statement(write, django_assert_num_queries):
    write("trial:1")
    with transaction.atomic(), django_assert_num_queries(1):
        services.append(subject="trial:1", kind=TRIAL, payload={"who": 1, "n": 2}, by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_append_wants_the_transaction_of_its_change():
    with pytest.raises(RuntimeError):
        services.append(subject="trial:1", kind=TRIAL, payload={"who": 1, "n": 2}, by=SYSTEM)
    with pytest.raises(RuntimeError):
        services.append_many([])


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 50])
def test_many_are_a_bounded_number_of_statements(count, django_assert_max_num_queries):
    drafts = [services.Draft(f"trial:{n}", TRIAL, {"who": n, "n": n}, BY) for n in range(count)]
    with django_assert_max_num_queries(8):
        services.append_many(drafts)


drafts_in = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 99), st.booleans(), st.sampled_from(["", "110108025014"])), max_size=12
)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(before=drafts_in, bulk=drafts_in)
def test_a_bulk_of_n_equals_n_singles(before, bulk):
    def drafts(things, prefix):
        return [
            services.Draft(
                subject=f"{prefix}:{subject}",
                kind=TRIAL,
                payload={"who": 1, "n": n},
                by=BY,
                place=place,
                threads=[f"{prefix}:9"] if threaded else (),
                happened_at=NOW,
                visibility=Visibility.PUBLIC if threaded else None,
            )
            for subject, n, threaded, place in things
        ]

    def told(prefix):
        rows = Entry.objects.filter(subject__startswith=f"{prefix}:").order_by("pk").select_related("payload")
        return [str(_row(row)).replace(f"{prefix}:", "x:") for row in rows]

    with transaction.atomic():
        with clock.at(NOW):
            for draft in drafts(before + bulk, "single"):
                services.append(**{name: getattr(draft, name) for name in draft.__slots__})
            for draft in drafts(before, "bulk"):
                services.append(**{name: getattr(draft, name) for name in draft.__slots__})
            ids = services.append_many(drafts(bulk, "bulk"))
        assert told("single") == told("bulk")
        assert ids == list(Entry.objects.filter(pk__in=ids).order_by("pk").values_list("pk", flat=True))
        assert selectors.verify().ok
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_imports_are_kept_from_the_relay():
    services.append_many([services.Draft("trial:1", TRIAL, {"who": 1, "n": 1}, BY)], deliver=False)
    assert not Undelivered.objects.exists()
    assert selectors.verify().ok


@pytest.mark.django_db
def test_a_new_subject_can_be_opened_inside_another_statement(write):
    """The case's row and its first entry in one statement (the intake's hot path)."""
    with connection.cursor() as cursor, clock.at(NOW):
        cursor.execute("CREATE TEMPORARY TABLE thing (id bigserial, name text) ON COMMIT DROP")
        draft = services.Draft(
            "opened:{new}", TRIAL, {"who": 1, "n": 1}, BY, place="110108", threads=["trial:5", "all:{new}"]
        )
        cursor.execute(
            "WITH made AS (INSERT INTO thing (name) VALUES (%(name)s) RETURNING id, name),"
            f"{services.OPENING} SELECT id, name FROM made",
            {"name": "x"} | services.prepare(draft, recorded_at=clock.now()).params(),
        )
        pk, name = cursor.fetchone()
        single = services.append(
            subject=f"single:{pk}",
            kind=TRIAL,
            payload={"who": 1, "n": 1},
            by=BY,
            place="110108",
            threads=["trial:5", f"all:{pk}"],
        )
    opened = Entry.objects.get(subject=f"opened:{pk}")
    assert name == "x"
    assert str(_row(opened)).replace("opened:", "single:") == str(_row(Entry.objects.get(pk=single.pk)))
    write(f"opened:{pk}")
    assert selectors.verify().ok


@pytest.mark.django_db
def test_a_payload_that_is_not_the_kinds_is_a_programming_error(write):
    for payload in ({}, {"who": 1}, {"who": 1, "n": 1, "text": 1}, {"who": 1, "n": "1"}, {"who": 1.5, "n": 1}):
        with pytest.raises(TypeError, match=r"trial\.did"):
            services.append(subject="trial:1", kind=TRIAL, payload=payload, by=SYSTEM)
    stranger = kinds.Kind("trial.unknown", "", Visibility.PUBLIC)
    with pytest.raises(TypeError, match="catalogue"):
        services.append(subject="trial:1", kind=stranger, payload={}, by=SYSTEM)
    with pytest.raises(TypeError, match="subject"):
        services.append(subject="你好:1", kind=TRIAL, payload={"who": 1, "n": 1}, by=SYSTEM)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (int, 5, True),
        (bool, True, 1),
        (Decimal, Decimal("1.50"), 1.5),
        (date, date(2026, 1, 1), "2026-01-01"),
        (str, "0107", "free text"),
        (str, "a", "13812345678"),
        (str, "a", "11010819900101123X"),
        (str, "", "王小明"),
        (Code(r"[a-f]+"), "abc", "xyz"),
        (Ref("person"), 7, 1.0),
        (Ref("place"), "110108025014/e1/", "上河村"),
        (Ref("person"), [1, 2], ["free text"]),
        ({"yes": "Yes"}, "yes", "no"),
        (Visibility, 1, 7),
    ],
)
def test_field_types(kind, good, bad):
    made = kinds.Kind("trial.types", "", Visibility.PUBLIC, {"x": kind})
    made.check({"x": good})
    made.check({"x": None})
    with pytest.raises(TypeError):
        made.check({"x": bad})


def test_kinds_cannot_hold_free_text():
    for wrong in (object, bytes, float, dict, "text", list):
        with pytest.raises(TypeError):
            kinds.define("trial.wrong", "", text=wrong)
    with pytest.raises(TypeError, match="another name"):
        kinds.define("trial.wrong", "", visibility=Visibility)
    assert "trial.wrong" not in kinds.KINDS
    with pytest.raises(ValueError, match="twice"):
        kinds.define("trial.did", "")


def test_every_kind_of_the_house_says_what_its_fields_hold():
    """Sentences name only fields that the kind declares, in both languages."""
    from django.utils import translation

    for language in ("en", "zh-hans"):
        with translation.override(language):
            for kind in kinds.KINDS.values():
                assert selectors.outline(kind)


@pytest.mark.django_db
def test_payload_is_salted(write):
    one, other = write("trial:1", 1), write("trial:2", 1)
    assert one.digest != other.digest
    assert len(set(Payload.objects.values_list("salt", flat=True))) == 2

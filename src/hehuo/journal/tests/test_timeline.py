"""Sentences with names, for those who may read them, in a bounded number of queries."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from hehuo.ground.access import ANONYMOUS, SYSTEM, Grant, Role, Viewer
from hehuo.ground.errors import Invalid, NotAllowed, NotFound
from hehuo.journal import kinds, selectors, services
from hehuo.journal.kinds import Ref, Visibility
from hehuo.journal.models import Entry, Payload

RICH = kinds.define(
    "trial.rich",
    "%(who)s|%(yes)s|%(day)s|%(at)s|%(sum)s|%(pick)s|%(seen)s|%(code)s",
    who=Ref("person"),
    yes=bool,
    day=date,
    at=datetime,
    sum=Decimal,
    pick={"a": _("Entry")},
    seen=Visibility,
    code=str,
)
HERE, THERE = "110108025014", "110105001001"


def staff(role, place="110108025"):
    return Viewer(person_id=1, grants=(Grant(role, place),))


@pytest.fixture
def names(monkeypatch):
    """Resolvers that count how often they are asked."""
    asked = []

    def resolve(what, title):
        def names_of(ids):
            asked.append(what)
            return {pk: f"{title}{pk}" for pk in ids}

        return names_of

    for what, title in (("person", "甲"), ("organisation", "单位"), ("place", "地")):
        monkeypatch.setitem(kinds.RESOLVERS, what, resolve(what, title))
    return asked


@pytest.mark.django_db
def test_sentences_carry_names(write, names, django_assert_num_queries):
    for n in range(5):
        write("trial:1", n, by=Viewer(person_id=9), place=HERE, party=4)
    with django_assert_num_queries(1):
        lines = selectors.timeline(thread="trial:1", viewer=SYSTEM)
    assert [line.sentence for line in lines] == [f"甲7 did number {n}" for n in (4, 3, 2, 1, 0)]
    assert {line.actor for line in lines} == {"甲9"}
    assert lines[0].place == f"地{HERE}"
    assert sorted(names) == ["organisation", "person", "place"]


@pytest.mark.django_db
def test_every_type_of_field_is_shown(names):
    services.append(
        subject="trial:1",
        kind=RICH,
        payload={
            "who": [1, 2],
            "yes": True,
            "day": date(2026, 11, 22),
            "at": datetime(2026, 11, 22, 10, tzinfo=UTC),
            "sum": Decimal("1.50"),
            "pick": "a",
            "seen": 1,
            "code": "x",
        },
        by=SYSTEM,
    )
    services.append(subject="trial:1", kind=RICH, payload=dict.fromkeys(RICH.fields), by=SYSTEM)
    with translation.override("en"):
        empty, full = (line.sentence for line in selectors.timeline(thread="trial:1", viewer=SYSTEM))
    assert full == "甲1、甲2|yes|2026-11-22|2026-11-22 18:00|1.50|Entry|Internal|x"
    assert empty == "|".join(["—"] * 8)


@pytest.mark.django_db
def test_without_resolvers_and_without_kinds(write, monkeypatch):
    monkeypatch.setattr(kinds, "RESOLVERS", {})
    write("trial:1", 3, by=Viewer(person_id=9))
    write("trial:1", 4, party=8)
    with translation.override("en"):
        second, first = selectors.timeline(thread="trial:1", viewer=SYSTEM)
        assert (first.sentence, first.actor, second.actor) == ("#7 did number 3", "Person 9", "Organisation 8")
        monkeypatch.delitem(kinds.KINDS, "trial.did")
        assert selectors.timeline(thread="trial:1", viewer=SYSTEM)[0].sentence == "trial.did"


@pytest.mark.django_db
def test_threads_and_paging(write):
    one = write("trial:1", 1)
    two = write("trial:2", 2, threads=["trial:1"])
    write("trial:2", 3)
    three = write("trial:1", 4)
    found = [line.entry.pk for line in selectors.timeline(thread="trial:1", viewer=SYSTEM)]
    assert found == [three.pk, two.pk, one.pk]
    assert [x.entry.pk for x in selectors.timeline(thread="trial:1", viewer=SYSTEM, limit=1)] == [three.pk]
    rest = selectors.timeline(thread="trial:1", viewer=SYSTEM, before=three.pk)
    assert [line.entry.pk for line in rest] == [two.pk, one.pk]


PUBLIC, INTERNAL, CONFIDENTIAL = Visibility


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("viewer", "here", "nowhere"),
    [
        (ANONYMOUS, {PUBLIC}, {PUBLIC}),
        (Viewer(person_id=3), {PUBLIC}, {PUBLIC}),
        (staff(Role.PROPERTY_STAFF), {PUBLIC, INTERNAL}, {PUBLIC, INTERNAL}),
        (staff(Role.ADMIN), {PUBLIC, INTERNAL}, {PUBLIC, INTERNAL}),
        (staff(Role.WORKER), {PUBLIC, INTERNAL, CONFIDENTIAL}, {PUBLIC, INTERNAL}),
        (staff(Role.LEADER), {PUBLIC, INTERNAL, CONFIDENTIAL}, {PUBLIC, INTERNAL}),
        (staff(Role.AUDITOR), {PUBLIC, INTERNAL, CONFIDENTIAL}, {PUBLIC, INTERNAL, CONFIDENTIAL}),
        (staff(Role.WORKER, THERE), {PUBLIC}, {PUBLIC, INTERNAL}),
        (staff(Role.AUDITOR, THERE), {PUBLIC}, {PUBLIC, INTERNAL, CONFIDENTIAL}),
        (staff(Role.LEADER, ""), {PUBLIC, INTERNAL, CONFIDENTIAL}, {PUBLIC, INTERNAL, CONFIDENTIAL}),
        (SYSTEM, set(Visibility), set(Visibility)),
    ],
)
def test_who_reads_what(write, viewer, here, nowhere):
    for visibility in Visibility:
        write("trial:1", 1, place=HERE, visibility=visibility)
        write("trial:2", 1, visibility=visibility)
    seen = {line.visibility for line in selectors.timeline(thread="trial:1", viewer=viewer)}
    assert seen == here
    assert {line.visibility for line in selectors.timeline(thread="trial:2", viewer=viewer)} == nowhere


@pytest.mark.django_db
def test_filters_of_the_audit(write):
    for n in range(5):
        write(f"trial:{n}", n, by=Viewer(person_id=n + 1), place=HERE if n % 2 else THERE)
    page = selectors.entries(viewer=SYSTEM, limit=2)
    assert [line.entry.subject for line in page.lines] == ["trial:4", "trial:3"]
    rest = selectors.entries(viewer=SYSTEM, limit=5, before=page.older)
    assert (len(rest.lines), rest.older) == (3, None)

    def subjects(**given):
        return [line.entry.subject for line in selectors.entries(viewer=SYSTEM, **given).lines]

    assert subjects(subject="trial:3") == ["trial:3"]
    assert subjects(actor=2) == ["trial:1"]
    assert subjects(place="110108") == ["trial:3", "trial:1"]
    assert subjects(name="trial.other") == []
    today = Entry.objects.latest("pk").recorded_at.astimezone(selectors.audit.clock.BEIJING).date()
    assert len(subjects(since=today, until=today)) == 5
    assert subjects(until=date(2020, 1, 1)) == subjects(since=date(2999, 1, 1)) == []
    assert [line.entry.subject for line in selectors.undelivered(viewer=SYSTEM, limit=2)] == ["trial:0", "trial:1"]


@pytest.mark.django_db
def test_erasing(write):
    entry = write("trial:1", 1, place=HERE, threads=["trial:9"])
    admin, auditor = staff(Role.ADMIN), staff(Role.AUDITOR)
    for viewer in (auditor, staff(Role.ADMIN, THERE), ANONYMOUS):
        with pytest.raises(NotAllowed):
            services.erase_payload(by=viewer, entry=entry.pk, reason="request")
    with pytest.raises(Invalid):
        services.erase_payload(by=admin, entry=entry.pk, reason="because")
    with pytest.raises(NotFound):
        services.erase_payload(by=admin, entry=0, reason="request")
    assert services.erase_payload(by=admin, entry=entry.pk, reason="request")
    assert not services.erase_payload(by=admin, entry=entry.pk, reason="request")
    payload = Payload.objects.get(pk=entry.pk)
    assert (payload.body, bytes(payload.salt)) == (None, b"")
    told = Entry.objects.get(name="journal.erased")
    assert (told.subject, told.sequence, told.place) == ("trial:1", 2, HERE)
    with pytest.raises(Invalid):
        services.erase_payload(by=admin, entry=told.pk, reason="request")
    with translation.override("en"):
        last, first = selectors.timeline(thread="trial:1", viewer=auditor)
    assert first.sentence == "[erased] did number [erased]"
    assert first.erased
    assert "because the person asked for it" in last.sentence
    assert selectors.verify().ok

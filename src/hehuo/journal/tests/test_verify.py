"""Whatever is altered, cut or emptied behind our back is found and named."""

from __future__ import annotations

import argparse
import json

import pytest
from django.db import DatabaseError, connection, transaction

from hehuo.doors.cli.commands import verify as command
from hehuo.ground.access import SYSTEM
from hehuo.journal import selectors, services
from hehuo.journal.models import Entry, Failure, Head, Leaf, Payload, Seal, Undelivered

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(write):
    """Three chains, sealed, and one entry after the seal."""
    for n in range(9):
        write(f"trial:{n % 3}", n)
    services.seal_day(by=SYSTEM)
    write("trial:0", 9)
    assert selectors.verify().ok


def broken():
    report = selectors.verify()
    assert not report.ok
    return report.broken


@pytest.mark.parametrize(
    "change",
    ["place = '11'", "actor = 9", "name = 'trial.other'", "happened_at = now()", "visibility = 0", "threads = '{a}'"],
)
def test_an_altered_row(story, tamper, change):
    tamper(f"UPDATE journal_entry SET {change} WHERE subject = 'trial:1' AND sequence = 2")
    found = broken()
    assert (found.what, found.subject, found.sequence) == ("altered_row", "trial:1", 2)
    assert found.entry == Entry.objects.get(subject="trial:1", sequence=2).pk


@pytest.mark.parametrize("change", ["""body = '{"n": 99, "who": 7}'""", "salt = '\\x00'", "body = NULL"])
def test_an_altered_payload(story, tamper, change):
    entry = Entry.objects.get(subject="trial:1", sequence=2).pk
    tamper(f"UPDATE journal_payload SET {change} WHERE entry_id = {entry}")
    found = broken()
    assert (found.what, found.subject, found.sequence) == ("altered_payload", "trial:1", 2)


def test_a_payload_erased_in_silence(story, tamper):
    entry = Entry.objects.get(subject="trial:1", sequence=2).pk
    Payload.objects.filter(pk=entry).update(body=None, salt=b"", erased_at="2026-01-01T00:00Z")
    found = broken()
    assert (found.what, found.subject, found.sequence) == ("altered_payload", "trial:1", 2)


def test_a_payload_taken_away(story, tamper):
    tamper("DELETE FROM journal_payload WHERE entry_id = (SELECT min(id) FROM journal_entry)")
    assert broken().what == "missing_payload"


def test_a_removed_tail(story, tamper):
    tamper("DELETE FROM journal_entry WHERE subject = 'trial:0' AND sequence = 4")
    found = broken()
    assert (found.what, found.subject, found.sequence) == ("removed_tail", "trial:0", 4)


def test_a_removed_tail_whose_head_was_put_back(story, tamper):
    """The chain itself looks whole then; the seal does not."""
    tamper(
        "DELETE FROM journal_entry WHERE subject = 'trial:1' AND sequence = 3",
        "UPDATE journal_head h SET sequence = 2, hash = e.hash, prev = e.prev FROM journal_entry e "
        "WHERE h.subject = 'trial:1' AND e.subject = 'trial:1' AND e.sequence = 2",
    )
    found = broken()
    assert (found.what, found.subject, found.sequence, found.seal) == ("removed_tail", "trial:1", 3, 1)


def test_a_chain_removed_whole(story, tamper):
    tamper("DELETE FROM journal_entry WHERE subject = 'trial:2'")
    assert (broken().what, broken().subject) == ("removed_tail", "trial:2")
    tamper("DELETE FROM journal_head WHERE subject = 'trial:2'")
    assert (broken().what, broken().subject) == ("removed_tail", "trial:2")


def test_an_entry_removed_from_the_middle(story, tamper):
    tamper("DELETE FROM journal_entry WHERE subject = 'trial:1' AND sequence = 2")
    found = broken()
    assert (found.what, found.subject, found.sequence) == ("missing_entry", "trial:1", 2)


def test_a_chain_rewritten_with_the_right_hashes(story, tamper, write):
    """Somebody who can compute hashes still cannot agree with the seal."""
    tamper("DELETE FROM journal_entry WHERE subject = 'trial:2'", "DELETE FROM journal_head WHERE subject = 'trial:2'")
    for n in range(3):
        write("trial:2", n)
    found = broken()
    assert (found.what, found.subject, found.seal) == ("altered_row", "trial:2", 1)


@pytest.mark.parametrize("table", ["entry", "payload", "head", "seal", "leaf"])
def test_a_truncated_table(story, tamper, table):
    tamper(f"TRUNCATE journal_{table}")
    found = broken()
    assert found.what == "truncated_table"
    assert f"journal_{table}" in found.detail


def test_entries_payloads_and_heads_truncated_together(story, tamper):
    tamper("TRUNCATE journal_entry, journal_payload, journal_head")
    assert broken().what == "truncated_table"


def test_a_head_that_was_moved_or_removed(story, tamper):
    tamper("UPDATE journal_head SET hash = '\\x00' WHERE subject = 'trial:1'")
    assert (broken().what, broken().subject) == ("altered_head", "trial:1")
    tamper("DELETE FROM journal_head WHERE subject = 'trial:1'")
    assert (broken().what, broken().subject) == ("missing_head", "trial:1")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE journal_seal SET day = '2020-01-01'", "altered_seal"),
        ("UPDATE journal_seal SET root = sha256('x')", "altered_seal"),
        ("UPDATE journal_seal SET number = 2", "missing_seal"),
        ("DELETE FROM journal_leaf WHERE position = 1", "altered_seal"),
        ("UPDATE journal_leaf SET hash = sha256('x') WHERE position = 1", "altered_row"),
    ],
)
def test_an_altered_seal(story, tamper, change, what):
    tamper(change)
    assert broken().what == what


def test_a_seal_taken_away(story, tamper, write):
    from datetime import date

    write()
    services.seal_day(by=SYSTEM, day=date(2999, 1, 1))
    tamper("DELETE FROM journal_seal WHERE number = 2", "DELETE FROM journal_leaf WHERE seal_id = 2")
    assert (broken().what, broken().seal) == ("missing_seal", 2)


def test_against_a_kept_page(story):
    kept = bytes(Seal.objects.get().hash).hex()
    assert selectors.verify(against=kept.upper()).ok
    assert selectors.verify(against="ab" * 32).broken.what == "missing_seal"


def test_an_empty_journal_is_whole():
    report = selectors.verify()
    assert (report.ok, report.entries, report.subjects, report.seals) == (True, 0, 0, 0)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET place = '11'",
        "DELETE FROM journal_entry",
        "UPDATE journal_seal SET count = 0",
        "DELETE FROM journal_seal",
        "UPDATE journal_leaf SET position = 7",
        "DELETE FROM journal_leaf",
        "DELETE FROM journal_payload",
        "UPDATE journal_payload SET body = '{}'",
        "UPDATE journal_payload SET body = NULL, erased_at = now()",
        "UPDATE journal_payload SET salt = ''",
        "DELETE FROM journal_head",
        "UPDATE journal_head SET sequence = sequence - 1",
        "UPDATE journal_head SET hash = '\\x00'",
        "UPDATE journal_head SET subject = 'x'",
    ],
)
def test_the_database_itself_forbids_it(story, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_what_was_erased_stays_erased(story):
    services.erase_payload(by=SYSTEM, entry=Entry.objects.earliest("pk").pk, reason="request")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Payload.objects.filter(erased_at__isnull=False).update(erased_at=None, body={}, salt=b"x")


TABLES = ["entry", "payload", "head", "seal", "leaf", "undelivered", "failure"]


@pytest.mark.parametrize("table", TABLES)
def test_truncate_is_forbidden_wherever_the_database_is_not_a_test(story, table):
    """The exemption hangs on the database's name alone; here the guard is asked as production would ask it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'journal_forbid'")
        source = cursor.fetchone()[0]
        elsewhere = source.replace("current_database()", "'hehuo'")
        assert source != elsewhere
        cursor.execute(
            f"CREATE OR REPLACE FUNCTION journal_forbid() RETURNS trigger LANGUAGE plpgsql AS $${elsewhere}$$"
        )
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(f"TRUNCATE journal_{table} CASCADE")


def test_every_table_is_guarded():
    models = {Entry, Payload, Head, Seal, Leaf, Undelivered, Failure}
    assert {model._meta.db_table for model in models} == {f"journal_{table}" for table in TABLES}


def run(capsys, *words):
    parser = argparse.ArgumentParser()
    command.add_arguments(parser)
    code = command.handle(parser.parse_args(words))
    return code, capsys.readouterr().out


def test_the_command_says_whole(story, capsys):
    code, out = run(capsys, "--json")
    told = json.loads(out)
    assert code == 0
    assert told == {"ok": True, "entries": 11, "subjects": 4, "seals": 1, "seconds": told["seconds"], "break": None}
    code, out = run(capsys)
    assert code == 0
    assert "whole" in out


def test_the_command_names_the_break(story, tamper, capsys):
    tamper("UPDATE journal_entry SET place = '11' WHERE subject = 'trial:1' AND sequence = 2")
    code, out = run(capsys, "--json")
    assert code == 1
    told = json.loads(out)["break"]
    assert (told["what"], told["subject"], told["sequence"]) == ("altered_row", "trial:1", 2)
    code, out = run(capsys)
    assert code == 1
    assert "BROKEN (altered_row): trial:1: entry 2" in out

"""Whatever sequence of writing, erasing and sealing people come up with, the journal verifies and proves."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from hehuo.ground.access import SYSTEM
from hehuo.journal import rules, selectors, services
from hehuo.journal.models import Entry, Seal

from .conftest import TRIAL

subjects = st.integers(0, 3).map(lambda n: f"machine:{n}")


class Journal(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.entries: list[int] = []
        self.erased: set[int] = set()
        self.written: dict[str, int] = {}
        self.day = date(2026, 1, 1)
        self.kept: list[str] = []

    def teardown(self):
        transaction.set_rollback(True)
        self.atomic.__exit__(None, None, None)

    def _count(self, subject):
        self.written[subject] = self.written.get(subject, 0) + 1

    @rule(subject=subjects, n=st.integers())
    def one(self, subject, n):
        self.entries.append(
            services.append(subject=subject, kind=TRIAL, payload={"who": 1, "n": n % 1000}, by=SYSTEM).pk
        )
        self._count(subject)

    @rule(several=st.lists(subjects, max_size=5))
    def many(self, several):
        self.entries += services.append_many(
            services.Draft(subject, TRIAL, {"who": 1, "n": 0}, SYSTEM) for subject in several
        )
        for subject in several:
            self._count(subject)

    @precondition(lambda self: self.entries)
    @rule(data=st.data())
    def erase(self, data):
        entry = data.draw(st.sampled_from(self.entries))
        assert services.erase_payload(by=SYSTEM, entry=entry, reason="request") == (entry not in self.erased)
        if entry not in self.erased:
            self._count(Entry.objects.get(pk=entry).subject)
        self.erased.add(entry)

    @rule()
    def seal(self):
        self.day += timedelta(days=1)
        self.kept.append(bytes(services.seal_day(by=SYSTEM, day=self.day).hash).hex())

    @invariant()
    def whole(self):
        report = selectors.verify(against=self.kept[0] if self.kept else "")
        assert report.ok, report.broken
        assert report.seals == len(self.kept)

    @invariant()
    def complete(self):
        for subject, length in self.written.items():
            assert selectors.proof_for(subject).length == length

    @invariant()
    def proved(self):
        for subject in self.written:
            proof = selectors.proof_for(subject)
            if proof.seal is None:
                continue
            leaf = rules.leaf_hash(subject, proof.sealed_length, bytes.fromhex(proof.sealed_head))
            path = [bytes.fromhex(node) for node in proof.path]
            seal = Seal.objects.get(number=proof.seal.number)
            assert leaf.hex() == proof.leaf
            assert rules.root_from_path(leaf, proof.position, seal.count, path) == bytes(seal.root)
            sealed = Entry.objects.get(subject=subject, sequence=proof.sealed_length)
            assert bytes(sealed.hash).hex() == proof.sealed_head


@pytest.mark.django_db
def test_any_sequence_leaves_a_journal_that_proves_itself():
    from hypothesis.stateful import run_state_machine_as_test

    run_state_machine_as_test(Journal, settings=settings(max_examples=15, stateful_step_count=15, deadline=None))

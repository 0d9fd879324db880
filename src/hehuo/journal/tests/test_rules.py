"""Hashes and trees, against their published definitions."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from hehuo.ground.canonical import canonical, plain
from hehuo.journal import rules

codes = st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
moments = st.datetimes(timezones=st.just(UTC))
hashes = st.binary(min_size=32, max_size=32)
plain_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | codes,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.from_regex(r"\A[a-z_]{1,8}\Z"), inner, max_size=4),
    max_leaves=20,
)
headers = st.builds(
    rules.Header,
    subject=codes,
    name=codes,
    threads=st.lists(codes, max_size=3).map(tuple),
    actor=st.none() | st.integers(1, 2**53 - 1),
    party=st.none() | st.integers(1, 2**53 - 1),
    place=codes,
    visibility=st.integers(0, 2),
    happened_at=moments,
    recorded_at=moments,
)


@given(plain_values)
def test_the_quick_encoder_spells_like_rfc_8785(value):
    assert rules.encode(value) == rfc8785.dumps(value)


@given(moments)
def test_moments_are_spelt_like_the_ground_spells_them(moment):
    assert rules.moment(moment) == plain(moment)


@given(headers, st.integers(1, 10**9), hashes, hashes)
def test_an_entry_is_hashed_over_prev_header_digest(header, sequence, prev, digest):
    whole = {
        "actor": header.actor,
        "happened_at": header.happened_at,
        "name": header.name,
        "party": header.party,
        "place": header.place,
        "recorded_at": header.recorded_at,
        "sequence": sequence,
        "subject": header.subject,
        "threads": list(header.threads),
        "visibility": header.visibility,
    }
    expected = hashlib.sha256(prev + canonical(whole) + digest).digest()
    assert header.link(sequence=sequence, prev=prev, digest=digest) == expected


def _mth(leaves: list[bytes]) -> bytes:
    """RFC 6962 section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return hashlib.sha256(b"\x01" + _mth(leaves[:k]) + _mth(leaves[k:])).digest()


@given(st.lists(hashes, max_size=70))
def test_the_growing_tree_has_the_rfc_6962_root(leaves):
    assert rules.root_of(leaves) == _mth(leaves)


@given(st.lists(hashes, min_size=1, max_size=70), st.data())
def test_every_leaf_is_proved_by_its_path_and_by_no_other(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    path = rules.audit_path(index, leaves)
    root = rules.root_of(leaves)
    assert rules.root_from_path(leaves[index], index, len(leaves), path) == root
    assert rules.root_from_path(hashlib.sha256(leaves[index]).digest(), index, len(leaves), path) != root
    assert rules.root_from_path(leaves[index], index, len(leaves), [*path, bytes(32)]) is None
    if path:
        assert rules.root_from_path(leaves[index], index, len(leaves), path[:-1]) is None


def test_a_path_needs_a_leaf():
    with pytest.raises(IndexError):
        rules.audit_path(1, [bytes(32)])
    assert rules.root_from_path(bytes(32), 1, 1, []) is None


@given(hashes, st.integers(1, 1000), st.text("abc:1", min_size=1, max_size=10))
def test_a_leaf_binds_subject_number_and_hash(head, sequence, subject):
    leaf = rules.leaf_hash(subject, sequence, head)
    assert leaf != rules.leaf_hash(subject, sequence + 1, head)
    assert leaf != rules.leaf_hash(subject + "x", sequence, head)
    assert (
        leaf
        == hashlib.sha256(
            b"\x00" + rfc8785.dumps({"hash": head.hex(), "sequence": sequence, "subject": subject})
        ).digest()
    )


def test_a_seal_is_hashed_over_its_public_file():
    seal = rules.SealHeader(2, date(2026, 11, 22), bytes(32), 5, 99, datetime(2026, 11, 22, tzinfo=UTC), b"\x01" * 32)
    assert seal.hash() == hashlib.sha256(rfc8785.dumps(dict(seal.public()))).digest()  # type: ignore[arg-type]

"""What makes the journal provable: hashes of entries, and Merkle trees (RFC 6962) for the daily seal.

Pure functions. Whoever wants to check our journal without us needs nothing but this page and SHA-256.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

#: What the first entry of a chain, and the first seal, points back to.
GENESIS = bytes(32)
#: The root of a tree without leaves.
EMPTY_ROOT = hashlib.sha256(b"").digest()

_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode


def encode(value: object) -> bytes:
    """Canonical JSON (RFC 8785) of plain data without floats, through the interpreter's own quick encoder.

    Without floats and with ASCII keys the two spellings are the same; a property test compares them.
    """
    return _dumps(value).encode()


@lru_cache(maxsize=1024)
def moment(value: datetime) -> str:
    """``value`` as the journal spells it: UTC with microseconds."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


@dataclass(frozen=True, slots=True)
class Header:
    """What an entry says about itself, without its place in the chain: ids and codes, nothing personal."""

    subject: str
    name: str
    threads: tuple[str, ...]
    actor: int | None
    party: int | None
    place: str
    visibility: int
    happened_at: datetime
    recorded_at: datetime

    def halves(self) -> tuple[bytes, bytes]:
        """The canonical header before and after the number of the entry, so that a database can number it."""
        front = _dumps(
            {
                "actor": self.actor,
                "happened_at": moment(self.happened_at),
                "name": self.name,
                "party": self.party,
                "place": self.place,
                "recorded_at": moment(self.recorded_at),
            }
        )
        back = _dumps({"subject": self.subject, "threads": self.threads, "visibility": self.visibility})
        return f'{front[:-1]},"sequence":'.encode(), f",{back[1:]}".encode()

    def link(self, *, sequence: int, prev: bytes, digest: bytes) -> bytes:
        """The entry's hash: ``SHA-256(prev ‖ header ‖ digest)``."""
        front, back = self.halves()
        return hashlib.sha256(prev + front + str(sequence).encode() + back + digest).digest()


def digest_of(salt: bytes, body: object) -> bytes:
    """The digest of a payload: ``SHA-256(salt ‖ canonical JSON)``."""
    return hashlib.sha256(salt + encode(body)).digest()


# --- Merkle tree, RFC 6962 section 2.1 -------------------------------------------------------------------------------


def leaf_hash(subject: str, sequence: int, head: bytes) -> bytes:
    """The leaf for the head of one chain. ``head`` is unguessable, so a leaf gives nothing away."""
    body = encode({"hash": head.hex(), "sequence": sequence, "subject": subject})
    return hashlib.sha256(b"\x00" + body).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A growing tree that remembers only its peaks: the root over any number of leaves in O(log n) memory."""

    def __init__(self) -> None:
        self.count = 0
        self._peaks: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        size, self.count = self.count, self.count + 1
        while size & 1:
            leaf = node_hash(self._peaks.pop(), leaf)
            size >>= 1
        self._peaks.append(leaf)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over ``leaves`` (leaf hashes, in order)."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def audit_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The neighbours, from the leaf upwards, that lead from leaf ``index`` to the root.

    Raises IndexError where there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    path: list[bytes] = []
    row = list(leaves)
    while len(row) > 1:
        if index ^ 1 < len(row):
            path.append(row[index ^ 1])
        above = [node_hash(row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = above + row[len(row) & ~1 :]
        index >>= 1
    return path


def climb(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> list[tuple[bytes, bytes]] | None:
    """The pairs to hash, from the leaf up, for leaf ``index`` of ``count`` (RFC 9162 2.1.3.2).

    None where ``path`` does not fit a tree of that size. The last pair's :func:`node_hash` is the root.
    """
    if not 0 <= index < count:
        return None
    pairs: list[tuple[bytes, bytes]] = []
    last, node = count - 1, leaf
    for neighbour in path:
        if last == 0:
            return None
        if index & 1 or index == last:
            pairs.append((neighbour, node))
            while not index & 1 and index:
                index, last = index >> 1, last >> 1
        else:
            pairs.append((node, neighbour))
        node = node_hash(*pairs[-1])
        index, last = index >> 1, last >> 1
    return pairs if last == 0 else None


def root_from_path(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root that ``path`` leads to, or None where it does not fit a tree of ``count`` leaves."""
    pairs = climb(leaf, index, count, path)
    if pairs is None:
        return None
    return node_hash(*pairs[-1]) if pairs else leaf


# --- Seals -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SealHeader:
    """One day's seal as it is hashed and published."""

    number: int
    day: date
    root: bytes
    count: int
    up_to: int
    sealed_at: datetime
    prev: bytes

    def public(self) -> Mapping[str, object]:
        """The seal as plain JSON, as the public file shows it."""
        return {
            "count": self.count,
            "day": self.day.isoformat(),
            "number": self.number,
            "prev": self.prev.hex(),
            "root": self.root.hex(),
            "sealed_at": moment(self.sealed_at),
            "up_to": self.up_to,
        }

    def hash(self) -> bytes:
        """``SHA-256`` of the canonical JSON of :meth:`public`; ``prev`` is in it, so each seal covers all before it."""
        return hashlib.sha256(encode(self.public())).digest()

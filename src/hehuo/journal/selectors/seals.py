"""Seals and proofs for anybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from hehuo.journal.models import Head, Leaf, Seal
from hehuo.journal.rules import audit_path, leaf_hash

#: Finds the subject that a person means by what is printed on her paper; None where it is none of its sort.
Lookup = Callable[[str], str | None]
#: Sorts of subjects that anybody may check, with the room's own way to read their numbers.
_LOOKUPS: dict[str, Lookup | None] = {"journal": None}


def register_lookup(sort: str, lookup: Lookup | None = None) -> None:
    """Open subjects ``sort:id`` to the public check; ``lookup`` turns a printed number into such a subject."""
    _LOOKUPS[sort] = lookup


def find_subject(text: str) -> str | None:
    """The subject that ``text`` (``case:12`` or a printed number) names, if its sort is open to the public."""
    text = text.strip()
    if not text.isascii() or len(text) > 60:
        return None
    if text.partition(":")[0] in _LOOKUPS and Head.objects.filter(pk=text).exists():
        return text
    for lookup in _LOOKUPS.values():
        if lookup and (subject := lookup(text)):
            return subject
    return None


def seals(limit: int = 30, before: int | None = None) -> list[Seal]:
    """The newest seals, newest first; ``before`` (a number) pages on."""
    rows = Seal.objects.order_by("-number")
    return list((rows.filter(number__lt=before) if before is not None else rows)[:limit])


def seal(number: int) -> Seal | None:
    """One seal."""
    return Seal.objects.filter(number=number).first()


def leaves_of(number: int) -> Iterator[bytes]:
    """The leaf hashes of a seal, in order, streamed."""
    rows = Leaf.objects.filter(seal_id=number).order_by("position").values_list("subject", "sequence", "hash")
    for subject, sequence, digest in rows.iterator(chunk_size=5000):
        yield leaf_hash(subject, sequence, bytes(digest))


@dataclass(frozen=True, slots=True)
class Proof:
    """That a chain's head stands in a seal: hash leaf and path together and you get the seal's root."""

    subject: str
    #: Where the chain ends now.
    length: int
    head: str
    #: Where it ended when it was last sealed; everything below is None before the first seal.
    sealed_length: int | None = None
    sealed_head: str | None = None
    leaf: str | None = None
    position: int | None = None
    path: tuple[str, ...] = ()
    seal: Seal | None = None

    @property
    def newer(self) -> int:
        """How many entries came after the seal."""
        return self.length - (self.sealed_length or 0)

    def public(self) -> dict[str, Any]:
        """The proof as plain JSON."""
        sealed = None
        if self.seal is not None:
            sealed = {
                "sequence": self.sealed_length,
                "hash": self.sealed_head,
                "leaf": self.leaf,
                "position": self.position,
                "path": list(self.path),
                "seal": {**self.seal.header.public(), "hash": bytes(self.seal.hash).hex()},
            }
        return {"subject": self.subject, "sequence": self.length, "hash": self.head, "sealed": sealed}


def proof_for(subject: str) -> Proof | None:
    """The proof for the chain of ``subject``, None where it has none; the work grows with that one seal's leaves."""
    head = Head.objects.filter(pk=subject).first()
    if head is None:
        return None
    now: dict[str, Any] = {"subject": subject, "length": head.sequence, "head": bytes(head.hash).hex()}
    leaf = Leaf.objects.filter(subject=subject).order_by("-sequence").first()
    if leaf is None:
        return Proof(**now)
    leaves = list(leaves_of(leaf.seal_id))
    return Proof(
        **now,
        sealed_length=leaf.sequence,
        sealed_head=bytes(leaf.hash).hex(),
        leaf=leaf_hash(subject, leaf.sequence, bytes(leaf.hash)).hex(),
        position=leaf.position,
        path=tuple(node.hex() for node in audit_path(leaf.position, leaves)),
        seal=Seal.objects.get(pk=leaf.seal_id),
    )

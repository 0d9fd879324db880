"""A proof as commands that anybody can type: nothing of ours is needed, only ``sha256sum`` and ``xxd``."""

from __future__ import annotations

from dataclasses import dataclass

from hehuo.journal.models import Seal
from hehuo.journal.rules import climb, encode, node_hash

from .seals import Proof


@dataclass(frozen=True, slots=True)
class Step:
    """One command and what it must print."""

    command: str
    result: str


def recipe(proof: Proof) -> list[Step]:
    """From the chain's sealed head to the root, then from the root to the seal's own hash; empty before a seal."""
    seal = proof.seal
    if seal is None or proof.leaf is None or proof.position is None:
        return []
    leaf = encode({"hash": proof.sealed_head, "sequence": proof.sealed_length, "subject": proof.subject}).decode()
    steps = [Step(f"printf '\\000%s' '{leaf}' | sha256sum", proof.leaf)]
    path = [bytes.fromhex(node) for node in proof.path]
    for left, right in climb(bytes.fromhex(proof.leaf), proof.position, seal.count, path) or ():
        steps.append(
            Step(f"printf '01%s%s' {left.hex()} {right.hex()} | xxd -r -p | sha256sum", node_hash(left, right).hex())
        )
    return [*steps, seal_step(seal)]


def seal_step(seal: Seal) -> Step:
    """The command that hashes the seal itself."""
    return Step(f"printf '%s' '{encode(seal.header.public()).decode()}' | sha256sum", bytes(seal.hash).hex())

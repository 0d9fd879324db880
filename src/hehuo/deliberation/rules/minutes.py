"""Minutes: two people's texts brought together, when they are agreed, what may not go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from hehuo.ground.text import mask_numbers


def merge(base: str, mine: str, theirs: str) -> str | None:
    """``mine`` and ``theirs``, both grown from ``base``, brought together line by line; None where both changed the
    same lines differently, so that a person has to look. What both wrote at the same spot stands one after the other.
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    old = _lines(base)
    left, right = _changes(old, _lines(theirs)), _changes(old, _lines(mine))
    woven: list[str] = []
    at = 0
    for start, end, lines in sorted([*left, *(change for change in right if change not in left)], key=lambda c: c[:2]):
        if start < at:
            return None
        woven += old[at:start] + lines
        at = end
    # The hand that types last stands on an empty line: it stays there.
    return "\n".join(woven + old[at:]) + mine[len(mine.rstrip()) :]


def _lines(text: str) -> list[str]:
    text = text.rstrip()
    return text.split("\n") if text else []


def _changes(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int, list[str]]]:
    """What became of which lines of ``old``: (from, up to, what stands there now)."""
    moves = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i1, i2, list(new[j1:j2])) for tag, i1, i2, j1, j2 in moves if tag != "equal"]


def agreed(voices: Iterable[str], answers: Iterable[tuple[str, bool]]) -> bool:
    """Whether each of ``voices`` has agreed and none objects; ``answers`` are (voice, agrees?) to the present text."""
    said = list(answers)
    yes = {voice for voice, agrees in said if agrees}
    no = {voice for voice, agrees in said if not agrees}
    there = set(voices)
    return bool(there) and there <= yes - no


def missing_from_public(text: str, names: Iterable[str]) -> list[str]:
    """What ``text`` must lose before everybody may read it: the ``names`` it still holds; ``""`` for a number of a
    telephone or an identity card (PIPL art. 6)."""
    found = [name for name in dict.fromkeys(names) if len(name) > 1 and name in text]
    return found if mask_numbers(text) == text else [*found, ""]

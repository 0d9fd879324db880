"""Minutes: two people's texts brought together, when they are agreed, what may not go out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from hehuo.ground.text import mask_numbers

Change = tuple[int, int, list[str]]


def merge(base: str, mine: str, theirs: str, *, both: bool = False) -> str | None:
    """``mine`` and ``theirs``, both grown from ``base``, brought together line by line.

    Where both changed the same lines differently, None, so that a person looks; or, with ``both``, one wording after
    the other. What both wrote at the same spot stands one after the other in any case.
    """
    if mine in (base, theirs):
        return theirs
    if theirs == base:
        return mine
    old = _lines(base)
    woven: list[str] = []
    at = 0
    for start, end, left, right in _regions(_changes(old, _lines(theirs)), _changes(old, _lines(mine))):
        there, here = (_applied(old, start, end, changes) for changes in (left, right))
        if left and right and there != here:
            if not both:
                return None
            there = there + [line for line in here if line not in there]
        woven += old[at:start] + (there if left else here)
        at = end
    # The hand that types last stands on an empty line: it stays there.
    return "\n".join(woven + old[at:]) + mine[len(mine.rstrip()) :]


def _lines(text: str) -> list[str]:
    text = text.rstrip()
    return text.split("\n") if text else []


def _changes(old: Sequence[str], new: Sequence[str]) -> list[Change]:
    """What became of which lines of ``old``: (from, up to, what stands there now)."""
    moves = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return [(i1, i2, list(new[j1:j2])) for tag, i1, i2, j1, j2 in moves if tag != "equal"]


def _regions(left: list[Change], right: list[Change]) -> list[tuple[int, int, list[Change], list[Change]]]:
    """Changes of either side that speak of the same lines, put together; what both did alike counts as one side's."""
    regions: list[tuple[int, int, list[Change], list[Change]]] = []
    sides = [(change, 0) for change in left] + [(change, 1) for change in right if change not in left]
    for change, side in sorted(sides, key=lambda each: (each[0][:2], each[1])):
        start, end, _lines_now = change
        if not regions or start >= regions[-1][1]:
            regions.append((start, end, [], []))
        first, last, *changes = regions[-1]
        changes[side].append(change)
        regions[-1] = (first, max(last, end), changes[0], changes[1])
    return regions


def _applied(old: Sequence[str], start: int, end: int, changes: Sequence[Change]) -> list[str]:
    """Lines ``start`` to ``end`` of ``old`` after ``changes``."""
    lines: list[str] = []
    for begin, finish, now in changes:
        lines += [*old[start:begin], *now]
        start = finish
    return [*lines, *old[start:end]]


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

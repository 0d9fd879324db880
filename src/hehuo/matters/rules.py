"""Pure rules of category trees: reading a table of paths, giving out codes that stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from hehuo.ground.text import clean

#: The tree that comes with Hehuo.
DEFAULT = "default"
MAX_NAME = 60
MAX_DEPTH = 10
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CODE = re.compile(r"[0-9A-Za-z]{1,20}")
_CODE_HEADERS = frozenset({"code", "编码", "代码", "分类编码", "分类代码"})

Path = tuple[str, ...]


@dataclass(slots=True)
class Table:
    """What a file says: every path once, in its order, with a code where it gave one; and the rows that say nothing."""

    paths: dict[Path, str] = field(default_factory=dict)
    #: (row number, reason key); reasons are words of the room's services.
    bad: list[tuple[int, str]] = field(default_factory=list)


def read_table(rows: Iterable[Sequence[str]]) -> Table:
    """Read rows of names from the widest category to the narrowest; the first row is the header.

    A column headed ``code`` (编码, 代码) holds the code of the row's narrowest category. Empty cells at the end of a
    row are allowed, gaps are not; a repeated path counts once.
    """
    table = Table()
    header: list[str] | None = None
    for number, row in enumerate(rows, start=1):
        cells = [" ".join(clean(cell).split()) for cell in row]
        if header is None:
            header = [cell.lower() for cell in cells]
            continue
        if not any(cells):
            continue
        code = next((cell for cell, name in zip(cells, header, strict=False) if name in _CODE_HEADERS), "")
        names = [cell for index, cell in enumerate(cells) if index >= len(header) or header[index] not in _CODE_HEADERS]
        while names and not names[-1]:
            names.pop()
        reason = _reason(names, code)
        if reason:
            table.bad.append((number, reason))
            continue
        path = tuple(names)
        for depth in range(1, len(path)):
            table.paths.setdefault(path[:depth], "")
        table.paths[path] = code or table.paths.get(path, "")
    return table


def _reason(names: Sequence[str], code: str) -> str:
    if not names:
        return "empty"
    if not all(names):
        return "gap"
    if len(names) > MAX_DEPTH:
        return "deep"
    if any(len(name) > MAX_NAME for name in names):
        return "long"
    if code and not _CODE.fullmatch(code):
        return "code"
    return ""


def next_code(above: str, taken: Collection[str]) -> str:
    """The first free code below ``above``: two characters more, 01 … 99, then 0A … ZZ.

    Raises ValueError when all are given out.
    """
    for number in range(1, 100):
        if (code := f"{above}{number:02d}") not in taken:
            return code
    for high in _ALPHABET:
        for low in _ALPHABET:
            if not (high + low).isdigit() and (code := above + high + low) not in taken:
                return code
    raise ValueError(above)


def give_codes(paths: dict[Path, str], known: dict[Path, str], taken: Collection[str] = ()) -> dict[Path, str]:
    """A code for every path, in their order: the file's own, else the one it had, else the next free below its parent.

    ``known`` are the codes of today's paths; ``taken`` all that were ever given out, which are not used for something
    else unless the file says so. Raises ValueError with the code that the file gives to two paths.
    """
    given = [code for code in paths.values() if code]
    for code in given:
        if given.count(code) > 1:
            raise ValueError(code)
    used = set(given)
    result: dict[Path, str] = {}
    for path, own in paths.items():
        had = known.get(path, "")
        code = own or (had if had not in used else "")
        result[path] = code or next_code(result.get(path[:-1], ""), used.union(taken, known.values()))
        used.add(result[path])
    return result

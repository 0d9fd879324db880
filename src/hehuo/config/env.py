"""Reading environment variables.

A value that cannot be understood never stops the import of the settings (``hehuo db up`` must work, and a message from
deep inside an import helps nobody): the default stands in, and :mod:`.checks` reports it with a hint.
"""

from __future__ import annotations

import os
import re

#: Variable → what is wrong with its value.
PROBLEMS: dict[str, str] = {}


def text(name: str, default: str = "") -> str:
    """The value of ``name`` without blanks around it; ``default`` when it is unset or empty."""
    return os.environ.get(name, "").strip() or default


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated values of ``name``."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def flag(name: str, *, default: bool = False) -> bool:
    """Whether ``name`` is switched on (1 or 0)."""
    return choice(name, ("0", "1"), "1" if default else "0") == "1"


def number(name: str, default: int, *, least: int = 0) -> int:
    """The whole number in ``name``, at least ``least``."""
    given = text(name, str(default))
    if not given.isdecimal() or int(given) < least:
        PROBLEMS[name] = f"{given!r} is not a whole number from {least} on."
        return default
    return int(given)


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """The value of ``name`` when it is one of ``allowed``."""
    given = text(name, default)
    if given not in allowed:
        PROBLEMS[name] = f"{given!r} is none of {', '.join(allowed)}."
        return default
    return given


def rate(name: str, default: str) -> str:
    """How often in what time, as ``20/h`` or ``5/10m`` (s, m, h, d); ``off`` for no limit."""
    given = text(name, default)
    if given != "off" and not re.fullmatch(r"[1-9]\d*/\d*[smhd]", given):
        PROBLEMS[name] = f"{given!r} is not of the form 20/h (s, m, h or d)."
        return default
    return given

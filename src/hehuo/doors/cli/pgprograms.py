"""Which ``pg_dump`` and ``pg_restore`` fit a server."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from .embedded import DatabaseTrouble, programs


def program(name: str, server: int) -> Path:
    """``pg_dump`` or ``pg_restore`` for a server of major version ``server``.

    An older program refuses a newer server, and a newer one writes settings that an older server does not know, so the
    nearest one from the server's version upwards is taken. Raises DatabaseTrouble when there is none.
    """
    fitting = {major: path for path in _candidates(name) if (major := _major(path)) >= server}
    if not fitting:
        raise DatabaseTrouble(
            f"No {name} of version {server} or newer was found. Install postgresql-client-{server} and try again."
        )
    return fitting[min(fitting)]


def _candidates(name: str) -> Iterator[Path]:
    wheel = programs()
    yield wheel / name
    yield wheel.parents[1] / "pginstall" / "bin" / name
    yield from Path("/usr/lib/postgresql").glob(f"*/bin/{name}")
    if found := shutil.which(name):
        yield Path(found)


def _major(path: Path) -> int:
    """The major version of the program at ``path``, 0 when it does not tell."""
    if not path.is_file():
        return 0
    said = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\) (\d+)", said)
    return int(found[1]) if found else 0

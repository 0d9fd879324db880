"""The ``hehuo`` command: our own commands (see ``commands/``), then every management command of Django."""

from __future__ import annotations

import argparse
import ast
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

from . import commands
from .embedded import DatabaseTrouble
from .house import database_up

#: Our commands that run without Django: they start things, and must work when the house does not.
BEFORE_DJANGO = frozenset({"db", "serve"})
#: Django's commands that never touch the database, so that an image can be built without one.
WITHOUT_DATABASE = frozenset({"collectstatic", "compilemessages", "help", "makemessages"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hehuo.config.settings")
    words = list(sys.argv[1:] if arguments is None else arguments)
    if not words or words[0] in {"-h", "--help"}:
        sys.stdout.write(_overview())
        return 0
    try:
        for name in sorted(_names(), key=len, reverse=True):
            parts = name.split("_")
            if words[: len(parts)] == parts:
                return _ours(name, words[len(parts) :])
        return _django(words)
    except DatabaseTrouble as trouble:
        sys.stderr.write(f"hehuo: {trouble}\n")
        return 1


def _names() -> list[str]:
    return [module.name for module in pkgutil.iter_modules(commands.__path__)]


def _ours(name: str, words: list[str]) -> int:
    trouble: type[Exception] = DatabaseTrouble
    if name not in BEFORE_DJANGO:
        # Imported late: errors with words in them need nothing, but Django must be set up before a room is imported.
        django = importlib.import_module("django")
        database_up()
        django.setup()
        trouble = importlib.import_module("hehuo.ground.errors").HehuoError
    command = importlib.import_module(f"{commands.__name__}.{name}")
    parser = argparse.ArgumentParser(
        prog=f"hehuo {name.replace('_', ' ')}",
        description=command.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    if hasattr(command, "add_arguments"):
        command.add_arguments(parser)
    try:
        return int(command.handle(parser.parse_args(words)) or 0)
    except trouble as error:
        sys.stderr.write(f"hehuo: {error}\n")
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output (head, less) has gone; nothing is left to say, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _django(words: list[str]) -> int:
    if words[0] not in WITHOUT_DATABASE:
        database_up()
    management = importlib.import_module("django.core.management")
    management.execute_from_command_line(["hehuo", *words])
    return 0


def _overview() -> str:
    """All our commands with the first line of their documentation, read without importing them."""
    place = Path(commands.__path__[0])
    lines = ["Usage: hehuo COMMAND [...]   (hehuo COMMAND --help tells more)", ""]
    for name in sorted(_names()):
        text = ast.get_docstring(ast.parse((place / f"{name}.py").read_text(encoding="utf-8"))) or ""
        lines.append(f"  {name.replace('_', ' '):<18}{text.partition(chr(10))[0]}")
    return "\n".join([*lines, "", "Every management command of Django works too: hehuo migrate, hehuo shell …", ""])


if __name__ == "__main__":
    sys.exit(main())

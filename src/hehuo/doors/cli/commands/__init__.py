"""One module per command.

The module's name is what a person types, with ``_`` for the blank: ``charter_resolve.py`` is ``hehuo charter resolve``.
The first line of its docstring is its help. It offers::

    def add_arguments(parser: argparse.ArgumentParser) -> None: ...   # optional
    def handle(options: argparse.Namespace) -> int: ...               # the exit code

Django is ready and the database is up before the module is imported, so it may import services and selectors at the
top. A command that must not wait for that is named in ``hehuo.doors.cli.main.BEFORE_DJANGO``.
Errors of ``hehuo.ground.errors`` may escape: the person sees their message and the exit code 1.
"""

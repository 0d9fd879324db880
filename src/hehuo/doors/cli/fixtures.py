"""What ships with Hehuo and is loaded by ``hehuo setup``, lowest room first.

Each step is a name and a function without arguments; it may be run again at any time and must then change nothing.
"""

from __future__ import annotations

from collections.abc import Callable

STEPS: tuple[tuple[str, Callable[[], object]], ...] = ()

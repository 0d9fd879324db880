"""How each room tells the concurrency harness (tests/test_concurrency.py) to call its services at once.

A room's file ``tests/concurrency/<room>.py`` holds ``SCENARIOS``: the name of a service → one :class:`Scenario`, or a
list of them. The name is the function's (``"accept_case"``), or its full one in ``ground.service.REGISTRY`` where two
of a room are called the same. A service without scenario fails the test by name, and so does a scenario without one::

    SCENARIOS = {
        # Three people press the same button: one change.
        "accept_case": Scenario(
            prepare=lambda world, cast: State(case=handed_down(world), by=cast.worker.viewer),
            call=lambda state, i: {"by": state.by, "case": state.case.pk},
            check=lambda state, outcomes: once(outcomes) or assert_accepted(state.case),
        ),
    }

``prepare(world, cast)`` makes what is needed (committed; fixtures of the root conftest) and returns a state of any
kind. ``call(state, i)`` gives the keyword arguments for caller number i (0, 1 …); make them alike for "the same button
twice", different for "two people want different things". ``check(state, outcomes)`` asserts what must hold then.

Whatever the scenario says, the harness itself demands: every call ends; nobody sees anything but an answer or a
``HehuoError`` (no integrity error, no deadlock); and the journal verifies afterwards.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hehuo.ground.errors import HehuoError


@dataclass(frozen=True)
class Outcome:
    """What one caller got: a value, or an error in the user's words."""

    value: Any = None
    error: HehuoError | None = None

    @property
    def ok(self) -> bool:
        return self.error is None


Outcomes = Sequence[Outcome]


def nothing(_state: Any, _outcomes: Outcomes) -> None:
    """No check beyond the harness's own."""


@dataclass(frozen=True)
class Scenario:
    """How to call one service from ``callers`` threads at once; see the module's docstring."""

    prepare: Callable[[Any, Any], Any]
    call: Callable[[Any, int], dict[str, Any]]
    check: Callable[[Any, Outcomes], Any] = nothing
    callers: int = 3


def all_ok(outcomes: Outcomes) -> None:
    """Everybody was served."""
    assert all(outcome.ok for outcome in outcomes), [str(outcome.error) for outcome in outcomes]


def once(outcomes: Outcomes) -> None:
    """At least one was served, and whoever was not got a clear refusal (Conflict, Refused, NotFound …)."""
    assert any(outcome.ok for outcome in outcomes), [repr(outcome.error) for outcome in outcomes]


def exactly_one(outcomes: Outcomes) -> None:
    """One was served, all others were refused."""
    assert sum(outcome.ok for outcome in outcomes) == 1, [repr(outcome.error) or outcome.value for outcome in outcomes]


def same_answer(outcomes: Outcomes) -> None:
    """Everybody was served, with the same answer."""
    all_ok(outcomes)
    assert len({repr(outcome.value) for outcome in outcomes}) == 1, [outcome.value for outcome in outcomes]

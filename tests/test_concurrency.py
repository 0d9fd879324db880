"""Every service of the house, called by several threads at once; the scenarios stand in tests/concurrency/<room>.py.

How to write one: see the docstring of ``tests.concurrency``.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connections

from hehuo.ground.errors import HehuoError
from hehuo.ground.service import REGISTRY
from hehuo.journal import selectors as journal
from tests import concurrency
from tests.concurrency import Outcome, Scenario

PATIENCE_SECONDS = 30


def _import_services() -> None:
    for config in apps.get_app_configs():
        if config.name.startswith("hehuo.") and importlib.util.find_spec(f"{config.name}.services"):
            importlib.import_module(f"{config.name}.services")


def _services_of(room: str) -> list[str]:
    return [name for name in REGISTRY if name.startswith((f"hehuo.{room}.", f"hehuo.doors.{room}."))]


def _scenarios() -> Iterator[tuple[str, str, list[Scenario]]]:
    """Service name (or "room: what was written" where there is none), a label, and the scenarios."""
    for module in pkgutil.iter_modules(concurrency.__path__):
        table = importlib.import_module(f"tests.concurrency.{module.name}").SCENARIOS
        for written, found in table.items():
            names = [n for n in _services_of(module.name) if written in (n, n.rpartition(".")[2])]
            name = names[0] if len(names) == 1 else f"{module.name}: {written}"
            yield name, written, found if isinstance(found, list) else [found]


_import_services()
SCENARIOS = {name: found for name, _, found in _scenarios()}
CASES = [
    pytest.param(
        name, scenario, id=f"{name.removeprefix('hehuo.')}-{number}" if number else name.removeprefix("hehuo.")
    )
    for name, found in SCENARIOS.items()
    for number, scenario in enumerate(found)
    if name in REGISTRY
]


def test_every_service_has_a_scenario():
    ours = {name for name in REGISTRY if name.startswith("hehuo.") and ".tests." not in name}
    missing = sorted(ours - SCENARIOS.keys())
    assert not missing, "no scenario in tests/concurrency calls:\n  " + "\n  ".join(missing)


def test_every_scenario_has_its_service():
    gone = sorted(SCENARIOS.keys() - REGISTRY.keys())
    assert not gone, f"tests/concurrency names services that are not (or more than one): {', '.join(gone)}"


def at_once(calls: list[Callable[[], Any]]) -> list[Outcome]:
    """Run ``calls`` together, each on its own connection; anything but a HehuoError is raised here."""
    barrier = threading.Barrier(len(calls))
    outcomes: list[Outcome | BaseException] = [TimeoutError("the call did not end")] * len(calls)

    def run(number: int, call: Callable[[], Any]) -> None:
        try:
            connections["default"].ensure_connection()
            barrier.wait(PATIENCE_SECONDS)
            outcomes[number] = Outcome(call())
        except HehuoError as error:
            outcomes[number] = Outcome(error=error)
        except BaseException as error:
            outcomes[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair, daemon=True) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
    for outcome in outcomes:
        if isinstance(outcome, BaseException):
            raise outcome
    return [outcome for outcome in outcomes if isinstance(outcome, Outcome)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("name", "scenario"), CASES)
def test_at_once(name, scenario, world, cast):
    # Django's flush knows the queue's tables as unmanaged and leaves them alone.
    with connections["default"].cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
    state = scenario.prepare(world, cast)
    service = REGISTRY[name]
    arguments = [scenario.call(state, number) for number in range(scenario.callers)]
    outcomes = at_once([lambda given=given: service(**given) for given in arguments])
    scenario.check(state, outcomes)
    report = journal.verify()
    assert report.ok, report.broken

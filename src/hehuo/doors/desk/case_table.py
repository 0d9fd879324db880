"""The partnership beside one case: how it stands, or how one is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from hehuo.ground.access import Viewer
from hehuo.partnerships import selectors as partnerships

from .room import table
from .room.shapes import Step

if TYPE_CHECKING:
    from hehuo.cases.models import Case


@dataclass(frozen=True, slots=True)
class Beside:
    """``url`` leads to the room of the partnership; without one ``open_url`` to opening it, ``lacks`` what the
    ordinary way has not tried yet."""

    title: str = ""
    number: str = ""
    url: str = ""
    state: tuple[str, Any] = ("plain", "")
    way: tuple[Step, ...] = ()
    running: bool = False
    lacks: tuple[Any, ...] = ()
    open_url: str = ""


def beside(viewer: Viewer, case: Case) -> Beside | None:
    """What the case page shows of partnerships; None where there is none and she may open none."""
    found = partnerships.of_case(case)
    if found is not None and partnerships.may_know(viewer, found):
        running = found.stage_is in partnerships.RUNNING
        return Beside(
            title=found.title,
            number=found.number,
            url=reverse("desk-partnership", args=[found.number]),
            state=("hot" if running else "ok", found.stage_is.label),
            way=tuple(table.way(found)),
            running=running,
            lacks=tuple(lack for lack in partnerships.gate(found) if not lack.overridden) if running else (),
        )
    if found is not None or case.closed_at is not None or not (case.hard or case.urgent):
        return None
    if not partnerships.may_be_opened(viewer, case):
        return None
    return Beside(
        lacks=tuple(partnerships.lacks_to_open(case)), open_url=f"{reverse('partnerships-open')}?case={case.number}"
    )

"""Who may open what of action days: those on the roll see and work, those who handle matters here lead, only those who
enforce admonish, the auditor reads, strangers learn nothing."""

from __future__ import annotations

from typing import Any

from hehuo.actions import services
from hehuo.actions.models import Action
from hehuo.actions.tests.conftest import DAY, Stage, make_stage, make_table
from hehuo.ground import clock
from tests.access import (
    AUDITOR,
    COORDINATOR,
    DISPATCHER,
    EXPERT,
    LEADER,
    OFFICER,
    OTHERS,
    PROPERTY_STAFF,
    WORKER,
    Expected,
    Row,
    desk,
)

#: Those who handle matters here lead.
LEADS = (WORKER, DISPATCHER, LEADER)
#: Police, property company and experts stand on the roll; the coordinator's school does not.
ON_ROLL = (OFFICER, PROPERTY_STAFF, EXPERT)


def given(status: int, *roles: Any, known: int = 403, knowing: tuple[Any, ...] = ON_ROLL) -> Expected:
    """``status`` for ``roles``; ``known`` for others who know of it; 404 for the rest."""
    return {**dict.fromkeys(knowing, known), **dict.fromkeys(roles, status), OTHERS: 404}


def _stage(world: Any, cast: Any, *ways: Any) -> None:
    with clock.at(DAY):
        stage = make_stage(world, cast)
        for way in ways:
            way(stage)


def drafted(world: Any, cast: Any) -> None:
    """An action is being prepared."""
    _stage(world, cast)


def announced(world: Any, cast: Any) -> None:
    """Notice is given."""
    _stage(world, cast, Stage.announce)


def called(world: Any, cast: Any) -> None:
    """The roll is called."""
    _stage(world, cast, lambda stage: stage.announce().call())


def begun(world: Any, cast: Any) -> None:
    """It is under way, and somebody of the family is named."""
    _stage(world, cast, Stage.begin, _named)


def admonished(world: Any, cast: Any) -> None:
    """The admonition is on record, one step is done."""
    _stage(world, cast, lambda stage: stage.begin().admonish().do("explain"))


def closed(world: Any, cast: Any) -> None:
    """It is finished."""

    def close(stage: Stage) -> None:
        stage.begin().admonish().all_steps()
        services.close_action(by=stage.by, action=stage.action, summary="好了")

    _stage(world, cast, close)


def _named(stage: Stage) -> None:
    services.expect(by=stage.by, action=stage.action, role="family", name="王小明")


def action(_world: Any, _cast: Any) -> dict[str, Any]:
    """The only action."""
    return {"number": Action.objects.get().number}


def step(kind: str) -> Any:
    """The first step of a kind."""

    def found(_world: Any, _cast: Any) -> dict[str, Any]:
        row = Action.objects.get()
        return {"number": row.number, "pk": row.steps.filter(kind=kind).order_by("position")[0].pk}

    return found


def line(_world: Any, _cast: Any) -> dict[str, Any]:
    """The first line of the roll."""
    row = Action.objects.get()
    return {"number": row.number, "pk": row.roll.order_by("pk")[0].pk}


def family(_world: Any, _cast: Any) -> dict[str, Any]:
    """The sealed name on the roll."""
    row = Action.objects.get()
    return {"number": row.number, "what": "roll", "pk": row.roll.get(role="family").pk}


READ = given(200, *LEADS, *ON_ROLL, AUDITOR)
LEAD = given(200, *LEADS)
PRESS = given(302, *LEADS)


def form(before: Any, expected: Expected = LEAD) -> Row:
    """A page with a form of the only action."""
    return Row(kwargs=action, before=before, own=expected)


def post(kwargs: Any, before: Any, expected: Expected = PRESS, **data: Any) -> Row:
    """A button."""
    return Row(kwargs=kwargs, before=before, method="post", own=expected, data=data)


TABLE: dict[str, Row | list[Row]] = {
    "actions-list": desk(WORKER, DISPATCHER, LEADER, OFFICER, PROPERTY_STAFF, COORDINATOR, EXPERT, AUDITOR),
    "actions-new": Row(
        kwargs=lambda world, cast: {"partnership": make_table(world).number},
        # Police and property company sit at the table; the experts do not.
        own=given(200, *LEADS, knowing=(OFFICER, PROPERTY_STAFF)),
    ),
    "actions-action": [form(before, READ) for before in (drafted, announced, admonished, closed)],
    "actions-live": form(begun, READ),
    "actions-change": form(drafted),
    "actions-step-new": form(drafted),
    "actions-step": Row(kwargs=step("move"), before=drafted, own=LEAD),
    "actions-step-remove": post(step("clean"), drafted),
    "actions-expect": form(drafted),
    "actions-drop": post(line, drafted),
    "actions-announce": form(drafted),
    "actions-roll": [
        # Everybody on the roll sees who is there; whoever leads calls.
        form(announced, given(200, *LEADS, *ON_ROLL)),
        post(action, announced, mark="all"),
    ],
    "actions-begin": post(action, called),
    "actions-done": [
        # Carrying and numbering are the property company's, explaining is the committee's.
        post(step("listen"), admonished, given(302, *LEADS, *ON_ROLL)),
        post(step("clean"), admonished, given(302, *LEADS, *ON_ROLL)),
    ],
    "actions-skip": post(step("listen"), admonished, given(302, *LEADS, *ON_ROLL), reason="不在家"),
    "actions-undo": post(step("explain"), admonished),
    # Only police, enforcement and fire rescue admonish: not even the leader.
    "actions-admonish": form(begun, given(200, OFFICER, knowing=(*LEADS, *ON_ROLL))),
    "actions-statement": form(begun, given(200, *LEADS, OFFICER)),
    "actions-witness": form(begun, given(200, *LEADS, OFFICER)),
    "actions-incident": form(begun, given(200, *LEADS, *ON_ROLL)),
    "actions-photos": form(begun, given(200, *LEADS, *ON_ROLL)),
    "actions-reveal": post(family, begun, given(302, *LEADS, knowing=(*ON_ROLL, AUDITOR))),
    "actions-abort": form(begun),
    "actions-close": form(begun),
    "actions-report": [form(before, READ) for before in (begun, closed)],
}

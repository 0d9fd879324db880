"""Who may open what of the tables: those who handle requests keep them, members read and answer, leaders override."""

from __future__ import annotations

from typing import Any

from hehuo.ground.access import SYSTEM
from hehuo.partnerships import services
from hehuo.partnerships.models import Member, Offer, OpenCall, Partnership, Risk, Task
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
from tests.access import (
    AUDITOR,
    COORDINATOR,
    DISPATCHER,
    LEADER,
    OFFICER,
    OTHERS,
    PROPERTY_STAFF,
    WORKER,
    Expected,
    Row,
    desk,
    only,
    public,
)

HANDLERS = (WORKER, DISPATCHER, LEADER)
#: The handlers and the auditor of the place, and the people of the units that the charter seats there.
KNOW = (*HANDLERS, AUDITOR, OFFICER, PROPERTY_STAFF, COORDINATOR)


def table(world: Any, cast: Any) -> Table:
    """A community's table at Shanghe on one hard case, every unit invited."""
    load_charters()
    return Table(world, cast, make_case(world, cast))


def hard_case(world: Any, cast: Any) -> None:
    """A case that may be opened a table on."""
    load_charters()
    make_case(world, cast)


def with_plan(world: Any, cast: Any) -> None:
    """The table has a draft with one task and one risk, a call with an offer, and a person concerned."""
    made = table(world, cast)
    plan = services.draft_plan(by=SYSTEM, partnership=made.row)
    services.add_task(by=SYSTEM, plan=plan, title="编号贴", member=made.member(world.property))
    services.add_risk(by=SYSTEM, plan=plan, kind="crowd", level=2, countermeasure="分流", stand_by="志愿者")
    call = services.open_call(by=SYSTEM, partnership=made.row, title="请两位搬运志愿者", text="周五上午。")
    services.offer_help(call=call, name="赵四", contact="13800001111", text="我来。")
    services.invite(by=SYSTEM, partnership=made.row, standing="person_concerned", name="张大山")


def settled(world: Any, cast: Any) -> None:
    """The table has reached its end but for the review."""
    table(world, cast).walk("settled")


def one(_world: Any, _cast: Any, **more: Any) -> dict[str, Any]:
    """The only table there is."""
    return {"number": Partnership.objects.get().number, **more}


def _of(model: Any, **more: Any) -> Any:
    return lambda world, cast: one(world, cast, pk=model.objects.latest("pk").pk, **more)


def _unit(world: Any, cast: Any, **more: Any) -> dict[str, Any]:
    return one(world, cast, pk=Member.objects.get(organisation=world.property).pk, **more)


def _mixed(yes: tuple[Any, ...], status: int = 200) -> Expected:
    """``status`` for ``yes``, 403 for others who know of the table, 404 for everybody else."""
    return {**dict.fromkeys(KNOW, 403), **dict.fromkeys(yes, status), OTHERS: 404}


def known(**more: Any) -> Row:
    """A page that everybody at the table reads."""
    return Row(**{"kwargs": one, "before": table, "own": only(*KNOW)} | more)


def kept(*, status: int = 200, **more: Any) -> Row:
    """A page of those who handle requests at the place; other members are told that it is not theirs."""
    return Row(**{"kwargs": one, "before": table, "own": _mixed(HANDLERS, status)} | more)


def pressed(**more: Any) -> Row:
    """A button: everybody who knows of the table is led back and told what became of it."""
    return Row(**{"kwargs": one, "before": table, "own": only(*KNOW, status=302), "method": "post"} | more)


def _secret(_world: Any, _cast: Any) -> dict[str, Any]:
    return {"secret": services.new_link(by=SYSTEM, member=Member.objects.exclude(name=None).get()).secret}


TABLE: dict[str, Row | list[Row]] = {
    "partnerships-list": desk(before=table),
    "partnerships-open": [
        desk(*HANDLERS, before=hard_case),
        Row(
            before=hard_case,
            query=lambda world, cast: {"case": _case_number()},
            own=only(*HANDLERS),
        ),
    ],
    "partnerships-members": known(),
    "partnerships-invite": kept(),
    "partnerships-nobody": kept(),
    "partnerships-member": known(kwargs=_unit),
    "partnerships-answer": known(kwargs=_unit, own=_mixed((PROPERTY_STAFF,))),
    "partnerships-hear": kept(kwargs=_unit),
    "partnerships-leave": known(kwargs=_unit, own=_mixed((*HANDLERS, PROPERTY_STAFF))),
    "partnerships-member-act": [
        pressed(kwargs=lambda world, cast: _unit(world, cast, act="family")),
        pressed(kwargs=lambda world, cast: _unit(world, cast, act="link")),
        pressed(kwargs=_of(Member, act="reveal"), before=with_plan, data={"reason": "call"}, own=_mixed(HANDLERS)),
        pressed(kwargs=lambda world, cast: _unit(world, cast, act="nothing"), own=404),
    ],
    "partnerships-survey": kept(),
    "partnerships-plan": [
        known(before=with_plan),
        kept(method="post", before=with_plan, data={"summary": "先劝说"}, status=302),
    ],
    "partnerships-plan-act": [
        kept(kwargs=lambda world, cast: one(world, cast, act="draft"), method="post", before=with_plan, status=302),
        pressed(kwargs=lambda world, cast: one(world, cast, act="propose"), before=with_plan),
    ],
    "partnerships-task-new": kept(before=with_plan),
    "partnerships-task-edit": kept(before=with_plan, kwargs=_of(Task)),
    "partnerships-task": known(before=with_plan, kwargs=_of(Task)),
    "partnerships-task-act": pressed(before=with_plan, kwargs=_of(Task, act="start")),
    "partnerships-risk-new": kept(before=with_plan),
    "partnerships-risk-edit": kept(before=with_plan, kwargs=_of(Risk)),
    "partnerships-risk-act": pressed(before=with_plan, kwargs=_of(Risk, act="confirm")),
    "partnerships-report": kept(),
    "partnerships-advance": kept(method="post", status=302),
    "partnerships-override": known(own=_mixed((LEADER,))),
    "partnerships-relapse": known(),
    "partnerships-review": kept(before=settled),
    "partnerships-dissolve": kept(),
    "partnerships-public": kept(),
    "partnerships-publish": kept(),
    "partnerships-unpublish": kept(method="post", status=302),
    "partnerships-calls": kept(before=with_plan),
    "partnerships-call-close": kept(before=with_plan, kwargs=_of(OpenCall), method="post", status=302),
    "partnerships-offer": [
        kept(before=with_plan, kwargs=_of(Offer, act="accept"), method="post", status=302),
        kept(before=with_plan, kwargs=_of(Offer, act="reveal"), method="post", data={"reason": "call"}),
    ],
    "partnerships-table": [
        public(before=with_plan, kwargs=_secret),
        public(before=with_plan, kwargs={"secret": "guessed-guessed-guessed"}, status=404),
    ],
    "partnerships-table-act": [
        public(
            before=with_plan,
            kwargs=lambda world, cast: {**_secret(world, cast), "act": "accept"},
            method="post",
            status=302,
        ),
        public(
            before=with_plan, kwargs={"secret": "guessed-guessed-guessed", "act": "accept"}, method="post", status=404
        ),
    ],
}


def _case_number() -> str:
    from hehuo.cases.models import Case

    return Case.objects.get().number

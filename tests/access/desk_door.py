"""The desk: cases for those who handle them at the place and for the unit that has them; roster and ledger likewise."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hehuo.cases import services
from hehuo.ground import clock
from hehuo.partnerships.models import Partnership
from hehuo.partnerships.tests.tables import Table, load_charters, make_case
from tests.access import (
    AUDITOR,
    COORDINATOR,
    DISPATCHER,
    LEADER,
    OFFICER,
    PROPERTY_STAFF,
    WORKER,
    Row,
    desk,
    only,
)

HANDLE = (WORKER, DISPATCHER, LEADER)
READ = (*HANDLE, AUDITOR)


def _case(world: Any, cast: Any) -> dict[str, str]:
    """A fresh case at Shanghe village, with somebody's telephone."""
    made = services.enter_case(
        by=cast.dispatcher.viewer, text="楼道灯不亮。", place=world.shanghe,
        caller=services.Caller(name="王女士", phone="13900001234"),
    )  # fmt: skip
    return {"number": made.number}


def _with_police(world: Any, cast: Any) -> dict[str, str]:
    """A case that was assigned to the police station."""
    made = services.enter_case(by=cast.dispatcher.viewer, text="有人半夜吵闹。", place=world.shanghe)
    services.assign_case(by=cast.dispatcher.viewer, case=made.case, unit=world.police.pk)
    return {"number": made.number}


def _shift(world: Any, cast: Any) -> dict[str, int]:
    """Today's shift of Shuguang's dispatcher."""
    now = clock.now()
    made = services.plan_shift(
        by=cast.leader.viewer, place=world.shuguang, person=cast.dispatcher.person.pk,
        begins_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8),
    )  # fmt: skip
    return {"pk": made.pk}


def _problem(world: Any, cast: Any) -> dict[str, Any]:
    today = clock.now().astimezone(clock.BEIJING).date()
    made = services.add_entry(by=cast.worker.viewer, place=world.shanghe, title="管线老化", since=today)
    return {"pk": made.pk}


def _table(world: Any, cast: Any) -> None:
    """A community's partnership at Shanghe; the charter seats property company, police and social unit."""
    load_charters()
    Table(world, cast, make_case(world, cast))


def _room(_world: Any, _cast: Any) -> dict[str, str]:
    return {"number": Partnership.objects.get().number}


TABLE = {
    "desk-today": desk(),
    "desk-inbox": desk(),
    "desk-export": desk(*HANDLE),
    "desk-case": [
        Row(kwargs=_case, own=only(*READ)),
        # The unit that was asked knows of it, whatever the role there; the administrator never does.
        Row(kwargs=_with_police, own=only(*READ, OFFICER)),
    ],
    "desk-sheet": Row(kwargs=_case, own=only(*READ)),
    # Who complained is for the handlers of the place; the auditor sees that somebody looked, not whom.
    "desk-reveal": [
        Row(
            kwargs=_case, method="post", data={"reason": "call"},
            own={**only(*HANDLE), AUDITOR: 403},
        ),
        Row(
            kwargs=_with_police, method="post", data={"reason": "call"},
            own={**only(), WORKER: 404, DISPATCHER: 404, LEADER: 404, AUDITOR: 403, OFFICER: 403},
        ),
    ],
    "desk-move": [
        # Whoever knows of the case but may not make the move is led back to it and told so.
        Row(
            kwargs=lambda w, c: {**_case(w, c), "move": "assign"},
            own={**only(DISPATCHER, LEADER), WORKER: 302, AUDITOR: 302},
        ),
        Row(kwargs=lambda w, c: {**_case(w, c), "move": "note"}, own={**only(*HANDLE), AUDITOR: 302}),
        Row(
            kwargs=lambda w, c: {**_with_police(w, c), "move": "accept"}, method="post",
            own={**only(DISPATCHER, LEADER, OFFICER, status=302), WORKER: 403, AUDITOR: 403},
        ),
        Row(kwargs=lambda w, c: {**_case(w, c), "move": "no-such-move"}, own=404),
    ],
    # Everybody at the table and the auditor of the place; neither experts who were not asked nor the administrator.
    "desk-partnership": Row(
        before=_table, kwargs=_room, own=only(*READ, OFFICER, PROPERTY_STAFF, COORDINATOR)
    ),
    "desk-enter": desk(*HANDLE),
    # Nothing was entered in this session: back to the form.
    "desk-receipt": desk(*HANDLE, status=302),
    "desk-duty": desk(*READ),
    "desk-duty-plan": desk(DISPATCHER, LEADER),
    "desk-duty-substitute": Row(kwargs=_shift, own=only(DISPATCHER, LEADER)),
    # The community's worker has no part in the subdistrict's roster.
    "desk-duty-hand-over": Row(kwargs=_shift, own=only(DISPATCHER, LEADER)),
    "desk-ledger": desk(*READ),
    "desk-ledger-add": desk(*HANDLE),
    "desk-ledger-import": desk(*HANDLE),
    "desk-ledger-entry": Row(kwargs=_problem, own=only(*READ)),
    "desk-ledger-step": [
        Row(kwargs=lambda w, c: {**_problem(w, c), "step": "solve"}, own=only(*HANDLE)),
        Row(kwargs=lambda w, c: {**_problem(w, c), "step": "burn"}, own=404),
    ],
}  # fmt: skip

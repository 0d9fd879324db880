"""What the rules ask about one case, and who somebody is towards it."""

from __future__ import annotations

from typing import Any

from hehuo.cases import policy
from hehuo.cases.models import Assignment, Case, Hold, Objection, Return
from hehuo.cases.rules import Facts, Stage, Standing
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.policies import selectors as policies


def facts_of(case: Case, **extra: Any) -> Facts:
    """What the rules need to know; a few small queries."""
    examining = Return.objects.filter(case=case, examined_at=None).values_list("by", flat=True).first()
    now = clock.now()

    def read(key: str) -> Any:
        return policies.value(key, case.place, case.opened_at, asked_at=now)

    return Facts(
        stage=Stage(case.stage),
        urgent=case.urgent,
        contacted=case.contacted_at is not None,
        holds=tuple(Hold.objects.filter(case=case, released_at=None).values_list("reason", flat=True)),
        answered_by=case.answered_by_id,
        returned_by=examining,
        objected=Objection.objects.filter(case=case, result=Objection.Result.PENDING).exists(),
        solved=case.solved,
        call_back_until=case.answered_at + read("cases.call_back.within") if case.answered_at else None,
        due=case.due_at,
        extensions=case.extensions.count(),
        most_extensions=read("cases.extension.most"),
        published=case.public_state == "published",
        hard=case.hard,
        extra=extra,
    )


def standing_of(by: Viewer, case: Case) -> Standing:
    """In which standings ``by`` acts on ``case``."""
    assisting = Assignment.objects.filter(case=case, lead=False, ended_at=None).values_list("unit", flat=True)
    return policy.standing(by, case, frozenset(assisting))

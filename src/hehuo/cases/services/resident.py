"""What the complainant does herself, by number and secret (or the link behind the QR code)."""

from __future__ import annotations

from hehuo.cases import events
from hehuo.cases.models import CallBack, Case, Record, RecordKind
from hehuo.cases.rules import Stage, Standing, Who
from hehuo.cases.selectors.secret import own_case
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.service import service

from .finishing import save_call_back
from .steps import DOUBLE_CLICK, change, permit, report, words

_RESIDENT = Standing(frozenset({Who.RESIDENT}))


@service
def add_supplement(*, by: Viewer, number: str, secret: str, text: str) -> Record:
    """The complainant adds what she forgot. ``secret`` may be the link's token. Raises NotFound for a wrong pair."""
    case = own_case(number, secret, lock=True)
    text = words(text, "text")
    again = Record.objects.filter(
        case=case, kind=RecordKind.SUPPLEMENT, text=text, recorded_at__gt=clock.now() - DOUBLE_CLICK
    ).first()
    if again is not None:
        return again
    permit("supplement", case, by, standing=_RESIDENT)
    now = clock.now()
    record = Record.objects.create(
        case=case, kind=RecordKind.SUPPLEMENT, text=text, by_id=by.person_id, happened_at=now, recorded_at=now
    )
    report(case, events.SUPPLEMENTED, by, record=record.pk)
    return record


@service
def rate_case(
    *, by: Viewer, number: str, secret: str, solved: str, satisfied: str = "", words_said: str = ""
) -> CallBack:
    """The complainant answers our call-back herself; once per answer, a second click returns the first."""
    case = own_case(number, secret, lock=True)
    if case.stage == Stage.CALLED_BACK and case.called_back_at is not None:
        given = case.call_backs.filter(by_resident=True, happened_at=case.called_back_at).first()
        if given is not None:
            return given
    edge = permit("rate", case, by, standing=_RESIDENT)
    made = save_call_back(
        by, case, reached=True, solved=solved, satisfied=satisfied, words_said=words_said, by_resident=True
    )
    change(case, edge, called_back_at=made.happened_at, solved=made.solved)
    return made


@service
def withdraw_own_case(*, by: Viewer, number: str, secret: str, reason: str = "") -> Case:
    """The complainant says that it is no longer needed. Twice is once."""
    case = own_case(number, secret, lock=True)
    if case.stage == Stage.WITHDRAWN:
        return case
    edge = permit("withdraw", case, by, standing=_RESIDENT)
    if reason := words(reason, "reason", most=1000, needed=False):
        now = clock.now()
        Record.objects.create(
            case=case, kind=RecordKind.SUPPLEMENT, text=reason, by_id=by.person_id, happened_at=now, recorded_at=now
        )
    change(case, edge, closed_at=clock.now())
    report(case, events.WITHDRAWN, by)
    return case

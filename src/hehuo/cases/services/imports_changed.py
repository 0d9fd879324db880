"""Cases that the other platform changed since the last import."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from hehuo.cases import events
from hehuo.cases.models import CallBack, Case, Complainant
from hehuo.cases.rules import ENDED, WALK, ImportRow, Stage
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.codes import is_within
from hehuo.ground.secrets import open_sealed, seal
from hehuo.journal import services as journal
from hehuo.parties import services as parties

from .imports_new import Fresh, answered, caller_of, progress, stage_of

_WRITTEN = (
    "source_digest", "place", "kind", "category", "title", "text", "address", "stage", "answered_at", "called_back_at",
    "closed_at", "answer", "solved", "tags",
)  # fmt: skip


def update(by: Viewer, changed: Mapping[int, Fresh]) -> None:
    """Write what the platform owns; what was done here is never taken back, and our own choice of category stays."""
    if not changed:
        return
    now = clock.now()
    cases = list(Case.objects.select_for_update().filter(pk__in=changed).order_by("pk"))
    drafts: list[journal.Draft] = []
    for case in cases:
        row, category, told = changed[case.pk]
        fields = _apply(case, row, category, now)
        if _corrected(by, case, row):
            fields.append("complainant")
        case.source_digest = told
        call_back = _official(case, row, now)
        payload = {"source": case.source, "fields": fields}
        drafts.append(journal.Draft(case.subject, events.UPDATED, payload, by, case.place))
        new = {"answered_at": events.ANSWERED, "closed_at": events.CLOSED}
        heard = {kind.name for name, kind in new.items() if name in fields}
        if call_back:
            heard.add(events.CALLED_BACK.name)
        drafts += [draft for draft in progress(by, case.pk, row, call_back, now) if draft.kind.name in heard]
    Case.objects.bulk_update(cases, _WRITTEN, batch_size=500)
    journal.append_many(drafts, deliver=False)


def _apply(case: Case, row: ImportRow, category: int | None, now: datetime) -> list[str]:
    """Change ``case`` and name the fields that changed."""
    told: dict[str, Any] = {"text": row.text, "address": row.address or case.address, "tags": list(row.tags)}
    if row.title:
        told["title"] = row.title
    if row.kind:
        told["kind"] = row.kind
    if category is not None and case.category_id is None:
        told["category_id"] = category
    if is_within(row.place, case.place):
        told["place"] = row.place
    if row.answer:
        told["answer"] = row.answer
    if row.solved:
        told["solved"] = row.solved
    told |= _advance(case, row, now)
    fields = [name for name, value in told.items() if getattr(case, name) != value]
    for name in fields:
        setattr(case, name, told[name])
    return fields


def _corrected(by: Viewer, case: Case, row: ImportRow) -> bool:
    """Keep what the platform now says of who asked, and tell whether that was new.

    What it leaves out or masks does not push out what we know; a wish to stay hidden is never taken back.
    """
    told = caller_of(row)
    if told is None:
        return False
    name, contact = told
    known, made = Complainant.objects.select_related("contact").get_or_create(case=case)
    values: dict[str, Any] = {}
    if name and (known.name is None or open_sealed(bytes(known.name)) != name):
        values["name"] = seal(name)
    if contact is not None and (known.contact is None or known.contact.fingerprint != contact.fingerprint):
        (values["contact"],) = parties.keep_contacts(by=by, contacts=[contact])
    if row.hidden and not known.hidden:
        values["hidden"] = True
    for field, value in values.items():
        setattr(known, field, value)
    known.save(update_fields=list(values))
    return made or bool(values)


def _advance(case: Case, row: ImportRow, now: datetime) -> dict[str, Any]:
    """The later stage that the platform tells of, with its times; nothing where ours is as far or ended."""
    here, there = case.stage_is, stage_of(row)
    if here in ENDED or there == Stage.RECEIVED:
        return {}
    if here in WALK and WALK.index(here) >= WALK.index(there):
        return {}
    moved: dict[str, Any] = {"stage": there, "answered_at": case.answered_at or answered(row, now)}
    if row.solved or row.satisfied:
        moved["called_back_at"] = case.called_back_at or row.closed_at or answered(row, now)
    if there == Stage.CLOSED:
        moved["closed_at"] = row.closed_at
    return moved


def _official(case: Case, row: ImportRow, now: datetime) -> int | None:
    """The id of a new official call-back; None where there is none, or the same is known."""
    if not (row.solved or row.satisfied):
        return None
    same = CallBack.objects.filter(case=case, official=True).order_by("-pk").first()
    if same is not None and (same.solved, same.satisfied) == (row.solved, row.satisfied):
        return None
    made = CallBack.objects.create(
        case=case,
        official=True,
        reached=True,
        solved=row.solved,
        satisfied=row.satisfied,
        happened_at=row.closed_at or answered(row, now) or now,
        recorded_at=now,
    )
    return int(made.pk)

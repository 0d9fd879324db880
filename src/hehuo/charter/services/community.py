"""What the residents' committees of a place may be asked to do: the list of tasks of the Regulation's art. 17."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from hehuo.charter import events, policy
from hehuo.charter.models import CommunityTask
from hehuo.charter.rules import Standing
from hehuo.charter.selectors import day_of
from hehuo.ground import codes
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, NotAllowed
from hehuo.ground.service import service
from hehuo.journal import services as journal
from hehuo.matters import selectors as matters


@service
def list_task(
    *,
    by: Viewer,
    place: str,
    matter: str,
    standing: Standing | str,
    since: date | None = None,
    happened_at: datetime | None = None,
) -> CommunityTask | None:
    """Say where ``matter`` stands on the list of ``place`` from ``since`` (today) on; OUTSIDE takes it off the list.

    Returns the line in force, None when it was taken off. Saying what already holds changes nothing. Raises Conflict
    where a later line is already planned.
    Sources: 《北京市接诉即办工作条例》 art. 17, 《北京市街道办事处条例》 art. 32.
    """
    if not codes.is_code(place):
        raise Invalid(_("Choose the place whose list this is."))
    if not policy.may_publish(by, place):
        raise NotAllowed(_("Only a leader of this place keeps the list of tasks."))
    standing = Standing(standing)
    if standing is Standing.UNKNOWN:
        raise Invalid(_("Say whether it is the committee's own task, one it assists with, or not on the list."))
    category = matters.category(matter, matters.tree_for(place))
    since = since or day_of(happened_at)
    _one_at_a_time(place)
    rows = CommunityTask.objects.filter(place=place, matter=matter)
    if rows.filter(valid_from__gt=since).exists():
        raise Conflict(_("A later change of this line is already on record."))
    current = rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gt=since)).first()
    if (current.standing if current else Standing.OUTSIDE) == standing:
        return current
    if current is not None:
        current.valid_to = since
        current.save(update_fields=["valid_to"])
    line = None
    if standing is not Standing.OUTSIDE:
        line = CommunityTask.objects.create(place=place, matter=matter, standing=standing.value, valid_from=since)
    journal.append(
        subject=f"tasks:{place}",
        kind=events.TASK_LISTED,
        payload={"matter": category.code, "standing": standing.value},
        by=by,
        place=place,
        happened_at=happened_at,
    )
    return line


def _one_at_a_time(place: str) -> None:
    """Hold the list of ``place`` until the transaction ends; there may be no row yet that could be locked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('charter.tasks:' || %s, 0))", [place])

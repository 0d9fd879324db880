"""Looking at the place together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.files import services as files
from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Invalid
from hehuo.ground.service import service
from hehuo.journal.services import remember, replay
from hehuo.parties import selectors as parties
from hehuo.partnerships import events
from hehuo.partnerships.models import Member, Partnership, Survey, SurveyParticipant

from .common import at_work, moment, report, words


@service
def record_survey(
    *,
    by: Viewer,
    partnership: Partnership,
    findings: str,
    led_by: Sequence[int] = (),
    present: Sequence[int] = (),
    photos: Sequence[Any] = (),
    happened_at: datetime | None = None,
    key: str | None = None,
) -> Survey:
    """Record one site survey: what was found, which persons (ids) led it, which members (ids) were there, photos."""
    mark = f"{by.person_id} {partnership.pk} {findings}"
    if (known := replay(key=key, service="partnerships.survey", fingerprint=mark)) is not None:
        return Survey.objects.get(pk=known)
    row = at_work(by, partnership)
    there = Member.objects.filter(partnership=row, pk__in=list(present))
    people = [pk for pk in dict.fromkeys(led_by) if parties.person(pk) is not None]
    if there.count() != len(set(present)) or len(people) != len(set(led_by)):
        raise Invalid(_("Somebody named here is not known at this table."))
    if not there and not people:
        raise Invalid(_("Please say who was there."), fields={"present": _("Please say who was there.")})
    made = Survey.objects.create(
        partnership=row,
        findings=words(findings, "findings"),
        by_id=by.person_id,
        happened_at=moment(happened_at, after=row.opened_at),
        recorded_at=clock.now(),
    )
    SurveyParticipant.objects.bulk_create(
        [SurveyParticipant(survey=made, person_id=pk) for pk in people]
        + [SurveyParticipant(survey=made, member=member) for member in there]
    )
    for photo in photos:
        files.attach(by=by, subject=f"survey:{made.pk}", upload=photo, place=row.place)
    report(row, events.SURVEYED, by, made.happened_at, survey=made.pk, members=[member.pk for member in there])
    remember(key=key, service="partnerships.survey", fingerprint=mark, result=made.pk)
    return made

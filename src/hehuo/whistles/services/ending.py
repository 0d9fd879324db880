"""How a whistle ends and is judged: conclude, assess, answer, rate."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from hehuo.ground import clock
from hehuo.ground.access import Viewer
from hehuo.ground.errors import Conflict, Invalid, Refused
from hehuo.ground.service import service
from hehuo.whistles import events
from hehuo.whistles.models import Assessment, Call, Rating, Whistle
from hehuo.whistles.rules import CallState, Grade, Standing, State, Who, closing, refusal
from hehuo.whistles.selectors.clocks import awaited, is_in_touch
from hehuo.whistles.selectors.links import whistle_by_token
from hehuo.whistles.selectors.one import calls_of

from .blowing import latest
from .steps import change, check, choice, locked, locked_call, moment, permit, report, tell_partnership, words


@service
def conclude_whistle(
    *,
    by: Viewer,
    whistle: Whistle,
    result: str,
    absent: Mapping[int, str] | None = None,
    happened_at: datetime | None = None,
) -> Whistle:
    """It is done: whoever is on site stayed until the end and may go. ``absent`` says, by id of the call, why a unit
    that never came did not; Refused while one of them is unexplained. Twice is once.
    """
    whistle = locked(by, whistle)
    if whistle.state == State.CONCLUDED and whistle.ended_by_id == by.person_id:
        return whistle
    calls = calls_of(whistle)
    why = {call.pk: words((absent or {}).get(call.pk, ""), "absent", needed=False) for call in calls}
    missing = [str(call.organisation) for call in awaited(whistle, calls) if not why[call.pk]]
    edge = permit("conclude", by, whistle, unexplained=missing)
    at = moment(happened_at, after=latest(whistle))
    change(whistle, state=edge.to, ended_at=at, ended_by_id=by.person_id, result=words(result, "result", most=5000))
    for call in calls:
        _close(call, why[call.pk], at)
    stayed = [call.organisation_id for call in calls if call.state == CallState.DONE]
    away = [call.organisation_id for call in calls if call.state == CallState.ABSENT]
    report(whistle, events.CONCLUDED, by, at, stayed=stayed, absent=away)
    tell_partnership(by, whistle)
    return whistle


def _close(call: Call, why: str, at: datetime) -> None:
    state = closing(call.state_is, in_touch=is_in_touch(call.whistle, call))
    values: dict[str, object] = {"state": state}
    if state is CallState.ABSENT:
        values["explanation"] = why
    change(call, **values)
    call.check_ins.filter(left_at=None).update(left_at=at, stayed=True)


@service
def assess_call(*, by: Viewer, call: Call, grade: str, text: str) -> Assessment:
    """The subdistrict says how the unit worked (《北京市接诉即办工作条例》 art. 33): good, fair or poor, and why.

    Until the unit has answered, the words may be changed. Raises Refused before the end and after the answer.
    """
    call = locked_call(by, call)
    permit("assess", by, call.whistle, call)
    choice(grade, [each.value for each in Grade], "grade")
    text = words(text, "text")
    known = Assessment.objects.filter(call=call).first()
    if known is not None:
        if (known.grade, known.text) == (grade, text):
            return known
        if known.reply:
            raise Refused(_("The unit has answered already; the assessment stands as it is."))
        known.grade, known.text, known.by_id, known.assessed_at = grade, text, by.person_id, clock.now()
        known.save()
    else:
        known = Assessment.objects.create(
            call=call, grade=grade, text=text, by_id=by.person_id, assessed_at=clock.now()
        )
    report(call.whistle, events.ASSESSED, by, unit=call.organisation_id, call=call.pk, grade=grade)
    return known


@service
def reply_to_assessment(*, by: Viewer, call: Call, text: str) -> Assessment:
    """The unit answers what the subdistrict said of it (art. 43), once. The same again is the same answer."""
    call = locked_call(by, call)
    permit("reply", by, call.whistle, call)
    text = words(text, "text")
    row = Assessment.objects.filter(call=call).first()
    if row is None:
        raise Refused(_("Nothing has been said of your work yet that you could answer."))
    if row.reply:
        if row.reply == text:
            return row
        raise Conflict(_("Your unit has answered already."))
    row.reply, row.reply_by_id, row.replied_at = text, by.person_id, clock.now()
    row.save(update_fields=["reply", "reply_by", "replied_at"])
    report(call.whistle, events.REPLIED, by, party=call.organisation_id, unit=call.organisation_id, call=call.pk)
    return row


@service
def rate_whistle(*, by: Viewer, token: str, stars: Mapping[int, int], text: str = "") -> list[Rating]:
    """Residents say how they saw the units, one to five by id of the call, by the link that was given to them; once.

    Raises NotFound for a wrong link, Refused before the end, Conflict where it was rated otherwise before.
    """
    whistle = whistle_by_token(token, lock=True)
    calls = {call.pk: call for call in whistle.calls.select_related("organisation")}
    said = words(text, "words", most=500, needed=False)
    if not stars or not set(stars) <= set(calls) or any(each not in range(1, 6) for each in stars.values()):
        raise Invalid(_("Give at least one unit one to five stars."))
    made = []
    for pk, number in sorted(stars.items()):
        call = calls[pk]
        check(refusal("rate", state=call.state, whistle=whistle.state_is, standing=Standing(frozenset({Who.RESIDENT}))))
        known = Rating.objects.filter(call=call).first()
        if known is not None and (known.stars, known.words) != (number, said):
            raise Conflict(_("These units were rated already. Thank you."))
        made.append(known or _rate(by, whistle, call, number, said))
    return made


def _rate(by: Viewer, whistle: Whistle, call: Call, stars: int, said: str) -> Rating:
    made = Rating.objects.create(call=call, stars=stars, words=said, rated_at=clock.now())
    report(whistle, events.RATED, by, unit=call.organisation_id, call=call.pk, stars=stars)
    return made

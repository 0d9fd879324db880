"""Until when the owner clears what was found, and when it may be carried away (当日清理期限、晚间搬移存放)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hehuo.ground.clock import BEIJING

#: 3-domain §3.4: the daily watch rests only on the owner's own agreement.
AGREEMENT_SOURCE = _("Civil Code art. 207; Administrative Coercion Law art. 17: nobody else has a power of compulsion")
TOLD_SOURCE = _("The watch: label today, moved in the evening only where the owner was told and did not clear")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a finding may not be moved now. ``code`` is stable; ``message`` says what to do instead."""

    code: str
    message: Promise
    source: Promise


def deadline_for(told_at: datetime, *, hour: int, least: timedelta) -> datetime:
    """The end of the owner's time: ``hour`` o'clock (Beijing) of the same day; of the next day where less than
    ``least`` would be left.
    """
    local = told_at.astimezone(BEIJING)
    end = local.replace(hour=hour, minute=0, second=0, microsecond=0)
    return end if end - local >= least else end + timedelta(days=1)


def removable(
    *, numbered: bool, told_at: datetime | None, deadline: datetime, agreed: bool, at: datetime
) -> Refusal | None:
    """Why a finding may not be carried to storage at ``at``, or None where it may. There is no override (§3.4)."""
    if not agreed:
        return Refusal(
            "no_agreement",
            _(
                "No watch agreement of the owner is in force for this point, so nobody may move it. "
                "Report it to the enforcing authority."
            ),
            AGREEMENT_SOURCE,
        )
    if not numbered:
        return Refusal("not_numbered", _("It has no number yet. Number the item first."), TOLD_SOURCE)
    if told_at is None or told_at > at:
        return Refusal("not_told", _("The owner has not been told. Tell the owner first."), TOLD_SOURCE)
    if at < deadline:
        return Refusal("too_early", _("The owner's time is not over yet. Come back this evening."), TOLD_SOURCE)
    return None

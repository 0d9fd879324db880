"""What administrators decide about custody; the gates themselves are law and cannot be set."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.policies.rules import Setting

_DAYS = pgettext_lazy("custody", "days")
NOTICE_DAYS = "custody.notice.days"
DAYTIME = "custody.daytime"
KEEP_DAYS = "custody.keep.days"
REMIND_DAYS = "custody.remind.days"
LATE = "custody.late"

SETTINGS: tuple[Setting, ...] = (
    Setting(NOTICE_DAYS, "int", 7, _("A notice about things that look abandoned hangs for"), _DAYS, lowest=7,
            highest=60, source=_("Beijing City Appearance Regulation, art. 35 by analogy")),
    Setting(DAYTIME, "hours", (6, 22), _("Outside these hours it is night, and no authority executes"),
            source="《行政强制法》第四十三条"),
    Setting(KEEP_DAYS, "int", 90, _("Things are kept, where no other time was signed, for"), _DAYS, lowest=7,
            highest=730),
    Setting(REMIND_DAYS, "int", 30, _("After a reminder we wait before things are deposited for"), _DAYS, lowest=7,
            highest=365),
    Setting(LATE, "duration", timedelta(hours=24), _("A move may be written down after it happened within"),
            lowest=timedelta(hours=1), highest=timedelta(days=7)),
)  # fmt: skip

"""What administrators decide about watches: figures that no source fixes (3-domain §3.4, §3.5, "setting")."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.policies.rules import Setting

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)

SETTINGS: tuple[Setting, ...] = (
    Setting(
        "watches.clear_days", "int", 7, _("Clear days in a row after which settlement is proposed"),
        unit=pgettext_lazy("setting", "days"), lowest=1, highest=60,
    ),
    Setting(
        "watches.deadline.hour", "int", 18, _("What was found is cleared by the owner the same day until"),
        unit=pgettext_lazy("setting", "o'clock"), lowest=12, highest=22,
    ),
    Setting(
        "watches.deadline.least", "duration", _HOUR, _("The owner has at least, else until the next day"),
        lowest=timedelta(0), highest=12 * _HOUR,
    ),
    Setting(
        "watches.round.early", "duration", 2 * _HOUR, _("A round may begin before its time by"),
        lowest=timedelta(0), highest=12 * _HOUR,
    ),
    Setting(
        "watches.round.grace", "duration", 2 * _HOUR, _("A round is missed when it was not made within"),
        lowest=timedelta(minutes=15), highest=12 * _HOUR,
    ),
    Setting(
        "watches.late", "duration", 3 * _DAY, _("What was seen offline or on paper is entered within"),
        lowest=_HOUR, highest=30 * _DAY,
    ),
    Setting(
        "watches.ahead", "int", 2, _("Rounds are planned ahead for"), unit=pgettext_lazy("setting", "days"),
        lowest=1, highest=14,
    ),
)  # fmt: skip

"""What administrators decide about whistles: figures that no source fixes (3-domain §3.2, "setting")."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.policies.rules import Setting

from .words import STATUTE, Kind

_HOUR, _MINUTE = timedelta(hours=1), timedelta(minutes=1)
_PRACTICE = _("Beijing's practice of Whistle and Report")


def approval_of(kind: str) -> str:
    """The setting that says whether a community's whistle of ``kind`` needs the subdistrict's approval."""
    return f"whistles.approval.{kind}"


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "whistles.acknowledge.routine",
        "duration",
        _HOUR,
        _("A routine whistle is acknowledged within"),
        source=_PRACTICE,
        lowest=5 * _MINUTE,
    ),
    Setting(
        "whistles.contact.routine",
        "duration",
        24 * _HOUR,
        _("A routine whistle: the unit gets in touch within"),
        source=_PRACTICE,
        lowest=30 * _MINUTE,
    ),
    Setting(
        "whistles.check_in.emergency",
        "duration",
        30 * _MINUTE,
        _("An emergency whistle: the unit is on site within"),
        source=_PRACTICE,
        lowest=5 * _MINUTE,
    ),
    Setting(
        "whistles.conclude.hard",
        "int",
        10,
        _("A hard-work whistle is concluded within"),
        unit=_("working days"),
        source=_PRACTICE,
        lowest=1,
        highest=60,
    ),
    Setting(
        "whistles.fence",
        "int",
        200,
        _("Checking in by position counts within"),
        unit=_("metres"),
        lowest=20,
        highest=5000,
    ),
    Setting(
        approval_of(Kind.ROUTINE),
        "bool",
        True,
        _("The subdistrict approves a community's routine whistle"),
        source=STATUTE,
    ),
    Setting(
        approval_of(Kind.HARD),
        "bool",
        True,
        _("The subdistrict approves a community's hard-work whistle"),
        source=STATUTE,
    ),
    Setting(
        approval_of(Kind.EMERGENCY),
        "bool",
        True,
        _("The subdistrict approves a community's emergency whistle"),
        source=STATUTE,
    ),
)

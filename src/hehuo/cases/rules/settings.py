"""What administrators decide about cases: figures that no source fixes (3-domain §3.1, "setting")."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from hehuo.policies.rules import Setting

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_BASES = {"natural": _("Natural time"), "working": _("Working days and hours")}
_PRINTED = "《北京市接诉即办工作条例》第十三条"


def _limit(grade: int, amount: timedelta, label: object, basis: object) -> tuple[Setting, Setting]:
    return (
        Setting(f"cases.limit.grade{grade}", "duration", amount, label, source=_PRINTED, lowest=_HOUR / 2),
        Setting(
            f"cases.basis.grade{grade}",
            "choice",
            "natural",
            basis,
            choices=_BASES,
        ),
    )


SETTINGS: tuple[Setting, ...] = (
    *_limit(1, 2 * _HOUR, _("Limit of grade 1 (emergency)"), _("How the limit of grade 1 is counted")),
    *_limit(2, 24 * _HOUR, _("Limit of grade 2 (water, power, gas, heat)"), _("How the limit of grade 2 is counted")),
    *_limit(3, 7 * _DAY, _("Limit of grade 3 (ordinary)"), _("How the limit of grade 3 is counted")),
    *_limit(4, 15 * _DAY, _("Limit of grade 4 (hard)"), _("How the limit of grade 4 is counted")),
    Setting("cases.grade.default", "int", 3, _("Grade of a new case"), lowest=1, highest=4),
    Setting("cases.grade.urgent", "int", 1, _("Grade of a case reported as urgent"), lowest=1, highest=4),
    Setting("cases.accept.within", "duration", 2 * _HOUR, _("A unit accepts a case within"), lowest=_HOUR / 6),
    Setting("cases.contact.within", "duration", 24 * _HOUR, _("First contact within"), lowest=_HOUR / 6),
    Setting("cases.soon", "duration", _DAY, _("A case is due soon when less is left than"), lowest=_HOUR / 6),
    Setting("cases.call_back.within", "duration", 7 * _DAY, _("An answered case waits for a call-back"), lowest=_HOUR),
    Setting("cases.extension.most", "int", 1, _("A case may be extended how often"), lowest=0, highest=10),
    Setting(
        "cases.extension.longest",
        "duration",
        15 * _DAY,
        _("One extension is at most"),
        lowest=_HOUR,
        source="《北京市接诉即办工作条例》第十五条",
    ),
    Setting("cases.redo.within", "duration", 7 * _DAY, _("A case that is done again is due within"), lowest=_HOUR),
    Setting(
        "cases.shelve.longest", "duration", 180 * _DAY, _("A shelved case is reviewed at the latest after"), lowest=_DAY
    ),
    Setting(
        "cases.complainant.kept",
        "duration",
        180 * _DAY,
        _("Who complained is kept after the end for"),
        lowest=_DAY,
        source="《个人信息保护法》第十九条",
    ),
)

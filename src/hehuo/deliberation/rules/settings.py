"""What no source fixes: how a place decides, how many must be there, how long minutes lie open (3-domain §3.3)."""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.policies.rules import Kind, Setting


class Rule(StrEnum):
    """When the voices have adopted a proposal."""

    CONSENT = "consent"
    MAJORITY = "majority"
    TWO_THIRDS = "two_thirds"

    @property
    def label(self) -> Promise:
        """The rule's name."""
        return _RULES[self][0]

    @property
    def words(self) -> Promise:
        """The rule in one sentence, for those who decide by it."""
        return _RULES[self][1]


_RULES = {
    Rule.CONSENT: (
        pgettext_lazy("rule", "Consent"),
        _("Adopted when somebody is for it and nobody is against it. Standing aside does not stop it."),
    ),
    Rule.MAJORITY: (
        pgettext_lazy("rule", "Majority"),
        _("Adopted when more than half of those who say for or against say for."),
    ),
    Rule.TWO_THIRDS: (
        pgettext_lazy("rule", "Two thirds"),
        _("Adopted when at least two thirds of those who say for or against say for; the number itself counts."),
    ),
}

RULE, QUORUM_PERCENT, MINUTES_DAYS = (
    "deliberation.decision_rule",
    "deliberation.quorum_percent",
    "deliberation.minutes_days",
)
SETTINGS = (
    Setting(
        RULE,
        Kind.CHOICE,
        Rule.CONSENT.value,
        _("How a meeting decides unless it says otherwise"),
        choices={rule.value: rule.label for rule in Rule},
    ),
    Setting(
        QUORUM_PERCENT,
        Kind.INT,
        50,
        _("More than this share of the voices must be present to decide"),
        unit="%",
        lowest=0,
        highest=99,
    ),
    Setting(
        MINUTES_DAYS,
        Kind.INT,
        3,
        _("Days for which minutes lie open for objections"),
        unit=pgettext_lazy("meeting", "days"),
        lowest=0,
        highest=60,
    ),
)

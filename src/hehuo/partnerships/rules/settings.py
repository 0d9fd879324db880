"""What administrators decide about partnerships: figures that no source fixes (3-domain §3.5, "setting")."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from hehuo.policies.rules import Setting

from .plans import WHO, Who

CLEAR_DAYS = "partnerships.clear_days"
RISK_THRESHOLD = "partnerships.risk_threshold"
WHO_AGREES = "partnerships.who_agrees"
WHO_OVERRIDES = "partnerships.who_overrides"

SETTINGS: tuple[Setting, ...] = (
    Setting(
        CLEAR_DAYS,
        "int",
        7,
        _("A place has to stay clear before its partnership is settled for"),
        unit=pgettext_lazy("partnership", "days"),
        lowest=1,
        highest=90,
    ),
    Setting(
        RISK_THRESHOLD,
        "int",
        3,
        _("A risk needs a countermeasure and a stand-by from which level on"),
        lowest=1,
        highest=4,
        help=_("An agitated person, fire, height and a crowd always need both."),
    ),
    Setting(
        WHO_AGREES,
        "choice",
        Who.TASKED.value,
        _("Who has to agree to a plan"),
        choices={who.value: label for who, label in WHO.items()},
    ),
    Setting(
        WHO_OVERRIDES,
        "choice",
        "leader",
        _("Who may override what a stage lacks"),
        choices={"leader": _("Leaders"), "dispatcher": _("Leaders and dispatchers")},
        help=_("Never what law demands. The reason stands on the public page."),
    ),
)

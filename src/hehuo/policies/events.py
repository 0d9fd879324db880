"""What policies report to the journal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from hehuo.journal.kinds import Ref, Visibility, define, resolver

from .rules import SETTINGS

DECIDED = define(
    "policy.decided",
    _("“%(setting)s” was decided anew"),
    visibility=Visibility.PUBLIC,
    setting=Ref("setting"),
    row=int,
    in_force_from=datetime,
)
WITHDRAWN = define(
    "policy.withdrawn",
    _("A decision about “%(setting)s” was withdrawn before it came into force"),
    visibility=Visibility.PUBLIC,
    setting=Ref("setting"),
    row=int,
)
YEAR_LOADED = define(
    "policy.year_loaded",
    _("The working days of %(year)s were loaded"),
    visibility=Visibility.PUBLIC,
    year=int,
    provisional=bool,
)


@resolver("setting")
def _labels(keys: Iterable[Any]) -> Mapping[Any, str]:
    return {key: str(SETTINGS[key].label) if key in SETTINGS else str(key) for key in keys}

"""When a notice is still worth sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

#: News older than this is not sent any more: whoever was away for days, the worker or the person, looks at the page.
FRESH = timedelta(days=3)
#: A sender that has been silent for so long is taken to have died; the notice may be sent again.
PATIENCE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice's template and subject; ``once``: only the first one of a case is news."""

    template: str
    subject: Promise
    once: bool = False


NOTICES: Mapping[str, Notice] = {
    "case.accepted": Notice("accepted", _("Your request %(number)s: somebody is on it"), once=True),
    "case.answered": Notice("answered", _("Your request %(number)s: there is an answer")),
    "case.closed": Notice("closed", _("Your request %(number)s is closed")),
}


def too_late(happened_at: datetime, now: datetime) -> bool:
    """Whether the news is no news any more."""
    return now - happened_at > FRESH


def sender_is_gone(begun_at: datetime, now: datetime) -> bool:
    """Whether a notice that is being sent may be taken over."""
    return now - begun_at > PATIENCE

"""The route sheet: a day's rounds to tick on paper, for people without a telephone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.ground.clock import now
from hehuo.ground.paper import document, stamp
from hehuo.ground.templatetags.hehuo import day as day_words
from hehuo.places import selectors as places
from hehuo.watches.models import Watch

_HERE = Path(__file__).parent


def route_sheet(watch: Watch, day: date) -> bytes:
    """The sheet of ``day`` as PDF: points down, rounds across, boxes to tick, lines for what stood there."""
    facts = {
        "sign": _("Hehuo"),
        "printed": _("Printed %(at)s") % {"at": stamp(now())},
        "title": _("Route sheet"),
        "watch": watch.title,
        "rows": [
            [pgettext("sheet", "Day"), day_words(day)],
            [pgettext("sheet", "Place"), places.path_of(watch.place)],
            [pgettext("sheet", "Rounds by"), watch.organisation.name],
        ],
        "how": [
            _("Walk the route at each time. Tick “clear” or “found”; what you did not see, leave open."),
            _("Found something: do not touch it. Write down what it is and tell the owner the same day."),
            _("Only what the owner agreed to in writing may be moved in the evening. Else report it."),
        ],
        "slots": watch.slots,
        "points": [point.name for point in watch.points.all()],
        "clear": pgettext("sheet", "clear"),
        "found": pgettext("sheet", "found"),
        "point": pgettext("sheet", "Point"),
        "made_at": pgettext("sheet", "Made at"),
        "by": pgettext("sheet", "Signature"),
        "found_title": _("What stood there"),
        "found_columns": [
            pgettext("sheet", "Time"), pgettext("sheet", "Point"), pgettext("sheet", "What, how many"),
            pgettext("sheet", "Owner told at, how"), pgettext("sheet", "Cleared / moved at"),
        ],
        "witness": _("Neighbour as witness"),
        "entered": _("Entered in the system at, by"),
        "foot": f"{watch.title} · {day.isoformat()}",
    }  # fmt: skip
    return document(_HERE / "route.typ", facts)

"""The printed slip: one A4 page by typst, with a QR code. Fonts come from ``npm run vendor``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.ground.clock import now
from hehuo.ground.paper import document, qr_picture, stamp

_HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the slip. ``secret`` is "" when it is printed again later: it is shown only once."""

    number: str
    secret: str
    link: str
    place: str
    received: datetime
    promised: datetime | None


def slip(facts: Slip) -> bytes:
    """The slip as PDF."""
    values = {
        "sign": _("Hehuo"),
        "title": _("Receipt for your report"),
        "number_label": pgettext("slip", "Number"),
        "number": facts.number,
        "secret_label": _("Secret (keep it to yourself)"),
        "secret": facts.secret,
        "rows": [
            [pgettext("slip", "Place"), facts.place],
            [pgettext("slip", "Received"), stamp(facts.received)],
            [
                pgettext("slip", "Answer promised by"),
                stamp(facts.promised) if facts.promised else pgettext("slip", "to be told"),
            ],
        ],
        "scan": _("Scan to see where it stands. No account is needed."),
        "or_type": _("Or open the page and type number and secret:"),
        "address": settings.SITE_URL.partition("://")[2],
        "steps_title": _("What happens next"),
        "steps": [
            _("It is decided who takes care of it; you see the unit's name on the page."),
            _("Somebody gets in touch with you, if you left a telephone number."),
            _("You get an answer by the promised date, or a reason and a new date."),
            _("You say whether it helped. If it did not, it is done again."),
        ],
        "emergency": _("In an emergency call 110, 119, 120 or 122. For anything else you may also call 12345."),
        "printed": _("Printed %(at)s") % {"at": stamp(now())},
    }
    return document(_HERE / "slip.typ", values, {"qr.svg": qr_picture(facts.link)})

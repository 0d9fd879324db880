"""The printed slip: one A4 page by typst, with a QR code. Fonts come from ``npm run vendor``."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from hehuo.ground.clock import BEIJING, now

_HERE = Path(__file__).parent
_FONTS = Path(settings.PACKAGE) / "fonts"


@dataclass(frozen=True, slots=True)
class Slip:
    """What stands on the slip. ``secret`` is "" when it is printed again later: it is shown only once."""

    number: str
    secret: str
    link: str
    place: str
    received: datetime
    promised: datetime | None


def qr(link: str) -> SafeString:
    """``link`` as a QR code, inline SVG."""
    drawn = segno.make(link, error="m", micro=False).svg_inline(omitsize=True, border=1, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - segno writes only its own paths


def slip(facts: Slip) -> bytes:
    """The slip as PDF."""
    drawn = io.BytesIO()
    segno.make(facts.link, error="m", micro=False).save(drawn, kind="svg", border=0)
    values = {
        "sign": _("Hehuo"),
        "title": _("Receipt for your report"),
        "number_label": pgettext("slip", "Number"),
        "number": facts.number,
        "secret_label": _("Secret (keep it to yourself)"),
        "secret": facts.secret,
        "rows": [
            [pgettext("slip", "Place"), facts.place],
            [pgettext("slip", "Received"), _stamp(facts.received)],
            [
                pgettext("slip", "Answer promised by"),
                _stamp(facts.promised) if facts.promised else pgettext("slip", "to be told"),
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
        "printed": _("Printed %(at)s") % {"at": _stamp(now())},
    }
    return typst.compile(
        str(_HERE / "slip.typ"),
        font_paths=[str(_FONTS)],
        ignore_system_fonts=True,
        sys_inputs={"facts": json.dumps(values), "qr": drawn.getvalue().decode()},
    )


def _stamp(moment: datetime) -> str:
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"

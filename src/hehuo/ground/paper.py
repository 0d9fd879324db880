"""Documents on A4 by typst, and QR codes: one way for every room to print.

A template stands beside the code that fills it and begins with ``#import "/house.typ": *``; that file (``house.typ``
here) gives ``facts``, the sign, colours, the page frame and the usual blocks. Fonts come from ``npm run vendor``.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import segno
import typst
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from .clock import BEIJING

_HOUSE = Path(__file__).with_name("house.typ")
_FONTS = Path(settings.PACKAGE) / "fonts"


def document(template: Path, facts: Mapping[str, object], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of ``template`` filled with ``facts`` (anything JSON can say, words already in the reader's language).

    ``pictures`` maps a file name (``"before-1.jpg"``) to its bytes; the template shows it as ``image("/" + name)``.
    Give no name that a user chose. Raises typst.TypstError for a fault in the template.
    """
    with TemporaryDirectory(prefix="hehuo-paper-") as folder:
        root = Path(folder)
        (root / "house.typ").write_bytes(_HOUSE.read_bytes())
        (root / "main.typ").write_bytes(template.read_bytes())
        (root / "facts.json").write_text(json.dumps(facts, default=str), encoding="utf-8")
        for name, data in (pictures or {}).items():
            (root / Path(name).name).write_bytes(data)
        return typst.compile(str(root / "main.typ"), root=str(root), font_paths=[str(_FONTS)], ignore_system_fonts=True)


def qr_picture(text: str) -> bytes:
    """``text`` as a QR code, SVG, for the ``pictures`` of a document."""
    drawn = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawn, kind="svg", border=0)
    return drawn.getvalue()


def qr(text: str) -> SafeString:
    """``text`` as a QR code for a page: inline SVG without anything that the content policy forbids."""
    drawn = segno.make(text, error="m", micro=False).svg_inline(omitsize=True, border=1, svgclass=None, lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - segno writes only its own paths, never the text


def stamp(moment: datetime | None) -> str:
    """``moment`` in Beijing as documents write it; empty for none."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}" if moment else ""

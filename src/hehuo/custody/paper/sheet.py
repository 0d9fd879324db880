"""What every paper of the room needs: its own typst parts, signatures, two copies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from hehuo.ground.paper import document, qr_picture, stamp

_HERE = Path(__file__).parent
#: A row of a form: label, value; ``"wide"`` as the third lets the value run over the whole line.
Line = Sequence[str]


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: who signs as what; empty on paper, with the name, or the signature that there is."""

    words: str
    name: str = ""
    at: datetime | None = None
    drawing: bytes | None = None


def sheet(template: str, facts: Mapping[str, object], pictures: Mapping[str, bytes] | None = None) -> bytes:
    """The PDF of ``template``; beside the house's frame it may import ``/custody.typ``."""
    parts = {"custody.typ": (_HERE / "custody.typ").read_bytes()}
    return document(_HERE / template, {"issuer": _("Hehuo"), **facts}, {**parts, **(pictures or {})})


_MAGIC = ((b"\xff\xd8", ".jpg"), (b"\x89PNG", ".png"), (b"RIFF", ".webp"))


def ending(data: bytes) -> str:
    """What typst needs to know the kind of a picture."""
    return next((ending for head, ending in _MAGIC if data.startswith(head)), ".jpg")


def signed(signatures: Iterable[Signature], pictures: dict[str, bytes]) -> list[dict[str, str]]:
    """``signatures`` as the templates show them; drawings are put among ``pictures``."""
    lines = []
    for number, one in enumerate(signatures):
        name = ""
        if one.drawing:
            name = f"signature-{number}{ending(one.drawing)}"
            pictures[name] = one.drawing
        day = stamp(one.at) or _("Date:")
        lines.append({"words": one.words, "name": one.name, "picture": name, "day": day})
    return lines


def code(link: str, pictures: dict[str, bytes]) -> bool:
    """Put the QR code of ``link`` among ``pictures``; whether there is one."""
    if link:
        pictures["qr.svg"] = qr_picture(link)
    return bool(link)


def wide(label: str, value: str) -> Line:
    """A row over the whole line."""
    return label, value, "wide"

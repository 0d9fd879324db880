"""From what was sent to what may be kept. No database: call it before the transaction of a service."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

import puremagic
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from hehuo.files.models import FileKind
from hehuo.files.rules import MEGABYTE, clean_name
from hehuo.ground.errors import Invalid
from hehuo.policies import selectors as policies

from . import documents, photos

#: Endings by which puremagic names the contents that we take; the structure is checked afterwards.
_PHOTOS = {".jpg", ".jpeg", ".jfif", ".png", ".webp", ".gif", ".heic", ".heif"}


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that is safe to keep."""

    kind: FileKind
    name: str
    content_type: str
    data: bytes
    original: bytes
    thumbnail: bytes = b""
    width: int | None = None
    height: int | None = None
    taken: tuple[float, float] | None = None
    taken_at: datetime | None = None


def prepare(upload: File[bytes], *, place: str = "") -> Prepared:
    """``upload`` made safe: photos are drawn anew without metadata, other files are checked and kept as they are.

    What it is, is read from the content; the name only names. Limits are policies at ``place``. Raises
    :class:`Invalid` with a message for the person who sent it: empty, too big, unknown kind, broken, dangerous.
    """
    name = upload.name or ""
    most = max(policies.value("files.photo_size", place), policies.value("files.file_size", place)) * MEGABYTE
    _refuse_big(upload.size, most)
    upload.seek(0)
    # A size can lie: never read more than is allowed.
    data = upload.read(most + 1)
    _refuse_big(len(data), most)
    if not data.strip(b"\x00"):
        raise Invalid(_("The file is empty. Please choose it again."))
    original = hashlib.sha256(data).digest()
    found = _endings(data)
    if found & _PHOTOS and not documents.recording(data[:64], found):
        _refuse_big(len(data), policies.value("files.photo_size", place) * MEGABYTE)
        photo = photos.redraw(data)
        return Prepared(
            kind=FileKind.PHOTO,
            name=clean_name(name, photo.content_type),
            content_type=photo.content_type,
            data=photo.data,
            original=original,
            thumbnail=photo.thumbnail,
            width=photo.width,
            height=photo.height,
            taken=photo.taken,
            taken_at=photo.taken_at,
        )
    _refuse_big(len(data), policies.value("files.file_size", place) * MEGABYTE)
    kind, content_type = documents.recognise(BytesIO(data), found)
    return Prepared(kind, clean_name(name, content_type), content_type, data, original)


def _refuse_big(size: int, most: int) -> None:
    if size > most:
        raise Invalid(_("The file is larger than %(most)s MB. Please send a smaller one.") % {"most": most // MEGABYTE})


def _endings(data: bytes) -> set[str]:
    try:
        return {match.extension.lower() for match in puremagic.magic_string(data[: 64 * 1024])}
    except (puremagic.PureError, ValueError):
        return set()

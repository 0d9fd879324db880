"""What may be attached, what it is called, how much is too much; pure."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import PurePosixPath

from django.utils.translation import gettext_lazy as _

from hehuo.ground.text import clean
from hehuo.policies.rules import Setting

MEGABYTE = 1024 * 1024
#: The longer side of a stored photo and of its thumbnail, in pixels.
PHOTO_SIDE = 2560
THUMBNAIL_SIDE = 480
#: A picture of more pixels is not opened: it would fill the memory. A JPEG is decoded at a fraction of its size.
MOST_PIXELS = 50_000_000
MOST_PIXELS_JPEG = 170_000_000
NAME_LENGTH = 100

SETTINGS = (
    Setting("files.photo_size", "int", 20, _("A photo is at most"), _("MB"), lowest=1, highest=100),
    Setting("files.file_size", "int", 30, _("A document or recording is at most"), _("MB"), lowest=1, highest=200),
    Setting("files.per_subject", "int", 50, _("Files on one case are at most"), _("files"), lowest=1, highest=500),
)

EXTENSIONS = {
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "application/vnd.oasis.opendocument.spreadsheet": ".ods",
    "application/msword": ".doc",
    "application/vnd.ms-excel": ".xls",
    "application/vnd.ms-powerpoint": ".ppt",
    "audio/mpeg": ".mp3",
    "audio/mp4": ".m4a",
    "audio/amr": ".amr",
    "audio/wav": ".wav",
    "audio/ogg": ".ogg",
}

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u200e\u200f\u202a-\u202e\u2066-\u2069]')


def clean_name(name: str, content_type: str) -> str:
    """A file name safe to show and to download: no path, no control or direction characters, at most 100 characters,
    with the ending that belongs to the content."""
    base = clean(name.replace("\\", "/").rpartition("/")[2])
    stem = _FORBIDDEN.sub("", base)
    ending = EXTENSIONS[content_type]
    for known in (PurePosixPath(stem).suffix,):
        if 1 < len(known) <= 6:
            stem = stem[: -len(known)]
    stem = stem.strip(" .")[: NAME_LENGTH - len(ending)].rstrip(" .")
    return (stem or "file") + ending


def position(latitude: object, north: object, longitude: object, east: object) -> tuple[float, float] | None:
    """(lon, lat) in WGS-84 degrees from the degrees, minutes, seconds and hemisphere of a photo's GPS record.

    None where the record is broken, out of range or the zero point that cameras write without reception.
    """
    try:
        lat = _degrees(latitude) * (-1 if str(north).strip("\x00 ") == "S" else 1)
        lon = _degrees(longitude) * (-1 if str(east).strip("\x00 ") == "W" else 1)
    except (TypeError, ValueError, ArithmeticError):
        return None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180) or (lat == 0 and lon == 0):
        return None
    return round(lon, 7), round(lat, 7)


def _degrees(parts: object) -> float:
    degrees, minutes, seconds = (Decimal(str(float(part))) for part in parts)  # type: ignore[attr-defined]
    value = degrees + minutes / 60 + seconds / 3600
    if not value.is_finite() or value < 0:
        raise ValueError("not an angle")
    return float(value)

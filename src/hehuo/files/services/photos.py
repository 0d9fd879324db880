"""Photos are drawn anew: what hides in them (metadata, a second file, a script) does not survive."""

from __future__ import annotations

import struct
import warnings
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import BytesIO

import pillow_heif
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from hehuo.files.rules import MOST_PIXELS, MOST_PIXELS_JPEG, PHOTO_SIDE, THUMBNAIL_SIDE, position
from hehuo.ground import clock
from hehuo.ground.errors import Invalid

pillow_heif.register_heif_opener()

_FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "HEIF"]
_EXIF, _GPS = 0x8769, 0x8825
_TAKEN, _TAKEN_OFFSET, _DATE = 0x9003, 0x9011, 0x0132
_BROKEN = (OSError, ValueError, TypeError, SyntaxError, EOFError, ArithmeticError, KeyError, struct.error, MemoryError)


@dataclass(frozen=True, slots=True)
class Photo:
    """A photo as it is kept. ``taken`` is (lon, lat) in WGS-84."""

    data: bytes
    thumbnail: bytes
    content_type: str
    width: int
    height: int
    taken: tuple[float, float] | None
    taken_at: datetime | None


def redraw(data: bytes) -> Photo:
    """The picture in ``data``, upright, at most 2,560 pixels wide or high, without metadata, and a thumbnail.

    Raises :class:`Invalid` for what is no picture, is broken or too large to be opened.
    """
    try:
        with warnings.catch_warnings():
            # Our own limit is checked below, and broken metadata is left out: Pillow's warnings tell nobody anything.
            warnings.simplefilter("ignore")
            with Image.open(BytesIO(data), formats=_FORMATS) as image:
                return _redraw(image)
    except UnidentifiedImageError:
        raise Invalid(_("This is no picture that we can open. Please send a JPEG, PNG, WebP or HEIC.")) from None
    except Image.DecompressionBombError:
        raise _too_large() from None
    except _BROKEN:
        raise Invalid(_("The picture is damaged or did not arrive whole. Please send it again.")) from None


def _redraw(image: Image.Image) -> Photo:
    jpeg = image.format == "JPEG"
    if image.width * image.height > (MOST_PIXELS_JPEG if jpeg else MOST_PIXELS):
        raise _too_large()
    exif = image.getexif()
    taken, taken_at = _where(exif), _when(exif)
    profile = image.info.get("icc_profile")
    if jpeg:
        # Decode at a half, a quarter or an eighth where that is enough: memory and time.
        image.draft("RGB", (PHOTO_SIDE, PHOTO_SIDE))
    image.load()
    drawn = ImageOps.exif_transpose(image)
    alpha = drawn.has_transparency_data
    drawn = _srgb(drawn, profile).convert("RGBA" if alpha else "RGB")
    drawn.thumbnail((PHOTO_SIDE, PHOTO_SIDE), Image.Resampling.LANCZOS)
    small = drawn.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    kind = "WEBP" if alpha else "JPEG"
    return Photo(
        data=_written(drawn, kind, 85),
        thumbnail=_written(small, kind, 75),
        content_type=f"image/{kind.lower()}",
        width=drawn.width,
        height=drawn.height,
        taken=taken,
        taken_at=taken_at,
    )


def _written(image: Image.Image, kind: str, quality: int) -> bytes:
    out = BytesIO()
    # A fresh copy of the pixels: nothing of ``info`` (comments, profiles, EXIF) travels along.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    if kind == "JPEG":
        bare.save(out, kind, quality=quality, optimize=True, progressive=True)
    else:
        bare.save(out, kind, quality=quality, method=4)
    return out.getvalue()


def _srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as a browser without the profile should show them; unchanged where the profile is broken."""
    if not profile or image.mode not in {"RGB", "CMYK"}:
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        turned = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return turned or image


def _where(exif: Image.Exif) -> tuple[float, float] | None:
    try:
        gps = exif.get_ifd(_GPS)
        return position(gps.get(2), gps.get(1), gps.get(4), gps.get(3))
    except _BROKEN:
        return None


def _when(exif: Image.Exif) -> datetime | None:
    """When the photo was taken, by the camera's clock; Beijing time where it names no zone."""
    try:
        told = exif.get_ifd(_EXIF)
        text = str(told.get(_TAKEN) or exif.get(_DATE) or "").strip("\x00 ")
        zone = str(told.get(_TAKEN_OFFSET) or "").strip("\x00 ")
        moment = datetime.strptime(text, "%Y:%m:%d %H:%M:%S").replace(tzinfo=clock.BEIJING)
        if zone:
            moment = datetime.fromisoformat(moment.strftime("%Y-%m-%dT%H:%M:%S") + zone)
        moment.utctimetuple()
    except _BROKEN:
        return None
    return moment if moment.year >= 2000 and moment <= clock.now() + timedelta(days=1) else None


def _too_large() -> Invalid:
    return Invalid(_("The picture has too many pixels. Please make it smaller and send it again."))

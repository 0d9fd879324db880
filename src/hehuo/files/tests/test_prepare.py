"""What is sent and what may be kept: photos drawn anew, everything else checked by its content."""

from __future__ import annotations

import contextlib
import struct
import zipfile
import zlib
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from PIL.TiffImagePlugin import IFDRational

from hehuo.files.models import FileKind
from hehuo.files.rules import EXTENSIONS, clean_name, position
from hehuo.files.services import Prepared, prepare
from hehuo.ground.clock import BEIJING
from hehuo.ground.errors import Invalid

pytestmark = pytest.mark.django_db
SECRET = "机主王小明的手机"


def send(content: bytes, name: str = "照片.jpg") -> Prepared:
    return prepare(ContentFile(content, name=name))


def picture(kind: str = "JPEG", size: tuple[int, int] = (640, 480), mode: str = "RGB", **options: Any) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 60).convert(mode).save(out, kind, **options)
    return out.getvalue()


def exif(*, orientation: int = 1, gps: bool = True, taken: str = "2026:05:01 08:30:00") -> Image.Exif:
    told = Image.Exif()
    told[0x0112] = orientation
    told[0x010F] = SECRET
    told.get_ifd(0x8769)[0x9003] = taken
    if gps:
        told.get_ifd(0x8825).update(
            {
                1: "N",
                2: (IFDRational(39), IFDRational(57), IFDRational(3600, 100)),
                3: "E",
                4: (IFDRational(116), IFDRational(16), IFDRational(12)),
            }
        )
    return told


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
def test_every_kind_of_picture_is_drawn_anew(kind: str) -> None:
    ready = send(picture(kind), "a.txt")
    assert ready.kind == FileKind.PHOTO
    assert ready.content_type == "image/jpeg"
    assert ready.name == "a.jpg"
    drawn = Image.open(BytesIO(ready.data))
    assert (drawn.format, drawn.size) == ("JPEG", (ready.width, ready.height)) == ("JPEG", (640, 480))
    assert Image.open(BytesIO(ready.thumbnail)).size == (480, 360)


@pytest.mark.parametrize("mode", ["L", "P", "CMYK", "1", "I;16"])
def test_every_colour_mode(mode: str) -> None:
    kind = "JPEG" if mode in {"L", "CMYK"} else "PNG"
    assert send(picture(kind, mode=mode)).content_type == "image/jpeg"


def test_transparency_stays() -> None:
    out = BytesIO()
    Image.new("RGBA", (50, 50), (255, 0, 0, 80)).save(out, "PNG")
    ready = send(out.getvalue())
    assert ready.content_type == "image/webp"
    assert Image.open(BytesIO(ready.data)).getpixel((5, 5))[3] < 255


def test_position_and_time_are_read_then_removed() -> None:
    ready = send(picture(exif=exif(), comment=SECRET.encode()))
    assert ready.taken == pytest.approx((116.27, 39.96))
    assert ready.taken_at == datetime(2026, 5, 1, 8, 30, tzinfo=BEIJING)
    for data in (ready.data, ready.thumbnail):
        drawn = Image.open(BytesIO(data))
        assert not drawn.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(drawn.info)
        assert SECRET.encode() not in data


def test_metadata_of_png_and_webp_goes_too() -> None:
    text = PngImagePlugin.PngInfo()
    text.add_itxt("Author", SECRET)
    for content in (picture("PNG", pnginfo=text, exif=exif()), picture("WEBP", exif=exif())):
        ready = send(content)
        assert ready.taken == pytest.approx((116.27, 39.96))
        assert SECRET.encode() not in ready.data


@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_stand_upright(orientation: int) -> None:
    turned = orientation >= 5
    ready = send(picture(exif=exif(orientation=orientation)))
    assert (ready.width, ready.height) == ((480, 640) if turned else (640, 480))


def test_large_pictures_become_smaller() -> None:
    ready = send(picture(size=(6000, 4500)))
    assert (ready.width, ready.height) == (2560, 1920)
    assert len(ready.data) < 4_000_000


@pytest.mark.parametrize("taken", ["0000:00:00 00:00:00", "gestern", "1970:01:01 00:00:00", "2099:01:01 00:00:00", ""])
def test_an_impossible_time_is_none(taken: str) -> None:
    assert send(picture(exif=exif(taken=taken))).taken_at is None


def test_a_broken_profile_and_broken_metadata_do_no_harm() -> None:
    assert send(picture(icc_profile=b"nonsense"))
    assert send(picture(exif=b"Exif\x00\x00MM\x00*\xff\xff\xff\xff"))


@pytest.mark.parametrize(
    ("latitude", "north", "longitude", "east", "place"),
    [
        ((39, 57, 36), "N", (116, 16, 12), "E", (116.27, 39.96)),
        ((33, 52, 0), "S", (70, 30, 0), "W", (-70.5, -33.8666667)),
        ((0, 0, 0), "N", (0, 0, 0), "E", None),
        ((91, 0, 0), "N", (0, 0, 0), "E", None),
        ((39, 0, 0), "N", (181, 0, 0), "E", None),
        ((float("nan"), 0, 0), "N", (1, 0, 0), "E", None),
        ((39, 0), "N", (1, 0, 0), "E", None),
        (None, None, None, None, None),
        ("abc", "N", (1, 0, 0), "E", None),
    ],
)
def test_positions(latitude: Any, north: Any, longitude: Any, east: Any, place: Any) -> None:
    assert position(latitude, north, longitude, east) == place


def bomb() -> bytes:
    """A PNG of 30,000 × 30,000 pixels in a few hundred bytes of header."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", 30_000, 30_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
    )


def archive(**members: bytes) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def document(folder: str = "word", **more: bytes) -> bytes:
    return archive(**{"[Content_Types].xml": b"<Types/>", f"{folder}__document.xml": b"<x/>", **more})


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(500)
REFUSED = {
    "empty": (b"", "empty"),
    "zero bytes": (bytes(5000), "empty"),
    "text": ("楼道堆物".encode(), "We keep"),
    "script": (b"#!/bin/sh\nrm -rf /\n", "We keep"),
    "program": (b"MZ\x90\x00" + bytes(range(256)) * 8, "We keep"),
    "html": (b"<!DOCTYPE html><html><script>alert(1)</script></html>", "We keep"),
    "svg": (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "We keep"),
    "bare svg": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "We keep"),
    "archive": (archive(a=b"x"), "We keep"),
    "truncated jpeg": (picture()[:9000], "damaged"),
    "truncated png": (picture("PNG")[:9000], "damaged"),
    "header only": (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(50), "no picture|damaged"),
    "jpeg with other insides": (b"\xff\xd8\xff\xe0" + b"<script>" * 50, "no picture|damaged"),
    "bitmap bomb": (bomb(), "too many pixels"),
    "zip bomb": (document(bomb=bytes(60_000_000)), "far too much"),
    "macros": (document(word__vbaProject=b"", **{"word__vbaProject.bin": b"x"}), "macros"),
    "old macros": (OLE + "WordDocument".encode("utf-16-le") + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
    "other old container": (OLE + "Root Entry".encode("utf-16-le"), "We keep"),
    "truncated document": (document()[:80], "damaged"),
    "truncated pdf": (b"%PDF-1.7\n" + bytes(range(1, 200)) * 20, "did not arrive whole"),
    "pdf that begins as html": (b"<html>%PDF-1.4 %%EOF", "We keep"),
}


@pytest.mark.parametrize("sort", REFUSED)
def test_refused_in_words(sort: str) -> None:
    content, message = REFUSED[sort]
    with pytest.raises(Invalid, match=message):
        send(content)


def test_a_polyglot_loses_its_second_life() -> None:
    """A JPEG that is a zip and a web page as well is drawn anew: only the picture survives."""
    script = b"<script>alert(document.cookie)</script>"
    ready = send(picture() + script + archive(evil=b"x"), "evil.html")
    assert ready.name == "evil.jpg"
    assert script not in ready.data
    assert not zipfile.is_zipfile(BytesIO(ready.data))


def ole(stream: str) -> bytes:
    return OLE + stream.encode("utf-16-le") + bytes(500)


@pytest.mark.parametrize(
    ("content", "kind", "ending"),
    [
        (b"%PDF-1.7\n" + bytes(range(1, 200)) + b"\n%%EOF\n", "document", ".pdf"),
        (document("word"), "document", ".docx"),
        (document("xl"), "document", ".xlsx"),
        (document("ppt"), "document", ".pptx"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.text", content=b"x"), "document", ".odt"),
        (ole("WordDocument"), "document", ".doc"),
        (ole("Workbook"), "document", ".xls"),
        (ole("PowerPoint Document"), "document", ".ppt"),
        (b"ID3\x04\x00" + bytes(300), "audio", ".mp3"),
        (b"\xff\xfb\x90\x00" + bytes(400), "audio", ".mp3"),
        (b"#!AMR\n" + bytes(range(50)), "audio", ".amr"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(60), "audio", ".wav"),
        (b"OggS\x00\x02" + bytes(range(90)), "audio", ".ogg"),
        (b"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00M4A mp42isom\x00\x00\x00\x00" + bytes(100), "audio", ".m4a"),
    ],
)
def test_documents_and_recordings_stay_as_they_are(content: bytes, kind: str, ending: str) -> None:
    ready = send(content, "名字.exe")
    assert (ready.kind, ready.name, ready.data) == (kind, f"名字{ending}", content)


def test_too_big_even_where_the_size_lies() -> None:
    class Liar(ContentFile):  # type: ignore[type-arg]
        size = 10

    with pytest.raises(Invalid, match="larger than 30 MB"):
        prepare(Liar(bytes(31 * 1024 * 1024 + 1), name="a.pdf"))
    with pytest.raises(Invalid, match="larger than 20 MB"):
        send(picture() + b"x" * 21 * 1024 * 1024)


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("照片.jpg", "照片.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\王\\图.PNG", "图.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ('a"b\r\nSet-Cookie: x.jpg', "abSet-Cookie x.jpg"),
        ("", "file.jpg"),
        (".", "file.jpg"),
        ("😀.heic", "😀.jpg"),
        ("长" * 300 + ".jpg", "长" * 96 + ".jpg"),
    ],
)
def test_names(name: str, clean: str) -> None:
    assert clean_name(name, "image/jpeg") == clean


@given(st.text(max_size=300), st.sampled_from(sorted(EXTENSIONS)))
def test_a_name_is_always_safe(name: str, content_type: str) -> None:
    clean = clean_name(name, content_type)
    assert 4 < len(clean) <= 100
    assert clean.endswith(EXTENSIONS[content_type])
    assert not set(clean) & set('/\\:*?"<>|\r\n\x00\u202e')


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"PK\x03\x04", b"%PDF-"]),
)
def test_whatever_is_sent_is_kept_or_refused_in_words(content: bytes, start: bytes) -> None:
    with contextlib.suppress(Invalid):
        assert send(start + content).data

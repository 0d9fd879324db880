"""Documents and recordings are kept as they are, after their structure was checked."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from hehuo.files.models import FileKind
from hehuo.files.rules import EXTENSIONS
from hehuo.ground import archives
from hehuo.ground.errors import Invalid

_BY_ENDING = {ending: content_type for content_type, ending in EXTENSIONS.items()}
_OOXML = {"word/": ".docx", "xl/": ".xlsx", "ppt/": ".pptx"}
_OLE_STREAMS = {"WordDocument": ".doc", "Workbook": ".xls", "Book": ".xls", "PowerPoint Document": ".ppt"}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_AUDIO_START = (
    (b"ID3", ".mp3"),
    (b"#!AMR", ".amr"),
    (b"OggS", ".ogg"),
)


def recognise(file: BytesIO, endings: set[str]) -> tuple[FileKind, str]:
    """Kind and content type of a document or recording. ``endings`` is what its first bytes look like.

    Raises :class:`Invalid` for everything that we do not keep: programs, archives, web pages, drawings with scripts,
    documents with macros, archives that unpack without end.
    """
    data = file.getbuffer()
    head = bytes(data[:64])
    ending = recording(head, endings)
    if ending:
        return FileKind.AUDIO, _BY_ENDING[ending]
    if head.startswith(b"%PDF-"):
        if b"%%EOF" not in bytes(data[-2048:]):
            raise Invalid(_("The PDF did not arrive whole. Please send it again."))
        return FileKind.DOCUMENT, "application/pdf"
    if head.startswith(b"PK\x03\x04"):
        return FileKind.DOCUMENT, _BY_ENDING[_office(file)]
    if head.startswith(_OLE):
        return FileKind.DOCUMENT, _BY_ENDING[_old_office(bytes(data))]
    _unknown()
    return None


def recording(head: bytes, endings: set[str]) -> str:
    """The ending of a sound recording that begins with ``head``; empty for everything else."""
    for start, ending in _AUDIO_START:
        if head.startswith(start):
            return ending
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return ".wav"
    if head[4:8] == b"ftyp" and head[8:11] in {b"M4A", b"mp4", b"iso", b"3gp"} and endings & {".m4a", ".f4a", ".mp4"}:
        # A video in the same container is not told apart here; it is only ever sent as a download.
        return ".m4a"
    if head[0:1] == b"\xff" and len(head) > 2 and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0:
        return ".mp3"
    return ""


def _office(file: BytesIO) -> str:
    try:
        with zipfile.ZipFile(file) as archive:
            if archives.is_bomb(archive):
                raise Invalid(_("This file unpacks to far too much. Please send the contents in another way."))
            names = {member.filename for member in archive.infolist()}
            if any(name.lower().endswith("vbaproject.bin") for name in names):
                _macros()
            if "[Content_Types].xml" in names:
                for folder, ending in _OOXML.items():
                    if any(name.startswith(folder) for name in names):
                        return ending
            if "mimetype" in names:
                with archive.open("mimetype") as told:
                    content_type = told.read(100).decode("ascii", "replace").strip()
                if content_type in {_BY_ENDING[".odt"], _BY_ENDING[".ods"]}:
                    return EXTENSIONS[content_type]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        raise Invalid(_("The document is damaged or did not arrive whole. Please send it again.")) from None
    _unknown()
    return None


def _old_office(data: bytes) -> str:
    """The ending of a document of the 1990s; its directory names the streams in UTF-16."""
    if "_VBA_PROJECT".encode("utf-16-le") in data:
        _macros()
    for stream, ending in _OLE_STREAMS.items():
        if stream.encode("utf-16-le") in data:
            return ending
    _unknown()
    return None


def _macros() -> NoReturn:
    raise Invalid(_("This document holds macros (programs). Please save it without them, or as PDF."))


def _unknown() -> NoReturn:
    raise Invalid(
        _("We keep photos (JPEG, PNG, WebP, HEIC), PDF, Word, Excel, PowerPoint files and sound recordings only.")
    )

"""Chinese text: one normal form, and masks that keep people unnamed."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\s\u3000]+")
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d)[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[- ]?(\d{4})(\d{3,4})(?!\d)")
_ID_NUMBER = re.compile(r"(?<!\d)(\d{6})\d{8}(\d{3}[\dXx])(?!\d)")
_BIDI = re.compile(r"[\u202a-\u202e\u2066-\u2069\ufeff]")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufeff]")
_CONTROLS = {c: None for c in range(32) if chr(c) not in "\t\n\r"} | {0x7F: None}


def clean(text: str) -> str:
    """Text fit to store: NFC, no control or bidirectional override characters, line ends as ``\\n``, trimmed."""
    text = unicodedata.normalize("NFC", text)
    # Most text is fit already: one look costs a tenth of taking every character in hand (imports of 100,000 rows).
    if _UNFIT.search(text):
        text = _BIDI.sub("", text.translate(_CONTROLS))
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def squash(text: str) -> str:
    """Text fit to compare: NFKC (full-width to half-width), lower case, every run of blanks one blank."""
    return _SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().lower()


def mask_phone(phone: str) -> str:
    """``13812345678`` → ``138****5678``; anything short is hidden whole."""
    digits = re.sub(r"\D", "", phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 10 else "****"


def mask_name(name: str) -> str:
    """``王小明`` → ``王**``: the family name stays, as on a Chinese work order."""
    name = name.strip()
    return name[:1] + "**" if name else ""


def mask_numbers(text: str) -> str:
    """Hide phone and identity numbers that somebody typed into running text."""
    text = _ID_NUMBER.sub(r"\1********\2", text)
    text = _PHONE.sub(r"\1****\3", text)
    return _LANDLINE.sub(r"\1-****\3", text)

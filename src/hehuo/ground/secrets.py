"""Sealing what nobody may read by accident: phones, names, addresses (PIPL art. 51).

``HEHUO_DATA_KEY`` holds one or more passphrases, newest first, separated by commas. The first seals, all of them
open, so a key is rotated by putting a new one in front and sealing the rows again. Fingerprints hang on the last
(oldest) one: they change only when that key is retired, and whoever retires it makes them anew
(``parties.services.reseal_contacts``).
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_FORMAT = b"\x01"
_NONCE = 12
_KEY_ID = 4


class Unreadable(Exception):
    """A sealed value was altered, or the key that sealed it is no longer in ``HEHUO_DATA_KEY``."""


def seal(text: str) -> bytes:
    """``text`` encrypted and authenticated (AES-256-GCM); the same text never looks the same twice."""
    key_id, cipher, _ = _keys(*_passphrases())[0]
    nonce = secrets.token_bytes(_NONCE)
    head = _FORMAT + key_id
    return head + nonce + cipher.encrypt(nonce, text.encode(), head)


def open_sealed(sealed: bytes | memoryview) -> str:
    """The text behind ``sealed``. Raises :class:`Unreadable` when it was altered or its key is unknown."""
    whole = bytes(sealed)
    head, rest = whole[: 1 + _KEY_ID], whole[1 + _KEY_ID :]
    nonce, body = rest[:_NONCE], rest[_NONCE:]
    for key_id, cipher, _ in _keys(*_passphrases()):
        if head == _FORMAT + key_id:
            try:
                return cipher.decrypt(nonce, body, head).decode()
            except InvalidTag as error:
                raise Unreadable("the sealed value was altered") from error
    raise Unreadable("no key in HEHUO_DATA_KEY opens this value")


def is_current(sealed: bytes | memoryview) -> bool:
    """Whether ``sealed`` was made with the newest key, so that a rotation may pass it by."""
    return bytes(sealed)[1 : 1 + _KEY_ID] == _keys(*_passphrases())[0][0]


def fingerprint(text: str) -> bytes:
    """A keyed digest (HMAC-SHA256) that tells whether two texts are equal and nothing else; normalise before."""
    return hmac.digest(_keys(*_passphrases())[-1][2], text.encode(), "sha256")


def _passphrases() -> tuple[str, ...]:
    given = str(getattr(settings, "HEHUO_DATA_KEY", "") or "")
    return tuple(part.strip() for part in given.split(",") if part.strip()) or (f"data:{settings.SECRET_KEY}",)


@lru_cache(maxsize=8)
def _keys(*passphrases: str) -> tuple[tuple[bytes, AESGCM, bytes], ...]:
    return tuple(
        (
            hashlib.sha256(b"hehuo key id" + phrase.encode()).digest()[:_KEY_ID],
            AESGCM(hashlib.sha256(b"hehuo seal" + phrase.encode()).digest()),
            hashlib.sha256(b"hehuo fingerprint" + phrase.encode()).digest(),
        )
        for phrase in passphrases
    )

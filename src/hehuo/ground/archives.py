"""Zip files from strangers: an office document is one, and so is a bomb."""

from __future__ import annotations

import zipfile
from typing import BinaryIO

#: A document with more parts, or that unpacks to more bytes or to this many times its size, is a bomb.
MOST_PARTS = 10_000
MOST_UNPACKED = 600 * 1024 * 1024
MOST_RATIO = 200


def is_bomb(archive: zipfile.ZipFile) -> bool:
    """Whether ``archive`` says of itself that it unpacks to far too much; nothing is unpacked to find out."""
    members = archive.infolist()
    packed = sum(member.compress_size for member in members)
    unpacked = sum(member.file_size for member in members)
    return len(members) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(packed, 1024)


def opens_safely(file: BinaryIO) -> bool:
    """Whether ``file`` is a whole zip that is no bomb; leaves it at its beginning."""
    try:
        with zipfile.ZipFile(file) as archive:
            return not is_bomb(archive)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError):
        return False
    finally:
        file.seek(0)

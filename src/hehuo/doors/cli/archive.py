"""Backup and restore: one file with the database, the media, and what proves that both came back whole.

The archive is a tar with, in this order: ``manifest.json``, ``database.dump`` (``pg_dump``, custom format),
``heads.txt`` (where every chain of the journal ends), ``files.txt`` (digest and name of every media file), and
``media/…``. All of the database is read in one snapshot, so work goes on meanwhile.
Sessions and the cache stay out. ``HEHUO_DATA_KEY`` is not in it either: keep the key somewhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import IO, Any, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from hehuo.ground import clock
from hehuo.ground.errors import Conflict, Invalid

from .pgprograms import program

FORMAT = 1
DUMP, HEADS, FILES, MEDIA = "database.dump", "heads.txt", "files.txt", "media/"
BLOCK = 1 << 20
#: Rows of these would be stale or a risk on another machine.
WITHOUT_ROWS = ("cache", "django_session", "usersessions_usersession")


@dataclass(frozen=True, slots=True)
class Summary:
    """What was saved or brought back."""

    tables: int
    rows: int
    chains: int
    files: int


def backup(target: Path) -> Summary:
    """Write everything to ``target`` (readable for its owner only). Raises Invalid when it cannot be written."""
    part = target.with_name(target.name + ".part")
    try:
        with (
            tempfile.TemporaryDirectory(dir=target.parent) as work,
            os.fdopen(os.open(part, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file,
        ):
            manifest = _collect(Path(work))
            with tarfile.open(fileobj=file, mode="w") as tar:
                for name in ("manifest.json", DUMP, HEADS, FILES):
                    tar.add(Path(work) / name, arcname=name)
                for line in (Path(work) / FILES).read_text(encoding="utf-8").splitlines():
                    _add_media(tar, line.split("  ", 1)[1])
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as trouble:
        part.unlink(missing_ok=True)
        raise Invalid(_("%(file)s cannot be written: %(reason)s") % {"file": target, "reason": trouble}) from trouble
    return _summary(manifest)


def restore(source: Path, *, force: bool = False) -> Summary:
    """Bring back what ``source`` holds and prove it.

    The archive is checked before anything is touched. Raises Invalid for a file that is no whole backup, Conflict when
    the database is not empty (and ``force`` not given) or when what came back differs from what was saved.
    """
    with tempfile.TemporaryDirectory() as work:
        manifest = _unpack(source, Path(work))
        if _tables():
            if not force:
                raise Conflict(
                    _("The database is not empty. Restore into a new one, or add --force to throw this one away.")
                )
            with connection.cursor() as cursor:
                cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
        connection.close()
        _run("pg_restore", "--single-transaction", "--exit-on-error", "--no-owner", "--no-acl", str(Path(work) / DUMP))
        _bring_media(source)
        _prove(Path(work), manifest)
    return _summary(manifest)


# --- Saving ----------------------------------------------------------------------------------------------------------


def _collect(work: Path) -> dict[str, Any]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int")
        snapshot, server = cursor.fetchone()
        left_out = [f"--exclude-table-data={table}" for table in WITHOUT_ROWS]
        _run("pg_dump", "--format=custom", f"--snapshot={snapshot}", *left_out, f"--file={work / DUMP}")
        (work / HEADS).write_text(_heads(), encoding="utf-8")
        rows = _counts()
    (work / FILES).write_text("".join(f"{_stored_digest(name)}  {name}\n" for name in _stored()), encoding="utf-8")
    manifest = {
        "format": FORMAT,
        "hehuo": version("hehuo"),
        "made_at": clock.now().isoformat(),
        "postgresql": server // 10000,
        "rows": rows,
        "chains": (work / HEADS).read_text(encoding="utf-8").count("\n"),
        "files": (work / FILES).read_text(encoding="utf-8").count("\n"),
        "sha256": {name: _digest((work / name).open("rb")) for name in (DUMP, HEADS, FILES)},
    }
    (work / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    return manifest


def _add_media(tar: tarfile.TarFile, name: str) -> None:
    with default_storage.open(name) as file:
        entry = tarfile.TarInfo(MEDIA + name)
        entry.size = default_storage.size(name)
        tar.addfile(entry, cast("IO[bytes]", file))


def _stored(folder: str = "") -> Iterator[str]:
    """The names of all media files, in order."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    yield from (f"{folder}{name}" for name in sorted(files))
    for name in sorted(folders):
        yield from _stored(f"{folder}{name}/")


# --- Bringing back ---------------------------------------------------------------------------------------------------


def _unpack(source: Path, work: Path) -> dict[str, Any]:
    """Check the whole archive and lay its parts but the media into ``work``; the manifest."""
    digests: dict[str, str] = {}
    try:
        with tarfile.open(source, mode="r:") as tar:
            for entry in tar:
                file = tar.extractfile(entry) if entry.isfile() else None
                if file is None:
                    raise tarfile.TarError(f"{entry.name} is not a file")
                if entry.name.startswith(MEDIA):
                    digests[entry.name.removeprefix(MEDIA)] = _digest(file)
                elif entry.name in {"manifest.json", DUMP, HEADS, FILES}:
                    with (work / entry.name).open("wb") as copy:
                        while block := file.read(BLOCK):
                            copy.write(block)
                else:
                    raise tarfile.TarError(f"{entry.name} does not belong into a backup")
        manifest: dict[str, Any] = json.loads((work / "manifest.json").read_text(encoding="utf-8"))
        found = {name: _digest((work / name).open("rb")) for name in (DUMP, HEADS, FILES)}
        listed = dict(line.split("  ", 1)[::-1] for line in (work / FILES).read_text(encoding="utf-8").splitlines())
        if manifest["format"] != FORMAT or found != manifest["sha256"] or digests != listed:
            raise tarfile.TarError("the contents are not what the manifest says")
    except (tarfile.TarError, OSError, ValueError, KeyError, TypeError) as trouble:
        said = {"file": source, "reason": trouble}
        raise Invalid(
            _("%(file)s is not a whole backup of Hehuo (%(reason)s). Nothing was changed.") % said
        ) from trouble
    server = connection.cursor().connection.info.server_version // 10000
    if server < manifest["postgresql"]:
        raise Invalid(
            _("This backup needs PostgreSQL %(needed)s or newer; this is %(found)s. Nothing was changed.")
            % {"needed": manifest["postgresql"], "found": server}
        )
    return manifest


def _bring_media(source: Path) -> None:
    with tarfile.open(source, mode="r:") as tar:
        for entry in tar:
            name = entry.name.removeprefix(MEDIA)
            if name != entry.name and (file := tar.extractfile(entry)):
                default_storage.delete(name)
                default_storage.save(name, File(file))


def _prove(work: Path, manifest: dict[str, Any]) -> None:
    """Raises Conflict unless chains, rows and files are what they were."""
    listed = (work / FILES).read_text(encoding="utf-8").splitlines()
    wrong = [line.split("  ", 1)[1] for line in listed if _stored_digest(line.split("  ", 1)[1]) != line.split("  ")[0]]
    counted = _counts()
    wrong += [table for table, rows in manifest["rows"].items() if counted.get(table) != rows]
    if _heads() != (work / HEADS).read_text(encoding="utf-8"):
        wrong.append("journal")
    if wrong:
        raise Conflict(_("What came back differs from what was saved: %(names)s") % {"names": ", ".join(wrong[:10])})


# --- What both need --------------------------------------------------------------------------------------------------


def _run(name: str, *arguments: str) -> None:
    """Run a program of PostgreSQL against our database. Raises Conflict with its words when it fails."""
    settings = connection.settings_dict
    where = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
    }
    environment = {**os.environ, **{key: str(value) for key, value in where.items() if value}}
    # pg_restore prints SQL unless a database is named.
    database = [f"--dbname={settings['NAME']}"] if name == "pg_restore" else []
    command = [str(program(name, _server())), *database, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Conflict(f"{name}: {done.stderr.strip()}")


def _server() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version_num')::int / 10000")
        return int(cursor.fetchone()[0])


def _tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        return [name for (name,) in cursor.fetchall()]


def _counts() -> dict[str, int]:
    with connection.cursor() as cursor:
        found = {}
        for table in _tables():
            if table not in WITHOUT_ROWS:
                cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608 - quoted
                found[table] = cursor.fetchone()[0]
        return found


def _heads() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject, sequence, encode(hash, 'hex') FROM journal_head ORDER BY subject")
        return "".join(f"{subject} {sequence} {head}\n" for subject, sequence, head in cursor.fetchall())


def _stored_digest(name: str) -> str:
    if not default_storage.exists(name):
        return ""
    with default_storage.open(name) as file:
        return _digest(cast("IO[bytes]", file))


def _digest(file: IO[bytes]) -> str:
    found = hashlib.sha256()
    with file:
        while block := file.read(BLOCK):
            found.update(block)
    return found.hexdigest()


def _summary(manifest: dict[str, Any]) -> Summary:
    rows = manifest["rows"]
    return Summary(len(rows), sum(rows.values()), manifest["chains"], manifest["files"])

"""The drill: work, save, lose everything, bring it back, compare."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest

from hehuo.doors.cli.embedded import Cluster


@dataclass
class House:
    """A house of its own: directory and database that no other test uses."""

    var: Path
    url: str

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "HEHUO_VAR": str(self.var), "DATABASE_URL": self.url, "HEHUO_LOG_LEVEL": "ERROR"}
        command = [sys.executable, "-m", "hehuo.doors.cli.main", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    def ok(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode == 0, done.stderr
        return done.stderr

    def heads(self) -> list[tuple[object, ...]]:
        with psycopg.connect(self.url) as connection:
            return connection.execute("SELECT subject, sequence, hash FROM journal_head ORDER BY subject").fetchall()

    def files(self) -> dict[str, bytes]:
        media = self.var / "media"
        return {str(path.relative_to(media)): path.read_bytes() for path in media.rglob("*") if path.is_file()}

    def lose_everything(self) -> None:
        shutil.rmtree(self.var / "media")
        _drop(self.url, make=True)


def _drop(url: str, *, make: bool = False) -> None:
    parts = urlsplit(url)
    name = parts.path.lstrip("/")
    with psycopg.connect(urlunsplit(parts._replace(path="/postgres")), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if make:
            connection.execute(f'CREATE DATABASE "{name}"')


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    var = tmp_path_factory.mktemp("drill")
    cluster = None
    if given := os.environ.get("DATABASE_URL"):
        url = urlunsplit(urlsplit(given)._replace(path=f"/drill_{os.getpid()}"))
    else:
        for step in (var, *(parent for parent in var.parents if "pytest-" in str(parent))):
            step.chmod(0o755)
        cluster = Cluster(var)
        cluster.up()
        url = cluster.url()
    _drop(url, make=True)
    house = House(var, url)
    house.ok("setup")
    photo = var / "media" / "照片" / "2026" / "a.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(os.urandom(300_000))
    yield house
    if cluster:
        cluster.down()
    else:
        _drop(url)


def test_what_was_lost_comes_back_to_the_last_hash(house: House, tmp_path: Path) -> None:
    archive = tmp_path / "saved.tar"
    heads, files = house.heads(), house.files()
    assert len(heads) > 10
    assert files
    assert "HEHUO_DATA_KEY" in house.ok("backup", str(archive))
    assert archive.stat().st_mode & 0o077 == 0

    house.lose_everything()
    assert not house.files()
    house.ok("restore", str(archive))
    assert house.heads() == heads
    assert house.files() == files
    assert house.run("verify").returncode == 0


def test_a_full_database_is_not_overwritten_unasked(house: House, tmp_path: Path) -> None:
    archive = tmp_path / "saved.tar"
    house.ok("backup", str(archive))
    heads = house.heads()
    refused = house.run("restore", str(archive))
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    house.ok("restore", str(archive), "--force")
    assert house.heads() == heads


@pytest.mark.parametrize("harm", ["missing", "cut", "changed", "stranger", "text", "escape"])
def test_a_bad_archive_changes_nothing_and_says_why(house: House, tmp_path: Path, harm: str) -> None:
    archive = tmp_path / "saved.tar"
    house.ok("backup", str(archive))
    whole = archive.read_bytes()
    match harm:
        case "missing":
            archive.unlink()
        case "cut":
            archive.write_bytes(whole[: len(whole) // 2])
        case "changed":
            at = len(whole) - 100_000
            archive.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        case "stranger":
            with tarfile.open(archive, "a") as tar:
                tar.add(__file__, arcname="stranger.py")
        case "text":
            archive.write_text("dear diary", encoding="utf-8")
        case "escape":
            with tarfile.open(archive, "a") as tar:
                tar.add(__file__, arcname="media/../../escaped.py")
    heads = house.heads()
    done = house.run("restore", str(archive), "--force")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(archive) in done.stderr
    assert house.heads() == heads
    assert not list(tmp_path.parent.rglob("escaped.py"))


def test_saving_where_nobody_may_write_says_so(house: House) -> None:
    done = house.run("backup", "/proc/nowhere/saved.tar")
    assert done.returncode == 1
    assert "/proc/nowhere/saved.tar" in done.stderr
    assert "Traceback" not in done.stderr

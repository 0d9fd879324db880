"""Wrong settings are told with a hint before they hurt."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.checks import run_checks

from hehuo.config import checks, database, env, mail

KEY = "k" * 48
PROPER = {"HEHUO_HOSTS": "hehuo.example.cn", "HEHUO_SECRET_KEY": KEY, "HEHUO_DATA_KEY": KEY[::-1]}


def check(tmp_path: Path, **environment: str) -> str:
    """What ``check`` says in a process of its own with these variables and no others of ours."""
    others = {key: value for key, value in os.environ.items() if not key.startswith("HEHUO_")}
    done = subprocess.run(
        [sys.executable, "-m", "django", "check"],
        env={**others, "HEHUO_VAR": str(tmp_path), "DJANGO_SETTINGS_MODULE": "hehuo.config.settings", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def test_this_machine_alone_needs_nothing(tmp_path: Path) -> None:
    assert "no issues" in check(tmp_path)


def test_production_done_properly_has_only_its_mail_left(tmp_path: Path) -> None:
    assert "hehuo.W004" in (said := check(tmp_path, **PROPER))
    assert "hehuo.E" not in said
    assert "no issues" in check(tmp_path, **PROPER, HEHUO_EMAIL_URL="smtps://hehuo:secret@mail.example.cn")


#: Mistakes that can be made together, and what each is called; one process each, for a process takes seconds.
EXPOSED = {
    "HEHUO_SECRET_KEY": ("short", "hehuo.E002"),
    "HEHUO_DATA_KEY": ("", "hehuo.E003"),
    "HEHUO_DEBUG": ("1", "hehuo.E004"),
    "HEHUO_DEMO": ("1", "hehuo.W001"),
    "HEHUO_SECOND_FACTOR": ("off", "hehuo.W002"),
    "HEHUO_HTTPS": ("0", "hehuo.W003"),
    "HEHUO_TILES_URL": ("https://tiles.example.cn/", "hehuo.E006"),
    "HEHUO_TILES_REVIEW": ("", "hehuo.E007"),
    "HEHUO_S3_ENDPOINT": ("https://s3.example.cn", "hehuo.E008"),
}
MISTYPED = {
    "HEHUO_DB_POOL": ("many", "HEHUO_DB_POOL: 'many'"),
    "HEHUO_DEBUG": ("yes", "HEHUO_DEBUG: 'yes'"),
    "HEHUO_SECOND_FACTOR": ("maybe", "HEHUO_SECOND_FACTOR: 'maybe'"),
    "HEHUO_REPORT_RATE": ("often", "HEHUO_REPORT_RATE: 'often'"),
    "HEHUO_LOG_FORMAT": ("xml", "HEHUO_LOG_FORMAT: 'xml'"),
    "HEHUO_EMAIL_URL": ("mail.example.cn", "HEHUO_EMAIL_URL: not of the form"),
    "DATABASE_URL": ("mysql://root@localhost/hehuo", "DATABASE_URL: Hehuo speaks PostgreSQL only"),
}
ODDER = {
    "HEHUO_HOSTS": ("*", "hehuo.E005"),
    "HEHUO_DATA_KEY": (f"{KEY},short", "hehuo.E003"),
    "HEHUO_EMAIL_URL": ("smtp://mail.example.cn:many", "HEHUO_EMAIL_URL: not of the form"),
    "DATABASE_URL": ("postgresql://localhost:port/hehuo", "DATABASE_URL: Port"),
}


@pytest.mark.parametrize("mistakes", [EXPOSED, MISTYPED, ODDER], ids=["exposed", "mistyped", "odder"])
def test_each_mistake_is_named_with_a_hint(tmp_path: Path, mistakes: dict[str, tuple[str, str]]) -> None:
    said = check(tmp_path, **{**PROPER, **{name: value for name, (value, _) in mistakes.items()}})
    assert [told for _, told in mistakes.values() if told not in said] == []
    assert said.count("HINT") >= len(mistakes)


def test_a_demonstration_without_second_factor_warns_even_at_home(tmp_path: Path) -> None:
    assert "hehuo.W002" in check(tmp_path, HEHUO_DEMO="1", HEHUO_SECOND_FACTOR="off")


@pytest.mark.django_db
def test_the_database_is_new_enough() -> None:
    found = {message.id for message in run_checks(databases=["default"], tags=["database"])}
    assert found <= {"hehuo.W005"}, "the tests' own server may be careless, nothing else"


@pytest.mark.django_db
def test_an_old_or_careless_database_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Cursor:
        def __enter__(self) -> Cursor:
            return self

        def __exit__(self, *_: object) -> None: ...

        def execute(self, _: str) -> None: ...

        def fetchone(self) -> tuple[int, str]:
            return 140011, "off"

    class Old:
        cursor = Cursor

    monkeypatch.setattr(checks, "connections", {"default": Old})
    found = {message.id for message in checks.check_database(None, databases=["default"])}
    assert found == {"hehuo.E010", "hehuo.W005"}


def test_database_urls_are_understood() -> None:
    found = database.parse("postgresql://a%40b:p%2Fw@db.example.cn:6543/hehuo?sslmode=verify-full", pool=5)
    assert (found["NAME"], found["USER"], found["PASSWORD"]) == ("hehuo", "a@b", "p/w")
    assert (found["HOST"], found["PORT"]) == ("db.example.cn", "6543")
    pool = {"min_size": 1, "max_size": 5, "timeout": 10, "connection_class": database.Pooled}
    assert found["OPTIONS"] == {"sslmode": "verify-full", "pool": pool}
    socket = database.parse("postgresql://postgres@/hehuo?host=/srv/h%C3%A9/db", pool=0)
    assert socket["HOST"] == "/srv/hé/db"
    assert socket["OPTIONS"] == {}


def test_mail_urls_are_understood() -> None:
    found = mail.parse("smtp+tls://hehuo:p%40ss@mail.example.cn")
    assert found["EMAIL_HOST"] == "mail.example.cn"
    assert (found["EMAIL_PORT"], found["EMAIL_USE_TLS"], found["EMAIL_HOST_PASSWORD"]) == (587, True, "p@ss")
    assert "console" in mail.parse("")["EMAIL_BACKEND"]


def test_numbers_have_a_least(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(env, "PROBLEMS", {})
    monkeypatch.setenv("HEHUO_SESSION_HOURS", "0")
    assert env.number("HEHUO_SESSION_HOURS", 12, least=1) == 12
    assert "HEHUO_SESSION_HOURS" in env.PROBLEMS

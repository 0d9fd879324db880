"""Checking in at a whistle over HTTP, sixteen officers at once, against the same rows written by pgbench.

By two doors: the form of the telephone page, each officer signed in with a session of his own, and the interface for
programs, each with a key (no limit of calls, because few send many here). Each check-in is at another whistle, as in a
day's work, so that nobody waits for a lock. pgbench writes the same rows to the same server: one check-in, one changed
call, the journal's chain, entry, payload and its note for the relay.

The bar is held when one of the two doors is fast enough for it; both are told.
"""

from __future__ import annotations

import functools
import itertools
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median

import psycopg

from bench import intake

BAR, AT_ONCE = 0.20, 16
DOORS = ("page", "programs")
#: Whistles made beforehand: the first half is for us, the second for pgbench.
WHISTLES = 80_000
POSITION = (116.2701, 39.9601)
SCRIPT = """
BEGIN;
INSERT INTO whistles_checkin ({check_in}) VALUES ({check_in_values}) RETURNING call_id \\gset c_
UPDATE whistles_call SET state = 'on_site', acknowledged_at = now(), acknowledged_by_id = {person}, arrived_at = now()
 WHERE id = :c_call_id;
INSERT INTO journal_head ({head}) VALUES ({head_values});
INSERT INTO journal_entry ({entry}) VALUES ({entry_values}) RETURNING id \\gset e_
INSERT INTO journal_payload ({payload}) VALUES ({payload_values});
INSERT INTO journal_undelivered ({undelivered}) VALUES ({undelivered_values});
COMMIT;
"""
TABLES = (
    "whistles_checkin",
    "whistles_call",
    "journal_head",
    "journal_entry",
    "journal_payload",
    "journal_undelivered",
)


def run(seconds: float = 5.0, rounds: int = 3) -> dict[str, object]:
    """Rates per second, ours by either door and pgbench's in turn, and the median ratios of the rounds."""
    with intake.database() as url, tempfile.TemporaryDirectory() as folder:
        told = json.loads(_run(url, "bench.whistles"))
        with intake.server(url) as port:
            officers = _Officers(port, told)
            rows: dict[str, dict[str, tuple[float, ...]]] = {}
            script = Path(folder, "rows.sql")
            for door in DOORS:
                officers.work(door, 2.0)  # warm up: policies, routes, plans; one note per session, key of its use
                rows[door] = _counted(url, functools.partial(officers.work, door, 1.0))
            script.write_text(_script(url, told))
            theirs = _counted(url, lambda: intake.pgbench(url, script, 4, 1.0)[0])
            if any(ours != theirs for ours in rows.values()):
                raise AssertionError(f"not the same rows: ours {rows}, pgbench {theirs}")
            rates: dict[str, list[float]] = {door: [] for door in (*DOORS, "pgbench")}
            for _round in range(rounds):
                for door in DOORS:
                    rates[door].append(officers.work(door, seconds) / seconds)
                rates["pgbench"].append(intake.pgbench(url, script, AT_ONCE, seconds)[1])
    doors = {door: _judged(rates[door], rates["pgbench"]) for door in DOORS}
    return {
        "name": "whistles",
        "rows_per_check_in": theirs,
        "at_once": AT_ONCE,
        "pgbench_per_second": round(median(rates["pgbench"])),
        "doors": doors,
        "bar": BAR,
        "ok": any(door["ok"] for door in doors.values()),
    }


def _judged(ours: list[float], theirs: list[float]) -> dict[str, float | bool]:
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    return {"http_per_second": round(median(ours)), "ratio": round(ratio, 3), "bar": BAR, "ok": ratio >= BAR}


class _Officers:
    """Sixteen officers, each with a connection, a session and a key; every call is visited once."""

    def __init__(self, port: int, told: dict[str, object]) -> None:
        self.port, self.sessions, self.keys = port, list(told["sessions"]), list(told["keys"])  # type: ignore[call-overload]
        self.calls = itertools.count(int(told["first_call"]))  # type: ignore[call-overload]
        self.csrf = secrets.token_hex(16)

    def work(self, door: str, seconds: float) -> int:
        """Check in by ``door`` for ``seconds``; returns how many check-ins were answered as done."""
        request, answered = (self._form, b"HTTP/1.1 302") if door == "page" else (self._sending, b"HTTP/1.1 201")
        until, done, faults = time.monotonic() + seconds, Counter[int](), list[str]()

        def officer(number: int) -> None:
            with socket.create_connection(("127.0.0.1", self.port)) as line:
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while time.monotonic() < until:
                    line.sendall(request(number, next(self.calls)))
                    head = intake.answer(line)
                    if not head.startswith(answered) or b"/accounts/" in head:
                        faults.append(head.decode(errors="replace"))
                        return
                    done[number] += 1

        threads = [threading.Thread(target=officer, args=[number]) for number in range(len(self.sessions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults or not done:
            raise RuntimeError(f"the server answered {faults[0] if faults else 'nothing'}")
        return done.total()

    def _sending(self, number: int, call: int) -> bytes:
        lon, lat = POSITION
        body = json.dumps({"lon": lon, "lat": lat})
        head = (
            f"POST /api/v1/calls/{call}/check-in HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Authorization: Bearer {self.keys[number]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return f"{head}{body}".encode()

    def _form(self, number: int, call: int) -> bytes:
        lon, lat = POSITION
        body = f"csrfmiddlewaretoken={self.csrf}&how=position&position={lon}%2C{lat}&back=mine".encode()
        head = (
            f"POST /desk/whistles/calls/{call}/check_in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: sessionid={self.sessions[number]}; csrftoken={self.csrf}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _run(url: str, module: str) -> str:
    """What ``module`` prints when it runs by itself against the database at ``url``."""
    command = [sys.executable, "-m", module]
    return subprocess.run(command, env=intake.environment(url), capture_output=True, text=True, check=True).stdout


def _counted(url: str, write: Callable[[], int]) -> dict[str, tuple[float, ...]]:
    time.sleep(11)  # until every backend has told its statistics
    before = intake.statistics(url)
    done = write()
    time.sleep(11)
    after = intake.statistics(url)
    return {
        table: tuple(round((b - a) / done, 2) for a, b in zip(before[table], after[table], strict=True))
        for table in TABLES
    }


def _script(url: str, told: dict[str, object]) -> str:
    """The rows of the newest check-in as a pgbench script: the same columns and sizes, other calls."""
    with psycopg.connect(url) as connection:
        newest = "SELECT c.id, c.call_id, c.person_id, k.whistle_id FROM whistles_checkin c JOIN whistles_call k"
        row = connection.execute(f"{newest} ON k.id = c.call_id ORDER BY c.id DESC LIMIT 1").fetchone()
        check_in, _call, person, whistle = row  # type: ignore[misc]
        subject = f"whistle:{whistle}"
        found = connection.execute("SELECT id FROM journal_entry WHERE subject = %s", [subject]).fetchone()
        entry = found[0]  # type: ignore[index]
        connection.execute(f"CREATE SEQUENCE bench_calls START {int(told['second_call'])}")  # type: ignore[call-overload]
        named = "'whistle:' || :c_call_id"
        rows = {
            "check_in": ("whistles_checkin", "id", check_in, {"call_id": "nextval('bench_calls')"}, {"id"}),
            "head": ("journal_head", "subject", subject, {"subject": named}, set()),
            "entry": ("journal_entry", "id", entry, {"subject": named}, {"id"}),
            "payload": ("journal_payload", "entry_id", entry, {"entry_id": ":e_id"}, set()),
            "undelivered": ("journal_undelivered", "entry_id", entry, {"entry_id": ":e_id"}, set()),
        }
        parts = {"person": str(person)}
        for name, (table, key, value, other, left) in rows.items():
            columns, values = intake.literals(connection, table, key, value, other=other, left=left)
            parts |= {name: ", ".join(columns), f"{name}_values": ", ".join(values)}
    return SCRIPT.format(**parts)


def prepare() -> dict[str, object]:
    """A police station, sixteen officers who are signed in, and whistles that call it; in this process's database."""
    import django

    django.setup()
    from datetime import date

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore
    from django.db import connection

    from hehuo.doors.api import services as api
    from hehuo.ground import clock
    from hehuo.parties import selectors as parties
    from hehuo.parties.models import Membership, Organisation, Person, ServedPlace, User

    since, place = date(2020, 1, 1), intake.PLACE
    police = Organisation.objects.create(
        kind="police_station", name="曙光派出所", place=place[:9], enforces=True, valid_from=since
    )
    ServedPlace.objects.create(organisation=police, place=place[:9])
    sessions, keys = [], []
    for number in range(AT_ONCE):
        person = Person.objects.create(name=f"民警{number}")
        user = User.objects.create_user(username=f"bench{number}", person=person)
        Membership.objects.create(person=person, organisation=police, role="officer", place=place[:9], valid_from=since)
        viewer = parties.viewer_as(person.pk)
        keys.append(api.issue_token(by=viewer, name="bench", scopes=["write"], days=1)[1])
        session = SessionStore()
        at = clock.now().timestamp()
        session[SESSION_KEY], session[HASH_SESSION_KEY] = str(user.pk), user.get_session_auth_hash()
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session["account_authentication_methods_user"] = str(user.pk)
        session["account_authentication_methods"] = [
            {"method": "password", "at": at, "username": user.username},
            {"method": "mfa", "type": "totp", "at": at},
        ]
        session.save()
        sessions.append(session.session_key)
    with connection.cursor() as cursor:
        lon, lat = POSITION
        cursor.execute(
            "INSERT INTO whistles_whistle (number, place, kind, state, title, text, address, lon, lat, lead_id,"
            " blown_at, result) SELECT 'B' || n, %s, 'emergency', 'blown', '楼道堆物', '', '', %s, %s, %s,"
            " now() - interval '5 minutes', '' FROM generate_series(1, %s) n",
            [place, lon, lat, police.pk, WHISTLES],
        )
        cursor.execute(
            "INSERT INTO whistles_call (whistle_id, organisation_id, lead, state, why, charter_title, clause_url,"
            " called_at, refusal, decision, decision_reference, explanation)"
            " SELECT id, lead_id, true, 'called', '', '', '', blown_at, '', '', '', ''"
            " FROM whistles_whistle ORDER BY id"
        )
        cursor.execute("SELECT min(id) FROM whistles_call")
        first = cursor.fetchone()[0]
        cursor.execute("VACUUM ANALYZE whistles_call, whistles_whistle")
    return {"sessions": sessions, "keys": keys, "first_call": first, "second_call": first + WHISTLES // 2}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hehuo.config.settings")
    print(json.dumps(prepare()))

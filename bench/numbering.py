"""Numbering things over HTTP, sixteen people before one hallway at once, against the same rows written by pgbench.

Everybody is signed in with a session of her own and sends the form of the telephone page, with its idempotency key. All
number on one list of one table of partners, as on the day of an action, so that all want the next number of the same
place and day. pgbench writes the same rows to the same server, and it too counts up the one counter.
"""

from __future__ import annotations

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
SCRIPT = """
BEGIN;
INSERT INTO journal_key ({key}) VALUES ({key_values});
SELECT nextval(pg_get_serial_sequence('custody_item', 'id')) AS id \\gset i_
INSERT INTO journal_head ({head}) VALUES ({head_values});
INSERT INTO journal_entry ({entry}) VALUES ({entry_values}) RETURNING id \\gset e_
INSERT INTO journal_payload ({payload}) VALUES ({payload_values});
INSERT INTO journal_undelivered ({undelivered}) VALUES ({undelivered_values});
INSERT INTO partnerships_fact (partnership_id, name, source, value, happened_at)
 VALUES ({table}, 'custody.items', 'item:' || :i_id, 1, now());
INSERT INTO partnerships_fact (partnership_id, name, source, value, happened_at)
 VALUES ({table}, 'custody.open', 'item:' || :i_id, 1, now());
INSERT INTO custody_itemcounter AS counter (short, day, last) VALUES ('{short}', '{day}', 1)
 ON CONFLICT (short, day) DO UPDATE SET last = counter.last + 1 RETURNING last \\gset n_
INSERT INTO custody_item ({item}) VALUES ({item_values});
COMMIT;
"""
TABLES = (
    "custody_item",
    "custody_itemcounter",
    "partnerships_fact",
    "journal_key",
    "journal_head",
    "journal_entry",
    "journal_payload",
    "journal_undelivered",
)


def run(seconds: float = 5.0, rounds: int = 3) -> dict[str, object]:
    """Rates per second, ours and pgbench's in turn, and the median ratio of the rounds."""
    with intake.database() as url, tempfile.TemporaryDirectory() as folder:
        told = json.loads(_run(url, "bench.numbering"))
        with intake.server(url) as port:
            people = _People(port, told)
            people.work(2.0)  # warm up: policies, routes, plans; and one note per session of its last page
            script = Path(folder, "rows.sql")
            script.write_text(_script(url, told))
            counts = _same_rows(url, people, script)
            ours, theirs = [], []
            for _round in range(rounds):
                ours.append(people.work(seconds) / seconds)
                theirs.append(intake.pgbench(url, script, AT_ONCE, seconds)[1])
        _numbers_are_whole(url)
    ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
    return {
        "name": "numbering",
        "rows_per_thing": counts,
        "at_once": AT_ONCE,
        "http_per_second": round(median(ours)),
        "pgbench_per_second": round(median(theirs)),
        "ratio": round(ratio, 3),
        "bar": BAR,
        "ok": ratio >= BAR,
    }


class _People:
    """Sixteen people with a connection and a session each."""

    def __init__(self, port: int, told: dict[str, object]) -> None:
        self.port, self.sessions = port, list(told["sessions"])  # type: ignore[call-overload]
        self.path = f"/desk/custody/{told['number']}/number/"
        self.csrf = secrets.token_hex(16)

    def work(self, seconds: float) -> int:
        """Number things for ``seconds``; returns how many forms were answered with 302."""
        until, done, faults = time.monotonic() + seconds, Counter[int](), list[str]()

        def person(number: int) -> None:
            with socket.create_connection(("127.0.0.1", self.port)) as line:
                line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                while time.monotonic() < until:
                    line.sendall(self._request(number))
                    head = intake.answer(line)
                    if not head.startswith(b"HTTP/1.1 302") or b"/accounts/" in head:
                        faults.append(head.decode(errors="replace"))
                        return
                    done[number] += 1

        threads = [threading.Thread(target=person, args=[number]) for number in range(len(self.sessions))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if faults or not done:
            raise RuntimeError(f"the server answered {faults[0] if faults else 'nothing'}")
        return done.total()

    def _request(self, number: int) -> bytes:
        body = (
            f"csrfmiddlewaretoken={self.csrf}&key={secrets.token_hex(16)}&name=%E7%BA%B8%E7%AE%B1&quantity=1"
        ).encode()
        head = (
            f"POST {self.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
            f"Cookie: sessionid={self.sessions[number]}; csrftoken={self.csrf}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return head.encode() + body


def _run(url: str, module: str) -> str:
    """What ``module`` prints when it runs by itself against the database at ``url``."""
    command = [sys.executable, "-m", module]
    return subprocess.run(command, env=intake.environment(url), capture_output=True, text=True, check=True).stdout


def _same_rows(url: str, people: _People, script: Path) -> dict[str, tuple[float, ...]]:
    """Inserts and updates per thing and table, asserted to be the same on both sides."""
    ours = _counted(url, lambda: people.work(1.0))
    theirs = _counted(url, lambda: intake.pgbench(url, script, 4, 1.0)[0])
    if ours != theirs:
        raise AssertionError(f"not the same rows: ours {ours}, pgbench {theirs}")
    return ours


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


def _numbers_are_whole(url: str) -> None:
    """However many came at once: no number twice, and the counter stands at the last one."""
    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT count(*), count(DISTINCT number), max(serial), (SELECT last FROM custody_itemcounter)"
            " FROM custody_item"
        ).fetchone()
    if row is None or len(set(row)) != 1:
        raise AssertionError(f"numbers are not whole: {row}")


def _script(url: str, told: dict[str, object]) -> str:
    """The rows of the newest thing as a pgbench script: the same columns and sizes, other numbers."""
    with psycopg.connect(url) as connection:
        newest = "SELECT id, short, day FROM custody_item ORDER BY id DESC LIMIT 1"
        item, short, day = connection.execute(newest).fetchone()  # type: ignore[misc]
        subject = f"item:{item}"
        found = connection.execute("SELECT id FROM journal_entry WHERE subject = %s", [subject]).fetchone()
        entry = found[0]  # type: ignore[index]
        key = connection.execute("SELECT id FROM journal_key ORDER BY id DESC LIMIT 1").fetchone()[0]  # type: ignore[index]
        named = "'item:' || :i_id"
        number = {"id": ":i_id", "serial": ":n_last", "number": f"'{short}-{day:%Y%m%d}-' || :n_last"}
        rows = {
            "key": ("journal_key", "id", key, {"key": "gen_random_uuid()::text"}, {"id"}),
            "item": ("custody_item", "id", item, number, set()),
            "head": ("journal_head", "subject", subject, {"subject": named}, set()),
            "entry": ("journal_entry", "id", entry, {"subject": named}, {"id"}),
            "payload": ("journal_payload", "entry_id", entry, {"entry_id": ":e_id"}, set()),
            "undelivered": ("journal_undelivered", "entry_id", entry, {"entry_id": ":e_id"}, set()),
        }
        parts = {"table": str(told["table"]), "short": short, "day": f"{day}"}
        for name, (table, column, value, other, left) in rows.items():
            columns, values = intake.literals(connection, table, column, value, other=other, left=left)
            parts |= {name: ", ".join(columns), f"{name}_values": ", ".join(values)}
    return SCRIPT.format(**parts)


def prepare() -> dict[str, object]:
    """A property company, sixteen people of it who are signed in, a table and a list; in this process's database."""
    import django

    django.setup()
    from datetime import date

    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from hehuo.custody import services
    from hehuo.ground import clock
    from hehuo.ground.access import SYSTEM
    from hehuo.parties.models import Membership, Organisation, Person, ServedPlace, User
    from hehuo.partnerships.models import Partnership

    since, place = date(2020, 1, 1), intake.PLACE
    company = Organisation.objects.create(kind="property_company", name="安和物业", place=place, valid_from=since)
    ServedPlace.objects.create(organisation=company, place=place)
    sessions = []
    for number in range(AT_ONCE):
        person = Person.objects.create(name=f"物业{number}")
        user = User.objects.create_user(username=f"bench{number}", person=person)
        Membership.objects.create(
            person=person, organisation=company, role="property_staff", place=place, valid_from=since
        )
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
    table = Partnership.objects.create(
        number="H-bench", place=place, level="community", origin="place", title="楼道", opened_at=clock.now(),
        charter_day=clock.now().date(),
    )  # fmt: skip
    opened = services.open_inventory(by=SYSTEM, place=place, point="三号楼二层", partnership=table)
    return {"sessions": sessions, "table": table.pk, "number": opened.inventory.number}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hehuo.config.settings")
    print(json.dumps(prepare()))

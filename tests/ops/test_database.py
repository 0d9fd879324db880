"""The embedded database: started twice at once, killed, moved to awkward paths."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from hehuo.doors.cli.embedded import SOCKET_DIRECTORY_LIMIT, Cluster, DatabaseTrouble, _reachable
from hehuo.doors.cli.main import main


@pytest.fixture
def var(tmp_path: Path) -> Iterator[Path]:
    # pytest keeps its directories to itself; the server's user has to walk through them.
    for step in (tmp_path, *(parent for parent in tmp_path.parents if "pytest-" in str(parent))):
        step.chmod(0o755)
    yield tmp_path
    Cluster(tmp_path).down()


def _ask(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster.url()) as connection:
        row = connection.execute(question).fetchone()
        assert row
        return row[0]


def test_up_is_durable_local_and_chinese_ready(var: Path) -> None:
    cluster = Cluster(var)
    assert cluster.running() is None
    assert cluster.up() is True
    assert cluster.up() is False
    assert _ask(cluster, "SELECT current_setting('fsync') || current_setting('synchronous_commit')") == "onon"
    assert _ask(cluster, "SELECT datcollate FROM pg_database WHERE datname = 'hehuo'") == "C.UTF-8"
    assert _ask(cluster, "SELECT current_setting('listen_addresses')") == ""
    assert _ask(cluster, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = 'hehuo'") == "UTF8"
    assert cluster.data.stat().st_mode & 0o077 == 0
    assert cluster.down() is True
    assert cluster.down() is False


def test_two_at_once_start_one_server(var: Path) -> None:
    command = [sys.executable, "-m", "hehuo.doors.cli.main", "db", "up"]
    environment = {**os.environ, "HEHUO_VAR": str(var), "DATABASE_URL": ""}
    running = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in "1234"
    ]
    said = [process.communicate(timeout=120) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0, 0], said
    assert len({out for out, _ in said}) == 1
    assert [b"started" in told for _, told in said].count(True) == 1


def test_comes_back_after_kill_with_what_was_committed(var: Path) -> None:
    cluster = Cluster(var)
    cluster.up()
    with psycopg.connect(cluster.url(), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (n int)")
        connection.execute("INSERT INTO kept VALUES (42)")
        pid = cluster.running()
        assert pid
        os.kill(pid, signal.SIGKILL)
        for _ in range(50):
            if cluster.running() is None:
                break
            time.sleep(0.1)
        assert cluster.up() is True
    assert _ask(cluster, "SELECT n FROM kept") == 42


def test_a_stale_pid_of_somebody_else_is_no_server(var: Path) -> None:
    cluster = Cluster(var)
    cluster.up()
    cluster.down()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n0\n5432\n\n\n\nready\n")
    assert cluster.running() is None
    assert cluster.up() is True


def test_long_paths_get_a_short_socket(var: Path) -> None:
    deep = var / ("很长的路径" * 6) / "var"
    deep.mkdir(parents=True)
    cluster = Cluster(deep)
    assert len(os.fsencode(cluster.socket)) <= SOCKET_DIRECTORY_LIMIT < len(os.fsencode(deep))
    try:
        assert cluster.up() is True
        assert _ask(cluster, "SELECT 1") == 1
    finally:
        cluster.down()


def test_refuses_another_version_and_foreign_files_with_advice(var: Path) -> None:
    cluster = Cluster(var)
    cluster.data.mkdir()
    (cluster.data / "letter.txt").write_text("not a database")
    with pytest.raises(DatabaseTrouble, match=r"letter\.txt"):
        cluster.up()
    (cluster.data / "letter.txt").unlink()
    (cluster.data / "PG_VERSION").write_text("13\n")
    with pytest.raises(DatabaseTrouble, match="PostgreSQL 13"):
        cluster.up()


def test_root_keeps_the_cluster_where_the_server_can_reach_it(var: Path) -> None:
    closed = var / "closed" / "var"
    closed.mkdir(parents=True)
    closed.parent.chmod(0o700)
    cluster = Cluster(closed)
    if os.geteuid() == 0:
        assert not cluster.data.is_relative_to(closed)
        assert _reachable(cluster.data.parent)
    else:
        assert cluster.data == closed / "db"
    try:
        assert cluster.up() is True
        assert _ask(cluster, "SELECT 1") == 1
    finally:
        cluster.down()
        subprocess.run(["rm", "-rf", cluster.data], check=True)


def test_settings_and_url_start_nothing(
    var: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    monkeypatch.setenv("HEHUO_VAR", str(var))
    monkeypatch.delenv("DATABASE_URL", raising=False)
    assert main(["db", "url"]) == 0
    assert capsys.readouterr().out.strip() == Cluster(var).url()
    subprocess.run([sys.executable, "-c", "import hehuo.config.settings"], check=True)
    assert Cluster(var).running() is None
    assert not list(var.iterdir())


def test_a_given_database_is_left_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://somebody@elsewhere/hehuo")
    for action in ("up", "down"):
        assert main(["db", action]) == 0
        assert "yours" in capsys.readouterr().err
    assert main(["db", "url"]) == 0
    assert capsys.readouterr().out == "postgresql://somebody@elsewhere/hehuo\n"


def test_many_threads_in_one_process_agree(var: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        started = list(pool.map(lambda _: Cluster(var).up(), range(4)))
    assert started.count(True) == 1

"""Run database, web and worker until told to stop (Ctrl-C or SIGTERM).

What was running before stays running; what ends unasked is started again.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field

from hehuo.doors.cli.embedded import Cluster, DatabaseTrouble
from hehuo.doors.cli.house import database_up, var

#: A child that ends within this many seconds of its start did not really start.
SETTLED_SECONDS = 10
#: So many false starts in a row end the whole, so that an error is seen and not repeated for ever.
FALSE_STARTS = 3
STOP_SECONDS = 20


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """``hehuo serve [--host] [--port] [--processes] [--threads] [--no-worker]``."""
    parser.add_argument("--host", default=os.environ.get("HEHUO_HOST", "127.0.0.1"), help="address to listen on")
    parser.add_argument("--port", type=int, default=int(os.environ.get("HEHUO_PORT") or 8000), help="port to listen on")
    parser.add_argument("--processes", type=int, default=int(os.environ.get("HEHUO_PROCESSES") or 1))
    parser.add_argument("--threads", type=int, default=int(os.environ.get("HEHUO_THREADS") or 0))
    parser.add_argument("--no-worker", action="store_true", help="the worker runs elsewhere")


def handle(options: argparse.Namespace) -> int:
    """Start, watch and stop."""
    if trouble := _taken(options.host, options.port):
        sys.stderr.write(f"hehuo: {trouble}\n")
        return 1
    started_database = database_up()
    try:
        command = [sys.executable, "-m", "django", "migrate", "--check"]
        pending = subprocess.run(command, env=_environment(), capture_output=True, check=False)
        if pending.returncode:
            sys.stderr.write(pending.stderr.decode(errors="replace")[-2000:])
            sys.stderr.write("hehuo: the database is not up to date. Run `hehuo setup`.\n")
            return 1
        return _supervise(_children(options), f"http://{options.host}:{options.port}/")
    finally:
        if started_database:
            Cluster(var()).down()


@dataclass(slots=True)
class _Child:
    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    false_starts: int = field(default=0)

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches us alone, and we stop the children in order.
        self.process = subprocess.Popen(self.command, env=self.environment, start_new_session=True)
        self.started = time.monotonic()

    def ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def stop(self) -> None:
        if self.process is None or self.ended():
            return
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _environment() -> dict[str, str]:
    return {"DJANGO_SETTINGS_MODULE": "hehuo.config.settings", **os.environ}


def _children(options: argparse.Namespace) -> list[_Child]:
    environment = _environment()
    # Requests wait for the database most of their time, so somewhat more threads than cores.
    threads = options.threads or 2 * (os.cpu_count() or 2) + 1
    web = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", options.host, "--port", str(options.port)),
        *("--workers", str(options.processes), "--blocking-threads", str(threads)),
        *("--respawn-failed-workers", "--log-level", "warning"),
        "hehuo.config.wsgi:application",
    ]
    pool = {"HEHUO_DB_POOL": environment.get("HEHUO_DB_POOL") or str(threads)}
    children = [_Child("web", web, environment | pool)]
    if not options.no_worker:
        children.append(_Child("worker", [sys.executable, "-m", "hehuo.doors.cli.main", "worker"], environment))
    return children


def _supervise(children: list[_Child], address: str) -> int:
    asked: list[int] = []
    before = {number: signal.signal(number, lambda n, _: asked.append(n)) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        for child in children:
            child.start()
        sys.stderr.write(f"Hehuo listens on {address}   (Ctrl-C stops it)\n")
        if os.environ.get("HEHUO_DEMO") == "1":
            sys.stderr.write(f"Sign in as anybody of the demo: {address}demo/\n")
        while not asked:
            time.sleep(0.3)
            if failed := next((child for child in children if child.ended() and not _restarted(child)), None):
                sys.stderr.write(f"hehuo: {failed.name} does not start; its last words are above.\n")
                return 1
            _keep_database()
        return 0
    finally:
        for child in children:
            child.stop()
        for number, handler in before.items():
            signal.signal(number, handler)


def _keep_database() -> None:
    """Start a database that somebody killed; when that fails, say so and try again at the next look."""
    try:
        if database_up():
            sys.stderr.write("hehuo: the database had ended and was started again.\n")
    except DatabaseTrouble as trouble:
        sys.stderr.write(f"hehuo: {trouble}\n")
        time.sleep(2)


def _restarted(child: _Child) -> bool:
    """Start an ended child again; False when it has failed too often to try once more."""
    child.false_starts = child.false_starts + 1 if time.monotonic() - child.started < SETTLED_SECONDS else 0
    if child.false_starts >= FALSE_STARTS:
        return False
    sys.stderr.write(f"hehuo: {child.name} ended and is started again.\n")
    child.start()
    return True


def _taken(host: str, port: int) -> str:
    """Why ``host:port`` cannot be listened on, in words; empty when it can."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as trouble:
        reason = trouble.strerror or str(trouble)
        return f"cannot listen on {host}:{port} ({reason}). Choose another: hehuo serve --port {port + 1}"
    return ""

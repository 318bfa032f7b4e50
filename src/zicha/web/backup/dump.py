"""The database in and out (数据库转储): by PostgreSQL's own programs, every row of every body, of one moment."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from zicha.casework.tenancy.scope import ALL, SETTING
from zicha.web.postgres import BINARIES, NoDatabase

# Row-level security holds the owner too; this opens all rows to the owner's programs.
_ALL_ROWS = f"-c {SETTING}={ALL}"


@contextmanager
def moment_of(url: str) -> Iterator[tuple[str, dict[str, int]]]:
    """A snapshot other connections can look at while the block lasts, and how many rows each table has in it."""
    with psycopg.connect(url, options=_ALL_ROWS) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        assert row is not None
        yield str(row[0]), _counted(connection)


def rows_of(url: str) -> dict[str, int]:
    """How many rows each table has."""
    with psycopg.connect(url, options=_ALL_ROWS) as connection:
        return _counted(connection)


def _counted(connection: psycopg.Connection) -> dict[str, int]:
    names = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
    ).fetchall()
    counts = {}
    for (name,) in names:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        assert row is not None
        counts[str(name)] = int(row[0])
    return counts


def dump(url: str, snapshot: str, into: Path) -> None:
    """Write the whole database, as it is in the snapshot. Raises NoDatabase."""
    _run(
        "pg_dump",
        url,
        "--format=custom",
        "--compress=gzip:3",
        "--no-owner",
        "--no-privileges",
        "--enable-row-security",
        "--schema=public",
        f"--snapshot={snapshot}",
        f"--file={into}",
    )


def load(url: str, archive: Path) -> None:
    """Load a dump into an empty database, all of it or nothing. Raises NoDatabase."""
    _run(
        "pg_restore",
        url,
        "--no-owner",
        "--no-privileges",
        "--exit-on-error",
        "--single-transaction",
        # It is there already, and only its owner could say so again.
        "--clean",
        "--if-exists",
        str(archive),
    )


def _run(program: str, url: str, *arguments: str) -> None:
    """The password goes by the environment: command lines can be read by everybody on the machine."""
    parts = conninfo_to_dict(url)
    environment = os.environ | {"PGOPTIONS": _ALL_ROWS}
    password = parts.pop("password", None)
    if password:
        environment["PGPASSWORD"] = str(password)
    where = make_conninfo("", **parts)
    said = ""
    for found in _candidates(program):
        done = subprocess.run(
            [found, *arguments, f"--dbname={where}"],
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if done.returncode == 0:
            return
        said = done.stderr.strip()
        if "version" not in said:
            break
    raise NoDatabase(f"{program} 没有成功：{said[-800:]}")


def _candidates(program: str) -> list[str]:
    """Ours, then the machine's, which may be of a newer server's release."""
    other = shutil.which(program)
    return [str(BINARIES / program), *([other] if other else [])]

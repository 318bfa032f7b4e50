"""The embedded PostgreSQL (内嵌数据库) and bringing a database up to this release (建库、升级)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from zicha.web.environment import BadSetting, database, place_of
from zicha.web.postgres import NoDatabase, running

NAME = "zicha"
OLDEST = 150_000
# Of pg_advisory_lock: who brings a database up to date does so alone.
_LOCK = 20190318


@contextmanager
def embedded(home: Path) -> Iterator[str]:
    """The address of the PostgreSQL of a data folder, started when it does not run, stopped with its last user."""
    with running(home) as server:
        make_database(server.url("postgres"), NAME)
        yield server.url(NAME)


def make_database(server: str, name: str) -> None:
    """Make the database unless it is there: UTF-8, ordered by code point on every machine."""
    with psycopg.connect(server, autocommit=True) as connection:
        # Two starts at once; the lock ends with the connection.
        connection.execute("SELECT pg_advisory_lock(%s, 2)", [_LOCK])
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0 LOCALE 'C'").format(
                    sql.Identifier(name)
                )
            )


@contextmanager
def database_of(home: Path) -> Iterator[str]:
    """The address to work with: DATABASE_URL where it is given, else the embedded server's, told to Django too."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        refuse_unreachable(given)
        yield given
        return
    with embedded(home) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            os.environ.pop("DATABASE_URL", None)


def refuse_unreachable(url: str) -> None:
    """Raises BadSetting or NoDatabase where DATABASE_URL is malformed, answers nothing or orders text another way."""
    try:
        database(url)
    except ValueError as error:
        raise BadSetting(
            "环境变量 DATABASE_URL 不是 PostgreSQL 的地址；请按这样写：postgresql://用户:密码@主机:5432/库名"
        ) from error
    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            found = connection.execute(
                "SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding) "
                "FROM pg_database WHERE datname = current_database()"
            ).fetchone()
    except psycopg.Error as error:
        raise NoDatabase(
            f"连接不上数据库 {place_of(url)}：{str(error).strip().splitlines()[-1]}。"
            "请检查 DATABASE_URL 的主机、用户、密码和库名，以及数据库是否在运行。"
        ) from error
    version, encoding = found or (0, "")
    if version < OLDEST:
        raise NoDatabase(f"数据库 {place_of(url)} 的版本太旧，需要 PostgreSQL {OLDEST // 10_000} 或更新。")
    if encoding != "UTF8":
        raise NoDatabase(
            f"数据库 {place_of(url)} 的编码是 {encoding}；请用 createdb -E UTF8 -l C -T template0 建库。"
        )


def bring_up_to_date() -> None:
    """Migrate as the owner, then raise the walls again; safe to repeat, by several processes at once too.

    Django must be set up. Raises NoDatabase where the owner may not do it.
    """
    from django.core.management import call_command
    from django.db import ProgrammingError, connections

    from zicha.casework.tenancy.walls import make_role, raise_walls

    with psycopg.connect(_address_of("owner"), autocommit=True) as connection:
        # Held until this connection ends, however it ends.
        connection.execute("SELECT pg_advisory_lock(%s, 1)", [_LOCK])
        try:
            make_role()
            call_command("migrate", database="owner", verbosity=0, interactive=False)
            call_command("createcachetable", database="owner", verbosity=0)
            raise_walls()
        except ProgrammingError as error:
            if not isinstance(error.__cause__, psycopg.errors.InsufficientPrivilege):
                raise
            raise NoDatabase(
                f"数据库用户的权限不够：{error.__cause__.diag.message_primary}。请由数据库管理员授予该用户 CREATEROLE "
                "和对本库的所有权，见 docs/how-to/operate.md。"
            ) from error
    connections["owner"].close()


def _address_of(alias: str) -> str:
    from django.db import connections

    return psycopg.conninfo.make_conninfo(
        **{
            name: value
            for name, value in connections[alias].get_connection_params().items()
            if name not in {"context", "cursor_factory", "prepare_threshold"}
        }
    )

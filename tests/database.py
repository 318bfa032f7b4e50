"""The database of a test process (测试数据库): one embedded PostgreSQL, migrated and walled as in production."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from tests.home import HOME

# What migrating puts there.
KEPT = ["django_migrations", "django_content_type", "auth_permission"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Started for the first test that asks for rows; tests that do not ask for `db` cannot reach it."""
    from django.db import connections
    from django.test import TransactionTestCase

    from zicha.web.database import bring_up_to_date, embedded
    from zicha.web.environment import database

    with embedded(HOME) as url, pytest.MonkeyPatch.context() as patch:
        _need_not_last(url)
        for alias in connections:
            role = connections.settings[alias]["OPTIONS"]
            connections.settings[alias].update(database(url) | {"OPTIONS": role, "CONN_MAX_AGE": 0})
            connections[alias].settings_dict.update(connections.settings[alias])
        with django_db_blocker.unblock():
            bring_up_to_date()
            connections.close_all()
        # Django would empty the tables as the application, which may not.
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: empty_the_tables(url))
        yield
        with django_db_blocker.unblock():
            connections.close_all()


def _need_not_last(url: str) -> None:
    """Nobody waits for the disk: these rows need not outlive a power cut."""
    with psycopg.connect(url, autocommit=True) as connection:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            connection.execute(f"ALTER SYSTEM SET {name} = off")
        connection.execute("SELECT pg_reload_conf()")


def empty_the_tables(url: str) -> None:
    """After a test that commits. Keys go on: what lies on disk under an old key is never another row's."""
    with psycopg.connect(url, autocommit=True) as owner:
        # A request still under way would make this wait for ever.
        owner.execute("SET lock_timeout = '30s'")
        tables = owner.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)", [KEPT]
        ).fetchall()
        full = [
            sql.Identifier(name)
            for (name,) in tables
            if owner.execute(
                sql.SQL("SELECT EXISTS (SELECT FROM {})").format(sql.Identifier(name))
            ).fetchone()
            == (True,)
        ]
        if full:
            owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(full)))

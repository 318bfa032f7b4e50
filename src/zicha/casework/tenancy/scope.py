"""The bodies whose rows may be touched right now (数据范围): one wall in Django, a second one in PostgreSQL.

A scope is a transaction. Its bodies are told to PostgreSQL with SET LOCAL, so nothing of a scope outlives it, not even
on a connection that a pool hands to somebody else; without one, row-level security shows no row at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

ALL = "*"
SETTING = "zicha.bodies"
APP_ROLE = "zicha_app"
"""The role the application works as; see walls.py."""


class Unscoped(RuntimeError):
    """Rows of a body were asked for outside a scope: a bug, never the user's fault."""


class Scope:
    """Which bodies are in scope; `everything` only for work over all of them, with a reason (数据范围)."""

    def __init__(self, bodies: frozenset[int], reason: str = "") -> None:
        self.bodies = bodies
        self.reason = reason

    @property
    def everything(self) -> bool:
        return bool(self.reason)

    def holds(self, body_id: int) -> bool:
        return self.everything or body_id in self.bodies

    @property
    def setting(self) -> str:
        return ALL if self.everything else ",".join(str(body) for body in sorted(self.bodies))


current: ContextVar[Scope | None] = ContextVar("zicha_scope", default=None)


def scope_now() -> Scope:
    """The open scope. Raises Unscoped when there is none."""
    scope = current.get()
    if scope is None:
        raise Unscoped("rows of a body read outside a scope; open one with `scope(...)`")
    return scope


@contextmanager
def scope(*bodies: int) -> Iterator[None]:
    """Open the rows of these bodies for the block, which is one transaction."""
    with _opened(Scope(frozenset(bodies))):
        yield


@contextmanager
def scope_all(*, reason: str) -> Iterator[None]:
    """Open the rows of all bodies; `reason` says why and is easy to grep."""
    if not reason:
        raise ValueError("crossing all bodies needs a reason")
    with _opened(Scope(frozenset(), reason)):
        yield


@contextmanager
def _opened(opened: Scope) -> Iterator[None]:
    before = current.get()
    token = current.set(opened)
    try:
        with transaction.atomic():
            _tell_postgres(opened.setting)
            yield
            # Inside an outer scope's transaction SET LOCAL would outlive this block; a rollback undoes it by itself.
            if not connection.needs_rollback:
                _tell_postgres(before.setting if before else "")
    finally:
        current.reset(token)


def _tell_postgres(setting: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, setting])


def bodies_in_scope() -> Iterable[int]:
    return scope_now().bodies

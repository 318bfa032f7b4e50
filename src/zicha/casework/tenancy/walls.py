"""The second wall between bodies (行级安全): PostgreSQL shows the application's role only rows in scope.

The tables belong to the owner, who migrates; the application works as `zicha_app`, which owns nothing, cannot alter
what it may only append to, and is held by FORCEd row-level security. Raised again after every migration; idempotent.
"""

from __future__ import annotations

from django.apps import apps
from django.db import connections, models

from zicha.casework.tenancy.scope import ALL, APP_ROLE, SETTING
from zicha.casework.tenancy.scoped import BodyModel

POLICY = "rows_in_scope"


def scoped_models() -> list[type[BodyModel]]:
    """Every model whose rows belong to one body."""
    return [model for model in apps.get_models() if issubclass(model, BodyModel)]


def appended_only() -> list[type[models.Model]]:
    """Models whose rows are never changed or deleted by the application."""
    return [model for model in apps.get_models() if getattr(model, "APPENDED_ONLY", False)]


def make_role(alias: str = "owner") -> None:
    """Create the application's role; Django's own connection cannot be opened before."""
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP_ROLE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE ROLE {APP_ROLE} NOLOGIN NOBYPASSRLS")
        cursor.execute(f"GRANT {APP_ROLE} TO CURRENT_USER")


def raise_walls(alias: str = "owner") -> None:
    """Grant the application's role what it needs and no more, and turn row-level security on."""
    with connections[alias].cursor() as cursor:
        cursor.execute(f"GRANT USAGE ON SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {APP_ROLE}")
        cursor.execute(f"REVOKE ALL ON django_migrations FROM {APP_ROLE}")
        for model in appended_only():
            cursor.execute(f'REVOKE UPDATE, DELETE, TRUNCATE ON "{model._meta.db_table}" FROM {APP_ROLE}')
        for scoped in scoped_models():
            _wall(cursor, scoped._meta.db_table)


def _wall(cursor, table: str) -> None:  # type: ignore[no-untyped-def]
    seen = (
        f"current_setting('{SETTING}', true) = '{ALL}' OR "
        # A sub-select is evaluated once a statement, not once a row.
        f"body_id = ANY ((SELECT string_to_array(nullif(current_setting('{SETTING}', true), ''), ','))::bigint[])"
    )
    cursor.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    cursor.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    cursor.execute(f'DROP POLICY IF EXISTS {POLICY} ON "{table}"')
    cursor.execute(f'CREATE POLICY {POLICY} ON "{table}" USING ({seen}) WITH CHECK ({seen})')

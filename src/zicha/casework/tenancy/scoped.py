"""Rows that belong to one body (机构数据): nobody reads or writes them outside a scope."""

from __future__ import annotations

from typing import Any

from django.db import models

from zicha.casework.tenancy.scope import Unscoped, scope_now


class ScopedManager(models.Manager):
    """Rows of the bodies in scope; with no scope open there is nothing to read but an error."""

    def get_queryset(self) -> models.QuerySet:
        scope = scope_now()
        rows = super().get_queryset()
        return rows if scope.everything else rows.filter(body_id__in=scope.bodies)

    def bulk_create(self, objs: Any, *args: Any, **kwargs: Any) -> Any:
        rows = list(objs)
        for row in rows:
            row.require_in_scope()
        return super().bulk_create(rows, *args, **kwargs)


class BodyModel(models.Model):
    """A row of one body. PostgreSQL keeps it apart as well: `walls.py` finds every subclass."""

    body = models.ForeignKey(
        "tenancy.Body", on_delete=models.PROTECT, related_name="+", verbose_name="认证机构"
    )

    objects = ScopedManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def require_in_scope(self) -> None:
        """Raises Unscoped when the row is another body's."""
        if not scope_now().holds(self.body_id):
            raise Unscoped(f"{type(self).__name__} of body {self.body_id} written outside its scope")

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.require_in_scope()
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.require_in_scope()
        return super().delete(*args, **kwargs)

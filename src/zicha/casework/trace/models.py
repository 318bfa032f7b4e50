"""The chain of entries (留痕链)."""

from __future__ import annotations

from django.db import models

from zicha.casework.tenancy.scoped import BodyModel


class Entry(BodyModel):
    """One change (留痕记录): who, when, on what, before and after, why.

    number    counts from 1 within the body, without gaps
    touched   [[model label, primary key, SHA-256 of the row as it stands after, or "" when it is gone], …]
    hash      SHA-256 over everything here and the hash of the entry before
    """

    APPENDED_ONLY = True

    number = models.BigIntegerField("序号")
    at = models.DateTimeField("时间")
    by = models.ForeignKey("tenancy.Member", null=True, on_delete=models.PROTECT, related_name="+")
    by_name = models.CharField("操作人", max_length=80)
    action = models.CharField("操作", max_length=60)
    on_kind = models.CharField("对象类别", max_length=60)
    on_id = models.CharField("对象", max_length=80)
    on_label = models.CharField("对象名称", max_length=200, blank=True)
    before = models.JSONField("改动前", default=dict)
    after = models.JSONField("改动后", default=dict)
    reason = models.TextField("理由", blank=True)
    touched = models.JSONField(default=list)
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    class Meta(BodyModel.Meta):
        ordering = ("body", "number")
        constraints = (models.UniqueConstraint(fields=("body", "number"), name="entry_number_once"),)
        indexes = (models.Index(fields=("body", "on_kind", "on_id"), name="entry_of_a_thing"),)

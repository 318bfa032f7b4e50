"""A file that proves something (证据文件)."""

from __future__ import annotations

from django.db import models

from zicha.casework.evidence.kinds import KINDS, FileKind
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel


class Evidence(BodyModel):
    """A file kept as evidence of a row (证据). Its bytes lie under their SHA-256; the same file twice is stored once.

    on_kind, on_id  the row it belongs to: model label and primary key
    kind            of `kinds.KINDS`, judged by content
    added_by        None when somebody outside handed it in; `given_by` then says who
    withdrawn_*     taken back with a reason; the file itself is kept, as the trace knows it
    """

    on_kind = models.CharField(max_length=60)
    on_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=200)
    size = models.PositiveBigIntegerField("大小")
    kind = models.CharField("类型", max_length=10, choices=[(key, one.chinese) for key, one in KINDS.items()])
    note = models.CharField("说明", max_length=200, blank=True)
    added_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    given_by = models.CharField("提供者", max_length=200, blank=True)
    added_at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.CharField("撤下的理由", max_length=400, blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        verbose_name = "证据"
        indexes = (models.Index(fields=("on_kind", "on_id"), name="evidence_of_a_thing"),)
        constraints = (
            models.UniqueConstraint(
                fields=("body", "on_kind", "on_id", "sha256"),
                condition=models.Q(withdrawn_at=None),
                name="evidence_once_a_thing",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def file_kind(self) -> FileKind:
        return KINDS[self.kind]

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def from_whom(self) -> str:
        return self.added_by.name if self.added_by else self.given_by

"""What people write into the report, and what becomes of it when it leaves the house (报告).

The draft is no row: it is made anew from the figures and these texts whenever somebody looks. A version is the draft
of one moment, frozen into files.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.db.models import Q

from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scoped import BodyModel


class SectionText(BodyModel):
    """What a person wrote in a place of the report (报告文字). `place` is the key the document gives the place.

    version  counts changes; a form shown with an older one is stale
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="report_texts")
    place = models.CharField(max_length=240)
    text = models.TextField("内容", blank=True)
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta(BodyModel.Meta):
        ordering = ("place",)
        constraints = (models.UniqueConstraint(fields=("campaign", "place"), name="report_place_once"),)

    def __str__(self) -> str:
        return self.place


class Correction(BodyModel):
    """A figure a person wrote over the computed one (人工更正).

    computed  what the program showed when the correction was made; another value by now asks for it to be looked at again
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="corrections")
    figure = models.CharField("数字", max_length=120)
    label = models.CharField("名称", max_length=200)
    computed = models.CharField("程序计算值", max_length=120)
    shown = models.CharField("更正为", max_length=120)
    reason = models.TextField("理由")
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    withdrawn_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    class Meta(BodyModel.Meta):
        ordering = ("figure", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "figure"),
                condition=Q(withdrawn_at__isnull=True),
                name="one_correction_a_figure",
            ),
        )

    def __str__(self) -> str:
        return f"{self.label}：{self.computed} → {self.shown}"


class Ground(models.TextChoices):
    SCREENED = "screened", "数据已经筛查，线索均已核查并排除"
    EXAMINED = "examined", "人工核查未发现（数据不能判定的部分）"
    NO_SUCH_BUSINESS = "no_business", "本机构没有此类业务"


class NoFinding(BodyModel):
    """Why the report may say 未发现问题 on a point of the notice (未发现问题的依据). `point` is its code: 1a."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="no_findings")
    point = models.CharField("自查要点", max_length=10)
    ground = models.CharField("依据", max_length=20, choices=Ground.choices)
    text = models.TextField("说明")
    version = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now=True)

    class Meta(BodyModel.Meta):
        ordering = ("point",)
        constraints = (models.UniqueConstraint(fields=("campaign", "point"), name="no_finding_once"),)

    def __str__(self) -> str:
        return f"{self.point} 未发现问题"


class VersionState(models.TextChoices):
    FREEZING = "freezing", "定稿中"
    FAILED = "failed", "定稿失败"
    FROZEN = "frozen", "已定稿"
    SEALED = "sealed", "已签章"
    FILED = "filed", "已报送"
    RETURNED = "returned", "已退回"
    REPLACED = "replaced", "已被取代"


class ReportVersion(BodyModel):
    """The report of one moment (报告版本): its files, hashed, under one number.

    day           of the document; every date in its files is this one
    files         name → {"sha256", "size"}, of the folder of the version; empty until all of them are in place
    content_hash  SHA-256 of what the facts say; the check code on every page is made of it
    trace_number  the last entry of the trace the version rests on
    before        the version it follows
    done, doing   progress of freezing, of 100

    The signed PDF and the scans are evidence on this row.
    """

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "report.view"
    EVIDENCE_ADD = "report.file"

    UNTRACED = ("done", "doing", "beat_at")

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="report_versions")
    number = models.PositiveIntegerField("版本")
    state = models.CharField(
        "状态", max_length=10, choices=VersionState.choices, default=VersionState.FREEZING
    )
    day = models.DateField("成文日期")
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    frozen_at = models.DateTimeField(null=True)
    files = models.JSONField(default=dict)
    content_hash = models.CharField(max_length=64, blank=True)
    trace_number = models.BigIntegerField(default=0)
    before = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    error = models.TextField("失败原因", blank=True)
    done = models.PositiveSmallIntegerField(default=0)
    doing = models.CharField(max_length=200, blank=True)
    beat_at = models.DateTimeField(null=True)
    returned_on = models.DateField("退回日期", null=True)
    returned_from = models.CharField("退回单位", max_length=200, blank=True)
    return_reason = models.TextField("退回意见", blank=True)

    class Meta(BodyModel.Meta):
        ordering = ("-number",)
        constraints = (
            models.UniqueConstraint(fields=("campaign", "number"), name="report_number_once"),
            models.UniqueConstraint(
                fields=("campaign",),
                condition=Q(state__in=("freezing", "failed")),
                name="one_freeze_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return f"第 {self.number} 版"

    @property
    def is_frozen(self) -> bool:
        """Its files are in place and never change."""
        return self.state not in (VersionState.FREEZING, VersionState.FAILED)

    @property
    def check_code(self) -> str:
        return check_code(self.content_hash)

    @property
    def hashes(self) -> Mapping[str, Any]:
        return {name: file["sha256"] for name, file in self.files.items()}

    @property
    def evidence_closed(self) -> str:
        """Signed files and scans come by sealing alone; see `filing.seal_version`."""
        return (
            ""
            if getattr(self, "is_being_sealed", False)
            else "签名文件和扫描件在“签章”处绑定，不能在这里增减。"
        )


class SealKind(models.TextChoices):
    SIGNATURE = "signature", "电子签名"
    SCAN = "scan", "盖章扫描件"


class Seal(BodyModel):
    """What makes a version binding (签章): the signed PDF, or the scan of the stamped paper bound to the version.

    sha256     of the file, which is evidence on the version
    of_sha256  of the PDF of the version it belongs to
    """

    report = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="seals")
    kind = models.CharField("方式", max_length=10, choices=SealKind.choices)
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField("大小")
    of_sha256 = models.CharField(max_length=64)
    signer = models.CharField("签名人", max_length=200, blank=True)
    signed_at = models.DateTimeField("签名时间", null=True)
    stamped_at = models.DateTimeField("时间戳", null=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("report", "sha256"), name="seal_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Way(models.TextChoices):
    SYSTEM = "system", "网上报送系统"
    POST = "post", "邮寄"
    IN_PERSON = "in_person", "当面送达"
    EMAIL = "email", "电子邮件"
    EXCHANGE = "exchange", "机要交换"


class Filing(BodyModel):
    """A version handed to one recipient (报送). `recipient` is its key in the notice.

    receipt_on  the day the recipient confirmed; what proves it is evidence on this row
    """

    TAKES_EVIDENCE = True
    EVIDENCE_VIEW = "report.view"
    EVIDENCE_ADD = "report.file"

    report = models.ForeignKey(ReportVersion, on_delete=models.PROTECT, related_name="filings")
    recipient = models.CharField(max_length=60)
    recipient_name = models.CharField("报送对象", max_length=200)
    sent_on = models.DateField("报送日期")
    way = models.CharField("报送方式", max_length=12, choices=Way.choices)
    reference = models.CharField("单号或编号", max_length=120, blank=True)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    receipt_on = models.DateField("回执日期", null=True)
    receipt_text = models.CharField("回执说明", max_length=400, blank=True)
    receipt_by = models.ForeignKey(Member, null=True, on_delete=models.PROTECT, related_name="+")
    receipt_at = models.DateTimeField(null=True)

    class Meta(BodyModel.Meta):
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("report", "recipient"), name="filed_once"),)

    def __str__(self) -> str:
        return f"{self.report} 报送 {self.recipient_name}"

    @property
    def evidence_closed(self) -> str:
        """Why no file may come or go; empty until a receipt is recorded."""
        return "" if self.receipt_on is None else "这次报送的回执已经登记，回执文件不再变动。"


def check_code(content_hash: str) -> str:
    """Eight letters and digits that stand on every page (校验码); none that could be taken for another."""
    if not content_hash:
        return ""
    letters = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
    number, made = int(content_hash[:16], 16), ""
    for _ in range(8):
        number, rest = divmod(number, len(letters))
        made += letters[rest]
    return f"{made[:4]}-{made[4:]}"

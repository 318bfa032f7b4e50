"""The annexes of a report (附表): every figure, every lead, every point and check, as sheets of one workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from django.utils import timezone

from zicha.casework.certificates.confirming import deciders_of, told_of
from zicha.casework.certificates.independence import passed_on_told
from zicha.casework.certificates.models import Meeting, Proposal
from zicha.casework.leads.models import Lead
from zicha.casework.tenancy.models import Member
from zicha.contract.verdicts import Severity
from zicha.reports.annex import AnnexColumn, Cell, Kind, Sheet, annex
from zicha.reports.from_campaign.beside_corrections import remark
from zicha.reports.from_campaign.completeness import point_problem
from zicha.reports.from_campaign.document import annex_title, beside
from zicha.reports.from_campaign.lead_parts import coverage_of
from zicha.reports.from_campaign.material import Material
from zicha.reports.plain import to_seconds

Column = AnnexColumn
FILE = "annexes.xlsx"
"""As it is kept; people know it by its title."""


def annex_file(material: Material, *, version: str) -> bytes:
    """The workbook; leads are read as they are written, so their number does not matter to memory."""
    sheets: tuple[Sheet, ...] = (
        _figures(material),
        _leads(material),
        _problems(material),
        _certificates(material),
        _points(material),
        _checks(material),
        _corrections(material),
    )
    # The sheets of figures and of corrections show both numbers themselves.
    if said := remark(beside(material, material.figures.facts)):
        told = {"问题整改", "证书处理", "自查要点", "检查项", "线索"}
        sheets = tuple(replace(one, note=f"{one.note}{said}") if one.name in told else one for one in sheets)
    return annex(
        sheets,
        title=f"{material.body.name}{annex_title(material.notice.report_title)} {version}",
        subject=f"{material.notice.number} {material.notice.title}",
        day=material.day,
    )


def _figures(material: Material) -> Sheet:
    columns = (
        Column("编号", Kind.WHOLE, 8), Column("数字", width=34), Column("报告所写", width=18), Column("程序计算", width=18),
        Column("数值", Kind.WHOLE, 12), Column("更正理由", width=34), Column("怎样算出", width=70),
    )  # fmt: skip

    def rows() -> Iterator[tuple[Cell, ...]]:
        for number, (fact, _) in enumerate(material.figures, start=1):
            one = material.corrections.get(fact.key)
            yield (
                number, fact.label, one.shown if one else fact.shown, fact.shown, fact.value,
                one.reason if one else "", fact.how,
            )  # fmt: skip

    return Sheet(
        "数字", columns, rows(), "报告中的每个数字、怎样算出；更正过的同时列出程序计算值和理由。", wide=True
    )


def _leads(material: Material) -> Sheet:
    columns = (
        Column("线索编号", Kind.WHOLE, 10), Column("检查项", Kind.CENTRED, 8), Column("检查项名称", width=26),
        Column("严重程度", Kind.CENTRED, 12), Column("判定", Kind.CENTRED, 10), Column("对象", width=26),
        Column("证书编号", width=20), Column("获证组织", width=28), Column("实际", width=18), Column("要求", width=18),
        Column("情况", width=50), Column("核查结果", Kind.CENTRED, 10), Column("核查人", Kind.CENTRED, 12),
        Column("核查时间", Kind.MOMENT, 17), Column("理由", width=40),
    )  # fmt: skip
    titles = {line.code: line.check.title for line in material.lines}

    def rows() -> Iterator[tuple[Cell, ...]]:
        found = Lead.objects.filter(campaign=material.campaign).select_related("decided_by__account")
        for lead in found.order_by("code", "pk").iterator(chunk_size=2_000):
            reason = "：".join(filter(None, (lead.get_decision_reason_display(), lead.decision_text)))
            yield (
                lead.pk, lead.code, titles.get(lead.code, ""), f"{lead.severity} {Severity(lead.severity).label}",
                lead.get_verdict_display(), lead.subject_id, lead.certificate_no, lead.org_name or lead.org_id,
                to_seconds(lead.observed), to_seconds(lead.expected), to_seconds(lead.sentence or lead.reason), lead.get_state_display(),
                lead.decided_by.name if lead.decided_by else "",
                timezone.localtime(lead.decided_at) if lead.decided_at else None, reason,
            )  # fmt: skip

    note = "本次自查登记的全部线索和核查结果。线索经人核查属实才是问题。"
    return Sheet("线索", columns, rows(), note, empty="没有线索。", wide=True)


def _problems(material: Material) -> Sheet:
    columns = (
        Column("编号", Kind.WHOLE, 8), Column("问题", width=34), Column("自查要点", Kind.CENTRED, 8), Column("严重程度", Kind.CENTRED, 10),
        Column("原因类别", width=20), Column("控制措施", width=34), Column("纠正", width=34), Column("纠正措施", width=40),
        Column("责任人", Kind.CENTRED, 12), Column("期限", Kind.DAY, 12), Column("状态", Kind.CENTRED, 14), Column("验证人", Kind.CENTRED, 12),
        Column("验证情况", width=40), Column("有效性", Kind.CENTRED, 10),
    )  # fmt: skip
    rows = (
        (
            one.number, one.title, one.point, one.severity, one.get_cause_category_display(), one.containment, one.correction,
            one.corrective_action, one.owner.name, one.due_on, one.get_state_display(),
            one.verified_by.name if one.verified_by else "", one.verification, one.get_effect_result_display(),
        )
        for one in material.problems
    )  # fmt: skip
    return Sheet("问题整改", columns, rows, "立项整改的问题。", empty="没有立项整改的问题。", wide=True)


def _certificates(material: Material) -> Sheet:
    columns = (
        Column("证书编号", width=22), Column("获证组织", width=30), Column("处理", Kind.CENTRED, 10), Column("原因", width=30),
        Column("状态", Kind.CENTRED, 10), Column("提出人", Kind.CENTRED, 12), Column("决定人", Kind.CENTRED, 12),
        Column("决定日期", Kind.DAY, 12), Column("生效日期", Kind.DAY, 12), Column("文号", width=20),
        Column("决定人独立性", Kind.CENTRED, 24), Column("会议记录的确认", width=34),
    )  # fmt: skip

    def rows() -> Iterator[tuple[Cell, ...]]:
        found = Proposal.objects.filter(campaign=material.campaign)
        found = found.select_related("proposed_by__account", "decided_by__account")
        meetings = {
            one.pk: one
            for one in Meeting.objects.filter(decided__campaign=material.campaign)
            .select_related("recorded_by__account")
            .distinct()
        }
        deciders = deciders_of(meetings.values())
        confirmed = {pk: told_of(one, deciders[pk]) or "全部确认" for pk, one in meetings.items()}
        alone = [one.decided_by for one in found.filter(declared=True) if one.decided_by]
        passed_on = passed_on_told({*alone, *(one.member for those in deciders.values() for one in those)})
        for one in found.order_by("number").iterator(chunk_size=2_000):
            decided = [each.member for each in deciders.get(one.meeting_id or 0, ())] or [one.decided_by]
            yield (
                one.certificate_no, one.org_name, one.get_action_display(), one.reason_label, one.get_state_display(),
                one.proposed_by.name, one.decided_by.name if one.decided_by else "", one.decided_on, one.effective_on,
                one.letter_no, _independence(one, decided, passed_on), confirmed.get(one.meeting_id or 0, ""),
            )  # fmt: skip

    return Sheet(
        "证书处理", columns, rows(), "本次自查提出的证书处理建议和决定。", empty="没有证书处理。", wide=True
    )


def _independence(one: Proposal, decided: Iterable[Member | None], passed_on: Mapping[int, str]) -> str:
    """Whether it was looked up in the records of the audits, or rests on a declaration, and of whom it says more."""
    if one.decided_on is None:
        return ""
    if not one.declared:
        return "已核对"
    told = [f"{member.name}{passed_on[member.pk]}" for member in decided if member and member.pk in passed_on]
    return f"本人声明（{'；'.join(told)}）" if told else "本人声明"


def _points(material: Material) -> Sheet:
    note = (
        "通知列出的每个自查要点的结果。属实、未核查按登记的线索计，疑点和无法判定的线索都在内，未核查包括待核和挂起；"
        "数据覆盖按最近一次筛查的对象计，所以与疑点数不必相等。"
    )
    columns = (
        Column("要点", Kind.CENTRED, 8), Column("自查要点", width=24), Column("通知原文", width=50),
        Column("属实线索", Kind.WHOLE, 10), Column("立项问题", Kind.WHOLE, 10), Column("未核查线索", Kind.WHOLE, 10),
        Column("未发现问题的依据", width=30),
        Column("说明", width=50), Column("写明人", Kind.CENTRED, 12), Column("数据覆盖", width=70), Column("尚缺", width=30),
    )  # fmt: skip

    def rows() -> Iterator[tuple[Cell, ...]]:
        for point in material.notice.sub_points():
            stated = material.no_findings.get(point.code)
            yield (
                point.code, point.label, point.text, material.confirmed_on(point),
                len(material.problems_on(point)), material.waiting_on(point),
                stated.get_ground_display() if stated else "", stated.text if stated else "",
                stated.by.name if stated else "", coverage_of(point, material), point_problem(point, material),
            )  # fmt: skip

    return Sheet("自查要点", columns, rows(), note, wide=True)


def _checks(material: Material) -> Sheet:
    columns = (
        Column("检查项", Kind.CENTRED, 8), Column("名称", width=32), Column("已检查", Kind.CENTRED, 8),
        *(Column(name, Kind.WHOLE, 11) for name in ("应查", "疑点", "通过", "无法判定", "免查")), Column("未检查的原因", width=60),
    )  # fmt: skip

    def rows() -> Iterator[tuple[Cell, ...]]:
        for line in material.lines:
            cover = line.coverage
            yield (
                line.code, line.check.title, cover.ran, cover.in_scope, cover.hit, cover.passed, cover.undecided,
                cover.exempt, cover.reason,
            )  # fmt: skip

    note = "最近一次完成的筛查。疑点＋通过＋无法判定＋免查＝应查。"
    return Sheet("检查项", columns, rows(), note, empty="还没有完成的筛查。", wide=True)


def _corrections(material: Material) -> Sheet:
    columns = (
        Column("数字", width=34), Column("程序计算", width=18), Column("更正为", width=18), Column("理由", width=60),
        Column("更正人", Kind.CENTRED, 12), Column("更正时间", Kind.MOMENT, 17),
    )  # fmt: skip
    rows = (
        (one.label, one.computed, one.shown, one.reason, one.by.name, timezone.localtime(one.at))
        for one in material.corrections.values()
    )
    return Sheet("人工更正", columns, rows, "人工更正过的数字。", empty="没有人工更正的数字。")

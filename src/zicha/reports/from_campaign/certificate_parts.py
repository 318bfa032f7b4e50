"""Decisions on certificates in the report (问题证书处理)."""

from __future__ import annotations

from zicha.casework.certificates.confirming import deciders_of, told_of
from zicha.casework.certificates.models import Meeting
from zicha.casework.certificates.selectors import certificates_decided as decided_of
from zicha.casework.certificates.selectors import counts_by_action, counts_by_step
from zicha.reference.notices.notice import Fact as Asked
from zicha.reports.document import Cell
from zicha.reports.fact import Fact
from zicha.reports.from_campaign.figures import Rows
from zicha.reports.from_campaign.material import Material
from zicha.reports.records import chinese_day
from zicha.reports.writing import Writing

MOST = 60


def certificates_decided(paper: Writing, material: Material, asked: Asked) -> bool:
    """What was decided, by kind; how far notice, publication and reporting are; the decisions themselves."""
    counts = [one for one in counts_by_action(campaign_id=material.campaign.pk) if one.proposed]
    if not counts:
        return False
    paper.heading(asked.chinese)
    number = sum(one.approved for one in counts)
    every = Fact(
        asked.key, asked.chinese, number, asked.unit, "由没有参与审核的人作出决定的证书处理，同一证书的每次决定各计 1 张。",
        sum(one.proposed for one in counts), of="件处理建议",
    )  # fmt: skip
    material.figures.add(every, Rows("certificates", query=f"decided=1&campaign={material.campaign.pk}"))
    paper.say("对问题证书作出处理决定：", every, "。")
    if by_word := decided_of(material.campaign.pk).filter(declared=True).count():
        paper.say(
            f"其中 {by_word:,} 张的决定人员（含会议决定人员之一）没有可与审核记录核对的人员编号，"
            "未参加有关审核系由本人声明，在附表中逐张标明。"
        )
    if unsure := _not_confirmed(material):
        paper.say(unsure)
    lines: list[list[Cell]] = [
        [
            one.label,
            one.proposed,
            material.figures.cell(
                f"certificates_{one.action}", f"证书处理：{one.label}", one.approved, "张",
                f"决定{one.label}的证书。", Rows("certificates", query=f"decided=1&action={one.action}&campaign={material.campaign.pk}"),
            ),
            one.waiting,
            one.rejected + one.withdrawn,
        ]
        for one in counts
    ]  # fmt: skip
    paper.table(
        ["证书处理（张）"], ("处理", "提出", "已决定", "待决定", "不同意或撤回"), lines, (48, 24, 26, 26, 32)
    )
    if number:
        steps = [
            (one.label, one.done, one.late, one.waiting)
            for one in counts_by_step(campaign_id=material.campaign.pk)
        ]
        paper.table(
            ["决定后的通知、公布和上报（件）"], ("事项", "已办", "其中逾期", "未办"), steps, (66, 30, 30, 30)
        )
        _decisions(paper, material, number)
    return True


def _not_confirmed(material: Material) -> str:
    """Decisions of meetings whose record not all who decided there have confirmed; empty when all have."""
    decided = (
        decided_of(material.campaign.pk).exclude(meeting=None).select_related("meeting__recorded_by__account")
    )
    by_meeting: dict[Meeting, int] = {}
    for one in decided.order_by("meeting_id", "pk"):
        if one.meeting:
            by_meeting[one.meeting] = by_meeting.get(one.meeting, 0) + 1
    deciders = deciders_of(by_meeting)
    told = [
        f"{meeting}决定的 {number:,} 张，{rests_on}"
        for meeting, number in by_meeting.items()
        if (rests_on := told_of(meeting, deciders[meeting.pk]))
    ]
    return f"下列会议决定的记录尚未由全部参加决定人员在系统中确认：{'；'.join(told)}。" if told else ""


def _decisions(paper: Writing, material: Material, number: int) -> None:
    rows = decided_of(material.campaign.pk).order_by("decided_on", "pk")[:MOST]
    lines = [
        (
            one.certificate_no, one.org_name, one.get_action_display(), one.reason_label,
            chinese_day(one.decided_on) if one.decided_on else "—", chinese_day(one.effective_on),
        )
        for one in rows
    ]  # fmt: skip
    caption = "处理决定" + ("" if number <= MOST else f"（列前 {MOST} 张）")
    paper.table(
        [caption],
        ("证书编号", "获证组织", "处理", "原因", "决定日期", "生效日期"),
        lines,
        (34, 36, 14, 34, 22, 22),
    )

"""A short document with one of everything in it, and text that would do harm if it were read as markup."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from zicha.contract.verdicts import Severity
from zicha.reports.charts import LeadCount, leads_over_time
from zicha.reports.document import Align, Document, Run, Section, Signature
from zicha.reports.fact import Fact
from zicha.reports.writing import ToWrite, Writing

DAY = date(2026, 6, 30)

HOSTILE = (
    '#read("/etc/hostname") #import "x.typ" #panic() $a^2$ *粗* _斜_ `码` [框] <标> @引 \\ // 注 /* 注 */ '
    '= 题 - 项 + 项 ~ “引” "引" & <script>alert(1)</script> {{ }} %s \u202e反 ;\'--'
)


def fact(key: str, value: int | None, unit: str = "张") -> Fact:
    return Fact(key, key, value, unit, f"按 {key} 计数。", 1204)


def leads_chart():
    return leads_over_time(
        [
            LeadCount(day, area, severity, 3 + number)
            for number, day in enumerate((date(2026, 4, 30), date(2026, 5, 31), DAY))
            for area in ("合法合规", "行为规范", "持续符合", "管理有效")
            for severity in Severity
        ]
    )


def everything() -> Document:
    title, opening, first, second = Writing("title"), Writing("opening"), Writing("1"), Writing("2")
    opening.say("根据通知要求，现将有关情况报告如下。")
    first.heading("发证总量")
    first.say(
        "发证总量：", fact("certificates_total", 1204), "；处罚：", fact("penalties_2y", None, "次"), "。"
    )
    first.heading("分列", 3)
    first.heading("更细", 4)
    first.table(
        ["分列（张）"],
        ("领域", "数量", "占比", "备注"),
        [("质量", 1204, Decimal("12.5"), ToWrite("")), ("环境", 7, Decimal("0.25"), "—")],
        (40, 20, 20, 20),
    )
    first.chart(leads_chart(), "疑点变化")
    second.listed("第一件", "第二件")
    second.say(ToWrite("整改措施"))
    second.table(["宽表"], ("甲", "乙", "丙"), [("一", "二", "三")] * 3, (1, 2, 3), wide=True)
    second.flush("居中一行", align=Align.CENTRE)
    second.say(ToWrite("建议"))
    return Document(
        title=(title.line("示例认证有限公司"), title.line("认证质量自查整改报告")),
        body_name="示例认证有限公司",
        recipients=title.line("市场监管总局：", ToWrite("省级部门")),
        day=DAY,
        subject="市监认证〔2019〕18号",
        letterhead="示例认证有限公司文件",
        number="示认〔2026〕7号",
        issuer="（姓名）",
        draft_note="（初稿）",
        version="第 1 版",
        opening=opening.blocks,
        sections=(first.section("基本情况"), second.section("整改落实情况")),
        attachments=("疑点清单", "判定结果"),
        signature=Signature(Run("示例认证有限公司"), Run("2026年6月30日")),
        notes=opening.blocks,
    )


def with_text_everywhere(text: str) -> Document:
    """The text in every field and every kind of block."""
    writing = Writing(text)
    writing.heading(text)
    writing.say(text, Fact(text, text, 7, text, text, 1, of=text), ToWrite(text))
    writing.listed(text)
    writing.table([text], (text, text), [(text, ToWrite(text))], (1, 1))
    document = everything()
    return replace(
        document,
        title=((Run(text),),),
        recipients=(Run(text),),
        subject=text,
        letterhead=text,
        number=text,
        issuer=text,
        draft_note=text,
        version=text,
        sections=(Section(text, text, writing.blocks),),
        attachments=(text,),
        signature=Signature(Run(text), Run(text)),
    )

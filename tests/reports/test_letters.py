"""Letters about certificates say who, what, why, from when and what to do, and name no more than may be published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO

import docx as python_docx
import pytest

from zicha.reference.status_changes import ACTIONS
from zicha.reports.document import Document
from zicha.reports.letters import (
    TITLES,
    Handled,
    Minutes,
    MinutesLine,
    announcement,
    bureau_letter,
    client_notice,
    minutes,
)
from zicha.reports.word.rendering import docx

BODY = "虚构认证有限公司"
DAY = date(2026, 11, 21)
HANDLED = Handled(
    letter_no="证处〔2026〕12号",
    certificate_no="09926Q00012R0M",
    org_name="虚构精密零件有限公司",
    org_address="浙江省杭州市虚构路 1 号",
    uscc="91330100M000100Y43",
    scheme="QMS",
    scheme_label="质量管理体系",
    standard="GB/T 19001-2016",
    scope="精密零件的加工",
    issued_on=date(2024, 1, 1),
    expires_on=date(2026, 12, 31),
    action="suspend",
    action_label="暂停",
    reason="未按期接受监督或再认证",
    grounds="经两次书面通知，至今未安排监督审核",
    decided_on=date(2026, 11, 20),
    effective_on=date(2026, 11, 20),
    suspend_until=date(2026, 12, 31),
)


def words(document: Document) -> str:
    """Everything the Word file says, tables included."""
    opened = python_docx.Document(BytesIO(docx(document)))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in opened.paragraphs), *cells])


def test_the_notice_of_a_suspension_says_until_when_and_what_to_do() -> None:
    said = words(client_notice(BODY, HANDLED, day=DAY))
    for part in (
        BODY, "证处〔2026〕12号", "认证证书暂停通知书", "虚构精密零件有限公司：",
        "经两次书面通知，至今未安排监督审核。", "自 2026年11月20日 起暂停贵组织下列认证证书，暂停期至 2026年12月31日 止。",
        "09926Q00012R0M", "停止使用认证证书和认证标志", "2026年11月21日",
    ):  # fmt: skip
        assert part in said, part
    assert "请填写" not in said


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_its_letter(action: str) -> None:
    handled = replace(HANDLED, action=action, action_label=ACTIONS[action], reduced_scope="零件的加工")
    assert TITLES[action] in words(client_notice(BODY, handled, day=DAY))


def test_products_of_a_suspended_ccc_certificate_may_not_be_sold() -> None:
    sentence = "不得出厂、销售、进口"
    assert sentence in words(client_notice(BODY, replace(HANDLED, scheme="CCC"), day=DAY))
    assert sentence not in words(client_notice(BODY, HANDLED, day=DAY))


def test_one_letter_to_the_bureau_lists_every_certificate() -> None:
    many = [replace(HANDLED, certificate_no=f"09926Q{n:05d}R0M") for n in range(30)]
    said = words(bureau_letter(BODY, "杭州市市场监督管理局", many, number="证处函〔2026〕3号", day=DAY))
    assert "杭州市市场监督管理局：" in said
    assert "共 30 张" in said
    assert all(one.certificate_no in said for one in many)


def test_what_is_published_holds_no_address_and_no_facts() -> None:
    said = words(announcement(BODY, [HANDLED], number="", day=DAY))
    assert "特此公告" in said
    assert HANDLED.org_address not in said
    assert HANDLED.uscc not in said
    assert HANDLED.grounds not in said


def test_the_minutes_count_the_results_and_keep_what_was_left_open() -> None:
    lines = [
        MinutesLine("C-1", "甲公司", "暂停", "主动申请", "同意", ""),
        MinutesLine("C-2", "乙公司", "撤销", "体系未运行", "未决定", "参加过审核"),
    ]
    meeting = Minutes(
        3, DAY, "会议室", "超期证书", "依据一\n依据二", ["甲"], ["乙"], "甲", lines, ["汇总表.pdf"]
    )
    said = words(minutes(BODY, meeting))
    for part in ("同意 1 张，未决定 1 张", "参加过审核", "列席人员：乙", "汇总表.pdf", "依据二"):
        assert part in said, part


def test_the_minutes_do_not_say_to_have_looked_up_what_was_only_declared() -> None:
    lines = [MinutesLine("C-1", "甲公司", "暂停", "主动申请", "同意", "")]
    meeting = Minutes(3, DAY, "", "超期证书", "依据", ["甲"], [], "甲", lines, is_declared=True)
    said = words(minutes(BODY, meeting))
    assert "系由本人声明" in said
    assert "参加决定人员均未参加" not in said
    assert "参加决定人员均未参加" in words(minutes(BODY, replace(meeting, is_declared=False)))


def test_the_same_decision_gives_the_same_bytes() -> None:
    assert docx(client_notice(BODY, HANDLED, day=DAY)) == docx(client_notice(BODY, HANDLED, day=DAY))

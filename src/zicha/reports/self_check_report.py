"""The self-inspection report (自查整改报告): the notice's sections with the figures filled in, the rest marked.

It only tells: every figure is a `Fact` and brings a footnote. What no person has confirmed is a lead (疑点).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zicha.findings.outcome import Outcome
from zicha.reference.notices.notice import Notice, ReportSection
from zicha.reports.by_body import BodyLine
from zicha.reports.document import Align, Document, Section, Signature
from zicha.reports.fact import Fact
from zicha.reports.facts import ReportFacts
from zicha.reports.leads_section import change_facts, leads_by_area, measures
from zicha.reports.numbered_leads import NumberedLead
from zicha.reports.parameter_facts import overridden_lines, unconfirmed_parameters
from zicha.reports.records import chinese_day
from zicha.reports.word.rendering import docx
from zicha.reports.writing import Piece, ToWrite, Writing

REPORT_FILE = "自查整改报告.docx"
MOST_BODIES = 60


@dataclass(frozen=True, slots=True)
class Report:
    """What the report is written from (报告素材)."""

    outcome: Outcome
    notice: Notice
    facts: ReportFacts
    leads: Mapping[str, tuple[NumberedLead, ...]]

    def fact(self, key: str) -> Fact:
        return self.facts.facts[key]

    @property
    def bodies(self) -> tuple[BodyLine, ...]:
        return self.facts.bodies

    @property
    def name(self) -> str:
        """Who reports; empty where the records give no name."""
        if self.facts.reporter:
            return self.facts.reporter.name
        return f"全部机构（{len(self.bodies)} 家）" if self.bodies else ""

    @property
    def over_all(self) -> bool:
        """Whether it is a report over several bodies, not one body's own."""
        return self.facts.reporter is None and len(self.bodies) > 1

    @property
    def we(self) -> str:
        return "各认证机构" if self.over_all else "本机构"


def write_report(
    outcome: Outcome,
    notice: Notice,
    facts: ReportFacts,
    leads: Mapping[str, tuple[NumberedLead, ...]],
    folder: Path,
) -> None:
    """Write the report into the folder as a Word file."""
    (folder / REPORT_FILE).write_bytes(docx(self_check_document(Report(outcome, notice, facts, leads))))


def self_check_document(report: Report) -> Document:
    """The report as a draft: what is computed filled in, what people write marked."""
    notice, day = report.notice, report.outcome.screening.as_of
    title, opening, closing, notes = (
        Writing("title"),
        Writing("opening"),
        Writing("signature"),
        Writing("notes"),
    )
    _opening(opening, report)
    _notes(notes, report)
    signer, signed = closing.line(
        ToWrite("报告单位") if report.over_all or not report.name else report.name, ToWrite("成文日期")
    )
    return Document(
        title=(
            title.line(report.name or ToWrite("认证机构名称")),
            title.line(f"认证质量{notice.report_title}"),
        ),
        body_name=report.name,
        recipients=title.line(*_recipients(notice)),
        day=day,
        subject=f"{notice.number}，判定日期 {day.isoformat()}",
        draft_note="（初稿：标黄处待填写，疑点待核实，见文末说明）",
        opening=opening.blocks,
        sections=tuple(_section(report, section) for section in notice.report_sections),
        attachments=(
            "疑点清单（疑点清单.xlsx）",
            "逐项判定结果（findings.csv、coverage.csv）",
            "拒绝记录清单（rejected.csv）",
            "运行记录（run.json）",
        ),
        signature=Signature(name=signer, day=signed),
        notes=notes.blocks,
    )


def _recipients(notice: Notice) -> list[Piece]:
    recipients: list[Piece] = []
    for recipient in notice.recipients:
        separator = "、" if recipients else ""
        place = ToWrite("注册地省级市场监管部门名称") if recipient.by_registration else recipient.chinese
        recipients += [separator, place]
    return [*recipients, "："]


def _opening(paper: Writing, report: Report) -> None:
    notice = report.notice
    paper.say(
        f"根据《{notice.title}》（{notice.number}）要求，{report.we}对开展的认证活动进行了自查。"
        f"自查以业务记录为依据，判定日期为{chinese_day(report.outcome.screening.as_of)}。现将有关情况报告如下。"
    )


def _section(report: Report, section: ReportSection) -> Section:
    paper = Writing(str(section.number))
    keys = {fact.key for fact in section.facts}
    places_first = "records_screened" in keys
    if places_first:
        _places(paper, section)
    for group in GROUPS:
        if group.keys[0] in keys:
            paper.heading(group.title)
            group.write(paper, report)
    if section.number == _measures_section(report.notice):
        measures(paper, report.facts)
    if not places_first:
        _places(paper, section)
    return paper.section(section.title)


# The section that asks for this fact → what its places to write are about; other sections need no heading.
_PLACES = {
    "approved_scope": "资源配置和人员管理制度",
    "records_screened": "自查方案和组织实施",
    "leads_by_focus_area": "核实结果和原因分析",
}


def _places(paper: Writing, section: ReportSection) -> None:
    for fact in section.facts:
        if fact.key in _PLACES:
            paper.heading(_PLACES[fact.key], 2)
    for what in section.to_write:
        paper.say(ToWrite(what))


def _measures_section(notice: Notice) -> int:
    """The section after the one with the leads: what is done about them."""
    for section in notice.report_sections:
        if any(fact.key == "leads_by_focus_area" for fact in section.facts):
            return section.number + 1
    return 0


def _approved_scope(paper: Writing, report: Report) -> None:
    fact = report.fact("approved_scope")
    paper.say("获批认证领域：", fact, "。")
    if not fact.lines:
        return
    head, lines = fact.head, fact.lines
    widths: tuple[int, ...] = (27, 30, 33, 24, 24, 18)
    if not report.over_all:
        head, lines, widths = head[1:], tuple(line[1:] for line in lines), (38, 56, 23, 23, 16)
    paper.table(["获批从业范围"], head, lines, widths)


def _certificates(paper: Writing, report: Report) -> None:
    total, organisations = report.fact("certificates_total"), report.fact("organisations_total")
    paper.say("发证总量：", total, "；获证组织：", organisations, "。")
    if total.lines:
        paper.table(
            ["按认证领域和证书状态分列的证书数（张）"], total.head, total.lines, (34, 16, 14, 12, 12, 12, 16),
            of=total.key,
        )  # fmt: skip
    if len(report.bodies) > 1:
        if not report.over_all:
            paper.say(
                "所提供的记录中还有其他机构的证书或人员，不计入本部分的数字；筛查对全部记录进行，各机构的情况如下表。"
            )
        _bodies(paper, report)


def _bodies(paper: Writing, report: Report) -> None:
    shown = sorted(report.bodies, key=lambda body: (-body.hits, body.body_id))[:MOST_BODIES]
    caption = "分机构情况"
    if len(shown) < len(report.bodies):
        caption += f"（按疑点数列前 {MOST_BODIES} 家，其余见疑点清单“机构”表）"
    head = ("认证机构", "发证总量", "获证组织", "发放", "暂停", "撤销", "注销", "处罚", "疑点")
    lines = [
        [
            body.name or body.body_id,
            *(
                "未提供" if value is None else value
                for value in (
                    body.certificates, body.organisations, body.issued, body.suspended, body.revoked,
                    body.cancelled, body.penalties, body.hits,
                )
            ),
        ]
        for body in shown
    ]  # fmt: skip
    paper.table([caption], head, lines, (34, 18, 18, 14, 14, 14, 14, 14, 16))


def _changes(paper: Writing, report: Report) -> None:
    paper.say(f"统计期间：{report.facts.period}。")
    paper.say(
        "发放证书：", report.fact("issued_2y"),
        "；暂停证书：", report.fact("suspended_2y"),
        "；撤销证书：", report.fact("revoked_2y"),
        "；注销证书：", report.fact("cancelled_2y"), "。",
    )  # fmt: skip


def _penalties(paper: Writing, report: Report) -> None:
    fact = report.fact("penalties_2y")
    paper.say("受到各级市场监管部门行政处罚：", fact, "。")
    if fact.lines:
        paper.table(["近两年行政处罚"], fact.head, fact.lines, (30, 40, 20, 30))


def _people(paper: Writing, report: Report) -> None:
    fact = report.fact("people_by_role")
    paper.say("在职认证人员：", fact, "。")
    if fact.lines:
        paper.table(["认证人员构成（人）"], fact.head, fact.lines, (36, 36, 20, 26))


def _records(paper: Writing, report: Report) -> None:
    fact = report.fact("records_screened")
    paper.say("参与判定的记录：", fact, "。各数据表的行数见下表。")
    paper.table(["自查所用记录（行）"], fact.head, fact.lines, (36, 40, 20, 24, 20))
    refused = sum(count.rejected for count in report.outcome.counts)
    if refused:
        paper.say(
            f"交来的记录中有 {refused:,} 行因错误未被接收（逐格原因见疑点清单“拒绝”表），不在上表之内；"
            "疑点可能因缺少这些行而产生或漏掉，更正后应当重查。"
        )
    if any(remark.kind == "read_as" for remark in report.outcome.remarks):
        paper.say(
            "部分数据取自认证信息月报：组织总人数是申报数，不是登记或参保数；没有交来的月份不在统计之内。详见疑点清单“提示”表。"
        )


def _checks(paper: Writing, report: Report) -> None:
    coverage = report.fact("coverage")
    paper.say("已执行检查项：", report.fact("checks_run"), "；合计判定：", coverage, "（对象乘检查项）。")
    if coverage.lines:
        caption = ["检查项判定结果（疑点＋通过＋无法判定＋免查＝应查）"]
        paper.table(caption, coverage.head, coverage.lines, (12, 42, 24, 17, 15, 17, 20, 13))


def _not_run(paper: Writing, report: Report) -> None:
    undecided = [
        c.code for c in report.outcome.screening.coverage.values() if c.in_scope and c.undecided == c.in_scope
    ]
    if undecided:
        paper.say(
            f"执行了但全部对象无法判定的检查项：{'、'.join(undecided)}，共 {len(undecided)} 项，"
            "同样没有得出结论，原因见疑点清单“无法判定”表。"
        )
    fact = report.fact("checks_not_run")
    paper.say("因缺少数据未能执行的检查项：", fact, "。")
    if fact.lines:
        paper.say("未执行的检查项所涉内容，本次没有得出任何结论，不等于没有疑点；补交所缺数据后可以补查。")
        paper.table(["未能执行的检查项"], fact.head, fact.lines, (12, 40, 104))


def _parameters(paper: Writing, report: Report) -> None:
    lines = overridden_lines(report.outcome)
    if lines:
        paper.say("下列参数由本机构调整，与规定或推荐的数值不同，理由如下。")
        head = ("代码", "内容", "规定或推荐值", "采用值", "理由")
        paper.table(["参数调整"], head, lines, (12, 36, 28, 22, 58))
    else:
        paper.say("本次自查没有调整检查项的参数。")
    paper.say(
        "所用参数中，数值尚未核到规定原文的：",
        unconfirmed_parameters(report.outcome),
        "，详见疑点清单“参数”表。",
    )


def _leads(paper: Writing, report: Report) -> None:
    fact = report.fact("leads_by_focus_area")
    paper.say(
        "筛查得出疑点：", fact,
        "。疑点是记录与规则不一致的线索，尚未经人核实，不是对任何机构、人员或获证组织的认定。"
        "全部疑点及证据所在的文件、行号见附件《疑点清单》。",
    )  # fmt: skip
    paper.table(["按自查重点汇总"], fact.head, fact.lines, (36, 30, 30, 30, 30))
    by_check = report.fact("leads_by_check")
    if by_check.lines:
        paper.say("有疑点的检查项，合计疑点：", by_check, "，按数量排列如下。")
        paper.table(["按检查项汇总的疑点"], by_check.head, by_check.lines, (14, 60, 30, 26, 26))
    if report.outcome.compared:
        new, persisting, gone = change_facts(report.outcome)
        paper.say(
            "与上次筛查相比，新增疑点：", new, "；仍在：", persisting, "；消失：", gone,
            "（见疑点清单“消失”表）。",
        )  # fmt: skip
    leads_by_area(paper, report.notice, report.facts, report.leads)


def _undecided(paper: Writing, report: Report) -> None:
    fact = report.fact("undecided_by_check")
    paper.say("无法判定的对象：", fact, "。无法判定不算通过，补齐数据后应重新判定。")
    if fact.lines:
        paper.table(["无法判定的对象（个）"], fact.head, fact.lines, (14, 46, 20, 76))


@dataclass(frozen=True, slots=True)
class Group:
    """Facts told under one heading (小节); it is written where the section asks for the first of them."""

    title: str
    keys: tuple[str, ...]
    write: Callable[[Writing, Report], None]


GROUPS = (
    Group("获批从业范围", ("approved_scope",), _approved_scope),
    Group("发证总量和获证组织", ("certificates_total", "organisations_total"), _certificates),
    Group("近两年证书发放和处置", ("issued_2y", "suspended_2y", "revoked_2y", "cancelled_2y"), _changes),
    Group("近两年行政处罚", ("penalties_2y",), _penalties),
    Group("认证人员", ("people_by_role",), _people),
    Group("自查所用记录", ("records_screened",), _records),
    Group("检查项执行和判定", ("checks_run", "coverage"), _checks),
    Group("未能检查的内容", ("checks_not_run",), _not_run),
    Group("参数采用", ("checks_run",), _parameters),
    Group("疑点概况", ("leads_by_focus_area", "leads_by_check"), _leads),
    Group("无法判定的对象", ("undecided_by_check",), _undecided),
)

RENDERED = frozenset(key for group in GROUPS for key in group.keys)
"""Fact keys the report has a place for."""


def _notes(paper: Writing, report: Report) -> None:
    screening = report.outcome.screening
    paper.flush("说　明", align=Align.CENTRE)
    paper.say("（本页供编写人员使用，定稿盖章前删除。）")
    paper.listed(
        "本稿由自查程序根据所提供的业务记录生成。文中的疑点是线索，须经两人核实，写明属实或排除及理由，"
        "核实属实后才能写成本机构存在的不符合事实。",
        "标黄的【请填写】处由人填写；程序不编写原因、措施和建议。",
        "文中每个数字都有脚注，写明怎样算出、依据多少行记录；同样的记录、规则和判定日期，得出同样的数字。",
        "“未提供数据”不等于零；“无法判定”不算通过；没有执行的检查项不等于没有疑点。",
        "疑点清单中黄色各列供填写核实结论、核实人、日期、原因和整改措施，“汇总”表自动统计。",
    )
    paper.table(
        ["本次筛查的标识"],
        ("项目", "内容"),
        (
            ("判定日期", screening.as_of.isoformat()),
            ("数据集", report.outcome.dataset_id),
            ("数据指纹（SHA-256）", report.outcome.dataset_fingerprint),
            ("规则指纹（SHA-256）", screening.rule_set),
            ("计算引擎", screening.engine),
        ),
        (40, 116),
    )

"""The reference pages of the checks (检查项参考页), in Chinese and English, written from the checks themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from zicha.checks.registry import Check, all_checks
from zicha.contract.tables import TABLES
from zicha.reference.notices import CURRENT, NOTICES
from zicha.reference.notices.notice import FocusArea, Notice
from zicha.reference.parameters import Edition, Parameter, parameters_of, show_value
from zicha.reports.explaining import rule_in_words

Language = Literal["zh", "en"]

PAGES: Mapping[Language, str] = {"zh": "checks.md", "en": "checks.en.md"}
MATRIX_PAGE = "clauses.md"


@dataclass(frozen=True, slots=True)
class Words:
    """The words of the page in one language."""

    title: str
    introduction: str
    rule: str
    subject: str
    severity: str
    clauses: str
    basis: str
    needs: str
    uses: str
    example: str
    false_positives: str
    parameters: tuple[str, ...]
    confirmed: Mapping[bool, str]
    in_force: str


_WORDS: Mapping[Language, Words] = {
    "zh": Words(
        title="检查项",
        introduction="本页由程序中的检查项生成（`make docs`），请勿手工修改。每个对象在每个检查项下只有一个判定：疑点、通过、无法判定、免查；"
        "疑点须经人核实后才是问题。标“待核实”的参数没有核对过规定原文，可用 `--set` 调整并说明理由。",
        rule="规则",
        subject="判定对象",
        severity="严重程度",
        clauses="通知要点",
        basis="依据",
        needs="必备数据",
        uses="可用数据（没有也能查）",
        example="例子",
        false_positives="常见误报",
        parameters=("参数", "名称", "值", "单位", "施行", "来源", "核实"),
        confirmed={True: "已核实", False: "待核实"},
        in_force="施行",
    ),
    "en": Words(
        title="Checks",
        introduction="Written from the checks in the program (`make docs`); do not edit by hand. Every subject gets one verdict a check: "
        "hit, pass, undecided, exempt; a hit is a lead until a person confirms it. Parameters marked *not confirmed* were not "
        "compared with the issued text and may be overridden with a reason (`--set`). Official terms, sources and examples are in Chinese.",
        rule="Rule",
        subject="Subject",
        severity="Severity",
        clauses="Points of the notice",
        basis="Basis",
        needs="Tables needed",
        uses="Tables used when there",
        example="Example",
        false_positives="False positives to expect",
        parameters=("Parameter", "中文", "Value", "Unit", "In force", "Source", "Confirmed"),
        confirmed={True: "yes", False: "no"},
        in_force="In force",
    ),
}


def check_page(language: Language) -> str:
    """The Markdown page of all checks, by focus area of the current notice."""
    words = _WORDS[language]
    notice = NOTICES[CURRENT]
    parts = [f"# {words.title}", "", words.introduction, ""]
    for area in notice.focus_areas:
        parts += [f"## {area.letter} {area.title}", ""]
        for check in all_checks():
            if check.code.startswith(area.letter):
                parts += [*_section(check, notice, words, language), ""]
    return "\n".join(parts).rstrip() + "\n"


def _section(check: Check, notice: Notice, words: Words, language: Language) -> Iterator[str]:
    since = f"（{check.since or ''}–{check.until or ''}）" if check.since or check.until else ""
    yield f'<a id="{check.code}"></a>'
    yield ""
    yield f"### {check.code} {check.title}{since}"
    yield ""
    rule = rule_in_words(check) if language == "zh" else (check.function.__doc__ or "").strip()
    yield f"- **{words.rule}** {' '.join(rule.split())}"
    yield f"- **{words.subject}** {check.subject.chinese}（`{check.subject.kind}`）"
    yield f"- **{words.severity}** {check.severity.value} {check.severity.label}"
    points = "；".join(f"{code} {notice.sub_point(code).text}" for code in check.clauses)
    yield f"- **{words.clauses}** {points}"
    yield f"- **{words.basis}** {check.basis}"
    yield f"- **{words.needs}** {_tables(check.needs)}"
    if check.uses:
        yield f"- **{words.uses}** {_tables(check.uses)}"
    yield f"- **{words.example}** {check.example}"
    if check.false_positives:
        yield f"- **{words.false_positives}** {check.false_positives}"
    parameters = parameters_of(check.code)
    if parameters:
        yield ""
        yield "| " + " | ".join(words.parameters) + " |"
        yield "|" + "---|" * len(words.parameters)
        for parameter in parameters.values():
            for edition in parameter.editions:
                yield "| " + " | ".join(_parameter(parameter, edition, words)) + " |"


def _parameter(parameter: Parameter, edition: Edition, words: Words) -> tuple[str, ...]:
    days = f"{edition.since or ''}–{edition.until or ''}" if edition.since or edition.until else ""
    return (
        f"`{parameter.key}`", parameter.chinese, show_value(edition.value), parameter.unit, days, edition.source,
        words.confirmed[edition.confirmed],
    )  # fmt: skip


def _tables(names: tuple[str, ...]) -> str:
    return "、".join(f"[{TABLES[name].chinese}](contract.md#{name})（`{name}`）" for name in names)


def matrix_page() -> str:
    """Clause × check × section of the report, both ways; what leads nowhere is said."""
    parts = [
        "# 通知要点、检查项、报告各部分",
        "",
        "本页由程序生成（`make docs`），请勿手工修改。通知的每个要点由哪些检查项回答，结果写进报告的哪一部分；反过来，每个检查项回答哪些要点。",
        "",
    ]
    for notice in NOTICES.values():
        parts += [f"## {notice.number} {notice.title}", "", *_by_clause(notice), "", *_by_check(notice), ""]
    return "\n".join(parts).rstrip() + "\n"


def _by_clause(notice: Notice) -> Iterator[str]:
    yield "| 要点 | 原文 | 检查项 | 报告部分 |"
    yield "|---|---|---|---|"
    for area in notice.focus_areas:
        for point in area.sub_points:
            checks = [check for check in all_checks() if point.is_looked_for_by(check.code, check.clauses)]
            links = "、".join(f"[{check.code}](checks.md#{check.code}) {check.title}" for check in checks)
            yield f"| {point.code} | {point.text} | {links or '**没有检查项，须由人回答**'} | {_section_of(notice, area)} |"


def _by_check(notice: Notice) -> Iterator[str]:
    known = {point.code for point in notice.sub_points()}
    yield "| 检查项 | 要点 |"
    yield "|---|---|"
    for check in all_checks():
        points = "、".join(code for code in check.clauses if code in known)
        yield f"| [{check.code}](checks.md#{check.code}) {check.title} | {points or '**不属于本通知的任何要点**'} |"


def _section_of(notice: Notice, area: FocusArea) -> str:
    """Where the leads of a focus area are reported: the section that asks for what was found."""
    for section in notice.report_sections:
        if "发现的问题" in section.title:
            return f"{section.title}（{area.title}）"
    return "**报告提纲没有对应的部分**"


def write_check_pages(folder: Path) -> list[Path]:
    """Write the pages of the checks and the matrix into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    pages = {PAGES["zh"]: check_page("zh"), PAGES["en"]: check_page("en"), MATRIX_PAGE: matrix_page()}
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in pages]

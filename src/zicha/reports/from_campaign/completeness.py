"""What the report still lacks (完整性检查): until the list is empty nothing is frozen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zicha.casework.campaigns.models import Answer, Question
from zicha.casework.deliveries.models import RunState
from zicha.casework.reporting.models import Ground
from zicha.reference.notices.notice import ReportSection, SubPoint
from zicha.reports.document import Document
from zicha.reports.editing import places
from zicha.reports.from_campaign.figures import Rows, leads
from zicha.reports.from_campaign.lead_parts import point_place
from zicha.reports.from_campaign.material import WAITING, Material

HEAD = "head"
"""Outline entry of what stands outside the sections: recipients, screening."""


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is missing (缺项), where it belongs and where it is mended.

    section  key of its section, or HEAD
    place    the place of the report to write in; empty where another page mends it
    """

    section: str
    text: str
    mend: Rows
    place: str = ""


def missing(document: Document, material: Material) -> list[Missing]:
    """Everything missing, in the order of the report; `document` is the one with people's texts in it."""
    found = [*_screening(material), *_corrections(document, material)]
    for place in places(document):
        if place.key.startswith("point:"):
            continue
        section = place.section or HEAD
        found.append(
            Missing(
                section, f"待填写：{place.what}", Rows("report-write", query=f"place={place.key}"), place.key
            )
        )
    found += _figures(material)
    found += _points(material)
    found += _work(material)
    order = {HEAD: -1} | {str(section.number): section.number for section in material.notice.report_sections}
    return sorted(found, key=lambda one: order.get(one.section, 99))


def _screening(material: Material) -> Iterator[Missing]:
    if material.run is None:
        yield Missing(HEAD, "还没有完成的筛查，报告没有数字。", Rows("data"))
    elif material.screened and not material.screened.whole:
        yield Missing(
            HEAD, f"{material.run}留存的结果不在或被改动过，数字无法统计；请重新筛查。", Rows("data")
        )
    if (busy := material.busy) is not None:
        words = RunState(busy.state).label
        yield Missing(HEAD, f"{busy}{words}，数字还会变化；请等它结束。", Rows("run", (busy.pk,)))


def _figures(material: Material) -> Iterator[Missing]:
    """What the notice itself asks for must be told, from records or by a person who answers for it."""
    if material.screened is None:
        return
    facts = material.screened.report.facts.facts
    for section in material.notice.report_sections:
        for asked in section.facts:
            if asked.asked and facts[asked.key].value is None and asked.key not in material.corrections:
                text = f"“{asked.chinese}”没有数据：请补交所缺的数据表，或人工填写并写明来源。"
                yield Missing(str(section.number), text, Rows("report-figure", (asked.key,)))


def _corrections(document: Document, material: Material) -> Iterator[Missing]:
    sections = {run.figure.key: section for section, run in document.runs() if run.figure}
    for key, one in material.corrections.items():
        fact = material.figures.facts.get(key)
        if key not in sections or fact is None:
            text = f"对“{one.label}”的更正已没有对应的数字，请撤回。"
        elif fact.shown != one.computed:
            text = f"“{one.label}”更正时程序计算为 {one.computed}，现在是 {fact.shown}；请重新更正或撤回。"
        else:
            continue
        yield Missing(sections.get(key) or HEAD, text, Rows("report-figure", (key,)))


def _points(material: Material) -> Iterator[Missing]:
    section = points_section(material)
    if section is None:
        return
    for area in material.notice.focus_areas:
        for point in area.sub_points:
            if text := point_problem(point, material):
                yield Missing(
                    str(section.number), f"{point.code} {point.label}：{text}", Rows("report-point", (point.code,)), point_place(point.code)
                )  # fmt: skip


def _work(material: Material) -> Iterator[Missing]:
    """Questions without an answer or without the problem they call for; problems without a cause, or past their day; leads found true without a problem."""
    campaign = material.campaign
    if material.not_on_team and (section := _section_with("team", material)):
        names = "、".join(one.name for one in material.not_on_team)
        text = f"{names}承担了任务、问询项或者线索核查，不在参加自查的工作人员名单中。"
        yield Missing(section, text, Rows("team-join", (campaign.pk,)))
    left = sum(not one.answer for one in material.questions)
    if left and (section := _section_with("questions_answered", material)):
        rows = Rows("plan-questions", (campaign.pk,), "state=open")
        yield Missing(section, f"{left:,} 个问询项没有答复。", rows)
    yield from _failing(material)
    section = _section_with("problem_causes", material) or HEAD
    for one in material.problems:
        if not one.cause_category:
            yield Missing(
                section, f"问题 {one.number} “{one.title}”没有分析原因。", Rows("problem", (one.pk,))
            )
    section = _section_with("problems_rectified", material) or HEAD
    for one in material.problems:
        if one.state == "open" and one.due_on < material.day:
            text = f"问题 {one.number} “{one.title}”整改已逾期；请完成整改，或写明理由延期。"
            yield Missing(section, text, Rows("problem", (one.pk,)))
    if material.unopened:
        yield Missing(
            section,
            f"{material.unopened:,} 条属实的线索没有立项整改。",
            leads(state="confirmed", problem="none"),
        )


def _failing(material: Material) -> Iterator[Missing]:
    """Questions answered 不符合 that nobody made a problem of: the report would tell a fault and no rectification."""
    failing = [one for one in material.questions if one.answer == Answer.FAILS]
    if not failing:
        return
    with_problem = {one.source_id for one in material.problems if one.source_kind == Question._meta.label}
    section = _section_with("problems_rectified", material) or HEAD
    for one in failing:
        if one.pk not in with_problem:
            text = f"问询项{one.code or ''}“{one.text[:40]}”答复为不符合，没有立项整改。"
            yield Missing(section, text, Rows("question", (one.pk,)))


def _section_with(key: str, material: Material) -> str:
    for section in material.notice.report_sections:
        if any(fact.key == key for fact in section.done):
            return str(section.number)
    return ""


def points_section(material: Material) -> ReportSection | None:
    """The section that tells the findings point by point; a notice need not have one."""
    for section in material.notice.report_sections:
        if any(fact.key == "findings_by_point" for fact in section.done):
            return section
    return None


def point_problem(point: SubPoint, material: Material) -> str:
    """What stands against a point as it is; empty when nothing does."""
    stated = material.no_findings.get(point.code)
    found = found_on(point, material)
    if found and stated:
        return f"{found}，请撤回“未发现问题”的依据。"
    if found:
        # What was put off to a day is accounted for in words; what nobody looked at may hold more of the same.
        opened, snoozed = (material.leads_on(point, state) for state in WAITING)
        if not opened:
            return ""
        return f"还有 {opened + snoozed:,} 条线索没有结论（待核 {opened:,} 条，挂起 {snoozed:,} 条），问题没有查全。"
    if stated is None:
        return "没有属实的线索，须写明未发现问题的依据。"
    return ground_problem(stated.ground, point, material)


def found_on(point: SubPoint, material: Material) -> str:
    """What people found on the point, by whatever way; empty when nothing was."""
    if confirmed := material.confirmed_on(point):
        return f"这一要点已有 {confirmed:,} 条线索核查属实"
    if problems := material.problems_on(point):
        numbers = "、".join(str(one.number) for one in problems[:5])
        return f"这一要点已有立项整改的问题（编号 {numbers}{' 等' if len(problems) > 5 else ''}）"
    if failing := material.failing_on(point):
        return f"这一要点有 {len(failing):,} 个问询项答复为不符合"
    return ""


def ground_problem(ground: str, point: SubPoint, material: Material) -> str:
    """Why this ground does not hold for the point; empty when it does."""
    if found := found_on(point, material):
        return f"{found}，不能写未发现问题。"
    opened, snoozed = (material.leads_on(point, state) for state in WAITING)
    if opened or snoozed:
        return f"还有 {opened + snoozed:,} 条线索没有结论（待核 {opened:,} 条，挂起 {snoozed:,} 条），不能写未发现问题。"
    if ground != Ground.SCREENED:
        return ""
    ran = [line for line in material.lines_of(point) if line.coverage.ran]
    if not ran:
        return "这一要点没有执行过的检查项，不能以数据筛查为依据。"
    if not any(line.coverage.passed or line.coverage.hit or line.coverage.exempt for line in ran):
        return "这一要点的检查项对全部对象都无法判定，不能以数据筛查为依据。"
    return ""


def leads_waiting(point: SubPoint, material: Material) -> list[tuple[str, str, int, Rows]]:
    """What still waits on the point: state, check, how many, and the queue of exactly these; together `waiting_on`."""
    return [
        (state, line.code, number, leads(state=state, code=line.code))
        for line in material.lines_of(point)
        for state in WAITING
        if (number := material.leads.of(states=[state], code=line.code))
    ]

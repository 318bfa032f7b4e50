"""The report of a campaign: live figures, what people wrote, the gate; one set of numbers in every file."""

from __future__ import annotations

import json
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from urllib.parse import parse_qsl
from zipfile import ZipFile

import pytest
from django.utils import timezone
from docx import Document as WordFile
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.casework.leads_made import leads_made
from tests.casework.reports_made import complete_report, completed, frozen, screening_made, verified
from tests.site import World
from zicha.casework.campaigns.asking import answer_question
from zicha.casework.campaigns.models import Campaign, Question, Task, TeamMember
from zicha.casework.campaigns.services import close_campaign, open_campaign
from zicha.casework.campaigns.teaming import join_team
from zicha.casework.leads.filters import filter_from
from zicha.casework.leads.selectors import leads_matching
from zicha.casework.leads.services import confirm_lead, dismiss_lead, snooze_lead
from zicha.casework.places import report_folder
from zicha.casework.problems.models import Problem
from zicha.casework.problems.services import open_problem
from zicha.casework.problems.sweeping import record_sweep_by_hand, start_sweep
from zicha.casework.reporting.models import ReportVersion
from zicha.casework.reporting.services import correct_figure, state_no_finding, write_section
from zicha.casework.tenancy.models import Member
from zicha.reports.document import Chart, Table
from zicha.reports.from_campaign.annexes import annex_file
from zicha.reports.from_campaign.completeness import HEAD, ground_problem, leads_waiting, missing
from zicha.reports.from_campaign.document import campaign_document
from zicha.reports.from_campaign.freezing import _made, drafted
from zicha.reports.from_campaign.lead_parts import coverage_of
from zicha.reports.from_campaign.material import material_of
from zicha.reports.plain import to_seconds

DAY = date(2026, 11, 21)


def texts(campaign: Campaign) -> str:
    document, _ = drafted(campaign, day=DAY)
    return "\n".join(run.shown for _, run in document.runs())


def test_the_outline_is_the_notices(campaign: Campaign) -> None:
    document = campaign_document(material_of(campaign, day=DAY))
    assert [one.title for one in document.sections] == [one.title for one in campaign.notice.report_sections]


def test_without_a_screening_the_report_stands_and_says_what_it_waits_for(campaign: Campaign) -> None:
    lacks = missing(*drafted(campaign, day=DAY))
    assert "还没有完成的筛查" in lacks[0].text
    assert lacks[0].section == HEAD
    assert "还没有完成的筛查" in texts(campaign)


def test_figures_are_live(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    facts = drafted(campaign, day=DAY)[1].figures.facts
    assert (facts["certificates_total"].value, facts["organisations_total"].value) == (4, 2)
    assert (facts["leads_confirmed"].value, facts["leads_open"].value) == (0, facts["leads_registered"].value)
    verified(campaign, in_scope.reviewer)
    facts = drafted(campaign, day=DAY)[1].figures.facts
    assert (facts["leads_confirmed"].value, facts["leads_open"].value) == (1, 0)


def test_every_state_of_a_lead_is_counted_once(campaign: Campaign) -> None:
    for number, state in enumerate(("open", "confirmed", "dismissed", "snoozed", "merged", "gone"), start=1):
        leads_made(campaign, number, state=state)
    facts = drafted(campaign, day=DAY)[1].figures.facts
    states = ("confirmed", "dismissed", "open", "snoozed", "merged", "gone")
    assert (
        sum(facts[f"leads_{state}"].value or 0 for state in states) == facts["leads_registered"].value == 21
    )


def test_every_figure_knows_where_its_rows_are(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    document, material = drafted(campaign, day=DAY)
    told = {run.figure.key for _, run in document.runs() if run.figure}
    assert told
    assert told <= set(material.figures.rows)
    rows = material.figures.rows["leads_confirmed_A24"]
    assert (rows.route, rows.query) == ("leads", "state=confirmed&code=A24")


def test_what_people_write_stands_where_the_place_was(campaign: Campaign, in_scope: World) -> None:
    place = next(one.place for one in missing(*drafted(campaign, day=DAY)) if "建议" in one.text)
    write_section(
        campaign_id=campaign.pk,
        place=place,
        text="建议一。\n建议二。",
        version=0,
        by=in_scope.quality_manager,
    )
    document, material = drafted(campaign, day=DAY)
    assert [block.runs[0].text for block in document.sections[-1].blocks] == ["建议一。", "建议二。"]
    assert place not in {one.place for one in missing(document, material)}


def test_no_finding_needs_a_ground_and_shows_its_coverage(campaign: Campaign, in_scope: World) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    verified(campaign, in_scope.reviewer)
    lacking = {one.place for one in missing(*drafted(campaign, day=DAY))}
    assert "point:2c" in lacking
    state_no_finding(
        campaign_id=campaign.pk, point="2c", ground="examined", text="访谈二十人，没有反映", version=0, by=by
    )
    assert "point:2c" not in {one.place for one in missing(*drafted(campaign, day=DAY))}
    said = texts(campaign)
    assert "未发现问题。依据：人工核查未发现（数据不能判定的部分）。访谈二十人，没有反映。" in said


def test_a_ground_that_the_data_contradicts_does_not_hold(campaign: Campaign, in_scope: World) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    material = material_of(campaign, day=DAY)
    with_leads = next(point for point in campaign.notice.sub_points() if material.waiting_on(point))
    without = next(
        point for point in campaign.notice.sub_points()
        if not any(line.coverage.ran for line in material.lines_of(point))
    )  # fmt: skip
    assert "没有结论" in ground_problem("examined", with_leads, material)
    assert "没有执行" in ground_problem("screened", without, material)
    assert ground_problem("examined", without, material) == ""


def test_a_ground_does_not_outlive_a_lead_confirmed_later(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    material = material_of(campaign, day=DAY)
    for point in campaign.notice.sub_points():
        if material.waiting_on(point):
            state_no_finding(
                campaign_id=campaign.pk, point=point.code, ground="examined", text=f"查过 {point.code}", version=0, by=in_scope.quality_manager
            )  # fmt: skip
    verified(campaign, in_scope.reviewer)
    document, material = drafted(campaign, day=DAY)
    found = next(point for point in campaign.notice.sub_points() if material.confirmed_on(point))
    (lack,) = (one for one in missing(document, material) if one.place == f"point:{found.code}")
    assert "已有 1 条线索核查属实" in lack.text
    assert f"查过 {found.code}" not in texts(campaign)


def by_hand(campaign: Campaign, point: str, by: Member, **said: object) -> Problem:
    """A problem no lead stands behind."""
    return open_problem(
        campaign_id=campaign.pk, title="抽查发现档案缺审核记录", severity="S2", owner=by, by=by,
        due_on=timezone.localdate() + timedelta(days=30), description="现场抽查档案室", point=point, **said,
    )  # fmt: skip


def test_a_problem_opened_by_hand_speaks_against_no_finding(campaign: Campaign, in_scope: World) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    verified(campaign, in_scope.reviewer)
    point = campaign.notice.sub_point("2c")
    state_no_finding(
        campaign_id=campaign.pk, point="2c", ground="examined", text="抽查三十份", version=0, by=by
    )
    problem = by_hand(campaign, "2c", by)
    document, material = drafted(campaign, day=DAY)
    (lack,) = (one for one in missing(document, material) if one.place == "point:2c")
    assert "已有立项整改的问题（编号 2），请撤回" in lack.text
    assert "不能写未发现问题" in ground_problem("examined", point, material)
    said = texts(campaign)
    assert "抽查三十份" not in said
    assert f"本要点立项整改的问题 1 个：问题 {problem.number} “抽查发现档案缺审核记录”（整改中）。" in said


def test_a_point_with_a_problem_by_hand_needs_no_ground(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    verified(campaign, in_scope.reviewer)
    by_hand(campaign, "2c", in_scope.quality_manager)
    assert "point:2c" not in {one.place for one in missing(*drafted(campaign, day=DAY))}


def test_a_question_answered_no_speaks_against_no_finding(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    verified(campaign, in_scope.reviewer)
    question = campaign.questions.filter(place__in=[one.code for one in campaign.notice.sub_points()])[0]
    point = campaign.notice.sub_point(question.place)
    answer_question(
        question_id=question.pk, answer="fails", statement="抽查十份，三份不符。", reason="代答", by=in_scope.quality_manager
    )  # fmt: skip
    assert "答复为不符合，不能写" in ground_problem("examined", point, material_of(campaign, day=DAY))
    question.refresh_from_db()
    problem = by_hand(campaign, "", in_scope.quality_manager, source=question)
    assert f"编号 {problem.number}" in ground_problem("examined", point, material_of(campaign, day=DAY))


def test_a_second_round_of_the_notice_does_not_hide_what_the_first_found(
    campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    verified(campaign, in_scope.reviewer)
    by_hand(campaign, "2c", by)
    assert "依据同一通知，本机构还开展过" not in texts(campaign)
    close_campaign(campaign_id=campaign.pk, reason="报告已报送", by=by)
    second = open_campaign(
        notice_key=campaign.notice_key, title="复查", as_of=DAY, starts_on=DAY, due_on=DAY + timedelta(days=9), by=by
    )  # fmt: skip
    state_no_finding(
        campaign_id=second.pk, point="2c", ground="examined", text="抽查三十份", version=0, by=by
    )
    said = texts(second)
    assert (
        "还开展过“2026 年认证质量自查”（2026 年 7 月 1 日至2026 年 9 月 30 日，已结束）：核查属实的线索 1 条，"
        "立项整改的问题 2 个，其中 2 个尚未关闭。"
    ).replace(" ", "") in said.replace(" ", "")
    assert "“2026 年认证质量自查”在本要点核查属实的线索 0 条，立项整改的问题 1 个" in said


def test_leads_nobody_verified_must_be_accounted_for_in_words(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    assert any("尚未核查的线索" in one.text for one in missing(*drafted(campaign, day=DAY)))
    verified(campaign, in_scope.reviewer)
    assert not any("尚未核查的线索" in one.text for one in missing(*drafted(campaign, day=DAY)))


def test_what_the_notice_asks_for_must_come_from_records_or_from_a_person(
    campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)

    def asked() -> bool:
        return any("行政处罚" in one.text for one in missing(*drafted(campaign, day=DAY)))

    assert asked()
    correct_figure(
        campaign_id=campaign.pk, figure="penalties_2y", label="处罚", computed="未提供数据", shown="0 次", reason="查询公示系统，没有记录", by=by
    )  # fmt: skip
    assert not asked()
    assert "0 次" in texts(campaign)


def test_a_correction_of_a_figure_that_has_moved_must_be_looked_at_again(
    campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    correct_figure(
        campaign_id=campaign.pk, figure="certificates_total", label="发证总量", computed="3 张", shown="5 张", reason="纸质证书一张未入系统", by=by
    )  # fmt: skip
    assert any(
        "更正时程序计算为 3 张，现在是 4 张" in one.text for one in missing(*drafted(campaign, day=DAY))
    )


def corrections_made(campaign: Campaign, by: Member, *keys: str, shown: str = "9 条") -> None:
    facts = drafted(campaign, day=DAY)[1].figures.facts
    for key in keys:
        correct_figure(
            campaign_id=campaign.pk, figure=key, label=facts[key].label, computed=facts[key].shown, shown=shown, reason="补充纸质台账", by=by
        )  # fmt: skip


def note_after(campaign: Campaign, kind: type, caption: str) -> str:
    """The words under the chart or table of that caption."""
    document, _ = drafted(campaign, day=DAY)
    blocks = [block for _, block in document.blocks()]
    at = next(
        number
        for number, block in enumerate(blocks)
        if isinstance(block, kind) and caption in "".join(run.shown for run in getattr(block, "caption", ()))
    )
    return "".join(run.shown for run in getattr(blocks[at + 1], "runs", ()))


def test_a_chart_a_sum_and_a_table_beside_a_corrected_figure_say_that_they_are_not_corrected(
    campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    verified(campaign, in_scope.reviewer)
    assert "未随之更正" not in texts(campaign)
    corrections_made(campaign, by, "leads_confirmed")
    told = "注：“线索：属实”已由人工更正为 9 条（程序计算为 1 条）；"
    assert note_after(campaign, Chart, "线索核查进展") == f"{told}上图按记录计算，未随之更正。"
    assert (
        note_after(campaign, Table, "按自查重点汇总的核查结果")
        == f"{told}上表其余数字按记录计算，未随之更正。"
    )
    assert f"{told}上段其余数字和合计按记录计算，未随之更正。" in texts(campaign)


def test_a_total_says_that_a_figure_it_sums_up_was_corrected_elsewhere(
    campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    verified(campaign, in_scope.reviewer)
    corrections_made(campaign, by, "leads_confirmed_A24")
    said = texts(campaign).splitlines()
    at = next(number for number, line in enumerate(said) if line == "经核查属实：")
    told = "A24 " in "".join(said[at : at + 6]) and "已由人工更正为 9 条" in "".join(said[at : at + 6])
    assert told, "the point sums up its checks"
    assert "已由人工更正为 9 条" in note_after(campaign, Table, "按自查重点汇总的核查结果")
    assert "已由人工更正为 9 条" not in note_after(campaign, Table, "自查所用记录")


def test_a_figure_that_was_not_computed_changes_nothing_beside_it(
    campaign: Campaign, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    corrections_made(campaign, in_scope.quality_manager, "penalties_2y", shown="0 次")
    assert "未随之更正" not in texts(campaign)


def test_the_annexes_say_what_was_corrected_in_the_report(campaign: Campaign, in_scope: World) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    corrections_made(campaign, by, "leads_confirmed")
    _, material = drafted(campaign, day=DAY)
    book = CalamineWorkbook.from_filelike(BytesIO(annex_file(material, version="草稿")))
    for name in ("自查要点", "检查项", "线索"):
        words = " ".join(str(cell) for row in book.get_sheet_by_name(name).to_python() for cell in row)
        assert "“线索：属实”已由人工更正为 9 条" in words, name


def test_problems_with_their_causes_and_measures_flow_in(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    verified(campaign, in_scope.quality_manager)
    document, material = drafted(campaign, day=DAY)
    facts = material.figures.facts
    assert (facts["problems_total"].value, facts["problems_open"].value, facts["problems_closed"].value) == (
        1,
        1,
        0,
    )
    cells = [
        str(cell)
        for _, block in document.blocks()
        if isinstance(block, Table)
        for row in block.rows
        for cell in row
    ]
    assert "发证系统没有校验有效期。" in cells
    assert any("系统增加有效期上限校验" in cell for cell in cells)
    assert not any("属实问题的原因分析" in one.text for one in missing(document, material))


def test_what_is_true_but_not_rectified_is_missing(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    lead = campaign.leads.filter(verdict="hit").first()
    confirm_lead(lead_id=lead.pk, text="已核对纸质证书", by=in_scope.reviewer)
    [lacking] = [
        one for one in missing(*drafted(campaign, day=DAY)) if "1 条属实的线索没有立项整改" in one.text
    ]
    wanted = filter_from(dict(parse_qsl(lacking.mend.query)))
    found = leads_matching(wanted, campaign=campaign, by=in_scope.reviewer)
    assert list(found.rows) == [lead], "it leads to exactly these"


def test_the_report_says_whose_the_leads_are_and_why_so_many_could_not_be_judged(
    campaign: Campaign, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    material = material_of(campaign, day=DAY)
    assert material.screened
    facts = material.screened.report.facts
    covered = material.screened.report.outcome.screening.coverage.values()
    assert sum(body.hits for body in facts.bodies) == sum(cover.hit for cover in covered) > 0
    undecided = facts.facts["undecided_by_check"]
    assert undecided.lines
    assert all(line[-1] for line in undecided.lines), "each check with its commonest reason"


def test_who_worked_on_it_is_on_the_list_of_people(campaign: Campaign, in_scope: World) -> None:
    def lacking() -> list[tuple[str, str]]:
        lacks = missing(*drafted(campaign, day=DAY))
        return [(one.text, one.mend.route) for one in lacks if "工作人员名单" in one.text]

    TeamMember.objects.filter(campaign=campaign).delete()
    campaign.leader, campaign.lead_department = in_scope.quality_manager, "质量部"
    campaign.save()
    screening_made(campaign, in_scope.quality_manager)
    assert not lacking()
    lead = campaign.leads.filter(verdict="hit").order_by("pk")[0]
    confirm_lead(lead_id=lead.pk, text="已核对纸质证书", by=in_scope.reviewer)
    Task.objects.filter(campaign=campaign, position=1).update(assignee=in_scope.auditor)
    ((text, route),) = lacking()
    assert in_scope.reviewer.name in text
    assert in_scope.auditor.name in text
    assert route == "team-join"
    for member in (in_scope.reviewer, in_scope.auditor):
        join_team(campaign_id=campaign.pk, member=member, by=in_scope.quality_manager)
    assert not lacking()


def test_every_question_wants_an_answer(campaign: Campaign, in_scope: World) -> None:
    Question.objects.create(
        body_id=campaign.body_id, campaign=campaign, text="访谈记录真实", due_on=campaign.due_on, position=1
    )
    assert any("1 个问询项没有答复" in one.text for one in missing(*drafted(campaign, day=DAY)))


def test_a_question_answered_no_wants_a_problem(campaign: Campaign, in_scope: World) -> None:
    question = Question.objects.create(
        body_id=campaign.body_id, campaign=campaign, text="访谈记录真实", due_on=campaign.due_on, position=1, answer="fails"
    )  # fmt: skip
    (lack,) = (one for one in missing(*drafted(campaign, day=DAY)) if "答复为不符合" in one.text)
    assert (lack.mend.route, lack.mend.arguments) == ("question", (question.pk,))
    open_problem(
        campaign_id=campaign.pk,
        title="访谈记录不真实",
        severity="S2",
        owner=in_scope.quality_manager,
        due_on=timezone.localdate() + timedelta(days=30),
        by=in_scope.quality_manager,
        source=question,
    )
    assert not any("答复为不符合" in one.text for one in missing(*drafted(campaign, day=DAY)))


def test_tasks_not_done_must_be_accounted_for_in_words(campaign: Campaign, in_scope: World) -> None:
    tasks = Task.objects.filter(campaign=campaign)
    # Drafting, sealing and filing can only end with the report: they are nobody's omission.
    closing = sum(one.closes for one in campaign.notice.tasks)
    left = tasks.count() - closing
    assert closing == 3 < left
    assert f"定稿时尚有 {left} 项任务没有完成" in texts(campaign)
    (lack,) = (one for one in missing(*drafted(campaign, day=DAY)) if "没有完成的任务" in one.text)
    write_section(
        campaign_id=campaign.pk, place=lack.place, text="月底前完成。", version=0, by=in_scope.quality_manager
    )
    assert "月底前完成。" in texts(campaign)
    assert not any("没有完成的任务" in one.text for one in missing(*drafted(campaign, day=DAY)))
    tasks.filter(position__lte=left).update(state="done")
    tasks.filter(position=left + 1).update(title="写自查整改报告")
    said = texts(campaign)
    assert "没有完成，说明如下" not in said
    assert "另有 3 项任务随报告定稿、报送办结" in said
    tasks.update(state="done")
    assert "随报告定稿、报送办结" not in texts(campaign)


def test_a_sweep_says_whose_what_it_found_is(campaign: Campaign, in_scope: World) -> None:
    by = in_scope.quality_manager
    screening_made(campaign, by)
    leads = list(campaign.leads.filter(verdict="hit", code="A24").order_by("pk"))
    for lead in leads:
        confirm_lead(lead_id=lead.pk, text="已核对纸质证书", by=in_scope.reviewer)
    problem = open_problem(
        campaign_id=campaign.pk, title="有效期超过三年", severity="S2", owner=by, by=by,
        due_on=timezone.localdate() + timedelta(days=30), lead_ids=[lead.pk for lead in leads],
    )  # fmt: skip
    start_sweep(problem_id=problem.pk, by=by)
    number = len(leads)
    assert (
        f"发现同类情形 {number} 个：原已属于本问题 {number} 个，新并入 0 个，尚未成为线索、待下次筛查登记 0 个。"
        in "".join(run.shown for _, run in drafted(campaign, day=DAY)[0].runs())
    )
    record_sweep_by_hand(problem_id=problem.pk, text="抽查纸质档案五十份", found=2, by=by)
    assert "待下次筛查登记 0 个，人工排查发现 2 个。" in "".join(
        run.shown for _, run in drafted(campaign, day=DAY)[0].runs()
    )


def test_a_point_is_not_settled_while_leads_on_it_wait(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    first = campaign.leads.filter(verdict="hit").order_by("pk").first()
    confirm_lead(lead_id=first.pk, text="已核对纸质证书", by=in_scope.reviewer)
    document, material = drafted(campaign, day=DAY)
    point = next(one for one in campaign.notice.sub_points() if material.confirmed_on(one))
    (lack,) = (one for one in missing(document, material) if one.place == f"point:{point.code}")
    assert f"还有 {material.waiting_on(point):,} 条线索没有结论" in lack.text


def test_a_point_tells_its_leads_apart_from_its_hits_and_the_page_warns_of_the_same_number(
    campaign: Campaign, in_scope: World
) -> None:
    """疑点 are counted by the screening; leads hold what could not be judged too, so they are no part of 疑点."""
    campaign.due_on = timezone.localdate() + timedelta(days=30)
    campaign.save()
    screening_made(campaign, in_scope.quality_manager)
    until = timezone.localdate() + timedelta(days=3)
    snoozed = campaign.leads.filter(verdict="undecided").order_by("pk")[0]
    snooze_lead(lead_id=snoozed.pk, until=until, text="等企业补交材料", by=in_scope.reviewer)
    material = material_of(campaign, day=DAY)
    point = next(
        one for one in campaign.notice.sub_points()
        if snoozed.code in {line.code for line in material.lines_of(one)}
    )  # fmt: skip
    codes = [line.code for line in material.lines_of(point)]
    registered = campaign.leads.filter(code__in=codes).count()
    parts = f"（待核 {registered - 1:,} 条，挂起 1 条）"
    said = coverage_of(point, material)
    assert (
        f"登记的线索（疑点和无法判定都在内）{registered:,} 条，其中 {registered:,} 条没有结论{parts}。"
        in said
    )
    assert f"还有 {registered:,} 条线索没有结论{parts}" in ground_problem("examined", point, material)


def test_the_queues_of_a_point_are_exactly_what_waits_on_it(campaign: Campaign, in_scope: World) -> None:
    campaign.due_on = timezone.localdate() + timedelta(days=30)
    campaign.save()
    screening_made(campaign, in_scope.quality_manager)
    snoozed = campaign.leads.filter(verdict="hit").order_by("pk").first()
    snooze_lead(
        lead_id=snoozed.pk,
        until=timezone.localdate() + timedelta(days=3),
        text="等企业补交材料",
        by=in_scope.reviewer,
    )
    material = material_of(campaign, day=DAY)
    points = [point for point in campaign.notice.sub_points() if material.waiting_on(point)]
    assert points
    states = set()
    for point in points:
        queues = leads_waiting(point, material)
        listed = [
            leads_matching(
                filter_from(dict(parse_qsl(rows.query))), campaign=campaign, by=in_scope.reviewer
            ).rows.count()
            for *_, rows in queues
        ]
        assert sum(listed) == material.waiting_on(point)
        states |= {state for state, *_ in queues}
    assert states == {"open", "snoozed"}


def test_the_table_of_checks_says_why_its_columns_do_not_add_up(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    verified(campaign, in_scope.reviewer)
    document, material = drafted(campaign, day=DAY)
    said = "\n".join(run.shown for _, run in document.runs())
    assert "四列之和与疑点数不必相等" in said
    facts = material.figures.facts
    split = [key for key in facts if key.startswith("leads_dismissed_undecided_")]
    assert split
    for key in split:
        area = key[-1]
        parts = (facts[key].value or 0) + (facts[f"leads_dismissed_hit_{area}"].value or 0)
        assert parts == facts[f"leads_dismissed_{area}"].value


def test_what_was_put_off_is_told_alike_in_preamble_section_and_table(
    campaign: Campaign, in_scope: World
) -> None:
    campaign.due_on = timezone.localdate() + timedelta(days=30)
    campaign.save()
    screening_made(campaign, in_scope.quality_manager)
    snoozed = campaign.leads.filter(verdict="hit").order_by("pk")[0]
    until = timezone.localdate() + timedelta(days=3)
    snooze_lead(lead_id=snoozed.pk, until=until, text="等企业补交材料", by=in_scope.reviewer)
    verified_but = campaign.leads.filter(state="open")
    for lead in verified_but:
        dismiss_lead(lead_id=lead.pk, reason="other", text="已人工核对纸质档案", by=in_scope.reviewer)
    document, material = drafted(campaign, day=DAY)
    said = "".join(run.shown for _, run in document.runs())
    assert "登记的线索由人逐条核查，尚有 1 条没有结论（待核 0 条，挂起 1 条）" in said
    assert "定稿时尚有 1 条线索没有结论（待核 0 条，挂起 1 条），说明如下。" in said
    assert material.figures.facts[f"leads_snoozed_{snoozed.code}"].value == 1
    (table,) = (
        block for _, block in document.blocks()
        if isinstance(block, Table) and any(str(row[0]).startswith(f"{snoozed.code} ") for row in block.rows)
        and "应查" in block.head
    )  # fmt: skip
    assert table.head[-4:] == ("属实", "已排除", "待核", "挂起")


@pytest.fixture
def version(campaign: Campaign, in_scope: World) -> ReportVersion:
    by = in_scope.quality_manager
    complete_report(campaign, by)
    correct_figure(
        campaign_id=campaign.pk, figure="certificates_total", label="发证总量", computed="4 张", shown="5 张", reason="纸质证书一张未入系统", by=by
    )  # fmt: skip
    completed(campaign, by)
    made = frozen(campaign, by)
    assert made.error == ""
    return made


def file_of(version: ReportVersion, name: str) -> bytes:
    return (report_folder(version.body_id, version.pk) / name).read_bytes()


def sheet_of(version: ReportVersion, name: str) -> list[list]:
    """The rows of a sheet of the annex below its note and headings."""
    book = CalamineWorkbook.from_filelike(BytesIO(file_of(version, "annexes.xlsx")))
    return book.get_sheet_by_name(name).to_python()[2:]


def pdf_text(version: ReportVersion) -> str:
    pages = PdfReader(BytesIO(file_of(version, "report.pdf"))).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def word_text(version: ReportVersion) -> str:
    file = WordFile(BytesIO(file_of(version, "report.docx")))
    cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
    return "".join("".join([*(paragraph.text for paragraph in file.paragraphs), *cells]).split())


def test_the_same_numbers_stand_in_every_file(version: ReportVersion) -> None:
    said = json.loads(file_of(version, "facts.json"))
    in_workbook = [(row[1], row[2], row[3]) for row in sheet_of(version, "数字")]
    document = {one["key"]: one for one in said["figures"]}
    assert in_workbook == [(one["label"], one["shown"], one["computed"]) for one in document.values()]
    on_paper = (
        "certificates_total",
        "organisations_total",
        "issued_2y",
        "leads_registered",
        "leads_confirmed",
        "leads_dismissed",
    )
    for key in on_paper:
        shown = "".join(document[key]["shown"].split())
        assert shown in pdf_text(version), key
        assert shown in word_text(version), key


def test_a_correction_is_marked_in_every_file(version: ReportVersion) -> None:
    figures = {one["key"]: one for one in json.loads(file_of(version, "facts.json"))["figures"]}
    one = figures["certificates_total"]
    assert (one["shown"], one["computed"], one["value"]) == ("5 张", "4 张", 4)
    assert one["correction"]["reason"] == "纸质证书一张未入系统"
    said = "程序计算为4张，经人工更正，理由：纸质证书一张未入系统。"
    assert said in pdf_text(version)
    with ZipFile(BytesIO(file_of(version, "report.docx"))) as archive:
        assert "经人工更正，理由：纸质证书一张未入系统" in archive.read("word/footnotes.xml").decode()
    assert ["4 张", "5 张", "纸质证书一张未入系统"] in [row[1:4] for row in sheet_of(version, "人工更正")]


def test_the_check_code_stands_on_every_page_and_comes_of_the_facts(version: ReportVersion) -> None:
    said = json.loads(file_of(version, "facts.json"))
    assert said["check_code"] == version.check_code
    assert said["content_sha256"] == version.content_hash
    pages = PdfReader(BytesIO(file_of(version, "report.pdf"))).pages
    assert all(version.check_code in page.extract_text() for page in pages)
    assert "草稿" not in pdf_text(version)


def test_the_annex_lists_every_lead_and_what_became_of_it(version: ReportVersion, campaign: Campaign) -> None:
    rows = sheet_of(version, "线索")
    assert [row[0] for row in rows] == [lead.pk for lead in campaign.leads.order_by("code", "pk")]
    assert {row[11] for row in rows} == {"属实", "已排除"}


def test_the_same_facts_give_the_same_bytes(version: ReportVersion) -> None:
    again, content_hash, _ = _made(version, lambda done, doing: None)
    assert content_hash == version.content_hash
    assert {name: sha256(content).hexdigest() for name, content in again.items()} == version.hashes


def test_the_annex_is_called_alike_everywhere_and_speaks_chinese(version: ReportVersion) -> None:
    assert "附件：自查整改报告附表（Excel工作簿）" in word_text(version)
    assert "annexes" not in word_text(version)
    rows = sheet_of(version, "数字")
    assert [row[0] for row in rows] == list(range(1, len(rows) + 1))
    assert not [row[1] for row in rows if str(row[1]).isascii()]


def test_the_report_names_the_tables_of_records_in_chinese_alone(campaign: Campaign, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    document, _ = drafted(campaign, day=DAY)
    (table,) = (
        block for _, block in document.blocks()
        if isinstance(block, Table) and "自查所用记录" in "".join(run.shown for run in block.caption)
    )  # fmt: skip
    assert table.head == ("数据表", "行数", "晚于判定日期", "参与判定")
    assert not [
        cell for row in table.rows for cell in row if str(cell).isascii() and not str(cell).isdecimal()
    ]


def test_a_time_of_day_is_told_to_the_second() -> None:
    assert to_seconds("签到于04:48:44.290000，计划 08:00") == "签到于04:48:44，计划 08:00"

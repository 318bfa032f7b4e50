"""The plan in the browser, from the notice to the answered question, as a manager and a colleague use it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.site import World
from zicha.casework.campaigns import asking, tasking
from zicha.casework.campaigns.models import Answer, Campaign, Question, Task, TaskState, TeamMember
from zicha.casework.campaigns.services import close_campaign, open_campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.web.plan import desk


@pytest.fixture
def campaign(in_scope: World) -> Campaign:
    """A campaign that began ten days ago and runs for another ninety."""
    today = timezone.localdate()
    return open_campaign(
        notice_key="samr_2019_18",
        title="2026 年认证质量自查工作",
        as_of=today - timedelta(days=12),
        starts_on=today - timedelta(days=10),
        due_on=today + timedelta(days=90),
        by=in_scope.quality_manager,
        lead_department="质量管理部",
        leader=in_scope.quality_manager,
        team=[in_scope.reviewer, in_scope.auditor],
    )


@pytest.fixture
def manager(world: World, client_of: Callable[[Member], Client]) -> Client:
    return client_of(world.quality_manager)


@pytest.fixture
def auditor(world: World, client_of: Callable[[Member], Client]) -> Client:
    return client_of(world.auditor)


def page_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return answer.content.decode()


def first_of(campaign: Campaign, *, held_by: Member | None = None) -> tuple[Task, Question]:
    """The first task and question, given to somebody."""
    task, question = campaign.tasks.first(), campaign.questions.first()
    assert task is not None
    assert question is not None
    if held_by:
        by = campaign.leader
        assert by is not None
        tasking.give_tasks(campaign_id=campaign.pk, task_ids=[task.pk], assignee=held_by, by=by)
        asking.ask_members(campaign_id=campaign.pk, question_ids=[question.pk], assignee=held_by, by=by)
        task.refresh_from_db()
        question.refresh_from_db()
    return task, question


# ---- opening ------------------------------------------------------------------------------------------------------


def test_without_a_campaign_the_manager_is_shown_how_to_begin_and_others_who_does(
    manager: Client, auditor: Client
) -> None:
    assert "按通知启动自查" in page_of(manager, "/plan/")
    page = page_of(auditor, "/plan/")
    assert "自查由质量负责人启动" in page
    assert "/plan/open/" not in page


def test_a_campaign_is_opened_from_the_notice_with_what_it_proposes(manager: Client, world: World) -> None:
    page = page_of(manager, "/plan/open/")
    assert "市监认证〔2019〕18号" in page
    assert "任务 <b>16</b> 项，问询项 <b>30</b> 个" in page
    today = timezone.localdate()
    said = {
        "title": "2026 年认证质量自查工作",
        "lead_department": "质量管理部",
        "leader": world.quality_manager.pk,
        "team": [world.reviewer.pk, world.auditor.pk],
        "starts_on": today.isoformat(),
        "due_on": (today + timedelta(days=60)).isoformat(),
        "as_of": today.isoformat(),
        "goals": "全面自查",
    }
    wrong = manager.post("/plan/open/", said | {"due_on": (today - timedelta(days=1)).isoformat()})
    assert wrong.status_code == 422
    assert "报送截止日期早于开始日期" in wrong.content.decode()
    answer = manager.post("/plan/open/", said)
    assert answer.status_code == 302
    page = page_of(manager, answer["Location"])
    assert "2026 年认证质量自查工作" in page
    assert re.search(r"<b>60 <small>天</small></b>", page)
    with scope(world.body.pk):
        campaign = Campaign.objects.get()
        assert (campaign.tasks.count(), campaign.questions.count(), campaign.team.count()) == (16, 30, 3)


# ---- the plan -----------------------------------------------------------------------------------------------------


def test_the_plan_shows_who_until_when_and_what_is_late_first(
    campaign: Campaign, manager: Client, in_scope: World
) -> None:
    late, _ = first_of(campaign, held_by=in_scope.reviewer)
    for rows in (campaign.tasks, campaign.questions):
        rows.update(due_on=campaign.due_on)
    Task.objects.filter(pk=late.pk).update(due_on=timezone.localdate() - timedelta(days=3))
    page = page_of(manager, "/plan/")
    assert "质量管理部" in page
    assert "已逾期 3 天" in page
    assert page.index("已逾期 3 天") < page.index("还剩"), "what is overdue stands first"
    assert "<b>1</b><span>任务已逾期</span>" in page
    assert "<b>15</b><span>任务未分派</span>" in page
    assert "%" not in re.sub(r"<[^>]*>", "", page), "counts, never only a percentage"


def test_every_figure_of_the_plan_leads_to_as_many_rows(
    campaign: Campaign, manager: Client, in_scope: World
) -> None:
    first_of(campaign, held_by=in_scope.reviewer)
    tasks, questions = list(campaign.tasks.all()), list(campaign.questions.all())
    yesterday = timezone.localdate() - timedelta(days=1)
    for one, state in zip(tasks, ("doing", "doing", "done", "dropped"), strict=False):
        Task.objects.filter(pk=one.pk).update(state=state)
    for one, answer in zip(questions[3:], ("fails", "conforms", "not_applicable"), strict=False):
        Question.objects.filter(pk=one.pk).update(answer=answer)
    Task.objects.filter(pk=tasks[-1].pk).update(due_on=yesterday)
    Question.objects.filter(pk=questions[-1].pk).update(due_on=yesterday)
    Task.objects.filter(pk=tasks[-2].pk).update(due_on=campaign.due_on + timedelta(days=1))
    page = page_of(manager, "/plan/")
    links = re.findall(r'<a[^>]*href="(/plan/\d+/(?:tasks|questions)/\?[^"]*)"[^>]*>(.*?)</a>', page)
    counted = [(href, re.sub(r"<[^>]*>", " ", words)) for href, words in links]
    asked = {href.partition("?")[2] for href, _ in counted}
    for part in (
        "state=doing",
        "state=dropped",
        "state=fails",
        "due=outside",
        "due=overdue&amp;place=",
        "assignee=",
    ):
        assert any(part in query for query in asked), part
    for href, words in counted:
        number = re.findall(r"\d+", words)
        if "/ " in words or not number:
            number = number[-1:]  # done / of
        if number:
            shown = page_of(manager, href.replace("&amp;", "&"))
            rows = re.search(r"共 (\d+) 条", shown)
            assert (rows[1] if rows else "0") == number[-1], (href, words)


def test_a_disabled_leader_and_one_who_holds_work_off_the_team_stand_out(
    campaign: Campaign, manager: Client, in_scope: World
) -> None:
    first_of(campaign, held_by=in_scope.decision_maker)
    for member in (in_scope.quality_manager, in_scope.decision_maker):
        # The manager's own client would be signed out with them.
        Member.objects.filter(pk=member.pk).update(is_active=member is in_scope.quality_manager)
    Campaign.objects.filter(pk=campaign.pk).update(leader=in_scope.decision_maker)
    page = page_of(manager, f"/plan/{campaign.pk}/")
    assert "负责人测试认证决定人员已停用" in page
    assert "测试认证决定人员已停用，但还负责 1 项任务、1 个问询项" in page


def test_changed_days_want_a_reason_and_name_what_lies_outside(campaign: Campaign, manager: Client) -> None:
    address = f"/plan/{campaign.pk}/change/"
    said = {
        "title": campaign.title,
        "lead_department": "合规部",
        "leader": campaign.leader_id,
        "starts_on": campaign.starts_on.isoformat(),
        "due_on": (campaign.due_on - timedelta(days=30)).isoformat(),
        "as_of": campaign.as_of.isoformat(),
        "goals": "",
        "version": campaign.version,
    }
    assert "目标和要求" in manager.post(address, said).content.decode()
    said["goals"] = "全面自查"
    refused = manager.post(address, said)
    assert refused.status_code == 422
    assert "请写明理由" in refused.content.decode()
    page = manager.post(address, said | {"reason": "主管部门要求提前"}, follow=True).content.decode()
    assert "合规部" in page
    assert re.search(r"有 \d+ 项任务或问询项的期限不在新的自查期间内", page)
    stale = manager.post(address, said | {"reason": "再改"})
    assert stale.status_code == 409
    assert "刚刚被其他人修改过" in stale.content.decode()


def test_closing_says_what_is_open_and_reopening_says_why(campaign: Campaign, manager: Client) -> None:
    address = f"/plan/{campaign.pk}/close/"
    assert "还有 16 项任务没有完成，30 个问询项没有答复" in page_of(manager, address)
    page = manager.post(address, {"reason": "报告已报送", "version": 0}, follow=True).content.decode()
    assert "已经结束，不能再改" in page
    assert "修改方案" not in page
    assert "重新打开" in page
    page = manager.post(address, {"reason": "报告被退回", "version": 1}, follow=True).content.decode()
    assert "修改方案" in page


def test_every_round_is_listed_newest_first(campaign: Campaign, manager: Client, in_scope: World) -> None:
    by = in_scope.quality_manager
    close_campaign(campaign_id=campaign.pk, reason="结束", by=by)
    day = timezone.localdate()
    open_campaign(
        notice_key="samr_2019_18", title="第二次自查", as_of=day, starts_on=day, due_on=day, by=by, with_plan=False
    )  # fmt: skip
    page = page_of(manager, "/plan/campaigns/")
    assert page.index("第二次自查") < page.index("2026 年认证质量自查工作")
    assert "0 / 16" in page
    assert "第二次自查" in page_of(manager, "/plan/"), "the open one is shown"
    assert "方案中还没有任务和问询项" in page_of(manager, "/plan/")


# ---- team ---------------------------------------------------------------------------------------------------------


def test_people_join_get_a_duty_and_leave_with_their_work_handed_over(
    campaign: Campaign, manager: Client, in_scope: World
) -> None:
    first_of(campaign, held_by=in_scope.reviewer)
    joining = {"member": in_scope.decision_maker.pk, "duty": "复核证书处理"}
    page = manager.post(f"/plan/{campaign.pk}/team/", joining, follow=True).content.decode()
    assert "复核证书处理" in page
    one = TeamMember.objects.get(campaign=campaign, member=in_scope.reviewer)
    assert (
        "分工已保存" in manager.post(f"/plan/team/{one.pk}/", {"duty": "核查"}, follow=True).content.decode()
    )
    leaving = f"/plan/team/{one.pk}/leave/"
    assert "还负责 1 项未完成的任务、1 个未答复的问询项" in page_of(manager, leaving)
    refused = manager.post(leaving, {"successor": "", "reason": ""})
    assert refused.status_code == 422
    assert "请先选定接手人" in refused.content.decode()
    page = manager.post(leaving, {"successor": in_scope.auditor.pk}, follow=True).content.decode()
    assert "移交任务 1 项、问询项 1 个" in page


# ---- tasks --------------------------------------------------------------------------------------------------------


def test_tasks_are_filtered_by_the_address(campaign: Campaign, auditor: Client, in_scope: World) -> None:
    first_of(campaign, held_by=in_scope.auditor)
    assert "共 16 条" in page_of(auditor, f"/plan/{campaign.pk}/tasks/")
    assert "共 1 条" in page_of(auditor, f"/plan/{campaign.pk}/tasks/?assignee=me")
    assert "共 15 条" in page_of(auditor, f"/plan/{campaign.pk}/tasks/?assignee=none")
    assert "共 4 条" in page_of(auditor, f"/plan/{campaign.pk}/tasks/?place=二（四）")
    assert "没有符合条件的任务" in page_of(auditor, f"/plan/{campaign.pk}/tasks/?state=done")
    assert "共 16 条" in page_of(
        auditor, f"/plan/{campaign.pk}/tasks/?assignee=x&due=never&state=what&page=99"
    )


def test_tasks_are_given_together_and_the_list_stays_as_it_was_filtered(
    campaign: Campaign, manager: Client, in_scope: World
) -> None:
    ticked = [task.pk for task in campaign.tasks.all()[:3]]
    address = f"/plan/{campaign.pk}/tasks/give/"
    said = {"task": ticked, "assignee": in_scope.auditor.pk, "due_on": "", "query": "assignee=none"}
    answer = manager.post(address, said)
    assert answer["Location"] == f"/plan/{campaign.pk}/tasks/?assignee=none"
    assert campaign.tasks.filter(assignee=in_scope.auditor).count() == 3
    nothing = manager.post(address, {"task": ticked, "assignee": "", "due_on": ""}, follow=True)
    assert "请选择责任人或者填写完成期限" in nothing.content.decode()
    none = manager.post(address, {"assignee": in_scope.auditor.pk}, follow=True)
    assert "没有选中任何一行" in none.content.decode()


def test_who_holds_a_task_finishes_it_and_others_only_read(
    campaign: Campaign, auditor: Client, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    task, _ = first_of(campaign, held_by=in_scope.auditor)
    address = f"/plan/tasks/{task.pk}/"
    refused = auditor.post(address, {"state": "done", "note": "", "version": task.version})
    assert refused.status_code == 422
    assert "写明完成了什么" in refused.content.decode()
    page = auditor.post(address, {"state": "done", "note": "已印发", "version": task.version}, follow=True)
    assert "已完成" in page.content.decode()
    reader = client_of(in_scope.reviewer)
    page = page_of(reader, address)
    assert "保存进展" not in page
    assert reader.post(address, {"state": "doing", "note": "我来"}).status_code == 422


def test_a_task_is_added_and_changed_by_the_manager(campaign: Campaign, manager: Client) -> None:
    day = campaign.due_on - timedelta(days=5)
    said = {
        "title": "走访华东分公司",
        "description": "",
        "place": "4b",
        "assignee": "",
        "due_on": day.isoformat(),
    }
    made = manager.post(f"/plan/{campaign.pk}/tasks/add/", said)
    address = made["Location"]
    assert "走访华东分公司" in page_of(manager, address)
    outside = said | {
        "due_on": (campaign.due_on + timedelta(days=1)).isoformat(),
        "reason": "等",
        "version": 0,
    }
    refused = manager.post(f"{address}change/", outside)
    assert refused.status_code == 422
    assert "晚于报送截止日期" in refused.content.decode()
    saved = manager.post(f"{address}change/", said | {"title": "走访华南分公司", "version": 0}, follow=True)
    assert "走访华南分公司" in saved.content.decode()


# ---- questions ----------------------------------------------------------------------------------------------------


def test_a_question_shows_clause_evidence_wanted_and_what_data_checks(
    campaign: Campaign, auditor: Client
) -> None:
    question = campaign.questions.get(code="1c-1")
    page = page_of(auditor, f"/plan/questions/{question.pk}/")
    assert question.text in page
    assert question.evidence_wanted in page
    assert "认证活动中增减、遗漏认证基本规范、认证规则规定程序" in page, "the words of the clause"
    assert "A04 缺少第一阶段审核" in page, "what data decides about the same clause"
    assert "证据文件" in page, "the place to put evidence"


def test_the_one_asked_answers_and_the_page_says_by_whom(
    campaign: Campaign, auditor: Client, in_scope: World
) -> None:
    _, question = first_of(campaign, held_by=in_scope.auditor)
    address = f"/plan/questions/{question.pk}/"
    said = {"answer": "conforms", "statement": "抽查 20 份，均一致", "version": question.version}
    empty = auditor.post(f"{address}answer/", said | {"statement": ""})
    assert empty.status_code == 422
    page = auditor.post(f"{address}answer/", said, follow=True).content.decode()
    assert "测试审核员" in page
    assert "抽查 20 份，均一致" in page
    again = auditor.post(f"{address}answer/", said | {"answer": "fails", "version": question.version + 1})
    assert again.status_code == 422, "a change wants a reason"
    page = auditor.post(
        f"{address}answer/",
        said | {"answer": "fails", "reason": "复核发现不一致", "version": question.version + 1},
        follow=True,
    ).content.decode()
    assert "应当立项整改" in page
    assert "复核发现不一致" in page, "the history says why"


def test_somebody_else_is_asked_for_the_reason(campaign: Campaign, manager: Client, in_scope: World) -> None:
    _, question = first_of(campaign, held_by=in_scope.auditor)
    address = f"/plan/questions/{question.pk}/"
    assert "这个问询项由测试审核员负责" in page_of(manager, address)
    said = {"answer": "not_applicable", "statement": "没有这类业务", "version": question.version}
    assert manager.post(f"{address}answer/", said).status_code == 422
    page = manager.post(f"{address}answer/", said | {"reason": "责任人休假"}, follow=True).content.decode()
    assert "责任人休假" in page


def test_who_answers_second_sees_the_first_answer_and_keeps_what_was_typed(
    campaign: Campaign, auditor: Client, manager: Client, in_scope: World
) -> None:
    _, question = first_of(campaign, held_by=in_scope.auditor)
    address = f"/plan/questions/{question.pk}/answer/"
    said = {"answer": "conforms", "statement": "先答", "version": question.version}
    assert auditor.post(address, said).status_code == 302
    late = manager.post(
        address, {"answer": "fails", "statement": "后答的话", "reason": "代答", "version": question.version}
    )
    page = late.content.decode()
    assert late.status_code == 409
    assert "目前的答复是“符合”" in page
    assert "后答的话" in page
    version = re.search(r'<input[^>]*name="version"[^>]*>', page)
    assert version is not None
    assert f'value="{question.version + 1}"' in version[0], "the next try counts from there"


def test_answers_without_evidence_are_counted_and_listed(
    campaign: Campaign, manager: Client, in_scope: World
) -> None:
    shown, bare, moot = campaign.questions.all()[:3]
    for question, answer in ((shown, "conforms"), (bare, "conforms"), (moot, "not_applicable")):
        asking.answer_question(
            question_id=question.pk, answer=answer, statement="已核查", by=in_scope.quality_manager
        )
    file = SimpleUploadedFile("记录.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n")
    assert manager.post(f"/evidence/of/campaigns-question/{shown.pk}/", {"files": [file]}).status_code == 302
    assert "已答复的问询项中有 1 个没有附证据" in page_of(manager, "/plan/")
    listed = page_of(manager, f"/plan/{campaign.pk}/questions/?state=all&evidence=none")
    assert "共 1 条" in listed
    assert bare.text[:20] in listed


def test_an_answer_is_taken_back_with_a_reason(campaign: Campaign, auditor: Client, in_scope: World) -> None:
    _, question = first_of(campaign, held_by=in_scope.auditor)
    asking.answer_question(question_id=question.pk, answer="conforms", statement="一致", by=in_scope.auditor)
    address = f"/plan/questions/{question.pk}/withdraw/"
    assert auditor.post(address, {"reason": ""}).status_code == 422
    page = auditor.post(address, {"reason": "看错档案"}, follow=True).content.decode()
    assert "答复已撤回" in page
    assert "未答复" in page


def test_questions_are_asked_of_members_together(
    campaign: Campaign, manager: Client, in_scope: World
) -> None:
    ticked = [question.pk for question in campaign.questions.filter(place__startswith="1")]
    address = f"/plan/{campaign.pk}/questions/ask/"
    page = manager.post(address, {"question": ticked, "assignee": in_scope.auditor.pk}, follow=True)
    assert f"已分派 {len(ticked)} 项" in page.content.decode()
    listed = page_of(manager, f"/plan/{campaign.pk}/questions/?assignee={in_scope.auditor.pk}")
    assert f"共 {len(ticked)} 条" in listed
    assert f"共 {len(ticked)} 条" in page_of(manager, f"/plan/{campaign.pk}/questions/?place=1")
    assert manager.get(f"/plan/{campaign.pk}/questions/?place=%00").status_code == 200


def test_the_next_question_is_the_next_of_the_list(campaign: Campaign, manager: Client) -> None:
    rows = list(campaign.questions.order_by("due_on", "position"))
    assert len({question.due_on for question in rows}) > 1
    links = re.compile(r'rel="(prev|next)" href="/plan/questions/(\d+)/"')
    for at, question in ((0, rows[0]), (len(rows) // 2, rows[len(rows) // 2]), (len(rows) - 1, rows[-1])):
        found = dict(links.findall(page_of(manager, f"/plan/questions/{question.pk}/")))
        assert found.get("prev") == (str(rows[at - 1].pk) if at else None)
        assert found.get("next") == (str(rows[at + 1].pk) if at + 1 < len(rows) else None)


def test_a_question_of_ones_own_is_added_and_changed(campaign: Campaign, manager: Client) -> None:
    day = (campaign.due_on - timedelta(days=9)).isoformat()
    said = {
        "text": "分支机构变更都已备案。",
        "evidence_wanted": "备案回执",
        "place": "4b",
        "assignee": "",
        "due_on": day,
    }
    made = manager.post(f"/plan/{campaign.pk}/questions/add/", said)
    assert "分支机构变更都已备案。" in page_of(manager, made["Location"])
    saved = manager.post(
        f"{made['Location']}change/", said | {"text": "分支机构变更都已按期备案。", "version": 0}, follow=True
    )
    assert "分支机构变更都已按期备案。" in saved.content.decode()


# ---- document, desk, walls, cost ----------------------------------------------------------------------------------


def test_the_plan_is_a_word_file_to_sign(campaign: Campaign, auditor: Client, in_scope: World) -> None:
    first_of(campaign, held_by=in_scope.reviewer)
    answer = auditor.get(f"/plan/{campaign.pk}/document/")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    document = docx.Document(BytesIO(answer.content))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert "虚构认证有限公司" in text
    assert "牵头部门：质量管理部。" in text
    assert "市监认证〔2019〕18号" in text
    tables = [[cell.text for row in table.rows for cell in row.cells] for table in document.tables]
    assert any("测试核查人员" in cells and "制订自查工作方案" in cells for cells in tables)
    assert any("所需证据" in cells and len(cells) == 31 * 6 for cells in tables), "every question"
    assert any("批准" in cells for cells in tables), "places to sign"


def test_the_desk_shows_my_work_late_first_and_counts(
    campaign: Campaign, auditor: Client, in_scope: World
) -> None:
    assert "没有分派给您的任务和问询项" in page_of(auditor, "/")
    task, _ = first_of(campaign, held_by=in_scope.auditor)
    Task.objects.filter(pk=task.pk).update(due_on=timezone.localdate() - timedelta(days=2))
    page = page_of(auditor, "/")
    assert "待办 2 项，已逾期 1 项" in page
    assert task.title in page


def test_the_plan_is_done_on_the_desk_when_its_work_is_not_when_it_is_given_out(
    campaign: Campaign, in_scope: World
) -> None:
    campaign.tasks.update(assignee=in_scope.auditor)
    campaign.questions.update(assignee=in_scope.auditor)
    given = desk.plan(in_scope.quality_manager, Campaign.objects.get())
    assert not given.done
    assert "任务待办 16 项" in given.note
    assert not given.hint, "the way leads on while others work"
    campaign.tasks.update(state=TaskState.DONE)
    campaign.questions.update(answer=Answer.CONFORMS)
    assert desk.plan(in_scope.quality_manager, Campaign.objects.get()).done


def test_another_body_finds_none_of_it(
    campaign: Campaign, world: World, client_of: Callable[[Member], Client]
) -> None:
    stranger = client_of(world.stranger)
    task, question = first_of(campaign)
    team = campaign.team.first()
    assert team is not None
    for address in (
        f"/plan/{campaign.pk}/", f"/plan/{campaign.pk}/change/", f"/plan/{campaign.pk}/close/",
        f"/plan/{campaign.pk}/document/", f"/plan/{campaign.pk}/tasks/", f"/plan/{campaign.pk}/questions/",
        f"/plan/tasks/{task.pk}/", f"/plan/questions/{question.pk}/", f"/plan/team/{team.pk}/",
    ):  # fmt: skip
        assert stranger.get(address).status_code == 404, address
    for address in (f"/plan/{campaign.pk}/tasks/give/", f"/plan/questions/{question.pk}/answer/"):
        assert stranger.post(address, {}).status_code == 404, address


def test_no_page_asks_more_than_25_questions_of_the_database(
    campaign: Campaign, manager: Client, in_scope: World, django_assert_max_num_queries: Callable
) -> None:
    everyone = [in_scope.reviewer, in_scope.auditor, in_scope.quality_manager]
    by = in_scope.quality_manager
    for number in range(40):
        tasking.add_task(
            campaign_id=campaign.pk, title=f"任务 {number}", due_on=campaign.due_on,
            assignee=everyone[number % 3], by=by,
        )  # fmt: skip
    asking.ask_members(
        campaign_id=campaign.pk,
        question_ids=[question.pk for question in campaign.questions.all()],
        assignee=in_scope.auditor,
        by=by,
    )
    task, question = first_of(campaign)
    for address in (
        "/", "/plan/", "/plan/campaigns/", "/plan/open/", f"/plan/{campaign.pk}/", f"/plan/{campaign.pk}/change/",
        f"/plan/{campaign.pk}/tasks/?state=all", f"/plan/{campaign.pk}/questions/?state=all",
        f"/plan/tasks/{task.pk}/", f"/plan/questions/{question.pk}/", f"/plan/{campaign.pk}/document/",
    ):  # fmt: skip
        with django_assert_max_num_queries(25, info=address):
            assert manager.get(address).status_code == 200, address

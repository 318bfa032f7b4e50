"""A second notice is a file of data: with it in place a plan is opened from it, and no line of code knows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from textwrap import dedent

import docx
import pytest
from django.test import Client
from django.utils import timezone

from tests.site import World
from zicha.casework.campaigns import proposing, selectors
from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.scope import scope
from zicha.reference import notices
from zicha.reference.notices.notice import Notice

# Invented: no office has issued it.
INVENTED = dedent('''
    """An invented notice, for tests."""
    from datetime import date

    from zicha.reference.notices.notice import (
        AskedQuestion, Clause, Fact, FocusArea, Notice, PlanTask, Recipient, ReportSection, Requirement, SubPoint,
    )

    NOTICE = Notice(
        key="invented_2027_1",
        number="虚构〔2027〕1号",
        title="关于开展虚构专项自查的通知",
        issuer="虚构机关",
        issued_on=date(2027, 1, 4),
        addressed_to="各认证机构",
        purpose=Clause("引言", "目的", "为了测试。"),
        scope=Clause("一", "范围", "全部证书和标志。"),
        focus_areas=(
            FocusArea(
                1, "A", "证书和标志的使用", "证书和标志的使用。是否存在误用标志；证书信息与实际不符等问题。",
                (
                    SubPoint("1a", "标志", "误用标志", checks=("C12",)),
                    SubPoint("1b", "证书信息", "证书信息与实际不符", checks=()),
                ),
            ),
            FocusArea(
                2, "B", "投诉处理", "投诉处理。是否存在投诉不受理问题。",
                (SubPoint("2a", "受理", "投诉不受理", checks=("D11", "D14")),),
            ),
        ),
        requirements=(Requirement("二（一）", "加强领导", "主要负责人负总责。"),),
        report_title="专项自查报告",
        report_sections=(
            ReportSection(1, "基本情况", "包括发证总量。", (Fact("certificates_total", "发证总量", "张", asked="发证总量"),), ("概况",)),
        ),
        recipients=(Recipient("invented", "虚构机关"),),
        due_on=date(2099, 3, 31),
        stamped=False,
        years_looked_back=1,
        tasks=(PlanTask("1", "核对标志使用", "抽查网页和包装。", 50), PlanTask("二（一）", "报送", "", 100)),
        questions=(AskedQuestion("L1", "二（一）", "主要负责人部署了自查。", "会议记录", "在系统之外"),),
    )
''')


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notice]:
    """The invented notice, registered by nothing but its file."""
    (tmp_path / "invented_2027_1.py").write_text(INVENTED, encoding="utf-8")
    monkeypatch.setattr(notices, "__path__", [*notices.__path__, str(tmp_path)])
    found = notices.registered()
    assert set(found) - set(notices.NOTICES) == {"invented_2027_1"}
    monkeypatch.setitem(notices.NOTICES, "invented_2027_1", found["invented_2027_1"])
    return found["invented_2027_1"]


def test_a_sub_point_without_check_or_question_becomes_a_question_in_its_own_words(second: Notice) -> None:
    asked = {question.code: question for question in proposing.questions_of(second)}
    assert list(asked) == ["1b", "L1"], "1a and 2a are answered by checks; the order is the notice's"
    assert "证书信息与实际不符" in asked["1b"].text


def test_a_check_leads_to_the_area_whose_sub_point_names_it(second: Notice) -> None:
    assert second.area_of("C12").number == 1
    assert second.area_of("D14").number == 2


def test_a_plan_is_opened_from_it_in_the_browser(
    second: Notice, world: World, client_of: Callable[[Member], Client]
) -> None:
    client = client_of(world.quality_manager)
    page = client.get("/plan/open/").content.decode()
    assert "虚构〔2027〕1号" in page, "the newest notice is proposed"
    assert "市监认证〔2019〕18号" in page, "and the others can be chosen"
    today = timezone.localdate()
    said = {
        "title": "专项自查", "lead_department": "合规部", "leader": world.quality_manager.pk, "goals": "查清",
        "starts_on": today.isoformat(), "due_on": second.due_on.isoformat(), "as_of": today.isoformat(),
    }  # fmt: skip
    answer = client.post("/plan/open/?notice=invented_2027_1", said)
    assert answer.status_code == 302, answer.content.decode()
    plan = client.get(answer["Location"]).content.decode()
    assert "关于开展虚构专项自查的通知" in plan
    with scope(world.body.pk):
        campaign = Campaign.objects.get(notice_key=second.key)
        assert (campaign.tasks.count(), campaign.questions.count()) == (2, 2)
        assert [line.passage.place for line in selectors.by_clause(campaign)] == ["1", "二（一）"]
    for address in ("tasks/", "questions/", "document/"):
        assert client.get(f"{answer['Location']}{address}").status_code == 200
    word = docx.Document(BytesIO(client.get(f"{answer['Location']}document/").content))
    text = "\n".join(paragraph.text for paragraph in word.paragraphs)
    assert "虚构〔2027〕1号" in text
    assert "证书和标志的使用" in text

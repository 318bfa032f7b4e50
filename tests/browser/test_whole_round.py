"""One body from the notice to the filed, signed report (一次自查的全过程), with mouse and keyboard alone.

Ten chapters of one story, each beginning where the one before ended; where one fails the rest are skipped. The site is
a real one: `zicha serve` with its worker, over a folder and a database of its own. Every chapter takes pictures
(build/screenshots/round-*).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, FilePayload, Locator, Page, expect

from tests.browser.people import People, accounts_made, look
from tests.casework.files import png
from tests.end_to_end.serving import Site
from tests.reports.certificates import PASSPHRASE, root, signer
from zicha.demo.files import write_plain
from zicha.demo.world import build_world

# One story, so one process.
pytestmark = pytest.mark.xdist_group("whole round")

AS_OF = date(2026, 6, 30)
CERTIFICATES = 300
CHECK = "A24"
"""Whose leads are found to be true: certificates valid for more than three years."""
CONFIRMED = ("99925Q900171R0S", "99924E900175R0S")
A_WHILE = 120_000
"""Milliseconds for what the worker does: reading files, screening, freezing."""


@pytest.fixture(scope="module")
def people(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A site that was just installed, with one member a role; nothing else is on it."""
    site = Site(tmp_path_factory.mktemp("round") / "home")
    site.start()
    try:
        made = People(chromium, f"http://127.0.0.1:{site.port}", accounts_made(site))
        yield made
        made.close()
    finally:
        site.end()


@pytest.fixture(scope="module")
def told() -> dict[str, str]:
    """What one chapter leaves to the next ones: addresses, mostly."""
    return {}


@pytest.fixture(autouse=True)
def one_after_the_other(
    request: pytest.FixtureRequest, people: People, told: dict[str, str]
) -> Iterator[None]:
    if "broken at" in told:
        pytest.skip(f"the story broke at {told['broken at']}")
    before = request.session.testsfailed
    yield
    if request.session.testsfailed > before:
        told["broken at"] = request.node.name
        people.leave_pictures("broken")
    complaints, people.faults[:] = people.faults[:], []
    assert complaints == []


@pytest.fixture(scope="module")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the body hands in: a small invented delivery, one row of which no calendar knows."""
    folder = tmp_path_factory.mktemp("records")
    write_plain(build_world(certificates=CERTIFICATES, as_of=AS_OF), folder)
    complaints = folder / "complaints.csv"
    *_, last = complaints.read_text("utf-8").splitlines()
    number, _, rest = last.split(",", 2)
    with complaints.open("a", encoding="utf-8") as file:
        file.write(f"{number}-1,2026-02-30,{rest}\n")
    return folder


def test_1_the_quality_manager_opens_the_campaign_from_the_notice_and_gives_out_the_work(
    people: People,
) -> None:
    page = people.at("quality_manager")
    look(page, "01-desk-at-first")
    page.get_by_role("main").get_by_role("link", name="自查方案").last.click()
    page.get_by_role("link", name="按通知启动自查").click()
    today = today_there()
    page.get_by_label("牵头部门").fill("质量管理部")
    choose(page.get_by_role("combobox", name="负责人"), "测试管理员")
    for label, day in (
        ("开始日期", today),
        ("报送截止日期", today + timedelta(days=60)),
        ("判定基准日", AS_OF),
    ):
        page.get_by_label(label).fill(day.isoformat())
    for box in page.get_by_role("group", name="工作人员").get_by_role("checkbox").all():
        box.check()
    look(page, "01-opening")
    page.get_by_role("button", name="启动自查").click()
    expect(page.get_by_text("自查已启动")).to_be_visible()

    page.get_by_role("link", name="任务未分派").click()
    give_all(page, "测试核查人员")
    look(page, "01-tasks")
    page.get_by_role("link", name="问询项").first.click()
    give_all(page, "测试核查人员")
    page.get_by_role("link", name="方案", exact=True).click()
    for none_left in ("任务未分派", "问询项未分派"):
        expect(page.get_by_role("link", name=none_left)).to_have_text(re.compile(r"^\s*0\D"))
    look(page, "01-plan")


def test_2_she_uploads_the_files_sees_what_is_wrong_with_them_and_commits(
    people: People, records: Path
) -> None:
    page = people.at("quality_manager")
    go(page, "数据与筛查")
    look(page, "02-data-at-first")
    page.locator("input[type=file][name=files]").set_input_files(sorted(records.glob("*.csv")))
    page.get_by_role("button", name="上传并检查").click()
    confirm = page.get_by_role("button", name="确认入库")
    expect(confirm).to_be_visible(timeout=A_WHILE)
    wrong = page.get_by_role("table", name="错误单元格")
    expect(wrong).to_contain_text("2026-02-30")
    expect(wrong).to_contain_text("complaints.csv")
    with page.expect_download() as mending:
        page.get_by_role("link", name="下载退回更正表").click()
    assert zipfile.is_zipfile(mending.value.path())
    look(page, "02-delivery")
    confirm.click()
    expect(page.get_by_text("成为数据集版本")).to_be_visible(timeout=A_WHILE)
    look(page, "02-committed")


def test_3_she_screens_and_reads_what_was_covered_and_what_was_not(people: People) -> None:
    page = people.at("quality_manager")
    page.get_by_role("link", name="开始筛查").click()
    look(page, "03-start")
    page.get_by_role("button", name="开始筛查").click()
    coverage = page.get_by_role("table", name="的覆盖情况").first
    expect(coverage).to_be_visible(timeout=A_WHILE)
    total = coverage.locator("tfoot td").all_inner_texts()
    in_scope, *parts = (int(number.replace(",", "")) for number in total[:5])
    assert in_scope > 0
    assert in_scope == sum(parts), "in scope = hits + passes + undecided + exempt"
    look(page, "03-coverage")


def test_4_whoever_was_asked_answers_a_question_with_evidence_and_the_rest_after_it(people: People) -> None:
    page = people.at("reviewer")
    page.goto("/")
    look(page, "04-desk-of-the-reviewer")
    go(page, "自查方案")
    page.get_by_role("link", name="问询项").first.click()
    page.get_by_role("table", name="问询项").locator("tbody tr a").first.click()
    attach(page, "管理评审记录.png")
    answer(page)
    look(page, "04-answered")
    following = page.get_by_role("link", name="下一个")
    while following.count():
        following.click()
        answer(page)
    page.get_by_role("link", name="问询项").first.click()
    expect(page.get_by_text("没有符合条件的问询项")).to_be_visible()
    look(page, "04-all-answered")
    go(page, "自查方案")
    expect(page.get_by_text("没有附证据").first).to_be_visible()
    look(page, "04-plan")


def test_5_the_reviewer_triages_with_the_keyboard_saves_a_view_and_dismisses_many_at_once(
    people: People,
) -> None:
    page = people.at("reviewer")
    go(page, "线索核查")
    look(page, "05-queue")
    rows = page.locator("[data-queue] tr[data-lead]")
    third = rows.nth(2).get_attribute("data-lead")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("3")
    dialog = page.get_by_role("dialog", name="排除线索")
    dialog.get_by_label("排除理由").select_option(index=1)
    dialog.get_by_label("说明").fill("已核对原始档案，记录在案。")
    page.keyboard.press("Control+Enter")
    expect(page.locator(f"#lead-{third}")).to_contain_text("已排除")
    page.keyboard.press("k")
    page.keyboard.press("?")
    look(page, "05-keys")
    page.keyboard.press("Escape")

    page.get_by_label("检查项").select_option(value=CHECK)
    page.get_by_role("button", name="筛选").click()
    page.get_by_text("已存视图").click()
    page.get_by_role("button", name="保存当前条件").click()
    page.get_by_label("名称").fill("证书有效期过长")
    page.get_by_role("dialog").get_by_role("button", name="保存").click()
    page.get_by_text("已存视图").click()
    expect(page.get_by_role("link", name="证书有效期过长")).to_be_visible()
    look(page, "05-view")

    page.goto("/leads/?verdict=undecided")
    dismiss_all(page, "缺少判定所需的数据，已逐项人工核对。")
    look(page, "05-dismissed")


def test_6_she_confirms_what_is_true_opens_a_problem_of_it_and_explains_the_rest(
    people: People, told: dict[str, str]
) -> None:
    page = people.at("reviewer")
    go(page, "线索核查")
    page.get_by_text("已存视图").click()
    page.get_by_role("link", name="证书有效期过长").click()
    for number in CONFIRMED:
        row = page.locator("[data-queue] tr[data-lead]").filter(has_text=number)
        row.locator("td").first.click()
        page.keyboard.press("1")
        dialog = page.get_by_role("dialog", name="确认属实")
        dialog.get_by_label("认定属实的理由").fill("证书有效期超过三年，复核证书原件，情况属实。")
        page.keyboard.press("Control+Enter")
        expect(row).to_contain_text("属实")
    row.locator("td").first.click()
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_contain_text(CHECK)
    expect(page.get_by_role("heading", name="证书全过程")).to_be_visible()
    told["lead"] = page.url
    look(page, "06-lead")

    page.goto("/leads/?state=confirmed")
    page.get_by_label("选中本页全部线索").check()
    page.get_by_role("button", name="合并立项").click()
    page.get_by_label("问题", exact=False).first.fill("证书有效期超过三年")
    choose(page.get_by_role("combobox", name="责任人"), "测试审核员")
    page.get_by_label("整改期限").fill((today_there() + timedelta(days=30)).isoformat())
    look(page, "06-opening")
    page.get_by_role("button", name="立项", exact=True).click()
    expect(page.get_by_role("heading", name="证书有效期超过三年")).to_be_visible()
    told["problem"] = page.url
    look(page, "06-problem")

    page.goto("/leads/")
    dismiss_all(page, "逐条核对原始档案，均有合理解释。")


def test_7_the_owner_rectifies_with_evidence_and_a_second_person_verifies(
    people: People, told: dict[str, str]
) -> None:
    page = people.at("auditor")
    page.goto("/")
    look(page, "07-desk-of-the-owner")
    page.get_by_role("main").get_by_role("link", name="证书有效期超过三年").first.click()
    # Whoever may not open leads is not led to them.
    expect(page.locator("main a[href^='/leads/']")).to_have_count(0)
    page.get_by_label("控制措施").fill("暂停相关证书的换发。")
    page.get_by_label("纠正", exact=True).fill("收回两张证书，按三年重新颁发。")
    page.get_by_label("原因类别").select_option(index=1)
    page.get_by_label("为什么会发生？").fill("制证系统允许手工填写截止日期。")
    page.get_by_label("纠正措施").fill("制证系统按颁证日期自动计算截止日期，不能手工修改。")
    page.get_by_role("button", name="保存整改内容").click()
    page.get_by_role("button", name="查遍全部证书").click()
    page.get_by_role("dialog", name="举一反三").get_by_role("button", name="举一反三").click()
    expect(page.get_by_text("共发现").first).to_be_visible(timeout=A_WHILE)
    attach(page, "更正后的证书.png")
    look(page, "07-rectified")
    step(page, "提交验证")
    expect(page.get_by_text("已提交，等待他人验证")).to_be_visible()
    expect(page.get_by_role("button", name="验证通过")).to_have_count(0)

    page = people.at("reviewer")
    page.goto("/")
    page.get_by_role("main").get_by_role("link", name="证书有效期超过三年").first.click()
    look(page, "07-to-verify")
    step(
        page,
        "验证通过",
        {
            "怎样验证的": "核对两张新证书和制证系统设置，符合。",
            "有效性检查日期": today_there().isoformat(),
            "提前检查的理由": "制证系统当天已改，当天就能看出效果。",
        },
    )
    expect(page.get_by_text("验证通过；到期请做有效性检查")).to_be_visible()
    look(page, "07-verified")


def test_8_an_organisation_answers_an_order_from_a_telephone_without_an_account(
    people: People, told: dict[str, str]
) -> None:
    page = people.at("reviewer")
    page.goto(told["problem"])
    page.get_by_role("link", name="发通知").click()
    organisation = page.get_by_role("textbox", name=re.compile(r"^获证组织 ?\*?$"))
    if not organisation.input_value():
        organisation.fill("虚构精密零件有限公司")
    page.get_by_label("事由").fill("交回有效期错误的证书")
    page.get_by_label("要求").fill("一、交回原证书；\n二、上传交寄凭证的照片。")
    look(page, "08-order-new")
    page.get_by_role("button", name="生成通知").click()
    link = page.locator("#order-link").inner_text()
    look(page, "08-order")
    for _lost_the_first in range(2):
        with page.expect_download() as letter:
            page.get_by_role("button", name="下载信函").click()
        assert zipfile.is_zipfile(letter.value.path())

    outside = people.with_a_telephone()
    outside.goto(link)
    form = outside.get_by_role("region", name="答复")
    form.get_by_label("答复内容").fill("原证书已于昨日寄回，凭证见照片。")
    # The photograph goes off at once; the page that comes back still holds what was typed.
    outside.get_by_role("button", name="证明材料").set_input_files(picture("交寄凭证.png"))
    expect(outside.get_by_text("材料已上传")).to_be_visible()
    expect(form.get_by_label("答复内容")).to_have_value("原证书已于昨日寄回，凭证见照片。")
    form.get_by_label("答复人姓名").fill("测试联系人")
    form.get_by_role("button", name="提交答复").click()
    expect(outside.get_by_text("答复已提交")).to_be_visible()
    look(outside, "08-telephone")
    outside.context.close()

    page.goto("/")
    page.get_by_role("link", name="整改通知待处理").click()
    page.get_by_role("table", name="整改通知").get_by_role("link").first.click()
    expect(page.get_by_text("原证书已于昨日寄回")).to_be_visible()
    expect(page.locator(".evidence-words").get_by_text("交寄凭证.png")).to_be_visible()
    step(page, "关闭通知", {"对答复的处理意见": "证书已收到，符合要求。"})
    expect(page.get_by_text("通知已关闭").first).to_be_visible()
    look(page, "08-answered")

    page = people.at("quality_manager")
    page.goto(told["problem"])
    page.get_by_role("button", name="登记有效性检查").click()
    dialog = page.get_by_role("dialog", name="登记有效性检查")
    dialog.get_by_label("有效", exact=True).check()
    dialog.get_by_label("怎样检查的").fill("抽查立项后颁发的全部证书，有效期均不超过三年。")
    dialog.get_by_role("button", name="登记有效性检查").click()
    step(page, "关闭问题")
    expect(page.get_by_text("问题已关闭").first).to_be_visible()
    look(page, "08-closed")


def test_9_a_certificate_is_proposed_by_one_decided_by_another_and_the_letter_is_written(
    people: People, told: dict[str, str]
) -> None:
    page = people.at("reviewer")
    page.goto(told["lead"])
    page.get_by_role("link", name="提出证书处理建议").click()
    page.get_by_role("radio", name="暂停", exact=True).check()
    page.get_by_label("原因").locator("visible=true").first.select_option(index=1)
    page.get_by_label("事实和依据").fill("证书有效期超过三年，与认证规则不符，须暂停并更正。")
    look(page, "09-propose")
    page.get_by_role("main").get_by_role("button", name="提出建议").click()
    expect(page.get_by_text("等待独立的决定人员决定")).to_be_visible()
    look(page, "09-proposed")

    page = people.at("decision_maker")
    page.goto("/")
    look(page, "09-desk-of-the-decision-maker")
    go(page, "证书处理")
    page.get_by_role("table", name="证书处理").get_by_role("link").first.click()
    page.get_by_label("本人没有参加过").check()
    page.get_by_label("决定理由").fill("事实清楚，同意暂停。")
    page.get_by_role("button", name="同意暂停").click()
    expect(page.get_by_text("已决定，文号")).to_be_visible()
    with page.expect_download() as letter:
        page.get_by_role("link", name="下载通知书").click()
    assert "word/document.xml" in zipfile.ZipFile(letter.value.path()).namelist()
    look(page, "09-decided")

    page = people.at("quality_manager")
    go(page, "证书处理")
    look(page, "09-certificates")
    page.get_by_role("link", name="可以通知获证组织").click()
    page.get_by_role("button", name="登记为已办理").click()
    expect(page.get_by_text("已登记 1 张证书：通知获证组织")).to_be_visible()
    look(page, "09-told")
    page.get_by_role("navigation", name="决定之后的步骤").get_by_role("link", name="通报").click()
    page.get_by_label("通报给").fill("虚构市市场监督管理局")
    page.get_by_role("button", name="登记为已办理").click()
    expect(page.get_by_text("已登记 1 张证书：通报")).to_be_visible()


def test_10_she_writes_the_report_freezes_signs_and_files_it_with_both_recipients(
    people: People, told: dict[str, str], tmp_path: Path
) -> None:
    page = people.at("quality_manager")
    go(page, "自查报告")
    look(page, "10-draft")
    expect(page.get_by_role("button", name="定稿")).to_be_disabled()
    complete(page)
    look(page, "10-complete")
    page.get_by_role("link", name="定稿", exact=True).click()
    look(page, "10-before-freezing")
    page.get_by_role("button", name="确认定稿").click()
    code = page.locator(".check-code")
    expect(code).to_be_visible(timeout=A_WHILE)
    look(page, "10-frozen")

    page.locator("summary").filter(has_text="用数字证书签名").click()
    authority = root()
    content = signer(authority).p12(authority)
    key = FilePayload(name="机构.p12", mimeType="application/x-pkcs12", buffer=content)
    page.get_by_label("签名证书").set_input_files(key)
    page.get_by_label("证书口令").fill(PASSPHRASE)
    page.get_by_role("button", name="签名", exact=True).click()
    expect(page.get_by_text("签名完整", exact=True)).to_be_visible()
    page.locator("summary").filter(has_text="绑定盖章扫描件").click()
    page.get_by_label("盖章扫描件", exact=False).set_input_files(picture("盖章报告.png"))
    page.get_by_label("页脚校验码").fill(code.inner_text())
    page.get_by_label("页数不符的理由").fill("只扫描了盖章的一页")
    page.get_by_role("button", name="绑定", exact=True).click()
    expect(page.get_by_text("盖章扫描件已绑定到本版").first).to_be_visible()
    look(page, "10-sealed")

    for _recipient in range(2):
        page.locator("summary").filter(has_text="登记报送").first.click()
        page.get_by_label("报送方式").locator("visible=true").select_option(index=1)
        page.get_by_role("button", name="登记报送").locator("visible=true").click()
        expect(page.get_by_text("已登记报送").first).to_be_visible()
    expect(page.get_by_role("heading", name="已报送")).to_be_visible()
    look(page, "10-filed")
    with page.expect_download() as report:
        page.get_by_role("link", name="下载 报告（PDF）").click()
    assert report.value.path().read_bytes().startswith(b"%PDF-")
    page.goto("/")
    look(page, "10-desk-at-last")


def complete(page: Page) -> None:
    """Write where the outline says something is missing, until nothing is."""
    lacks = page.locator(".lacks a")
    for _ in range(60):
        if not lacks.count():
            return
        address = lacks.first.get_attribute("href") or ""
        if "#" in address:
            page.goto(address)
            page.locator(f"#{address.partition('#')[2]}").get_by_role("link").first.click()
            form = page.locator(".paper-form")
            text = form.get_by_label("内容")
            if not text.input_value():
                text.fill("本机构按通知要求开展自查，情况如附表所列。")
            form.get_by_role("button", name="保存").click()
            expect(form).to_have_count(0)
            page.wait_for_load_state()
            continue
        page.goto(address)
        assert "/points/" in address, f"nothing to write there: {lacks.first.inner_text()}"
        choose(page.get_by_role("combobox", name="依据"), "人工核查未发现")
        page.get_by_label("说明").fill("查阅档案和记录，由两人分别核对，未发现问题。")
        page.get_by_role("button", name="保存").click()
        expect(page.get_by_text("已写明").first).to_be_visible()
        page.wait_for_load_state()
    raise AssertionError(f"still missing: {lacks.all_inner_texts()}")


def today_there() -> date:
    """The day of the site, which is Beijing's."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def go(page: Page, section: str) -> None:
    """A section of the menu at the left."""
    page.get_by_role("navigation").get_by_role("link", name=section).first.click()


def give_all(page: Page, name: str) -> None:
    """Every line of the page to one member."""
    page.get_by_label("全选本页").check()
    bar = page.locator(".bulk-bar")
    choose(bar.get_by_role("combobox", name="责任人"), name)
    bar.get_by_role("button", name="分派").click()
    expect(page.get_by_text("已分派")).to_be_visible()


def answer(page: Page) -> None:
    """符合, with what was looked at."""
    page.get_by_role("radio", name="符合", exact=True).check()
    page.get_by_label("答复说明").fill("查阅管理文件和记录，抽查三份审核档案，符合要求。")
    page.get_by_role("button", name="保存答复").click()
    expect(page.get_by_text("答复“符合”已保存")).to_be_visible()


def attach(page: Page, name: str) -> None:
    """A photograph as evidence."""
    page.get_by_label("证据文件").set_input_files(picture(name))
    expect(page.locator(".evidence-words").get_by_role("link", name=name)).to_be_visible()


def picture(name: str) -> FilePayload:
    return FilePayload(name=name, mimeType="image/png", buffer=png(320, 200))


def dismiss_all(page: Page, words: str) -> None:
    """Everything the queue shows, on all its pages."""
    page.get_by_label("选中本页全部线索").check()
    page.get_by_text("改为选中全部").click()
    page.get_by_role("button", name="排除").click()
    page.get_by_label("排除理由").select_option(index=1)
    page.get_by_label("说明").fill(words)
    page.get_by_role("button", name="预览").click()
    typed = page.get_by_label("请输入条数")
    if typed.count():
        typed.fill(re.sub(r"\D", "", page.get_by_role("heading", level=1).inner_text()))
    look(page, "05-preview")
    page.get_by_role("button", name="执行").click()
    expect(page.get_by_text("已完成：处理")).to_be_visible(timeout=A_WHILE)


def step(page: Page, name: str, answers: dict[str, str] | None = None) -> None:
    """A step that opens in a dialog under its own name."""
    page.get_by_role("button", name=name).first.click()
    dialog = page.get_by_role("dialog", name=name)
    for label, text in (answers or {}).items():
        dialog.get_by_label(label).fill(text)
    dialog.get_by_role("button", name=name).click()


def choose(select: Locator, words: str) -> None:
    """The option that says so."""
    value = select.locator("option").filter(has_text=words).first.get_attribute("value")
    select.select_option(value=value)

"""The report in the browser, as the quality manager carries it from draft to receipt."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from tests.casework.leads_made import leads_made
from tests.casework.reports_made import complete_report, frozen, scan_of, screening_made, verified
from tests.reports.certificates import PASSPHRASE, root, signer
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.models import Evidence
from zicha.casework.leads.models import Lead
from zicha.casework.leads.services import reopen_lead
from zicha.casework.places import report_folder
from zicha.casework.reporting.models import Filing, NoFinding, ReportVersion, Seal, SectionText
from zicha.casework.reporting.selectors import corrections_of, texts_of
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.models import Entry
from zicha.reports.from_campaign.freezing import work_on_freeze
from zicha.reports.signing import verify_pdf

HTMX = {"HX-Request": "true"}
PLACE = "5:对认证监督工作的建议"
SCAN = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def campaign(campaign: Campaign) -> Campaign:
    campaign.due_on = timezone.localdate() + timedelta(days=90)
    campaign.save()
    return campaign


@pytest.fixture
def client(world: World, client_of: Callable[[Member], Client]) -> Client:
    """The quality manager's browser."""
    return client_of(world.quality_manager)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_without_a_campaign_the_page_says_what_to_do(world: World, client: Client) -> None:
    assert "请先在“自查方案”中按通知启动一次自查" in page(client, "/report/")


def test_the_draft_shows_the_outline_and_what_is_missing(campaign: Campaign, client: Client) -> None:
    shown = page(client, "/report/")
    for section in campaign.notice.report_sections:
        assert section.title in shown
    assert "还没有完成的筛查" in shown
    assert "disabled" in shown
    assert "待填写：对认证监督工作的建议" in shown


def test_the_draft_shows_a_section_at_a_time_with_the_numbers_it_has_in_the_whole(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    titles = [section.title for section in campaign.notice.report_sections]

    def shown(query: str) -> list[str]:
        return re.findall(r'<h2 id="s-\d+">[^<]*、([^<]*)</h2>', page(client, f"/report/{query}"))

    assert shown("") == [], "the head of the report alone"
    assert shown("?section=2") == [titles[1]]
    assert shown("?section=all") == titles
    assert shown("?section=99") == []
    second, whole = (page(client, f"/report/?section={one}") for one in ("2", "all"))
    tables = re.findall(r"表 \d+", second)
    assert tables
    assert tables[0] != "表 1"
    heads = re.findall(r'<li><a href="#(h-\d+)">', second)
    assert heads, "its headings stand in the outline"
    assert all(f'id="{head}"' in second for head in heads)
    assert set(tables) <= set(re.findall(r"表 \d+", whole))


def test_the_bureau_of_the_province_the_body_is_registered_in_wants_a_click_alone(
    campaign: Campaign, client: Client
) -> None:
    assert "【请确认：浙江省市场监督管理局】" in page(client, "/report/")
    place = "recipient:regulator_of_registration"
    form = client.get(f"/report/write/?place={place}", headers=HTMX).content.decode()
    assert "浙江省市场监督管理局</textarea>" in form


def test_the_outline_leads_to_the_place_in_its_section(campaign: Campaign, client: Client) -> None:
    address = re.search(r'href="(/report/\?section=5#(p-\w+))"', page(client, "/report/"))
    assert address
    assert f'id="{address[2]}"' in page(client, address[1])


def test_a_figure_leads_to_its_rows(campaign: Campaign, client: Client, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    shown = page(client, "/report/?section=all")
    assert 'href="/leads/?state=confirmed"' in shown
    assert 'href="/report/figures/certificates_total/"' in shown
    rows = page(client, "/report/figures/certificates_total/")
    assert "共 4 行" in rows
    assert all(f'<td class="wrap-anywhere">{number}</td>' in rows for number in ("C1", "C2", "C3", "C4"))


def test_a_number_in_a_table_leads_to_as_many_rows(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    leads_made(campaign, 3, code="A24", verdict="undecided")
    shown = page(client, "/report/?section=all")
    cells = dict(
        re.findall(r'<td class="num"><a href="(/report/figures/certificates_total/[^"]*)">(\d+)</a>', shown)
    )
    assert len(cells) >= 3
    assert any("scheme=QMS&amp;status=valid" in address for address in cells)
    for address, number in cells.items():
        assert f"共 {number} 行" in page(client, address.partition("#")[0].replace("&amp;", "&"))
    run = campaign.runs.get()
    assert f'<a href="/data/runs/{run.pk}/#check-A24">4</a>' in shown, (
        "passes are counted, and the page says so"
    )
    assert '<a href="/leads/?state=any&amp;verdict=hit&amp;code=A24">2</a>' in shown


def test_rows_of_another_kind_than_the_figure_counts_say_what_they_are(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    rows = page(client, "/report/figures/organisations_total/")
    assert "2 家" in rows
    assert "按证书列出，共 4 行" in rows
    assert "按证书列出" not in page(client, "/report/figures/certificates_total/")


def test_a_figure_is_narrowed_by_codes_alone(campaign: Campaign, client: Client, in_scope: World) -> None:
    screening_made(campaign, in_scope.quality_manager)
    rows = page(client, "/report/figures/certificates_total/?scheme=QMS' OR 1=1--&status=valid")
    assert "共 4 行" in rows
    assert "质量管理体系 ·" not in rows


def test_a_place_is_written_where_it_stands(campaign: Campaign, client: Client) -> None:
    form = client.get(f"/report/write/?place={PLACE}", headers=HTMX).content.decode()
    assert 'value="0"' in form
    said = {"place": PLACE, "version": "0", "text": "建议加强信息共享。"}
    assert client.post("/report/write/", said, headers=HTMX)["HX-Refresh"] == "true"
    assert "建议加强信息共享。" in page(client, "/report/?section=5")
    assert texts_of(campaign)[PLACE].version == 1


def test_who_writes_at_the_same_time_sees_both_versions_and_loses_neither(
    campaign: Campaign, client: Client
) -> None:
    client.post("/report/write/", {"place": PLACE, "version": "0", "text": "他人的话"})
    answer = client.post("/report/write/", {"place": PLACE, "version": "0", "text": "我的话"})
    assert answer.status_code == 409
    shown = answer.content.decode()
    assert "他人的话" in shown
    assert "我的话" in shown
    client.post("/report/write/", {"place": PLACE, "version": "1", "text": "合并的话"})
    assert texts_of(campaign)[PLACE].text == "合并的话"


def test_nothing_is_written_in_a_place_the_report_does_not_have(campaign: Campaign, client: Client) -> None:
    assert client.post("/report/write/", {"place": "9:乱写", "version": "0", "text": "x"}).status_code == 404
    assert not SectionText.objects.exists()


def test_a_figure_is_corrected_with_a_reason_and_marked(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    url = "/report/figures/certificates_total/"
    assert client.post(f"{url}correct/", {"shown": "5 张", "reason": ""}).status_code == 422
    assert client.post(f"{url}correct/", {"shown": "5 张", "reason": "纸质证书一张"}).status_code == 302
    shown = page(client, "/report/?section=1")
    assert 'class="paper-figure is-corrected"' in shown
    assert "程序计算为 4 张，经人工更正，理由：纸质证书一张。" in shown
    (correction,) = corrections_of(campaign).values()
    assert client.post(f"/report/corrections/{correction.pk}/withdraw/").status_code == 302
    assert "经人工更正" not in page(client, "/report/?section=1")


def test_no_finding_is_stated_point_by_point_with_its_coverage(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    assert "须写明未发现问题的依据" in page(client, "/report/points/2c/")
    refused = client.post(
        "/report/points/2c/state/", {"ground": "screened", "text": "数据已查", "version": "0"}
    )
    assert refused.status_code == 422
    assert "不能以数据筛查为依据" in refused.content.decode()
    client.post("/report/points/2c/state/", {"ground": "examined", "text": "访谈二十名客户", "version": "0"})
    assert NoFinding.objects.get().text == "访谈二十名客户"
    assert "未发现问题。依据：人工核查未发现（数据不能判定的部分）。访谈二十名客户。" in page(
        client, "/report/?section=3"
    )


def test_an_incomplete_report_cannot_be_frozen_even_by_a_forged_form(
    campaign: Campaign, client: Client
) -> None:
    answer = client.post("/report/freeze/")
    assert answer.status_code == 422
    assert "还不完整" in answer.content.decode()
    assert not ReportVersion.objects.exists()


def test_before_freezing_a_page_sums_up_what_is_frozen_as_it_stands(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    by = in_scope.quality_manager
    complete_report(campaign, by)
    client.post(
        "/report/figures/organisations_total/correct/", {"shown": "3 家", "reason": "合并前的组织一家"}
    )
    assert 'href="/report/freeze/"' in page(client, "/report/")
    shown = re.sub(r"\s+", " ", page(client, "/report/freeze/"))
    assert re.search(r"没有关闭的问题</dt><dd><a [^>]*>1</a> / 1", shown)
    assert re.search(r"挂起的线索</dt><dd><a [^>]*>0</a>", shown)
    assert "制订自查工作方案" in shown
    assert "→ 3 家" in shown
    assert by.name in shown
    assert "人工核查未发现" in shown
    assert not ReportVersion.objects.exists()
    assert client.post("/report/freeze/").status_code == 302
    assert ReportVersion.objects.count() == 1


def test_freezing_shows_progress_and_then_the_files(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    complete_report(campaign, in_scope.quality_manager)
    assert "报告已完整，可以定稿" in page(client, "/report/")
    answer = client.post("/report/freeze/")
    version = ReportVersion.objects.get()
    assert answer["Location"] == f"/report/versions/{version.pk}/"
    assert "正在定稿" in page(client, answer["Location"])
    assert "HX-Refresh" not in client.get(f"{answer['Location']}progress/").headers
    work_on_freeze(body_id=campaign.body_id, version_id=version.pk)
    assert client.get(f"{answer['Location']}progress/")["HX-Refresh"] == "true"
    version.refresh_from_db()
    shown = page(client, answer["Location"])
    assert version.check_code in shown
    assert all(file["sha256"] in shown for file in version.files.values())


@pytest.fixture
def version(campaign: Campaign, in_scope: World) -> ReportVersion:
    complete_report(campaign, in_scope.quality_manager)
    return frozen(campaign, in_scope.quality_manager)


@pytest.mark.parametrize("name", ["report.pdf", "report.docx", "annexes.xlsx", "facts.json"])
def test_a_file_is_handed_out_as_it_was_frozen(name: str, version: ReportVersion, client: Client) -> None:
    answer = client.get(f"/report/versions/{version.pk}/files/{name}?download")
    assert len(answer.getvalue()) == version.files[name]["size"]
    assert "attachment" in answer["Content-Disposition"]


def test_an_altered_file_is_not_handed_out(version: ReportVersion, client: Client) -> None:
    path = report_folder(version.body_id, version.pk) / "report.docx"
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    answer = client.get(f"/report/versions/{version.pk}/files/report.docx")
    assert answer.status_code == 422
    assert "不在或被改动过" in answer.content.decode()


def test_another_body_finds_no_version(
    version: ReportVersion, world: World, client_of: Callable[[Member], Client]
) -> None:
    stranger = client_of(world.stranger)
    for address in ("", "files/report.pdf", "differences/", "progress/"):
        assert stranger.get(f"/report/versions/{version.pk}/{address}").status_code == 404
    for address in ("sign/", "scan/", "file/", "return/"):
        assert stranger.post(f"/report/versions/{version.pk}/{address}").status_code == 404


def uploaded(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_the_pdf_is_signed_with_a_certificate_that_is_not_kept(
    version: ReportVersion, client: Client
) -> None:
    authority = root()
    key = signer(authority).p12(authority)
    url = f"/report/versions/{version.pk}/sign/"
    wrong = client.post(url, {"key": uploaded(key, "a.p12"), "password": "不对"})
    assert wrong.status_code == 422
    assert "口令不对" in wrong.content.decode()
    assert client.post(url, {"key": uploaded(key, "a.p12"), "password": PASSPHRASE}).status_code == 302
    seal = Seal.objects.get()
    assert (seal.kind, seal.signer, seal.of_sha256) == (
        "signature",
        "示例认证有限公司",
        version.hashes["report.pdf"],
    )
    shown = page(client, f"/report/versions/{version.pk}/")
    assert "签名完整" in shown
    assert "证书未验证" in shown
    assert "签名完整，但签名证书不能核实：报送前仍需绑定盖章扫描件" in shown
    kept = b"".join(
        path.read_bytes()
        for path in report_folder(version.body_id, 0).parents[1].rglob("*")
        if path.is_file()
    )
    assert key not in kept
    assert PASSPHRASE.encode() not in kept
    from zicha.casework.evidence.storing import evidence_path

    signed = evidence_path(seal.body_id, seal.sha256).read_bytes()
    frozen_pdf = (report_folder(version.body_id, version.pk) / "report.pdf").read_bytes()
    assert signed.startswith(frozen_pdf)
    assert verify_pdf(signed, [authority.pem]).is_trusted


def sent_to(version: ReportVersion, client: Client) -> int:
    """What the site answers to a filing with the first recipient."""
    said = {
        "recipient": version.campaign.notice.recipients[0].key,
        "recipient_name": "某局",
        "sent_on": timezone.localdate().isoformat(),
        "way": "post",
    }
    return client.post(f"/report/versions/{version.pk}/file/", said).status_code


@pytest.mark.parametrize("is_root_known", [False, True])
def test_only_a_signature_whose_certificate_is_trusted_opens_filing(
    is_root_known: bool,
    version: ReportVersion,
    client: Client,
    settings: LazySettings,
    tmp_path: Path,
) -> None:
    authority, other = root(), root()
    roots = tmp_path / "roots.pem"
    roots.write_bytes((authority if is_root_known else other).pem)
    settings.TRUST_ROOTS = roots
    said = {"key": uploaded(signer(authority).p12(authority), "a.p12"), "password": PASSPHRASE}
    url = f"/report/versions/{version.pk}/"
    assert client.post(f"{url}sign/", said).status_code == 302
    version.refresh_from_db()
    assert version.state == ("sealed" if is_root_known else "frozen")
    assert ("签名证书不能核实" in page(client, url)) is not is_root_known
    assert sent_to(version, client) == (302 if is_root_known else 422)


def test_before_signing_the_page_says_whose_certificates_are_trusted(
    version: ReportVersion, client: Client, settings: LazySettings, tmp_path: Path
) -> None:
    url = f"/report/versions/{version.pk}/"
    settings.TRUST_ROOTS = None
    assert "没有设置受信任的签发机构" in page(client, url)
    settings.TRUST_ROOTS = tmp_path / "roots.pem"
    settings.TRUST_ROOTS.write_bytes(root().pem)
    assert re.search(
        r"本站信任的签发机构：[^。]*\S。用其他机构签发的证书签名，报送前仍需绑定盖章扫描件", page(client, url)
    )


def test_a_figure_is_called_by_its_name_on_the_way_to_it(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    crumbs = page(client, "/report/figures/certificates_total/").split('class="crumbs"')[1].split("</ol>")[0]
    assert "certificates_total" not in crumbs
    assert re.search("[\u4e00-\u9fff]+</li>$", crumbs.strip())


def test_a_scan_makes_good_what_the_certificate_could_not(version: ReportVersion, client: Client) -> None:
    authority = root()
    url = f"/report/versions/{version.pk}/"
    said = {"key": uploaded(signer(authority).p12(authority), "a.p12"), "password": PASSPHRASE}
    client.post(f"{url}sign/", said)
    assert sent_to(version, client) == 422
    client.post(f"{url}scan/", {"scan": uploaded(scan_of(version), "盖章.pdf"), "code": version.check_code})
    assert sent_to(version, client) == 302


def test_a_scan_is_bound_by_the_code_on_its_pages(version: ReportVersion, client: Client) -> None:
    url = f"/report/versions/{version.pk}/scan/"
    wrong = client.post(url, {"scan": uploaded(scan_of(version), "盖章.pdf"), "code": "AAAA-AAAA"})
    assert wrong.status_code == 422
    assert "盖章的可能是另一版" in wrong.content.decode()
    assert f"（{version.check_code}）" not in wrong.content.decode()
    said = {
        "scan": uploaded(scan_of(version), "盖章.pdf"),
        "code": version.check_code.lower().replace("-", " "),
    }
    assert client.post(url, said).status_code == 302
    assert Seal.objects.get().kind == "scan"
    assert Evidence.objects.get(sha256=Seal.objects.get().sha256).name == "盖章.pdf"


def test_a_scan_with_other_pages_is_bound_with_a_reason_and_taken_back_with_one(
    version: ReportVersion, client: Client
) -> None:
    url = f"/report/versions/{version.pk}/"
    said = {"code": version.check_code, "pages_reason": ""}
    short = client.post(f"{url}scan/", said | {"scan": uploaded(scan_of(version, more=-1), "盖章.pdf")})
    assert short.status_code == 422
    assert "页数不符" in short.content.decode()
    said["pages_reason"] = "末页单独邮寄"
    client.post(f"{url}scan/", said | {"scan": uploaded(scan_of(version, more=-1), "盖章.pdf")})
    assert "末页单独邮寄" in page(client, url)
    seal = Seal.objects.get()
    assert client.post(f"/report/scans/{seal.pk}/withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"/report/scans/{seal.pk}/withdraw/", {"reason": "绑错了文件"}).status_code == 302
    assert "绑错了文件" in page(client, url)
    assert not Seal.objects.exists()


def test_from_seal_to_receipt_and_back(
    version: ReportVersion, campaign: Campaign, client: Client, in_scope: World
) -> None:
    url = f"/report/versions/{version.pk}/"
    assert "签章后登记报送" in page(client, url)
    client.post(f"{url}scan/", {"scan": uploaded(scan_of(version), "盖章.pdf"), "code": version.check_code})
    today = timezone.localdate().isoformat()
    for recipient in campaign.notice.recipients:
        said = {
            "recipient": recipient.key,
            "recipient_name": "某局",
            "sent_on": today,
            "way": "post",
            "reference": "EMS9",
        }
        assert client.post(f"{url}file/", said).status_code == 302
    version.refresh_from_db()
    assert version.state == "filed"
    sent = Filing.objects.order_by("pk").first()
    assert sent is not None
    receipt = {"receipt_on": today, "text": "受理第 12 号", "file": uploaded(SCAN + b"2", "回执.pdf")}
    assert client.post(f"/report/filings/{sent.pk}/receipt/", receipt).status_code == 302
    shown = page(client, url)
    assert "受理第 12 号" in shown
    assert "回执.pdf" in shown
    said = {"returned_on": today, "returned_from": "某局", "reason": "请补充问题证书清单"}
    assert client.post(f"{url}return/", said).status_code == 302
    assert "请补充问题证书清单" in page(client, "/report/")


def test_a_filing_written_down_by_mistake_is_withdrawn_with_a_reason_until_the_receipt(
    version: ReportVersion, campaign: Campaign, client: Client
) -> None:
    url = f"/report/versions/{version.pk}/"
    client.post(f"{url}scan/", {"scan": uploaded(scan_of(version), "盖章.pdf"), "code": version.check_code})
    today = timezone.localdate().isoformat()
    said = {"recipient_name": "某局", "sent_on": today, "way": "post"}
    for recipient in campaign.notice.recipients:
        client.post(f"{url}file/", said | {"recipient": recipient.key})
    wrong, right = Filing.objects.order_by("pk")
    assert client.post(f"/report/filings/{wrong.pk}/withdraw/", {"reason": ""}).status_code == 422
    answer = client.post(f"/report/filings/{wrong.pk}/withdraw/", {"reason": "日期登记错了"})
    assert answer.status_code == 302
    version.refresh_from_db()
    assert (version.state, list(Filing.objects.all())) == ("sealed", [right])
    entry = Entry.objects.filter(action="report.filing_withdrawn").order_by("-number").first()
    assert entry is not None
    assert (entry.reason, entry.before["recipient_name"]) == ("日期登记错了", "某局")
    client.post(f"{url}file/", said | {"recipient": wrong.recipient})
    client.post(f"/report/filings/{right.pk}/receipt/", {"receipt_on": today, "text": "受理第 12 号"})
    assert client.post(f"/report/filings/{right.pk}/withdraw/", {"reason": "后悔了"}).status_code == 422
    assert Filing.objects.count() == 2


def test_every_step_that_leaves_the_house_is_asked_about_first(
    version: ReportVersion, client: Client
) -> None:
    url = f"/report/versions/{version.pk}/"
    shown = page(client, url)
    assert "现在用这张证书签名吗" in shown
    assert "现在绑定吗" in shown
    client.post(f"{url}scan/", {"scan": uploaded(scan_of(version), "盖章.pdf"), "code": version.check_code})
    sent_to(version, client)
    buttons = [tag for tag in re.findall(r"<button[^>]*>", page(client, url)) if "data-asks" in tag]
    for words in (
        "证书签名吗",
        "现在绑定吗",
        "收到回执前可以写明理由撤回",
        "回执日期",
        "确定撤回吗",
        "登记退回后",
    ):
        assert any(words in tag for tag in buttons), words


def test_the_next_version_shows_what_is_different(
    version: ReportVersion, campaign: Campaign, client: Client
) -> None:
    text = SectionText.objects.get(place=PLACE)
    client.post(
        "/report/write/",
        {"place": PLACE, "version": str(text.version), "text": "关于对认证监督工作的建议的补充。"},
    )
    client.post(
        "/report/figures/organisations_total/correct/", {"shown": "3 家", "reason": "合并前的组织一家"}
    )
    draft = page(client, f"/report/versions/{version.pk}/differences/?with=draft")
    assert "补充" in draft
    assert "3 家（人工更正，程序计算为 2 家）" in draft
    second = frozen(campaign, text.by)
    shown = page(client, f"/report/versions/{second.pk}/differences/")
    assert "<ins>补充</ins>" in shown.replace("补充</ins>。", "补充</ins>")
    dismissed = Lead.objects.filter(campaign=campaign, state="dismissed").first()
    assert dismissed is not None
    reopen_lead(lead_id=dismissed.pk, text="复核后认为属实", by=text.by)
    moved = page(client, f"/report/versions/{second.pk}/differences/?with=draft")
    assert 'id="tables"' in moved


def test_an_auditor_does_not_open_the_report_and_a_reviewer_does_not_change_it(
    campaign: Campaign, world: World, client_of: Callable[[Member], Client]
) -> None:
    assert client_of(world.auditor).get("/report/").status_code == 403
    reviewer = client_of(world.reviewer)
    assert reviewer.get("/report/").status_code == 200
    assert reviewer.post("/report/write/", {"place": PLACE, "version": "0", "text": "x"}).status_code == 403
    assert reviewer.post("/report/freeze/").status_code == 403


@pytest.mark.parametrize("name", ["draft.pdf", "draft.docx", "annexes.xlsx"])
def test_the_draft_comes_as_a_file_too(name: str, campaign: Campaign, client: Client) -> None:
    answer = client.get(f"/report/draft/{name}")
    assert answer.status_code == 200
    assert answer.content[:2] == (b"%P" if name.endswith("pdf") else b"PK")


def test_the_pages_are_the_typesetters(campaign: Campaign, client: Client) -> None:
    shown = page(client, "/report/pages/")
    assert shown.count('class="report-page"') >= 3
    assert "<svg" in shown


@pytest.mark.parametrize(
    "address",
    [
        "/report/",
        "/report/?section=all",
        "/report/figures/",
        "/report/figures/certificates_total/",
        "/report/points/1e/",
        "/report/versions/",
    ],
)
def test_a_page_takes_few_questions_whatever_the_number_of_leads(
    address: str,
    campaign: Campaign,
    client: Client,
    in_scope: World,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    screening_made(campaign, in_scope.quality_manager)
    verified(campaign, in_scope.quality_manager)
    leads_made(campaign, 200, code="A06")
    with django_assert_max_num_queries(25):
        page(client, address)


def test_the_page_of_a_version_takes_few_questions(
    version: ReportVersion, client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_max_num_queries(25):
        page(client, f"/report/versions/{version.pk}/")

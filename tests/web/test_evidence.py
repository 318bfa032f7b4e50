"""Evidence on the pages: adding, previewing, safe headers, and what strangers see."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.casework.files import PAGE, PDF, package, png
from tests.casework.problems_made import problem_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.services import add_evidence
from zicha.casework.reporting.filing import record_receipt
from zicha.casework.reporting.models import Filing, ReportVersion
from zicha.casework.tenancy.models import Member


@pytest.fixture(autouse=True)
def campaigns_take_evidence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Campaign, "TAKES_EVIDENCE", True, raising=False)
    monkeypatch.setattr(Campaign, "EVIDENCE_VIEW", "campaign.view", raising=False)
    monkeypatch.setattr(Campaign, "EVIDENCE_ADD", "campaign.view", raising=False)


@pytest.fixture
def client(world: World, client_of: Callable[[Member], Client]) -> Client:
    """The reviewer's browser."""
    return client_of(world.reviewer)


def file(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def added(campaign: Campaign, content: bytes, name: str, by: Member) -> Evidence:
    return add_evidence(on=campaign, file=file(content, name), by=by)


def test_files_are_added_each_for_itself(campaign: Campaign, client: Client) -> None:
    answer = client.post(
        f"/evidence/of/campaigns-campaign/{campaign.pk}/",
        {
            "files": [file(PDF, "批准.pdf"), file(PAGE, "页面.pdf"), file(png(), "照片.png")],
            "back": "/leads/",
        },
        headers={"HX-Request": "true"},
    )
    page = answer.content.decode()
    assert "“页面.pdf”没有上传" in page
    assert [one.name for one in Evidence.objects.all()] == ["批准.pdf", "照片.png"]
    assert page.count("evidence-words") == 2


def test_what_hangs_on_the_files_hears_of_a_change(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    problem = problem_made(campaign, in_scope)
    sent = {"files": [file(PDF, "批准.pdf")], "back": "/"}
    address = f"/evidence/of/problems-problem/{problem.pk}/"
    heard = client.post(address, sent, headers={"HX-Request": "true"})["HX-Trigger"]
    # The steps the owner may take are asked for anew; nothing typed elsewhere on the page is lost.
    assert f'hx-trigger="{heard} from:body"' in client.get(f"/problems/{problem.pk}/").content.decode()


def test_without_scripts_the_form_comes_back_to_its_page(campaign: Campaign, client: Client) -> None:
    sent = {"files": [file(PDF, "批准.pdf")], "back": "/leads/?state=any"}
    answer = client.post(f"/evidence/of/campaigns-campaign/{campaign.pk}/", sent)
    assert (answer.status_code, answer["Location"]) == (302, "/leads/?state=any")


def test_nobody_is_sent_to_another_site(campaign: Campaign, client: Client) -> None:
    sent = {"files": [file(PDF, "批准.pdf")], "back": "https://elsewhere.example/"}
    assert client.post(f"/evidence/of/campaigns-campaign/{campaign.pk}/", sent)["Location"] == "/"


def test_a_download_is_kept_never_run(campaign: Campaign, client: Client, in_scope: World) -> None:
    one = added(campaign, package("word/document.xml"), "批准文件.docx", in_scope.reviewer)
    answer = client.get(f"/evidence/{one.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert b"".join(answer.streaming_content) == package("word/document.xml")  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("content", "name", "media_type", "in_place"),
    [
        (png(), "照片.png", "image/png", True),
        (PDF, "批准.pdf", "application/pdf", True),
        (package("xl/workbook.xml"), "台账.xlsx", "application/octet-stream", False),
    ],
)
def test_pictures_and_pdf_are_previewed_and_nothing_else(
    content: bytes,
    name: str,
    media_type: str,
    in_place: bool,
    campaign: Campaign,
    client: Client,
    in_scope: World,
) -> None:
    one = added(campaign, content, name, in_scope.reviewer)
    answer = client.get(f"/evidence/{one.pk}/preview/")
    assert answer["Content-Type"] == media_type
    assert answer["Content-Disposition"].startswith("inline") == in_place
    assert "default-src 'none'" in answer["Content-Security-Policy"]


def test_withdrawing_asks_for_a_reason_and_shows_it(
    campaign: Campaign, client: Client, in_scope: World
) -> None:
    one = added(campaign, PDF, "批准.pdf", in_scope.reviewer)
    assert client.post(f"/evidence/{one.pk}/withdraw/", {"reason": ""}).status_code == 422
    page = client.post(
        f"/evidence/{one.pk}/withdraw/", {"reason": "传错了文件"}, headers={"HX-Request": "true"}
    ).content.decode()
    assert "<del>批准.pdf</del>" in page
    assert "传错了文件" in page


def test_another_body_finds_no_file_and_no_row(
    campaign: Campaign, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    one = added(campaign, PDF, "批准.pdf", in_scope.reviewer)
    stranger = client_of(in_scope.stranger)
    assert stranger.get(f"/evidence/{one.pk}/").status_code == 404
    assert stranger.get(f"/evidence/{one.pk}/preview/").status_code == 404
    sent = {"files": [file(PDF, "批准.pdf")]}
    assert stranger.post(f"/evidence/of/campaigns-campaign/{campaign.pk}/", sent).status_code == 404


@pytest.mark.parametrize("kind", ["tenancy-member", "auth-permission", "nothing-here", "x"])
def test_only_what_takes_evidence_is_reached_by_address(kind: str, world: World, client: Client) -> None:
    sent = {"files": [file(PDF, "批准.pdf")]}
    assert client.post(f"/evidence/of/{kind}/{world.reviewer.pk}/", sent).status_code == 404


# ---- evidence of what not everybody may see ---------------------------------------------------------------------


@pytest.fixture
def filing(campaign: Campaign, in_scope: World) -> Filing:
    """A report handed in; nothing has come back yet."""
    version = ReportVersion.objects.create(
        body_id=campaign.body_id,
        campaign=campaign,
        number=1,
        state="filed",
        day=timezone.localdate(),
        asked_by=in_scope.quality_manager,
    )
    return Filing.objects.create(
        body_id=campaign.body_id,
        report=version,
        recipient="cnca",
        recipient_name="国家认监委",
        sent_on=timezone.localdate(),
        way="post",
        by=in_scope.quality_manager,
    )


def test_a_file_is_seen_by_those_alone_who_see_what_it_belongs_to(
    filing: Filing, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    proof = add_evidence(on=filing, file=file(PDF, "回执.pdf"), by=in_scope.quality_manager)
    reviewer, auditor = client_of(in_scope.reviewer), client_of(in_scope.auditor)
    for address in (f"/evidence/{proof.pk}/", f"/evidence/{proof.pk}/preview/"):
        assert reviewer.get(address).status_code == 200
        assert auditor.get(address).status_code == 403


@pytest.mark.parametrize("who", ["auditor", "reviewer", "decision_maker"])
def test_only_who_files_reports_adds_or_withdraws_a_receipt(
    who: str, filing: Filing, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    proof = add_evidence(on=filing, file=file(PDF, "回执.pdf"), by=in_scope.quality_manager)
    browser = client_of(in_scope.people[who])
    sent = {"files": [file(png(), "回执.png")]}
    assert browser.post(f"/evidence/of/reporting-filing/{filing.pk}/", sent).status_code == 403
    gone = browser.post(f"/evidence/{proof.pk}/withdraw/", {"reason": "不是这一份"})
    assert gone.status_code == 403
    assert [one.pk for one in Evidence.objects.filter(withdrawn_at=None)] == [proof.pk]


def test_with_the_receipt_its_files_are_final(
    filing: Filing, in_scope: World, client_of: Callable[[Member], Client]
) -> None:
    by = in_scope.quality_manager
    record_receipt(
        filing_id=filing.pk, receipt_on=timezone.localdate(), text="", file=file(PDF, "回执.pdf"), by=by
    )
    [proof] = Evidence.objects.all()
    browser = client_of(by)
    browser.post(f"/evidence/of/reporting-filing/{filing.pk}/", {"files": [file(png(), "另一份.png")]})
    assert browser.post(f"/evidence/{proof.pk}/withdraw/", {"reason": "不是这一份"}).status_code == 422
    assert [one.pk for one in Evidence.objects.filter(withdrawn_at=None)] == [proof.pk]

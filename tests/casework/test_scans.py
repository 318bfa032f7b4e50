"""A scan belongs to the one version whose paper was stamped, and a wrong one is taken back (盖章扫描件)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone

from tests.casework.reports_made import complete_report, frozen, scan_of
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.models import Evidence
from zicha.casework.places import report_folder
from zicha.casework.refused import Refused
from zicha.casework.reporting import filing
from zicha.casework.reporting.models import ReportVersion, Seal
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.models import Entry


@pytest.fixture
def version(campaign: Campaign, in_scope: World) -> ReportVersion:
    campaign.due_on = timezone.localdate() + timedelta(days=90)
    campaign.save()
    complete_report(campaign, in_scope.quality_manager)
    return frozen(campaign, in_scope.quality_manager)


def bind(version: ReportVersion, content: bytes, by: Member, reason: str = "") -> Seal:
    return filing.seal_version(
        version_id=version.pk, kind="scan", file=BytesIO(content), name="盖章.pdf",
        of_sha256=version.hashes["report.pdf"], by=by, pages_reason=reason,
    )  # fmt: skip


def test_a_scan_bound_to_one_version_is_not_bound_to_the_next(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    paper = scan_of(version)
    bind(version, paper, by)
    second = frozen(campaign, by)
    with pytest.raises(Refused, match="已经绑定到第 1 版"):
        bind(second, paper, by, "页数不符但要绑定")
    assert not second.seals.exists()


def test_the_pdf_without_a_stamp_is_no_scan(version: ReportVersion, in_scope: World) -> None:
    unstamped = (report_folder(version.body_id, version.pk) / "report.pdf").read_bytes()
    with pytest.raises(Refused, match="没有盖章的文件"):
        bind(version, unstamped, in_scope.quality_manager)


def test_a_scan_that_bears_the_code_of_another_version_is_told_from_its_text(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    ReportVersion.objects.filter(pk=version.pk).update(content_hash="7" * 64)
    version.refresh_from_db()
    second = frozen(campaign, by)
    for layer in (version.check_code, version.check_code.encode("utf-16-be").hex().upper()):
        with pytest.raises(Refused, match=f"第 1 版的校验码 {version.check_code}"):
            bind(second, scan_of(second, layer=layer), by)
    assert bind(second, scan_of(second, layer=second.check_code), by).report == second


@pytest.mark.parametrize("more", [-1, 2])
def test_other_pages_than_the_version_want_a_reason_which_stays(
    more: int, version: ReportVersion, in_scope: World
) -> None:
    by = in_scope.quality_manager
    paper = scan_of(version, more=more)
    with pytest.raises(Refused, match="页数不符"):
        bind(version, paper, by)
    bind(version, paper, by, "附有送达说明")
    assert "附有送达说明" in Evidence.objects.get(on_id=version.pk).note
    entry = Entry.objects.filter(action="scan.bound").get()
    assert "附有送达说明" in entry.reason


@pytest.mark.parametrize("unreadable", [b"%PDF-1.7\nbroken\n%%EOF\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 64])
def test_what_has_not_the_pages_of_the_report_wants_a_reason_too(
    unreadable: bytes, version: ReportVersion, in_scope: World
) -> None:
    with pytest.raises(Refused, match="页数不符"):
        bind(version, unreadable, in_scope.quality_manager)


def test_a_wrong_scan_is_taken_back_with_a_reason_and_kept(version: ReportVersion, in_scope: World) -> None:
    by = in_scope.quality_manager
    seal = bind(version, scan_of(version), by)
    with pytest.raises(Refused, match="理由"):
        filing.withdraw_scan(seal_id=seal.pk, reason=" ", by=by)
    filing.withdraw_scan(seal_id=seal.pk, reason="拿错了另一份文件", by=by)
    version.refresh_from_db()
    assert (version.state, version.seals.count()) == ("frozen", 0)
    kept = Evidence.objects.get(on_id=version.pk)
    assert (kept.is_withdrawn, kept.withdrawn_reason) == (True, "拿错了另一份文件")
    assert set(Entry.objects.filter(action="scan.withdrawn").values_list("reason", flat=True)) == {
        "拿错了另一份文件"
    }
    assert bind(version, scan_of(version), by).report == version


def test_with_a_trusted_signature_beside_it_the_version_stays_sealed(
    version: ReportVersion, in_scope: World
) -> None:
    by = in_scope.quality_manager
    seal = bind(version, scan_of(version), by)
    filing.withdraw_scan(seal_id=seal.pk, reason="拿错了另一份文件", by=by, is_signed=True)
    version.refresh_from_db()
    assert version.state == "sealed"


def test_what_somebody_holds_keeps_its_scan(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    seal = bind(version, scan_of(version), by)
    filing.file_version(
        version_id=version.pk, recipient=campaign.notice.recipients[0].key, recipient_name="某局",
        sent_on=timezone.localdate(), way="post", by=by,
    )  # fmt: skip
    with pytest.raises(Refused, match="已经登记报送"):
        filing.withdraw_scan(seal_id=seal.pk, reason="拿错了另一份文件", by=by)

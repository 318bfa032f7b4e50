"""Writing, correcting, freezing, sealing and filing the report: who may do what when, and what is never half done."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.casework.reports_made import complete_report, frozen, scan_of
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.places import report_folder
from zicha.casework.refused import Refused, Stale
from zicha.casework.reporting import filing, freezing, services
from zicha.casework.reporting.models import Filing, ReportVersion, SectionText
from zicha.casework.reporting.selectors import corrections_of
from zicha.casework.trace.models import Entry
from zicha.dataset.disk import sha256_of
from zicha.reports.from_campaign import freezing as work

PLACE = "5:对认证监督工作的建议"


def last_entry(campaign: Campaign) -> Entry:
    found = Entry.objects.filter(body_id=campaign.body_id).order_by("-number").first()
    assert found is not None
    return found


def write(campaign: Campaign, by, text: str, version: int) -> SectionText:  # type: ignore[no-untyped-def]
    return services.write_section(campaign_id=campaign.pk, place=PLACE, text=text, version=version, by=by)


def test_two_who_write_in_one_place_do_not_overwrite_each_other(campaign: Campaign, in_scope: World) -> None:
    by = in_scope.quality_manager
    write(campaign, by, "第一稿", 0)
    with pytest.raises(Stale, match="已由他人改写"):
        write(campaign, by, "另一个第一稿", 0)
    assert write(campaign, by, "第二稿", 1).version == 2
    assert last_entry(campaign).before == {
        "text": "第一稿",
        "version": 1,
        "at": last_entry(campaign).before["at"],
    }


def correct(campaign: Campaign, by, shown: str = "5 张", reason: str = "台账核对"):  # type: ignore[no-untyped-def]
    return services.correct_figure(
        campaign_id=campaign.pk, figure="certificates_total", label="发证总量", computed="4 张", shown=shown, reason=reason, by=by
    )  # fmt: skip


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        ("", "台账核对"),
        ("5 张", ""),
        ("5 张", "错"),
        ("4 张", "台账核对"),
        ("5 张（程序计算为 5 张）；以上数字核对无误", "台账核对"),
        ("5 张" * 21, "台账核对"),
    ],
)
def test_a_correction_needs_another_value_and_a_reason(
    shown: str, reason: str, campaign: Campaign, in_scope: World
) -> None:
    with pytest.raises(Refused):
        correct(campaign, in_scope.quality_manager, shown, reason)
    assert not corrections_of(campaign)


def test_the_last_correction_holds_and_the_one_before_is_kept(campaign: Campaign, in_scope: World) -> None:
    first = correct(campaign, in_scope.quality_manager)
    correct(campaign, in_scope.quality_manager, "6 张")
    assert corrections_of(campaign)["certificates_total"].shown == "6 张"
    first.refresh_from_db()
    assert first.withdrawn_at is not None
    assert last_entry(campaign).reason == "台账核对"


@pytest.fixture
def version(campaign: Campaign, in_scope: World) -> ReportVersion:
    complete_report(campaign, in_scope.quality_manager)
    return frozen(campaign, in_scope.quality_manager)


def test_an_incomplete_report_is_not_frozen(campaign: Campaign, in_scope: World) -> None:
    with pytest.raises(Refused, match="还不完整"):
        work.freeze(campaign=campaign, by=in_scope.quality_manager)
    assert not ReportVersion.objects.exists()


def test_a_version_has_its_files_and_their_hashes(version: ReportVersion) -> None:
    assert version.state == "frozen"
    assert set(version.files) == {"report.pdf", "report.docx", "annexes.xlsx", "facts.json"}
    for name, file in version.files.items():
        path = report_folder(version.body_id, version.pk) / name
        assert (sha256_of(path), path.stat().st_size) == (file["sha256"], file["size"])


def test_files_and_hashes_are_in_the_trace(version: ReportVersion, campaign: Campaign) -> None:
    entry = last_entry(campaign)
    assert entry.action == "report.frozen"
    assert entry.after["files"] == version.files
    assert entry.after["content_hash"] == version.content_hash


def test_one_freeze_at_a_time(campaign: Campaign, in_scope: World) -> None:
    complete_report(campaign, in_scope.quality_manager)
    work.freeze(campaign=campaign, by=in_scope.quality_manager)
    with pytest.raises(Refused, match="正在定稿"):
        work.freeze(campaign=campaign, by=in_scope.quality_manager)
    assert ReportVersion.objects.count() == 1


class Killed(BaseException):
    """As if the process were gone."""


@pytest.mark.parametrize("at", ["pdf", "docx", "put_in_place", "settle_freeze"])
def test_a_freeze_killed_in_the_middle_leaves_nothing_half_frozen(
    at: str, campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    complete_report(campaign, in_scope.quality_manager)
    version = work.freeze(campaign=campaign, by=in_scope.quality_manager)
    was = getattr(work, at)

    def killed(*args: object, **kwargs: object) -> None:
        if at == "put_in_place":
            was(*args, **kwargs)
        raise Killed

    monkeypatch.setattr(work, at, killed)
    with pytest.raises(Killed):
        work.work_on_freeze(body_id=campaign.body_id, version_id=version.pk)
    version.refresh_from_db()
    assert (version.state, version.files, version.content_hash) == ("freezing", {}, "")
    monkeypatch.setattr(work, at, was)
    work.work_on_freeze(body_id=campaign.body_id, version_id=version.pk)
    version.refresh_from_db()
    assert version.state == "frozen"
    folder = report_folder(version.body_id, version.pk)
    assert {path.name: sha256_of(path) for path in folder.iterdir()} == dict(version.hashes)
    assert [path for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_working_on_a_frozen_version_again_changes_nothing(version: ReportVersion) -> None:
    before = {path: path.stat().st_mtime_ns for path in report_folder(version.body_id, version.pk).iterdir()}
    work.work_on_freeze(body_id=version.body_id, version_id=version.pk)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_what_became_incomplete_meanwhile_fails_and_the_number_is_used_again(
    campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    complete_report(campaign, by)
    version = work.freeze(campaign=campaign, by=by)
    text = SectionText.objects.get(place=PLACE)
    services.write_section(campaign_id=campaign.pk, place=PLACE, text="", version=text.version, by=by)
    work.work_on_freeze(body_id=campaign.body_id, version_id=version.pk)
    version.refresh_from_db()
    assert version.state == "failed"
    assert "对认证监督工作的建议" in version.error
    services.write_section(
        campaign_id=campaign.pk, place=PLACE, text="建议。", version=text.version + 1, by=by
    )
    assert frozen(campaign, by).number == version.number == 1


def test_a_new_version_replaces_one_that_was_not_filed(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    second = frozen(campaign, in_scope.quality_manager)
    version.refresh_from_db()
    assert (second.number, version.state) == (2, "replaced")


def scan() -> BytesIO:
    return BytesIO(b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n")


def sealed(version: ReportVersion, by) -> ReportVersion:  # type: ignore[no-untyped-def]
    filing.seal_version(
        version_id=version.pk, kind="scan", file=BytesIO(scan_of(version)), name="盖章.pdf", of_sha256=version.hashes["report.pdf"], by=by
    )  # fmt: skip
    version.refresh_from_db()
    return version


def send(version: ReportVersion, recipient: str, by, **others: object) -> Filing:  # type: ignore[no-untyped-def]
    said = {
        "recipient_name": recipient,
        "sent_on": timezone.localdate(),
        "way": "post",
        "reference": "EMS1",
    } | others
    return filing.file_version(version_id=version.pk, recipient=recipient, by=by, **said)  # type: ignore[arg-type]


def test_a_scan_is_bound_to_the_pdf_of_its_version_only(version: ReportVersion, in_scope: World) -> None:
    with pytest.raises(Refused, match="PDF 与定稿的文件不同"):
        filing.seal_version(
            version_id=version.pk, kind="scan", file=BytesIO(scan_of(version)), name="盖章.pdf", of_sha256="0" * 64, by=in_scope.quality_manager
        )  # fmt: skip
    assert sealed(version, in_scope.quality_manager).state == "sealed"


def test_the_notice_wants_a_seal_before_filing(version: ReportVersion, in_scope: World) -> None:
    with pytest.raises(Refused, match="加盖公章"):
        send(version, "samr_certification_supervision", in_scope.quality_manager)


def test_it_is_filed_when_both_recipients_have_it(version: ReportVersion, in_scope: World) -> None:
    by = in_scope.quality_manager
    sealed(version, by)
    send(version, "samr_certification_supervision", by)
    version.refresh_from_db()
    assert version.state == "sealed"
    with pytest.raises(Refused, match="已经登记过"):
        send(version, "samr_certification_supervision", by)
    send(version, "regulator_of_registration", by)
    version.refresh_from_db()
    assert version.state == "filed"


@pytest.mark.parametrize("days", [-1, 1])
def test_it_is_not_filed_before_its_day_nor_in_the_future(
    days: int, version: ReportVersion, in_scope: World
) -> None:
    sealed(version, in_scope.quality_manager)
    with pytest.raises(Refused, match="报送日期"):
        send(
            version,
            "samr_certification_supervision",
            in_scope.quality_manager,
            sent_on=timezone.localdate() + timedelta(days=days),
        )


def test_a_receipt_is_proved_by_words_or_a_file_and_recorded_once(
    version: ReportVersion, in_scope: World
) -> None:
    by = in_scope.quality_manager
    sent = send(sealed(version, by), "samr_certification_supervision", by)
    with pytest.raises(Refused, match="回执文件"):
        filing.record_receipt(filing_id=sent.pk, receipt_on=timezone.localdate(), text=" ", by=by)
    filing.record_receipt(
        filing_id=sent.pk, receipt_on=timezone.localdate(), text="受理 12 号", file=scan(), by=by
    )
    with pytest.raises(Refused, match="已经登记"):
        filing.record_receipt(filing_id=sent.pk, receipt_on=timezone.localdate(), text="再来", by=by)


def test_what_was_filed_is_frozen_again_only_after_it_came_back(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    sealed(version, by)
    for recipient in campaign.notice.recipients:
        send(version, recipient.key, by)
    with pytest.raises(Refused, match="退回后才能定稿下一版"):
        work.freeze(campaign=campaign, by=by)
    filing.return_version(
        version_id=version.pk,
        returned_on=timezone.localdate(),
        returned_from="省局",
        reason="补充附表",
        by=by,
    )
    second = frozen(campaign, by)
    version.refresh_from_db()
    assert (second.number, second.before_id, version.state) == (2, version.pk, "returned")


def test_one_recipient_holds_it_and_nothing_else_is_frozen_until_it_came_back(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    send(sealed(version, by), "samr_certification_supervision", by)
    version.refresh_from_db()
    assert version.state == "sealed", "the other recipient does not have it yet"
    with pytest.raises(Refused, match="退回后才能定稿下一版"):
        work.freeze(campaign=campaign, by=by)


def test_what_was_filed_while_the_next_was_made_is_not_replaced(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    sealed(version, by)
    second = work.freeze(campaign=campaign, by=by)
    # As a program of before would have done, which let it be filed now.
    ReportVersion.objects.filter(pk=second.pk).update(state="failed")
    send(version, "samr_certification_supervision", by)
    ReportVersion.objects.filter(pk=second.pk).update(state="freezing")
    with pytest.raises(Refused, match="第 1 版已经报送"):
        freezing.settle_freeze(version_id=second.pk, files={}, content_hash="0" * 64, trace_number=1)
    version.refresh_from_db()
    assert version.state == "sealed"


def test_a_version_is_neither_sealed_nor_filed_while_the_next_is_frozen(
    version: ReportVersion, campaign: Campaign, in_scope: World
) -> None:
    by = in_scope.quality_manager
    sealed(version, by)
    work.freeze(campaign=campaign, by=by)
    with pytest.raises(Refused, match="第 2 版定稿中"):
        send(version, "samr_certification_supervision", by)
    with pytest.raises(Refused, match="第 2 版定稿中"):
        sealed(version, by)
    assert not version.filings.exists()


def test_nothing_is_returned_that_was_not_filed(version: ReportVersion, in_scope: World) -> None:
    with pytest.raises(Refused, match="没有报送过"):
        filing.return_version(
            version_id=version.pk, returned_on=timezone.localdate(), returned_from="省局", reason="补充", by=in_scope.quality_manager
        )  # fmt: skip


def test_a_closed_campaign_is_written_in_no_more(campaign: Campaign, in_scope: World) -> None:
    campaign.state = "closed"
    campaign.save()
    with pytest.raises(Refused, match="已经结束"):
        write(campaign, in_scope.quality_manager, "晚了", 0)


def test_a_lost_freeze_is_queued_again(campaign: Campaign, in_scope: World) -> None:
    version = ReportVersion.objects.create(
        body_id=campaign.body_id,
        campaign=campaign,
        number=1,
        day=campaign.as_of,
        asked_by=in_scope.quality_manager,
    )
    freezing.tell(version_id=version.pk, done=30, doing="写附表")
    version.refresh_from_db()
    assert (version.done, version.doing) == (30, "写附表")


def test_folders_are_made_of_numbers(campaign: Campaign) -> None:
    assert report_folder(campaign.body_id, 7) == Path(report_folder(campaign.body_id, 7).parent) / "7"


def test_the_worker_knows_the_task_and_it_is_queued_with_the_version(
    campaign: Campaign, in_scope: World
) -> None:
    app.perform_import_paths()
    assert freezing.TASK in app.tasks
    complete_report(campaign, in_scope.quality_manager)
    version = work.freeze(campaign=campaign, by=in_scope.quality_manager)
    job = ProcrastinateJob.objects.get(task_name=freezing.TASK)
    assert job.args == {"body_id": campaign.body_id, "version_id": version.pk}

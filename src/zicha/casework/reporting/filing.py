"""A frozen version on its way (签章、报送、回执、退回). Signed PDF, scans and receipts are kept as evidence."""

from __future__ import annotations

from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.services import add_evidence
from zicha.casework.refused import Refused
from zicha.casework.reporting.models import Filing, ReportVersion, Seal, SealKind, VersionState, Way
from zicha.casework.reporting.scans import PDF, SHORTEST_REASON, note_of_scan
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record
from zicha.casework.wording import in_words

WITHDRAWABLE = (VersionState.FROZEN, VersionState.SEALED, VersionState.FILED)


@transaction.atomic
def seal_version(
    *,
    version_id: int,
    kind: str,
    file: BinaryIO,
    name: str,
    of_sha256: str,
    by: Member,
    is_trusted: bool = False,
    signer: str = "",
    signed_at: datetime | None = None,
    stamped_at: datetime | None = None,
    pages_reason: str = "",
) -> Seal:
    """Bind the signed PDF or the scan of the stamped paper to exactly this version (签章).

    A signature opens the way to filing only where its certificate `is_trusted`: anybody can make one in the body's
    name. The scan carries the code of the version and the stamp, so it always does; one with other pages than the
    version wants a `pages_reason`, which stays with the file.

    Raises Refused when the version has moved on, a newer one is there, it is about another PDF, or the scan is that of
    another version.
    """
    version = _held_last(version_id)
    if version.state not in (VersionState.FROZEN, VersionState.SEALED):
        raise Refused(f"{version}{version.get_state_display()}，不能再签章。")
    if of_sha256 != version.hashes.get(PDF):
        raise Refused("签章所依据的 PDF 与定稿的文件不同，不能绑定。请重新下载本版 PDF。")
    said = note_of_scan(version, file, pages_reason) if kind == SealKind.SCAN else ""
    version.is_being_sealed = True
    kept = add_evidence(on=version, file=file, by=by, name=name, note=said or str(SealKind(kind).label))
    seal = Seal.objects.create(
        body_id=version.body_id,
        report=version,
        kind=kind,
        name=kept.name,
        sha256=kept.sha256,
        size=kept.size,
        of_sha256=of_sha256,
        signer=signer[:200],
        signed_at=signed_at,
        stamped_at=stamped_at,
        by=by,
    )
    before = changed_from(version)
    if kind == SealKind.SCAN or is_trusted:
        version.state = VersionState.SEALED
        version.save()
    action = Action.REPORT_SIGNED if kind == SealKind.SIGNATURE else Action.SCAN_BOUND
    told = f"{kept.name} SHA-256 {kept.sha256}" + (f"；{said}" if said else "")
    record(action, on=version, by=by, before=before, also=[seal], reason=told)
    return seal


@transaction.atomic
def withdraw_scan(*, seal_id: int, reason: str, by: Member, is_signed: bool = False) -> ReportVersion:
    """Take back a scan bound by mistake (撤回绑定); the file stays among the evidence, marked with the reason.

    is_signed  a signature with a trusted certificate is there too, so the version stays sealed

    Raises Refused once the version was handed to anybody, for a signature, and without a reason.
    """
    version = _held_last(Seal.objects.get(pk=seal_id).report_id)
    seal = Seal.objects.select_for_update(of=("self",)).get(pk=seal_id)
    if seal.kind != SealKind.SCAN:
        raise Refused("电子签名不能撤回。")
    if version.state not in (VersionState.FROZEN, VersionState.SEALED) or version.filings.exists():
        raise Refused(f"{version}已经登记报送，不能撤回绑定。报送登记有误的，请先撤回报送登记。")
    if len(reason.strip()) < SHORTEST_REASON:
        raise Refused(f"请写明撤回绑定的理由（至少 {SHORTEST_REASON} 个字）：哪里绑错了。")
    kept = Evidence.objects.filter(on_kind=version._meta.label, on_id=version.pk, sha256=seal.sha256)
    for file in kept.filter(withdrawn_at=None):
        file_before = changed_from(file)
        file.withdrawn_by, file.withdrawn_at = by, timezone.now()
        file.withdrawn_reason = reason.strip()[:400]
        file.save()
        record(Action.EVIDENCE_WITHDRAWN, on=file, by=by, before=file_before, reason=reason.strip())
    before, key = changed_from(seal), seal.pk
    seal.delete()
    seal.pk = key
    record(Action.SCAN_WITHDRAWN, on=seal, by=by, before=before, gone=True, reason=reason.strip())
    if not is_signed and not version.seals.filter(kind=SealKind.SCAN).exists():
        version_before = changed_from(version)
        version.state = VersionState.FROZEN
        version.save()
        record(Action.SCAN_WITHDRAWN, on=version, by=by, before=version_before, reason=reason.strip())
    return version


@transaction.atomic
def file_version(
    *,
    version_id: int,
    recipient: str,
    recipient_name: str,
    sent_on: date,
    way: str,
    by: Member,
    reference: str = "",
) -> Filing:
    """Write down that the version was handed to a recipient (报送); with the last one it is filed.

    Raises Refused for a version without seal where the notice asks for one, for a recipient served before, for a day
    before the version or to come, and while a newer version is there or being frozen.
    """
    version = _held_last(version_id)
    notice = version.campaign.notice
    needed = VersionState.SEALED if notice.stamped else VersionState.FROZEN
    if version.state not in (needed, VersionState.SEALED, VersionState.FILED):
        if version.state == VersionState.FROZEN:
            if version.seals.exists():
                raise Refused("签名完整，但签名证书不能核实：报送前仍需绑定盖章扫描件。")
            raise Refused("通知要求报告加盖公章。请先用可核实的证书签名，或绑定盖章扫描件，再登记报送。")
        raise Refused(f"{version}{version.get_state_display()}，不能报送。")
    if recipient not in {one.key for one in notice.recipients}:
        raise Refused("通知没有列出这个报送对象。")
    if way not in Way.values:
        raise Refused("请选择报送方式。")
    if not version.day <= sent_on <= timezone.localdate():
        raise Refused(f"报送日期应在成文日期（{version.day}）与今天之间。")
    if Filing.objects.filter(report=version, recipient=recipient).exists():
        raise Refused(f"{version}已经登记过向{recipient_name}的报送。")
    filing = Filing.objects.create(
        body_id=version.body_id,
        report=version,
        recipient=recipient,
        recipient_name=recipient_name[:200],
        sent_on=sent_on,
        way=way,
        reference=reference.strip()[:120],
        by=by,
    )
    before = changed_from(version)
    served = set(Filing.objects.filter(report=version).values_list("recipient", flat=True))
    if served == {one.key for one in notice.recipients}:
        version.state = VersionState.FILED
        version.save()
    record(Action.REPORT_FILED, on=version, by=by, before=before, also=[filing], reason=str(filing)[:200])
    return filing


@transaction.atomic
def withdraw_filing(*, filing_id: int, reason: str, by: Member) -> None:
    """Take back a filing written down by mistake (撤回报送登记); the trace keeps it with the reason.

    Raises Refused once the recipient confirmed it, or sent the report back: then it did arrive.
    """
    filing = Filing.objects.select_for_update(of=("self",)).get(pk=filing_id)
    version = _held(filing.report_id)
    if filing.receipt_on is not None:
        raise Refused("这次报送已有回执，不能撤回登记。")
    if version.state not in WITHDRAWABLE:
        raise Refused(f"{version}{version.get_state_display()}，不能撤回报送登记。")
    if len(reason.strip()) < 2:
        raise Refused("请写明撤回理由：哪里登记错了。")
    before, key = changed_from(filing), filing.pk
    if version.state == VersionState.FILED:
        version_before = changed_from(version)
        is_sealed = version.campaign.notice.stamped or version.seals.exists()
        version.state = VersionState.SEALED if is_sealed else VersionState.FROZEN
        version.save()
        record(Action.FILING_WITHDRAWN, on=version, by=by, before=version_before, reason=reason.strip())
    filing.delete()
    filing.pk = key
    record(Action.FILING_WITHDRAWN, on=filing, by=by, before=before, gone=True, reason=reason.strip())


@transaction.atomic
def record_receipt(
    *, filing_id: int, receipt_on: date, text: str, by: Member, file: BinaryIO | None = None
) -> Filing:
    """The recipient confirmed that it arrived (回执). Raises Refused without a word or file that proves it."""
    filing = Filing.objects.select_for_update(of=("self",)).select_related("report").get(pk=filing_id)
    if filing.receipt_on is not None:
        raise Refused("这次报送的回执已经登记。")
    if not filing.sent_on <= receipt_on <= timezone.localdate():
        raise Refused(f"回执日期应在报送日期（{in_words(filing.sent_on)}）与今天之间。")
    if not text.strip() and file is None:
        raise Refused("请写明回执的内容（收件人、编号），或上传回执文件。")
    if file is not None:
        add_evidence(on=filing, file=file, by=by, note="回执")
    before = changed_from(filing)
    filing.receipt_on, filing.receipt_text = receipt_on, text.strip()[:400]
    filing.receipt_by, filing.receipt_at = by, timezone.now()
    filing.save()
    record(Action.RECEIPT_RECORDED, on=filing, by=by, before=before)
    return filing


@transaction.atomic
def return_version(
    *, version_id: int, returned_on: date, returned_from: str, reason: str, by: Member
) -> ReportVersion:
    """A recipient sent the report back (退回); the next version may be written. Raises Refused for one not filed."""
    version = _held(version_id)
    if not version.filings.exists() or version.state == VersionState.RETURNED:
        raise Refused(f"{version}{version.get_state_display()}，没有报送过，不能登记退回。")
    if len(reason.strip()) < 2:
        raise Refused("请写明退回意见。")
    if not version.day <= returned_on <= timezone.localdate():
        raise Refused(f"退回日期应在成文日期（{version.day}）与今天之间。")
    before = changed_from(version)
    version.state, version.returned_on = VersionState.RETURNED, returned_on
    version.returned_from, version.return_reason = returned_from[:200], reason.strip()
    version.save()
    record(Action.REPORT_RETURNED, on=version, by=by, before=before, reason=reason.strip())
    return version


def _held_last(version_id: int) -> ReportVersion:
    """The version, with its campaign locked as freezing locks it. Raises Refused when a newer one is there."""
    campaign = Campaign.objects.select_for_update(of=("self",)).get(report_versions=version_id)
    version = _held(version_id)
    newer = ReportVersion.objects.filter(campaign=campaign, number__gt=version.number)
    last = newer.exclude(state=VersionState.FAILED).order_by("-number").first()
    if last is not None:
        raise Refused(f"{last}{last.get_state_display()}，{version}不能再签章或报送；请用最新的一版。")
    return version


def _held(version_id: int) -> ReportVersion:
    return ReportVersion.objects.select_for_update(of=("self",)).select_related("campaign").get(pk=version_id)

"""Sealing, filing, receipts and returns (签章、报送、回执、退回)."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from cryptography import x509
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zicha.casework.evidence.models import Evidence
from zicha.casework.evidence.selectors import evidence_of
from zicha.casework.evidence.storing import evidence_path
from zicha.casework.places import report_folder
from zicha.casework.refused import Refused
from zicha.casework.reporting import filing as services
from zicha.casework.reporting.models import Filing, ReportVersion, Seal, SealKind, VersionState
from zicha.casework.tenancy.models import Member
from zicha.dataset.disk import sha256_of
from zicha.reports.from_campaign.document import recipient_place
from zicha.reports.from_campaign.freezing import PDF
from zicha.reports.signing import SigningFailed, sign_pdf, verify_pdf
from zicha.web.access import MemberRequest, may
from zicha.web.report.forms import (
    FilingForm,
    ReceiptForm,
    ReturnForm,
    ScanForm,
    SignForm,
    UnbindForm,
    WithdrawForm,
)

LARGEST_KEY = 256 * 1024


@may("report.file")
@require_POST
def sign(request: MemberRequest, version_id: int) -> HttpResponse:
    """Sign the frozen PDF with a certificate that is used for this once and kept nowhere."""
    version = _found(version_id)
    form = SignForm(request.POST, request.FILES)
    if form.is_valid() and not (problem := _signed(version, form, request.member)):
        version.refresh_from_db()
        if version.state == VersionState.SEALED:
            messages.success(request, _("已签名。"))
        else:
            messages.warning(request, _("签名完整，但签名证书不能核实：报送前仍需绑定盖章扫描件"))
        return redirect("report-version", version.pk)
    if form.is_valid():
        form.add_error(None, problem)
    return _again(request, version, sign_form=form)


@may("report.file")
@require_POST
def scan(request: MemberRequest, version_id: int) -> HttpResponse:
    """Bind the scan of the stamped paper to this version, by the code printed on every page."""
    version = _found(version_id)
    form = ScanForm(request.POST, request.FILES)
    if form.is_valid():
        if _plain(form.cleaned_data["code"]) != _plain(version.check_code):
            form.add_error("code", _("校验码与本版不符：盖章的可能是另一版。请照扫描件页脚所印重新填写。"))
        else:
            file = form.cleaned_data["scan"]
            try:
                with transaction.atomic():
                    services.seal_version(
                        version_id=version.pk,
                        kind=SealKind.SCAN,
                        file=file,
                        name=file.name,
                        of_sha256=_pdf_hash(version),
                        by=request.member,
                        pages_reason=form.cleaned_data["pages_reason"],
                    )
                messages.success(request, _("盖章扫描件已绑定到本版。"))
                return redirect("report-version", version.pk)
            except Refused as refused:
                form.add_error("scan", str(refused))
    return _again(request, version, scan_form=form)


@may("report.file")
@require_POST
def unbind(request: MemberRequest, seal_id: int) -> HttpResponse:
    """Take back a scan that was bound by mistake, while nobody holds the version."""
    seal = get_object_or_404(Seal, pk=seal_id)
    form = UnbindForm(request.POST, auto_id=f"id_unbind_{seal.pk}_%s")
    if form.is_valid():
        signatures = Seal.objects.filter(report=seal.report_id, kind=SealKind.SIGNATURE)
        is_signed = any(getattr(_verified(one).get("checked"), "is_trusted", False) for one in signatures)
        try:
            with transaction.atomic():
                services.withdraw_scan(
                    seal_id=seal.pk, by=request.member, is_signed=is_signed, **form.cleaned_data
                )
            messages.success(request, _("已撤回绑定。请绑定正确的盖章扫描件。"))
            return redirect("report-version", seal.report_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _again(request, _found(seal.report_id), unbind_form=(seal.pk, form))


@may("report.file")
@require_POST
def file(request: MemberRequest, version_id: int) -> HttpResponse:
    version = _found(version_id)
    form = FilingForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                services.file_version(version_id=version.pk, by=request.member, **form.cleaned_data)
            messages.success(request, _("已登记报送。"))
            return redirect("report-version", version.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _again(request, version, filing_form=form)


@may("report.file")
@require_POST
def receipt(request: MemberRequest, filing_id: int) -> HttpResponse:
    filing = get_object_or_404(Filing, pk=filing_id)
    form = ReceiptForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            with transaction.atomic():
                services.record_receipt(filing_id=filing.pk, by=request.member, **form.cleaned_data)
            messages.success(request, _("已登记回执。"))
            return redirect("report-version", filing.report_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _again(request, _found(filing.report_id), receipt_form=(filing.pk, form))


@may("report.file")
@require_POST
def withdraw(request: MemberRequest, filing_id: int) -> HttpResponse:
    filing = get_object_or_404(Filing, pk=filing_id)
    form = WithdrawForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                services.withdraw_filing(filing_id=filing.pk, by=request.member, **form.cleaned_data)
            messages.success(request, _("已撤回报送登记。"))
            return redirect("report-version", filing.report_id)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _again(request, _found(filing.report_id), withdraw_form=(filing.pk, form))


@may("report.file")
@require_POST
def come_back(request: MemberRequest, version_id: int) -> HttpResponse:
    version = _found(version_id)
    form = ReturnForm(request.POST, names=_recipient_names(version))
    if form.is_valid():
        try:
            with transaction.atomic():
                services.return_version(version_id=version.pk, by=request.member, **form.cleaned_data)
            messages.success(request, _("已登记退回。修改草稿后可以定稿下一版。"))
            return redirect("report-version", version.pk)
        except Refused as refused:
            form.add_error(None, str(refused))
    return _again(request, version, return_form=form)


def filing_parts(version: ReportVersion, member: Member) -> dict[str, Any]:
    """Seals with what verifying them says, recipients with their filings, the forms of what comes next."""
    filings = {
        one.recipient: one for one in version.filings.select_related("by__account", "receipt_by__account")
    }
    kept = Evidence.objects.filter(on_kind=version._meta.label, on_id=version.pk)
    proofs, taken_back = {}, []
    for row in kept.select_related("withdrawn_by__account"):
        if row.is_withdrawn:
            taken_back.append(row)
        else:
            proofs[row.sha256] = row
    open_to_seal = version.state in (VersionState.FROZEN, VersionState.SEALED)
    sealed = version.state in (VersionState.SEALED, VersionState.FILED) or not version.campaign.notice.stamped
    recipients = []
    for one in version.campaign.notice.recipients:
        filing = filings.get(one.key)
        name = recipient_name(version, one)
        recipients.append(
            {
                "recipient": one,
                "name": filing.recipient_name if filing else name,
                "filing": filing,
                "receipts": evidence_of(filing) if filing else [],
                "form": FilingForm(recipient=one, name=name) if filing is None else None,
                "receipt_form": ReceiptForm(
                    initial={"receipt_on": timezone.localdate()}, auto_id=f"id_receipt_{filing.pk}_%s"
                ) if filing and not filing.receipt_on else None,
                "withdraw_form": WithdrawForm(auto_id=f"id_withdraw_{filing.pk}_%s")
                if filing and not filing.receipt_on and version.state in services.WITHDRAWABLE else None,
            }
        )  # fmt: skip
    may_file = member.may("report.file")
    may_unbind = may_file and open_to_seal and not filings
    return {
        "seals": [
            {
                "seal": seal, "proof": proofs.get(seal.sha256), **_verified(seal),
                "unbind_form": UnbindForm(auto_id=f"id_unbind_{seal.pk}_%s") if may_unbind and seal.kind == SealKind.SCAN else None,
            }
            for seal in version.seals.select_related("by__account")
        ],
        "unbound": taken_back,
        "is_sealed": version.state in (VersionState.SEALED, VersionState.FILED, VersionState.RETURNED),
        "recipients": recipients,
        "unsent": any(one["filing"] is None for one in recipients),
        "unanswered": any(one["receipt_form"] for one in recipients),
        "may_file": may_file,
        "may_seal": may_file and open_to_seal,
        "may_send": may_file and sealed and version.state in (VersionState.SEALED, VersionState.FROZEN, VersionState.FILED),
        "may_return": may_file and bool(filings) and version.state != VersionState.RETURNED,
        "stamps_time": bool(settings.TIMESTAMP_URL),
        "has_key": bool(settings.SIGNING_KEY),
        "trusted": trusted_names() if may_file and open_to_seal else [],
        "sign_form": SignForm(),
        "scan_form": ScanForm(),
        "return_form": ReturnForm(
            names=_recipient_names(version), initial={"returned_on": timezone.localdate()}, auto_id="id_return_%s"
        ),
    }  # fmt: skip


def recipient_name(version: ReportVersion, recipient: Any) -> str:
    """The recipient as the report addresses it; one by registration was written by a person."""
    if not recipient.by_registration:
        return recipient.chinese
    from zicha.web.report.versions import facts_of_version

    try:
        return facts_of_version(version)["texts"].get(recipient_place(recipient.key), recipient.chinese)
    except Refused:
        return recipient.chinese


def _recipient_names(version: ReportVersion) -> list[str]:
    return list(version.filings.values_list("recipient_name", flat=True))


def _signed(version: ReportVersion, form: SignForm, member: Member) -> str:
    """Sign and bind; what went wrong, in words, or nothing."""
    path = report_folder(version.body_id, version.pk) / PDF
    if not path.is_file() or sha256_of(path) != _pdf_hash(version):
        return _("本版 PDF 不在或被改动过，不能签名。请系统管理员运行 zicha verify 查明并从备份恢复。")
    key, password = form.cleaned_data["key"], form.cleaned_data["password"]
    if key is None and settings.SIGNING_KEY is None:
        return _("请选择签名证书文件（.p12 或 .pfx）。")
    if key is not None and key.size > LARGEST_KEY:
        return _("这个文件太大，不是签名证书。请选择 .p12 或 .pfx 文件。")
    try:
        signed = sign_pdf(
            path.read_bytes(),
            key.read() if key else settings.SIGNING_KEY.read_bytes(),
            password if key else settings.SIGNING_PASSWORD,
            reason=f"{version.campaign.notice.report_title} {version}",
            location="",
            timestamper=settings.TIMESTAMP_URL or None,
        )
        checked = verify_pdf(signed, trust_roots())
    except SigningFailed as failed:
        return str(failed)
    if not checked.is_intact:
        return _("签名后核对不通过：%(problem)s") % {"problem": checked.problem}
    try:
        with transaction.atomic():
            services.seal_version(
                version_id=version.pk,
                kind=SealKind.SIGNATURE,
                file=BytesIO(signed),
                name=f"{version.campaign.notice.report_title}-第{version.number}版-已签名.pdf",
                of_sha256=_pdf_hash(version),
                by=member,
                is_trusted=checked.is_trusted,
                signer=checked.signer,
                signed_at=checked.signed_at,
                stamped_at=checked.stamped_at,
            )
    except Refused as refused:
        return str(refused)
    return ""


def trust_roots() -> list[bytes]:
    """The root certificates signatures are judged by; none are trusted unless somebody says which."""
    return [settings.TRUST_ROOTS.read_bytes()] if settings.TRUST_ROOTS else []


def trusted_names() -> list[str]:
    """Whose certificates open filing, as the root certificates name them (受信任的签发机构)."""
    if not settings.TRUST_ROOTS:
        return []
    content = settings.TRUST_ROOTS.read_bytes()
    is_text = content.lstrip().startswith(b"-----")
    try:
        roots = (
            x509.load_pem_x509_certificates(content) if is_text else [x509.load_der_x509_certificate(content)]
        )
    except ValueError:  # what cannot be read makes no certificate trusted
        return []
    return [_common_name(root) for root in roots]


def _common_name(root: x509.Certificate) -> str:
    names = root.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
    return str(names[0].value) if names else root.subject.rfc4514_string()


def _verified(seal: Seal) -> dict[str, Any]:
    """What a look at the file tells now, not what was written down when it was bound."""
    path = evidence_path(seal.body_id, seal.sha256)
    if not path.is_file() or sha256_of(path) != seal.sha256:
        return {"broken": True}
    if seal.kind != SealKind.SIGNATURE:
        return {"broken": False}
    return {"broken": False, "checked": verify_pdf(path.read_bytes(), trust_roots())}


def _again(request: MemberRequest, version: ReportVersion, **forms: Any) -> HttpResponse:
    """The page with the form that came back."""
    from zicha.web.report.versions import version_page

    page = version_page(request, version) | forms
    if "filing_form" in forms:
        for one in page["recipients"]:
            if one["recipient"].key == forms["filing_form"].data.get("recipient"):
                one["form"] = forms["filing_form"]
    for name in ("receipt_form", "withdraw_form"):
        filing_id, form = forms.get(name, (0, None))
        for one in page["recipients"]:
            if one["filing"] and one["filing"].pk == filing_id:
                one[name] = form
    seal_id, form = forms.get("unbind_form", (0, None))
    for one in page["seals"]:
        if one["seal"].pk == seal_id:
            one["unbind_form"] = form
    return render(request, "report/version.html", page, status=422)


def _pdf_hash(version: ReportVersion) -> str:
    return str(version.hashes.get(PDF, ""))


def _plain(code: str) -> str:
    return "".join(letter for letter in code.upper() if letter.isalnum())


def _found(version_id: int) -> ReportVersion:
    rows = ReportVersion.objects.select_related("campaign", "asked_by__account", "before")
    return get_object_or_404(rows, pk=version_id)

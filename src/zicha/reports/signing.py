"""Signatures of PDF files (电子签名): PAdES with an X.509 certificate, a time stamp where there is a service.

What is verified is the file, not the store it came from. The signature covers every byte but its own; those are held to
be exactly what the signature takes, so no bit of the file can change unnoticed.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from io import BytesIO

from asn1crypto import cms  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.timestamps import HTTPTimeStamper, TimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from zicha.contract.errors import ZichaError

FIELD = "Signature"
_DIGEST = "sha256"
_OPEN_LENGTH = 0x80
# SM2 and SM3 of GB/T 32918 and GB/T 32905, which the library does not compute.
_NATIONAL_ALGORITHMS = "1.2.156.10197."

# What it logs stands in the result; a program that wants the log says where it goes.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


class SigningFailed(ZichaError):
    """The file was not signed (签名失败); its text says what to mend."""


class Integrity(Enum):
    """What became of a file since it was signed (完整性)."""

    INTACT = "intact"
    MODIFIED = "modified"
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        return {
            "intact": "完整",
            "modified": "已被改动",
            "unsigned": "没有签名",
            "unknown": "不能核对",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at the file and nothing else tells (验签结果).

    is_trusted       the certificate leads to one of the roots given
    signed_at        as the signer said; stamped_at: as a trusted time stamp says, None = not stamped
    covers_whole_file  nothing was added behind the signature
    problem          Chinese, "" when intact and trusted
    """

    integrity: Integrity
    is_trusted: bool = False
    signer: str = ""
    signed_at: datetime | None = None
    stamped_at: datetime | None = None
    covers_whole_file: bool = False
    problem: str = ""

    @property
    def is_intact(self) -> bool:
        return self.integrity is Integrity.INTACT


def sign_pdf(
    pdf: bytes,
    p12: bytes,
    passphrase: str,
    *,
    reason: str,
    location: str,
    timestamper: TimeStamper | str | None = None,
) -> bytes:
    """The file with a signature that allows no change after it; the bytes given stay its beginning.

    timestamper  a service by its address (RFC 3161), or None. Raises SigningFailed.
    """
    signer = _signer(p12, passphrase)
    if isinstance(timestamper, str):
        timestamper = HTTPTimeStamper(timestamper, timeout=30)
    about = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=_DIGEST,
        reason=reason,
        location=location,
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
    )
    signed = BytesIO()
    try:
        signers.sign_pdf(
            IncrementalPdfFileWriter(BytesIO(pdf)),
            about,
            signer=signer,
            timestamper=timestamper,
            output=signed,
        )
    except Exception as problem:  # what the service and the library raise has no common class
        cause = "时间戳服务没有应答或应答有误" if timestamper else "文件无法签名"
        raise SigningFailed(f"{cause}：{problem}") from problem
    return signed.getvalue()


def _signer(p12: bytes, passphrase: str) -> signers.SimpleSigner:
    refusal = "证书文件无法读取：口令不对，或者不是带私钥的 .p12、.pfx 文件。"
    try:
        signer = signers.SimpleSigner.load_pkcs12_data(p12, [], passphrase.encode())
    except Exception as problem:  # the library's own classes do not cover every broken file
        raise SigningFailed(refusal) from problem
    if signer is None or signer.signing_cert is None:
        raise SigningFailed(refusal)
    return signer


def verify_pdf(pdf: bytes, trust_roots: Sequence[bytes]) -> Verification:
    """Whether the file is what was signed, by whom and when; `trust_roots` are certificates in PEM or DER."""
    try:
        roots = [each for root in trust_roots for each in load_certs_from_pemder_data(_pem(root))]
    except ValueError as problem:
        raise SigningFailed("信任的根证书无法读取，请使用 PEM 或 DER 格式的证书。") from problem
    try:
        reader = PdfFileReader(BytesIO(pdf))
        signatures = list(reader.embedded_signatures)
        if not signatures:
            return Verification(Integrity.UNSIGNED, problem="文件里没有签名。")
        if any(_is_national(signature) for signature in signatures):
            return Verification(
                Integrity.UNKNOWN, problem="签名用的是国密算法，本软件不能核对，请用签名软件自带的验签功能。"
            )
        looked_at = [_verify(pdf, signature, roots) for signature in signatures]
    except Exception as problem:  # a changed byte may break the reader anywhere
        return Verification(
            Integrity.MODIFIED, problem=f"文件或签名的结构已损坏（{type(problem).__name__}），无法读取。"
        )
    last = looked_at[-1]
    if last.is_intact and not last.covers_whole_file:
        # Later signatures may stand behind the others; behind the last there is nothing.
        return replace(
            last, integrity=Integrity.MODIFIED, is_trusted=False, problem="签名之后文件又被追加了内容。"
        )
    broken = [each for each in looked_at if not each.is_intact]
    return broken[0] if broken else last


def _verify(pdf: bytes, signature: EmbeddedPdfSignature, roots: list) -> Verification:
    context = ValidationContext(
        trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail", moment=None
    )
    status = validate_pdf_signature(signature, context, context)
    problem = _changed(status) or _loose_bits(pdf, signature, roots)
    stamp = status.timestamp_validity
    whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
    if not problem and not status.docmdp_ok:
        problem = "签名之后文件又被改动，超出签名者允许的范围。"
    if not problem and stamp is not None and not (stamp.intact and stamp.valid):
        problem = "时间戳与签名不符。"
    trusted = bool(status.trusted) and (stamp is None or bool(stamp.trusted))
    return Verification(
        integrity=Integrity.MODIFIED if problem else Integrity.INTACT,
        is_trusted=trusted and not problem,
        signer=_common_name(status.signing_cert.subject),
        signed_at=status.signer_reported_dt,
        stamped_at=stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None,
        covers_whole_file=whole,
        problem=problem or ("" if trusted else "签名者的证书不在信任的根证书之下，或者已经过期、被吊销。"),
    )


def _common_name(subject: asn1_x509.Name) -> str:
    return str(subject.native.get("common_name") or subject.human_friendly)


def _is_national(signature: EmbeddedPdfSignature) -> bool:
    info = signature.signer_info
    used = (info["digest_algorithm"], info["signature_algorithm"])
    return any(algorithm["algorithm"].dotted.startswith(_NATIONAL_ALGORITHMS) for algorithm in used)


def _changed(status: PdfSignatureStatus) -> str:
    if not status.intact:
        return "文件内容与签名时不同。"
    return "" if status.valid else "签名值与证书不符。"


def _loose_bits(pdf: bytes, signature: EmbeddedPdfSignature, roots: list) -> str:
    """What no signature protects: the bytes it is kept in, the certificates that come with it."""
    changed = "存放签名的字节被改动。"
    before, length, after, _ = (int(number) for number in signature.byte_range)
    kept = pdf[before + length : after]
    # Small letters or capitals, never both: a changed bit may turn one into the other.
    if not re.fullmatch(rb"<(?:(?:[0-9a-f]{2})*|(?:[0-9A-F]{2})*)>", kept):
        return changed
    raw = bytes.fromhex(kept[1:-1].decode())
    content = cms.ContentInfo.load(raw)
    # A signature of open length (BER) has no one way to be written.
    signed = content.dump(force=raw[1] != _OPEN_LENGTH)
    # The rest is room that was kept free for the signature: zeros.
    if raw != signed + bytes(len(raw) - len(signed)):
        return changed
    return "" if _is_plain(content["content"], roots) else changed


def _is_plain(signed: cms.SignedData, roots: list) -> bool:
    """Whether the fields beside the signed ones say nothing else than those do."""
    (signer,) = signed["signer_infos"]
    if (signed["version"].native, signer["version"].native) != _versions(signed, signer):
        return False
    digests = [algorithm["algorithm"].native for algorithm in signed["digest_algorithms"]]
    if digests != [signer["digest_algorithm"]["algorithm"].native]:
        return False
    certificates = [choice.chosen for choice in signed["certificates"]]
    if not all(_is_issued(certificate, [*certificates, *roots]) for certificate in certificates):
        return False
    unsigned = signer["unsigned_attrs"] if signer["unsigned_attrs"].native else ()
    return all(
        attribute["type"].native == "signature_time_stamp_token"
        and all(_is_plain(token["content"], roots) for token in attribute["values"])
        for attribute in unsigned
    )


def _versions(signed: cms.SignedData, signer: cms.SignerInfo) -> tuple[str, str]:
    """The versions RFC 5652 asks for; nothing signs them."""
    of_signer = "v1" if signer["sid"].name == "issuer_and_serial_number" else "v3"
    is_plain = signed["encap_content_info"]["content_type"].native == "data" and of_signer == "v1"
    return ("v1" if is_plain else "v3"), of_signer


def _is_issued(certificate: object, others: list) -> bool:
    """Whether one of the others vouches for every bit of the certificate."""
    judged = x509.load_der_x509_certificate(certificate.dump())  # type: ignore[attr-defined]
    for other in others:
        try:
            judged.verify_directly_issued_by(x509.load_der_x509_certificate(other.dump()))
        except Exception:  # any failure means that this one does not vouch for it
            continue
        return True
    return False


def _pem(root: bytes) -> bytes:
    if root.lstrip().startswith(b"-----"):
        return root
    return x509.load_der_x509_certificate(root).public_bytes(Encoding.PEM)

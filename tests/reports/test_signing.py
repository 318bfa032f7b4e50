"""A signed file tells who signed it, when, and whether a single bit changed since."""

from __future__ import annotations

import random
from dataclasses import replace
from io import BytesIO

import pytest
from asn1crypto import keys
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.timestamps import DummyTimeStamper

from tests.reports import certificates
from tests.reports.certificates import PASSPHRASE
from tests.reports.documents import DAY
from zicha.reports import signing
from zicha.reports.document import Document, Run
from zicha.reports.signing import Integrity, SigningFailed, sign_pdf, verify_pdf
from zicha.reports.typeset.rendering import pdf

ROOT = certificates.root()
SIGNER = certificates.signer(ROOT)
ABOUT = {"reason": "报送自查整改报告", "location": "杭州"}


@pytest.fixture(scope="module")
def report() -> bytes:
    return pdf(Document(title=((Run("自查整改报告"),),), body_name="", recipients=(), day=DAY))


def stamping():
    service = certificates.stamper(ROOT)
    return DummyTimeStamper(
        asn1_x509.Certificate.load(service.certificate.public_bytes(Encoding.DER)),
        keys.PrivateKeyInfo.load(service.key_der),
    )


@pytest.fixture(scope="module")
def signed(report) -> bytes:
    return sign_pdf(report, SIGNER.p12(ROOT), PASSPHRASE, **ABOUT)


@pytest.fixture(scope="module")
def stamped(report) -> bytes:
    return sign_pdf(report, SIGNER.p12(ROOT), PASSPHRASE, **ABOUT, timestamper=stamping())


def test_a_signed_file_is_intact_and_names_its_signer(signed):
    found = verify_pdf(signed, [ROOT.pem])
    assert found.integrity is Integrity.INTACT
    assert found.is_trusted
    assert found.signer == "示例认证有限公司"
    assert found.covers_whole_file
    assert found.signed_at is not None
    assert found.stamped_at is None
    assert found.problem == ""


def test_a_root_may_be_given_in_either_form(signed):
    der = ROOT.certificate.public_bytes(Encoding.DER)
    assert verify_pdf(signed, [der]).is_trusted


def test_the_file_that_was_signed_stays_the_beginning_of_the_signed_one(report, signed):
    assert signed.startswith(report)


def test_a_time_stamp_tells_when_it_was_signed(stamped):
    found = verify_pdf(stamped, [ROOT.pem])
    assert found.is_intact
    assert found.is_trusted
    assert abs((found.stamped_at - found.signed_at).total_seconds()) < 60


def test_a_signer_under_another_root_is_intact_and_not_trusted(signed):
    found = verify_pdf(signed, [certificates.root("别的根证书").pem])
    assert found.is_intact
    assert not found.is_trusted
    assert "信任的根证书" in found.problem


def test_without_any_root_nothing_is_trusted(signed):
    found = verify_pdf(signed, [])
    assert (found.is_intact, found.is_trusted) == (True, False)


def test_a_certificate_that_ran_out_is_not_trusted(report):
    expired = certificates.signer(ROOT, days=-1)
    found = verify_pdf(sign_pdf(report, expired.p12(ROOT), PASSPHRASE, **ABOUT), [ROOT.pem])
    assert (found.is_intact, found.is_trusted) == (True, False)


def test_a_file_without_signature_says_so(report):
    found = verify_pdf(report, [ROOT.pem])
    assert found.integrity is Integrity.UNSIGNED
    assert not found.is_intact


@pytest.mark.parametrize("kind", ["signed", "stamped"])
def test_a_changed_bit_anywhere_is_noticed(kind, request):
    """The signature's own bytes are drawn as often as all others together: nothing signs them."""
    whole = request.getfixturevalue(kind)
    begin = whole.index(b"<", whole.rindex(b"/Contents"))
    end = whole.index(b">", begin) + 1
    draw = random.Random(18)
    for first, last, times in ((0, len(whole), 25), (begin, end, 30), (begin, begin + 120, 20)):
        for _ in range(times):
            changed = bytearray(whole)
            place, bit = draw.randrange(first, last), draw.randrange(8)
            changed[place] ^= 1 << bit
            assert not verify_pdf(bytes(changed), [ROOT.pem]).is_intact, (place, bit)


@pytest.mark.parametrize("mark", [b"/ByteRange", b"/SubFilter", b"/M (", b"/Reason", b"startxref", b"%%EOF"])
def test_a_changed_bit_in_what_holds_the_signature_is_noticed(signed, mark):
    changed = bytearray(signed)
    changed[signed.rindex(mark) + 1] ^= 1
    assert not verify_pdf(bytes(changed), [ROOT.pem]).is_intact


def test_versions_of_the_signature_that_nothing_signs_are_held_to_what_they_must_be(signed):
    begin = signed.index(b"<", signed.rindex(b"/Contents")) + 1
    version = signed.index(b"020101", begin)
    changed = bytearray(signed)
    changed[version + 5] ^= 8
    assert verify_pdf(bytes(changed), [ROOT.pem]).integrity is Integrity.MODIFIED


def test_what_is_cut_off_or_added_is_noticed(signed):
    for changed in (signed[:-1], signed[:-200], signed + b"\n", signed + b"0", signed[1:]):
        assert not verify_pdf(changed, [ROOT.pem]).is_intact


def test_a_change_written_behind_the_signature_is_noticed(signed):
    writer = IncrementalPdfFileWriter(BytesIO(signed))
    writer.root["/Lang"] = writer.root["/Lang"]
    writer.update_root()
    made = BytesIO()
    writer.write(made)
    assert verify_pdf(made.getvalue(), [ROOT.pem]).integrity is Integrity.MODIFIED


@pytest.mark.parametrize("junk", [b"", b"%PDF-1.7", b"\x00" * 100, b"not a file at all"])
def test_what_is_no_pdf_is_never_intact(junk):
    assert not verify_pdf(junk, [ROOT.pem]).is_intact


def test_a_wrong_passphrase_is_told_in_words(report):
    with pytest.raises(SigningFailed, match="口令不对"):
        sign_pdf(report, SIGNER.p12(ROOT), "别的口令", **ABOUT)


def test_a_file_that_is_no_certificate_is_told_in_words(report):
    with pytest.raises(SigningFailed, match=r"\.p12"):
        sign_pdf(report, b"no certificate", PASSPHRASE, **ABOUT)


def test_a_time_stamp_service_that_does_not_answer_leaves_nothing_signed(report):
    with pytest.raises(SigningFailed, match="时间戳服务"):
        sign_pdf(report, SIGNER.p12(ROOT), PASSPHRASE, **ABOUT, timestamper="http://127.0.0.1:9/")


def test_roots_that_are_no_certificates_are_told_in_words(signed):
    with pytest.raises(SigningFailed, match="根证书"):
        verify_pdf(signed, [b"no root"])


def test_a_signature_of_national_algorithms_is_neither_intact_nor_modified(signed, monkeypatch):
    monkeypatch.setattr(signing, "_NATIONAL_ALGORITHMS", "1.2.840.113549.")
    found = verify_pdf(signed, [ROOT.pem])
    assert found.integrity is Integrity.UNKNOWN
    assert "国密" in found.problem


def test_the_result_does_not_change():
    found = signing.Verification(Integrity.INTACT)
    with pytest.raises(AttributeError):
        found.signer = "别人"  # type: ignore[misc]
    assert replace(found, signer="甲").signer == "甲"

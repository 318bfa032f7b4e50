"""Certificates made for a test: a root, a signer under it, a time-stamp service under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

PASSPHRASE = "测试口令"
_NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Issued:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def p12(self, *chain: Issued) -> bytes:
        others = [each.certificate for each in chain]
        return pkcs12.serialize_key_and_certificates(
            b"signer", self.key, self.certificate, others, BestAvailableEncryption(PASSPHRASE.encode())
        )

    @property
    def key_der(self) -> bytes:
        return self.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def root(name: str = "测试根证书") -> Issued:
    return _issued(name, None, is_authority=True)


def signer(authority: Issued, name: str = "示例认证有限公司", *, days: int = 30) -> Issued:
    return _issued(name, authority, days=days)


def stamper(authority: Issued) -> Issued:
    return _issued("测试时间戳", authority, usage=ExtendedKeyUsageOID.TIME_STAMPING)


def _issued(
    name: str,
    authority: Issued | None,
    *,
    is_authority: bool = False,
    usage: x509.ObjectIdentifier | None = None,
    days: int = 30,
) -> Issued:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(authority.certificate.subject if authority else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_NOW - timedelta(days=60))
        .not_valid_after(_NOW + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=not is_authority, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=is_authority, crl_sign=is_authority,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if usage is not None:
        builder = builder.add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
    by = authority.key if authority else key
    return Issued(builder.sign(by, hashes.SHA256()), key)

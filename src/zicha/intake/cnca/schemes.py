"""From the national project code to our scheme (认证项目分类代码 → 认证领域).

Rows    prefix: first characters of the code, the longest that fits counts
Source  D  field dictionary of the upload workbooks (QMS_COVERAGE sets A0102 beside the QMS proper, A0101; ORG_EN_BORDER
           names A0901)
        S  shared data: reports with code A100101 certify to GB/T 29490
        P  project lists of two certification bodies' programs, in public repositories: second-hand, UNCONFIRMED
        R  a guide to filing certification rules on the platform (wanglu.net t4-342239): second-hand, UNCONFIRMED
Else    a code that is not listed is never guessed: the scheme then comes from the standard printed on the certificate
        (认证依据), and where that tells nothing either, the row is set aside and said
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from zicha.contract.table import text_rows

_PREFIXES = text_rows("""
    prefix | scheme  | 中文                             | source
    A0101  | QMS     | 质量管理体系                     | D
    A0102  | QMS     | 质量管理体系（EC9000、建设施工） | D
    A02    | EMS     | 环境管理体系                     | P
    A03    | OHSMS   | 职业健康安全管理体系             | P
    A04    | FSMS    | 食品安全管理体系                 | P
    A0901  | EnMS    | 能源管理体系                     | D
    A1001  | IPMS    | 知识产权管理体系                 | S
    B03    | PRODUCT | 自愿性产品认证                   | R
    B04    | PRODUCT | 自愿性产品认证                   | R
    B05    | PRODUCT | 自愿性产品认证                   | R
    C02    | SERVICE | 服务认证                         | R
""")

SCHEME_OF_PREFIX: Mapping[str, str] = {row["prefix"]: row["scheme"] for row in _PREFIXES}

UNCONFIRMED_PREFIXES = frozenset(row["prefix"] for row in _PREFIXES if row["source"] in "PR")

# Numbers of standards, digits apart from anything that would make them another number.
_STANDARDS: Mapping[str, str] = {
    row["scheme"]: row["numbers"]
    for row in text_rows("""
    scheme | numbers
    QMS    | 19001 9001 50430
    EMS    | 24001 14001
    OHSMS  | 28001 45001 18001
    EnMS   | 23331 50001
    ISMS   | 22080 27001
    ITSMS  | 24405 20000
    FSMS   | 22000
    HACCP  | 27341
    MDMS   | 0287 13485
    IPMS   | 29490
""")
}


def scheme_of_code(code: str) -> str | None:
    """The scheme a project code stands for; None when no listed prefix fits."""
    cleaned = re.sub(r"\s", "", unicodedata.normalize("NFKC", code)).upper()
    fitting = [prefix for prefix in SCHEME_OF_PREFIX if cleaned.startswith(prefix)]
    return SCHEME_OF_PREFIX[max(fitting, key=len)] if fitting else None


def scheme_of_standard(standard: str) -> str | None:
    """The scheme the standards named on a certificate belong to; None when they name none or several."""
    numbers = set(re.findall(r"(?<!\d)\d{4,5}(?!\d)", unicodedata.normalize("NFKC", standard)))
    schemes = {scheme for scheme, known in _STANDARDS.items() if numbers & set(known.split())}
    return schemes.pop() if len(schemes) == 1 else None


def scheme_of(code: str, standard: str) -> str | None:
    """By the code, else by the standard."""
    return scheme_of_code(code) or scheme_of_standard(standard)

"""Sentences as a manager reads them."""

from __future__ import annotations

import pytest

from zicha.findings.wording import sentence


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"scheme": "QMS", "observed": "规则未备案"}, "颁发的质量管理体系证书，规则未备案。"),
        ({"scheme": "本机构自定", "observed": "规则未备案"}, "颁发的本机构自定证书，规则未备案。"),
    ],
)
def test_a_scheme_is_named_in_chinese(row: dict[str, str], said: str) -> None:
    assert sentence("颁发的{scheme}证书，{observed}。", row, {}, "") == said

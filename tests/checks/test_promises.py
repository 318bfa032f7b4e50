"""Specifications of the check of what a body promises: A34."""


def test_a34_each_forbidden_word_anywhere_in_the_text_is_a_hit(verdicts):
    assert verdicts("A34",
        claims="""
            claim_id | body_id | seen_on    | text
            w1       | body    | 2025-01-01 | 最快当天出证，欢迎咨询
            w2       | body    | 2025-01-01 | 直出证书
            w3       | body    | 2025-01-01 | 可直接出证！
            w4       | body    | 2025-01-01 | ISO9001包通过
            w5       | body    | 2025-01-01 | 材料代写包过
            w6       | body    | 2025-01-01 | 我们确保通过审核
            w7       | body    | 2025-01-01 | 不送样，不跑腿
            w8       | body    | 2025-01-01 | 包过，当天出证
            clean    | body    | 2025-01-01 | 公正、专业、规范
            split    | body    | 2025-01-01 | 包 过
            near     | body    | 2025-01-01 | 当天出具受理通知，直接联系，通过审核后出证，不得不送检样品
        """,
    ) == {
        "w1": True, "w2": True, "w3": True, "w4": True, "w5": True, "w6": True, "w7": True, "w8": True,
        "clean": False, "split": False, "near": False,
    }  # fmt: skip


def test_a34_only_claims_of_a_body_are_judged(verdicts):
    assert verdicts("A34",
        claims="""
            claim_id     | body_id | org_id | seen_on    | text
            organisation |         | org    | 2025-01-01 | 包过
            nobody       |         |        | 2025-01-01 | 包过
            both         | body    | org    | 2025-01-01 | 包过
            later        | body    |        | 2026-07-01 | 包过
        """,
    ) == {"both": True}  # fmt: skip


def test_a34_quotes_the_word_it_found(judged):
    rows = judged("A34",
        claims="""
            claim_id | body_id | seen_on    | text
            hit      | body    | 2025-01-01 | 费用低，确保通过
            clean    | body    | 2025-01-01 | 公正
        """,
    ).to_pylist()  # fmt: skip
    assert {row["subject_id"]: row["observed"] for row in rows} == {
        "hit": "确保通过",
        "clean": "没有此类用语",
    }

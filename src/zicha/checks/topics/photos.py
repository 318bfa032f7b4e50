"""Checks of the photos taken at sign-in (签到照片)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.numbered import numbered
from zicha.checks.derived.photo_prints import alike_elsewhere
from zicha.checks.expressions import holds, reason
from zicha.checks.registry import check
from zicha.contract.subjects import SIGN_IN
from zicha.contract.verdicts import Severity


@check(
    code="B10",
    title="签到照片重复",
    severity=Severity.LEGAL_RISK,
    clauses=["2a"],
    subject=SIGN_IN,
    basis="国认监〔2021〕3号：会议照片应能辨认到场人员；距离为本项目设定的筛查线",
    rule="本次签到的照片，与同一机构在另一家组织签到的一张照片几乎一样：照片指纹（由画面算出的 64 位数字，"
    "画面越像，不同的位数越少）相差不超过 {farthest_bits} 位。",
    sentence="本次签到照片与另一家组织（{other_org}）的签到照片指纹相差不超过 {farthest_bits} 位，疑为同一张照片。",
    example="指纹相差 6 位、属于两家组织：疑点；相差 7 位，或者同一家组织的两次审核：通过。",
    false_positives="空白或全黑照片；统一的背景墙；同一地点办公的关联企业。",
)
def photo_used_again(
    photos_taken: ir.Table,
    audits: ir.Table,
    photo_prints: ir.Table,
    photo_pairs: ir.Table,
    *,
    farthest_bits: int,
) -> ir.Table:
    """Sign-ins whose photo looks like one the body took at another organisation."""
    # The distance is in photo_pairs already; it is named here as the threshold people see and change.
    alike = alike_elsewhere(photo_prints, photo_pairs)
    judged = photos_taken.left_join(alike, ["body_no", "bits"])
    is_first_other = holds(judged.first_org_no != judged.org_no)
    is_hit = is_first_other | holds(judged.last_org_no != judged.org_no)
    # Whether the organisation or only its photo is another: the first alike is elsewhere, or else the last.
    nobody = ibis.null("int64")
    judged = judged.mutate(
        is_hit=is_hit,
        other_no=ibis.cases(
            (is_first_other, judged.first_org_no), (is_hit, judged.last_org_no), else_=nobody
        ),
        other_bits=ibis.cases((is_first_other, judged.first_bits), (is_hit, judged.last_bits), else_=nobody),
    )
    shown = judged.left_join(
        _examples(photos_taken, alike),
        [("body_no", "example_body"), ("other_bits", "example_bits"), ("other_no", "example_org")],
    )
    organisations = numbered(audits, "org_id", "org_no").select(other_org="org_id", named_no="org_no")
    shown = shown.left_join(organisations, [("other_no", "named_no")])
    shown = shown.left_join(numbered(audits, "body_id", "body_no"), "body_no")
    return shown.select(
        "sign_in_id",
        "body_id",
        "other_org",
        undecided=reason(
            (shown.org_no.isnull(), "签到所属的审核没有提供"),
            (shown.bits.isnull(), "照片指纹不是 16 位十六进制数字"),
        ),
        hit=shown.is_hit,
        observed=ibis.ifelse(shown.is_hit, "与另一家组织的照片相近", "没有相近的照片"),
        expected=ibis.literal("没有相近的照片"),
        see_sign_ins=shown.example_id,
    )


def _examples(photos_taken: ir.Table, alike: ir.Table) -> ir.Table:
    """One sign-in for each fingerprint and organisation a finding may name."""
    named = ibis.union(
        alike.select("body_no", bits="first_bits", org_no="first_org_no"),
        alike.select("body_no", bits="last_bits", org_no="last_org_no"),
        distinct=True,
    )
    # Of a view: both sides descend from the same table.
    photos = photos_taken.view()
    seen = photos.semi_join(named, ["body_no", "bits", "org_no"])
    return seen.group_by(example_body="body_no", example_bits="bits", example_org="org_no").aggregate(
        example_id=seen.sign_in_id.min()
    )

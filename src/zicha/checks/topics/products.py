"""Checks of certified products (获证产品一致性)."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.derived.normalised_names import normalised_name
from zicha.checks.expressions import holds
from zicha.checks.registry import check
from zicha.contract.subjects import PRODUCT_CHECK
from zicha.contract.verdicts import Severity


@check(
    code="C13",
    title="获证产品不一致",
    severity=Severity.LEGAL_RISK,
    clauses=["3c"],
    subject=PRODUCT_CHECK,
    basis="强制性产品认证通用规则：获证产品一致性检查；市监认证〔2019〕18号（二）3：生产与获证不一致",
    rule="产品一致性检查中，实见型号与获证型号不同；或者实见关键元器件与获证关键元器件不是同样的几项"
    "（不计次序、大小写、全半角和标点）；或者检测不合格。",
    sentence="一致性检查发现{observed}。",
    example="关键元器件次序不同、大小写不同：通过；缺一项、换一家供应商：疑点；没有写实见元器件：不比。",
    false_positives="经批准的备用元器件；型号写法简繁不一；变更已获批准而没有录入。",
    located_by=("certificates",),
)
def product_differs(product_checks: ir.Table, product_units: ir.Table, certificates: ir.Table) -> ir.Table:
    """Product checks that found another model, other key components or a failed test. Models are compared as written."""
    owners = certificates.select("certificate_no", "body_id")
    units = product_units.select("unit_id", "certificate_no", "model", "key_components")
    units = units.left_join(owners, "certificate_no").drop("certificate_no_right")
    seen = product_checks.select("check_id", "unit_id", "model_found", "key_components_found", "test_passed")
    judged = seen.left_join(units, "unit_id").drop("unit_id_right")
    judged = judged.left_join(_differing(judged), "check_id")
    is_other_model = holds(judged.model_found != judged.model)
    has_other_parts = judged.odd_components.notnull()
    has_failed = holds(~judged.test_passed)
    nothing = ibis.literal("")
    told = (
        ibis.ifelse(
            is_other_model,
            ibis.literal("实见型号 ") + judged.model_found + ibis.literal("（获证 ") + judged.model + "）；",
            nothing,
        )
        + ibis.ifelse(
            has_other_parts,
            ibis.literal("关键元器件有 ")
            + judged.odd_components.cast("string")
            + ibis.literal(" 项不一致；"),
            nothing,
        )
        + ibis.ifelse(has_failed, ibis.literal("检测不合格；"), nothing)
    )
    return judged.select(
        "check_id",
        "body_id",
        hit=is_other_model | has_other_parts | has_failed,
        observed=ibis.ifelse(told == "", ibis.literal("没有不一致"), told.re_replace("；$", "")),
        expected=ibis.literal("型号、关键元器件一致，检测合格"),
        see_product_units=judged.unit_id,
    )


def _differing(judged: ir.Table) -> ir.Table:
    """check_id, odd_components: how many normalised items one list has and the other has not; only where some."""
    both = judged.filter(judged.key_components.notnull() & judged.key_components_found.notnull())
    items = ibis.union(
        _items(both, "key_components", certified=1), _items(both, "key_components_found", certified=0)
    )
    sides = items.group_by("check_id", "item").aggregate(
        lowest=items.certified.min(), highest=items.certified.max()
    )
    odd = sides.filter(sides.lowest == sides.highest)
    return odd.group_by("check_id").aggregate(odd_components=odd.count())


def _items(rows: ir.Table, column: str, *, certified: int) -> ir.Table:
    split = rows.select("check_id", item=rows[column].replace("；", ";").split(";").unnest())
    items = split.select(
        "check_id", item=normalised_name(split.item), certified=ibis.literal(certified, "int64")
    )
    return items.filter(items.item != "")

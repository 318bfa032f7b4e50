"""Official grounds for suspending and revoking certificates of management systems (暂停、撤销原因), with their codes.

Rows    one ground: kind of status change, official code, the contract's reason code, official wording
Source  code lists certpasue and certrecall of the national report of certificates, state of 2014 to 2018; the wording
        follows the rule for quality management systems (公告2016年第20号 and its forerunners)
Left    grounds of single fields (energy) and a body's own additions; CCC grounds; the edition of today, not seen
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from zicha.contract.table import text_rows

SOURCE = "认证信息上报代码表（certpasue、certrecall，2014 至 2018 年版）"


@dataclass(frozen=True, slots=True)
class Ground:
    """An official ground for a change of status (状态变化原因).

    `kind` is a code of certificate_event, `reason` one of status_reason; `confirmed` says whether the wording has been
    compared with the rule itself.
    """

    kind: str
    official_code: str
    reason: str
    chinese: str
    since: date | None
    until: date | None
    source: str
    confirmed: bool


GROUNDS: tuple[Ground, ...] = tuple(
    Ground(row["kind"], row["code"], row["reason"], row["原因"], None, None, SOURCE, confirmed=False)
    for row in text_rows("""
        kind      | code | reason              | 原因
        suspended | 0111 | system_failure      | 质量管理体系持续或严重不满足认证要求，包括对质量管理体系运行有效性要求的
        suspended | 0112 | contract_breach     | 不承担、履行认证合同约定的责任和义务的
        suspended | 0113 | regulator_penalty   | 获证组织在证书有效期间受到相关执法监管部门处罚的
        suspended | 0114 | regulator_finding   | 被地方认证监管部门发现体系运行存在问题，需要暂停证书的
        suspended | 0115 | licence_lapse       | 持有的行政许可证明、资质证书、强制性认证证书等过期失效，重新提交的申请已被受理但尚未换证的
        suspended | 0116 | own_request         | 主动请求暂停的
        revoked   | 0111 | legal_status_lost   | 被注销或撤销法律地位证明文件的
        revoked   | 0112 | refused_supervision | 拒绝配合认证监管部门实施的监督检查，或者对有关事项的询问和调查提供了虚假材料或信息的
        revoked   | 0113 | serious_accident    | 出现重大的产品或服务等质量安全事故，经执法监管部门确认是获证组织违规造成的
        revoked   | 0114 | serious_violation   | 获证组织在证书有效期间有其他严重违反法律法规行为，受到相关执法监管部门处罚的
        revoked   | 0115 | suspension_expired  | 暂停认证证书的期限已满但导致暂停的问题未得到解决或纠正的（包括持有的行政许可证明、资质证书、强制性认证证书等已经过期失效但申请未获批准）
        revoked   | 0116 | not_operating       | 没有运行质量管理体系或者已不具备运行条件的
        revoked   | 0117 | misuse              | 不按相关规定正确引用和宣传获得的认证信息，造成严重影响或后果，或者认证机构已要求其纠正但超过6个月仍未纠正的
    """)
)
# 0117 says six months where 公告2016年第20号 7.3.1（9）, as read elsewhere, says two: see deadlines.misuse_uncorrected.

REASON_OF: Mapping[tuple[str, str], str] = {(g.kind, g.official_code): g.reason for g in GROUNDS}
"""Kind of status change and official code → reason code of the contract."""

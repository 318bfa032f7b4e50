"""How the status of a certificate may change, and for which reasons (证书状态变化).

Rows    TRANSITIONS: one action out of one status; REASONS: one reason of one action
Units   statuses and reasons are codes of the contract (certificate_status, status_reason, certificate_event)
Source  公告2016年第20号 (7.3.1 to 7.5 for revocation) as read at fclike.cn/open/content/44 and cucue.cn/n1779756.htm; CCC as read at
        kevinroyer.com/qnews/news_20.html, ailuma55.com and cqc.com.cn; the bodies' own practice where it says so
Left    the wording of CNCA-QMS-01:2025 and of CNCA 公告2008年第19号 itself, not seen: such rows are not confirmed
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zicha.contract.table import text_rows

CCC = "CCC"
"""The scheme whose certificates have rules of their own (强制性产品认证)."""


@dataclass(frozen=True, slots=True)
class Transition:
    """An action that is legal in a status (合法的状态变化). `schemes` is all, ms (not CCC) or ccc."""

    action: str
    chinese: str
    from_status: str
    to_status: str
    event: str
    schemes: str
    source: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason an action may have (状态变化原因), of certificates of all schemes, of ms or of ccc."""

    action: str
    reason: str
    schemes: str
    source: str
    confirmed: bool


TRANSITIONS: tuple[Transition, ...] = tuple(
    Transition(
        row["action"], row["中文"], row["from"], row["to"], row["event"], row["schemes"], row["source"],
        {"yes": True, "no": False}[row["confirmed"]],
    )
    for row in text_rows("""
        action  | 中文     | from      | to        | event     | schemes | confirmed | source
        suspend | 暂停     | valid     | suspended | suspended | all     | no        | 公告2016年第20号，二手来源，条款号未见（fclike.cn/open/content/44）；强制性产品认证暂停（kevinroyer.com/qnews/news_20.html）
        prolong | 延长暂停 | suspended | suspended | suspended | all     | no        | 认证机构通行做法：自首次暂停之日起总长不超过最长暂停期，条文未见
        restore | 恢复     | suspended | valid     | restored  | all     | no        | 公告2016年第20号：导致暂停的问题已解决，二手来源，条款号未见（fclike.cn/open/content/44）
        revoke  | 撤销     | valid     | revoked   | revoked   | all     | yes       | 公告2016年第20号 7.3.1（cucue.cn/n1779756.htm）
        revoke  | 撤销     | suspended | revoked   | revoked   | all     | yes       | 公告2016年第20号 7.3.1：暂停期满未解决（cucue.cn/n1779756.htm）
        cancel  | 注销     | valid     | cancelled | cancelled | all     | yes       | 获证组织主动申请等（ailuma55.com；56352148.cn）
        cancel  | 注销     | suspended | cancelled | cancelled | all     | no        | 认证机构通行做法，条文未见
        cancel  | 注销     | expired   | cancelled | cancelled | ccc     | yes       | 强制性产品认证证书有效期届满未申请延续（ailuma55.com；56352148.cn）
        reduce  | 缩小范围 | valid     | valid     | reduced   | all     | no        | GB/T 27021.1 9.6.5，条文未核对
        reduce  | 缩小范围 | suspended | suspended | reduced   | all     | no        | GB/T 27021.1 9.6.5，条文未核对
    """)
)  # fmt: skip

REASONS: tuple[Reason, ...] = tuple(
    Reason(action, reason, row["schemes"], row["source"], {"yes": True, "no": False}[row["confirmed"]])
    for row in text_rows("""
        action  | schemes | reasons | confirmed | source
        suspend | ms  | system_failure audit_not_accepted own_request contract_breach regulator_penalty regulator_finding licence_lapse other | no | 公告2016年第20号，二手来源，条款号未见（fclike.cn/open/content/44）
        suspend | ccc | sampling_failure standard_changed system_failure misuse audit_not_accepted refused_supervision unreported_change seasonal other | yes | 强制性产品认证暂停九种情形（kevinroyer.com/qnews/news_20.html）
        prolong | all | own_request audit_not_accepted licence_lapse other | no | 认证机构通行做法，条文未见
        restore | all | own_request other | no | 认证机构通行做法，条文未见
        revoke  | ms  | legal_status_lost serious_violation refused_supervision sampling_failure serious_accident suspension_expired not_operating misuse other | yes | 公告2016年第20号 7.3.1（cucue.cn/n1779756.htm）
        revoke  | ccc | suspension_expired serious_accident sampling_failure other | yes | 强制性产品认证撤销情形（ailuma55.com；56352148.cn）
        cancel  | ms  | own_request legal_status_lost replaced standard_changed other | no | 认证机构通行做法，条文未见
        cancel  | ccc | expired standard_changed own_request not_operating other | yes | 强制性产品认证注销情形（ailuma55.com；56352148.cn）
        reduce  | all | own_request system_failure licence_lapse regulator_finding other | no | GB/T 27021.1 9.6.5，条文未核对
    """)
    for action in (row["action"],)
    for reason in row["reasons"].split()
)

ACTIONS: dict[str, str] = {one.action: one.chinese for one in TRANSITIONS}
"""Action → Chinese, in the order of the table."""


def _of(schemes: str, scheme: str) -> bool:
    return schemes == "all" or (schemes == "ccc") == (scheme == CCC)


def transition(action: str, from_status: str, scheme: str) -> Transition | None:
    """The legal transition; None when the action is not legal in that status."""
    for one in TRANSITIONS:
        if (one.action, one.from_status) == (action, from_status) and _of(one.schemes, scheme):
            return one
    return None


def actions_from(status: str, scheme: str) -> list[Transition]:
    """What is legal in that status."""
    return [one for one in TRANSITIONS if one.from_status == status and _of(one.schemes, scheme)]


def reasons_of(action: str, schemes: Iterable[str] = ()) -> list[str]:
    """The reasons an action may have for certificates of one of the schemes; of any scheme when none is named."""
    named = list(schemes)
    found = [
        one.reason
        for one in REASONS
        if one.action == action and (not named or any(_of(one.schemes, scheme) for scheme in named))
    ]
    return sorted(dict.fromkeys(found), key=lambda reason: reason == "other")

"""Official codes of the national report and what they mean in the contract (上报代码表).

Rows    code: the official code; means: the contract's code; 中文: the official name; also: what bodies' own programs
        write instead, separated by blanks
Source  D  field dictionary of the upload workbooks
        L  code lists as issued 2014-2018 (certstate, certpasue, certrecall, certchange, certreplace, risk_level, mark,
           qualification, audit_role, audit_type)
        F  domain.md §1.4
        P  seen in the export programs of two certification bodies, in public repositories: second-hand, UNCONFIRMED
        S  seen in a real report only: UNCONFIRMED
Read    a number typed without its leading zero (1 for 01), the name, and code and name together (02暂停) are read
        as the code. What is not listed is refused where the contract cannot do without it, else kept out and said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from zicha.contract.codes import CodeList
from zicha.contract.table import text_rows


@dataclass(frozen=True, slots=True)
class OfficialCode:
    """One official code (官方代码). `source` as in the module's docstring."""

    code: str
    means: str
    chinese: str
    also: tuple[str, ...]
    source: str

    @property
    def confirmed(self) -> bool:
        return bool(set(self.source) & set("DLF"))

    @property
    def words(self) -> tuple[str, ...]:
        """Everything that is read as this code, sure ones first."""
        return (self.code, *self.also, self.chinese, f"{self.code}{self.chinese}", self.code.lstrip("0"))


def _codes(text: str) -> tuple[OfficialCode, ...]:
    return tuple(
        OfficialCode(row["code"], row["means"], row["中文"], tuple(row["also"].split()), row["source"])
        for row in text_rows(text)
    )


def meanings(codes: tuple[OfficialCode, ...]) -> dict[str, str]:
    """Any word read as a code → what it means; a code goes before another code's name or short form."""
    words: dict[str, str] = {}
    for position in range(max(len(code.words) for code in codes)):
        for code in codes:
            if position < len(code.words) and code.words[position]:
                words.setdefault(code.words[position].lower(), code.means)
    return words


CERTIFICATE_STATES = _codes("""
    code | means     | 中文     | also       | source
    01   | valid     | 有效     |            | L
    02   | suspended | 暂停     |            | L
    03   | revoked   | 撤销     |            | L
    04   | cancelled | 注销     |            | L
    05   | expired   | 过期失效 | 过期 失效  | L
""")

ACTIVITIES = _codes("""
    code | means           | 中文   | also                       | source
    01   | initial         | 初审   | 初次认证 1001 1002 1003    | D
    02   | recertification | 再认证 | 1007                       | D
    03   | surveillance    | 监督   | 1004-1 1004-2 1004-3       | D
    04   | special         | 特殊审核 | 特殊监督 专项审核 1008 1009 | P
    05   | change          | 变更   | 1011                       | D
    06   | other           | 06     |                            | D
    99   | other           | 其他   |                            | S
""")
"""认证审核活动代码. The dictionary asks for the fee under 01/02/03/06 without naming 06: it is read as another activity."""

STAGES = _codes("""
    code | means           | 中文             | also                 | source
    0101 | stage1          | 初审第一阶段     | 一阶段 第一阶段 1002 | F
    0102 | stage2          | 初审第二阶段     | 二阶段 第二阶段 1003 | F
    01   | stage2          | 初审             | 1001                 | F
    02   | recertification | 再认证           | 1007                 | F
    0201 | recertification | 再认证第一阶段   |                      | P
    0202 | recertification | 再认证第二阶段   |                      | P
    03   | surveillance    | 监督             | 1004-1 1004-2 1004-3 | F
    0301 | surveillance    | 监督审核         |                      | F
    0302 | special         | 特殊监督         | 特殊审核 1009        | F
    04   | special         | 专项审核         | 1008                 | P
""")
"""认证审核阶段代码. 01 alone, the older way of writing an initial audit, is read as its second stage."""

ROLES = _codes("""
    code | means   | 中文 | also          | source
    01   | leader  | 组长 | 1001 审核组长 | L
    02   | auditor | 组员 | 1002 审核员   | L
    03   | expert  | 专家 | 1003 技术专家 | L
""")
"""审核组成员角色代码: the last two digits of the bodies' own 1001-1003."""

FACTORY_ROLES = _codes("""
    code | means   | 中文       | also | source
    01   | leader  | 组长       | 1001 | D
    02   | auditor | 组员       | 1002 | D
    03   | trainee | 实习检查员 | 实习 | P
""")
"""检查组角色代码. Experts have a column of their own and trainees stand last in this one, so 03 is read as trainee."""

QUALIFICATIONS = _codes("""
    code | means   | 中文       | also       | source
    01   | senior  | 高级审核员 |            | L
    02   | auditor | 审核员     |            | L
    03   | trainee | 实习审核员 | 实习       | L
    04   | expert  | 技术专家   | 专家       | L
    99   | other   | 其他       |            | L
""")

GRADES: Mapping[str, str] = {"senior": "高级审核员", "auditor": "审核员", "trainee": "实习审核员"}
"""Registration grade as the contract keeps it; an expert is not registered."""

RISKS = _codes("""
    code | means  | 中文   | also | source
    01   | high   | 高风险 | 高   | L
    02   | medium | 中风险 | 中   | L
    03   | low    | 低风险 | 低   | L
""")

MARKS = _codes("""
    code | means | 中文    | also | source
    01   | cnas  | CNAS    |      | L
    02   | other | UKAS    |      | L
    03   | other | JAS-ANZ |      | L
    04   | other | ANAB    |      | L
    05   | other | RVA     |      | L
    06   | other | JAB     |      | L
    07   | other | KAB     |      | F
    08   | other | 其他    |      | F
    00   | none  | 未认可  |      | F
    99   | none  | 不带标  |      | L
""")

METHODS = _codes("""
    code | means   | 中文       | also                | source
    FS01 | on_site | 现场审核   | 现场                | F
    FS02 | remote  | 远程审核   | 远程                | F
    FS03 | hybrid  | 混合审核   | 混合 现场加远程     | F
""")

# Which kind of event a change of the certificate is. `status` is settled by the status the row reports.
CHANGES = _codes("""
    code  | means    | 中文                   | also           | source
    01    | amended  | 组织更名               | 0101           | L
    02    | amended  | 组织地址变更           | 0102           | L
    03    | amended  | 组织其它相关信息变更   | 0103 103       | L
    04    | amended  | 更换标志               | 0104 104       | L
    05    | extended | 扩大业务范围           | 0105 105       | L
    06    | reduced  | 缩小业务范围           | 0106 106       | L
    07    | amended  | 变更产品型号规格       | 0107 107       | L
    08    | amended  | 认证依据标准变更       | 0108 108       | L
    09    | amended  | 变更获证组织机构代码   | 0109 109       | L
    0110  | amended  | 证书信息勘误           | 98 10 110      | L
    96    | amended  | 认证证书取消使用CNAS标志 | 0196 196     | L
    97    | status   | 证书状态变更           | 0197 197       | L
    97_01 | status   | 暂停                   | 0197_01        | L
    97_02 | restored | 恢复                   | 0197_02        | L
    97_03 | status   | 撤销                   | 0197_03        | L
    97_05 | status   | 过期失效               | 0197_05        | L
    99    | amended  | 其他                   | 0199 199       | L
""")
"""证书变更类别. In reports the management-system codes carry the prefix 01, in a body's own list they do not."""

EXCHANGES = _codes("""
    code | means       | 中文               | also | source
    0101 | amended     | 监督换证书         | 01   | L
    0102 | renewed     | 再认证换证书       | 02   | L
    0103 | transferred | 机构转换证书       | 03   | L
    0104 | amended     | 证书内容变更换证书 | 04   | L
    0199 | amended     | 其他               | 99   | L
""")

SUSPENSION_REASONS = _codes("""
    code | means              | 中文                             | also | source
    0111 | system_failure     | 体系持续或严重不满足认证要求     |      | L
    0112 | contract_breach    | 不履行认证合同的责任和义务       |      | L
    0113 | regulator_penalty  | 受到执法监管部门处罚             |      | L
    0114 | regulator_finding  | 监管部门发现体系运行存在问题     |      | L
    0115 | licence_lapse      | 许可、资质或强制性认证证书失效   |      | L
    0116 | own_request        | 主动请求暂停                     |      | L
    0117 | serious_accident   | 发生与能源有关的重大事故         |      | L
    0118 | system_failure     | 能源绩效未达到规定要求           |      | L
    0199 | system_failure     | 其它严重影响体系运行的严重不符合 |      | L
    0201 | sampling_failure   | 违反法规或监督抽查不合格         |      | L
    0202 | standard_changed   | 标准或规则换版未按期变更         |      | L
    0203 | system_failure     | 监督检查违反规则可以整改         |      | L
    0204 | misuse             | 未按规定使用证书和标志           |      | L
    0205 | refused_supervision | 不接受监督检查或抽样            |      | L
    0206 | refused_supervision | 不配合市场抽样检测              |      | L
    0207 | unreported_change  | 变更未申报                       |      | L
    0208 | seasonal           | 季节性或按订单生产申请暂停       |      | L
    0299 | other              | 其他应当暂停的情形               |      | L
""")

WITHDRAWAL_REASONS = _codes("""
    code | means               | 中文                             | also | source
    0111 | legal_status_lost   | 法律地位证明被注销或撤销         |      | L
    0112 | refused_supervision | 拒绝监督或提供虚假材料           |      | L
    0113 | serious_accident    | 重大产品或服务质量安全事故       |      | L
    0114 | regulator_penalty   | 其他严重违法行为受到处罚         |      | L
    0115 | suspension_expired  | 暂停期满问题未解决               |      | L
    0116 | not_operating       | 没有运行体系或不具备运行条件     |      | L
    0117 | misuse              | 误用认证信息逾期未纠正           |      | L
    0118 | serious_accident    | 发生与能源有关的重大事故         |      | L
    0119 | system_failure      | 能源绩效未达到规定要求           |      | L
    0120 | replaced            | 因换发新证而撤销旧证书           |      | L
    0199 | system_failure      | 其它严重影响体系运行的严重不符合 |      | L
    0201 | suspension_expired  | 暂停期满未整改或整改不合格       |      | L
    0202 | unreported_change   | 关键件变更导致严重安全隐患       |      | L
    0203 | system_failure      | 质量保证能力存在严重缺陷         |      | L
    0204 | serious_violation   | 提供虚假样品                     |      | L
    0205 | sampling_failure    | 监督抽查严重缺陷                 |      | L
    0206 | serious_accident    | 缺陷导致质量安全事故             |      | L
    0207 | refused_supervision | 暂停后仍拒绝监督检查或抽样       |      | L
    0208 | misuse              | 误用、出租、转让证书或标志       |      | L
    0209 | serious_violation   | 不正当手段获取证书               |      | L
    0299 | other               | 其他应撤销的情形                 |      | L
""")

FACTORY_KINDS = _codes("""
    code | means            | 中文             | also         | source
    01   | factory_initial  | 初始工厂检查     | 初审         | P
    02   | factory_followup | 再认证           |              | P
    03   | factory_followup | 获证后跟踪检查   | 监督         | P
    05   | factory_followup | 变更、特殊检查   | 变更         | P
""")
"""CCC认证活动类型代码. Every inspection but the first takes place on a certificate that exists: a follow-up."""

FACTORY_RESULTS = _codes("""
    code | means           | 中文           | also           | source
    01   | recommended     | 工厂检查通过   | 通过 无不符合项 | D
    02   | conditional     | 书面验证通过   |                | P
    03   | conditional     | 现场验证通过   |                | P
    04   | not_recommended | 工厂检查不通过 | 不通过         | P
""")


def _list(name: str, chinese: str, codes: tuple[OfficialCode, ...], *, open: bool = False) -> CodeList:
    labels: dict[str, str] = {}
    for code in codes:
        labels.setdefault(code.means, code.chinese)
    words = {**{code.means.lower(): code.means for code in codes}, **meanings(codes)}
    return CodeList(name, chinese, labels, words, open)


CODE_LISTS: Mapping[str, CodeList] = {
    codes.name: codes
    for codes in (
        _list("cnca_certstate", "证书状态分类代码", CERTIFICATE_STATES),
        _list("cnca_activity", "认证审核活动代码", ACTIVITIES, open=True),
        _list("cnca_stage", "认证审核阶段代码", STAGES),
        _list("cnca_role", "审核组成员角色代码", ROLES),
        _list("cnca_qualification", "资格类型代码", QUALIFICATIONS, open=True),
        _list("cnca_risk", "风险级别代码", RISKS, open=True),
        _list("cnca_method", "审核方式代码", METHODS),
        _list("cnca_factory_kind", "CCC认证活动类型代码", FACTORY_KINDS),
        _list("cnca_factory_result", "工厂检查结论代码", FACTORY_RESULTS, open=True),
    )
}
"""Lists that type a cell as it is read; the others hold several codes in a cell and are read in `to_contract`."""

NEVER_REPORTED: Mapping[str, tuple[str, ...]] = {
    "audits": (
        "plan_reported_on",
        "report_issued_on",
        "planned_days",
        "reduction_pct",
        "remote_days",
        "remote_reason",
    ),
    "audit_team": ("days", "field_codes"),
    "certificate_events": ("published_on", "reported_on"),
}
"""Contract columns the national report has no place for: empty means not known here, never 'not done'."""

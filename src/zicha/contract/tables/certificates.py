"""Tables of the contract: certificates and what leads to them (认证证书).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

APPLICATIONS = table(
    "applications",
    "认证申请受理",
    dated_by=("applied_on",),
    columns="""
    column             | type   | refers to     | unit | codes            | 中文 | remark
    application_id     | text*  |               |      |                  | 申请编号
    body_id            | text!  | bodies        |      |                  | 认证机构批准号
    org_id             | text!  | organisations |      |                  | 组织编号
    scheme             | text!  |               |      | scheme           | 认证领域
    kind               | text   |               |      | application_kind | 类别
    applied_on         | date   |               |      |                  | 申请日期
    declared_personnel | int    |               | 人    |                  | 申报体系覆盖有效人数
    reviewer_id        | text   | people        |      |                  | 申请评审人
    reviewed_on        | date   |               |      |                  | 评审日期
    contract_signed_on | date   |               |      |                  | 合同签订日期
    contract_amount    | number |               | 元    |                  | 合同金额
""",
)

CERTIFICATES = table(
    "certificates",
    "认证证书",
    dated_by=("issued_on",),
    columns="""
    column          | type  | refers to     | unit | codes              | 中文 | remark
    certificate_no  | text* |               |      |                    | 证书编号
    body_id         | text! | bodies        |      |                    | 认证机构批准号
    org_id          | text! | organisations |      |                    | 组织编号
    application_id  | text  | applications  |      |                    | 申请编号
    scheme          | text! |               |      | scheme             | 认证领域
    standard        | text  |               |      |                    | 认证依据
    scope           | text  |               |      |                    | 认证覆盖范围
    personnel       | int   |               | 人    |                    | 体系覆盖有效人数
    complexity      | text  |               |      | complexity         | 风险等级 | 风险或复杂程度
    site_count      | int   |               | 个    |                    | 场所数
    first_issued_on | date  |               |      |                    | 初次获证日期
    issued_on       | date! |               |      |                    | 颁证日期
    expires_on      | date! |               |      |                    | 证书截止日期
    status          | text! |               |      | certificate_status | 状态
    accreditation   | text  |               |      | accreditation      | 认可标识
""",
)

CERTIFICATE_FIELDS = table(
    "certificate_fields",
    "证书专业范围",
    part_of="certificates",
    columns="""
    column         | type  | refers to    | unit | codes | 中文 | remark
    certificate_no | text* | certificates |      |       | 证书编号
    field_code     | text* |              |      |       | 专业代码
""",
)

CERTIFICATE_EVENTS = table(
    "certificate_events",
    "证书状态变化",
    dated_by=("effective_on",),
    columns="""
    column         | type  | refers to    | unit | codes             | 中文 | remark
    event_id       | text* |              |      |                   | 记录编号
    certificate_no | text! | certificates |      |                   | 证书编号
    kind           | text! |              |      | certificate_event | 类别
    effective_on   | date! |              |      |                   | 生效日期
    reason         | text  |              |      | status_reason     | 原因 | 原因代码，见参考代码表；也可写原因文字
    decided_by     | text  | people       |      |                   | 决定人
    published_on   | date  |              |      |                   | 公布日期
    reported_on    | date  |              |      |                   | 上报日期
""",
)

SCOPE_PROCESSES = table(
    "scope_processes",
    "证书覆盖过程",
    part_of="certificates",
    columns="""
    column         | type  | refers to    | unit | codes | 中文 | remark
    certificate_no | text* | certificates |      |       | 证书编号
    process        | text* |              |      |       | 过程
    core           | flag  |              |      |       | 是否关键过程
""",
)

CLAIMS = table(
    "claims",
    "认证宣传引用",
    dated_by=("seen_on",),
    remark="网页、标书、标签",
    columns="""
    column         | type  | refers to     | unit | codes | 中文 | remark
    claim_id       | text* |               |      |       | 宣传编号
    org_id         | text  | organisations |      |       | 组织编号
    body_id        | text  | bodies        |      |       | 认证机构批准号 | 宣传者，组织或机构二者居一
    certificate_no | text  |               |      |       | 证书编号
    seen_on        | date! |               |      |       | 发现日期
    removed_on     | date  |               |      |       | 撤下日期
    text           | text! |               |      |       | 文本
""",
)

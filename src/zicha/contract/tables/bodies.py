"""Tables of the contract: bodies and their governance (认证机构及其管理).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

BODIES = table(
    "bodies",
    "认证机构",
    columns="""
    column              | type  | refers to | unit | codes           | 中文 | remark
    body_id             | text* |           |      |                 | 批准号 | 例如 CNCA-R-2002-001
    name                | text! |           |      |                 | 机构名称
    uscc                | uscc  |           |      |                 | 统一社会信用代码 | 18 位，校验位按 GB 32100-2015；旧 9、13、15 位号码照收并标注
    region_code         | text  |           |      |                 | 行政区划代码 | GB/T 2260，6 位数字
    approved_on         | date  |           |      |                 | 批准日期
    approval_expires_on | date  |           |      |                 | 批准有效期至
    approval_status     | text  |           |      | approval_status | 状态
    ccc_designated      | flag  |           |      |                 | 是否CCC指定认证机构
""",
)

APPROVED_SCOPES = table(
    "approved_scopes",
    "批准业务范围",
    columns="""
    column     | type  | refers to | unit | codes  | 中文 | remark
    body_id    | text* | bodies    |      |        | 认证机构批准号
    scheme     | text* |           |      | scheme | 认证领域
    field_code | text* |           |      |        | 专业代码 | 写 * 表示整个领域
    valid_from | date! |           |      |        | 有效期自
    valid_to   | date  |           |      |        | 有效期至
    accredited | flag  |           |      |        | 是否获认可
""",
)

BRANCHES = table(
    "branches",
    "分支机构",
    columns="""
    column          | type  | refers to | unit | codes | 中文 | remark
    branch_id       | text* |           |      |       | 分支机构编号
    body_id         | text! | bodies    |      |       | 认证机构批准号
    name            | text  |           |      |       | 分支机构名称
    region_code     | text  |           |      |       | 行政区划代码
    authorised_from | date  |           |      |       | 授权自
    authorised_to   | date  |           |      |       | 授权至
""",
)

FILED_RULES = table(
    "filed_rules",
    "认证规则备案",
    dated_by=("filed_on",),
    columns="""
    column       | type  | refers to | unit | codes  | 中文 | remark
    rule_no      | text* |           |      |        | 认证规则编号
    body_id      | text! | bodies    |      |        | 认证机构批准号
    scheme       | text! |           |      | scheme | 认证领域
    standard     | text  |           |      |        | 认证依据
    filed_on     | date  |           |      |        | 备案日期
    withdrawn_on | date  |           |      |        | 废止日期
""",
)

INTERNAL_CONTROLS = table(
    "internal_controls",
    "内部监督",
    dated_by=("held_on",),
    columns="""
    column     | type  | refers to | unit | codes            | 中文 | remark
    control_id | text* |           |      |                  | 记录编号
    body_id    | text! | bodies    |      |                  | 认证机构批准号
    kind       | text! |           |      | internal_control | 类别
    scheme     | text  |           |      | scheme           | 认证领域
    held_on    | date! |           |      |                  | 实施日期
""",
)

DUTY_FILINGS = table(
    "duty_filings",
    "法定报送",
    columns="""
    column    | type  | refers to | unit | codes       | 中文 | remark
    filing_id | text* |           |      |             | 报送编号
    body_id   | text! | bodies    |      |             | 认证机构批准号
    kind      | text! |           |      | duty_filing | 类别
    period    | text! |           |      |             | 报送期间 | 写 2025 或 2025-03
    due_on    | date! |           |      |             | 截止日期
    filed_on  | date  |           |      |             | 报送日期
""",
)

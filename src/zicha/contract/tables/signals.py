"""Tables of the contract: signals from outside (外部信号).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

ADVERSE_EVENTS = table(
    "adverse_events",
    "外部不良信息",
    dated_by=("published_on",),
    columns="""
    column       | type  | refers to | unit | codes        | 中文 | remark
    event_id     | text* |           |      |              | 记录编号
    kind         | text! |           |      | adverse_kind | 类别
    org_name     | text! |           |      |              | 企业名称
    uscc         | uscc  |           |      |              | 统一社会信用代码
    region_code  | text  |           |      |              | 行政区划代码
    product      | text  |           |      |              | 产品名称
    published_on | date! |           |      |              | 公布日期
    removed_on   | date  |           |      |              | 移出日期 | 移出名单的日期
    source       | text  |           |      |              | 来源
    detail       | text  |           |      |              | 详情
""",
)

COMPLAINTS = table(
    "complaints",
    "申诉投诉举报",
    dated_by=("received_on",),
    columns="""
    column        | type  | refers to | unit | codes            | 中文 | remark
    complaint_id  | text* |           |      |                  | 投诉编号
    received_on   | date! |           |      |                  | 收到日期
    target_kind   | text  |           |      | complaint_target | 对象类别
    target_id     | text  |           |      |                  | 对象编号
    topic         | text  |           |      | complaint_topic  | 事由
    closed_on     | date  |           |      |                  | 关闭日期
    substantiated | flag  |           |      |                  | 是否属实
""",
)

PENALTIES = table(
    "penalties",
    "行政处罚",
    dated_by=("decided_on",),
    columns="""
    column      | type   | refers to | unit | codes        | 中文 | remark
    penalty_id  | text*  |           |      |              | 处罚编号
    body_id     | text!  | bodies    |      |              | 认证机构批准号
    authority   | text   |           |      |              | 处罚机关
    region_code | text   |           |      |              | 行政区划代码
    decided_on  | date!  |           |      |              | 处罚日期
    kind        | text   |           |      | penalty_kind | 类别
    amount      | number |           | 元    |              | 金额
    basis       | text   |           |      |              | 处罚依据
""",
)

TRANSFERS = table(
    "transfers",
    "证书转换",
    dated_by=("applied_on",),
    columns="""
    column             | type  | refers to     | unit | codes              | 中文 | remark
    transfer_id        | text* |               |      |                    | 转换编号
    org_id             | text! | organisations |      |                    | 组织编号
    from_body_id       | text  |               |      |                    | 转出机构
    to_body_id         | text! | bodies        |      |                    | 转入机构
    old_certificate_no | text  |               |      |                    | 原证书编号
    new_certificate_no | text  | certificates  |      |                    | 新证书编号
    old_status         | text  |               |      | certificate_status | 原证书状态 | 申请转换时原证书的状态
    applied_on         | date  |               |      |                    | 申请日期
    evaluated_on       | date  |               |      |                    | 评价日期
    evaluator_id       | text  | people        |      |                    | 评价人
    supplementary      | text  |               |      | supplementary      | 补充检查
""",
)

CLASSIFICATIONS = table(
    "classifications",
    "企业分类",
    dated_by=("effective_on",),
    columns="""
    column       | type  | refers to     | unit | codes       | 中文 | remark
    body_id      | text* | bodies        |      |             | 认证机构批准号
    org_id       | text* | organisations |      |             | 组织编号
    effective_on | date* |               |      |             | 生效日期
    grade        | text! |               |      | class_grade | 等级
    reason       | text  |               |      |             | 原因
""",
)

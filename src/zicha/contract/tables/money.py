"""Tables of the contract: money (费用).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

EXPENSES = table(
    "expenses",
    "差旅费用",
    dated_by=("spent_on",),
    columns="""
    column      | type    | refers to | unit | codes        | 中文 | remark
    expense_id  | text*   |           |      |              | 费用编号
    audit_id    | text!   | audits    |      |              | 审核编号
    person_id   | text!   | people    |      |              | 人员编号
    paid_by     | text    |           |      | paid_by      | 支付方
    kind        | text    |           |      | expense_kind | 类别
    amount      | number! |           | 元    |              | 金额
    document_no | text    |           |      |              | 票据号码
    spent_on    | date    |           |      |              | 发生日期
    region_code | text    |           |      |              | 行政区划代码 | 费用发生地
    departed_at | time    |           |      |              | 出发时间 | 票据上的出发时间
    arrived_at  | time    |           |      |              | 到达时间
""",
)

FEES = table(
    "fees",
    "认证收费",
    dated_by=("paid_on",),
    columns="""
    column         | type    | refers to    | unit | codes | 中文 | remark
    fee_id         | text*   |              |      |       | 收费编号
    application_id | text    | applications |      |       | 申请编号
    audit_id       | text    | audits       |      |       | 审核编号
    payer          | text    |              |      |       | 付款方
    amount         | number! |              | 元    |       | 金额
    list_amount    | number  |              | 元    |       | 公示收费标准应收
    paid_on        | date    |              |      |       | 付款日期
""",
)

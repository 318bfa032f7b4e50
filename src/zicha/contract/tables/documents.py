"""Tables of the contract: documents and records (文本).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

DOCUMENTS = table(
    "documents",
    "认证档案文本",
    dated_by=("created_at",),
    columns="""
    column      | type  | refers to     | unit | codes         | 中文 | remark
    document_id | text* |               |      |               | 文档编号
    audit_id    | text  | audits        |      |               | 审核编号
    org_id      | text  | organisations |      |               | 组织编号
    author_id   | text  | people        |      |               | 编制人
    kind        | text! |               |      | document_kind | 类别
    created_at  | time  |               |      |               | 创建时间
    modified_at | time  |               |      |               | 修改时间
    text        | text  |               |      |               | 文本
""",
)

ORG_RECORDS = table(
    "org_records",
    "获证组织提供的运行记录",
    dated_by=("claimed_on",),
    columns="""
    column      | type  | refers to     | unit | codes | 中文 | remark
    record_id   | text* |               |      |       | 记录编号
    org_id      | text! | organisations |      |       | 组织编号
    audit_id    | text  | audits        |      |       | 审核编号
    kind        | text  |               |      |       | 类别
    claimed_on  | date! |               |      |       | 记录日期 | 记录上写的日期
    created_at  | time  |               |      |       | 创建时间 | 文件时间
    modified_at | time  |               |      |       | 修改时间
""",
)

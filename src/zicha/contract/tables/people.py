"""Tables of the contract: people (认证人员).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

PEOPLE = table(
    "people",
    "认证人员",
    columns="""
    column             | type  | refers to | unit | codes      | 中文 | remark
    person_id          | text* |           |      |            | 人员编号
    body_id            | text! | bodies    |      |            | 认证机构批准号
    name               | text  |           |      |            | 姓名
    employment         | text  |           |      | employment | 专兼职
    registration_no    | text  |           |      |            | 注册号 | CCAA 注册号
    registration_grade | text  |           |      |            | 注册级别
    registered_from    | date  |           |      |            | 注册有效期自
    registered_to      | date  |           |      |            | 注册有效期至
    joined_on          | date  |           |      |            | 入职日期
    left_on            | date  |           |      |            | 离职日期
""",
)

QUALIFICATIONS = table(
    "qualifications",
    "专业能力",
    columns="""
    column     | type  | refers to | unit | codes  | 中文 | remark
    person_id  | text* | people    |      |        | 人员编号
    scheme     | text* |           |      | scheme | 认证领域
    field_code | text* |           |      |        | 专业代码
    valid_from | date  |           |      |        | 有效期自
    valid_to   | date  |           |      |        | 有效期至
""",
)

DECISION_AUTHORITIES = table(
    "decision_authorities",
    "认证决定授权",
    columns="""
    column     | type  | refers to | unit | codes  | 中文 | remark
    person_id  | text* | people    |      |        | 人员编号
    scheme     | text* |           |      | scheme | 认证领域
    valid_from | date* |           |      |        | 有效期自
    valid_to   | date  |           |      |        | 有效期至
""",
)

EMPLOYMENTS = table(
    "employments",
    "社保或工资记录",
    columns="""
    column        | type  | refers to | unit | codes | 中文 | remark
    person_id     | text* | people    |      |       | 人员编号
    employer_uscc | uscc* |           |      |       | 参保单位代码
    from_on       | date* |           |      |       | 开始日期
    to_on         | date  |           |      |       | 结束日期
""",
)

COMPETENCE_REVIEWS = table(
    "competence_reviews",
    "能力测评",
    dated_by=("reviewed_on",),
    columns="""
    column      | type   | refers to | unit | codes             | 中文 | remark
    review_id   | text*  |           |      |                   | 评价编号
    person_id   | text!  | people    |      |                   | 人员编号
    kind        | text   |           |      | competence_review | 测评方式
    reviewed_on | date!  |           |      |                   | 评审日期
    score       | number |           | 分    |                   | 得分 | 0 至 100
    passed      | flag!  |           |      |                   | 是否合格
""",
)

CONSULTANCIES = table(
    "consultancies",
    "咨询关系",
    columns="""
    column         | type  | refers to     | unit | codes | 中文 | remark
    consultancy_id | text* |               |      |       | 咨询编号
    org_id         | text! | organisations |      |       | 组织编号
    person_id      | text  | people        |      |       | 人员编号
    body_id        | text  | bodies        |      |       | 认证机构批准号 | 提供咨询的认证机构或其关联方
    consultant     | text  |               |      |       | 咨询机构
    from_on        | date  |               |      |       | 开始日期
    to_on          | date  |               |      |       | 结束日期
""",
)

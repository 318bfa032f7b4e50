"""Tables of the contract: products and laboratories (产品与实验室).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

LABS = table(
    "labs",
    "实验室",
    columns="""
    column            | type  | refers to | unit | codes | 中文 | remark
    lab_id            | text* |           |      |       | 实验室编号
    name              | text! |           |      |       | 实验室名称
    uscc              | uscc  |           |      |       | 统一社会信用代码
    region_code       | text  |           |      |       | 行政区划代码
    cma_valid_to      | date  |           |      |       | CMA有效期至
    cnas_valid_to     | date  |           |      |       | CNAS有效期至
    ccc_designated_to | date  |           |      |       | CCC指定有效期至
""",
)

LAB_CONTRACTS = table(
    "lab_contracts",
    "签约实验室",
    columns="""
    column     | type  | refers to | unit | codes               | 中文 | remark
    body_id    | text* | bodies    |      |                     | 认证机构批准号
    lab_id     | text* | labs      |      |                     | 实验室编号
    valid_from | date* |           |      |                     | 有效期自
    valid_to   | date  |           |      |                     | 有效期至
    status     | text  |           |      | lab_contract_status | 状态
""",
)

LAB_REVIEWS = table(
    "lab_reviews",
    "实验室评价",
    dated_by=("reviewed_on",),
    columns="""
    column      | type   | refers to | unit | codes             | 中文 | remark
    review_id   | text*  |           |      |                   | 评价编号
    body_id     | text!  | bodies    |      |                   | 认证机构批准号
    lab_id      | text!  | labs      |      |                   | 实验室编号
    kind        | text   |           |      | lab_review        | 类别
    reviewed_on | date!  |           |      |                   | 评审日期
    score       | number |           | 分    |                   | 得分
    result      | text   |           |      | lab_review_result | 结果
""",
)

TEST_REPORTS = table(
    "test_reports",
    "检测报告",
    dated_by=("issued_on",),
    columns="""
    column         | type  | refers to     | unit | codes           | 中文 | remark
    report_no      | text* |               |      |                 | 报告编号
    lab_id         | text! | labs          |      |                 | 实验室编号
    body_id        | text  | bodies        |      |                 | 认证机构批准号
    org_id         | text  | organisations |      |                 | 组织编号
    application_id | text  | applications  |      |                 | 申请编号
    certificate_no | text  | certificates  |      |                 | 证书编号
    product_model  | text  |               |      |                 | 产品型号
    standard       | text  |               |      |                 | 认证依据
    sampled_on     | date  |               |      |                 | 抽样日期
    tested_from    | date  |               |      |                 | 检测开始日期
    tested_to      | date  |               |      |                 | 检测结束日期
    issued_on      | date  |               |      |                 | 颁证日期
    conclusion     | text  |               |      | test_conclusion | 结论
    data_hash      | text  |               |      |                 | 数据指纹 | 检测原始数据的散列值
""",
)

PRODUCT_UNITS = table(
    "product_units",
    "获证产品单元",
    part_of="certificates",
    columns="""
    column         | type  | refers to    | unit | codes | 中文 | remark
    unit_id        | text* |              |      |       | 单元编号
    certificate_no | text! | certificates |      |       | 证书编号
    model          | text! |              |      |       | 型号
    key_components | text  |              |      |       | 关键元器件 | 名称=供应商/型号，用；分隔
""",
)

PRODUCT_CHECKS = table(
    "product_checks",
    "产品一致性检查",
    dated_by=("checked_on",),
    columns="""
    column               | type  | refers to     | unit | codes | 中文 | remark
    check_id             | text* |               |      |       | 检查编号
    unit_id              | text! | product_units |      |       | 单元编号
    audit_id             | text  | audits        |      |       | 审核编号
    checked_on           | date! |               |      |       | 检查日期
    model_found          | text  |               |      |       | 实见型号
    key_components_found | text  |               |      |       | 实见关键元器件
    test_passed          | flag  |               |      |       | 检测是否合格
""",
)

"""Tables of the contract: certified organisations (获证组织).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

ORGANISATIONS = table(
    "organisations",
    "获证组织",
    columns="""
    column              | type   | refers to | unit | codes               | 中文 | remark
    org_id              | text*  |           |      |                     | 组织编号
    name                | text!  |           |      |                     | 组织名称
    uscc                | uscc   |           |      |                     | 统一社会信用代码
    region_code         | text   |           |      |                     | 行政区划代码
    address             | text   |           |      |                     | 地址
    longitude           | number |           | °    |                     | 经度 | WGS 84 坐标系，单位度
    latitude            | number |           | °    |                     | 纬度
    industry_code       | text   |           |      |                     | 行业代码 | GB/T 4754
    employees           | int    |           | 人    |                     | 登记或参保人数
    established_on      | date   |           |      |                     | 成立日期
    registration_status | text   |           |      | registration_status | 登记状态
    status_changed_on   | date   |           |      |                     | 登记状态变更日期
""",
)

SITES = table(
    "sites",
    "场所",
    columns="""
    column    | type   | refers to     | unit | codes     | 中文 | remark
    site_id   | text*  |               |      |           | 场所编号
    org_id    | text!  | organisations |      |           | 组织编号
    kind      | text   |               |      | site_kind | 类别
    address   | text   |               |      |           | 地址
    longitude | number |               | °    |           | 经度
    latitude  | number |               | °    |           | 纬度
    personnel | int    |               | 人    |           | 有效人数
""",
)

LICENCES = table(
    "licences",
    "法定资质许可",
    columns="""
    column     | type  | refers to     | unit | codes              | 中文 | remark
    licence_no | text* |               |      |                    | 许可编号
    org_id     | text! | organisations |      |                    | 组织编号
    kind       | text! |               |      |                    | 类别
    valid_from | date  |               |      |                    | 有效期自
    valid_to   | date  |               |      |                    | 有效期至
    status     | text  |               |      | certificate_status | 状态
""",
)

VISITS = table(
    "visits",
    "证后走访",
    dated_by=("visited_on",),
    columns="""
    column     | type  | refers to     | unit | codes        | 中文 | remark
    visit_id   | text* |               |      |              | 走访编号
    org_id     | text! | organisations |      |              | 组织编号
    visited_on | date! |               |      |              | 走访日期
    result     | text! |               |      | visit_result | 结果
""",
)

"""Tables of the contract: audits and everything recorded about one (审核).

One line a column: name, type (`*` in the key, `!` required), table referred to, unit, code list, Chinese name, remark.
"""

from zicha.contract.table import table

AUDITS = table(
    "audits",
    "审核检查项目",
    dated_by=("started_at", "planned_from"),
    columns="""
    column           | type   | refers to     | unit | codes        | 中文 | remark
    audit_id         | text*  |               |      |              | 审核编号
    body_id          | text!  | bodies        |      |              | 认证机构批准号
    org_id           | text!  | organisations |      |              | 组织编号
    application_id   | text   | applications  |      |              | 申请编号
    certificate_no   | text   | certificates  |      |              | 证书编号
    scheme           | text!  |               |      | scheme       | 认证领域
    kind             | text!  |               |      | audit_kind   | 类别
    sequence         | int    |               | 次    |              | 第几次监督
    method           | text   |               |      | audit_method | 审核方式
    planned_from     | time   |               |      |              | 计划开始时间
    planned_to       | time   |               |      |              | 计划结束时间
    started_at       | time   |               |      |              | 首次会议时间
    ended_at         | time   |               |      |              | 末次会议时间
    branch_id        | text   | branches      |      |              | 分支机构编号
    base_days        | number |               | 人日   |              | 基础人日数 | 本次审核在审核时间表中的份额，减少之前
    planned_days     | number |               | 人日   |              | 计划总人日
    onsite_days      | number |               | 人日   |              | 实际现场人日
    remote_days      | number |               | 人日   |              | 远程人日数
    reduction_pct    | number |               | %    |              | 人日减少比例 | 0 至 100
    reduction_reason | text   |               |      |              | 人日减少理由
    remote_reason    | text   |               |      |              | 采用远程方式的理由
    combined_group   | text   |               |      |              | 结合审核组号 | 同一次到访的各审核写同一个组号
    sites_audited    | int    |               | 个    |              | 审核场所数
    conclusion       | text   |               |      | conclusion   | 结论
    plan_reported_on | date   |               |      |              | 审核计划上报日期
    report_issued_on | date   |               |      |              | 报告签发日期
""",
)

AUDIT_PLANS = table(
    "audit_plans",
    "审核计划上报",
    dated_by=("reported_at",),
    remark="每次上报为一个版本",
    columns="""
    column       | type  | refers to | unit | codes        | 中文 | remark
    audit_id     | text* | audits    |      |              | 审核编号
    version      | int*  |           |      |              | 版本
    reported_at  | time! |           |      |              | 上报时间
    planned_from | time  |           |      |              | 计划开始时间
    planned_to   | time  |           |      |              | 计划结束时间
    method       | text  |           |      | audit_method | 审核方式
    leader_id    | text  | people    |      |              | 组长
    team         | list  |           |      |              | 审核组成员 | 人员编号，用；分隔
    address      | text  |           |      |              | 地址
""",
)

AUDIT_SITES = table(
    "audit_sites",
    "审核到访场所",
    part_of="audits",
    columns="""
    column   | type  | refers to | unit | codes | 中文 | remark
    audit_id | text* | audits    |      |       | 审核编号
    site_id  | text* | sites     |      |       | 场所编号
    central  | flag  |           |      |       | 中心职能场所
    random   | flag  |           |      |       | 随机抽取
""",
)

AUDITED_PROCESSES = table(
    "audited_processes",
    "审核覆盖的过程",
    part_of="audits",
    columns="""
    column   | type  | refers to | unit | codes | 中文 | remark
    audit_id | text* | audits    |      |       | 审核编号
    process  | text* |           |      |       | 过程
""",
)

AUDIT_TEAM = table(
    "audit_team",
    "审核组",
    part_of="audits",
    columns="""
    column      | type   | refers to | unit | codes     | 中文 | remark
    audit_id    | text*  | audits    |      |           | 审核编号
    person_id   | text*  | people    |      |           | 人员编号
    role        | text!  |           |      | team_role | 角色
    days        | number |           | 人日   |           | 人日数
    field_codes | list   |           |      |           | 承担专业 | 专业代码，用；分隔
""",
)

SIGN_INS = table(
    "sign_ins",
    "现场签到",
    dated_by=("signed_at",),
    columns="""
    column     | type   | refers to | unit | codes        | 中文 | remark
    sign_in_id | text*  |           |      |              | 签到编号
    audit_id   | text!  | audits    |      |              | 审核编号
    person_id  | text   | people    |      |              | 人员编号
    site_id    | text   | sites     |      |              | 场所编号
    kind       | text!  |           |      | sign_in_kind | 类别
    signed_at  | time!  |           |      |              | 签到时间
    longitude  | number |           | °    |              | 经度
    latitude   | number |           | °    |              | 纬度
    photo_hash | text   |           |      |              | 照片指纹 | 64 位感知指纹，16 个十六进制数字
    photos     | int    |           | 张    |              | 照片数
    device_id  | text   |           |      |              | 设备编号
    note       | text   |           |      |              | 异常说明
""",
)

PROCESS_EVENTS = table(
    "process_events",
    "认证环节记录",
    dated_by=("happened_at",),
    remark="申请办理过程中每完成一个环节一行",
    columns="""
    column         | type  | refers to    | unit | codes    | 中文 | remark
    event_id       | text* |              |      |          | 记录编号
    application_id | text! | applications |      |          | 申请编号
    audit_id       | text  | audits       |      |          | 审核编号
    activity       | text! |              |      | activity | 环节
    happened_at    | time! |              |      |          | 完成时间 | 环节完成的时间
    recorded_at    | time  |              |      |          | 录入时间 | 录入系统的时间
    person_id      | text  | people       |      |          | 环节责任人
""",
)

NONCONFORMITIES = table(
    "nonconformities",
    "不符合项",
    dated_by=("raised_on",),
    columns="""
    column           | type  | refers to | unit | codes               | 中文 | remark
    nonconformity_id | text* |           |      |                     | 不符合编号
    audit_id         | text! | audits    |      |                     | 审核编号
    clause           | text  |           |      |                     | 标准条款
    grade            | text! |           |      | nonconformity_grade | 等级
    statement        | text  |           |      |                     | 不符合事实
    raised_by        | text  | people    |      |                     | 提出人
    raised_on        | date  |           |      |                     | 提出日期
    closed_on        | date  |           |      |                     | 关闭日期
    verified_by      | text  | people    |      |                     | 验证人
""",
)

DECISIONS = table(
    "decisions",
    "认证决定",
    dated_by=("decided_at",),
    columns="""
    column         | type  | refers to    | unit | codes         | 中文 | remark
    decision_id    | text* |              |      |               | 决定编号
    audit_id       | text  | audits       |      |               | 审核编号
    certificate_no | text  | certificates |      |               | 证书编号
    kind           | text! |              |      | decision_kind | 类别
    reviewer_id    | text  | people       |      |               | 复核人
    decider_id     | text  | people       |      |               | 决定人
    decided_at     | time! |              |      |               | 决定时间
""",
)

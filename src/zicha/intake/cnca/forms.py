"""The sheets of the national report (认证认可业务信息统一上报平台的上报表), described as forms.

Rows    one column of a sheet: field code, type (`!` required), code list, Chinese heading, remark in our words
Source  the blank upload workbooks in force 2014-2018 (tables 103010, 103011, 102010, 103012, 204010); columns
        marked † came later or stand only in exports of the platform, their field codes are ours: UNCONFIRMED
Keys    none: a certificate has one row per reported event, an audit one row per team member; only identical rows
        count once, and what a later row does to an earlier one is settled in `to_contract`
Types   a column is typed where the contract reads it. The others stay text, so that a phone number or a capital
        typed in an odd way never costs a row. For the same reason only what no row can do without is required,
        whatever the platform calls 必填.
"""

from collections.abc import Mapping

from zicha.contract.table import Column, ContractTable, table

CERTIFICATES = table(
    "cnca_certificates",
    "证书信息表",
    remark="103010，每上报一次一行",
    columns="""
    column             | type   | refers to | unit | codes          | 中文 | remark
    RZJG_ID            | text!  |           |      |                | 认证机构批准号
    RZJG_KEY_ID        | text   |           |      |                | 实施审核的认证机构分支机构名称 | 没有分支机构的填机构名称
    ORG_NAME           | text!  |           |      |                | 获证组织名称（主要名称） | 没有组织机构代码的，先写上级单位
    ORG_NAME_EN        | text   |           |      |                | 获证组织名称（其他名称）
    ORG_O_NAME         | text   |           |      |                | 获证组织原名
    ORG_CODE           | text   |           |      |                | 获证组织的组织机构代码 | 9 位代码或 18 位统一社会信用代码
    BEL_INDUSTRY       | list   |           |      |                | 获证组织所属国民经济行业
    ORG_COUNTRY        | text   |           |      |                | 获证组织注册地址所在国家地区代码
    ORG_DISTRICT       | text   |           |      |                | 获证组织注册地址所在行政区划代码
    ORG_ADDRESS        | list   |           |      |                | 获证组织注册地址 | 依次为注册、通讯、经营地址
    ORG_ZIP            | text   |           |      |                | 获证组织通讯邮编
    ORG_PHONE          | text   |           |      |                | 获证组织联系电话
    ORG_FAX            | text   |           |      |                | 获证组织传真号码
    LEGAL_PEOPLE       | text   |           |      |                | 获证组织法定代表人
    ORG_PROP_CODE      | text   |           |      |                | 获证组织机构类型代码
    ORG_REG_ASSETS     | text   |           | 万元   |                | 获证组织注册资本
    REG_ASSETS_CURR    | text   |           |      |                | 获证组织注册资本币种
    ORG_PEOP_NUM       | int    |           | 人    |                | 获证组织员工数
    RELA_PEOP_NUM      | int    |           | 人    |                | 获证组织体系覆盖的员工数
    FIRST_CERT_DATE    | date   |           |      |                | 初次获证日期
    CERT_NUMBER        | text!  |           |      |                | 认证证书号 | 入库时转大写、去空格
    AUTH_PROJ_CODE     | text!  |           |      |                | 认证项目分类代码
    BUSI_SCOP_CODE     | list   |           |      |                | 认证业务范围所属CNAS分类代码
    AUTH_PROJ_CODEDEC  | text   |           |      |                | 认证依据
    IS_MULTI_SCENE     | flag   |           |      |                | 是否覆盖多场所
    PLACE_NAME_ADD     | list   |           |      |                | 认证覆盖的场所名称及地址
    BUSI_COVER_SCOP    | text   |           |      |                | 认证覆盖的业务活动范围
    QMS_COVERAGE       | text   |           |      |                | EC9000证书对应的QMS覆盖范围
    ORG_EN_BORDER      | text   |           |      |                | 获证组织能源管理体系边界
    APPR_AC_CODE       | text   |           |      | cnca_activity  | 认证审核活动代码
    A_AUTH_TIMES       | int    |           | 次    |                | 再认证次数
    SUSE_TIMES         | int    |           | 次    |                | 监督次数 | 本认证周期内第几次监督
    APPR_S_DATE        | date   |           |      |                | 审核开始日期 | 初审为第一阶段开始
    APPR_E_DATE        | date   |           |      |                | 审核截止日期 | 初审为第二阶段结束
    CHK_PD_NUM         | number |           | 人日   |                | 审核人日数 | 各阶段合计，不含文件审查
    IS_COMB            | text   |           |      |                | 结合审核类型
    CHK_P_LIST         | list   |           |      |                | 认证决定人员名单
    APP_ASS_DATE       | date   |           |      |                | 认证决定日期
    AWARD_DATE         | date!  |           |      |                | 颁证日期
    CERTI_E_DATE       | date!  |           |      |                | 证书截止日期
    CERTI_STATUS       | text!  |           |      | cnca_certstate | 证书状态
    PAUSE_CAUSE        | list   |           |      |                | 暂停原因
    PAUSE_S_DATE       | date   |           |      |                | 暂停开始时间
    PAUSE_E_DATE       | text   |           |      |                | 暂停截止时间
    CANCEL_CAUSE       | list   |           |      |                | 撤销原因
    CANCEL_DATE        | date   |           |      |                | 撤销时间
    IS_C_CERTI         | text   |           |      |                | 是否是子证书
    M_CERTI_NUM        | text   |           |      |                | 主认证证书号
    CHG_DATE           | date   |           |      |                | 变更日期
    CHG_TYP_CODE       | list   |           |      |                | 变更类别代码
    IS_CHG_CERTI       | text   |           |      |                | 是否换证
    EXCHANGE_DATE      | date   |           |      |                | 换证日期
    EXCHANGE_CAUSE     | text   |           |      |                | 换证原因
    O_AWARD_JG         | text   |           |      |                | 原颁证机构批准号
    O_CERTI_NUM        | text   |           |      |                | 原获认证的认证证书号
    REGISTATION_NUM    | text   |           |      |                | 证书使用的认可号
    ACC_SYMBOL         | list   |           |      |                | 证书使用的认可标志代码
    RISK_PARAM         | text   |           |      | cnca_risk      | 风险系数
    REV_CERTI_FEE      | text   |           | 元    |                | 实收的认证费用 | 填报的是合同金额
    REV_CERTI_FEE_CURR | text   |           |      |                | 实收的认证费用币种
    INVOICE_NUM        | text   |           |      |                | 合同号码
    ATTACHMENTS        | text   |           |      |                | 认证证书附件文件名
    Service_area_code  | text   |           |      |                | 服务认证所属领域代码
    REPORT_TYPE        | text   |           |      |                | 上报类型
    REMARK             | text   |           |      |                | 备注
    IS_OVERFLOW        | text   |           |      |                | 是否超期审核项目
    AUDIT_PLAN_NO      | text   |           |      |                | 审核方案编号
    OVERFLOW_CAUSE     | text   |           |      |                | 超期原因
    PLAN_START         | text   |           |      |                | 策划审核的开始日期
    PROGRAM_FILENO     | text   |           |      |                | 程序文件编号
    BASE_PD_NUM        | text   |           | 人日   |                | 基础人日数 | 审核时间表中的值，不是本次审核的份额
    FETCH_S_DATE       | text   |           |      |                | 取数开始日期
    FETCH_E_DATE       | text   |           |      |                | 取数截止日期
    REPORTED_ON        | date   |           |      |                | 上报日期 | † 平台导出时才有
""",
)

AUDIT_RESULTS = table(
    "cnca_audit_results",
    "审核结果信息表",
    remark="103011，每阶段每人一行",
    columns="""
    column        | type  | refers to | unit | codes              | 中文 | remark
    RZJG_ID       | text  |           |      |                    | 认证机构批准号
    CERT_NUMBER   | text! |           |      |                    | 认证证书号
    APPR_STAGE    | text! |           |      | cnca_stage         | 认证审核阶段代码
    APPR_S_DATE   | time  |           |      |                    | 审核开始日期
    APPR_E_DATE   | time  |           |      |                    | 审核截止日期
    FULL_NAME     | text! |           |      |                    | 审核组成员姓名
    IDENTITY_CODE | text  |           |      |                    | 身份证件类型代码
    ID_CODE       | text  |           |      |                    | 身份证件号码 | 只用来认出同一个人，不保存
    APPR_M_ROLE   | text  |           |      | cnca_role          | 审核组成员角色代码
    QUA_CODE      | text  |           |      | cnca_qualification | 审核组成员资格类型代码
    APT_CERTI_NUM | text  |           |      |                    | 审核组成员资质注册号 | 技术专家填机构的人员编号
    IS_PROF_M     | text  |           |      |                    | 是否专业审核员
    IS_SPECIAL    | flag  |           |      |                    | 是否专职人员
    OBSERVER_FLAG | text  |           |      |                    | 见证人标识
""",
)

AUDIT_PLANS = table(
    "cnca_audit_plans",
    "审核计划信息表",
    remark="102010，每个计划一行",
    columns="""
    column             | type  | refers to | unit | codes       | 中文 | remark
    AUDIT_PLAN_CODE    | text! |           |      |             | 审核计划编号
    AUDIT_ACT_TYPE     | list! |           |      |             | 认证审核阶段代码 | 与申请编号、证书号一一对应
    AUDIT_START_DATE   | time  |           |      |             | 计划开始时间
    AUDIT_END_DATE     | time  |           |      |             | 计划结束时间
    AUDIT_INSPECTOR    | text  |           |      |             | 审核员CCAA注册号、姓名、角色代码、联系电话 | 电话不保存
    AUDIT_INSPECT_ZJ   | text  |           |      |             | 审核技术专家 | 证件号、电话不保存
    ORG_COUNTRY        | text  |           |      |             | 被审核组织注册地址所在国家地区代码
    ORG_DISTRICT       | text  |           |      |             | 被审核组织实际地址的行政区划
    ORG_CODE           | text  |           |      |             | 被审核组织的组织机构代码
    ORG_NAME           | text! |           |      |             | 被审核组织名称
    ORG_CONTACT_PERSON | text  |           |      |             | 被审核组织联系人
    ORG_CONTACT_WAY    | text  |           |      |             | 被审核组织联系方式
    ORG_ADDRESS        | text  |           |      |             | 被审核组织实际地址
    AUDIT_APPLY_NO     | list  |           |      |             | 本次审核对应的认证申请编号
    CERT_NUMBER        | list  |           |      |             | 本次审核对应的认证证书号
    AUTH_PROJ_CODE     | list! |           |      |             | 认证项目分类代码
    RZJG_ID            | text  |           |      |             | 认证机构批准号 | 2021 年起不再填报
    REMARK             | text  |           |      |             | 备注
    AUDIT_METHOD       | text  |           |      | cnca_method | 审核方式 | † 2021 年新增
    REPORTED_AT        | time  |           |      |             | 上报时间 | † 平台导出时才有
""",
)

ENERGY = table(
    "cnca_energy",
    "能源绩效信息表",
    remark="103012，数据契约不用",
    columns="""
    column         | type | refers to | unit  | codes | 中文 | remark
    RZJG_ID        | text |           |       |       | 认证机构批准号
    CERT_NUMBER    | text |           |       |       | 认证证书号
    CYCLE_IDENTIFY | text |           |       |       | 报送周期标识
    EN_S_DATE      | text |           |       |       | 能耗统计开始日期
    EN_E_DATE      | text |           |       |       | 能耗统计截止日期
    OUT_VALUE      | text |           | 万元    |       | 审核统计期间工业总产值
    INTEG_EN       | text |           | 吨标准煤 |       | 审核统计期间综合能耗
    P_PRO_NAME     | text |           |       |       | 审核统计期间第Pi种产品名称
    P_PRO_OUT      | text |           |       |       | 审核统计期间第Pi种产品产量
    P_PRO_UNIT     | text |           |       |       | 第PI种产品单位
    P_PRO_UNIT_DES | text |           |       |       | 第PI种产品单位说明
    P_PRO_EN_EI    | text |           |       |       | 审核对应Pi种产品的综合能耗Ei
""",
)

FACTORY_INSPECTIONS = table(
    "cnca_factory_inspections",
    "工厂检查结果信息表",
    remark="204010，每次工厂检查一行",
    columns="""
    column             | type   | refers to | unit | codes               | 中文 | remark
    AUDIT_PLAN_CODE    | text!  |           |      |                     | 工厂检查计划编号
    AUDIT_ACT_TYPE     | text!  |           |      | cnca_factory_kind   | CCC认证活动类型
    AUDIT_START_DATE   | time   |           |      |                     | 实际开始时间
    AUDIT_END_DATE     | time   |           |      |                     | 实际结束时间
    AUDIT_INSPECTOR    | text   |           |      |                     | 工厂检查员CCAA注册号、姓名、检查组角色代码、联系电话等 | 电话不保存
    AUDIT_INSPECT_ZJ   | text   |           |      |                     | 工厂检查技术专家
    FAC_COUNTRY        | text   |           |      |                     | 生产企业所在国家地区代码
    FAC_AREA_CODE      | text   |           |      |                     | 生产企业实际地址的行政区划
    FAC_ORG_CODE       | text   |           |      |                     | 生产企业组织机构代码
    FAC_NAME           | text!  |           |      |                     | 生产企业名称
    FAC_NO             | text   |           |      |                     | 生产企业编号（工厂编号）
    FAC_CONTACT_PERSON | text   |           |      |                     | 生产企业联系人
    FAC_CONTACT_WAY    | text   |           |      |                     | 生产企业联系方式
    FAC_ADDRESS        | text   |           |      |                     | 生产企业详细地址
    FAC_X              | number |           | °    |                     | 生产企业实际地址经度坐标
    FAC_Y              | number |           | °    |                     | 生产企业实际地址纬度坐标
    CERT_NO            | text   |           |      |                     | 本次检查覆盖的CCC证书号及认证决定
    FAC_INSPECT_DAYS   | number |           | 人日   |                     | 本次工厂检查实际人日数 | 不含实习检查员
    Inspect_Result     | text   |           |      | cnca_factory_result | 工厂检查结论
    Non_Conformance    | text   |           |      |                     | 工厂检查不符合项分类代码
    REMARK             | text   |           |      |                     | 备注
    RZJG_ID            | text   |           |      |                     | 认证机构批准号 | † 官方表没有此栏
""",
)

FORMS: Mapping[str, ContractTable] = {
    form.name: form for form in (CERTIFICATES, AUDIT_RESULTS, AUDIT_PLANS, ENERGY, FACTORY_INSPECTIONS)
}


def _columns(names: str) -> frozenset[str]:
    return frozenset(names.split())


USED: Mapping[str, frozenset[str]] = {
    CERTIFICATES.name: _columns("""
        RZJG_ID RZJG_KEY_ID ORG_NAME ORG_CODE BEL_INDUSTRY ORG_DISTRICT ORG_ADDRESS ORG_PEOP_NUM RELA_PEOP_NUM
        FIRST_CERT_DATE CERT_NUMBER AUTH_PROJ_CODE BUSI_SCOP_CODE AUTH_PROJ_CODEDEC IS_MULTI_SCENE PLACE_NAME_ADD
        BUSI_COVER_SCOP APPR_AC_CODE A_AUTH_TIMES SUSE_TIMES APPR_S_DATE APPR_E_DATE CHK_PD_NUM IS_COMB CHK_P_LIST
        APP_ASS_DATE AWARD_DATE CERTI_E_DATE CERTI_STATUS PAUSE_CAUSE PAUSE_S_DATE CANCEL_CAUSE CANCEL_DATE CHG_DATE
        CHG_TYP_CODE EXCHANGE_DATE EXCHANGE_CAUSE O_AWARD_JG O_CERTI_NUM ACC_SYMBOL RISK_PARAM REPORTED_ON
    """),
    AUDIT_RESULTS.name: _columns("""
        RZJG_ID CERT_NUMBER APPR_STAGE APPR_S_DATE APPR_E_DATE FULL_NAME ID_CODE APPR_M_ROLE QUA_CODE APT_CERTI_NUM
        IS_SPECIAL OBSERVER_FLAG
    """),
    AUDIT_PLANS.name: _columns("""
        AUDIT_PLAN_CODE AUDIT_ACT_TYPE AUDIT_START_DATE AUDIT_END_DATE AUDIT_INSPECTOR ORG_DISTRICT ORG_CODE ORG_NAME
        ORG_ADDRESS AUDIT_APPLY_NO CERT_NUMBER AUTH_PROJ_CODE RZJG_ID AUDIT_METHOD REPORTED_AT
    """),
    ENERGY.name: _columns(""),
    FACTORY_INSPECTIONS.name: _columns("""
        AUDIT_PLAN_CODE AUDIT_ACT_TYPE AUDIT_START_DATE AUDIT_END_DATE AUDIT_INSPECTOR AUDIT_INSPECT_ZJ FAC_AREA_CODE
        FAC_ORG_CODE FAC_NAME FAC_ADDRESS FAC_X FAC_Y CERT_NO FAC_INSPECT_DAYS Inspect_Result RZJG_ID
    """),
}
"""Columns the contract has a place for (用到的列)."""


def unused(form: ContractTable) -> tuple[Column, ...]:
    """The columns of a form the contract has no place for."""
    return tuple(column for column in form.columns if column.name not in USED[form.name])

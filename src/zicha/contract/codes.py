"""Code lists of the contract (代码表): the code, its Chinese label, other words people type for it.

The first word behind a code is its label; further words, separated by blanks, are read as the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CodeList:
    """A code list (代码表). `open` lists also take words that are not in them."""

    name: str
    chinese: str
    labels: Mapping[str, str]
    words: Mapping[str, str]  # any accepted word, lower case → code
    open: bool = False

    def code_of(self, word: str) -> str | None:
        return self.words.get(word.strip().lower())


def _codes(name: str, chinese: str, text: str, *, open: bool = False) -> CodeList:
    labels: dict[str, str] = {}
    words: dict[str, str] = {}
    for line in text.strip().splitlines():
        code, label, *others = line.split()
        labels[code] = label
        for word in (code, label, *others):
            if words.setdefault(word.lower(), code) != code:
                raise ValueError(f"{name}: {word} stands for two codes")
    return CodeList(name, chinese, labels, words, open)


_ALL = [
    _codes(
        "scheme",
        "认证领域",
        """
        QMS      质量管理体系         质量 ISO9001
        EMS      环境管理体系         环境 ISO14001
        OHSMS    职业健康安全管理体系 职业健康安全 ISO45001
        EnMS     能源管理体系         能源 ISO50001
        ISMS     信息安全管理体系     信息安全
        ITSMS    信息技术服务管理体系 信息技术服务
        FSMS     食品安全管理体系     食品安全
        HACCP    危害分析与关键控制点 HACCP体系
        MDMS     医疗器械质量管理体系 医疗器械
        IPMS     知识产权管理体系     知识产权
        SERVICE  服务认证             服务
        PRODUCT  自愿性产品认证       产品认证 自愿性产品
        ORGANIC  有机产品认证         有机产品 有机
        GAP      良好农业规范认证     良好农业规范
        CCC      强制性产品认证       3C 强制性产品
    """,
    ),
    _codes(
        "approval_status",
        "批准状态",
        """
        valid     有效
        suspended 暂停
        revoked   撤销
        cancelled 注销
    """,
    ),
    _codes(
        "certificate_status",
        "证书状态",
        """
        valid     有效
        suspended 暂停
        revoked   撤销
        cancelled 注销
        expired   过期失效 过期 失效
    """,
    ),
    _codes(
        "internal_control",
        "内部监督类别",
        """
        internal_audit         内部审核 内审
        management_review      管理评审 管评
        impartiality_committee 公正性委员会
        witness                见证
    """,
    ),
    _codes(
        "duty_filing",
        "法定报送类别",
        """
        annual_report        年度工作报告
        csr_report           社会责任报告
        statistics           统计直报 统计
        monthly_certificates 证书月报 月报
    """,
    ),
    _codes(
        "registration_status",
        "登记状态",
        """
        active       存续 在业 开业 正常
        abnormal     经营异常 异常
        suspended    停业 歇业
        revoked      吊销
        deregistered 注销
    """,
    ),
    _codes(
        "site_kind",
        "场所类别",
        """
        fixed     固定场所 固定
        temporary 临时场所 临时
    """,
    ),
    _codes(
        "visit_result",
        "走访结果",
        """
        producing   正常生产 在产
        stopped     停产
        moved       搬迁
        unreachable 失联 无法联系
    """,
    ),
    _codes(
        "application_kind",
        "申请类别",
        """
        initial         初次认证 初次 初审
        recertification 再认证
        transfer        证书转换 转换 转机构
        extension       扩大范围 扩项
    """,
    ),
    _codes(
        "complexity",
        "风险等级",
        """
        high    高 高风险
        medium  中 中风险
        low     低 低风险
        limited 有限 有限风险
    """,
    ),
    _codes(
        "accreditation",
        "认可标识",
        """
        cnas  CNAS认可 CNAS标识
        other 其他认可 其他
        none  无认可 无 不带标
    """,
    ),
    _codes(
        "certificate_event",
        "证书状态变化类别",
        """
        issued      颁证 发证
        renewed     换证 再认证换证
        amended     变更
        extended    扩大 扩大范围
        reduced     缩小 缩小范围
        suspended   暂停
        restored    恢复
        revoked     撤销
        cancelled   注销
        transferred 转换
    """,
    ),
    _codes(
        "status_reason",
        "状态变化原因",
        """
        own_request         主动申请
        seasonal            季节性或按订单生产 季节性 季节生产
        audit_not_accepted  未按期接受监督或再认证
        system_failure      体系不满足要求
        contract_breach     不履行合同义务
        regulator_finding   监管部门发现问题
        regulator_penalty   受到监管处罚
        licence_lapse       许可资质失效
        serious_accident    重大质量安全事故
        sampling_failure    监督抽查不合格
        legal_status_lost   主体资格注销撤销
        refused_supervision 拒绝配合监督
        serious_violation   严重违法失信
        suspension_expired  暂停期满未解决
        not_operating       体系未运行
        misuse              误用证书标志
        standard_changed    标准或规则换版
        unreported_change   变更未申报
        replaced            换发新证
        expired             有效期届满
        other               其他
    """,
        open=True,
    ),
    _codes(
        "audit_kind",
        "审核类别",
        """
        stage1           第一阶段审核 一阶段 第一阶段
        stage2           第二阶段审核 二阶段 第二阶段
        surveillance     监督审核 监督
        recertification  再认证审核 再认证
        special          特殊审核 专项审核 特殊监督
        unannounced      不通知检查 飞行检查 不通知审核
        transfer         转换审核 转证
        factory_initial  初始工厂检查 工厂初审
        factory_followup 工厂跟踪检查 获证后跟踪检查 工厂监督检查
    """,
    ),
    _codes(
        "audit_method",
        "审核方式",
        """
        on_site 现场 现场审核 FS01
        remote  远程 远程审核 FS02
        hybrid  混合 现场加远程 FS03
    """,
    ),
    _codes(
        "conclusion",
        "审核结论",
        """
        recommended     推荐 推荐认证 推荐通过
        conditional     有条件推荐 整改后推荐
        not_recommended 不推荐
    """,
    ),
    _codes(
        "team_role",
        "审核组角色",
        """
        leader   组长 审核组长
        auditor  审核员 组员
        expert   技术专家 专家
        trainee  实习审核员 实习
        observer 观察员
    """,
    ),
    _codes(
        "sign_in_kind",
        "签到类别",
        """
        opening 首次会议 签到
        closing 末次会议 签退
    """,
    ),
    _codes(
        "activity",
        "认证环节",
        """
        application          认证申请 申请
        application_review   申请评审
        contract             签订合同 合同
        audit_plan           审核策划 审核计划
        plan_report          计划上报
        stage1               第一阶段审核 一阶段
        stage2               第二阶段审核 二阶段
        surveillance         监督审核 监督
        recertification      再认证审核 再认证
        nonconformity_closed 不符合关闭
        report               审核报告 报告
        file_review          档案复核 复核
        decision             认证决定 决定
        issue                颁发证书 发证
        certificate_report   证书上报
        archive              归档
    """,
    ),
    _codes(
        "nonconformity_grade",
        "不符合等级",
        """
        major 严重 严重不符合
        minor 一般 轻微 一般不符合
    """,
    ),
    _codes(
        "decision_kind",
        "认证决定类别",
        """
        grant    授予 批准 颁证
        maintain 保持
        renew    再认证 换证
        extend   扩大 扩大范围
        reduce   缩小 缩小范围
        suspend  暂停
        restore  恢复
        revoke   撤销
        refuse   拒绝 不予认证 不批准
    """,
    ),
    _codes(
        "employment",
        "专兼职",
        """
        full_time 专职
        part_time 兼职
    """,
    ),
    _codes(
        "competence_review",
        "能力测评方式",
        """
        exam        考试
        witness     见证
        file_review 档案评审
        interview   面谈
    """,
    ),
    _codes(
        "paid_by",
        "支付方",
        """
        body         认证机构 机构
        organisation 获证组织 组织 企业
    """,
    ),
    _codes(
        "expense_kind",
        "费用类别",
        """
        transport 交通
        lodging   住宿
        meals     餐饮
        other     其他
    """,
    ),
    _codes(
        "document_kind",
        "文档类别",
        """
        plan          审核计划
        checklist     检查表
        report        审核报告
        nonconformity 不符合报告
        minutes       会议记录
        org_document  体系文件 组织文件
    """,
    ),
    _codes(
        "lab_contract_status",
        "签约状态",
        """
        active     履约中 有效
        suspended  暂停
        terminated 终止
    """,
    ),
    _codes(
        "lab_review",
        "实验室评价类别",
        """
        annual           年度评价
        proficiency_test 能力验证
        spot_check       抽查
        complaint        投诉核查
    """,
    ),
    _codes(
        "lab_review_result",
        "实验室评价结果",
        """
        pass      合格 通过
        improve   改进
        suspend   暂停
        terminate 终止
    """,
    ),
    _codes(
        "test_conclusion",
        "检测结论",
        """
        pass 合格
        fail 不合格
    """,
    ),
    _codes(
        "adverse_kind",
        "不良信息类别",
        """
        sampling_failure   监督抽查不合格 抽查不合格
        accident           质量安全事故 事故
        serious_violation  严重违法失信
        abnormal_operation 经营异常
        licence_lapse      许可失效
        media_exposure     媒体曝光
        recall             召回
        penalty            行政处罚
    """,
    ),
    _codes(
        "complaint_target",
        "投诉对象类别",
        """
        body         认证机构
        person       认证人员
        certificate  证书
        organisation 获证组织
        lab          实验室
    """,
    ),
    _codes(
        "complaint_topic",
        "投诉事由",
        """
        absent_auditor       未到现场
        short_audit          缩短审核时间
        gift                 吃拿卡要 红包礼金
        expense              不合理差旅费用
        fake_certificate     虚假证书
        trading_certificates 买证卖证
        product_quality      产品质量
        fee                  收费
        other                其他
    """,
    ),
    _codes(
        "penalty_kind",
        "处罚类别",
        """
        warning          警告
        fine             罚款
        confiscation     没收违法所得 没收
        suspension       责令停业整顿 停业
        revocation       撤销批准文件 撤销
        public_criticism 通报批评
    """,
    ),
    _codes(
        "supplementary",
        "补充检查",
        """
        none               无
        test               产品检测 检测
        factory_inspection 工厂检查
        both               检测和工厂检查
    """,
    ),
    _codes(
        "class_grade",
        "企业分类等级",
        """
        A A类
        B B类
        C C类
        D D类
    """,
    ),
]

CODE_LISTS: Mapping[str, CodeList] = {codes.name: codes for codes in _ALL}

MS_SCHEMES = ("QMS", "EMS", "OHSMS", "EnMS", "ISMS", "ITSMS", "FSMS", "HACCP", "MDMS", "IPMS")
"""Management-system schemes (管理体系认证领域)."""

AUDIT_TIME_SCHEMES = ("QMS", "EMS", "OHSMS")
"""Schemes with an audit-time table (有审核时间表的领域)."""

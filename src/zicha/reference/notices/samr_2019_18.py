"""市监认证〔2019〕18号: certification bodies inspect the quality of their own certification (认证质量自查).

Source  the notice as published (此件公开发布); clause texts are its words
Left out  names, telephone numbers and addresses of contacts
"""

from datetime import date

from zicha.reference.notices.notice import (
    Clause,
    Fact,
    FocusArea,
    Notice,
    Recipient,
    ReportSection,
    Requirement,
    SubPoint,
)
from zicha.reference.notices.samr_2019_18_plan import QUESTIONS, TASKS

_PURPOSE = Clause(
    place="引言",
    title="目的",
    text=(
        "为进一步贯彻落实《市场监管总局关于加强认证检测市场监管工作的通知》（国市监认证〔2018〕173号）及市场监管总局"
        "《假冒伪劣重点领域治理工作方案（2019—2021）》，督促认证机构落实主体责任，深入排查认证质量风险，推动质量认证"
        "工作规范健康发展，经市场监管总局同意，决定组织开展认证机构认证质量自查。"
    ),
)

_SCOPE = Clause(
    place="一（一）",
    title="自查范围",
    text=(
        "从认证方案的设计、认证全过程的实施、认证的资源配置和人员能力、认证人员的职业操守等方面，自查并清理整治存在"
        "的重大风险隐患，深入开展风险分析；结合对获证组织的风险评价结果，从认证有效性、符合性等方面，加强证后监督。"
        "针对央视“3·15”晚会曝光的部分获证企业，发证机构要迅速开展排查，对问题证书和认证企业严肃处理。"
    ),
)

_FOCUS_AREAS = (
    FocusArea(
        number=1,
        letter="A",
        title="认证机构合法合规",
        text=(
            "认证机构合法合规方面。是否存在超出批准范围从事认证活动；伪造认证档案、记录和资料，出具虚假认证结论、"
            "买证卖证；认证活动中增减、遗漏认证基本规范、认证规则规定程序；现场审核/检查避重就轻、走过场，关键过程"
            "审核/检查不到位；擅自降低认证标准要求，认证决定把关不严，降低门槛通过认证等问题。"
        ),
        sub_points=(
            SubPoint("1a", "超范围", "超出批准范围从事认证活动"),
            SubPoint("1b", "伪造虚假、买证卖证", "伪造认证档案、记录和资料，出具虚假认证结论、买证卖证"),
            SubPoint("1c", "增减遗漏程序", "认证活动中增减、遗漏认证基本规范、认证规则规定程序"),
            SubPoint("1d", "现场避重就轻", "现场审核/检查避重就轻、走过场，关键过程审核/检查不到位"),
            SubPoint(
                "1e", "降低要求、决定把关不严", "擅自降低认证标准要求，认证决定把关不严，降低门槛通过认证"
            ),
        ),
    ),
    FocusArea(
        number=2,
        letter="B",
        title="认证人员职业操守",
        text=(
            "认证人员职业操守方面。是否存在审核员/检查员擅自减少审核/检查时间，甚至不到现场；审核员/检查员索取不合理"
            "差旅食宿费用；认证人员利用职务之便，吃拿卡要、收取红包等问题。"
        ),
        sub_points=(
            SubPoint("2a", "减少时间或不到现场", "审核员/检查员擅自减少审核/检查时间，甚至不到现场"),
            SubPoint("2b", "差旅食宿费用", "审核员/检查员索取不合理差旅食宿费用"),
            SubPoint("2c", "吃拿卡要", "认证人员利用职务之便，吃拿卡要、收取红包"),
        ),
    ),
    FocusArea(
        number=3,
        letter="C",
        title="获证组织“两张皮”现象",
        text=(
            "获证组织“两张皮”现象方面。是否存在获证组织管理文件形同虚设，与实际运行方法脱节；应付认证审核/检查，突击"
            "补记录、补文件；未按认证要求组织生产，实际生产产品与获证产品不一致，严重影响产品性能和安全等问题。"
        ),
        sub_points=(
            SubPoint("3a", "文件与运行脱节", "获证组织管理文件形同虚设，与实际运行方法脱节"),
            SubPoint("3b", "突击补记录", "应付认证审核/检查，突击补记录、补文件"),
            SubPoint(
                "3c",
                "生产与获证不一致",
                "未按认证要求组织生产，实际生产产品与获证产品不一致，严重影响产品性能和安全",
            ),
        ),
    ),
    FocusArea(
        number=4,
        letter="D",
        title="机构自身能力建设",
        text=(
            "机构自身能力建设方面。是否存在认证基础设施和人力资源不足、专业能力不强；认证管理制度不完善，认证质量追溯"
            "体系不健全；缺少关键过程控制要求，风险防控能力不足等问题。"
        ),
        sub_points=(
            SubPoint("4a", "资源和能力", "认证基础设施和人力资源不足、专业能力不强"),
            SubPoint("4b", "管理制度、追溯", "认证管理制度不完善，认证质量追溯体系不健全"),
            SubPoint("4c", "关键过程、风险防控", "缺少关键过程控制要求，风险防控能力不足"),
        ),
    ),
)

_REQUIREMENTS = (
    Requirement(
        "二（一）",
        "提高思想认识",
        "各认证机构主要负责人要高度重视本次认证质量自查，结合《国务院关于加强质量认证体系建设促进全面质量管理的意见》"
        "（国发〔2018〕3号）关于严格落实从业机构对认证结果主体责任的要求，以认证质量为工作核心，自觉维护认证在经济发展中"
        "“传递信任、服务发展”的公信力，坚决从根本上改变“重发证，轻责任；重数量，轻质量”的不良现象。",
    ),
    Requirement(
        "二（二）",
        "加强组织领导",
        "各认证机构要迅速制订自查工作方案，明确牵头部门和工作人员，加强内设部门之间的沟通协作和信息接口的完善，强化全员"
        "责任意识，确保本次自查工作落实到位。",
    ),
    Requirement(
        "二（三）",
        "强化风险识别",
        "各认证机构要深挖是否存在社会反映的“认证乱象”突出问题，充分识别关键环节中的各类认证风险，建立以“大数据”为基础的"
        "风险管控机制，明确风险控制和处置要求。",
    ),
    # The notice prints no comma after 不遮掩; the quotation keeps to it.
    Requirement(
        "二（四）",
        "确保整改到位",
        "各认证机构要明确整改要求，对自身问题不回避、不遮掩以“刮骨疗毒”的决心下大气力整改；对获证企业的问题要责令其整改，"
        "对问题证书严肃处理，并进行后续监督落实。对排查发现的问题要举一反三，建立完善认证质量的保障制度，确保认证活动和认证"
        "结果真实有效。",
    ),
    Requirement(
        "二（五）",
        "及时上报反馈",
        "各认证机构要及时汇总分析本次自查整改情况（具体要求见附件），形成自查报告并加盖认证机构公章，于2019年6月30日前报送"
        "市场监管总局（认证监管司）和认证机构注册地省、自治区、直辖市及新疆生产建设兵团市场监管局(厅、委）。",
    ),
)

_REPORT_SECTIONS = (
    ReportSection(
        number=1,
        title="认证机构基本情况",
        text=(
            "包括认证机构获批从业范围、发证总量及获证组织数据，近2年发放证书数和暂停、撤销、注销证书数，近2年受各级市场"
            "监管部门行政处罚情况，认证机构资源配置和认证人员基本情况、人员管理制度等。"
        ),
        facts=(
            Fact("approved_scope", "获批从业范围", asked="认证机构获批从业范围"),
            Fact("certificates_total", "发证总量", "张", asked="发证总量"),
            Fact("organisations_total", "获证组织数", "家", asked="获证组织数据"),
            Fact("issued_2y", "近2年发放证书数", "张", asked="近2年发放证书数"),
            Fact("suspended_2y", "近2年暂停证书数", "张", asked="暂停"),
            Fact("revoked_2y", "近2年撤销证书数", "张", asked="撤销"),
            Fact("cancelled_2y", "近2年注销证书数", "张", asked="注销证书数"),
            Fact("penalties_2y", "近2年受行政处罚情况", "次", asked="近2年受各级市场监管部门行政处罚情况"),
            Fact("people_by_role", "认证人员基本情况", "人", asked="认证人员基本情况"),
        ),
        to_write=("认证机构资源配置（办公场所、检测设备、信息系统等基础设施）", "人员管理制度"),
    ),
    ReportSection(
        number=2,
        title="自查开展情况",
        text="包括自查实施方案或计划，自查工作实施情况等。",
        facts=(
            Fact("records_screened", "自查所用记录的来源、版本和行数", "行", asked="自查工作实施情况"),
            Fact("checks_run", "已执行的检查项", "项", asked="自查工作实施情况"),
            Fact("coverage", "每个检查项的判定结果（疑点、通过、无法判定、免查）", asked="自查工作实施情况"),
            Fact("checks_not_run", "因缺少资料未能执行的检查项及所缺资料", "项"),
        ),
        to_write=("自查实施方案或计划", "牵头部门和工作人员", "自查工作的组织和人工核查过程"),
        done=(
            Fact("plan_tasks", "自查实施方案", "项", answers="自查实施方案或计划"),
            Fact("team", "牵头部门和工作人员", "人", answers="牵头部门和工作人员"),
            Fact("questions_answered", "数据不能判定、由人答复的问询项", "项"),
        ),
    ),
    ReportSection(
        number=3,
        title="自查发现的问题及原因分析",
        text="",
        facts=(
            Fact("leads_by_focus_area", "按自查重点汇总的疑点", "条"),
            Fact("leads_by_check", "按检查项汇总的疑点", "条"),
            Fact("undecided_by_check", "按检查项汇总的无法判定", "条"),
        ),
        to_write=("疑点核实结果（属实或排除）", "属实问题的原因分析"),
        done=(
            Fact("leads_verified", "线索核查结果", "条", answers="疑点核实结果（属实或排除）"),
            Fact("findings_by_point", "按自查要点发现的问题", "条"),
            Fact("problem_causes", "问题原因", "个", answers="属实问题的原因分析"),
        ),
    ),
    ReportSection(
        number=4,
        title="整改措施",
        text="包括认证机构对自查问题的处理结果。",
        facts=(),
        to_write=(
            "整改措施、责任人和完成期限",
            "对问题证书的处理结果",
            "对获证企业的整改要求和后续监督",
            "举一反三的制度措施",
        ),
        done=(
            Fact("problems_rectified", "问题整改", "个", answers="整改措施、责任人和完成期限"),
            Fact("certificates_decided", "问题证书处理", "张", answers="对问题证书的处理结果"),
            Fact("orders_issued", "责令获证组织整改", "份", answers="对获证企业的整改要求和后续监督"),
            Fact("sweeps", "举一反三排查", "次"),
        ),
    ),
    ReportSection(
        number=5,
        title="对认证监督工作相关建议",
        text="",
        facts=(),
        to_write=("对认证监督工作的建议",),
    ),
)

NOTICE = Notice(
    key="samr_2019_18",
    number="市监认证〔2019〕18号",
    title="市场监管总局办公厅关于深入开展认证机构认证质量自查工作的通知",
    issuer="国家市场监督管理总局办公厅",
    issued_on=date(2019, 3, 21),
    addressed_to="各认证机构",
    purpose=_PURPOSE,
    scope=_SCOPE,
    focus_areas=_FOCUS_AREAS,
    requirements=_REQUIREMENTS,
    report_title="自查整改报告",
    report_sections=_REPORT_SECTIONS,
    recipients=(
        Recipient("samr_certification_supervision", "市场监管总局（认证监管司）"),
        Recipient(
            "regulator_of_registration",
            "认证机构注册地省、自治区、直辖市及新疆生产建设兵团市场监管局(厅、委）",
            by_registration=True,
        ),
    ),
    due_on=date(2019, 6, 30),
    stamped=True,
    years_looked_back=2,
    goals="在风险分析的基础上，以自查整改为契机，对本机构开展的所有认证活动进行一次全面自查。",
    tasks=TASKS,
    questions=QUESTIONS,
)

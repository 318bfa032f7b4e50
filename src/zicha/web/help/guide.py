"""What the guide says (使用说明的内容). It stands in the site itself, so it is there offline and fits this version."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.permissions import ROLES


@dataclass(frozen=True, slots=True)
class Step:
    """One of the ten steps (步骤).

    who         the roles that take it
    route       the page it is taken on; its link is shown to whoever carries `permission`
    """

    title: str
    who: tuple[str, ...]
    route: str
    permission: str
    says: tuple[str, ...]


STEPS = (
    Step(
        _("按通知启动自查"), ("quality_manager",), "plan", "campaign.view",
        (
            _("在“自查方案”选择监管通知，写明牵头部门、负责人、起止日期和判定基准日，启动后任务和问询项按通知的条款自动列出。"),
            _("可以增加本机构自己的任务和问询项；方案可下载为 Word 文件送领导签发。"),
        ),
    ),
    Step(
        _("请同事加入，分派任务"), ("quality_manager", "administrator"), "members", "member.view",
        (
            _("在“成员与权限”发出邀请，一人可以有几个角色；邀请链接只能用一次。"),
            _("在“自查方案”的任务、问询项列表里勾选后一并分派，定下责任人和期限。"),
        ),
    ),
    Step(
        _("交来业务数据"), ("quality_manager",), "data", "data.view",
        (
            _("先下载空白数据表，了解要哪些列；已有的 Excel、CSV 可以直接上传，列名会自动识别。"),
            _("错误的单元格逐个列出怎样改；下载标好的工作簿，改好再交。确认之前，数据集不会变化。"),
        ),
    ),
    Step(
        _("筛查，看覆盖情况"), ("quality_manager",), "data", "data.view",
        (
            _("点“开始筛查”，在后台进行，可以离开页面。筛查只找线索，不下结论。"),
            _("看清有哪些项目因为缺数据没有检查、哪些对象无法判定：它们都不等于没有问题。"),
        ),
    ),
    Step(
        _("核查线索"), ("reviewer", "quality_manager"), "leads", "lead.view",
        (
            _("逐条对照原始记录，作出结论：属实、排除（写明理由）、归并到另一条，或挂起到某日。不想离开键盘时按 j、k 移动，按 o 打开，按 1、2、3 下结论。"),
            _("同一原因的许多条，先筛选再一并处理。排除过的线索，下次交来数据时依据没有变就不再出现。"),
        ),
    ),
    Step(
        _("答复问询项"), ("auditor", "decision_maker", "reviewer", "quality_manager"), "plan", "campaign.view",
        (
            _("数据查不出的要求由人答复：符合、不符合或不适用，并附上证据文件。"),
            _("答复为不符合的，要立项整改。"),
        ),
    ),
    Step(
        _("立项整改"), ("quality_manager", "reviewer", "auditor"), "problems", "problem.view",
        (
            _("属实的线索逐条或合并立项，定责任人和期限。还没有立项的，在线索队列的“属实”里点“只看没有立项的”。"),
            _("责任人写明控制、纠正、原因和纠正措施，举一反三，上传证据；验证、有效性检查和关闭由别人办理。"),
        ),
    ),
    Step(
        _("处理问题证书"), ("reviewer", "quality_manager", "decision_maker"), "certificates", "certificate.view",
        (
            _("提出暂停、撤销、注销等建议，由没有提出建议、也没有参加该项审核的认证决定人员决定。"),
            _("决定后在规定的工作日内通知获证组织、公布和上报，页面上有倒计时和函件。"),
        ),
    ),
    Step(
        _("写报告并定稿"), ("quality_manager",), "report", "report.view",
        (
            _("左边是通知要求的提纲和每一节缺什么，右边是正文；数字自动填写，点数字看明细。"),
            _("全部齐了才能定稿。定稿生成 Word、PDF、附表和事实文件，编上版本号，此后不再变化。"),
        ),
    ),
    Step(
        _("签章、报送、登记回执"), ("quality_manager",), "report-versions", "report.view",
        (
            _("用数字证书签名，或打印盖章后上传扫描件；再按报送对象逐个登记报送和回执。"),
            _("报告被退回时登记退回意见，改好草稿后定稿下一版，差异逐处列出。"),
        ),
    ),
)  # fmt: skip

DUTIES: dict[str, Sequence[str]] = {
    "quality_manager": (
        _("每天先看工作台：逾期的、没有人负责的、等您办的都在那里。"),
        _("启动自查、交数据、筛查、定稿和报送由您办理；证书处理由您提出和上报，不由您决定。"),
        _("自己负责整改的问题，要请别人验证和关闭。"),
    ),
    "reviewer": (
        _("从“线索核查”的“我的”开始，按优先级往下核。两人不会同时对一条线索下结论。"),
        _("可以立项、提出证书处理建议、验证别人整改的问题；不能验证自己负责的问题。"),
    ),
    "decision_maker": (
        _("“证书处理”里等您决定的排在最前。看清依据和有关审核的人员名单再决定，写明理由。"),
        _("自己提出的建议、自己参加过审核的证书，系统不允许您决定。"),
    ),
    "auditor": (
        _("在工作台看分派给您的任务、问询项和整改。答复时附上证据，没有证据的答复会被列出来。"),
        _("整改由您负责时，写完各项、传上证据再提交验证；期限不够，请质量负责人延期并写明理由。"),
    ),
    "administrator": (
        _("管理成员、角色和停用；看“系统运行”里的任务、备份和磁盘。"),
        _("业务内容不归您看；留痕可以查，但谁都不能改。"),
    ),
}
WORDS = (
    (_("线索"), _("筛查得出、还没有人核实的一条记录；疑点是数据与规则不一致，无法判定是缺少判定所需的数据。")),
    (_("属实、排除"), _("人核查后的结论。属实的线索是问题的依据，排除要写明理由。")),
    (_("问题"), _("立项整改的事；一个问题可以由许多条属实的线索合并而成。")),
    (_("举一反三"), _("按问题的规律再查全部数据，把同样的找出来。")),
    (_("挂起"), _("到某日之前不催这一条；到日子自动回到待核。")),
    (_("判定基准日"), _("“至今”“有效”等都按这一天算，同样的数据任何时候再算都一样。")),
    (_("校验码"), _("由定稿版本的全部事实算出，印在每页页脚；盖章的纸凭它与版本对应。")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as one member sees it: whose it is, whether it is theirs, and the page where they may open it."""

    step: Step
    roles: list[str]
    is_mine: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A role with its duties (角色)."""

    name: str
    is_mine: bool
    duties: Sequence[str] = field(default_factory=tuple)


def steps_for(member: Member) -> list[ShownStep]:
    """The ten steps, with links where the member may go."""
    return [
        ShownStep(
            step,
            [ROLES[role] for role in step.who],
            not set(step.who).isdisjoint(member.roles),
            reverse(step.route) if member.may(step.permission) else "",
        )
        for step in STEPS
    ]


def roles_for(member: Member) -> list[Role]:
    """Every role, the member's own first."""
    roles = [Role(ROLES[role], role in member.roles, duties) for role, duties in DUTIES.items()]
    return sorted(roles, key=lambda role: not role.is_mine)

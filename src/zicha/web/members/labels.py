"""What each permission lets one do, in words (权限名称); a test sees that none is missing."""

from __future__ import annotations

from zicha.casework.tenancy.permissions import PERMISSIONS, ROLES

LABELS = {
    "home.view": "打开工作台",
    "member.view": "查看成员与权限",
    "member.manage": "邀请、修改、停用成员",
    "operations.view": "查看系统运行、任务和备份",
    "trace.view": "查看操作留痕",
    "campaign.view": "查看自查方案",
    "campaign.manage": "启动自查、编制自查方案",
    "question.answer": "答复分派给本人的问询项",
    "data.view": "查看数据与筛查结果",
    "data.deliver": "上传数据并入库",
    "run.start": "开始、取消筛查",
    "lead.view": "查看线索",
    "lead.triage": "核查线索：确认、排除、指派、挂起",
    "problem.view": "查看问题与整改",
    "problem.manage": "立项整改、指定责任人、延期",
    "problem.act": "填写本人负责的整改",
    "problem.verify": "验证整改（不得验证本人的整改）",
    "evidence.view": "查看证据",
    "evidence.add": "上传证据",
    "order.manage": "向获证组织发整改通知",
    "certificate.view": "查看证书处理",
    "certificate.propose": "提出证书处理建议",
    "certificate.decide": "作出证书处理决定（不得决定本人提出的建议）",
    "certificate.publish": "通知、通报、公布证书状态",
    "report.view": "查看自查报告",
    "report.edit": "撰写自查报告、更正数字",
    "report.freeze": "报告定稿、签章",
    "report.file": "报送报告、登记回执",
}


def table() -> list[dict[str, object]]:
    """One line a permission: its label, and for each role whether it carries it."""
    return [
        {"label": LABELS.get(permission, permission), "marks": [role in roles for role in ROLES]}
        for permission, roles in PERMISSIONS.items()
    ]

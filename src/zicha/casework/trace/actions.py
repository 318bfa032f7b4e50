"""Every kind of change that is written down (留痕动作). A new service adds its own line."""

from __future__ import annotations

from enum import Enum


class Action(Enum):
    """What was done; the value is stored, the label shown (操作)."""

    label: str

    def __new__(cls, value: str, label: str) -> Action:
        action = object.__new__(cls)
        action._value_ = value
        action.label = label
        return action

    # tenancy
    BODY_SET_UP = "body.set_up", "建立机构"
    MEMBER_ADDED = "member.added", "增加成员"
    MEMBER_CHANGED = "member.changed", "修改成员"
    MEMBER_DISABLED = "member.disabled", "停用成员"
    MEMBER_INVITED = "member.invited", "邀请成员"
    INVITATION_WITHDRAWN = "invitation.withdrawn", "撤回邀请"
    INVITATION_ACCEPTED = "invitation.accepted", "接受邀请"
    PASSWORD_RESET_ALLOWED = "member.password_reset", "生成重设密码链接"
    PASSWORD_CHANGED = "account.password_changed", "凭原密码修改密码"
    PASSWORD_SET_BY_LINK = "account.password_by_link", "用链接设置密码"
    SECOND_FACTOR_ADDED = "account.second_factor_added", "启用两步验证"
    SECOND_FACTOR_REMOVED = "account.second_factor_removed", "停用两步验证"
    RECOVERY_CODES_MADE = "account.recovery_codes", "生成恢复码"
    RECOVERY_CODES_REMOVED = "account.recovery_codes_gone", "作废恢复码"
    EMAIL_CHANGED = "account.email_changed", "更改电子邮箱"
    IDENTITY_CONNECTED = "account.identity_connected", "绑定统一身份认证"
    IDENTITY_REMOVED = "account.identity_removed", "解除统一身份认证"
    ACCOUNT_CHANGES_SEEN = "account.changes_seen", "本人已知悉账号变动"
    # plan
    CAMPAIGN_OPENED = "campaign.opened", "启动自查"
    CAMPAIGN_CHANGED = "campaign.changed", "修改自查方案"
    CAMPAIGN_CLOSED = "campaign.closed", "结束自查"
    CAMPAIGN_REOPENED = "campaign.reopened", "重新打开自查"
    TEAM_JOINED = "team.joined", "增加自查工作人员"
    TEAM_CHANGED = "team.changed", "调整分工"
    TEAM_LEFT = "team.left", "移出自查工作人员"
    TASK_ADDED = "task.added", "增加任务"
    TASK_ASSIGNED = "task.assigned", "分派任务"
    TASK_CHANGED = "task.changed", "修改任务"
    TASK_FINISHED = "task.finished", "完成任务"
    TASK_DROPPED = "task.dropped", "任务不再进行"
    TASK_REOPENED = "task.reopened", "重新打开任务"
    QUESTION_ADDED = "question.added", "增加问询项"
    QUESTION_CHANGED = "question.changed", "修改问询项"
    QUESTION_ASSIGNED = "question.assigned", "分派问询项"
    QUESTION_ANSWERED = "question.answered", "答复问询项"
    ANSWER_CHANGED = "answer.changed", "修改答复"
    ANSWER_WITHDRAWN = "answer.withdrawn", "撤回答复"
    # data
    DELIVERY_RECEIVED = "delivery.received", "上传数据"
    DELIVERY_READ = "delivery.read", "读取上传数据"
    DELIVERY_COMMIT_ASKED = "delivery.commit_asked", "确认入库"
    DELIVERY_COMMITTED = "delivery.committed", "数据入库"
    DELIVERY_WITHDRAWN = "delivery.withdrawn", "放弃上传"
    RUN_STARTED = "run.started", "开始筛查"
    RUN_BEGUN = "run.begun", "筛查开始执行"
    RUN_CANCEL_ASKED = "run.cancel_asked", "要求取消筛查"
    RUN_FINISHED = "run.finished", "筛查完成"
    RUN_FAILED = "run.failed", "筛查失败"
    RUN_CANCELLED = "run.cancelled", "取消筛查"
    RUN_FILES_MADE = "run.files_made", "生成筛查结果文件"
    LEADS_RAISED = "leads.raised", "线索入列"
    # triage
    LEAD_CHANGED_BY_RUN = "lead.changed_by_run", "新数据改变线索"
    LEAD_ASSIGNED = "lead.assigned", "指派线索"
    LEAD_CONFIRMED = "lead.confirmed", "确认属实"
    LEAD_DISMISSED = "lead.dismissed", "排除线索"
    LEAD_SNOOZED = "lead.snoozed", "挂起线索"
    LEAD_MERGED = "lead.merged", "归并线索"
    LEAD_REOPENED = "lead.reopened", "重新打开线索"
    LEAD_NOTED = "lead.noted", "备注"
    LEAD_RESTORED = "lead.restored", "撤销对线索的操作"
    BULK_STARTED = "bulk.started", "批量处理线索"
    BULK_SKIPPED = "bulk.skipped", "批量处理中跳过的线索"
    BULK_FINISHED = "bulk.finished", "批量处理完成"
    BULK_UNDONE = "bulk.undone", "撤销批量处理"
    VIEW_SAVED = "view.saved", "保存视图"
    VIEW_DELETED = "view.deleted", "删除视图"
    # rectification
    PROBLEM_OPENED = "problem.opened", "立项整改"
    PROBLEM_CHANGED = "problem.changed", "修改整改内容"
    PROBLEM_ASSIGNED = "problem.assigned", "指定整改责任人"
    PROBLEM_EXTENDED = "problem.extended", "延长整改期限"
    PROBLEM_SUBMITTED = "problem.submitted", "提交验证"
    PROBLEM_RETURNED = "problem.returned", "退回整改"
    PROBLEM_VERIFIED = "problem.verified", "验证通过"
    PROBLEM_CLOSED = "problem.closed", "关闭问题"
    PROBLEM_REOPENED = "problem.reopened", "重新打开问题"
    SWEEP_STARTED = "sweep.started", "开始举一反三"
    SWEEP_DONE = "sweep.done", "举一反三"
    SWEEP_FAILED = "sweep.failed", "举一反三未完成"
    EFFECT_CHECKED = "effect.checked", "有效性检查"
    EVIDENCE_ADDED = "evidence.added", "上传证据"
    EVIDENCE_WITHDRAWN = "evidence.withdrawn", "撤下证据"
    ORDER_ISSUED = "order.issued", "发出整改通知"
    ORDER_OPENED = "order.opened", "获证组织打开通知"
    ORDER_ANSWERED = "order.answered", "获证组织答复"
    ORDER_REFUSED = "order.refused", "获证组织拒绝"
    ORDER_SILENT = "order.silent", "获证组织逾期未答复"
    ORDER_LINK_RENEWED = "order.link_renewed", "更换整改通知的链接"
    ORDER_EXTENDED = "order.extended", "延长答复期限"
    ORDER_REVOKED = "order.revoked", "停用整改通知的链接"
    ORDER_CLOSED = "order.closed", "关闭整改通知"
    # certificates
    CERTIFICATE_PROPOSED = "certificate.proposed", "提出证书处理建议"
    CERTIFICATE_DECIDED = "certificate.decided", "作出证书处理决定"
    CERTIFICATE_REJECTED = "certificate.rejected", "不同意证书处理建议"
    CERTIFICATE_WITHDRAWN = "certificate.withdrawn", "撤回证书处理建议"
    CERTIFICATE_NOTIFIED = "certificate.notified", "通知获证组织"
    BUREAU_NOTIFIED = "bureau.notified", "通报属地监管部门"
    CERTIFICATE_PUBLISHED = "certificate.published", "公布证书状态"
    CERTIFICATE_REPORTED = "certificate.reported", "上报证书状态"
    CERTIFICATE_RECEIPT = "certificate.receipt", "登记证书处理回执"
    MEETING_RECORDED = "meeting.recorded", "登记决定会议"
    MEETING_CONFIRMED = "meeting.confirmed", "确认参加决定会议"
    MEETING_OBJECTED = "meeting.objected", "对会议记录提出异议"
    # report
    SECTION_WRITTEN = "section.written", "撰写报告"
    FIGURE_CORRECTED = "figure.corrected", "人工更正数字"
    CORRECTION_WITHDRAWN = "correction.withdrawn", "撤回更正"
    NO_FINDING_STATED = "no_finding.stated", "写明未发现问题的依据"
    NO_FINDING_WITHDRAWN = "no_finding.withdrawn", "撤回未发现问题的依据"
    FREEZE_ASKED = "report.freeze_asked", "开始报告定稿"
    FREEZE_FAILED = "report.freeze_failed", "报告定稿失败"
    REPORT_FROZEN = "report.frozen", "报告定稿"
    REPORT_REPLACED = "report.replaced", "报告被新版本取代"
    REPORT_SIGNED = "report.signed", "报告签章"
    SCAN_BOUND = "scan.bound", "绑定盖章扫描件"
    SCAN_WITHDRAWN = "scan.withdrawn", "撤回盖章扫描件的绑定"
    REPORT_FILED = "report.filed", "报送报告"
    FILING_WITHDRAWN = "report.filing_withdrawn", "撤回报送登记"
    RECEIPT_RECORDED = "receipt.recorded", "登记回执"
    REPORT_RETURNED = "report.returned", "报告被退回"


_LABELS = {action.value: action.label for action in Action}


def label_of(value: str) -> str:
    """The label of a stored action; the value itself where a release that is gone knew it."""
    return _LABELS.get(value, value)

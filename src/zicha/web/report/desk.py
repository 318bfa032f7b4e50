"""What the desk tells of the report (工作台：报告)."""

from __future__ import annotations

from django.utils.translation import gettext

from zicha.casework.campaigns.models import Campaign
from zicha.casework.reporting.models import VersionState
from zicha.casework.tenancy.models import Member
from zicha.web.home.desk import Step, address_of, step
from zicha.web.home.parts import latest_version
from zicha.web.templatetags.zicha import said


@step(order=70, permission="report.view")
def report(member: Member, campaign: Campaign | None) -> Step:
    """The newest version; the gate itself is too much work for the desk."""
    name, url = gettext("报告"), address_of("report")
    latest = latest_version(campaign) if campaign else None
    if latest is None:
        hint = gettext("提纲来自通知，数字自动填写；缺什么逐项列出。")
        return Step(name, gettext("还没有定稿"), url, hint=hint, mine=member.may("report.edit"))
    hints = {
        VersionState.FAILED: gettext("定稿没有成功，打开查看原因。"),
        VersionState.FROZEN: gettext("已定稿，下一步签章。"),
        VersionState.SEALED: gettext("已签章，下一步报送。"),
        VersionState.RETURNED: gettext("报告被退回，修改后定稿下一版。"),
    }
    return Step(
        name,
        f"{said(latest)} · {said(latest.get_state_display())}",
        url,
        done=latest.state == VersionState.FILED,
        hint=hints.get(latest.state, ""),
        mine=member.may("report.edit"),
        # A regulator waits for the next version.
        urgent=latest.state == VersionState.RETURNED,
    )

"""What the desk tells of campaign, data, screening and leads (工作台：自查、数据、线索)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import F, Max, Min, Q, Sum
from django.utils import timezone
from django.utils.translation import gettext

from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import Delivery, DeliveryState, Run, RunState
from zicha.casework.leads.models import Lead, LeadDueTally, LeadState, LeadTally
from zicha.casework.reporting.models import ReportVersion, VersionState
from zicha.casework.reporting.selectors import versions_of
from zicha.casework.tenancy.models import Member
from zicha.web.home.desk import Card, Figure, Step, address_of, card, figure, step
from zicha.web.leads.tones import TONES
from zicha.web.templatetags.zicha import count, day, said

LEADS_SHOWN = 8


@step(order=20, permission="data.view")
def data(member: Member, campaign: Campaign | None) -> Step:
    name, url = gettext("上传数据"), address_of("data")
    last = Delivery.objects.filter(state=DeliveryState.COMMITTED).order_by("-number").first()
    if last is None:
        hint = gettext("上传从业务系统导出的报表；系统先告诉您识别出什么、哪些单元格有误，确认后才入库。")
        return Step(name, gettext("还没有数据"), url, hint=hint, mine=member.may("data.deliver"))
    return Step(name, gettext("%(rows)s 行已入库") % {"rows": count(last.accepted)}, url, done=True)


@step(order=30, permission="data.view")
def screening(member: Member, campaign: Campaign | None) -> Step:
    name, url = gettext("筛查"), address_of("data")
    last, mine = _last_run(campaign), member.may("run.start")
    if last is None:
        hint = gettext("数据入库后运行一次筛查，疑点会列成线索。")
        return Step(name, gettext("还没有筛查"), url, hint=hint, mine=mine)
    if last.state in {RunState.QUEUED, RunState.RUNNING}:
        note = gettext("正在检查：%(done)s / %(total)s 项") % {"done": last.done, "total": last.total}
        return Step(name, note, url, hint=gettext("筛查正在进行，可以离开本页。"), mine=mine)
    if last.state != RunState.FINISHED:
        return Step(
            name,
            f"{said(last)} · {said(last.get_state_display())}",
            url,
            hint=gettext("打开筛查页查看原因，再运行一次。"),
            mine=mine,
        )
    note = gettext("%(hits)s 个疑点，%(undecided)s 个无法判定") % {
        "hits": count(last.hits),
        "undecided": count(last.undecided),
    }
    return Step(name, note, url, done=True)


@step(order=40, permission="lead.view")
def triage(member: Member, campaign: Campaign | None) -> Step:
    name, url = gettext("核查"), address_of("leads")
    amounts = lead_amounts(member, campaign)
    if not amounts["all"]:
        return Step(name, gettext("还没有线索"), url)
    told = {key: count(amounts[key]) for key in ("open", "other", "all")}
    if not amounts["open"] and not amounts["other"]:
        return Step(name, gettext("%(number)s 条全部核完") % {"number": told["all"]}, url, done=True)
    if not amounts["open"]:
        note = gettext("挂起 %(other)s / 共 %(all)s 条") % told
        hint = gettext("其余线索都有了结论；挂起的到期会回到待核，也可以现在就核查。")
        return Step(name, note, f"{url}?state=snoozed", hint=hint, mine=member.may("lead.triage"))
    note = gettext("待核 %(open)s / 共 %(all)s 条") % told
    if amounts["other"]:
        note = gettext("待核 %(open)s，挂起 %(other)s / 共 %(all)s 条") % told
    hint = gettext("逐条核查线索：属实的确认为问题，不属实的写明理由排除。")
    return Step(name, note, url, hint=hint, mine=member.may("lead.triage"), due_on=amounts["first_due"])


@figure(order=10, permission="campaign.view")
def days_left(member: Member, campaign: Campaign | None) -> Figure | None:
    if campaign is None:
        return None
    if filed := filed_on(campaign):
        return Figure(0, gettext("已报送"), address_of("report"), tone="ok", words=day(filed))
    left = (campaign.due_on - timezone.localdate()).days
    label = gettext("距报送截止") if left >= 0 else gettext("报送已逾期")
    return Figure(
        abs(left),
        label,
        address_of("plan"),
        gettext("天"),
        "" if left > 7 else "warn" if left >= 0 else "bad",
    )


@figure(order=20, permission="lead.triage")
def overdue(member: Member, campaign: Campaign | None) -> Figure | None:
    amounts = lead_amounts(member, campaign)
    if not amounts["all"]:
        return None
    return Figure(
        amounts["overdue"],
        gettext("我的线索已逾期"),
        f"{address_of('leads')}?assignee=me",
        tone="bad" if amounts["overdue"] else "",
    )


@figure(order=30, permission="lead.triage")
def mine(member: Member, campaign: Campaign | None) -> Figure | None:
    amounts = lead_amounts(member, campaign)
    return (
        Figure(amounts["mine"], gettext("待我核查"), f"{address_of('leads')}?assignee=me")
        if amounts["all"]
        else None
    )


@figure(order=40, permission="lead.triage")
def nobody(member: Member, campaign: Campaign | None) -> Figure | None:
    amounts = lead_amounts(member, campaign)
    if not amounts["all"]:
        return None
    return Figure(amounts["nobody"], gettext("待核且无责任人"), f"{address_of('leads')}?assignee=none")


@card(order=10, permission="lead.triage")
def my_leads(member: Member, campaign: Campaign | None) -> Card | None:
    """Mine, what is overdue first."""
    if campaign is None or not lead_amounts(member, campaign)["all"]:
        return None
    leads = Lead.objects.filter(campaign=campaign, assignee=member, state=LeadState.OPEN)
    shown = list(leads.order_by(F("due_on").asc(nulls_last=True), "severity", "pk")[:LEADS_SHOWN])
    content = {"leads": shown}
    return Card(gettext("待我核查"), "home/leads.html", content, f"{address_of('leads')}?assignee=me")


@card(order=20, permission="lead.view")
def progress(member: Member, campaign: Campaign | None) -> Card | None:
    amounts = lead_amounts(member, campaign)
    if not amounts["all"]:
        return None
    url = address_of("leads")
    states = {
        "confirmed": (gettext("属实"), "confirmed"),
        "dismissed": (gettext("已排除"), "dismissed"),
        "merged": (gettext("已归并"), "merged"),
        "snoozed": (gettext("挂起"), "other"),
        "open": (gettext("待核"), "open"),
    }
    shown = [
        (label, amounts[key], TONES[state], f"{url}?state={state}")
        for state, (label, key) in states.items()
        if amounts[key] or state != "merged"
    ]
    return Card(gettext("核查进度"), "home/progress.html", {"parts": shown}, url)


def _last_run(campaign: Campaign | None) -> Run | None:
    return campaign.runs.order_by("-number").first() if campaign else None


def filed_on(campaign: Campaign) -> date | None:
    """The day the newest version went out; None while it has not, or when it came back."""
    latest = latest_version(campaign)
    return latest.sent if latest is not None and latest.state == VersionState.FILED else None


def latest_version(campaign: Campaign) -> ReportVersion | None:
    """The newest version of the report, with the day it was `sent`: asked once a page."""
    if not hasattr(campaign, "_desk_version"):
        campaign._desk_version = versions_of(campaign).annotate(sent=Max("filings__sent_on")).first()
    return campaign._desk_version


def lead_amounts(member: Member, campaign: Campaign | None) -> dict[str, Any]:
    """Leads of the campaign by what the desk asks for: two statements, asked once a page."""
    if campaign is None:
        return dict.fromkeys(
            ("all", "open", "mine", "nobody", "overdue", "confirmed", "dismissed", "merged", "other"), 0
        ) | {"first_due": None}
    if not hasattr(campaign, "_desk_amounts"):
        at_work = Q(state=LeadState.OPEN)
        conditions = {
            # As the statistics count them: a merged lead was found and judged like the others.
            "all": ~Q(state=LeadState.GONE),
            "open": at_work,
            "nobody": at_work & Q(assigned=False),
            "confirmed": Q(state=LeadState.CONFIRMED),
            "dismissed": Q(state=LeadState.DISMISSED),
            "merged": Q(state=LeadState.MERGED),
            "other": Q(state=LeadState.SNOOZED),
        }
        sums = {name: Sum("n", filter=condition) for name, condition in conditions.items()}
        found = LeadTally.objects.filter(campaign=campaign).aggregate(**sums)
        own = LeadDueTally.objects.filter(campaign=campaign, assignee_id=member.pk)
        late = Q(due_on__lt=timezone.localdate())
        found |= own.aggregate(mine=Sum("n"), overdue=Sum("n", filter=late), first_due=Min("due_on"))
        first_due = found.pop("first_due")
        campaign._desk_amounts = {name: number or 0 for name, number in found.items()}
        campaign._desk_amounts["first_due"] = first_due
    return campaign._desk_amounts

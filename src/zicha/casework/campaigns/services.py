"""Opening, changing and closing a round of self-inspection (启动自查、修改方案、结束自查)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db import connection, transaction

from zicha.casework.campaigns import proposing
from zicha.casework.campaigns.models import Campaign, CampaignState, TeamMember
from zicha.casework.many_rows import insert_rows
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import changed_from, record
from zicha.casework.wording import in_words
from zicha.reference.notices import NOTICES

# Of pg_advisory_xact_lock, beside the body's id.
_LOCK = 20190418


@transaction.atomic
def open_campaign(
    *,
    notice_key: str,
    title: str,
    as_of: date,
    starts_on: date,
    due_on: date,
    by: Member,
    lead_department: str = "",
    leader: Member | None = None,
    goals: str = "",
    team: Iterable[Member] = (),
    with_plan: bool = True,
) -> Campaign:
    """Open a campaign from a notice, with the tasks and questions it proposes (启动自查).

    Raises Refused for an unknown notice, days out of order, somebody who is disabled, or while another one of the same
    notice is under way.
    """
    if notice_key not in NOTICES:
        raise Refused(f"没有登记通知 {notice_key}。")
    _refuse_days(starts_on, due_on)
    _refuse_disabled(leader)
    _refuse_second(by.body_id, notice_key)
    campaign = Campaign.objects.create(
        body_id=by.body_id,
        notice_key=notice_key,
        title=_titled(title),
        as_of=as_of,
        starts_on=starts_on,
        due_on=due_on,
        lead_department=lead_department.strip(),
        leader=leader,
        goals=goals.strip(),
    )
    people = _team(campaign, [*([leader] if leader else []), *team])
    tasks = proposing.tasks_for(campaign) if with_plan else []
    questions = proposing.questions_for(campaign) if with_plan else []
    for rows in (people, tasks, questions):
        insert_rows(rows)
    record(Action.CAMPAIGN_OPENED, on=campaign, by=by, also=[*people, *tasks, *questions])
    return campaign


@transaction.atomic
def change_campaign(
    *,
    campaign_id: int,
    title: str,
    lead_department: str,
    leader: Member | None,
    goals: str,
    as_of: date,
    starts_on: date,
    due_on: date,
    by: Member,
    reason: str = "",
    version: int | None = None,
) -> Campaign:
    """Change the head of the plan (修改方案). The judging date and the days need a reason once they are set."""
    campaign = held(campaign_id, version)
    refuse_closed(campaign)
    _refuse_days(starts_on, due_on)
    if leader is not None and leader.pk != campaign.leader_id:
        _refuse_disabled(leader)
    days = (campaign.as_of, campaign.starts_on, campaign.due_on)
    if days != (as_of, starts_on, due_on) and not reason.strip():
        raise Refused("修改判定基准日、开始日期或报送截止日期，请写明理由。")
    before = changed_from(campaign)
    campaign.title, campaign.goals = _titled(title), goals.strip()
    campaign.lead_department, campaign.leader = lead_department.strip(), leader
    campaign.as_of, campaign.starts_on, campaign.due_on = as_of, starts_on, due_on
    return _saved(campaign, Action.CAMPAIGN_CHANGED, before, by=by, reason=reason.strip())


@transaction.atomic
def close_campaign(*, campaign_id: int, reason: str, by: Member, version: int | None = None) -> Campaign:
    """End the campaign (结束自查): its plan can be read, not changed."""
    campaign = held(campaign_id, version)
    refuse_closed(campaign)
    if not reason.strip():
        raise Refused("请写明结束自查的理由，例如“报告已报送并收到回执”。")
    before = changed_from(campaign)
    campaign.state = CampaignState.CLOSED
    return _saved(campaign, Action.CAMPAIGN_CLOSED, before, by=by, reason=reason.strip())


@transaction.atomic
def reopen_campaign(*, campaign_id: int, reason: str, by: Member, version: int | None = None) -> Campaign:
    """Take a closed campaign up again (重新打开自查)."""
    campaign = held(campaign_id, version)
    if campaign.is_open:
        raise Refused(f"“{campaign}”正在进行，不需要重新打开。")
    if not reason.strip():
        raise Refused("请写明重新打开的理由，例如“报告被退回，需要补查”。")
    _refuse_second(campaign.body_id, campaign.notice_key)
    before = changed_from(campaign)
    campaign.state = CampaignState.OPEN
    return _saved(campaign, Action.CAMPAIGN_REOPENED, before, by=by, reason=reason.strip())


def held(campaign_id: int, version: int | None = None) -> Campaign:
    """The campaign, locked. Raises Stale when it has changed since `version` was shown."""
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    if version is not None and version != campaign.version:
        raise Stale("方案刚刚被其他人修改过，本次没有保存。请刷新页面，查看最新内容后再改。")
    return campaign


def refuse_closed(campaign: Campaign) -> None:
    if not campaign.is_open:
        raise Refused(campaign.closed_words)


def refuse_outside(campaign: Campaign, due_on: date, what: str) -> None:
    """A day of the plan lies within the plan (期限应在自查期间内)."""
    if due_on < campaign.starts_on:
        raise Refused(f"{what}早于自查开始日期（{in_words(campaign.starts_on)}）；请改为其后的日期。")
    if due_on > campaign.due_on:
        raise Refused(f"{what}晚于报送截止日期（{in_words(campaign.due_on)}）；请改为其前的日期。")


def refuse_assignee(member: Member | None, permission: str) -> None:
    """Whoever is given work can sign in and do it (责任人应能办理)."""
    _refuse_disabled(member)
    if member is not None and not member.may(permission):
        raise Refused(f"{member}的角色不能办理这类事项；请选择其他成员，或请系统管理员调整角色。")


def _saved(campaign: Campaign, action: Action, before: dict, *, by: Member, reason: str = "") -> Campaign:
    campaign.version += 1
    campaign.save()
    record(action, on=campaign, by=by, before=before, reason=reason)
    return campaign


def _team(campaign: Campaign, members: Iterable[Member]) -> list[TeamMember]:
    once = {member.pk: member for member in members}
    for member in once.values():
        _refuse_disabled(member)
    return [
        TeamMember(body_id=campaign.body_id, campaign=campaign, member=member) for member in once.values()
    ]


def _titled(title: str) -> str:
    if not title.strip():
        raise Refused("请填写自查的名称。")
    return title.strip()


def _refuse_days(starts_on: date, due_on: date) -> None:
    if due_on < starts_on:
        raise Refused("报送截止日期早于开始日期；请核对两个日期。")


def _refuse_second(body_id: int, notice_key: str) -> None:
    """Two rounds of one notice at a time would part its problems between two reports, neither of them whole."""
    with connection.cursor() as cursor:
        # Nobody else of the body opens one until this transaction ends.
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, body_id])
    rows = Campaign.objects.filter(body_id=body_id, notice_key=notice_key, state=CampaignState.OPEN)
    if open_one := rows.first():
        raise Refused(
            f"依据同一通知的“{open_one}”正在进行；请在其中继续，或先结束它。分在两次自查里的问题，哪一份报告都说不全。"
        )


def _refuse_disabled(member: Member | None) -> None:
    if member is not None and not member.is_active:
        raise Refused(f"{member}已停用，不能承担工作；请选择其他成员。")

"""What the desk tells of problems (工作台：整改)."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext

from zicha.casework.campaigns.models import Campaign
from zicha.casework.problems.models import Problem, ProblemState
from zicha.casework.problems.selectors import ProblemCounts, problem_counts, reminders_for
from zicha.casework.tenancy.models import Member
from zicha.web.home.desk import Card, Figure, Step, address_of, card, figure, step
from zicha.web.home.parts import lead_amounts
from zicha.web.problems.pages import TONES
from zicha.web.templatetags.zicha import count


@step(order=50, permission="problem.view")
def rectification(member: Member, campaign: Campaign | None) -> Step:
    name, url = gettext("整改"), address_of("problems")
    counts = _counts(campaign)
    if not counts.all:
        hint = _to_open(member, campaign)
        return Step(name, gettext("还没有问题"), url, hint=hint, mine=member.may("problem.manage"))
    if not counts.not_closed:
        return Step(
            name, gettext("%(number)s 个问题全部关闭") % {"number": count(counts.all)}, url, done=True
        )
    note = gettext("未关闭 %(open)s / 共 %(all)s 个") % {
        "open": count(counts.not_closed),
        "all": count(counts.all),
    }
    hint = gettext("责任人写明措施、原因和举一反三，上传证据后提交；由他人验证、检查有效性和关闭。")
    mine = _reminders(member, campaign)
    due = [one.effect_due_on if one.state == ProblemState.VERIFIED else one.due_on for one in mine]
    first = min((day for day in due if day), default=None)
    return Step(name, note, url, hint=hint, mine=bool(mine), due_on=first)


@figure(order=50, permission="problem.view")
def overdue(member: Member, campaign: Campaign | None) -> Figure | None:
    counts = _counts(campaign)
    if not counts.all:
        return None
    url = f"{address_of('problems')}?state=overdue"
    return Figure(counts.overdue, gettext("整改已逾期"), url, tone="bad" if counts.overdue else "")


@card(order=15, permission="problem.view")
def to_do(member: Member, campaign: Campaign | None) -> Card | None:
    """What this member has to do about problems: their own by day, and what waits for a second pair of eyes."""
    if campaign is None or not _counts(campaign).all:
        return None
    content = {"problems": _reminders(member, campaign), "me": member.pk, "tones": TONES}
    return Card(gettext("待我整改和验证"), "home/problems.html", content, address_of("problems"))


def _reminders(member: Member, campaign: Campaign | None) -> Sequence[Problem]:
    """Asked once a page."""
    if campaign is None:
        return []
    if not hasattr(campaign, "_desk_reminders"):
        campaign._desk_reminders = reminders_for(member, campaign)
    return campaign._desk_reminders


def _to_open(member: Member, campaign: Campaign | None) -> str:
    """What is to be done while nothing was opened; nothing where no lead was found to be true."""
    if not lead_amounts(member, campaign)["confirmed"]:
        return ""
    return gettext("把核实属实的线索立项整改：定责任人、原因、措施和期限。")


def _counts(campaign: Campaign | None) -> ProblemCounts:
    """Asked once a page."""
    if campaign is None:
        return ProblemCounts()
    if not hasattr(campaign, "_desk_problems"):
        campaign._desk_problems = problem_counts(campaign)
    return campaign._desk_problems

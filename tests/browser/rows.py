"""A body where work is under way (工作中的机构): rows on every page, a dozen rather than one."""

from __future__ import annotations

from tests.casework.leads_made import leads_made
from tests.casework.records import certificate, deliver_certificates, screened
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import Lead
from zicha.casework.leads.services import confirm_lead, dismiss_lead
from zicha.casework.tenancy.models import Member
from zicha.casework.tenancy.permissions import ROLES
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.services import change_member, invite

NAMES = ("虚构精密零件有限公司", "虚构化工集团股份有限公司华东第三分公司", "虚构软件有限公司")


def at_work(world: World, campaign: Campaign) -> Member:
    """Fill the pages; gives the quality manager, who has every role from now on."""
    with scope(world.body.pk):
        member = change_member(
            member_id=world.quality_manager.pk,
            roles=list(ROLES),
            department="质量管理部",
            person_id="P-0001",
            is_active=True,
            reason="一人多岗",
            by=world.administrator,
        )
        deliver_certificates(
            world.body.pk, *(certificate(f"0992024Q{number:05}R0M", years=4) for number in range(12))
        )
        screened(campaign, member)
        _leads(campaign, member)
        invite(name="新成员", email="", roles=["reviewer"], department="技术部", by=world.administrator)
    member.account.is_operator = True
    member.account.save()
    return member


def _leads(campaign: Campaign, by: Member) -> None:
    for number, severity in enumerate(("S1", "S2", "S3", "S4")):
        org = {"org_id": f"O-{number}", "org_name": NAMES[number % len(NAMES)]}
        leads_made(campaign, 15, severity=severity, person_ids=["P-0007", "P-0008"], branch_id="BR-1", **org)
    first, second = Lead.objects.filter(code="A06").order_by("pk")[:2]
    confirm_lead(lead_id=first.pk, text="复核派工单，确少半日", by=by)
    dismiss_lead(lead_id=second.pk, reason="explained", text="书面批准在案", by=by)

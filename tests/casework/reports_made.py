"""Reports for tests: a screening of a few certificates, and a report that lacks nothing (测试报告)."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

from django.utils import timezone
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from tests.casework.records import BODY, ORGANISATIONS, certificate, deliver, screened
from zicha.casework.campaigns.asking import answer_question
from zicha.casework.campaigns.models import Campaign
from zicha.casework.campaigns.teaming import join_team
from zicha.casework.deliveries.models import Run
from zicha.casework.leads.models import Lead
from zicha.casework.leads.services import confirm_lead, dismiss_lead
from zicha.casework.problems.services import open_problem, save_measures
from zicha.casework.reporting.models import ReportVersion
from zicha.casework.reporting.scans import pages_of
from zicha.casework.reporting.services import correct_figure, state_no_finding, write_section
from zicha.casework.tenancy.models import Member
from zicha.reports.from_campaign.completeness import missing
from zicha.reports.from_campaign.freezing import drafted, freeze, work_on_freeze
from zicha.reports.from_campaign.material import material_of


def screening_made(campaign: Campaign, by: Member) -> Run:
    """Four certificates, two of which run longer than they may (A24)."""
    deliver(
        campaign.body_id,
        bodies=[{"body_id": BODY, "name": "虚构认证有限公司"}],
        organisations=ORGANISATIONS,
        certificates=[
            certificate("C1"), certificate("C2", years=9), certificate("C3", org="O2"), certificate("C4", years=8, org="O2"),
        ],
    )  # fmt: skip
    return screened(campaign, by)


def verified(campaign: Campaign, by: Member) -> None:
    """The first lead is confirmed and has become a problem with a cause, every other one is dismissed."""
    first, *others = Lead.objects.filter(campaign=campaign, verdict="hit").order_by("pk")
    confirm_lead(lead_id=first.pk, text="证书有效期确实超过三年", by=by)
    problem = open_problem(
        campaign_id=campaign.pk,
        title="证书有效期超过三年",
        severity="S2",
        owner=by,
        due_on=timezone.localdate() + timedelta(days=30),
        by=by,
        lead_ids=[first.pk],
    )
    save_measures(
        problem_id=problem.pk,
        by=by,
        containment="暂停该证书的使用。",
        correction="换发有效期正确的证书。",
        cause_category="system",
        whys=["发证系统没有校验有效期。"],
        corrective_action="系统增加有效期上限校验。",
    )
    for lead in others:
        dismiss_lead(lead_id=lead.pk, reason="explained", text="系统录入错误，已核对纸质证书", by=by)
    for lead in Lead.objects.filter(campaign=campaign, state="open").order_by("pk"):
        dismiss_lead(lead_id=lead.pk, reason="other", text="记录不足，已人工核对纸质档案", by=by)


def completed(campaign: Campaign, by: Member) -> None:
    """Write, state and correct whatever the report lacks, as its gate names it."""
    for _ in range(3):
        lacks = missing(*drafted(campaign, day=timezone.localdate()))
        if not lacks:
            return
        for one in lacks:
            if one.place.startswith("point:"):
                state_no_finding(
                    campaign_id=campaign.pk, point=one.place[6:], ground="examined", text="抽查档案三十份，未发现。", version=0, by=by
                )  # fmt: skip
            elif one.place:
                write_section(campaign_id=campaign.pk, place=one.place, text=f"关于{one.text[4:]}的说明。", version=0, by=by)  # fmt: skip
            elif one.mend.route == "plan-questions":
                for question in campaign.questions.filter(answer=""):
                    answer_question(
                        question_id=question.pk, answer="conforms", statement="抽查档案十份，均符合。", reason="代为答复", by=by
                    )  # fmt: skip
            elif one.mend.route == "team-join":
                for member in material_of(campaign, day=timezone.localdate()).not_on_team:
                    join_team(campaign_id=campaign.pk, member=member, by=by)
            else:
                key = str(one.mend.arguments[0])
                correct_figure(
                    campaign_id=campaign.pk, figure=key, label=key, computed="未提供数据", shown="0", reason="人工统计台账", by=by
                )  # fmt: skip
    raise AssertionError([one.text for one in missing(*drafted(campaign, day=timezone.localdate()))])


def complete_report(campaign: Campaign, by: Member) -> None:
    """A campaign whose report may be frozen."""
    screening_made(campaign, by)
    verified(campaign, by)
    completed(campaign, by)


def frozen(campaign: Campaign, by: Member) -> ReportVersion:
    """The next version, frozen without a worker."""
    version = freeze(campaign=campaign, by=by)
    work_on_freeze(body_id=campaign.body_id, version_id=version.pk)
    version.refresh_from_db()
    return version


def scan_of(version: ReportVersion, *, more: int = 0, layer: str = "") -> bytes:
    """A scan with the pages of the version and `more`; `layer` is a text layer on its first page."""
    paper = PdfWriter()
    for _ in range((pages_of(version) or 0) + more):
        paper.add_blank_page(width=595, height=842)
    if layer:
        drawn = DecodedStreamObject()
        drawn.set_data(f"BT /F1 12 Tf ({layer}) Tj ET".encode())
        paper.pages[0][NameObject("/Contents")] = paper._add_object(drawn)
    made = BytesIO()
    paper.write(made)
    return made.getvalue()

"""Deciding a lead: who may, when, what is written down, and what whoever comes second is told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.casework.leads_made import lead_made, leads_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign, CampaignState
from zicha.casework.leads import bulk, services
from zicha.casework.leads.models import DismissalReason, Lead, LeadState
from zicha.casework.refused import Refused, Stale
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash

TOMORROW = timezone.localdate() + timedelta(days=1)


@pytest.fixture
def campaign(campaign: Campaign) -> Campaign:
    """One whose report is due far from now, whenever the tests run."""
    campaign.due_on = timezone.localdate() + timedelta(days=90)
    campaign.save()
    return campaign


def last_entry() -> Entry:
    entry = Entry.objects.order_by("-number").first()
    assert entry is not None
    return entry


def test_confirming_says_who_when_why_and_what_it_rests_on(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.confirm_lead(lead_id=lead.pk, text="复核派工单，确少半日", by=in_scope.reviewer, version=1)
    lead.refresh_from_db()
    assert (lead.state, lead.decided_by, lead.version) == (LeadState.CONFIRMED, in_scope.reviewer, 2)
    assert (lead.decided_inputs, lead.decided_run_id) == (lead.inputs, lead.last_run_id)
    entry = last_entry()
    assert (entry.action, entry.reason) == ("lead.confirmed", "复核派工单，确少半日")
    assert entry.touched == [["leads.Lead", lead.pk, row_hash(lead)]]


def test_dismissing_needs_a_reason_of_the_list_and_words(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    for reason, text in [("", "说明写了"), ("made_up", "说明写了"), (DismissalReason.EXPLAINED, " ")]:
        with pytest.raises(Refused):
            services.dismiss_lead(lead_id=lead.pk, reason=reason, text=text, by=in_scope.reviewer)
    services.dismiss_lead(
        lead_id=lead.pk, reason=DismissalReason.EXPLAINED, text="减少理由有书面批准", by=in_scope.reviewer
    )
    lead.refresh_from_db()
    assert lead.state == LeadState.DISMISSED
    assert last_entry().reason == "有合理解释并有证据：减少理由有书面批准"


def test_a_lead_sleeps_until_a_day_before_the_report_is_due(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    for until in (timezone.localdate(), campaign.due_on + timedelta(days=1)):
        with pytest.raises(Refused):
            services.snooze_lead(lead_id=lead.pk, until=until, text="等待客户回函", by=in_scope.reviewer)
    services.snooze_lead(lead_id=lead.pk, until=TOMORROW, text="等待客户回函", by=in_scope.reviewer)
    lead.refresh_from_db()
    assert (lead.state, lead.snoozed_until) == (LeadState.SNOOZED, TOMORROW)


def test_a_lead_whose_day_has_come_is_open_again_and_says_so(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.snooze_lead(lead_id=lead.pk, until=TOMORROW, text="等待客户回函", by=in_scope.reviewer)
    assert services.wake_leads(body_id=in_scope.body.pk, today=timezone.localdate()) == 0
    assert services.wake_leads(body_id=in_scope.body.pk, today=TOMORROW) == 1
    lead.refresh_from_db()
    assert (lead.state, lead.snoozed_until) == (LeadState.OPEN, None)
    assert "期满" in lead.reopened_because
    assert last_entry().by_name == "系统任务"


def test_an_assignment_goes_to_somebody_who_may_decide(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    with pytest.raises(Refused, match="没有核查线索的权限"):
        services.assign_lead(lead_id=lead.pk, assignee=in_scope.auditor, by=in_scope.quality_manager)
    services.assign_lead(
        lead_id=lead.pk, assignee=in_scope.reviewer, due_on=TOMORROW, by=in_scope.quality_manager
    )
    lead.refresh_from_db()
    assert (lead.assignee, lead.due_on, lead.state) == (in_scope.reviewer, TOMORROW, LeadState.OPEN)


def test_who_comes_second_is_told_who_decided_what_and_when(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.confirm_lead(lead_id=lead.pk, text="复核派工单，确少半日", by=in_scope.reviewer, version=1)
    with pytest.raises(Stale) as told:
        services.dismiss_lead(
            lead_id=lead.pk, reason="explained", text="另有说明材料", by=in_scope.quality_manager, version=1
        )
    assert in_scope.reviewer.name in str(told.value)
    assert "确认属实" in str(told.value)
    assert "复核派工单" in str(told.value)
    lead.refresh_from_db()
    assert lead.state == LeadState.CONFIRMED


def test_a_decided_lead_is_not_decided_again_without_reopening(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.confirm_lead(lead_id=lead.pk, text="复核派工单，确少半日", by=in_scope.reviewer)
    with pytest.raises(Refused, match=in_scope.reviewer.name):
        services.dismiss_lead(lead_id=lead.pk, reason="explained", text="另有说明材料", by=in_scope.reviewer)
    with pytest.raises(Refused, match="重新打开的原因"):
        services.reopen_lead(lead_id=lead.pk, text="", by=in_scope.reviewer)
    services.reopen_lead(lead_id=lead.pk, text="派工单有更正版", by=in_scope.reviewer)
    lead.refresh_from_db()
    assert (lead.state, lead.decided_by, lead.decision_text) == (LeadState.OPEN, None, "")
    assert lead.reopened_because == "派工单有更正版"


def test_leads_are_merged_within_a_campaign_and_never_in_a_circle(
    in_scope: World, campaign: Campaign
) -> None:
    main, one, two = leads_made(campaign, 3)
    by = in_scope.reviewer
    with pytest.raises(Refused, match="它自己"):
        services.merge_leads(lead_ids=[main.pk], into_id=main.pk, by=by, text="同一次审核")
    services.merge_leads(lead_ids=[one.pk], into_id=main.pk, by=by, text="同一次审核")
    one.refresh_from_db()
    assert (one.state, one.merged_into) == (LeadState.MERGED, main)
    with pytest.raises(Refused, match="不能归并到它"):
        services.merge_leads(lead_ids=[main.pk], into_id=one.pk, by=by, text="同一次审核")
    with pytest.raises(Refused, match="已有其他线索归并到"):
        services.merge_leads(lead_ids=[main.pk], into_id=two.pk, by=by, text="同一次审核")


def test_leads_are_merged_for_a_reason_into_one_of_the_same_check_or_subject_that_is_not_dismissed(
    in_scope: World, campaign: Campaign
) -> None:
    hit, same_check, dismissed = leads_made(campaign, 3)
    other_matter = lead_made(campaign, code="B01")
    same_subject = lead_made(campaign, code="B02", subject_id=hit.subject_id)
    by = in_scope.reviewer
    services.dismiss_lead(lead_id=dismissed.pk, reason="explained", text="另有说明材料", by=by)
    for into, text, why in (
        (same_check, "", "归并的理由"),
        (other_matter, "同一次审核", "单独核查"),
        (dismissed, "同一次审核", "不能归并到它"),
    ):
        with pytest.raises(Refused, match=why):
            services.merge_leads(lead_ids=[hit.pk], into_id=into.pk, by=by, text=text)
    services.merge_leads(lead_ids=[hit.pk], into_id=same_subject.pk, by=by, text="同一次审核")
    hit.refresh_from_db()
    assert (hit.state, hit.merged_into) == (LeadState.MERGED, same_subject)


@pytest.mark.parametrize("how", ["dismissed", "dismissed in bulk", "confirmed and reopened"])
def test_what_was_merged_into_a_lead_waits_again_when_that_one_is_dismissed_or_reopened(
    how: str, in_scope: World, campaign: Campaign
) -> None:
    main, hit = leads_made(campaign, 2)
    by, why = in_scope.reviewer, {"reason": "explained", "text": "另有说明材料"}
    services.merge_leads(lead_ids=[hit.pk], into_id=main.pk, by=by, text="同一次审核")
    match how:
        case "dismissed":
            services.dismiss_lead(lead_id=main.pk, by=by, **why)
        case "dismissed in bulk":
            action = bulk.start(
                selection=bulk.Selection((main.pk,)), kind="dismiss", choices=why, campaign=campaign, by=by
            )
            bulk.do_all(action_id=action.pk)
        case _:
            services.confirm_lead(lead_id=main.pk, text="复核派工单，确少半日", by=by)
            hit.refresh_from_db()
            assert hit.state == LeadState.MERGED, "the confirmed lead speaks for it"
            services.reopen_lead(lead_id=main.pk, text="派工单有更正版", by=by)
    hit.refresh_from_db()
    assert (hit.state, hit.merged_into, hit.decided_by) == (LeadState.OPEN, None, None)
    assert f"线索 {main.pk} 已" in hit.reopened_because
    entry = Entry.objects.filter(on_kind="leads.Lead", on_id=str(hit.pk)).latest("number")
    assert (entry.action, entry.touched) == ("lead.reopened", [["leads.Lead", hit.pk, row_hash(hit)]])


def test_nothing_is_decided_in_a_campaign_that_is_over(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    Campaign.objects.update(state=CampaignState.CLOSED)
    with pytest.raises(Refused, match="已经结束"):
        services.confirm_lead(lead_id=lead.pk, text="复核派工单，确少半日", by=in_scope.reviewer)


def test_a_remark_stands_in_the_history_of_its_lead(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    note = services.note_on_lead(lead_id=lead.pk, text="已电话联系组长", by=in_scope.reviewer)
    entry = last_entry()
    assert (entry.on_id, entry.reason) == (str(lead.pk), "已电话联系组长")
    assert ["leads.Note", note.pk, row_hash(note)] in entry.touched


# --- taking back


def test_ones_own_dismissal_is_taken_back_and_all_is_as_before(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.assign_lead(lead_id=lead.pk, assignee=in_scope.reviewer, due_on=TOMORROW, by=in_scope.reviewer)
    before = Lead.objects.get(pk=lead.pk)
    services.dismiss_lead(lead_id=lead.pk, reason="explained", text="书面批准在案", by=in_scope.reviewer)
    services.take_back(lead_id=lead.pk, by=in_scope.reviewer)
    after = Lead.objects.get(pk=lead.pk)
    for column in ("state", "assignee_id", "due_on", "decided_by_id", "decided_at", "decision_text"):
        assert getattr(after, column) == getattr(before, column)
    assert last_entry().touched[0][2] == row_hash(after)


def test_only_the_one_who_decided_takes_it_back(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.dismiss_lead(lead_id=lead.pk, reason="explained", text="书面批准在案", by=in_scope.reviewer)
    with pytest.raises(Refused, match=in_scope.reviewer.name):
        services.take_back(lead_id=lead.pk, by=in_scope.quality_manager)


def test_after_ten_minutes_it_stands(
    in_scope: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    lead = lead_made(campaign)
    services.dismiss_lead(lead_id=lead.pk, reason="explained", text="书面批准在案", by=in_scope.reviewer)
    later = timezone.now() + timedelta(minutes=11)
    monkeypatch.setattr(services.timezone, "now", lambda: later)
    with pytest.raises(Refused, match="10 分钟"):
        services.take_back(lead_id=lead.pk, by=in_scope.reviewer)


def test_a_confirmation_is_not_taken_back_but_reopened(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.confirm_lead(lead_id=lead.pk, text="复核派工单，确少半日", by=in_scope.reviewer)
    with pytest.raises(Refused, match="不是指派、排除或挂起"):
        services.take_back(lead_id=lead.pk, by=in_scope.reviewer)


def test_what_changed_since_is_not_overwritten_by_taking_back(in_scope: World, campaign: Campaign) -> None:
    lead = lead_made(campaign)
    services.dismiss_lead(lead_id=lead.pk, reason="explained", text="书面批准在案", by=in_scope.reviewer)
    # A screening writes what it found without asking a person.
    Lead.objects.filter(pk=lead.pk).update(observed="1 人日")
    with pytest.raises(Refused, match="又有变化"):
        services.take_back(lead_id=lead.pk, by=in_scope.reviewer)


def test_priority_goes_by_severity_then_verdict_and_what_came_back(campaign: Campaign) -> None:
    plain, undecided, back, minor = (
        lead_made(campaign),
        lead_made(campaign, verdict="undecided"),
        lead_made(campaign, reopened_because="人日数由 2 改为 1"),
        lead_made(campaign, severity="S3"),
    )
    assert list(Lead.objects.order_by("rank")) == [back, plain, undecided, minor]
    for lead in (plain, undecided, back, minor):
        assert lead.priority == 1000 - lead.rank == sum(points for _, points in lead.priority_parts)

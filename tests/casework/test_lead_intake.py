"""Findings become leads: raised once, followed over runs, reopened when what they rested on changed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.casework.records import certificate, deliver_certificates, screened
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries.models import RunState
from zicha.casework.deliveries.runs import start_run
from zicha.casework.deliveries.screening import work_on_run
from zicha.casework.leads import intake
from zicha.casework.leads.lead_of import shortened
from zicha.casework.leads.models import Lead, LeadState
from zicha.casework.leads.services import confirm_lead, dismiss_lead, merge_leads, snooze_lead
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash

A24 = {"code": "A24"}


def lead(number: str) -> Lead:
    return Lead.objects.get(code="A24", subject_id=number)


def dismissed(number: str, world: World) -> Lead:
    found = lead(number)
    return dismiss_lead(
        lead_id=found.pk,
        version=found.version,
        reason="explained",
        text="合同另有约定",
        by=world.quality_manager,
    )


def test_a_finding_becomes_a_lead_with_its_context_and_evidence(in_scope: World, campaign: Campaign) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4), certificate("C2"))
    run = screened(campaign, in_scope.quality_manager)
    assert run.state == RunState.FINISHED
    made = lead("C1")
    assert (made.state, made.verdict, made.area, made.first_run_id) == ("open", "hit", "A", run.pk)
    assert (made.certificate_no, made.org_id, made.org_name) == ("C1", "O1", "甲制造有限公司")
    assert made.evidence[0] == {
        "table": "certificates", "key": "C1", "file": "certificates.csv", "sheet": "", "row": 2,
    }  # fmt: skip
    assert made.sentence
    assert not Lead.objects.filter(**A24, subject_id="C2").exists()
    assert run.hits + run.undecided == Lead.objects.count()


def test_every_lead_is_in_the_trace_as_it_stands(in_scope: World, campaign: Campaign) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4), certificate("C2", years=5))
    screened(campaign, in_scope.quality_manager)
    told = {
        (kind, pk): hashed for entry in Entry.objects.order_by("number") for kind, pk, hashed in entry.touched
    }
    for made in Lead.objects.all():
        assert told["leads.Lead", made.pk] == row_hash(made)


def test_the_same_records_again_move_only_the_last_run(in_scope: World, campaign: Campaign) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    first = screened(campaign, in_scope.quality_manager)
    before, entries = row_hash(lead("C1")), Entry.objects.filter(on_kind="leads.Lead").count()
    second = screened(campaign, in_scope.quality_manager)
    again = lead("C1")
    assert (again.first_run_id, again.last_run_id) == (first.pk, second.pk)
    assert row_hash(again) == before
    assert Entry.objects.filter(on_kind="leads.Lead").count() == entries


def test_a_dismissed_lead_stays_dismissed_while_its_inputs_are_the_same(
    in_scope: World, campaign: Campaign
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    screened(campaign, in_scope.quality_manager)
    dismissed("C1", in_scope)
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4), certificate("C2", years=4))
    screened(campaign, in_scope.quality_manager)
    assert lead("C1").state == LeadState.DISMISSED
    assert lead("C2").state == LeadState.OPEN


def test_a_dismissed_lead_whose_record_changed_is_open_again_and_says_what_changed(
    in_scope: World, campaign: Campaign
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, personnel=190))
    screened(campaign, in_scope.quality_manager)
    dismissed("C1", in_scope)
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, personnel=20))
    run = screened(campaign, in_scope.quality_manager)
    again = lead("C1")
    assert again.state == LeadState.OPEN
    assert "体系覆盖有效人数：190 → 20" in again.reopened_because
    assert "曾排除（有合理解释并有证据）" in again.reopened_because
    assert again.decided_by_id is None
    entry = Entry.objects.filter(on_kind="leads.Lead", on_id=str(again.pk)).last()
    assert entry is not None
    assert entry.action == "lead.changed_by_run"
    assert entry.reason == again.reopened_because
    assert entry.touched == [["leads.Lead", again.pk, row_hash(again)]]
    assert again.last_run_id == run.pk


def test_a_merged_lead_whose_record_changed_is_open_again_and_one_whose_record_did_not_stays_merged(
    in_scope: World, campaign: Campaign
) -> None:
    numbers = ("C1", "C2", "C3")
    deliver_certificates(in_scope.body.pk, *(certificate(one, years=4, personnel=190) for one in numbers))
    screened(campaign, in_scope.quality_manager)
    merge_leads(
        lead_ids=[lead("C1").pk, lead("C2").pk],
        into_id=lead("C3").pk,
        by=in_scope.quality_manager,
        text="同一组织",
    )
    deliver_certificates(
        in_scope.body.pk,
        certificate("C1", years=4, personnel=20),
        *(certificate(one, years=4, personnel=190) for one in numbers[1:]),
    )
    screened(campaign, in_scope.quality_manager)
    again = lead("C1")
    assert (again.state, again.merged_into) == (LeadState.OPEN, None)
    assert f"曾归并到线索 {lead('C3').pk}（同一组织）" in again.reopened_because
    assert lead("C2").state == LeadState.MERGED


def test_what_was_merged_into_a_lead_that_is_gone_waits_again_unless_it_is_gone_too(
    in_scope: World, campaign: Campaign
) -> None:
    deliver_certificates(in_scope.body.pk, *(certificate(one, years=4) for one in ("C1", "C2", "C3")))
    screened(campaign, in_scope.quality_manager)
    merge_leads(
        lead_ids=[lead("C1").pk, lead("C2").pk],
        into_id=lead("C3").pk,
        by=in_scope.quality_manager,
        text="同一组织",
    )
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4), certificate("C2"), certificate("C3"))
    screened(campaign, in_scope.quality_manager)
    assert [lead(one).state for one in ("C1", "C2", "C3")] == ["open", "gone", "gone"]
    assert all(Lead.objects.get(pk=lead(one).pk).merged_into is None for one in ("C1", "C2"))


def test_a_change_made_and_taken_back_before_the_next_run_reopens_nothing(
    in_scope: World, campaign: Campaign
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, personnel=190))
    screened(campaign, in_scope.quality_manager)
    dismissed("C1", in_scope)
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, personnel=20))
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, personnel=190))
    screened(campaign, in_scope.quality_manager)
    assert lead("C1").state == LeadState.DISMISSED


def test_a_lead_nobody_decided_is_gone_when_it_is_not_found_any_more_and_back_when_it_is(
    in_scope: World, campaign: Campaign
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    screened(campaign, in_scope.quality_manager)
    deliver_certificates(in_scope.body.pk, certificate("C1", years=3))
    screened(campaign, in_scope.quality_manager)
    assert lead("C1").state == LeadState.GONE
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    run = screened(campaign, in_scope.quality_manager)
    assert lead("C1").state == LeadState.OPEN
    assert lead("C1").reopened_because.startswith(f"{run}再次发现")


def test_a_confirmed_lead_stays_confirmed_and_says_since_when_it_is_not_found(
    in_scope: World, campaign: Campaign
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    screened(campaign, in_scope.quality_manager)
    confirm_lead(
        lead_id=lead("C1").pk,
        version=lead("C1").version,
        text="核对证书原件属实",
        by=in_scope.quality_manager,
    )
    deliver_certificates(in_scope.body.pk, certificate("C1", years=3))
    run = screened(campaign, in_scope.quality_manager)
    again = lead("C1")
    assert (again.state, again.absent_since_id) == (LeadState.CONFIRMED, run.pk)
    entry = Entry.objects.filter(on_kind="leads.Lead", on_id=str(again.pk)).last()
    assert entry is not None
    assert "不再发现" in entry.reason
    screened(campaign, in_scope.quality_manager)
    assert lead("C1").absent_since_id == run.pk, "said once, of the first run without it"


@pytest.mark.parametrize(("personnel", "state"), [(190, LeadState.SNOOZED), (20, LeadState.OPEN)])
def test_a_snoozed_lead_sleeps_until_its_inputs_change(
    personnel: int, state: str, in_scope: World, campaign: Campaign
) -> None:
    campaign.due_on = timezone.localdate() + timedelta(days=30)
    campaign.save()
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, personnel=190))
    screened(campaign, in_scope.quality_manager)
    snooze_lead(
        lead_id=lead("C1").pk,
        version=lead("C1").version,
        until=timezone.localdate() + timedelta(days=7),
        text="等待组织说明",
        by=in_scope.quality_manager,
    )
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, personnel=personnel))
    screened(campaign, in_scope.quality_manager)
    assert lead("C1").state == state


def test_a_lead_whose_check_did_not_run_is_not_gone(in_scope: World, campaign: Campaign) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4))
    first = screened(campaign, in_scope.quality_manager)
    outside = lead("C1")
    Lead.objects.filter(pk=outside.pk).update(code="B01", key="B01:certificate:C1")
    assert not first.coverage.get(code="B01").ran
    screened(campaign, in_scope.quality_manager)
    outside.refresh_from_db()
    assert outside.state == LeadState.OPEN


def test_a_run_killed_while_leads_are_taken_in_goes_on_and_raises_each_once(
    in_scope: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver_certificates(in_scope.body.pk, *(certificate(f"C{n}", years=4) for n in range(7)))
    monkeypatch.setattr(intake, "PART", 3)
    monkeypatch.setitem(intake.take_in.__kwdefaults__, "part", 3)
    whole, parts = intake._Intake.take, []

    def killed_at_the_second(self: intake._Intake, raised: list[object]) -> None:
        parts.append(len(raised))
        if len(parts) == 2:
            raise KeyboardInterrupt
        whole(self, raised)

    monkeypatch.setattr(intake._Intake, "take", killed_at_the_second)
    run = start_run(campaign_id=campaign.pk, by=in_scope.quality_manager)
    with pytest.raises(KeyboardInterrupt):
        work_on_run(body_id=campaign.body_id, run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    assert Lead.objects.count() == 3
    monkeypatch.setattr(intake._Intake, "take", whole)
    work_on_run(body_id=campaign.body_id, run_id=run.pk)
    run.refresh_from_db()
    assert run.state == RunState.FINISHED
    assert Lead.objects.filter(**A24).count() == 7
    assert Lead.objects.count() == run.hits + run.undecided
    work_on_run(body_id=campaign.body_id, run_id=run.pk)
    assert Entry.objects.filter(action="run.finished").count() == 1


def test_a_name_longer_than_its_column_keeps_two_subjects_apart() -> None:
    one, other = "x" * 400 + "1", "x" * 400 + "2"
    assert len(shortened(one, 240)) == 240
    assert shortened(one, 240) != shortened(other, 240)
    assert shortened("C\x001", 80) == "C1"


def test_a_certificate_issued_after_the_judging_date_raises_nothing(
    in_scope: World, campaign: Campaign
) -> None:
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4, issued_on=date(2027, 1, 1)))
    run = screened(campaign, in_scope.quality_manager)
    assert run.state == RunState.FINISHED
    assert not Lead.objects.filter(**A24).exists()

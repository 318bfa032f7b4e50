"""One decision over many leads: previewed, fixed when it starts, a result a lead, taken back, resumed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.casework.leads_made import lead_made, leads_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import bulk, selectors
from zicha.casework.leads.filters import LeadFilter
from zicha.casework.leads.models import BulkAction, BulkResult, BulkState, Lead, LeadState
from zicha.casework.refused import Refused, Stale
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash

DISMISS = {"reason": "explained", "text": "书面批准在案"}


@pytest.fixture
def campaign(campaign: Campaign) -> Campaign:
    campaign.due_on = timezone.localdate() + timedelta(days=90)
    campaign.save()
    return campaign


def all_of(campaign: Campaign, world: World, **conditions: str) -> bulk.Selection:
    found = selectors.leads_matching(LeadFilter(**conditions), campaign=campaign, by=world.reviewer)
    return bulk.selected(found)


def started(campaign: Campaign, world: World, kind: str = "dismiss", **more: Any) -> BulkAction:
    selection = more.pop("selection", None) or all_of(campaign, world)
    given = {"choices": DISMISS, "typed": str(len(selection)), **more}
    return bulk.start(selection=selection, kind=kind, campaign=campaign, by=world.reviewer, **given)


def test_a_preview_says_how_many_change_and_why_others_do_not(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 3)
    leads_made(campaign, 2, state="confirmed")
    decision = bulk.decision_of("dismiss", DISMISS, campaign=campaign)
    shown = bulk.preview(all_of(campaign, in_scope, state="any"), decision, by=in_scope.reviewer)
    assert shown.changing == 3
    [(why, number)] = shown.skipped
    assert number == 2
    assert "属实" in why
    assert not Entry.objects.filter(action="lead.dismissed").exists()


def test_every_lead_has_its_result_and_every_change_its_entry(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 7)
    leads_made(campaign, 2, state="merged")
    action = started(campaign, in_scope, selection=all_of(campaign, in_scope, state="any"))
    action = bulk.do_all(action_id=action.pk)
    assert (action.state, action.done, action.changed, action.skipped) == (BulkState.FINISHED, 9, 7, 2)
    assert action.results.count() == 9
    assert Lead.objects.filter(state="dismissed", decided_by=in_scope.reviewer, version=2).count() == 7
    entries = Entry.objects.filter(action="lead.dismissed")
    assert entries.count() == 7
    for entry in entries:
        lead = Lead.objects.get(pk=entry.on_id)
        assert entry.touched[0] == ["leads.Lead", lead.pk, row_hash(lead)]


@pytest.mark.parametrize(("kind", "changed"), [("dismiss", 2), ("assign", 3)])
def test_a_lead_whose_records_change_after_the_start_is_not_judged_on_what_nobody_saw(
    kind: str, changed: int, in_scope: World, campaign: Campaign
) -> None:
    first, other, _ = leads_made(campaign, 3)
    choices = DISMISS if kind == "dismiss" else {"assignee": in_scope.reviewer.pk}
    action = started(campaign, in_scope, kind=kind, choices=choices)
    Lead.objects.filter(pk=other.pk).update(inputs="2" * 64)
    action = bulk.do_all(action_id=action.pk)
    assert (action.changed, action.skipped) == (changed, 3 - changed)
    other.refresh_from_db()
    assert other.state == LeadState.OPEN
    first.refresh_from_db()
    assert first.version == 2
    assert [one.why[:11] for one in action.results.filter(changed=False)] == ["批量处理开始后依据有变"][
        : 3 - changed
    ]


def test_records_that_change_between_preview_and_start_ask_for_a_new_preview(
    in_scope: World, campaign: Campaign
) -> None:
    lead = lead_made(campaign)
    shown = all_of(campaign, in_scope).fingerprint
    Lead.objects.filter(pk=lead.pk).update(inputs="2" * 64)
    with pytest.raises(Stale, match="重新预览"):
        started(campaign, in_scope, expected=shown)


def test_every_row_made_or_changed_stands_in_the_trace_as_it_is(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 4)
    leads_made(campaign, 2, state="merged")
    action = started(campaign, in_scope, selection=all_of(campaign, in_scope, state="any"))
    bulk.do_all(action_id=action.pk)
    said = {}
    for entry in Entry.objects.order_by("number"):
        said.update({(label, pk): digest for label, pk, digest in entry.touched})
    for model in (Lead, BulkAction, BulkResult):
        for row in model.objects.all():
            assert said[model._meta.label, row.pk] == row_hash(row)


@pytest.mark.parametrize(
    ("kind", "choices", "column", "value"),
    [
        (
            "snooze",
            {"until": str(timezone.localdate() + timedelta(days=7)), "text": "等待客户回函"},
            "state",
            "snoozed",
        ),
        ("confirm", {"text": "派工单均少半日"}, "state", "confirmed"),
    ],
)
def test_other_decisions_work_alike(
    kind: str, choices: dict[str, str], column: str, value: str, in_scope: World, campaign: Campaign
) -> None:
    leads_made(campaign, 3)
    bulk.do_all(action_id=started(campaign, in_scope, kind, choices=choices).pk)
    assert set(Lead.objects.values_list(column, flat=True)) == {value}


def test_assigning_many(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 3)
    lead_made(campaign, assignee=in_scope.reviewer)
    action = started(campaign, in_scope, "assign", choices={"assignee": in_scope.reviewer.pk})
    action = bulk.do_all(action_id=action.pk)
    assert (action.changed, action.skipped) == (3, 1)
    assert Lead.objects.filter(assignee=in_scope.reviewer).count() == 4


@pytest.mark.parametrize(
    ("kind", "choices"),
    [
        ("dismiss", DISMISS),
        ("confirm", {"text": "派工单均少半日"}),
        (
            "snooze",
            {"until": str(timezone.localdate() + timedelta(days=7)), "text": "等待客户回函"},
        ),
    ],
)
def test_what_is_with_a_colleague_is_not_judged_in_passing(
    kind: str, choices: dict[str, str], in_scope: World, campaign: Campaign
) -> None:
    theirs = lead_made(campaign, assignee=in_scope.quality_manager)
    lead_made(campaign, assignee=in_scope.reviewer)
    lead_made(campaign)
    decision = bulk.decision_of(kind, choices, campaign=campaign)
    shown = bulk.preview(all_of(campaign, in_scope), decision, by=in_scope.reviewer)
    [(why, number)] = shown.skipped
    assert (shown.changing, number) == (2, 1)
    assert why.startswith(f"由 {in_scope.quality_manager.name} 核查")
    action = bulk.do_all(action_id=started(campaign, in_scope, kind, choices=choices).pk)
    assert (action.changed, action.skipped) == (2, 1)
    assert action.results.get(lead=theirs).why == why
    assert Lead.objects.get(pk=theirs.pk).state == LeadState.OPEN


def test_what_is_with_a_colleague_can_be_given_to_somebody_else(in_scope: World, campaign: Campaign) -> None:
    lead_made(campaign, assignee=in_scope.quality_manager)
    action = started(campaign, in_scope, "assign", choices={"assignee": in_scope.reviewer.pk})
    assert bulk.do_all(action_id=action.pk).changed == 1


def test_only_like_grounds_are_confirmed_together(in_scope: World, campaign: Campaign) -> None:
    lead_made(campaign)
    lead_made(campaign, code="D08")
    with pytest.raises(Refused, match="同一检查项"):
        started(campaign, in_scope, "confirm", choices={"text": "派工单均少半日"})
    lead_made(campaign, code="D08", verdict="undecided")
    with pytest.raises(Refused, match="无法判定"):
        started(
            campaign,
            in_scope,
            "confirm",
            choices={"text": "派工单均少半日"},
            selection=all_of(campaign, in_scope, code="D08"),
        )


def test_many_need_their_number_typed(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, bulk.TYPED_FROM + 1)
    with pytest.raises(Refused, match="输入这个数字"):
        started(campaign, in_scope, typed="")
    assert bulk.in_background(started(campaign, in_scope, typed="201"))


def test_what_matches_differently_by_now_is_not_touched(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 2)
    shown = all_of(campaign, in_scope).fingerprint
    lead_made(campaign)
    with pytest.raises(Stale, match="3 条"):
        started(campaign, in_scope, expected=shown)


def test_too_many_are_refused(in_scope: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "MOST_AT_ONCE", 2)
    leads_made(campaign, 3)
    with pytest.raises(Refused, match="缩小范围"):
        all_of(campaign, in_scope)


def test_a_killed_job_goes_on_where_it_stopped(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 10)
    action = started(campaign, in_scope)
    assert bulk.do_part(action_id=action.pk, most=4).done == 4
    assert Lead.objects.filter(state="dismissed").count() == 4
    action = bulk.do_all(action_id=action.pk)
    assert (action.done, action.changed, action.skipped) == (10, 10, 0)
    assert bulk.do_part(action_id=action.pk).results.count() == 10


def test_a_lead_decided_meanwhile_is_skipped_with_the_reason(in_scope: World, campaign: Campaign) -> None:
    first, *_ = leads_made(campaign, 3)
    action = started(campaign, in_scope)
    Lead.objects.filter(pk=first.pk).update(state="confirmed")
    bulk.do_all(action_id=action.pk)
    assert "属实" in action.results.get(lead=first).why
    assert Lead.objects.get(pk=first.pk).state == LeadState.CONFIRMED


def test_leads_that_were_slipped_in_stop_the_action(in_scope: World, campaign: Campaign) -> None:
    lead_made(campaign)
    action = started(campaign, in_scope)
    stranger = lead_made(campaign)
    BulkAction.objects.update(lead_ids=[stranger.pk])
    with pytest.raises(RuntimeError, match="not those it was started with"):
        bulk.do_all(action_id=action.pk)


def test_a_bulk_action_is_taken_back_but_for_what_moved_on(in_scope: World, campaign: Campaign) -> None:
    from zicha.casework.leads.services import reopen_lead

    first, *_ = leads_made(campaign, 5)
    action = bulk.do_all(action_id=started(campaign, in_scope).pk)
    reopen_lead(lead_id=first.pk, text="派工单有更正版", by=in_scope.quality_manager)
    assert bulk.take_back_bulk(action_id=action.pk, by=in_scope.reviewer) == (4, 1)
    assert Lead.objects.filter(state="open").count() == 5
    with pytest.raises(Refused):
        bulk.take_back_bulk(action_id=action.pk, by=in_scope.reviewer)


def test_another_persons_bulk_action_is_not_taken_back(in_scope: World, campaign: Campaign) -> None:
    leads_made(campaign, 2)
    action = bulk.do_all(action_id=started(campaign, in_scope).pk)
    with pytest.raises(Refused, match="自己"):
        bulk.take_back_bulk(action_id=action.pk, by=in_scope.quality_manager)


def test_a_large_action_is_queued_with_its_job(in_scope: World, campaign: Campaign) -> None:
    from procrastinate.contrib.django.models import ProcrastinateJob

    from zicha.casework.leads import tasks

    leads_made(campaign, bulk.TYPED_FROM + 50)
    action = started(campaign, in_scope)
    tasks.leave_to_worker(action)
    job = ProcrastinateJob.objects.get(task_name="leads.go_through")
    tasks.go_through_leads(**job.args)
    action.refresh_from_db()
    assert (action.state, action.changed) == (BulkState.FINISHED, 250)

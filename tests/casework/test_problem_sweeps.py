"""举一反三: the pattern of a problem looked for over the whole book, at once or by running its checks again."""

from __future__ import annotations

import pytest

from tests.casework.leads_made import lead_made, leads_made, run_made
from tests.casework.problems_made import closed, confirmed_lead, problem_made
from tests.casework.records import certificate, deliver_certificates, screened
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads.models import Lead
from zicha.casework.leads.services import confirm_lead
from zicha.casework.problems import sweeping
from zicha.casework.problems.models import Problem, ProblemLead, Sweep
from zicha.casework.problems.rerun import work_on_sweep
from zicha.casework.problems.selectors import sweep_counts
from zicha.casework.problems.sweeping import (
    fail_sweep,
    finish_rerun,
    pattern_of,
    record_sweep_by_hand,
    start_sweep,
)
from zicha.casework.refused import Refused
from zicha.casework.trace.models import Entry


def swept(problem: Problem) -> set[int]:
    return set(ProblemLead.objects.filter(problem=problem, kind="sweep").values_list("lead_id", flat=True))


def test_every_hit_of_the_check_is_linked(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    same = leads_made(campaign, 3)
    lead_made(campaign, code="B15")
    lead_made(campaign, verdict="undecided")
    lead_made(campaign, state="gone")
    sweep = start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    assert swept(problem) == {lead.pk for lead in same}
    # The problem's own lead was found as well; it is known already.
    assert (sweep.state, sweep.found, sweep.linked, sweep.known) == ("done", 4, 3, 1)
    assert sweep_counts(campaign) == {
        "sweeps": 1,
        "problems": 1,
        "found": 4,
        "linked": 3,
        "new_subjects": 0,
    }


@pytest.mark.parametrize(
    ("same", "columns"),
    [
        ("person", {"person_ids": ["P-1"]}),
        ("branch", {"branch_id": "BR-1"}),
        ("org", {"org_id": "org-9"}),
    ],
)
def test_the_pattern_is_narrowed(
    same: str, columns: dict[str, object], campaign: Campaign, in_scope: World
) -> None:
    own = confirmed_lead(campaign, in_scope, **columns)
    problem = problem_made(campaign, in_scope, lead_ids=[own.pk])
    fits = lead_made(campaign, **columns)
    other = {"person_ids": ["P-2"], "branch_id": "BR-2", "org_id": "org-2"}
    lead_made(campaign, **other)
    start_sweep(problem_id=problem.pk, same=[same], by=in_scope.auditor)
    assert swept(problem) == {fits.pk}


def test_narrowing_to_what_the_leads_do_not_say_is_refused(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    with pytest.raises(Refused, match="没有可比的同一分支机构"):
        start_sweep(problem_id=problem.pk, same=["branch"], by=in_scope.auditor)


def test_a_second_sweep_links_what_is_new_alone(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    leads_made(campaign, 2)
    start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    leads_made(campaign, 1)
    sweep = start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    assert (sweep.found, sweep.linked, sweep.known) == (4, 1, 3)


def test_a_lead_the_last_screening_no_longer_finds_is_not_linked(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    leads_made(campaign, 2)
    now = run_made(campaign)
    still = lead_made(campaign, first_run=now, last_run=now)
    start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    assert swept(problem) == {still.pk}


def test_links_of_a_sweep_stand_in_the_trace(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope)
    leads_made(campaign, 3)
    sweep = start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    entry = Entry.objects.get(action="sweep.done", on_id=str(sweep.pk))
    assert sum(kind == "problems.ProblemLead" for kind, _, _ in entry.touched) == 3
    assert entry.reason == "发现 4 个，新关联线索 3 条"


def test_a_problem_without_leads_is_swept_by_hand(campaign: Campaign, in_scope: World) -> None:
    problem = problem_made(campaign, in_scope, lead_ids=[], description="现场发现公章管理混乱")
    with pytest.raises(Refused, match="人工排查"):
        start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    with pytest.raises(Refused, match="排查的范围"):
        record_sweep_by_hand(problem_id=problem.pk, text="", found=0, by=in_scope.auditor)
    with pytest.raises(Refused, match="负数"):
        record_sweep_by_hand(problem_id=problem.pk, text="查了全部分支", found=-1, by=in_scope.auditor)
    assert record_sweep_by_hand(
        problem_id=problem.pk, text="查了全部分支机构的用印记录", found=0, by=in_scope.auditor
    ).by_hand


def test_a_closed_problem_is_not_swept(campaign: Campaign, in_scope: World) -> None:
    problem = closed(campaign, in_scope)
    with pytest.raises(Refused, match="已关闭"):
        start_sweep(problem_id=problem.pk, by=in_scope.auditor)


# ---- records came in since the last screening -------------------------------------------------------------------


@pytest.fixture
def newer_records(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A newer dataset version than the last screening judged; what would be queued."""
    queued: list[int] = []
    monkeypatch.setattr(sweeping, "_newest_version", lambda body_id: "v0002-111111111111")
    monkeypatch.setattr(
        "zicha.casework.problems.tasks.leave_sweep_to_worker", lambda sweep: queued.append(sweep.pk)
    )
    return queued


def test_newer_records_are_looked_through_by_a_job(
    newer_records: list[int], campaign: Campaign, in_scope: World
) -> None:
    problem = problem_made(campaign, in_scope)
    sweep = start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    assert newer_records == [sweep.pk]
    assert (sweep.state, sweep.from_run, sweep.dataset_version) == ("queued", None, "v0002-111111111111")
    with pytest.raises(Refused, match="还没有结束"):
        start_sweep(problem_id=problem.pk, by=in_scope.auditor)


def test_what_the_job_found_is_linked_and_what_is_no_lead_yet_is_told(
    newer_records: list[int], campaign: Campaign, in_scope: World
) -> None:
    problem = problem_made(campaign, in_scope)
    other = lead_made(campaign)
    sweep = start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    own = pattern_lead(problem)
    told = {
        key: {"code": "A06", "subject_id": key, "sentence": "人日不足"}
        for key in (own, other.key, "A06:audit:NEW")
    }
    done = finish_rerun(sweep_id=sweep.pk, keys=list(told), told=told)
    assert swept(problem) == {other.pk}
    assert (done.state, done.found, done.linked, done.known, done.new_subjects) == ("done", 3, 1, 1, 1)
    assert done.without_lead == [told["A06:audit:NEW"]]
    # The job may end twice when a worker was killed after its last statement.
    assert finish_rerun(sweep_id=sweep.pk, keys=[], told={}).found == 3


def test_a_job_that_fails_says_so_and_another_may_begin(
    newer_records: list[int], campaign: Campaign, in_scope: World
) -> None:
    problem = problem_made(campaign, in_scope)
    sweep = start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    fail_sweep(sweep_id=sweep.pk, error="磁盘已满")
    assert Sweep.objects.get(pk=sweep.pk).error == "磁盘已满"
    assert start_sweep(problem_id=problem.pk, by=in_scope.auditor).under_way


def test_the_checks_run_again_over_the_newest_records(in_scope: World, campaign: Campaign) -> None:
    """From delivery to link, without a new screening of everything."""
    body_id = in_scope.body.pk
    deliver_certificates(body_id, certificate("C1", years=4), certificate("C2", org="O2"))
    screened(campaign, in_scope.quality_manager)
    lead = Lead.objects.get(code="A24", subject_id="C1")
    confirm_lead(lead_id=lead.pk, text="证书有效期确实超过三年", by=in_scope.reviewer)
    problem = problem_made(campaign, in_scope, lead_ids=[lead.pk])
    assert start_sweep(problem_id=problem.pk, by=in_scope.auditor).found == 1
    deliver_certificates(body_id, certificate("C1", years=4), certificate("C2", years=5, org="O2"))
    everywhere = start_sweep(problem_id=problem.pk, by=in_scope.auditor)
    assert everywhere.under_way
    work_on_sweep(body_id=body_id, sweep_id=everywhere.pk)
    everywhere.refresh_from_db()
    assert (everywhere.state, everywhere.found, everywhere.known) == ("done", 2, 1), everywhere.error
    assert [one["subject_id"] for one in everywhere.without_lead] == ["C2"]
    same_client = start_sweep(problem_id=problem.pk, same=["org"], by=in_scope.auditor)
    work_on_sweep(body_id=body_id, sweep_id=same_client.pk)
    same_client.refresh_from_db()
    assert (same_client.found, same_client.new_subjects) == (1, 0)


def pattern_lead(problem: Problem) -> str:
    assert pattern_of(problem).codes == ("A06",)
    return problem.links.get(kind="ground").lead.key

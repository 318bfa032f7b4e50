"""Looking for a problem's pattern over the whole book (举一反三): which subjects fit, and linking their leads.

The pattern is the checks of the problem's own leads, narrowed, if wanted, to the same persons, branches or clients. If
the last screening judged the newest records, its leads are taken; if records came in since, those checks alone are run
again over them by a job (see `rerun`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.leads.models import Lead, LeadPerson, LeadState, LeadVerdict
from zicha.casework.many_rows import insert_rows
from zicha.casework.places import dataset_of
from zicha.casework.problems.models import LinkKind, Problem, ProblemLead, Sweep, SweepState
from zicha.casework.problems.services import _held, _said
from zicha.casework.refused import Refused
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.rows import Said
from zicha.casework.trace.services import changed_from, record
from zicha.contract.errors import ZichaError

SAME = {"person": "同一人员", "branch": "同一分支机构", "org": "同一获证组织"}
MOST_LINKED = 50_000
MOST_TOLD = 1_000


@dataclass(frozen=True)
class Pattern:
    """What is looked for (规律): checks, and the persons, branches, clients of the problem's own leads."""

    codes: tuple[str, ...]
    persons: frozenset[str]
    branches: frozenset[str]
    orgs: frozenset[str]

    @property
    def narrows(self) -> dict[str, list[str]]:
        """What it can be narrowed to, with the values."""
        values = {"person": self.persons, "branch": self.branches, "org": self.orgs}
        return {name: sorted(values[name]) for name in SAME if values[name]}


def pattern_of(problem: Problem) -> Pattern:
    """The pattern of the leads a problem rests on."""
    leads = list(
        Lead.objects.filter(problem_links__problem=problem, problem_links__kind=LinkKind.GROUND).only(
            "code", "person_ids", "branch_id", "org_id"
        )
    )
    return Pattern(
        tuple(sorted({lead.code for lead in leads})),
        frozenset(person for lead in leads for person in lead.person_ids),
        frozenset(lead.branch_id for lead in leads if lead.branch_id),
        frozenset(lead.org_id for lead in leads if lead.org_id),
    )


@transaction.atomic
def start_sweep(*, problem_id: int, by: Member, same: Iterable[str] = ()) -> Sweep:
    """Look for the pattern over the whole book (举一反三); at once, or by a job where newer records wait.

    Raises Refused for a problem without leads, which people sweep by hand, and before the first screening.
    """
    from zicha.casework.problems.tasks import leave_sweep_to_worker

    problem = _held(problem_id)
    _refuse_sweep(problem)
    pattern = pattern_of(problem)
    if not pattern.codes:
        raise Refused("这个问题不是由线索立项的，没有检查项可以重跑；请人工排查后登记排查情况。")
    wanted = [name for name in SAME if name in set(same)]
    if empty := [SAME[name] for name in wanted if name not in pattern.narrows]:
        raise Refused(f"立项的线索没有可比的{'、'.join(empty)}；请去掉这个条件。")
    run = last_run(problem)
    if run is None:
        raise Refused("本次自查还没有完成过筛查，不能举一反三；请先完成一次筛查。")
    newest = _newest_version(problem.body_id)
    rerun = bool(newest) and newest != run.dataset_version
    sweep = Sweep.objects.create(
        body_id=problem.body_id,
        problem=problem,
        codes=list(pattern.codes),
        same=wanted,
        dataset_version=newest if rerun else run.dataset_version,
        from_run=None if rerun else run,
        by=by,
    )
    if rerun:
        record(Action.SWEEP_STARTED, on=sweep, by=by)
        leave_sweep_to_worker(sweep)
    else:
        found = fitting(problem, wanted, pattern).filter(last_run=run)
        _finish(sweep, problem, list(found.order_by("pk")[: MOST_LINKED + 1]), [], before={})
    return sweep


@transaction.atomic
def record_sweep_by_hand(*, problem_id: int, text: str, found: int, by: Member) -> Sweep:
    """People have looked for the same themselves (人工排查): what they looked through and what they found."""
    problem = _held(problem_id)
    _refuse_sweep(problem)
    if found < 0:
        raise Refused("发现的数量不能是负数。")
    sweep = Sweep.objects.create(
        body_id=problem.body_id,
        problem=problem,
        state=SweepState.DONE,
        text=_said(text, "排查的范围、方法和结果"),
        found=found,
        by=by,
        finished_at=timezone.now(),
    )
    record(Action.SWEEP_DONE, on=sweep, by=by, reason=sweep.text)
    return sweep


@transaction.atomic
def finish_rerun(*, sweep_id: int, keys: Sequence[str], told: dict[str, dict[str, str]]) -> Sweep:
    """The checks ran again: `keys` are of the subjects they hit and that fit; `told` says what each is."""
    sweep = Sweep.objects.select_for_update().get(pk=sweep_id)
    if not sweep.under_way:
        return sweep
    problem = _held(sweep.problem_id)
    leads: list[Lead] = []
    for first in range(0, len(keys), 10_000):
        part = keys[first : first + 10_000]
        rows = Lead.objects.filter(campaign_id=problem.campaign_id, key__in=part)
        leads += rows.exclude(state=LeadState.MERGED)
    known = {lead.key for lead in leads}
    others = [told[key] for key in keys if key not in known]
    _finish(sweep, problem, leads, others, before=changed_from(sweep))
    return sweep


@transaction.atomic
def fail_sweep(*, sweep_id: int, error: str) -> Sweep:
    """The checks could not be run again; `error` says why and what to do."""
    sweep = Sweep.objects.select_for_update().get(pk=sweep_id)
    if sweep.under_way:
        before = changed_from(sweep)
        sweep.state, sweep.error, sweep.finished_at = SweepState.FAILED, error, timezone.now()
        sweep.save()
        record(Action.SWEEP_FAILED, on=sweep, by=None, before=before, reason=error)
    return sweep


def fitting(problem: Problem, same: Sequence[str], pattern: Pattern) -> QuerySet[Lead]:
    """The hits of the campaign that fit the pattern, decided or not; merged and vanished ones do not count."""
    rows = Lead.objects.filter(
        campaign_id=problem.campaign_id, code__in=pattern.codes, verdict=LeadVerdict.HIT
    ).exclude(state__in=(LeadState.MERGED, LeadState.GONE))
    if "branch" in same:
        rows = rows.filter(branch_id__in=pattern.branches)
    if "org" in same:
        rows = rows.filter(org_id__in=pattern.orgs)
    if "person" in same:
        persons = LeadPerson.objects.filter(campaign_id=problem.campaign_id, person_id__in=pattern.persons)
        rows = rows.filter(pk__in=persons.values("lead_id"))
    return rows


def last_run(problem: Problem) -> Run | None:
    """The last finished screening of the problem's campaign."""
    runs = Run.objects.filter(campaign_id=problem.campaign_id, state=RunState.FINISHED)
    return runs.order_by("-number").first()


def _newest_version(body_id: int) -> str:
    """The newest dataset version; empty where there is none to read."""
    try:
        head = dataset_of(body_id).head()
    except ZichaError as error:
        raise Refused(str(error)) from error
    return head.id if head else ""


def _refuse_sweep(problem: Problem) -> None:
    if problem.is_closed:
        raise Refused(f"问题 {problem.number} 已关闭；需要再举一反三的，请先重新打开。")
    if problem.sweeps.filter(state__in=(SweepState.QUEUED, SweepState.RUNNING)).exists():
        raise Refused("上一次举一反三还没有结束，请等它完成。")


def _finish(
    sweep: Sweep,
    problem: Problem,
    leads: Sequence[Lead],
    others: Sequence[dict[str, str]],
    *,
    before: Mapping[str, Said],
) -> None:
    """Link what was found; one entry for all of it."""
    if len(leads) > MOST_LINKED:
        raise Refused(f"符合条件的线索超过 {MOST_LINKED:,} 条；请加上“同一人员”或“同一分支机构”缩小范围。")
    linked = set(ProblemLead.objects.filter(problem=problem).values_list("lead_id", flat=True))
    links = [
        ProblemLead(
            body_id=problem.body_id, problem=problem, lead=lead, kind=LinkKind.SWEEP, linked_by_id=sweep.by_id
        )
        for lead in leads
        if lead.pk not in linked
    ]
    insert_rows(links)
    sweep.found = len(leads) + len(others)
    sweep.linked, sweep.known = len(links), len(leads) - len(links)
    sweep.new_subjects, sweep.without_lead = len(others), list(others[:MOST_TOLD])
    sweep.state, sweep.finished_at = SweepState.DONE, timezone.now()
    sweep.save()
    told = f"发现 {sweep.found:,} 个，新关联线索 {sweep.linked:,} 条"
    record(Action.SWEEP_DONE, on=sweep, by=sweep.by, before=before, reason=told, also=links)

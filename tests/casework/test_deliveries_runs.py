"""A screening as people start it: over which data, by which parameters, watched, cancelled, compared."""

from __future__ import annotations

import pytest

from tests.casework.records import certificate, deliver_certificates, screened
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.deliveries import runs, screening, selectors
from zicha.casework.deliveries.models import Run, RunState
from zicha.casework.deliveries.outcomes import outcome_of_run
from zicha.casework.deliveries.screening import work_on_run
from zicha.casework.leads.models import Lead
from zicha.casework.refused import Refused
from zicha.casework.trace.models import Entry
from zicha.findings.inspecting import Override

FIVE_YEARS = Override("A24", "longest_validity", "60", "合同约定五年，待认可机构答复")


class Killed(BaseException):
    """The worker is gone, as by kill −9."""


def started(campaign: Campaign, world: World, *overrides: Override) -> Run:
    return runs.start_run(campaign_id=campaign.pk, by=world.quality_manager, overrides=overrides)


def worked_off(run: Run) -> Run:
    work_on_run(body_id=run.body_id, run_id=run.pk)
    run.refresh_from_db()
    return run


@pytest.fixture
def delivered(in_scope: World, campaign: Campaign) -> Campaign:
    """A certificate of four years, which A24 finds, and one of three."""
    deliver_certificates(in_scope.body.pk, certificate("C1", years=4), certificate("C2"))
    return campaign


def test_a_parameter_changed_with_a_reason_judges_and_is_said_in_every_place(
    in_scope: World, delivered: Campaign
) -> None:
    usual = worked_off(started(delivered, in_scope))
    changed = worked_off(started(delivered, in_scope, FIVE_YEARS))
    assert usual.coverage.get(code="A24").hit == 1
    assert changed.coverage.get(code="A24").hit == 0
    (parameter,) = outcome_of_run(changed).screening.overrides
    assert (parameter.key, parameter.value, parameter.overridden) == (
        "A24.longest_validity",
        60,
        FIVE_YEARS.because,
    )
    entry = Entry.objects.get(action="run.started", on_id=str(changed.pk))
    assert "A24.longest_validity=60" in entry.reason
    assert FIVE_YEARS.because in entry.reason
    assert selectors.causes_of_difference(usual, changed) == ["参数 A24.longest_validity：规定或推荐值 → 60"]


@pytest.mark.parametrize(
    ("override", "said"),
    [
        (Override("A24", "longest_validity", "60", " "), "必须说明理由"),
        (Override("A24", "longest_validity", "很久", "试"), "不可用"),
        (Override("A24", "longest_validity", "-1", "试"), "不能是负数"),
        (Override("B10", "farthest_bits", "17", "试"), "要在 0 与 16 之间"),
        (Override("B05", "road_speed", "0", "试"), "要在 1 与 10000 之间"),
        (Override("A24", "shortest", "60", "试"), "没有参数 shortest"),
        (Override("Z99", "x", "60", "试"), "没有检查项 Z99"),
    ],
)
def test_a_parameter_that_cannot_be_used_is_refused_before_anything_starts(
    override: Override, said: str, in_scope: World, delivered: Campaign
) -> None:
    with pytest.raises(Refused, match=said):
        started(delivered, in_scope, override)
    assert not Run.objects.exists()


def test_there_is_one_screening_at_a_time(in_scope: World, delivered: Campaign) -> None:
    run = started(delivered, in_scope)
    with pytest.raises(Refused, match="同一时间只能有一次"):
        started(delivered, in_scope)
    runs.cancel_run(run_id=run.pk, by=in_scope.quality_manager)
    assert started(delivered, in_scope).number == 2


def test_without_data_there_is_nothing_to_screen(in_scope: World, campaign: Campaign) -> None:
    with pytest.raises(Refused, match="请先上传数据"):
        started(campaign, in_scope)


def test_asked_to_stop_it_stops_after_the_check_it_is_at_and_raises_no_lead(
    in_scope: World, delivered: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(delivered, in_scope)
    tell = screening._progress

    def cancelled_on_the_way(run: Run, done: int, total: int, what: str) -> None:
        tell(run, done, total, what)
        if done == 5:
            runs.cancel_run(run_id=run.pk, by=in_scope.quality_manager)

    monkeypatch.setattr(screening, "_progress", cancelled_on_the_way)
    worked_off(run)
    assert run.state == RunState.CANCELLED
    assert run.done == 5
    assert not Lead.objects.exists()
    assert Entry.objects.filter(action="run.cancel_asked", by=in_scope.quality_manager).exists()


def test_a_killed_screening_goes_on_where_it_was(
    in_scope: World, delivered: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = started(delivered, in_scope)
    tell = screening._progress

    def killed_on_the_way(run: Run, done: int, total: int, what: str) -> None:
        tell(run, done, total, what)
        if what.startswith("A33"):
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(screening, "_progress", killed_on_the_way)
        with pytest.raises(Killed):
            worked_off(run)
    run.refresh_from_db()
    assert run.state == RunState.RUNNING
    judged: list[str] = []
    monkeypatch.setattr("zicha.screening.run._run", _counted(judged))
    worked_off(run)
    assert run.state == RunState.FINISHED
    assert "A24" not in judged
    assert judged
    assert Lead.objects.filter(code="A24").count() == 1


def _counted(judged: list[str]):  # type: ignore[no-untyped-def]
    from zicha.screening.run import _run

    def counting(binding, code, editions, path):  # type: ignore[no-untyped-def]
        judged.append(code)
        return _run(binding, code, editions, path)

    return counting


def test_every_check_is_accounted_for_and_each_that_did_not_run_says_what_would_let_it(
    in_scope: World, delivered: Campaign
) -> None:
    run = worked_off(started(delivered, in_scope))
    areas = selectors.coverage_of(run)
    sums = selectors.sums_of(areas)
    assert sums["checks"] == run.coverage.count() == sums["ran"] + sums["not_run"]
    assert sums["in_scope"] == sum(sums[name] for name in ("hit", "passed", "undecided", "exempt"))
    assert (sums["hit"], sums["undecided"]) == (run.hits, run.undecided)
    missing = selectors.not_run(areas)
    assert sum(len(lines) for _, lines in missing) == sums["not_run"] > 0
    assert all("补交后即可检查" in reason for reason, _ in missing)
    assert any("现场签到（sign_ins）" in reason for reason, _ in missing)


def test_two_screenings_are_compared_check_by_check(in_scope: World, delivered: Campaign) -> None:
    first = worked_off(started(delivered, in_scope))
    deliver_certificates(in_scope.body.pk, certificate("C3", years=5), certificate("C4", years=6))
    second = worked_off(started(delivered, in_scope))
    assert selectors.run_before(first) is None
    assert selectors.run_before(second) == first
    lines = [line for area in selectors.coverage_of(second, first) for line in area.lines]
    more = {line.cover.code: line.more_hits for line in lines}
    assert more["A24"] == 2
    assert more["B01"] is None
    (cause,) = selectors.causes_of_difference(first, second)
    assert cause.startswith("数据不同：v0001")


def test_the_same_data_once_more_differs_in_nothing(in_scope: World, delivered: Campaign) -> None:
    first, second = (
        screened(delivered, in_scope.quality_manager),
        screened(delivered, in_scope.quality_manager),
    )
    assert selectors.causes_of_difference(first, second) == []
    lines = [line for area in selectors.coverage_of(second, first) for line in area.lines]
    assert {line.more_hits for line in lines} <= {0, None}

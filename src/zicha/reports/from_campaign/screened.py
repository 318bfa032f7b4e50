"""What the last screening gives the report (筛查数字): the same figures the command line tells, without judging again.

They rest on a finished run and a dataset version, neither of which ever changes, so they are computed once a process.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from zicha.casework.deliveries.models import Run
from zicha.casework.places import dataset_of, run_folder
from zicha.contract.errors import ZichaError
from zicha.dataset import disk
from zicha.findings.kept import RECORD, kept_in
from zicha.findings.outcome import Outcome
from zicha.intake.delivery import SheetCount, SourceFile
from zicha.reference.notices import NOTICES
from zicha.reports.fact import Fact
from zicha.reports.facts import ReportFacts, facts_of
from zicha.reports.from_campaign.judged_sums import with_judged
from zicha.reports.self_check_report import Report
from zicha.screening.coverage import Coverage
from zicha.screening.run import Screening

GONE = "筛查留存的记录不在或被改动过，无法统计，不等于零；请系统管理员运行 zicha verify 查明并从备份恢复。"


@dataclass(frozen=True, slots=True)
class Screened:
    """A finished screening as the report tells it (筛查情况). `whole` says that its records are as it left them."""

    report: Report
    whole: bool


def screened(run: Run, notice_key: str, covered: tuple[tuple, ...]) -> Screened:
    """The figures of a finished run; `covered` are the lines of its coverage, code first."""
    found = _screened(
        run.body_id,
        run.pk,
        run.kept_sha256,
        run.dataset_version,
        run.dataset_fingerprint,
        run.as_of,
        covered,
        notice_key,
    )
    if not found.whole:
        # What is put back from a backup must be seen.
        _screened.cache_clear()
    return found


@lru_cache(maxsize=8)
def _screened(
    body_id: int,
    run_id: int,
    kept: str,
    version_id: str,
    fingerprint: str,
    as_of: date,
    covered: tuple[tuple, ...],
    notice_key: str,
) -> Screened:
    notice = NOTICES[notice_key]
    coverage = {code: Coverage(code, *verdicts) for code, *verdicts in covered}
    screening = Screening(as_of, "", coverage, {}, {}, "", 0.0)
    files: dict[str, Path] = {}
    counts: tuple[SheetCount, ...] = ()
    sources: tuple[SourceFile, ...] = ()
    whole = False
    try:
        folder = run_folder(body_id, run_id)
        if kept and disk.sha256_of(folder / RECORD) == kept:
            screening = replace(kept_in(folder).screening, coverage=coverage)
            store = dataset_of(body_id)
            version = store.version(version_id)
            earlier = [one for one in store.versions() if one.number <= version.number]
            files = {name: version.path(name) for name in version.tables}
            counts = tuple(count for one in earlier for count in one.counts)
            sources = tuple(dict.fromkeys(source for one in earlier for source in one.sources))
            whole = True
    except (ZichaError, OSError):
        whole = False
    outcome = Outcome(screening, (), (), False, files, version_id, fingerprint, (), (), counts, sources)
    facts = facts_of(outcome, notice)
    facts = with_judged(facts, screening) if whole else _without_records(facts)
    return Screened(Report(outcome, notice, facts, {}), whole)


# Counted from the coverage alone, which stands in the database.
_OF_COVERAGE = {
    "checks_run", "coverage", "checks_not_run", "leads_by_focus_area", "leads_by_check", "undecided_by_check",
}  # fmt: skip


def _without_records(facts: ReportFacts) -> ReportFacts:
    def fact(one: Fact) -> Fact:
        return one if one.key in _OF_COVERAGE else replace(one, value=None, how=GONE, rows=0, lines=())

    return replace(facts, facts={key: fact(one) for key, one in facts.facts.items()})

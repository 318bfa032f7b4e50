"""A screening (筛查): every check in force over one dataset version, on one judging date, each subject decided once."""

from __future__ import annotations

import hashlib
import inspect
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import ibis
import ibis.expr.types as ir

import zicha.checks
from zicha.checks.registry import Check, all_checks
from zicha.contract.tables import TABLES
from zicha.reference.edition import rule_set_fingerprint as reference_fingerprint
from zicha.reference.parameters import Parameter, parameters_of
from zicha.screening.binding import Binding
from zicha.screening.coverage import Coverage
from zicha.screening.engines import Engine
from zicha.screening.judging import found, found_and_counted, tally, verdicts
from zicha.screening.resuming import remember, remembered, run_identity

Progress = Callable[[int, int, str], None]
"""done, total, what is being done (Chinese)."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What a run found (筛查结果).

    coverage    check code → how far it got, every registered check
    rows        check code → Parquet file of its hits and undecided subjects: subject_id, body_id, verdict,
                reason, observed, expected, see_* and what its sentence names
    thresholds  check code → name → parameter as used, overrides applied
    """

    as_of: date
    engine: str
    coverage: Mapping[str, Coverage]
    rows: Mapping[str, Path]
    thresholds: Mapping[str, Mapping[str, Parameter]]
    rule_set: str
    seconds: float

    @property
    def overrides(self) -> list[Parameter]:
        return [p for of_code in self.thresholds.values() for p in of_code.values() if p.overridden]


def screen(
    files: Mapping[str, Path],
    *,
    as_of: date,
    engine: Engine,
    folder: Path,
    thresholds: Mapping[str, Mapping[str, Parameter]] | None = None,
    codes: Iterable[str] | None = None,
    silent: Collection[str] = (),
    refused: Mapping[str, int] | None = None,
    dataset: str = "",
    progress: Progress | None = None,
) -> Screening:
    """Run every check that can run over these tables (contract table → Parquet file).

    Hits and undecided subjects are written to `folder`, one Parquet file a check. `silent` names columns, as
    table.column, that are empty because the records came in a dialect without a field for them; `refused` how many
    rows of a table intake refused. With the fingerprint
    of the `dataset`, checks that a killed run finished in this folder are taken from there.
    """
    started = time.perf_counter()
    wanted = set(codes) if codes is not None else None
    by_code: dict[str, list[Check]] = {}
    for check in all_checks():
        if wanted is None or check.code in wanted:
            by_code.setdefault(check.code, []).append(check)
    used = {code: (thresholds or {}).get(code) or parameters_of(code) for code in by_code}
    rule_set = rule_set_fingerprint()
    identity = run_identity(
        dataset=dataset, rule_set=rule_set, as_of=as_of, engine=engine.name, thresholds=used, silent=silent
    )
    binding = Binding(engine, files, as_of, used)
    coverage: dict[str, Coverage] = {}
    rows: dict[str, Path] = {}
    for done, (code, editions) in enumerate(by_code.items()):
        if progress:
            progress(done, len(by_code), f"{code} {editions[0].title}")
        reason = _why_not(binding, editions[0], silent, refused or {})
        if reason:
            coverage[code] = Coverage(code, ran=False, reason=reason)
            continue
        path = folder / f"{code}.parquet"
        finished = remembered(folder, identity, code) if dataset else None
        caution = _caution(editions[0], refused or {})
        coverage[code] = replace(finished or _run(binding, code, editions, path), caution=caution)
        rows[code] = path
        if dataset and not finished:
            remember(folder, identity, coverage[code])
    if progress:
        progress(len(by_code), len(by_code), "")
    return Screening(as_of, engine.name, coverage, rows, used, rule_set, time.perf_counter() - started)


def _run(binding: Binding, code: str, editions: list[Check], path: Path) -> Coverage:
    started = time.perf_counter()
    engine = binding.engine
    judged = engine.keep(f"judged_{code}", found_and_counted(_all_editions(binding, editions)))
    counts = {row["verdict"]: row["subjects"] for row in engine.fetch(tally(judged)).to_pylist()}
    engine.write(found(judged), path)
    engine.drop(f"judged_{code}")
    return Coverage(
        code,
        ran=True,
        in_scope=sum(counts.values()),
        hit=counts.get("hit", 0),
        passed=counts.get("pass", 0),
        undecided=counts.get("undecided", 0),
        exempt=counts.get("exempt", 0),
        seconds=time.perf_counter() - started,
    )


def _all_editions(binding: Binding, editions: list[Check]) -> ir.Table:
    """The verdicts of a check; with several editions each judges the subjects of its own days.

    Editions then return `judged_on`, the day the audited thing happened; without one the newest edition judges.
    """
    if len(editions) == 1:
        return verdicts(editions[0], binding.judged_by(editions[0]))
    newest = max(editions, key=lambda check: check.since or date.min)
    parts = []
    for check in editions:
        judged = binding.judged_by(check)
        inside = ibis.literal(True)
        if check.since:
            inside = inside & (judged.judged_on >= ibis.literal(check.since))
        if check.until:
            inside = inside & (judged.judged_on <= ibis.literal(check.until))
        inside = inside.fill_null(check is newest)
        parts.append(verdicts(check, judged.filter(inside)))
    return ibis.union(*parts)


def _why_not(binding: Binding, check: Check, silent: Collection[str], refused: Mapping[str, int]) -> str:
    """Why a check cannot run on these records, and what would let it; empty when it can."""
    missing = [name for name in check.needs if not binding.delivered(name)]
    rejected = [name for name in missing if name in refused]
    if rejected:
        told = "、".join(f"{_table_words(name)} {refused[name]:,} 行" for name in rejected)
        return f"交来的数据全部被拒绝：{told}；按 rejected.csv 更正后即可检查"
    if missing:
        names = "、".join(map(_table_words, missing))
        return f"没有提供数据表：{names}；补交后即可检查"
    unsaid = [name for name in check.empty_is_hit if name in silent and not binding.says(name)]
    if unsaid:
        names = "、".join(_column_words(name) for name in unsaid)
        return f"提供的报表没有这一列：{names}；补交后即可检查"
    return ""


def _caution(check: Check, refused: Mapping[str, int]) -> str:
    """Refused rows of the tables a check reads: what looks missing may have been refused."""
    told = [
        f"{_table_words(name)} {refused[name]:,} 行"
        for name in (*check.needs, *check.uses)
        if name in refused
    ]
    return f"有行因错误未接收：{'、'.join(told)}；疑点可能因此产生或漏掉，更正后重查" if told else ""


def _table_words(name: str) -> str:
    return f"{TABLES[name].chinese}（{name}）"


def _column_words(name: str) -> str:
    table, column = name.split(".")
    return f"{TABLES[table].chinese}的{TABLES[table].column(column).chinese}（{name}）"


def rule_set_fingerprint() -> str:
    """SHA-256 over the checks, the tables they share, the parameters and the reference data: changes when a rule does."""
    digest = hashlib.sha256(reference_fingerprint().encode())
    # Whole modules, not functions alone: a rule rests on the expressions and names beside it as well.
    for module in sorted(iter_modules(zicha.checks.__path__, "zicha.checks."), key=lambda found: found.name):
        names = [module.name]
        if module.ispkg:
            package = import_module(module.name)
            names += sorted(inner.name for inner in iter_modules(package.__path__, f"{module.name}."))
        for name in names:
            digest.update(inspect.getsource(import_module(name)).encode())
    return digest.hexdigest()

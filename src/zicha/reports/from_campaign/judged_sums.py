"""What the kept rows of a screening add to its counts (判定行的汇总): whose they are, and why so many could not be judged.

The findings of a million subjects are not read for two columns of a report; they are counted where they lie.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import duckdb

from zicha.dataset.parquet_scan import parquet_scan
from zicha.reports.facts import ReportFacts
from zicha.screening.run import Screening

Sums = dict[tuple[str, str, str, str], int]
"""(check, body, verdict, reason) → how many subjects."""


def with_judged(facts: ReportFacts, screening: Screening) -> ReportFacts:
    """The figures with each body's leads and each check's commonest reason."""
    sums = _sums(screening)
    of_body: Counter[tuple[str, str]] = Counter()
    reasons: dict[str, Counter[str]] = {}
    for (code, body, verdict, reason), number in sums.items():
        of_body[body, verdict] += number
        if verdict == "undecided" and reason:
            reasons.setdefault(code, Counter())[reason] += number
    bodies = tuple(
        replace(one, hits=of_body[one.body_id, "hit"], undecided=of_body[one.body_id, "undecided"])
        for one in facts.bodies
    )
    told = dict(facts.facts)
    if fact := told.get("undecided_by_check"):
        lines = tuple((*line[:-1], _commonest(reasons.get(str(line[0])))) for line in fact.lines)
        told[fact.key] = replace(fact, lines=lines)
    return replace(facts, facts=told, bodies=bodies)


def _sums(screening: Screening) -> Sums:
    found: Sums = {}
    with duckdb.connect() as engine:
        for code, path in screening.rows.items():
            counted = f"""SELECT coalesce(body_id, ''), verdict, coalesce(reason, ''), count(*)
                          FROM {parquet_scan(path)} GROUP BY ALL"""
            for body, verdict, reason, number in engine.execute(counted).fetchall():
                found[code, body, verdict, reason] = number
    return found


def _commonest(reasons: Counter[str] | None) -> str:
    return min(reasons, key=lambda reason: (-reasons[reason], reason)) if reasons else ""

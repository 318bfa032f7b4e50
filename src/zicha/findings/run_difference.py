"""What two runs answer differently, and what was different about them (两次筛查的差别)."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zicha.contract.errors import UnusableInput
from zicha.contract.verdicts import Verdict
from zicha.findings.changes import FINDINGS_FILE
from zicha.findings.csv_cells import unguarded

RUN_FILE = "run.json"
Subject = tuple[str, str]  # subject kind, subject id


@dataclass(frozen=True, slots=True)
class ReadRun:
    """A run as its folder holds it (一次筛查的记录)."""

    record: Mapping[str, Any]
    verdicts: Mapping[str, Mapping[Subject, str]]  # code → subject → hit or undecided

    @property
    def ran(self) -> set[str]:
        return {cover["code"] for cover in self.record["coverage"] if cover["status"] == "run"}


@dataclass(frozen=True, slots=True)
class CodeDifference:
    """How the hits of one check differ (单项差别). `checked` says whether it ran before and after."""

    code: str
    added: tuple[Subject, ...]
    removed: tuple[Subject, ...]
    kept: int
    checked: tuple[bool, bool]


@dataclass(frozen=True, slots=True)
class RunDifference:
    """`causes` are the things that were different, in words; `codes` the checks whose hits differ."""

    causes: tuple[str, ...]
    codes: tuple[CodeDifference, ...]


def read_run(folder: Path) -> ReadRun:
    """The run in that folder. Raises UnusableInput when there is none."""
    record, findings = folder / RUN_FILE, folder / FINDINGS_FILE
    if not record.is_file() or not findings.is_file():
        raise UnusableInput(f"{folder} 里没有筛查结果（要有 {RUN_FILE} 和 {FINDINGS_FILE}）。")
    verdicts: dict[str, dict[Subject, str]] = {}
    try:
        said = json.loads(record.read_text(encoding="utf-8"))
        with findings.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                subject = (row["subject_kind"], unguarded(row["subject_id"]))
                verdicts.setdefault(row["code"], {})[subject] = row["verdict"]
        return ReadRun({**said, "coverage": said["coverage"]}, verdicts)
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableInput(f"{folder} 里的筛查结果读不懂（{error}），请重新筛查。") from error


def difference(before: ReadRun, after: ReadRun) -> RunDifference:
    """What the later run adds and removes, by code, and why it may."""
    codes = sorted({*before.verdicts, *after.verdicts, *before.ran, *after.ran})
    found = (_of_code(code, before, after) for code in codes)
    return RunDifference(
        tuple(_causes(before.record, after.record)),
        tuple(one for one in found if one.added or one.removed or one.checked[0] != one.checked[1]),
    )


def _of_code(code: str, before: ReadRun, after: ReadRun) -> CodeDifference:
    was, now = _hits(before, code), _hits(after, code)
    return CodeDifference(
        code,
        tuple(sorted(now - was)),
        tuple(sorted(was - now)),
        len(was & now),
        (code in before.ran, code in after.ran),
    )


def _hits(run: ReadRun, code: str) -> set[Subject]:
    return {
        subject for subject, verdict in run.verdicts.get(code, {}).items() if verdict == Verdict.HIT.value
    }


def _causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    causes = []
    if before["dataset"]["fingerprint"] != after["dataset"]["fingerprint"]:
        causes.append(f"数据不同：{before['dataset']['id']} → {after['dataset']['id']}")
    if before["as_of"] != after["as_of"]:
        causes.append(f"判定基准日不同：{before['as_of']} → {after['as_of']}")
    if before["rule_set"] != after["rule_set"]:
        causes.append(
            f"规则不同：{before['rule_set'][:12]} → {after['rule_set'][:12]}（zicha {after['zicha']}）"
        )
    causes += _parameter_causes(before, after)
    return causes or ["数据、基准日、规则和参数都相同"]


def _parameter_causes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    was, now = ({one["key"]: one for one in record["parameters"]} for record in (before, after))
    causes = []
    for key in sorted(was.keys() & now.keys()):
        old, new = _values(was[key]), _values(now[key])
        if old != new:
            because = now[key]["overridden"] or was[key]["overridden"]
            causes.append(
                f"参数 {key}（{now[key]['chinese']}）：{old} → {new}"
                + (f"，理由：{because}" if because else "")
            )
    return causes


def _values(parameter: Mapping[str, Any]) -> str:
    return "、".join(
        edition["value"]
        + (
            f"（{edition['since'] or ''}–{edition['until'] or ''}）"
            if edition["since"] or edition["until"]
            else ""
        )
        for edition in parameter["editions"]
    )

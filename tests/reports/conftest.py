"""A small screening made by hand: four certificates of one body, two leads, one undecided, one check not run."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from zicha.checks.registry import checks_of
from zicha.contract.errors import BadCell, Remark
from zicha.contract.tables import TABLES
from zicha.contract.verdicts import Verdict
from zicha.findings.finding import Change, EvidenceRow, Finding, Gone
from zicha.findings.outcome import Outcome
from zicha.intake.delivery import SheetCount, SourceFile
from zicha.reference.notices import CURRENT, NOTICES
from zicha.reference.notices.notice import Notice
from zicha.reference.parameters import parameters_of
from zicha.screening.coverage import Coverage
from zicha.screening.run import Screening

AS_OF = date(2026, 6, 30)
BODY = "CNCA-R-2002-001"

Rows = list[dict[str, Any]]

CERTIFICATES: Rows = [
    {"certificate_no": "C1", "issued_on": date(2026, 6, 30), "status": "valid", "org_id": "O1"},
    {"certificate_no": "C2", "issued_on": date(2024, 7, 1), "status": "suspended", "org_id": "O1"},
    {"certificate_no": "C3", "issued_on": date(2024, 6, 30), "status": "revoked", "org_id": "O2"},
    {"certificate_no": "C4", "issued_on": date(2020, 1, 1), "status": "expired", "org_id": "O3"},
    {"certificate_no": "C5", "issued_on": date(2026, 7, 1), "status": "valid", "org_id": "O4"},
]
EVENTS: Rows = [
    {"event_id": "E1", "certificate_no": "C2", "kind": "suspended", "effective_on": date(2024, 7, 1)},
    {"event_id": "E2", "certificate_no": "C2", "kind": "suspended", "effective_on": date(2026, 6, 30)},
    {"event_id": "E3", "certificate_no": "C3", "kind": "revoked", "effective_on": date(2024, 6, 30)},
    {"event_id": "E4", "certificate_no": "C1", "kind": "cancelled", "effective_on": date(2026, 7, 1)},
]


@pytest.fixture(scope="session")
def notice() -> Notice:
    return NOTICES[CURRENT]


@pytest.fixture(scope="session")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Mapping[str, Path]]:
    """Write rows of contract tables as a dataset keeps them; columns not named are empty."""

    def write(**rows_of: Rows) -> Mapping[str, Path]:
        folder, files = tmp_path_factory.mktemp("tables"), {}
        for name, rows in rows_of.items():
            files[name] = folder / f"{name}.parquet"
            pq.write_table(pa.Table.from_pylist(rows, schema=TABLES[name].stored_schema), files[name])
        return files

    return write


@pytest.fixture(scope="session")
def files(tables: Callable[..., Mapping[str, Path]]) -> Mapping[str, Path]:
    certificates = [
        {"body_id": BODY, "scheme": "QMS", "expires_on": date(2029, 1, 1)} | row for row in CERTIFICATES
    ]
    return tables(
        bodies=[{"body_id": BODY, "name": "示例认证有限公司"}],
        certificates=certificates,
        certificate_events=EVENTS,
    )


def finding(code: str, subject_id: str, verdict: Verdict = Verdict.HIT, **others: Any) -> Finding:
    check = checks_of(code)[-1]
    is_hit = verdict is Verdict.HIT
    made = Finding(
        code=code,
        title=check.title,
        severity=check.severity,
        clauses=check.clauses,
        verdict=verdict,
        body_id=BODY,
        subject_kind=check.subject.kind,
        subject_id=subject_id,
        observed="10 人" if is_hit else "",
        expected="50 人" if is_hit else "",
        sentence="体系覆盖 10 人，登记或参保 100 人，不足 50 人。" if is_hit else "",
        reason="" if is_hit else "获证组织没有登记或参保人数",
        evidence=(EvidenceRow("certificates", subject_id, "月报.xlsx", "证书信息表", 17),) if is_hit else (),
    )
    return replace(made, **others)


@pytest.fixture(scope="session")
def outcome(files: Mapping[str, Path]) -> Outcome:
    coverage = {
        "A09": Coverage("A09", True, in_scope=4, hit=2, passed=1, undecided=1, exempt=0),
        "C01": Coverage("C01", True, in_scope=4, passed=4),
        "B01": Coverage("B01", False, reason="没有提供数据表：现场签到（sign_ins）；补交后即可检查"),
    }
    parameters = {code: dict(parameters_of(code)) for code in coverage}
    parameters["A09"]["smallest_share"] = parameters["A09"]["smallest_share"].override("0.45", "季节工多")
    return Outcome(
        screening=Screening(
            as_of=AS_OF,
            engine="duckdb",
            coverage=coverage,
            rows={},
            thresholds=parameters,
            rule_set="f" * 64,
            seconds=1.5,
        ),
        findings=(
            finding("A09", "C1", change=Change.NEW),
            finding("A09", "C2", change=Change.PERSISTING),
            finding("A09", "C3", Verdict.UNDECIDED),
        ),
        gone=(Gone("A09", BODY, "certificate", "C9", "通过或不在范围"),),
        compared=True,
        files=files,
        dataset_id="v0001-abcdef",
        dataset_fingerprint="a" * 64,
        rejected=(
            BadCell(
                "月报.xlsx", "证书信息表", 9, "expires_on（证书截止日期）", "2026-02-30", "不是日期", "改"
            ),
        ),
        remarks=(Remark("unknown_column", "月报.xlsx", "证书信息表", "列“备注”没有读取。"),),
        counts=(SheetCount("月报.xlsx", "证书信息表", "certificates", 6, 5, 0, 1),),
        sources=(SourceFile("月报.xlsx", "b" * 64, 1234),),
    )

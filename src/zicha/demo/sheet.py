"""A sheet to write planted cases on (草稿): rows, the marks of what each check ought to say, and who is free when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa

from zicha.contract import subjects
from zicha.demo.columns import from_rows
from zicha.demo.mass import BODY

Row = dict[str, Any]

LETTERS = {
    "QMS": "Q",
    "EMS": "E",
    "OHSMS": "S",
    "EnMS": "EN",
    "ISMS": "IS",
    "ITSMS": "IT",
    "FSMS": "FSMS",
    "HACCP": "H",
    "MDMS": "MD",
    "IPMS": "IP",
    "SERVICE": "SC",
}
FIELD = defaultdict(
    lambda: "17.01",
    {"ISMS": "33.01", "ITSMS": "33.01", "FSMS": "03.01", "HACCP": "03.01", "EnMS": "25.01", "CCC": "0701", "SERVICE": "SC05"},
)  # fmt: skip
"""The field a planted certificate has unless the case says otherwise."""

_MORE_FIELDS = (("FSMS", "03.07"), ("FSMS", "29.99"), ("QMS", "17.02"))

SUBJECT_OF = {
    code: subject
    for subject, codes in (
        (subjects.CERTIFICATE, "A01 A02 A03 A09 A19 A23 A24 A25 A30 A31 C01 C07 C08 C09 C10 C11"),
        (subjects.AUDIT, "A04 A05 A07 A08 A10 A11 A13 A14 A15 A16 A17 B01 B09 B16 C03 C04 D03 D05 D07 D12"),
        (subjects.APPLICATION, "A06 A21 A33 A36 D10 D16"),
        (subjects.DECISION, "A18 A20 A22 D06"),
        (subjects.CERTIFICATE_EVENT, "A29 A32"),
        (subjects.COMBINED_GROUP, "A12"),
        (subjects.CLAIM, "A34 C12"),
        (subjects.FEE, "A35 A38"),
        (subjects.TRANSFER, "A37"),
        (subjects.SIGN_IN, "B02 B03 B04 B05 B10 B12"),
        (subjects.TEAM_MEMBERSHIP, "B06 D04"),
        (subjects.EXPENSE, "B07 B13"),
        (subjects.PERSON, "B08 D02 D17"),
        (subjects.DEVICE, "B11"),
        (subjects.COMPLAINT, "B14"),
        (subjects.PERSON_YEAR, "B15"),
        (subjects.ORGANISATION_SCHEME, "C02"),
        (subjects.PRODUCT_CHECK, "C13"),
        (subjects.ORGANISATION, "C14"),
        (subjects.TEST_REPORT, "C15"),
        (subjects.BODY_FIELD, "D01"),
        (subjects.DOCUMENT, "D08"),
        (subjects.BODY, "D11"),
        (subjects.LAB_CONTRACT, "D13"),
        (subjects.DUTY_FILING, "D14"),
    )
    for code in codes.split()
}
"""What each check with planted cases judges."""


@dataclass
class Sheet:
    """The rows written so far."""

    as_of: date
    rows: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    planted: list[dict[str, str]] = field(default_factory=list)
    team_of: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    sign_ins_of: dict[str, list[Row]] = field(default_factory=lambda: defaultdict(list))
    signed_on_time: list[tuple[Row, Row, Any]] = field(default_factory=list)
    _counts: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    _pool: list[str] = field(default_factory=list)
    _busy: dict[str, list[tuple[date, date]]] = field(default_factory=lambda: defaultdict(list))
    _journeys: dict[tuple[str, int], int] = field(default_factory=lambda: defaultdict(int))
    _deciders: list[str] = field(default_factory=list)

    # ── the sheet ──

    def add(self, table: str, **row: Any) -> Row:
        self.rows[table].append(row)
        return row

    def drop(self, table: str, row: Row) -> None:
        self.rows[table] = [other for other in self.rows[table] if other is not row]

    def mark(self, kind: str, code: str, subject: str, note: str) -> None:
        self.planted.append(
            {"code": code, "subject_kind": SUBJECT_OF[code].kind, "subject_id": subject, "kind": kind, "note": note}
        )  # fmt: skip

    def hit(self, code: str, subject: str, note: str) -> None:
        self.mark("hit", code, subject, note)

    def near(self, code: str, subject: str, note: str) -> None:
        self.mark("near_miss", code, subject, note)

    def undecided(self, code: str, subject: str, note: str) -> None:
        self.mark("undecided", code, subject, note)

    def exempt(self, code: str, subject: str, note: str) -> None:
        self.mark("exempt", code, subject, note)

    def is_marked(self, code: str, subject: str) -> bool:
        return any(mark["code"] == code and mark["subject_id"] == subject for mark in self.planted)

    def tables(self) -> Mapping[str, pa.Table]:
        return {name: from_rows(name, rows) for name, rows in self.rows.items()}

    def number(self, what: str) -> int:
        """The next number of its kind; planted rows begin at 900001, far from the bulk's."""
        self._counts[what] += 1
        return 900_000 + self._counts[what]

    def ago(self, days: int) -> date:
        return self.as_of - timedelta(days=days)

    # ── people ──

    def person(
        self,
        *,
        registered: tuple[date | None, date | None] = (date(2015, 1, 1), date(2029, 12, 31)),
        registration_no: str | None = "",
        body: str = BODY,
        qualified: bool = True,
    ) -> str:
        """An auditor at home in every scheme; an empty `registration_no` gets a number of its own."""
        number = self.number("people")
        key = f"P-{number}"
        self.add(
            "people",
            person_id=key,
            body_id=body,
            name=f"审核员{number}",
            employment="part_time",
            registration_no=f"2099-N1DEMO-{number:07}" if registration_no == "" else registration_no,
            registration_grade="审核员",
            registered_from=registered[0],
            registered_to=registered[1],
            joined_on=date(2015, 1, 1),
        )
        self.add(
            "competence_reviews", review_id=f"CMP-{number}", person_id=key, kind="witness",
            reviewed_on=self.ago(80), score=Decimal(88), passed=True,
        )  # fmt: skip
        if qualified:
            for scheme, code in (*((s, FIELD[s]) for s in (*LETTERS, "CCC")), *_MORE_FIELDS):
                self.qualify(key, scheme, code)
        return key

    def qualify(
        self, person: str, scheme: str, code: str, valid_from: date | None = date(2015, 1, 1),
        valid_to: date | None = None,
    ) -> Row:  # fmt: skip
        return self.add(
            "qualifications", person_id=person, scheme=scheme, field_code=code,
            valid_from=valid_from, valid_to=valid_to,
        )  # fmt: skip

    def crew(self, first: date, last: date, size: int = 2) -> list[str]:
        """Members free three weeks either side, so that a case may move its days and nobody is double-booked."""
        margin = timedelta(days=20)
        free = list(islice((p for p in self._pool if self._is_free(p, first - margin, last + margin)), size))
        while len(free) < size:
            free.append(self.person())
            self._pool.append(free[-1])
        for person in free:
            self._busy[person].append((first, last))
            self._journeys[person, first.year] += 1
        return free

    def _is_free(self, person: str, first: date, last: date) -> bool:
        """With fewer than thirty journeys in its year, and nowhere else in that time."""
        if self._journeys[person, last.year] >= 30:
            return False
        return all(last < start or first > end for start, end in self._busy[person])

    def decider(self) -> str:
        if not self._deciders:
            for _ in range(4):
                person = self.person(qualified=False)
                self._deciders.append(person)
                for scheme in (*LETTERS, "CCC"):
                    self.add(
                        "decision_authorities", person_id=person, scheme=scheme, valid_from=date(2015, 1, 1)
                    )
        return self._deciders[self._counts["decisions"] % 4]

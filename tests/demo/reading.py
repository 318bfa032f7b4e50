"""The first thirty checks read once more, row by row, in the plainest Python (第二次解读).

Written from the catalogue alone, so that the invented world is held against words and not against our own checks.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt
from typing import Any

import chinese_calendar
import pyarrow as pa

from zicha.contract.tables import TABLES

Row = dict[str, Any]
Verdicts = Iterator[tuple[str, str]]

MS = {"QMS", "EMS", "OHSMS", "EnMS", "ISMS", "ITSMS", "FSMS", "HACCP", "MDMS", "IPMS"}
TIMED = {"QMS", "EMS", "OHSMS"}
BANDS = [5, 10, 15, 25, 45, 65, 85, 125, 175, 275, 425, 625, 875, 1175, 1550, 2025, 2675, 3450, 4350, 5450, 6800, 8500, 10700]  # fmt: skip
_DAYS = {
    "QMS": "1.5 2 2.5 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22",
    "high": "3 3.5 4.5 5.5 7 8 9 11 12 13 15 16 17 19 20 21 23 25 27 28 30 32 34",
    "medium": "2.5 3 3.5 4.5 5.5 6 7 8 9 10 11 12 13 15 16 17 18 19 20 21 23 25 27",
    "low": "2.5 3 3 3.5 4 4.5 5 5.5 6 7 8 9 10 11 12 12 13 14 15 16 17 19 20",
    "limited": "2.5 3 3 3 3 3.5 3.5 4 4.5 5 5.5 6 6.5 7 7.5 8 8.5 9 10 11 12 13 14",
}


def months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError


def half(value: Fraction) -> Fraction:
    """Nearest half, halves up."""
    return Fraction((value * 2 + Fraction(1, 2)).__floor__(), 2)


def table_days(scheme: str, people: int, complexity: str | None) -> Fraction | None:
    column = "QMS" if scheme == "QMS" else complexity
    if column is None or (scheme == "OHSMS" and column == "limited") or people > BANDS[-1]:
        return None
    band = next(number for number, upper in enumerate(BANDS) if people <= upper)
    return Fraction(_DAYS[column].split()[band])


def kilometres(lon1: float, lat1: float, lon2: float, lat2: float) -> float:
    a = sin(radians(lat2 - lat1) / 2) ** 2
    a += cos(radians(lat1)) * cos(radians(lat2)) * sin(radians(lon2 - lon1) / 2) ** 2
    return 2 * 6371 * asin(sqrt(a))


def normal(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).lower() if c.isalnum())


def working_days(after: date, until: date) -> int:
    span = range(1, (until - after).days + 1)
    return sum(chinese_calendar.is_workday(after + timedelta(days=n)) for n in span)


def empty_to_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


class Reading:
    """The tables as one reads them on `as_of`, and a verdict for every subject of every check."""

    def __init__(self, tables: Mapping[str, pa.Table], as_of: date) -> None:
        self.as_of = as_of
        self.rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        unread: dict[str, set[str]] = defaultdict(set)
        for name, table in TABLES.items():
            if name not in tables:
                continue
            for raw in tables[name].to_pylist():
                row = {key: empty_to_none(value) for key, value in raw.items()}
                own = next((row[c] for c in table.dated_by if row[c] is not None), None)
                day = own.date() if isinstance(own, datetime) else own
                if day is not None and day > as_of:
                    unread[name].add(row[table.key[0]])
                else:
                    self.rows[name].append(row)
        for name, table in TABLES.items():
            if table.part_of:
                first = table.key[0] if table.name != "product_units" else "certificate_no"
                self.rows[name] = [r for r in self.rows[name] if r[first] not in unread[table.part_of]]
        self.index()

    def by(self, table: str, column: str) -> dict[Any, list[Row]]:
        found: dict[Any, list[Row]] = defaultdict(list)
        for row in self.rows[table]:
            if row[column] is not None:
                found[row[column]].append(row)
        return found

    def index(self) -> None:
        def one(table: str) -> dict[str, Row]:
            return {row[TABLES[table].key[0]]: row for row in self.rows[table]}

        self.bodies, self.orgs, self.people = one("bodies"), one("organisations"), one("people")
        self.certificates, self.applications, self.audits = (
            one("certificates"), one("applications"), one("audits"),
        )  # fmt: skip
        self.audits_of_application = self.by("audits", "application_id")
        self.audits_of_certificate = self.by("audits", "certificate_no")
        self.audits_of_org = self.by("audits", "org_id")
        self.audits_of_group = self.by("audits", "combined_group")
        self.certificates_of_application = self.by("certificates", "application_id")
        self.team_of = self.by("audit_team", "audit_id")
        self.signs_of = self.by("sign_ins", "audit_id")
        self.decisions_of = self.by("decisions", "certificate_no")
        self.fields_of = {
            number: [row["field_code"] for row in rows]
            for number, rows in self.by("certificate_fields", "certificate_no").items()
        }
        self.quals_of = self.by("qualifications", "person_id")
        self.events_of = self.by("certificate_events", "certificate_no")
        self.majors_of = {
            audit: [row for row in rows if row["grade"] == "major"]
            for audit, rows in self.by("nonconformities", "audit_id").items()
        }
        self.steps_of = self.by("process_events", "application_id")
        self.sites_of = self.by("sites", "org_id")
        self.scopes_of = self.by("approved_scopes", "body_id")

    def verdicts(self) -> dict[str, dict[str, set[str]]]:
        answer: dict[str, dict[str, set[str]]] = {}
        for code in CODES:
            check: Callable[[], Verdicts] = getattr(self, code.lower())
            told: dict[str, set[str]] = defaultdict(set)
            for subject, verdict in check():
                assert subject not in told[verdict], f"{code} judged {subject} twice"
                told[verdict].add(subject)
            answer[code] = told
        return answer

    # ── shared readings ──

    def state(self, certificate: Row, day: date) -> str | None:
        """State on a day, None outside its dates."""
        if not certificate["issued_on"] <= day <= certificate["expires_on"]:
            return None
        kinds = {"suspended", "revoked", "cancelled", "restored", "issued", "renewed"}
        events = [
            (row["effective_on"], row["event_id"], row["kind"])
            for row in self.events_of.get(certificate["certificate_no"], [])
            if row["kind"] in kinds and row["effective_on"] <= day
        ]
        if not events:
            return str(certificate["status"])
        last = max(events)[2]
        return "valid" if last in {"restored", "issued", "renewed"} else str(last)

    def combined(self, audit: Row) -> bool:
        group = audit["combined_group"]
        return group is not None and len({row["scheme"] for row in self.audits_of_group[group]}) >= 2

    @staticmethod
    def in_force(row: Row, day: date) -> bool:
        starts = row["valid_from"] is None or row["valid_from"] <= day
        return starts and (row["valid_to"] is None or row["valid_to"] >= day)

    def parent(self, of: Mapping[str, Row], key: str | None) -> Row | None:
        return None if key is None else of.get(key)

    # ── A ──

    def a01(self) -> Verdicts:
        for number, row in self.certificates.items():
            scopes = self.scopes_of.get(row["body_id"])
            if not scopes:
                yield number, "undecided"
                continue
            held = {
                s["field_code"]
                for s in scopes
                if s["scheme"] == row["scheme"] and self.in_force(s, row["issued_on"])
            }
            fields = self.fields_of.get(number)
            outside = any(field not in held for field in fields) if fields else not held
            yield number, "hit" if "*" not in held and outside else "pass"

    def a02(self) -> Verdicts:
        for number, row in self.certificates.items():
            body = self.parent(self.bodies, row["body_id"])
            if body is None or body["approved_on"] is None:
                yield number, "undecided"
                continue
            late = body["approval_expires_on"] is not None and row["issued_on"] > body["approval_expires_on"]
            yield number, "hit" if row["issued_on"] < body["approved_on"] or late else "pass"

    def a04(self) -> Verdicts:
        for key, row in self.audits.items():
            if row["kind"] != "stage2" or row["scheme"] not in MS:
                continue
            application = self.parent(self.applications, row["application_id"])
            if application is None:
                yield key, "undecided"
            elif application["kind"] == "transfer":
                yield key, "exempt"
            else:
                siblings = self.audits_of_application[row["application_id"]]
                yield key, "pass" if any(a["kind"] == "stage1" for a in siblings) else "hit"

    def a05(self) -> Verdicts:
        for key, row in self.audits.items():
            if row["kind"] != "stage2":
                continue
            known = self.parent(self.applications, row["application_id"])
            siblings = self.audits_of_application[row["application_id"]] if known else []
            ends = [a["ended_at"] for a in siblings if a["kind"] == "stage1"]
            if not ends or None in ends or row["started_at"] is None:
                yield key, "undecided"
                continue
            start = row["started_at"].date()
            gap = (start - max(ends).date()).days
            hit = gap <= 0 or gap > 183 or (start >= date(2026, 1, 1) and gap < 5)
            yield key, "hit" if hit else "pass"

    def a06(self) -> Verdicts:
        for key, application in self.applications.items():
            audits = self.audits_of_application.get(key, [])
            main = [a for a in audits if a["kind"] == "stage2" and a["scheme"] in TIMED]
            if not main:
                continue
            stages = [a for a in audits if a["kind"] in {"stage1", "stage2"}]
            mine = sorted(self.certificates_of_application.get(key, []), key=lambda c: c["certificate_no"])
            people = mine[0]["personnel"] if mine else application["declared_personnel"]
            complexity = mine[0]["complexity"] if mine else None
            days = None if people is None else table_days(main[0]["scheme"], people, complexity)
            if days is None or any(a["planned_days"] is None for a in stages):
                yield key, "undecided"
                continue
            share = Fraction(7, 10) * (Fraction(8, 10) if any(map(self.combined, main)) else 1)
            planned = sum(Fraction(a["planned_days"]) for a in stages)
            yield key, "hit" if planned < half(days * share) else "pass"

    def a09(self) -> Verdicts:
        for number, people, employees in self.headcounts():
            if people is None or employees is None:
                yield number, "undecided"
            else:
                yield number, "hit" if employees >= 20 and people * 2 < employees else "pass"

    def headcounts(self) -> Iterator[tuple[str, int | None, int | None]]:
        for number, row in self.certificates.items():
            if row["scheme"] in MS:
                org = self.parent(self.orgs, row["org_id"])
                yield number, row["personnel"], org["employees"] if org else None

    def a10(self) -> Verdicts:
        for key, row in self.audits.items():
            if row["kind"] not in {"surveillance", "recertification"} or row["scheme"] not in TIMED:
                continue
            certificate = self.parent(self.certificates, row["certificate_no"])
            people = certificate["personnel"] if certificate else None
            days = None
            if certificate and people is not None:
                days = table_days(row["scheme"], people, certificate["complexity"])
            if days is None or row["planned_days"] is None:
                yield key, "undecided"
                continue
            share = Fraction(7, 10) * Fraction(1 if row["kind"] == "surveillance" else 2, 3)
            share *= Fraction(8, 10) if self.combined(row) else 1
            yield key, "hit" if Fraction(row["planned_days"]) < half(days * share) else "pass"

    def working_team(self, audit: str) -> list[Row]:
        return [m for m in self.team_of.get(audit, []) if m["role"] in {"leader", "auditor"}]

    def a11(self) -> Verdicts:
        for key, row in self.audits.items():
            team = {m["person_id"] for m in self.working_team(key)}
            if not team or None in (row["onsite_days"], row["started_at"], row["ended_at"]):
                yield key, "undecided"
                continue
            calendar = (row["ended_at"].date() - row["started_at"].date()).days + 1
            yield key, "hit" if row["onsite_days"] > len(team) * calendar + Decimal("0.5") else "pass"

    def a16(self) -> Verdicts:
        for key, row in self.audits.items():
            if row["started_at"] is None:
                continue
            latest = row["started_at"].date() - timedelta(days=1)
            reported = row["plan_reported_on"]
            yield key, "hit" if reported is None or reported > latest else "pass"

    def a18(self) -> Verdicts:
        for row in self.rows["decisions"]:
            if row["kind"] not in {"grant", "renew", "extend", "maintain"}:
                continue
            audit = self.parent(self.audits, row["audit_id"])
            if audit is None or audit["report_issued_on"] is None:
                yield row["decision_id"], "undecided"
                continue
            reviews = [
                step["happened_at"]
                for step in self.steps_of.get(audit["application_id"], [])
                if step["activity"] == "file_review" and step["audit_id"] in (None, audit["audit_id"])
            ]
            early = row["decided_at"].date() < audit["report_issued_on"]
            hit = early or (reviews and row["decided_at"] < min(reviews))
            yield row["decision_id"], "hit" if hit else "pass"

    def a19(self) -> Verdicts:
        for number, row in self.certificates.items():
            in_time = any(
                d["kind"] in {"grant", "renew"} and d["decided_at"].date() <= row["issued_on"]
                for d in self.decisions_of.get(number, [])
            )
            yield number, "pass" if in_time else "hit"

    def a20(self) -> Verdicts:
        for row in self.rows["decisions"]:
            # Neither people nor audits are tables of this check: a number that leads nowhere is still a number.
            if row["decider_id"] is None or row["audit_id"] is None:
                yield row["decision_id"], "undecided"
                continue
            team = self.team_of.get(row["audit_id"], [])
            hit = any(m["person_id"] == row["decider_id"] and m["role"] != "observer" for m in team)
            yield row["decision_id"], "hit" if hit else "pass"

    def a21(self) -> Verdicts:
        for key, row in self.applications.items():
            if row["contract_signed_on"] is None or row["reviewed_on"] is None:
                yield key, "undecided"
            else:
                yield key, "hit" if row["contract_signed_on"] < row["reviewed_on"] else "pass"

    def a22(self) -> Verdicts:
        for row in self.rows["decisions"]:
            if row["kind"] not in {"grant", "renew"}:
                continue
            if row["audit_id"] is None:
                yield row["decision_id"], "undecided"
                continue
            day = row["decided_at"].date()
            majors = self.majors_of.get(row["audit_id"], [])
            hit = any(m["closed_on"] is None or m["closed_on"] > day for m in majors)
            yield row["decision_id"], "hit" if hit else "pass"

    def a23(self) -> Verdicts:
        for number, row in self.certificates.items():
            application = self.parent(self.applications, row["application_id"])
            if application is None or application["kind"] != "initial":
                continue
            if application["applied_on"] is None:
                yield number, "undecided"
                continue
            ends = [
                a["ended_at"].date()
                for a in self.audits_of_application.get(row["application_id"], [])
                if a["kind"] == "stage2" and a["ended_at"] is not None
            ]
            quick = (row["issued_on"] - application["applied_on"]).days < 10
            yield number, "hit" if quick or (ends and row["issued_on"] <= max(ends)) else "pass"

    def a24(self) -> Verdicts:
        for number, row in self.certificates.items():
            longest = months_later(row["issued_on"], 60 if row["scheme"] == "CCC" else 36)
            first = row["first_issued_on"]
            wrong = not row["issued_on"] < row["expires_on"] <= longest
            yield number, "hit" if wrong or (first is not None and row["issued_on"] < first) else "pass"

    def a25(self) -> Verdicts:
        for number, row in self.certificates.items():
            first = row["first_issued_on"] or row["issued_on"]
            if row["scheme"] == "CCC":
                right = re.fullmatch(r"[0-9]{16}", number) and number[:4] == str(first.year)
                yield number, "pass" if right else "hit"
            elif found := re.fullmatch(r"[0-9]{3}([0-9]{2})[A-Z]+[0-9]+R[0-9][SML]", number):
                year = 2000 + int(found[1])
                yield number, "pass" if year in {first.year, row["issued_on"].year} else "hit"
            else:
                yield number, "exempt"

    def a29(self) -> Verdicts:
        for row in self.rows["certificate_events"]:
            due = months_later(row["effective_on"].replace(day=10), 1)
            yield row["event_id"], "hit" if (row["reported_on"] or self.as_of) > due else "pass"

    def a30(self) -> Verdicts:
        for number, row in self.certificates.items():
            if row["status"] != "valid" or row["scheme"] not in MS or self.as_of > row["expires_on"]:
                continue
            ends = [
                a["ended_at"].date()
                for a in self.audits_of_certificate.get(number, [])
                if a["kind"] in {"surveillance", "recertification"}
                and a["ended_at"] is not None
                and row["issued_on"] <= a["ended_at"].date() <= self.as_of
            ]
            if not ends:
                due = months_later(row["issued_on"], 12)
            else:
                due = months_later(max(ends), 15 if max(ends) < date(2025, 1, 1) else 12)
            yield number, "hit" if self.as_of > due else "pass"

    def a31(self) -> Verdicts:
        for number, row in self.certificates.items():
            if row["status"] != "suspended":
                continue
            events = [e for e in self.events_of.get(number, []) if e["kind"] == "suspended"]
            if not events:
                yield number, "undecided"
                continue
            last = max(events, key=lambda e: (e["effective_on"], e["event_id"]))
            months = 6
            if row["scheme"] == "CCC":
                months = 12 if last["reason"] == "seasonal" else 3
            yield number, "hit" if self.as_of > months_later(last["effective_on"], months) else "pass"

    # ── B ──

    def b01(self) -> Verdicts:
        for key, row in self.audits.items():
            scheme, start, end = row["scheme"], row["started_at"], row["ended_at"]
            if scheme not in MS - {"FSMS", "HACCP"} or start is None or end is None:
                continue
            since = date(2021, 12, 1) if scheme in TIMED else date(2022, 12, 1)
            if start.date() < since or end.date() >= self.as_of:
                continue
            visit = self.audits_of_group.get(row["combined_group"], [row])
            kinds = {s["kind"] for audit in visit for s in self.signs_of.get(audit["audit_id"], [])}
            yield key, "pass" if kinds >= {"opening", "closing"} else "hit"

    def b02(self) -> Verdicts:
        for row in self.rows["sign_ins"]:
            audit = self.parent(self.audits, row["audit_id"])
            if audit is None or audit["method"] not in {"on_site", "hybrid"}:
                continue
            org = self.parent(self.orgs, audit["org_id"])
            places = ([org] if org else []) + self.sites_of.get(audit["org_id"], [])
            points = [(p["longitude"], p["latitude"]) for p in places]
            points = [point for point in points if None not in point]
            if not points or row["longitude"] is None or row["latitude"] is None:
                yield row["sign_in_id"], "undecided"
                continue
            nearest = min(kilometres(row["longitude"], row["latitude"], *point) for point in points)
            yield row["sign_in_id"], "hit" if nearest > 5.0 else "pass"

    def b06(self) -> Verdicts:
        present: dict[str, list[tuple[datetime, datetime, Row]]] = defaultdict(list)
        for key, team in self.team_of.items():
            audit = self.audits.get(key)
            for member in team:
                if audit and member["role"] != "observer" and audit["started_at"] and audit["ended_at"]:
                    present[self.same(member["person_id"])].append(
                        (audit["started_at"], audit["ended_at"], audit)
                    )
        for row in self.rows["audit_team"]:
            subject = f"{row['audit_id']}|{row['person_id']}"
            if row["role"] == "observer":
                yield subject, "exempt"
                continue
            audit = self.audits.get(row["audit_id"])
            if audit is None or audit["started_at"] is None or audit["ended_at"] is None:
                yield subject, "undecided"
                continue
            hit = any(
                other["org_id"] != audit["org_id"]
                and (audit["combined_group"] is None or other["combined_group"] != audit["combined_group"])
                and min(end, audit["ended_at"]) > max(start, audit["started_at"])
                for start, end, other in present[self.same(row["person_id"])]
            )
            yield subject, "hit" if hit else "pass"

    def same(self, person: str) -> str:
        row = self.people.get(person)
        return f"R:{row['registration_no']}" if row and row["registration_no"] else f"P:{person}"

    def b15(self) -> Verdicts:
        seen: dict[tuple[str, int], set[str]] = defaultdict(set)
        for key, audit in self.audits.items():
            if audit["started_at"] is not None:
                for member in self.working_team(key):
                    seen[member["person_id"], audit["started_at"].year].add(audit["org_id"])
        for (person, year), organisations in seen.items():
            most = 50 if year >= 2026 else 100
            yield f"{person}|{year}", "hit" if len(organisations) > most else "pass"

    # ── C ──

    def c01(self) -> Verdicts:
        for number, people, employees in self.headcounts():
            if people is None or employees is None:
                yield number, "undecided"
                continue
            outside = people * 100 < employees * 67 or people * 2 > employees * 3
            yield number, "hit" if outside and abs(people - employees) > 10 else "pass"

    def c07(self) -> Verdicts:
        by_code, by_name = self.by("organisations", "uscc"), defaultdict(list)
        for org in self.rows["organisations"]:
            by_name[normal(org["name"])].append(org)
        certificates_of = self.by("certificates", "org_id")
        told: dict[str, bool] = {}
        for event in self.rows["adverse_events"]:
            if event["kind"] != "sampling_failure":
                continue
            struck = by_code[event["uscc"]] if event["uscc"] else by_name[normal(event["org_name"])]
            day = event["published_on"]
            last = day + timedelta(days=30)
            for org in struck:
                visited = any(
                    a["kind"] in {"special", "unannounced", "factory_followup"}
                    and a["started_at"] is not None
                    and day <= a["started_at"].date() <= last
                    for a in self.audits_of_org.get(org["org_id"], [])
                )
                for certificate in certificates_of.get(org["org_id"], []):
                    if self.state(certificate, day) != "valid":
                        continue
                    number = certificate["certificate_no"]
                    acted = any(
                        e["kind"] in {"suspended", "revoked", "cancelled"}
                        and day <= e["effective_on"] <= last
                        for e in self.events_of.get(number, [])
                    )
                    unattended = self.as_of > last and not visited and not acted
                    told[number] = told.get(number, False) or unattended
        for number, hit in told.items():
            yield number, "hit" if hit else "pass"

    def c09(self) -> Verdicts:
        for number, row in self.certificates.items():
            if row["status"] != "valid":
                continue
            org = self.parent(self.orgs, row["org_id"])
            if org is None or org["registration_status"] is None:
                yield number, "undecided"
            elif org["registration_status"] not in {"deregistered", "revoked"}:
                yield number, "pass"
            elif org["status_changed_on"] is None:
                yield number, "undecided"
            else:
                yield number, "hit" if working_days(org["status_changed_on"], self.as_of) > 5 else "pass"

    # ── D ──

    def d03(self) -> Verdicts:
        for key, row in self.audits.items():
            certificate = self.parent(self.certificates, row["certificate_no"])
            fields = self.fields_of.get(row["certificate_no"], []) if certificate else []
            if not fields:
                continue
            if row["started_at"] is None:
                yield key, "undecided"
                continue
            day = row["started_at"].date()
            able = {
                q["field_code"]
                for m in self.team_of.get(key, [])
                if m["role"] in {"leader", "auditor", "expert"}
                for q in self.quals_of.get(m["person_id"], [])
                if q["scheme"] == row["scheme"] and self.in_force(q, day)
            }
            yield key, "hit" if any(field not in able for field in fields) else "pass"

    def d04(self) -> Verdicts:
        for row in self.rows["audit_team"]:
            if row["role"] not in {"leader", "auditor"}:
                continue
            subject = f"{row['audit_id']}|{row['person_id']}"
            person = self.people.get(row["person_id"])
            audit = self.audits.get(row["audit_id"])
            start = audit["started_at"] if audit else None
            if not person or not start or not person["registered_from"] or not person["registered_to"]:
                yield subject, "undecided"
                continue
            inside = person["registered_from"] <= start.date() <= person["registered_to"]
            yield subject, "pass" if inside else "hit"

    def d05(self) -> Verdicts:
        for key, row in self.audits.items():
            days = [m["days"] for m in self.working_team(key)]
            if row["onsite_days"] is None or None in days:
                yield key, "undecided"
            else:
                yield key, "hit" if sum(days) < row["onsite_days"] - Decimal("0.25") else "pass"


CODES = [
    "A01", "A02", "A04", "A05", "A06", "A09", "A10", "A11", "A16", "A18", "A19", "A20", "A21", "A22", "A23",
    "A24", "A25", "A29", "A30", "A31", "B01", "B02", "B06", "B15", "C01", "C07", "C09", "D03", "D04", "D05",
]  # fmt: skip

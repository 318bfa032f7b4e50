"""Organisations, audits and certificates for planted cases (示例情形).

Every case gets an organisation of its own, and everything about it is in order until the case breaks one thing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from math import ceil
from typing import Any

import numpy as np

from zicha.demo.audit_time import days_of
from zicha.demo.days import add_months, moment
from zicha.demo.identifiers import credit_code, photo_hashes
from zicha.demo.mass import BODY
from zicha.demo.places import organisation_names
from zicha.demo.sheet import FIELD, LETTERS, Row, Sheet

KILOMETRES_A_DEGREE = 6371 * 3.141_592_653_589_793 / 180
"""Along a meridian of a sphere of 6 371 km."""

_SIGNED = {"QMS", "EMS", "OHSMS", "EnMS", "ISMS", "ITSMS", "MDMS", "IPMS"}


@cache
def _photos() -> list[str]:
    """Fingerprints none of the bulk's sign-ins has."""
    return list(photo_hashes(np.arange(15_900_000, 15_905_000)).to_pylist())


@dataclass
class Story:
    """One certificate and how it came about; a case changes its rows in place."""

    org: Row
    application: Row
    certificate: Row
    fields: list[Row]
    stage1: Row | None
    main: Row  # stage 2, recertification or initial factory inspection
    decision: Row
    issued: Row  # the event
    surveillances: list[Row] = field(default_factory=list)

    @property
    def number(self) -> str:
        return str(self.certificate["certificate_no"])


class Draft(Sheet):
    """A sheet that can tell whole stories."""

    def organisation(self, *, employees: int | None = 30) -> Row:
        number = self.number("organisations")
        return self.add(
            "organisations",
            org_id=f"ORG-{number}",
            name=organisation_names(np.array([number % 8]), np.array([number]))[0].as_py(),
            uscc=credit_code(330106, number),
            region_code="330106",
            address=f"杭州市示例路{number % 899 + 1}号",
            longitude=round(118.2 + number % 300 * 0.01, 6),
            latitude=round(28.5 + number % 170 * 0.01, 6),
            industry_code="C34",
            employees=employees,
            established_on=date(2001, 5, 8),
            registration_status="active",
        )

    def audit(
        self,
        org: Row,
        kind: str,
        start: date,
        *,
        scheme: str = "QMS",
        days: Decimal | float = 1,
        length: int | None = None,
        certificate: str | None = None,
        application: str | None = None,
        group: str | None = None,
        body: str = BODY,
        crew: Sequence[str] | None = None,
        sign: bool | None = None,
    ) -> Row:
        """An audit in order: planned, reported, staffed by two people who share its days, signed in where required."""
        days = Decimal(str(days))
        span = length or max(1, ceil(days / 2))
        last = start + timedelta(days=span - 1)
        audit = self.add(
            "audits",
            audit_id=f"AUD-{self.number('audits')}",
            body_id=body,
            org_id=org["org_id"],
            application_id=application,
            certificate_no=certificate,
            scheme=scheme,
            kind=kind,
            method="on_site",
            planned_from=moment(start),
            planned_to=moment(last, 17),
            started_at=moment(start),
            ended_at=moment(last, 17),
            base_days=days,
            planned_days=days,
            onsite_days=days,
            reduction_pct=Decimal(0),
            combined_group=group,
            sites_audited=1,
            conclusion="recommended",
            plan_reported_on=start - timedelta(days=5),
            report_issued_on=last + timedelta(days=6) if last + timedelta(days=6) <= self.as_of else None,
        )
        for order, person in enumerate(self.crew(start, last) if crew is None else crew):
            self.member(
                audit,
                person,
                "leader" if order == 0 else "auditor",
                days / (2 if crew is None else len(crew)),
            )
        if scheme in _SIGNED if sign is None else sign:
            self.sign(audit, org, "opening")
            self.sign(audit, org, "closing")
        return audit

    def member(self, audit: Row, person: str, role: str, days: Decimal | float | None) -> Row:
        row = self.add(
            "audit_team", audit_id=audit["audit_id"], person_id=person, role=role,
            days=None if days is None else Decimal(str(days)), field_codes=None,
        )  # fmt: skip
        self.team_of[audit["audit_id"]].append(row)
        return row

    def leader(self, audit: Row) -> str:
        return str(self.team_of[audit["audit_id"]][0]["person_id"])

    def sign(self, audit: Row, org: Row, kind: str, *, north: float = 0.0) -> Row:
        """A sign-in so many kilometres north of the organisation."""
        number = self.number("sign_ins")
        team = self.team_of[audit["audit_id"]]
        latitude = org["latitude"]
        row = self.add(
            "sign_ins",
            sign_in_id=f"SGN-{number}",
            audit_id=audit["audit_id"],
            person_id=team[0]["person_id"] if team else None,
            kind=kind,
            signed_at=audit["started_at" if kind == "opening" else "ended_at"],
            longitude=org["longitude"],
            latitude=None if latitude is None else latitude + north / KILOMETRES_A_DEGREE,
            photo_hash=_photos()[number % len(_photos())],
            photos=2,
            device_id=f"DEV-{team[0]['person_id']}" if team else None,
        )
        self.sign_ins_of[audit["audit_id"]].append(row)
        self.signed_on_time.append((row, audit, row["signed_at"]))
        return row

    def lone_audit(self, start: date, scheme: str = "QMS", **more: Any) -> tuple[Row, Row]:
        """A special audit of an organisation that has nothing else."""
        org = self.organisation()
        return org, self.audit(org, "special", start, scheme=scheme, **more)

    def hours(self, audit: Row, begun: datetime, over: datetime) -> None:
        """The audit went from here to there, as it was planned; its meetings were signed then."""
        audit |= {"planned_from": begun, "started_at": begun, "planned_to": over, "ended_at": over}
        for row in self.sign_ins_of[audit["audit_id"]]:
            row["signed_at"] = begun if row["kind"] == "opening" else over

    # ── certificates ──

    def decide(self, audit: Row, certificate: str | None, kind: str, at: datetime) -> Row:
        number = self.number("decisions")
        person = self.decider()
        return self.add(
            "decisions", decision_id=f"DEC-{number}", audit_id=audit["audit_id"], certificate_no=certificate,
            kind=kind, reviewer_id=person, decider_id=person, decided_at=at,
        )  # fmt: skip

    def event(self, certificate: str, kind: str, day: date, reason: str | None = None) -> Row:
        """A change of state, reported by the 5th of the next month and published two working days later."""
        due = add_months(day.replace(day=5), 1)
        public = kind in {"suspended", "revoked", "cancelled"}
        return self.add(
            "certificate_events",
            event_id=f"EVT-{self.number('certificate_events')}",
            certificate_no=certificate,
            kind=kind,
            effective_on=day,
            reason=reason,
            decided_by=self.decider(),
            published_on=day + timedelta(days=2)
            if public and day + timedelta(days=2) <= self.as_of
            else None,
            reported_on=due if due <= self.as_of else None,
        )

    def nonconformity(self, audit: Row, grade: str, closed: date | None) -> Row:
        return self.add(
            "nonconformities", nonconformity_id=f"NC-{self.number('nonconformities')}", audit_id=audit["audit_id"],
            clause="8.5.1", grade=grade, statement="现场未能提供过程监视记录", raised_by=self.leader(audit),
            raised_on=audit["ended_at"].date(), closed_on=closed,
        )  # fmt: skip

    def step(self, story: Story, activity: str, at: datetime, audit: Row | None = None) -> Row:
        return self.add(
            "process_events", event_id=f"STEP-{self.number('process_events')}",
            application_id=story.application["application_id"], audit_id=audit["audit_id"] if audit else None,
            activity=activity, happened_at=at, recorded_at=at + timedelta(hours=3), person_id=self.decider(),
        )  # fmt: skip

    def certificate_number(self, scheme: str, year: int, personnel: int | None) -> str:
        number = self.number("certificates")
        if scheme == "CCC":
            return f"{year}990701{number}"
        size = "S" if (personnel or 1) < 50 else "M" if (personnel or 1) < 250 else "L"
        return f"999{year % 100:02}{LETTERS[scheme]}{number}R0{size}"

    def story(
        self,
        scheme: str = "QMS",
        *,
        issued: date | None = None,
        expires: date | None = None,
        personnel: int | None = 30,
        employees: int | None = -1,
        complexity: str | None = None,
        days: tuple[float, float] | None = None,
        gap: int = 21,
        kind: str = "initial",
        stage1: bool = True,
        fields: Sequence[str] | None = None,
        body: str = BODY,
        org: Row | None = None,
        group: str | None = None,
        followed: bool = True,
        status: str = "valid",
    ) -> Story:
        """A certificate issued 200 days ago, from application to issue; surveillances in time unless not `followed`."""
        issued = issued or self.ago(200)
        org = org or self.organisation(employees=personnel if employees == -1 else employees)
        head_count = personnel or 30
        table = days_of(scheme, head_count, complexity)
        first = Decimal(ceil(table * Decimal("0.6"))) / 2
        planned = [Decimal(str(d)) for d in days] if days else [first, max(table - first, Decimal("0.5"))]
        application = self.add(
            "applications",
            application_id=f"APP-{self.number('applications')}",
            body_id=body,
            org_id=org["org_id"],
            scheme=scheme,
            kind=kind,
            declared_personnel=personnel,
            reviewer_id=self.decider(),
            contract_amount=Decimal(12_000),
        )
        number = self.certificate_number(scheme, issued.year, personnel)
        main_end = issued - timedelta(days=24)
        main_start = main_end - timedelta(days=max(1, ceil(planned[1] / 2)) - 1)
        main_kind = "factory_initial" if scheme == "CCC" else "stage2"
        links = {
            "application": application["application_id"],
            "certificate": number,
            "group": group,
            "body": body,
        }
        opening = None
        if stage1 and scheme != "CCC":
            start = main_start - timedelta(days=gap + max(1, ceil(planned[0] / 2)) - 1)
            opening = self.audit(org, "stage1", start, scheme=scheme, days=planned[0], **links)
        main = self.audit(org, main_kind, main_start, scheme=scheme, days=planned[1], **links)
        begun = (opening or main)["started_at"].date()
        application |= {
            "contract_signed_on": begun - timedelta(days=15),
            "reviewed_on": begun - timedelta(days=17),
            "applied_on": begun - timedelta(days=20),
        }
        certificate = self.add(
            "certificates",
            certificate_no=number,
            body_id=body,
            org_id=org["org_id"],
            application_id=application["application_id"],
            scheme=scheme,
            standard="示例标准",
            scope="示例产品的生产",
            personnel=None if scheme == "CCC" else personnel,
            complexity=complexity,
            site_count=1,
            first_issued_on=issued,
            issued_on=issued,
            expires_on=expires or add_months(issued, 60 if scheme == "CCC" else 36) - timedelta(days=1),
            status=status,
            accreditation="none",
        )
        report = main["report_issued_on"]
        story = Story(
            org=org,
            application=application,
            certificate=certificate,
            fields=[
                self.add("certificate_fields", certificate_no=number, field_code=code)
                for code in ([FIELD[scheme]] if fields is None else fields)
            ],
            stage1=opening,
            main=main,
            decision=self.decide(main, number, "grant", moment(report + timedelta(days=4), 15)),
            issued=self.event(number, "issued", issued),
        )
        self._steps(story)
        if main_kind == "stage2":
            self.nonconformity(main, "minor", report)
        if followed:
            self._follow(story)
        return story

    def _steps(self, story: Story) -> None:
        application, main = story.application, story.main
        report = main["report_issued_on"]
        self.step(story, "application", moment(application["applied_on"]))
        self.step(story, "application_review", moment(application["reviewed_on"]))
        self.step(story, "contract", moment(application["contract_signed_on"]))
        self.step(story, "audit_plan", moment((story.stage1 or main)["plan_reported_on"]))
        if story.stage1:
            self.step(story, "stage1", story.stage1["ended_at"], story.stage1)
        if main["kind"] == "stage2":
            self.step(story, "stage2", main["ended_at"], main)
        self.step(story, "report", moment(report, 14), main)
        self.step(story, "file_review", moment(report + timedelta(days=2), 10), main)
        self.step(story, "decision", story.decision["decided_at"], main)
        self.step(story, "issue", moment(story.certificate["issued_on"], 16))

    def _follow(self, story: Story) -> None:
        """A surveillance every eleven months until the judging date or the certificate's end."""
        day = story.certificate["issued_on"]
        until = min(self.ago(10), story.certificate["expires_on"])
        while (day := day + timedelta(days=330)) <= until:
            self.surveillance(story, day)

    def surveillance(
        self, story: Story, start: date, *, days: float | None = None, kind: str = "surveillance"
    ) -> Row:
        """One surveillance or recertification audit with the days its table asks for, and its decision."""
        certificate = story.certificate
        scheme = certificate["scheme"]
        share = (
            Decimal(ceil(days_of(scheme, certificate["personnel"] or 30, certificate["complexity"]) * 2 / 3))
            / 2
        )
        needed = Decimal(str(days)) if days is not None else share
        audit = self.audit(
            story.org,
            "factory_followup" if scheme == "CCC" else kind,
            start,
            scheme=scheme,
            days=needed,
            certificate=certificate["certificate_no"],
            application=story.application["application_id"],
            body=certificate["body_id"],
        )
        audit["sequence"] = len(story.surveillances) + 1
        story.surveillances.append(audit)
        report = audit["report_issued_on"]
        if report and report + timedelta(days=2) <= self.as_of:
            self.decide(
                audit, certificate["certificate_no"], "maintain", moment(report + timedelta(days=2), 15)
            )
        self.nonconformity(audit, "minor", report)
        return audit

    def special(self, story: Story, start: date, **more: Any) -> Row:
        """A special audit of the certificate: no table, no decision hangs on it."""
        certificate = story.certificate
        return self.audit(
            story.org, "special", start, scheme=certificate["scheme"], certificate=certificate["certificate_no"],
            application=story.application["application_id"], body=certificate["body_id"], **more,
        )  # fmt: skip

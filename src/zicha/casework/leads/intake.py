"""The findings of a screening become leads (线索入列): new ones raised, known ones followed, vanished ones marked.

A part of them a transaction, each with its trace, so that a body's other work never waits long. Taking the same
screening in again changes nothing, and that is how a killed one goes on: what was taken in is found unchanged.

New        OPEN
Unchanged  `inputs` are the same: only `last_run` moves, a decision stays
Changed    values follow; dismissed, merged or snoozed it is OPEN again and says what changed since the decision
Vanished   GONE when nobody had decided; a decided one keeps its decision and says since when it is not found
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from zicha.casework.deliveries.models import Run
from zicha.casework.leads.following import FOLLOWED, VANISHED, Followed, follow, same_rows, vanish
from zicha.casework.leads.lead_of import key_of, lead_of
from zicha.casework.leads.merged import merged_into, reopen_merged
from zicha.casework.leads.models import Lead, LeadState
from zicha.casework.leads.tasks import leave_look_ups_to_worker
from zicha.casework.many_rows import insert_rows, update_rows
from zicha.casework.places import dataset_of, made, run_folder
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.actions import Action
from zicha.casework.trace.services import Change, changed_from, record, record_all
from zicha.dataset.store import Store
from zicha.dataset.version import Version
from zicha.findings.differences import CellDifference, Row, differences
from zicha.findings.raising import Raised, Raising
from zicha.findings.tables import tables_of
from zicha.screening.run import Screening

PART = 10_000
"""Leads a transaction."""


@dataclass
class TakenIn:
    """What became of a screening's findings (入列结果)."""

    raised: int = 0
    unchanged: int = 0
    changed: int = 0
    vanished: int = 0


def take_in(
    run: Run,
    screening: Screening,
    version: Version,
    *,
    tell: Callable[[str], None] = lambda what: None,
    part: int = PART,
) -> TakenIn:
    """Take the findings of a run in. Nothing else may take in leads of the campaign at the same time."""
    files = {name: version.path(name) for name in version.tables}
    done = TakenIn()
    total = sum(cover.hit + cover.undecided for cover in screening.coverage.values())
    work = made(run_folder(run.body_id, run.pk) / "work")
    with tables_of(files, memory=settings.MEMORY_LIMIT, folder=work) as connection:
        raising = Raising(connection, screening.as_of)
        intake = _Intake(run, dataset_of(run.body_id), files, done)
        for code in sorted(screening.rows):
            found = screening.coverage[code].hit + screening.coverage[code].undecided
            if not found:
                continue
            batches = raising.of_check(
                code, screening.rows[code], screening.thresholds[code], batch_rows=part
            )
            for raised in batches:
                tell(f"登记线索 {done.raised + done.unchanged + done.changed:,} / {total:,}（{code}）")
                with scope(run.body_id):
                    intake.take(raised)
    ran = [code for code, cover in screening.coverage.items() if cover.ran]
    tell("核对不再出现的线索")
    while _mark_vanished(run, ran, done, part):
        pass
    leave_look_ups_to_worker(run.body_id)
    return done


class _Intake:
    """One screening being taken in; parts of it, each within a scope."""

    def __init__(self, run: Run, store: Store, files: Mapping[str, Path], done: TakenIn) -> None:
        self._run = run
        self._area_of = run.campaign.notice.area_of
        self._files = files
        self._done = done
        # The versions decisions rested on, read once each.
        self._store = store
        self._versions: dict[str, Mapping[str, Path]] = {}

    def take(self, raised: Sequence[Raised]) -> None:
        """Take a part in: one transaction with its trace."""
        found = {key_of(one): one for one in raised}
        known = {
            key: (pk, inputs, state, absent)
            for key, pk, inputs, state, absent in Lead.objects.filter(
                campaign_id=self._run.campaign_id, key__in=list(found)
            ).values_list("key", "pk", "inputs", "state", "absent_since_id")
        }
        fresh, same, changed = [], [], {}
        for key, one in found.items():
            pk, inputs, state, absent = known.get(key, (None, "", "", None))
            if pk is not None and inputs == one.inputs and state != LeadState.GONE and absent is None:
                same.append(pk)
                continue
            lead = lead_of(one, self._run, self._area_of(one.finding.code).letter)
            if pk is None:
                fresh.append(lead)
            else:
                changed[pk] = lead
        # Known leads first: who decides one holds it and then waits for the trace, never the other way round.
        Lead.objects.filter(pk__in=same).exclude(last_run=self._run).update(last_run=self._run)
        self._follow(changed)
        self._raise_new(fresh)
        self._done.raised += len(fresh)
        self._done.unchanged += len(same)
        self._done.changed += len(changed)

    def _raise_new(self, fresh: list[Lead]) -> None:
        if not fresh:
            return
        insert_rows(fresh)
        run = Run.objects.get(pk=self._run.pk)
        told = f"{fresh[0].code} 等新增线索 {len(fresh):,} 条"
        record(Action.LEADS_RAISED, on=run, by=None, before=changed_from(run), reason=told, also=fresh)

    def _follow(self, changed: Mapping[int, Lead]) -> None:
        if not changed:
            return
        leads = list(Lead.objects.select_for_update(of=("self",)).filter(pk__in=list(changed)).order_by("pk"))
        runs = {lead.decided_run_id or lead.last_run_id for lead in leads}
        versions = dict(Run.objects.filter(pk__in=runs).values_list("pk", "dataset_version"))
        told = self._differences(leads, changed, versions)
        followed: list[Followed] = []
        for lead in leads:
            before = changed_from(lead)
            cells = told.get(lead.pk, [])
            followed.append(follow(lead, changed[lead.pk], run=self._run, cells=cells, before=before))
        update_rows(leads, FOLLOWED)
        record_all(
            Action.LEAD_CHANGED_BY_RUN,
            [Change(one.lead, one.before, one.reason) for one in followed if one.is_change],
            by=None,
        )

    def _differences(
        self, leads: Iterable[Lead], changed: Mapping[int, Lead], versions: Mapping[int, str]
    ) -> dict[int, list[CellDifference]]:
        """What the evidence of each lead says otherwise than when it was decided, or last seen."""
        by_version: dict[str, list[Lead]] = {}
        for lead in leads:
            seen = versions[lead.decided_run_id or lead.last_run_id]
            by_version.setdefault(seen, []).append(lead)
        found: dict[int, list[CellDifference]] = {}
        for version_id, of_version in by_version.items():
            rows_of: dict[int, list[Row]] = {
                lead.pk: same_rows(lead.evidence, changed[lead.pk].evidence) for lead in of_version
            }
            every = {row for rows in rows_of.values() for row in rows}
            cells = differences(self._version(version_id), self._files, every)
            for pk, rows in rows_of.items():
                found[pk] = [cell for row in rows for cell in cells.get(row, ())]
        return found

    def _version(self, version_id: str) -> Mapping[str, Path]:
        if version_id not in self._versions:
            version = self._store.version(version_id)
            self._versions[version_id] = {name: version.path(name) for name in version.tables}
        return self._versions[version_id]


def _mark_vanished(run: Run, ran: Iterable[str], done: TakenIn, part: int) -> int:
    """Mark the next part of the leads this run did not find though their checks ran; how many it were."""
    decided = Q(state__in=(LeadState.CONFIRMED, LeadState.DISMISSED, LeadState.MERGED), absent_since=None)
    waiting = Q(state__in=(LeadState.OPEN, LeadState.SNOOZED))
    with scope(run.body_id):
        leads = list(
            Lead.objects.select_for_update(of=("self",))
            .filter(waiting | decided, campaign_id=run.campaign_id, code__in=list(ran))
            .exclude(last_run_id=run.pk)
            .order_by("pk")[:part]
        )
        changes = []
        for lead in leads:
            before = changed_from(lead)
            changes.append(Change(lead, before, vanish(lead, run=run)))
        update_rows(leads, VANISHED)
        # After their own marks are saved: one of this very part may be merged into another of it.
        freed = merged_into([lead.pk for lead in leads if lead.state == LeadState.GONE])
        record_all(Action.LEAD_CHANGED_BY_RUN, changes, by=None)
        reopen_merged(freed, because="不再出现", by=None)
    done.vanished += len(leads)
    return len(leads)

"""A million leads to measure with (测量用线索), in a database that holds other bodies' leads as well.

They name audits, certificates, organisations, people and branches of a real dataset version, so that the page of a lead
finds its evidence and the life of its certificate. A few checks have most of them; four in ten have somebody in charge;
a third is decided, each with its entry in the trace.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb

PART = 100_000
OTHER_BODIES = {"BENCH-OTHER-1": 150_000, "BENCH-OTHER-2": 50_000, "BENCH-OTHER-3": 5_000}
BODY = "BENCH"


def make(number: int, members: int, records: Path) -> None:
    """The body that is measured and the others beside it; nothing where they are there already."""
    from django.db import connections

    from zicha.casework.tenancy.models import Body

    if Body.objects.filter(code=BODY).exists():
        return
    for code, some in OTHER_BODIES.items():
        _make_body(code, some, 5, records, with_dataset=False)
    _make_body(BODY, number, members, records, with_dataset=True)
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _make_body(code: str, number: int, members: int, records: Path, *, with_dataset: bool) -> None:
    from django.db import connection

    from zicha.casework.campaigns.services import open_campaign
    from zicha.casework.deliveries.models import CheckCoverage, Run
    from zicha.casework.leads import counting
    from zicha.casework.leads.models import Lead
    from zicha.casework.places import dataset_of
    from zicha.casework.tenancy.models import Account
    from zicha.casework.tenancy.scope import scope
    from zicha.casework.tenancy.services import add_member, set_up_body

    accounts = [Account(username=f"{code}-{n}", name=f"测量员{n}") for n in range(members)]
    for account in accounts:
        account.set_unusable_password()
        account.save()
    body, manager = set_up_body(
        code=code, name=f"虚构认证有限公司{code}", province="330000", administrator=accounts[0],
        roles=["quality_manager"],
    )  # fmt: skip
    version = "v0001-000000000000"
    if with_dataset:
        version = dataset_of(body.pk).commit_files({p.stem: p for p in records.glob("*.parquet")}).version.id
    with scope(body.pk):
        for account in accounts[1:]:
            add_member(account=account, roles=["reviewer"], by=manager)
        campaign = open_campaign(
            notice_key="samr_2019_18", title="2026 年认证质量自查", as_of=date(2026, 6, 30), by=manager,
            starts_on=date(2026, 7, 1), due_on=date.today() + timedelta(days=365),
        )  # fmt: skip
        runs = [
            Run.objects.create(
                body=body, campaign=campaign, number=n, state="finished", as_of=campaign.as_of,
                dataset_version=version, dataset_fingerprint="0" * 64, finished_at=f"2026-10-{10 + n}T08:00:00Z",
            )
            for n in (1, 2)
        ]  # fmt: skip
    checks = _checks()
    with scope(body.pk), connection.cursor() as cursor:
        cursor.execute(_AUDITS)
        with cursor.copy("COPY audits FROM STDIN") as copy:
            for row in _audits(records):
                copy.write_row(row)
        cursor.execute("ANALYZE audits")
        for first in range(0, number, PART):
            last = min(first + PART, number)
            cursor.execute(
                _LEADS,
                {
                    "body": body.pk, "campaign": campaign.pk, "old": runs[0].pk, "new": runs[1].pk,
                    "codes": [one for one, _ in checks], "severities": [one for _, one in checks],
                    "first": first, "last": last - 1, "all": number, "members": members, "member": manager.pk,
                },
            )  # fmt: skip
            print(f"  {code}: {last:,} leads", flush=True)
    with scope(body.pk), connection.cursor() as cursor:
        cursor.execute(_ENTRIES, {"body": body.pk, "campaign": campaign.pk})
        counting.compact(campaign, always=True)
        assert Lead.objects.filter(campaign=campaign).count() == number
        hits = counting.LeadTally.objects.filter(campaign=campaign, verdict="hit")
        sums: dict[str, int] = {}
        for said, n in hits.values_list("code", "n"):
            sums[said] = sums.get(said, 0) + n
        CheckCoverage.objects.bulk_create(
            CheckCoverage(body=body, run=run, code=said, ran=True, hit=n, in_scope=n)
            for run in runs
            for said, n in sums.items()
        )


def _audits(records: Path) -> Iterator[tuple[object, ...]]:
    """Audit, certificate, organisation, its name, its people, its branch: what a finding says of its subject."""
    found = duckdb.execute(
        f"""
        WITH people AS (SELECT audit_id, list(person_id ORDER BY person_id) AS ids
                        FROM '{records}/audit_team.parquet' GROUP BY audit_id)
        SELECT row_number() OVER (ORDER BY audit_id) - 1, audit_id, certificate_no, org_id, name, ids[:4], branch_id
        FROM '{records}/audits.parquet' JOIN '{records}/organisations.parquet' USING (org_id) JOIN people USING (audit_id)
        WHERE certificate_no IS NOT NULL
        """
    )
    while rows := found.fetchmany(20_000):
        for at, audit, certificate, org, name, people, branch in rows:
            yield at, audit, certificate, org, name, people, branch or ""


_AUDITS = """
CREATE TEMP TABLE audits (at int PRIMARY KEY, audit_id text, certificate_no text, org_id text, org_name text,
                          person_ids text[], branch_id text) ON COMMIT DROP
"""

# In the order of their checks, as a screening raises them.
_LEADS = """
WITH numbered AS (
    SELECT n, 1 + floor(power(n::float8 / %(all)s, 3) * array_length(%(codes)s::text[], 1))::int AS check_at,
           ('x' || md5(n::text))::bit(31)::int AS r1, ('x' || md5('b' || n))::bit(31)::int AS r2
    FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS n
), drawn AS (
    SELECT *, (%(codes)s::text[])[check_at] AS code, (%(severities)s::text[])[check_at] AS severity,
           (ARRAY['open','open','open','open','open','open','open','dismissed','dismissed','confirmed','snoozed'])[1 + r1 %% 11]
               AS state,
           1 + (r2 / 16) %% 40 AS tenths, CASE WHEN r2 %% 10 < 4 THEN %(member)s + r1 %% %(members)s END AS person
    FROM numbered JOIN audits ON at = r2 %% (SELECT count(*) FROM audits)
)
INSERT INTO leads_lead (
    body_id, campaign_id, first_run_id, last_run_id, key, code, area, severity, verdict, subject_kind, subject_id,
    certificate_no, org_id, org_name, person_ids, branch_id, observed, expected, sentence, reason, evidence, inputs,
    state, assignee_id, due_on, snoozed_until, decided_by_id, decided_at, decided_inputs, decided_run_id, decision_reason,
    decision_text, reopened_because, version, created_at)
SELECT %(body)s, %(campaign)s, CASE WHEN r1 %% 50 = 0 THEN %(new)s ELSE %(old)s END, %(new)s,
       code || ':audit:' || audit_id || '#' || n, code, left(code, 1), severity,
       CASE WHEN r2 %% 5 = 0 THEN 'undecided' ELSE 'hit' END, 'audit', audit_id, certificate_no, org_id, org_name,
       person_ids, branch_id, tenths / 10.0 || ' 人日', (tenths + 7) / 10.0 || ' 人日',
       '初审策划 ' || tenths / 10.0 || ' 人日，低于最低要求 ' || (tenths + 7) / 10.0 || ' 人日；减少的理由没有写明，也没有见到书面批准。',
       CASE WHEN r2 %% 5 = 0 THEN '没有审核报告签发日期' ELSE '' END,
       jsonb_build_array(jsonb_build_object('table', 'audits', 'key', audit_id, 'file', 'audits.csv', 'sheet', '', 'row', n),
                         jsonb_build_object('table', 'certificates', 'key', certificate_no)), md5(n::text) || md5(n::text),
       state, person, CASE WHEN r2 %% 10 < 4 THEN current_date + (r1 %% 90) - 10 END,
       CASE WHEN state = 'snoozed' THEN current_date + 30 END,
       CASE WHEN state IN ('dismissed', 'confirmed') THEN %(member)s + r2 %% %(members)s END,
       CASE WHEN state IN ('dismissed', 'confirmed') THEN now() END,
       CASE WHEN state IN ('dismissed', 'confirmed') THEN md5(n::text) || md5(n::text) ELSE '' END,
       CASE WHEN state IN ('dismissed', 'confirmed') THEN %(new)s END,
       CASE WHEN state = 'dismissed' THEN 'explained' ELSE '' END,
       CASE WHEN state IN ('dismissed', 'confirmed') THEN '派工单有书面批准，见附件。' ELSE '' END,
       CASE WHEN r1 %% 200 = 0 THEN '人日数由 2 改为 1' ELSE '' END, 1, now()
FROM drawn
"""

# As many as the site would have written; what they hash is not measured here.
_ENTRIES = """
INSERT INTO trace_entry (body_id, number, at, by_id, by_name, action, on_kind, on_id, on_label, before, after, reason,
                         touched, previous, hash)
SELECT %(body)s, row_number() OVER (ORDER BY id) + (SELECT coalesce(max(number), 0) FROM trace_entry WHERE body_id = %(body)s),
       now(), decided_by_id, '测量员', CASE state WHEN 'dismissed' THEN 'lead.dismissed' ELSE 'lead.confirmed' END,
       'leads.Lead', id::text, code || ' ' || subject_id, '{"state": "open"}', jsonb_build_object('state', state), decision_text,
       jsonb_build_array(jsonb_build_array('leads.Lead', id, inputs)), repeat('0', 64), repeat('0', 64)
FROM leads_lead WHERE campaign_id = %(campaign)s AND decided_by_id IS NOT NULL
"""


def _checks() -> list[tuple[str, str]]:
    from zicha.checks.registry import all_checks

    return sorted({(check.code, check.severity.value) for check in all_checks()})

"""What is kept beside the leads (线索的计数、附表和查找文件): it must follow from leads and records unless somebody altered it."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection

from zicha.casework.leads.bulk import Selection
from zicha.casework.leads.models import (
    BulkAction,
    BulkResult,
    Lead,
    LeadDueTally,
    LeadGroupTally,
    LeadOrganisation,
    LeadPerson,
    LeadTally,
)
from zicha.casework.leads.preparing import altered

_LEAD = Lead._meta.db_table
_KIND = "body_id, campaign_id, state, verdict, code, area, severity, first_run_id"
_HAS = "assignee_id IS NOT NULL AS assigned, state = 'open' AND due_on IS NOT NULL AS dated"
_DUE = "body_id, campaign_id, assignee_id, due_on"
_GROUP = "body_id, campaign_id, kind, value, state, verdict, assigned"
_REST = "state, verdict, assignee_id IS NOT NULL AS assigned"

# Each: the columns that say what is counted, what the leads come to, the table it is kept in.
_COUNTED = {
    "线索计数": (
        f"{_KIND}, reopened, assigned, dated",
        f"SELECT {_KIND}, reopened_because <> '' AS reopened, {_HAS}, 1 AS n FROM {_LEAD}",
        LeadTally._meta.db_table,
    ),
    "线索责任人和期限计数": (
        _DUE,
        f"""SELECT {_DUE}, 1 AS n FROM {_LEAD}
            WHERE state = 'open' AND (assignee_id IS NOT NULL OR due_on IS NOT NULL)""",
        LeadDueTally._meta.db_table,
    ),
    "线索分组计数": (
        _GROUP,
        f"""SELECT body_id, campaign_id, 'org' AS kind, org_id AS value, {_REST}, 1 AS n FROM {_LEAD} WHERE org_id <> ''
            UNION ALL
            SELECT body_id, campaign_id, 'branch', branch_id, {_REST}, 1 FROM {_LEAD} WHERE branch_id <> ''
            UNION ALL
            SELECT body_id, campaign_id, 'cell', code || ' ' || branch_id, {_REST}, 1 FROM {_LEAD} WHERE branch_id <> ''
            UNION ALL
            SELECT body_id, campaign_id, 'person', person, {_REST}, 1
            FROM (SELECT DISTINCT id, body_id, campaign_id, unnest(person_ids) AS person, state, verdict, assignee_id
                  FROM {_LEAD}) AS persons""",
        LeadGroupTally._meta.db_table,
    ),
    "线索涉及人员": (
        "body_id, campaign_id, person_id, lead_id",
        f"""SELECT DISTINCT body_id, campaign_id, unnest(person_ids) AS person_id, id AS lead_id, 1 AS n FROM {_LEAD}""",
        f"(SELECT *, 1 AS n FROM {LeadPerson._meta.db_table}) AS kept",
    ),
}


def differences_of(body_id: int) -> Iterator[str]:
    for what, (columns, rows, table) in _COUNTED.items():
        yield from _miscounted(what, columns, rows, table)
    yield from _misnamed_organisations()
    yield from _altered_selections()
    yield from _miscounted_actions()
    yield from altered(body_id)


def _miscounted(what: str, columns: str, rows: str, table: str) -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT {columns}, sum(n) FILTER (WHERE is_kept), sum(n) FILTER (WHERE NOT is_kept)
                FROM (SELECT {columns}, n, true AS is_kept FROM {table}
                      UNION ALL SELECT {columns}, n, false FROM ({rows}) AS counted) AS compared
                GROUP BY {columns}
                HAVING coalesce(sum(n) FILTER (WHERE is_kept), 0) <> coalesce(sum(n) FILTER (WHERE NOT is_kept), 0)
                LIMIT 1"""
        )
        found = cursor.fetchone()
    if found:
        *values, kept, counted = found
        told = "/".join(str(value) for value in values[2:] if value not in (None, ""))
        yield f"{what}与线索不符：{told}登记 {kept or 0}，按线索应为 {counted or 0}。"


def _misnamed_organisations() -> Iterator[str]:
    """Each organisation a lead is about is listed, by a name some lead gives it."""
    table = LeadOrganisation._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT org_id FROM {_LEAD} AS lead WHERE org_id <> '' AND NOT EXISTS (
                    SELECT FROM {table} AS kept WHERE (kept.body_id, kept.campaign_id, kept.org_id)
                        = (lead.body_id, lead.campaign_id, lead.org_id))
                UNION ALL
                SELECT org_id FROM {table} AS kept WHERE NOT EXISTS (
                    SELECT FROM {_LEAD} AS lead WHERE (lead.body_id, lead.campaign_id, lead.org_id, lead.org_name)
                        = (kept.body_id, kept.campaign_id, kept.org_id, kept.name))
                LIMIT 1"""
        )
        found = cursor.fetchone()
    if found:
        yield f"线索涉及组织与线索不符：{found[0]}。"


def _altered_selections() -> Iterator[str]:
    """The leads of a bulk action are no part of its trace, but their fingerprint is."""
    for action in BulkAction.objects.order_by("pk").iterator(50):
        if (
            Selection(tuple(action.lead_ids), inputs=tuple(action.lead_inputs)).fingerprint
            != action.selection
        ):
            yield f"批量处理第 {action.pk} 号所选的线索被改动。"


def _miscounted_actions() -> Iterator[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT action.id FROM {BulkAction._meta.db_table} AS action
                LEFT JOIN (SELECT bulk_id, count(*) AS done, count(*) FILTER (WHERE changed) AS changed
                           FROM {BulkResult._meta.db_table} GROUP BY bulk_id) AS results ON bulk_id = action.id
                WHERE (action.done, action.changed, action.skipped) <>
                      (coalesce(results.done, 0), coalesce(results.changed, 0),
                       coalesce(results.done, 0) - coalesce(results.changed, 0))
                ORDER BY 1 LIMIT 1"""
        )
        found = cursor.fetchone()
    if found:
        yield f"批量处理第 {found[0]} 号的进度与逐条结果不符。"

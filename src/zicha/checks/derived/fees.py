"""Derived tables of fees (认证收费): whose they are."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import derived


@derived
def bodies_of_fees(fees: ir.Table, applications: ir.Table, audits: ir.Table) -> ir.Table:
    """fee_id and body_id: the body of the application paid for, else of the audit; one row a fee."""
    by_application = applications.select("application_id", application_body_id=applications.body_id)
    by_audit = audits.select("audit_id", audit_body_id=audits.body_id)
    named = fees.left_join(by_application, "application_id").left_join(by_audit, "audit_id")
    return named.select("fee_id", body_id=ibis.coalesce(named.application_body_id, named.audit_body_id))

"""Derived tables of certification decisions (认证决定): whose they are."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from zicha.checks.registry import derived


@derived
def bodies_of_decisions(decisions: ir.Table, audits: ir.Table, certificates: ir.Table) -> ir.Table:
    """decision_id and body_id: the body of the audit decided on, else of the certificate; one row a decision."""
    by_audit = audits.select("audit_id", audit_body_id=audits.body_id)
    by_certificate = certificates.select("certificate_no", certificate_body_id=certificates.body_id)
    named = decisions.left_join(by_audit, "audit_id").left_join(by_certificate, "certificate_no")
    return named.select("decision_id", body_id=ibis.coalesce(named.audit_body_id, named.certificate_body_id))

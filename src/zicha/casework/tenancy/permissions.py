"""Who may do what (权限表): roles across, permissions down. A view names one of these or is public."""

from __future__ import annotations

from collections.abc import Iterable

ROLES = {
    "administrator": "系统管理员",
    "quality_manager": "质量负责人",
    "reviewer": "核查人员",
    "decision_maker": "认证决定人员",
    "auditor": "审核员",
}

_TABLE = """
    permission           | administrator | quality_manager | reviewer | decision_maker | auditor
    home.view            | x             | x               | x        | x              | x
    member.view          | x             | x               |          |                |
    member.manage        | x             |                 |          |                |
    operations.view      | x             |                 |          |                |
    trace.view           | x             | x               | x        | x              |
    campaign.view        |               | x               | x        | x              | x
    campaign.manage      |               | x               |          |                |
    question.answer      |               | x               | x        | x              | x
    data.view            |               | x               | x        | x              |
    data.deliver         |               | x               |          |                |
    run.start            |               | x               |          |                |
    lead.view            |               | x               | x        | x              |
    lead.triage          |               | x               | x        |                |
    problem.view         |               | x               | x        | x              | x
    problem.manage       |               | x               | x        |                |
    problem.act          |               | x               | x        | x              | x
    problem.verify       |               | x               | x        |                |
    evidence.view        |               | x               | x        | x              | x
    evidence.add         |               | x               | x        | x              | x
    order.manage         |               | x               | x        |                |
    certificate.view     |               | x               | x        | x              |
    certificate.propose  |               | x               | x        |                |
    certificate.decide   |               |                 |          | x              |
    certificate.publish  |               | x               |          |                |
    report.view          |               | x               | x        | x              |
    report.edit          |               | x               |          |                |
    report.freeze        |               | x               |          |                |
    report.file          |               | x               |          |                |
"""


def _read(table: str) -> dict[str, frozenset[str]]:
    head, *lines = (line.split("|") for line in table.strip().splitlines())
    roles = [name.strip() for name in head[1:]]
    if set(roles) != set(ROLES):
        raise ValueError("the table of permissions and ROLES differ")
    return {
        line[0].strip(): frozenset(
            role for role, mark in zip(roles, line[1:], strict=True) if mark.strip() == "x"
        )
        for line in lines
    }


PERMISSIONS = _read(_TABLE)


def allowed(permission: str, roles: Iterable[str]) -> bool:
    """Whether one of the roles carries the permission. Raises KeyError for an unknown permission."""
    return not PERMISSIONS[permission].isdisjoint(roles)

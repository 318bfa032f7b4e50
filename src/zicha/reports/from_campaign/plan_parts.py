"""Plan, people and questions in the report (自查方案、人员、问询项)."""

from __future__ import annotations

from zicha.reference.notices.notice import Fact as Asked
from zicha.reports.fact import Fact
from zicha.reports.from_campaign.figures import Rows
from zicha.reports.from_campaign.material import Material
from zicha.reports.writing import Writing


def team(paper: Writing, material: Material, asked: Asked) -> bool:
    """Lead department, leader and people; told as soon as there is a lead department and a leader."""
    campaign = material.campaign
    if not campaign.lead_department or campaign.leader is None:
        return False
    paper.heading(asked.chinese)
    people = Fact(
        asked.key, asked.chinese, len(material.team), asked.unit, "自查方案所列的工作人员。", len(material.team), of="名人员"
    )  # fmt: skip
    material.figures.add(people, Rows("plan"))
    paper.say(
        f"自查由{campaign.lead_department}牵头，负责人{campaign.leader.name}。参加自查的工作人员：",
        people,
        "。",
    )
    if material.team:
        rows = [(one.member.name, one.member.department or "—", one.duty or "—") for one in material.team]
        paper.table(["自查工作人员"], ("姓名", "部门", "分工"), rows, (30, 40, 86))
    return True

"""The menu (导航): one line a section, shown to those who may open it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse

from zicha.casework.tenancy.models import Member


@dataclass(frozen=True, slots=True)
class Section:
    """A line of the menu. `route` is the name of its first page, `icon` of assets/icons."""

    route: str
    label: str
    icon: str
    permission: str


SECTIONS = (
    Section("home", "工作台", "home", "home.view"),
    Section("plan", "自查方案", "list-check", "campaign.view"),
    Section("data", "数据与筛查", "database", "data.view"),
    Section("leads", "线索核查", "alert-triangle", "lead.view"),
    Section("problems", "问题整改", "clipboard-check", "problem.view"),
    Section("certificates", "证书处理", "certificate", "certificate.view"),
    Section("report", "自查报告", "report", "report.view"),
    Section("trace", "操作留痕", "history", "trace.view"),
    Section("members", "成员与权限", "users", "member.view"),
    Section("operations", "系统运行", "server", "operations.view"),
)


def sections_for(member: Member, path: str) -> list[dict[str, object]]:
    """The sections the member may open; the one the page belongs to is marked."""
    shown = []
    for section in SECTIONS:
        if not member.may(section.permission):
            continue
        try:
            url = reverse(section.route)
        except NoReverseMatch:
            continue
        here = path == url if url == "/" else path.startswith(url)
        shown.append({"url": url, "label": section.label, "icon": section.icon, "here": here})
    return shown

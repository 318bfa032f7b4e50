"""Which leads (筛选条件): read from the address of the page, written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from zicha.casework.leads.models import SEVERITY_POINTS, LeadState, LeadVerdict

ANY = "any"
DECIDED = "decided"
# States a filter may name together; somebody has judged these.
SEVERAL_STATES: Mapping[str, tuple[str, ...]] = {DECIDED: ("confirmed", "dismissed", "merged")}
STATE_LABELS = {ANY: "全部状态", DECIDED: "已核实（属实、排除、归并）", **dict(LeadState.choices)}
NOBODY = "none"
MYSELF = "me"
CHANGES = {"new": "本次新增", "persisting": "以前就有", "reopened": "重新打开"}
PROBLEM = {"none": "没有立项", "some": "已立项"}
DUE = {"today": "今天到期或已过期", "week": "七天内到期", "none": "没有期限"}
SORTS = {"": "优先级", "newest": "最近入列"}
PAGE_SIZES = (25, 50, 100, 200)
MOST_CHARACTERS = 80

_ALLOWED: Mapping[str, frozenset[str]] = {
    "state": frozenset({ANY, *SEVERAL_STATES, *LeadState.values}),
    "verdict": frozenset(LeadVerdict.values),
    "severity": frozenset(SEVERITY_POINTS),
    "change": frozenset(CHANGES),
    "due": frozenset(DUE),
    "problem": frozenset(PROBLEM),
    "sort": frozenset(SORTS),
}


@dataclass(frozen=True, slots=True)
class LeadFilter:
    """Conditions that all hold (筛选条件); an empty one does not narrow.

    state     of LeadState, several of them as `decided`, or any
    assignee  a member's number, me or none; `me` is whoever looks, so that a shared view fits everybody
    change    against the last screening
    problem   whether a problem rests on it or found it, in its sweep
    text      words, each in a number, a name or the sentence
    """

    state: str = "open"
    verdict: str = ""
    area: str = ""
    severity: str = ""
    code: str = ""
    assignee: str = ""
    due: str = ""
    change: str = ""
    problem: str = ""
    org: str = ""
    certificate: str = ""
    person: str = ""
    branch: str = ""
    text: str = ""
    sort: str = ""

    @property
    def query(self) -> str:
        """As it stands in the address, without what is as usual."""
        return urlencode(self.said)

    @property
    def said(self) -> dict[str, str]:
        usual = LeadFilter()
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value != getattr(usual, name)}

    @property
    def states(self) -> tuple[str, ...]:
        """The states it finds; none where it does not ask."""
        return () if self.state == ANY else SEVERAL_STATES.get(self.state, (self.state,))

    @property
    def narrowed(self) -> dict[str, str]:
        """The conditions beside the state: what a user may take away one by one."""
        return {name: value for name, value in self.said.items() if name not in {"state", "sort"}}

    def without(self, *names: str) -> LeadFilter:
        return replace(self, **{name: getattr(LeadFilter(), name) for name in names})


def filter_from(query: Mapping[str, str]) -> LeadFilter:
    """The filter of an address; what cannot be understood is left out, as an old link must still open."""
    kept = {}
    for field in fields(LeadFilter):
        value = (query.get(field.name) or "").strip()[:MOST_CHARACTERS].replace("\x00", "")
        if value and value in _ALLOWED.get(field.name, {value}):
            kept[field.name] = value
    if not _is_assignee(kept.get("assignee", "")):
        del kept["assignee"]
    return LeadFilter(**kept)


def _is_assignee(value: str) -> bool:
    return value in ("", MYSELF, NOBODY) or (value.isascii() and value.isdigit() and len(value) < 16)


@dataclass(frozen=True, slots=True)
class Tab:
    """A view that is always there (默认视图)."""

    key: str
    label: str
    filter: LeadFilter


TABS = (
    Tab("open", "待核", LeadFilter()),
    Tab("due", "今天到期", LeadFilter(due="today")),
    Tab("nobody", "无责任人", LeadFilter(assignee=NOBODY)),
    Tab("mine", "我的", LeadFilter(assignee=MYSELF)),
    Tab("undecided", "数据不足", LeadFilter(verdict="undecided")),
    Tab("snoozed", "挂起", LeadFilter(state="snoozed")),
    Tab("dismissed", "已排除", LeadFilter(state="dismissed")),
    Tab("confirmed", "属实", LeadFilter(state="confirmed")),
)


def tab_of(wanted: LeadFilter) -> str:
    """The key of the view a filter narrows further; the most particular one."""
    said = wanted.said
    fitting = [
        tab for tab in TABS
        if wanted.state == tab.filter.state and all(said.get(k) == v for k, v in tab.filter.said.items())
    ]  # fmt: skip
    return max(fitting, key=lambda tab: len(tab.filter.said)).key if fitting else ""

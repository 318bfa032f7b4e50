"""Which problems (问题筛选): read from the address of the page, written back into it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from urllib.parse import urlencode

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.problems.models import Problem, ProblemState
from zicha.casework.tenancy.models import Member

UNCLOSED, ANY = "unclosed", "any"
TABS = {
    UNCLOSED: "未关闭",
    "overdue": "已逾期",
    "open": "整改中",
    "submitted": "待验证",
    "verified": "待有效性检查",
    "closed": "已关闭",
    ANY: "全部",
}
SORTS = {"": "期限", "number": "编号", "severity": "严重程度"}
MOST_CHARACTERS = 80


@dataclass(frozen=True, slots=True)
class ProblemFilter:
    """Conditions that all hold (筛选条件); an empty one does not narrow. `owner` is a member's number or me."""

    state: str = UNCLOSED
    owner: str = ""
    severity: str = ""
    area: str = ""
    text: str = ""
    sort: str = ""

    @property
    def query(self) -> str:
        usual = ProblemFilter()
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return urlencode({name: value for name, value in said.items() if value != getattr(usual, name)})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.owner or self.severity or self.area or self.text)

    def on_tab(self, tab: str) -> str:
        return replace(self, state=tab).query


def filter_from(query: Mapping[str, str]) -> ProblemFilter:
    """The filter of an address; what cannot be understood is left out, as an old link must still open."""
    kept = {field.name: (query.get(field.name) or "").strip()[:MOST_CHARACTERS].replace("\x00", "") for field in fields(ProblemFilter)}  # fmt: skip
    kept["state"] = kept["state"] if kept["state"] in TABS else UNCLOSED
    kept["sort"] = kept["sort"] if kept["sort"] in SORTS else ""
    if not (
        kept["owner"] == "me"
        or (kept["owner"].isascii() and kept["owner"].isdigit() and len(kept["owner"]) < 16)
    ):
        kept["owner"] = ""
    return ProblemFilter(**kept)


def matching(wanted: ProblemFilter, campaign: Campaign, member: Member) -> QuerySet[Problem]:
    """What a filter names: what is overdue first, then by day."""
    rows = Problem.objects.filter(campaign=campaign).select_related("owner__account")
    rows = rows.filter(_state(wanted.state))
    if wanted.owner:
        rows = rows.filter(owner_id=member.pk if wanted.owner == "me" else int(wanted.owner))
    if wanted.severity:
        rows = rows.filter(severity=wanted.severity)
    if wanted.area:
        rows = rows.filter(area=wanted.area)
    for word in wanted.text.split()[:4]:
        found = Q(title__contains=word) | Q(description__contains=word)
        rows = rows.filter(found | Q(number=int(word)) if word.isascii() and word.isdigit() and len(word) < 9 else found)  # fmt: skip
    match wanted.sort:
        case "number":
            return rows.order_by("number")
        case "severity":
            return rows.order_by("severity", "due_on", "number")
    # Worked on, then waiting for a second pair of eyes, then closed; within each by day, so that the overdue come first.
    rest = Case(
        When(state=ProblemState.OPEN, then=Value(0)),
        When(state=ProblemState.SUBMITTED, then=Value(0)),
        When(state=ProblemState.VERIFIED, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return rows.order_by(rest, "due_on", "number")


def _state(state: str) -> Q:
    match state:
        case "unclosed":
            return ~Q(state=ProblemState.CLOSED)
        case "any":
            return Q()
        case "overdue":
            return Q(state=ProblemState.OPEN, due_on__lt=timezone.localdate())
    return Q(state=state)

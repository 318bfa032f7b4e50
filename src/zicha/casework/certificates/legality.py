"""What may be done with a certificate now (证书状态变化的合法性): its status today, and why something is not possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from zicha.casework.certificates.clocks import last_day_of_suspension
from zicha.casework.certificates.models import Proposal
from zicha.casework.certificates.records import Found
from zicha.casework.wording import in_words
from zicha.contract.codes import CODE_LISTS
from zicha.reference.status_changes import ACTIONS, Transition, actions_from, reasons_of, transition

SHORTEST_TEXT = 4
_STATUSES = CODE_LISTS["certificate_status"].labels
_REASONS = CODE_LISTS["status_reason"].labels
_ENDED = {"revoked": "revoked", "cancelled": "cancelled"}


@dataclass(frozen=True, slots=True)
class Terms:
    """What is proposed, without the certificate (处理内容)."""

    action: str
    reason: str
    grounds: str
    facts_on: date
    effective_on: date
    backdated: str = ""
    suspend_until: date | None = None
    reduced_scope: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """The status of a certificate on a day (当前状态), decisions the data do not show yet included."""

    status: str
    suspended_on: date | None = None
    by_decision: Proposal | None = None

    @property
    def label(self) -> str:
        return _STATUSES.get(self.status, self.status)


def standing_of(found: Found, last: Proposal | None, on: date) -> Standing:
    """`last` is the newest approved decision about the certificate; the data win where they know of a later change."""
    status, suspended_on, by_decision = found.status, found.suspended_on, None
    if last is not None and status == last.from_status and not _known_since(found, last):
        status, by_decision = last.to_status, last
        if status == "suspended":
            suspended_on = last.suspended_on or last.effective_on
    if status in ("valid", "suspended") and found.certificate["expires_on"] < on:
        # A certificate runs to the end of its last day.
        status = "expired"
    return Standing(status, suspended_on if status == "suspended" else None, by_decision)


def _known_since(found: Found, last: Proposal) -> bool:
    return any(
        event["effective_on"] >= last.effective_on and event["kind"] != "issued" for event in found.events
    )


def why_not(terms: Terms, found: Found, standing: Standing, *, today: date) -> str:
    """Why this cannot be proposed or decided; empty when it can."""
    scheme = str(found.certificate["scheme"])
    step = transition(terms.action, standing.status, scheme)
    if step is None:
        return _not_legal(terms.action, found, standing)
    if terms.reason not in reasons_of(terms.action, [scheme]):
        allowed = "、".join(_REASONS[code] for code in reasons_of(terms.action, [scheme]))
        return f"这类证书{step.chinese}的原因只能是：{allowed}"
    if terms.facts_on > today:
        return "事实确认日期晚于今天；请填写已经确认事实的那一天"
    if terms.effective_on < today and len(terms.backdated.strip()) < SHORTEST_TEXT:
        return "生效日期早于今天；请改为今天或以后，或写明追溯生效的理由"
    expires_on: date = found.certificate["expires_on"]
    if terms.effective_on > expires_on and standing.status != "expired":
        return f"生效日期晚于证书截止日期 {in_words(expires_on)}"
    if terms.action in ("suspend", "prolong"):
        return _why_not_until(terms, scheme, standing, expires_on)
    if terms.action == "reduce":
        if len(terms.reduced_scope.strip()) < SHORTEST_TEXT:
            return "请写明缩小后的认证覆盖范围"
        if terms.reduced_scope.strip() == str(found.certificate["scope"] or "").strip():
            return "缩小后的范围与现在的范围相同"
    return ""


def why_not_worded(terms: Terms) -> str:
    """What is missing in the terms themselves, whatever the certificate."""
    if terms.action not in ACTIONS:
        return "没有这种处理"
    if len(terms.grounds.strip()) < SHORTEST_TEXT:
        return f"请写明事实和依据（至少 {SHORTEST_TEXT} 个字）"
    return ""


def default_until(terms: Terms, found: Found, standing: Standing) -> date | None:
    """The last lawful day of the suspension, where none is given."""
    if terms.action not in ("suspend", "prolong"):
        return None
    if terms.suspend_until is not None:
        return terms.suspend_until
    since = _since(terms, standing)
    last = last_day_of_suspension(str(found.certificate["scheme"]), terms.reason, since)
    return min(last, found.certificate["expires_on"])


def legal_now(found: Found, standing: Standing) -> list[Transition]:
    return actions_from(standing.status, str(found.certificate["scheme"]))


def _since(terms: Terms, standing: Standing) -> date:
    return standing.suspended_on or terms.effective_on if terms.action == "prolong" else terms.effective_on


def _why_not_until(terms: Terms, scheme: str, standing: Standing, expires_on: date) -> str:
    if terms.action == "prolong" and standing.suspended_on is None:
        return "数据中没有这张证书的暂停起始日期，算不出最长暂停期；请先补充“证书状态变化”数据"
    last = last_day_of_suspension(scheme, terms.reason, _since(terms, standing))
    until = terms.suspend_until or min(last, expires_on)
    if until <= terms.effective_on:
        return f"暂停截止日期 {in_words(until)} 不晚于生效日期 {in_words(terms.effective_on)}"
    if until > last:
        return f"暂停截止日期超过最长暂停期，最晚可到 {in_words(last)}"
    if until > expires_on:
        return f"暂停截止日期晚于证书截止日期 {in_words(expires_on)}"
    return ""


def _not_legal(action: str, found: Found, standing: Standing) -> str:
    chinese = ACTIONS[action]
    if standing.status in _ENDED:
        return f"证书{_since_when(found, standing)}已{standing.label}，不能再{chinese}"
    if standing.status == "expired":
        day = in_words(found.certificate["expires_on"])
        return f"证书截止日期为 {day}，已过期失效，不能再{chinese}"
    possible = "、".join(dict.fromkeys(one.chinese for one in legal_now(found, standing)))
    if not possible:
        return f"证书状态为“{standing.label}”，不能{chinese}"
    return f"证书状态为“{standing.label}”，不能{chinese}；可以{possible}"


def _since_when(found: Found, standing: Standing) -> str:
    if standing.by_decision is not None:
        return f"自 {in_words(standing.by_decision.effective_on)} 起"
    days = [event["effective_on"] for event in found.events if event["kind"] == _ENDED[standing.status]]
    return f"自 {in_words(max(days))} 起" if days else ""

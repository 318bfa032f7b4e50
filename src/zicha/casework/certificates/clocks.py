"""Until when what must happen to a certificate (证书处理期限): days from `reference`, working days by the calendar."""

from __future__ import annotations

import calendar as months
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from zicha.casework.certificates.models import Notice, Proposal, ProposalState, Step
from zicha.reference.calendar import BeyondCalendarError, working_days_after
from zicha.reference.deadlines import DEADLINES
from zicha.reference.status_changes import CCC
from zicha.reference.value import Value, value_on

# An action is due so long after the facts were certain; actions without an entry have no such rule.
_AFTER_FACTS = {"suspend": "suspension_after_facts", "revoke": "revocation_after_facts"}
_AFTER_DECISION = {
    Step.CLIENT: "client_notice",
    Step.BUREAU: "bureau_notice",
    Step.PUBLICATION: "publication",
    Step.REPORT: "certificate_report_day",
}
# Days before the end of a suspension from which on it stands out, and then more so (提醒).
WARNINGS = (30, 7, 0)


@dataclass(frozen=True, slots=True)
class Clock:
    """One thing to be done until a day (期限). `rule` is where the days come from; `done_on` when it was done.

    estimated  the working days reach beyond the published calendar; counted Monday to Friday
    """

    step: Step
    due_on: date
    rule: Value | None
    done_on: date | None = None
    estimated: bool = False

    @property
    def is_open(self) -> bool:
        return self.done_on is None

    @property
    def is_late(self) -> bool:
        """Done, but after its day."""
        return self.done_on is not None and self.done_on > self.due_on

    @property
    def label(self) -> str:
        return str(self.step.label)


def days_after(rule: Value, day: date) -> tuple[date, bool]:
    """The last day of a period that begins the day after `day`, and whether it had to be estimated."""
    number = rule.whole
    match rule.unit:
        case "天":
            return day + timedelta(number), False
        case "月":
            return months_after(day, number), False
        case "次月日":
            following = months_after(day.replace(day=1), 1)
            return following.replace(day=number), False
        case "工作日":
            try:
                return working_days_after(day, number), False
            except BeyondCalendarError:
                return _weekdays_after(day, number), True
    raise ValueError(f"{rule.key} counts in {rule.unit}")


def months_after(day: date, number: int) -> date:
    """The same day so many months later; the last of the month where there is none (期限按月计)."""
    year, month = divmod(day.year * 12 + day.month - 1 + number, 12)
    return date(year, month + 1, min(day.day, months.monthrange(year, month + 1)[1]))


def longest_suspension(scheme: str, reason: str, on: date) -> Value:
    """How long a suspension may last at most (最长暂停期)."""
    if scheme != CCC:
        return value_on(DEADLINES, "longest_suspension", on)
    key = "ccc_seasonal_suspension" if reason == "seasonal" else "ccc_suspension"
    return value_on(DEADLINES, key, on)


def last_day_of_suspension(scheme: str, reason: str, since: date) -> date:
    return days_after(longest_suspension(scheme, reason, since), since)[0]


def warning_of(proposal: Proposal, today: date) -> int | None:
    """Which of WARNINGS a suspension in force has come to (暂停到期提醒); None while its end is far off."""
    if not proposal.is_suspended_by_it or proposal.suspend_until is None:
        return None
    left = (proposal.suspend_until - today).days
    return min((days for days in WARNINGS if left <= days), default=None)


def decide_clock(action: str, facts_on: date) -> Clock | None:
    """By when the decision is due; None where no rule says."""
    if action not in _AFTER_FACTS:
        return None
    rule = value_on(DEADLINES, _AFTER_FACTS[action], facts_on)
    due, estimated = days_after(rule, facts_on)
    return Clock(Step.DECIDE, due, rule, estimated=estimated)


def notice_clock(kind: Step, decided_on: date) -> Clock:
    """By when a step after the decision is due."""
    rule = value_on(DEADLINES, _AFTER_DECISION[kind], decided_on)
    due, estimated = days_after(rule, decided_on)
    return Clock(kind, due, rule, estimated=estimated)


def clocks_of(proposal: Proposal, notices: Iterable[Notice]) -> list[Clock]:
    """Every clock of a proposal in the order of the procedure, done ones included."""
    clocks = []
    if decide := decide_clock(proposal.action, proposal.facts_on):
        done = proposal.decided_on if proposal.state != ProposalState.WITHDRAWN else None
        if proposal.state != ProposalState.WITHDRAWN:
            clocks.append(Clock(Step.DECIDE, decide.due_on, decide.rule, done, decide.estimated))
    if not proposal.is_approved or proposal.decided_on is None:
        return clocks
    done_on = {notice.kind: notice.done_on for notice in notices}
    for kind in Notice.KINDS:
        one = notice_clock(kind, proposal.decided_on)
        clocks.append(Clock(kind, one.due_on, one.rule, done_on.get(kind.value), one.estimated))
    if proposal.suspends and proposal.suspend_until:
        rule = longest_suspension(proposal.scheme, proposal.reason, proposal.effective_on)
        ended = proposal.resolved_by.effective_on if proposal.resolved_by else None
        clocks.append(Clock(Step.RESOLVE, proposal.suspend_until, rule, ended))
    return clocks


def next_of(clocks: Iterable[Clock]) -> Clock | None:
    """The earliest that is still open; at the same day the order of the procedure decides."""
    still_open = [clock for clock in clocks if clock.is_open]
    return min(still_open, key=lambda clock: clock.due_on, default=None)


def _weekdays_after(day: date, number: int) -> date:
    while number:
        day += timedelta(1)
        number -= day.weekday() < 5
    return day

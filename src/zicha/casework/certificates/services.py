"""Proposing, withdrawing and deciding (提出、撤回、决定证书处理)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction
from django.db.models import Max
from django.utils import timezone

from zicha.casework.campaigns.models import Campaign
from zicha.casework.certificates import records
from zicha.casework.certificates.clocks import clocks_of, next_of
from zicha.casework.certificates.independence import Identity, any_unmatched, identities, why_not_decide
from zicha.casework.certificates.legality import (
    SHORTEST_TEXT,
    Standing,
    Terms,
    default_until,
    standing_of,
    why_not,
    why_not_worded,
)
from zicha.casework.certificates.models import (
    Meeting,
    Notice,
    Proposal,
    ProposalLead,
    ProposalState,
    Step,
)
from zicha.casework.certificates.records import Found
from zicha.casework.leads.models import Lead
from zicha.casework.many_rows import insert_rows, update_rows
from zicha.casework.problems.models import Problem
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.models import Member
from zicha.casework.trace.actions import Action
from zicha.casework.trace.rows import Said
from zicha.casework.trace.services import Change, changed_from, record, record_all
from zicha.reference.status_changes import transition

MOST_AT_ONCE = 2_000
# Of pg_advisory_xact_lock, beside the body's id: numbers of proposals and letters are given one after the other.
_LOCK = 20160020
LETTER_MARK = "证处"
_DECIDED_COLUMNS = (
    "state", "decided_by_id", "decided_on", "decided_at", "decision_text", "declared", "meeting_id", "version",
    "effective_on", "letter_no", "next_step", "next_due",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One certificate number somebody wants to propose for (逐号结果): what it is now, and why not."""

    certificate_no: str
    found: Found | None = None
    standing: Standing | None = None
    why: str = ""

    @property
    def is_possible(self) -> bool:
        return not self.why


def looked_up(*, numbers: Iterable[str], terms: Terms | None, by: Member) -> list[Line]:
    """Each number once in its order, with what the data say of it and why it cannot be proposed; changes nothing."""
    wanted = list(dict.fromkeys(number.strip() for number in numbers if number.strip()))
    if len(wanted) > MOST_AT_ONCE:
        raise Refused(f"一次最多 {MOST_AT_ONCE:,} 张证书，现在有 {len(wanted):,} 张；请分几次提出。")
    found = records.find(by.body_id, wanted)
    last = newest_decisions(wanted)
    waiting = dict(
        Proposal.objects.filter(certificate_no__in=wanted, state=ProposalState.PROPOSED).values_list(
            "certificate_no", "number"
        )
    )
    today = timezone.localdate()
    lines = []
    for number in wanted:
        if number not in found:
            why = "数据中没有这个证书编号；请核对，或先上传含这张证书的数据"
            lines.append(Line(number, why=why))
            continue
        standing = standing_of(found[number], last.get(number), today)
        why = why_not(terms, found[number], standing, today=today) if terms else ""
        if number in waiting:
            why = f"已有待决定的建议（第 {waiting[number]} 号）；请先决定或撤回"
        lines.append(Line(number, found[number], standing, why))
    return lines


@transaction.atomic
def propose(
    *,
    numbers: Iterable[str],
    terms: Terms,
    by: Member,
    lead_ids: Iterable[int] = (),
    only_possible: bool = False,
    campaign: Campaign | None = None,
    problem: Problem | None = None,
) -> list[Proposal]:
    """Propose the same for certificates (提出证书处理建议). Raises Refused where one is not possible and none may be left out."""
    if why := why_not_worded(terms):
        raise Refused(f"{why}。")
    lock_numbers(by.body_id)
    lines = looked_up(numbers=numbers, terms=terms, by=by)
    if not lines:
        raise Refused("请填写至少一个证书编号。")
    impossible = [line for line in lines if not line.is_possible]
    possible = [line for line in lines if line.is_possible]
    if impossible and not (only_possible and possible):
        told = "；".join(f"{line.certificate_no}：{line.why}" for line in impossible[:5])
        more = f"；另有 {len(impossible) - 5} 张" if len(impossible) > 5 else ""
        raise Refused(f"没有提出。{told}{more}。")
    leads = list(Lead.objects.filter(pk__in=list(lead_ids)).select_related("campaign"))
    if campaign is None and (source := problem or next(iter(leads), None)) is not None:
        campaign = source.campaign
    number = Proposal.objects.aggregate(last=Max("number"))["last"] or 0
    made = [
        _proposal(line, terms, leads, number=number + place, campaign=campaign, problem=problem, by=by)
        for place, line in enumerate(possible, start=1)
    ]
    insert_rows(made)
    resting = [
        ProposalLead(body_id=by.body_id, proposal=one, lead=lead)
        for one in made
        for lead in leads
        if lead.certificate_no in ("", one.certificate_no)
    ]
    insert_rows(resting)
    linked: dict[int, list[ProposalLead]] = {}
    for link in resting:
        linked.setdefault(link.proposal_id, []).append(link)
    record_all(
        Action.CERTIFICATE_PROPOSED,
        [Change(one, reason=terms.grounds, also=linked.get(one.pk, [])) for one in made],
        by=by,
    )
    return made


@transaction.atomic
def withdraw_proposal(*, proposal_id: int, reason: str, by: Member, version: int | None = None) -> Proposal:
    """Take a proposal back before it is decided (撤回建议): by who made it, or the quality manager."""
    [proposal] = held([proposal_id])
    refuse_stale(proposal, version)
    if proposal.proposed_by_id != by.pk and not by.may("certificate.publish"):
        raise Refused("只有提出人或质量负责人可以撤回这项建议。")
    if len(reason.strip()) < SHORTEST_TEXT:
        raise Refused(f"请写明撤回的理由（至少 {SHORTEST_TEXT} 个字）。")
    before = changed_from(proposal)
    proposal.state = ProposalState.WITHDRAWN
    proposal.decision_text = reason.strip()
    proposal.version += 1
    set_next(proposal, ())
    proposal.save()
    record(Action.CERTIFICATE_WITHDRAWN, on=proposal, by=by, before=before, reason=reason.strip())
    return proposal


@transaction.atomic
def decide_proposal(
    *,
    proposal_id: int,
    approve: bool,
    text: str,
    by: Member,
    declared: bool = False,
    version: int | None = None,
) -> Proposal:
    """Decide on one proposal (作出证书处理决定). Raises Refused for who is not independent, Stale when it is decided."""
    lock_numbers(by.body_id)
    [proposal] = held([proposal_id])
    refuse_stale(proposal, version)
    if len(text.strip()) < SHORTEST_TEXT:
        raise Refused(f"请写明决定理由（至少 {SHORTEST_TEXT} 个字）。")
    today = timezone.localdate()
    known = records.find(by.body_id, [proposal.certificate_no])
    known_as = identities(by.body_id, [by])
    judged = Judged(known, newest_decisions([proposal.certificate_no]), today, known_as)
    if why := judged.why_not(proposal, [by], approve=approve, declared=declared):
        raise Refused(f"没有作出决定：{why}。")
    before = changed_from(proposal)
    changes = settle(
        [(proposal, before, approve, text.strip())],
        by=by,
        on=today,
        declared=declared and any_unmatched([by], known_as),
    )
    record_decisions(changes, by=by)
    return proposal


@dataclass(frozen=True)
class Judged:
    """What a decision rests on (决定时的状态): the certificates as the data have them now, earlier decisions, who decides."""

    known: Mapping[str, Found]
    last: Mapping[str, Proposal]
    today: date
    known_as: Mapping[int, Identity]

    def why_not(
        self, proposal: Proposal, deciders: Sequence[Member], *, approve: bool, declared: bool
    ) -> str:
        """Why these members cannot decide so on this proposal; empty when they can."""
        found = self.known.get(proposal.certificate_no)
        involved = found.involved if found else frozenset()
        for member in deciders:
            if why := why_not_decide(
                proposal, member, involved, known_as=self.known_as[member.pk], declared=declared
            ):
                return why
        if not approve:
            return ""
        if found is None:
            return "新数据中已没有这张证书"
        standing = standing_of(found, self.last.get(proposal.certificate_no), self.today)
        terms = terms_of(proposal, on=self.today)
        if standing.status != proposal.from_status:
            return (
                f"提出后证书状态已由“{proposal.from_label}”变为“{standing.label}”；"
                "请不同意这项建议，再按现在的状态重新提出"
            )
        return why_not(terms, found, standing, today=self.today)


def terms_of(proposal: Proposal, *, on: date) -> Terms:
    """The terms as they take effect when decided on that day: never before it unless a reason was given."""
    effective_on = proposal.effective_on if proposal.backdated else max(proposal.effective_on, on)
    return Terms(
        proposal.action,
        proposal.reason,
        proposal.grounds,
        min(proposal.facts_on, on),
        effective_on,
        proposal.backdated,
        proposal.suspend_until,
        proposal.reduced_scope,
    )


def settle(
    decided: Sequence[tuple[Proposal, Mapping[str, Said], bool, str]],
    *,
    by: Member,
    on: date,
    declared: bool = False,
    meeting: Meeting | None = None,
) -> list[tuple[bool, Change]]:
    """Write decisions that are possible; each with the change to be recorded. The numbers must be locked."""
    now = timezone.now()
    next_no = _next_letter(by.body_id, on.year)
    for proposal, _, approve, text in decided:
        proposal.state = ProposalState.APPROVED if approve else ProposalState.REJECTED
        proposal.decided_by, proposal.decided_on, proposal.decided_at = by, on, now
        proposal.decision_text, proposal.declared, proposal.meeting = text, declared, meeting
        proposal.version += 1
        if approve:
            proposal.effective_on = terms_of(proposal, on=on).effective_on
            proposal.letter_no = f"{LETTER_MARK}〔{on.year}〕{next_no}号"
            next_no += 1
        set_next(proposal, ())
    update_rows([proposal for proposal, *_ in decided], _DECIDED_COLUMNS)
    ended = _end_suspensions([proposal for proposal, _, approve, _ in decided if approve])
    return [
        (approve, Change(proposal, before, text, ended.get(proposal.pk, ())))
        for proposal, before, approve, text in decided
    ]


def record_decisions(changes: Sequence[tuple[bool, Change]], *, by: Member) -> None:
    record_all(Action.CERTIFICATE_DECIDED, [change for approved, change in changes if approved], by=by)
    record_all(Action.CERTIFICATE_REJECTED, [change for approved, change in changes if not approved], by=by)


def set_next(proposal: Proposal, notices: Iterable[Notice]) -> None:
    """The earliest open clock into the proposal's own columns, by which lists are sorted; not saved."""
    clock = next_of(clocks_of(proposal, notices))
    if proposal.is_waiting:
        proposal.next_step, proposal.next_due = Step.DECIDE.value, clock.due_on if clock else None
    else:
        proposal.next_step = clock.step.value if clock else ""
        proposal.next_due = clock.due_on if clock else None


def newest_decisions(numbers: Iterable[str]) -> dict[str, Proposal]:
    """Certificate → its newest approved decision."""
    rows = Proposal.objects.filter(certificate_no__in=list(numbers), state=ProposalState.APPROVED)
    return {one.certificate_no: one for one in rows.order_by("effective_on", "pk")}


def held(proposal_ids: Sequence[int]) -> list[Proposal]:
    """The proposals, locked, in the order of their number. Raises Refused when one is not there."""
    rows = Proposal.objects.filter(pk__in=list(proposal_ids)).order_by("pk").select_for_update(of=("self",))
    found = list(rows.select_related("decided_by__account", "proposed_by__account", "resolved_by"))
    if len(found) != len(set(proposal_ids)):
        raise Refused("有的证书处理建议已经不在了；请刷新页面。")
    return found


def refuse_stale(proposal: Proposal, version: int | None) -> None:
    if not proposal.is_waiting:
        who = f"已由{proposal.decided_by.name}" if proposal.decided_by else "已"
        raise Stale(
            f"第 {proposal.number} 号建议{who}处理，现在是“{proposal.get_state_display()}”；请刷新页面。"
        )
    if version is not None and proposal.version != version:
        raise Stale(f"第 {proposal.number} 号建议在您打开之后有改动；请刷新页面后再决定。")


def lock_numbers(body_id: int) -> None:
    """Nobody else of the body proposes or decides until this transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, body_id])


def _proposal(
    line: Line,
    terms: Terms,
    leads: Sequence[Lead],
    *,
    number: int,
    campaign: Campaign | None,
    problem: Problem | None,
    by: Member,
) -> Proposal:
    found, standing = line.found, line.standing
    assert found is not None
    assert standing is not None
    row, holder = found.certificate, found.organisation
    step = transition(terms.action, standing.status, str(row["scheme"]))
    assert step is not None
    mine = [lead for lead in leads if lead.certificate_no in ("", line.certificate_no)]
    proposal = Proposal(
        body_id=by.body_id,
        number=number,
        campaign=campaign,
        problem=problem,
        certificate_no=line.certificate_no,
        org_id=str(row["org_id"])[:80],
        org_name=str(holder.get("name") or row["org_id"])[:200],
        org_address=str(holder.get("address") or "")[:300],
        uscc=str(holder.get("uscc") or "")[:40],
        region_code=str(holder.get("region_code") or "")[:12],
        scheme=str(row["scheme"])[:40],
        standard=str(row["standard"] or "")[:200],
        scope=str(row["scope"] or ""),
        issued_on=row["issued_on"],
        expires_on=row["expires_on"],
        dataset_version=found.version,
        from_status=standing.status,
        to_status=step.to_status,
        suspended_on=standing.suspended_on,
        involved=sorted(found.involved.union(*(lead.person_ids for lead in mine))),
        action=terms.action,
        reason=terms.reason,
        grounds=terms.grounds.strip(),
        facts_on=terms.facts_on,
        effective_on=terms.effective_on,
        backdated=terms.backdated.strip() if terms.effective_on < timezone.localdate() else "",
        suspend_until=default_until(terms, found, standing),
        reduced_scope=terms.reduced_scope.strip() if terms.action == "reduce" else "",
        proposed_by=by,
    )
    set_next(proposal, ())
    return proposal


def _end_suspensions(decided: Sequence[Proposal]) -> dict[int, list[Proposal]]:
    """Suspensions that these decisions end, by the decision."""
    by_number = {
        one.certificate_no: one
        for one in decided
        if one.action in ("prolong", "restore", "revoke", "cancel") and one.from_status == "suspended"
    }
    suspensions = Proposal.objects.filter(
        certificate_no__in=list(by_number),
        state=ProposalState.APPROVED,
        action__in=("suspend", "prolong"),
        resolved_by=None,
    ).exclude(pk__in=[one.pk for one in by_number.values()])
    ended: dict[int, list[Proposal]] = {}
    for one in suspensions.select_for_update(of=("self",)).prefetch_related("notices"):
        one.resolved_by = by_number[one.certificate_no]
        set_next(one, one.notices.all())
        ended.setdefault(one.resolved_by.pk, []).append(one)
    update_rows(
        [one for those in ended.values() for one in those], ("resolved_by_id", "next_step", "next_due")
    )
    return ended


def _next_letter(body_id: int, year: int) -> int:
    """The next number of a letter in that year."""
    mark = f"{LETTER_MARK}〔{year}〕"
    given = Proposal.objects.filter(letter_no__startswith=mark).values_list("letter_no", flat=True)
    return max((int(one.removeprefix(mark).removesuffix("号")) for one in given), default=0) + 1

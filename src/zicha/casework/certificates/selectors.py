"""Reading decisions on certificates (查询证书处理)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Case, Count, F, Prefetch, Q, QuerySet, When
from django.utils import timezone

from zicha.casework.certificates.clocks import WARNINGS
from zicha.casework.certificates.models import Meeting, MeetingItem, Notice, Proposal, ProposalState, Step
from zicha.casework.certificates.notices import BEFORE
from zicha.casework.leads.models import Lead
from zicha.casework.tenancy.models import Member
from zicha.reference.status_changes import ACTIONS

_FOLLOWING = [one.value for one in Notice.KINDS]
TABS: dict[str, tuple[str, Q]] = {
    "": ("全部", Q()),
    "decide": ("待决定", Q(state=ProposalState.PROPOSED)),
    "following": ("待通知和公布", Q(state=ProposalState.APPROVED, next_step__in=_FOLLOWING)),
    "suspended": (
        "暂停中",
        Q(state=ProposalState.APPROVED, action__in=("suspend", "prolong"), resolved_by=None),
    ),
    "finished": ("已办结", Q(state=ProposalState.APPROVED, next_step="")),
    "refused": ("不同意或撤回", Q(state__in=(ProposalState.REJECTED, ProposalState.WITHDRAWN))),
}


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """What of the list is shown (筛选条件); it stands in the address."""

    tab: str = ""
    action: str = ""
    late: str = ""
    region: str = ""
    text: str = ""
    ending: str = ""
    decided: str = ""
    campaign: str = ""

    @property
    def query(self) -> str:
        return urlencode({name: value for name, value in asdict(self).items() if value})

    def without(self, name: str) -> ProposalFilter:
        return replace(self, **{name: ""})


def filter_from(said: dict[str, str]) -> ProposalFilter:
    """What an address says; what is no choice is left out."""
    region, campaign = said.get("region", ""), said.get("campaign", "")
    return ProposalFilter(
        tab=said.get("tab", "") if said.get("tab", "") in TABS else "",
        action=said.get("action", "") if said.get("action", "") in ACTIONS else "",
        late="1" if said.get("late") == "1" else "",
        region=region if region.isascii() and region.isdigit() and len(region) <= 6 else "",
        text=said.get("text", "").replace("\x00", "").strip()[:80],
        ending="1" if said.get("ending") == "1" else "",
        decided="1" if said.get("decided") == "1" else "",
        campaign=campaign if campaign.isascii() and campaign.isdigit() and len(campaign) < 16 else "",
    )


def ending_within(days: int) -> Q:
    """Suspensions in force that end within so many days, or have run out (暂停将到期)."""
    last = timezone.localdate() + timedelta(days)
    return TABS["suspended"][1] & Q(suspend_until__lte=last)


def proposals_matching(wanted: ProposalFilter) -> QuerySet[Proposal]:
    """Overdue first, then by their next clock."""
    rows = Proposal.objects.filter(TABS[wanted.tab][1])
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.late:
        rows = rows.filter(next_due__lt=timezone.localdate())
    if wanted.campaign:
        rows = rows.filter(campaign_id=int(wanted.campaign))
    if wanted.decided:
        rows = rows.filter(state=ProposalState.APPROVED)
    if wanted.ending:
        rows = rows.filter(ending_within(WARNINGS[0]))
    if wanted.region:
        rows = rows.filter(region_code__startswith=wanted.region)
    for word in wanted.text.split()[:4]:
        said = Q(certificate_no__icontains=word) | Q(org_name__icontains=word) | Q(letter_no__icontains=word)
        if word.isascii() and word.isdigit() and len(word) < 9:
            said |= Q(number=int(word))
        rows = rows.filter(said)
    # What waits without a clock of its own, such as a restoration, still stands before what is finished.
    order = (F("next_due").asc(nulls_last=True), Case(When(next_step="", then=1), default=0), "-pk")
    return rows.select_related("proposed_by__account", "decided_by__account", "meeting").order_by(*order)


def amounts_by_tab() -> dict[str, int]:
    """How many each tab holds, how many are overdue, how many suspensions end soon or at once: one statement."""
    today = timezone.localdate()
    counted = {
        f"n_{name}": Count("pk", filter=condition) if name else Count("pk")
        for name, (_, condition) in TABS.items()
    }
    found = Proposal.objects.order_by().aggregate(
        **counted,
        n_late=Count("pk", filter=Q(next_due__lt=today)),
        n_ending=Count("pk", filter=ending_within(WARNINGS[0])),
        n_ending_at_once=Count("pk", filter=ending_within(WARNINGS[1])),
    )
    return {name.removeprefix("n_"): number for name, number in found.items()}


def proposal_with_all(proposals: QuerySet[Proposal] | None = None) -> QuerySet[Proposal]:
    """Proposals with what their page shows."""
    rows = Proposal.objects.all() if proposals is None else proposals
    return rows.select_related(
        "proposed_by__account",
        "decided_by__account",
        "meeting__recorded_by__account",
        "resolved_by",
        "campaign",
    ).prefetch_related(Prefetch("notices", Notice.objects.select_related("by__account")))


def leads_of(proposal: Proposal) -> list[Lead]:
    """The leads it rests on."""
    return list(Lead.objects.filter(certificate_proposals__proposal=proposal).order_by("pk")[:50])


def of_certificate(certificate_no: str) -> list[Proposal]:
    """Everything ever proposed for a certificate, the newest first."""
    return list(proposal_with_all().filter(certificate_no=certificate_no).order_by("-pk")[:100])


def leads_of_certificate(certificate_no: str) -> tuple[list[Lead], int]:
    """Its leads in every campaign, the gravest first, and how many there are."""
    rows = Lead.objects.filter(certificate_no=certificate_no)
    return list(rows.order_by("rank", "pk")[:20]), rows.count()


def waiting_for(kind: Step) -> QuerySet[Proposal]:
    """Decisions for which this step can be done now: not done yet, and what comes before it is done."""
    done = Notice.objects.filter(kind=kind.value).values("proposal_id")
    rows = Proposal.objects.filter(state=ProposalState.APPROVED).exclude(pk__in=done)
    if before := BEFORE.get(kind):
        rows = rows.filter(pk__in=Notice.objects.filter(kind=before.value).values("proposal_id"))
    return rows.select_related("decided_by__account")


def amounts_waiting() -> dict[str, int]:
    """Step → how many decisions wait for it now."""
    return {kind.value: waiting_for(kind).count() for kind in Notice.KINDS}


def to_decide(ids: Iterable[int] = ()) -> QuerySet[Proposal]:
    """Proposals nobody has decided on; of these keys alone when some are given."""
    rows = Proposal.objects.filter(state=ProposalState.PROPOSED)
    wanted = list(ids)
    if wanted:
        rows = rows.filter(pk__in=wanted)
    return rows.select_related("proposed_by__account").order_by("pk")


def members_who_decide() -> list[Member]:
    members = Member.objects.filter(is_active=True).select_related("account")
    return [member for member in members if member.may("certificate.decide")]


def members_there_may_be() -> list[Member]:
    """Whom a meeting may have had as a guest."""
    return list(Member.objects.filter(is_active=True).select_related("account"))


def last_bureau(region_code: str) -> str:
    """The bureau told last about a certificate of the same city; empty when none was."""
    rows = Notice.objects.filter(
        kind=Step.BUREAU.value, proposal__region_code__startswith=region_code[:4]
    ).exclude(to="")
    return rows.order_by("-pk").values_list("to", flat=True).first() or "" if region_code else ""


def meetings() -> QuerySet[Meeting]:
    # A grouped query forgets the order of the model.
    rows = Meeting.objects.order_by("-held_on", "-pk").select_related("recorded_by__account")
    return rows.annotate(
        approved=Count("items", filter=Q(items__result=MeetingItem.Result.APPROVED)),
        rejected=Count("items", filter=Q(items__result=MeetingItem.Result.REJECTED)),
        left=Count("items", filter=Q(items__result=MeetingItem.Result.LEFT)),
    )


@dataclass(frozen=True, slots=True)
class ActionCounts:
    """How many certificates were handled one way (证书处理计数)."""

    action: str
    label: str
    proposed: int
    waiting: int
    approved: int
    rejected: int
    withdrawn: int


def counts_by_action(
    *, campaign_id: int | None = None, since: date | None = None, until: date | None = None
) -> list[ActionCounts]:
    """Per action what was proposed and what became of it, by the day it was proposed; actions never used are 0."""
    rows = Proposal.objects.order_by()
    if campaign_id is not None:
        rows = rows.filter(campaign_id=campaign_id)
    if since is not None:
        rows = rows.filter(proposed_at__date__gte=since)
    if until is not None:
        rows = rows.filter(proposed_at__date__lte=until)
    counted: dict[tuple[str, str], int] = {
        (action, state): number
        for action, state, number in rows.values_list("action", "state").annotate(n=Count("pk"))
    }
    return [
        ActionCounts(
            action,
            label,
            sum(number for (one, _), number in counted.items() if one == action),
            *(counted.get((action, state), 0) for state in ("proposed", "approved", "rejected", "withdrawn")),
        )
        for action, label in ACTIONS.items()
    ]


@dataclass(frozen=True, slots=True)
class StepCounts:
    """How many decisions a step was done for, how many of them late, how many still wait (通知、公布计数)."""

    kind: str
    label: str
    done: int
    late: int
    waiting: int


def counts_by_step(*, campaign_id: int | None = None) -> list[StepCounts]:
    """Per step after the decision: done, done late, not done."""
    decided = Proposal.objects.filter(state=ProposalState.APPROVED)
    notices = Notice.objects.all()
    if campaign_id is not None:
        decided = decided.filter(campaign_id=campaign_id)
        notices = notices.filter(proposal__campaign_id=campaign_id)
    number = decided.count()
    found = {kind: (done, late) for kind, done, late in _done_and_late(notices)}
    return [
        StepCounts(
            kind.value,
            str(kind.label),
            *found.get(kind.value, (0, 0)),
            number - found.get(kind.value, (0, 0))[0],
        )
        for kind in Notice.KINDS
    ]


def _done_and_late(notices: QuerySet[Notice]) -> Sequence[tuple[str, int, int]]:
    rows = notices.order_by().values_list("kind")
    return list(rows.annotate(done=Count("pk"), late=Count("pk", filter=Q(done_on__gt=F("due_on")))))


def overdue() -> int:
    """How many certificates have a clock that has run out."""
    return Proposal.objects.filter(next_due__lt=timezone.localdate()).count()


def certificates_decided(campaign_id: int | None = None) -> QuerySet[Proposal]:
    """The approved decisions, for lists of the report."""
    rows = Proposal.objects.filter(state=ProposalState.APPROVED)
    return rows.filter(campaign_id=campaign_id) if campaign_id is not None else rows

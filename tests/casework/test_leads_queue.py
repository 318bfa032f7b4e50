"""Finding leads: filters, exact counts, pages by key, groups, searches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.casework.leads_made import lead_made, leads_made, run_made
from tests.casework.problems_made import confirmed_lead, problem_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import counting, selectors, services
from zicha.casework.leads.filters import TABS, LeadFilter, filter_from, tab_of
from zicha.casework.leads.models import Lead, LeadDueTally, LeadGroupTally, LeadPerson, LeadTally
from zicha.casework.leads.selectors import Matching

TODAY = timezone.localdate()
Find = Callable[..., Matching]


@pytest.fixture
def find(in_scope: World, campaign: Campaign) -> Find:
    """What the reviewer finds under these conditions."""

    def found(**conditions: str) -> Matching:
        return selectors.leads_matching(LeadFilter(**conditions), campaign=campaign, by=in_scope.reviewer)

    return found


@pytest.fixture
def mixed(in_scope: World, campaign: Campaign) -> dict[str, Lead]:
    """A lead of every sort, named after what it is."""
    campaign.due_on = TODAY + timedelta(days=90)
    campaign.save()
    first = run_made(campaign)
    made = {
        "plain": lead_made(campaign, person_ids=["P1", "P2"], branch_id="BR1"),
        "due": lead_made(campaign, due_on=TODAY),
        "next_week": lead_made(campaign, due_on=TODAY + timedelta(days=6)),
        "mine": lead_made(campaign, assignee=in_scope.reviewer),
        "theirs": lead_made(campaign, assignee=in_scope.quality_manager, person_ids=["P1"]),
        "undecided": lead_made(campaign, verdict="undecided", reason="没有审核报告签发日期", sentence=""),
        "dismissed": lead_made(campaign, state="dismissed", branch_id="BR1", person_ids=["P1"]),
        "minor": lead_made(campaign, code="D08", severity="S3", org_id="org-2", org_name="虚构化工有限公司"),
        "back": lead_made(campaign, reopened_because="人日数由 2 改为 1"),
    }
    second = run_made(campaign)
    made["new"] = lead_made(campaign, first_run=second, last_run=second)
    assert first.pk != second.pk
    return made


CASES = [
    ({}, {"plain", "due", "next_week", "mine", "theirs", "undecided", "minor", "back", "new"}),
    ({"state": "any"}, "everything"),
    ({"state": "dismissed"}, {"dismissed"}),
    ({"state": "decided"}, {"dismissed"}),
    ({"due": "today"}, {"due"}),
    ({"due": "week"}, {"due", "next_week"}),
    ({"assignee": "me"}, {"mine"}),
    ({"assignee": "none", "area": "D"}, {"minor"}),
    ({"verdict": "undecided"}, {"undecided"}),
    ({"severity": "S3"}, {"minor"}),
    ({"code": "d08"}, {"minor"}),
    ({"change": "new"}, {"new"}),
    ({"change": "reopened"}, {"back"}),
    ({"change": "persisting", "severity": "S3"}, {"minor"}),
    ({"org": "org-2"}, {"minor"}),
    ({"person": "P1"}, {"plain", "theirs"}),
    ({"branch": "BR1"}, {"plain"}),
    ({"branch": "BR1", "state": "any"}, {"plain", "dismissed"}),
    ({"text": "化工"}, {"minor"}),
    ({"text": "报告签发"}, {"undecided"}),
    ({"text": "D08"}, {"minor"}),
    ({"text": "P2"}, {"plain"}),
    ({"text": "AUD-00001"}, {"plain"}),
    ({"text": "0992026Q00001"}, {"plain"}),
    ({"text": "精密 P1"}, {"plain", "theirs"}),
    ({"text": "没有这样的字"}, set()),
]


@pytest.mark.parametrize(
    ("conditions", "names"),
    CASES,
    ids=lambda value: str(sorted(value)) if isinstance(value, set) else str(value),
)
def test_a_filter_finds_and_counts_exactly_its_leads(
    conditions: dict[str, str], names: set[str], mixed: dict[str, Lead], find: Find
) -> None:
    found = find(**conditions)
    wanted = set(mixed) if names == "everything" else names
    assert {
        name for name, lead in mixed.items() if lead.pk in set(found.rows.values_list("pk", flat=True))
    } == wanted
    assert found.amount == counting.Amount(len(wanted), exact=True)


def test_what_was_found_true_is_found_by_whether_a_problem_was_opened(
    in_scope: World, campaign: Campaign, find: Find
) -> None:
    [free, grounding] = [confirmed_lead(campaign, in_scope) for _ in range(2)]
    problem_made(campaign, in_scope, lead_ids=[grounding.pk])
    for problem, lead in (("none", free), ("some", grounding)):
        found = find(state="confirmed", problem=problem)
        assert list(found.rows) == [lead]
        assert found.amount == counting.Amount(1)
        assert filter_from(found.filter.said) == found.filter


def test_the_address_says_the_filter_and_gives_it_back() -> None:
    wanted = LeadFilter(severity="S1", assignee="me", text="虚构 化工", org="组织&1")
    from django.http import QueryDict

    assert filter_from(QueryDict(wanted.query).dict()) == wanted
    assert LeadFilter().query == ""


def test_what_an_address_says_wrongly_is_left_out() -> None:
    nonsense = {
        "state": "x",
        "severity": "S9",
        "assignee": "1 or 1",
        "due": "x",
        "sort": "x",
        "problem": "x",
        "text": "a\x00b",
    }
    assert filter_from(nonsense) == LeadFilter(text="ab")


def test_a_view_knows_its_own_filter() -> None:
    for tab in TABS:
        assert tab_of(tab.filter) == tab.key
    assert tab_of(LeadFilter(severity="S1")) == "open"
    assert tab_of(LeadFilter(state="merged")) == ""


def test_a_branch_of_very_many_is_not_read_through_to_say_so(
    campaign: Campaign, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    leads_made(campaign, 4, branch_id="B1")
    leads_made(campaign, 3, branch_id="B2")
    leads_made(campaign, 1, branch_id="B1", state="dismissed")
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)
    for conditions in (
        {"branch": "B1"},
        {"branch": "B1", "verdict": "hit"},
        {"branch": "B1", "assignee": "none"},
    ):
        found = find(**conditions)
        with monkeypatch.context() as patched:
            patched.setattr(counting, "counted_rows", None)
            assert found.amount == counting.Amount(3, exact=False)
        with monkeypatch.context() as patched:
            patched.setattr(counting, "is_large_branch", lambda *_: False)
            assert find(**conditions).amount == found.amount
    assert selectors.facets(find(branch="B1", code="A06")) is None
    assert find(branch="B2").amount == counting.Amount(3)
    assert find(branch="B1", state="dismissed").amount == counting.Amount(1)
    of_other = selectors.facets(find(branch="B2"))
    assert of_other is not None
    assert of_other["code"] == {"A06": 3}


def test_every_view_is_counted_at_once(mixed: dict[str, Lead], campaign: Campaign, in_scope: World) -> None:
    assert counting.amounts_by_tab(campaign, member_id=in_scope.reviewer.pk) == {
        "open": 9, "due": 1, "nobody": 7, "mine": 1, "undecided": 1, "snoozed": 0, "dismissed": 1, "confirmed": 0,
    }  # fmt: skip


def test_choices_are_counted_under_the_other_conditions(mixed: dict[str, Lead], find: Find) -> None:
    counted = selectors.facets(find(severity="S1"))
    assert counted is not None
    assert counted["severity"] == {"S1": 8, "S3": 1}
    assert counted["code"] == {"A06": 8}


@pytest.mark.parametrize(
    "conditions",
    [{}, {"code": "A06"}, {"assignee": "none"}, {"assignee": "me"}, {"due": "week", "code": "A06"}, {"due": "none"},
     {"state": "decided"}, {"org": "org-1", "severity": "S1"}, {"person": "P1"}, {"text": "精密"}],
    ids=str,
)  # fmt: skip
def test_each_number_beside_a_choice_is_what_choosing_it_finds(
    conditions: dict[str, str], mixed: dict[str, Lead], find: Find
) -> None:
    counted = selectors.facets(find(**conditions))
    assert counted
    for name, numbers in counted.items():
        for value, number in numbers.items():
            assert find(**{**conditions, name: value}).amount.number == number, (name, value)


def test_choices_have_no_numbers_where_counting_takes_too_long(
    mixed: dict[str, Lead], find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "MOST_COUNTED", 3)
    assert selectors.facets(find(org="org-1")) is None
    assert selectors.facets(find(text="精密", code="A06")) is None
    assert selectors.facets(find()) is not None


# --- counts that PostgreSQL keeps


def test_counts_follow_every_change_and_every_way_of_making_it(
    mixed: dict[str, Lead], campaign: Campaign, in_scope: World
) -> None:
    services.dismiss_lead(
        lead_id=mixed["plain"].pk, reason="explained", text="书面批准在案", by=in_scope.reviewer
    )
    Lead.objects.filter(code="D08").update(state="gone")
    lead = Lead.objects.get(pk=mixed["due"].pk)
    lead.due_on = None
    lead.save()
    assert counting.tally_differences(campaign) == []
    assert counting.amounts_by_tab(campaign, member_id=in_scope.reviewer.pk) == {
        "open": 7, "due": 0, "nobody": 5, "mine": 1, "undecided": 1, "snoozed": 0, "dismissed": 2, "confirmed": 0,
    }  # fmt: skip


def test_folding_the_tallies_changes_no_count(mixed: dict[str, Lead], campaign: Campaign, find: Find) -> None:
    for _ in range(3):
        Lead.objects.update(state="confirmed")
        Lead.objects.update(state="open")
    before = LeadTally.objects.count(), LeadGroupTally.objects.count()
    assert counting.compact(campaign, always=True) > 0
    after = LeadTally.objects.count(), LeadGroupTally.objects.count()
    assert after[0] < before[0]
    assert after[1] < before[1]
    assert counting.tally_differences(campaign) == []
    assert find().amount.number == len(mixed)


def test_whose_and_until_when_is_counted_of_open_leads_alone(
    mixed: dict[str, Lead], campaign: Campaign, in_scope: World, find: Find
) -> None:
    services.assign_lead(
        lead_id=mixed["plain"].pk, assignee=in_scope.reviewer, due_on=TODAY, by=in_scope.quality_manager
    )
    services.confirm_lead(lead_id=mixed["mine"].pk, text="复核派工单，确少半日", by=in_scope.reviewer)
    counting.compact(campaign, always=True)
    kept = set(LeadDueTally.objects.values_list("assignee_id", "due_on", "n"))
    assert kept == {
        (in_scope.reviewer.pk, TODAY, 1),
        (in_scope.quality_manager.pk, None, 1),
        (None, TODAY, 1),
        (None, TODAY + timedelta(days=6), 1),
    }
    assert find(assignee="me", due="today").amount.number == 1


def test_tallies_are_folded_only_where_much_was_added_since(
    campaign: Campaign, in_scope: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(counting, "COMPACT_FROM", dict.fromkeys(counting.COMPACT_FROM, 20))
    leads_made(campaign, 2, branch_id="BR1")
    for _ in range(30):
        Lead.objects.update(state="confirmed")
        Lead.objects.update(state="open")
    assert counting.compact(campaign) > 0
    Lead.objects.update(state="confirmed")
    rows = LeadTally.objects.count()
    assert counting.compact(campaign) == 0
    assert LeadTally.objects.count() == rows
    assert counting.tally_differences(campaign) == []


def test_an_altered_count_is_found(mixed: dict[str, Lead], campaign: Campaign) -> None:
    LeadTally.objects.filter(code="D08").update(n=5)
    assert len(counting.tally_differences(campaign)) == 1


def test_persons_and_names_follow_their_lead(mixed: dict[str, Lead], find: Find) -> None:
    Lead.objects.filter(pk=mixed["plain"].pk).update(person_ids=["P9"], org_id="org-9", org_name="改名公司")
    assert set(LeadPerson.objects.values_list("person_id", flat=True)) == {"P9", "P1"}
    assert find(text="改名").amount.number == 1


# --- groups


def test_groups_are_counted_largest_first(mixed: dict[str, Lead], find: Find) -> None:
    shown, why = selectors.groups(find(state="any"), "org")
    assert [(group.value, group.name, group.number) for group in shown] == [
        ("org-1", "虚构精密零件有限公司", 9),
        ("org-2", "虚构化工有限公司", 1),
    ]
    assert why == ""


@pytest.mark.parametrize("kind", ["check", "person", "org", "branch"])
@pytest.mark.parametrize(
    "conditions",
    [{}, {"state": "any"}, {"state": "decided"}, {"assignee": "none"}, {"severity": "S1"}, {"text": "精密"}],
)
def test_a_group_holds_as_many_leads_as_its_filter_finds(
    kind: str, conditions: dict[str, str], mixed: dict[str, Lead], find: Find
) -> None:
    name = {"check": "code"}.get(kind, kind)
    shown, _ = selectors.groups(find(**conditions), kind)
    assert shown
    for group in shown:
        assert find(**conditions, **{name: group.value}).amount.number == group.number


# --- pages


@pytest.mark.parametrize("conditions", [{}, {"sort": "newest"}, {"due": "week"}])
def test_pages_forward_and_backward_show_every_lead_once(
    conditions: dict[str, str], campaign: Campaign, find: Find
) -> None:
    for number, severity in enumerate(["S2", "S1", "S4"]):
        leads_made(campaign, 3, severity=severity, due_on=TODAY + timedelta(days=number))
    found = find(**conditions)
    pages = [selectors.page_of(found, size=2)]
    while pages[-1].after:
        pages.append(selectors.page_of(found, size=2, after=pages[-1].after))
    shown = [lead.pk for page in pages for lead in page.leads]
    assert len(shown) == len(set(shown)) == 9
    assert pages[0].before == ""
    back = [pages[-1]]
    while back[-1].before:
        back.append(selectors.page_of(found, size=2, before=back[-1].before))
    assert [lead.pk for page in reversed(back) for lead in page.leads][-9:] == shown


def test_a_page_that_is_no_page_is_the_first(mixed: dict[str, Lead], find: Find) -> None:
    for after in ("x", "1.x", "x.1", "9" * 30 + ".1", "1." + "9" * 30):
        assert selectors.page_of(find(), size=2, after=after).leads == selectors.page_of(find(), size=2).leads


def test_the_next_lead_is_the_one_behind_and_after_the_last_the_first(campaign: Campaign, find: Find) -> None:
    one, two, three = leads_made(campaign, 3)
    assert selectors.next_after(one, find()) == two
    assert selectors.next_after(three, find()) == one
    Lead.objects.exclude(pk=one.pk).update(state="confirmed")
    assert selectors.next_after(one, find()) is None


def test_a_word_that_fits_too_many_organisations_says_so(
    campaign: Campaign, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "MOST_ORGANISATIONS", 2)
    for number in range(3):
        lead_made(campaign, org_id=f"o{number}", org_name=f"第{number}有限公司")
    assert "超过 2 家" in find(text="有限公司").remark


def test_text_of_sentences_is_searched_only_where_few_are_left(
    campaign: Campaign, find: Find, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "MOST_READ_THROUGH", 1)
    leads_made(campaign, 2)
    found = find(text="最低要求")
    assert found.amount.number == 0
    assert "没有查找情况说明" in found.remark


def test_the_leads_beside_one_are_its_clients_its_persons_and_its_likes(
    mixed: dict[str, Lead], find: Find
) -> None:
    labels = {one.label: one.number for one in selectors.neighbours_of(mixed["plain"])}
    assert labels == {
        "同一获证组织：虚构精密零件有限公司": 9,
        "同一人员：P1": 3,
    }
    labels = {one.label: one.number for one in selectors.neighbours_of(mixed["due"])}
    assert labels["同一检查项"] == 8

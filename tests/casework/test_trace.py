"""Every change is written down with the change itself, in a chain."""

from itertools import pairwise

import pytest
from django.db import transaction

from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.trace.actions import Action
from zicha.casework.trace.models import Entry
from zicha.casework.trace.rows import row_hash
from zicha.casework.trace.services import changed_from, entry_hash, record


def test_entries_are_numbered_without_gaps_and_each_holds_the_hash_before(campaign: Campaign) -> None:
    entries = list(Entry.objects.order_by("number"))
    assert [entry.number for entry in entries] == list(range(1, len(entries) + 1))
    assert entries[0].previous == ""
    for before, after in pairwise(entries):
        assert after.previous == before.hash
    assert all(entry.hash == entry_hash(entry) for entry in entries)


def test_an_entry_says_who_what_before_and_after_and_why(in_scope: World, campaign: Campaign) -> None:
    before = changed_from(campaign)
    campaign.goals = "全面自查"
    campaign.save()
    entry = record(
        Action.CAMPAIGN_CHANGED, on=campaign, by=in_scope.quality_manager, before=before, reason="补充目标"
    )
    assert entry.by_name == in_scope.quality_manager.name
    assert (entry.before, entry.after) == ({"goals": ""}, {"goals": "全面自查"})
    assert entry.reason == "补充目标"
    assert entry.touched == [["campaigns.Campaign", campaign.pk, row_hash(campaign)]]


def test_a_row_read_back_has_the_hash_that_was_written(campaign: Campaign) -> None:
    entry = Entry.objects.filter(on_kind="campaigns.Campaign").get()
    assert entry.touched[0][2] == row_hash(Campaign.objects.get(pk=campaign.pk))


def test_an_entry_read_back_has_its_own_hash(campaign: Campaign) -> None:
    for entry in Entry.objects.all():
        assert entry_hash(entry) == entry.hash


def test_without_its_entry_a_change_does_not_happen(
    in_scope: World, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zicha.casework.campaigns import services

    def broken(*args: object, **kwargs: object) -> None:
        raise OSError("the trace cannot be written")

    services.close_campaign(campaign_id=campaign.pk, reason="结束", by=in_scope.quality_manager)
    monkeypatch.setattr(services, "record", broken)
    with pytest.raises(OSError, match="trace"), transaction.atomic():
        services.open_campaign(
            notice_key="samr_2019_18",
            title="另一次",
            as_of=campaign.as_of,
            starts_on=campaign.starts_on,
            due_on=campaign.due_on,
            by=in_scope.quality_manager,
        )
    assert Campaign.objects.count() == 1

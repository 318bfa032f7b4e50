"""Several people at the same leads at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date

import pytest
from django.db import connections

from tests.casework.leads_made import leads_made
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.campaigns.services import open_campaign
from zicha.casework.leads import bulk, counting, services
from zicha.casework.leads.models import BulkState, Lead
from zicha.casework.refused import Refused, Stale
from zicha.casework.tenancy.scope import scope
from zicha.casework.trace.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)

DISMISS = {"reason": "explained", "text": "书面批准在案"}


@pytest.fixture
def kept(world: World) -> Campaign:
    """A campaign others can see: committed."""
    with scope(world.body.pk):
        return open_campaign(
            notice_key="samr_2019_18", title="2026 年认证质量自查", as_of=date(2026, 6, 30), by=world.quality_manager,
            starts_on=date(2026, 7, 1), due_on=date(2030, 9, 30),
        )  # fmt: skip


def at_once(*doing: Callable[[], object]) -> list[str]:
    """Run each in a thread of its own, started together; what each answered, errors by their kind."""
    start, answers = threading.Barrier(len(doing)), [""] * len(doing)

    def run(number: int, does: Callable[[], object]) -> None:
        try:
            start.wait(20)
            does()
            answers[number] = "done"
        except Exception as error:
            answers[number] = type(error).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(doing)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers


def within(kept: Campaign, service: Callable[..., object], **said: object) -> Callable[[], object]:
    """A service as a request calls it: in a scope, which is one transaction."""

    def called() -> object:
        with scope(kept.body_id):
            return service(**said)

    return called


def made(kept: Campaign, number: int) -> Sequence[Lead]:
    with scope(kept.body_id):
        return leads_made(kept, number)


def test_of_two_who_decide_a_lead_at_once_one_is_told(world: World, kept: Campaign) -> None:
    for lead in made(kept, 8):
        answers = at_once(
            within(
                kept, services.confirm_lead, lead_id=lead.pk, text="确少半日", by=world.reviewer, version=1
            ),
            within(
                kept, services.dismiss_lead, lead_id=lead.pk, by=world.quality_manager, version=1, **DISMISS
            ),
        )
        assert Counter(answers) == {"done": 1, Stale.__name__: 1}
        with scope(kept.body_id):
            now = Lead.objects.get(pk=lead.pk)
            decided = Entry.objects.filter(on_kind="leads.Lead", on_id=str(lead.pk)).exclude(
                action="leads.raised"
            )
            assert now.version == 2
            assert [entry.by_name for entry in decided] == [
                world.reviewer.name if now.state == "confirmed" else world.quality_manager.name
            ]


def test_a_bulk_action_and_people_at_the_same_leads_decide_each_once(world: World, kept: Campaign) -> None:
    leads = made(kept, 30)
    ids = tuple(lead.pk for lead in leads)

    def in_bulk() -> None:
        with scope(kept.body_id):
            action = bulk.start(
                selection=bulk.Selection(ids),
                kind="dismiss",
                choices=DISMISS,
                campaign=kept,
                by=world.reviewer,
            )
            bulk.do_all(action_id=action.pk)

    def one_by_one(part: Sequence[int]) -> None:
        for pk in part:
            try:
                with scope(kept.body_id):
                    services.confirm_lead(lead_id=pk, text="确少半日", by=world.quality_manager)
            except Refused:
                continue

    answers = at_once(in_bulk, lambda: one_by_one(ids[20:]), lambda: one_by_one(ids[:10]))
    assert answers == ["done"] * 3, "nobody is thrown out: locks are taken in one order"
    with scope(kept.body_id):
        states = Counter(Lead.objects.values_list("state", flat=True))
        assert set(states) <= {"confirmed", "dismissed"}
        assert sum(states.values()) == 30
        assert set(Lead.objects.values_list("version", flat=True)) == {2}
        [action] = bulk.BulkAction.objects.all()
        assert (action.changed, action.skipped) == (states["dismissed"], states["confirmed"])
        assert counting.tally_differences(kept) == []


def test_a_bulk_action_taken_up_by_two_workers_decides_each_lead_once(world: World, kept: Campaign) -> None:
    ids = tuple(lead.pk for lead in made(kept, 40))
    with scope(kept.body_id):
        action = bulk.start(
            selection=bulk.Selection(ids), kind="dismiss", choices=DISMISS, campaign=kept, by=world.reviewer
        )

    def work() -> None:
        is_over = False
        while not is_over:
            with scope(kept.body_id):
                is_over = bulk.do_part(action_id=action.pk, most=7).is_over

    assert at_once(work, work) == ["done"] * 2
    with scope(kept.body_id):
        action.refresh_from_db()
        assert (action.state, action.changed, action.skipped) == (BulkState.FINISHED, 40, 0)
        assert action.results.count() == 40
        assert Entry.objects.filter(action="lead.dismissed").count() == 40


def test_a_bulk_action_killed_in_the_middle_of_a_part_ends_with_a_result_each(
    world: World, kept: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = tuple(lead.pk for lead in made(kept, 10))
    with scope(kept.body_id):
        action = bulk.start(
            selection=bulk.Selection(ids), kind="dismiss", choices=DISMISS, campaign=kept, by=world.reviewer
        )
        bulk.do_part(action_id=action.pk, most=4)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    # The leads are changed, their trace is not written yet: the worst moment there is.
    monkeypatch.setattr(bulk, "record_all", killed)
    with pytest.raises(KeyboardInterrupt), scope(kept.body_id):
        bulk.do_part(action_id=action.pk, most=4)
    monkeypatch.undo()
    with scope(kept.body_id):
        action.refresh_from_db()
        assert action.done == action.results.count() == 4
        assert Lead.objects.filter(state="dismissed").count() == 4
        assert Entry.objects.filter(action="lead.dismissed").count() == 4
        action = bulk.do_all(action_id=action.pk)
        assert (action.state, action.changed) == (BulkState.FINISHED, 10)
        assert set(action.results.values_list("lead_id", flat=True)) == set(ids)
        assert Entry.objects.filter(action="lead.dismissed").count() == 10

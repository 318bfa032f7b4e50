"""How certificates may change: codes of the contract only, no status without an end, nothing out of an ended one."""

import pytest

from zicha.contract.codes import CODE_LISTS
from zicha.reference.status_changes import ACTIONS, REASONS, TRANSITIONS, actions_from, reasons_of, transition


@pytest.mark.parametrize("one", TRANSITIONS, ids=lambda one: f"{one.action} from {one.from_status}")
def test_a_transition_speaks_the_codes_of_the_contract(one):
    assert {one.from_status, one.to_status} <= set(CODE_LISTS["certificate_status"].labels)
    assert one.event in CODE_LISTS["certificate_event"].labels
    assert one.schemes in {"all", "ms", "ccc"}
    assert one.source


@pytest.mark.parametrize("one", REASONS, ids=lambda one: f"{one.action} {one.reason} {one.schemes}")
def test_a_reason_is_one_of_the_contract_and_of_an_action(one):
    assert one.reason in CODE_LISTS["status_reason"].labels
    assert one.action in ACTIONS
    assert one.source


def test_what_was_not_read_says_so():
    for one in (*TRANSITIONS, *REASONS):
        if any(word in one.source for word in ("未见", "未核对")):
            assert not one.confirmed, one


@pytest.mark.parametrize("status", ["revoked", "cancelled"])
def test_nothing_leads_out_of_an_ended_status(status):
    assert actions_from(status, "QMS") == actions_from(status, "CCC") == []


def test_a_suspended_certificate_can_be_restored_or_revoked():
    assert {"restore", "revoke"} <= {one.action for one in actions_from("suspended", "QMS")}


def test_only_a_ccc_certificate_is_cancelled_after_it_expired():
    assert transition("cancel", "expired", "CCC").to_status == "cancelled"
    assert transition("cancel", "expired", "QMS") is None


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("scheme", ["QMS", "CCC"])
def test_every_action_has_reasons_and_other_stands_last(action, scheme):
    assert reasons_of(action, [scheme])[-1] == "other"


def test_seasonal_production_is_a_reason_of_ccc_alone():
    assert "seasonal" in reasons_of("suspend", ["CCC"])
    assert "seasonal" not in reasons_of("suspend", ["QMS"])

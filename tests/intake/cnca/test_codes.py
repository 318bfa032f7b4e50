"""Official codes and project codes: what they are read as, and what is not confirmed."""

import pytest

from zicha.contract.codes import CODE_LISTS as CONTRACT_LISTS
from zicha.contract.tables import TABLES
from zicha.intake.cnca import CNCA, codes
from zicha.intake.cnca.forms import FORMS
from zicha.intake.cnca.schemes import (
    SCHEME_OF_PREFIX,
    UNCONFIRMED_PREFIXES,
    scheme_of_code,
    scheme_of_standard,
)

# Each list, and the list of the contract its meanings belong to.
IN_CONTRACT = [
    (codes.CERTIFICATE_STATES, "certificate_status"),
    (codes.STAGES, "audit_kind"),
    (codes.ROLES, "team_role"),
    (codes.FACTORY_ROLES, "team_role"),
    (codes.RISKS, "complexity"),
    (codes.MARKS, "accreditation"),
    (codes.METHODS, "audit_method"),
    (codes.EXCHANGES, "certificate_event"),
    (codes.SUSPENSION_REASONS, "status_reason"),
    (codes.WITHDRAWAL_REASONS, "status_reason"),
    (codes.FACTORY_KINDS, "audit_kind"),
    (codes.FACTORY_RESULTS, "conclusion"),
]


@pytest.mark.parametrize(
    ("listed", "contract"), IN_CONTRACT, ids=lambda given: given if isinstance(given, str) else ""
)
def test_every_official_code_means_a_code_of_the_contract(listed, contract):
    assert {code.means for code in listed} <= CONTRACT_LISTS[contract].labels.keys()


def test_every_prefix_means_a_scheme_of_the_contract():
    assert set(SCHEME_OF_PREFIX.values()) <= CONTRACT_LISTS["scheme"].labels.keys()


@pytest.mark.parametrize(
    ("listed", "word", "means"),
    [
        ("cnca_certstate", "02", "suspended"),
        ("cnca_certstate", "2", "suspended"),
        ("cnca_certstate", "02暂停", "suspended"),
        ("cnca_certstate", "暂停", "suspended"),
        ("cnca_stage", "0101", "stage1"),
        ("cnca_stage", "101", "stage1"),
        ("cnca_stage", "1003", "stage2"),
        ("cnca_stage", "0302", "special"),
        ("cnca_activity", "1004-2", "surveillance"),
        ("cnca_role", "1001", "leader"),
        ("cnca_method", "FS02", "remote"),
    ],
)
def test_a_code_is_read_however_it_is_typed(listed, word, means):
    assert CNCA.code_lists[listed].code_of(word) == means


def test_a_change_code_is_read_with_the_prefix_of_management_systems_and_without():
    words = codes.meanings(codes.CHANGES)
    assert words["05"] == words["0105"] == "extended"
    assert words["97_02"] == "restored"
    assert words["0197"] == "status"


def test_codes_known_second_hand_are_marked_unconfirmed():
    unconfirmed = {code.code for code in codes.STAGES if not code.confirmed}
    assert unconfirmed == {"0201", "0202", "04"}
    assert "A0901" not in UNCONFIRMED_PREFIXES
    assert "A04" in UNCONFIRMED_PREFIXES


def test_a_project_code_that_is_not_listed_is_not_guessed_from_its_neighbours():
    assert scheme_of_code("A0110") is None, "hazardous substances are filed under A01 and are no QMS"
    assert scheme_of_code("A11") is None


def test_a_standard_tells_the_scheme_only_when_it_is_one_and_the_whole_number():
    assert scheme_of_standard("GB/T 19001-2016/ISO 9001:2015") == "QMS"
    assert scheme_of_standard("GB/T 29490/2013") == "IPMS"
    assert scheme_of_standard("GB/T 19001-2016；GB/T 24001-2016") is None
    assert scheme_of_standard("Q/XX 190012-2020") is None


def test_every_list_a_form_names_is_there():
    named = {column.codes for form in FORMS.values() for column in form.columns if column.codes}
    assert named == CNCA.code_lists.keys()


def test_columns_said_to_be_never_reported_are_columns_of_the_contract():
    for table, columns in codes.NEVER_REPORTED.items():
        assert set(columns) <= set(TABLES[table].schema.names)

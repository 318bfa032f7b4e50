"""Official grounds lead to reason codes of the contract."""

import csv
from pathlib import Path

import pytest

from zicha.contract.codes import CODE_LISTS
from zicha.reference.codes import GROUNDS, REASON_OF

OFFICIAL = Path(__file__).resolve().parents[2] / "../shared/data/cnca/cnca_report_code_lists.csv"
LISTS = {"suspended": "certpasue", "revoked": "certrecall"}


def test_every_ground_is_a_reason_of_the_contract():
    assert {ground.reason for ground in GROUNDS} <= CODE_LISTS["status_reason"].labels.keys()
    assert {ground.kind for ground in GROUNDS} <= CODE_LISTS["certificate_event"].labels.keys()


def test_a_ground_has_one_reason():
    assert len(REASON_OF) == len(GROUNDS)
    assert REASON_OF["revoked", "0115"] == "suspension_expired"


def test_the_wording_is_that_of_the_official_lists():
    if not OFFICIAL.exists():
        pytest.skip("the shared official code lists are not beside the project")
    with OFFICIAL.open(encoding="utf-8-sig", newline="") as file:
        official = {(row["type"], row["code"]): row["name"].rstrip("。；") for row in csv.DictReader(file)}
    for ground in GROUNDS:
        assert official[LISTS[ground.kind], ground.official_code] == ground.chinese

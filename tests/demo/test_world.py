"""The invented body as a set of tables: typed, whole, repeatable, believable."""

from __future__ import annotations

from datetime import date

import pyarrow.compute as pc
import pytest
from stdnum.cn import uscc

from zicha.contract.codes import CODE_LISTS
from zicha.contract.tables import TABLES
from zicha.demo.world import World, build_world

DANGLING = {
    *("APP-MISSING", "99925Q999999R0S", "AUD-MISSING", "P-MISSING", "P-MISSING-D04"),
    *("BR-MISSING", "LAB-MISSING", "UNIT-MISSING"),
}


def keys(world: World, name: str) -> list[tuple]:
    columns = [world.tables[name][column].to_pylist() for column in TABLES[name].key]
    return list(zip(*columns, strict=True))


def loose_ends(world: World) -> set[str]:
    """References of the world that resolve to nothing."""
    loose = set()
    for name, table in TABLES.items():
        for column in table.columns:
            if column.refers_to:
                parents = set(world.tables[column.refers_to][TABLES[column.refers_to].key[0]].to_pylist())
                loose |= set(world.tables[name][column.name].to_pylist()) - parents - {None}
    return loose


def test_every_table_of_the_contract_is_there_in_its_schema(planted):
    assert list(planted.tables) == list(TABLES)
    for name, table in planted.tables.items():
        assert table.schema == TABLES[name].schema, name
        assert table.num_rows, name


def test_required_cells_are_filled_and_codes_are_codes(planted):
    for name, table in planted.tables.items():
        for column in TABLES[name].columns:
            values = table[column.name]
            assert not (column.required and values.null_count), f"{name}.{column.name}"
            if column.codes and not CODE_LISTS[column.codes].open:
                assert set(pc.unique(values).to_pylist()) <= {None, *CODE_LISTS[column.codes].labels}


def test_no_key_occurs_twice(planted):
    for name in planted.tables:
        found = keys(planted, name)
        assert len(set(found)) == len(found), name


def test_every_reference_of_the_clean_body_resolves(clean):
    assert loose_ends(clean) == set()


def test_only_planted_references_lead_nowhere(planted):
    loose = loose_ends(planted)
    missing_organisation = {key for key in loose if key.startswith("ORG-")}
    assert len(missing_organisation) == 1
    assert loose == DANGLING | missing_organisation


def test_credit_codes_have_their_check_digits_and_belong_to_nobody(planted):
    for name in ("organisations", "bodies", "labs"):
        for code in planted.tables[name]["uscc"].to_pylist():
            assert uscc.is_valid(code), code
            assert code[8:10] == "XX"


def test_the_same_seed_builds_the_same_world_and_another_seed_another(planted):
    again, other = build_world(certificates=600), build_world(certificates=600, seed=1)
    assert again.planted.equals(planted.planted)
    assert all(again.tables[name].equals(table) for name, table in planted.tables.items())
    assert not other.tables["audits"].equals(planted.tables["audits"])


def test_planted_rows_are_the_same_whatever_surrounds_them(planted):
    assert build_world(certificates=300, seed=9).planted.equals(planted.planted)


def test_there_are_as_many_certificates_as_asked_for(clean):
    assert 600 <= clean.tables["certificates"].num_rows <= 603


def test_a_day_it_has_no_cases_for_is_refused():
    with pytest.raises(ValueError, match="April to December"):
        build_world(certificates=300, as_of=date(2027, 1, 1))


def test_the_body_looks_like_one(clean):
    schemes = clean.tables["certificates"]["scheme"].to_pylist()
    assert {"QMS", "EMS", "OHSMS", "ISMS", "FSMS", "EnMS", "CCC", "SERVICE"} == set(schemes)
    assert schemes.count("QMS") > len(schemes) / 3
    states = clean.tables["certificates"]["status"].to_pylist()
    assert {"valid", "suspended", "revoked", "cancelled", "expired"} == set(states)
    started = [day for day in clean.tables["audits"]["started_at"].to_pylist() if day]
    assert (max(started) - min(started)).days > 3 * 365
    assert all(day.weekday() < 5 for day in started)


def test_photos_of_different_sign_ins_look_nothing_alike(clean):
    photos = [int(text, 16) for text in clean.tables["sign_ins"]["photo_hash"].to_pylist() if text]
    assert len(set(photos)) == len(photos)
    first = photos[0]
    assert min((first ^ other).bit_count() for other in photos[1:]) > 6

"""Rows found by the look-ups are those of the Parquet files, and pages do without look-ups."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.casework.leads_made import lead_made, run_made
from tests.casework.records import BODY, deliver, deliver_certificates, screened
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.leads import lookup
from zicha.casework.leads.blocks import Blocks
from zicha.casework.leads.evidence_rows import Rows, rows_of
from zicha.casework.leads.lookup import DAMAGE, LOOKED_UP, MOST_ROWS, Lookup, place_of, rows_folder
from zicha.casework.leads.preparing import altered, prepare
from zicha.casework.leads.tasks import look_after_leads
from zicha.casework.places import body_folder, dataset_of
from zicha.casework.tenancy.models import Member
from zicha.contract.table import ContractTable, Type
from zicha.contract.tables import TABLES
from zicha.dataset.version import Version
from zicha.web.backup.making import files_of

Row = dict[str, Any]
WIDE = ("audits", "audit_plans", "audit_team", "decision_authorities", "sign_ins", "employments")
"""Tables with every type of column, with keys of several parts and keys that are days and numbers."""


def head(body_id: int) -> Version:
    found = dataset_of(body_id).head()
    assert found is not None
    return found


def files(body_id: int) -> dict[str, Path]:
    version = head(body_id)
    return {name: version.path(name) for name in version.tables}


def cell(kind: Type, drawn: random.Random) -> Any:
    match kind:
        case Type.DATE:
            return date(2026, 1, 1 + drawn.randrange(28))
        case Type.TIME:
            return datetime(2026, 1, 1, drawn.randrange(24), drawn.randrange(60), drawn.randrange(60))
        case Type.INT:
            return drawn.randrange(40)
        case Type.NUMBER:
            return Decimal(drawn.randrange(10**6)) / 1000
        case Type.FLAG:
            return drawn.random() < 0.5
    return f"虚构“{drawn.randrange(40)}”"


def drawn_rows(table: ContractTable, number: int, drawn: random.Random) -> list[Row]:
    """Rows with all kinds of cells; a third of those that may be empty are."""
    rows: dict[tuple[Any, ...], Row] = {}
    for at in range(number):
        row = {}
        for column in table.columns:
            if column.required or column.key or drawn.random() < 0.67:
                value = cell(column.type, drawn)
                row[column.name] = float(value) if column.unit == "°" else value
        if len(table.key) == 1:
            row[table.key[0]] = f"{table.name}-{at:05}"
        rows[tuple(row[name] for name in table.key)] = row
    return list(rows.values())


@pytest.fixture
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a few rows already fill many blocks and a value's rows lie in several of them."""
    monkeypatch.setattr(lookup, "_BLOCK", 7)
    monkeypatch.setattr(lookup, "_VALUES_A_BLOCK", 5)


@pytest.fixture
def wide(in_scope: World, small_blocks: None) -> World:
    drawn = random.Random(4)
    deliver(in_scope.body.pk, **{name: drawn_rows(TABLES[name], 300, drawn) for name in WIDE})
    return in_scope


@pytest.fixture
def nothing_read_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a Parquet file was read through")

    monkeypatch.setattr(Rows, "_read_through", refuse)


@pytest.mark.parametrize("name", WIDE)
def test_a_look_up_finds_the_rows_that_stand_in_the_parquet_file(name: str, wide: World) -> None:
    drawn, body_id = random.Random(5), wide.body.pk
    with rows_of(files(body_id)) as rows:
        read = {column: rows._read_through(name, column, _all(rows, name, column), 10_000)
                for column in ("", *LOOKED_UP.get(name, ()))}  # fmt: skip
        assert prepare(body_id) == len(WIDE)
    for column, there in read.items():
        by_value: dict[str, list[Row]] = {}
        for row in there:
            by_value.setdefault(str(row[column or lookup.KEY]), []).append(row)
        assert len(by_value) > 20
        with rows_of(files(body_id)) as rows:
            for value, its in by_value.items():
                assert rows._looked_up(name, column, [value]) is not None
                assert rows.of(name, column, [value]) == its
            several = drawn.sample(sorted(by_value), 8)
            assert rows.of(name, column, several) == rows._read_through(name, column, several, 1_000)
            assert rows.of(name, column, [*several, "没有", "", None]) == rows.of(name, column, several)


def _all(rows: Rows, name: str, column: str) -> list[str]:
    """Every value there can be, read from the file itself."""
    import pyarrow.parquet as pq

    table = pq.read_table(rows._files[name])
    columns = [column] if column else list(TABLES[name].key)
    said = zip(*(table.column(one).to_pylist() for one in columns), strict=True)
    return sorted({"|".join(str(part) for part in parts) for parts in said if None not in parts})


def test_no_more_are_given_than_asked_for_and_in_the_order_of_the_key(wide: World) -> None:
    body_id = wide.body.pk
    with rows_of(files(body_id)) as rows:
        values = _all(rows, "audit_team", "audit_id")
        before = rows.of("audit_team", "audit_id", values[:6], most=9)
    prepare(body_id)
    with rows_of(files(body_id)) as rows:
        assert rows.of("audit_team", "audit_id", values[:6], most=9) == before
        assert len(before) == 9


def test_who_asks_for_many_rows_reads_the_file(in_scope: World) -> None:
    rows = [{"org_id": f"O{n}", "name": "甲"} for n in range(MOST_ROWS + 10)]
    deliver(in_scope.body.pk, organisations=rows)
    prepare(in_scope.body.pk)
    with rows_of(files(in_scope.body.pk)) as found:
        wanted = [row["org_id"] for row in rows]
        assert found._looked_up("organisations", "org_id", sorted(wanted)) is None
        assert len(found.of("organisations", "org_id", wanted)) == len(rows)


def test_a_column_nobody_looks_up_is_read_through(wide: World) -> None:
    prepare(wide.body.pk)
    with rows_of(files(wide.body.pk)) as rows:
        assert rows._looked_up("audits", "org_id", ["虚构“3”"]) is None
        assert rows.of("audits", "org_id", ["虚构“3”"])


# --- which are there


def test_the_newest_version_and_those_last_screened_have_them_others_not(campaign: Campaign) -> None:
    body_id = campaign.body_id
    versions = []
    for number in range(3):
        deliver(body_id, organisations=[{"org_id": "O1", "name": f"甲{number}"}])
        versions.append(head(body_id))
    run_made(campaign, dataset_version=versions[1].id)
    prepare(body_id)
    places = [place_of(version.path("organisations")) for version in versions]
    assert [place is not None and place.is_dir() for place in places] == [False, True, True]
    assert prepare(body_id) == 0

    run_made(campaign, dataset_version=versions[0].id)
    prepare(body_id)
    assert [place is not None and place.is_dir() for place in places] == [True, False, True]


def test_a_screening_has_them_made(in_scope: World, campaign: Campaign) -> None:
    deliver_certificates(campaign.body_id)
    screened(campaign, in_scope.quality_manager)
    job = ProcrastinateJob.objects.get(task_name="leads.prepare_look_ups")
    assert job.args == {"body_id": campaign.body_id}


def test_what_was_delivered_before_there_were_any_gets_them_too(campaign: Campaign) -> None:
    deliver_certificates(campaign.body_id)
    look_after_leads(timestamp=0)
    for file in files(campaign.body_id).values():
        place = place_of(file)
        assert place is not None
        assert place.is_dir()


def test_what_a_killed_worker_left_is_cleared_away(campaign: Campaign) -> None:
    deliver_certificates(campaign.body_id)
    prepare(campaign.body_id)
    left = rows_folder(body_folder(campaign.body_id)) / lookup.FORMAT / "new-0123"
    left.mkdir()
    (left / "rows").write_bytes(b"half")
    prepare(campaign.body_id)
    assert not left.exists()


def test_a_body_without_records_has_none(in_scope: World) -> None:
    assert prepare(in_scope.body.pk) == 0
    assert list(altered(in_scope.body.pk)) == []


def test_a_backup_leaves_them_out(campaign: Campaign) -> None:
    deliver_certificates(campaign.body_id)
    before = {name for name, _ in files_of(Path(settings.HOME))}
    assert prepare(campaign.body_id) > 0
    assert {name for name, _ in files_of(Path(settings.HOME))} == before


# --- the page


@pytest.fixture
def client(world: World, client_of: Callable[[Member], Client]) -> Client:
    return client_of(world.reviewer)


@pytest.fixture
def page(campaign: Campaign) -> str:
    """The evidence and the life of a certificate that has audits, sign-ins, decisions and events."""
    number = "0992026Q00001R0M"
    deliver(
        campaign.body_id,
        bodies=[{"body_id": BODY, "name": "虚构认证有限公司"}],
        organisations=[{"org_id": "O1", "name": "甲制造有限公司"}],
        certificates=[{"certificate_no": number, "body_id": BODY, "org_id": "O1", "scheme": "QMS",
                       "status": "valid", "issued_on": date(2025, 3, 1), "expires_on": date(2028, 2, 28),
                       "application_id": "AP1", "kind": "initial"}],
        applications=[{"application_id": "AP1", "body_id": BODY, "org_id": "O1", "scheme": "QMS",
                       "kind": "initial", "applied_on": date(2025, 1, 5)}],
        audits=[{"audit_id": "AU1", "body_id": BODY, "org_id": "O1", "application_id": "AP1", "scheme": "QMS",
                 "kind": "stage2", "started_at": datetime(2025, 2, 1, 9), "planned_from": datetime(2025, 2, 1, 8),
                 "planned_to": datetime(2025, 2, 2, 8), "method": "onsite", "onsite_days": Decimal("1.5")}],
        sign_ins=[{"sign_in_id": f"S{n}", "audit_id": "AU1", "person_id": f"P{n}", "kind": "opening",
                   "signed_at": datetime(2025, 2, 1, 9, n)} for n in range(4)],
        decisions=[{"decision_id": "D1", "audit_id": "AU1", "kind": "grant", "decider_id": "P9",
                    "decided_at": datetime(2025, 2, 20, 10)}],
        certificate_events=[{"event_id": "E1", "certificate_no": number, "kind": "suspended",
                             "effective_on": date(2026, 1, 5)}],
    )  # fmt: skip
    run_made(campaign, dataset_version=head(campaign.body_id).id)
    lead = lead_made(
        campaign,
        certificate_no=number,
        subject_id="AU1",
        evidence=[{"table": "audits", "key": "AU1"}, {"table": "certificates", "key": number}],
    )
    return f"/leads/{lead.pk}/records/"


def test_the_page_says_the_same_with_look_ups_and_without(
    page: str, campaign: Campaign, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = client.get(page).content
    assert all(words.encode() in without for words in ("审核 AU1", "P3", "决定 P9", "1.5 人日", "AP1"))
    prepare(campaign.body_id)
    monkeypatch.setattr(Rows, "_read_through", None)
    assert client.get(page).content == without


def spoil(file: Path) -> None:
    file.write_bytes(b"not what was written")


def flip(file: Path, at: int, bit: int = 0) -> None:
    content = bytearray(file.read_bytes())
    content[at] ^= 1 << bit
    file.write_bytes(content)


def test_a_damaged_look_up_is_told_by_verify_passed_over_by_the_page_and_made_anew(
    page: str, campaign: Campaign, client: Client
) -> None:
    whole = client.get(page).content
    prepare(campaign.body_id)
    assert list(altered(campaign.body_id)) == []
    place = place_of(files(campaign.body_id)["audits"])
    assert place is not None
    for file in place.iterdir():
        spoil(file)
    [told] = altered(campaign.body_id)
    assert "数据表 audits" in told
    assert "删除这个文件夹" in told

    assert client.get(page).content == whole
    assert not place.exists()
    assert prepare(campaign.body_id) == 1
    assert list(altered(campaign.body_id)) == []
    assert [entry for entry in place.parent.iterdir() if entry.name.startswith("damaged")] == []


def test_a_page_that_meets_one_wrong_bit_in_a_block_shows_what_the_dataset_says(
    page: str, campaign: Campaign, client: Client
) -> None:
    whole = client.get(page).content
    for name in ("rows", "audit_id", lookup.KEY):
        prepare(campaign.body_id)
        place = place_of(files(campaign.body_id)["sign_ins"])
        assert place is not None
        # Within the first block: its columns stand before it, serialised as they are in the file.
        with closing(Blocks(place / name)) as blocks:
            flip(place / name, blocks.schema.serialize().size + 20)
        assert client.get(page).content == whole
        # Nobody asks for a sign-in by its own key on this page.
        assert place.exists() == (name == lookup.KEY)


def test_a_wrong_bit_anywhere_in_a_look_up_is_noticed(in_scope: World, small_blocks: None) -> None:
    drawn = random.Random(6)
    deliver(in_scope.body.pk, audit_plans=drawn_rows(TABLES["audit_plans"], 24, drawn))
    prepare(in_scope.body.pk)
    place = place_of(files(in_scope.body.pk)["audit_plans"])
    assert place is not None
    with rows_of(files(in_scope.body.pk)) as rows:
        asked = {c: _all(rows, "audit_plans", c) for c in ("", "audit_id")}

    def answers() -> list[Any]:
        with closing(Lookup("audit_plans", place)) as found:
            return [found.of(column, values) for column, values in asked.items()]

    assert [len(found or ()) for found in answers()] == [24, 24]
    for file in sorted(place.iterdir()):
        content = file.read_bytes()
        # The last hundred bytes are what says where all others are.
        for at in {*drawn.sample(range(len(content)), 60), *range(len(content) - 100, len(content))}:
            flip(file, at, drawn.randrange(8))
            with pytest.raises((OSError, *DAMAGE)):
                answers()
            file.write_bytes(content)
    assert [len(found or ()) for found in answers()] == [24, 24]


@pytest.mark.parametrize("harm", [Path.unlink, spoil, lambda file: flip(file, -1)])
def test_one_that_is_there_but_does_not_open_is_made_anew(
    campaign: Campaign, harm: Callable[[Path], None]
) -> None:
    deliver_certificates(campaign.body_id)
    prepare(campaign.body_id)
    place = place_of(files(campaign.body_id)["certificates"])
    assert place is not None
    harm(place / lookup.KEY)
    assert prepare(campaign.body_id) == 1
    assert list(altered(campaign.body_id)) == []


def test_files_of_another_column_are_not_believed(wide: World) -> None:
    prepare(wide.body.pk)
    place = place_of(files(wide.body.pk)["audits"])
    assert place is not None
    with rows_of(files(wide.body.pk)) as rows:
        values = _all(rows, "audits", "application_id")
        read = rows._read_through("audits", "application_id", values, 1_000)
        (place / "application_id").write_bytes((place / "certificate_no").read_bytes())
        assert rows.of("audits", "application_id", values) == read


def test_a_table_that_cannot_be_checked_is_told_and_the_others_are_checked(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    deliver_certificates(campaign.body_id)
    prepare(campaign.body_id)
    tables = files(campaign.body_id)
    places = {name: place_of(file) for name, file in tables.items()}
    for place in places.values():
        assert place is not None
        spoil(place / "rows")
    spoil(tables["certificates"])
    told = {
        name: sentence for sentence in altered(campaign.body_id) for name in tables if f" {name} " in sentence
    }
    assert told.keys() == tables.keys()
    assert [name for name, sentence in told.items() if "没有核对" in sentence] == ["certificates"]


def test_what_somebody_who_compares_works_in_is_left_alone(campaign: Campaign) -> None:
    deliver_certificates(campaign.body_id)
    prepare(campaign.body_id)
    with lookup._folder_in_use(rows_folder(body_folder(campaign.body_id)) / lookup.FORMAT) as overflow:
        prepare(campaign.body_id)
        assert overflow.parent.is_dir()
    assert not overflow.parent.exists()


def test_what_somebody_killed_compared_in_is_cleared_away(campaign: Campaign) -> None:
    deliver_certificates(campaign.body_id)
    prepare(campaign.body_id)
    left = rows_folder(body_folder(campaign.body_id)) / lookup.FORMAT / "check-0123"
    left.mkdir()
    (left / "in-use").touch()
    prepare(campaign.body_id)
    assert not left.exists()


def test_a_look_up_that_says_something_else_is_told(page: str, campaign: Campaign) -> None:
    prepare(campaign.body_id)
    before = files(campaign.body_id)["certificates"]
    deliver(campaign.body_id, certificates=[{"certificate_no": "0992026Q00001R0M", "body_id": BODY, "org_id": "O2",
                                             "scheme": "QMS", "status": "valid", "kind": "initial",
                                             "issued_on": date(2025, 3, 1), "expires_on": date(2028, 2, 28)}])  # fmt: skip
    prepare(campaign.body_id)
    now, then = place_of(files(campaign.body_id)["certificates"]), place_of(before)
    assert now is not None
    assert then is not None
    (now / "rows").write_bytes((then / "rows").read_bytes())
    assert [sentence for sentence in altered(campaign.body_id) if "certificates" in sentence]


def test_look_ups_are_closed_to_others(campaign: Campaign) -> None:
    deliver_certificates(campaign.body_id)
    prepare(campaign.body_id)
    assert rows_folder(body_folder(campaign.body_id)).stat().st_mode & 0o077 == 0

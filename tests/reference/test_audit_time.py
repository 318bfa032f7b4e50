"""The audit-time tables have the shape of the page they came from."""

from collections import defaultdict
from itertools import pairwise

import pyarrow.compute as pc
import pytest

from zicha.reference.audit_time import (
    BAND_STARTS,
    CELLS,
    HALF_DAYS,
    LAST_BAND_END,
    Cell,
    audit_time_bands,
)

COLUMNS: dict[tuple[str, str], list[Cell]] = defaultdict(list)
for cell in CELLS:
    COLUMNS[cell.scheme, cell.complexity].append(cell)

each_column = pytest.mark.parametrize("cells", COLUMNS.values(), ids=[" ".join(key) for key in COLUMNS])


def test_the_three_tables_have_the_columns_of_the_standard():
    assert set(COLUMNS) == {
        ("QMS", ""),
        *(("EMS", complexity) for complexity in ("high", "medium", "low", "limited")),
        *(("OHSMS", complexity) for complexity in ("high", "medium", "low")),
    }


@each_column
def test_bands_touch_and_never_overlap(cells):
    assert cells[0].people_from == 1
    assert cells[-1].people_to == LAST_BAND_END
    for band, following in pairwise(cells):
        assert following.people_from == band.people_to + 1


@each_column
def test_every_table_has_the_same_bands(cells):
    assert tuple(cell.people_from for cell in cells) == BAND_STARTS


@each_column
def test_days_never_fall_as_people_rise(cells):
    assert all(band.days <= following.days for band, following in pairwise(cells))


@pytest.mark.parametrize("scheme", ["EMS", "OHSMS"])
def test_days_never_rise_as_complexity_falls(scheme):
    order = [key for key in COLUMNS if key[0] == scheme]
    for harder, easier in pairwise(order):
        assert all(a.days >= b.days for a, b in zip(COLUMNS[harder], COLUMNS[easier], strict=True))


def test_every_cell_is_a_whole_number_of_half_days():
    assert all(cell.days * 2 == cell.half_days for cell in CELLS)


def test_the_only_cell_not_confirmed_is_the_one_the_transcriptions_disagree_on():
    assert [(c.scheme, c.complexity, c.people_from, str(c.days)) for c in CELLS if not c.confirmed] == [
        ("EMS", "limited", 626, "6.5")
    ]


@pytest.mark.parametrize(
    ("scheme", "complexity", "band", "half_days"),
    [
        ("QMS", "", 1, 3),
        ("QMS", "", 8501, 44),
        ("EMS", "high", 86, 22),
        ("EMS", "limited", 46, 7),
        ("OHSMS", "low", 16, 7),
        ("OHSMS", "medium", 8501, 54),
    ],
)
def test_cells_read_off_the_page_are_found(scheme, complexity, band, half_days):
    assert HALF_DAYS[scheme, complexity, band] == half_days


def test_the_rows_for_the_checks_hold_each_cell_once():
    bands = audit_time_bands()
    assert bands.num_rows == len(CELLS) == len(HALF_DAYS) == 23 * 8
    assert bands.schema.names == [
        "scheme", "complexity", "band", "people_from", "people_to", "half_days", "edition", "confirmed",
    ]  # fmt: skip
    assert pc.sum(pc.equal(bands["band"], bands["people_from"])).as_py() == bands.num_rows
    assert sum(column.null_count for column in bands.columns) == 0

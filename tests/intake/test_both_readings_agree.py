"""Values read all together and values read one by one are the same values."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.cn import uscc

from tests.intake.test_cell_values import FORM
from zicha.contract.codes import CODE_LISTS
from zicha.intake import canonical
from zicha.intake.cells import parse_column
from zicha.intake.values import reader_for

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_DIGITS = st.text("0123456789", min_size=1, max_size=20)

days = st.builds(
    "{:04d}-{:02d}-{:02d}".format, st.integers(1890, 9999), st.integers(0, 13), st.integers(0, 32)
)
clocks = st.builds("{:02d}:{:02d}:{:02d}".format, st.integers(0, 25), st.integers(0, 60), st.integers(0, 61))
moments = st.builds(
    "{}{}{}{}".format,
    days,
    st.sampled_from(" T"),
    clocks,
    st.sampled_from(["", ".5", ".123456", ".1234567", "Z"]),
)
numbers = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "-", "+"]),
    _DIGITS,
    st.sampled_from(["", ".", ".0"]),
    st.just("") | _DIGITS,
)
codes = st.builds(
    lambda front, back: (front + back, uscc.calc_check_digit(front + back)),
    st.text("0123456789", min_size=8, max_size=8),
    st.text(_ALPHABET, min_size=9, max_size=9),
).flatmap(lambda parts: st.sampled_from([parts[0] + parts[1], parts[0] + "0", parts[0]]))
words = st.text(
    st.sampled_from("aZ09 -_;；=#\"'.,，。\n\t\r　\xa0\u200b\ufeff\x00\x01�中文證（）ＡⅣ①E+/"), max_size=12
)
anything = st.text(max_size=12)


@pytest.mark.parametrize("column", FORM.columns, ids=lambda column: column.name)
@given(texts=st.lists(days | moments | numbers | codes | words | anything, min_size=1, max_size=80))
@settings(max_examples=60, deadline=None)
def test_a_value_read_among_others_is_the_value_read_alone(column, texts) -> None:
    read = reader_for(column, CODE_LISTS)
    alone = [read(text) for text in texts]
    parsed = parse_column(pa.array(texts, pa.string()), column)
    expected = pa.array([reading.value for reading in alone], column.arrow).to_pylist()
    assert parsed.values.to_pylist() == expected
    assert [(cell.index, cell.problem, cell.mend) for cell in parsed.bad] == [
        (index, reading.problem, reading.mend) for index, reading in enumerate(alone) if reading.problem
    ]
    noted = {(kind, row) for kind, rows in parsed.notes.items() for row in rows.tolist()}
    assert noted == {(reading.note, row) for row, reading in enumerate(alone) if reading.note}


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("form_id", "CERT-0001"),
        ("name", "浙江某某有限公司（一期）"),
        ("day", "2026-01-05"),
        ("moment", "2026-01-05 14:30:00"),
        ("people", "12"),
        ("days", "1.5"),
        ("longitude", "120.1234"),
        ("code", "91110000600037341L"),
        ("team", "A1;A2"),
    ],
)
def test_values_in_stored_form_are_all_read_together(column: str, text: str) -> None:
    _, done = canonical.settled(pa.array([text]), FORM.column(column))
    assert done.all()

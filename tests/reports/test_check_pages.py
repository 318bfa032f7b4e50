"""The reference pages of the checks are fresh and leave nothing out."""

from __future__ import annotations

from pathlib import Path

import pytest

from zicha.checks.registry import all_checks
from zicha.reference.notices import NOTICES
from zicha.reference.parameters import parameters_of
from zicha.reports.check_pages import MATRIX_PAGE, PAGES, check_page, matrix_page

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"


@pytest.mark.parametrize("language", PAGES)
def test_the_page_in_the_docs_is_fresh(language):
    assert (DOCS / PAGES[language]).read_text(encoding="utf-8") == check_page(language), "run make docs"


def test_the_matrix_in_the_docs_is_fresh():
    assert (DOCS / MATRIX_PAGE).read_text(encoding="utf-8") == matrix_page(), "run make docs"


@pytest.mark.parametrize("language", PAGES)
def test_the_page_says_the_rule_its_clauses_and_every_parameter_with_its_source(language):
    page = check_page(language)
    for check in all_checks():
        section = page.split(f'<a id="{check.code}"></a>')[1].split("<a id=")[0]
        assert check.title in section
        assert check.basis in section
        for parameter in parameters_of(check.code).values():
            assert parameter.key in section
            assert all(edition.source in section for edition in parameter.editions)


def test_every_point_of_the_notice_and_every_check_is_in_the_matrix():
    page = matrix_page()
    for notice in NOTICES.values():
        for point in notice.sub_points():
            assert f"| {point.code} |" in page
    for check in all_checks():
        assert f"(checks.md#{check.code})" in page

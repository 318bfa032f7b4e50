"""Every page that can be reached by links, at both widths: readable by everybody, nothing beside the edge, no complaint."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve
from playwright.sync_api import Error, Page

from tests.browser.driving import NARROW, WIDE, sign_in, violations, widest_beyond
from tests.browser.rows import at_work
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Member

MOST = 150
NO_ROUTE = "no route"
FILES = {".pdf", ".docx", ".xlsx", ".csv", ".json"}
# Of links in drawings too, whose `href` is no text.
ASKED_OF_A_LINK = (
    "[...document.querySelectorAll('a[href]')].map((a) => new URL(a.getAttribute('href'), location).href)"
)


@pytest.fixture
def everything(world: World, campaign: Campaign) -> Member:
    """Somebody with every role, in a body where work is under way."""
    return at_work(world, campaign)


def test_every_page_of_the_menu_is_readable_by_everybody(
    page: Page, everything: Member, faults: list[str]
) -> None:
    sign_in(page, everything)
    found = [f"{address} {fault}" for address in pages(page) for fault in [*faults_of(page), *taken(faults)]]
    assert not found, f"{len(found)} faults:\n" + "\n".join(found)


@pytest.mark.urls("tests.browser.with_parts")
def test_every_part_of_the_look_is_readable_by_everybody(page: Page, world: World) -> None:
    page.goto("/style/")
    assert not (found := list(faults_of(page))), "\n".join(found)


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/password/reset/", "/no/such/page/"])
def test_pages_before_signing_in_are_too(address: str, page: Page, world: World, faults: list[str]) -> None:
    page.goto(address)
    # The browser itself complains of a page that is not there.
    faults[:] = [fault for fault in faults if address not in fault]
    assert not (found := list(faults_of(page))), "\n".join(found)


def pages(page: Page) -> Iterator[str]:
    """Open one page of each route that links lead to, breadth first; the page is open when its address is yielded."""
    waiting, seen = ["/"], {NO_ROUTE}
    while waiting:
        address = waiting.pop(0)
        if (route := _route(address)) in seen:
            continue
        seen.add(route)
        assert len(seen) <= MOST, "links lead on for ever"
        page.set_viewport_size(WIDE)  # type: ignore[arg-type]
        try:
            answer = page.goto(address)
        except Error as error:
            if "Download is starting" in str(error):
                continue
            raise
        assert answer is not None
        # The browser's console says so, and then the spec does.
        if answer.status != 200:
            yield address
            continue
        here = urlsplit(page.url).netloc
        links = [urlsplit(link) for link in page.evaluate(ASKED_OF_A_LINK)]
        waiting += [
            f"{link.path}?{link.query}".rstrip("?")
            for link in links
            if link.netloc == here and PurePath(link.path).suffix not in FILES
        ]
        if not page.evaluate("document.doctype"):
            # A part of a page, which the page fetches itself.
            continue
        yield address
    assert len(seen) > 10, seen


def faults_of(page: Page) -> Iterator[str]:
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for violation in violations(page):
            yield f"{size['width']} px: {violation}"
    if beyond := widest_beyond(page):
        yield f"scrolls sideways: {beyond}"


def taken(faults: list[str]) -> list[str]:
    now, faults[:] = faults[:], []
    return now


def _route(address: str) -> str:
    """Pages of one route look alike; what is no route of ours counts as seen."""
    try:
        return str(resolve(urlsplit(address).path).route)
    except Resolver404:
        return NO_ROUTE

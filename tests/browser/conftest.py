"""A real browser (Chromium, headless) against a live server over the test database.

The server answers in other threads with connections of its own, so rows must be committed: open `with scope(body)` around
what makes them. Everything is emptied after each spec. A page that complains on its console, or asks another host for
anything, fails its spec; `faults.clear()` where a spec provokes a refusal on purpose.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.driving import window
from tests.site import World

if TYPE_CHECKING:
    from zicha.casework.campaigns.models import Campaign

CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            # One browser, however many processes run the tests.
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The system's Chromium; specs are skipped where there is none."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip(f"no browser on this machine ({', '.join(CHROMIUM)})")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps a loop in this thread though nothing here is asynchronous.
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "yes")
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What pages complained of and asked elsewhere; the spec fails where something is left at its end."""
    seen: list[str] = []
    yield seen
    assert seen == []


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, faults: list[str]) -> Iterator[Page]:
    """A fresh browser window whose addresses are those of the site."""
    page = window(chromium, live_server.url, faults)
    yield page
    page.context.close()


@pytest.fixture
def in_scope() -> None:
    pytest.fail(
        "rows made in a scope that stays open are never seen by the browser; use `with scope(body.pk)`"
    )


@pytest.fixture
def campaign(world: World) -> Campaign:
    """An open campaign of the first body, committed."""
    from zicha.casework.campaigns.services import open_campaign
    from zicha.casework.tenancy.scope import scope

    with scope(world.body.pk):
        return open_campaign(
            notice_key="samr_2019_18",
            title="2026 年认证质量自查",
            as_of=date(2026, 6, 30),
            starts_on=date(2026, 7, 1),
            due_on=date(2026, 9, 30),
            by=world.quality_manager,
        )

"""People at their browsers (各人的浏览器): every one signed in to a running site, in a window of their own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Page

from tests.browser.driving import NARROW, WIDE, screenshot, violations, widest_beyond, window
from tests.end_to_end import serving
from zicha.casework.tenancy.permissions import ROLES
from zicha.demo.mass import BODY, BODY_NAME

PASSWORD = "黄山-泰山-2026-自查"
ADMINISTRATOR = serving.ADMINISTRATOR | {"code": BODY, "body_name": BODY_NAME}


@dataclass
class People:
    """Who works on the site: role → user name and password; a window opens when it is first asked for."""

    chromium: Browser
    address: str
    accounts: dict[str, tuple[str, str]]
    faults: list[str] = field(default_factory=list)
    windows: dict[str, Page] = field(default_factory=dict)

    def at(self, role: str) -> Page:
        if role not in self.windows:
            self.windows[role] = self._signed_in(*self.accounts[role])
        return self.windows[role]

    def with_a_telephone(self) -> Page:
        """Somebody outside, without an account."""
        return window(self.chromium, self.address, self.faults, viewport=NARROW, has_touch=True)

    def _signed_in(self, username: str, password: str) -> Page:
        page = window(self.chromium, self.address, self.faults)
        # Asked whether they are sure, they are.
        page.on("dialog", lambda dialog: dialog.accept())
        page.goto("/")
        page.get_by_label("用户名").fill(username)
        page.get_by_label("密码").fill(password)
        page.keyboard.press("Enter")
        page.get_by_role("link", name="工作台").first.wait_for()
        return page

    def leave_pictures(self, name: str) -> None:
        """What everybody sees now."""
        for role, page in self.windows.items():
            screenshot(page, f"round-{name}-{role}")

    def close(self) -> None:
        for page in self.windows.values():
            page.context.close()


def accounts_made(site: serving.Site) -> dict[str, tuple[str, str]]:
    """The first run, then one member a role by invitation; only the test's people are not made with the mouse."""
    administrator = serving.Browser(site.port)
    administrator.get(f"/setup/?token={site.token}")
    status, page = administrator.post("/setup/", {"token": site.token, **ADMINISTRATOR})
    assert status == 200, page
    accounts = {"quality_manager": (ADMINISTRATOR["username"], ADMINISTRATOR["password"])}
    for role in ("reviewer", "decision_maker", "auditor"):
        asked = {"name": f"测试{ROLES[role]}", "roles": role, "department": "认证部"}
        _, page = administrator.post("/members/invite/", asked)
        found = re.search(r"/join/[\w-]+/", page)
        assert found, page
        guest = serving.Browser(site.port)
        guest.get(found[0])
        _, page = guest.post(found[0], {"username": role, "password": PASSWORD, "again": PASSWORD})
        assert "账号已建立" in page, page
        accounts[role] = (role, PASSWORD)
    return accounts


def look(page: Page, name: str) -> None:
    """Pictures at both widths; nobody is shut out of the page, and nothing stands beside its edge."""
    screenshot(page, f"round-{name}")
    assert not (found := [*_faults_at_both_widths(page)]), f"{page.url}\n" + "\n".join(found)


def _faults_at_both_widths(page: Page) -> Iterator[str]:
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for violation in violations(page):
            yield f"{size['width']} px: {violation}"
        if beyond := widest_beyond(page):
            yield f"{size['width']} px scrolls sideways: {beyond}"

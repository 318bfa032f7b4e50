"""What specs do with a page (操作浏览器): sign in, take a picture, ask axe, measure."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Error, Page, Request

if TYPE_CHECKING:
    from zicha.casework.tenancy.models import Member

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "screenshots"
AXE = ROOT / "src" / "zicha" / "assets" / "dev" / "axe.min.js"
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 360, "height": 740}


def window(chromium: Browser, address: str, faults: list[str], **options: Any) -> Page:
    """A fresh browser window at the site; what its pages complain of, and ask of others, goes to `faults`."""
    chosen = {"viewport": WIDE, "locale": "zh-CN", "timezone_id": "Asia/Shanghai", **options}
    context = chromium.new_context(base_url=address, **chosen)
    context.set_default_timeout(15_000)
    here = urlsplit(address).netloc

    def heard(message: ConsoleMessage) -> None:
        where = message.location.get("url", "")
        # A part of a page opened alone names no icon, and the browser asks for one on its own.
        if message.type == "error" and not where.endswith("/favicon.ico"):
            faults.append(f"console: {message.text} ({where})")

    def asked(request: Request) -> None:
        asked_for = urlsplit(request.url)
        if asked_for.scheme not in {"data", "blob"} and asked_for.netloc != here:
            faults.append(f"asked elsewhere: {request.url}")

    def broke(error: Error) -> None:
        faults.append(f"script: {error}")

    context.on("console", heard)
    context.on("request", asked)
    page = context.new_page()
    page.on("pageerror", broke)
    return page


def sign_in(page: Page, member: Member) -> None:
    """Give the browser a session of the member; the form for it has a spec of its own."""
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(member.account)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}]
    )


def screenshot(page: Page, name: str) -> None:
    """Pictures of the whole page at 1440 and 360 px, for people to look at; the page is wide again afterwards."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        page.screenshot(path=PICTURES / f"{name}-{size['width']}.png", full_page=True)


def violations(page: Page) -> list[str]:
    """What axe calls serious or critical, one line each with the first place."""
    # Evaluated, not added: the page lets no script in that is not ours.
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate("axe.run().then((result) => result.violations)")
    return [
        f"{one['id']}（{one['impact']}，{len(one['nodes'])} 处）：{one['help']}：{one['nodes'][0]['html'][:200]}"
        f"：{one['nodes'][0]['failureSummary'].splitlines()[-1].strip()}"
        for one in found
        if one["impact"] in {"serious", "critical"}
    ]


def widest_beyond(page: Page) -> str:
    """What makes the page scroll sideways; empty when it does not."""
    return str(
        page.evaluate(
            """() => {
                const room = document.documentElement.clientWidth;
                if (document.documentElement.scrollWidth <= room) return "";
                const beyond = [...document.querySelectorAll("body *")]
                    .map((part) => [part, part.getBoundingClientRect().right])
                    .filter(([part, right]) => right > room + 1 && part.offsetParent)
                    .sort((one, other) => other[1] - one[1]);
                const scrolls = document.documentElement.scrollWidth;
                return `${scrolls} px: ${beyond.slice(0, 3).map(([part]) => part.outerHTML.slice(0, 120)).join(" | ")}`;
            }"""
        )
    )

"""What every page keeps to: parts, fields, errors, language, and no script in the page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.http import HttpRequest, HttpResponse
from django.template import Context, Template, TemplateSyntaxError
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import timezone, translation

from tests.site import World
from zicha.casework.tenancy.models import Member
from zicha.web import urls
from zicha.web.access import for_anyone
from zicha.web.home import style

WEB = Path(urls.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))


@for_anyone
def breaks(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("broken on purpose")


urlpatterns = [*urls.urlpatterns, path("breaks/", breaks)]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def drawn(text: str, **content: object) -> str:
    return Template(text).render(Context(content))


@pytest.fixture
def sheet(db: None) -> str:
    """The page of all parts."""
    request = RequestFactory().get("/style/")
    request.member = None  # type: ignore[attr-defined]
    return style.show(request).content.decode()


def test_the_page_of_parts_shows_every_part_the_readme_names(sheet: str) -> None:
    parts = [
        "card", "table", "severity", "state", "figures", "amounts", "stepper", "times", "facts", "tabs", "filters",
        "chips", "pages", "bulk-bar", "empty", "alert", "form-foot", "drop", "dialog", "secret-once", "crumbs",
    ]  # fmt: skip
    readme = (WEB / "templates/web/parts/README.md").read_text("utf-8")
    for part in parts:
        assert re.search(rf'class="[^"]*\b{part}\b', sheet), part
        assert part in readme, part


@pytest.mark.parametrize("severity", ["S1", "S2", "S3", "S4"])
def test_severity_is_told_by_words_shape_and_colour(severity: str) -> None:
    badge = drawn("{% severity s %}", s=severity)
    assert severity in badge.upper()
    assert re.search(r"[\u4e00-\u9fff]", badge)
    css = (WEB / "static/zicha/parts.css").read_text("utf-8")
    assert f".severity-{severity.lower()}::before" in css, "no shape of its own"


def test_a_state_of_an_unknown_tone_is_a_mistake_of_the_page() -> None:
    with pytest.raises(TemplateSyntaxError):
        drawn('{% state "待核" "pink" %}')


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (-3, "已逾期 3 天", "bad"),
        (0, "今天到期", "warn"),
        (7, "还剩 7 天", "warn"),
        (8, "还剩 8 天", "muted"),
    ],
)
def test_a_deadline_says_how_far_it_is(days: int, words: str, tone: str) -> None:
    badge = drawn("{% due on %}", on=timezone.localdate() + timedelta(days=days))
    assert words in badge
    assert f"tone-{tone}" in badge


def test_numbers_and_days_are_written_as_offices_write_them() -> None:
    assert drawn("{{ n|count }} {{ d|day }} {{ x|count }}", n=1204, d=date(2026, 6, 30), x=None) == (
        "1,204 2026年6月30日 —"
    )
    with translation.override("en"):
        assert drawn("{{ d|day }}", d=date(2026, 6, 30)) == "30 Jun 2026"


def test_progress_is_counts_and_a_bar_that_fills_with_them() -> None:
    bar = drawn('{% amounts "已核" 1 "ok" "未核" 3 "todo" unit=" 条" %}')
    assert "共 4 条" in bar
    assert "width:25.0%" in bar
    assert "%</" not in bar, "a percentage is never said"
    assert "width" not in drawn('{% amounts "已核" 0 "ok" %}')


def test_fields_carry_label_hint_error_and_classes(sheet: str) -> None:
    field = sheet[sheet.index("填错的表单") :]
    assert 'aria-invalid="true"' in field
    assert re.search(r'id="id_name_error".*field-error', field, re.S)
    assert 'class="form-control"' in field
    assert 'class="form-check-input"' in sheet


def test_what_people_enter_stays_text() -> None:
    evil = "<script>alert(1)</script>"
    for text in (
        "{% state e %}",
        "{% empty title=e words=e %}x{% endempty %}",
        '{% dialog id="a" title=e %}x{% enddialog %}',
    ):
        assert "<script>" not in drawn(text, e=evil)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_no_template_holds_script_style_or_event_attributes(template: Path) -> None:
    text = re.sub(r"{#.*?#}|{% comment.*?endcomment %}", "", template.read_text("utf-8"), flags=re.S)
    assert not re.search(r"<style|\son[a-z]+\s*=\s*[\"']|javascript:", text)
    for script in re.findall(r"<script[^>]*>", text):
        assert "src=" in script or 'type="application/json"' in script, script
    assert not re.search(r"(src|href)=[\"'](https?:)?//", text), "nothing comes from elsewhere"


def test_pages_name_their_language_and_way_past_the_menu(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    page = client_of(world.quality_manager).get("/").content.decode()
    assert '<html lang="zh-CN">' in page
    assert 'class="skip-link" href="#content"' in page
    assert page.count("<h1") == 1
    assert page.count('aria-current="page"') == 1


def test_chinese_until_somebody_chooses_otherwise(client: Client, db: None) -> None:
    page = client.get("/accounts/login/", HTTP_ACCEPT_LANGUAGE="en-US,en")
    assert '<html lang="zh-CN">' in page.content.decode()
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert '<html lang="en">' in client.get("/accounts/login/").content.decode()
    client.post("/language/", {"language": "zh-hans", "next": "/accounts/login/"})
    assert '<html lang="zh-CN">' in client.get("/accounts/login/").content.decode()


def test_a_page_that_is_not_there_says_what_to_do(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    answer = client_of(world.auditor).get("/no/such/page/")
    assert answer.status_code == 404
    assert "没有这一页" in answer.content.decode()


def test_who_may_not_open_a_page_learns_their_roles_and_whom_to_ask(
    world: World, client_of: Callable[[Member], Client]
) -> None:
    answer = client_of(world.auditor).get("/members/")
    assert answer.status_code == 403
    assert "您的角色是审核员" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_an_error_of_ours_has_a_number_that_stands_in_the_log(
    world: World, client_of: Callable[[Member], Client], caplog: pytest.LogCaptureFixture
) -> None:
    client = client_of(world.quality_manager)
    client.raise_request_exception = False
    answer = client.get("/breaks/")
    assert answer.status_code == 500
    number = answer["X-Error-Id"]
    assert re.fullmatch(r"\d{4}-[2-9A-Z]{5}", number)
    assert number in answer.content.decode()
    assert any(number in record.getMessage() and record.exc_info for record in caplog.records)


def test_a_form_without_its_token_is_answered_in_words(world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.administrator.account)
    answer = client.post("/members/invite/", {"name": "x"})
    assert answer.status_code == 403
    assert "页面已过期" in answer.content.decode()

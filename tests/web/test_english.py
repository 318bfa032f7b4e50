"""The site in English (英文界面): every text has one, and no page falls back on Chinese but where it shows data."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from html.parser import HTMLParser
from pathlib import PurePath
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import timezone, translation

from tests.browser.rows import at_work
from tests.site import World
from zicha.casework.campaigns.models import Campaign
from zicha.casework.tenancy.models import Account, Body, Member
from zicha.casework.tenancy.scope import scope
from zicha.casework.tenancy.scoped import BodyModel
from zicha.checks.registry import all_checks
from zicha.contract.tables import TABLES
from zicha.reference.notices import NOTICES
from zicha.reference.parameters import PARAMETERS
from zicha.reports.explaining import rule_in_words
from zicha.web import messages
from zicha.web.data.parameters import lawful_words
from zicha.web.templatetags.zicha import count, day, moment, said

HAN = re.compile("[\u4e00-\u9fff]+")
# The other language is named in itself.
# What stands in a cell of a record that was not handed in.
OF_RECORDS = {"未提供"}
OTHER_LANGUAGE = {"中文", "切换为中文"}
FILES = {".pdf", ".docx", ".xlsx", ".csv", ".json", ".svg"}


def test_every_text_of_the_site_has_an_english_one_with_the_same_places_for_data() -> None:
    assert not (faults := messages.faults(messages.kept())), (
        "run `python -m zicha.web.messages`, then translate what it names:\n" + "\n".join(faults)
    )


def test_a_text_nobody_translated_is_found() -> None:
    catalogue = messages.kept()
    catalogue.get("工作台").string = ""
    catalogue.get("已逾期 %(days)s 天").string = "%(day)s days overdue"
    assert [fault for fault in messages.faults(catalogue) if "工作台" in fault]
    assert [fault for fault in messages.faults(catalogue) if "placeholders" in fault]


def test_the_catalogue_holds_nothing_but_what_pages_say() -> None:
    today = {message.id for message in messages.refreshed(messages.kept())}
    left = {str(message.id) for message in messages.kept()} - {str(one) for one in today}
    assert not left, "run `python -m zicha.web.messages`"


def test_english_dates_and_numbers_are_written_as_english_writes_them() -> None:
    at = timezone.make_aware(datetime(2026, 6, 30, 14, 5))
    with translation.override("en"):
        assert day(date(2026, 6, 30)) == "30 Jun 2026"
        assert moment(at) == "30 Jun 2026 14:05"
        assert count(1204) == "1,204"
        assert said("第 3 次筛查") == "Screening 3"
        assert said("待核") == "To review"


def test_in_chinese_words_stay_as_they_are() -> None:
    assert said("第 3 次筛查") == "第 3 次筛查"
    assert said("待核") == "待核"


@pytest.fixture
def english(world: World, campaign: Campaign, client_of: Callable[[Member], Client]) -> Client:
    """Somebody with every role reads a body where work is under way, in English."""
    if not messages.CATALOGUE.with_suffix(".mo").is_file():
        messages.compile_catalogue()
    client = client_of(at_work(world, campaign))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


def test_no_page_in_english_falls_back_on_chinese(english: Client, world: World) -> None:
    known = sorted(data_of(world), key=len, reverse=True)
    found, opened = [], 0
    for address, html in pages(english):
        opened += 1
        texts = Texts()
        texts.feed(html)
        for text in texts.found:
            left = "" if text in OTHER_LANGUAGE | OF_RECORDS else text
            for one in known:
                if one in left or (left.endswith("…") and one.startswith(left[:-1].split(" ", 1)[-1])):
                    left = left.replace(one, "") if one in left else ""
            if HAN.search(left):
                found.append(f"{address}: {text[:120]}")
    assert opened > 20
    assert not found, f"{len(found)}:\n" + "\n".join(dict.fromkeys(found))


class Texts(HTMLParser):
    """The Chinese texts of a page, in its words and in what is read out or stands in fields."""

    SPOKEN = frozenset(
        {"title", "placeholder", "aria-label", "data-label", "data-confirm", "data-shortcut-says", "alt"}
    )

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._inside:
            # Of what is said to be Chinese everything may be: a part of the report, a footnote of it.
            self._inside += [tag] if tag == self._inside[-1] else []
            return
        is_chinese = dict(attrs).get("lang") == "zh-CN" or (tag, dict(attrs).get("class")) == ("span", "seal")
        if tag in {"script", "style"} or is_chinese:
            self._inside.append(tag)
        self.found += [text for name, text in attrs if name in self.SPOKEN and text and HAN.search(text)]

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside and HAN.search(data):
            self.found.append(" ".join(data.split()))


def pages(client: Client) -> Iterator[tuple[str, str]]:
    """One page of each route that links lead to."""
    waiting, seen = ["/"], set[str]()
    while waiting:
        address = waiting.pop(0)
        try:
            route = str(resolve(urlsplit(address).path).route)
        except Resolver404:
            continue
        if route in seen or PurePath(urlsplit(address).path).suffix in FILES:
            continue
        seen.add(route)
        answer = client.get(address, follow=True)
        if "html" not in answer.headers.get("Content-Type", "") or answer.streaming:
            continue
        html = answer.content.decode()
        links = re.findall(r'(?:href|hx-get)="([^"]+)"', html)
        base = urlsplit(answer.request["PATH_INFO"]).path
        for link in links:
            link = link.replace("&amp;", "&")
            if link.startswith("?"):
                waiting.append(base + link)
            elif link.startswith("/") and not link.startswith("//"):
                waiting.append(link.split("#")[0])
        yield address, html


def data_of(world: World) -> set[str]:
    """What stays Chinese: rows of the body, words of notices, checks, parameters and tables of the contract."""
    found: set[str] = set()
    with scope(world.body.pk):
        for model in apps.get_models():
            if issubclass(model, BodyModel) or model in {Account, Body, Member}:
                for row in model._default_manager.all():
                    found |= set(
                        texts_in([getattr(row, field.attname) for field in model._meta.concrete_fields])
                    )
    found |= set(texts_in([list(NOTICES.values()) if isinstance(NOTICES, Mapping) else list(NOTICES)]))
    found |= set(texts_in([list(all_checks()), [list(one.values()) for one in PARAMETERS.values()]]))
    found |= {rule_in_words(check) for check in all_checks()}
    found |= {lawful_words(one) for by_name in PARAMETERS.values() for one in by_name.values()}
    found |= set(texts_in([list(TABLES.values())]))
    return {text for text in found if HAN.search(text)}


def texts_in(value: object, depth: int = 0) -> Iterator[str]:
    """Every text within data classes, lists and mappings."""
    if isinstance(value, str):
        yield " ".join(value.split())
        yield from (part.strip() for part in value.splitlines())
    elif depth > 7 or isinstance(value, bytes):
        return
    elif dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from texts_in(getattr(value, field.name), depth + 1)
    elif isinstance(value, Mapping):
        yield from texts_in([*value.keys(), *value.values()], depth + 1)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from texts_in(one, depth + 1)

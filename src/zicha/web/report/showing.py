"""What the pages of the report show (报告页面内容)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from zicha.casework.campaigns.models import Campaign
from zicha.casework.reporting.models import ReportVersion, VersionState
from zicha.casework.reporting.selectors import versions_of
from zicha.casework.tenancy.models import Member
from zicha.reference.notices.notice import Notice
from zicha.reference.regions import province_of
from zicha.reports.document import Document
from zicha.reports.editing import corrected
from zicha.reports.from_campaign.completeness import HEAD, Missing, missing
from zicha.reports.from_campaign.document import campaign_document, finished, more_of, rows_of
from zicha.reports.from_campaign.figures import Rows
from zicha.reports.from_campaign.material import Material, material_of
from zicha.web.report.cells import cell_address
from zicha.web.report.paper import Paper, anchor
from zicha.web.saying import said

WHOLE = "all"
"""Asked for instead of a section: all of them (全文)."""
_POINT = "point:"
_HAN = re.compile("[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class Lack:
    """A missing thing with where it is mended (缺项); in English it may name a place of the Chinese report."""

    text: str
    url: str

    @property
    def names_a_place(self) -> bool:
        return get_language() == "en" and bool(_HAN.search(self.text))


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outline (提纲): a section and what it lacks."""

    key: str
    title: str
    asked: str
    lacks: list[Lack]


def draft_page(campaign: Campaign, member: Member, asked: str = "") -> dict[str, Any]:
    """Everything on the page of the draft: the outline, and of the paper the section that is asked for."""
    campaign.body = member.body  # read with the member already
    material = material_of(campaign, day=timezone.localdate())
    document = campaign_document(material)
    lacks = missing(finished(document, material), material)
    latest = versions_of(campaign).first()
    entries = outline(lacks, material)
    keys = [entry.key for entry in entries]
    shown = asked if asked in (*keys, WHOLE) else HEAD
    place = keys.index(shown) if shown != WHOLE else None
    return {
        "campaign": campaign,
        "notice": campaign.notice,
        "outline": entries,
        "shown": shown,
        "before": entries[place - 1] if place else None,
        "after": entries[place + 1] if place is not None and place + 1 < len(entries) else None,
        "lacking": len(lacks),
        "paper": part_of(page_of(document, material), shown),
        "texts": material.texts,
        "bureau": bureau_of(member),
        "latest": latest,
        "can_freeze": may_freeze(latest, member),
        "may_edit": member.may("report.edit") and campaign.is_open,
        "more": {str(one.number): more_of(str(one.number)) for one in campaign.notice.report_sections},
        "run": material.run,
    }


def page_of(document: Document, material: Material) -> dict[str, Any]:
    """The document as a page; places stay places, so that they can be changed."""
    told = {run.figure.key for _, run in document.runs() if run.figure}
    changes = {key: (one.shown, one.reason) for key, one in material.corrections.items() if key in told}
    paper = Paper(
        material.texts,
        lambda key: address(key, material),
        lambda of, row, column, cell: cell_address(of, row, column, cell, material),
    )
    return paper.everything(corrected(document, changes))


def bureau_of(member: Member) -> str:
    """The bureau of the province the body is registered in; empty where the province is not known."""
    province = province_of(member.body.province)
    return f"{province}市场监督管理局" if province else ""


def part_of(paper: dict[str, Any], shown: str) -> dict[str, Any]:
    """The page with one section alone; tables and notes keep the numbers they have in the whole."""
    if shown == WHOLE:
        return paper
    return paper | {"sections": [one for one in paper["sections"] if one["key"] == shown]}


def outline(lacks: list[Missing], material: Material) -> list[Entry]:
    """Head and sections, each with what it lacks."""
    of: dict[str, list[Lack]] = {}
    for one in lacks:
        of.setdefault(one.section, []).append(Lack(_in_words(one), mend(one)))
    head = Entry(HEAD, _("报告首部"), _("报送对象和数据"), of.get(HEAD, []))
    sections = [
        Entry(str(one.number), one.title, one.text, of.get(str(one.number), []))
        for one in material.notice.report_sections
    ]
    return [head, *sections]


def _in_words(one: Missing) -> str:
    """What is missing, in the language of the page; a point stays called what its notice calls it."""
    if not one.place.startswith(_POINT):
        return said(one.text)
    point, colon, words = one.text.partition("：")
    return f"{point}{colon}{said(words)}"


def mend(one: Missing) -> str:
    """Where a missing thing is mended: its place in its section, or another page."""
    if one.place and not one.place.startswith(_POINT):
        return f"{reverse('report')}?section={one.section}#{anchor(one.place)}"
    return url_of(one.mend)


def address_of_place(place: str, notice: Notice) -> str:
    """Where a place of the report stands: its section, and there the place."""
    section = place.partition(":")[0]
    if place.startswith(_POINT):
        told = (
            one for one in notice.report_sections if any(fact.key == "findings_by_point" for fact in one.done)
        )
        section = next((str(one.number) for one in told), HEAD)
    elif not section.isdigit():
        section = HEAD
    return f"{reverse('report')}?section={section}#{anchor(place)}"


def address(key: str, material: Material) -> str:
    """The page with the rows behind a figure."""
    return url_of(rows_of(key, material))


def url_of(rows: Rows) -> str:
    """The address of a page named by its route; the figure's own page while an area is not there."""
    try:
        url = reverse(rows.route, args=rows.arguments)
    except NoReverseMatch:
        return reverse("report")
    return f"{url}?{rows.query}" if rows.query else url


def may_freeze(latest: ReportVersion | None, member: Member) -> bool:
    busy = latest is not None and latest.state in (VersionState.FREEZING, VersionState.FILED)
    return member.may("report.freeze") and not busy

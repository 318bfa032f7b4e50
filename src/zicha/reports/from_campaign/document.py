"""The report of a campaign as a document (自查整改报告): outline and recipients of its notice, figures, people's texts.

A place still to be written stays in it, marked; nothing is left out because it is not there yet.
"""

from __future__ import annotations

from collections.abc import Collection

from zicha.reference.notices.notice import ReportSection
from zicha.reports.document import Document, Run, Section, Signature
from zicha.reports.editing import corrected, filled, final
from zicha.reports.from_campaign.beside_corrections import Corrected, noted
from zicha.reports.from_campaign.done import TOLD
from zicha.reports.from_campaign.figures import Rows
from zicha.reports.from_campaign.material import WAITING, Material
from zicha.reports.from_campaign.screening_parts import SCREENED_PARTS, rows_of_screening
from zicha.reports.records import chinese_day
from zicha.reports.writing import Piece, ToWrite, Writing

IN_ANNEX = "数字、线索、问题整改、证书处理、自查要点、检查项、人工更正"
MORE = "more"


def campaign_document(material: Material) -> Document:
    """The draft, its places empty and its figures as computed; `finished` puts in what people wrote."""
    notice, body = material.notice, material.body
    title, opening = Writing("title"), Writing("opening")
    _opening(opening, material)
    if material.screened:
        for fact in material.screened.report.facts.facts.values():
            material.figures.add(fact, rows_of_screening(fact.key, material))
    return Document(
        title=(title.line(body.name), title.line(f"认证质量{notice.report_title}")),
        body_name=body.name,
        recipients=title.line(*_recipients(material)),
        day=material.day,
        subject=f"{notice.number} {notice.title}",
        draft_note="（草稿，数字随数据和核查进展变化）",
        version="草稿",
        opening=opening.blocks,
        sections=tuple(_section(material, section) for section in notice.report_sections),
        attachments=(f"{annex_title(notice.report_title)}（Excel 工作簿）：{IN_ANNEX}",),
        signature=Signature(Run(body.name), Run(chinese_day(material.day))),
    )


def finished(document: Document, material: Material, *, version: str = "") -> Document:
    """With texts and corrections in place; a version makes it final."""
    told = {run.figure.key for _, run in document.runs() if run.figure}
    document = filled(document, {place: text.text for place, text in material.texts.items()})
    changes = {key: (one.shown, one.reason) for key, one in material.corrections.items() if key in told}
    document = noted(corrected(document, changes), beside(material, told), _parts(material))
    return final(document, version=version) if version else document


def beside(material: Material, told: Collection[str]) -> dict[str, Corrected]:
    """Corrections of what the program had computed; where it had nothing, nothing else was made of it."""
    facts = material.figures.facts
    return {
        key: Corrected(one.label, one.computed, one.shown)
        for key, one in material.corrections.items()
        if key in told and key in facts and facts[key].value is not None
    }


def _parts(material: Material) -> dict[str, frozenset[str]]:
    """The figures of each point, which stand by check elsewhere."""
    return {
        f"found_{point.code}": frozenset(f"leads_confirmed_{line.code}" for line in material.lines_of(point))
        for point in material.notice.sub_points()
    }


def annex_title(report_title: str) -> str:
    """What the annex is called, in the report and as a file (附表名称)."""
    return f"{report_title}附表"


def more_of(section: str) -> str:
    """The place of what people add to a section unasked (补充说明)."""
    return f"{section}:{MORE}"


def recipient_place(key: str) -> str:
    """The place of a recipient's name that depends on where the body is registered."""
    return f"recipient:{key}"


def _recipients(material: Material) -> list[Piece]:
    pieces: list[Piece] = []
    for recipient in material.notice.recipients:
        separator = "、" if pieces else ""
        place = ToWrite("注册地省级市场监管部门全称", key=recipient_place(recipient.key))
        pieces += [separator, place if recipient.by_registration else recipient.chinese]
    return [*pieces, "："]


def _opening(paper: Writing, material: Material) -> None:
    notice = material.notice
    paper.say(
        f"根据《{notice.title}》（{notice.number}）要求，本机构对开展的认证活动进行了自查。自查以业务记录为依据，"
        f"判定基准日为{chinese_day(material.campaign.as_of)}；{_reviewed(material)}，属实的立项整改。现将有关情况报告如下。"
    )
    for one in material.other_rounds:
        paper.say(one.told)


def _reviewed(material: Material) -> str:
    """Who looked at the leads, and how many of them nobody has decided yet."""
    said = "登记的线索由人逐条核查"
    opened, snoozed = (material.leads.of(states=[state]) for state in WAITING)
    if not opened and not snoozed:
        return said
    return f"{said}，尚有 {opened + snoozed:,} 条没有结论（待核 {opened:,} 条，挂起 {snoozed:,} 条）"


def _section(material: Material, section: ReportSection) -> Section:
    paper = Writing(str(section.number))
    keys = {fact.key for fact in section.facts}
    # How the work was organised comes before what the program did; what became of the leads comes after them.
    if "records_screened" in keys:
        answered = _done(paper, material, section)
        _screened(paper, material, keys)
    else:
        _screened(paper, material, keys)
        answered = _done(paper, material, section)
    places = [what for what in section.to_write if what not in answered]
    alone = len(places) == 1 and not paper.blocks
    for what in places:
        if not alone:
            paper.heading(what.split("（")[0])
        paper.say(ToWrite(what))
    if text := material.texts.get(more_of(str(section.number))):
        for line in text.text.splitlines():
            paper.say(line.strip())
    return paper.section(section.title)


def _screened(paper: Writing, material: Material, keys: set[str]) -> None:
    """What the screening alone gives."""
    if keys and material.screened is None:
        paper.say("还没有完成的筛查，本部分由程序统计的数字在筛查完成后自动填写。")
        return
    for part in SCREENED_PARTS:
        if part.keys[0] in keys:
            paper.heading(part.title)
            part.write(paper, material)


def _done(paper: Writing, material: Material, section: ReportSection) -> set[str]:
    """What people did; the places that need not be written because of it."""
    answered = set()
    for fact in section.done:
        tell = TOLD.get(fact.key)
        if tell and tell(paper, material, fact):
            answered.add(fact.answers)
    return answered


def rows_of(key: str, material: Material) -> Rows:
    """The page with the rows behind a figure."""
    return material.figures.rows.get(key) or Rows("report-figure", (key,))

"""The letter that asks a certified organisation for something (整改通知书), with the private link where it answers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm, Pt

from zicha.reports.document import Align, Line, Run
from zicha.reports.plain import plain
from zicha.reports.qr_code import qr_png
from zicha.reports.word.paper import Paper
from zicha.reports.word.rendering import same_bytes


@dataclass(frozen=True, slots=True)
class OrderLetter:
    """What the letter says (整改通知书内容).

    notice       the notice the body inspects itself under, as it is cited
    address      the private link; whoever has it can answer
    works_until  the last day of the link
    """

    body_name: str
    number: int
    issued_on: date
    org_name: str
    certificate_nos: tuple[str, ...]
    title: str
    asked: str
    due_on: date
    notice: str
    address: str
    works_until: date


def order_letter(letter: OrderLetter) -> bytes:
    """The letter as a .docx file. The same letter gives the same bytes."""
    paper = Paper(
        title=f"整改通知书：{letter.title}",
        subject=letter.org_name,
        day=datetime(letter.issued_on.year, letter.issued_on.month, letter.issued_on.day),
    )
    # The body's own letterhead and document number are its own to give.
    paper.head(
        letter.body_name if len(letter.body_name) <= 12 else "",
        f"整改通知〔{letter.issued_on.year}〕{letter.number}号",
        "",
    )
    paper.title(_line(f"关于{letter.title}的整改通知书"))
    paper.gap()
    paper.flush(_line(f"{letter.org_name}："))
    paper.say(
        _line(
            f"我机构正在按照{letter.notice}开展自查。经核查，你单位的认证有需要整改或说明的事项，现通知如下："
        )
    )
    if letter.certificate_nos:
        # Within a justified sentence numbers, which do not break, would tear its line apart.
        paper.say(_line(f"证书编号：{'、'.join(letter.certificate_nos)}"), align=Align.LEFT)
    for line in filter(None, (line.strip() for line in letter.asked.splitlines())):
        paper.say(_line(line))
    paper.say(
        _line(
            f"请于{_day(letter.due_on)}前通过下面的专用链接（或用手机扫描二维码）答复，并上传证明材料。"
            "链接仅供你单位使用，无需注册账号，请勿转发。答复提交后，在我机构关闭本通知之前可以修改和补充。"
        )
    )
    paper.say(
        _line("如不能或不同意整改，也请在页面上说明理由。逾期未答复的，我机构将如实记录，并按认证规则处理。")
    )
    _link(paper, letter)
    paper.gap()
    for text in (letter.body_name + "（公章）", _day(letter.issued_on)):
        paragraph = paper.flush(_line(text), align=Align.RIGHT)
        paragraph.paragraph_format.right_indent = Pt(32)
        paragraph.paragraph_format.keep_together = True
    made = BytesIO()
    paper.document.save(made)
    return same_bytes(made.getvalue(), letter.issued_on)


def _link(paper: Paper, letter: OrderLetter) -> None:
    """The QR code, the address in letters, and until when it holds; kept on one page."""
    paragraph = paper.document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = 1.0
    paragraph.paragraph_format.keep_with_next = True
    shape = paragraph.add_run().add_picture(BytesIO(qr_png(letter.address)), width=Mm(38))
    shape._inline.docPr.set("descr", "答复页面的二维码，内容与下面的链接相同")
    _small(paper, letter.address, keep=True)
    _small(paper, f"链接有效至{_day(letter.works_until)}", keep=False)


def _small(paper: Paper, text: str, *, keep: bool) -> None:
    paragraph: Any = paper.document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing = Pt(18)
    paragraph.paragraph_format.keep_with_next = keep
    paragraph.add_run(plain(text)).font.size = Pt(10.5)


def _line(text: str) -> Line:
    return (Run(text),)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

"""Letters about decisions on certificates (证书处理文书): notice to the client, to the bureau, announcement, minutes.

The words name 《中华人民共和国认证认可条例》 and the contract, never an article of a rule: which applies differs by scheme, and
the reason and the facts stand in the decision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zicha.reference.status_changes import CCC
from zicha.reports.document import Document, Run, Signature
from zicha.reports.records import chinese_day
from zicha.reports.writing import Writing

LAW = "《中华人民共和国认证认可条例》"

TITLES = {
    "suspend": "认证证书暂停通知书",
    "prolong": "认证证书暂停期延长通知书",
    "restore": "认证证书恢复通知书",
    "revoke": "认证证书撤销通知书",
    "cancel": "认证证书注销通知书",
    "reduce": "认证证书范围缩小通知书",
}


_INDEPENDENT = "参加决定人员均未参加上述已决定证书的审核，也不是有关建议的提出人。"
_INDEPENDENT_BY_WORD = (
    "参加决定人员均不是有关建议的提出人。参加决定人员中有人没有可与审核记录核对的人员编号，"
    "其未参加上述已决定证书的审核系由本人声明；其余人员经核对均未参加。"
)


@dataclass(frozen=True, slots=True)
class Handled:
    """One certificate and what was decided about it (证书处理). Words are ready to be read; days are days."""

    letter_no: str
    certificate_no: str
    org_name: str
    org_address: str
    uscc: str
    scheme: str
    scheme_label: str
    standard: str
    scope: str
    issued_on: date
    expires_on: date
    action: str
    action_label: str
    reason: str
    grounds: str
    decided_on: date
    effective_on: date
    suspend_until: date | None = None
    reduced_scope: str = ""

    @property
    def is_ccc(self) -> bool:
        return self.scheme == CCC


@dataclass(frozen=True, slots=True)
class MinutesLine:
    """One certificate of the minutes (会议逐件结果)."""

    certificate_no: str
    org_name: str
    action_label: str
    reason: str
    result: str
    why: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """A meeting as it was (会议纪要); `is_declared` when somebody's part in the audits could not be looked up.

    confirmed  of each who decided, whether they have confirmed the record themselves
    passed_on  of each who declared and once had a number (人员编号) that is another member's now: which one
    """

    number: int
    held_on: date
    place: str
    topic: str
    grounds: str
    deciders: Sequence[str]
    observers: Sequence[str]
    recorder: str
    lines: Sequence[MinutesLine]
    papers: Sequence[str] = ()
    is_declared: bool = False
    confirmed: Sequence[str] = ()
    passed_on: Sequence[str] = ()


def client_notice(body_name: str, handled: Handled, *, day: date) -> Document:
    """The notice to the certified organisation (证书处理通知书)."""
    words = Writing("letter")
    words.say(
        f"经核实，{_sentence(handled.grounds)}上述情况属于“{handled.reason}”。"
        if handled.action not in ("restore", "cancel")
        else f"{_sentence(handled.grounds)}"
    )
    words.say(_decision(handled))
    words.table(
        ("认证证书",),
        ("项目", "内容"),
        _facts(handled),
        (24, 76),
    )
    for paragraph in _duties(handled):
        words.say(paragraph)
    words.say("如对本决定有异议，可以按我机构公开的申诉、投诉程序提出申诉。")
    return _document(
        body_name, TITLES[handled.action], handled.letter_no, handled.org_name, words, day=day,
        subject=f"证书 {handled.certificate_no}",
    )  # fmt: skip


def bureau_letter(
    body_name: str, bureau: str, handled: Sequence[Handled], *, number: str, day: date
) -> Document:
    """The letter to the supervising bureau of the place (通报函), one for all certificates of that place."""
    words = Writing("letter")
    words.say(
        f"根据{LAW}和认证监督管理的有关要求，现将我机构近期对贵辖区获证组织认证证书的处理情况（共 {len(handled)} 张）"
        "通报如下。有关获证组织均已书面通知。"
    )
    words.table(("认证证书处理情况",), *_list_of(handled))
    words.say(
        "如需查阅有关认证档案，我机构将予配合。贵局掌握上述获证组织违法行为或者监督抽查不合格情况的，请告知我机构。"
    )
    words.say("特此函告。")
    title = "关于通报认证证书处理情况的函"
    return _document(body_name, title, number, bureau, words, day=day, subject=f"{len(handled)} 张证书")


def announcement(body_name: str, handled: Sequence[Handled], *, number: str, day: date) -> Document:
    """The text to be published (公告): no person and no address in it."""
    words = Writing("letter")
    words.say(
        f"根据{LAW}和我机构认证管理的有关规定，现将我机构作出的认证证书处理决定（共 {len(handled)} 张）公告如下。"
    )
    words.table(("认证证书处理决定",), *_list_of(handled))
    if any(one.action in ("revoke", "cancel") for one in handled):
        words.say(
            "上表中撤销、注销的认证证书自生效之日起作废，获证组织应当停止使用认证证书和认证标志，并交回证书。"
        )
    if any(one.action in ("suspend", "prolong") for one in handled):
        words.say("上表中暂停的认证证书，暂停期间不得使用认证证书和认证标志。")
    words.say("特此公告。")
    return _document(
        body_name, "认证证书处理公告", number, "", words, day=day, subject=f"{len(handled)} 张证书"
    )


def minutes(body_name: str, meeting: Minutes) -> Document:
    """The minutes of the deciding meeting (决定会议纪要)."""
    words = Writing("letter")
    for label, text in (
        ("会议时间：", chinese_day(meeting.held_on)),
        ("会议地点：", meeting.place),
        ("参加决定人员：", "、".join(meeting.deciders)),
        ("列席人员：", "、".join(meeting.observers)),
        ("记录人：", meeting.recorder),
        ("议题：", meeting.topic),
    ):
        if text:
            words.say(label, text)
    words.heading("共同依据")
    for paragraph in meeting.grounds.splitlines():
        if paragraph.strip():
            words.say(paragraph.strip())
    if meeting.papers:
        words.say(f"会议依据的文件：{'；'.join(meeting.papers)}。")
    words.heading("决定结果")
    by_result: dict[str, int] = {}
    for line in meeting.lines:
        by_result[line.result] = by_result.get(line.result, 0) + 1
    counted = "，".join(f"{result} {number} 张" for result, number in by_result.items())
    words.say(f"会议审议证书处理建议 {len(meeting.lines)} 项：{counted}。")
    words.table(
        ("逐件结果",),
        ("序号", "证书编号", "获证组织", "处理和原因", "结果", "说明"),
        [
            (
                str(place),
                line.certificate_no,
                line.org_name,
                f"{line.action_label}：{line.reason}",
                line.result,
                line.why or "—",
            )
            for place, line in enumerate(meeting.lines, start=1)
        ],
        (7, 26, 22, 19, 9, 17),
    )
    words.say(_INDEPENDENT_BY_WORD if meeting.is_declared else _INDEPENDENT)
    if meeting.is_declared and meeting.passed_on:
        words.say(f"{'；'.join(meeting.passed_on)}。")
    if meeting.confirmed:
        words.say(f"会议记录在系统中的确认情况：{'；'.join(meeting.confirmed)}。")
    words.say("参加决定人员签字：")
    title = f"第 {meeting.number} 次证书决定会议纪要"
    return _document(body_name, title, "", "", words, day=meeting.held_on, subject=meeting.topic)


def _document(
    body_name: str, title: str, number: str, to: str, words: Writing, *, day: date, subject: str
) -> Document:
    return Document(
        title=(words.line(title),),
        body_name=body_name,
        recipients=words.line(f"{to}：") if to else (),
        day=day,
        subject=subject,
        letterhead=body_name,
        number=number,
        is_draft=False,
        opening=words.blocks,
        signature=Signature(name=Run(body_name), day=Run(chinese_day(day))),
    )


def _decision(handled: Handled) -> str:
    """What was decided, in one sentence."""
    head = f"依据{LAW}、有关认证规则和双方签订的认证合同，我机构于 {chinese_day(handled.decided_on)} 决定："
    since = f"自 {chinese_day(handled.effective_on)} 起"
    until = f"至 {chinese_day(handled.suspend_until)} 止" if handled.suspend_until else ""
    match handled.action:
        case "suspend":
            return f"{head}{since}暂停贵组织下列认证证书，暂停期{until}。"
        case "prolong":
            return f"{head}贵组织下列认证证书的暂停期延长{until}。"
        case "restore":
            return f"{head}{since}恢复贵组织下列认证证书。"
        case "revoke":
            return f"{head}{since}撤销贵组织下列认证证书。"
        case "cancel":
            return f"{head}{since}注销贵组织下列认证证书。"
        case "reduce":
            return f"{head}{since}缩小贵组织下列认证证书的覆盖范围。"
    raise ValueError(f"no letter for {handled.action}")


def _facts(handled: Handled) -> list[tuple[str, str]]:
    facts = [
        ("证书编号", handled.certificate_no),
        ("获证组织", handled.org_name),
        ("统一社会信用代码", handled.uscc),
        ("地址", handled.org_address),
        ("认证领域", handled.scheme_label),
        ("认证依据", handled.standard),
        ("原覆盖范围" if handled.action == "reduce" else "覆盖范围", handled.scope),
        ("缩小后的范围", handled.reduced_scope),
        ("有效期", f"{chinese_day(handled.issued_on)}至 {chinese_day(handled.expires_on)}"),
    ]
    return [(name, text) for name, text in facts if text]


def _duties(handled: Handled) -> list[str]:
    """What the organisation has to do, by action."""
    match handled.action:
        case "suspend" | "prolong":
            until = chinese_day(handled.suspend_until) if handled.suspend_until else "暂停期满"
            duties = [
                "暂停期间，贵组织应当停止使用认证证书和认证标志，不得以任何方式利用上述认证进行宣传。",
                f"请在 {until} 前消除导致暂停的原因，并向我机构书面申请恢复；经验证符合要求的，我机构将恢复证书。"
                "暂停期满仍未解决的，我机构将撤销证书。",
            ]
            if handled.is_ccc:
                duties.insert(1, "暂停期间，证书所涉及的产品不得出厂、销售、进口或者在其他经营活动中使用。")
            return duties
        case "restore":
            return ["自恢复之日起，贵组织可以按规定继续使用认证证书和认证标志，并应当持续符合认证要求。"]
        case "revoke" | "cancel":
            return [
                f"自{handled.action_label}之日起，贵组织应当停止使用认证证书和认证标志，停止一切涉及上述认证的宣传，"
                "并将证书原件交回我机构；不能交回的，我机构将公告作废。"
            ]
        case "reduce":
            return [
                "请将原证书交回我机构换发新证书；自生效之日起，不得在缩小后的范围以外使用认证证书和认证标志，"
                "也不得以原范围进行宣传。"
            ]
    raise ValueError(f"no letter for {handled.action}")


def _list_of(
    handled: Sequence[Handled],
) -> tuple[tuple[str, ...], list[tuple[str, ...]], tuple[int, ...]]:
    rows: list[tuple[str, ...]] = [
        (
            str(place),
            one.org_name,
            one.certificate_no,
            one.scheme_label,
            one.action_label,
            one.reason,
            # Days as numbers here: a column of a table has no room for the characters.
            f"{one.effective_on}" + (f" 至 {one.suspend_until}" if one.suspend_until else ""),
        )
        for place, one in enumerate(handled, start=1)
    ]
    head = ("序号", "获证组织", "证书编号", "认证领域", "处理", "原因", "生效日期")
    return head, rows, (6, 20, 25, 12, 8, 14, 15)


def _sentence(text: str) -> str:
    """The text with a full stop at its end."""
    text = " ".join(text.split())
    return text if text.endswith(("。", "！", "？")) else f"{text.rstrip('，、；')}。"

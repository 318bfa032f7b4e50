"""Problems, their causes, rectification, sweeps and orders in the report (问题、原因、整改、举一反三、责令整改)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from zicha.casework.orders.selectors import order_counts
from zicha.casework.problems.models import CauseCategory, Problem
from zicha.reference.notices.notice import Fact as Asked
from zicha.reports.document import Cell
from zicha.reports.fact import Fact
from zicha.reports.from_campaign.figures import Rows
from zicha.reports.from_campaign.material import Material
from zicha.reports.records import chinese_day
from zicha.reports.writing import Piece, Writing

MOST_PROBLEMS = 60
_CAUSES: dict[str, str] = dict(CauseCategory.choices)
_STATES = (("open", "整改中"), ("submitted", "待验证"), ("verified", "已验证"), ("closed", "已关闭"))


def problem_causes(paper: Writing, material: Material, asked: Asked) -> bool:
    """Problems by kind of cause, then each with its cause as it was found by asking on."""
    problems = material.problems
    if not problems:
        return False
    paper.heading(asked.chinese)
    by_cause = Counter(one.cause_category for one in problems)
    every = _fact(
        material,
        "problems_total",
        "立项整改的问题",
        len(problems),
        "经核查属实、立项整改的问题。",
        len(problems),
    )
    paper.say("立项整改的问题：", every, "。按原因类别分列如下。")
    rows = [(_CAUSES.get(cause, "尚未分析原因"), number) for cause, number in by_cause.most_common()]
    paper.table(["问题的原因类别（个）"], ("原因类别", "问题"), rows, (110, 46))
    lines = [
        (str(one.number), one.title, _CAUSES.get(one.cause_category, "—"), _why(one))
        for one in problems[:MOST_PROBLEMS]
    ]
    paper.table(
        [_caption("问题和原因", problems)], ("编号", "问题", "原因类别", "原因分析"), lines, (12, 48, 30, 66)
    )
    return True


def problems_rectified(paper: Writing, material: Material, asked: Asked) -> bool:
    """What was done about each problem, by whom and until when."""
    problems = material.problems
    if not problems:
        return False
    paper.heading(asked.chinese)
    pieces: list[Piece] = ["立项整改的问题中，"]
    for state, label in _STATES:
        how = f"状态为“{label}”的问题。"
        fact = _fact(
            material,
            f"problems_{state}",
            f"问题：{label}",
            sum(one.state == state for one in problems),
            how,
            len(problems),
            state,
        )
        pieces += [f"{label} ", fact, "、"]
    late = sum(one.state == "open" and one.due_on < material.day for one in problems)
    overdue = _fact(
        material,
        "problems_overdue",
        "逾期的问题",
        late,
        "过了期限仍在整改的问题。",
        len(problems),
        "overdue",
    )
    paper.say(*pieces[:-1], "；其中逾期：", overdue, "。整改由责任人以外的人验证。")
    lines = [
        (
            str(one.number), one.title, _measures(one), one.owner.name, chinese_day(one.due_on),
            one.get_state_display(), one.verified_by.name if one.verified_by else "—",
        )
        for one in problems[:MOST_PROBLEMS]
    ]  # fmt: skip
    head = ("编号", "问题", "整改措施", "责任人", "期限", "状态", "验证人")
    paper.table([_caption("问题整改情况", problems)], head, lines, (11, 36, 50, 17, 22, 18, 17))
    return True


def sweeps(paper: Writing, material: Material, asked: Asked) -> bool:
    """How often the pattern of a problem was looked for over the whole book, and what that found."""
    if not material.problems:
        return False
    counts = _swept(material)
    if not counts["sweeps"]:
        return False
    paper.heading(asked.chinese)
    done = _fact(
        material,
        asked.key,
        asked.chinese,
        counts["sweeps"],
        "完成的举一反三排查。",
        counts["sweeps"],
        "any",
        "次",
    )
    found = _fact(
        material,
        "sweeps_found",
        "排查发现",
        counts["found"],
        "排查中符合同一情形的对象，每次排查分别计数。",
        counts["sweeps"],
        "any",
        "个",
    )
    linked = _fact(
        material,
        "sweeps_linked",
        "排查新并入的线索",
        counts["linked"],
        "排查后新并入原问题处理的线索。",
        counts["found"],
        "any",
        "个",
    )
    known = _fact(
        material, "sweeps_known", "排查前已属于原问题", counts["known"], "排查所发现、排查前已属于原问题的线索。",
        counts["found"], "any", "个",
    )  # fmt: skip
    fresh = _fact(
        material, "sweeps_without_lead", "排查发现、尚未成为线索", counts["new"],
        "用新数据重新检查所发现、下一次筛查才登记为线索的对象。", counts["found"], "any", "个",
    )  # fmt: skip
    parts: list[Piece] = [
        "：原已属于本问题 ",
        known,
        "，新并入 ",
        linked,
        "，尚未成为线索、待下次筛查登记 ",
        fresh,
    ]
    if by_hand := counts["by_hand"]:
        parts += [f"，人工排查发现 {by_hand:,} 个"]
    paper.say(
        f"对 {counts['problems']:,} 个问题开展举一反三排查：",
        done,
        "，发现同类情形 ",
        found,
        *parts,
        "。",
    )
    return True


def orders_issued(paper: Writing, material: Material, asked: Asked) -> bool:
    """Orders to certified organisations and what they answered; refusal and silence are told."""
    counts = order_counts(material.campaign)
    if not counts["all"]:
        return False
    paper.heading(asked.chinese)

    def fact(key: str, label: str, number: int, state: str) -> Fact:
        made = Fact(key, label, number, "份", f"{label}的整改通知。", counts["all"], of="份整改通知")
        return material.figures.add(made, Rows("orders", query=f"state={state}" if state else ""))

    pieces: list[Piece] = ["向获证组织发出整改通知：", fact(asked.key, "发出", counts["all"], ""), "，其中"]
    waiting = counts["sent"] + counts["opened"]
    for state, label, number in (
        ("waiting", "等待答复", waiting), ("answered", "已答复", counts["answered"]), ("refused", "拒绝整改", counts["refused"]),
        ("silent", "逾期未答复", counts["silent"]), ("closed", "已办结", counts["closed"]),
    ):  # fmt: skip
        pieces += [f"{label} ", fact(f"orders_{state}", label, number, state), "、"]
    paper.say(*pieces[:-1], "。")
    return True


def _fact(
    material: Material,
    key: str,
    label: str,
    value: int,
    how: str,
    rows: int,
    state: str = "any",
    unit: str = "个",
) -> Fact:
    return material.figures.add(
        Fact(key, label, value, unit, how, rows, of="个问题"), Rows("problems", query=f"state={state}")
    )


def _why(problem: Any) -> str:
    """The why-chain of a problem of the material, in a line."""
    return "；".join(text.strip().rstrip("。") for text in problem.chain) + "。" if problem.chain else "—"


def _swept(material: Material) -> dict[str, int]:
    """Sweeps done, problems swept, subjects found and whose they are; by hand nobody says whose (举一反三情况)."""
    done: list[list[dict[str, int]]] = [one.swept for one in material.problems]
    return {
        "sweeps": sum(len(sweeps) for sweeps in done),
        "problems": sum(bool(sweeps) for sweeps in done),
        "found": sum(one["found"] for sweeps in done for one in sweeps),
        "linked": sum(one["linked"] for sweeps in done for one in sweeps),
        "known": sum(one["known"] for sweeps in done for one in sweeps),
        "new": sum(one["new"] for sweeps in done for one in sweeps),
        "by_hand": sum(
            one["found"] - one["linked"] - one["known"] - one["new"] for sweeps in done for one in sweeps
        ),
    }


def _measures(problem: Problem) -> str:
    parts = (
        ("控制", problem.containment),
        ("纠正", problem.correction),
        ("纠正措施", problem.corrective_action),
    )
    said: list[Cell] = [f"{name}：{text.strip()}" for name, text in parts if text.strip()]
    return " ".join(str(part) for part in said) or "—"


def _caption(name: str, problems: Sequence[Problem]) -> str:
    return name if len(problems) <= MOST_PROBLEMS else f"{name}（列前 {MOST_PROBLEMS} 个，其余见附表）"

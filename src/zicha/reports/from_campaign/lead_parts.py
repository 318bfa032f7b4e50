"""The verified leads in the report (线索核查结果、按自查要点发现的问题)."""

from __future__ import annotations

from collections.abc import Sequence

from zicha.casework.leads.models import Lead
from zicha.reference.notices.notice import Fact as Asked
from zicha.reference.notices.notice import FocusArea, SubPoint
from zicha.reports.charts import Stage, confirmation_funnel
from zicha.reports.check_lines import CheckLine, short_name
from zicha.reports.document import Cell
from zicha.reports.fact import Fact
from zicha.reports.from_campaign.figures import Rows, leads
from zicha.reports.from_campaign.lead_sums import STATES
from zicha.reports.from_campaign.material import WAITING, Material
from zicha.reports.plain import to_seconds
from zicha.reports.writing import Piece, ToWrite, Writing

_HOW = {
    "open": "登记后还没有人作出结论的线索。",
    "confirmed": "经人核查确认属实的线索。",
    "dismissed": "经人核查排除、写明理由的线索。",
    "snoozed": "暂缓到某日再核查的线索。",
    "merged": "与另一条线索是同一件事、归并过去的线索。",
    "gone": "核查前因更正后的数据不再出现的线索。",
}
_SHOWN = (
    "confirmed", "dismissed", "open", "snoozed", "merged", "gone",
)  # fmt: skip
WAITING_PLACE = "尚未核查的线索：原因和核查安排"


def leads_verified(paper: Writing, material: Material, asked: Asked) -> bool:
    """What became of the leads; those nobody decided yet must be accounted for in words."""
    if material.run is None:
        return False
    sums, total = material.leads, material.leads.of()
    paper.heading(asked.chinese)
    registered = material.figures.add(
        Fact("leads_registered", "登记的线索", total, "条", "本次自查各次筛查登记的线索，疑点和无法判定都在内，同一检查项和对象计 1 条。", total, of="条线索"),
        leads(state="any"),
    )  # fmt: skip
    pieces: list[Piece] = ["登记线索：", registered, "，其中"]
    for state in _SHOWN:
        number = sums.of(states=[state])
        fact = Fact(f"leads_{state}", f"线索：{STATES[state]}", number, "条", _HOW[state], total, of="条线索")
        pieces += [f"{STATES[state]} ", material.figures.add(fact, leads(state=state)), "、"]
    paper.say(*pieces[:-1], "；各类之和等于登记的线索。")
    _by_area(paper, material)
    opened, snoozed = (sums.of(states=[state]) for state in WAITING)
    verified = sums.of(states=["confirmed", "dismissed", "merged"])
    if total:
        stages = [Stage("登记线索", total), Stage("已核查", verified)]
        stages.append(Stage("属实", sums.of(states=["confirmed"])))
        drawn = ("leads_registered", *(f"leads_{state}" for state in ("confirmed", "dismissed", "merged")))
        paper.chart(confirmation_funnel(stages), "线索核查进展", figures=drawn)
    if opened or snoozed:
        paper.say(
            f"定稿时尚有 {opened + snoozed:,} 条线索没有结论（待核 {opened:,} 条，挂起 {snoozed:,} 条），说明如下。",
            ToWrite(WAITING_PLACE),
        )
    return True


def _by_area(paper: Writing, material: Material) -> None:
    rows: list[list[Cell]] = []
    for area in material.notice.focus_areas:
        row: list[Cell] = [short_name(area)]
        for state in ("any", *_SHOWN):
            wanted = [] if state == "any" else [state]
            label = STATES.get(state, "登记")
            row.append(
                material.figures.cell(
                    f"leads_{state}_{area.letter}",
                    f"{short_name(area)}：{label}",
                    material.leads.of(states=wanted, area=area.letter),
                    "条",
                    f"“{area.title}”方面{label}的线索。",
                    leads(state=state, area=area.letter),
                )
            )
        rows.append(row)
    head = ("自查重点", "登记", *(STATES[state] for state in _SHOWN))
    paper.table(["按自查重点汇总的核查结果（条）"], head, rows, (34, 17, 17, 18, 17, 17, 18, 18))


def findings_by_point(paper: Writing, material: Material, asked: Asked) -> bool:
    """Area by area, point by point: what was found, or on what ground nothing was."""
    for area in material.notice.focus_areas:
        paper.heading(f"{area.title}方面")
        _checks_of_area(paper, material, area)
        for point in area.sub_points:
            paper.heading(point.text, 3)
            _point(paper, material, point)
    return True


def _checks_of_area(paper: Writing, material: Material, area: FocusArea) -> None:
    lines = [line for line in material.lines if line.area == area and line.coverage.ran]
    if not lines:
        paper.say("本方面没有由数据判定的检查项。")
        return
    states = ("confirmed", "dismissed", "open", "snoozed")
    rows: list[list[Cell]] = []
    for line in lines:
        cells = [
            material.figures.cell(
                f"leads_{state}_{line.code}",
                f"{line.code} {line.check.title}：{STATES[state]}",
                material.leads.of(states=[state], code=line.code),
                "条",
                f"检查项 {line.code} 的线索：{_HOW[state]}",
                leads(state=state, code=line.code),
            )
            for state in states
        ]
        cover = line.coverage
        rows.append(
            [f"{line.code} {line.check.title}", cover.in_scope, cover.passed, cover.exempt, cover.undecided, cover.hit, *cells]
        )  # fmt: skip
    head = ("检查项", "应查", "通过", "免查", "无法判定", "疑点", *(STATES[state] for state in states))
    caption = f"{short_name(area)}：检查项覆盖和核查结果"
    paper.table([caption], head, rows, (38, 14, 14, 12, 14, 13, 13, 13, 13, 12), of="coverage")
    _note_of_area(paper, material, area)


def _note_of_area(paper: Writing, material: Material, area: FocusArea) -> None:
    """Why the columns of people's work do not add up to 疑点: leads that could not be judged by data are in them too."""
    pieces: list[Piece] = [
        "注：疑点和之前各列按最近一次筛查的对象计；属实、已排除、待核、挂起按登记的线索计，疑点和无法判定的线索都在内，"
        "所以四列之和与疑点数不必相等。"
    ]
    if material.leads.of(states=["dismissed"], area=area.letter, verdict="undecided"):
        pieces.append("本方面排除的线索中，")
        for verdict, label in (("hit", "疑点"), ("undecided", "无法判定")):
            number = material.leads.of(states=["dismissed"], area=area.letter, verdict=verdict)
            fact = Fact(
                f"leads_dismissed_{verdict}_{area.letter}", f"{short_name(area)}：排除的{label}", number, "条",
                f"“{area.title}”方面已排除、筛查结论为{label}的线索。",
                material.leads.of(states=["dismissed"], area=area.letter), of="条线索",
            )  # fmt: skip
            rows = leads(state="dismissed", area=area.letter, verdict=verdict)
            pieces += [f"{label} ", material.figures.add(fact, rows), "、"]
        pieces[-1] = "。"
    paper.say(*pieces)


def _point(paper: Writing, material: Material, point: SubPoint) -> None:
    lines = material.lines_of(point)
    number = material.confirmed_on(point)
    stated = material.no_findings.get(point.code)
    for other in material.other_rounds:
        if told := other.told_on(point, tuple(lines)):
            paper.say(told)
    by_people = material.problems_on(point) or material.failing_on(point)
    if number:
        _found(paper, material, point, lines, number)
    if by_people:
        _found_by_people(paper, material, point)
    if number or by_people:
        return
    if stated is not None:
        paper.say(
            f"未发现问题。依据：{stated.get_ground_display()}。{_closed(stated.text)}{coverage_of(point, material)}"
        )
    else:
        paper.say(ToWrite("发现的问题，或者未发现问题的依据", key=point_place(point.code)))


def _found(
    paper: Writing, material: Material, point: SubPoint, lines: Sequence[CheckLine], number: int
) -> None:
    fact = Fact(
        f"found_{point.code}", f"{point.label}：属实", number, "条",
        f"检查项 {'、'.join(line.code for line in lines)} 经人核查确认属实的线索。",
        sum(material.leads.of(code=line.code) for line in lines), of="条线索",
    )  # fmt: skip
    codes = [line for line in lines if material.leads.of(states=["confirmed"], code=line.code)]
    rows = leads(state="confirmed", code=codes[0].code) if len(codes) == 1 else None
    material.figures.add(fact, rows or _parts_of(fact.key))
    paper.say("经核查属实：", fact, "。", coverage_of(point, material))
    shown: list[Lead] = [lead for line in codes for lead in material.confirmed.get(line.code, ())]
    caption = f"{point.label}：属实的线索" + (
        "" if len(shown) == number else "（各检查项列前几条，其余见附表）"
    )
    paper.table(
        [caption],
        ("线索编号", "检查项", "对象", "情况"),
        [
            (
                str(lead.pk),
                lead.code,
                _subject(lead),
                to_seconds(lead.sentence or f"{lead.observed}；要求 {lead.expected}"),
            )
            for lead in shown
        ],
        (18, 14, 48, 76),
    )


def _found_by_people(paper: Writing, material: Material, point: SubPoint) -> None:
    """Problems under the point, whether a lead stood behind them or not, and questions answered 不符合."""
    if problems := material.problems_on(point):
        listed = "；".join(
            f"问题 {one.number} “{one.title}”（{one.get_state_display()}）" for one in problems
        )
        paper.say(f"本要点立项整改的问题 {len(problems):,} 个：{listed}。")
    if failing := material.failing_on(point):
        paper.say(f"本要点答复为不符合的问询项 {len(failing):,} 个：{'；'.join(one.text for one in failing)}")
    if not material.confirmed_on(point):
        paper.say(coverage_of(point, material))


def coverage_of(point: SubPoint, material: Material) -> str:
    """How far the data reached on the point, in a sentence."""
    lines = material.lines_of(point)
    ran = [line for line in lines if line.coverage.ran]
    if not ran:
        return "本要点没有由数据判定的检查项。" if not lines else "本要点的检查项因缺少数据都没有执行。"
    scope, passed, exempt, undecided, hit = (
        sum(getattr(line.coverage, name) for line in ran)
        for name in ("in_scope", "passed", "exempt", "undecided", "hit")
    )
    return (
        f"数据覆盖：{len(lines)} 个检查项执行了 {len(ran)} 个，应查 {scope:,}，通过 {passed:,}，免查 {exempt:,}，"
        f"无法判定 {undecided:,}，疑点 {hit:,}。{_registered_on(point, material)}"
    )


def _registered_on(point: SubPoint, material: Material) -> str:
    """The leads of the point by whether anybody decided them: they count 无法判定 too, so they are no part of 疑点."""
    total = material.leads_on(point)
    if not total:
        return ""
    said = f"登记的线索（疑点和无法判定都在内）{total:,} 条"
    opened, snoozed = (material.leads_on(point, state) for state in WAITING)
    if not opened and not snoozed:
        return f"{said}，都已有结论。"
    return f"{said}，其中 {opened + snoozed:,} 条没有结论（待核 {opened:,} 条，挂起 {snoozed:,} 条）。"


def point_place(code: str) -> str:
    """The place of a point nobody has settled; it is settled by a ground, not by a text."""
    return f"point:{code}"


def _parts_of(key: str) -> Rows:
    return Rows("report-figure", (key,))


def _subject(lead: Lead) -> str:
    named = lead.org_name or lead.org_id
    return f"{named} {lead.subject_id}".strip().replace("|", "|\u200b")


def _closed(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"

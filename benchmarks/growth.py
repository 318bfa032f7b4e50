"""How time grows with the rows (耗时随行数增长): one run of benchmarks.nation for each share, drawn log against log.

    python -m benchmarks.growth FOLDER [--shares 0.001,0.01,0.1,1] [--memory 12GB] [--svg docs/explanation/growth.svg]

Each share is measured in a process of its own, and made before in another. FOLDER/growth.json holds what is measured
so far; shares in it are not run again unless --afresh. --draw-only draws what is there.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from benchmarks.processes import ROOT, module, timed, write_json

FONT = "Noto Sans CJK SC, Source Han Sans SC, Microsoft YaHei, PingFang SC, sans-serif"

MANY = "datum.value >= 1e8 ? datum.value / 1e8 + ' 亿' : datum.value / 1e4 + ' 万'"


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("folder", type=Path)
    options.add_argument("--shares", default="0.001,0.01,0.1,1")
    options.add_argument("--memory", default="12GB", help="what DuckDB may use before it spills")
    options.add_argument("--svg", type=Path, default=ROOT / "docs/explanation/growth.svg")
    options.add_argument("--afresh", action="store_true", help="measure shares again that are measured")
    options.add_argument("--draw-only", action="store_true")
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    told = chosen.folder / "growth.json"
    found: dict[str, dict[str, Any]] = {}
    if told.exists() and not chosen.afresh:
        found = {f"{one['share']:g}": one for one in json.loads(told.read_text(encoding="utf-8"))["shares"]}
    for share in [] if chosen.draw_only else chosen.shares.split(","):
        name = f"{float(share):g}"
        if name not in found:
            found[name] = measured(chosen.folder, name, chosen.memory)
            write_json(told, {"shares": sorted(found.values(), key=lambda one: one["rows"])})
    ones = sorted(found.values(), key=lambda one: one["rows"])
    print("share          rows   wall s    CPU s  peak GiB  s a million rows")
    for one in ones:
        print(
            f"{one['share']:<8g} {one['rows']:>11,} {one['wall_seconds']:8.1f} {one['cpu_seconds']:8.1f} "
            f"{one['peak_gib']:9.2f} {one['wall_seconds'] / one['rows'] * 1e6:17.2f}"
        )
    draw(ones, chosen.svg)
    print(f"drawn: {chosen.svg}")


def measured(folder: Path, share: str, memory: str) -> dict[str, Any]:
    timed(module("nation", folder, "--share", share, "--memory", memory), quiet=False)
    told = json.loads((folder / f"nation-{share}.json").read_text(encoding="utf-8"))
    # Of a run that was killed and resumed the seconds of its checks add up to the time, but not its CPU and memory.
    wall = told["seconds_of_checks"] if told["resumed"] else told["took"]["wall_seconds"]
    took = {**told["took"], "wall_seconds": wall}
    return {"share": told["share"], "rows": told["rows"], "resumed": told["resumed"], **took}


def draw(ones: list[dict[str, Any]], svg: Path) -> None:
    import altair as alt

    points = alt.Data(values=[{**one, "名": f"{one['share'] * 100:g}%"} for one in ones])
    rows = alt.X("rows:Q", title="数据行数（全部数据表合计）", scale=alt.Scale(type="log", nice=True))
    axis = alt.Axis(format="~g", values=[0.1, 1, 10, 100, 1000, 10_000])
    base = alt.Chart(points).encode(x=rows.axis(labelExpr=MANY, values=[1e5, 1e6, 1e7, 1e8, 1e9]))
    lines = [
        base.mark_line(point=alt.OverlayMarkDef(color=color), color=color).encode(
            y=alt.Y(f"{column}:Q", title="秒", scale=alt.Scale(type="log"), axis=axis)
        )
        + base.mark_text(align="left", dx=8, dy=dy, color=color)
        .transform_filter(f"datum.rows == {ones[-1]['rows']}")
        .encode(y=f"{column}:Q", text=alt.value(words))
        for column, color, words, dy in (
            ("cpu_seconds", "#b0532c", "CPU 时间", -8),
            ("wall_seconds", "#1f5a99", "墙钟时间", 10),
        )
    ]
    shares = base.mark_text(align="right", dx=-8, dy=-8, color="#444").encode(y="wall_seconds:Q", text="名:N")
    # What it would be if it grew with the rows alone, back from the last point.
    straight = (
        alt.Chart(
            alt.Data(
                values=[
                    {"rows": one["rows"], "秒": ones[-1]["wall_seconds"] * one["rows"] / ones[-1]["rows"]}
                    for one in (ones[0], ones[-1])
                ]
            )
        )
        .mark_line(strokeDash=[4, 4], color="#999")
        .encode(x="rows:Q", y="秒:Q")
    )
    chart = (
        (straight + lines[0] + lines[1] + shares)
        .properties(
            width=520,
            height=340,
            title=alt.Title(
                "全部检查项的耗时随数据行数的增长",
                subtitle="对数坐标；虚线为与行数成正比；百分数为占全国规模的份额",
            ),
        )
        .configure(font=FONT, padding={"left": 10, "right": 70, "top": 10, "bottom": 10})
    )
    svg.parent.mkdir(parents=True, exist_ok=True)
    chart.save(str(svg))


if __name__ == "__main__":
    main()

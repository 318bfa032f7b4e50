"""zicha verify: a dataset, or a whole site, held to what was written (核验)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from zicha.cli.plain import Plain
from zicha.cli.site import opened_site
from zicha.contract.errors import UnusableInput
from zicha.dataset.store import Store
from zicha.dataset.verification import verify as problems_of
from zicha.web.operations.notes import VERIFICATION_NOTE

if TYPE_CHECKING:
    from zicha.casework.tenancy.models import Body
    from zicha.casework.trace.checkpoints import Checkpoint

MOST_SHOWN = 20


def verify(
    dataset: Annotated[
        Path | None, typer.Argument(help="数据集文件夹；不写就核验 ZICHA_HOME 的整个站点", metavar="[数据集]")
    ] = None,
    body: Annotated[str, typer.Option(help="只核验这家机构，写机构批准号", metavar="机构批准号")] = "",
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="核验点文件：与以前的核验点比较，核验通过后追加新的；请保存在别处", metavar="文件"),
    ] = None,
) -> None:
    """核验内容是否被改动：留痕链、每一行业务数据、证据和报告文件、数据集；说出被改动的是哪一处。"""
    if dataset is not None:
        if body or checkpoint:
            raise UnusableInput("--body 和 --checkpoint 用于核验站点，不能与数据集文件夹一起写。")
        _verify_dataset(dataset)
        return
    from zicha.casework.trace.checkpoints import read_checkpoints

    earlier = read_checkpoints(checkpoint) if checkpoint else []
    with opened_site() as home:
        is_whole = _verify_site(body, checkpoint, earlier)
        if not body:
            _note(home, is_whole)
    if not is_whole:
        raise typer.Exit(1)


def _note(home: Path, is_whole: bool) -> None:
    """For the page about the site itself."""
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    (home / VERIFICATION_NOTE).write_text(json.dumps({"at": at, "is_whole": is_whole}), "utf-8")


def _verify_dataset(dataset: Path) -> None:
    if not Store.is_store(dataset):
        raise UnusableInput(f"{dataset} 不是数据集。")
    console = Console()
    problems = problems_of(Store(dataset))
    for problem in problems:
        console.print(f"{problem}", style="red", highlight=False)
    if problems:
        raise typer.Exit(1)
    console.print(f"完好：{len(Store(dataset).versions())} 个版本，全部文件与登记的散列值一致。")


def _verify_site(code: str, file: Path | None, earlier: Sequence[Checkpoint]) -> bool:
    from zicha.casework.tenancy.models import Body
    from zicha.casework.trace.checkpoints import add_checkpoints, broken_promises
    from zicha.casework.trace.verification import hash_at, strange_accounts

    bodies = {body.code: body for body in Body.objects.order_by("code")}
    if code and code not in bodies:
        raise UnusableInput(f"没有机构批准号为 {code} 的机构；现有：{'、'.join(bodies) or '无'}。")
    wanted = {code: bodies[code]} if code else bodies
    # Before the rows are read, so that what comes in meanwhile is in none of them.
    made = list(_ends(wanted.values()))
    found = sum(_verify_body(body) for body in wanted.values())
    promised = [one for one in earlier if not code or one.body == code]
    others = [
        *broken_promises(promised, bodies=bodies, hash_at=lambda one, number: hash_at(bodies[one], number))
    ]
    others += [] if code else strange_accounts()
    for problem in others:
        Plain().print(problem, "red")
    if found or others:
        return False
    if file:
        add_checkpoints(file, made)
        kept = (
            f"与 {len(promised):,} 个以前的核验点一致，新的已写入 {file}，请保存在本机以外"
            if promised
            else f"核验点已写入 {file}，请保存在本机以外，下次用它比较"
        )
        Plain().print(f"{kept}。")
    return True


def _verify_body(body: Body) -> int:
    """Print what is not as written; how many there were."""
    from zicha.casework.trace.verification import alterations_of, end_of_chain

    telling = Plain(stderr=True)
    found = 0
    for problem in alterations_of(body, tell=lambda what: telling.print(f"{body.name}：{what}……", "dim")):
        found += 1
        if found <= MOST_SHOWN:
            Plain().print(f"{body.name}：{problem}", "red")
    if found > MOST_SHOWN:
        Plain().print(f"{body.name}：另有 {found - MOST_SHOWN:,} 处没有列出。", "red")
    if not found:
        number, digest = end_of_chain(body)
        Plain().print(f"{body.name}（{body.code}）完好：留痕 {number:,} 条，末条散列值 {digest}。")
    return found


def _ends(bodies: object) -> list[Checkpoint]:
    from zicha.casework.trace.checkpoints import Checkpoint
    from zicha.casework.trace.verification import end_of_chain

    now = datetime.now().astimezone().isoformat(timespec="seconds")
    ends = [(body.code, *end_of_chain(body)) for body in bodies]  # type: ignore[attr-defined]
    return [Checkpoint(now, code, number, digest) for code, number, digest in ends if number]

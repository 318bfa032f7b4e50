"""People at the queue (并发用户): each signed in, each opening a page, reading it, opening the next.

A closed loop: a user thinks ten seconds on average, five to fifteen, and asks again when the answer has been read.
Every answer is looked at: status 200, and as many rows as that kind of page must hold. Who opens a lead fetches its
records too, as the page does by itself; that is measured apart.
"""

from __future__ import annotations

import http.client
import random
import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

THINK_SECONDS = 5.0, 15.0
EQUALS_AND = "=&"
LEAD, RECORDS = "线索", "证据行和证书全过程"

# Every kind of page a reviewer opens; {…} is filled with what the leads hold.
PAGES = {
    "待核": "",
    "今天到期": "due=today",
    "无责任人": "assignee=none",
    "我的": "assignee=me",
    "数据不足": "verdict=undecided",
    "已排除": "state=dismissed",
    "全部状态": "state=any",
    "已核实": "state=decided",
    "严重程度 S4": "severity=S4",
    "自查重点 D": "area=D",
    "检查项": "code={code}",
    "检查项、机构、无责任人": "code={code}&branch={branch}&assignee=none",
    "检查项、判定、严重程度、责任人": "code={code}&verdict=hit&severity={severity}&assignee={member}",
    "获证组织": "org={org}&state=any",
    "证书": "certificate={certificate}&state=any",
    "人员": "person={person}",
    "分支机构": "branch={branch}",
    "本次新增": "change=new",
    "重新打开": "change=reopened",
    "按编号查找": "text={certificate}&state=any",
    "按名称查找": "text={name}&state=any",
    "按名称和检查项查找": "text={name} {code}&state=any",
    "按文字查找": "text=书面批准",
    "第五百页": "after={place}",
    "按检查项分组": "group=check",
    "按审核员分组": "group=person",
    "按获证组织分组": "group=org",
    "按分支机构分组": "group=branch",
}
# Pages on which nothing may stand: the conditions together may fit no lead.
MAY_BE_EMPTY = {
    "检查项、机构、无责任人",
    "检查项、判定、严重程度、责任人",
    "按名称和检查项查找",
    "按文字查找",
}


@dataclass(frozen=True)
class Sample:
    """A lead of those measured with (样本): what filters are filled with."""

    pk: int
    rank: int
    code: str
    severity: str
    org: str
    name: str
    certificate: str
    person: str
    branch: str
    member: int


@dataclass
class Seen:
    """What the users met (测得)."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    rows: Counter[str] = field(default_factory=Counter)
    empty: Counter[str] = field(default_factory=Counter)
    errors: list[str] = field(default_factory=list)
    bytes: int = 0

    def add(self, kind: str, seconds: float, rows: int, size: int) -> None:
        self.seconds.setdefault(kind, []).append(seconds)
        self.rows[kind] += rows
        self.bytes += size
        if not rows:
            self.empty[kind] += 1
            if kind not in MAY_BE_EMPTY:
                self.errors.append(f"{kind}: a page without rows")


def together(port: int, cookies: Sequence[str], samples: Sequence[Sample], seconds: float) -> Seen:
    """All users for so long; the first of their think times is not measured, it only spreads them."""
    seen, lock, until = Seen(), threading.Lock(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=_user, args=(port, cookie, samples, until, seed, seen, lock))
        for seed, cookie in enumerate(cookies)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def alone(port: int, cookie: str, samples: Sequence[Sample], rounds: int) -> Seen:
    """Every kind of page so many times, one after another."""
    seen, ask, drawn = Seen(), _asking(port, cookie), random.Random(7)
    for kind in [*PAGES, LEAD] * rounds:
        _open(kind, drawn.choice(samples), ask, seen, threading.Lock())
    return seen


def _user(
    port: int,
    cookie: str,
    samples: Sequence[Sample],
    until: float,
    seed: int,
    seen: Seen,
    lock: threading.Lock,
) -> None:
    ask, drawn = _asking(port, cookie), random.Random(seed)
    kinds = [*PAGES, *[LEAD] * (len(PAGES) // 2)]
    time.sleep(drawn.uniform(0, THINK_SECONDS[1]))
    while time.monotonic() < until:
        _open(drawn.choice(kinds), drawn.choice(samples), ask, seen, lock)
        time.sleep(drawn.uniform(*THINK_SECONDS))


def _open(kind: str, sample: Sample, ask: Ask, seen: Seen, lock: threading.Lock) -> None:
    paths = {kind: path_of(kind, sample)}
    if kind == LEAD:
        paths[RECORDS] = f"{paths[LEAD]}records/"
    for what, path in paths.items():
        began = time.perf_counter()
        try:
            status, body = ask(path)
        except OSError as error:
            status, body = 0, str(error).encode()
        took = time.perf_counter() - began
        with lock:
            if status == 200:
                seen.add(what, took, _rows(what, body, sample), len(body))
            else:
                seen.errors.append(f"{path}: {status} {body[:80]!r}")


def path_of(kind: str, sample: Sample) -> str:
    if kind == LEAD:
        return f"/leads/{sample.pk}/"
    said = PAGES[kind].format(**vars(sample), place=f"{sample.rank}.{sample.pk}")
    return f"/leads/?{quote(said, safe=EQUALS_AND)}"


def _rows(kind: str, body: bytes, sample: Sample) -> int:
    """Rows of the list, lines of the groups, or the facts a lead's page must tell."""
    if kind == LEAD:
        return int(sample.certificate.encode() in body and "规则和依据".encode() in body)
    if kind == RECORDS:
        return min(body.count(b'class="evidence-row"'), body.count(b"times-when"))
    if "分组" in kind:
        return len(re.findall(rb'<th scope="row">', body))
    return body.count(b"data-lead=")


Ask = Callable[[str], tuple[int, bytes]]


def _asking(port: int, cookie: str) -> Ask:
    """One connection kept open, as a browser keeps it."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def ask(path: str) -> tuple[int, bytes]:
        try:
            connection.request("GET", path, headers={"Cookie": cookie})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            raise OSError(str(error)) from error

    return ask

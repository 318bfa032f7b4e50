"""zicha serve: the site and its worker, until it is stopped (启动站点)."""

from __future__ import annotations

import errno
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from zicha.contract.errors import UnusableInput
from zicha.web.database import bring_up_to_date, database_of
from zicha.web.environment import home_folder, setting
from zicha.web.postgres import NoDatabase, keep_running
from zicha.web.serving.supervisor import Child, Supervisor
from zicha.web.setup.token import first_run_token

LOOPBACK = ("127.0.0.1", "localhost", "::1")
WILDCARD = ("0.0.0.0", "::")
# The children of a site that was killed let go of the port within this time.
PORT_FREE_WITHIN = 6.0
STARTS_WITHIN = 120.0

say = Console(soft_wrap=True, highlight=False, markup=False).print


def serve(
    host: Annotated[str, typer.Option(help="监听地址；0.0.0.0 表示本机所有地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="端口", min=1, max=65535)] = 8000,
    web_only: Annotated[bool, typer.Option("--web-only", help="只启动网站，不启动后台任务")] = False,
    worker_only: Annotated[bool, typer.Option("--worker-only", help="只启动后台任务，不启动网站")] = False,
    workers: Annotated[int, typer.Option(help="网站进程数；0 表示按处理器个数", min=0, max=64)] = 0,
) -> None:
    """启动站点：网站和后台任务；没有 DATABASE_URL 时连同内嵌数据库。按 Ctrl-C 停止。"""
    if web_only and worker_only:
        raise UnusableInput("--web-only 和 --worker-only 只能用一个；都不写就一起启动。")
    home = home_folder()
    children = []
    if not worker_only:
        refuse_taken(host, port)
        let_in(host)
        children.append(Child("网站", "zicha.web.serving.web", (host, str(port), str(workers or _few()))))
    if not web_only:
        children.append(
            Child(
                "后台任务", "zicha.web.serving.worker", (str(setting("ZICHA_JOBS", 2, _at_least_one, "2")),)
            )
        )
    say(f"正在启动，数据文件夹 {home} ……")
    is_embedded = not os.environ.get("DATABASE_URL", "").strip()
    with database_of(home):
        prepare(home)
        supervisor = Supervisor(
            children, say, also=(lambda: keep_database(home)) if is_embedded else _nothing
        )
        address = "" if worker_only else f"http://{_browsable(host)}:{port}/"
        is_well = supervisor.run(lambda stopping: announce(address, home, stopping))
        say("正在停止……")
    say("已停止。")
    if not is_well:
        raise typer.Exit(1)


def keep_database(home: Path) -> None:
    """Start the embedded server again should it have died; a start that fails is tried again at the next look."""
    try:
        if keep_running(home):
            say("内嵌数据库意外退出，已重新启动。", style="yellow")
    except NoDatabase as error:
        say(str(error), style="red")


def _nothing() -> None:
    pass


def prepare(home: Path) -> None:
    """Django, the tables and the walls of this release, and a token where nobody has an account yet."""
    os.environ["ZICHA_HOME"] = str(home)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zicha.web.settings")
    import django

    django.setup()
    from django.core.checks import Tags, run_checks
    from django.db import connections

    from zicha.web.setup.token import offer_first_run

    # What cannot work is told here, once, and not by every process that is started and dies of it.
    run_checks(tags=[Tags.urls, Tags.templates])
    bring_up_to_date()
    offer_first_run(home)
    connections.close_all()


def announce(address: str, home: Path, is_stopping: Callable[[], bool]) -> None:
    """Print where the site is, once it answers."""
    if not address:
        say("后台任务已启动。按 Ctrl-C 停止。")
        return
    deadline = time.monotonic() + STARTS_WITHIN
    while not _answers(f"{address}health"):
        if is_stopping():
            return
        if time.monotonic() > deadline:
            say(f"站点在 {STARTS_WITHIN:.0f} 秒内没有应答，请看上面的日志。", style="red")
            return
        time.sleep(0.2)
    say(f"站点已启动：{address}")
    token = first_run_token(home)
    if token:
        say(
            f"还没有账号。请用浏览器打开下面的地址，登记机构和系统管理员（只能用一次）：\n{address}setup/?token={token}"
        )
    say("按 Ctrl-C 停止。")


def refuse_taken(host: str, port: int) -> None:
    """Raises UnusableInput where the site could not listen there."""
    deadline = time.monotonic() + PORT_FREE_WITHIN
    while True:
        try:
            _listen_for_a_moment(host, port)
            return
        except socket.gaierror:
            raise UnusableInput(
                f"--host {host} 不是本机的地址；本机用 127.0.0.1，所有地址用 0.0.0.0。"
            ) from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(0.3)
                continue
            raise UnusableInput(_why_not(error, host, port)) from None


def _listen_for_a_moment(host: str, port: int) -> None:
    family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, protocol) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        trial.bind(address)
        trial.listen(1)


def _why_not(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"端口 {port} 已被占用；请用 --port 换一个，或先停止占用它的程序。"
        case errno.EACCES:
            return f"没有权限监听端口 {port}；请用 1024 以上的端口，由代理转发。"
        case errno.EADDRNOTAVAIL:
            return f"--host {host} 不是本机的地址；本机用 127.0.0.1，所有地址用 0.0.0.0。"
        case _:
            return f"不能监听 {host}:{port}（{error.strerror}）。"


def let_in(host: str) -> None:
    """A site that listens on an address answers to its name; further names are the installation's to say."""
    if host in LOOPBACK or os.environ.get("ZICHA_HOSTS", "").strip():
        return
    if host in WILDCARD:
        say(
            "提示：没有设置 ZICHA_HOSTS，站点只应答 127.0.0.1 和 localhost；"
            "请设为用户在浏览器里输入的主机名，例如 ZICHA_HOSTS=zicha.example,10.1.2.3",
            style="yellow",
        )
        return
    os.environ["ZICHA_HOSTS"] = ",".join((*LOOPBACK[:2], host))


def _answers(url: str) -> bool:
    # Straight to this machine, whatever proxy the environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        opener.open(url, timeout=5).close()
    except urllib.error.HTTPError:
        # It answers; what it reports about itself is for /health to say.
        return True
    except OSError:
        return False
    return True


def _browsable(host: str) -> str:
    if host in WILDCARD:
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def _few() -> int:
    return max(1, min(4, os.cpu_count() or 1))


def _at_least_one(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 64:
        raise ValueError(text)
    return number

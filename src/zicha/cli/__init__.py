"""The command line (命令行): one file a command. Exit codes: 0 done, 2 unusable input, 3 done but rows rejected."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from zicha import __version__
from zicha.cli.backup import backup
from zicha.cli.contract import contract
from zicha.cli.deliver import deliver
from zicha.cli.demo import demo
from zicha.cli.diff import diff
from zicha.cli.explain import explain
from zicha.cli.plain import harmless
from zicha.cli.profile import profile
from zicha.cli.restore import restore
from zicha.cli.screen import screen
from zicha.cli.serve import serve
from zicha.cli.verify import verify
from zicha.cli.words import Command, Group, is_usage_error, what_is_wrong
from zicha.contract.errors import ZichaError

COMMANDS = (screen, deliver, diff, demo, explain, contract, profile, verify, serve, backup, restore)

app = typer.Typer(
    name="zicha",
    cls=Group,
    help="自查：认证机构按监管通知检查自己的全部认证活动，找出疑点，写出自查整改报告。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _tell_version(asked: bool) -> None:
    if asked:
        print(f"zicha {__version__}")
        raise typer.Exit


@app.callback(cls=Group)
def about(
    version: Annotated[
        bool, typer.Option("--version", help="显示版本号", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """What may be asked before any command (程序本身)."""


for command in COMMANDS:
    app.command(cls=Command)(command)


def main() -> None:
    """Run the command; what the user can mend is said in one paragraph, without a traceback."""
    try:
        sys.exit(app(prog_name="zicha", standalone_mode=False) or 0)
    except ZichaError as error:
        print(f"错误：{harmless(str(error))}", file=sys.stderr)
        sys.exit(2)
    except (KeyboardInterrupt, typer.Abort):
        print("已中断，结果文件夹里仍是上一次的结果。", file=sys.stderr)
        sys.exit(130)
    except Exception as error:
        if not is_usage_error(error):
            raise
        if str(error):
            print(f"错误：{what_is_wrong(error)}", file=sys.stderr)
        sys.exit(2)

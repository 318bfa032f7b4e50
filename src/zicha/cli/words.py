"""The words of the command line itself in Chinese (命令行用语): help headings, usage, what is wrong with arguments."""

from __future__ import annotations

from typing import Any

from typer import rich_utils
from typer.core import TyperCommand, TyperGroup

rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.ERRORS_PANEL_TITLE = "错误"
rich_utils.DEFAULT_STRING = "[默认：{}]"
rich_utils.REQUIRED_LONG_STRING = "[必填]"

_USAGE = (
    ("Usage:", "用法："),
    ("[OPTIONS]", "[选项]"),
    ("COMMAND [ARGS]...", "命令 [参数]…"),
    ("{INPUT…}...", "INPUT…"),
)


def _usage(text: str) -> str:
    for english, chinese in _USAGE:
        text = text.replace(english, chinese)
    return text


class Command(TyperCommand):
    """A command whose help is Chinese throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))


class Group(TyperGroup):
    """The command group, likewise."""

    def get_help_option(self, ctx: Any) -> Any:
        return _help_option(super().get_help_option(ctx))

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))


def _help_option(option: Any) -> Any:
    if option is not None:
        option.help = "显示本说明"
    return option


def what_is_wrong(error: Exception) -> str:
    """A usage error in Chinese: which option, what is wrong, where the help is."""
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "zicha"
    parameter = getattr(error, "param", None)
    name = " / ".join(parameter.opts) if parameter is not None and parameter.opts else ""
    if parameter is not None and parameter.param_type_name == "argument":
        name = parameter.metavar or parameter.name
    kind = type(error).__name__
    if kind == "MissingParameter":
        told = getattr(parameter, "help", "")
        said = f"缺少 {name}（{told}）" if told else f"缺少 {name}"
    elif kind == "NoSuchOption":
        said = f"没有选项 {getattr(error, 'option_name', '')}"
        nearest = getattr(error, "possibilities", None)
        said += f"，是不是 {'、'.join(nearest)}" if nearest else ""
    elif kind == "BadOptionUsage":
        said = f"选项 {getattr(error, 'option_name', '')} 后面要有值"
    elif kind == "BadParameter":
        said = f"{name} 的值不可用：{_bad_value(str(error), parameter)}"
    elif str(error).startswith("No such command"):
        said = f"没有命令 {str(error).split(chr(39))[1]}"
    else:
        said = str(error)
    return f"{said}。用 {command} --help 查看说明。"


def _bad_value(text: str, parameter: Any) -> str:
    least = getattr(getattr(parameter, "type", None), "min", None)
    if "greater than or equal" in text:
        return f"不能小于 {text.rsplit(' ', 1)[-1] if least is None else least}"
    if "valid integer" in text:
        return "要写整数"
    return text


def is_usage_error(error: Exception) -> bool:
    """Is it one of the parser's own errors?"""
    return any(kind.__name__ == "UsageError" for kind in type(error).__mro__)

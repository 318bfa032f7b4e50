"""Style sheets, icons, page scripts and fonts (素材), which scripts/assets puts beside the code."""

from __future__ import annotations

from pathlib import Path

from zicha.contract.errors import ZichaError

ASSETS = Path(__file__).resolve().parent.parent / "assets"


class AssetsMissing(ZichaError):
    """What is drawn with is not installed (缺少素材)."""


def asset_folder(name: str) -> Path:
    """The folder css, js, icons, fonts or dev. Raises AssetsMissing, which names the command that makes it."""
    folder = ASSETS / name
    if not folder.is_dir():
        raise AssetsMissing(
            f"缺少{_CHINESE.get(name, '素材')}（{folder}）。请在源代码目录运行 scripts/assets。"
        )
    return folder


_CHINESE = {"css": "样式表", "js": "页面脚本", "icons": "图标", "fonts": "字体", "dev": "测试用脚本"}


def font_folder() -> Path:
    """Noto Serif SC and Noto Sans SC, regular and bold: with them alone the report looks the same everywhere (字体)."""
    return asset_folder("fonts")

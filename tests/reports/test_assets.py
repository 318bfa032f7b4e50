"""What the site and the report are drawn with is there, is only what is used, and says what to do when it is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zicha.reports import assets
from zicha.reports.assets import AssetsMissing, asset_folder, font_folder

ROOT = Path(__file__).resolve().parents[2]


def test_the_fonts_are_the_two_families_in_two_weights():
    assert sorted(path.name for path in font_folder().iterdir()) == [
        "NotoSansSC_400Regular.ttf",
        "NotoSansSC_700Bold.ttf",
        "NotoSerifSC_400Regular.ttf",
        "NotoSerifSC_700Bold.ttf",
    ]


def test_the_icons_are_those_of_the_list():
    listed = {
        line.strip()
        for line in (ROOT / "scripts/icons.txt").read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    }
    assert {path.stem for path in asset_folder("icons").iterdir()} == listed


def test_no_style_sheet_or_script_asks_another_host_or_a_file_that_is_not_there():
    for file in [*asset_folder("css").iterdir(), *asset_folder("js").glob("tabler*")]:
        text = file.read_text(encoding="utf-8")
        assert "sourceMappingURL" not in text
        assert "url(http" not in text
        assert "@import" not in text


def test_the_page_script_for_charts_names_the_libraries_to_the_page():
    script = (asset_folder("js") / "vega.js").read_text(encoding="utf-8")
    for name in ("vegaEmbed", "vegaLite", "vega"):
        assert f"window.{name}=" in script


def test_a_missing_folder_is_answered_with_the_command_that_makes_it(monkeypatch, tmp_path):
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    with pytest.raises(AssetsMissing, match=r"缺少字体.*scripts/assets"):
        font_folder()


def test_the_lock_names_every_package_by_its_hash_and_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert len(packages) >= 5
    for package in packages:
        assert package["integrity"].startswith("sha512-")
        assert "resolved" not in package

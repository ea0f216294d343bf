"""The pages say what the program does."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def test_the_picture_of_a_chain_is_that_of_the_study() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "maak_keten.py"))
    assert (ROOT / "docs" / "keten.svg").read_text(encoding="utf-8") == drawn["picture"]()


@pytest.mark.parametrize(("name", "blocks"), [("README.md", 2), ("docs/handleiding/watals.md", 1)])
def test_the_output_on_the_pages_is_what_the_commands_print(name: str, blocks: int) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    made = runpy.run_path(str(ROOT / "docs" / "lees_uitvoer.py"))
    assert ROOT / name in made["PAGES"]
    assert text.count("<!-- uitvoer:") == blocks
    assert made["filled"](text) == text


def test_the_python_in_the_readme_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    blocks = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    monkeypatch.chdir(ROOT)
    for block in blocks:
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102  (our own page)
    assert blocks


def test_every_link_between_pages_leads_somewhere() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md"), *ROOT.glob("benchmarks/*.md")]
    pages += (ROOT / "scenario's").glob("*/*.md")
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert broken == []

"""The pages say what the program does."""

from __future__ import annotations

import runpy
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_picture_of_a_chain_is_that_of_the_study() -> None:
    drawn = runpy.run_path(str(ROOT / "docs" / "maak_keten.py"))
    assert (ROOT / "docs" / "keten.svg").read_text(encoding="utf-8") == drawn["picture"]()

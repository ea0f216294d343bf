"""Fills the blocks of real output in the pages: after every ``<!-- uitvoer: OPDRACHT -->`` stands what it prints.

Run from the project root: ``python docs/lees_uitvoer.py``. A test holds the pages against it.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGES = (ROOT / "README.md", ROOT / "docs" / "handleiding" / "watals.md")
MOST_LINES = 24  # a screenful; what is left out is said
BLOCK = re.compile(r"(<!-- uitvoer: (?P<command>.*?) -->\n```text\n).*?(```\n)", re.DOTALL)


def output_of(command: str) -> str:
    """What a command prints, run from the project root; its result goes to a temporary folder."""
    program, *arguments = shlex.split(command)
    assert program == "besluitsteun"  # noqa: S101  (the pages only show our own commands)
    with tempfile.TemporaryDirectory() as folder:
        target = str(Path(folder) / "uitkomst")
        extra = ["--uit", target, "--stil"] if arguments[0] == "reken" else []
        run = subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-m", "besluitsteun", *arguments, *extra],
            cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True,
        )  # fmt: skip
    lines = run.stdout.replace(target, "scenario's/ijsselstreek/uitkomst").rstrip().splitlines()
    if len(lines) > MOST_LINES:
        lines = [*lines[: MOST_LINES - 6], "", "(…)", "", *lines[-3:]]
    return "\n".join(lines) + "\n"


def filled(text: str) -> str:
    """The page with fresh output in every block."""
    return BLOCK.sub(lambda match: match[1] + output_of(match["command"]) + match[3], text)


if __name__ == "__main__":
    for page in PAGES:
        page.write_text(filled(page.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")

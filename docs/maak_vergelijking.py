"""Fills docs/handleiding/vergelijken.md: computes the study and its changed copy, and shows what `vergelijk` prints.

Run from the project root: ``python docs/maak_vergelijking.py``. A test holds the page against it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from besluitsteun.cli import main

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "handleiding" / "vergelijken.md"
STUDY = ROOT / "scenario's" / "ijsselstreek"
CHANGE = re.compile(r"<!-- wijziging: (?P<file>\S+) -->\n```text\n(?P<old>.+)\n(?P<new>.+)\n```")
SHOWN = re.compile(
    r"(?P<before><!-- vergelijking: (?P<first>\w+) (?P<second>\w+) -->\n```text\n).*?(?P<after>```\n)", re.DOTALL
)


def changed_study(text: str, folder: Path) -> Path:
    """A copy of the study with the change that the page shows."""
    copy = folder / "studie"
    shutil.copytree(STUDY, copy, ignore=shutil.ignore_patterns("uitkomst"))
    change = CHANGE.search(text)
    assert change is not None  # noqa: S101  (our own page)
    file = copy / change["file"]
    content = file.read_text(encoding="utf-8")
    assert content.count(f"{change['old']}\n") == 1  # noqa: S101
    file.write_text(content.replace(change["old"], change["new"]), encoding="utf-8", newline="\n")
    return copy


def output_of(first: str, second: str, text: str) -> str:
    """What ``besluitsteun vergelijk first second`` prints."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _printed("reken", str(STUDY), "--uit", str(folder / first), "--stil", "--zonder-maatregelen")
        _printed(
            "reken", str(changed_study(text, folder)), "--uit", str(folder / second), "--stil", "--zonder-maatregelen"
        )
        with _standing_in(folder):
            return f"$ besluitsteun vergelijk {first} {second}\n{_printed('vergelijk', first, second)}"


def _printed(*arguments: str) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        assert main(arguments) == 0  # noqa: S101
    return printed.getvalue()


@contextlib.contextmanager
def _standing_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def filled(text: str) -> str:
    """The page with fresh output."""

    def fresh(match: re.Match[str]) -> str:
        return match["before"] + output_of(match["first"], match["second"], text) + match["after"]

    return SHOWN.sub(fresh, text)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")

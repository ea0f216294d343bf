"""Fills docs/handleiding/opdrachten.md: after every ``<!-- hulp: OPDRACHT -->`` stands the help page of that command.

Run from the project root: ``python docs/maak_opdrachten.py``. A test holds the page against it.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
from pathlib import Path
from unittest.mock import patch

from besluitsteun.cli import main

PAGE = Path(__file__).parent / "handleiding" / "opdrachten.md"
BLOCK = re.compile(r"(<!-- hulp: (?P<command>besluitsteun.*?) -->\n```text\n).*?(```\n)", re.DOTALL)


def help_of(command: str) -> str:
    """What ``command --help`` prints on a wide screen."""
    printed = io.StringIO()
    with patch.dict(os.environ, {"COLUMNS": "100"}), contextlib.redirect_stdout(printed):
        main([*shlex.split(command)[1:], "--help"])
    return printed.getvalue()


def filled(text: str) -> str:
    """The page with every help page as it is now."""
    return BLOCK.sub(lambda match: match[1] + help_of(match["command"]) + match[3], text)


if __name__ == "__main__":
    PAGE.write_text(filled(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")

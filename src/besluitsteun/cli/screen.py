"""Problems and sentences in, readable lines on the screen out; errors on stderr, never broken over lines."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from io import TextIOWrapper

from ..nl import count
from ..problems import Problem, Severity

_UNREADABLE_BYTES = {chr(0xDC00 + byte) for byte in range(0x80, 0x100)}  # of file names: they go out as they came in


def use_utf8() -> None:
    """Write UTF-8 whatever the console's code page or ``PYTHONIOENCODING`` says."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="surrogateescape")


def say(*lines: str) -> None:
    """Write lines to stdout."""
    for line in lines:
        print(one_line(line))


def complain(*lines: str) -> None:
    """Write lines to stderr."""
    for line in lines:
        print(one_line(line), file=sys.stderr)


def print_problems(problems: Iterable[Problem]) -> None:
    """One problem per line, warnings marked as such; how many errors there are at the end."""
    every = tuple(problems)
    errors = [problem for problem in every if problem.severity is Severity.ERROR]
    print_warnings(str(problem) for problem in every if problem.severity is Severity.WARNING)
    complain(*(str(problem) for problem in errors))
    complain(f"{count(len(errors), 'fout', 'fouten')} gevonden; er is niets geschreven.")


def print_warnings(warnings: Iterable[str]) -> None:
    """One warning per line."""
    complain(*(f"waarschuwing: {warning}" for warning in warnings))


def one_line(text: str) -> str:
    r"""Text on one line, without characters that steer a terminal.

    >>> one_line("a\nb\x1b[31mc")
    'a b�[31mc'
    """
    joined = " ".join(text.splitlines())
    return "".join(char if char.isprintable() or char in _UNREADABLE_BYTES else "�" for char in joined)

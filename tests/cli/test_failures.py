"""What goes wrong ends in Dutch words on stderr and the right exit code, without a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import besluitsteun
from besluitsteun import cli
from besluitsteun.problems import InputError, Place, Problem, RunError, Severity

BAD = Problem(Place("objecten.csv", row=3, column="x"), "leeg\nveld\x1b[31m", "een getal", "vul x in")
ODD = Problem(Place("objecten.csv", row=9), "niemand heeft dit nodig", "", "", Severity.WARNING)


def run_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> int:
    """Run `controleer` with reading the study replaced by an error."""

    def read_study(_: str) -> None:
        raise error

    monkeypatch.setattr(besluitsteun, "read_study", read_study, raising=False)
    return cli.main(["controleer", "studie"])


def test_every_problem_on_its_own_line_with_the_count(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Problem(Place("studie.yaml", line=1), "geen naam", "naam", "zet er een naam bij")
    assert run_with(monkeypatch, InputError([other, ODD, BAD])) == 2
    assert capsys.readouterr() == (
        "",
        "waarschuwing: objecten.csv:rij 9 · niemand heeft dit nodig\n"
        "objecten.csv:rij 3/x · leeg veld�[31m · verwacht: een getal · vul x in\n"
        "studie.yaml:1 · geen naam · verwacht: naam · zet er een naam bij\n"
        "2 fouten gevonden; er is niets geschreven.\n",
    )


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (RunError("Dat lukte niet; probeer het later."), 1, "Dat lukte niet; probeer het later."),
        (OSError(28, "No space left on device", "/x"), 1, "(/x): de schijf is vol"),
        (PermissionError(13, "Permission denied", "/x"), 1, "(/x): u mag daar niet lezen of schrijven"),
        (MemoryError(), 1, "te weinig geheugen"),
        (ZeroDivisionError("x"), 1, "mis in besluitsteun zelf (ZeroDivisionError); dat ligt niet aan u"),
        (KeyboardInterrupt(), 130, "Onderbroken: geen halve uitkomst"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, BaseException) else "",
)
def test_one_sentence_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, words: str
) -> None:
    monkeypatch.delenv("BESLUITSTEUN_DEBUG", raising=False)
    assert run_with(monkeypatch, error) == code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert words in shown.err
    assert len(shown.err.splitlines()) == 1


def test_the_traceback_is_there_for_who_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BESLUITSTEUN_DEBUG", "1")
    assert run_with(monkeypatch, ZeroDivisionError("door nul")) == 1
    shown = capsys.readouterr().err
    assert "Traceback" in shown
    assert "ZeroDivisionError: door nul" in shown


def process(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "besluitsteun", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
    )


def test_utf8_whatever_the_encoding_of_the_console(tmp_path: Path) -> None:
    child = process("nieuw", str(tmp_path / "één"), PYTHONIOENCODING="ascii", PYTHONUTF8="0", LC_ALL="C")
    out, err = child.communicate(timeout=30)
    assert (child.returncode, err) == (0, b"")
    assert "één".encode() in out


@pytest.mark.skipif(os.name == "nt", reason="pipes end differently on Windows")
@pytest.mark.parametrize("arguments", [["schema"], ["--help"]])
def test_a_reader_that_stops_reading_is_no_traceback(arguments: list[str]) -> None:
    with process(*arguments) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        err = child.stderr.read()
    assert (child.returncode, err) == (1, b"")

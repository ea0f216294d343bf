"""The command line in Dutch: help pages, faulty commands, exit codes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from besluitsteun.cli import main

COMMANDS = ("reken", "controleer", "waarom", "watals", "vergelijk", "nieuw", "schema")
ENGLISH = re.compile(
    r"\b(usage|options|arguments|commands|error|missing|try|show|exit|message|default|required|invalid|such|got)\b",
    re.I,
)
HEAVY = ("numpy", "pandas", "rasterio", "pyogrio", "shapely", "numba", "pydantic", "scipy", "rich", "networkx", "yaml")


THREADS = "verwacht: een heel getal van 1 tot en met 256 (meer dan de machine kernen heeft, helpt niet)."
DRAWS = (
    "verwacht: een heel getal van 0 tot en met 1.000.000 (meer kost tijd en geheugen en verandert de bandbreedte niet)."
)


def help_of(*arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
    assert main([*arguments, "--help"]) == 0
    return capsys.readouterr().out


def example_in(page: str) -> list[str]:
    """The commands under «Voorbeeld:»."""
    return [line.strip() for line in page.partition("Voorbeeld:\n")[2].splitlines()]


@pytest.mark.parametrize("command", [(), *((each,) for each in COMMANDS)], ids=lambda each: "".join(each) or "all")
def test_help_is_dutch_with_an_example(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    page = help_of(*command, capsys=capsys)
    assert page.startswith(f"Gebruik: {' '.join(['besluitsteun', *command])} ")
    assert "Toon deze bladzijde." in page
    assert not ENGLISH.findall(page)
    assert all(line.startswith("besluitsteun ") for line in example_in(page))
    assert example_in(page)
    assert max(len(line) for line in page.splitlines()) <= 100


def test_every_command_is_on_the_first_page(capsys: pytest.CaptureFixture[str]) -> None:
    page = help_of(capsys=capsys)
    listed = re.findall(r"^  (\w+) ", page.partition("Opdrachten:\n")[2], re.M)
    assert tuple(each for each in listed if each != "besluitsteun") == COMMANDS


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["reken"], "Het argument STUDIE ontbreekt."),
        (["waarom", "a"], "De optie --object ontbreekt."),
        (["reken", "a", "--uti", "b"], "De optie --uti bestaat niet. Bedoelde u --stil of --uit?"),
        (["reken", "a", "--uit"], "De optie --uit vraagt een waarde."),
        (["reken", "a", "--stil=3"], "De optie --stil krijgt geen waarde."),
        (["reken", "a", "b"], "Dit is te veel: b. Zet een naam met spaties tussen aanhalingstekens."),
        (["rekn", "a"], "De opdracht 'rekn' bestaat niet. Bedoelde u reken?"),
        (["zzz"], "De opdracht 'zzz' bestaat niet."),
        (["--zzz"], "De optie --zzz bestaat niet."),
        (
            ["reken", "a", "--motor", "stoom"],
            "De optie --motor kreeg 'stoom'; verwacht: auto, vertolkt of gecompileerd.",
        ),
        (["reken", "a", "--draden", "0"], f"De optie --draden kreeg '0'; {THREADS}"),
        (["reken", "a", "--draden", "²"], f"De optie --draden kreeg '²'; {THREADS}"),
        (["reken", "a", "--draden", ""], f"De optie --draden kreeg ''; {THREADS}"),
        (["reken", "a", "--draden", "257"], f"De optie --draden kreeg '257'; {THREADS}"),
        (["reken", "a", "--trekkingen", "-1"], f"De optie --trekkingen kreeg '-1'; {DRAWS}"),
        (["reken", "a", "--trekkingen", "99999999999"], f"De optie --trekkingen kreeg '99999999999'; {DRAWS}"),
        (["reken", "a", "--trekkingen", "9" * 5000], f"De optie --trekkingen kreeg '{'9' * 5000}'; {DRAWS}"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_faulty_command(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines()[0] == sentence
    assert not ENGLISH.findall(shown.err)


def test_a_missing_study_names_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    main(["reken"])
    assert "Bijvoorbeeld: besluitsteun reken mijn-studie" in capsys.readouterr().err.splitlines()


def test_no_command_shows_the_help_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert capsys.readouterr().err.startswith("Gebruik: besluitsteun ")


def test_help_loads_nothing_heavy() -> None:
    """03 and 09: `--help` comes at once. How many seconds that is, a busy machine decides; what it loads, we do."""
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "besluitsteun", "reken", "--help"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    loaded = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    assert loaded & {"typer"}
    assert not loaded & set(HEAVY) - {"pydantic"}  # Typer itself loads pydantic


def test_import_of_the_package_is_instant() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, besluitsteun; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {name.partition(".")[0] for name in done.stdout.split()} & {*HEAVY, "typer"}

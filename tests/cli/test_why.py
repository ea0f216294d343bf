"""`waarom`: which scenarios, which names, and what is not known."""

from __future__ import annotations

import pytest

from besluitsteun.cli.why import why
from besluitsteun.problems import InputError

from ..small_result import SECRET_ID, SECRET_NAME, small_study
from ..test_result import CALM, FLOOD


def test_every_scenario_under_its_own_heading() -> None:
    """In ``vloed`` mast is out from 1 h for 34 h through the secret station and hs; in ``rust`` nothing happens."""
    lines = why(small_study(scenarios=(FLOOD, CALM)), "mast", None)
    assert [line for line in lines if line and not line.startswith(" ")] == ["vloed", "rust"]
    text = " ".join(lines)
    for words in ("Mast (mast)", f"{SECRET_NAME} ({SECRET_ID})", "Onderstation (hs)", "1 dag en 10 uur"):
        assert words in text
    assert "Was Onderstation (hs) droog gebleven, dan was Mast (mast) niet uitgevallen." in text


def test_one_scenario() -> None:
    lines = why(small_study(scenarios=(FLOOD, CALM)), "mast", "rust")
    assert lines[0] == "rust"
    assert "vloed" not in " ".join(lines)


@pytest.mark.parametrize(
    ("asset", "scenario", "sentence"),
    [
        ("mats", None, "--object · onbekend object 'mats' · .* · bedoelde u mast"),
        ("kluis onder de MARKT", None, "--object · onbekend object .* · bedoelde u geheim_station"),
        ("zzz", None, "--object · onbekend object 'zzz' · .* · controleer de schrijfwijze"),
        ("mast", "vlod", "--scenario · onbekend scenario 'vlod' · .* · bedoelde u vloed"),
        ("mast", "zzz", "--scenario · onbekend scenario 'zzz' · .* · bedoelde u vloed of rust"),
    ],
)
def test_what_is_not_known(asset: str, scenario: str | None, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        why(small_study(scenarios=(FLOOD, CALM)), asset, scenario)

"""`waarom`: which scenarios, which names, and what is not known."""

from __future__ import annotations

import pytest

from besluitsteun.cli.why import why
from besluitsteun.problems import InputError

from ..small_result import SECRET_ID, SECRET_NAME, small_study
from ..test_result import CALM, FLOOD


def test_every_scenario_under_its_own_heading() -> None:
    """In ``vloed`` mast is out from 1 h for 34 h through the secret station and hs; in ``rust`` nothing happens."""
    lines = why(small_study(scenarios=(FLOOD, CALM)), "mast", None, "net")
    assert [line for line in lines if line and not line.startswith(" ")] == ["vloed", "rust"]
    text = " ".join(lines)
    for words in ("Mast (mast)", f"{SECRET_NAME} ({SECRET_ID})", "Onderstation (hs)", "1 dag en 10 uur"):
        assert words in text
    assert "Was Onderstation (hs) droog gebleven, dan was Mast (mast) niet uitgevallen." in text


def test_one_scenario() -> None:
    lines = why(small_study(scenarios=(FLOOD, CALM)), "mast", "rust")
    assert lines[0] == "rust"
    assert "vloed" not in " ".join(lines)


def test_a_secret_link_of_the_chain_is_told_without_its_name() -> None:
    text = " ".join(why(small_study(scenarios=(FLOOD,)), "mast", None, "openbaar"))
    assert "een niet-openbaar object (stroom)" in text
    for secret in (SECRET_ID, SECRET_NAME):
        assert secret not in text


@pytest.mark.parametrize("given", [SECRET_ID, SECRET_NAME])
def test_a_secret_asset_is_as_unknown_as_any(given: str) -> None:
    with pytest.raises(InputError) as raised:
        why(small_study(scenarios=(FLOOD,)), given, None, "openbaar")
    assert [problem.remedy for problem in raised.value.problems] == ["controleer de schrijfwijze in de studie"]


def test_a_limit_for_few_is_not_told_to_others() -> None:
    study = small_study(scenarios=(FLOOD,))
    marked = study.assets[0].model_copy(update={"value_marks": {"faaldiepte_m": "tel"}})
    assets = (marked, *study.assets[1:])
    told = {
        who: " ".join(why(small_study(scenarios=(FLOOD,), assets=assets), "hs", None, who)) for who in ("gem", "tel")
    }
    assert "het valt uit boven 0,80 m" in told["tel"]
    assert "valt uit boven" not in told["gem"]


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
        why(small_study(scenarios=(FLOOD, CALM)), asset, scenario, "net")


def test_the_limit_of_a_secret_asset_is_not_told() -> None:
    study = small_study(scenarios=(FLOOD,))
    hidden = study.assets[0].model_copy(update={"visible_to": "tel"})
    assets = (hidden, *study.assets[1:])
    told = {
        who: " ".join(why(small_study(scenarios=(FLOOD,), assets=assets), "mast", None, who)) for who in ("gem", "tel")
    }
    assert "het valt uit boven 0,80 m" in told["tel"]
    assert "valt uit boven" not in told["gem"]

"""Numbers too large to be added up exactly are refused with their place; what a country needs is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from besluitsteun.loading.reader import read_study
from besluitsteun.problems import InputError

STUDY = """\
naam: Groot
tijd: {{horizon_uur: 720, stap_uur: 1}}
functies:
  - {{id: f, naam: F, inwoners_per_gebruiker: 2.1, waarde_eur_per_gebruikersuur: {value}, waarde_tot_uur: 24,
     compensatie: {{vanaf_uur: 4, eerste_eur: {first}, elke_uur: 4, volgende_eur: 20}}}}
objecten:
  - {{id: klein, functie: f, gebruikers: 1}}
  - {{id: groot, functie: f, gebruikers: {users}, kwetsbare_gebruikers: {vulnerable}, max_schade_eur: {damage},
     schadecurve: c, lozing: {load}, lozing_eenheid: kg}}
schadecurves: curves.csv
scenarios: [{{id: s, waterdiepte: {{uniform_m: 1}}}}]
"""
COUNTRY = {"value": "21", "first": "35", "users": "8.5e6", "vulnerable": "1e6", "damage": "1e12", "load": "1e9"}


def study(folder: Path, **changes: str) -> Path:
    (folder / "studie.yaml").write_text(STUDY.format(**(COUNTRY | changes)), encoding="utf-8")
    (folder / "curves.csv").write_text("curve,diepte_m,aandeel\nc,0,0\nc,1,1\n", encoding="utf-8")
    return folder


def test_a_whole_country_fits(tmp_path: Path) -> None:
    assert len(read_study(study(tmp_path)).assets) == 2


@pytest.mark.parametrize(
    ("key", "value", "named"),
    [
        ("users", "1e13", "gebruikers"),
        ("value", "1e15", "gebruikers"),
        ("first", "1e15", "gebruikers"),
        ("vulnerable", "1e15", "kwetsbare_gebruikers"),
        ("damage", "1e17", "max_schade_eur"),
        ("load", "1e17", "lozing"),
    ],
)
def test_what_does_not_fit_is_refused_at_the_largest(tmp_path: Path, key: str, value: str, named: str) -> None:
    with pytest.raises(InputError) as caught:
        read_study(study(tmp_path, **{key: value}))
    (problem,) = caught.value.problems
    assert (problem.place.file, problem.place.line) == ("studie.yaml", 9 if key == "load" else 8)  # of `groot`
    assert f"`{named}`" in problem.found
    assert "te groot" in problem.found

"""Settings of packages and roles, and authored choices: what is read, and every mistake with place and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.problems import InputError, Problem

from .small_study import change, write_study

MEASURES = "".join(
    f"- {{id: {name}, naam: {name}, laag: herstel, "
    "effecten: [{op: {objecten: [hs]}, eigenschap: hersteltijd_uur, maal: 0.5}], "
    f"kosten_eur: 100, jaarlijks_eur: 0, samenhang: [{{thema: droogte, score: 0}}]{more}}}\n"
    for name, more in (("a", ""), ("b", ", vereist: [a]"), ("c", ", sluit_uit: [a]"))
)
CHOICES = """\
keuzes:
  - {id: plek, vraag: "Waar?", opties: [hoog, laag], standpunten: [{partij: stad, optie: hoog}],
     besluit_door: [gemeente]}
richtingen:
  - {id: een, naam: Een, keuzes: {plek: hoog}, maatregelen_wel: [a], maatregelen_niet: [c]}
"""


def read(folder: Path, settings: str, choices: str = CHOICES) -> Study:
    study = write_study(folder / "studie")
    for name, text in (("maatregelen.yaml", MEASURES), ("besluit.yaml", settings), ("keuzes.yaml", choices)):
        change(study, name, "", text)
    change(study, "studie.yaml", "grenzen:", "besluit: besluit.yaml\nkeuzes: keuzes.yaml\ngrenzen:")
    return read_study(study)


def only_problem(folder: Path, settings: str, choices: str = CHOICES) -> Problem:
    with pytest.raises(InputError) as refused:
        read(folder, settings, choices)
    (told,) = refused.value.problems
    return told


def test_settings_and_choices_are_part_of_the_study(tmp_path: Path) -> None:
    study = read(tmp_path, "pakketten: {totaal_budget_eur: {investering: 500}}\n")
    assert study.decision is not None
    assert study.decision.packages is not None
    assert study.decision.packages.pinned is None
    assert [each.id for each in study.choices.directions] == ["een"]


@pytest.mark.parametrize(
    ("settings", "found"),
    [
        ("pakketten: {partijbudget: [{partij: staad}]}", "staad"),
        ("pakketten: {grenzen: [{grens: g2}]}", "onbekende grens `g2`"),
        ("pakketten: {vast: {erin: [aa]}}", "onbekende maatregel `aa`"),
        ("pakketten: {vast: {erin: [a], eruit: [a]}}", "`a` staat in en uit"),
        ("pakketten: {vast: {erin: [b], eruit: [a]}}", "`b` moet erin en vereist `a`"),
        ("pakketten: {vast: {erin: [a, c]}}", "sluiten elkaar uit"),
        ("pakketten: {per_laag: {herstel: {minstens: 3, hoogstens: 1}}}", "minstens 3 en hoogstens 1"),
        ("pakketten: {doelen: [{id: d, criterium: xyz}]}", "onbekend criterium `xyz`"),
        ("pakketten: {doelen: [{id: d, criterium: getroffenen, over_scenarios: cvar}]}", "doel `d` zonder `alfa`"),
        ("pakketten: {doelen: [{id: d, criterium: getroffenen, over_scenarios: spijt, alfa: 0.1}]}", "met `alfa`"),
        ("pakketten: {doelen: [{id: d, criterium: getroffenen, over_scenarios: bu}]}", "`over_scenarios: bu`"),
        ("pakketten: {doelen: [{id: d, soort: goedkoopste, niveau: basis}]}", "onbekend niveau `basis`"),
        ("pakketten: {doelen: [{id: d}]}", "doel `d` zonder `criterium`"),
        ("richtingen: {aantal: [4, 2]}", "`aantal` van 4 tot 2"),
        ("richtingen: {assen: [lag]}", "onbekende as `lag`"),
        ("richtingen: {assen: [{as: eigen, maatregelen: {x: [q]}}]}", "onbekende maatregel `q`"),
        ("coalities: {spelers: [staad]}", "staad"),
        ("coalities: {laageigenaren: {herstel: [staad]}}", "staad"),
        ("coalities: {eigen_ambitie: {stad: [g2]}}", "onbekende grens `g2`"),
        ("rollen: {aanbod: [{partij: stad, maatregel: q, rol: financier}]}", "onbekende maatregel `q`"),
        ("rollen: {capaciteit: [{partij: staad, rol: trekker, hoogstens: 1}]}", "staad"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, settings: str, found: str) -> None:
    told = only_problem(tmp_path, settings + "\n")
    assert told.place.file == "besluit.yaml"
    assert found in told.found
    assert told.remedy


def test_a_measure_that_is_refused_is_not_called_unknown_as_well(tmp_path: Path) -> None:
    study = write_study(tmp_path / "studie")
    change(study, "maatregelen.yaml", "", MEASURES.replace("kosten_eur: 100, ", "kosten_eur: -1, ", 1))
    change(study, "besluit.yaml", "", "pakketten: {vast: {erin: [a]}}")
    change(study, "studie.yaml", "grenzen:", "besluit: besluit.yaml\ngrenzen:")
    with pytest.raises(InputError) as refused:
        read_study(study)
    assert [each.place.file for each in refused.value.problems] == ["maatregelen.yaml"]


def test_a_budget_below_every_measure_gives_a_warning(tmp_path: Path) -> None:
    study = read(tmp_path, "pakketten: {totaal_budget_eur: {investering: 50}}\n")
    (told,) = [each.found for each in study.warnings if each.place.file == "besluit.yaml"]
    assert "goedkoopste maatregel 100" in told


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("partij: stad", "partij: staad", "staad"),
        ("optie: hoog", "optie: hog", "`hog`, dat geen optie is"),
        ("besluit_door: [gemeente]", "besluit_door: [raad]", "`besluit_door: raad`"),
        ("{plek: hoog}", "{plk: hoog}", "keuze `plk`"),
        ("{plek: hoog}", "{plek: midden}", "antwoordt `midden`"),
        ("wel: [a]", "wel: [q]", "onbekende maatregel `q`"),
        ("niet: [c]", "niet: [c, a]", "wil `a` wel en niet"),
    ],
)
def test_a_wrong_choice_is_refused(tmp_path: Path, old: str, new: str, found: str) -> None:
    assert CHOICES.count(old) == 1
    told = only_problem(tmp_path, "{}\n", CHOICES.replace(old, new))
    assert told.place.file == "keuzes.yaml"
    assert found in told.found

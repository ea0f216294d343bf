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


def doubted(folder: Path, settings: str, measures: str = MEASURES) -> list[Problem]:
    """The warnings about the settings."""
    study = write_study(folder / "een")
    for name, text in (("maatregelen.yaml", measures), ("besluit.yaml", settings)):
        change(study, name, "", text)
    change(study, "studie.yaml", "grenzen:", "besluit: besluit.yaml\ngrenzen:")
    return [each for each in read_study(study).warnings if each.place.file == "besluit.yaml"]


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
        ("richtingen: {assen: [{as: eigen, maatregelen: {x: [q], y: [a]}}]}", "onbekende maatregel `q`"),
        ("richtingen: {assen: [kosten]}", "onbekende as `kosten`"),
        ("richtingen: {assen: [laag, laag]}", "as `laag` staat er twee keer"),
        ("richtingen: {assen: [{as: eigen, maatregelen: {x: [a]}}]}", "minder dan twee koppen"),
        ("richtingen: {assen: [{as: eigen, maatregelen: {x: [a], y: [a, b]}}]}", "maatregel `a` staat er twee keer"),
        ("richtingen: {aantal: [0, 0]}", "`aantal` tot 0"),
        ("coalities: {spelers: [staad]}", "staad"),
        ("coalities: {laageigenaren: {herstel: [staad]}}", "staad"),
        ("coalities: {spelers: [stad], eigen_ambitie: {stad: [g2]}}", "onbekende grens `g2`"),
        ("coalities: {spelers: [stad], eigen_ambitie: {regio: [g1]}}", "`eigen_ambitie` van `regio`, die geen speler"),
        ("coalities: {spelers: [stad], hoogstens_aandeel: {regio: 0.5}}", "`hoogstens_aandeel` van `regio`"),
        ("coalities: {spelers: [stad, stad]}", "speler `stad` staat er twee keer"),
        ("coalities: {spelers: [stad], buiten: [{partij: stad}]}", "`stad` speelt mee en staat ook bij `buiten`"),
        ("coalities: {buiten: [{partij: stad}, {partij: stad}]}", "partij `stad` staat er twee keer"),
        ("pakketten: {partijbudget: [{partij: stad}, {partij: stad, investering_eur: 1}]}", "het budget van `stad`"),
        ("pakketten: {grenzen: [{grens: g1}, {grens: g1, voorrang: 1}]}", "grens `g1` staat er twee keer"),
        ("pakketten: {doelen: [{id: d, criterium: getroffenen}, {id: d, soort: grenzen_gehaald}]}", "doel `d` staat"),
        ("pakketten: {doelen: [{id: d, soort: goedkoopste}]}", "doel `d` zonder `niveau`"),
        ("pakketten: {doelen: [{id: d, soort: grenzen_gehaald, alfa: 0.1}]}", "`alfa` bij `soort: grenzen_gehaald`"),
        ("pakketten: {doelen: [{id: d, soort: grenzen_gehaald, over_scenarios: bui}]}", "`over_scenarios` bij `soort"),
        ("pakketten: {doelen: [{id: d, criterium: keteneffectfactor}]}", "een verhouding zegt niet hoe erg"),
        ("pakketten: {doelen: [{id: d, criterium: getroffenen, over_scenarios: per_scenario}]}", "per_scenario"),
        ("pakketten: {doelen: [{id: d, criterium: getroffenen, over_scenarios: alle}]}", "`over_scenarios: alle`"),
        ("pakketten: {per_laag: {herstel: {minstens: 4}}}", "minstens 4, terwijl er 3 te kiezen zijn"),
        ("pakketten: {per_laag: {herstel: {minstens: 3}}, vast: {eruit: [c]}}", "terwijl er 2 te kiezen zijn"),
        ("pakketten: {vast: {erin: [b, c]}}", "sluiten elkaar uit"),
        ("pakketten: {totaal_budget_eur: {investering: 150}, vast: {erin: [b]}}", "(`b` en `a`) 200 kost"),
        (
            "rollen: {capaciteit: [{partij: stad, rol: trekker, hoogstens: 1}, {partij: stad, rol: trekker, "
            "hoogstens: 2}]}",
            "de capaciteit van `stad als trekker`",
        ),
        (
            "rollen: {aanbod: [{partij: stad, maatregel: a, rol: trekker}, "
            "{partij: stad, rol: trekker, maatregel: a}]}",
            "het aanbod van `stad als trekker van a`",
        ),
        ("rollen: {aanbod: [{partij: stad, maatregel: q, rol: financier}]}", "onbekende maatregel `q`"),
        ("rollen: {capaciteit: [{partij: staad, rol: trekker, hoogstens: 1}]}", "staad"),
    ],
)
def test_a_wrong_setting_is_refused(tmp_path: Path, settings: str, found: str) -> None:
    told = only_problem(tmp_path, settings + "\n")
    assert (told.place.file, told.place.line) == ("besluit.yaml", 1)
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
    assert "50 euro, terwijl de goedkoopste maatregel (`a`) 100 kost" in told


def test_so_does_a_yearly_budget(tmp_path: Path) -> None:
    dearer = MEASURES.replace("jaarlijks_eur: 0", "jaarlijks_eur: 9")
    assert [each.found for each in doubted(tmp_path, "pakketten: {totaal_budget_eur: {per_jaar: 8}}\n", dearer)] == [
        "`per_jaar` 8 euro, terwijl de goedkoopste maatregel (`a`) 9 kost"
    ]


def test_weighing_scenarios_without_weights_gives_a_warning(tmp_path: Path) -> None:
    aim = "pakketten: {doelen: [{id: d, criterium: getroffenen, over_scenarios: gewogen}]}\n"
    (told,) = doubted(tmp_path, aim)
    assert "geen scenario heeft een `gewicht`" in told.found
    weighed = write_study(tmp_path / "studie")
    change(weighed, "scenarios.yaml", "  begin_uur: 6\n", "  begin_uur: 6\n  gewicht: {waarde: 0.5, wie: stad}\n")
    change(weighed, "besluit.yaml", "", aim)
    change(weighed, "studie.yaml", "grenzen:", "besluit: besluit.yaml\ngrenzen:")
    assert not [each for each in read_study(weighed).warnings if each.place.file == "besluit.yaml"]


def test_more_players_than_a_full_game_takes_give_a_warning(tmp_path: Path) -> None:
    study = write_study(tmp_path / "studie")
    more = [f"p{number}" for number in range(9)]
    change(study, "partijen.yaml", "- {id: netbeheer,", "".join(
        f"- {{id: {each}, naam: {each}, soort: bedrijf}}\n" for each in more) + "- {id: netbeheer,")  # fmt: skip
    change(study, "besluit.yaml", "", f"coalities: {{spelers: [{', '.join(more)}]}}")
    change(study, "studie.yaml", "grenzen:", "besluit: besluit.yaml\ngrenzen:")
    (told,) = [each.found for each in read_study(study).warnings if each.place.file == "besluit.yaml"]
    assert told.startswith("9 spelers")


def test_a_level_that_demands_nothing_gives_a_warning_and_nothing_is_cheapest_for_it(tmp_path: Path) -> None:
    study = write_study(tmp_path / "studie")
    change(study, "ambities.yaml", "", "niveaus: [{id: leeg, naam: Leeg}, {id: vol, naam: Vol, grenzen: [g1]}]")
    change(study, "studie.yaml", "grenzen:", "ambities: ambities.yaml\nbesluit: besluit.yaml\ngrenzen:")
    change(study, "besluit.yaml", "", "pakketten: {doelen: [{id: d, soort: goedkoopste, niveau: vol}]}")
    (told,) = [each.found for each in read_study(study).warnings if each.place.file == "ambities.yaml"]
    assert told == "niveau `leeg` noemt geen grenzen: het vraagt niets"
    change(study, "besluit.yaml", "niveau: vol", "niveau: leeg")
    with pytest.raises(InputError) as refused:
        read_study(study)
    assert "het goedkoopste is dan niets doen" in str(refused.value)


def test_what_is_wrong_elsewhere_in_refused_settings_is_told_as_well(tmp_path: Path) -> None:
    wrong = "richtingen: {epsilon: 2}\ncoalities: {spelers: [staad]}\n"
    with pytest.raises(InputError) as refused:
        read(tmp_path, wrong, CHOICES.replace("optie: hoog", "optie: hog").replace("naam: Een", "naem: Een"))
    told = [(each.place.file, each.place.line) for each in refused.value.problems]
    assert told == [
        ("besluit.yaml", 1),
        ("besluit.yaml", 2),
        ("keuzes.yaml", 2),
        ("keuzes.yaml", 5),
        ("keuzes.yaml", 5),
    ]


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
        ("wel: [a], maatregelen_niet: [c]", "wel: [b], maatregelen_niet: [a]", "wil `b`, dat `a` vereist, en `a` niet"),
        ("wel: [a], maatregelen_niet: [c]", "wel: [b, c]", "wil `c` en `a`, die elkaar uitsluiten"),
        ("niet: [c]", "niet: [c], aandeel_per_laag: {herstel: 0.7, preventie: 0.4}", "zijn samen 1,10"),
        ("{partij: stad, optie: hoog}", "{partij: stad, optie: hoog}, {partij: stad, optie: laag}", "`stad` staat er"),
        ("richtingen:", "  - {id: plek, vraag: Nog eens, opties: [hoog]}\nrichtingen:", "keuze `plek` staat er twee"),
        ("  - {id: een,", "  - {id: een, naam: Ook}\n  - {id: een,", "richting `een` staat er twee keer"),
    ],
)
def test_a_wrong_choice_is_refused(tmp_path: Path, old: str, new: str, found: str) -> None:
    """And the place is that of the word itself, not of the list."""
    assert CHOICES.count(old) == 1
    told = only_problem(tmp_path, "{}\n", CHOICES.replace(old, new))
    assert told.place.file == "keuzes.yaml"
    assert found in told.found
    assert told.place.line is not None
    assert told.place.line > 1
    assert told.remedy

"""Criteria and weights of a study: what is read, and every mistake with its place and remedy."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from besluitsteun.loading.reader import read_study
from besluitsteun.preferences.values import range_hash
from besluitsteun.problems import InputError, Problem, Severity

from .small_study import change, write_study
from .test_fuzz import MUTATIONS

CRITERIA, WEIGHTS = "criteria.yaml", "gewichten.yaml"
FUZZED = 60
TEXT = """\
criteria:
  - {id: zorguren, bron_criterium: kwetsbare_gebruikersuren, functies: {zorg: 1}, rol: waarde, familie: uitval,
     bereik: {slechtst: 1000, best: 0}, waardefunctie: [[1000, 0], [200, 0.6], [0, 1]], p: 100, q: 10}
  - {id: schade, bron_criterium: directe_schade_eur, rol: waarde, bereik: {slechtst: 500000, best: 0}}
  - {id: mensen, bron_criterium: getroffenen, rol: waarde, bereik: {slechtst: 900, best: 0}}
  - {id: kosten, bron_criterium: jaarkosten_eur, rol: randvoorwaarde, bereik: {slechtst: 90000, best: 0}}
  - {id: factor, bron_criterium: keteneffectfactor, rol: toelichting}
scenario_oordeel: {wijze: cvar, scenarios: alle, alfa: 0.2}
"""
HASH = "654d1f"
ANSWERS = f"""\
gewichten:
  - {{partij: stad, wijze: swing, bereik_hash: {HASH}, punten: {{zorguren: 100, schade: 40, mensen: 60}}}}
  - {{partij: netbeheer, wijze: orde, bereik_hash: {HASH}, orde: [[zorguren], [schade, mensen]]}}
  - {{partij: regio, wijze: intervallen, bereik_hash: {HASH}, intervallen: {{zorguren: [0.2, 0.5]}},
     verhoudingen: [{{meer: mensen, minder: schade, minstens: 1.5}}]}}
"""
BEST_WORST = (
    f"{{partij: stad, wijze: best_slechtst, bereik_hash: {HASH}, beste: zorguren, slechtste: schade, "
    "beste_tot: {mensen: 2, schade: 8}, tot_slechtste: {mensen: 4}}"
)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    folder = write_study(tmp_path / "studie")
    (folder / CRITERIA).write_text(TEXT, encoding="utf-8")
    (folder / WEIGHTS).write_text(ANSWERS, encoding="utf-8")
    change(folder, "studie.yaml", "grenzen:", f"criteria: {CRITERIA}\ngewichten: {WEIGHTS}\ngrenzen:")
    return folder


def problems(folder: Path) -> list[Problem]:
    with pytest.raises(InputError) as refused:
        read_study(folder)
    return list(refused.value.problems)


def pointed_at(folder: Path, told: Problem) -> str:
    """The text that the place of a problem points at, to the end of its line."""
    lines = (folder / told.place.file).read_text(encoding="utf-8").splitlines()
    assert told.place.line is not None
    assert isinstance(told.place.column, int)
    return lines[told.place.line - 1][told.place.column - 1 :]


def replace_answers(folder: Path, *answers: str) -> None:
    (folder / WEIGHTS).write_text("\n".join(f"- {each}" for each in answers), encoding="utf-8")


def test_criteria_and_weights_are_part_of_the_study(study: Path) -> None:
    found = read_study(study)
    assert found.decision_criteria is not None
    assert [each.id for each in found.decision_criteria.criteria] == [
        "zorguren",
        "schade",
        "mensen",
        "kosten",
        "factor",
    ]
    assert range_hash(found.decision_criteria.criteria) == HASH
    assert [each.party for each in found.weights] == ["stad", "netbeheer", "regio"]
    assert not {"criteria", "gewichten"} & set(found.others)
    assert not [each for each in found.warnings if each.place.file in (CRITERIA, WEIGHTS)]


def test_bare_lists_and_a_study_without_them_are_fine(study: Path) -> None:
    text = TEXT.replace("criteria:\n", "").split("scenario_oordeel")[0]
    (study / CRITERIA).write_text(text, encoding="utf-8")
    replace_answers(study, BEST_WORST)
    found = read_study(study)
    assert found.decision_criteria is not None
    assert found.decision_criteria.scenario_judgement is None
    assert [each.best for each in found.weights] == ["zorguren"]
    change(study, "studie.yaml", f"criteria: {CRITERIA}\ngewichten: {WEIGHTS}\n", "")
    assert read_study(study).decision_criteria is None


def test_weights_asked_on_another_range_are_left_out_with_a_warning_that_gives_the_present_one(study: Path) -> None:
    change(study, CRITERIA, "{slechtst: 900, best: 0}", "{slechtst: 950, best: 0}")
    found = read_study(study)
    warned = [each for each in found.warnings if each.place.file == WEIGHTS]
    assert found.decision_criteria is not None
    present = range_hash(found.decision_criteria.criteria)
    assert found.weights == ()
    assert present != HASH
    assert [each.severity for each in warned] == [Severity.WARNING] * 3
    assert str(warned[0]) == (
        f"gewichten.yaml:2:47 · de gewichten van `stad` zijn gevraagd op een ander bereik (`{HASH}`) "
        f"en tellen niet mee · verwacht: `{present}` · vraag ze opnieuw bij het huidige bereik en zet daarna "
        f"`bereik_hash: {present}`"
    )


MISTAKES = [
    ("bron_criterium: getroffenen", "bron_criterium: getrofenen", "getrofenen", "bedoelde u `getroffenen`?"),
    ("{zorg: 1}", "{zorrg: 1}", "{zorrg", "onbekende functie `zorrg`"),
    (" functies: {zorg: 1},", "", "zorguren", "zonder `functies`: uren van verschillende functies tellen we niet"),
    ("getroffenen, rol", "getroffenen, functies: {zorg: 1}, rol", "{zorg: 1}", "`functies` bij `getroffenen`"),
    ("rol: toelichting", "rol: randvoorwaarde", "randvoorwaarde", "een verhouding zegt niet hoe erg het is"),
    (", bereik: {slechtst: 500000, best: 0}", "", "schade", "criterium `schade` heeft geen `bereik`"),
    ("{slechtst: 500000, best: 0}", "{slechtst: 7, best: 7}", "{slechtst: 7", "slechtst en best zijn allebei 7"),
    ("{slechtst: 500000, best: 0}", "{slechtst: 0, best: 5}", "{slechtst: 0", "terwijl minder beter is"),
    ("{slechtst: 900, best: 0}", "{slechtst: 900, best: 0}, richting: meer", "{slechtst: 900", "terwijl meer beter is"),
    ("[200, 0.6]", "[200, 1.2]", "[[1000, 0]", "de waarde loopt van 0 naar 200 niet de goede kant op"),
    ("[200, 0.6]", "[200, 0]", "[[1000, 0]", "de waarde loopt van 200 naar 1.000 niet de goede kant op"),
    ("[[1000, 0]", "[[900, 0]", "[[900, 0]", "eindpunten [1.000, 0] en [0, 1], zoals het bereik"),
    (", [0, 1]]", "]", "[[1000, 0]", "de waardefunctie loopt niet van slechtst (0) tot best (1)"),
    ("p: 100, q: 10", "p: 10, q: 100", "10, q", "`p` 10 onder `q` 100"),
    ("id: mensen", "id: schade", "schade", "id `schade` staat al in criteria.yaml:4:10"),
    ("getroffenen, rol: waarde", "directe_schade_eur, rol: waarde", "mensen", "allebei uit `directe_schade_eur`"),
    ("getroffenen, rol: waarde", "getroffenen, familie: uitval, rol: waarde", "mensen", "allebei van familie `uitval`"),
    ("getroffenen", "indirecte_schade_eur", "mensen", "uren en euro's van dezelfde uitval"),
    ("keteneffectfactor, rol: toelichting", "kosten_eur, rol: randvoorwaarde, bereik: {slechtst: 1, best: 0}",
     "{slechtst: 1,", "één soort kosten die gewogen kan worden"),
    ("scenarios: alle", "scenarios: [vloed]", "vloed", "onbekend scenario `vloed`"),
    (", alfa: 0.2", "", "cvar", "wijze cvar zonder `alfa`"),
    ("wijze: cvar", "wijze: slechtste", "slechtste", "wijze slechtste met `alfa`"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "words"), MISTAKES, ids=[each[3][:50] for each in MISTAKES])
def test_a_mistake_in_a_criterion_is_told_once_and_at_its_place(
    study: Path, old: str, new: str, at: str, words: str
) -> None:
    change(study, CRITERIA, old, new)
    (told,) = problems(study)
    assert words in str(told)
    assert told.place.file == CRITERIA
    assert pointed_at(study, told).startswith(at)
    assert told.remedy


def test_one_family_is_fine_when_the_functions_differ(study: Path) -> None:
    other = "bron_criterium: kwetsbare_gebruikersuren, functies: {telecom: 2}, familie: uitval"
    change(study, CRITERIA, "bron_criterium: getroffenen", other)
    assert len(read_study(study).warnings) >= 3  # only the ranges that weights were asked on have changed
    change(study, CRITERIA, "{telecom: 2}", "{telecom: 2, zorg: 1}")
    assert "tellen hetzelfde dubbel" in problems(study)[0].found


def test_nothing_is_said_of_answers_as_long_as_the_criteria_are_wrong(study: Path) -> None:
    change(study, CRITERIA, "id: schade", "id: schade, rol: x")
    change(study, WEIGHTS, "partij: stad", "partij: dorp")
    assert {each.place.file for each in problems(study)} == {CRITERIA, WEIGHTS}
    assert not [each for each in problems(study) if "schade" in each.found and each.place.file == WEIGHTS]


WRONG_ANSWERS = [
    ("{partij: dorp, wijze: direct, gewichten: {zorguren: 0.5, schade: 0.3, mensen: 0.2}}", "dorp",
     "onbekende partij `dorp`"),
    ("{partij: stad, wijze: direct, gewichten: {zorguren: 0.5, schade: 0.3, mensen: 0.1}}", "{zorguren",
     "de gewichten zijn samen 0,900"),
    ("{partij: stad, wijze: direct, gewichten: {zorguren: 0.5, schade: 0.5}}", "direct",
     "mensen niet genoemd door `stad`"),
    ("{partij: stad, wijze: swing, punten: {zorguren: 0, schade: 0, mensen: 0}}", "{zorguren", "alle punten zijn 0"),
    ("{partij: stad, wijze: swing, punten: {zorguren: 9, schde: 1, schade: 2, mensen: 0}}", "schde",
     "bedoelde u `schade`?"),
    ("{partij: stad, wijze: swing, punten: {zorguren: 9, factor: 1, schade: 2, mensen: 0}}", "factor: 1",
     "`factor` wordt gewogen, maar heeft geen rol `waarde`"),
    ("{partij: stad, wijze: orde, orde: [[zorguren, schade], [mensen, schade]]}", "schade]",
     "`schade` staat twee keer in de orde"),
    ("{partij: stad, wijze: intervallen, intervallen: {zorguren: [0.6, 1], schade: [0.5, 1]}}", "schade: [0.5",
     "`stad` zegt wat niet samen kan: `zorguren` weegt minstens 0,6 en `schade` weegt minstens 0,5"),
    ("{partij: stad, wijze: intervallen, verhoudingen: [{meer: schade, minder: schade, minstens: 2}]}",
     "schade, minder", "`schade` tegen zichzelf"),
    ("{partij: stad, wijze: intervallen, verhoudingen: [{meer: schde, minder: mensen, minstens: 2}]}", "schde",
     "onbekend criterium `schde`"),
    (BEST_WORST.replace("slechtste: schade", "slechtste: zorguren"), "best_slechtst",
     "niet twee verschillende criteria"),
    (BEST_WORST.replace(", schade: 8", ""), "{mensen: 2}",
     "hoeveel keer `zorguren` zwaarder weegt dan `schade` staat er niet"),
    (BEST_WORST.replace("tot_slechtste: {mensen: 4}", "tot_slechtste: {mensen: 4, zorguren: 7}"), "zorguren: 7",
     "`zorguren` weegt 8 keer en ook 7 keer `schade`"),
    (BEST_WORST.replace("mensen: 2", "mensen: 0.5"), "mensen: 0.5", "`mensen: 0,5` bij `beste_tot`"),
    (BEST_WORST.replace("tot_slechtste: {mensen: 4}", "tot_slechtste: {mensen: 9}"), "mensen: 9",
     "`mensen: 9` bij `tot_slechtste` · verwacht: een getal van 1 tot en met 8"),
    (BEST_WORST.replace("schade: 8", "schade: 12"), "schade: 12", "`schade: 12` bij `beste_tot`"),
    (BEST_WORST.replace("tot_slechtste: {mensen: 4}", "tot_slechtste: {zorguren: 8}"), "{zorguren: 8}",
     "`tot_slechtste` mist mensen"),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "at", "words"), WRONG_ANSWERS, ids=[each[2][:50] for each in WRONG_ANSWERS])
def test_a_mistake_in_an_answer_is_told_once_and_at_its_place(study: Path, answer: str, at: str, words: str) -> None:
    given = answer if "bereik_hash" in answer else answer.replace("wijze:", f"bereik_hash: {HASH}, wijze:")
    replace_answers(study, given)
    (told,) = problems(study)
    assert words in str(told)
    assert told.remedy
    assert told.place.file == WEIGHTS
    assert pointed_at(study, told).startswith(at)


def test_a_party_answers_once(study: Path) -> None:
    change(study, WEIGHTS, "partij: netbeheer", "partij: stad")
    (told,) = problems(study)
    assert str(told).startswith("gewichten.yaml:3:14 · twee keer gewichten van `stad`")


def test_weights_need_criteria(study: Path) -> None:
    change(study, "studie.yaml", f"criteria: {CRITERIA}\n", "")
    (told,) = problems(study)
    assert told.found == "`gewichten` zonder `criteria`"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{partij: stad, wijze: direct, bereik_hash: x}", "wijze direct zonder `gewichten`"),
        ("{partij: stad, wijze: orde, bereik_hash: x, orde: [a], punten: {a: 1}}", "`punten` bij wijze orde"),
        ("{partij: stad, wijze: intervallen, bereik_hash: x}", "zonder `intervallen` of `verhoudingen`"),
    ],
)
def test_an_answer_has_what_belongs_to_its_way_and_nothing_else(study: Path, text: str, words: str) -> None:
    replace_answers(study, text)
    assert words in str(problems(study)[0])


@pytest.mark.parametrize("name", [CRITERIA, WEIGHTS])
def test_whatever_is_done_to_them_ends_in_a_study_or_in_problems(study: Path, name: str) -> None:
    whole, refused = (study / name).read_text(encoding="utf-8"), 0
    for seed in range(FUZZED):
        dice = random.Random(seed)
        text = dice.choice(MUTATIONS)(whole, dice)
        (study / name).write_text(text, encoding="utf-8", errors="surrogateescape")
        try:
            read_study(study)
        except InputError:
            refused += 1
    assert FUZZED / 4 < refused < FUZZED


def test_weights_are_looked_at_also_when_the_criteria_are_wrong(study: Path) -> None:
    change(study, CRITERIA, "slechtst: 900, best: 0", "slechtst: 0, best: 0")
    change(study, WEIGHTS, "punten: {zorguren: 100, schade: 40, mensen: 60}", "punten: {zorguren: 0}")
    assert [each.found for each in problems(study)] == ["slechtst en best zijn allebei 0", "alle punten zijn 0"]


def test_a_criterion_that_counts_no_function_is_refused(study: Path) -> None:
    change(study, CRITERIA, "functies: {zorg: 1}", "functies: {zorg: 0}")
    (told,) = problems(study)
    assert told.found == "criterium `zorguren` telt van elke functie 0"
    assert pointed_at(study, told).startswith("{zorg: 0}")


def test_weighing_scenarios_without_weights_gives_a_warning(study: Path) -> None:
    change(study, CRITERIA, "{wijze: cvar, scenarios: alle, alfa: 0.2}", "{wijze: gewogen, scenarios: alle}")
    (told,) = [each for each in read_study(study).warnings if each.place.file == CRITERIA]
    assert "geen scenario heeft een `gewicht`" in told.found
    assert pointed_at(study, told).startswith("gewogen")
    weight = "  begin_uur: 6\n  gewicht: {waarde: 0.5, wie: stad}\n"
    change(study, "scenarios.yaml", "  begin_uur: 6\n", weight)
    assert not [each for each in read_study(study).warnings if each.place.file == CRITERIA]


SPILLS = """\
id,naam,functie,gebied,x,y,lozing,lozing_eenheid
rwzi,Zuivering,zorg,Stad,150005,499995,20000,inwonerequivalenten
depot,Depot,telecom,Stad,150015,499985,40,m3
"""


def spilling(study: Path) -> None:
    """Two objects that spill something else."""
    (study / "lozingen.csv").write_text(SPILLS, encoding="utf-8")
    change(study, "studie.yaml", "  - objecten.csv\n", "  - objecten.csv\n  - lozingen.csv\n")


def test_spills_in_several_units_are_never_one_criterion(study: Path) -> None:
    """04: units are never mixed; 110.000 people and 40 cubic metres were once added up."""
    spilling(study)
    change(study, CRITERIA, "bron_criterium: directe_schade_eur", "bron_criterium: lozing")
    (told,) = problems(study)
    assert told.found == "`lozing` telt inwonerequivalenten en m3 bij elkaar op"
    assert told.expected == "lozingen in één eenheid"
    assert "`functies`" in told.remedy
    assert pointed_at(study, told).startswith("schade")
    change(study, CRITERIA, "bron_criterium: lozing,", "bron_criterium: lozing, functies: {telecom: 1},")
    assert read_study(study).decision_criteria is not None


def test_spills_in_several_units_are_never_one_limit(study: Path) -> None:
    spilling(study)
    with (study / "grenzen.yaml").open("a", encoding="utf-8") as file:
        file.write("- {id: vuil, partij: stad, criterium: lozing, acceptabel_tot: 5, onacceptabel_vanaf: 9}\n")
    (told,) = problems(study)
    assert told.found == "`lozing` telt inwonerequivalenten en m3 bij elkaar op"
    assert "`functie`" in told.remedy
    change(study, "grenzen.yaml", "criterium: lozing,", "criterium: lozing, functie: telecom,")
    assert read_study(study).limits[-1].id == "vuil"

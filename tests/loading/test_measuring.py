"""Measures of a study: what is read, and every mistake with its place and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.problems import InputError, Problem

from .small_study import change, write_study

FILE = "maatregelen.yaml"
COMPLETE = "kosten_eur: 1, jaarlijks_eur: 0, samenhang: [{thema: droogte, score: 0}]"
EFFECT = "{op: {objecten: [hs]}, eigenschap: faaldiepte_m, wordt: 2}"


def measure(name: str = "a", effect: str = EFFECT, more: str = COMPLETE, silent: str = "") -> str:
    """A measure of which ``stad`` leads and pays, where ``more`` names nobody; ``silent``: a role of which it says
    nothing."""
    roles = [key for key in ("trekker", "financier") if f"{key}:" not in more and key != silent]
    more = ", ".join([*(f"{key}: [stad]" for key in roles), more])
    return f"- {{id: {name}, naam: {name}, laag: preventie, effecten: [{effect}], {more}}}\n"


def read(folder: Path, text: str) -> Study:
    study = write_study(folder / "studie")
    change(study, FILE, "", text)
    return read_study(study)


def problems(folder: Path, text: str) -> list[Problem]:
    with pytest.raises(InputError) as refused:
        read(folder, text)
    return list(refused.value.problems)


def only_problem(folder: Path, text: str) -> Problem:
    (told,) = problems(folder, text)
    return told


def warnings(folder: Path, text: str) -> list[str]:
    return [each.found for each in read(folder, text).warnings if each.place.file == FILE]


def test_measures_are_part_of_the_study(tmp_path: Path) -> None:
    study = read(tmp_path, measure("a") + measure("b", more=f"vereist: [a], {COMPLETE}"))
    assert [each.id for each in study.measures] == ["a", "b"]
    assert study.measures[1].requires == ("a",)


def test_a_complete_measure_gives_no_warning(tmp_path: Path) -> None:
    assert warnings(tmp_path, measure()) == []


@pytest.mark.parametrize(
    ("effect", "found", "remedy"),
    [
        ("{op: {objecten: [hss]}, eigenschap: faaldiepte_m, wordt: 2}", "hss", "hs"),
        ("{op: {gebied: Stadd}, eigenschap: faaldiepte_m, wordt: 2}", "onbekend gebied `Stadd`", "Stad"),
        ("{op: {soort: stationn}, eigenschap: faaldiepte_m, wordt: 2}", "soort `stationn`", "station"),
        ("{op: {functie: stroomm}, eigenschap: faaldiepte_m, wordt: 2}", "stroomm", "stroom"),
        ("{op: {partij: stadd}, eigenschap: faaldiepte_m, wordt: 2}", "stadd", "stad"),
        ("{op: {scenarios: [buii]}, eigenschap: waterdiepte_m, plus: -0.1}", "buii", "bui"),
        ("{op: {objecten: [hs]}, eigenschap: faaldiepte, wordt: 2}", "eigenschap `faaldiepte`", "faaldiepte_m"),
        ("{op: {objecten: [hs]}, eigenschap: faaldiepte_m, wordt: ja}", "met ja of nee", "getal"),
        ("{op: {objecten: [hs]}, eigenschap: zelfstandig_opstarten, wordt: 1}", "zonder ja of nee", "wordt"),
        ("{op: {objecten: [hs]}, eigenschap: keert_tot_m, wordt: -1}", "wordt -1", "verbeter het getal"),
        ("{op: {objecten: [hs]}, eigenschap: keert_tot_m, plus: 1}", "`keert_tot_m` zonder `wordt`", "wordt"),
        ("{op: {objecten: [huis]}, groep: stroom, eigenschap: startfaalkans, wordt: 2}", "wordt 2", "verbeter"),
        ("{op: {objecten: [huis]}, groep: water, eigenschap: buffer_uur, plus: 8}", "groep `water`", "op"),
        ("{op: {objecten: [hs]}, eigenschap: buffer_uur, plus: 8}", "heeft een behoefte", "op"),
        ("{op: {objecten: [hs]}, groep: stroom, eigenschap: faaldiepte_m, plus: 1}", "`groep` bij", "laat `groep` weg"),
        ("{op: {objecten: [hs], scenarios: [bui]}, eigenschap: faaldiepte_m, plus: 1}", "`scenarios` bij", "weg"),
        ("{op: {gebied: Stad, scenarios: alle}, eigenschap: geevacueerd_aandeel, plus: 0.1}", "heel scenario", "weg"),
        ("{op: {soort: station, gebied: Dorp}, eigenschap: faaldiepte_m, plus: 1}", "geen object", "controleer"),
        ("{erbij: {afnemer: huis, groep: water, leverancier: M2}}", "geen behoefte met groep `water`", "groep"),
        ("{erbij: {afnemer: huis, groep: stroom, leverancier: ms}}", "levert hier al", "andere leverancier"),
        ("{erbij: {afnemer: huis, groep: stroom, leverancier: huis}}", "het object zelf", "andere leverancier"),
        ("{op: {gebied: Stad}, gevolg: doden, maal: 0.5}", "onbekend gevolg `doden`", "kies"),
        ("{op: {gebied: Stad}, gevolg: keteneffectfactor, maal: 0.5}", "onbekend gevolg `keteneffectfactor`", "kies"),
        ("{op: {functie: stroom}, gevolg: getroffenen, maal: 0.5}", "`functie` of `partij` bij gevolg", "laat"),
        ("{op: {gebied: Stad}, gevolg: getroffenen, plus: -5}", "`gevolg` zonder `maal`", "deel"),
        ("{op: {objecten: [hs]}, gevolg: getroffenen, maal: 0.5}", "`objecten` of `soort` bij `gevolg`", "kies"),
        ("{op: {scenarios: [bui]}, waterdiepte: {raster: weg.tif}}", "weg.tif", ""),
    ],
)  # fmt: skip
def test_a_wrong_effect_is_refused(tmp_path: Path, effect: str, found: str, remedy: str) -> None:
    told = only_problem(tmp_path, measure(effect=effect))
    assert told.place.file == FILE
    assert found in told.found
    assert remedy in told.remedy


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("vereist: [aa]", "onbekende maatregel `aa`"),
        ("sluit_uit: [zz]", "onbekende maatregel `zz`"),
        ("vereist: [a]", "`vereist` noemt de maatregel zelf"),
        ("vereist: [b], sluit_uit: [b]", "`b` staat bij `vereist` en bij `sluit_uit`"),
        ("trekker: [waterschap]", "`trekker` noemt alleen soorten waarvan de studie geen partij heeft: waterschap"),
        ("financier: [staad]", "staad"),
        ("levensduur_jaar: 0", "levensduur 0 jaar"),
    ],
)
def test_a_wrong_measure_is_refused(tmp_path: Path, more: str, found: str) -> None:
    told = problems(tmp_path, measure("a", more=f"{more}, {COMPLETE}") + measure("b"))
    assert found in told[0].found
    assert all(each.place.file == FILE for each in told)


def test_a_role_is_fine_when_one_of_its_kinds_has_a_party(tmp_path: Path) -> None:
    assert read(tmp_path, measure(more=f"trekker: [waterschap, gemeente], {COMPLETE}")).measures[0].lead


def test_a_circle_of_requirements_is_named_once(tmp_path: Path) -> None:
    needs = {"a": "b", "b": "c", "c": "a"}
    told = only_problem(tmp_path, "".join(measure(k, more=f"vereist: [{v}], {COMPLETE}") for k, v in needs.items()))
    assert "a → b → c → a" in told.found


def test_every_mistake_is_told_at_once(tmp_path: Path) -> None:
    wrong = "{op: {objecten: [hs]}, eigenschap: faaldiepte, wordt: 2}"
    assert len(problems(tmp_path, measure("a", wrong) + measure("b", wrong) + measure("c", more="vereist: [d]"))) == 3


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ("kosten_eur: 1, jaarlijks_eur: 0", "zegt niets over droogte"),
        ("jaarlijks_eur: 0, samenhang: [{thema: droogte, score: 0}]", "geen `kosten_eur`: onbekend, niet 0"),
        ("kosten_eur: 0, samenhang: [{thema: droogte, score: 0}]", "geen `jaarlijks_eur`: onbekend, niet 0"),
    ],
)
def test_what_is_not_said_gives_a_warning(tmp_path: Path, more: str, found: str) -> None:
    (told,) = warnings(tmp_path, measure(more=more))
    assert found in told


@pytest.mark.parametrize(("role", "found"), [("trekker", "wie pakt het op"), ("financier", "wie betaalt")])
def test_a_role_that_nobody_is_named_for_gives_a_warning(tmp_path: Path, role: str, found: str) -> None:
    (told,) = warnings(tmp_path, measure(silent=role))
    assert f"noemt geen `{role}`" in told
    assert found in told


@pytest.mark.parametrize(
    ("effect", "found"),
    [
        ("{op: {objecten: [hs]}, eigenschap: faaldiepte_m, plus: 0}", "`plus: 0` bij `faaldiepte_m` verandert niets"),
        ("{op: {objecten: [hs]}, eigenschap: hersteltijd_uur, maal: 1}", "`maal: 1` bij `hersteltijd_uur`"),
        ("{op: {gebied: Stad}, gevolg: getroffenen, maal: 1}", "`maal: 1` bij `getroffenen`"),
        ("{op: {objecten: [dorp]}, eigenschap: faaldiepte_m, plus: 1}", "bij geen van deze objecten ingevuld"),
        ("{op: {objecten: [hs]}, eigenschap: max_schade_eur, maal: 0.5}", "bij geen van deze objecten ingevuld"),
    ],
)
def test_an_effect_that_changes_nothing_gives_a_warning(tmp_path: Path, effect: str, found: str) -> None:
    (told,) = [each for each in read(tmp_path, measure(effect=effect)).warnings if each.place.file == FILE]
    assert found in told.found
    assert told.place.line == 1
    assert told.remedy


@pytest.mark.parametrize(
    "effect",
    [
        "{op: {objecten: [dorp]}, eigenschap: faaldiepte_m, wordt: 1}",
        "{op: {objecten: [dorp, hs]}, eigenschap: faaldiepte_m, plus: 1}",
    ],
)
def test_a_value_that_is_given_or_known_somewhere_gives_no_warning(tmp_path: Path, effect: str) -> None:
    assert warnings(tmp_path, measure(effect=effect)) == []


@pytest.mark.parametrize(
    ("requires", "excludes"),
    [
        ({"a": "b, c", "b": "", "c": ""}, {"b": "c"}),
        ({"a": "b", "b": "c", "c": ""}, {"a": "c"}),
        ({"a": "b", "b": "c", "c": ""}, {"c": "a"}),
    ],
)
def test_a_measure_that_never_can_be_chosen_is_refused(
    tmp_path: Path, requires: dict[str, str], excludes: dict[str, str]
) -> None:
    text = "".join(
        measure(each, more=f"vereist: [{wanted}], sluit_uit: [{excludes.get(each, '')}], {COMPLETE}")
        for each, wanted in requires.items()
    )
    told = only_problem(tmp_path, text)
    assert "`a` kan nooit" in told.found
    assert told.place.line == 1


@pytest.mark.parametrize(("scenarios", "excluded", "told"), [
    ("[bui]", "", 1), ("alle", "", 1), ("[tabel]", "", 0), ("[bui]", "sluit_uit: [a], ", 0),
])  # fmt: skip
def test_two_courses_of_water_for_one_scenario_are_noted(
    tmp_path: Path, scenarios: str, excluded: str, told: int
) -> None:
    one = measure("a", "{op: {scenarios: [bui]}, waterdiepte: {raster: diepte.tif}}")
    other = f"{{op: {{scenarios: {scenarios}}}, waterdiepte: {{raster: diepte.tif}}}}"
    noted = warnings(tmp_path, one + measure("b", other, excluded + COMPLETE))
    assert len(noted) == told
    assert all("`a` en `b`" in each and "waterberekening" in each for each in noted)


def test_costs_and_sizes_of_effects_have_a_provenance(tmp_path: Path) -> None:
    effects = EFFECT + ", {op: {objecten: [hs]}, eigenschap: zelfstandig_opstarten, wordt: nee}"
    study = read(tmp_path, measure("a", effects, f"bron: raming, status: aanname, levensduur_jaar: 20, {COMPLETE}"))
    rows = [each for each in study.provenance if each.place == "maatregel a"]
    assert [(each.key, each.value) for each in rows] == [
        ("kosten_eur", "1"),
        ("jaarlijks_eur", "0"),
        ("levensduur_jaar", "20"),
        ("effect 1: faaldiepte_m wordt", "2"),
        ("effect 2: zelfstandig_opstarten wordt", "nee"),
    ]
    assert {(each.source, each.status) for each in rows} == {("raming", "aanname")}


# --- the photo of an example

PIXEL = bytes.fromhex("89504e470d0a1a0a0000000d49484452")
"""How every PNG begins."""


def with_photo(folder: Path, content: bytes | None) -> str:
    """A measure with a photo, which holds this."""
    (folder / "studie").mkdir(exist_ok=True)
    if content is not None:
        (folder / "studie" / "kade.png").write_bytes(content)
    return measure(more=f"voorbeeld: {{plaats: Hoogdorp, foto: kade.png}}, {COMPLETE}")


def test_a_photo_is_part_of_the_study_and_of_its_hash(tmp_path: Path) -> None:
    first = read(tmp_path, with_photo(tmp_path, PIXEL))
    assert "kade.png" in dict(first.files)
    (tmp_path / "studie" / "kade.png").write_bytes(PIXEL + b"anders")
    assert read_study(tmp_path / "studie").hash != first.hash


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (None, "kade.png"),
        (b"<script>alert(1)</script>", "`kade.png` is geen foto"),
        (PIXEL + bytes(2_000_000), "`kade.png` is te groot om mee te sturen"),
    ],
)
def test_a_photo_that_is_not_there_is_no_photo_or_is_too_large_is_refused(
    tmp_path: Path, content: bytes | None, found: str
) -> None:
    told = only_problem(tmp_path, with_photo(tmp_path, content))
    assert found in told.found
    assert told.place.file == FILE
    assert told.remedy

"""Located values → models: each refusal once, at its place, with what was found, expected and to be done."""

import re
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import pytest

from besluitsteun.loading.located import Row, Scalar, Table
from besluitsteun.loading.validate import SENTENCES, build, build_document, build_list, build_rows
from besluitsteun.loading.yaml_reader import parse_yaml
from besluitsteun.problems import Place
from besluitsteun.schema.ambitions import Ambitions, Choices, Direction
from besluitsteun.schema.assets import Asset, Dependency, ValueOverride
from besluitsteun.schema.base import Model
from besluitsteun.schema.decision import CoalitionSettings, Criteria, DirectionSettings, Ratio, WeightSet
from besluitsteun.schema.glossary import models
from besluitsteun.schema.measures import Measure
from besluitsteun.schema.parties import Party
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.sources import MappedSource, NearestRule, Selector
from besluitsteun.schema.study_file import StudyFile


def told(model: type[Model], text: str) -> list[str]:
    """The problems of a YAML text, as a user reads them."""
    data, problems = parse_yaml(text, "s.yaml")
    assert data is not None, problems
    built, problems = build(model, data)
    assert (built is None) == bool(problems)
    return [str(problem) for problem in problems]


def made(model: type[Model], text: str) -> Any:
    """The model of a YAML text without problems."""
    data, problems = parse_yaml(text, "s.yaml")
    assert data is not None, problems
    built, problems = build(model, data)
    assert built is not None, problems
    return built


def table(*rows: Mapping[str, str | Scalar], columns: tuple[str, ...] | None = None, separator: str = ",") -> Table:
    """A table as the reader gives it: empty cells are absent."""
    names = columns or tuple(dict.fromkeys(key for row in rows for key in row))
    made_rows = (
        Row({key: cell for key, cell in row.items() if cell != ""}, Place("o.csv", row=number))
        for number, row in enumerate(rows, start=2)
    )
    return Table("o", names, tuple(made_rows), separator=separator, place=Place("o.csv"))


# --- reading by type -------------------------------------------------------------------------------------------------


def test_the_schema_decides_whether_digits_are_text_or_a_number() -> None:
    scenario = made(Scenario, "{id: 0012, naam: 12, begin_uur: 0.1, neerslag_mm: 2e2, bron: no, ligging: 12:30}")
    assert (scenario.id, scenario.name, scenario.source, scenario.location) == ("0012", "12", "no", "12:30")
    assert scenario.begin_hour == Decimal("0.1")
    assert scenario.rain_mm == 200.0


@pytest.mark.parametrize(("word", "value"), [("ja", True), ("true", True), ("nee", False), ("false", False)])
def test_a_flag_is_ja_or_nee_or_a_boolean_of_yaml(word: str, value: bool) -> None:
    assert made(Asset, f"{{id: a, functie: f, zelfstandig_opstarten: {word}}}").self_starting is value


@pytest.mark.parametrize("word", ["yes", "no", "on", "1", "Ja", "'ja'"])
def test_nothing_else_is_a_flag(word: str) -> None:
    (problem,) = told(Asset, f"{{id: a, functie: f, zelfstandig_opstarten: {word}}}")
    assert problem.startswith("s.yaml:1:44 · `zelfstandig_opstarten` is ")


def test_an_empty_value_counts_as_absent() -> None:
    asset = made(Asset, "{id: a, functie: f, faaldiepte_m:, zichtbaar_voor: null, naam: ~}")
    assert (asset.failure_depth_m, asset.visible_to, asset.name) == (None, "partijen", None)


def test_one_value_may_stand_for_a_list_where_the_schema_says_so() -> None:
    assert made(Selector, "{soort: ms_station, objecten: [a, 0012]}").assets == ("a", "0012")
    assert made(Selector, "{soort: ms_station}").kind == ("ms_station",)
    assert told(Scenario, "{id: a, bijkomend: maalstop}") == [
        "s.yaml:1:20 · `bijkomend` is `maalstop` · verwacht: een lijst met tekst · zet er een lijst van: `[…]`"
    ]


def test_parts_that_are_read_elsewhere_stay_as_written() -> None:
    source = made(MappedSource, "{bestand: a.csv, standaard: {faaldiepte_m: 0.40}}")
    assert source.defaults.get("faaldiepte_m") == Scalar("0.40", Place("s.yaml", 1, column=44), Decimal("0.40"))


def test_a_bare_list_can_stand_for_a_document() -> None:
    data, _ = parse_yaml("- {id: k, vraag: waar}", "k.yaml")
    assert data is not None
    choices, problems = build_document(Choices, data, "keuzes")
    assert not problems
    assert choices is not None
    assert choices.choices[0].question == "waar"


# --- sentences -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("model", "text", "expected"),
    [
        (Party, "{id: p, naam: P, soort: zorgg}", "`soort` is `zorgg` · verwacht: een van: rijk, provincie, "),
        (Party, "{id: p, naam: P, soort: zorgg}", "bedoelde u `zorg`?"),
        (Party, "{id: p, naam: P, soort: zorg, contact: x}", "sleutel `contact` wordt nog niet ondersteund"),
        (Dependency, "{afnemer: a, leverancier: b, omschakel_uur: 1}", "sleutel `omschakel_uur` wordt nog niet onder"),
        (Asset, "{id: a, functie: f, faaldipte_m: 1}", "s.yaml:1:21 · onbekende sleutel `faaldipte_m` · verwacht"),
        (Asset, "{id: a, functie: f, faaldipte_m: 1}", "bedoelde u `faaldiepte_m`?"),
        (Asset, "{id: a, functie: f, areas: {x: y}}", "onbekende sleutel `areas`"),
        (Asset, '{id: a, functie: f, naam: "\\e[31m\\0"}', "1:27 · onzichtbaar stuurteken in de tekst (U+0000, U+001B"),
        (Asset, "{id: a}", "s.yaml:1:1 · sleutel `functie` ontbreekt · verwacht: een id van letters"),
        (Asset, "{id: a b, functie: f}", "s.yaml:1:6 · `id` is `a b` · verwacht: een id van letters, cijfers"),
        (Asset, "{id: a, functie: f, faaldiepte_m: 0,4}", "onbekende sleutel `4`"),
        (Asset, "{id: a, functie: f, faaldiepte_m: '0.4'}", "tussen aanhalingstekens is het tekst"),
        (Asset, "{id: a, functie: f, faaldiepte_m: 0.4 m}", "`faaldiepte_m` is `0.4 m`: dit is geen getal"),
        (Asset, "{id: a, functie: f, gebruikers: 0012}", "een getal begint niet met een nul"),
        (Asset, "{id: a, functie: f, gebruikers: 1e99}", "het getal is te groot of te klein"),
        (Asset, "{id: a, functie: f, hersteltijd_uur: -1}", "verwacht: een getal van 0 of meer"),
        (Asset, "{id: a, functie: [f]}", "`functie` is een lijst"),
        (Asset, "{id: a, functie: }", "`functie` is leeg"),
        (Dependency, "{afnemer: a, leverancier: b, minimaal: 1.5}", "dit is geen geheel getal"),
        (Dependency, "{afnemer: a, leverancier: b, startfaalkans: 1.1}", "verwacht: een getal van 0 tot en met 1"),
        (Scenario, "{id: a, waterdiepte: {raster: a, tabel: b}}", "`raster` en `tabel` tegelijk · verwacht: precies"),
        (Scenario, "{id: a, waterdiepte: {waterstand_mnap: a}}", "`waterstand_mnap` zonder `maaiveld`"),
        (Scenario, "{id: a, waterdiepte: diep.tif}", "`waterdiepte` is `diep.tif` · verwacht: sleutels: raster, tabel"),
        (Scenario, "{id: a, duur_uur: [1]}", "een getal van 0 of meer of sleutels: raster"),
        (StudyFile, "{naam: x, objecten: [], scenarios: []}", "sleutel `functies` ontbreekt"),
        (StudyFile, "{naam: x, functies:, objecten: [], scenarios: []}", "`functies` is leeg"),
        (StudyFile, "{naam: x, functies: a, objecten: a, scenarios: a, formaat: 2}", "is `2` · verwacht: 1"),
        (StudyFile, "{naam: x, functies: a, objecten: [], scenarios: [], crs: RD}", "verwacht: EPSG: met een nummer"),
        (NearestRule, "{regel: dichtstbijzijnde, afnemer: {}, leverancier: {soort: a}}", "s.yaml:1:36 · geen voorw"),
        (Measure, "{id: m, naam: M, laag: herstel, effecten: [{op: {soort: a}, gevolg: x}]}", "geen van wordt, plus"),
        (Direction, "{id: r, naam: R, aandeel_per_laag: {herstl: 0.1}}", "s.yaml:1:37 · `aandeel_per_laag` is `her"),
        (WeightSet, "{partij: p, wijze: swing, bereik_hash: 12}", "wijze swing zonder `punten`"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_place_and_remedy(model: type[Model], text: str, expected: str) -> None:
    assert expected in "\n".join(told(model, text))


def test_lines_and_tabs_are_text() -> None:
    assert told(Asset, '{id: a, functie: f, naam: "een\\n\\ttwee"}') == []


def test_every_problem_of_a_record_is_told_once() -> None:
    problems = told(Asset, "id: a b\nnaam: ''\nfaaldipte_m: 1\nfaaldiepte_m: -1\ngebruikers: veel\n")
    assert [problem.split(" · ")[0] for problem in problems] == ["s.yaml:3:1", "s.yaml:1:5", "s.yaml:2:7", "s.yaml:1:1",
                                                                  "s.yaml:4:15", "s.yaml:5:13"]  # fmt: skip


def test_a_list_that_is_no_list_and_an_item_that_is_no_record() -> None:
    data, _ = parse_yaml("id: a", "s.yaml")
    assert data is not None
    assert [str(each) for each in build_list(Asset, data)[1]] == [
        "s.yaml:1:1 · een groep sleutels · verwacht: een lijst · zet voor elk onderdeel een streepje: `- …`"
    ]
    data, _ = parse_yaml("- {id: a, functie: f}\n- b", "s.yaml")
    assert data is not None
    built, problems = build_list(Asset, data)
    assert [each and each.id for each in built] == ["a", None]
    assert str(problems[0]).startswith("s.yaml:2:3 · `b` · verwacht: sleutels: id, naam")


CASES: Mapping[str, tuple[type[Model], str, dict[str, Any]]] = MappingProxyType({
    "missing": (Asset, "{id: a}", {}),
    "extra_forbidden": (Asset, "{id: a, functie: f}", {"onbekend": 1}),
    "string_type": (Asset, "{id: a, functie: {f: g}}", {}),
    "float_type": (Asset, "{id: a, functie: f, x: oost}", {}),
    "decimal_type": (Asset, "{id: a, functie: f, hersteltijd_uur: lang}", {}),
    "int_type": (Dependency, "{afnemer: a, leverancier: b, minimaal: veel}", {}),
    "bool_type": (Asset, "{id: a, functie: f, zelfstandig_opstarten: soms}", {}),
    "tuple_type": (Scenario, "{id: a, uitval: 5}", {}),
    "dict_type": (MappedSource, "{bestand: a, waar: b}", {}),
    "model_type": (Scenario, "{id: a, bemonstering: 5}", {}),
    "union_tag_invalid": (Scenario, "{id: a, begin_uur: [5]}", {}),
    "enum": (Party, "{id: p, naam: P, soort: club}", {}),
    "literal_error": (NearestRule, "{regel: ver, afnemer: {soort: a}, leverancier: {soort: b}}", {}),
    "string_pattern_mismatch": (Asset, "{id: 'a/b', functie: f}", {}),
    "string_too_short": (Asset, "{id: a, functie: f, naam: ' '}", {}),
    "greater_than_equal": (Asset, "{id: a, functie: f, gebruikers: -1}", {}),
    "greater_than": (Ratio, "{meer: a, minder: b, minstens: 0}", {}),
    "less_than_equal": (Dependency, "{afnemer: a, leverancier: b, startfaalkans: 2}", {}),
    "finite_number": (Asset, "{id: a, functie: f}", {"x": float("inf")}),
    "too_short": (Scenario, "{id: a, waterdiepte: {raster: []}}", {}),
    "too_long": (Ambitions, "{niveaus: [" + "{id: a, naam: a}, " * 5 + "]}", {}),
    "value_error": (Scenario, "{id: a, waterdiepte: {}}", {}),
})  # fmt: skip


@pytest.mark.parametrize("kind", sorted(SENTENCES))
def test_every_kind_of_refusal_has_a_dutch_sentence(kind: str) -> None:
    model, text, filled = CASES[kind]
    data, _ = parse_yaml(text, "s.yaml")
    assert data is not None
    _, problems = build(model, data, filled)
    sentence = SENTENCES[kind].__name__
    assert len(problems) == 1, sentence
    assert problems[0].found
    assert problems[0].remedy
    assert not re.search(r"\b(should|input|valid|must|field|none)\b", str(problems[0]), re.IGNORECASE)


ERRORS_OF_CORE_TYPES: Mapping[str, set[str]] = MappingProxyType({
    "str": {"string_type"}, "str.min_length": {"string_too_short"}, "str.pattern": {"string_pattern_mismatch"},
    "decimal": {"decimal_type"}, "decimal.ge": {"greater_than_equal"}, "decimal.gt": {"greater_than"},
    "int": {"int_type"}, "int.ge": {"greater_than_equal"}, "int.le": {"less_than_equal"},
    "float": {"float_type"}, "float.ge": {"greater_than_equal"}, "float.gt": {"greater_than"},
    "float.le": {"less_than_equal"}, "float.allow_inf_nan": {"finite_number"},
    "bool": {"bool_type"}, "dict": {"dict_type"}, "enum": {"enum"}, "literal": {"literal_error"},
    "tuple": {"tuple_type"}, "tuple.min_length": {"too_short"}, "tuple.max_length": {"too_long"},
    "model": {"model_type"}, "model-field": {"missing"}, "model-fields": {"extra_forbidden"},
    "tagged-union": {"union_tag_invalid"}, "function-after": {"value_error"}, "function-before": set(),
    "nullable": set(), "default": set(), "any": set(), "definitions": set(), "definition-ref": set(), "no-info": set(),
})  # fmt: skip
BOUNDS = {"min_length", "max_length", "pattern", "ge", "gt", "le", "lt", "allow_inf_nan", "multiple_of"}


def core_types(schema: Any) -> Iterator[str]:
    """The kinds of validators that pydantic made of the schema, with their bounds."""
    if isinstance(schema, list | tuple):
        for each in schema:
            yield from core_types(each)
    if isinstance(schema, dict):
        kind = schema.get("type")
        if isinstance(kind, str):
            yield kind
            yield from (f"{kind}.{bound}" for bound in BOUNDS & set(schema))
        for key, value in schema.items():
            if key not in ("metadata", "serialization", "json_schema_input_schema"):
                yield from core_types(value)


def test_the_table_of_sentences_covers_whatever_the_schema_can_refuse() -> None:
    kinds = {kind for model in models() for kind in core_types(model.__pydantic_core_schema__)}
    assert kinds <= set(ERRORS_OF_CORE_TYPES)
    assert {error for kind in kinds for error in ERRORS_OF_CORE_TYPES[kind]} == set(SENTENCES)


# --- tables ----------------------------------------------------------------------------------------------------------


def test_rows_become_models_in_order_with_holes_where_refused() -> None:
    built, problems = build_rows(
        Asset,
        table(
            {"id": "0012", "functie": "f", "faaldiepte_m": "0.4", "zelfstandig_opstarten": "ja"},
            {"id": "b", "functie": "", "faaldiepte_m": "diep", "zelfstandig_opstarten": "waar"},
            {"id": "c", "functie": "f", "faaldiepte_m": "", "zelfstandig_opstarten": ""},
        ),
    )
    first, refused, last = built
    assert first is not None
    assert last is not None
    assert (first.id, first.failure_depth_m, first.self_starting) == ("0012", 0.4, True)
    assert refused is None
    assert (last.failure_depth_m, last.self_starting) == (None, False)
    assert [str(each) for each in problems] == [
        "o.csv:rij 3/functie · `functie` is leeg · verwacht: een id van letters, cijfers, _ . of - · vul een waarde in",
        "o.csv:rij 3/faaldiepte_m · `faaldiepte_m` is `diep`: dit is geen getal · verwacht: een getal van 0 of meer · "
        "schrijf alleen het getal, zonder eenheid en zonder scheidingsteken voor duizendtallen",
        "o.csv:rij 3/zelfstandig_opstarten · `zelfstandig_opstarten` is `waar`: dit is geen ja of nee · "
        "verwacht: ja of nee · schrijf ja of nee",
    ]


def test_an_unknown_or_absent_column_is_told_once_however_many_rows() -> None:
    rows = table(*({"id": f"a{i}", "diepte": "1", "wijk": "noord"} for i in range(5)))
    _, problems = build_rows(Asset, rows, ignore=["wijk"])
    assert [str(each).split(" · ")[:2] for each in problems] == [
        ["o.csv:rij 1/diepte", "onbekende kolom `diepte`"],
        ["o.csv:rij 1", "kolom `functie` ontbreekt"],
    ]


def test_values_of_the_loader_go_in_and_a_user_cannot_write_them() -> None:
    rows = table({"id": "a", "functie": "f"}, {"id": "b", "functie": "f"})
    built, problems = build_rows(Asset, rows, [{"areas": {"gemeente": "stad"}}, {}])
    assert not problems
    assert [dict(each.areas) if each else None for each in built] == [{"gemeente": "stad"}, {}]
    _, problems = build_rows(Asset, table({"id": "a", "functie": "f", "areas": "x"}))
    assert problems[0].found == "onbekende kolom `areas`"


def test_a_default_from_yaml_keeps_its_own_place_and_its_own_decimal_mark() -> None:
    scalar = Scalar("0.4", Place("studie.yaml", 7, column=3), Decimal("0.4"))
    wrong = Scalar("-1", Place("studie.yaml", 9, column=3), Decimal(-1))
    row = Row({"id": "a", "functie": "f", "faaldiepte_m": scalar, "gebruikers": "1,5", "inwoners": wrong},
              Place("reg.csv", row=8), {"gebruikers": "aantal"})  # fmt: skip
    built, problems = build(Asset, row, separator=";")
    assert built is None
    assert [str(each.place) for each in problems] == ["studie.yaml:9:3"]
    assert str(row.at("gebruikers")) == "reg.csv:rij 8/aantal"


def test_a_semicolon_table_has_one_decimal_mark() -> None:
    good, problems = build_rows(Asset, table({"id": "a", "functie": "f", "x": "1,5", "y": "2,25"}, separator=";"))
    assert not problems
    assert good[0] is not None
    assert (good[0].x, good[0].y) == (1.5, 2.25)
    _, problems = build_rows(Asset, table({"id": "a", "functie": "f", "x": "1,5", "y": "2.25"}, separator=";"))
    assert str(problems[0]).startswith("o.csv:rij 2/y · getal `2.25` met een punt, terwijl o.csv:rij 2/x een komma")


def test_a_point_that_may_mark_thousands_is_refused_unless_the_table_shows_it_is_a_decimal() -> None:
    doubtful = table({"id": "a", "functie": "f", "gebruikers": "1.500"}, separator=";")
    _, problems = build_rows(Asset, doubtful)
    assert [each.found for each in problems] == ["`1.500` kan een duizendtal zijn en een breuk"]
    clear = table({"id": "a", "functie": "f", "gebruikers": "1.500", "x": "0.5"}, separator=";")
    assert build_rows(Asset, clear)[1] == []


def test_a_comma_table_takes_no_comma_in_a_number() -> None:
    _, problems = build_rows(Asset, table({"id": "a", "functie": "f", "x": "1,5", "y": "1,234.5"}))
    assert [each.found for each in problems] == [
        "`x` is `1,5`: hier is de decimaal een punt",
        "`y` is `1,234.5`: scheidingstekens voor duizendtallen mogen niet",
    ]


def test_a_list_in_a_cell_is_split_and_a_record_in_a_cell_is_refused() -> None:
    cells = {"id": "p", "naam": "P", "soort": "zorg", "vertegenwoordigt": "a| b"}
    (party,), problems = build_rows(Party, table(cells))
    assert not problems
    assert party is not None
    assert party.represents == ("a", "b")
    _, problems = build_rows(Party, table({**cells, "taken": "x"}))
    assert "past niet in één cel" in problems[0].found


def test_text_stays_text_in_every_table() -> None:
    (value,), problems = build_rows(ValueOverride, table({"object": "1", "sleutel": "naam", "waarde": "1.500,0"}))
    assert not problems
    assert value is not None
    assert value.value == "1.500,0"


def test_a_large_register_is_read_within_seconds() -> None:
    keys = ("id", "naam", "soort", "functie", "gebied", "partij", "x", "y", "faaldiepte_m", "hersteltijd_uur",
            "gebruikers", "zelfstandig_opstarten")  # fmt: skip
    rows = table(*(dict(zip(keys, (f"K{i}", "n", "s", "f", "g", "p", f"{i}.5", f"{i}.25", "0.4", "72", "3", "nee"),
                                strict=True)) for i in range(20_000)))  # fmt: skip
    began = time.perf_counter()
    built, problems = build_rows(Asset, rows)
    assert not problems
    assert len(built) == 20_000
    assert time.perf_counter() - began < 4  # about 0.5 s on a quiet machine


# --- the example of the design ---------------------------------------------------------------------------------------


def test_criteria_of_the_design_are_read() -> None:
    criteria = made(Criteria, """
criteria:
  - {id: kwetsbaar, bron_criterium: kwetsbare_gebruikersuren, functies: {elektriciteit: 1, drinkwater: 2}, rol: waarde,
     familie: uitval, richting: minder, bereik: {slechtst: 120000, best: 0},
     waardefunctie: [[120000, 0], [20000, 0.7], [0, 1]], bron: "...", wie: gezamenlijk, status: expert}
  - {id: kosten, bron_criterium: jaarkosten_eur, rol: randvoorwaarde}
scenario_oordeel: {wijze: slechtste, scenarios: alle, alfa: null}
""")  # fmt: skip
    assert criteria.criteria[0].value_function == ((120000.0, 0.0), (20000.0, 0.7), (0.0, 1.0))
    assert criteria.scenario_judgement.scenarios == ("alle",)


def test_axes_of_directions_are_words_or_own_axes() -> None:
    settings = made(DirectionSettings, "{aantal: [1, 6], assen: [laag, {as: rl, maatregelen: {regionaal: [a]}}]}")
    assert settings.count == (1, 6)
    assert settings.axes[0] == "laag"
    assert settings.axes[1].measures == {"regionaal": ("a",)}
    assert told(DirectionSettings, "{aantal: [1]}") == [
        "s.yaml:1:10 · `aantal` heeft te weinig onderdelen · "
        "verwacht: een lijst van 2: een geheel getal van 0 of meer · vul de lijst aan"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{anderen_doen: alles}", "alles"),
        ("{mag_nemen: trekker}", "trekker"),
        ("{niet_haalbaar: nul}", "nul"),
        ("{baat_naar: {directe_schade_eur: eigenares}}", "eigenares"),
        ("{baat_naar: {getroffenen: drager}}", "getroffenen"),
    ],
)
def test_a_setting_that_would_change_nothing_is_refused(text: str, found: str) -> None:
    """What is written down as a rule of the game is the rule that is played, or it is not accepted."""
    (problem,) = told(CoalitionSettings, text)
    assert f"`{found}`" in problem or found in problem
    assert problem.startswith("s.yaml:1:")

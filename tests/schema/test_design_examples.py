"""What the design writes, the schema reads: every list of a study, word for word."""

from typing import Any

import pytest

from besluitsteun.loading.located import Located, Mapped, Sequence
from besluitsteun.loading.validate import build, build_document, build_list
from besluitsteun.loading.yaml_reader import parse_yaml
from besluitsteun.schema.base import Model
from besluitsteun.schema.sources import RULES, MappedSource, OnNotFound
from besluitsteun.schema.study_file import BARE_LISTS, DOCUMENTS, ROW_LISTS, StudyFile

ROWS = {
    "partijen": """
- {id: p, naam: P, soort: waterschap, vertegenwoordigt: [a, b], taken: [{taak: waterkering, rechtsgrond: Waterwet}]}
""",
    "functies": """
- {id: elektriciteit, naam: Elektriciteit, sector: energie, code: 1a, gebruikerseenheid: aansluitingen,
   inwoners_per_gebruiker: 2.1, waarde_eur_per_gebruikersuur: 21, waarde_tot_uur: 24, bron: "ACM/22/178437"}
""",
    "objecten": """
- {id: 0012, naam: a, soort: ms, functie: e, gebied: g, partij: p, drager: q, x: 1, y: 2, faaldiepte_m: 0.4,
   faaldiepte_m_min: 0.2, faaldiepte_m_max: 0.6, hoogte_kritisch_mnap: -0.2, hersteltijd_uur: 72, gebruikers: 5,
   kwetsbare_gebruikers: 1, inwoners: 11, max_schade_eur: 1e5, schadecurve: k, zelfstandig_opstarten: ja,
   zichtbaar_voor: p|q, bron: b, status: aanname}
""",
    "gegevens": """
- {object: a, sleutel: faaldiepte_m, waarde: 0.4, min: 0.2, max: 0.6, eenheid: m, bron: b, wie: w, datum: 2026-11-23,
   status: expert, zichtbaar_voor: openbaar}
""",
    "afhankelijkheden": """
- {afnemer: a, groep: stroom, leverancier: b, minimaal: 1, buffer_uur: 4, herstart_uur: 1, startfaalkans: 0.1, bron: b,
   status: betwist}
""",
    "stresstest": """
- {id: w, naam: Wegen, soort: wegen, bestand: b.gpkg, laag: wegen, waar: {klasse: [hoofdweg, "1"]}, bron: b,
   status: bron, zichtbaar_voor: openbaar}
""",
    "scenarios": """
- id: zomerbui_200
  naam: 200 mm in 48 uur boven het midden
  waterdiepte: {raster: waterdiepte/midden.tif}
  bemonstering: {straal_m: 10, kies: max}
  buiten_raster: fout
  begin_uur: 6
  duur_uur: 72
  verloop: blok
  uitval: [{object: gemaal_noord, van_uur: 0, tot_uur: 24}]
  neerslag_mm: 200
  neerslagduur_uur: 48
  ligging: midden
  beginconditie: nat
  bijkomend: [maalstop]
  normatief: bovennormatief
  herhalingstijd_jaar: {van: 300, tot: 10000, bron: "..."}
  gewicht: null
- {id: b, waterdiepte: {tabel: dieptes.csv, factor: 1.1, plus_m: -0.1}, begin_uur: {raster: b.tif}, nodata: dichtstbij}
- {id: c, waterdiepte: {uniform_m: 0.5}}
- {id: d, waterdiepte: {waterstand_mnap: ws.tif, maaiveld: ahn.tif}}
- {id: e, waterdiepte: {raster: [{uur: 0, raster: a.tif}, {uur: 6, raster: b.tif}]}}
""",
    "kengetallen": """
- {id: getroffen_vanaf_uur, waarde: 8, min: 4, max: 9, eenheid: uur, bron: b, wie: w, datum: 2026, status: expert}
- {id: aandeel_geevacueerd, waarde: 0.2}
""",
    "schadecurves": """
- {curve: k, diepte_m: 0, aandeel: 0}
- {curve: k, diepte_m: 1.5, aandeel: 0.8, bron: b, wie: w, datum: 01-02-2026, status: aanname}
""",
    "maatregelen": """
- id: kade_onderstation
  naam: Kade rond onderstation Noord
  laag: gevolgbeperking
  lagen_ook: [preventie]
  kosten_eur: 600000
  jaarlijks_eur: 1000
  levensduur_jaar: 50
  doorlooptijd_jaar: 2
  effecten:
    - {op: {objecten: [hs_noord]}, eigenschap: faaldiepte_m, wordt: 2.0}
    - {op: {functie: telecom, gebied: stad}, groep: stroom, eigenschap: buffer_uur, plus: 8}
    - {op: {scenarios: alle, gebied: polder}, eigenschap: waterdiepte_m, plus: -0.3}
    - {op: {scenarios: [zomerbui_200]}, waterdiepte: {raster: met_berging.tif}}
    - {erbij: {afnemer: ziekenhuis, groep: stroom, leverancier: aggregaat_pool}}
    - {op: {objecten: [hs_noord]}, eigenschap: keert_tot_m, wordt: 1.5}
    - {op: {gebied: stad}, gevolg: dodelijke_slachtoffers, maal: 0.7}
    - {op: {soort: gemaal}, eigenschap: zelfstandig_opstarten, wordt: ja}
  trekker: [netbeheerder, gemeente_a]
  financier: waterschap
  rechtsgrond: "..."
  vereist: []
  sluit_uit: []
  samenhang: [{thema: droogte, score: -3, toelichting: "houdt ook water vast", gebied: polder}]
  voorbeeld: {plaats: "...", foto: foto.jpg, bron: "..."}
  bron: ...
  status: aanname
""",
    "grenzen": """
- {id: g, risico: r, partij: p, functie: f, gebied: stad, objecten: [a], criterium: uitval_uur, over: elk_object,
   acceptabel_tot: 4, onacceptabel_vanaf: 24, scenarios: [s], niveau: n, bron: b, stand: concept,
   stand_datum: 2026-11-23, gremium: raad}
""",
    "risicos": """
- {id: r, naam: R, functie: f, gebied: g, scenarios: alle,
   oordelen: [{partij: p, oordeel: nader_onderzoek, waarom: w, dialoog: d, datum: 2026-11-23}]}
""",
    "bronnen": """
- {id: b, titel: T, eigenaar: E, datum: 2026, bestand: b.pdf, zichtbaar_voor: openbaar}
""",
}

PARTS = {
    "criteria": """
criteria:
  - {id: kosten, bron_criterium: jaarkosten_eur, rol: randvoorwaarde, p: 1, q: 2}
scenario_oordeel: {wijze: cvar, scenarios: alle, alfa: 0.1}
""",
    "gewichten": """
gewichten:
  - {partij: x, wijze: swing, bereik_hash: 3fa9c1, datum: 2026-11-23, wie: "...", status: expert,
     punten: {kwetsbaar: 100}}
  - {partij: y, wijze: orde, bereik_hash: 3fa9c1, orde: [[kwetsbaar], [schade, slachtoffers]]}
  - {partij: z, wijze: intervallen, bereik_hash: 3fa9c1, intervallen: {kwetsbaar: [0.2, 0.5]},
     verhoudingen: [{meer: kwetsbaar, minder: schade, minstens: 1.5}]}
  - {partij: w, wijze: best_slechtst, bereik_hash: 3fa9c1, beste: kwetsbaar, slechtste: schade, beste_tot: {schade: 5},
     tot_slechtste: {kwetsbaar: 5}}
""",
    "risicomatrix": """
klassen:
  - {criterium: getroffenen, functie: f, grenzen: [1, 2, 3, 4], eenheid: inwoners, bron: b, wie: w, status: expert}
schaal: lineair
kansklassen: [a, b, c, d, e]
""",
    "besluit": """
pakketten:
  totaal_budget_eur: {investering: 12000000, per_jaar: null}
  partijbudget: [{partij: s, investering_eur: 2000000, per_jaar_eur: 50000, extra_bijdrage_eur: 0,
    voorwaarde: v, hard: true}]
  per_laag: {herstel: {minstens: 1}}
  vast: {erin: [], eruit: []}
  doelen: [{id: k, criterium: kwetsbaar, over_scenarios: slechtste}, {id: grenzen, soort: grenzen_gehaald}]
  grenzen: [{grens: stroom_zorg, hard: false, voorrang: 1}]
  marge_doel: 0.01
  tijd_s: 10
richtingen: {aantal: [1, 6], epsilon: 0.05, minimale_afstand: 0.15,
  assen: [laag, financier, gebied, {as: regionaal_lokaal, maatregelen: {regionaal: [a], lokaal: [b]}}]}
coalities: {spelers: [x, y], buiten: [{partij: rijk, bijdrage_eur_max: 3000000}], eigen_ambitie: {x: [stroom_zorg]},
  mag_nemen: trekker_en_financier, anderen_doen: niets, niet_haalbaar: leeg,
  baat_naar: {directe_schade_eur: eigenaar, gebruikersuren: drager}, hoogstens_aandeel: {x: 0.4}}
rollen: {hoogstens_aandeel_werk: 0.5, capaciteit: [{partij: y, rol: trekker, hoogstens: 5}],
  aanbod: [{partij: x, maatregel: a, rol: financier, eur: 100000}],
  wijzigingen: [{maatregel: a, rol: trekker, partij: x, wie: "...", waarom: "..."}]}
""",
    "ambities": """
eigen: [{partij: p, taak: t, tekst: x, stand: vastgesteld}]
gezamenlijk: [{tekst: x, stand: bestuurlijk_besproken}]
inbreng: [{partij: p, soort: menskracht, omvang: 2 fte, bedrag_eur: 1000, voorwaarde: v}]
niet_in_ambitie: [{tekst: x, reden: r, wie: p}]
niveaus: [{id: n, naam: N, grenzen: [g], gesteund_door: [p, q]}]
""",
    "keuzes": """
keuzes: [{id: k, vraag: waar bouwen we, opties: [hoog, laag],
  standpunten: [{partij: p, optie: hoog, waarom: w}], besluit_door: raad}]
richtingen: [{id: r, naam: R, keuzes: {k: hoog}, maatregelen_wel: [a], maatregelen_niet: [b],
  aandeel_per_laag: {herstel: 0.2}}]
""",
    "gevolgcriteria": """
weglaten: [milieu]
erbij: [{id: verpleeghuizen_uit, naam: n, eenheid: huizen, telt: uitgevallen_objecten, soort: huis, richting: minder,
  bron: b, datum: 2026-11-25, status: aanname}]
""",
    "dialoog": """
doelen: [{id: d, tekst: t, indicator: i, streefwaarde: 80, stand: s}]
dialogen: [{id: d1, soort: breed1, titel: t, datum: 2026-11-23, niveau: gebied, voorzitter: v, begeleider: b,
  verslaglegger: w,
  tafels: [a, b], deelnemers: [{partij: p, aantal: 3}], programma: [{tijd: 9:00, wat: inloop}]}]
stellingen: [{tekst: t, dialoog: d1, voor: 12, tegen: [p, q], minderheid: m}]
afspraken: [{tekst: t, wie: p, wanneer: 2027, stand: open}]
voorbeelden: [{titel: t, plaats: p, laag: preventie, foto: f.jpg, bron: b}]
open_vragen: [waarom]
planning: {start: 2026}
""",
}


def tree(text: str) -> Located:
    """The tree of a text without problems."""
    root, problems = parse_yaml(text, "s.yaml")
    assert root is not None
    assert not problems
    return root


def test_the_examples_hold_every_list() -> None:
    assert set(ROWS) == set(ROW_LISTS)
    assert set(PARTS) == set(DOCUMENTS)


@pytest.mark.parametrize("key", ROWS)
def test_a_list_of_the_design_is_read(key: str) -> None:
    built, problems = build_list(ROW_LISTS[key], tree(ROWS[key]))
    assert not problems
    assert built
    assert None not in built


@pytest.mark.parametrize("key", PARTS)
def test_a_part_of_the_design_is_read(key: str) -> None:
    built, problems = build_document(DOCUMENTS[key], tree(PARTS[key]), BARE_LISTS.get(key))
    assert not problems
    assert built is not None


@pytest.mark.parametrize("key", BARE_LISTS)
def test_a_part_may_be_a_bare_list(key: str) -> None:
    whole = tree(PARTS[key])
    assert isinstance(whole, Mapped)
    inner = whole.get(BARE_LISTS[key])
    assert inner is not None
    built, problems = build_document(DOCUMENTS[key], inner, BARE_LISTS[key])
    assert not problems
    assert built is not None


def test_the_study_file_of_the_design_is_read() -> None:
    study, problems = build(StudyFile, tree("""
naam: IJsselstreek
formaat: 1
crs: EPSG:28992
tijd: {horizon_uur: 720, stap_uur: 1}
prijspeil: 2026
discontovoet: {waarde: 0.0225, bron: "..."}
zaad: 20261123
gebiedsindelingen:
  gemeente: {kolom: gebied}
  watersysteem: {laag: watersystemen.gpkg, naamkolom: naam}
partijen: partijen.yaml
functies: [{id: a, naam: b}]
objecten: [objecten.csv]
gegevens: [gegevens.csv]
afhankelijkheden: [afhankelijkheden.csv]
scenarios: scenarios.yaml
maatregelen: maatregelen.yaml
criteria: criteria.yaml
gewichten: gewichten.yaml
besluit: besluit.yaml
grenzen: grenzen.yaml
risicos: risicos.yaml
ambities: ambities.yaml
keuzes: keuzes.yaml
dialoog: dialoog.yaml
bronnen: bronnen.yaml
achtergrond: [gemeenten.gpkg, water.gpkg]
"""))  # fmt: skip
    assert not problems
    assert study is not None
    assert (study.seed, [each.file for each in study.background]) == (20261123, ["gemeenten.gpkg", "water.gpkg"])
    assert isinstance(study.functions, Sequence)
    assert list(study.divisions) == ["gemeente", "watersysteem"]


def test_only_four_keys_are_required() -> None:
    study, problems = build(StudyFile, tree("{naam: x, functies: f.csv, objecten: o.csv, scenarios: s.yaml}"))
    assert not problems
    assert study is not None
    assert (study.crs, study.seed, study.parties) == ("EPSG:28992", 0, None)
    _, problems = build(StudyFile, tree("{formaat: 1}"))
    assert [each.found for each in problems] == [
        f"sleutel `{key}` ontbreekt" for key in ("naam", "functies", "objecten", "scenarios")
    ]


def test_sources_and_rules_of_the_design_are_read() -> None:
    source, problems = build(MappedSource, tree("""
bestand: ../../registers/assets.csv
waar: {soort: [onderstation_hs, ms_station, zendmast], stand: in gebruik}
kolommen: {id: id, naam: naam, soort: soort, x: x, y: y}
standaard: {partij: stroomnet}
per_soort:
  ms_station: {functie: elektriciteit, faaldiepte_m: 0.4, hersteltijd_uur: 72, status: aanname, bron: "..."}
"""))  # fmt: skip
    assert not problems
    assert source is not None
    assert source.where["stand"] == ("in gebruik",)
    rules = tree("""
- {regel: dichtstbijzijnde, afnemer: {functie: telecom}, leverancier: {soort: ms_station}, aantal: 2, minimaal: 1,
   groep: stroom, buffer_uur: 3, max_afstand_m: 5000}
- {regel: kolom, afnemer: {soort: ms_station}, kolom: voeding_aanname, leverancier: {soort: onderstation_hs}}
- {regel: zelfde_gebied, indeling: gemeente, afnemer: {functie: drinkwater}, leverancier: {soort: gemaal}, minimaal: 1,
   niet_gevonden: geen_behoefte}
""")
    assert isinstance(rules, Sequence)
    built: list[Any] = []
    for rule, model in zip(rules, RULES.values(), strict=True):
        made, problems = build(model, rule)
        assert not problems
        built.append(made)
    assert [rule.rule for rule in built] == list(RULES)
    assert built[0].consumer.function == ("telecom",)
    assert built[2].not_found is OnNotFound.NO_NEED


@pytest.mark.parametrize(
    ("model", "text", "found"),
    [
        ("maatregelen", "{op: {soort: a}, eigenschap: x, wordt: 1, plus: 2}", "`wordt` en `plus` tegelijk"),
        ("maatregelen", "{op: {soort: a}, eigenschap: x}", "geen van wordt, plus, maal"),
        ("maatregelen", "{op: {soort: a}}", "geen van eigenschap, gevolg, waterdiepte, erbij"),
        ("maatregelen", "{eigenschap: x, plus: 1}", "geen `op`"),
        ("maatregelen", "{op: {soort: a}, erbij: {afnemer: a, leverancier: b}}", "`op` bij `erbij`"),
        ("maatregelen", "{op: {soort: a}, waterdiepte: {raster: a}, plus: 1}", "wordt, plus of maal zonder eigenschap"),
    ],
)
def test_an_effect_says_one_thing(model: str, text: str, found: str) -> None:
    _, problems = build_list(ROW_LISTS[model], tree(f"[{{id: m, naam: M, laag: herstel, effecten: [{text}]}}]"))
    assert [each.found for each in problems] == [found]
    assert str(problems[0].place) == "s.yaml:1:45"


def test_minimum_above_count_is_refused() -> None:
    text = "{regel: dichtstbijzijnde, afnemer: {soort: a}, leverancier: {soort: b}, aantal: 1, minimaal: 2}"
    _, problems = build(RULES["dichtstbijzijnde"], tree(text))
    assert [each.found for each in problems] == ["`minimaal` 2 bij `aantal` 1"]


def test_models_are_frozen_and_take_dutch_keys_only() -> None:
    for model in (*ROW_LISTS.values(), *DOCUMENTS.values(), StudyFile):
        assert issubclass(model, Model)
        assert model.model_config["frozen"]
        assert model.model_config["extra"] == "forbid"
        assert not model.model_config["validate_by_name"]

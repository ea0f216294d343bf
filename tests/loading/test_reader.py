"""A whole study from files: what is read, every refusal of page 02 at its place, and damaged studies."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.problems import InputError, Problem
from besluitsteun.schema.base import Status

STUDY = """\
naam: Proef
crs: EPSG:28992
tijd: {horizon_uur: 48, stap_uur: 1}
gebiedsindelingen: {gemeente: {kolom: gebied}}
partijen:
  - {id: net, naam: Stroomnet, soort: netbeheerder}
  - {id: stad, naam: Gemeente Stad, soort: gemeente}
functies:
  - {id: stroom, naam: Stroom}
  - {id: zorg, naam: Zorg}
objecten: [objecten.csv]
gegevens: [gegevens.csv]
afhankelijkheden: [afhankelijkheden.csv]
scenarios:
  - {id: bui, naam: Bui, waterdiepte: {uniform_m: 0.5}}
"""
ASSETS = """\
id,naam,soort,functie,gebied,partij,drager,x,y,faaldiepte_m,hersteltijd_uur,gebruikers,zichtbaar_voor,bron,status
hs,Hoogspanning,station,stroom,Stad,net,,200000,500000,0.8,24,,,schouw,bron
ms,Middenspanning,station,stroom,Stad,net,,200100,500000,0.4,12,,,,
huis,Zorghuis,gebouw,zorg,Stad,,,200200,500000,0.2,48,30,,,aanname
"""
VALUES = """\
object,sleutel,waarde,min,max,eenheid,bron,wie,datum,status
ms,faaldiepte_m,0.5,0.3,0.9,m,meting,beheerder,2026-01-02,expert
"""
NEEDS = """\
afnemer,groep,leverancier,minimaal,buffer_uur,herstart_uur,startfaalkans,bron,status
ms,voeding,hs,,,,,,aanname
huis,stroom,ms,1,4,,,,aanname
huis,stroom,hs,,,0.5,0.1,,aanname
"""
FILES: Mapping[str, str] = {
    "studie.yaml": STUDY,
    "objecten.csv": ASSETS,
    "gegevens.csv": VALUES,
    "afhankelijkheden.csv": NEEDS,
}
NEAREST = "{regel: dichtstbijzijnde, afnemer: {functie: zorg}, leverancier: {soort: station}"
LIST = "[afhankelijkheden.csv]"


def write(folder: Path, files: Mapping[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def changed(file: str, old: str, new: str, files: Mapping[str, str] = FILES) -> dict[str, str]:
    """The files with one text replaced, which must be there exactly once."""
    assert files[file].count(old) == 1, f"{old!r} stands {files[file].count(old)} times in {file}"
    return {**files, file: files[file].replace(old, new)}


def problems_of(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(InputError) as caught:
        read_study(folder)
    return caught.value.problems


# --- what is read ----------------------------------------------------------------------------------------------------


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return read_study(write(tmp_path, FILES))


def test_folder_and_file_name_the_same_study(tmp_path: Path) -> None:
    write(tmp_path, FILES)
    first, second = read_study(tmp_path), read_study(str(tmp_path / "studie.yaml"))
    assert (first.assets, first.needs, first.hash) == (second.assets, second.needs, second.hash)


def test_rows_of_one_group_are_one_need(study: Study) -> None:
    """huis: 1 of 2 suffices; buffer 4 from its first row, restart 0.5 and chance 0.1 from its second."""
    voeding, stroom = study.needs
    assert (voeding.consumer, voeding.suppliers, voeding.minimum) == ("ms", ("hs",), 1)
    assert (stroom.consumer, stroom.suppliers, stroom.minimum) == ("huis", ("hs", "ms"), 1)
    assert (stroom.buffer_hours, stroom.restart_hours) == (Decimal(4), Decimal("0.5"))
    assert stroom.start_failure_chance == 0.1


def test_an_empty_minimum_is_all_suppliers(tmp_path: Path) -> None:
    study = read_study(write(tmp_path, changed("afhankelijkheden.csv", "ms,1,4", "ms,,4")))
    assert study.needs[1].minimum == 2


def test_without_a_group_every_row_is_a_need(tmp_path: Path) -> None:
    rows = "afnemer,leverancier\nhuis,ms\nhuis,hs\n"
    study = read_study(write(tmp_path, {**FILES, "afhankelijkheden.csv": rows}))
    assert [(need.consumer, need.suppliers, need.minimum) for need in study.needs] == [
        ("huis", ("ms",), 1),
        ("huis", ("hs",), 1),
    ]
    assert len({need.key for need in study.needs}) == 2


def test_an_override_replaces_one_value_and_its_range(study: Study) -> None:
    _, ms, _ = study.assets
    assert (ms.failure_depth_m_min, ms.failure_depth_m, ms.failure_depth_m_max) == (0.3, 0.5, 0.9)
    assert ms.repair_hours == 12


def test_bearer_is_the_only_municipality_of_that_area(study: Study) -> None:
    assert [asset.bearer for asset in study.assets] == ["stad", "stad", "stad"]


def test_no_bearer_when_two_municipalities_have_that_name(tmp_path: Path) -> None:
    double = changed("studie.yaml", "functies:\n", "  - {id: stad2, naam: Stad, soort: gemeente}\nfuncties:\n")
    assert [asset.bearer for asset in read_study(write(tmp_path, double)).assets] == [None, None, None]


def test_provenance_is_kept_per_value(study: Study) -> None:
    rows = {(row.place.split()[0], row.key): row for row in study.provenance}
    own = rows["hs", "faaldiepte_m"]
    assert (own.value, own.unit, own.source, own.status) == ("0.8", "m", "schouw", "bron")
    assert "objecten.csv:rij 2" in own.place
    override = rows["ms", "faaldiepte_m"]
    assert (override.value, override.minimum, override.maximum) == ("0.5", "0.3", "0.9")
    assert (override.source, override.who, override.date, override.status) == (
        "meting", "beheerder", "2026-01-02", "expert",
    )  # fmt: skip
    assert "gegevens.csv:rij 2" in override.place
    assert ("hs", "gebruikers") not in rows  # empty is not a value
    buffer = rows["huis", "stroom: buffer_uur"]
    assert (buffer.value, buffer.unit, buffer.status) == ("4", "uur", "aanname")


def test_places_inside_the_same_list_may_be_mixed(tmp_path: Path) -> None:
    """A table, a YAML file and a row written out, in one list."""
    files = {
        **changed("studie.yaml", "[objecten.csv]", "[objecten.csv, meer.yaml, {id: los, functie: zorg}]"),
        "meer.yaml": "- {id: '007', functie: zorg}\n- {id: 0012, functie: zorg}\n",
    }
    assert [asset.id for asset in read_study(write(tmp_path, files)).assets] == [
        "hs",
        "ms",
        "huis",
        "007",
        "0012",
        "los",
    ]


def test_rules_and_rows_together(tmp_path: Path) -> None:
    rule = f"{LIST[:-1]}, {NEAREST}, aantal: 2, minimaal: 1, groep: nood, buffer_uur: 3}}]"
    need = read_study(write(tmp_path, changed("studie.yaml", LIST, rule))).needs[-1]
    assert (need.consumer, need.group, need.suppliers, need.minimum) == ("huis", "nood", ("hs", "ms"), 1)
    assert (need.buffer_hours, need.status) == (3, Status.ASSUMPTION)
    assert "dichtstbijzijnde" in (need.source or "")


# --- registers with a mapping ----------------------------------------------------------------------------------------

REGISTER = """\
nr;omschrijving;type;x_rd;y_rd;voeding;drempel
0001;Kast 1;kast;200010,5;500000;hs;0,6
0002;Kast 2;kast;200020;500000;Hoogspanning;
0003;Boom;boom;200030;500000;;
0004;Mast;mast;200040;500000;;
"""
SOURCE = """\
objecten:
  - objecten.csv
  - bestand: register.csv
    waar: {type: [kast, mast]}
    kolommen: {id: nr, naam: omschrijving, soort: type, x: x_rd, y: y_rd, faaldiepte_m: drempel}
    standaard: {functie: stroom, partij: net, status: aanname}
    per_soort:
      kast: {faaldiepte_m: 0.4, faaldiepte_m_min: 0.2, hersteltijd_uur: 72, bron: ontwerp}
      mast: {functie: zorg}
"""
KOLOM = "{regel: kolom, kolom: voeding, afnemer: {soort: kast}, leverancier: {soort: station}, groep: voeding}"
MAPPED = {
    **changed("studie.yaml", "objecten: [objecten.csv]\n", SOURCE),
    "register.csv": REGISTER,
}


def test_a_register_is_taken_as_it_comes(tmp_path: Path) -> None:
    """Leading zeros stay; a cell counts before the kind, the kind before what counts for all."""
    kast1, kast2, mast = read_study(write(tmp_path, MAPPED)).assets[3:]
    assert [asset.id for asset in (kast1, kast2, mast)] == ["0001", "0002", "0004"]
    assert (kast1.name, kast1.x, kast1.function, kast1.party) == ("Kast 1", 200010.5, "stroom", "net")
    assert (kast1.failure_depth_m, kast2.failure_depth_m, kast2.failure_depth_m_min) == (0.6, 0.4, 0.2)
    assert (mast.function, mast.failure_depth_m) == ("zorg", None)


def test_a_column_of_the_register_feeds_a_rule_by_id_or_name(tmp_path: Path) -> None:
    study = read_study(write(tmp_path, changed("studie.yaml", LIST, f"[afhankelijkheden.csv, {KOLOM}]", MAPPED)))
    derived = [need for need in study.needs if need.group == "voeding" and need.consumer != "ms"]
    assert [(need.consumer, need.suppliers) for need in derived] == [("0001", ("hs",)), ("0002", ("hs",))]


def test_provenance_of_a_default_stands_where_the_mapping_writes_it(tmp_path: Path) -> None:
    study = read_study(write(tmp_path, MAPPED))
    row = next(row for row in study.provenance if row.place.startswith("0002 ") and row.key == "faaldiepte_m")
    assert (row.value, row.minimum, row.source, row.status) == ("0.4", "0.2", "ontwerp", "aanname")
    lines = MAPPED["studie.yaml"].splitlines()
    line = 1 + next(i for i, text in enumerate(lines) if "kast: {" in text)
    assert f"studie.yaml:{line}" in row.place


def test_registers_through_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash depends on what a register says, not on the folder it stands in."""
    files = changed("studie.yaml", "bestand: register.csv", "bestand: '${BESLUITSTEUN_DATA}/r/register.csv'", MAPPED)
    del files["register.csv"]
    hashes = []
    for folder, text in (("een", REGISTER), ("twee", REGISTER), ("drie", REGISTER.replace("Kast 1", "Kast een"))):
        (tmp_path / folder / "r").mkdir(parents=True)
        write(tmp_path / folder / "r", {"register.csv": text})
        monkeypatch.setenv("BESLUITSTEUN_DATA", str(tmp_path / folder))
        study = read_study(write(tmp_path, files))
        assert study.file("${BESLUITSTEUN_DATA}/r/register.csv") == tmp_path / folder / "r" / "register.csv"
        assert "${BESLUITSTEUN_DATA}/r/register.csv" in dict(study.files)
        hashes.append(study.hash)
    assert hashes[0] == hashes[1] != hashes[2]
    monkeypatch.setenv("BESLUITSTEUN_DATA", str(tmp_path / "nergens"))
    problem = next(each for each in problems_of(tmp_path) if "BESLUITSTEUN_DATA" in each.remedy)
    assert "staan niet op deze computer" in problem.found
    assert problem.place.file == "studie.yaml"


@pytest.mark.parametrize("name", [*FILES, "diepte.tif"])
def test_every_file_counts_in_the_hash(tmp_path: Path, name: str) -> None:
    files = {**changed("studie.yaml", "{uniform_m: 0.5}", "{raster: diepte.tif}"), "diepte.tif": "kaart\n"}
    before = read_study(write(tmp_path, files))
    assert sorted(files) == [file for file, _ in before.files]
    (tmp_path / name).write_text(files[name] + "\n", encoding="utf-8")
    after = read_study(tmp_path)
    assert after.hash != before.hash
    assert [file for file, digest in after.files if digest != dict(before.files)[file]] == [name]


# --- what is refused -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One mistake: in ``file``, ``old`` becomes ``new``. ``at``: a cell of a table ("rij 3/id"), or a text of the
    line where the problem stands. ``words`` occur in the problem."""

    file: str
    old: str
    new: str
    at: str
    words: tuple[str, ...]
    files: Mapping[str, str] = field(default_factory=lambda: FILES)
    where: str = ""  # the file of the problem, when it is another one


A, G, N, S = "objecten.csv", "gegevens.csv", "afhankelijkheden.csv", "studie.yaml"
CASES = {
    # objects
    "id_twice": Case(A, "\nms,", "\nhs,", "rij 3/id", ("`hs`", "rij 2")),
    "function_unknown": Case(A, "gebouw,zorg", "gebouw,zorgg", "rij 4/functie", ("zorgg", "bedoelde u `zorg`?")),
    "party_unknown": Case(
        A, "stroom,Stad,net,,200100", "stroom,Stad,nett,,200100", "rij 3/partij", ("`nett`", "`net`")
    ),
    "bearer_unknown": Case(A, "net,,200100", "net,dorp,200100", "rij 3/drager", ("`dorp`",)),
    "audience_unknown": Case(A, "48,30,,", "48,30,openbaar|dorp,", "rij 4/zichtbaar_voor", ("`dorp`",)),
    "depth_without_repair": Case(A, "0.8,24", "0.8,", "rij 2/faaldiepte_m", ("hersteltijd_uur",)),
    "depth_is_a_level": Case(A, "0.8,24", "80,24", "rij 2/faaldiepte_m", ("80", "hoogte")),
    "depth_is_negative": Case(A, "0.8,24", "-0.8,24", "rij 2/faaldiepte_m", ("-0.8",)),
    "hours_are_negative": Case(A, "0.8,24", "0.8,-24", "rij 2/hersteltijd_uur", ("-24",)),
    "depth_is_no_number": Case(A, "0.8,24", "diep,24", "rij 2/faaldiepte_m", ("`diep`",)),
    "comma_in_a_comma_file": Case(A, "48,30,", '48,"1,250",', "rij 4/gebruikers", ("1,250",)),
    "x_without_y": Case(A, "200100,500000", "200100,", "rij 3/y", ("`y`",)),
    "degrees_in_rd": Case(A, "200100,500000", "6.1,52.5", "rij 3/x", ("graden", "EPSG:28992")),
    "x_and_y_swapped": Case(A, "200100,500000", "500000,200100", "rij 3/x", ("EPSG:28992", "verwisseld")),
    "status_unknown": Case(A, "schouw,bron", "schouw,zeker", "rij 2/status", ("`zeker`", "aanname")),
    "column_unknown": Case(A, "faaldiepte_m", "faaldipte_m", "rij 1/faaldipte_m", ("bedoelde u `faaldiepte_m`?",)),
    "column_required": Case(A, "soort,functie", "soort,functies", "rij 1", ("functie",)),
    "id_with_a_space": Case(A, "\nms,", "\nm s,", "rij 3/id", ("m s",)),
    "depth_and_level": Case(
        A,
        "faaldiepte_m,hersteltijd_uur,gebruikers",
        "faaldiepte_m,hersteltijd_uur,hoogte_kritisch_mnap",
        "rij 4/hoogte_kritisch_mnap",
        ("faaldiepte_m",),
    ),
    "mode_below_minimum": Case(
        A, "hersteltijd_uur,gebruikers", "hersteltijd_uur,faaldiepte_m_min", "rij 4/faaldiepte_m", ("30", "0.2")
    ),
    "range_without_mode": Case(
        A, "hersteltijd_uur,gebruikers", "hersteltijd_uur,inwoners_max", "rij 4/inwoners_max", ("`inwoners`",)
    ),
    # overrides
    "override_object_unknown": Case(G, "ms,faal", "mss,faal", "rij 2/object", ("`mss`", "bedoelde u `ms`?")),
    "override_key_unknown": Case(G, "faaldiepte_m", "faaldiepte", "rij 2/sleutel", ("bedoelde u `faaldiepte_m`?",)),
    "override_unit": Case(G, ",m,", ",cm,", "rij 2/eenheid", ("`cm`", "`m`")),
    "override_value": Case(G, "0.5,0.3", "half,0.3", "rij 2/waarde", ("`half`",)),
    "override_range": Case(G, "0.5,0.3", "0.2,0.3", "rij 2/waarde", ("0.2", "0.3")),
    "override_of_the_id": Case(G, "ms,faaldiepte_m", "ms,id", "rij 2/sleutel", ("`id`",)),
    "override_twice": Case(
        G, "expert\n", "expert\nms,faaldiepte_m,0.6,,,,,,,\n", "rij 3/sleutel", ("gegevens.csv:rij 2",)
    ),
    "override_comma": Case(G, "0.5,0.3", '"0,5",0.3', "rij 2/waarde", ("0,5", "punt")),
    "override_audience": Case(
        G,
        "datum,status\nms,faaldiepte_m,0.5,0.3,0.9,m,meting,beheerder,2026-01-02,expert",
        "zichtbaar_voor\nms,faaldiepte_m,0.5,0.3,0.9,m,meting,beheerder,dorp",
        "rij 2/zichtbaar_voor",
        ("`dorp`",),
    ),
    # needs
    "consumer_unknown": Case(N, "\nms,voeding", "\nmss,voeding", "rij 2/afnemer", ("`mss`", "bedoelde u `ms`?")),
    "supplier_unknown": Case(N, "voeding,hs", "voeding,hss", "rij 2/leverancier", ("`hss`", "bedoelde u `hs`?")),
    "needs_itself": Case(N, "voeding,hs", "voeding,ms", "rij 2/leverancier", ("zichzelf",)),
    "minimum_too_high": Case(N, "ms,1,4", "ms,3,4", "rij 3/minimaal", ("3", "2")),
    "minimum_zero": Case(N, "ms,1,4", "ms,0,4", "rij 3/minimaal", ("`0`",)),
    "minimum_half": Case(N, "ms,1,4", "ms,1.5,4", "rij 3/minimaal", ("`1.5`",)),
    "minimum_disagrees": Case(N, "stroom,hs,,", "stroom,hs,2,", "rij 4/minimaal", ("rij 3/minimaal",)),
    "buffer_disagrees": Case(N, "stroom,hs,,,", "stroom,hs,,5,", "rij 4/buffer_uur", ("5", "4", "rij 3/buffer_uur")),
    "restart_disagrees": Case(N, "ms,1,4,,", "ms,1,4,2,", "rij 4/herstart_uur", ("0.5", "2")),
    "chance_disagrees": Case(N, "ms,1,4,,,", "ms,1,4,,0.3,", "rij 4/startfaalkans", ("0.1", "0.3")),
    "chance_above_one": Case(N, "0.5,0.1", "0.5,1.1", "rij 4/startfaalkans", ("1.1",)),
    "buffer_negative": Case(N, "ms,1,4", "ms,1,-4", "rij 3/buffer_uur", ("-4",)),
    "supplier_twice": Case(N, "stroom,hs", "stroom,ms", "rij 4/leverancier", ("rij 3/leverancier",)),
    "reserved_column": Case(N, "herstart_uur", "omschakel_uur", "rij 1/omschakel_uur", ("nog niet ondersteund",)),
    # rules
    "rule_unknown": Case(S, LIST, "[{regel: dichtbij}]", "dichtbij", ("`dichtbij`", "dichtstbijzijnde")),
    "rule_and_row": Case(
        S, LIST, f"{LIST[:-1]}, {NEAREST}, groep: stroom}}]", "regel:", ("stroom", "huis", "afhankelijkheden.csv")
    ),
    "two_rules": Case(
        S, LIST, f"[{NEAREST}, groep: g}},\n   {NEAREST}, groep: g}}]", "   {regel", ("huis", "studie.yaml:13")
    ),
    "rule_finds_too_few": Case(
        S, LIST, f"[{NEAREST}, aantal: 2, minimaal: 2, max_afstand_m: 150}}]", "regel:", ("huis", "2", "niet_gevonden")
    ),
    "rule_without_consumers": Case(
        S, LIST, "[" + NEAREST.replace("zorg", "zorgg") + "}]", "regel:", ("afnemer", "zorgg")
    ),
    "column_of_rule_absent": Case(
        S, LIST, f"[{KOLOM}]".replace("kolom: voeding", "kolom: feeding"), "regel:", ("feeding",), MAPPED
    ),
    "division_of_rule_unknown": Case(
        S,
        LIST,
        "[{regel: zelfde_gebied, indeling: gemeenten, afnemer: {functie: zorg}, leverancier: {soort: station}}]",
        "regel:",
        ("gemeenten", "gemeente"),
    ),
    "cell_of_rule_unknown": Case(
        "register.csv", ";hs;", ";hz;", "regel:", ("hz", "0001"), changed(S, LIST, f"[{KOLOM}]", MAPPED), S
    ),
    # registers
    "register_column_absent": Case(S, "id: nr", "id: nrr", "nrr", ("`nrr`", "omschrijving", "bedoelde u"), MAPPED),
    "register_condition_absent": Case(S, "waar: {type", "waar: {soort", "waar:", ("`soort`", "omschrijving"), MAPPED),
    "register_condition_empty": Case(S, "[kast, mast]", "[bos]", "waar:", ("waar",), MAPPED),
    "register_key_unknown": Case(S, "soort: type", "sort: type", "sort:", ("bedoelde u `soort`?",), MAPPED),
    "register_kind_unknown": Case(S, "      mast:", "      mest:", "mest:", ("`mest`", "bedoelde u `mast`?"), MAPPED),
    "register_file_absent": Case(
        S, "bestand: register.csv", "bestand: registers.csv", "registers.csv", ("registers.csv",), MAPPED
    ),
    "register_default_key": Case(
        S, "standaard: {functie", "standaard: {funtie", "funtie", ("bedoelde u `functie`?",), MAPPED
    ),
    "register_default_value": Case(S, "faaldiepte_m: 0.4", "faaldiepte_m: veel", "veel", ("`veel`",), MAPPED),
    "register_cell": Case("register.csv", "0,6", "diep", "rij 2/drempel", ("diep",), MAPPED),
    "register_marks_mixed": Case("register.csv", "200020;", "200020.5;", "", ("register.csv", "komma"), MAPPED),
    "register_id_twice": Case("register.csv", "0002;", "0001;", "rij 3/nr", ("`0001`", "rij 2"), MAPPED),
    # scenarios
    "scenario_twice": Case(
        S,
        "uniform_m: 0.5}}\n",
        "uniform_m: 0.5}}\n  - {id: bui, waterdiepte: {uniform_m: 1}}\n",
        "uniform_m: 1}",
        ("`bui`",),
    ),
    "scenario_raster_absent": Case(S, "uniform_m: 0.5", "raster: bui.tif", "bui.tif", ("`bui.tif`",)),
    "scenario_table_absent": Case(S, "uniform_m: 0.5", "tabel: bui.csv", "bui.csv", ("`bui.csv`",)),
    "scenario_two_sources": Case(S, "uniform_m: 0.5", "uniform_m: 0.5, tabel: bui.csv", "tabel:", ("precies één",)),
    "outage_object_unknown": Case(
        S, "0.5}}", "0.5}, uitval: [{object: hss, van_uur: 0}]}", "uitval", ("`hss`", "bedoelde u `hs`?")
    ),
    "outage_ends_first": Case(
        S, "0.5}}", "0.5}, uitval: [{object: hs, van_uur: 5, tot_uur: 5}]}", "uitval", ("tot_uur",)
    ),
    # the study itself
    "key_unknown": Case(S, "scenarios:", "scenario:", "scenario:", ("bedoelde u `scenarios`?",)),
    "name_absent": Case(S, "naam: Proef\n", "", "crs:", ("`naam`",)),
    "format_unknown": Case(S, "naam: Proef", "naam: Proef\nformaat: 2", "formaat: 2", ("`2`",)),
    "crs_unknown": Case(S, "EPSG:28992", "EPSG:99999", "", ("EPSG:99999",)),
    "crs_no_number": Case(S, "EPSG:28992", "RD", "crs: RD", ("`RD`",)),
    "horizon_not_whole": Case(S, "stap_uur: 1}", "stap_uur: 5}", "tijd:", ("48", "5")),
    "step_zero": Case(S, "stap_uur: 1}", "stap_uur: 0}", "tijd:", ("stap_uur 0",)),
    "too_many_steps": Case(S, "stap_uur: 1}", "stap_uur: 0.00001}", "tijd:", ("4800000", "1000000")),
    "party_represents_nobody": Case(
        S, "soort: netbeheerder}", "soort: netbeheerder, vertegenwoordigt: [dorp]}", "vertegenwoordigt", ("`dorp`",)
    ),
    "party_kind_unknown": Case(S, "soort: netbeheerder", "soort: netbeheer", "netbeheer}", ("netbeheerder",)),
    "function_twice": Case(S, "{id: zorg", "{id: stroom", "naam: Zorg", ("`stroom`",)),
    "list_file_absent": Case(S, LIST, "[afhankelijkheid.csv]", "afhankelijkheid.csv", ("`afhankelijkheid.csv`",)),
    "list_is_no_list": Case(S, LIST, "notitie.txt", "notitie.txt", ("`notitie.txt`",)),
    "division_column_absent": Case(S, "kolom: gebied", "kolom: gebeid", "kolom: gebeid", ("`gebeid`",)),
    "division_layer_absent": Case(
        S, "{kolom: gebied}", "{laag: gemeenten.gpkg, naamkolom: naam}", "gemeenten.gpkg", ("gemeenten.gpkg",)
    ),
    "limit_function_unknown": Case(
        S,
        "scenarios:",
        "grenzen:\n  - {id: g, criterium: uitval_uur, functie: gas, acceptabel_tot: 1}\nscenarios:",
        "criterium",
        ("`gas`",),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_refused_with_its_place(tmp_path: Path, case: Case) -> None:
    files = changed(case.file, case.old, case.new, case.files)
    told = problems_of(write(tmp_path, files))
    fitting = [each for each in told if all(word in str(each) for word in case.words)]
    assert fitting, "\n".join(map(str, told))
    places = [str(each.place) for each in fitting]
    if case.at.startswith("rij "):
        assert f"{case.file}:{case.at}" in places
    elif case.at:
        file = case.where or case.file
        lines = [i for i, line in enumerate(files[file].splitlines(), start=1) if case.at in line]
        assert {each.place.line for each in fitting if each.place.file == file} & set(lines), places
    assert all(each.found and (each.expected or each.remedy) for each in told)


def test_the_study_of_the_table_is_fine(tmp_path: Path) -> None:
    """So that every refusal above comes from its own mistake."""
    for files in (FILES, MAPPED, changed("studie.yaml", LIST, f"[{KOLOM}]", MAPPED)):
        assert read_study(write(tmp_path, files)).name == "Proef"


def test_all_problems_at_once_in_reading_order(tmp_path: Path) -> None:
    """One mistake in each of the four files; none hides another, and none is told twice."""
    names = ("depth_is_negative", "override_unit", "buffer_negative", "step_zero")
    files = dict(FILES)
    for name in names:
        files = changed(CASES[name].file, CASES[name].old, CASES[name].new, files)
    told = problems_of(write(tmp_path, files))
    for name in names:
        assert any(all(word in str(each) for word in CASES[name].words) for each in told), name
    assert list(told) == sorted(dict.fromkeys(told), key=lambda each: each.place.order())


@pytest.mark.parametrize("name", ["depth_is_negative", "function_unknown", "register_file_absent"])
def test_one_mistake_is_one_problem(tmp_path: Path, name: str) -> None:
    """What refers to a refused row, or to a list that could not be read whole, is not called unknown."""
    case = CASES[name]
    (problem,) = problems_of(write(tmp_path, changed(case.file, case.old, case.new, case.files)))
    assert all(word in str(problem) for word in case.words)


def test_an_overridden_area_counts_in_the_divisions(tmp_path: Path) -> None:
    rows = "object,sleutel,waarde\nms,gebied,Dorp\n"
    study = read_study(write(tmp_path, {**FILES, "gegevens.csv": rows}))
    assert [asset.areas["gemeente"] for asset in study.assets] == ["Stad", "Dorp", "Stad"]


@pytest.mark.parametrize("given_as", ["nergens", "leeg", "notitie.txt"])
def test_no_study_there(tmp_path: Path, given_as: str) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "notitie.txt").write_text("x", encoding="utf-8")
    (problem,) = problems_of(tmp_path / given_as)
    assert given_as in str(problem.place)
    assert "studie.yaml" in str(problem)


# --- damaged studies -------------------------------------------------------------------------------------------------

WORDS = ["", "null", "~", "ja", "nee", "no", "0", "-1", "1e40", "1e-400", "NaN", "-inf", "0012", "12:30", "1.234,5"]
WORDS += [
    "[]",
    "{}",
    "[[1], {a: b}]",
    "{a: {b: [c]}}",
    "'",
    '"',
    "&a *a",
    "*x",
    "!!python/object:os.system x",
    "|",
    "\t",
]
WORDS += [
    "\x00",
    "\ufeff",
    "é",
    "😀",
    "a" * 300,
    "../..",
    "/",
    "objecten.csv",
    "studie.yaml",
    "alle",
    "hs",
    "stroom",
    "- - -",
]
LIKELY = [
    "1",
    "0.5",
    "24",
    "ja",
    "Stad",
    "hs",
    "ms",
    "huis",
    "net",
    "stad",
    "zorg",
    "station",
    "bron",
    "g",
    "gebied",
    "EPSG:4326",
]
PARTS = {".yaml": re.compile(r"[^\s,:{}\[\]]+"), ".csv": re.compile(r"(?<=[,;\n])[^,;\n]*")}


@st.composite
def damage(draw: st.DrawFn) -> dict[str, str]:
    """A good study in which one to three words, cells or lines of its files are replaced, doubled or left out."""
    files = dict(draw(st.sampled_from([FILES, MAPPED, changed("studie.yaml", LIST, f"[{KOLOM}]", MAPPED)])))
    for _ in range(draw(st.integers(1, 3))):
        name = draw(st.sampled_from(sorted(files)))
        text = files[name]
        by_line = draw(st.sampled_from([False, False, False, True]))
        pattern = re.compile(r".*\n") if by_line else PARTS[Path(name).suffix]
        spots = list(pattern.finditer(text))
        if not spots:
            continue
        spot = draw(st.sampled_from(spots))
        odd = st.sampled_from(WORDS) | st.text(max_size=12) | st.floats().map(str) | st.integers().map(str)
        other = draw(st.sampled_from(LIKELY) | odd | st.sampled_from(["", spot.group() * 2]))
        files[name] = text[: spot.start()] + other + text[spot.end() :]
    return files


@given(damage())
@settings(max_examples=250, deadline=None)
def test_a_damaged_study_is_read_or_refused_in_words(files: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            (Path(folder) / name).write_bytes(text.encode("utf-8", "surrogatepass"))
        try:
            study = read_study(folder)
        except InputError as error:
            refused = error.problems
            study = None
    if study is None:
        assert refused
        assert all(problem.found and problem.place.file for problem in refused)
        return
    ids = {asset.id for asset in study.assets}
    assert all({need.consumer, *need.suppliers} <= ids for need in study.needs)
    assert all(1 <= need.minimum <= len(need.suppliers) for need in study.needs)
    assert all(need.consumer not in need.suppliers for need in study.needs)


def test_a_column_of_a_register_has_its_own_origin(tmp_path: Path) -> None:
    """What the register counts is `bron`; what fills an empty cell has the status of the row."""
    (tmp_path / "register.csv").write_text("code,tel\nA,12\nB,\n", encoding="utf-8")
    (tmp_path / "studie.yaml").write_text(
        "naam: herkomst\n"
        "functies: [{id: stroom, naam: Stroom}]\n"
        "objecten:\n"
        "  - bestand: register.csv\n"
        "    kolommen: {id: code, gebruikers: tel}\n"
        "    herkomst: {gebruikers: {bron: geteld, wie: gemeente, datum: 01-02-2026, status: bron}}\n"
        "    standaard: {functie: stroom, gebruikers: 3, faaldiepte_m: 0.4, hersteltijd_uur: 1, bron: geschat, status: aanname}\n"
        "scenarios: [{id: nat, waterdiepte: {uniform_m: 1}}]\n",
        encoding="utf-8",
    )
    rows = {(row.place.split(" ")[0], row.key): row for row in read_study(tmp_path).provenance}
    assert [rows["A", "gebruikers"].source, rows["A", "gebruikers"].who, rows["A", "gebruikers"].status] == [
        "geteld",
        "gemeente",
        "bron",
    ]
    for asset, key in (("B", "gebruikers"), ("A", "faaldiepte_m")):
        assert (rows[asset, key].source, rows[asset, key].status) == ("geschat", "aanname")


def test_an_origin_of_what_the_register_does_not_give_is_refused(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text("code\nA\n", encoding="utf-8")
    (tmp_path / "studie.yaml").write_text(
        "naam: herkomst\n"
        "functies: [{id: stroom, naam: Stroom}]\n"
        "objecten:\n"
        "  - bestand: register.csv\n"
        "    kolommen: {id: code}\n"
        "    herkomst: {gebruikers: {status: bron}}\n"
        "    standaard: {functie: stroom}\n"
        "scenarios: [{id: nat, waterdiepte: {uniform_m: 1}}]\n",
        encoding="utf-8",
    )
    with pytest.raises(InputError) as raised:
        read_study(tmp_path)
    (problem,) = raised.value.problems
    assert str(problem.place) == "studie.yaml:6:16"
    assert "komt niet uit `register.csv`" in problem.found

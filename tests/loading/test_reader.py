"""A whole study from files: what is read; what is refused stands in ``test_malformed`` and ``test_fuzz``."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

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
    assert "staat niet op deze computer" in problem.found
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


def test_an_overridden_area_counts_in_the_divisions(tmp_path: Path) -> None:
    rows = "object,sleutel,waarde\nms,gebied,Dorp\n"
    study = read_study(write(tmp_path, {**FILES, "gegevens.csv": rows}))
    assert [asset.areas["gemeente"] for asset in study.assets] == ["Stad", "Dorp", "Stad"]


def test_a_code_of_a_register_becomes_the_name_of_the_area(tmp_path: Path) -> None:
    names = "{gemeente: {kolom: gebied, namen: {Stad: Stad aan het water}}}"
    study = read_study(write(tmp_path, changed("studie.yaml", "{gemeente: {kolom: gebied}}", names)))
    assert {asset.area for asset in study.assets} == {"Stad aan het water"}
    assert {asset.areas["gemeente"] for asset in study.assets} == {"Stad aan het water"}
    assert study.warnings == read_study(write(tmp_path, FILES)).warnings


def test_a_name_for_a_code_that_nobody_has_is_told(tmp_path: Path) -> None:
    names = "{gemeente: {kolom: gebied, namen: {Stat: Stad aan het water}}}"
    study = read_study(write(tmp_path, changed("studie.yaml", "{gemeente: {kolom: gebied}}", names)))
    assert [each.found for each in study.warnings if "namen" in each.found] == ["`namen` noemt 'Stat'"]


@pytest.mark.parametrize("given_as", ["nergens", "leeg", "notitie.txt"])
def test_no_study_there(tmp_path: Path, given_as: str) -> None:
    (tmp_path / "leeg").mkdir()
    (tmp_path / "notitie.txt").write_text("x", encoding="utf-8")
    (problem,) = problems_of(tmp_path / given_as)
    assert given_as in str(problem.place)
    assert "studie.yaml" in str(problem)


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
        "    standaard: {functie: stroom, gebruikers: 3, faaldiepte_m: 0.4, hersteltijd_uur: 1, bron: geschat,\n"
        "                status: aanname}\n"
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


def test_a_value_keeps_for_whom_it_is(tmp_path: Path) -> None:
    rows = "object,sleutel,waarde,zichtbaar_voor\nms,faaldiepte_m,0.5,net\nhuis,faaldiepte_m,0.3,\n"
    study = read_study(write(tmp_path, {**FILES, "gegevens.csv": rows}))
    assert [dict(asset.value_marks) for asset in study.assets] == [{}, {"faaldiepte_m": "net"}, {}]

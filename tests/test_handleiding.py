"""Every example in the handbook is read, and computed where it can be, by the program itself."""

from __future__ import annotations

import re
import runpy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

import besluitsteun as bs
from besluitsteun.cli.new import make_study
from besluitsteun.defaults import shipped_criteria
from besluitsteun.output.differences import DIFFERENCES
from besluitsteun.problems import InputError
from besluitsteun.schema.ambitions import Ambitions, Judgement, Level, Limit, Risk
from besluitsteun.schema.assets import Asset, Dependency, ValueOverride
from besluitsteun.schema.base import Model
from besluitsteun.schema.consequences import ConsequenceCriterion, ConsequenceSettings
from besluitsteun.schema.figures import DamageCurveRow, FigureOverride, ImpactClasses, RiskMatrixSettings
from besluitsteun.schema.map_layers import MapLayer
from besluitsteun.schema.parties import Party
from besluitsteun.schema.scenarios import DepthSource, Likelihood, Scenario
from besluitsteun.schema.sources import ColumnRule, MappedSource, NearestRule, SameAreaRule
from besluitsteun.schema.stress_test import StressLayer
from besluitsteun.schema.study import Compensation, Function, Source, Time
from besluitsteun.schema.study_file import StudyFile
from besluitsteun.simulation.exposure import read_water

ROOT = Path(__file__).parents[1]
HANDBOOK = ROOT / "docs" / "handleiding"
BLOCK = re.compile(r"<!-- (?P<kind>\w+)(?:: (?P<name>[^\n]+?))? -->\n```(?P<ending>\w+)\n(?P<text>.*?)```", re.DOTALL)
KEYS = re.compile(r"<!-- sleutels: (?P<name>\w+) -->\n(?P<table>(?:\|.*\n)+)")
UNUSED = {"maatregelen", "besluit", "keuzes", "dialoog", "prijspeil", "discontovoet"}
MODELS: Mapping[str, tuple[type[Model], ...]] = {
    "studie": (StudyFile,),
    "tijd": (Time,),
    "partijen": (Party,),
    "functies": (Function,),
    "compensatie": (Compensation,),
    "gevolgcriteria": (ConsequenceSettings,),
    "erbij": (ConsequenceCriterion,),
    "grenzen": (Limit,),
    "risicos": (Risk,),
    "oordelen": (Judgement,),
    "ambities": (Ambitions,),
    "niveaus": (Level,),
    "kans": (Likelihood,),
    "objecten": (Asset,),
    "gegevens": (ValueOverride,),
    "afhankelijkheden": (Dependency,),
    "kengetallen": (FigureOverride,),
    "schadecurves": (DamageCurveRow,),
    "risicomatrix": (RiskMatrixSettings,),
    "klassen": (ImpactClasses,),
    "regels": (NearestRule, ColumnRule, SameAreaRule),
    "koppeling": (MappedSource,),
    "scenarios": (Scenario,),
    "waterdiepte": (DepthSource,),
    "stresstest": (StressLayer,),
    "achtergrond": (MapLayer,),
    "bronnen": (Source,),
}


def page(name: str) -> str:
    return (HANDBOOK / name).read_text(encoding="utf-8")


def keys_of(model: type[Model]) -> set[str]:
    return {str(info.alias or name) for name, info in model.model_fields.items() if not info.exclude}


def test_the_tables_of_keys_name_every_key_and_which_are_required() -> None:
    tables = {found["name"]: found["table"] for found in KEYS.finditer(page("studie.md"))}
    assert tables.keys() == MODELS.keys()
    for name, models in MODELS.items():
        rows = [line.split("|") for line in tables[name].splitlines()[2:]]
        told = [key for row in rows for key in re.findall(r"`(\w+)`", row[1])]
        expected = set().union(*(keys_of(model) for model in models)) - (UNUSED if name == "studie" else set())
        assert sorted(told) == sorted(expected), name
        required = {key for row in rows if row[-2].strip() == "ja" for key in re.findall(r"`(\w+)`", row[1])}
        assert required == {
            str(info.alias or field)
            for field, info in models[0].model_fields.items()
            if info.is_required() and (len(models) == 1 or field in models[1].model_fields)
        }, name
    assert all(f"`{key}`" in page("studie.md") for key in UNUSED)


# --- the study that the page builds ----------------------------------------------------------------------------------


@dataclass
class Growing:
    """The study of ``besluitsteun nieuw``, with what the page adds to it block by block."""

    folder: Path
    head: dict[str, Any]
    own_keys: str = ""
    count: int = 0

    def write(self, **lists: Any) -> None:
        own = yaml.safe_load(self.own_keys) if self.own_keys else {}
        rest = {key: value for key, value in {**self.head, **lists}.items() if key not in own}
        kept = {key: value for key, value in own.items() if key not in lists}
        as_written = self.own_keys if kept == own else yaml.safe_dump(kept, allow_unicode=True, sort_keys=False)
        text = yaml.safe_dump(rest, allow_unicode=True, sort_keys=False) + as_written
        (self.folder / "studie.yaml").write_text(text, encoding="utf-8")

    def file(self, text: str, ending: str) -> str:
        self.count += 1
        name = f"voorbeeld_{self.count}.{ending}"
        (self.folder / name).write_text(text, encoding="utf-8")
        return name


def blocks(name: str) -> Iterator[re.Match[str]]:
    return BLOCK.finditer(page(name))


def grown(folder: Path) -> Growing:
    """The study after all blocks of the page that stay."""
    make_study(folder, excel=False)
    write_maps(folder)
    head = yaml.safe_load((folder / "studie.yaml").read_text(encoding="utf-8"))
    study = Growing(folder, head)
    head["scenarios"] = [{"id": "proef", "waterdiepte": {"uniform_m": 0.45}, "duur_uur": 24}]
    for block in blocks("studie.md"):
        kind, name, text = block["kind"], block["name"], block["text"]
        if kind == "bestand":
            (folder / name).write_text(text, encoding="utf-8")
        elif kind == "studie":
            study.own_keys += text
        elif kind == "erbij":
            present = head.get(name, [])
            head[name] = [*present, study.file(text, block["ending"])]
            study.write()
            bs.read_study(folder)  # each step of the page by itself
    study.write()
    return study


def write_maps(folder: Path) -> None:
    """The maps that the page names, over the places of the study."""
    depth = np.full((30, 40), 0.6)
    depth[::3] = np.nan
    maps = {
        "diepte": depth,
        "uur_000": np.zeros((30, 40)),
        "uur_024": np.full((30, 40), 0.8),
        "waterstand": np.full((30, 40), 1.5),
        "maaiveld": np.full((30, 40), 1.0),
        "aankomst": np.full((30, 40), 6.0),
        "duur": np.full((30, 40), 48.0),
    }
    import rasterio
    from rasterio import Affine

    for name, values in maps.items():
        with rasterio.open(
            folder / f"{name}.tif", "w", driver="GTiff", width=40, height=30, count=1, dtype="float32",
            crs="EPSG:28992", transform=Affine(100, 0, 200000, 0, -100, 502000), nodata=float("nan"),
        ) as raster:  # fmt: skip
            raster.write(values.astype(np.float32), 1)
    write_layers(folder)


def write_layers(folder: Path) -> None:
    import pyogrio
    import shapely

    places = shapely.to_wkb(np.array([shapely.Point(201000, 500600), shapely.Point(202000, 499900)]))
    numbers, names = np.array(["M1", "M2"], dtype=object), np.array(["Mast 1", "Mast 2"], dtype=object)
    pyogrio.raw.write(
        folder / "masten.gpkg", places, [numbers, names], ["nummer", "naam"], layer="masten",
        geometry_type="Point", crs="EPSG:28992", driver="GPKG",
    )  # fmt: skip
    house, road = shapely.box(201000, 500600, 201010, 500610), shapely.LineString([(201000, 500600), (201500, 500600)])
    for name, shape, kind in (("gebouwen", house, "Polygon"), ("wegen", road, "LineString")):
        pyogrio.raw.write(
            folder / f"{name}.gpkg", shapely.to_wkb(np.array([shape])), [np.array([1])], ["tunnel"], layer=name,
            geometry_type=kind, crs="EPSG:28992", driver="GPKG",
        )  # fmt: skip
    halves = [shapely.box(200000, 499000, 202000, 502000), shapely.box(202000, 499000, 204000, 502000)]
    areas = shapely.to_wkb(np.array(halves))
    pyogrio.raw.write(
        folder / "watersystemen.gpkg", areas, [np.array(["west", "oost"], dtype=object)], ["naam"],
        geometry_type="Polygon", crs="EPSG:28992", driver="GPKG",
    )  # fmt: skip
    for layer, shape in (
        ("rivier", shapely.box(200000, 499000, 200100, 502000)),
        ("doorbraak", shapely.Point(200100, 500000)),
    ):
        pyogrio.raw.write(
            folder / "omgeving.gpkg", shapely.to_wkb(np.array([shape])), [np.array([layer], dtype=object)], ["naam"],
            layer=layer, geometry_type=shape.geom_type, crs="EPSG:28992", driver="GPKG", append=layer != "rivier",
        )  # fmt: skip


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Growing:
    return grown(tmp_path_factory.mktemp("handleiding") / "studie")


def test_the_study_that_the_page_builds_can_be_computed(study: Growing) -> None:
    study.write()
    result = bs.run(bs.read_study(study.folder))
    assert {"T01", "T02", "M1", "pomp_noord", "wijk_noord"} <= {asset.id for asset in result.study.assets}
    assert {"pomp_noord", "wijk_noord"} <= set(result.tables["uitval"]["object"])
    counted = result.tables["stresstest"].query("klasse == '>0,20' and indeling.isna()")
    assert counted[["laag", "aantal"]].values.tolist() == [["gebouwen", 1], ["tunnels", 1]]


def test_the_page_names_every_shipped_consequence() -> None:
    table = page("studie.md").partition("| gevolg | wat het is |\n")[2].partition("\n\n")[0]
    told = [name for line in table.splitlines() for name in re.findall(r"`(\w+)`", line.split("|")[1])]
    assert told == [each.id for each in shipped_criteria()]


def test_limits_and_judgements_of_the_page_are_held_against_the_outcome(study: Growing) -> None:
    """The nursing home floods (0.45 m above its 0.2 m) for 24 h and is repaired in 120 h: 144 h, far above 24 h."""
    study.write()
    rows = {
        name: list(frame.itertuples(index=False)) for name, frame in bs.run(bs.read_study(study.folder)).tables.items()
    }
    verdicts = {row.grens: (row.waarde, row.oordeel) for row in rows["oordeel"]}
    assert verdicts["zorg_uren"] == (144, "onacceptabel")
    assert verdicts["pomp"][1] == "acceptabel"
    assert verdicts["water_uren"][1] == "nog_geen_oordeel"
    (risk,) = rows["risicos"]
    assert (risk.oordeel, risk.oordeel_uit_grenzen, risk.verschilt) == ("acceptabel", "onacceptabel", True)
    (level,) = rows["niveaus"]
    assert (level.niveau, level.gehaald, level.gesteund_door) == ("basis", "pomp", "gemeente;regio")
    assert set(level.niet_gehaald.split(";")) == {"zorg_uren", "mensen_dorp"}
    criteria = {row.criterium for row in rows["gevolgen"]}
    assert "zorg_uit" in criteria
    assert "klantminuten" not in criteria
    assert {row.criterium for row in rows["gevolgen"] if row.eenheid == "eur"} >= {
        "compensatie_eur",
        "indirecte_schade_eur",
    }


def test_every_form_of_water_on_the_page_can_be_computed(study: Growing) -> None:
    found = [block for block in blocks("studie.md") if block["kind"] == "lijst"]
    assert [block["name"] for block in found] == ["scenarios"]
    study.write(scenarios=[study.file(found[0]["text"], found[0]["ending"])])
    result = bs.run(bs.read_study(study.folder))
    wet = result.tables["blootstelling"].groupby("scenario")["diepte_max_m"].max().to_dict()
    assert wet == {
        "kaart": 0.6,
        "kaart_driehoek": 0.67,
        "kaarten_per_uur": 0.8,
        "waterstand": 0.5,
        "begin_per_plaats": 0.5,
        "gebieden": 0.9,
    }


def test_the_error_on_the_page_is_what_the_program_says(study: Growing) -> None:
    wrong = next(block for block in blocks("studie.md") if block["kind"] == "fout")
    (study.folder / "fout.csv").write_text(wrong["text"], encoding="utf-8")
    study.write(objecten=[*study.head["objecten"], "fout.csv"])
    with pytest.raises(InputError) as refused:
        bs.read_study(study.folder)
    told = page("studie.md")[wrong.end() :].partition("```text\n")[2].partition("```")[0]
    assert told.splitlines() == [str(problem) for problem in refused.value.problems]


def test_how_the_rules_for_unknown_depths_work_together(study: Growing) -> None:
    """The table "Als de diepte onbekend is", row by row, on an object outside the map, on nodata and without place."""
    objects = "id;functie;x;y;faaldiepte_m;hersteltijd_uur\n"
    objects += "buiten;zorg;100000;400000;;\nleeg;zorg;200050;501950;;\nnergens;zorg;;;0,2;1\n"
    (study.folder / "drie.csv").write_text(objects, encoding="utf-8")

    def refused(**words: Any) -> set[str]:
        scenario = {"id": "s", "waterdiepte": {"raster": "diepte.tif"}, **words}
        judging = dict.fromkeys(("grenzen", "risicos", "ambities"))
        study.write(objecten=["drie.csv"], afhankelijkheden=None, gegevens=None, scenarios=[scenario], **judging)
        try:
            read_water(bs.read_study(study.folder))
        except InputError as error:
            return {str(problem.place.column) for problem in error.problems}
        return set()

    assert refused() == {"buiten_raster", "nodata", "ontbrekend"}
    assert refused(ontbrekend="droog") == {"nodata"}
    assert refused(ontbrekend="droog", buiten_raster="fout") == {"nodata", "buiten_raster"}
    assert refused(buiten_raster="droog", nodata="dichtstbij") == {"ontbrekend"}
    assert refused(buiten_raster="droog", nodata="droog", ontbrekend="droog") == set()
    level = "id;functie;x;y;hoogte_kritisch_mnap;hersteltijd_uur\nkritisch;zorg;200950;500650;1,2;1\n"
    (study.folder / "drie.csv").write_text(level, encoding="utf-8")
    assert refused(waterdiepte={"uniform_m": 0.5}) == {"waterdiepte"}
    assert refused(waterdiepte={"uniform_m": 0.5}, ontbrekend="droog") == set()
    assert refused(waterdiepte={"waterstand_mnap": "waterstand.tif", "maaiveld": "maaiveld.tif"}) == set()


# --- the sums of rekenregels.md --------------------------------------------------------------------------------------

SUM = re.compile(r"<!-- som: (?P<how>[^\n]+) -->\n(?P<table>(?:\|.*\n)+)")
SUMS = [
    (dict(part.split("=") for part in found["how"].split()), found["table"])
    for found in SUM.finditer(page("rekenregels.md"))
]


def rows_of(table: str) -> list[dict[str, str]]:
    header, _, *lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    return [dict(zip(header, line, strict=True)) for line in lines]


def hours(text: str) -> tuple[int, int]:
    begin, end = re.split("[-–]", text)
    return int(begin), int(end)


def study_of(how: dict[str, str], rows: list[dict[str, str]]) -> dict[str, Any]:
    """The study that the left half of a table describes."""
    outages = [(row["object"], hours(row["zelf uit"])) for row in rows if row.get("zelf uit")]
    scenario: dict[str, Any] = {
        "id": "s",
        "uitval": [{"object": name, "van_uur": begin, "tot_uur": end} for name, (begin, end) in outages],
    }
    if "water" in how:
        begin, end = hours(how["water"])
        scenario |= {"waterdiepte": {"tabel": "dieptes.csv"}, "begin_uur": begin, "duur_uur": end - begin}
    return {
        "naam": "som",
        "tijd": {"horizon_uur": int(how["horizon"]), "stap_uur": 1},
        "functies": [{"id": "f", "naam": "F"}],
        "objecten": [asset_of(row) for row in rows],
        "afhankelijkheden": [need for row in rows if row.get("heeft nodig") for need in needs_of(row)],
        "scenarios": [scenario],
    }


def asset_of(row: dict[str, str]) -> dict[str, Any]:
    asset: dict[str, Any] = {"id": row["object"], "functie": "f"}
    if row.get("faaldiepte"):
        asset |= {"faaldiepte_m": float(row["faaldiepte"]), "hersteltijd_uur": float(row["herstel"])}
    return asset | ({"zelfstandig_opstarten": "ja"} if row.get("start zelf") == "ja" else {})


def needs_of(row: dict[str, str]) -> list[dict[str, Any]]:
    suppliers = re.split(" en | of ", row["heeft nodig"])
    need: dict[str, Any] = {"afnemer": row["object"], "groep": "g"}
    need |= {"minimaal": 1} if " of " in row["heeft nodig"] else {}
    need |= {f"{key}_uur": float(row[key]) for key in ("buffer", "herstart") if row.get(key)}
    return [{**need, "leverancier": supplier} for supplier in suppliers]


@pytest.mark.parametrize(("how", "table"), SUMS)
def test_every_sum_in_the_rules_is_what_the_program_computes(how: dict[str, str], table: str, tmp_path: Path) -> None:
    rows = rows_of(table)
    text = yaml.safe_dump(study_of(how, rows), allow_unicode=True).replace("'ja'", "ja")
    (tmp_path / "studie.yaml").write_text(text, encoding="utf-8")
    if "water" in how:
        depths = "".join(f"{row['object']},{row['diepte']}\n" for row in rows)
        (tmp_path / "dieptes.csv").write_text("object,diepte_m\n" + depths, encoding="utf-8")
    result = bs.run(bs.read_study(tmp_path))
    outages = result.tables["uitval"]
    computed = {
        name: (str(int(first)), str(int(long)), str(order), str(causes or ""))
        for name, first, long, order, causes in zip(
            *(outages[key] for key in ("object", "eerste_uitval_uur", "uitval_uur", "keten_orde", "direct_door")),
            strict=True,
        )
    }
    columns = ("valt uit na", "duurt", "orde", "direct door")
    told = {row["object"]: tuple(row[key] for key in columns) for row in rows if row["valt uit na"] != "–"}
    assert computed == told


def test_the_dead_ring_of_the_rules_is_a_blockade_and_the_others_are_not(tmp_path: Path) -> None:
    blocked = []
    for number, (how, table) in enumerate(SUMS):
        if "water" in how:
            continue
        folder = tmp_path / str(number)
        folder.mkdir()
        text = yaml.safe_dump(study_of(how, rows_of(table))).replace("'ja'", "ja")
        (folder / "studie.yaml").write_text(text, encoding="utf-8")
        blocked.append(list(bs.run(bs.read_study(folder)).tables["blokkades"]["object"]))
    assert blocked == [[], [], [], ["station", "telecom"], [], []]


def test_the_help_on_the_page_of_commands_is_that_of_the_commands() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "maak_opdrachten.py"))
    assert page("opdrachten.md").count("<!-- hulp:") == 8
    assert made["filled"](page("opdrachten.md")) == page("opdrachten.md")


def test_the_comparison_on_the_page_is_what_the_command_prints() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "maak_vergelijking.py"))
    text = page("vergelijken.md")
    assert len(made["SHOWN"].findall(text)) == text.count("<!-- vergelijking:") == 1
    assert made["filled"](text) == text


def test_the_page_about_comparing_names_the_columns_of_its_file() -> None:
    table = page("vergelijken.md").partition("| kolom | betekenis |\n")[2]
    assert tuple(re.findall(r"^\| `(\w+)`", table, re.M)) == DIFFERENCES.header


def test_every_link_within_the_handbook_leads_to_a_heading() -> None:
    for name in ("studie.md", "rekenregels.md", "opdrachten.md", "vergelijken.md", "watals.md"):
        for target, anchor in re.findall(r"\]\(([\w./]*)#([^)]+)\)", page(name)):
            headings = re.findall(r"^#+ (.+)$", page(target or name), re.M)
            slugs = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
            assert anchor in slugs, f"{name}: {anchor}"

"""``kengetallen``, ``schadecurves``, ``risicomatrix`` and ``standaardwaarden`` of a study: read, and refused."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from besluitsteun.defaults import shipped_curves, shipped_figures, shipped_risk_matrix
from besluitsteun.loading.figures import provenance_of_classes, provenance_of_figures
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Provenance, Study
from besluitsteun.problems import InputError
from besluitsteun.schema.base import Status

DRY = [{"id": "droog"}]
CURVE = [{"curve": "k", "diepte_m": 0, "aandeel": 0}, {"curve": "k", "diepte_m": 1, "aandeel": 0.5}]


class WithoutAnchors(yaml.SafeDumper):
    """A study has no anchors: what occurs twice is written twice."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def write(folder: Path, **keys: Any) -> Path:
    """A study of one object, with other keys."""
    head: dict[str, Any] = {
        "naam": "Klein",
        "functies": [{"id": "stroom", "naam": "Stroom"}],
        "objecten": [{"id": "kast", "functie": "stroom"}],
        "scenarios": DRY,
    }
    text = yaml.dump(head | keys, Dumper=WithoutAnchors, allow_unicode=True, sort_keys=False).replace("'ja'", "ja")
    (folder / "studie.yaml").write_text(text, encoding="utf-8")
    return folder


def read(folder: Path, **keys: Any) -> Study:
    return read_study(write(folder, **keys))


def refused(folder: Path, **keys: Any) -> list[str]:
    """What is refused, without where: found, expected, remedy."""
    with pytest.raises(InputError) as caught:
        read(folder, **keys)
    assert all(each.place.line or each.place.row for each in caught.value.problems)
    return [str(each).partition(" · ")[2] for each in caught.value.problems]


# --- key figures


def test_a_study_without_figures_has_those_that_are_shipped(tmp_path: Path) -> None:
    study = read(tmp_path)
    assert study.figures == shipped_figures()
    assert study.curves == shipped_curves()
    assert study.risk_matrix == shipped_risk_matrix()


def test_a_row_replaces_the_value_with_its_range_and_provenance(tmp_path: Path) -> None:
    row = {"id": "schade_direct_gebouw", "waarde": 300, "max": 400, "eenheid": "€/m²", "wie": "W", "status": "expert"}
    study = read(tmp_path, kengetallen=[row])
    figure = study.figures["schade_direct_gebouw"]
    assert (figure.value, figure.minimum, figure.maximum) == (300, None, 400)
    assert (figure.source, figure.who, figure.status, figure.shipped) == (None, "W", Status.EXPERT, False)
    assert figure.name == shipped_figures()["schade_direct_gebouw"].name
    assert list(study.figures) == list(shipped_figures())


def test_figures_may_stand_in_a_table(tmp_path: Path) -> None:
    (tmp_path / "k.csv").write_text("id;waarde;eenheid\naandeel_geevacueerd;0,25;aandeel\n", encoding="utf-8")
    study = read(tmp_path, kengetallen="k.csv")
    assert study.figures["aandeel_geevacueerd"].value == 0.25
    assert "k.csv" in dict(study.files)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            {"id": "getroffen_vanaf_uren", "waarde": 4},
            "onbekend kengetal `getroffen_vanaf_uren` · verwacht: de id van een meegeleverd kengetal · "
            "bedoelde u `getroffen_vanaf_uur`?",
        ),
        (
            {"id": "getroffen_vanaf_uur", "waarde": 4, "eenheid": "dagen"},
            "onbekende eenheid `dagen` bij kengetal `getroffen_vanaf_uur` · verwacht: `uur` · "
            "reken de waarde om naar uur",
        ),
        (
            {"id": "getroffen_vanaf_uur", "waarde": 4, "min": 5, "max": 6},
            "kengetal `getroffen_vanaf_uur`: 5 · 4 · 6 loopt niet op · verwacht: min ≤ waarde ≤ max · "
            "controleer de getallen",
        ),
        (
            {"id": "getroffen_vanaf_uur", "waarde": -1},
            "kengetal `getroffen_vanaf_uur`: `waarde` is -1 · verwacht: een getal van 0 of meer · "
            "vul een waarde binnen deze grenzen in",
        ),
        (
            {"id": "aandeel_geevacueerd", "waarde": 0.9, "max": 1.1},
            "kengetal `aandeel_geevacueerd`: `max` is 1.1 · verwacht: een getal van 0 tot en met 1 · "
            "vul een waarde binnen deze grenzen in",
        ),
        (
            {"id": "minimale_groep", "waarde": 2.5},
            "kengetal `minimale_groep`: `waarde` is 2.5 · verwacht: een geheel getal van 1 of meer · "
            "vul een waarde binnen deze grenzen in",
        ),
        (
            {"id": "sterfte_stijgsnelheid_vanaf", "waarde": 5},
            "kengetal `sterfte_stijgsnelheid_vanaf` (5) is niet lager dan `sterfte_stijgsnelheid_tot` (4) · "
            "verwacht: het eerste lager dan het tweede · verlaag het eerste of verhoog het tweede",
        ),
        (
            {"id": "sterfte_stijgsnelheid_tot", "waarde": 0.5},
            "kengetal `sterfte_stijgsnelheid_vanaf` (0.5) is niet lager dan `sterfte_stijgsnelheid_tot` (0.5) · "
            "verwacht: het eerste lager dan het tweede · verlaag het eerste of verhoog het tweede",
        ),
    ],
)
def test_a_figure_that_cannot_be_is_refused(tmp_path: Path, row: dict[str, Any], told: str) -> None:
    assert refused(tmp_path, kengetallen=[row]) == [told]


def test_two_figures_that_cross_each_other_are_told_once(tmp_path: Path) -> None:
    rows = [{"id": "sterfte_stijgsnelheid_vanaf", "waarde": 3}, {"id": "sterfte_stijgsnelheid_tot", "waarde": 2}]
    assert len(refused(tmp_path, kengetallen=rows)) == 1


def test_the_same_figure_twice_is_refused(tmp_path: Path) -> None:
    (told,) = refused(tmp_path, kengetallen=[{"id": "minimale_groep", "waarde": 3}] * 2)
    assert told.startswith("id `minimale_groep` staat al in studie.yaml:")


def test_provenance_tells_which_values_are_shipped_and_which_the_study_gives(tmp_path: Path) -> None:
    row = {"id": "getroffen_vanaf_uur", "waarde": 8, "bron": "overleg", "datum": "01-02-2026", "status": "expert"}
    figures = read(tmp_path, kengetallen=[row]).figures
    own, shipped, ranged = provenance_of_figures(
        figures, ["getroffen_vanaf_uur", "schade_direct_gebouw", "getroffen_vanaf_uur", "noodstroom_zendmast"]
    )
    assert (own.place, own.key, own.value, own.unit) == ("kengetallen", "getroffen_vanaf_uur", "8", "uur")
    assert (own.source, own.date, own.status) == ("overleg", "01-02-2026", "expert")
    assert (shipped.place, shipped.value, shipped.minimum) == ("kengetallen (meegeleverd)", "250", "150")
    assert (ranged.value, ranged.minimum, ranged.maximum, ranged.status) == ("", "0.5", "3", "aanname")


# --- damage curves


def using(curve: str) -> dict[str, Any]:
    """An object that is damaged along a curve."""
    return {"id": "kast", "functie": "stroom", "max_schade_eur": 1000, "schadecurve": curve}


def provenance_of_curve(study: Study, name: str) -> Provenance:
    """Where a curve that is used comes from, as the assumption register of the study tells it."""
    (told,) = [each for each in study.provenance if each.key == f"schadecurve {name}"]
    return told


def test_a_curve_of_the_study_stands_beside_those_shipped_and_one_of_the_same_name_replaces_it(tmp_path: Path) -> None:
    own = [{**point, "bron": "b", "status": "expert"} for point in reversed(CURVE)]
    again = [{**point, "curve": "waterschadeschatter"} for point in CURVE]
    study = read(tmp_path, schadecurves=[*own, *again], objecten=[using("k")])
    assert list(study.curves) == ["waterschadeschatter", "k"]
    assert study.curves["k"] == study.curves["waterschadeschatter"]
    assert study.curves["k"].share(500) == 0.25
    told = provenance_of_curve(study, "k")
    assert (told.key, told.value) == ("schadecurve k", "0 m: 0 · 1 m: 0.5")
    assert (told.source, told.status) == ("b", "expert")
    assert told.place.startswith("schadecurves (studie.yaml:")


def test_shipped_curves_have_their_provenance(tmp_path: Path) -> None:
    told = provenance_of_curve(read(tmp_path, objecten=[using("waterschadeschatter")]), "waterschadeschatter")
    assert told.place == "schadecurves (meegeleverd)"
    assert told.value == "0 m: 0 · 0.01 m: 0 · 0.05 m: 0.1 · 0.15 m: 0.5 · 0.3 m: 1"
    assert (told.source, told.status) == ("STOWA, Waterschadeschatter", "bron")


def test_a_curve_is_as_sure_as_its_least_sure_point(tmp_path: Path) -> None:
    points = [{**point, "status": status} for point, status in zip(CURVE, ("aanname", "bron"), strict=True)]
    study = read(tmp_path, schadecurves=points, objecten=[using("k")])
    assert provenance_of_curve(study, "k").status == "aanname"


def test_a_curve_that_no_object_uses_is_no_assumption_of_the_outcome(tmp_path: Path) -> None:
    told = [each.key for each in read(tmp_path, schadecurves=CURVE).provenance]
    assert not [key for key in told if key.startswith("schadecurve")]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_curves_may_stand_in_a_table(tmp_path: Path, ending: str) -> None:
    rows = [("curve", "diepte_m", "aandeel"), ("k", 0, 0), ("k", 2, 1)]
    if ending == "csv":
        (tmp_path / "c.csv").write_text("\n".join(",".join(map(str, row)) for row in rows), encoding="utf-8")
    else:
        import openpyxl

        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        book.save(tmp_path / "c.xlsx")
    assert read(tmp_path, schadecurves=f"c.{ending}").curves["k"].depths_mm == (0, 2000)


@pytest.mark.parametrize(
    ("points", "told"),
    [
        ([(0, 0), (1, 0.5), (2, 0.4)], "schadecurve `k` daalt: van 0.5 bij 1 m naar 0.4 bij 2 m"),
        ([(0.1, 0), (1, 0.5)], "schadecurve `k` is zonder nul: zij begint met aandeel 0 bij 0.1 m"),
        ([(0, 0.2), (1, 0.5)], "schadecurve `k` is zonder nul: zij begint met aandeel 0.2 bij 0 m"),
        ([(0, 0), (1, 0.5), (1, 0.6)], "schadecurve `k` heeft twee punten bij diepte 1 m"),
        ([(0, 0), (1, 0.5), (1.0002, 0.6)], "schadecurve `k` heeft twee punten bij diepte 1.0002 m"),
        ([(0, 0)], "schadecurve `k` heeft maar één punt"),
        ([(0, 0), (1, 1.2)], "`aandeel` is `1.2`"),
        ([(0, 0), (1, -0.2)], "`aandeel` is `-0.2`"),
        ([(-1, 0), (1, 1)], "`diepte_m` is `-1`"),
    ],
)
def test_points_that_are_no_curve_are_refused_once(
    tmp_path: Path, points: list[tuple[float, float]], told: str
) -> None:
    rows = [{"curve": "k", "diepte_m": depth, "aandeel": share} for depth, share in points]
    assets = [{"id": "kast", "functie": "stroom", "max_schade_eur": 1, "schadecurve": "k"}]
    (only,) = refused(tmp_path, schadecurves=rows, objecten=assets)
    assert only.startswith(told + " · verwacht: ")


def test_every_mistake_in_a_curve_is_told(tmp_path: Path) -> None:
    points = [(0.5, 0.3), (1, 0.2), (1, 0.9)]
    rows = [{"curve": "k", "diepte_m": depth, "aandeel": share} for depth, share in points]
    words = " ".join(refused(tmp_path, schadecurves=rows))
    assert [word in words for word in ("zonder nul", "daalt", "twee punten")] == [True] * 3


@pytest.mark.parametrize(
    ("asset", "told"),
    [
        (
            {"max_schade_eur": 5, "schadecurve": "waterschadeschater"},
            "onbekende schadecurve `waterschadeschater` · verwacht: een van `waterschadeschatter` · "
            "bedoelde u `waterschadeschatter`?",
        ),
        (
            {"max_schade_eur": 5},
            "`max_schade_eur` zonder `schadecurve`: de schade is zo niet te berekenen · verwacht: "
            "beide of geen van beide · noem een schadecurve, bijvoorbeeld `waterschadeschatter`, of maak "
            "`max_schade_eur` leeg",
        ),
        (
            {"schadecurve": "waterschadeschatter"},
            "`schadecurve` zonder `max_schade_eur`: de schade is zo niet te berekenen · verwacht: "
            "beide of geen van beide · vul `max_schade_eur` in, of maak `schadecurve` leeg",
        ),
    ],
)
def test_damage_that_cannot_be_computed_is_refused(tmp_path: Path, asset: dict[str, Any], told: str) -> None:
    assert refused(tmp_path, objecten=[{"id": "kast", "functie": "stroom", **asset}]) == [told]


def test_a_value_per_hour_needs_the_hour_up_to_which_it_holds(tmp_path: Path) -> None:
    function = {"id": "stroom", "naam": "Stroom", "waarde_eur_per_gebruikersuur": 21}
    (told,) = refused(tmp_path, functies=[function])
    assert told.startswith("een waarde per uur zonder `waarde_tot_uur` bij functie `stroom` · verwacht: ook ")
    study = read(tmp_path, functies=[{**function, "waarde_tot_uur": 24}])
    assert study.functions[0].value_until_hour == 24


# --- risk matrix


def test_classes_of_the_study_replace_those_shipped(tmp_path: Path) -> None:
    classes = {"criterium": "getroffenen", "grenzen": [1, 2, 3, 4], "bron": "b", "wie": "w", "status": "expert"}
    study = read(tmp_path, risicomatrix={"klassen": [classes], "schaal": "lineair"})
    assert study.risk_matrix.class_values == (1, 2, 3, 4, 5)
    assert study.risk_matrix.likelihoods == shipped_risk_matrix().likelihoods
    shipped, own = provenance_of_classes(study.risk_matrix, ["getroffenen", "dodelijke_slachtoffers"])
    assert (own.place, own.value, own.unit, own.status) == ("risicomatrix", "1 · 2 · 3 · 4", "inwoners", "expert")
    assert (shipped.place, shipped.value) == ("risicomatrix (meegeleverd)", "1 · 4 · 16 · 40")
    assert "risicomatrix" not in study.others


def test_the_risk_matrix_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "matrix.yaml").write_text("schaal: lineair\n", encoding="utf-8")
    assert read(tmp_path, risicomatrix="matrix.yaml").risk_matrix.class_values == (1, 2, 3, 4, 5)


@pytest.mark.parametrize(
    ("matrix", "told"),
    [
        (
            {"klassen": [{"criterium": "getroffenen", "grenzen": [1, 3, 2, 4]}]},
            "`grenzen` van de gevolgklassen lopen niet op",
        ),
        ({"klassen": [{"criterium": "getroffenen", "grenzen": [1, 2, 3]}]}, "`grenzen` heeft te weinig onderdelen"),
        (
            {"klassen": [{"criterium": "getroffenen", "grenzen": [1, 2, 3, 4, 5]}]},
            "`grenzen` heeft te veel onderdelen",
        ),
        (
            {"klassen": [{"criterium": "getroffenen", "functie": "strom", "grenzen": [1, 2, 3, 4]}]},
            "onbekende functie `strom`",
        ),
        (
            {"klassen": [{"criterium": "getroffenen", "grenzen": [1, 2, 3, 4], "eenheid": "huizen"}]},
            "onbekende eenheid `huizen` bij criterium `getroffenen` · verwacht: `inwoners` · ",
        ),
        ({"schaal": "maal_twee"}, "`schaal` is `maal_twee`"),
        ({"kansklassen": ["klein", "groot"]}, "`kansklassen` heeft te weinig onderdelen"),
    ],
)
def test_a_risk_matrix_that_cannot_be_is_refused(tmp_path: Path, matrix: dict[str, Any], told: str) -> None:
    assert any(each.startswith(told) for each in refused(tmp_path, risicomatrix=matrix))


# --- defaults per kind


def station(**keys: Any) -> dict[str, Any]:
    return {"id": "a", "functie": "stroom", "soort": "ms_station", **keys}


def test_without_asking_nothing_is_filled(tmp_path: Path) -> None:
    asset = read(tmp_path, objecten=[station()]).assets[0]
    assert (asset.failure_depth_m, asset.repair_hours) == (None, None)


def test_what_is_empty_gets_the_values_of_the_kind_as_an_assumption(tmp_path: Path) -> None:
    study = read(tmp_path, standaardwaarden="ja", objecten=[station(bron="register", status="bron", gebruikers=7)])
    asset = study.assets[0]
    assert (asset.failure_depth_m_min, asset.failure_depth_m, asset.failure_depth_m_max) == (0.2, 0.4, 0.8)
    assert (asset.repair_hours_min, asset.repair_hours, asset.repair_hours_max) == (24, 72, 240)
    told = {each.key: (each.place, each.source, each.status) for each in study.provenance}
    shipped = "technische aanname per soort; door de eigenaar te vervangen"
    assert told["faaldiepte_m"] == ("a (meegeleverde soorten:ms_ruimte)", shipped, "aanname")
    assert told["hersteltijd_uur"] == ("a (meegeleverde soorten:ms_ruimte)", shipped, "aanname")
    assert told["gebruikers"][1:] == ("register", "bron")


def test_what_an_object_says_itself_stays_without_a_range_of_the_kind(tmp_path: Path) -> None:
    rows = [station(faaldiepte_m=1.1), station(id="b", hersteltijd_uur=5), station(id="c", soort="kiosk")]
    by_depth, by_hours, unknown = read(tmp_path, standaardwaarden="ja", objecten=rows).assets
    assert (by_depth.failure_depth_m, by_depth.failure_depth_m_max, by_depth.repair_hours) == (1.1, None, 72)
    assert (by_hours.failure_depth_m, by_hours.repair_hours, by_hours.repair_hours_max) == (0.4, 5, None)
    assert unknown.failure_depth_m is None


def test_a_critical_level_stands_in_the_place_of_a_failure_depth(tmp_path: Path) -> None:
    asset = read(tmp_path, standaardwaarden="ja", objecten=[station(hoogte_kritisch_mnap=1.5)]).assets[0]
    assert (asset.failure_depth_m, asset.repair_hours) == (None, Decimal(72))


def test_a_register_may_ask_for_itself_or_decline(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("nr;type\nx;zendmast\ny;kiosk\n", encoding="utf-8")
    (tmp_path / "s.csv").write_text("nr;type\nz;zendmast\n", encoding="utf-8")
    columns = {"kolommen": {"id": "nr", "soort": "type"}, "standaard": {"functie": "stroom"}}
    asked, unasked = {"bestand": "r.csv", **columns}, {"bestand": "s.csv", **columns}

    def depths(**keys: Any) -> list[float | None]:
        return [each.failure_depth_m for each in read(tmp_path, **keys).assets]

    assert depths(objecten=[{**asked, "standaardwaarden": True}, unasked]) == [0.5, None, None]
    assert depths(objecten=[{**asked, "standaardwaarden": False}, unasked], standaardwaarden="ja") == [None, None, 0.5]


def test_what_the_mapping_says_goes_before_the_kind(tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_text("nr;type\nx;zendmast\n", encoding="utf-8")
    mapping = {
        "bestand": "r.csv",
        "kolommen": {"id": "nr", "soort": "type"},
        "standaard": {"functie": "stroom", "bron": "register"},
        "per_soort": {"zendmast": {"faaldiepte_m": 0.9}},
        "standaardwaarden": True,
    }
    study = read(tmp_path, objecten=[mapping])
    assert (study.assets[0].failure_depth_m, study.assets[0].repair_hours) == (0.9, 24)
    assert {each.key: each.source for each in study.provenance}["faaldiepte_m"] == "register"


def test_a_plain_table_follows_the_study(tmp_path: Path) -> None:
    (tmp_path / "o.csv").write_text("id,functie,soort\nx,stroom,rwzi\n", encoding="utf-8")
    assert read(tmp_path, standaardwaarden="ja", objecten="o.csv").assets[0].repair_hours_max == 720


def test_a_value_of_gegevens_replaces_that_of_the_kind(tmp_path: Path) -> None:
    row = {"object": "a", "sleutel": "faaldiepte_m", "waarde": 1.0, "bron": "meting", "status": "bron"}
    study = read(tmp_path, standaardwaarden="ja", objecten=[station()], gegevens=[row])
    assert study.assets[0].failure_depth_m == 1.0
    assert [each.source for each in study.provenance if each.key == "faaldiepte_m"] == ["meting"]

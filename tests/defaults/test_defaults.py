"""What is shipped: every fact of the design page with its value, every fact with a source and a status."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from besluitsteun.defaults import (
    kinds_by_name,
    shipped_curve_rows,
    shipped_curves,
    shipped_figures,
    shipped_kinds,
    shipped_risk_matrix,
)
from besluitsteun.defaults.handbook import handbook
from besluitsteun.schema.base import Status
from besluitsteun.schema.figures import Scale

PAGE = Path(__file__).parents[2] / "docs" / "handleiding" / "kengetallen.md"
FACTS: dict[str, tuple[float | None, float | None, float | None, str, str]] = {
    "waarde_niet_geleverde_stroom": (68_887, None, None, "eur/MWh", "bron"),
    "stroomverbruik_huishouden": (2_700, None, None, "kWh/jaar", "aanname"),
    "waarde_huishouden_uur": (21, None, None, "eur/huishouden/uur", "aanname"),
    "schade_direct_gebouw": (250, 150, 350, "eur/m2", "bron"),
    "schade_indirect_woning": (10, 5, 15, "eur/m2/dag", "bron"),
    "schade_indirect_zorg_bedrijf": (80, 40, 120, "eur/m2/dag", "bron"),
    "schade_weg_spoor_dicht": (250_000, 50_000, 500_000, "eur/vak/dag", "bron"),
    "sterfte_overig_mu": (7.6, None, None, "ln(m)", "aanname"),
    "sterfte_overig_sigma": (2.75, None, None, "ln(m)", "aanname"),
    "sterfte_snel_mu": (1.46, None, None, "ln(m)", "aanname"),
    "sterfte_snel_sigma": (0.28, None, None, "ln(m)", "aanname"),
    "sterfte_vanaf_diepte": (0.5, None, None, "m", "aanname"),
    "sterfte_snel_vanaf_diepte": (2.1, None, None, "m", "aanname"),
    "sterfte_stijgsnelheid_vanaf": (0.5, None, None, "m/uur", "aanname"),
    "sterfte_stijgsnelheid_tot": (4, None, None, "m/uur", "aanname"),
    "aandeel_geevacueerd": (0, None, None, "aandeel", "aanname"),
    "getroffen_vanaf_uur": (4, None, None, "uur", "aanname"),
    "minimale_groep": (3, None, None, "objecten", "aanname"),
    "faaldiepte_elektriciteit": (None, 0.2, 0.8, "m", "bron"),
    "faaldiepte_netwerkkast": (None, 0.25, 0.5, "m", "bron"),
    "weg_dicht_vanaf": (0.15, None, None, "m", "bron"),
    "weg_dicht_auto": (0.3, None, None, "m", "bron"),
    "weg_dicht_hulpdienst": (0.6, None, None, "m", "bron"),
    "noodstroom_zendmast": (None, 0.5, 3, "uur", "aanname"),
    "noodstroom_drinkwaterstation": (240, None, None, "uur", "aanname"),
    "starttijd_noodstroom_ziekenhuis": (7, None, None, "s", "aanname"),
    "herstel_luik_woningen": (41_500, None, None, "woningen", "aanname"),
    "herstel_luik_deel_in_dagen": (0.667, None, None, "aandeel", "aanname"),
    "herstel_luik_alle": (504, None, None, "uur", "aanname"),
    "neerslag_limburg_gebied": (140, None, None, "mm/48 uur", "bron"),
    "neerslag_limburg_plaatselijk": (182, None, None, "mm/48 uur", "bron"),
    "neerslag_landelijk_beeld": (200, None, None, "mm/48 uur", "bron"),
    "neerslag_t100": (70, None, None, "mm/2 uur", "bron"),
    "neerslag_t1000": (140, None, None, "mm/2 uur", "aanname"),
}
DEPTHS = {
    "ls_kast": "0.3 0.6 1.0",
    "ms_ruimte": "0.2 0.4 0.8",
    "hs_ms_station": "0.3 0.8 1.5",
    "mast": "0.3 0.5 1.0",
    "wijkcentrale": "0.1 0.3 0.6",
    "rioolgemaal": "0.2 0.5 1.0",
    "poldergemaal": "0.3 0.8 1.5",
    "rwzi": "0.2 0.5 1.0",
    "drinkwaterstation": "0.2 0.5 1.0",
    "ziekenhuis": "0.1 0.3 0.6",
    "verpleeghuis": "0.1 0.2 0.5",
}
DAYS = {
    "ls_kast": "0.5 1 3",
    "ms_ruimte": "1 3 10",
    "hs_ms_station": "3 10 60",
    "mast": "0.5 1 4",
    "wijkcentrale": "1 4 20",
    "rioolgemaal": "1 3 14",
    "poldergemaal": "1 3 14",
    "rwzi": "2 7 30",
    "drinkwaterstation": "1 4 14",
    "ziekenhuis": "1 5 60",
    "verpleeghuis": "1 5 30",
}


def test_every_fact_of_the_design_page_is_shipped_with_its_value() -> None:
    shipped = {
        each.id: (each.value, each.minimum, each.maximum, each.unit, each.status) for each in shipped_figures().values()
    }
    assert shipped == FACTS


def test_every_shipped_fact_has_a_source_and_a_status() -> None:
    for each in (*shipped_figures().values(), *shipped_kinds(), *shipped_curve_rows(), *shipped_risk_matrix().classes):
        assert each.source, each
        assert each.status is not None, each


def test_what_is_from_memory_or_not_traced_is_an_assumption() -> None:
    sources = [each for each in shipped_figures().values() if "nakijken" in str(each.source)]
    sources += [each for each in shipped_figures().values() if "geheugen" in str(each.source)]
    assert {each.status for each in sources} == {Status.ASSUMPTION}
    assert {each.status for each in shipped_kinds()} == {Status.ASSUMPTION}
    assert {each.status for each in shipped_risk_matrix().classes} == {Status.ASSUMPTION}


def test_the_value_of_a_household_hour_follows_from_the_two_figures_it_is_derived_from() -> None:
    lost_load, use, derived = (
        shipped_figures()[key].value
        for key in ("waarde_niet_geleverde_stroom", "stroomverbruik_huishouden", "waarde_huishouden_uur")
    )
    assert lost_load is not None
    assert use is not None
    assert round(lost_load / 1000 * use / 8760) == derived


def test_shipped_values_lie_within_what_a_study_may_write() -> None:
    for each in shipped_figures().values():
        values = [value for value in (each.minimum, each.value, each.maximum) if value is not None]
        assert values == sorted(values), each.id
        assert each.lowest is None or values[0] >= each.lowest, each.id
        assert each.highest is None or values[-1] <= each.highest, each.id
        assert not each.whole or all(value == int(value) for value in values), each.id
        assert each.below is None or each.below in shipped_figures()


def test_kinds_have_the_depths_and_days_of_the_design_page() -> None:
    depths = {each.kind: each.failure_depth_m for each in shipped_kinds()}
    hours = {each.kind: each.repair_hours for each in shipped_kinds()}
    assert depths == {kind: tuple(map(Decimal, text.split())) for kind, text in DEPTHS.items()}
    assert hours == {kind: tuple(24 * Decimal(day) for day in text.split()) for kind, text in DAYS.items()}


def test_registers_find_a_kind_by_its_names_and_no_name_has_two_kinds() -> None:
    names = [name for each in shipped_kinds() for name in each.names]
    assert len(names) == len(set(names))
    assert {each.kind for each in shipped_kinds()} <= set(names)
    known = {name: each.kind for name, each in kinds_by_name().items()}
    expected = {
        "ms_station": "ms_ruimte",
        "onderstation_hs": "hs_ms_station",
        "zendmast": "mast",
        "telecomknoop": "wijkcentrale",
        "laagspanningsnet": "ls_kast",
        "verzorging": "verpleeghuis",
    }
    assert {name: known[name] for name in expected} == expected


def test_the_damage_curve_is_that_of_the_waterschadeschatter() -> None:
    (curve,) = shipped_curves().values()
    assert list(shipped_curves()) == ["waterschadeschatter"]
    assert curve.share([0, 10, 50, 150, 300, 1_000]).tolist() == [0, 0, 0.1, 0.5, 1, 1]


def test_the_risk_matrix_has_five_classes_that_count_times_three() -> None:
    settings = shipped_risk_matrix()
    assert [each.criterion for each in settings.classes] == [
        "dodelijke_slachtoffers",
        "getroffenen",
        "directe_schade_eur",
        "indirecte_schade_eur",
    ]
    assert settings.scale is Scale.TIMES_THREE
    assert settings.class_values == (1, 3, 9, 27, 81)
    assert settings.likelihoods is not None
    assert (settings.likelihoods[0], settings.likelihoods[-1]) == ("zeer onwaarschijnlijk", "zeer waarschijnlijk")


@pytest.mark.parametrize("made", [shipped_figures, shipped_kinds, shipped_curves, shipped_risk_matrix])
def test_the_files_are_read_once(made) -> None:  # type: ignore[no-untyped-def]
    assert made() is made()


def test_the_handbook_page_is_the_one_made_from_the_files() -> None:
    assert PAGE.read_text(encoding="utf-8") == handbook()

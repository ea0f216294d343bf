"""A ``StressTest`` in, rows of its two tables out."""

from __future__ import annotations

from decimal import Decimal

from ..consequences.stress_test import BOUNDS_MM, StressTest
from .register import SCENARIO, Column, Kind, Rows, Table

_LAYER = Column("laag", Kind.TEXT, "id van de laag van de stresstest")
_LENGTH = "lengte van de lijnen van de laag die zo diep liggen, elk stuk in zijn eigen klasse; leeg = geen lijnen"
_MM_PER_KM, _MM_PER_M = Decimal(1_000_000), Decimal(1000)

STRESS_TEST = Table(
    "stresstest",
    "een diepteklasse per scenario, laag van de stresstest en gebied: gebouwen, wegen, tunnels en wat er meer is",
    (
        SCENARIO,
        _LAYER,
        Column("soort", Kind.TEXT, "soort van de laag: gebouwen, wegen, spoor, tunnels of overig"),
        Column("indeling", Kind.TEXT, "naam van een gebiedsindeling met vlakken; leeg = de studie als geheel"),
        Column(
            "gebied",
            Kind.TEXT,
            "gebied in die indeling waarin een punt van het gebouw of de weg ligt; leeg = in geen gebied, of de studie "
            "als geheel; binnen een indeling tellen gebieden op tot het geheel",
        ),
        Column(
            "klasse",
            Kind.TEXT,
            "grootste diepte in meter, elk in één klasse: droog (0); >0 (tot en met 0,20); >0,20 (tot en met 0,50); "
            ">0,50 (tot en met 2,00); >2,00; onbekend (de kaart zegt er niets over)",
        ),
        Column("van_m", Kind.NUMBER, "de klasse begint boven deze diepte; leeg bij droog en onbekend", "m"),
        Column("tot_m", Kind.NUMBER, "en gaat tot en met deze diepte; leeg bij >2,00 en onbekend", "m"),
        Column("aantal", Kind.WHOLE, "hoeveel er op hun diepste plek in deze klasse vallen"),
        Column("lengte_km", Kind.NUMBER, _LENGTH, "km"),
    ),
    keys=("scenario", "laag", "indeling", "gebied", "klasse"),
)
STRESS_DEPTHS = Table(
    "stresstest_diepte",
    "een klasse van vijf centimeter waterdiepte per scenario en laag van de stresstest; lege klassen staan er niet",
    (
        SCENARIO,
        _LAYER,
        Column("diepte_boven_m", Kind.NUMBER, "de grootste diepte ligt hierboven en hoogstens 0,05 m hoger", "m"),
        Column("aantal", Kind.WHOLE, "hoeveel er op hun diepste plek in deze klasse vallen"),
        Column("lengte_km", Kind.NUMBER, _LENGTH, "km"),
    ),
    keys=("scenario", "laag", "diepte_boven_m"),
)


def stress_rows(found: StressTest) -> Rows:
    """Rows of ``stresstest``, in the order of scenarios, layers, divisions and areas."""
    return tuple(
        (
            each.scenario,
            each.layer,
            each.kind,
            each.division or None,
            each.area or None,
            each.depth_class,
            *(_metres(bound) for bound in BOUNDS_MM[each.depth_class]),
            each.features,
            _kilometres(each.length_mm),
        )
        for each in found.counts
    )


def stress_depth_rows(found: StressTest) -> Rows:
    """Rows of ``stresstest_diepte``, in the order of scenarios, layers and depth."""
    return tuple(
        (each.scenario, each.layer, each.above_mm / _MM_PER_M, each.features, _kilometres(each.length_mm))
        for each in found.depths
    )


def _metres(millimetres: int | None) -> Decimal | None:
    return None if millimetres is None else millimetres / _MM_PER_M


def _kilometres(millimetres: int | None) -> Decimal | None:
    return None if millimetres is None else millimetres / _MM_PER_KM

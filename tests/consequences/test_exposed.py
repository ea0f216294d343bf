"""Exposure per 5 cm and vulnerability at the threshold, by every division, by hand."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from besluitsteun.consequences.exposed import Spot, exposure_classes, vulnerabilities
from besluitsteun.consequences.layout import layout_of
from besluitsteun.loading.study import Provenance
from besluitsteun.simulation.exposure import Exposure, ScenarioExposure, Windows

from .happening import study

NONE = Windows(*np.zeros((3, 0), dtype=np.int32))
OF = study(
    [
        {"id": "a", "soort": "kast", "gebied": "stad", "gebruikers": 10},
        {"id": "b", "soort": "kast", "gebied": "stad"},
        {"id": "c", "soort": "kast", "gebied": "stad", "gebruikers": 2.5, "partij": "net"},
        {"id": "d"},
    ],
    provenance=(Provenance("x", "faaldiepte_m", "0.3", status="aanname", asset="a"),),
    step="0.5",
)


def exposure(depths: list[int], steps: list[int], failure: list[int]) -> Exposure:
    wet = np.flatnonzero(depths).astype(np.int32)
    columns = (np.array(each, dtype=np.int32)[wet] for each in (depths, steps))
    return Exposure((ScenarioExposure("s", NONE, NONE, NONE, wet, *columns, np.array(failure, dtype=np.int32)),))


def test_depth_classes_of_five_centimetres() -> None:
    """50 mm is the end of the first class, 51 mm the start of the next; 2, 4 and 6 half hours wet."""
    found = exposure_classes(OF, layout_of(OF), exposure([50, 51, 100, 0], [2, 4, 6, 0], [-1] * 4))
    assert [(each.spot, each.from_mm, each.assets, each.users, each.hours) for each in found] == [
        (Spot("gebied", "stad", "f", ""), 0, 1, Decimal(10), (1, 1)),
        (Spot("gebied", "stad", "f", ""), 50, 1, None, (2, 2)),
        (Spot("gebied", "stad", "f", "net"), 50, 1, Decimal("2.5"), (3, 3)),
    ]


def test_shortest_and_longest_time_wet() -> None:
    (only,) = exposure_classes(OF, layout_of(OF), exposure([20, 30, 0, 0], [2, 9, 0, 0], [-1] * 4))
    assert (only.assets, only.users, only.hours) == (2, Decimal(10), (Decimal(1), Decimal("4.5")))


def test_which_fail_at_their_threshold() -> None:
    """a: 0.4 m over 0.3 m, assumed; b: exactly its 0.4 m, keeps working; c: no threshold. Smallest margin −0.1 m."""
    found = vulnerabilities(OF, layout_of(OF), exposure([400, 400, 400, 0], [1] * 4, [300, 400, -1, -1]))
    town, owned = found
    assert (town.wet, town.sensitive, town.failing, town.users_failing) == (2, 2, 1, 10)
    assert (town.margin_mm, town.assumed) == (-100, 1)
    assert (owned.spot.party, owned.wet, owned.sensitive, owned.failing) == ("net", 1, 0, 0)
    assert (owned.margin_mm, owned.users_failing, owned.assumed) == (None, None, 0)


def test_what_lies_in_no_area_is_counted_by_itself_in_every_division() -> None:
    found = exposure_classes(OF, layout_of(OF), exposure([0, 0, 0, 700], [1] * 4, [-1] * 4))
    assert [(each.spot.division, each.spot.area, each.from_mm) for each in found] == [("gebied", "", 650)]
    bare = study([{"id": "a"}])
    (only,) = exposure_classes(bare, layout_of(bare), exposure([700], [1], [-1]))
    assert (only.spot.division, only.spot.area) == ("", "")


def test_dry_is_in_no_table() -> None:
    dry = exposure([0] * 4, [0] * 4, [300] * 4)
    assert exposure_classes(OF, layout_of(OF), dry) == ()
    assert vulnerabilities(OF, layout_of(OF), dry) == ()

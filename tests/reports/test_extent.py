"""The extent of a map, and names of places on it."""

from __future__ import annotations

import numpy as np
import pytest

from besluitsteun.reports.extent import FLATTEST, TALLEST, extent_of
from besluitsteun.reports.places import PlaceName, place_names
from besluitsteun.schema.assets import Asset

RNG = np.random.default_rng(20261125)
TOWN = [(float(x), float(y)) for x, y in RNG.uniform((200_000, 500_000), (210_000, 507_000), (400, 2))]


def test_every_place_is_shown_with_a_margin() -> None:
    (left, bottom, right, top), outside = extent_of(TOWN)
    x, y = zip(*TOWN, strict=True)
    assert outside == 0
    assert left < min(x) - 500
    assert right > max(x) + 500
    assert bottom < min(y) - 400
    assert top > max(y) + 400


def test_one_far_outlier_is_left_out_and_counted() -> None:
    (left, _, right, _), outside = extent_of([*TOWN, (20_000.0, 400_000.0)])
    assert outside == 1
    assert right - left < 15_000


def test_an_outlier_that_costs_less_than_half_the_map_stays() -> None:
    (left, _, _, _), outside = extent_of([*TOWN, (195_000.0, 503_000.0)])
    assert outside == 0
    assert left < 195_000


def test_with_few_places_all_are_shown() -> None:
    assert extent_of([*TOWN[:10], (0.0, 0.0)])[1] == 0


@pytest.mark.parametrize("end", [(200_000.0, 520_000.0), (220_000.0, 500_000.0), (200_000.0, 500_000.0)])
def test_tall_flat_and_single_places_give_a_shape_that_fits_a_screen(end: tuple[float, float]) -> None:
    (left, bottom, right, top), _ = extent_of([(200_000.0, 500_000.0), end])
    assert FLATTEST - 1e-9 <= (top - bottom) / (right - left) <= TALLEST + 1e-9
    assert right - left >= 500


def test_no_places_is_refused() -> None:
    with pytest.raises(ValueError, match="no places"):
        extent_of([])


def test_names_stand_amid_their_assets_the_largest_first() -> None:
    def asset(name: str, area: str, x: float | None) -> Asset:
        made = Asset.model_validate({"id": name, "functie": "f", "x": x, "y": None if x is None else 2 * x})
        return made.model_copy(update={"areas": {"plaats": area}})

    assets = [asset("a", "dorp", 10), asset("b", "stad", 1), asset("c", "stad", 3), asset("d", "zee", None)]
    assert place_names(assets, "plaats") == (PlaceName("stad", 2.0, 4.0), PlaceName("dorp", 10.0, 20.0))
    assert place_names(assets, "andere") == ()

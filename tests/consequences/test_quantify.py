"""Rows of consequences: exact sums in any order of objects, the quantiles of draws, areas of every division."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import numpy as np
import pytest

from besluitsteun.consequences.accounts import MISSING
from besluitsteun.consequences.quantify import quantify, quantify_areas, rounded, value_of

from ..small_result import small_assessment, small_study
from .happening import Happening, measured, rows, study


def test_hand_worked_sums_of_the_small_study() -> None:
    """100.5 connections × 45 h + 0.1 × 5 h = 4522.5 + 0.5 = 4523; 40 × 44 = 1760; hs has no users."""
    found = [
        each for each in quantify(small_assessment(small_study()).measurements) if each.criterion == "gebruikersuren"
    ]
    assert [(each.scenario, each.function, each.area, each.value.value, each.value.cut) for each in found] == [
        ("vloed", "stroom", "stad", 4523, True),
        ("vloed", "telecom", "polder", 0, False),
        ("vloed", "telecom", "stad", 1760, True),
        ("droog", "stroom", "stad", 0, False),
        ("droog", "telecom", "polder", 0, False),
        ("droog", "telecom", "stad", 0, False),
    ]


def test_owners_and_bearers_are_rows_of_their_own() -> None:
    """What fails of one party may cost another: 3 × 2 h borne by the town, 5 × 2 h by nobody known."""
    of = study(
        [
            {"id": "a", "gebruikers": 3, "partij": "net", "drager": "stad"},
            {"id": "b", "gebruikers": 5, "partij": "net"},
        ]
    )
    found = rows(of, Happening({"a": [(0, 2)], "b": [(0, 2)]}), "gebruikersuren")
    assert [(each.party, each.bearer, each.value.value) for each in found] == [("net", "", 10), ("net", "stad", 6)]


def test_the_order_of_objects_does_not_matter() -> None:
    """A thousand objects with 0.1 to 1e9 users: in binary fractions the sum would depend on the order."""
    random = Random(3)
    users = [random.choice([0.1, 0.2, 0.3, 1e9, 7.7]) for _ in range(1000)]
    down = {f"a{n}": [(0, n % 7 + 1)] for n in range(1000)}
    values = set()
    for _ in range(3):
        order = random.sample(range(1000), 1000)
        of = study([{"id": f"a{n}", "gebruikers": users[n]} for n in order], step="0.5")
        (only,) = rows(of, Happening(down), "gebruikersuren")
        values.add(only.value.value)
    assert values == {sum(Decimal(str(each)) * (n % 7 + 1) for n, each in enumerate(users)) / 2}


def test_sums_over_the_areas_of_every_division_are_the_same() -> None:
    """Towns: 2 × 6 + 4 × 6; quarters: the same 36 hours divided otherwise, with one object in no quarter."""
    assets = [
        {"id": "a", "gebruikers": 2, "gebied": "stad", "areas": {"wijk": "oost"}},
        {"id": "b", "gebruikers": 1, "gebied": "dorp", "areas": {"wijk": "oost"}},
        {"id": "c", "gebruikers": 3, "gebied": "dorp", "areas": {"wijk": ""}},
    ]
    found = measured(study(assets, divisions=("wijk",)), Happening({each: [(0, 6)] for each in "abc"}))
    told = {
        (each.division, each.area): each.value.value
        for each in quantify_areas(found)
        if each.criterion == "gebruikersuren"
    }
    assert told == {("gebied", "stad"): 12, ("gebied", "dorp"): 24, ("wijk", "oost"): 18, ("wijk", ""): 18}


def test_areas_tell_the_sector_and_leave_out_what_has_no_area() -> None:
    of = study([{"id": "a", "gebruikers": 1, "gebied": "g"}], [{"id": "f", "sector": "energie"}])
    found = quantify_areas(measured(of, Happening({"a": [(0, 1)]})))
    assert {each.sector for each in found if each.function} == {"energie"}
    assert not {"klantminuten", "hersteltijd_t50_uur", "keteneffectfactor"} & {each.criterion for each in found}


def test_the_bandwidth_is_the_tenth_and_ninetieth_percentile_of_the_draws() -> None:
    """Sums of two parts over eleven draws: 0, 2, …, 20; P10 = 2, P90 = 18 (linear between order statistics)."""
    draws = np.repeat(np.arange(11)[:, None], 2, axis=1)
    found = value_of(np.array([5, 5]), draws, Decimal(1), "x", np.array([False, True]))
    assert (found.value, found.low, found.high, found.cut) == (10, 2, 18, True)


def test_without_draws_there_is_no_bandwidth() -> None:
    found = value_of(np.array([5]), np.zeros((0, 1), np.int64), Decimal("0.5"), "x", np.array([False]))
    assert (found.value, found.low, found.high) == (Decimal("2.5"), None, None)


def test_what_cannot_be_told_is_empty_and_draws_in_which_it_can_tell_the_bandwidth() -> None:
    draws = np.array([[MISSING], [3], [5]])
    found = value_of(np.array([MISSING]), draws, Decimal(1), "x", np.array([False]))
    assert (found.value, found.low, found.high) == (None, Decimal("3.2"), Decimal("4.8"))


@pytest.mark.parametrize(
    ("value", "factor", "expected"),
    [(1 / 3, "0.001", "0.333"), (1 / 3, "0.000001", "0.333333"), (1 / 3, "60", "0.333"), (2.0, "1", "2")],
)
def test_quantiles_read_like_the_values(value: float, factor: str, expected: str) -> None:
    assert rounded(value, Decimal(factor)) == Decimal(expected)


def test_scenarios_are_in_the_order_of_the_study() -> None:
    of = study([{"id": "a", "gebruikers": 1, "gebied": "g"}], scenarios=[{"id": "z"}, {"id": "b"}])
    found = measured(of, Happening(), Happening({"a": [(0, 1)]}))
    told = [each.scenario for each in quantify_areas(found) if each.criterion == "gebruikersuren"]
    assert told == ["z", "b"]
    turned = replace(found, study=replace(of, scenarios=of.scenarios[::-1]))
    assert [each.scenario for each in quantify_areas(turned) if each.criterion == "gebruikersuren"] == ["b", "z"]

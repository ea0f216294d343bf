"""User-hours: hand-worked sums, exactness, groups, bandwidth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from random import Random

import numpy as np
import pytest

from besluitsteun.consequences.quantify import Group, group_numbers, groups_of, quantify, user_hours, user_parts
from besluitsteun.schema.assets import Asset
from besluitsteun.simulation.outages import Outages

from ..small_result import small_outages, small_study


def by_group(outages: Outages, scenario: str = "vloed") -> dict[Group, Decimal]:
    return {each.group: each.value for each in quantify(small_study(), outages) if each.scenario == scenario}


STROOM = Group("stroom", "stad", "net", "gem")
TELECOM = Group("telecom", "stad", "tel", "gem")
BUITEN = Group("telecom", "polder", "", "")


def test_hand_worked_sums() -> None:
    """100.5 connections × 45 h + 0.1 × 5 h = 4522.5 + 0.5 = 4523; 40 × 44 = 1760; hs has no users."""
    assert by_group(small_outages()) == {
        STROOM: Decimal("4523.0"),
        TELECOM: Decimal(1760),
        BUITEN: Decimal(0),
    }


def test_a_scenario_without_outages_is_a_computed_zero() -> None:
    assert set(by_group(small_outages(), "droog").values()) == {Decimal(0)}


def test_units_are_those_of_the_function_and_cut_is_told_per_group() -> None:
    rows = {each.group: each for each in quantify(small_study(), small_outages()) if each.scenario == "vloed"}
    assert {group: row.unit for group, row in rows.items()} == {
        STROOM: "aansluitingen × uur",
        TELECOM: "abonnees × uur",
        BUITEN: "abonnees × uur",
    }
    assert [rows[STROOM].cut, rows[TELECOM].cut, rows[BUITEN].cut] == [True, True, False]


def test_an_outage_without_users_does_not_cut() -> None:
    """Hs has no users; alone it must not mark a group."""
    scenario = small_outages().scenarios[0]
    only_hs = replace(
        scenario,
        asset=scenario.asset[1:2],
        down_steps=scenario.down_steps[1:2],
        still_down=scenario.still_down[1:2],
    )
    assert not any(each.cut for each in quantify(small_study(), Outages((only_hs,))))


def test_the_order_of_rows_does_not_matter() -> None:
    """A thousand assets with 0.1 to 1e9 users: in binary fractions the sum would depend on the order."""
    random = Random(3)
    users = [random.choice([0.1, 0.2, 0.3, 1e9, 7.7]) for _ in range(1000)]
    assets = tuple(
        Asset.model_validate({"id": f"a{n}", "functie": "stroom", "gebruikers": each}) for n, each in enumerate(users)
    )
    base = small_outages().scenarios[0]
    values = set()
    for _ in range(3):
        order = list(range(1000))
        random.shuffle(order)
        scenario = replace(
            base,
            asset=np.array(order, dtype=np.int32),
            down_steps=np.array([each % 7 + 1 for each in order], dtype=np.int32),
            still_down=np.zeros(1000, dtype=bool),
        )
        values.add(quantify(small_study(assets=assets), Outages((scenario,)))[0].value)
    expected = sum(Decimal(str(each)) * (n % 7 + 1) for n, each in enumerate(users)) / 2
    assert values == {expected}


def test_users_unknown_make_no_group() -> None:
    assets = (Asset.model_validate({"id": "hs", "functie": "stroom"}),)
    assert groups_of(small_study(assets=assets)) == ()


def test_assets_without_users_are_in_no_group() -> None:
    study = small_study()
    assert groups_of(study) == (STROOM, BUITEN, TELECOM)
    assert group_numbers(study, groups_of(study)).tolist() == [-1, 0, 2, 0, 1]


def test_user_hours_from_thousandths() -> None:
    """100.5 users are 100,500 thousandths; × 90 half-hour steps = 4522.5 user-hours. No users count as none."""
    parts = user_parts(np.array([100.5, 0.1, np.nan]))
    assert parts.tolist() == [100_500, 100, 0]
    assert user_hours(parts * 90, Decimal("0.5")).tolist() == [4522.5, 4.5, 0]


def test_bandwidth_is_the_quantile_of_the_draws() -> None:
    """Draws 0 … 10: P10 = 1, P90 = 9."""
    groups = groups_of(small_study())
    draws = np.repeat(np.arange(11.0)[:, None], len(groups), axis=1)
    rows = quantify(small_study(), small_outages(), {"vloed": draws})
    assert {(each.low, each.high) for each in rows if each.scenario == "vloed"} == {(Decimal(1), Decimal(9))}
    assert {(each.low, each.high) for each in rows if each.scenario == "droog"} == {(None, None)}


@pytest.mark.parametrize("scenario", ["vloed", "droog"])
def test_rows_are_in_order_of_group(scenario: str) -> None:
    groups = [each.group for each in quantify(small_study(), small_outages()) if each.scenario == scenario]
    assert groups == sorted(groups) == [STROOM, BUITEN, TELECOM]

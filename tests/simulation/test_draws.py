"""Philox against its published vectors; draws that depend on name, purpose, number and seed and on nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from besluitsteun.network import build_network
from besluitsteun.simulation.draws import PURPOSE, Drawer, names_to_keys, philox, triangular, uniform

from .builders import need, scenario, study

ONES = 0xFFFFFFFF
VECTORS = [  # Random123, kat_vectors, "philox4x32 10"
    (
        (0, 0, 0, 0),
        (0, 0),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (ONES, ONES, ONES, ONES),
        (ONES, ONES),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


@pytest.mark.parametrize(("counter", "key", "expected"), VECTORS)
def test_known_answers(counter: tuple[int, ...], key: tuple[int, ...], expected: tuple[int, ...]) -> None:
    def words(values: tuple[int, ...]) -> Any:
        return tuple(np.array([value], dtype=np.uint64) for value in values)

    assert tuple(int(word[0]) for word in philox(words(counter), words(key))) == expected


def test_vectorised_as_one_by_one() -> None:
    columns = [
        np.array(values, dtype=np.uint64)
        for values in zip(*(counter + key for counter, key, _ in VECTORS), strict=True)
    ]
    found = philox(tuple(columns[:4]), tuple(columns[4:]))  # type: ignore[arg-type]
    assert [tuple(int(word[row]) for word in found) for row in range(3)] == [expected for _, _, expected in VECTORS]


@pytest.mark.parametrize("purpose", PURPOSE)
def test_uniform_over_names_and_over_draws(purpose: str) -> None:
    """Kolmogorov-Smirnov, 20,000 names in one draw and one name in 2,000 draws; fixed seed, so a fixed outcome."""
    keys = names_to_keys([f"object_{k}" for k in range(20_000)])
    over_names = uniform(20261123, keys, purpose, 3)
    over_draws = np.concatenate([uniform(20261123, keys[:1], purpose, draw) for draw in range(2_000)])
    for sample in (over_names, over_draws):
        assert stats.kstest(sample, "uniform").pvalue > 0.01
        assert sample.min() > 0
        assert sample.max() < 1


def test_purposes_draws_seeds_and_names_are_unrelated() -> None:
    keys = names_to_keys([f"object_{k}" for k in range(20_000)])
    base = uniform(1, keys, "faaldiepte_m", 0)
    others = [
        uniform(1, keys, "hersteltijd_uur", 0),
        uniform(1, keys, "faaldiepte_m", 1),
        uniform(2, keys, "faaldiepte_m", 0),
        uniform(1 + (1 << 32), keys, "faaldiepte_m", 0),
        np.roll(base, 1),
    ]
    for other in others:
        assert not np.any(base == other)
        assert abs(np.corrcoef(base, other)[0, 1]) < 0.03  # 4 standard errors of 1 / sqrt(20,000)


@pytest.mark.parametrize(("low", "mode", "high"), [(0, 1, 2), (1, 1, 5), (2, 7, 7), (0.2, 0.3, 4)])
def test_triangular_is_that_of_scipy(low: float, mode: float, high: float) -> None:
    u = np.linspace(0.001, 0.999, 999)
    peer = stats.triang((mode - low) / (high - low), loc=low, scale=high - low)
    drawn = triangular(u, *(np.full(len(u), value, dtype=float) for value in (low, mode, high)))
    np.testing.assert_allclose(drawn, peer.ppf(u), rtol=1e-12)
    many = uniform(5, names_to_keys([str(k) for k in range(50_000)]), "gebruikers", 0)
    sample = triangular(many, *(np.full(len(many), value, dtype=float) for value in (low, mode, high)))
    assert sample.mean() == pytest.approx((low + mode + high) / 3, abs=4 * peer.std() / np.sqrt(len(many)))


LEVEL = st.floats(0, 100)
SHARE = st.floats(0.0001, 0.9999)


@given(SHARE, st.lists(LEVEL, min_size=3, max_size=3).map(sorted), st.lists(LEVEL, min_size=3, max_size=3).map(sorted))
def test_monotone_coupling(u: float, one: list[float], other: list[float]) -> None:
    """On the same draw a range that is nowhere lower gives a value that is not lower, so that variants compare."""
    lower, higher = np.minimum(one, other), np.maximum(one, other)
    first, second = (triangular(np.array([u]), *(np.array([value]) for value in ends))[0] for ends in (lower, higher))
    assert first <= second + 1e-9
    assert lower[0] <= first <= lower[2]


@given(SHARE, LEVEL)
def test_a_range_without_width_is_the_modal_value(u: float, value: float) -> None:
    ends = (np.array([value]),) * 3
    assert triangular(np.array([u]), *ends)[0] == value


# --- a study ---------------------------------------------------------------------------------------------------------

RANGED = {"faaldiepte_m": 0.5, "faaldiepte_m_min": 0.2, "faaldiepte_m_max": 1.1, "hersteltijd_uur": 24,
          "hersteltijd_uur_min": 6, "hersteltijd_uur_max": 96, "gebruikers": 100, "gebruikers_max": 300}  # fmt: skip


def drawer(assets: Mapping[str, Mapping[str, Any]], needs: Any = (), *scenarios: Any, **keys: Any) -> Drawer:
    return Drawer.of(build_network(study(assets, needs, scenarios, horizon=720, **keys)), 20261123)


def test_adding_an_asset_a_need_or_a_scenario_changes_no_other_draw() -> None:
    small = drawer({"b": RANGED, "d": RANGED}, [need("d", "b", buffer=8, start_failure=0.5, group="stroom")])
    large = drawer(
        {"a": RANGED, "b": RANGED, "c": RANGED, "d": RANGED},
        [need("a", "b", buffer=8, start_failure=0.5), need("d", "b", "c", buffer=8, start_failure=0.5, group="stroom")],
        scenario(),
    )
    for number in range(50):
        few, many = small.draw(number), large.draw(number)
        for name in ("b", "d"):
            i, j = few.index[name], many.index[name]
            assert few.threshold_mm[i] == many.threshold_mm[j]
            assert few.repair_steps[i] == many.repair_steps[j]
            assert small.values("gebruikers", number)[i] == large.values("gebruikers", number)[j]
        assert few.wiring.buffer[0] == many.wiring.buffer[1]


def test_the_same_draw_twice_is_the_same_and_two_draws_differ() -> None:
    found = drawer({"a": RANGED})
    thresholds = [int(found.draw(number).threshold_mm[0]) for number in range(200)]
    assert thresholds == [int(found.draw(number).threshold_mm[0]) for number in range(200)]
    assert len(set(thresholds)) > 150
    assert min(thresholds) >= 200
    assert max(thresholds) <= 1100


def test_drawn_values_follow_the_range() -> None:
    """Repair 6, 24, 96 h: mean 42 h, half a step more rounded up; deviation 19.6 h, of the mean of 4,000 draws 0.3."""
    found = drawer({"a": RANGED})
    steps = np.array([found.draw(number).repair_steps[0] for number in range(4_000)])
    assert 42 - 0.9 < steps.mean() - 0.5 < 42 + 0.9
    assert steps.min() > 6
    assert steps.max() <= 96


def test_only_users_given_at_one_end() -> None:
    """An end that is not given is the modal value: never below 100."""
    values = np.array([drawer({"a": RANGED}).values("gebruikers", number)[0] for number in range(200)])
    assert values.min() >= 100
    assert values.max() > 250


def test_without_ranges_a_draw_is_the_modal_network() -> None:
    """Also for hours that binary floats cannot hold: 0.7 h in steps of 0.1 h is 7 steps, not 8."""
    plain = {"a": {"faaldiepte_m": 0.3, "hersteltijd_uur": Decimal("0.7")}, "b": {}}
    found = drawer(plain, [need("b", "a", buffer=4)], step="0.1")
    drawn, base = found.draw(7), found.network
    assert not found.has_bandwidth
    assert drawn.threshold_mm.tolist() == base.threshold_mm.tolist() == [300, -1]
    assert drawn.repair_steps.tolist() == base.repair_steps.tolist() == [7, 0]
    assert drawn.wiring.buffer.tolist() == base.wiring.buffer.tolist() == [40]


def test_a_back_up_that_does_not_start_has_no_buffer() -> None:
    """Chance 0.2 for 3,000 needs: 600 +- 4 x 22; never with chance 0, always with chance 1; never in the modal run."""
    names = [f"o{k}" for k in range(3_000)]
    chances = [need(name, "bron", buffer=8, start_failure=0.2) for name in names]
    sure = [need("x", "bron", buffer=8, start_failure=0.0), need("y", "bron", buffer=8, start_failure=1.0)]
    found = drawer({name: {} for name in ["bron", "x", "y", *names]}, [*chances, *sure])
    assert found.has_bandwidth
    assert set(found.network.wiring.buffer.tolist()) == {8}
    for number in (0, 1):
        buffer = found.draw(number).wiring.buffer
        assert set(buffer.tolist()) == {0, 8}
        assert abs(int(np.sum(buffer[:3_000] == 0)) - 600) < 88
        assert (buffer[3_000], buffer[3_001]) == (8, 0)

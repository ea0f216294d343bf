"""Colours that can be told apart, and never carry a message alone."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest

from besluitsteun.reports.palette import DEPTH_CLASSES, LOOKS, PAPER, State, contrast, luminance, state_of

# Viénot, Brettel and Mollon (1999): linear RGB as people without green or red cones see it
DEUTERANOPE = np.array([[0.29275, 0.70725, 0.0], [0.29275, 0.70725, 0.0], [-0.02234, 0.02234, 1.0]])
PROTANOPE = np.array([[0.11238, 0.88762, 0.0], [0.11238, 0.88762, 0.0], [0.00401, -0.00401, 1.0]])


def linear(colour: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    return np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)


def test_every_state_has_a_look_with_its_own_shape_symbol_letter_and_label() -> None:
    assert set(LOOKS) == set(State)
    for part in ("colour", "shape", "symbol", "letter", "label"):
        assert len({getattr(look, part) for look in LOOKS.values()}) == len(State), part


@pytest.mark.parametrize("state", State)
def test_contrast_with_paper(state: State) -> None:
    assert contrast(LOOKS[state].colour, PAPER) >= 3
    assert contrast(LOOKS[state].text, PAPER) >= 4.5


@pytest.mark.parametrize("seen_by", [DEUTERANOPE, PROTANOPE], ids=["deuteranope", "protanope"])
def test_failures_differ_for_colour_blind_readers(seen_by: np.ndarray) -> None:  # type: ignore[type-arg]
    colours = [seen_by @ linear(look.colour) for look in LOOKS.values() if look.is_failure]
    assert min(float(np.linalg.norm(one - other)) for one, other in combinations(colours, 2)) > 0.15


def test_deeper_water_is_darker_and_every_step_shows() -> None:
    light = [luminance(each.colour) for each in DEPTH_CLASSES]
    assert light == sorted(light, reverse=True)
    assert all(contrast(one.colour, other.colour) >= 1.35 for one, other in pairwise(DEPTH_CLASSES))
    assert [each.above_mm for each in DEPTH_CLASSES] == [0, 200, 500, 2000]


def test_an_imposed_outage_goes_before_water_and_water_before_the_chain() -> None:
    assert state_of("opgelegd;overstroming", wet=True) is State.IMPOSED
    assert state_of("overstroming;keten", wet=True) is State.WATER
    assert state_of("keten", wet=True) is State.CHAIN
    assert state_of(None, wet=False) is State.WORKS

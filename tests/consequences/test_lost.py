"""What is lost in every step, and who loses most; against a plain loop over steps."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.consequences.lost import largest_per_step, lost_per_step, overlap, won_per_span
from besluitsteun.simulation.exposure import Windows

STEPS, FUNCTIONS, CELLS, TOTAL = 12, 3, 2, 6


def windows(spans: list[tuple[int, int, int]]) -> Windows:
    columns = np.array(sorted(spans), dtype=np.int32).reshape(-1, 3).T
    return Windows(*columns)


def numbers(most: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(0, most), min_size=TOTAL, max_size=TOTAL)


@st.composite
def outages(draw: st.DrawFn) -> Windows:
    """Disjoint outages per asset."""
    spans = []
    for asset in range(TOTAL):
        edges = sorted(draw(st.sets(st.integers(0, STEPS), max_size=4)))
        spans += [(asset, a, b) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    return windows(spans)


def test_by_hand() -> None:
    """Two objects of one owner, down together in step 2."""
    lost = lost_per_step(windows([(0, 0, 3), (1, 2, 4)]), np.array([5, 7]), np.array([0, 0]), 1, 5)
    assert lost.tolist() == [[5, 5, 12, 7, 0]]


def test_of_equals_the_first_function_counts() -> None:
    spans = windows([(0, 0, 2), (1, 0, 2)])
    found = overlap(spans, np.array([5, 5]), np.array([0, 0]), np.array([1, 0]), 2, 3)
    assert won_per_span(found, spans).tolist() == [0, 2]


@settings(deadline=None, max_examples=60)
@given(outages(), numbers(9), numbers(CELLS - 1), numbers(FUNCTIONS - 1))
def test_overlap_is_the_plain_loop(spans: Windows, weight: list[int], cell: list[int], function: list[int]) -> None:
    most, won = 0, [0] * len(spans.asset)
    for step in range(STEPS):
        down = [row for row in range(len(spans.asset)) if spans.start[row] <= step < spans.end[row]]
        losses: dict[tuple[int, int], int] = defaultdict(int)
        for row in down:
            asset = int(spans.asset[row])
            losses[cell[asset], function[asset]] += weight[asset]
        for each in range(CELLS):
            best = max(range(FUNCTIONS), key=lambda name: (losses[each, name], -name))
            most += losses[each, best]
            for row in down:
                asset = int(spans.asset[row])
                won[row] += bool(cell[asset] == each and function[asset] == best and losses[each, best])
    arrays = np.array(weight), np.array(cell), np.array(function)
    found = overlap(spans, *arrays, FUNCTIONS, STEPS)
    assert largest_per_step(found) == most
    counted = arrays[0][spans.asset] > 0
    assert (won_per_span(found, spans) * counted).tolist() == (np.array(won, dtype=int) * counted).tolist()

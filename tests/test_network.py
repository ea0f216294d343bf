"""``Study`` to ``Network``: the arrays that the kernel reads and the graph that people read."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import networkx as nx
import numpy as np
import pytest

from besluitsteun.network import Wiring, build_network

from .simulation.builders import need, study

ASSETS: dict[str, dict[str, Any]] = {
    "m": {"naam": "Mast", "gebied": "stad", "faaldiepte_m": 0.4, "hersteltijd_uur": "5.2"},
    "b": {"hoogte_kritisch_mnap": -1.25, "hersteltijd_uur": 0, "zelfstandig_opstarten": True},
    "z": {},
}
NEEDS = (
    need("z", "m", "b", minimum=1, buffer="2.9", restart="2.1", group="stroom"),
    need("z", "m", buffer=1, group="data"),
    need("m", "b", buffer=9999, restart=9999),
)


def test_arrays() -> None:
    """Buffers down (2.9 -> 2), restart and repair up (2.1 -> 3, 5.2 -> 6); all cut at the horizon of 24 steps."""
    network = build_network(study(ASSETS, NEEDS))
    wiring = network.wiring
    assert network.ids == ("m", "b", "z")
    assert network.index == {"m": 0, "b": 1, "z": 2}
    assert network.id_rank.tolist() == [1, 0, 2]
    assert network.threshold_mm.tolist() == [400, -1, -1]
    assert (network.level_mm.tolist(), network.has_level.tolist()) == ([0, -1250, 0], [False, True, False])
    assert network.needs_floodable.tolist() == [True, True, False]
    assert network.repair_steps.tolist() == [6, 0, 0]
    assert wiring.self_starting.tolist() == [False, True, False]
    assert wiring.consumer.tolist() == [2, 2, 0]
    assert wiring.minimum.tolist() == [1, 1, 1]
    assert wiring.buffer.tolist() == [2, 1, 24]
    assert wiring.restart.tolist() == [3, 0, 24]
    assert wiring.supplier_ptr.tolist() == [0, 2, 3, 4]
    assert wiring.supplier.tolist() == [1, 0, 0, 1]
    assert (wiring.asset_total, wiring.need_total) == (3, 3)
    assert network.needs_by_consumer == {2: [0, 1], 0: [2]}


def test_needs_by_consumer_and_by_supplier() -> None:
    wiring = build_network(study(ASSETS, NEEDS)).wiring
    for (pointers, needs), expected in (
        (wiring.needs_of, [[2], [], [0, 1]]),
        (wiring.needs_supplied, [[0, 1], [0, 2], []]),
    ):
        assert [sorted(needs[a:b].tolist()) for a, b in pairwise(pointers)] == expected


@pytest.mark.parametrize(("buffer", "restart"), [("2.9", "2.1"), ("3", "2")])
def test_steps_of_half_an_hour(buffer: str, restart: str) -> None:
    wiring = build_network(study("ab", [need("a", "b", buffer=buffer, restart=restart)], step="0.5")).wiring
    assert (wiring.buffer.tolist(), wiring.restart.tolist()) == (([5], [5]) if buffer == "2.9" else ([6], [4]))


def test_nobody_can_write_to_the_arrays() -> None:
    network = build_network(study(ASSETS, NEEDS))
    arrays = [*vars(network).values(), *vars(network.wiring).values(), network.id_rank, *network.wiring.needs_of]
    for array in arrays:
        if isinstance(array, np.ndarray):
            with pytest.raises(ValueError, match="read-only"):
                array[:1] = 0


def test_a_study_without_needs() -> None:
    network = build_network(study("ab"))
    assert network.wiring.need_total == 0
    assert network.wiring.needs_of[0].tolist() == network.wiring.needs_supplied[0].tolist() == [0, 0, 0]
    assert list(network.graph.edges) == []


def test_graph_for_people() -> None:
    """Supplier -> consumer; two needs between one pair keep both groups and the tightest buffer."""
    graph = build_network(study(ASSETS, NEEDS)).graph
    assert isinstance(graph, nx.DiGraph)
    assert dict(graph.nodes["m"]) == {"naam": "Mast", "functie": "f", "gebied": "stad"}
    assert graph.nodes["z"]["naam"] == "z"
    assert set(graph.edges) == {("m", "z"), ("b", "z"), ("b", "m")}
    assert graph.edges["m", "z"] == {"groepen": ("stroom", "data"), "buffer_uur": 1}
    assert graph.edges["b", "z"]["groepen"] == ("stroom",)


def test_wiring_from_rows() -> None:
    wiring = Wiring.of([False, True], [(0, [1], 1, 2, 3)])
    assert (wiring.consumer.tolist(), wiring.supplier.tolist(), wiring.buffer.tolist()) == ([0], [1], [2])
    assert Wiring.of([False], []).supplier_ptr.tolist() == [0]

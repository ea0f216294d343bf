"""A wiring and own-condition windows in, steps down per asset out: the cascade of page 03 written in two usual ways.

Both leave out self-starting assets, causes and sums; for the rest they follow the definition step by step and give the
same downtime as the kernel (checked in every run of the benchmarks). Neither is slowed on purpose: the first is what
the page's sets look like in networkx, the second what they look like as sparse matrix-vector products.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx as nx
import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from besluitsteun.network import Wiring
from besluitsteun.simulation.exposure import Windows


def as_graph(wiring: Wiring) -> nx.DiGraph[int]:
    """Supplier → need → consumer. Needs are nodes of their own, as one asset may have several: asset total + n."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from(range(wiring.asset_total), bipartite="asset")
    for n, consumer in enumerate(wiring.consumer.tolist()):
        need = wiring.asset_total + n
        graph.add_node(
            need,
            bipartite="need",
            minimum=int(wiring.minimum[n]),
            buffer=int(wiring.buffer[n]),
            restart=int(wiring.restart[n]),
            broken=False,
            without=0,
            supplied=0,
        )
        graph.add_edge(need, consumer)
        for supplier in wiring.supplier[wiring.supplier_ptr[n] : wiring.supplier_ptr[n + 1]].tolist():
            graph.add_edge(supplier, need)
    return graph


def networkx_downtime(graph: nx.DiGraph[int], windows: Windows, steps: int) -> dict[int, int]:
    """Steps down of each asset that was ever down. Attributes of the needs are set back first."""
    needs = [node for node, part in graph.nodes(data="bipartite") if part == "need"]
    assets = set(graph) - set(needs)
    for need in needs:
        graph.nodes[need].update(broken=False, without=0, supplied=0)
    spans = list(zip(windows.asset.tolist(), windows.start.tolist(), windows.end.tolist(), strict=True))
    up = set(assets)
    downtime: dict[int, int] = {}
    for t in range(steps):
        hit = {asset for asset, start, end in spans if start <= t < end}
        up = _settle(graph, assets, hit, up)
        for asset in assets - up:
            downtime[asset] = downtime.get(asset, 0) + 1
        for need in needs:
            state = graph.nodes[need]
            satisfied = _is_satisfied(graph, need, up)
            state["broken"] = _is_broken(state, satisfied)
            state["without"] = 0 if satisfied else state["without"] + 1
            state["supplied"] = state["supplied"] + 1 if satisfied else 0
    return downtime


def _settle(graph: nx.DiGraph[int], assets: set[int], hit: set[int], up: set[int]) -> set[int]:
    """Shed, start and hand-over of one step; after the first look only at consumers of what changed."""
    base = set(up)
    while True:
        running = base - hit
        suspects = running
        while failing := {asset for asset in suspects if not _holds(graph, asset, running)}:
            running = running - failing
            suspects = _consumers(graph, failing) & running
        waiting = assets - running - hit
        suspects = waiting
        while starting := {asset for asset in suspects if _holds(graph, asset, running)}:
            running = running | starting
            waiting = waiting - starting
            suspects = _consumers(graph, starting) & waiting
        if running <= base:
            return running
        base |= running


def _consumers(graph: nx.DiGraph[int], suppliers: set[int]) -> set[int]:
    return {asset for supplier in suppliers for need in graph.successors(supplier) for asset in graph.successors(need)}


def _holds(graph: nx.DiGraph[int], asset: int, up: set[int]) -> bool:
    nodes = graph.nodes
    return not any(_is_broken(nodes[need], _is_satisfied(graph, need, up)) for need in graph.predecessors(asset))


def _is_satisfied(graph: nx.DiGraph[int], need: int, up: set[int]) -> bool:
    return sum(supplier in up for supplier in graph.predecessors(need)) >= graph.nodes[need]["minimum"]


def _is_broken(state: dict[str, int], satisfied: bool) -> bool:
    """Whether a need is broken in a step, from its state at the end of the step before."""
    if state["broken"]:
        return not (satisfied and state["supplied"] + 1 > state["restart"])
    return not satisfied and state["without"] + 1 > state["buffer"]


@dataclass(frozen=True)
class Matrices:
    """A wiring as sparse matrices: ``supply`` (need, asset) and ``use`` (asset, need), both 0/1."""

    wiring: Wiring
    supply: sp.csr_array
    use: sp.csr_array

    @classmethod
    def of(cls, wiring: Wiring) -> Matrices:
        """Matrices of 32-bit numbers: half the memory to read, and no conversion in the product."""
        needs, assets = wiring.need_total, wiring.asset_total
        ones = np.ones(len(wiring.supplier), np.int32)
        supply = sp.csr_array((ones, wiring.supplier, wiring.supplier_ptr), shape=(needs, assets))
        columns = (wiring.consumer, np.arange(needs, dtype=np.int32))
        use = sp.csr_array((np.ones(needs, np.int32), columns), shape=(assets, needs))
        return cls(wiring, supply, use)


def scipy_downtime(matrices: Matrices, windows: Windows, steps: int) -> NDArray[np.int32]:
    """(asset,) steps down."""
    wiring = matrices.wiring
    assets, needs = wiring.asset_total, wiring.need_total
    up, downtime = np.ones(assets, bool), np.zeros(assets, np.int32)
    broken = np.zeros(needs, bool)
    without, supplied = np.zeros(needs, np.int32), np.zeros(needs, np.int32)
    for t in range(steps):
        own = np.ones(assets, bool)
        own[windows.asset[(windows.start <= t) & (t < windows.end)]] = False
        breaks = broken | (without >= wiring.buffer)  # broken in this step if unsatisfied
        stays = broken & (supplied < wiring.restart)  # broken in this step, satisfied or not
        up = _settled(matrices, own, breaks, stays, up)
        satisfied = matrices.supply @ up.astype(np.int32) >= wiring.minimum
        broken = stays | (breaks & ~satisfied)
        without = np.where(satisfied, 0, without + 1)
        supplied = np.where(satisfied, supplied + 1, 0)
        downtime += ~up
    return downtime


def _settled(
    matrices: Matrices,
    own: NDArray[np.bool_],
    breaks: NDArray[np.bool_],
    stays: NDArray[np.bool_],
    up: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Shed, start and hand-over of one step, each as an iteration of the map F over all needs."""

    def image(alive: NDArray[np.bool_]) -> NDArray[np.bool_]:
        unsatisfied = matrices.supply @ alive.astype(np.int32) < matrices.wiring.minimum
        broken = (stays | (breaks & unsatisfied)).astype(np.int32)
        return own & (matrices.use @ broken == 0)

    base = up
    while True:
        running = base
        found = image(running)
        while not np.array_equal(found & running, running):
            running = found & running
            found = image(running)
        while not np.array_equal(found, running):  # found contains running from here on
            running = found
            found = image(running)
        if not np.any(running & ~base):
            return running
        base = base | running

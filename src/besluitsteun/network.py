"""``Study`` in, ``Network`` out: the graph for people and checks, flat arrays for the kernel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from .hazard.inundation import millimetres
from .loading.study import Need, Study
from .schema.assets import Asset
from .timeaxis import TimeAxis

if TYPE_CHECKING:
    import networkx as nx

Int32 = NDArray[np.int32]
Int64 = NDArray[np.int64]
Bool = NDArray[np.bool_]

NO_VALUE = -1


def frozen(values: ArrayLike, dtype: Any) -> Any:
    """An array of its own that nobody can write to."""
    array = np.array(values, dtype=dtype)
    array.flags.writeable = False
    return array


@dataclass(frozen=True, eq=False)
class Wiring:
    """Who needs whom, as flat arrays; buffers and restarts in steps.

    self_starting : (asset,) may start by itself
    consumer, minimum, buffer, restart : (need,)
    supplier_ptr  : (need + 1,) suppliers of need n are supplier[supplier_ptr[n]:supplier_ptr[n + 1]]
    supplier      : (edge,) index of the supplying asset
    """

    self_starting: Bool
    consumer: Int32
    minimum: Int32
    buffer: Int32
    restart: Int32
    supplier_ptr: Int32
    supplier: Int32

    @property
    def asset_total(self) -> int:
        """Number of assets."""
        return len(self.self_starting)

    @property
    def need_total(self) -> int:
        """Number of needs."""
        return len(self.consumer)

    @cached_property
    def needs_of(self) -> tuple[Int32, Int32]:
        """(asset + 1,) pointers and (need,) needs: those of consumer i are needs[ptr[i]:ptr[i + 1]]."""
        needs: Int32 = frozen(np.argsort(self.consumer, kind="stable"), np.int32)
        return _pointers(self.consumer, self.asset_total), needs

    @cached_property
    def needs_supplied(self) -> tuple[Int32, Int32]:
        """(asset + 1,) pointers and (edge,) needs: those that asset i supplies are needs[ptr[i]:ptr[i + 1]]."""
        need_of_edge = np.repeat(np.arange(self.need_total), np.diff(self.supplier_ptr))
        needs: Int32 = frozen(need_of_edge[np.argsort(self.supplier, kind="stable")], np.int32)
        return _pointers(self.supplier, self.asset_total), needs

    @classmethod
    def of(
        cls,
        self_starting: Sequence[bool],
        needs: Iterable[tuple[int, Sequence[int], int, int, int]],
    ) -> Wiring:
        """Wiring from rows (consumer, suppliers, minimum, buffer steps, restart steps)."""
        rows = list(needs)
        lengths = np.array([len(row[1]) for row in rows], dtype=np.int64)
        return cls(
            self_starting=frozen(self_starting, np.bool_),
            consumer=frozen([row[0] for row in rows], np.int32),
            minimum=frozen([row[2] for row in rows], np.int32),
            buffer=frozen([row[3] for row in rows], np.int32),
            restart=frozen([row[4] for row in rows], np.int32),
            supplier_ptr=frozen(np.concatenate([[0], np.cumsum(lengths)]), np.int32),
            supplier=frozen([supplier for row in rows for supplier in row[1]], np.int32),
        )

    @classmethod
    def side_by_side(cls, wirings: Sequence[Wiring]) -> Wiring:
        """Several of the same number of assets as one, the assets of each after those before."""
        assets, edges = (np.cumsum([0, *(size(each) for each in wirings)]) for size in (_assets, _edges))
        shifted = list(zip(wirings, assets.tolist(), edges.tolist(), strict=False))
        pointers = [np.zeros(1), *(each.supplier_ptr[1:] + edge for each, _, edge in shifted)]
        return cls(
            self_starting=frozen(np.concatenate([each.self_starting for each in wirings]), np.bool_),
            consumer=frozen(np.concatenate([each.consumer + first for each, first, _ in shifted]), np.int32),
            minimum=frozen(np.concatenate([each.minimum for each in wirings]), np.int32),
            buffer=frozen(np.concatenate([each.buffer for each in wirings]), np.int32),
            restart=frozen(np.concatenate([each.restart for each in wirings]), np.int32),
            supplier_ptr=frozen(np.concatenate(pointers), np.int32),
            supplier=frozen(np.concatenate([each.supplier + first for each, first, _ in shifted]), np.int32),
        )

    def among(self, members: Int64) -> Wiring:
        """The needs among some assets, numbered anew; whoever else supplies them always works.

        members : (member,) assets, sorted
        """
        need_of_edge = np.repeat(np.arange(self.need_total), np.diff(self.supplier_ptr))
        inside = np.zeros(self.asset_total, dtype=np.bool_)
        inside[members] = True
        kept_edge = inside[self.supplier] & inside[self.consumer][need_of_edge]
        suppliers = np.bincount(need_of_edge[kept_edge], minlength=self.need_total)
        least = self.minimum - (np.diff(self.supplier_ptr) - suppliers)
        kept = inside[self.consumer] & (least > 0)
        number = np.cumsum(inside) - 1
        edge = kept_edge & kept[need_of_edge]
        return Wiring(
            self_starting=frozen(self.self_starting[members], np.bool_),
            consumer=frozen(number[self.consumer[kept]], np.int32),
            minimum=frozen(least[kept], np.int32),
            buffer=frozen(self.buffer[kept], np.int32),
            restart=frozen(self.restart[kept], np.int32),
            supplier_ptr=frozen(np.concatenate([[0], np.cumsum(suppliers[kept])]), np.int32),
            supplier=frozen(number[self.supplier[edge]], np.int32),
        )


def _assets(wiring: Wiring) -> int:
    return wiring.asset_total


def _edges(wiring: Wiring) -> int:
    return len(wiring.supplier)


def _pointers(keys: Int32, total: int) -> Int32:
    """(total + 1,) where the rows of each key start once the rows are sorted by key."""
    pointers: Int32 = frozen(np.concatenate([[0], np.cumsum(np.bincount(keys, minlength=total))]), np.int32)
    return pointers


@dataclass(frozen=True, eq=False)
class Network:
    """Assets, their thresholds and repair times, and the needs between them.

    assets, ids   : in the order of the study
    needs         : in the order of the study; row n of the wiring's need arrays
    threshold_mm  : (asset,) failure depth in whole millimetres, -1 = water cannot fail it
    level_mm      : (asset,) critical level in mm NAP, with ``has_level``; used where a scenario gives a water level
    repair_steps  : (asset,) steps of repair after the water is gone
    """

    time: TimeAxis
    assets: tuple[Asset, ...]
    needs: tuple[Need, ...]
    wiring: Wiring
    threshold_mm: Int32
    level_mm: Int32
    has_level: Bool
    repair_steps: Int32

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Ids of the assets, in the order of the study."""
        return tuple(asset.id for asset in self.assets)

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each asset id."""
        return {asset_id: position for position, asset_id in enumerate(self.ids)}

    @cached_property
    def id_rank(self) -> Int32:
        """(asset,) position of each asset in the alphabetical order of ids; ties and output rows go by it."""
        rank = np.empty(len(self.ids), dtype=np.int32)
        rank[sorted(range(len(self.ids)), key=self.ids.__getitem__)] = np.arange(len(self.ids), dtype=np.int32)
        rank.flags.writeable = False
        return rank

    @cached_property
    def needs_by_consumer(self) -> dict[int, list[int]]:
        """Needs of each asset that has any."""
        rows: dict[int, list[int]] = {}
        for need, consumer in enumerate(self.wiring.consumer.tolist()):
            rows.setdefault(consumer, []).append(need)
        return rows

    @cached_property
    def needs_floodable(self) -> Bool:
        """(asset,) water can fail it, so its depth must be known."""
        floodable: Bool = frozen((self.threshold_mm >= 0) | self.has_level, np.bool_)
        return floodable

    @cached_property
    def graph(self) -> nx.DiGraph[str]:
        """Supplier → consumer, with the attributes of the need on the edge and of the asset on the node.

        Two needs between the same pair (say power and telecom from one building) keep the tightest buffer and
        list all their groups.
        """
        import networkx as nx

        graph: nx.DiGraph[str] = nx.DiGraph()
        for asset in self.assets:
            graph.add_node(asset.id, naam=asset.name or asset.id, functie=asset.function, gebied=asset.area)
        for need in self.needs:
            for supplier in need.suppliers:
                known = graph.get_edge_data(supplier, need.consumer, {})
                graph.add_edge(
                    supplier,
                    need.consumer,
                    groepen=(*known.get("groepen", ()), need.group),
                    buffer_uur=min(need.buffer_hours, known.get("buffer_uur", need.buffer_hours)),
                )
        return graph


def build_network(study: Study) -> Network:
    """The network of a study, with the modal value of every range."""
    axis = study.time
    index = {asset.id: position for position, asset in enumerate(study.assets)}
    rows = (
        (
            index[need.consumer],
            [index[supplier] for supplier in need.suppliers],
            need.minimum,
            axis.down(need.buffer_hours),
            axis.up(need.restart_hours),
        )
        for need in study.needs
    )
    cap = axis.steps  # a repair, buffer or restart past the horizon cannot be told from the horizon
    wiring = Wiring.of([asset.self_starting for asset in study.assets], _capped(rows, cap))
    depth = _metres([asset.failure_depth_m for asset in study.assets])
    level = _metres([asset.critical_level_mnap for asset in study.assets])
    return Network(
        time=axis,
        assets=study.assets,
        needs=study.needs,
        wiring=wiring,
        threshold_mm=frozen(np.where(np.isnan(depth), NO_VALUE, millimetres(np.nan_to_num(depth))), np.int32),
        level_mm=frozen(millimetres(np.nan_to_num(level)), np.int32),
        has_level=frozen(~np.isnan(level), np.bool_),
        repair_steps=frozen(
            [0 if a.repair_hours is None else min(axis.up(a.repair_hours), cap) for a in study.assets], np.int32
        ),
    )


def _metres(values: Sequence[float | None]) -> NDArray[np.float64]:
    return np.array([np.nan if value is None else value for value in values], dtype=np.float64)


def _capped(
    rows: Iterable[tuple[int, list[int], int, int, int]], cap: int
) -> Iterable[tuple[int, list[int], int, int, int]]:
    return ((consumer, who, least, min(buffer, cap), min(wait, cap)) for consumer, who, least, buffer, wait in rows)

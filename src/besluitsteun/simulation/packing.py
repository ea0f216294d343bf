"""``Wiring`` in, ``Packed`` out: the records the kernel works on, and workspaces to run it in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..network import Wiring
from . import kernel

Int32 = NDArray[np.int32]

NEVER_SHORT = 2**24
"""Added to the spare suppliers of a need: more than any network has, so that the need is always met."""


@dataclass(frozen=True, eq=False)
class Packed:
    """The network as the kernel reads it; ``asset``, ``need`` and ``timing`` in the base state.

    asset    : (4 * (assets + 1),) records of kernel.ASSET_STRIDE
    need, timing : (4 * needs,) records
    out_need : (edge,) needs that each asset supplies, by supplier
    in_ptr, in_need : needs of each consumer;  supplier_ptr, supplier : suppliers of each need
    cause_at : (asset,) where the causes of each asset go: it has room for every supplier of its needs
    """

    asset_total: int
    need_total: int
    asset: Int32
    need: Int32
    timing: Int32
    out_need: Int32
    in_ptr: Int32
    in_need: Int32
    supplier_ptr: Int32
    supplier: Int32
    selfstarter: Int32
    cause_at: Int32


def pack(wiring: Wiring) -> Packed:
    """Records in the base state: everything up, buffers full."""
    assets, needs = wiring.asset_total, wiring.need_total
    lengths = np.diff(wiring.supplier_ptr)
    in_ptr, in_need = wiring.needs_of
    out_ptr, out_need = wiring.needs_supplied
    asset = np.zeros((assets + 1, kernel.ASSET_STRIDE), dtype=np.int32)
    asset[:, kernel.OUT] = out_ptr
    asset[:, kernel.SINCE] = -1
    asset[:, kernel.FLAGS] = kernel.UP | kernel.GREATEST
    asset[:-1, kernel.FLAGS] |= np.where(wiring.self_starting, kernel.SELF, 0).astype(np.int32)
    suppliers_of = np.bincount(wiring.consumer, weights=lengths, minlength=assets)
    timed = (wiring.buffer > 0) | (wiring.restart > 0)
    need = np.zeros((needs, kernel.NEED_STRIDE), dtype=np.int32)
    need[:, kernel.SLACK] = need[:, kernel.BASE] = lengths - wiring.minimum
    need[:, kernel.CONSUMER] = wiring.consumer
    need[:, kernel.STATE] = np.where(timed, kernel.TIMED | kernel.SAT, 0) | np.where(wiring.buffer == 0, kernel.HOT, 0)
    timing = np.zeros((needs, kernel.TIMING_STRIDE), dtype=np.int32)
    timing[:, kernel.BUFFER], timing[:, kernel.RESTART] = wiring.buffer, wiring.restart
    timing[:, kernel.DUE] = timing[:, kernel.NEXT] = -1
    return Packed(
        asset_total=assets,
        need_total=needs,
        asset=asset.ravel(),
        need=need.ravel(),
        timing=timing.ravel(),
        out_need=out_need,
        in_ptr=in_ptr,
        in_need=in_need,
        supplier_ptr=wiring.supplier_ptr,
        supplier=wiring.supplier,
        selfstarter=np.flatnonzero(wiring.self_starting).astype(np.int32),
        cause_at=(np.cumsum(suppliers_of) - suppliers_of).astype(np.int32),
    )


Convert = Callable[[NDArray[Any]], Any]


def as_array(array: NDArray[Any]) -> Any:
    """A private copy for the compiled kernel."""
    return array.copy()


def as_list(array: NDArray[Any]) -> Any:
    """A Python list for the interpreted kernel: four times as fast to index as an array."""
    return array.tolist()


class Workspace:
    """Everything one thread needs to run the kernel; the network records are in the base state between runs.

    Its size depends on the network, the horizon, the largest number of windows of a scenario and the outages of one
    call where these are wanted, never on the number of scenarios. ``detail``: kernel.NO_ROWS, FIRST or LATEST.
    """

    def __init__(
        self,
        packed: Packed,
        steps: int,
        groups: NDArray[np.int32],
        weights: NDArray[np.int64],
        group_total: int,
        windows: int,
        convert: Convert,
        detail: int,
    ):
        assets, needs = packed.asset_total, packed.need_total
        rows = assets if detail else 0
        edges = 2 * len(packed.supplier) if detail else 0  # causes that are kept, and as many that are not

        def full(size: int, value: int = 0, dtype: Any = np.int32) -> Any:
            return convert(np.full(size, value, dtype=dtype))

        self.steps, self.group_total, self.detail = steps, group_total, int(detail)
        self.network = tuple(
            convert(array)
            for array in (packed.asset, packed.need, packed.timing, packed.out_need, packed.in_ptr, packed.in_need,
                          packed.supplier_ptr, packed.supplier, packed.selfstarter, groups, weights)
        )  # fmt: skip
        self.scratch = (
            full(steps, -1),  # own_head
            full(steps, -1),  # need_head
            full(2 * windows),  # window_next
            full(assets),  # shed
            full(assets),  # begun
            full(assets),  # other
            full(assets + needs + len(packed.selfstarter) + 1),  # candidate
            full(needs),  # touched
            full(needs),  # dirty
            full(assets),  # ever
            full(needs if len(packed.selfstarter) else 0),  # missing
        )
        self.dirty, self.ever = self.scratch[8], self.scratch[9]
        self.curve = full(group_total * (steps + 1), dtype=np.int64)
        self.downtime = full(assets, dtype=np.int64)
        self.failures = full(assets)
        self.earliest = full(assets, steps)
        self.accumulators = (self.curve, self.downtime, self.failures, self.earliest)
        self.first, self.down, self.outages, self.since = full(rows, -1), full(rows), full(rows), full(rows, -1)
        self.round, self.order, self.cause_total = full(rows), full(rows), full(rows)
        self.cause_at = convert(packed.cause_at if detail else np.zeros(0, dtype=np.int32))
        present_order = full(rows)
        self.cause = full(edges)
        self.last_state = full(needs if detail else 0)
        self.row_columns = (
            self.first, self.down, self.outages, self.since, self.round, present_order, self.order,
            self.cause_at, self.cause_total, self.cause, self.last_state,
        )  # fmt: skip
        self.count = full(6, dtype=np.int64)
        self._full = full
        self.span_columns: tuple[Any, Any, Any, Any] = (full(0), full(0), full(0), full(0))

    def want_outages(self, scenarios: int, room: int) -> None:
        """From now on keep every outage of a call of so many scenarios, if there is room for them."""
        self.span_columns = (self._full(scenarios + 1), self._full(room), self._full(room), self._full(room))

    def outage_total(self) -> int:
        """Outages in the call that ran last, also those for which there was no room."""
        return int(self.count[kernel.COUNT_SPAN])

    def outages_of(self, scenario: int) -> tuple[Int32, Int32, Int32]:
        """(outage,) asset, first step and step after the last, of one scenario of the call that ran last."""
        ptr, *columns = self.span_columns
        begin, end = int(ptr[scenario]), int(ptr[scenario + 1])
        asset, first, last = (np.array(column[begin:end], dtype=np.int32) for column in columns)
        return asset, first, last

    def spare(self, asset: int, sign: int) -> None:
        """Let an asset do without everything it needs (``sign`` 1), or need it again (``sign`` -1)."""
        need, in_ptr, in_need = self.network[1], self.network[4], self.network[5]
        for n in in_need[in_ptr[asset] : in_ptr[asset + 1]]:
            need[kernel.NEED_STRIDE * n + kernel.SLACK] += sign * NEVER_SHORT
            need[kernel.NEED_STRIDE * n + kernel.BASE] += sign * NEVER_SHORT

    def run(
        self, kernel_run: Callable[..., None], first: int, last: int, windows: tuple[Any, Any, Any, Any], sums: Any
    ) -> None:
        """Run the scenarios first … last - 1 of ``windows`` (pointers, asset, start, end); adds to ``sums``."""
        self.count[kernel.COUNT_SPAN] = 0
        kernel_run(
            first,
            last,
            self.steps,
            self.group_total,
            self.detail,
            *windows,
            *self.network,
            *self.scratch,
            sums,
            *self.accumulators,
            *self.row_columns,
            *self.span_columns,
            self.count,
        )

    def rows(self) -> Any:
        """Assets with an outage in the scenario that ran last, in order of first failure."""
        return self.ever[: self.count[kernel.COUNT_EVER]]

    def column(self, values: Any, rows: list[int]) -> Int32:
        """(row,) the values of some assets."""
        if isinstance(values, np.ndarray):
            return values[rows].astype(np.int32)
        return np.array([values[i] for i in rows], dtype=np.int32)

    def causes(self, i: int) -> set[int]:
        """Assets that took asset i down directly in the outage that its row tells of."""
        start = self.cause_at[i]
        return {int(j) for j in self.cause[start : start + self.cause_total[i]]}

    def moved_needs(self) -> tuple[frozenset[int], frozenset[int], frozenset[int]]:
        """(dirty, broken, hot): needs with a buffer or restart that moved in the scenario that ran last; those of them
        that were broken in its last step; and those for which "unsatisfied" then meant "broken" without restarts."""
        dirty = [int(n) for n in self.dirty[: self.count[kernel.COUNT_DIRTY]]]
        broken = frozenset(n for n in dirty if self.last_state[n] & kernel.BROKEN)
        hot = frozenset(n for n in dirty if self.last_state[n] & (kernel.HOT | kernel.BROKEN))
        return frozenset(dirty), broken, hot

    def forget_rows(self) -> None:
        """Ready for the next scenario with rows."""
        for i in self.rows():
            self.first[i], self.outages[i], self.since[i], self.round[i] = -1, 0, -1, 0
        for n in self.dirty[: self.count[kernel.COUNT_DIRTY]]:
            self.last_state[n] = 0

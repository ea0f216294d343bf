"""``Outages`` and one asset in, ``Explanation`` out: the chain back to the direct hit, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import combinations

import numpy as np

from ..network import Network
from .exposure import ScenarioExposure, own_windows
from .outages import Cause, ScenarioOutages
from .runner import Engine, simulate_until, totals

MOST_SINGLES = 500
"""Direct hits that are tried one by one; beyond this the explanation says how many were left out."""
MOST_IN_PAIRS = 40
"""Direct hits that are tried in pairs when no single one matters: 780 pairs."""


@dataclass(frozen=True, slots=True)
class Hop:
    """One asset in the chain: its cause and first step; ``group`` and ``buffer_hours`` of the need through which the
    next asset of the chain took it down (empty and 0 at the direct hit)."""

    asset: int
    cause: Cause
    first_step: int
    group: str = ""
    buffer_hours: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class ButFor:
    """Had these assets stayed dry, the explained asset would have been down so many steps fewer."""

    stayed_dry: tuple[int, ...]
    steps_fewer: int


@dataclass(frozen=True)
class Explanation:
    """Why an asset was down in a scenario. No hops = it was not down.

    but_for : single direct hits that matter, most first; when none does, the pairs that do
    tried   : number of direct hits that were tried;  left_out : direct hits that were not
    """

    scenario: ScenarioOutages
    exposure: ScenarioExposure
    asset: int
    hops: tuple[Hop, ...] = ()
    down_steps: int = 0
    still_down: bool = False
    but_for: tuple[ButFor, ...] = ()
    tried: int = 0
    left_out: int = 0

    @property
    def wet_depth_mm(self) -> int:
        """Largest depth at the asset, 0 = dry."""
        return depth_of(self.exposure, self.asset)


@dataclass(frozen=True)
class _Rows:
    """Rows of one scenario, by asset."""

    outages: ScenarioOutages

    @cached_property
    def position(self) -> dict[int, int]:
        """Row of each asset."""
        return {int(asset): row for row, asset in enumerate(self.outages.asset)}


def explain(network: Network, exposure: ScenarioExposure, outages: ScenarioOutages, asset: int) -> Explanation:
    """The chain to an asset in one scenario, and the exact but-for of the direct hits behind it.

    A but-for removes the flooding and the repair of an asset, nothing else, and simulates again.
    """
    told, rows = trace(network, exposure, outages, asset), _Rows(outages)
    if not told.hops:
        return told
    hits = _direct_hits(network, rows, exposure, asset)
    singles, pairs_of = hits[:MOST_SINGLES], hits[:MOST_IN_PAIRS]
    base = told.down_steps
    found = _but_for(network, exposure, asset, base, [(hit,) for hit in singles])
    if not found:
        found = _but_for(network, exposure, asset, base, list(combinations(pairs_of, 2)))
    return replace(told, but_for=found, tried=len(singles), left_out=len(hits) - len(singles))


def trace(network: Network, exposure: ScenarioExposure, outages: ScenarioOutages, asset: int) -> Explanation:
    """The chain to an asset in one scenario, without a but-for."""
    rows = _Rows(outages)
    row = rows.position.get(asset)
    if row is None:
        return Explanation(outages, exposure, asset)
    return Explanation(
        scenario=outages,
        exposure=exposure,
        asset=asset,
        hops=_chain(network, exposure, asset, int(outages.first_step[row])),
        down_steps=int(outages.down_steps[row]),
        still_down=bool(outages.still_down[row]),
    )


def _chain(network: Network, exposure: ScenarioExposure, asset: int, step: int) -> tuple[Hop, ...]:
    """From the asset, whose outage begins in this step, back to a direct hit.

    Each time through the cause of lowest order, then earliest, then by id, as things stood when the outage began: the
    cause may have been out before, and may be out again since.
    """
    hops: list[Hop] = []
    while True:
        rows = _Rows(simulate_until(network, exposure, step))
        row = rows.position[asset]
        causes = [cause for cause in rows.outages.direct[row] if all(hop.asset != cause for hop in hops)]
        if rows.outages.cause[row] is not Cause.CHAIN or not causes:
            return (*hops, Hop(asset, rows.outages.cause[row], step))
        through = min(causes, key=lambda i: _rank(network, rows, i))
        group, buffer = _need_between(network, asset, through)
        hops.append(Hop(asset, Cause.CHAIN, step, group, buffer))
        asset, step = through, int(rows.outages.first_step[rows.position[through]])


def _rank(network: Network, rows: _Rows, asset: int) -> tuple[int, int, int]:
    row = rows.position[asset]
    return int(rows.outages.chain_order[row]), int(rows.outages.first_step[row]), int(network.id_rank[asset])


def _need_between(network: Network, consumer: int, supplier: int) -> tuple[str, Decimal]:
    """Group and buffer of the tightest need of the consumer in which the supplier stands."""
    supplier_id = network.ids[supplier]
    needs = [network.needs[n] for n in network.needs_by_consumer.get(consumer, ())]
    return min(
        ((need.buffer_hours, need.group) for need in needs if supplier_id in need.suppliers),
        default=(Decimal(0), ""),
    )[::-1]


def _direct_hits(network: Network, rows: _Rows, exposure: ScenarioExposure, asset: int) -> list[int]:
    """Flooded assets that are down and reach the asset through needs of assets that are down; nearest first."""
    flooded = set(exposure.flooded.asset.tolist())
    seen, layer, hits = {asset}, [asset], []
    wiring = network.wiring
    while layer:
        hits += sorted((i for i in layer if i in flooded), key=lambda i: int(network.id_rank[i]))
        behind: set[int] = set()
        for i in layer:
            for n in network.needs_by_consumer.get(i, ()):
                suppliers = wiring.supplier[wiring.supplier_ptr[n] : wiring.supplier_ptr[n + 1]].tolist()
                behind |= {j for j in suppliers if j in rows.position and j not in seen}
        seen |= behind
        layer = sorted(behind)
    return hits


def _but_for(
    network: Network, exposure: ScenarioExposure, asset: int, base: int, variants: Sequence[tuple[int, ...]]
) -> tuple[ButFor, ...]:
    """The variants that change the asset's downtime, most steps first."""
    if not variants:
        return ()
    group = np.full(network.wiring.asset_total, -1, dtype=np.int32)
    group[asset] = 0
    windows = [own_windows(network, exposure.flooded.without(dry), exposure.imposed) for dry in variants]
    engine = Engine.COMPILED if sum(len(w.asset) for w in windows) > 50_000 else Engine.INTERPRETED
    down = totals(network, windows, group, np.ones(len(group), dtype=np.int64), engine=engine).sums[:, 0]
    found = [ButFor(dry, base - int(steps)) for dry, steps in zip(variants, down, strict=True) if steps != base]
    return tuple(sorted(found, key=lambda row: (-row.steps_fewer, [int(network.id_rank[i]) for i in row.stayed_dry])))


def depth_of(exposure: ScenarioExposure, asset: int) -> int:
    """Largest depth at an asset in millimetres, 0 = dry."""
    found = exposure.wet_depth_mm[exposure.wet_asset == asset]
    return int(found[0]) if len(found) else 0

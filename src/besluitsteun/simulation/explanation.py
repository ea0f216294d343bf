"""``Outages`` and one asset in, ``Explanation`` out: the chain back to the direct hit, and what would change it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import combinations

import numpy as np

from ..network import NO_VALUE, Network
from ..nl import count, enumeration, hours, number
from .exposure import ScenarioExposure, own_windows
from .outages import Cause, ScenarioOutages
from .runner import Engine, totals

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
    rows = _Rows(outages)
    row = rows.position.get(asset)
    if row is None:
        return Explanation(outages, exposure, asset)
    hits = _direct_hits(network, rows, exposure, asset)
    singles, pairs_of = hits[:MOST_SINGLES], hits[:MOST_IN_PAIRS]
    base = int(outages.down_steps[row])
    found = _but_for(network, exposure, asset, base, [(hit,) for hit in singles])
    if not found:
        found = _but_for(network, exposure, asset, base, list(combinations(pairs_of, 2)))
    return Explanation(
        scenario=outages,
        exposure=exposure,
        asset=asset,
        hops=_chain(network, rows, asset),
        down_steps=base,
        still_down=bool(outages.still_down[row]),
        but_for=found,
        tried=len(singles),
        left_out=len(hits) - len(singles),
    )


def _chain(network: Network, rows: _Rows, asset: int) -> tuple[Hop, ...]:
    """From the asset back to a direct hit, each time through the cause of lowest order, then earliest, then by id."""
    outages = rows.outages
    hops: list[Hop] = []
    while True:
        row = rows.position[asset]
        causes = [cause for cause in outages.direct[row] if all(hop.asset != cause for hop in hops)]
        first = int(outages.first_step[row])
        if outages.cause[row] is not Cause.CHAIN or not causes:
            return (*hops, Hop(asset, outages.cause[row], first))
        through = min(causes, key=lambda i: _rank(network, rows, i))
        group, buffer = _need_between(network, asset, through)
        hops.append(Hop(asset, Cause.CHAIN, first, group, buffer))
        asset = through


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


@dataclass(frozen=True)
class Reader:
    """Who reads the sentences: how an asset is named to them, and whether they may know its failure depth."""

    label: Callable[[int], str]
    may_know_limit: Callable[[int], bool] = lambda _: True


def in_words(explanation: Explanation, network: Network, reader: Reader) -> tuple[str, ...]:
    """Dutch sentences: what happened, the chain, and what would have made a difference."""
    if not explanation.hops:
        return (_not_down(explanation, reader),)
    return (
        _outage_sentence(explanation, network, reader),
        _chain_sentence(explanation, network, reader),
        *_but_for_sentences(explanation, network, reader),
    )


def _metres(millimetres: int) -> str:
    return f"{number(Decimal(millimetres) / 1000, 2)} m"


def _known_limit(explanation: Explanation, asset: int, reader: Reader) -> int | None:
    """Failure depth in millimetres, if there is one and the reader may know it."""
    limit = int(explanation.exposure.failure_mm[asset])
    return limit if limit != NO_VALUE and reader.may_know_limit(asset) else None


def _not_down(explanation: Explanation, reader: Reader) -> str:
    name, depth = reader.label(explanation.asset), explanation.wet_depth_mm
    limit = _known_limit(explanation, explanation.asset, reader)
    if depth and limit is not None:
        water = f"het water komt er tot {_metres(depth)} en het valt pas uit boven {_metres(limit)}"
    elif depth:
        water = f"het water komt er tot {_metres(depth)}, maar het object valt niet uit door water"
    else:
        water = "het blijft er droog"
    return f"{name} valt in dit scenario niet uit: {water}, en wat het nodig heeft blijft beschikbaar."


def _outage_sentence(explanation: Explanation, network: Network, reader: Reader) -> str:
    axis = network.time
    dry = "staat zelf droog, maar " if not explanation.wet_depth_mm else ""
    first = hours(axis.hours(explanation.hops[0].first_step))
    long = hours(axis.hours(explanation.down_steps))
    tail = " en is dan nog niet hersteld (afgekapt aan het eind van de rekenperiode)" if explanation.still_down else ""
    return f"{reader.label(explanation.asset)} {dry}valt uit na {first} en blijft {long} buiten bedrijf{tail}."


def _chain_sentence(explanation: Explanation, network: Network, reader: Reader) -> str:
    """The whole chain in one sentence, from the asset to the direct hit."""
    parts = []
    for hop, through in zip(explanation.hops, explanation.hops[1:], strict=False):
        need = f" ({hop.group})" if hop.group else ""
        spent = f", nadat de buffer van {hours(hop.buffer_hours)} op is" if hop.buffer_hours else ""
        parts.append(
            f"{reader.label(hop.asset)} valt uit{spent}, omdat {reader.label(through.asset)} niet meer levert{need}"
        )
    sentence = "; ".join(parts)
    origin = _origin(explanation, network, reader)
    return f"Dit is de keten: {sentence}; en {origin}." if parts else f"{origin[0].upper()}{origin[1:]}."


def _origin(explanation: Explanation, network: Network, reader: Reader) -> str:
    hop = explanation.hops[-1]
    name, at = reader.label(hop.asset), hours(network.time.hours(hop.first_step))
    if hop.cause is Cause.FLOOD:
        depth = _metres(depth_of(explanation.exposure, hop.asset))
        limit = _known_limit(explanation, hop.asset, reader)
        known = "" if limit is None else f", het valt uit boven {_metres(limit)}"
        return f"{name} staat na {at} te diep in het water (tot {depth}{known})"
    if hop.cause is Cause.IMPOSED:
        return f"{name} is na {at} in dit scenario buiten bedrijf gesteld"
    return f"{name} verliest na {at} zijn noodbedrijf"


def _but_for_sentences(explanation: Explanation, network: Network, reader: Reader) -> Iterable[str]:
    axis = network.time
    for row in explanation.but_for[:5]:
        who = enumeration([reader.label(i) for i in row.stayed_dry])
        verb = "was" if len(row.stayed_dry) == 1 else "waren"
        amount = hours(axis.hours(abs(row.steps_fewer)))
        rest = explanation.down_steps - row.steps_fewer
        effect = (
            "niet uitgevallen" if rest == 0 else f"{amount} {'korter' if row.steps_fewer > 0 else 'langer'} uitgevallen"
        )
        yield f"{_capital(verb)} {who} droog gebleven, dan was {reader.label(explanation.asset)} {effect}."
    if len(explanation.but_for) > 5:
        yield f"Zo zijn er nog {count(len(explanation.but_for) - 5, 'geval', 'gevallen')}, met een kleiner verschil."
    if not explanation.but_for and explanation.tried:
        yield (
            f"Geen van de {explanation.tried} getroffen objecten in deze keten maakt in zijn eentje verschil, "
            "en ook geen tweetal: er zijn telkens andere die hetzelfde gevolg hebben."
        )
    if explanation.left_out:
        yield f"{count(explanation.left_out, 'getroffen object is', 'getroffen objecten zijn')} niet apart nagerekend."


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]

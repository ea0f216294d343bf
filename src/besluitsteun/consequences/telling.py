"""``Measurements`` and ``Outages`` in, the most telling chains out: from water to people, each told once."""

from __future__ import annotations

from dataclasses import dataclass

from ..simulation.outages import Cause, Outages, ScenarioOutages
from .measure import Measurements

MOST_CHAINS = 5


@dataclass(frozen=True, slots=True)
class TellingChain:
    """A chain worth telling: the asset at its end, and what was hit at its beginning.

    person_hours : people × hours without, of all who lose this function through this origin
    """

    scenario: int
    origin: int
    asset: int
    person_hours: float


def telling_chains(found: Measurements, outages: Outages) -> tuple[TellingChain, ...]:
    """Per scenario at most five chains, by the people × hours they cost, each of another origin or function.

    People are residents where any are known in the study, else users. The end that is told is the one that costs most.
    """
    stakes = found.stakes
    people = stakes.residents if stakes.residents.any() else stakes.users
    hours = float(found.study.time.step_hours) / 1000
    chains: list[TellingChain] = []
    for number, scenario in enumerate(outages.scenarios):
        groups: dict[tuple[int, str], list[tuple[int, int]]] = {}
        row_of = {int(asset): row for row, asset in enumerate(scenario.asset)}
        for row, asset in enumerate(scenario.asset.tolist()):
            cost = int(people[asset]) * int(scenario.down_steps[row])
            if scenario.cause[row] is Cause.CHAIN and cost:
                origin = _origin(scenario, row_of, row)
                groups.setdefault((origin, found.study.assets[asset].function), []).append((cost, asset))
        told = [
            TellingChain(number, origin, _dearest(found, ends), sum(cost for cost, _ in ends) * hours)
            for (origin, _), ends in groups.items()
        ]
        told.sort(key=lambda each: (-each.person_hours, found.study.assets[each.asset].id))
        chains += told[:MOST_CHAINS]
    return tuple(chains)


def _dearest(found: Measurements, ends: list[tuple[int, int]]) -> int:
    """The asset that costs most; of equals the one with the smallest id."""
    return min(ends, key=lambda end: (-end[0], found.study.assets[end[1]].id))[1]


def _origin(scenario: ScenarioOutages, row_of: dict[int, int], row: int) -> int:
    """The asset at the beginning of a chain: each time through the cause of lowest order, then the earliest."""
    while True:
        causes = [row_of[cause] for cause in scenario.direct[row] if cause in row_of]
        lower = [cause for cause in causes if scenario.chain_order[cause] < scenario.chain_order[row]]
        if not lower:
            return int(scenario.asset[row])
        row = min(lower, key=lambda each: (int(scenario.chain_order[each]), int(scenario.first_step[each]), each))

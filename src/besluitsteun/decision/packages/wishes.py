"""``Limit`` in, ``Wish`` out: a limit as something that a package meets or not, with the table that tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

import numpy as np
from numpy.typing import NDArray

from ...consequences.accounts import MISSING
from ...consequences.judgement import verdict_of
from ...consequences.ledger import Gauge
from ...consequences.quantify import Value, exact
from ...consequences.stakes import PARTS
from ...loading.selection import Selection
from ...loading.study import Study
from ...measures.resimulate import Outcome, Resimulation
from ...measures.tally import AFFECTED, OUTAGE, Exceeding, Hours, Tally, tally_of
from ...schema.ambitions import Limit, Over
from ...schema.base import Verdict

Int64 = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Wish:
    """A limit that a package should keep, or must.

    must    : ``onacceptabel_vanaf`` may not be reached; otherwise ``acceptabel_tot`` should not be passed
    priority: of those that cannot all be kept the largest number gives way first
    scenarios : numbers of those in which it holds;  gauge: number of the limit in the ledger
    tally   : a table of it, ``None`` where hours down do not tell it;  at_most: what the tally may be
    """

    limit: Limit
    must: bool
    priority: int
    scenarios: tuple[int, ...]
    gauge: int
    tally: Tally | None
    at_most: float

    def is_kept(self, simulation: Resimulation, outcome: Outcome, scenario: int) -> bool:
        """Whether a simulated package keeps the limit in a scenario."""
        verdict = self.verdict(simulation, outcome, scenario)
        return verdict is not Verdict.UNACCEPTABLE if self.must else verdict is Verdict.ACCEPTABLE

    def verdict(self, simulation: Resimulation, outcome: Outcome, scenario: int) -> Verdict:
        """On which side of the limit a simulated package lies, without bandwidth."""
        measured, gauge = outcome.measured[scenario], simulation.ledger.gauges[self.gauge]
        amount = int(measured.limits[self.gauge])
        value = None if amount == MISSING else exact(amount, gauge.factor)
        found = Value(value, None, None, "", bool(measured.limits_cut[self.gauge]))
        return verdict_of(found, _decimal(self.limit.acceptable_to), _decimal(self.limit.unacceptable_from))

    def value(self, simulation: Resimulation, outcome: Outcome, scenario: int) -> float | None:
        """What the limit is held against, in its unit; ``None`` where that cannot be told."""
        amount = int(outcome.measured[scenario].limits[self.gauge])
        return None if amount == MISSING else float(exact(amount, simulation.ledger.gauges[self.gauge].factor))

    def kept_everywhere(self, simulation: Resimulation, outcome: Outcome) -> bool:
        """Whether a simulated package keeps the limit in all its scenarios."""
        return all(self.is_kept(simulation, outcome, scenario) for scenario in self.scenarios)


def wishes_of(simulation: Resimulation, limits: Sequence[tuple[Limit, bool, int]]) -> tuple[Wish, ...]:
    """Limits as wishes: (limit, must, priority) each.

    Those without the bound that is meant are left out, and those that would tell of what the audience may not see.
    """
    places = {gauge.limit.id: place for place, gauge in enumerate(simulation.ledger.gauges)}
    return tuple(
        _wish(simulation, places[limit.id], must, priority)
        for limit, must, priority in limits
        if limit.id in places and (limit.unacceptable_from if must else limit.acceptable_to) is not None
    )


def _wish(simulation: Resimulation, place: int, must: bool, priority: int) -> Wish:
    gauge, study = simulation.ledger.gauges[place], simulation.study
    scenarios = tuple(number for number, each in enumerate(study.scenarios) if gauge.holds_in(each.id))
    tally, at_most = _told(simulation, gauge, must)
    return Wish(gauge.limit, must, priority, scenarios, place, tally, at_most)


def _told(simulation: Resimulation, gauge: Gauge, must: bool) -> tuple[Tally | None, float]:
    """The tally of a limit and what it may be at most."""
    limit, study = gauge.limit, simulation.study
    bound = _decimal(limit.unacceptable_from if must else limit.acceptable_to)
    if bound is None or limit.over is Over.LONGEST:
        return None, 0.0
    chosen = Selection.of(study.assets, study.divisions).chosen(limit.function, limit.area, limit.assets)
    each = limit.over is Over.EACH or (limit.over is None and limit.criterion == OUTAGE)
    if each and limit.criterion != AFFECTED:
        most = _steps_allowed(simulation, limit, bound, must)
        return (None, 0.0) if most is None else (Exceeding.of(most, chosen), 0.0)
    tally = tally_of(simulation, limit.criterion, among=frozenset(chosen))
    if isinstance(tally, Hours) and limit.criterion != OUTAGE and not _one_unit(study, chosen):
        return None, 0.0
    return tally, _largest_amount(bound, gauge.factor, must)


def _steps_allowed(simulation: Resimulation, limit: Limit, bound: Decimal, must: bool) -> Int64 | None:
    """(asset,) steps that each may be down: users × steps stay within the bound."""
    study = simulation.study
    if limit.criterion == OUTAGE:
        return np.full(len(study.assets), _whole(bound / study.time.step_hours, must), dtype=np.int64)
    people = {
        "gebruikersuren": ("gebruikers", simulation.stakes.users),
        "kwetsbare_gebruikersuren": ("kwetsbare_gebruikers", simulation.stakes.vulnerable),
    }
    if limit.criterion not in people:
        return None
    key, who = people[limit.criterion]
    if simulation.catalogue.touches(key) or simulation.catalogue.touches(limit.criterion):
        return None  # what is allowed would differ from package to package
    most = _whole(bound / (study.time.step_hours / PARTS), must)
    return np.where(who > 0, most // np.maximum(who, 1), study.time.steps).astype(np.int64)


def _whole(most: Decimal, must: bool) -> int:
    """The largest whole number up to a bound that may be reached, or below one that may not."""
    if must:
        return int(most.to_integral_value(ROUND_CEILING)) - 1
    return int(most.to_integral_value(ROUND_FLOOR))


def _largest_amount(bound: Decimal, factor: Decimal, must: bool) -> float:
    """The largest value up to the bound, in the unit of the limit; half a smallest amount is left for rounding."""
    return (_whole(bound / factor, must) + 0.5) * float(factor)


def _one_unit(study: Study, chosen: Sequence[int]) -> bool:
    functions = {each.id: each for each in study.functions}
    return len({functions[study.assets[place].function].user_unit for place in chosen}) <= 1


def _decimal(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))

"""Effects of measures and weights of parties in, the ranking of the measures of every safety layer out.

A ranking says how much of what a party wants a measure brings; it filters nothing out of the packages. Parties are
never pooled: each has its own, and what they share and do not is told apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from ..loading.study import Study
from ..preferences.values import ValueFunction, scaled, value_matrix, weighable
from ..preferences.weights import Exact, Polytope, weights_from
from ..schema.base import Layer
from ..schema.decision import COSTS, Criterion
from ..schema.measures import Measure
from .consensus import Contested, consensus_core, contested
from .effects import Alone, Context
from .methods import additive, gains, promethee, ranks, topsis
from .money import CostKind, cost_of
from .outcomes import Count
from .samples import DRAWS, draw_scenario_weights, draw_weights, generator
from .smaa import Smaa, rank_acceptability, smaa
from .stability import Flip, smallest_flip, stability_intervals

Floats = NDArray[np.float64]

FIRST = 3
"""A measure is "at the top" when it is among so many."""
NEARLY_SURE = 0.8
"""Share of the draws from which a measure is called at the top, or not, for a party."""
NOBODY = ""
"""The "party" of a study in which nobody gave weights: then all weights are possible."""
KIND_OF = dict(zip(COSTS, (CostKind.INVESTMENT, CostKind.YEARLY, CostKind.EQUIVALENT), strict=True))


class Beside(StrEnum):
    """Beside which other measures a measure is looked at."""

    ALONE = "alleen"
    CONTEXT = "in_samenhang"


class Method(StrEnum):
    """How outcomes become one score."""

    ADDITIVE = "additief"
    PROMETHEE = "promethee"
    TOPSIS = "topsis"


@dataclass(frozen=True, slots=True)
class RankRow:
    """One row of ``rangorde``; an empty scenario is over all of them.

    value : score of the method, above that of doing nothing;  rank : 1 = best of its layer
    first, among_first : share of the draws of weights in which it is first, or among the first three; additive only
    """

    layer: Layer
    measure: str
    party: str
    scenario: str
    beside: Beside
    method: Method
    value: float
    rank: int
    first: float | None
    among_first: float | None


@dataclass(frozen=True, eq=False)
class LayerRanking:
    """The measures of one layer, looked at in one way, over all scenarios.

    measures : ids that have outcomes;  values : (scenario, measure, criterion) above doing nothing
    parties  : party → what its draws of weights say;  weights: party → (criterion,) the middle of them
    core     : at the top for every party;  contested: for one and not for another
    flips    : party → the smallest change of its weights that puts another measure first, ``None`` = no weights do
    """

    layer: Layer
    beside: Beside
    measures: tuple[str, ...]
    values: Floats
    parties: Mapping[str, Smaa]
    weights: Mapping[str, Floats]
    core: tuple[str, ...]
    contested: tuple[Contested, ...]
    intervals: Mapping[str, Floats]
    flips: Mapping[str, Flip | None]


@dataclass(frozen=True, eq=False)
class Ranking:
    """Rows of every layer, and what lies behind them.

    criteria : ids on which was ranked;  dropped : those already at their best without measures
    """

    criteria: tuple[str, ...]
    dropped: tuple[str, ...]
    rows: tuple[RankRow, ...]
    layers: tuple[LayerRanking, ...]


@dataclass(frozen=True, eq=False)
class Ground:
    """What is ranked on.

    columns : per criterion the column of the effects, or the kind of cost
    said    : party → its weights
    """

    study: Study
    criteria: tuple[Criterion, ...]
    columns: tuple[int | CostKind, ...]
    said: Mapping[str, Exact | Polytope]

    @classmethod
    def of(cls, study: Study, counts: Sequence[Count]) -> Ground:
        """Of a study, whose criteria are among the counts."""
        given = () if study.decision_criteria is None else study.decision_criteria.criteria
        criteria = weighable(given)
        place = {count: number for number, count in enumerate(counts)}
        columns = [
            KIND_OF[each.source_criterion] if each.source_criterion in COSTS else place[count_of(each)]
            for each in criteria
        ]
        said: dict[str, Exact | Polytope] = {each.party: weights_from(each, given) for each in study.weights}
        if not said:
            said = {NOBODY: Polytope(tuple(each.id for each in criteria), ())}
        return cls(study, criteria, tuple(columns), said)


def count_of(criterion: Criterion) -> Count:
    """What a criterion counts."""
    return Count.of(criterion.source_criterion, dict(criterion.functions))


def rank(study: Study, by_itself: Alone, beside: Context) -> Ranking:
    """The ranking of every layer, alone and in context."""
    ground = Ground.of(study, by_itself.counts)
    if not ground.criteria:
        return Ranking((), (), (), ())
    alone = _outcomes(ground, by_itself.measures, by_itself.without, by_itself.effect)
    together = _outcomes(ground, by_itself.measures, by_itself.without, beside.mean)
    kept = _kept(ground, alone[:, 0, :])
    names = [each.id for each in ground.criteria]
    used, dropped = (tuple(n for n, keep in zip(names, kept, strict=True) if keep == yes) for yes in (True, False))
    if not used:
        return Ranking((), dropped, (), ())
    rows: list[RankRow] = []
    layers: list[LayerRanking] = []
    for layer in Layer:
        for way, outcomes in ((Beside.ALONE, alone), (Beside.CONTEXT, together)):
            members = [
                place
                for place, each in enumerate(study.measures)
                if each.layer is layer and not np.isnan(outcomes[:, place + 1, :]).any()
            ]
            if members:
                desk = _Desk(ground, kept, layer, way, tuple(members), outcomes)
                rows += desk.rows()
                layers.append(desk.summary())
    names = [each.id for each in ground.criteria]
    dropped = tuple(name for name, keep in zip(names, kept, strict=True) if not keep)
    return Ranking(
        tuple(name for name, keep in zip(names, kept, strict=True) if keep), dropped, tuple(rows), tuple(layers)
    )


def _outcomes(ground: Ground, measures: Sequence[str], without: Floats, effect: Floats) -> Floats:
    """(scenario, 1 + measure, criterion) outcomes; the first alternative is doing nothing."""
    by_id = {each.id: each for each in ground.study.measures}
    columns = []
    for column in ground.columns:
        if isinstance(column, CostKind):
            costs = [_cost(by_id[each], column, ground.study.discount_rate) for each in measures]
            columns.append(np.tile([0.0, *costs], (len(without), 1)))
        else:
            base = without[:, column]
            columns.append(np.concatenate([base[:, None], base[:, None] - effect[:, :, column]], axis=1))
    return np.stack(columns, axis=2)


def _cost(measure: Measure, kind: CostKind, rate: float | None) -> float:
    cost = cost_of(measure, kind, rate)
    return np.nan if cost is None else cost


def _kept(ground: Ground, without: Floats) -> list[bool]:
    """Not the criteria that are at their best already in every scenario, whatever is done."""
    functions = [ValueFunction.of(each) for each in ground.criteria]
    return [
        isinstance(column, CostKind) or bool((each.value(without[:, place]) < 1.0).any())
        for place, (each, column) in enumerate(zip(functions, ground.columns, strict=True))
    ]


class _Desk:
    """The ranking of one layer, in one way."""

    def __init__(
        self, ground: Ground, kept: list[bool], layer: Layer, beside: Beside, members: tuple[int, ...], outcomes: Floats
    ) -> None:
        self.ground, self.layer, self.beside = ground, layer, beside
        study = ground.study
        self.measures = tuple(study.measures[place].id for place in members)
        criteria = [each for each, keep in zip(ground.criteria, kept, strict=True) if keep]
        self.criteria = tuple(each.id for each in criteria)
        self.functions = [ValueFunction.of(each) for each in criteria]
        self.q = np.array([each.q or 0.0 for each in criteria])
        self.p = np.array([each.p or 0.0 for each in criteria])
        chosen = np.array([0, *(place + 1 for place in members)])
        self.outcomes = outcomes[:, chosen, :][:, :, np.array(kept)]
        self.values = value_matrix(self.functions, self.outcomes)
        self.draws = {party: self._draws(party, said, kept) for party, said in ground.said.items()}
        random = generator(study.seed, "scenarios")
        self.scenario_weights = draw_scenario_weights(len(self.values), DRAWS, random)
        self.parties = {party: smaa(self.gain, draws, self.scenario_weights) for party, draws in self.draws.items()}

    def _draws(self, party: str, said: Exact | Polytope, kept: list[bool]) -> Floats:
        """(draw, criterion) weights of the criteria that are left, made to sum to 1."""
        drawn = draw_weights(said, DRAWS, generator(self.ground.study.seed, party))[:, np.array(kept)]
        total = drawn.sum(axis=1, keepdims=True)
        even = np.full_like(drawn, 1.0 / drawn.shape[1])
        return np.where(total > 0, drawn / np.where(total > 0, total, 1.0), even)

    @property
    def gain(self) -> Floats:
        """(scenario, measure, criterion) value above doing nothing."""
        return self.values[:, 1:, :] - self.values[:, :1, :]

    def rows(self) -> list[RankRow]:
        """Every party, scenario and method."""
        found: list[RankRow] = []
        for party, draws in self.draws.items():
            weights = draws.mean(axis=0)
            for place, scenario in enumerate(self.ground.study.scenarios):
                score = additive(self.gain[place], weights).score
                shares = rank_acceptability(draws @ self.gain[place].T)
                found += self._rows(party, scenario.id, Method.ADDITIVE, score, shares)
                for method in (Method.PROMETHEE, Method.TOPSIS):
                    score = self._score(method, self.outcomes[place], weights)
                    found += self._rows(party, scenario.id, method, score, None)
            over = self.parties[party].acceptability
            found += self._rows(party, "", Method.ADDITIVE, self.gain.mean(axis=0) @ weights, over)
        return found

    def _score(self, method: Method, outcomes: Floats, weights: Floats) -> Floats:
        """(measure,) above doing nothing.

        Without p a difference of the whole range is fully preferred.
        """
        worst, best = (np.array([getattr(each, end) for each in self.functions]) for end in ("worst", "best"))
        if method is Method.PROMETHEE:
            full = np.where(self.p > 0, self.p, np.abs(best - worst))
            score = promethee(gains(outcomes, worst, best), weights, self.q, np.maximum(full, self.q)).score
        else:
            score = topsis(scaled(self.functions, outcomes), weights).score
        return np.asarray(score[1:] - score[0], dtype=np.float64)

    def _rows(self, party: str, scenario: str, method: Method, score: Floats, shares: Floats | None) -> list[RankRow]:
        places = ranks(score)
        return [
            RankRow(
                self.layer,
                measure,
                party,
                scenario,
                self.beside,
                method,
                float(score[at]),
                int(places[at]),
                None if shares is None else float(shares[at, 0]),
                None if shares is None else float(shares[at, :FIRST].sum()),
            )
            for at, measure in enumerate(self.measures)
        ]

    def summary(self) -> LayerRanking:
        """Over all scenarios: what the parties share, and how firm it is."""
        parties = self.parties
        weights = {party: draws.mean(axis=0) for party, draws in self.draws.items()}
        mean, top = self.gain.mean(axis=0), min(FIRST, len(self.measures))
        is_choice = len(self.measures) > 1
        return LayerRanking(
            layer=self.layer,
            beside=self.beside,
            measures=self.measures,
            values=self.gain,
            parties=parties,
            weights=weights,
            core=consensus_core(self.measures, parties, top, NEARLY_SURE),
            contested=contested(self.measures, self.criteria, self.gain, parties, top, NEARLY_SURE),
            intervals={party: stability_intervals(mean, each) for party, each in weights.items()} if is_choice else {},
            flips={party: smallest_flip(mean, each) for party, each in weights.items()} if is_choice else {},
        )

"""``Game`` in, ``Division`` out: who bears how much of a joint cost, by what every group could do without the others.

A game gives for every coalition S what it costs S to reach its own ambition with its own measures and money, c(S): an
interval when the cheapest package was not proven, ``None`` when S cannot reach it, absent when nobody computed it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import combinations

from ..schema.decision import MOST_PLAYERS
from .solver import Program, solve

Coalition = frozenset[str]

SAME = 1e-6
"""Amounts that differ less than this share of the largest cost are the same: ten euro in ten million."""


class InCore(StrEnum):
    """Whether no coalition is better off by itself."""

    YES = "ja"
    NO = "nee"
    UNDECIDED = "onbeslist"
    UNKNOWN = "niet_te_bepalen"


@dataclass(frozen=True, slots=True)
class Cost:
    """c(S) in euro. ``high``: of the cheapest package that was found; ``low``: proven, no package is cheaper."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low <= self.high):
            raise ValueError(f"not an interval: {self.low} to {self.high}")

    @classmethod
    def exactly(cls, value: float) -> Cost:
        """A proven optimum."""
        return cls(value, value)


@dataclass(frozen=True)
class Game:
    """Players, in a fixed order, and c(S) of every coalition that was computed. Raises ValueError for other names."""

    players: tuple[str, ...]
    costs: Mapping[Coalition, Cost | None]

    def __post_init__(self) -> None:
        known = frozenset(self.players)
        if len(known) != len(self.players) or not self.players:
            raise ValueError("a game has at least one player, and no player twice")
        if any(not coalition or not coalition <= known for coalition in self.costs):
            raise ValueError("a coalition is empty or holds somebody who does not play")

    @property
    def everyone(self) -> Coalition:
        """The grand coalition."""
        return frozenset(self.players)

    @property
    def size(self) -> float:
        """The largest cost, at least 1: what tolerances are relative to."""
        return max([1.0, *(abs(cost.high) for cost in self.costs.values() if cost is not None)])

    def with_cost(self, coalition: Coalition, cost: Cost | None) -> Game:
        """The same game with another cost of one coalition."""
        return Game(self.players, {**self.costs, coalition: cost})


def coalitions(players: Sequence[str]) -> tuple[Coalition, ...]:
    """Every non-empty coalition, small ones first, then in the order of the players."""
    return tuple(frozenset(each) for size in range(1, len(players) + 1) for each in combinations(players, size))


class Reason(StrEnum):
    """Why a rule cannot be computed."""

    TOO_MANY = "te_veel_spelers"
    NOT_COMPUTED = "niet_gerekend"
    INFEASIBLE = "niet_haalbaar"
    DEARER_TOGETHER = "samen_duurder"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why a rule cannot be computed, and the coalitions (or parties) that it is about."""

    reason: Reason
    about: tuple[Coalition, ...] = ()


@dataclass(frozen=True)
class Division:
    """Amounts in euro per player; empty with an ``obstacle``.

    ranges : per player between what the amount lies if the true c(S) lie anywhere in their intervals; empty = no such
    range is known for this rule
    """

    amounts: Mapping[str, float] = field(default_factory=dict)
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    obstacle: Obstacle | None = None


def obstacle(game: Game) -> Obstacle | None:
    """Why the game as a whole is not known, None when every coalition has a cost."""
    if len(game.players) > MOST_PLAYERS:
        return Obstacle(Reason.TOO_MANY)
    every = coalitions(game.players)
    absent = tuple(each for each in every if each not in game.costs)
    if absent:
        return Obstacle(Reason.NOT_COMPUTED, absent)
    impossible = tuple(each for each in every if game.costs[each] is None)
    return Obstacle(Reason.INFEASIBLE, impossible) if impossible else None


def _known(game: Game) -> dict[Coalition, Cost]:
    return {each: cost for each in coalitions(game.players) if (cost := game.costs[each]) is not None}


# --- rules of the game


def shapley(game: Game) -> Division:
    """The mean over all orders in which the players could join of what each adds to the cost.

    φ_i = Σ_{S∌i} |S|! (n − |S| − 1)! / n! · (c(S ∪ i) − c(S)): Shapley 1953, "A value for n-person games", eq. 12. With
    the costs of the packages found; linear, so the ranges over the intervals of c are exact.
    """
    found = obstacle(game)
    if found is not None:
        return Division(obstacle=found)
    known, n = _known(game), len(game.players)
    amounts, ranges = {}, {}
    for player in game.players:
        weights = {each: _weight(each, player, n) for each in known}
        amounts[player] = math.fsum(weights[each] * cost.high for each, cost in known.items())
        ends = [sorted((w * known[each].low, w * known[each].high)) for each, w in weights.items()]
        ranges[player] = (math.fsum(low for low, _ in ends), math.fsum(high for _, high in ends))
    return Division(amounts, ranges)


def _weight(coalition: Coalition, player: str, n: int) -> float:
    """The weight of c(S) in the Shapley value of a player: positive with the player in S, negative without."""
    before = len(coalition - {player})
    share = math.factorial(before) * math.factorial(n - before - 1) / math.factorial(n) if before < n else 0.0
    return share if player in coalition else -share


def separable_costs(game: Game) -> Division:
    """Separable costs, remaining benefits (SCRB): each pays what it adds to the others, the rest by what it saves.

    s_i = c(N) − c(N∖i);  r_i = c(i) − s_i;  x_i = s_i + r_i/Σr · (c(N) − Σs): Young, Okada and Hashimoto
    1982, "Cost allocation in water resources development", Water Resources Research 18(3): 463–475. What a
    party saves is its cost alone ("alternate cost avoided"); a benefit would cap that if it were in the same money.
    """
    found = obstacle(game)
    if found is not None:
        return Division(obstacle=found)
    known, everyone = _known(game), game.everyone
    total = known[everyone].high
    others = {player: everyone - {player} for player in game.players}
    separable = {player: total - (known[rest].high if rest else 0.0) for player, rest in others.items()}
    alone = {player: known[frozenset({player})].high for player in game.players}
    saves = {p: alone[p] - separable[p] for p in game.players}
    dearer = tuple(frozenset({player}) for player in game.players if saves[player] < -SAME * game.size)
    rest, shared = total - math.fsum(separable.values()), math.fsum(saves.values())
    if dearer or (abs(rest) > SAME * game.size and shared <= SAME * game.size):
        return Division(obstacle=Obstacle(Reason.DEARER_TOGETHER, dearer or (everyone,)))
    by = {player: saves[player] / shared if shared > SAME * game.size else 0.0 for player in game.players}
    return Division({player: separable[player] + by[player] * rest for player in game.players})


def nucleolus(game: Game) -> Division:
    """The division whose largest complaint is smallest, then the second largest, and so on.

    The complaint of S is x(S) − c(S). Schmeidler 1969; by a row of linear programs in which the coalitions whose
    complaint is the same in every solution are settled one step after the other (Kopelowitz 1967; Maschler, Peleg and
    Shapley 1979). Nobody pays more than alone; where that is impossible there is no nucleolus. With the costs of the
    packages found; its range over their intervals is not known.
    """
    found = obstacle(game)
    if found is not None:
        return Division(obstacle=found)
    costs = {each: cost.high / game.size for each, cost in _known(game).items()}
    alone = math.fsum(costs[frozenset({player})] for player in game.players)
    if costs[game.everyone] > alone + SAME:
        return Division(obstacle=Obstacle(Reason.DEARER_TOGETHER, (game.everyone,)))
    settled = {game.everyone: costs[game.everyone]}
    while not _fixes(settled, game.players, None):
        loose = [each for each in costs if not _fixes(settled, game.players, each)]
        settled |= _settled_next(costs, loose, settled, game.players)
    return Division({player: value * game.size for player, value in _solved(settled, game.players).items()})


def _settled_next(
    costs: Mapping[Coalition, float],
    loose: Sequence[Coalition],
    settled: Mapping[Coalition, float],
    players: Sequence[str],
) -> dict[Coalition, float]:
    """What coalitions pay whose complaint cannot be smaller than the smallest largest complaint of the loose ones."""
    alone = {player: costs[frozenset({player})] for player in players}
    program, number, complaint = _complaints(costs, loose, settled, alone)
    first = solve(program, {complaint: 1.0})
    largest = first.values[complaint]
    program.row({complaint: 1.0}, at_most=largest + SAME / 1000)
    terms = {each: {number[player]: 1.0 for player in sorted(each)} for each in loose}
    tight = [each for each in loose if first.of(terms[each]) - costs[each] > largest - SAME / 10]
    lowest = {each: solve(program, terms[each]).of(terms[each]) - costs[each] for each in tight}
    enough = min(largest - SAME / 10, max(lowest.values()))  # one cannot be lowered; rounding must not hide it
    return {each: costs[each] + largest for each in tight if lowest[each] >= enough}


def _complaints(
    costs: Mapping[Coalition, float],
    loose: Iterable[Coalition],
    settled: Mapping[Coalition, float],
    at_most: Mapping[str, float],
) -> tuple[Program, dict[str, int], int]:
    """Divisions that keep what is settled, with the largest complaint of the loose coalitions as a variable.

    at_most : every player, and what it pays at most
    """
    program = Program()
    number = {player: program.number(-math.inf, most) for player, most in at_most.items()}
    complaint = program.number(-math.inf)
    for coalition, value in settled.items():
        program.exactly({number[player]: 1.0 for player in coalition}, value)
    for coalition in loose:
        program.row({**{number[p]: 1.0 for p in coalition}, complaint: -1.0}, at_most=costs[coalition])
    return program, number, complaint


def _fixes(settled: Mapping[Coalition, float], players: Sequence[str], coalition: Coalition | None) -> bool:
    """Whether what is settled fixes what a coalition pays; without a coalition: what everybody pays."""
    import numpy as np

    rows = [[float(player in each) for player in players] for each in settled]
    rank = int(np.linalg.matrix_rank(np.array(rows)))
    if coalition is None:
        return rank == len(players)
    more = np.array([*rows, [float(player in coalition) for player in players]])
    return int(np.linalg.matrix_rank(more)) == rank


def _solved(settled: Mapping[Coalition, float], players: Sequence[str]) -> dict[str, float]:
    import numpy as np

    rows = np.array([[float(player in each) for player in players] for each in settled])
    amounts = np.linalg.lstsq(rows, np.array(list(settled.values())), rcond=None)[0]
    return {player: float(amount) for player, amount in zip(players, amounts, strict=True)}


# --- the core


@dataclass(frozen=True, slots=True)
class CoreAnswer:
    """Whether a division is in the core; ``objects``: the coalition with the most to gain, and how much in euro.

    With ``UNDECIDED`` the coalition may object: what it gains is at most ``gain``. ``without_row``: coalitions that
    cannot reach their ambition by themselves, and so have nothing to threaten with.
    """

    member: InCore
    objects: Coalition = frozenset()
    gain: float = 0.0
    without_row: tuple[Coalition, ...] = ()


def in_core(game: Game, amounts: Mapping[str, float]) -> CoreAnswer:
    """Whether no coalition pays more than it would by itself: x(S) ≤ c(S) for every S (Gillies 1959).

    Certain against the proven lower end of c(S), certainly not against its upper end. An objection of one coalition
    settles the matter, also when others were not computed. Raises ValueError when the amounts do not add up to c(N).
    """
    total = game.costs.get(game.everyone)
    if total is None:
        return CoreAnswer(InCore.UNKNOWN)
    if abs(math.fsum(amounts[player] for player in game.players) - total.high) > SAME * game.size:
        raise ValueError("the amounts do not add up to the cost of everybody together")
    ordered = _ordered(game)
    none = tuple(each for each in ordered if game.costs[each] is None)
    known = [(each, cost) for each in ordered if each != game.everyone and (cost := game.costs[each]) is not None]
    paid = {each: math.fsum(amounts[player] for player in sorted(each)) for each, _ in known}
    objects, gain = _most_to_gain([(each, paid[each] - cost.high) for each, cost in known])
    if gain > SAME * game.size:
        return CoreAnswer(InCore.NO, objects, gain, none)
    if not _complete(game):
        return CoreAnswer(InCore.UNKNOWN, without_row=none)
    objects, gain = _most_to_gain([(each, paid[each] - cost.low) for each, cost in known])
    if gain > SAME * game.size:
        return CoreAnswer(InCore.UNDECIDED, objects, gain, none)
    return CoreAnswer(InCore.YES, without_row=none)


def _most_to_gain(gains: Sequence[tuple[Coalition, float]]) -> tuple[Coalition, float]:
    return max(gains, key=lambda each: each[1], default=(Coalition(), 0.0))


def _ordered(game: Game) -> list[Coalition]:
    return sorted(game.costs, key=lambda each: (len(each), [p not in each for p in game.players]))


def _complete(game: Game) -> bool:
    return len(game.costs) + 1 == 1 << len(game.players)


def least_core(game: Game) -> float | None:
    """The smallest possible largest complaint in euro over coalitions with a cost: ≤ 0 means the core is not empty.

    None when not everything was computed, the grand coalition cannot reach its ambition, or there are no coalitions.
    Least core: Maschler, Peleg and Shapley 1979.
    """
    total = game.costs.get(game.everyone)
    if total is None or not _complete(game) or len(game.players) < 2:
        return None
    costs = {each: cost.high / game.size for each, cost in _known(game).items() if each != game.everyone}
    settled, unbounded = {game.everyone: total.high / game.size}, dict.fromkeys(game.players, math.inf)
    program, _, complaint = _complaints(costs, list(costs), settled, unbounded)
    return solve(program, {complaint: 1.0}).values[complaint] * game.size


# --- closure


@dataclass(frozen=True, slots=True)
class Union:
    """The packages of coalitions put together and simulated again as one package of all of them.

    cost_eur : of the measures together, a shared one counted once;  reaches : whether the ambitions of all are reached
    """

    parts: tuple[Coalition, ...]
    package: tuple[str, ...]
    cost_eur: float
    reaches: bool

    @property
    def coalition(self) -> Coalition:
        """All of them together."""
        return frozenset[str]().union(*self.parts)


def unions_to_simulate(game: Game) -> tuple[tuple[Coalition, Coalition], ...]:
    """Pairs without a player in common whose packages together cost less than what their union found, or found nothing.

    Cheaper on paper is not enough: measures may exclude or hinder each other, so each pair is to be simulated again.
    """
    known = [(each, cost) for each in _ordered(game) if (cost := game.costs[each]) is not None]
    return tuple(
        (a, b)
        for i, (a, cost_a) in enumerate(known)
        for b, cost_b in known[i + 1 :]
        if not a & b and (a | b) in game.costs
        if (union := game.costs[a | b]) is None or cost_a.high + cost_b.high < union.high - SAME * game.size
    )


def subadditive_closure(game: Game, unions: Iterable[Union]) -> Game:
    """The game in which a coalition may also do what its parts would each do; only what was simulated again counts.

    A union that does not reach every ambition changes nothing. One that does is a package of the union: its cost is an
    upper end; where that is below the lower end the bound was not one, and ValueError says so. Where the union was
    called infeasible its lower end becomes 0: nothing is proven.
    """
    costs = dict(game.costs)
    for union in unions:
        known = costs.get(union.coalition)
        if not union.reaches or (known is not None and known.high <= union.cost_eur):
            continue
        if known is not None and union.cost_eur < known.low - SAME * game.size:
            raise ValueError(f"a package is cheaper than the proven bound of {sorted(union.coalition)}")
        costs[union.coalition] = Cost(min(known.low, union.cost_eur) if known else 0.0, union.cost_eur)
    return Game(game.players, costs)

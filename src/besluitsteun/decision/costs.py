"""``CostCase`` in, ``CostProposal`` out: who pays what of a package, by seven rules side by side.

No rule is the right one; a rule that cannot be computed says why. A proposal is a proposal.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ..nl import enumeration, number
from ..schema.base import Layer
from ..schema.decision import MOST_PLAYERS, CoalitionSettings, PackageSettings, PartyBudget
from ..schema.measures import Measure
from .games import (
    Coalition,
    CoreAnswer,
    Cost,
    Division,
    Game,
    InCore,
    Obstacle,
    Reason,
    in_core,
    nucleolus,
    separable_costs,
    shapley,
)
from .money import CostKind, Total, cost_of, total_cost

CENTS = 100
_SOFT = {True: "", False: " (bespreekbaar)"}
MOST_NAMED = 3
"""So many groups a sentence names; of the others only how many there are."""


class Rule(StrEnum):
    """How costs are divided."""

    EQUAL = "gelijk"
    BENEFIT = "naar_baat"
    CAPACITY = "naar_draagkracht"
    LAYER_OWNER = "laageigenaar_betaalt"
    SEPARABLE = "eigen_meerkosten"
    SHAPLEY = "shapley"
    NUCLEOLUS = "nucleolus"


MEANING: Mapping[Rule, str] = {
    Rule.EQUAL: "ieder evenveel",
    Rule.BENEFIT: "wie meer baat heeft, betaalt meer",
    Rule.CAPACITY: "wie meer kan dragen, betaalt meer",
    Rule.LAYER_OWNER: "elke maatregel wordt betaald door wie haar laag onder zich heeft",
    Rule.SEPARABLE: "ieder betaalt wat hij de rest extra kost, het overige naar wat hij bespaart",
    Rule.SHAPLEY: "ieder betaalt wat hij gemiddeld toevoegt, over alle volgordes van aansluiten",
    Rule.NUCLEOLUS: "het grootste bezwaar van een groep is zo klein als het kan, dan het op een na grootste",
}
"""Each rule in a few words, for directors."""


@dataclass(frozen=True)
class CostCase:
    """What a division needs to know. All money in one ``kind``; euro, or euro per year.

    measures : of the package;  rate : discount rate per year, None = not stated
    players, names : the parties among whom the cost is divided, in a fixed order, and their names
    alone : c(S), the cheapest package with S's own measures and money that reaches S's own ambition, the others doing
        nothing; None = S cannot reach it; absent = not computed. That of everybody is what this package costs.
    benefit : per party what it gains by the package, None or absent = not known
    capacity : per party how much it can bear (a budget, a number of inhabitants), None or absent = not known
    outside : what parties outside the game pay of this package
    """

    measures: tuple[Measure, ...]
    kind: CostKind
    rate: float | None
    players: tuple[str, ...]
    names: Mapping[str, str]
    alone: Mapping[Coalition, Cost | None]
    benefit: Mapping[str, float | None]
    capacity: Mapping[str, float | None]
    outside: Mapping[str, float]
    coalitions: CoalitionSettings
    packages: PackageSettings


@dataclass(frozen=True, slots=True)
class CostRow:
    """One row of ``kosten``: what a rule asks of a party; empty amounts with ``in_core`` ``UNKNOWN`` and a reason.

    amount_eur : by the rule, in whole cents; the rows of a rule add up to the cost of the package
    share : of the cost of the package;  alone_eur : the cheapest package found for this party alone
    low_eur, high_eur : where the amount lies while the cost of some group is not proven (Shapley only)
    within_bounds_eur : the same rule with nobody above its ceiling, None when there is no such division
    why : what the rule says, and why it is not in the core or cannot be computed (Dutch)
    """

    rule: Rule
    party: str
    amount_eur: float | None
    share: float | None
    alone_eur: float | None
    in_core: InCore
    low_eur: float | None
    high_eur: float | None
    within_bounds_eur: float | None
    why: str


@dataclass(frozen=True, slots=True)
class Ceiling:
    """The most a party pays of the package, and which bound says so (Dutch)."""

    party: str
    at_most_eur: float
    bound: str


@dataclass(frozen=True, slots=True)
class Overrun:
    """A rule that asks more of a party than its ceiling."""

    rule: Rule
    asked_eur: float
    ceiling: Ceiling


@dataclass(frozen=True, slots=True)
class Shortage:
    """No division keeps to all ceilings.

    needed_eur : what must come from outside, on top of what outside parties already pay
    offered_eur : what outside funders have left, None = one of them stated no maximum
    ceilings : the bounds that together make it impossible
    """

    needed_eur: float
    offered_eur: float | None
    ceilings: tuple[Ceiling, ...]


@dataclass(frozen=True)
class CostProposal:
    """The rules side by side: rows in the order of the rules, then of the players, then outside funders."""

    kind: CostKind
    total: Total
    rows: tuple[CostRow, ...]
    ceilings: tuple[Ceiling, ...]
    overruns: tuple[Overrun, ...]
    shortage: Shortage | None


def divide_costs(case: CostCase) -> CostProposal:
    """The seven rules on one package. Raises ValueError when outside parties pay more than the package costs."""
    total = total_cost(case.measures, case.kind, case.rate)
    if total.amount is None:
        names = {measure.id: measure.name for measure in case.measures}
        missing = enumeration([names[each] for each in total.unknown], MOST_NAMED)
        unknown = f"kosten niet bekend ({_kind_words(case.kind)}): {missing}"
        rows = tuple(_empty(case, rule, party, unknown) for rule in Rule for party in case.players)
        return CostProposal(case.kind, total, rows, (), (), None)
    bench = _Bench(case, total.amount, total.amount - math.fsum(case.outside.values()))
    if bench.to_divide < 0:
        raise ValueError("parties outside the game pay more than the package costs")
    ceilings = bench.ceilings()
    divisions = {rule: bench.divide(rule) for rule in Rule}
    shortage = bench.shortage(ceilings)
    rows = tuple(row for rule in Rule for row in bench.rows(rule, divisions[rule], ceilings, shortage is None))
    overruns = tuple(
        Overrun(rule, divisions[rule].amounts[each.party], each)
        for rule in Rule
        if divisions[rule].obstacle is None
        for each in ceilings
        if divisions[rule].amounts[each.party] > each.at_most_eur + 0.5 / CENTS
    )
    return CostProposal(case.kind, total, rows, ceilings, overruns, shortage)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a rule says: amounts per player, or why not."""

    amounts: Mapping[str, float]
    ranges: Mapping[str, tuple[float, float]]
    obstacle: str | None


def _amounts(amounts: Mapping[str, float]) -> _Answer:
    return _Answer(amounts, {}, None)


def _not(reason: str) -> _Answer:
    return _Answer({}, {}, reason)


@dataclass(frozen=True)
class _Bench:
    """A case with a known cost. ``to_divide``: what is left for the players after outside parties paid."""

    case: CostCase
    total: float
    to_divide: float

    # --- the rules

    def divide(self, rule: Rule) -> _Answer:
        """Amounts in euro by one rule."""
        rules: Mapping[Rule, Callable[[], _Answer]] = {
            Rule.EQUAL: lambda: self.proportional(dict.fromkeys(self.case.players, 1.0), ""),
            Rule.BENEFIT: lambda: self.proportional(self.case.benefit, "baat"),
            Rule.CAPACITY: lambda: self.proportional(self.case.capacity, "draagkracht"),
            Rule.LAYER_OWNER: self.by_layer,
            Rule.SEPARABLE: lambda: self.of_game(separable_costs(self.game())),
            Rule.SHAPLEY: lambda: self.of_game(shapley(self.game())),
            Rule.NUCLEOLUS: lambda: self.of_game(nucleolus(self.game())),
        }
        return rules[rule]() if self.case.players else _not("geen partijen om over te verdelen")

    def proportional(self, weights: Mapping[str, float | None], what: str) -> _Answer:
        """By weight; a weight that is not known is not zero, and one below zero does not turn into a payment."""
        known = {p: weight for p in self.case.players if (weight := weights.get(p)) is not None}
        missing = [self.name(player) for player in self.case.players if player not in known]
        if missing:
            return _not(f"{what} niet bekend van {enumeration(missing, MOST_NAMED)}")
        worse = [self.name(player) for player, weight in known.items() if weight < 0]
        if worse:
            return _not(f"{what} onder nul bij {enumeration(worse, MOST_NAMED)}: dit pakket maakt het daar erger")
        together = math.fsum(known.values())
        if together == 0:
            return _not(f"niemand heeft {what}")
        return _amounts({player: self.to_divide * weight / together for player, weight in known.items()})

    def by_layer(self) -> _Answer:
        """Each measure by the owners of its layer, equally; what outside parties pay comes off every measure alike."""
        owners = self.case.coalitions.layer_owners
        layers = list(dict.fromkeys(measure.layer for measure in self.case.measures))
        without = [layer.value for layer in layers if not owners.get(layer)]
        if without:
            return _not(f"`laageigenaren` noemt niemand voor {enumeration(without)}")
        strangers = sorted({p for layer in layers for p in owners[layer]} - set(self.case.players))
        if strangers:
            named = enumeration([self.name(player) for player in strangers], MOST_NAMED)
            return _not(f"eigenaar van een laag, maar geen speler: {named}")
        parts: dict[str, list[float]] = {player: [] for player in self.case.players}
        for layer in layers:
            for player in owners[layer]:
                parts[player].append(self.cost_of_layer(layer) / len(owners[layer]))
        share = self.to_divide / self.total if self.total else 0.0
        return _amounts({player: math.fsum(amounts) * share for player, amounts in parts.items()})

    def cost_of_layer(self, layer: Layer) -> float:
        """What the measures of a layer cost."""
        costs = [cost_of(each, self.case.kind, self.case.rate) for each in self.case.measures if each.layer is layer]
        return math.fsum(cost for cost in costs if cost is not None)

    def of_game(self, division: Division) -> _Answer:
        """A division of the game, its obstacle in words."""
        reason = None if division.obstacle is None else self.in_words(division.obstacle)
        return _Answer(division.amounts, division.ranges, reason)

    def game(self) -> Game:
        """The game in which everybody together pays for this package."""
        everyone = frozenset(self.case.players)
        return Game(self.case.players, {**self.case.alone, everyone: Cost.exactly(self.to_divide)})

    # --- bounds

    def ceilings(self) -> tuple[Ceiling, ...]:
        """The lowest bound of every player that has one."""
        budgets = {budget.party: budget for budget in self.case.packages.party_budgets}
        lowest = []
        for player in self.case.players:
            bounds = [*self.share_bound(player), *self.budget_bound(player, budgets.get(player))]
            lowest += sorted(bounds, key=lambda each: each.at_most_eur)[:1]
        return tuple(lowest)

    def share_bound(self, player: str) -> list[Ceiling]:
        """``hoogstens_aandeel`` of the cost of the package."""
        share = self.case.coalitions.share_at_most.get(player)
        if share is None:
            return []
        return [Ceiling(player, share * self.total, f"hoogstens {number(share * 100)} % van de kosten")]

    def budget_bound(self, player: str, budget: PartyBudget | None) -> list[Ceiling]:
        """The budget in the same kind of money; there is none in equivalent yearly cost."""
        if budget is None:
            return []
        if self.case.kind is CostKind.YEARLY and budget.per_year_eur is not None:
            words = f"budget {_euro(budget.per_year_eur)} per jaar{_SOFT[budget.hard]}"
            return [Ceiling(player, budget.per_year_eur, words)]
        if self.case.kind is not CostKind.INVESTMENT or budget.investment_eur is None:
            return []
        words, extra = f"budget {_euro(budget.investment_eur)}{_SOFT[budget.hard]}", budget.extra_eur or 0.0
        if extra:
            condition = f" (voorwaarde: {budget.condition})" if budget.condition else ""
            words += f" en extra bijdrage {_euro(extra)}{condition}"
        return [Ceiling(player, budget.investment_eur + extra, words)]

    def shortage(self, ceilings: Sequence[Ceiling]) -> Shortage | None:
        """What is missing when everybody pays as much as its bound allows."""
        if len(ceilings) < len(self.case.players) or not ceilings:
            return None
        needed = self.to_divide - math.fsum(each.at_most_eur for each in ceilings)
        if needed <= 0.5 / CENTS:
            return None
        left = [
            None if each.at_most_eur is None else each.at_most_eur - self.case.outside.get(each.party, 0.0)
            for each in self.case.coalitions.outside
        ]
        stated = [amount for amount in left if amount is not None]
        return Shortage(needed, math.fsum(stated) if len(stated) == len(left) else None, tuple(ceilings))

    def within(self, amounts: Mapping[str, float], ceilings: Sequence[Ceiling]) -> Mapping[str, float]:
        """Nobody above its ceiling: what is cut off goes to the others in proportion to what the rule asks of them.

        Equally where the rule asks nothing of any of them. There must be a division within the ceilings.
        """
        most = {each.party: each.at_most_eur for each in ceilings}
        if all(amount <= most.get(player, math.inf) for player, amount in amounts.items()):
            return amounts
        kept: dict[str, float] = {}
        while True:
            free = {player: max(amounts[player], 0.0) for player in self.case.players if player not in kept}
            rest, weight = self.to_divide - math.fsum(kept.values()), math.fsum(free.values())
            shares = {p: rest * asked / weight if weight else rest / len(free) for p, asked in free.items()}
            over = {p: most[p] for p, amount in shares.items() if amount > most.get(p, math.inf)}
            if not over:
                return {**kept, **shares}
            kept |= over

    # --- rows

    def rows(self, rule: Rule, answer: _Answer, ceilings: Sequence[Ceiling], possible: bool) -> list[CostRow]:
        """The rows of one rule."""
        if answer.obstacle is not None:
            return [_empty(self.case, rule, player, answer.obstacle) for player in self.case.players]
        core = in_core(self.game(), answer.amounts)
        paid = _in_cents({**answer.amounts, **self.case.outside}, self.total)
        bounded = _in_cents(self.within(answer.amounts, ceilings), self.to_divide) if possible else {}
        ranges = {party: (round(low, 2), round(high, 2)) for party, (low, high) in answer.ranges.items()}
        why = f"{MEANING[rule]}{self.core_in_words(core)}"
        return [
            CostRow(
                rule=rule,
                party=party,
                amount_eur=amount,
                share=amount / self.total if self.total else None,
                alone_eur=_alone(self.case, party),
                in_core=core.member,
                low_eur=ranges.get(party, (None, None))[0],
                high_eur=ranges.get(party, (None, None))[1],
                within_bounds_eur=bounded.get(party, amount if party in self.case.outside else None),
                why=why if party in answer.amounts else "betaalt van buiten mee",
            )
            for party, amount in paid.items()
        ]

    def core_in_words(self, core: CoreAnswer) -> str:
        """What a group objects, in words."""
        if core.member is InCore.YES:
            return ""
        group = self.group(core.objects)
        if core.member is InCore.NO:
            return f"; {group} kan het zonder de anderen {_euro(core.gain)} goedkoper"
        if core.member is InCore.UNDECIDED:
            return f"; {group} kan het misschien zonder de anderen goedkoper, hoogstens {_euro(core.gain)}"
        return "; niet van elke groep is bekend wat zij zonder de anderen kwijt is"

    def in_words(self, obstacle: Obstacle) -> str:
        """Why a rule of the game cannot be computed, in Dutch."""
        groups = enumeration([f"{self.group(each)}" for each in obstacle.about[:MOST_NAMED]])
        more = len(obstacle.about) - MOST_NAMED
        also = f" (en {number(more)} andere groepen)" if more > 0 else ""
        return {
            Reason.TOO_MANY: f"meer dan {MOST_PLAYERS} spelers: niet elke groep wordt doorgerekend",
            Reason.NOT_COMPUTED: f"niet doorgerekend wat zonder de anderen nodig is voor {groups}{also}",
            Reason.INFEASIBLE: f"haalt de eigen ambitie niet met eigen maatregelen en geld: {groups}{also}",
            Reason.DEARER_TOGETHER: f"samen is dit duurder dan ieder voor zich; het wringt bij {groups}{also}",
        }[obstacle.reason]

    def group(self, coalition: Coalition) -> str:
        """The names of a coalition, in the order of the players."""
        return " met ".join(self.name(player) for player in self.case.players if player in coalition)

    def name(self, party: str) -> str:
        """The name of a party."""
        return self.case.names.get(party, party)


def _empty(case: CostCase, rule: Rule, party: str, why: str) -> CostRow:
    return CostRow(rule, party, None, None, _alone(case, party), InCore.UNKNOWN, None, None, None, why)


def _alone(case: CostCase, party: str) -> float | None:
    cost = case.alone.get(frozenset({party}))
    return None if cost is None else cost.high


def _in_cents(amounts: Mapping[str, float], total: float) -> dict[str, float]:
    """Whole cents that add up to the total in whole cents: the largest rests are rounded up, ties in order."""
    whole = {party: math.floor(amount * CENTS) for party, amount in amounts.items()}
    left = round(total * CENTS) - sum(whole.values())
    by_rest = sorted(amounts, key=lambda party: whole[party] - amounts[party] * CENTS)
    raised = set(by_rest[:left])
    return {party: (cents + (party in raised)) / CENTS for party, cents in whole.items()}


def _euro(amount: float) -> str:
    return f"{number(amount, 0)} euro"


def _kind_words(kind: CostKind) -> str:
    return {
        CostKind.INVESTMENT: "investering",
        CostKind.YEARLY: "jaarlijkse kosten",
        CostKind.EQUIVALENT: "jaarkosten over de levensduur, met discontovoet",
    }[kind]

"""``Study`` in, ``Room`` out: which sets of measures can be chosen at all, and who could pay for them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ...loading.study import Study
from ...measures.changes import Catalogue
from ...schema.base import Layer
from ...schema.decision import PackageSettings
from ...schema.measures import Measure
from ..money import CostKind, cost_of
from ..parties import eligible, touched_parties
from ..solver import Program

KINDS = (CostKind.INVESTMENT, CostKind.YEARLY)
"""Money that a budget can be in; the two are never added."""
CENTS = 100
CENT = 1 / CENTS
"""Amounts are equal within this, in euro."""

TOTAL = {CostKind.INVESTMENT: "het totale budget voor investeringen", CostKind.YEARLY: "het totale budget per jaar"}


class Rule(StrEnum):
    """What a set of measures can break, in the words of who reads it."""

    LEFT_OUT = "moet erbuiten blijven"
    UNPRICED = "kosten niet bekend, terwijl er een budget is"
    PINNED = "moet erin"
    LAYER_LOW = "te weinig maatregelen in laag"
    LAYER_HIGH = "te veel maatregelen in laag"
    TOTAL = "totaal budget"
    PARTIES = "wat partijen kunnen betalen"
    LIMIT = "harde grens"


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule of the room that a set breaks.

    about : ids of measures, the layer, ids of the parties whose money is spent, or ids of limits
    kind  : which money it is;  by: how much too much, in euro or in measures
    """

    rule: Rule
    about: tuple[str, ...] = ()
    kind: CostKind | None = None
    by: float = 0.0


@dataclass(frozen=True, eq=False)
class Room:
    """What may be chosen.

    candidates : measures that may be in a package, in the order of the study
    costs   : kind → id → euro, also of what may not be chosen; 0 where it is not known (``unpriced``, if that matters)
    total   : kind → euro;  of_party: (party, kind) → euro;  what is missing was not stated: no bound
    payers  : id → parties that may pay for it; empty = nobody is named, so any money will do
    unpriced : measures left out because a budget is stated in money of which their cost is not known
    unstated : parties of which no amount is stated, and that may pay
    share    : layer → least share of the investment that goes into it
    """

    catalogue: Catalogue
    candidates: tuple[str, ...]
    pinned: frozenset[str]
    costs: Mapping[CostKind, Mapping[str, float]]
    total: Mapping[CostKind, float]
    of_party: Mapping[tuple[str, CostKind], float]
    payers: Mapping[str, tuple[str, ...]]
    per_layer: Mapping[Layer, tuple[int, int | None]]
    unpriced: tuple[str, ...]
    unstated: tuple[str, ...]
    share: Mapping[Layer, float] = field(default_factory=dict)
    _affordable: dict[frozenset[str], bool] = field(default_factory=dict)

    @classmethod
    def of(cls, study: Study, catalogue: Catalogue, without: Collection[str] = ()) -> Room:
        """The room that ``besluit`` leaves.

        without : measures that are left out whatever the settings
        """
        settings = study.decision.packages
        total, of_party = dict(_totals(settings)), dict(_party_budgets(settings))
        bound = {kind for kind in KINDS if kind in total or any(each == kind for _, each in of_party)}
        out = {*(settings.pinned.out if settings.pinned else ()), *without}
        unpriced = tuple(
            each.id for each in catalogue.measures if any(cost_of(each, kind, None) is None for kind in bound)
        )
        candidates = [each for each in catalogue.measures if each.id not in out and each.id not in unpriced]
        touched = touched_parties(catalogue)
        payers = {each.id: eligible(catalogue, touched, each.id, "funder") for each in catalogue.measures}
        stated = {party for party, _ in of_party}
        paying = {party for each in candidates for party in payers[each.id]}
        return cls(
            catalogue=catalogue,
            candidates=_without_orphans(candidates),
            pinned=frozenset(settings.pinned.in_ if settings.pinned else ()) - out,
            costs={kind: {each.id: cost_of(each, kind, None) or 0.0 for each in catalogue.measures} for kind in KINDS},
            total=total,
            of_party=of_party,
            payers=payers,
            per_layer={layer: (bounds.at_least or 0, bounds.at_most) for layer, bounds in settings.per_layer.items()},
            unpriced=unpriced,
            unstated=tuple(each.id for each in study.parties if each.id in paying - stated),
        )

    def narrowed(
        self, inside: Collection[str] = (), out: Collection[str] = (), share: Mapping[Layer, float] | None = None
    ) -> Room:
        """The same room with more measures that must be in or stay out, and shares of the layers."""
        kept = [self.catalogue.by_id[each] for each in self.candidates if each not in out]
        return replace(
            self,
            candidates=_without_orphans(kept),
            pinned=(self.pinned | set(inside)) - set(out),
            share=share or {},
            _affordable={},
        )

    def cost(self, chosen: Collection[str], kind: CostKind) -> float:
        """What a set costs, in euro of one kind."""
        return sum(self.costs[kind][each] for each in sorted(chosen))

    def allows(self, chosen: Collection[str]) -> bool:
        """Whether a set can be carried out and paid for."""
        enough = all(low <= self._in_layer(chosen, layer) for layer, (low, _) in self.per_layer.items())
        return self.grows_to(chosen) and enough and self.pinned <= set(chosen) and self._is_shared(chosen)

    def _is_shared(self, chosen: Collection[str]) -> bool:
        """Whether every layer gets its share of the investment."""
        costs, total = self.costs[CostKind.INVESTMENT], self.cost(chosen, CostKind.INVESTMENT)
        for layer, least in self.share.items():
            mine = sum(costs[each] for each in sorted(chosen) if self.catalogue.by_id[each].layer is layer)
            if mine + CENT < least * total:
                return False
        return True

    def grows_to(self, chosen: Collection[str]) -> bool:
        """Whether a set breaks no demand that adding measures cannot mend."""
        key = frozenset(chosen)
        if not (set(key) <= set(self.candidates) and self.catalogue.fits(key)):
            return False
        if any(high is not None and self._in_layer(key, layer) > high for layer, (_, high) in self.per_layer.items()):
            return False
        if any(self.cost(key, kind) > most + CENT for kind, most in self.total.items()):
            return False
        if key not in self._affordable:
            self._affordable[key] = not self.of_party or self._can_be_paid(key)
        return self._affordable[key]

    def _in_layer(self, chosen: Collection[str], layer: Layer) -> int:
        return sum(self.catalogue.by_id[each].layer is layer for each in chosen)

    def _can_be_paid(self, chosen: frozenset[str]) -> bool:
        """Whether payers can be found for all of it: at a glance, else as a flow of money."""
        kinds = [kind for kind in KINDS if any(each == kind for _, each in self.of_party)]
        return all(self._is_paid_at_a_glance(chosen, kind) or self._flows(chosen, kind) for kind in kinds)

    def _is_paid_at_a_glance(self, chosen: frozenset[str], kind: CostKind) -> bool:
        """Measures with fewest payers first, each paid from the fullest purse: what this finds is a division."""
        purse = {party: amount for (party, of_kind), amount in self.of_party.items() if of_kind == kind}
        for each in sorted(chosen, key=lambda one: (len(self.payers[one]), one)):
            payers, cost = self.payers[each], self.costs[kind][each]
            if not payers or any(party not in purse for party in payers):
                continue
            for party in sorted(payers, key=lambda one: (-purse[one], one)):
                paid = min(cost, purse[party])
                purse[party] -= paid
                cost -= paid
            if cost > CENT / 2:
                return False
        return True

    def _flows(self, chosen: frozenset[str], kind: CostKind) -> bool:
        """Whether all money can flow from budgets to measures."""
        return self._shortage(chosen, kind)[0] == 0

    def _shortage(self, chosen: frozenset[str], kind: CostKind) -> tuple[int, tuple[str, ...]]:
        """Cents that no party can pay, and the parties that have nothing left: a smallest cut of the flow of money.

        Measures that nobody in particular pays for, or that a party without a stated budget may pay, need no flow.
        """
        import networkx as nx

        graph: nx.DiGraph[tuple[str, str]] = nx.DiGraph()
        purse, ready, needed = ("", "beurs"), ("", "klaar"), 0
        for each in sorted(chosen):
            payers, cents = self.payers[each], round(self.costs[kind][each] * CENTS)
            if not cents or not payers or any((party, kind) not in self.of_party for party in payers):
                continue
            needed += cents
            graph.add_edge(("maatregel", each), ready, capacity=cents)
            for party in payers:
                graph.add_edge(purse, ("partij", party), capacity=round(self.of_party[party, kind] * CENTS))
                graph.add_edge(("partij", party), ("maatregel", each), capacity=cents)
        if not needed:
            return 0, ()
        paid, (_, dry) = nx.minimum_cut(graph, purse, ready)
        spent = {name for what, name in dry if what == "partij"}
        return max(0, needed - int(paid)), tuple(each.id for each in self.catalogue.study.parties if each.id in spent)

    def breaches(self, chosen: Collection[str]) -> tuple[Breach, ...]:
        """Every rule that a set breaks which could be carried out together; none for a set that is allowed.

        Shares of layers belong to a direction, not to the room of the study: these are no breach.
        """
        unpriced = tuple(each for each in self.unpriced if each in chosen)
        out = tuple(each for each in self.catalogue.order if each in set(chosen) - {*unpriced, *self.candidates})
        missing = tuple(each for each in self.catalogue.order if each in self.pinned - set(chosen))
        named = ((Rule.LEFT_OUT, out), (Rule.UNPRICED, unpriced), (Rule.PINNED, missing))
        return (
            *(Breach(rule, about) for rule, about in named if about),
            *self._layer_breaches(chosen),
            *self._money_breaches(frozenset(chosen)),
        )

    def _layer_breaches(self, chosen: Collection[str]) -> Iterator[Breach]:
        for layer, (low, high) in self.per_layer.items():
            here = self._in_layer(chosen, layer)
            if here < low:
                yield Breach(Rule.LAYER_LOW, (layer.value,), by=low - here)
            if high is not None and here > high:
                yield Breach(Rule.LAYER_HIGH, (layer.value,), by=here - high)

    def _money_breaches(self, chosen: frozenset[str]) -> Iterator[Breach]:
        for kind, most in self.total.items():
            if self.cost(chosen, kind) > most + CENT:
                yield Breach(Rule.TOTAL, kind=kind, by=self.cost(chosen, kind) - most)
        for kind in KINDS:
            if any(each == kind for _, each in self.of_party) and not self._is_paid_at_a_glance(chosen, kind):
                cents, parties = self._shortage(chosen, kind)
                if cents:
                    yield Breach(Rule.PARTIES, parties, kind, cents / CENTS)


@dataclass(frozen=True, eq=False)
class Choice:
    """The variables of a program that stand for a set of measures and who pays for it."""

    room: Room
    program: Program
    measures: dict[str, int] = field(default_factory=dict)
    payments: dict[tuple[str, str, CostKind], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in self.room.candidates:
            self.measures[each] = self.program.yes_no()
        self._logic()
        self._shares()
        self._totals()
        for kind in KINDS:
            self._pay(kind)

    def chosen(self, values: Sequence[float]) -> frozenset[str]:
        """The set that values stand for."""
        return frozenset(each for each, number in self.measures.items() if values[number] > 0.5)

    def _logic(self) -> None:
        x, program, catalogue = self.measures, self.program, self.room.catalogue
        for each in self.room.candidates:
            for other in catalogue.by_id[each].requires:
                program.row({x[other]: 1.0, x[each]: -1.0}, at_least=0.0)
        for first, second in sorted(catalogue.conflicts):
            if first in x and second in x:
                program.row({x[first]: 1.0, x[second]: 1.0}, at_most=1.0)
        for each in sorted(self.room.pinned & set(x)):
            program.row({x[each]: 1.0}, at_least=1.0, group=f"{each} moet erin")
        for layer, (low, high) in self.room.per_layer.items():
            terms = {number: 1.0 for each, number in x.items() if catalogue.by_id[each].layer is layer}
            if low:
                program.row(terms, at_least=low, group=f"minstens {low} in laag {layer}")
            if high is not None:
                program.row(terms, at_most=high, group=f"hoogstens {high} in laag {layer}")

    def _shares(self) -> None:
        costs = self.room.costs[CostKind.INVESTMENT]
        for layer, least in self.room.share.items():
            in_layer = {each: self.room.catalogue.by_id[each].layer is layer for each in self.measures}
            terms = {number: costs[each] * (in_layer[each] - least) for each, number in self.measures.items()}
            self.program.row(terms, at_least=0.0, group=f"minstens {least:.0%} van de investering in laag {layer}")

    def _totals(self) -> None:
        for kind, most in self.room.total.items():
            costs = self.room.costs[kind]
            self.program.row(
                {number: costs[each] for each, number in self.measures.items() if costs[each]},
                at_most=most,
                group=TOTAL[kind],
            )

    def _pay(self, kind: CostKind) -> None:
        """Σ of what parties pay = cost, and no party above what it stated."""
        if not any(each == kind for _, each in self.room.of_party):
            return
        of_party: dict[str, dict[int, float]] = {}
        for measure in self.room.candidates:
            cost, payers = self.room.costs[kind][measure], self.room.payers[measure]
            if not cost or not payers:
                continue
            shares = {self._payment(measure, party, kind, cost): 1.0 for party in payers}
            self.program.exactly({**shares, self.measures[measure]: -cost}, 0.0)
            for number, party in zip(shares, payers, strict=True):
                of_party.setdefault(party, {})[number] = 1.0
        for (party, of_kind), most in self.room.of_party.items():
            if of_kind == kind and party in of_party:
                self.program.row(of_party[party], at_most=most, group=f"het budget ({kind}) van {party}")

    def _payment(self, measure: str, party: str, kind: CostKind, cost: float) -> int:
        number = self.program.number(0.0, cost)
        self.payments[measure, party, kind] = number
        return number


def _totals(settings: PackageSettings) -> Iterator[tuple[CostKind, float]]:
    budget = settings.total_budget_eur
    if budget is not None:
        for kind, amount in zip(KINDS, (budget.investment, budget.per_year), strict=True):
            if amount is not None:
                yield kind, amount


def _party_budgets(settings: PackageSettings) -> Iterator[tuple[tuple[str, CostKind], float]]:
    """What a party can spend; only a hard budget binds. An extra contribution comes on top of the investment."""
    for each in settings.party_budgets:
        if each.hard and each.investment_eur is not None:
            yield (each.party, CostKind.INVESTMENT), each.investment_eur + (each.extra_eur or 0.0)
        if each.hard and each.per_year_eur is not None:
            yield (each.party, CostKind.YEARLY), each.per_year_eur


def _without_orphans(candidates: Sequence[Measure]) -> tuple[str, ...]:
    """Not those that require what cannot be chosen."""
    kept = {each.id: each for each in candidates}
    while orphans := [each.id for each in kept.values() if not set(each.requires) <= set(kept)]:
        for orphan in orphans:
            del kept[orphan]
    return tuple(kept)

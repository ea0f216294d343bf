"""Cards: what stands on one is about the set at hand, beside what is shown and known."""

from __future__ import annotations

import pytest

from besluitsteun.decision.directions.card import Card, Desk, Proof
from besluitsteun.decision.directions.pool import Candidate, Origin
from besluitsteun.decision.money import CostKind
from besluitsteun.decision.packages.find import Optimiser

from .decided import decided
from .packages.test_find import allowed

SEEDS = (0, 4, 9)


def desk(seed: int, known: tuple[frozenset[str], ...] = ()) -> Desk:
    found = decided(seed)
    assert found.directions is not None
    shown = found.directions.selection.shown
    over = found.directions.pool.over
    return Desk(found.simulation, found.room, found.plan, found.preferences, over, shown, known)


def card(of: Desk, chosen: frozenset[str]) -> Card:
    return of.card(Candidate("aan tafel", "Aan tafel", Origin.TABLE, chosen, None), None)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_price_is_against_the_best_that_is_known_and_allowed(seed: int) -> None:
    of = desk(seed)
    sets = list(allowed(Optimiser.of(of.simulation, of.room)))[:40]
    best = min(of.over.simulated(each) for each in sets)
    of = desk(seed, tuple(sets))
    for each in sets[:10]:
        assert card(of, each).price == pytest.approx(of.over.simulated(each) - best)
        assert not card(of, each).breaches
    assert card(desk(seed), sets[0]).price is None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_set_outside_the_room_says_so_and_may_be_better_than_what_is_known(seed: int) -> None:
    of = desk(seed)
    catalogue = of.room.catalogue
    every: set[str] = set()
    for each in catalogue.order:
        if catalogue.fits(every | catalogue.with_required(each)):
            every |= catalogue.with_required(each)
    nothing: frozenset[str] = frozenset()
    found = card(desk(seed, (nothing,)), frozenset(every))
    budget = of.room.total[CostKind.INVESTMENT]
    beyond = ["TOTAL"] if of.room.cost(frozenset(every), CostKind.INVESTMENT) > budget else []
    assert [each.rule.name for each in found.breaches] == beyond
    assert found.price == pytest.approx(of.over.simulated(frozenset(every)) - of.over.simulated(nothing))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_party_loses_on_the_shown_direction_that_is_worth_most_to_it(seed: int) -> None:
    found = decided(seed)
    assert found.directions is not None
    cards = {each.candidate.id: each for each in found.directions.cards}
    for each in cards.values():
        for party in each.parties:
            worths = {name: _worth(one, party.party) for name, one in cards.items()}
            assert party.loss == pytest.approx(max(worths.values()) - party.worth, abs=1e-11)
            assert worths[party.best] == pytest.approx(max(worths.values()), abs=1e-11)
            assert (party.loss == 0) == (party.best == each.candidate.id)
            assert party.loss_on_own is not None
            assert party.loss_on_own >= party.loss - 1e-11
            assert party.wanted is None or party.loss > 0


def _worth(of: Card, party: str) -> float:
    return next(each.worth for each in of.parties if each.party == party)


def test_what_a_bound_proves_beside_another_score() -> None:
    """A bound of 80 leaves 100 a fifth, which is a ninth of the 180 that it avoids of 280."""
    proof = Proof(80.0, 0.0, 0.0, "tabellen", "optimaal").beside(100.0, 280.0)
    assert (proof.bound, proof.margin, proof.margin_of_avoided) == (80.0, 0.2, pytest.approx(1 / 9))
    assert (proof.ground, proof.status) == ("tabellen", "optimaal")
    assert proof.beside(300.0, 280.0).margin_of_avoided is None
    unproven = Proof(None, None, None, "tabellen", "optimaal")
    assert unproven.beside(100.0, 280.0) == unproven


@pytest.mark.parametrize("seed", SEEDS)
def test_every_direction_has_a_proof_that_holds(seed: int) -> None:
    found = decided(seed)
    assert found.directions is not None
    for each in found.directions.cards:
        assert each.proof is not None
        assert each.proof.bound is None or each.proof.bound <= each.score + 1e-9

"""The tables of what parties weigh, and of what measures add inside a direction, on small worlds that are decided."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from besluitsteun.decision.consensus import Contested
from besluitsteun.decision.effects import Alone, Context
from besluitsteun.decision.on_criteria import on_criteria
from besluitsteun.decision.outcomes import Count
from besluitsteun.tables import Kind
from besluitsteun.tables.decision import ADDITIONS, decision_rows
from besluitsteun.tables.weighing import AGREEMENT, ON_CRITERIA, PLACES, TABLES, weighing_rows

from .decided import decidable, decided

SEEDS = (0, 4, 9)
KINDS = {Kind.TEXT: str, Kind.NUMBER: Decimal, Kind.WHOLE: int, Kind.YES_NO: bool, Kind.LIST: tuple}


@pytest.mark.parametrize("seed", SEEDS)
def test_every_row_has_every_column_in_its_kind_and_keys_tell_rows_apart(seed: int) -> None:
    rows = weighing_rows(decided(seed))
    assert {table.name for table in TABLES} == set(rows)
    for table in TABLES:
        places = [table.position(key) for key in table.keys]
        assert len({tuple(row[place] for place in places) for row in rows[table.name]}) == len(rows[table.name])
        for row in rows[table.name]:
            for cell, column in zip(row, table.columns, strict=True):
                assert cell is None or isinstance(cell, KINDS[column.kind]), (table.name, column.name, cell)


def test_without_measures_the_tables_are_empty() -> None:
    assert weighing_rows(None) == {table.name: () for table in TABLES}


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_of_places_add_up_to_one_per_measure_and_per_place(seed: int) -> None:
    by_measure, by_place = defaultdict(list), defaultdict(list)
    for layer, measure, party, context, place, share in weighing_rows(decided(seed))[PLACES.name]:
        by_measure[layer, measure, party, context].append(float(share))
        by_place[layer, party, context, place].append(float(share))
    assert by_measure
    for shares in (*by_measure.values(), *by_place.values()):
        assert sum(shares) == pytest.approx(1, abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_an_effect_on_a_criterion_is_without_minus_with(seed: int) -> None:
    rows = weighing_rows(decided(seed))[ON_CRITERIA.name]
    at = ON_CRITERIA.position
    study = decided(seed).study
    assert {row[at("criterium")] for row in rows} == {"stroom", "schade"}
    assert len(rows) == len(study.measures) * len(study.scenarios) * 2
    for row in rows:
        if row[at("met")] is not None:
            assert float(row[at("effect")]) == pytest.approx(float(row[at("zonder")]) - float(row[at("met")]))


def _by_hand(beside: list[float], error: float) -> list[tuple[str, ...]]:
    """Two measures of one layer: alone the first avoids 10, the second 4."""
    study = decidable(0).study
    first, second = study.measures[:2]
    study = replace(study, measures=(first, second.model_copy(update={"layer": first.layer})))
    count = Count("gebruikersuren", (("stroom", 1.0),))
    shape = (len(study.scenarios), 2, 2)
    counts = (count, Count("directe_schade_eur"))
    effects = np.zeros(shape)
    effects[0, :, 0] = [10, 4]
    without = np.full(shape[::2], 100.0)
    alone = Alone(tuple(each.id for each in study.measures), counts, without, without[:, None, :] - effects)
    mean = np.zeros(shape)
    mean[0, :, 0] = beside
    context = Context(mean, np.full(shape, error), np.array([9, 9]))
    return [each.overtaken for each in on_criteria(study, alone, context, ()) if each.criterion.id == "stroom"]


def test_a_measure_that_does_more_alone_and_clearly_less_beside_others_is_overtaken() -> None:
    second = decidable(0).study.measures[1].id
    found = _by_hand([2, 6], 0.5)
    assert found[0] == (second,)
    assert not any(found[1:])


def test_a_difference_within_the_standard_errors_is_no_other_place() -> None:
    assert not any(_by_hand([2, 6], 1.5))
    assert not any(_by_hand([2, 6], float("nan")))


@pytest.mark.parametrize("seed", SEEDS)
def test_what_a_measure_adds_is_the_direction_without_it_simulated_again(seed: int) -> None:
    decision = decided(seed)
    assert decision.directions is not None
    cards = {card.candidate.id: card for card in decision.directions.cards}
    rows = decision_rows(decision)[ADDITIONS.name]
    assert len(rows) == sum(len(card.candidate.chosen) for card in cards.values())
    for direction, measure, too, score, _, limits in rows:
        card = cards[direction]
        left = card.candidate.chosen - {measure, *too}
        assert decision.simulation.catalogue.fits(left)
        assert float(score) == pytest.approx(decision.directions.pool.score(left) - card.score)
        outcome = decision.simulation.outcome(left)
        missed = sum(
            not wish.is_kept(decision.simulation, outcome, each)
            for wish in decision.plan.wishes
            for each in wish.scenarios
        )
        assert limits == missed - len(card.shortfalls)


def test_agreement_says_who_is_for_and_who_against() -> None:
    decision = decided(0)
    layer = next(each for each in decision.ranking.layers if len(each.measures) > 1)
    first, second = layer.measures[:2]
    apart = Contested(second, "net", 0.9, "gem", 0.1, "stroom")
    shown = replace(layer, core=(first,), contested=(apart,))
    rows = weighing_rows(replace(decision, ranking=replace(decision.ranking, layers=(shown,))))[AGREEMENT.name]
    where = (layer.layer.value, layer.beside.value)
    assert rows == (
        (where[0], first, where[1], "gedeeld", None, None, None, None, None),
        (where[0], second, where[1], "omstreden", "net", Decimal("0.9"), "gem", Decimal("0.1"), "stroom"),
    )

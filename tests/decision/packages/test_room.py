"""Which sets may be chosen, by a rule written apart: costs, layers, requirements, and money as a program."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from scipy.optimize import linprog

from besluitsteun.decision.money import CostKind
from besluitsteun.decision.packages.room import Room
from besluitsteun.loading.study import Study
from besluitsteun.measures.changes import Catalogue
from besluitsteun.schema.decision import DecisionSettings
from besluitsteun.schema.measures import Measure

from ...measures.worlds import world

BUDGETS: tuple[dict[str, Any], ...] = (
    {"totaal_budget_eur": {"investering": 1500, "per_jaar": 60}},
    {"partijbudget": [{"partij": "net", "investering_eur": 500, "extra_bijdrage_eur": 100, "hard": True},
                      {"partij": "gem", "investering_eur": 700, "per_jaar_eur": 20, "hard": True}]},
    {"per_laag": {"preventie": {"minstens": 1, "hoogstens": 2}}, "partijbudget": [
        {"partij": "net", "investering_eur": 400, "hard": True},
        {"partij": "gem", "investering_eur": 1, "hard": False}]},
)  # fmt: skip


def may_be_chosen(settings: dict[str, Any], chosen: tuple[Measure, ...]) -> bool:
    """The rules of page 05, one after another."""
    ids = {each.id for each in chosen}
    if any(not set(each.requires) <= ids or set(each.excludes) & ids for each in chosen):
        return False
    total = settings.get("totaal_budget_eur", {})
    if sum(each.cost_eur or 0 for each in chosen) > total.get("investering", np.inf):
        return False
    if sum(each.yearly_eur or 0 for each in chosen) > total.get("per_jaar", np.inf):
        return False
    for layer, bounds in settings.get("per_laag", {}).items():
        number = sum(each.layer.value == layer for each in chosen)
        if not bounds.get("minstens", 0) <= number <= bounds.get("hoogstens", 99):
            return False
    budgets = [each for each in settings.get("partijbudget", []) if each.get("hard")]
    investment = {
        each["partij"]: each["investering_eur"] + each.get("extra_bijdrage_eur", 0)
        for each in budgets
        if "investering_eur" in each
    }
    yearly = {each["partij"]: each["per_jaar_eur"] for each in budgets if "per_jaar_eur" in each}
    return can_pay(chosen, investment, "cost_eur") and can_pay(chosen, yearly, "yearly_eur")


def can_pay(chosen: tuple[Measure, ...], purses: dict[str, float], field: str) -> bool:
    """Whether payments exist: a linear program over every (measure, payer)."""
    pairs = [(each, party) for each in chosen for party in each.funder]
    if not pairs:
        return True
    paid = [[1.0 if one is each else 0.0 for one, _ in pairs] for each in chosen]
    spent = [[1.0 if party == who else 0.0 for _, party in pairs] for who in purses]
    found = linprog(
        np.zeros(len(pairs)),
        A_eq=paid,
        b_eq=[getattr(each, field) or 0 for each in chosen],
        A_ub=spent or None,
        b_ub=list(purses.values()) or None,
    )
    return bool(found.status == 0)


@pytest.mark.parametrize("seed", range(12))
def test_a_set_is_allowed_when_every_rule_allows_it(seed: int) -> None:
    settings = BUDGETS[seed % len(BUDGETS)]
    study = world(seed).with_settings(**settings).study
    room = Room.of(study, Catalogue.of(study))
    by_id, verdicts = {each.id: each for each in study.measures}, set()
    for size in range(len(by_id) + 1):
        for ids in combinations(by_id, size):
            expected = may_be_chosen(settings, tuple(by_id[each] for each in ids))
            verdicts.add(expected)
            assert room.allows(ids) == expected, ids
            if room.catalogue.fits(ids):
                assert (not room.breaches(ids)) == expected, (ids, room.breaches(ids))
    assert True in verdicts


def test_a_measure_of_unknown_cost_fits_no_package_under_a_budget_in_that_money() -> None:
    of = world(1).with_settings(totaal_budget_eur={"investering": 1500})
    unknown = of.study.measures[0].model_copy(update={"cost_eur": None, "requires": ()})
    study = replace(of.study, measures=(unknown, *of.study.measures[1:]))
    room = Room.of(study, Catalogue.of(study))
    assert room.unpriced == (unknown.id,)
    assert not room.allows([unknown.id])
    free = replace(study, decision=DecisionSettings())
    assert unknown.id in Room.of(free, Catalogue.of(free)).candidates


def test_parties_of_which_no_amount_is_stated_are_named() -> None:
    study = world(2).with_settings(partijbudget=[{"partij": "net", "investering_eur": 5, "hard": True}]).study
    room = Room.of(study, Catalogue.of(study))
    assert room.unstated == ("gem",)
    assert room.of_party == {("net", CostKind.INVESTMENT): 5}


def told(study: Study, *chosen: str) -> list[tuple[str, tuple[str, ...], float]]:
    return [(each.rule.name, each.about, each.by) for each in Room.of(study, Catalogue.of(study)).breaches(chosen)]


def two_measures(**packages: Any) -> Study:
    """``a`` costs 300 and ``b`` 500; only ``net`` may pay for ``a``, and ``net`` or ``gem`` for ``b``."""
    of = world(1).with_settings(**packages)
    plain = {"requires": (), "excludes": (), "yearly_eur": 10.0}
    first = {**plain, "id": "a", "cost_eur": 300.0, "funder": ("net",)}
    second = {**plain, "id": "b", "cost_eur": 500.0, "funder": ("net", "gem")}
    pairs = zip(of.study.measures, (first, second), strict=False)
    return replace(of.study, measures=tuple(each.model_copy(update=update) for each, update in pairs))


def test_what_a_set_breaks_is_told_with_how_much_too_much() -> None:
    total = two_measures(totaal_budget_eur={"investering": 700, "per_jaar": 15})
    assert told(total, "a") == []
    assert told(total, "a", "b") == [("TOTAL", (), 100.0), ("TOTAL", (), 5.0)]
    pinned = two_measures(vast={"erin": ["a"], "eruit": ["b"]}, totaal_budget_eur={"investering": 400})
    assert told(pinned, "b") == [("LEFT_OUT", ("b",), 0.0), ("PINNED", ("a",), 0.0), ("TOTAL", (), 100.0)]
    layer = two_measures().measures[0].layer.value
    assert told(two_measures(per_laag={layer: {"minstens": 3}}), "a") == [("LAYER_LOW", (layer,), 2.0)]


def test_money_that_nobody_can_pay_is_told_with_the_parties_that_are_out() -> None:
    """``net`` has 250 for ``a``, which costs 300: 50 short, and nothing left for ``b``; ``gem`` pays 450 of 500."""
    purses = [
        {"partij": "net", "investering_eur": 250, "hard": True},
        {"partij": "gem", "investering_eur": 450, "hard": True},
    ]
    study = two_measures(partijbudget=purses)
    assert told(study, "a") == [("PARTIES", ("net",), 50.0)]
    assert told(study, "a", "b") == [("PARTIES", ("net", "gem"), 100.0)]
    assert told(study, "b") == []

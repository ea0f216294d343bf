"""Seven rules divide the same package, and say so when they cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from besluitsteun.decision.costs import CostCase, CostProposal, CostRow, Rule, divide_costs
from besluitsteun.decision.games import Coalition, Cost, InCore
from besluitsteun.decision.money import CostKind
from besluitsteun.schema.decision import CoalitionSettings, PackageSettings
from besluitsteun.schema.measures import Measure

OF_GAME = (Rule.SEPARABLE, Rule.SHAPLEY, Rule.NUCLEOLUS)


def measure(name: str, layer: str, cost: float | None, **keys: Any) -> Measure:
    given = {} if cost is None else {"kosten_eur": cost}
    return Measure.model_validate({"id": name, "naam": name.capitalize(), "laag": layer, **given, **keys})


ALONE: Mapping[Coalition, Cost | None] = {
    frozenset("a"): Cost.exactly(700.0),
    frozenset("b"): Cost.exactly(500.0),
}


def case(
    coalitions: Mapping[str, Any] | None = None, packages: Mapping[str, Any] | None = None, **changes: Any
) -> CostCase:
    """A package of 1000 euro for two parties: a dike (600) and a drill (400)."""
    owners = {"laageigenaren": {"preventie": ["a"], "crisisbeheersing": ["a", "b"]}}
    made = CostCase(
        measures=(measure("dijk", "preventie", 600.0), measure("oefening", "crisisbeheersing", 400.0)),
        kind=CostKind.INVESTMENT,
        rate=None,
        players=("a", "b"),
        names={"a": "Waterschap A", "b": "Gemeente B", "rijk": "het Rijk"},
        alone=ALONE,
        benefit={"a": 30.0, "b": 10.0},
        capacity={"a": 1.0, "b": 4.0},
        outside={},
        coalitions=CoalitionSettings.model_validate({**owners, **(coalitions or {})}),
        packages=PackageSettings.model_validate(packages or {}),
    )
    return replace(made, **changes)


def rows(proposal: CostProposal, rule: Rule) -> dict[str, CostRow]:
    return {row.party: row for row in proposal.rows if row.rule is rule}


def amounts(proposal: CostProposal, rule: Rule) -> dict[str, float | None]:
    return {party: row.amount_eur for party, row in rows(proposal, rule).items()}


def test_the_seven_rules_by_hand() -> None:
    """Together 1000, alone 700 and 500. Extra for the others: 500 and 300, left 200, saved 200 each: 600 and 400.

    Shapley: (700 + 500)/2 and (500 + 300)/2. Nucleolus of two: each saves the same, 100.
    """
    proposal = divide_costs(case())
    assert amounts(proposal, Rule.EQUAL) == {"a": 500.0, "b": 500.0}
    assert amounts(proposal, Rule.BENEFIT) == {"a": 750.0, "b": 250.0}
    assert amounts(proposal, Rule.CAPACITY) == {"a": 200.0, "b": 800.0}
    assert amounts(proposal, Rule.LAYER_OWNER) == {"a": 800.0, "b": 200.0}
    for rule in OF_GAME:
        assert amounts(proposal, rule) == {"a": 600.0, "b": 400.0}
    assert list(dict.fromkeys(row.rule for row in proposal.rows)) == list(Rule)


def test_shares_alone_and_the_core_stand_beside_the_amount() -> None:
    proposal = divide_costs(case())
    row = rows(proposal, Rule.BENEFIT)["a"]
    assert (row.share, row.alone_eur, row.in_core) == (0.75, 700.0, InCore.NO)
    assert "Waterschap A kan het zonder de anderen 50 euro goedkoper" in row.why
    assert rows(proposal, Rule.SHAPLEY)["b"].in_core is InCore.YES


def test_the_rows_of_a_rule_add_up_to_the_cent() -> None:
    thirds = case(
        players=("a", "b", "c"),
        measures=(measure("dijk", "preventie", 100.0),),
        alone={},
    )
    found = amounts(divide_costs(thirds), Rule.EQUAL)
    assert found == {"a": 33.34, "b": 33.33, "c": 33.33}


def test_without_a_cost_no_rule_divides_anything() -> None:
    proposal = divide_costs(case(measures=(measure("dijk", "preventie", None),)))
    assert proposal.total.unknown == ("dijk",)
    assert {(row.amount_eur, row.share, row.in_core) for row in proposal.rows} == {(None, None, InCore.UNKNOWN)}
    assert {row.why for row in proposal.rows} == {"kosten niet bekend (investering): Dijk"}
    assert len(proposal.rows) == 14


def test_the_cost_divided_is_of_the_kind_that_was_asked() -> None:
    made = measure("dijk", "preventie", 600.0, jaarlijks_eur=10.0, levensduur_jaar=20.0)
    totals = {kind: divide_costs(case(measures=(made,), kind=kind, rate=0.0)).total.amount for kind in CostKind}
    assert totals == {CostKind.INVESTMENT: 600.0, CostKind.YEARLY: 10.0, CostKind.EQUIVALENT: 40.0}


@pytest.mark.parametrize(
    ("changes", "rule", "why"),
    [
        ({"benefit": {"a": 30.0}}, Rule.BENEFIT, "baat niet bekend van Gemeente B"),
        ({"benefit": {"a": 30.0, "b": None}}, Rule.BENEFIT, "baat niet bekend van Gemeente B"),
        ({"benefit": {"a": 30.0, "b": -1.0}}, Rule.BENEFIT, "baat onder nul bij Gemeente B"),
        ({"benefit": {"a": 0.0, "b": 0.0}}, Rule.BENEFIT, "niemand heeft baat"),
        ({"capacity": {}}, Rule.CAPACITY, "draagkracht niet bekend van Waterschap A en Gemeente B"),
        ({"coalitions": {"laageigenaren": {}}}, Rule.LAYER_OWNER, "niemand voor preventie en crisisbeheersing"),
        ({"coalitions": {"laageigenaren": {"preventie": ["rijk"], "crisisbeheersing": ["a"]}}}, Rule.LAYER_OWNER,
         "geen speler: het Rijk"),
        ({"alone": {}}, Rule.SHAPLEY, "niet doorgerekend wat zonder de anderen nodig is voor Waterschap A en"),
        ({"alone": {**ALONE, frozenset("b"): None}}, Rule.NUCLEOLUS, "haalt de eigen ambitie niet"),
        ({"alone": dict.fromkeys(ALONE, Cost.exactly(400.0))}, Rule.NUCLEOLUS, "samen is dit duurder dan ieder voor"),
        ({"alone": dict.fromkeys(ALONE, Cost.exactly(400.0))}, Rule.SEPARABLE, "samen is dit duurder dan ieder voor"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_be_computed_says_why(changes: dict[str, Any], rule: Rule, why: str) -> None:
    found = rows(divide_costs(case(**changes)), rule)
    assert set(found) == {"a", "b"}
    for row in found.values():
        assert (row.amount_eur, row.in_core) == (None, InCore.UNKNOWN)
        assert why in row.why


def test_a_party_that_cannot_reach_its_ambition_alone_has_no_cost_alone_and_no_objection() -> None:
    proposal = divide_costs(case(alone={**ALONE, frozenset("b"): None}))
    row = rows(proposal, Rule.CAPACITY)["b"]
    assert (row.amount_eur, row.alone_eur, row.in_core) == (800.0, None, InCore.YES)


def test_what_was_not_computed_leaves_the_core_unknown() -> None:
    proposal = divide_costs(case(alone={frozenset("a"): Cost.exactly(700.0)}))
    row = rows(proposal, Rule.EQUAL)["a"]
    assert row.in_core is InCore.UNKNOWN
    assert "niet van elke groep is bekend" in row.why


def test_an_unproven_cost_gives_a_range_and_leaves_the_core_undecided() -> None:
    proposal = divide_costs(case(alone={**ALONE, frozenset("a"): Cost(580.0, 700.0)}))
    row = rows(proposal, Rule.SHAPLEY)["a"]
    assert (row.amount_eur, row.low_eur, row.high_eur) == (600.0, 540.0, 600.0)
    assert row.in_core is InCore.UNDECIDED
    assert "hoogstens 20 euro" in row.why


def test_more_than_eight_players_get_the_simple_rules_only() -> None:
    nine = tuple("abcdefghi")
    proposal = divide_costs(case(players=nine, alone={}, benefit=dict.fromkeys(nine, 1.0)))
    assert amounts(proposal, Rule.BENEFIT)["a"] == 111.12
    for rule in OF_GAME:
        assert "meer dan 8 spelers" in rows(proposal, rule)["a"].why


def test_what_outsiders_pay_comes_off_and_stands_in_the_rows() -> None:
    proposal = divide_costs(case(outside={"rijk": 200.0}, coalitions={"buiten": [{"partij": "rijk"}]}))
    found = rows(proposal, Rule.EQUAL)
    assert {party: row.amount_eur for party, row in found.items()} == {"a": 400.0, "b": 400.0, "rijk": 200.0}
    assert (found["rijk"].share, found["rijk"].why) == (0.2, "betaalt van buiten mee")
    assert amounts(proposal, Rule.SHAPLEY) == {"a": 500.0, "b": 300.0, "rijk": 200.0}


def test_outsiders_cannot_pay_more_than_everything() -> None:
    with pytest.raises(ValueError, match="more than the package costs"):
        divide_costs(case(outside={"rijk": 1200.0}))


def test_a_ceiling_is_named_and_the_rest_goes_to_the_others() -> None:
    proposal = divide_costs(case(coalitions={"hoogstens_aandeel": {"a": 0.4}}))
    assert [(each.party, each.at_most_eur, each.bound) for each in proposal.ceilings] == [
        ("a", 400.0, "hoogstens 40 % van de kosten")
    ]
    found = rows(proposal, Rule.BENEFIT)
    assert {party: row.within_bounds_eur for party, row in found.items()} == {"a": 400.0, "b": 600.0}
    assert {party: row.amount_eur for party, row in found.items()} == {"a": 750.0, "b": 250.0}
    over = {each.rule: each.asked_eur for each in proposal.overruns}
    assert over[Rule.BENEFIT] == 750.0
    assert Rule.CAPACITY not in over
    assert proposal.shortage is None


def test_what_is_cut_off_goes_to_the_others_as_the_rule_divides_among_them() -> None:
    """60 : 30 : 10 with at most 40 % for the first: 600 left, divided 3 : 1."""
    weights = {"a": 60.0, "b": 30.0, "c": 10.0}
    proposal = divide_costs(case({"hoogstens_aandeel": {"a": 0.4}}, players=tuple("abc"), alone={}, benefit=weights))
    found = {party: row.within_bounds_eur for party, row in rows(proposal, Rule.BENEFIT).items()}
    assert found == {"a": 400.0, "b": 450.0, "c": 150.0}


def test_the_lowest_bound_of_a_party_counts() -> None:
    budget = {"partij": "a", "investering_eur": 100.0, "extra_bijdrage_eur": 50.0, "voorwaarde": "als B meedoet"}
    proposal = divide_costs(case({"hoogstens_aandeel": {"a": 0.4}}, {"partijbudget": [budget]}))
    assert [each.at_most_eur for each in proposal.ceilings] == [150.0]
    expected = "budget 100 euro (bespreekbaar) en extra bijdrage 50 euro (voorwaarde: als B meedoet)"
    assert proposal.ceilings[0].bound == expected


@pytest.mark.parametrize(
    ("kind", "bounds"), [(CostKind.INVESTMENT, [5.0]), (CostKind.YEARLY, [3.0]), (CostKind.EQUIVALENT, [])]
)
def test_a_budget_bounds_only_money_of_its_kind(kind: CostKind, bounds: list[float]) -> None:
    made = measure("dijk", "preventie", 10.0, jaarlijks_eur=10.0, levensduur_jaar=20.0)
    budget = {"partij": "a", "investering_eur": 5.0, "per_jaar_eur": 3.0, "hard": True}
    proposal = divide_costs(case(packages={"partijbudget": [budget]}, measures=(made,), kind=kind, rate=0.0))
    assert [each.at_most_eur for each in proposal.ceilings] == bounds


@pytest.mark.parametrize(
    ("outside", "offered"),
    [([], 0.0), ([{"partij": "rijk", "bijdrage_eur_max": 250.0}], 250.0), ([{"partij": "rijk"}], None)],
)
def test_when_no_division_keeps_to_the_bounds_what_is_needed_from_outside_is_named(
    outside: list[dict[str, Any]], offered: float | None
) -> None:
    budget = {"partij": "b", "investering_eur": 300.0}
    proposal = divide_costs(case({"hoogstens_aandeel": {"a": 0.4}, "buiten": outside}, {"partijbudget": [budget]}))
    assert proposal.shortage is not None
    assert proposal.shortage.needed_eur == pytest.approx(300.0)
    assert proposal.shortage.offered_eur == offered
    assert [each.party for each in proposal.shortage.ceilings] == ["a", "b"]
    assert {row.within_bounds_eur for row in proposal.rows} == {None}


def test_what_outsiders_already_pay_is_no_longer_on_offer() -> None:
    outside = [{"partij": "rijk", "bijdrage_eur_max": 250.0}]
    shares = {"a": 0.4, "b": 0.3}
    made = case({"hoogstens_aandeel": shares, "buiten": outside}, outside={"rijk": 200.0})
    shortage = divide_costs(made).shortage
    assert shortage is not None
    assert (shortage.needed_eur, shortage.offered_eur) == (pytest.approx(100.0), 50.0)


def test_who_has_no_ceiling_can_always_pay_the_rest() -> None:
    assert divide_costs(case({"hoogstens_aandeel": {"a": 0.0}})).shortage is None


def test_without_players_nobody_pays_and_nothing_breaks() -> None:
    assert divide_costs(case(players=(), alone={})).rows == ()


def test_a_package_of_nothing_costs_nobody_anything() -> None:
    free = {frozenset("a"): Cost.exactly(0.0), frozenset("b"): Cost.exactly(0.0)}
    proposal = divide_costs(case(measures=(), alone=free))
    for rule in (Rule.EQUAL, *OF_GAME):
        assert amounts(proposal, rule) == {"a": 0.0, "b": 0.0}
        assert {row.share for row in rows(proposal, rule).values()} == {None}

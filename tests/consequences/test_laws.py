"""Laws of the consequences, for any study and whatever happens: sums, order, more outage is never less loss."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.consequences.accounts import MISSING
from besluitsteun.consequences.quantify import quantify, quantify_areas
from besluitsteun.loading.study import Study

from .happening import Happening, measured
from .worlds import FUNCTIONS, NAMES, STEPS, amounts, happenings, outages, shuffled, worlds

World = tuple[Study, Happening]
MONOTONE = (
    "gebruikersuren", "getroffenen", "kwetsbare_gebruikersuren", "directe_schade_eur", "indirecte_schade_eur",
    "dodelijke_slachtoffers", "klantminuten", "stations_uit", "milieu", "lozing",
)  # fmt: skip
"""Criteria of which there is never less when more fails. Not compensation: two outages that become one longer one may
owe less; not recovery times, shares and ratios, in which what is lost counts on both sides. Damage by outage only as
long as no value stops counting before the horizon: the hours that count are the first ones, and an outage before them
may move them to hours in which another function loses more."""
FEW = settings(deadline=None, max_examples=40)


def totals(of: Study, happened: Happening, criteria: tuple[str, ...] = MONOTONE) -> Mapping[tuple[str, str], Decimal]:
    """Total per criterion and unit; of hours per function."""
    found: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in quantify(measured(of, happened)):
        if row.criterion in criteria:
            found[row.criterion, row.value.unit] += row.value.value or 0
    return found


@FEW
@given(worlds())
def test_sums_over_the_areas_of_every_division_equal_the_totals(world: World) -> None:
    """For every criterion that has areas, function and unit; also with objects outside a division."""
    found = measured(*world)
    whole: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    in_areas = {entry.criterion for entry in found.ledger.entries if entry.group.cell >= 0}
    for row in quantify(found):
        if row.criterion in in_areas:
            whole[row.criterion, row.function, row.value.unit] += row.value.value or 0
    for division in found.ledger.layout.divisions:
        parts: dict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for each in quantify_areas(found):
            if each.division == division:
                parts[each.criterion, each.function, each.value.unit] += each.value.value or 0
        assert parts == whole, division
    assert "gebied" in found.ledger.layout.divisions or not any(asset.area for asset in world[0].assets)


@FEW
@given(worlds(), st.permutations(range(len(NAMES))))
def test_the_order_of_objects_and_functions_changes_no_row(world: World, order: list[int]) -> None:
    """Except which of two functions with exactly the same loss is told to lose it: the first in the study."""
    of, happened = world
    one, other = measured(of, happened), measured(replace(shuffled(of, order), functions=of.functions), happened)
    assert quantify(one) == quantify(other)
    assert quantify_areas(one) == quantify_areas(other)
    of = replace(of, criteria=tuple(each for each in of.criteria if each.id != "indirecte_schade_eur"))
    assert amounts(measured(of, happened)) == amounts(measured(shuffled(of, order), happened))


@FEW
@given(worlds(), happenings())
def test_what_happens_in_one_scenario_changes_nothing_in_another(world: World, other: Happening) -> None:
    of, happened = world
    both = replace(of, scenarios=tuple(each.model_copy(update={"id": name}) for each in of.scenarios for name in "st"))
    alone = list(quantify(measured(replace(both, scenarios=both.scenarios[:1]), happened)))
    together = quantify(measured(both, happened, other))
    turned = quantify(measured(replace(both, scenarios=both.scenarios[::-1]), other, happened))
    assert [row for row in together if row.scenario == "s"] == alone
    assert [row for row in turned if row.scenario == "s"] == alone


def more(spans: list[tuple[int, int]], extra: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Both together, as disjoint outages."""
    down = sorted({step for start, end in (*spans, *extra) for step in range(start, end)})
    starts = [step for step in down if step - 1 not in down]
    ends = [step + 1 for step in down if step + 1 not in down]
    return list(zip(starts, ends, strict=True))


@FEW
@given(worlds(), st.sampled_from(NAMES), outages())
def test_another_outage_never_makes_less_of_anything(world: World, name: str, extra: list[tuple[int, int]]) -> None:
    of, happened = world
    longer = more(list(happened.out.get(name, [])), extra)
    worse = replace(happened, out={**happened.out, name: longer} if longer else happened.out)
    less, much = totals(of, happened), totals(of, worse)
    assert less.keys() == much.keys()
    assert not [key for key in less if less[key] > much[key]]


@FEW
@given(worlds(), st.sampled_from(NAMES), st.integers(0, 4000), st.integers(0, 5000))
def test_more_water_never_makes_less_damage_or_fewer_deaths(world: World, name: str, deeper: int, faster: int) -> None:
    of, happened = world
    depth = max(happened.depth.get(name, 0), deeper)
    rise = max(happened.rise.get(name, 0), faster)
    worse = replace(happened, depth={**happened.depth, name: depth}, rise={**happened.rise, name: rise})
    criteria = ("directe_schade_eur", "dodelijke_slachtoffers")
    less, much = totals(of, happened, criteria), totals(of, worse, criteria)
    assert not [key for key in less if less[key] > much[key]]


@FEW
@given(worlds())
def test_damage_by_outage_lies_between_the_largest_function_and_the_sum(world: World) -> None:
    """Per study: no less than any function by itself, no more than all of them without the rule of overlap."""
    of, happened = world
    whole = totals(of, happened, ("indirecte_schade_eur",))["indirecte_schade_eur", "eur"]
    alone = []
    for function in FUNCTIONS:
        mine = {asset.id for asset in of.assets if asset.function == function["id"]}
        only = replace(happened, out={name: spans for name, spans in happened.out.items() if name in mine})
        alone.append(totals(of, only, ("indirecte_schade_eur",))["indirecte_schade_eur", "eur"])
    assert max(alone) <= whole <= sum(alone)


@FEW
@given(worlds())
def test_affected_and_dead_are_no_more_than_there_are_people(world: World) -> None:
    of, happened = world
    found = measured(of, happened)
    people = sum(found.stakes.residents.tolist()) / 1000
    told = totals(of, happened, ("getroffenen", "dodelijke_slachtoffers"))
    assert all(float(each) <= people for each in told.values())


@FEW
@given(worlds())
def test_every_row_has_one_unit_and_units_are_those_of_the_function(world: World) -> None:
    of, happened = world
    units = {each.id: each.user_unit for each in of.functions}
    for row in quantify(measured(of, happened)):
        if row.criterion == "gebruikersuren":
            assert row.value.unit == f"{units[row.function]} × uur"
        if row.criterion == "lozing":
            assert row.value.unit in ("m3", "ton")
        if row.criterion.endswith("_eur"):
            assert row.value.unit == "eur"
        assert row.value.value is None or row.value.value >= 0


@FEW
@given(worlds())
def test_customer_minutes_are_sixty_times_the_user_hours(world: World) -> None:
    found = totals(*world, ("gebruikersuren", "klantminuten"))
    for function in FUNCTIONS:
        unit = function["gebruikerseenheid"]
        assert found["klantminuten", f"{unit} × minuut"] == 60 * found["gebruikersuren", f"{unit} × uur"]


@FEW
@given(worlds())
def test_shares_lie_from_0_to_1_and_chain_factors_from_1(world: World) -> None:
    for key, amount in amounts(measured(*world)).items():
        if key[0] == "gevolg_buiten_water":
            assert amount == MISSING or 0 <= amount <= 1_000_000
        if key[0] == "keteneffectfactor":
            assert amount == MISSING or amount >= 1_000_000


@FEW
@given(worlds())
def test_half_recovered_comes_no_later_than_nearly_recovered_and_both_before_the_horizon(world: World) -> None:
    found = amounts(measured(*world))
    for key, amount in found.items():
        if key[0] == "hersteltijd_t50_uur":
            assert 0 <= amount <= found["hersteltijd_t95_uur", *key[1:]] <= STEPS

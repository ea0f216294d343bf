"""The rules of the game keep their laws, and give the published numbers of published games."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.decision.games import (
    Coalition,
    Cost,
    Division,
    Game,
    InCore,
    Reason,
    Union,
    coalitions,
    in_core,
    least_core,
    nucleolus,
    obstacle,
    separable_costs,
    shapley,
    subadditive_closure,
    unions_to_simulate,
)

NAMES = "abcde"


def game_of(costs: Mapping[str, float]) -> Game:
    """A game from costs by the letters of a coalition."""
    players = tuple(sorted({letter for letters in costs for letter in letters}))
    return Game(players, {frozenset(letters): Cost.exactly(value) for letters, value in costs.items()})


TVA = game_of({"f": 140_826, "n": 163_520, "p": 250_096, "fn": 301_607, "np": 378_821, "fp": 367_370, "fnp": 412_584})
"""Tennessee Valley Authority: n navigation, f flood control, p power, in thousands of dollars. The costs of the
coalitions are alternative dams designed by the engineers of the TVA, from Ransmeier 1942, "The Tennessee Valley
Authority: a case study in the economics of multiple purpose stream planning", as printed by Straffin and Heaney 1981,
"Game theory and the Tennessee Valley Authority", International Journal of Game Theory 10: 35–43."""


@st.composite
def games(draw: st.DrawFn, least: int = 2, most: int = 4) -> Game:
    players = tuple(NAMES[: draw(st.integers(least, most))])
    return Game(players, {each: Cost.exactly(float(draw(st.integers(0, 60)))) for each in coalitions(players)})


@st.composite
def interval_games(draw: st.DrawFn) -> Game:
    exact = draw(games(most=3))
    widths = {each: draw(st.integers(0, 9)) for each in exact.costs}
    return Game(exact.players, {s: Cost(c.high - widths[s], c.high) for s, c in exact.costs.items() if c is not None})


def high(game: Game, coalition: Coalition) -> float:
    cost = game.costs[coalition]
    assert cost is not None
    return cost.high


# --- Shapley


@given(games())
@settings(deadline=None)
def test_shapley_divides_everything(game: Game) -> None:
    assert math.fsum(shapley(game).amounts.values()) == pytest.approx(high(game, game.everyone))


@given(games())
@settings(deadline=None)
def test_shapley_is_the_mean_over_the_orders_of_joining(game: Game) -> None:
    added = dict.fromkeys(game.players, 0.0)
    orders = list(itertools.permutations(game.players))
    for order in orders:
        for place, player in enumerate(order):
            before = high(game, frozenset(order[:place])) if place else 0.0
            added[player] += high(game, frozenset(order[: place + 1])) - before
    assert shapley(game).amounts == pytest.approx({p: total / len(orders) for p, total in added.items()})


@given(games(), st.data())
@settings(deadline=None)
def test_shapley_treats_players_that_cost_the_same_the_same(game: Game, data: st.DataObject) -> None:
    a, b = data.draw(st.permutations(game.players))[:2]
    swap = {a: b, b: a}
    even = {
        each: Cost.exactly(high(game, each) + high(game, frozenset(swap.get(p, p) for p in each)))
        for each in coalitions(game.players)
    }
    amounts = shapley(Game(game.players, even)).amounts
    assert amounts[a] == pytest.approx(amounts[b])


@given(games(most=3), st.integers(0, 20))
@settings(deadline=None)
def test_shapley_asks_of_a_dummy_what_it_costs_alone(game: Game, alone: int) -> None:
    added = {each | {"z"}: Cost.exactly(high(game, each) + alone) for each in game.costs}
    wider = Game((*game.players, "z"), {**game.costs, **added, frozenset("z"): Cost.exactly(float(alone))})
    amounts = shapley(wider).amounts
    assert amounts["z"] == pytest.approx(alone, abs=1e-9)
    assert {player: amounts[player] for player in game.players} == pytest.approx(shapley(game).amounts)


@given(games(least=3, most=3), games(least=3, most=3))
@settings(deadline=None)
def test_shapley_of_two_games_together_is_the_sum(one: Game, other: Game) -> None:
    both = Game(one.players, {each: Cost.exactly(high(one, each) + high(other, each)) for each in one.costs})
    apart = {player: shapley(one).amounts[player] + shapley(other).amounts[player] for player in one.players}
    assert shapley(both).amounts == pytest.approx(apart)


@given(interval_games(), st.data())
@settings(deadline=None)
def test_shapley_of_any_costs_in_their_intervals_lies_in_its_range(game: Game, data: st.DataObject) -> None:
    ends = {s: data.draw(st.sampled_from((c.low, c.high))) for s, c in game.costs.items() if c is not None}
    true = shapley(Game(game.players, {s: Cost.exactly(value) for s, value in ends.items()}))
    ranges = shapley(game).ranges
    for player, amount in true.amounts.items():
        assert ranges[player][0] - 1e-9 <= amount <= ranges[player][1] + 1e-9


# --- nucleolus and core


def complaints(game: Game, amounts: Mapping[str, float]) -> list[float]:
    """x(S) − c(S) of every coalition but the grand one, the largest first."""
    proper = [each for each in game.costs if each != game.everyone]
    return sorted((sum(amounts[p] for p in each) - high(game, each) for each in proper), reverse=True)


def has_imputations(game: Game) -> bool:
    return high(game, game.everyone) <= sum(high(game, frozenset({player})) for player in game.players)


@given(games())
@settings(deadline=None, max_examples=60)
def test_the_nucleolus_divides_everything_and_nobody_pays_more_than_alone(game: Game) -> None:
    division = nucleolus(game)
    if not has_imputations(game):
        assert division.obstacle is not None
        assert division.obstacle.reason is Reason.DEARER_TOGETHER
        return
    assert sum(division.amounts.values()) == pytest.approx(high(game, game.everyone), abs=1e-4)
    for player, amount in division.amounts.items():
        assert amount <= high(game, frozenset({player})) + 1e-4


@given(games())
@settings(deadline=None, max_examples=60)
def test_the_nucleolus_lies_in_the_core_when_there_is_one_and_then_in_the_least_core(game: Game) -> None:
    smallest = least_core(game)
    assert smallest is not None
    if smallest <= 0:
        amounts = nucleolus(game).amounts
        assert in_core(game, amounts).member is InCore.YES
        assert complaints(game, amounts)[0] == pytest.approx(smallest, abs=1e-4)


@given(games(least=3, most=3), st.data())
@settings(deadline=None, max_examples=60)
def test_no_other_division_has_smaller_complaints_in_order_than_the_nucleolus(game: Game, data: st.DataObject) -> None:
    if not has_imputations(game):
        return
    best = nucleolus(game).amounts
    shift = data.draw(st.floats(-20, 20)), data.draw(st.floats(-20, 20))
    a, b, c = game.players
    other = {a: best[a] + shift[0], b: best[b] + shift[1], c: best[c] - shift[0] - shift[1]}
    if any(other[player] > high(game, frozenset({player})) for player in game.players):
        return
    for mine, theirs in zip(complaints(game, best), complaints(game, other), strict=True):
        if abs(mine - theirs) > 1e-3:
            assert mine < theirs
            return


def test_the_valley_authority_as_published() -> None:
    """Straffin and Heaney 1981: the Shapley value, the nucleolus and SCRB (the method the TVA itself came to use)."""
    assert shapley(TVA).amounts == pytest.approx({"f": 100_756.5, "n": 117_829.0, "p": 193_998.5})
    assert nucleolus(TVA).amounts == pytest.approx({"f": 93_540, "n": 116_234, "p": 202_810}, abs=0.6)


def test_separable_costs_of_the_valley_authority_by_hand() -> None:
    """s = 33.763, 45.214, 110.977; r = 107.063, 118.306, 139.119 (sum 364.488); 222.630 is left to divide."""
    expected = {
        "f": 33_763 + 222_630 * 107_063 / 364_488,
        "n": 45_214 + 222_630 * 118_306 / 364_488,
        "p": 110_977 + 222_630 * 139_119 / 364_488,
    }
    assert separable_costs(TVA).amounts == pytest.approx(expected)


def test_separable_costs_are_not_told_when_a_party_adds_more_than_it_costs_alone() -> None:
    game = game_of({"a": 10, "b": 10, "ab": 25})
    found = separable_costs(game).obstacle
    assert found is not None
    assert found.reason is Reason.DEARER_TOGETHER


def test_separable_costs_are_not_told_when_one_party_is_better_off_alone_though_the_others_save() -> None:
    """a adds 20 − 5 = 15 and costs 10 alone; b and c add 8 and save 22 each."""
    found = separable_costs(game_of({"a": 10, "b": 30, "c": 30, "ab": 12, "ac": 12, "bc": 5, "abc": 20})).obstacle
    assert found is not None
    assert (found.reason, found.about) == (Reason.DEARER_TOGETHER, (frozenset("a"),))


@pytest.mark.parametrize(
    ("estate", "expected"),
    [(100, (100 / 3, 100 / 3, 100 / 3)), (200, (50, 75, 75)), (300, (50, 100, 150))],
)
def test_the_three_widows(estate: int, expected: tuple[float, float, float]) -> None:
    """Claims of 100, 200 and 300 (Mishna, Kethubot 93a); Aumann and Maschler 1985, "Game theoretic analysis of a
    bankruptcy problem from the Talmud", Journal of Economic Theory 36: 195–213: the division is the nucleolus of the
    game in which S gets what is left when the others are paid in full, v(S) = max(0, E − d(N∖S)); c(S) = −v(S)."""
    claims = {"a": 100, "b": 200, "c": 300}
    left = {s: max(0, estate - sum(claims[p] for p in claims if p not in s)) for s in coalitions("abc")}
    division = nucleolus(Game(tuple("abc"), {s: Cost.exactly(-float(value)) for s, value in left.items()}))
    assert [-division.amounts[player] for player in "abc"] == pytest.approx(expected)


RUNWAYS = {"a": 8.0, "b": 11.0, "c": 13.0, "d": 18.0}


def airport() -> Game:
    """A runway for four aircraft: a group needs the runway of its longest, c(S) = max of its members' costs."""
    return Game(tuple("abcd"), {s: Cost.exactly(max(RUNWAYS[p] for p in s)) for s in coalitions("abcd")})


def test_shapley_of_the_airport_game() -> None:
    """Littlechild and Owen 1973, "A simple expression for the Shapley value in a special case", Management Science
    20(3): 370–372: every piece of runway is shared equally by those who need it: 8/4, + 3/3, + 2/2, + 5/1."""
    assert shapley(airport()).amounts == pytest.approx({"a": 2, "b": 3, "c": 4, "d": 9})


def test_nucleolus_of_the_airport_game() -> None:
    """Littlechild 1974, "A simple expression for the nucleolus in a special case", International Journal of Game
    Theory 3: 21–29: the smallest of 8/2, 11/3, 13/4 and 18/4 is 13/4, which the first three pay; d pays the rest."""
    assert nucleolus(airport()).amounts == pytest.approx({"a": 3.25, "b": 3.25, "c": 3.25, "d": 8.25})


def test_eight_players_get_a_nucleolus_and_nine_do_not() -> None:
    players = tuple("abcdefgh")
    game = Game(players, {s: Cost.exactly(len(s) ** 0.5) for s in coalitions(players)})
    assert nucleolus(game).amounts == pytest.approx(dict.fromkeys(players, 8**0.5 / 8))
    nine = Game((*players, "i"), {frozenset("i"): Cost.exactly(1.0)})
    assert [rule(nine).obstacle for rule in (shapley, nucleolus, separable_costs)] == [obstacle(nine)] * 3
    assert shapley(nine).obstacle is not None
    assert shapley(nine).obstacle.reason is Reason.TOO_MANY  # type: ignore[union-attr]


def test_a_player_alone_pays_everything() -> None:
    game = game_of({"a": 12})
    for rule in (shapley, nucleolus, separable_costs):
        assert rule(game).amounts == {"a": pytest.approx(12)}


# --- honest answers


AB = {"a": 10.0, "b": 10.0, "c": 10.0, "ab": 14.0, "ac": 18.0, "bc": 18.0, "abc": 24.0}


def with_ab(cost: Cost | None) -> Game:
    return game_of(AB).with_cost(frozenset("ab"), cost)


@pytest.mark.parametrize(
    ("cost", "member"),
    [
        (Cost(16.0, 18.0), InCore.YES),
        (Cost(15.0, 18.0), InCore.UNDECIDED),
        (Cost(13.0, 15.0), InCore.NO),
        (None, InCore.YES),
    ],
)
def test_the_core_is_certain_only_outside_the_interval(cost: Cost | None, member: InCore) -> None:
    answer = in_core(with_ab(cost), {"a": 8.0, "b": 8.0, "c": 8.0})
    assert answer.member is member
    if member in (InCore.NO, InCore.UNDECIDED):
        assert (answer.objects, answer.gain) == (frozenset("ab"), 1.0)
    assert answer.without_row == ((frozenset("ab"),) if cost is None else ())


def test_what_was_not_computed_leaves_the_core_open_unless_another_coalition_objects() -> None:
    costs = dict(game_of(AB).costs)
    del costs[frozenset("ab")]
    game = Game(tuple("abc"), costs)
    assert in_core(game, {"a": 8.0, "b": 8.0, "c": 8.0}).member is InCore.UNKNOWN
    assert in_core(game, {"a": 4.0, "b": 8.0, "c": 12.0}).member is InCore.NO
    assert least_core(game) is None


def test_no_core_when_everybody_together_cannot() -> None:
    assert in_core(game_of(AB).with_cost(frozenset("abc"), None), {}).member is InCore.UNKNOWN


def test_amounts_that_do_not_add_up_are_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        in_core(game_of(AB), {"a": 1.0, "b": 1.0, "c": 1.0})


@pytest.mark.parametrize("rule", [shapley, nucleolus, separable_costs])
def test_the_rules_of_the_game_are_not_told_when_a_coalition_cannot_or_was_not_computed(rule: object) -> None:
    assert callable(rule)
    impossible: Division = rule(with_ab(None))
    assert impossible.amounts == {}
    assert impossible.obstacle is not None
    assert (impossible.obstacle.reason, impossible.obstacle.about) == (Reason.INFEASIBLE, (frozenset("ab"),))
    absent: Division = rule(Game(tuple("ab"), {frozenset("ab"): Cost.exactly(1.0)}))
    assert absent.obstacle is not None
    assert absent.obstacle.about == (frozenset("a"), frozenset("b"))


@pytest.mark.parametrize(
    "make",
    [
        lambda: Cost(2.0, 1.0),
        lambda: Cost(math.nan, 1.0),
        lambda: Game((), {}),
        lambda: Game(("a", "a"), {}),
        lambda: Game(("a",), {frozenset("b"): None}),
        lambda: Game(("a",), {frozenset(): None}),
    ],
)
def test_what_is_no_game_is_refused(make: object) -> None:
    assert callable(make)
    with pytest.raises(ValueError, match=r"interval|player|coalition"):
        make()


# --- closure


def test_only_unions_that_look_cheaper_are_simulated() -> None:
    game = Game(tuple("ab"), {frozenset("a"): Cost.exactly(5), frozenset("b"): Cost.exactly(6)})
    pair = ((frozenset("a"), frozenset("b")),)
    assert unions_to_simulate(game.with_cost(frozenset("ab"), Cost(4, 12))) == pair
    assert unions_to_simulate(game.with_cost(frozenset("ab"), None)) == pair
    assert unions_to_simulate(game.with_cost(frozenset("ab"), Cost(4, 11))) == ()
    assert unions_to_simulate(game) == ()


def test_coalitions_with_a_player_in_common_are_not_put_together() -> None:
    costs = {frozenset(s): Cost.exactly(v) for s, v in {"ab": 5.0, "bc": 5.0, "abc": 12.0}.items()}
    assert unions_to_simulate(Game(tuple("abc"), costs)) == ()


def test_a_union_counts_when_it_was_simulated_and_reaches_every_ambition() -> None:
    parts = (frozenset("a"), frozenset("b"))
    costs = {parts[0]: Cost.exactly(5), parts[1]: Cost.exactly(6), frozenset("ab"): Cost(4, 12)}
    game = Game(tuple("ab"), costs)
    assert subadditive_closure(game, [Union(parts, ("m", "n"), 11.0, reaches=False)]) == game
    closed = subadditive_closure(game, [Union(parts, ("m", "n"), 10.0, reaches=True)])
    assert closed.costs[frozenset("ab")] == Cost(4, 10)
    assert subadditive_closure(closed, [Union(parts, ("m", "o"), 11.0, reaches=True)]) == closed
    found = subadditive_closure(game.with_cost(frozenset("ab"), None), [Union(parts, ("m",), 11.0, reaches=True)])
    assert found.costs[frozenset("ab")] == Cost(0, 11)


def test_a_union_below_the_proven_bound_is_an_error_of_the_bound() -> None:
    parts = (frozenset("a"), frozenset("b"))
    game = Game(tuple("ab"), {parts[0]: Cost.exactly(5), parts[1]: Cost.exactly(6), frozenset("ab"): Cost(9, 12)})
    with pytest.raises(ValueError, match="proven bound"):
        subadditive_closure(game, [Union(parts, ("m",), 8.0, reaches=True)])

"""Deadlocks at the horizon: who is in a ring, who hangs on one, since when, and what would release it."""

from __future__ import annotations

from typing import Any

from besluitsteun.simulation.runner import simulate

from .builders import need, out, prepared, readable, scenario, study

Row = tuple[int, str, int, list[str]]


def blockades(assets: Any, needs: Any, *outages: Any, horizon: int = 24) -> list[Row]:
    """(ring, asset, since, released by) in the order of the output."""
    network, water = prepared(study(assets, needs, [scenario(*outages)], horizon=horizon))
    rows: list[Row] = readable(network, simulate(network, water))[0]["blockades"]
    return rows


def test_two_that_wait_for_each_other_and_one_that_hangs_on_them() -> None:
    """a and b need each other; c needs b; a was out in [3, 6). Each of a and b lifts the other; c lifts nobody."""
    needs = [need("a", "b"), need("b", "a"), need("c", "b", buffer=2)]
    assert blockades("abc", needs, out("a", 3, 6)) == [
        (1, "a", 3, ["a", "b"]),
        (1, "b", 3, ["a", "b"]),
        (0, "c", 5, []),
    ]


def test_a_ring_that_needs_both_of_its_neighbours_is_released_by_nobody_alone() -> None:
    """Every one of a, b, c needs both others: started alone, none keeps itself or another running."""
    needs = [need("a", "b", "c"), need("b", "a", "c"), need("c", "a", "b")]
    assert blockades("abc", needs, out("a", 3, 6)) == [(1, name, 3, []) for name in "abc"]


def test_a_ring_of_three_is_released_by_each_member() -> None:
    needs = [need("a", "b"), need("b", "c"), need("c", "a")]
    assert blockades("abc", needs, out("b", 3, 6)) == [(1, name, 3, ["a", "b", "c"]) for name in "abc"]


def test_released_from_outside_the_ring() -> None:
    """a and b need each other, but a also makes do with r; r needs s and s needs r, all down. Ring 1 = {a, b},
    ring 2 = {r, s}. a releases a, b only; r releases r, s, and through r also a and b. s lifts r, so it does as well.
    """
    needs = [need("a", "b", "r", minimum=1), need("b", "a"), need("r", "s"), need("s", "r")]
    found = blockades("abrs", needs, out("a", 3, 6), out("r", 3, 6))
    assert found == [
        (1, "a", 3, ["a", "b", "r", "s"]),
        (1, "b", 3, ["a", "b", "r", "s"]),
        (2, "r", 3, ["r", "s"]),
        (2, "s", 3, ["r", "s"]),
    ]


def test_waiting_for_a_restart_is_no_deadlock() -> None:
    """Horizon 10. a is back in 8, b needs a and waits 5 hours: down at the horizon, not deadlocked."""
    assert blockades("ab", [need("b", "a", restart=5)], out("a", 3, 8), horizon=10) == []


def test_a_ring_that_is_still_out_itself_is_no_deadlock() -> None:
    """As long as a is out, it is missing and nothing waits for itself; b is down because a is."""
    assert blockades("ab", [need("a", "b"), need("b", "a")], out("a", 3)) == []


def test_a_ring_that_hangs_on_what_is_out_is_no_deadlock() -> None:
    """a and b need each other and a needs x, which is out to the end: x is missing, not each other."""
    assert blockades("abx", [need("a", "b"), need("b", "a"), need("a", "x")], out("x", 3)) == []


def test_a_self_starter_leaves_no_deadlock() -> None:
    assets = {"a": {"zelfstandig_opstarten": True}, "b": {}}
    assert blockades(assets, [need("a", "b"), need("b", "a")], out("a", 3, 6)) == []


def test_since_is_the_start_of_the_outage_that_lasts() -> None:
    """b needs a with a buffer of 2, a needs b. a out in [1, 2): b bridges it. a out in [5, 9): b falls in 7, for good.
    x needs a: down in [1, 2), and from 5 on.
    """
    needs = [need("a", "b"), need("b", "a", buffer=2), need("x", "a")]
    found = blockades("abx", needs, out("a", 1, 2), out("a", 5, 9))
    assert [row[:3] for row in found] == [(1, "a", 5), (1, "b", 7), (0, "x", 5)]


def test_rings_are_numbered_by_smallest_id_and_hangers_come_last() -> None:
    """The ring {a, z} has the smallest id, whatever the order of the rows."""
    needs = [need("c", "m"), need("m", "n"), need("n", "m"), need("z", "a"), need("a", "z")]
    found = blockades("nmzca", needs, out("n", 1, 2), out("z", 4, 5))
    assert [(ring, name) for ring, name, _, _ in found] == [(1, "a"), (1, "z"), (2, "m"), (2, "n"), (0, "c")]


def test_all_who_wait_round_are_one_ring() -> None:
    """a and b need each other, but b would also make do with c, and c needs a: a - b - a and b - c - a are one ring."""
    needs = [need("a", "b"), need("b", "a", "c", minimum=1), need("c", "a")]
    found = blockades("abc", needs, out("a", 3, 6))
    assert [(ring, name) for ring, name, _, _ in found] == [(1, "a"), (1, "b"), (1, "c")]
    assert found[0][3] == ["a", "b", "c"]

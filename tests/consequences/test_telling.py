"""The chains worth telling: dearest first, each origin and function once, people where they are known."""

from __future__ import annotations

from besluitsteun.consequences.telling import MOST_CHAINS, telling_chains
from besluitsteun.network import build_network
from besluitsteun.simulation.exposure import expose
from besluitsteun.simulation.runner import simulate

from ..simulation.builders import need
from .happening import Happening, measured, study


def told(assets: list[dict[str, object]], needs: list[object], **rest: object) -> list[tuple[str, str, float]]:
    """(origin, asset, person-hours) of the chains when the first object is out for ten hours."""
    scenario = {"id": "s", "uitval": [{"object": assets[0]["id"], "van_uur": 0, "tot_uur": 10}]}
    of = study(assets, needs=needs, scenarios=[scenario], **rest)  # type: ignore[arg-type]
    network = build_network(of)
    outages = simulate(network, expose(of, network))
    chains = telling_chains(measured(of, Happening()), outages)
    return [(of.assets[each.origin].id, of.assets[each.asset].id, each.person_hours) for each in chains]


FUNCTIONS = [{"id": "f"}, {"id": "g"}]


def test_dearest_first_and_ends_of_a_function_together() -> None:
    """Two homes of 5 and 3 residents lose f through a for 10 h: 80; one of 9 loses g: 90."""
    assets = [
        {"id": "a"},
        {"id": "b", "inwoners": 5},
        {"id": "c", "inwoners": 3},
        {"id": "d", "functie": "g", "inwoners": 9},
    ]
    needs = [need(each, "a") for each in "bcd"]
    assert told(assets, needs, functions=FUNCTIONS) == [("a", "d", 90), ("a", "b", 80)]


def test_users_where_nobody_gave_residents() -> None:
    assert told([{"id": "a"}, {"id": "b", "gebruikers": 7}], [need("b", "a")]) == [("a", "b", 70)]


def test_of_equals_the_smallest_id() -> None:
    assets = [{"id": "z"}, {"id": "y", "inwoners": 5}, {"id": "x", "inwoners": 5}]
    assert told(assets, [need("x", "z"), need("y", "z")]) == [("z", "x", 100)]


def test_what_is_hit_itself_is_no_chain() -> None:
    assert told([{"id": "a", "inwoners": 5}], []) == []


def test_at_most_five_per_scenario() -> None:
    functions = [{"id": f"f{n}"} for n in range(8)]
    assets = [{"id": "a", "functie": "f0"}] + [{"id": f"b{n}", "functie": f"f{n}", "inwoners": n + 1} for n in range(8)]
    found = told(assets, [need(f"b{n}", "a") for n in range(8)], functions=functions)
    assert [asset for _, asset, _ in found] == ["b7", "b6", "b5", "b4", "b3"]
    assert len(found) == MOST_CHAINS

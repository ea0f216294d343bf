"""Rules: needs worked out by hand, distances against brute force, and what is refused."""

from __future__ import annotations

import time
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.loading.rules import PlacedNeed, PlacedRule, derive_needs, some_of
from besluitsteun.problems import Place, Problem, Severity
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.base import Status
from besluitsteun.schema.sources import RULES

PLACE = Place("afhankelijkheden", line=12)


def asset(name: str, **keys: Any) -> Asset:
    areas, columns = keys.pop("areas", {}), keys.pop("columns", {})
    record = Asset.model_validate({"id": name, "functie": "stroom", **keys})
    return record.model_copy(update={"areas": areas, "columns": columns})


def derive(assets: list[Asset], *rules: dict[str, Any]) -> tuple[list[PlacedNeed], list[Problem]]:
    return derive_needs([PlacedRule(RULES[rule["regel"]].model_validate(rule), PLACE) for rule in rules], assets)


def pairs(needs: list[PlacedNeed]) -> dict[str, tuple[str, ...]]:
    return {each.need.consumer: each.need.suppliers for each in needs}


def nearest_rule(**keys: Any) -> dict[str, Any]:
    return {"regel": "dichtstbijzijnde", "afnemer": {"soort": "huis"}, "leverancier": {"soort": "station"}, **keys}


def column_rule(**keys: Any) -> dict[str, Any]:
    selectors = {"afnemer": {"soort": "huis"}, "leverancier": {"soort": "station"}}
    return {"regel": "kolom", "kolom": "voeding", **selectors, **keys}


def area_rule(**keys: Any) -> dict[str, Any]:
    selectors = {"afnemer": {"soort": "huis"}, "leverancier": {"soort": "station"}}
    return {"regel": "zelfde_gebied", "indeling": "gemeente", **selectors, **keys}


def house(name: str, x: float | None = None, y: float | None = None, **keys: Any) -> Asset:
    return asset(name, soort="huis", x=x, y=y, **keys)


def station(name: str, x: float | None = None, y: float | None = None, **keys: Any) -> Asset:
    return asset(name, soort="station", x=x, y=y, **keys)


THREE = [station("s_oost", 10, 0), station("s_west", -10, 0), station("s_ver", 100, 0)]


def test_a_need_carries_the_keys_of_the_rule_and_names_it() -> None:
    rule = nearest_rule(
        aantal=2, minimaal=1, groep="stroom", buffer_uur=3, herstart_uur="0.5", startfaalkans=0.1, bron="ontwerpwaarden"
    )
    needs, problems = derive([house("h", 0, 0), *THREE], rule)
    assert problems == []
    (placed,) = needs
    need = placed.need
    assert placed.place == PLACE
    assert (need.consumer, need.group, need.suppliers, need.minimum) == ("h", "stroom", ("s_oost", "s_west"), 1)
    assert (need.buffer_hours, need.restart_hours, need.start_failure_chance) == (Decimal(3), Decimal("0.5"), 0.1)
    assert need.source == "regel dichtstbijzijnde (afhankelijkheden regel 12): ontwerpwaarden"
    assert need.status is Status.ASSUMPTION


def test_an_empty_minimum_is_all_that_are_found() -> None:
    (placed,), _ = derive([house("h", 0, 0), *THREE], nearest_rule(aantal=2))
    assert placed.need.minimum == 2
    (placed,), problems = derive([house("h", 0, 0), *THREE], nearest_rule(aantal=3, max_afstand_m=50))
    assert (placed.need.suppliers, placed.need.minimum, problems) == (("s_oost", "s_west"), 2, [])
    assert placed.need.source == "regel dichtstbijzijnde (afhankelijkheden regel 12)"


def test_a_minimum_is_never_lowered() -> None:
    (placed,), problems = derive([house("h", 0, 0), *THREE], nearest_rule(aantal=3, minimaal=2, max_afstand_m=50))
    assert (len(placed.need.suppliers), placed.need.minimum, problems) == (2, 2, [])
    needs, (problem,) = derive([house("h", 1, 0), *THREE], nearest_rule(aantal=3, minimaal=2, max_afstand_m=9))
    assert needs == []
    assert problem.found == "voor 1 afnemer vindt de regel minder dan 2 leveranciers: h (1)"
    assert problem.expected == "voor elke afnemer minstens 2 leveranciers binnen 9 m"


def test_equal_distances_go_by_id_also_for_decimal_coordinates() -> None:
    """0.2 - 0.1 and 0.3 - 0.2 differ in binary fractions; as written they are equal."""
    stations = [station("b", 0.3, 0), station("a", 0.1, 0)]
    assert pairs(derive([house("h", 0.2, 0), *stations], nearest_rule())[0]) == {"h": ("a",)}
    stations = [station("a", 0.3, 0), station("b", 0.1, 0)]
    assert pairs(derive([house("h", 0.2, 0), *stations], nearest_rule())[0]) == {"h": ("a",)}


def test_the_largest_distance_counts_still() -> None:
    """3-4-5 in tenths of a metre: exactly 0.5 m."""
    both = [house("h", 0.1, 0.1), station("s", 0.4, 0.5)]
    assert pairs(derive(both, nearest_rule(max_afstand_m=0.5))[0]) == {"h": ("s",)}
    assert pairs(derive(both, nearest_rule(max_afstand_m=0.4999, niet_gevonden="geen_behoefte"))[0]) == {}


def test_a_rule_never_picks_the_object_itself() -> None:
    same = [station("a", 0, 0), station("b", 0, 0), station("c", 5, 0)]
    rule = nearest_rule(afnemer={"soort": "station"})
    assert pairs(derive(same, rule)[0]) == {"a": ("b",), "b": ("a",), "c": ("a",)}
    areas = [station(name, areas={"gemeente": "x"}) for name in "cab"]
    rule = area_rule(afnemer={"soort": "station"})
    assert pairs(derive(areas, rule)[0]) == {"a": ("b", "c"), "b": ("a", "c"), "c": ("a", "b")}
    own = [station("a", columns={"voeding": "a"}), station("b", columns={"voeding": "a"})]
    needs, (problem,) = derive(own, column_rule(afnemer={"soort": "station"}))
    assert pairs(needs) == {"b": ("a",)}
    assert problem.found == "voor 1 afnemer vindt de regel geen leverancier: a"


def test_objects_without_location_neither_find_nor_are_found() -> None:
    assets = [house("h1", 0, 0), house("h2"), house("h3", 1, None), station("s", 3, 3), station("a_nergens")]
    needs, (problem,) = derive(assets, nearest_rule(aantal=2))
    assert pairs(needs) == {"h1": ("s",)}
    assert (
        problem.found == "voor 2 afnemers vindt de regel geen leverancier: h2 en h3; waarvan 2 zonder plaats (x en y)"
    )
    needs, (problem,) = derive([house("h", 0, 0), station("s")], nearest_rule())
    assert (needs, problem.found) == ([], "voor 1 afnemer vindt de regel geen leverancier: h")


def test_at_most_eight_consumers_are_named() -> None:
    houses = [house(f"h{i:02d}") for i in range(11)]
    _, (problem,) = derive([*houses, station("s", 0, 0)], nearest_rule())
    assert "h00, h01, h02, h03, h04, h05, h06, h07 en nog 3" in problem.found
    assert "h08" not in problem.found
    assert some_of(["a", "b"], 8) == "a en b"


def test_no_need_where_the_rule_says_so() -> None:
    needs, problems = derive([house("h1", 0, 0), house("h2"), *THREE], nearest_rule(niet_gevonden="geen_behoefte"))
    assert (pairs(needs), problems) == ({"h1": ("s_oost",)}, [])


def brute_force(assets: list[Asset], consumer: Asset, count: int, limit: float | None) -> tuple[str, ...]:
    """Exact fractions of the coordinates as written."""

    def exact(value: float | None) -> Fraction:
        return Fraction(repr(value))

    ranked = []
    for each in assets:
        if each.kind != "station" or each.id == consumer.id:
            continue
        squared = (exact(each.x) - exact(consumer.x)) ** 2 + (exact(each.y) - exact(consumer.y)) ** 2
        if limit is None or squared <= exact(limit) ** 2:
            ranked.append((squared, each.id))
    return tuple(sorted(name for _, name in sorted(ranked)[:count]))


@settings(max_examples=150, deadline=None)
@given(
    stations=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=25),
    houses=st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), min_size=1, max_size=6),
    count=st.integers(1, 6),
    limit=st.one_of(st.none(), st.sampled_from([0.1, 0.3, 0.5, 1.0])),
    origin=st.sampled_from([0.0, 190_000.0]),
    mixed=st.booleans(),
    order=st.randoms(use_true_random=False),
)
def test_nearest_equals_brute_force_on_a_grid_full_of_ties(
    stations: list[tuple[int, int]],
    houses: list[tuple[int, int]],
    count: int,
    limit: float | None,
    origin: float,
    mixed: bool,
    order: Any,
) -> None:
    """Stations on a grid of 0.2 m, houses on one of 0.1 m: nearly every distance occurs more than once."""
    names = [f"n{i:02d}" for i in range(len(stations))]
    order.shuffle(names)
    assets = [
        station(name, round(origin + x / 5, 1), round(origin + y / 5, 1))
        for name, (x, y) in zip(names, stations, strict=True)
    ]
    assets += [house(f"h{i}", round(origin + x / 10, 1), round(origin + y / 10, 1)) for i, (x, y) in enumerate(houses)]
    rule = nearest_rule(aantal=count, niet_gevonden="geen_behoefte")
    rule |= {"max_afstand_m": limit} if limit else {}
    rule |= {"afnemer": {"soort": ["huis", "station"]}} if mixed else {}
    needs, problems = derive(assets, rule)
    assert problems == []
    wanted = {a.id: brute_force(assets, a, count, limit) for a in assets if mixed or a.kind == "huis"}
    assert pairs(needs) == {name: ids for name, ids in wanted.items() if ids}


def test_hundreds_of_stations_in_one_place() -> None:
    stations = [station(f"s{i:03d}", 5, 5) for i in reversed(range(300))]
    needs, _ = derive([house("h", 0, 0), *stations], nearest_rule(aantal=3))
    assert pairs(needs) == {"h": ("s000", "s001", "s002")}


def test_coordinates_of_any_size_do_not_break_the_rule() -> None:
    assets = [house("h", -1.7e308, 0), station("a", 1.7e308, 0), station("b", 0, 0)]
    assert pairs(derive(assets, nearest_rule())[0]) == {"h": ("b",)}


def test_a_hundred_thousand_consumers_within_seconds() -> None:
    """2 s is asked; the test counts processor time and allows for a slow machine. The objects are bare: a hundred
    thousand records take longer to make than the needs."""
    numbers = np.random.default_rng(1)
    at = numbers.uniform(0, 50_000, (101_000, 2)).round(1).tolist()
    assets = [
        SimpleNamespace(id=f"a{i:06d}", kind="station" if i < 1000 else "huis", x=x, y=y) for i, (x, y) in enumerate(at)
    ]
    start = time.process_time()
    needs, _ = derive(assets, nearest_rule(aantal=2, minimaal=1))
    assert len(needs) == 100_000
    assert time.process_time() - start < 5


def test_a_column_names_a_supplier_by_id_or_by_unique_name() -> None:
    """`Zuid` is the id of one station and the name of another: the id goes first."""
    assets = [
        house("h1", columns={"voeding": "s1"}),
        house("h2", columns={"voeding": " Noord "}),
        house("h3", columns={"voeding": "Zuid"}),
        station("s1", naam="Noord"),
        station("s2", naam="Zuid"),
        station("Zuid", naam="Midden"),
    ]
    needs, problems = derive(assets, column_rule())
    assert (pairs(needs), problems) == ({"h1": ("s1",), "h2": ("s1",), "h3": ("Zuid",)}, [])


def test_an_empty_cell_is_no_need_and_is_counted() -> None:
    houses = [house("h1", columns={"voeding": "s"}), house("h2", columns={"voeding": " "}), house("h3")]
    needs, (problem,) = derive([*houses, station("s")], column_rule())
    assert pairs(needs) == {"h1": ("s",)}
    assert problem.severity is Severity.WARNING
    assert problem.found == "2 van de 3 afnemers hebben geen waarde in kolom ‘voeding’: geen behoefte"


def test_each_wrong_value_is_one_error() -> None:
    cells = ["s_nord", "s_nord", "Dubbel", "h1", "s_noord"]
    houses = [house(f"h{i}", columns={"voeding": cell}) for i, cell in enumerate(cells)]
    stations = [station("s_noord"), station("s2", naam="Dubbel"), station("s3", naam="Dubbel")]
    needs, problems = derive([*houses, *stations], column_rule())
    assert pairs(needs) == {"h4": ("s_noord",)}
    assert [(p.found, p.remedy) for p in problems] == [
        (
            "kolom ‘voeding’ noemt ‘s_nord’ bij 2 afnemers (h0 en h1), en zo heet geen leverancier",
            "bedoelde u ‘s_noord’?",
        ),
        (
            "kolom ‘voeding’ noemt ‘Dubbel’ bij 1 afnemer (h2), en zo heten 2 leveranciers: s2 en s3",
            "zet in de kolom de id van de leverancier",
        ),
        (
            "kolom ‘voeding’ noemt ‘h1’ bij 1 afnemer (h3), en dat object hoort niet bij `leverancier`",
            "verbeter de kolom, of kies `leverancier` ruimer",
        ),
    ]
    assert {p.severity for p in problems} == {Severity.ERROR}


def test_a_register_full_of_wrong_values_gives_a_screenful() -> None:
    houses = [house(f"h{i}", columns={"voeding": f"onbekend{i}"}) for i in range(25)]
    _, problems = derive([*houses, station("s")], column_rule())
    assert len(problems) == 21
    assert problems[-1].found == "kolom ‘voeding’ heeft nog 5 waarden zonder leverancier"


def test_a_column_that_no_consumer_has() -> None:
    assets = [house("h", columns={"voedding": "s"}), station("s", columns={"voeding": "x"})]
    needs, (problem,) = derive(assets, column_rule())
    assert needs == []
    assert problem.found == "kolom ‘voeding’ komt bij geen enkele afnemer voor"
    assert problem.remedy == "bedoelde u ‘voedding’?"


def test_same_area_takes_every_supplier_there() -> None:
    assets = [
        house("h1", areas={"gemeente": "Stad"}),
        house("h2", areas={"gemeente": "Dorp"}),
        house("h3", areas={"wijk": "Stad"}),
        house("h4", areas={"gemeente": ""}),
        station("s2", areas={"gemeente": "Stad"}),
        station("s1", areas={"gemeente": "Stad"}),
        station("s3", areas={"gemeente": ""}),
        station("s4"),
    ]
    needs, (problem,) = derive(assets, area_rule(minimaal=1))
    assert pairs(needs) == {"h1": ("s1", "s2")}
    assert needs[0].need.minimum == 1
    assert problem.found == "voor 3 afnemers vindt de regel geen leverancier: h2, h3 en h4; waarvan 2 zonder gebied"


def test_an_unknown_division() -> None:
    assets = [house("h", areas={"gemeente": "Stad"}), station("s", areas={"gemeente": "Stad"})]
    _, (problem,) = derive(assets, area_rule(indeling="gemeenten"))
    assert problem.found == "geen enkel object heeft een gebied in de indeling ‘gemeenten’"
    assert problem.remedy == "bedoelde u ‘gemeente’?"


def test_selectors_hold_all_conditions_and_any_of_their_values() -> None:
    assets = [
        house("h1", 0, 0, gebied="Stad", partij="p1"),
        house("h2", 0, 0, gebied="Dorp", partij="p1"),
        house("h3", 0, 0, gebied="Stad", partij="p2"),
        asset("h4", functie="zorg", soort="huis", gebied="Stad", partij="p1", x=0, y=0),
        *THREE,
    ]
    consumer = {"soort": ["huis", "flat"], "functie": "stroom", "gebied": ["Stad", "Dorp"], "partij": "p1"}
    assert set(pairs(derive(assets, nearest_rule(afnemer=consumer))[0])) == {"h1", "h2"}
    consumer["objecten"] = ["h2", "h3"]
    assert set(pairs(derive(assets, nearest_rule(afnemer=consumer))[0])) == {"h2"}


@pytest.mark.parametrize(
    ("selector", "reason", "remedy"),
    [
        ({"soort": "huiss"}, "soort ‘huiss’ komt niet voor", "bedoelde u ‘huis’?"),
        (
            {"soort": ["qqqq", "wwww"]},
            "soort ‘qqqq’ en soort ‘wwww’ komen niet voor",
            "verbeter de voorwaarden bij `afnemer`",
        ),
        (
            {"soort": "huis", "objecten": ["s_oost"]},
            "elke voorwaarde komt voor, maar geen object voldoet aan alle tegelijk",
            "verbeter de voorwaarden bij `afnemer`",
        ),
    ],
)
def test_a_selector_that_matches_nothing(selector: dict[str, Any], reason: str, remedy: str) -> None:
    needs, (problem,) = derive([house("h", 0, 0), *THREE], nearest_rule(afnemer=selector))
    assert needs == []
    assert problem.found == f"de regel vindt geen enkele afnemer: {reason}"
    assert problem.remedy == remedy
    assert problem.place == PLACE


def test_both_selectors_and_every_rule_are_reported_at_once() -> None:
    rules = [nearest_rule(afnemer={"soort": "x"}, leverancier={"soort": "y"}), area_rule()]
    needs, problems = derive([house("h", 0, 0), *THREE], *rules)
    assert (needs, len(problems)) == ([], 3)
    assert "geen enkele leverancier: soort ‘y’ komt niet voor" in problems[1].found


def test_an_object_that_does_not_exist() -> None:
    _, (problem,) = derive([house("h", 0, 0), *THREE], nearest_rule(leverancier={"objecten": ["s_oost", "s_wst"]}))
    assert (problem.found, problem.remedy) == (
        "object ‘s_wst’ bij `leverancier` bestaat niet",
        "bedoelde u ‘s_west’?",
    )


def test_of_a_repeated_id_the_first_counts() -> None:
    needs, _ = derive([house("h", 0, 0), station("s", 1, 0), station("s", 2, 0)], nearest_rule(aantal=2))
    assert pairs(needs) == {"h": ("s",)}

"""Whoever knows every visible object reads no sum of fewer than three hidden ones from the published rows."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from besluitsteun.loading.study import Study
from besluitsteun.publication import Publication, publish
from besluitsteun.result import run
from besluitsteun.tables import CONSEQUENCES
from besluitsteun.tables.consequences import AREA_CONSEQUENCES

from .happening import study

LEAST = 3
Place = tuple[str, str, str, str, bool]
PLACE = st.tuples(*(st.sampled_from(each) for each in ("fg", "AB", "xy", "pq")), st.booleans())
STUDIES = st.lists(PLACE, min_size=3, max_size=14).flatmap(
    lambda places: st.tuples(
        st.just(places), st.lists(st.sets(st.integers(0, len(places) - 1)), min_size=0, max_size=3).map(tuple)
    )
)


def study_of(places: list[Place], some_down: tuple[set[int], ...] = (), **rest: object) -> Study:
    """Object i has 2^i users, so that a sum of user-hours names its objects. In the first scenario all are down for an
    hour, in each of the others some."""
    assets = [
        {
            "id": f"o{i}",
            "functie": function,
            "gebied": area,
            "partij": party,
            "gebruikers": 2**i,
            "zichtbaar_voor": "net" if is_hidden else "openbaar",
        }
        for i, (function, area, _, party, is_hidden) in enumerate(places)
    ]
    scenarios = [
        {"id": f"s{n}", "uitval": [{"object": f"o{i}", "van_uur": 0, "tot_uur": 1} for i in sorted(down)]}
        for n, down in enumerate((set(range(len(places))), *some_down))
    ]
    functions = [{"id": each, "gebruikerseenheid": each} for each in "fg"]
    made = study(assets, functions, scenarios=scenarios, divisions=("wijk",), **rest)  # type: ignore[arg-type]
    in_districts = (
        asset.model_copy(update={"areas": {"wijk": place[2]}}) for asset, place in zip(made.assets, places, strict=True)
    )
    return replace(made, assets=tuple(in_districts))


def published(of: Study) -> Publication:
    return publish(run(of, audience="openbaar", engine="vertolkt", threads=1))


def hidden_sums(found: Publication, places: list[Place]) -> NDArray[np.int64]:
    """(row, hidden object) which hidden objects each published sum of user-hours holds."""
    values = {
        int(Decimal(str(row[table.position("waarde")])))
        for table in (CONSEQUENCES, AREA_CONSEQUENCES)
        for row in found.rows[table.name]
        if row[table.position("criterium")] == "gebruikersuren"
    }
    hidden = [i for i, place in enumerate(places) if place[4]]
    return np.array([[value >> i & 1 for i in hidden] for value in sorted(values)]).reshape(len(values), len(hidden))


def can_be_singled_out(sums: NDArray[np.int64]) -> bool:
    """Whether any combination of rows holds something, but of fewer than three objects."""
    every = range(sums.shape[1])
    rank = np.linalg.matrix_rank(sums) if sums.size else 0
    few = min(LEAST - 1, len(every))
    rests = (np.delete(sums, chosen, axis=1) for chosen in combinations(every, few))
    return any((np.linalg.matrix_rank(rest) if rest.size else 0) < rank for rest in rests)


@settings(deadline=None, max_examples=60)
@given(STUDIES)
def test_no_combination_of_rows_over_areas_and_scenarios_singles_out_a_hidden_object(
    drawn: tuple[list[Place], tuple[set[int], ...]],
) -> None:
    places, some_down = drawn
    assert not can_be_singled_out(hidden_sums(published(study_of(places, some_down)), places))


def test_the_attack_finds_what_can_be_subtracted() -> None:
    """Three together less two together is one: the check can fail."""
    assert can_be_singled_out(np.array([[1, 1, 1], [1, 1, 0]]))
    assert not can_be_singled_out(np.array([[1, 1, 1]]))


def test_a_group_of_three_hidden_objects_keeps_its_area_and_owner() -> None:
    found = published(study_of([("f", "A", "x", "p", True)] * 3 + [("f", "B", "x", "p", False)]))
    rows = [row[3:7] for row in found.rows["gevolgen"] if row[1] == "gebruikersuren"]
    assert rows == [("A", "p", None, 7), ("B", "p", None, 8)]


def test_a_group_counts_as_a_whole_or_not_at_all() -> None:
    """In the second scenario two of the three fail: what they lose is not told."""
    found = published(study_of([("f", "A", "x", "p", True)] * 3, ({0, 1},)))
    values = [(row[0], row[6], row[-1]) for row in found.rows["gevolgen"] if row[1] == "gebruikersuren"]
    assert values == [("s0", 7, True), ("s1", 0, True)]


def test_two_hidden_objects_leave_no_row_and_make_the_function_a_lower_bound_everywhere() -> None:
    places = [("f", "A", "x", "p", True)] * 2 + [("f", "B", "x", "p", False), ("g", "A", "x", "p", False)]
    found = published(study_of(places, (set(),)))
    rows = [(row[0], row[2], row[3], row[-1]) for row in found.rows["gevolgen"] if row[1] == "gebruikersuren"]
    assert rows == [(each, *rest) for each in ("s0", "s1") for rest in (("f", "B", True), ("g", "A", False))]


def test_a_limit_is_told_only_without_a_hidden_object_in_it() -> None:
    limits = [
        {"id": "som", "criterium": "gebruikersuren", "gebied": "A", "functie": "f", "acceptabel_tot": 1},
        {"id": "langste", "criterium": "uitval_uur", "over": "langste", "gebied": "A", "acceptabel_tot": 1},
        {"id": "elders", "criterium": "gebruikersuren", "gebied": "B", "functie": "f", "acceptabel_tot": 1},
    ]
    places = [("f", "A", "x", "p", True)] * 3 + [("f", "B", "x", "p", False)]
    found = published(study_of(places, limits=[{"partij": "gezamenlijk", **each} for each in limits]))
    assert {row[0] for row in found.rows["oordeel"]} == {"elders"}
    assert [each.id for each in found.study.limits] == ["elders"]

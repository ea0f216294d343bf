"""An event: outages per object, cut at the hours for which a value counts, and how fast the water rose."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from besluitsteun.consequences.event import UNKNOWN_RISE, rise_per_step
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.simulation.exposure import read_water

from .happening import Happening, event, study

OF = study([{"id": each} for each in "abc"])


def test_rows_are_the_objects_with_an_outage() -> None:
    found = event(OF, Happening({"c": [(40, 48)], "a": [(0, 2), (5, 10)]}))
    assert found.asset.tolist() == [0, 2]
    assert found.down.tolist() == [7, 8]
    assert found.longest.tolist() == [5, 8]
    assert found.still_down.tolist() == [False, True]


def test_nothing_happened() -> None:
    found = event(OF, Happening())
    for column in (found.asset, found.down, found.longest, found.still_down, found.spans_up_to(np.ones(3, int)).asset):
        assert column.tolist() == []


def test_the_first_hours_of_an_object_are_kept() -> None:
    """Six steps of a: the first two, then four of the next five; none of the last. b keeps its one, c nothing."""
    found = event(OF, Happening({"a": [(0, 2), (5, 10), (20, 21)], "b": [(3, 4)], "c": [(0, 48)]}))
    kept = found.spans_up_to(np.array([6, 6, 0]))
    assert list(zip(kept.asset.tolist(), kept.start.tolist(), kept.end.tolist(), strict=True)) == [
        (0, 0, 2),
        (0, 5, 9),
        (1, 3, 4),
    ]


def water(*runs: tuple[int, int, int, int], in_time: bool = True, begins_wet: tuple[int, ...] = ()) -> Inundation:
    columns = np.array(runs, dtype=np.int32).reshape(-1, 4).T
    return Inundation("s", *columns, in_time=in_time, begins_wet=np.array(begins_wet, dtype=np.int32))


def test_the_largest_rise_between_two_steps() -> None:
    """0 → 200 → 900 → 400 mm: rises of 200 and 700; then dry, and 500 at once."""
    assert rise_per_step(water((1, 3, 4, 200), (1, 4, 6, 900), (1, 6, 7, 400)), 3).tolist() == [-1, 700, -1]
    assert rise_per_step(water((1, 3, 4, 200), (1, 9, 10, 500)), 3).tolist() == [-1, 500, -1]


def test_how_fast_it_came_is_not_known_without_a_course_in_time() -> None:
    assert rise_per_step(water((0, 3, 4, 200), in_time=False), 1).tolist() == [UNKNOWN_RISE]
    assert rise_per_step(water(), 1).tolist() == [UNKNOWN_RISE]


def test_how_fast_it_came_is_not_known_where_the_course_begins_wet_but_later_rises_are() -> None:
    assert rise_per_step(water((0, 3, 9, 2000), begins_wet=(0,)), 1).tolist() == [UNKNOWN_RISE]
    assert rise_per_step(water((0, 3, 5, 2000), (0, 5, 9, 2100), begins_wet=(0,)), 1).tolist() == [100]


@pytest.mark.parametrize(
    ("table", "begin", "known"),
    [
        ("object,diepte_m\na,3\n", 0, False),
        ("object,uur,diepte_m\na,0,0\na,2,3\n", 6, True),
        ("object,uur,diepte_m\na,0,3\na,2,3\n", 6, False),
        ("object,uur,diepte_m\na,0,0\na,2,3\n", 0, True),
    ],
)
def test_a_table_by_the_hour_is_a_course_in_time(tmp_path: Path, table: str, begin: int, known: bool) -> None:
    """3 m in two hours is 1.5 m per step of an hour; where the water stands from the first hour, nobody knows."""
    (tmp_path / "d.csv").write_text(table, encoding="utf-8")
    scenario = {"id": "s", "waterdiepte": {"tabel": "d.csv"}, "begin_uur": begin, "ontbrekend": "droog"}
    of = replace(study([{"id": "a"}], scenarios=[scenario]), folder=tmp_path)
    (found,) = read_water(of)
    assert rise_per_step(found, 1).tolist() == [1500 if known else UNKNOWN_RISE]

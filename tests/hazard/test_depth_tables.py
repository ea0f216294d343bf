"""Depth tables: what they say, and every refusal at its row and column."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from besluitsteun.hazard.depth_tables import TableDepths, read_depths

from .grids import points_at
from .tables import tables_in

PLACES = ((0.0, 0.0),) * 3


def read(folder: Path, text: str) -> tuple[TableDepths | None, list[str]]:
    (folder / "d.csv").write_text(text)
    points = points_at(*PLACES, area=["stad", "stad", "polder"])
    depths, problems = read_depths("d.csv", points, tables_in(folder))
    return depths, [str(problem) for problem in problems]


def test_per_object(tmp_path: Path) -> None:
    depths, problems = read(tmp_path, "object,diepte_m,bron\na,0.5,meting\nc,0,")
    assert problems == []
    assert depths is not None
    assert not depths.in_time
    assert [(course.assets, course.hours, course.metres.tolist()) for course in depths.courses] == [
        ((0,), (), [0.5]),
        ((2,), (), [0.0]),
    ]


def test_per_area_in_time(tmp_path: Path) -> None:
    """Rows need not stand in order of time."""
    depths, problems = read(tmp_path, "gebied,uur,diepte_m\nstad,6.5,1\nstad,0.1,0.2")
    assert problems == []
    assert depths is not None
    assert depths.in_time
    (course,) = depths.courses
    assert course.assets == (0, 1)
    assert course.hours == (Fraction("0.1"), Fraction("6.5"))
    assert course.metres.tolist() == [0.2, 1.0]


@pytest.mark.parametrize(
    ("text", "place", "sentence"),
    [
        ("object,diepte\na,1", "d.csv:rij 1", "onbekende kolom ‘diepte’"),
        ("object,diepte\na,1", "d.csv:rij 1", "bedoelde u ‘diepte_m’?"),
        ("object,uur\na,1", "d.csv:rij 1", "geen kolom diepte_m"),
        ("diepte_m\n1", "d.csv:rij 1", "geen kolom object of gebied"),
        ("object,gebied,diepte_m\na,stad,1", "d.csv:rij 1", "object en gebied naast elkaar"),
        ("object,diepte_m\na,1\nq,1", "d.csv:rij 3/object", "object ‘q’ komt niet voor"),
        ("gebied,diepte_m\nStad,1", "d.csv:rij 2/gebied", "bedoelde u ‘stad’?"),
        ("object,diepte_m\n,1", "d.csv:rij 2/object", "een lege cel"),
        ("object,diepte_m\na,", "d.csv:rij 2/diepte_m", "een lege cel"),
        ("object,diepte_m\na,veel", "d.csv:rij 2/diepte_m", "‘veel’: dit is geen getal"),
        ("object,diepte_m\na,-0.5", "d.csv:rij 2/diepte_m", "een waterstand waar een diepte bedoeld is"),
        ("object,diepte_m\na,100.5", "d.csv:rij 2/diepte_m", "een waterstand waar een diepte bedoeld is"),
        ("object,uur,diepte_m\na,-1,1", "d.csv:rij 2/uur", "-1 is negatief"),
        ("object,uur,diepte_m\na,,1", "d.csv:rij 2/uur", "een lege cel"),
        ("object,diepte_m\na,1\na,2", "d.csv:rij 3/object", "al eerder"),
        ("object,uur,diepte_m\na,1,1\na,1.0,2", "d.csv:rij 3/object", "voor uur 1.0 al eerder"),
    ],
)
def test_refused(tmp_path: Path, text: str, place: str, sentence: str) -> None:
    depths, problems = read(tmp_path, text)
    assert depths is None
    assert any(problem.startswith(place + " ·") and sentence in problem for problem in problems), problems


def test_all_problems_at_once(tmp_path: Path) -> None:
    _, problems = read(tmp_path, "object,diepte_m\nq,-1\na,x\nb,\nb,1")
    assert len(problems) == 4


def test_missing_table(tmp_path: Path) -> None:
    depths, problems = read_depths("weg.csv", points_at(*PLACES), tables_in(tmp_path))
    assert depths is None
    assert "weg.csv · dit bestand bestaat niet" in str(problems[0])

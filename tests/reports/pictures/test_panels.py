"""The pictures of measures and directions: pairs of bars, maps of places, and cost against what is left."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.reports.palette import SHARES, contrast, of_share, text_on
from besluitsteun.reports.pictures.front import FrontPoint, FrontView, What, draw_front, unbeaten
from besluitsteun.reports.pictures.pairs import PANEL, Pair, PairsView, draw_pairs
from besluitsteun.reports.pictures.ranks import RankRow, RanksView, Standing, draw_ranks

from .drawn import assert_sound, rectangles, texts

LONG = (
    "Een maatregel met een heel lange naam die over meer dan een regel loopt, en een langwoordzonderspatie" + "x" * 60
)


def pairs(*rows: Pair, title: str = "Uren zonder stroom") -> PairsView:
    return PairsView("Wat maatregelen doen", title, "adressen × uur", "alleen", "naast andere", rows)


def test_bars_are_as_long_as_their_amounts_on_one_scale() -> None:
    drawn = draw_pairs(pairs(Pair("a", 100, 50), Pair("b", 200, -100)))
    filled = [each for each in rectangles(drawn, "#35587a") if each[2] != 18]
    hatched = [each for each in rectangles(drawn, "#ffffff") if each[2] != 18]
    assert filled[1][2] == pytest.approx(2 * filled[0][2], abs=0.2)
    assert hatched[0][2] == pytest.approx(filled[0][2] / 2, abs=0.2)
    assert hatched[1][0] + hatched[1][2] == pytest.approx(filled[0][0], abs=0.2)
    assert {"100", "50", "200", "−100"} <= set(texts(drawn))
    assert_sound(drawn)


def test_what_is_not_known_is_no_bar_of_zero() -> None:
    drawn = draw_pairs(pairs(Pair("a", 3, None)))
    assert "niet bekend" in texts(drawn)
    assert_sound(drawn)


def test_a_flag_is_a_shape_with_words() -> None:
    drawn = draw_pairs(pairs(Pair("a", 3, -2, flagged=True), Pair("b", 3, 2)))
    assert drawn.svg.count("<polygon") == 2
    assert "de twee spreken elkaar tegen" in " ".join(texts(drawn))
    assert "<polygon" not in draw_pairs(pairs(Pair("b", 3, 2))).svg


@given(
    st.lists(st.tuples(st.floats(-1e12, 1e12), st.none() | st.floats(-1e12, 1e12), st.booleans()), max_size=9),
    st.text(max_size=80),
)
def test_any_pairs_stay_within_the_panel(rows: list[tuple[float, float | None, bool]], words: str) -> None:
    drawn = draw_pairs(pairs(*(Pair(words, *each) for each in rows), title=words))
    assert drawn.width == PANEL
    assert_sound(drawn)


def test_what_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(ValueError, match="eindig"):
        Pair("a", float("nan"), 1)
    with pytest.raises(ValueError, match="aandeel"):
        RankRow("a", (1.2,))
    with pytest.raises(ValueError, match="per plaats"):
        RanksView("alt", "P", ("1", "2"), (RankRow("a", (1.0,)),))
    with pytest.raises(ValueError, match="kleiner dan nul"):
        FrontPoint((1,), What.DIRECTION, -1, 0)


def test_a_map_has_a_number_in_every_cell_that_occurs() -> None:
    rows = (RankRow("Kade", (0.998, 0.002, 0.0), Standing.SHARED), RankRow(LONG, (0.002, 0.345, 0.653)))
    drawn = draw_ranks(RanksView("Hoe vaak", "Gemeente", ("1", "2", "3+"), rows))
    assert texts(drawn).count("<1") == 2
    assert {">99", "35", "65", "plaats", "3+"} <= set(texts(drawn))
    assert drawn.svg.count("<circle") == 1
    assert_sound(drawn)


def test_shared_and_contested_have_shapes_of_their_own() -> None:
    rows = tuple(RankRow(each.value or "geen", (1.0,), each) for each in Standing)
    drawn = draw_ranks(RanksView("Hoe vaak", "Gemeente", ("1",), rows))
    assert (drawn.svg.count("<circle"), drawn.svg.count("<polygon")) == (1, 1)


@given(st.floats(0, 1))
def test_numbers_in_cells_are_legible_and_more_is_never_lighter(share: float) -> None:
    fill = of_share(share)
    assert contrast(fill, text_on(fill)) >= 4.5
    assert SHARES.index(of_share(min(1.0, share + 0.1))) >= SHARES.index(fill)


POINTS = (
    FrontPoint((1,), What.NOTHING, 0, 100),
    FrontPoint((2, 4), What.DIRECTION, 50, 20),
    FrontPoint((3,), What.PACKAGE, 60, 30),
    FrontPoint((5,), What.DIRECTION, 90, 10),
)


def test_what_costs_more_and_leaves_more_is_beaten() -> None:
    assert [each.numbers for each in unbeaten(POINTS)] == [(1,), (2, 4), (5,)]


def test_points_have_shapes_numbers_and_the_bound_is_drawn_and_said() -> None:
    drawn = draw_front(FrontView("Kosten tegen gevolg", "euro per jaar", "adressen × uur", POINTS, bound=8))
    words = texts(drawn)
    assert {"1", "2, 4", "3", "5", "euro per jaar", "adressen × uur"} <= set(words)
    assert {"niets doen", "keuzerichting", "lager kan geen pakket binnen het budget (bewezen)"} <= set(words)
    assert drawn.svg.count("stroke-dasharray") == 2
    assert (drawn.svg.count("<circle"), drawn.svg.count("<polygon")) == (3, 2)
    assert_sound(drawn)
    heights = {float(y) for y in re.findall(r'<circle[^>]* cy="([0-9.]+)"', drawn.svg)}
    assert len(heights) == 3


@given(st.lists(st.tuples(st.floats(0, 1e10), st.floats(0, 1e10)), max_size=14), st.none() | st.floats(0, 1))
def test_any_points_stay_within_the_picture(places: list[tuple[float, float]], share: float | None) -> None:
    points = tuple(FrontPoint((at,), list(What)[at % 3], *each) for at, each in enumerate(places, 1))
    bound = None if share is None or not points else share * max(each.left for each in points)
    assert_sound(draw_front(FrontView("alt", "euro per jaar", "uren", points, bound)))

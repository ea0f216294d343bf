from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.reports import palette
from besluitsteun.reports.pictures.bars import Bar, BarGroup, BarsView, draw_bars

from .drawn import HOSTILE, assert_sound, placed, rectangles, root_of, texts, words

UNIT = "aansluitingen × uur"


def view_of(*bars: Bar, label: str = "") -> BarsView:
    return BarsView("Staven", (BarGroup(label, bars),))


def test_values_labels_unit_and_heading_are_written() -> None:
    shown = texts(draw_bars(view_of(Bar("Noord", 1234567, UNIT), Bar("Zuid", 3.5, UNIT), label="Stroom")))
    assert shown.count("1.234.567") == 1
    assert {"3,5", "Noord", "Zuid", "Stroom", UNIT} <= set(shown)


def test_lengths_are_in_proportion_and_zero_has_none() -> None:
    picture = draw_bars(view_of(Bar("a", 100, UNIT), Bar("b", 25, UNIT), Bar("c", 0, UNIT)))
    hundred, quarter, zero = (width for _, _, width, _ in rectangles(picture, palette.BAR))
    assert quarter == pytest.approx(hundred / 4, abs=0.2)
    assert zero == 0


def test_mixed_units_are_refused() -> None:
    with pytest.raises(ValueError, match="verschillende eenheden"):
        view_of(Bar("a", 1, "bedden × uur"), Bar("b", 1, UNIT))


def test_a_band_and_a_cut_are_explained_only_when_they_occur() -> None:
    plain = " ".join(texts(draw_bars(view_of(Bar("a", 1, UNIT)))))
    marked = " ".join(texts(draw_bars(view_of(Bar("a", 2, UNIT, low=1, high=3, cut=True)))))
    for words_ in ("en meer: het duurt nog voort", "8 van de 10 berekeningen"):
        assert words_ in marked
        assert words_ not in plain


def test_a_value_stands_behind_the_end_of_its_whisker() -> None:
    picture = draw_bars(view_of(Bar("a", 50, UNIT, low=10, high=100), Bar("b", 80, UNIT)))
    (left, _, fifty, _), _ = rectangles(picture, palette.BAR)
    found = {e.text: x + float(e.get("x", 0)) for e, x, _ in placed(root_of(picture)) if e.get("font-weight")}
    assert found["50"] > left + 2 * fifty
    assert found["80"] < found["50"]


@pytest.mark.parametrize(("low", "high"), [(3.0, 1.0), (None, 1.0), (1.0, None), (-1.0, 1.0)])
def test_a_band_that_is_none_is_refused(low: float | None, high: float | None) -> None:
    with pytest.raises(ValueError, match=r"bandbreedte|eindig getal"):
        Bar("a", 1, UNIT, low, high)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_value_that_cannot_be_drawn_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="eindig getal"):
        Bar("a", value, UNIT)


@st.composite
def bars(draw: st.DrawFn) -> Bar:
    low, high = sorted(draw(st.tuples(st.floats(0, 1e12), st.floats(0, 1e12))))
    value = draw(st.sampled_from([0.0, 0.003, 1.0, 1e12]) | st.floats(0, 1e9))
    band = draw(st.booleans())
    return Bar(draw(words), value, UNIT, low if band else None, high if band else None, draw(st.booleans()))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.just("") | words, st.lists(bars(), max_size=6)), max_size=4),
    st.sampled_from([390, 700, 960]),
)
def test_any_view_gives_a_sound_picture_and_the_same_one_twice(given_: list[tuple[str, list[Bar]]], width: int) -> None:
    view = BarsView("Staven", tuple(BarGroup(label, tuple(inside)) for label, inside in given_))
    picture = draw_bars(view, width)
    assert_sound(picture)
    assert draw_bars(view, width) == picture


def test_forty_rows_all_have_their_number() -> None:
    shown = texts(draw_bars(view_of(*(Bar(f"rij {i}", 1000 + i, UNIT) for i in range(40)))))
    assert all(f"1.{i:03d}" in shown for i in range(40))


def test_hostile_names_are_text() -> None:
    picture = draw_bars(BarsView(HOSTILE, (BarGroup(HOSTILE, (Bar(HOSTILE, 1, HOSTILE),)),)))
    assert_sound(picture)
    assert "<script" not in picture.svg

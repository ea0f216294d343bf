from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.reports.palette import DEPTH_CLASSES
from besluitsteun.reports.pictures.exposure import ClassesRow, ClassesView, draw_classes

from .drawn import HOSTILE, assert_sound, rectangles, texts, words

DEPTHS = tuple(depth.label for depth in DEPTH_CLASSES)
COLOURS = tuple(depth.colour for depth in DEPTH_CLASSES)


def test_numbers_stand_in_wide_segments_and_behind_the_bar_of_narrow_ones() -> None:
    view = ClassesView("Diepte", DEPTHS, (ClassesRow("Zorg", (700, 1, 0, 299)),))
    shown = texts(draw_classes(view))
    assert {"700", "1", "299", "1.000", "Zorg", *DEPTHS} <= set(shown)
    assert shown.count("1") == 1
    assert "0" not in shown


def test_segments_are_in_proportion_and_touch() -> None:
    picture = draw_classes(ClassesView("Diepte", DEPTHS, (ClassesRow("Zorg", (40, 20, 0, 80)),)))
    _swatch, first = rectangles(picture, COLOURS[0])
    _, second = rectangles(picture, COLOURS[1])
    _, last = rectangles(picture, COLOURS[3])
    assert second[2] == pytest.approx(first[2] / 2, abs=0.2)
    assert last[2] == pytest.approx(first[2] * 2, abs=0.2)
    assert second[0] == pytest.approx(first[0] + first[2], abs=0.2)
    assert last[0] == pytest.approx(second[0] + second[2], abs=0.2)


def test_a_row_without_a_number_per_class_is_refused() -> None:
    with pytest.raises(ValueError, match="elke klasse"):
        ClassesView("Diepte", DEPTHS, (ClassesRow("Zorg", (1, 2)),))


counts = st.sampled_from([0, 0, 1, 5, 38, 10**9])


@st.composite
def views(draw: st.DrawFn) -> ClassesView:
    classes = tuple(draw(st.lists(words, min_size=1, max_size=6)))
    size = draw(st.sampled_from([0, 1, 3, 40]))
    rows = tuple(ClassesRow(draw(words), tuple(draw(counts) for _ in classes)) for _ in range(size))
    return ClassesView("Diepte", classes, rows, draw(words))


@settings(max_examples=40, deadline=None)
@given(views(), st.sampled_from([700, 960]))
def test_any_view_gives_a_sound_picture_and_the_same_one_twice(view: ClassesView, width: int) -> None:
    picture = draw_classes(view, width)
    assert_sound(picture)
    assert draw_classes(view, width) == picture


def test_hostile_names_are_text() -> None:
    picture = draw_classes(ClassesView(HOSTILE, (HOSTILE,), (ClassesRow(HOSTILE, (1,)),), HOSTILE))
    assert_sound(picture)
    assert "<script" not in picture.svg

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.reports import palette
from besluitsteun.reports.palette import DEPTH_CLASSES, LOOKS, State
from besluitsteun.reports.pictures.chart import clean, picture, round_ticks, text_width, wrap

from .drawn import words


@given(st.floats(1e-3, 1e15), st.integers(2, 10))
def test_ticks_are_round_cover_the_data_and_are_not_many(most: float, at_most: int) -> None:
    ticks = round_ticks(most, at_most)
    step = Decimal(str(ticks[1])).normalize()
    assert step.as_tuple().digits in ((1,), (2,), (5,))
    assert ticks[0] == 0
    assert ticks[-2] < most <= ticks[-1]
    assert len(ticks) <= at_most + 1


@pytest.mark.parametrize("most", [-1.0, float("nan"), float("inf")])
def test_an_axis_without_an_end_is_refused(most: float) -> None:
    with pytest.raises(ValueError, match="eindig getal"):
        round_ticks(most)


@given(words, st.floats(20, 400))
def test_wrapped_lines_fit_and_lose_nothing(text: str, width: float) -> None:
    lines = wrap(text, width)
    assert all(text_width(line) <= width or len(line) == 1 for line in lines)
    assert "".join(lines).replace(" ", "") == clean(text).replace(" ", "")


def test_a_picture_without_words_for_who_does_not_see_it_is_refused() -> None:
    with pytest.raises(ValueError, match="niet ziet"):
        picture(" \x00", 10, 10)


def test_text_is_legible_on_every_fill() -> None:
    fills = [LOOKS[State.WATER].text, palette.CHAIN_TINT, palette.PAPER, palette.BAND, *palette.SEVERITIES]
    fills += [depth.colour for depth in DEPTH_CLASSES]
    for fill in fills:
        assert palette.contrast(palette.text_on(fill), fill) >= 4.5, fill
    assert palette.contrast(palette.SOFT, palette.BAND) >= 4.5


def test_marks_stand_out_from_the_paper() -> None:
    marks = [palette.BAR, palette.LINK, palette.FAINT_LINK, *(look.colour for look in LOOKS.values())]
    for mark in marks:
        assert palette.contrast(mark, palette.BAND) >= 3, mark


@pytest.mark.parametrize("scale", [palette.SEVERITIES, tuple(depth.colour for depth in DEPTH_CLASSES)])
def test_a_scale_darkens_from_step_to_step_so_that_grey_keeps_the_order(scale: tuple[str, ...]) -> None:
    shades = [palette.luminance(colour) for colour in scale]
    assert shades == sorted(shades, reverse=True)
    assert all(light / dark > 1.2 for light, dark in pairwise(shades))

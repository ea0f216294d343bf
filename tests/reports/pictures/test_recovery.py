from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.reports.pictures.recovery import RecoveryPanel, RecoveryView, draw_recovery

from .drawn import HOSTILE, SVG, assert_sound, root_of, texts, words

# 100 users out from hour 24, 40 from hour 72, none from hour 192; the axis runs to ten days
HAND = RecoveryPanel("Zorg", "bedden", (0, 24, 72, 192), (0, 100, 40, 0), half_hours=72, most_hours=192)


def view_of(*panels: RecoveryPanel, horizon: float = 240) -> RecoveryView:
    return RecoveryView("Herstel", horizon, panels)


def test_the_line_runs_through_the_points_worked_out_by_hand() -> None:
    picture = draw_recovery(view_of(HAND))
    line, *_ = root_of(picture).iter(f"{SVG}polyline")
    points = [tuple(map(float, point.split(","))) for point in (line.get("points") or "").split()]
    (left, foot), (right, _) = points[0], points[-1]
    per_hour = (right - left) / 240
    top = min(y for _, y in points)
    expected = [(0, 0), (24, 0), (24, 100), (72, 100), (72, 40), (192, 40), (192, 0), (240, 0)]
    assert len(points) == len(expected)
    for (x, y), (hour, users) in zip(points, expected, strict=True):
        assert x == pytest.approx(left + hour * per_hour, abs=0.2)
        assert y == pytest.approx(foot - (foot - top) * users / 100, abs=0.2)


def test_peak_half_and_most_are_said_in_dutch() -> None:
    shown = " ".join(texts(draw_recovery(view_of(HAND))))
    assert "hoogste: 100 bedden, na 1 dag" in shown
    assert "helft weer terug na 3 dagen" in shown
    assert "95% weer terug na 8 dagen" in shown
    assert "duurt voort" not in shown


def test_a_curve_that_the_horizon_cut_says_so_and_how_many_are_left() -> None:
    panel = RecoveryPanel("Telecom", "inwoners", (0, 12), (0, 13600), cut=True)
    shown = " ".join(texts(draw_recovery(view_of(panel))))
    assert "duurt voort: na 10 dagen nog 13.600 zonder, de helft is nog niet terug" in shown
    assert "weer terug" not in shown
    part = RecoveryPanel("Telecom", "inwoners", (0, 12, 30), (0, 100, 20), half_hours=30, cut=True)
    assert "nog geen 95% terug" in " ".join(texts(draw_recovery(view_of(part))))


def test_the_time_axis_is_in_days_and_ends_before_the_horizon() -> None:
    shown = texts(draw_recovery(view_of(HAND)))
    assert [word for word in shown if word in ("2", "4", "6", "8", "10", "12")] == ["2", "4", "6", "8", "10"]
    assert "dagen na het begin" in shown
    assert "uren na het begin" in texts(draw_recovery(view_of(RecoveryPanel("a", "b", (0,), (1,)), horizon=24)))


def test_an_axis_does_not_show_weeks_in_which_nothing_happens() -> None:
    long, cut = view_of(HAND, horizon=720), RecoveryPanel("a", "b", (0,), (1,), cut=True)
    assert "30" not in texts(draw_recovery(long))
    assert texts(draw_recovery(view_of(HAND, cut, horizon=720))).count("30") == 2


def test_a_band_is_explained_and_fits_the_scale() -> None:
    panel = RecoveryPanel("Zorg", "bedden", (0, 24), (10, 0), low=(5, 0), high=(190, 0))
    picture = draw_recovery(view_of(panel, panel))
    assert texts(picture).count("in 8 van de 10 berekeningen ligt het aantal in deze band") == 1
    assert "200" in texts(picture)
    assert_sound(picture)


def test_nobody_without_is_said_in_words() -> None:
    shown = texts(draw_recovery(view_of(RecoveryPanel("Zorg", "bedden", (0,), (0,)))))
    assert "geen bedden zonder" in shown


@pytest.mark.parametrize(
    ("hours", "users"), [((), ()), ((0, 0), (1, 1)), ((5, 3), (1, 1)), ((0,), (1, 2)), ((0,), (-1,)), ((-1,), (1,))]
)
def test_a_curve_that_is_none_is_refused(hours: tuple[float, ...], users: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match=r"herstellijn|eindig getal"):
        RecoveryPanel("a", "b", hours, users)


def test_a_horizon_before_the_last_point_is_refused() -> None:
    with pytest.raises(ValueError, match="horizon"):
        view_of(HAND, horizon=192)


@st.composite
def panels(draw: st.DrawFn) -> RecoveryPanel:
    hours = sorted(draw(st.sets(st.integers(0, 700), min_size=1, max_size=20)))
    amount = st.floats(0, 1e12) | st.just(0.0)
    amounts = st.lists(amount, min_size=len(hours), max_size=len(hours)).map(tuple)
    ends = [sorted(draw(st.tuples(amount, amount))) for _ in hours] if draw(st.booleans()) else []
    mark = st.none() | st.floats(0, 720)
    return RecoveryPanel(
        draw(words),
        draw(words),
        tuple(map(float, hours)),
        draw(amounts),
        draw(mark),
        draw(mark),
        draw(st.booleans()),
        tuple(low for low, _ in ends),
        tuple(high for _, high in ends),
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(panels(), max_size=5), st.sampled_from([390, 700, 960]))
def test_any_view_gives_a_sound_picture_and_the_same_one_twice(shown: list[RecoveryPanel], width: int) -> None:
    view = view_of(*shown, horizon=720)
    picture = draw_recovery(view, width)
    assert_sound(picture)
    assert draw_recovery(view, width) == picture


def test_hostile_names_are_text() -> None:
    picture = draw_recovery(RecoveryView(HOSTILE, 48, (RecoveryPanel(HOSTILE, HOSTILE, (0,), (1,)),)))
    assert_sound(picture)
    assert "<script" not in picture.svg

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.reports import palette
from besluitsteun.reports.pictures.matrix import NOT_GIVEN, ConsequenceClass, MatrixView, Risk, draw_matrix

from .drawn import HOSTILE, SVG, assert_sound, placed, rectangles, root_of, texts, words

CLASSES = tuple(ConsequenceClass(letter, f"gevolg {letter.lower()}", 3**power) for power, letter in enumerate("ABCDE"))


def where(text: str, view: MatrixView) -> tuple[float, float]:
    """Where the words stand the first time."""
    found = ((e, x, y) for e, x, y in placed(root_of(draw_matrix(view))) if e.tag == f"{SVG}text" and e.text == text)
    element, x, y = next(found)
    return x + float(element.get("x", 0)), y + float(element.get("y", 0))


def test_a_risk_stands_in_the_cell_of_its_classes() -> None:
    risks = (Risk(11, "dijkdoorbraak: zorg", 4, 0), Risk(12, "regen: stroom", 0, 1))
    view = MatrixView("Matrix", ("klein", "groot"), CLASSES, risks)
    fills = [palette.of_scale(palette.SEVERITIES, index, 5) for index in range(5)]
    small, great = where("klein", view), where("groot", view)
    assert great[1] < small[1]  # the likeliest on top
    for number, words_, fill in (("11", small, fills[4]), ("12", great, fills[0])):
        x, y = where(number, view)
        (left, top, wide, high), *_ = (r for r in rectangles(draw_matrix(view), fill) if r[1] < words_[1] < r[1] + r[3])
        assert left < x < left + wide
        assert top < y < top + high


def test_values_meanings_and_the_key_are_written() -> None:
    shown = texts(draw_matrix(MatrixView("Matrix", (), CLASSES, (Risk(1, "regen: stroom", 2),))))
    assert {"A: waarde 1", "B: waarde 3", "C: waarde 9", "D: waarde 27", "E: waarde 81"} <= set(shown)
    assert {"gevolg a", "gevolg e", "regen: stroom"} <= set(shown)
    assert NOT_GIVEN in " ".join(shown)
    assert shown.count("1") == 2  # in its cell and in the key


def test_a_narrow_matrix_says_its_classes_below() -> None:
    shown = texts(draw_matrix(MatrixView("Matrix", (), CLASSES, ()), 390))
    assert "A: waarde 1, gevolg a" in shown
    assert {"A", "E", "81"} <= set(shown)


def test_the_row_without_likelihood_is_there_only_when_needed() -> None:
    given_ = MatrixView("Matrix", ("klein",), CLASSES, (Risk(1, "a", 0, 0),))
    mixed = MatrixView("Matrix", ("klein",), CLASSES, (Risk(1, "a", 0, 0), Risk(2, "b", 0)))
    assert NOT_GIVEN not in " ".join(texts(draw_matrix(given_)))
    assert NOT_GIVEN in " ".join(texts(draw_matrix(mixed)))


def test_every_cell_says_how_much_with_its_unit() -> None:
    risks = (
        Risk(1, "regen: inwoners", 0, amount="900 inwoners"),
        Risk(2, "regen: schade", 4, amount="7 personen"),
    )
    view = MatrixView("Matrix", (), CLASSES, risks)
    for number, amount, index in (("1", "900 inwoners", 0), ("2", "7 personen", 4)):
        x, y = where(amount, view)
        left, top, wide, high = rectangles(draw_matrix(view), palette.of_scale(palette.SEVERITIES, index, 5))[0]
        assert left < where(number, view)[0] < x < left + wide
        assert top < y < top + high


@pytest.mark.parametrize(
    "risks", [(Risk(1, "a", 5),), (Risk(1, "a", -1),), (Risk(1, "a", 0, 0),), (Risk(1, "a", 0), Risk(1, "b", 0))]
)
def test_risks_that_do_not_fit_are_refused(risks: tuple[Risk, ...]) -> None:
    with pytest.raises(ValueError, match="risico"):
        MatrixView("Matrix", (), CLASSES, risks)


@st.composite
def views(draw: st.DrawFn) -> MatrixView:
    likelihoods = draw(st.lists(words, max_size=5))
    letters = draw(st.lists(words, min_size=1, max_size=6))
    classes = tuple(ConsequenceClass(letter, draw(words), draw(st.floats(0, 1e6))) for letter in letters)
    numbers = draw(st.sets(st.integers(1, 9999), max_size=40))
    likelihood = st.none() | st.integers(0, len(likelihoods) - 1) if likelihoods else st.none()
    consequence = st.integers(0, len(letters) - 1)
    risks = tuple(Risk(number, draw(words), draw(consequence), draw(likelihood)) for number in sorted(numbers))
    return MatrixView("Matrix", tuple(likelihoods), classes, risks)


@settings(max_examples=40, deadline=None)
@given(views(), st.sampled_from([390, 960]))
def test_any_view_gives_a_sound_picture_and_the_same_one_twice(view: MatrixView, width: int) -> None:
    picture = draw_matrix(view, width)
    assert_sound(picture)
    assert draw_matrix(view, width) == picture


def test_hostile_names_are_text() -> None:
    classes = (ConsequenceClass(HOSTILE, HOSTILE, 1),)
    picture = draw_matrix(MatrixView(HOSTILE, (HOSTILE,), classes, (Risk(1, HOSTILE, 0, 0),)))
    assert_sound(picture)
    assert "<script" not in picture.svg

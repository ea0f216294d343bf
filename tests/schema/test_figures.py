"""Impact classes: their bounds, their values, and how a study replaces them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from besluitsteun.schema.figures import ImpactClasses, RiskMatrixSettings


def classes(criterion: str, *bounds: float, function: str | None = None) -> dict[str, object]:
    return {"criterium": criterion, "grenzen": list(bounds), "functie": function}


def settings(*rows: dict[str, object], **keys: object) -> RiskMatrixSettings:
    return RiskMatrixSettings.model_validate({"klassen": list(rows), **keys})


def test_a_bound_itself_lies_in_the_higher_class() -> None:
    found = ImpactClasses.model_validate(classes("getroffenen", 1, 10, 100, 1000))
    assert [found.class_of(value) for value in (0, 0.9, 1, 10, 99, 100, 1000, 1e9)] == list("AABCCDEE")


@pytest.mark.parametrize("bounds", [(1, 2, 2, 3), (4, 3, 2, 1), (0, 1, 2, 3)])
def test_bounds_that_do_not_increase_from_above_zero_are_refused(bounds: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError, match="lopen niet op"):
        ImpactClasses.model_validate(classes("getroffenen", *bounds))


@pytest.mark.parametrize("bounds", [(1, 2, 3), (1, 2, 3, 4, 5)])
def test_bounds_are_four(bounds: tuple[float, ...]) -> None:
    with pytest.raises(ValidationError):
        ImpactClasses.model_validate(classes("getroffenen", *bounds))


def test_classes_count_times_three_or_one_more_each() -> None:
    assert settings(schaal="maal_drie").class_values == (1, 3, 9, 27, 81)
    assert settings(schaal="lineair").class_values == (1, 2, 3, 4, 5)


def test_a_study_replaces_the_classes_it_names_and_keeps_the_rest() -> None:
    shipped = settings(classes("a", 1, 2, 3, 4), classes("b", 1, 2, 3, 4), kansklassen=list("vwxyz"), schaal="lineair")
    both = shipped.with_study(settings(classes("a", 5, 6, 7, 8), classes("a", 2, 3, 4, 5, function="zorg")))
    assert [(each.criterion, each.function, each.bounds[0]) for each in both.classes] == [
        ("a", None, 5),
        ("b", None, 1),
        ("a", "zorg", 2),
    ]
    assert both.class_values == (1, 2, 3, 4, 5)
    assert both.likelihoods == tuple("vwxyz")


def test_classes_of_a_function_go_before_those_of_every_function() -> None:
    found = settings(classes("a", 1, 2, 3, 4), classes("a", 5, 6, 7, 8, function="zorg"))
    firsts = [found.classes_for("a", function).bounds[0] for function in (None, "zorg", "stroom")]  # type: ignore[union-attr]
    assert firsts == [1, 5, 1]
    assert found.classes_for("b") is None


def test_the_same_criterion_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="twee keer"):
        settings(classes("a", 1, 2, 3, 4), classes("a", 1, 2, 3, 5))

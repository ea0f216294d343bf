"""Verdicts: on which side of a limit an outcome lies, and words beside numbers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.consequences.judgement import SEVERITY, Judgements, judge, verdict_of, worst
from besluitsteun.consequences.quantify import Value
from besluitsteun.schema.base import Verdict
from besluitsteun.schema.figures import ImpactClasses, RiskMatrixSettings

from .happening import Happening, measured, study


def of(value: str | None, low: str | None = None, high: str | None = None, *, cut: bool = False) -> Value:
    numbers = (None if each is None else Decimal(each) for each in (value, low, high))
    return Value(*numbers, "uur", cut)


def verdict(value: Value, low: int | None, high: int | None) -> str:
    return verdict_of(value, *(None if each is None else Decimal(each) for each in (low, high))).value


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        ("4", 4, 24, "acceptabel"),  # exactly acceptabel_tot
        ("4.001", 4, 24, "afwegen"),
        ("23.999", 4, 24, "afwegen"),
        ("24", 4, 24, "onacceptabel"),  # exactly onacceptabel_vanaf
        ("7", 7, 7, "acceptabel"),  # both bounds equal: that number itself is still acceptable
        ("7.001", 7, 7, "onacceptabel"),
        ("6", 7, None, "acceptabel"),
        ("8", 7, None, "afwegen"),
        ("6", None, 7, "afwegen"),
        ("7", None, 7, "onacceptabel"),
        ("6", None, None, "nog_geen_oordeel"),
        (None, 4, 24, "nader_onderzoek"),
        (None, None, None, "nog_geen_oordeel"),
    ],
)
def test_where_a_value_lies(value: str | None, low: int | None, high: int | None, expected: str) -> None:
    assert verdict(of(value), low, high) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (of("3", "2", "4"), "acceptabel"),
        (of("3", "2", "4.5"), "nader_onderzoek"),
        (of("10", "4", "20"), "nader_onderzoek"),
        (of("10", "5", "20"), "afwegen"),
        (of("30", "24", "40"), "onacceptabel"),
        (of("30", "23", "40"), "nader_onderzoek"),
    ],
)
def test_a_bandwidth_on_both_sides_of_a_bound_asks_for_a_closer_look(value: Value, expected: str) -> None:
    assert verdict(value, 4, 24) == expected


@pytest.mark.parametrize(
    ("value", "low", "high", "expected"),
    [
        ("3", 4, 24, "nader_onderzoek"),  # may yet become more than 4
        ("10", 4, 24, "nader_onderzoek"),
        ("30", 4, 24, "onacceptabel"),  # more makes no difference
        ("10", 4, None, "afwegen"),  # beyond the only bound there is
        ("10", None, 24, "nader_onderzoek"),
    ],
)
def test_a_lower_bound_is_judged_only_where_more_makes_no_difference(
    value: str, low: int | None, high: int | None, expected: str
) -> None:
    assert verdict(of(value, cut=True), low, high) == expected


def test_a_share_that_was_cut_may_also_become_less() -> None:
    found = verdict_of(of("0.9", cut=True), Decimal("0.1"), Decimal("0.5"), may_fall=True)
    assert found is Verdict.INVESTIGATE


NUMBERS = st.decimals(-50, 50, places=2)
BOUNDS = st.tuples(st.none() | NUMBERS, st.none() | NUMBERS).map(
    lambda pair: pair if None in pair else tuple(sorted(pair))  # type: ignore[type-var]
)
ORDER = [Verdict.ACCEPTABLE, Verdict.WEIGH, Verdict.UNACCEPTABLE]


@given(NUMBERS, NUMBERS, BOUNDS)
def test_more_is_never_more_acceptable(one: Decimal, other: Decimal, bounds: Any) -> None:
    low, high = (verdict_of(of(str(each)), *bounds) for each in sorted((one, other)))
    assert {low, high} <= {*ORDER, Verdict.NONE_YET}
    if Verdict.NONE_YET in (low, high):
        assert low is high is Verdict.NONE_YET
        assert bounds == (None, None)
    else:
        assert ORDER.index(low) <= ORDER.index(high)


@given(st.lists(NUMBERS, min_size=3, max_size=3), BOUNDS, st.booleans())
def test_a_closer_look_exactly_when_the_bandwidth_straddles_or_a_lower_bound_may_pass(
    numbers: list[Decimal], bounds: Any, cut: bool
) -> None:
    low, value, high = sorted(numbers)
    sides = {verdict_of(of(str(each)), *bounds) for each in (low, value, high)}
    heaviest = verdict_of(of("1000"), *bounds)
    expected = len(sides) > 1 or (cut and sides != {heaviest})
    found = verdict_of(of(str(value), str(low), str(high), cut=cut), *bounds)
    assert (found is Verdict.INVESTIGATE) == expected
    if not expected:
        assert found in sides


@given(st.lists(st.sampled_from(SEVERITY)))
def test_the_heaviest_verdict_stands(verdicts: list[Verdict]) -> None:
    found = worst(verdicts)
    assert found in (verdicts or [Verdict.NONE_YET])
    assert all(SEVERITY.index(each) <= SEVERITY.index(found) for each in verdicts)


# --- a study with a risk, limits and a level -------------------------------------------------------------------------

LIMITS = (
    {"id": "streng", "partij": "stad", "risico": "r", "criterium": "uitval_uur", "acceptabel_tot": 1,
     "onacceptabel_vanaf": 2, "scenarios": ["s"]},
    {"id": "ruim", "partij": "stad", "risico": "r", "criterium": "uitval_uur", "acceptabel_tot": 40},
    {"id": "anders", "partij": "regio", "risico": "r", "criterium": "gebruikersuren", "functie": "f",
     "acceptabel_tot": 1000},
    {"id": "open", "partij": "regio", "criterium": "uitval_uur", "niveau": "hoog"},
    {"id": "midden", "partij": "regio", "criterium": "uitval_uur", "acceptabel_tot": 1, "onacceptabel_vanaf": 100},
)  # fmt: skip
RISKS = (
    {"id": "r", "naam": "R", "oordelen": [
        {"partij": "stad", "oordeel": "acceptabel", "waarom": "zelden", "datum": "12-03-2026"},
        {"partij": "net", "oordeel": "nader_onderzoek"},
    ]},
    {"id": "t", "naam": "T", "scenarios": ["t"], "oordelen": [{"partij": "net", "oordeel": "onacceptabel"}]},
)  # fmt: skip
LEVELS = (
    {"id": "hoog", "naam": "Hoog", "grenzen": ["streng", "ruim"], "gesteund_door": ["stad"]},
    {"id": "laag", "naam": "Laag", "grenzen": ["ruim", "anders", "midden"]},
)


def judged(**rest: Any) -> Judgements:
    """In s the object is out for 5 h; in t nothing happens."""
    scenarios = ({"id": "s", "kans": {"klasse": "mogelijk", "wie": "regio"}}, {"id": "t"})
    given_study = study(
        [{"id": "a", "gebruikers": 10, "inwoners": 400, "max_schade_eur": 1, "schadecurve": "waterschadeschatter"}],
        limits=LIMITS, risks=RISKS, levels=LEVELS, scenarios=scenarios, **rest,
    )  # fmt: skip
    return judge(measured(given_study, Happening({"a": [(0, 5)]}), Happening()))


def test_words_stand_beside_numbers_and_are_not_overwritten() -> None:
    found = {(each.risk.id, each.scenario, each.party): each for each in judged().risks}
    stad = found["r", "s", "stad"]
    assert (stad.said, stad.measured, stad.differs) == (Verdict.ACCEPTABLE, Verdict.UNACCEPTABLE, True)
    assert (stad.why, stad.date) == ("zelden", "12-03-2026")
    calm = found["r", "t", "stad"]
    assert (calm.said, calm.measured, calm.differs) == (Verdict.ACCEPTABLE, Verdict.ACCEPTABLE, False)


def test_who_set_a_limit_without_a_word_and_who_said_a_word_without_a_limit_both_stand_there() -> None:
    found = {(each.risk.id, each.scenario, each.party): each for each in judged().risks}
    assert found["r", "s", "regio"].said is None
    assert found["r", "s", "regio"].measured is Verdict.ACCEPTABLE
    assert found["r", "s", "net"].measured is Verdict.NONE_YET
    assert not found["r", "s", "regio"].differs
    assert not found["r", "s", "net"].differs
    assert [key for key in found if key[0] == "t"] == [("t", "t", "net")]


def test_which_limits_of_a_level_are_met() -> None:
    """5 h: not within 1 h (streng), within 40 h (ruim); ``open`` names no number; ``midden`` lies in between."""
    found = {(each.level, each.scenario): each for each in judged().levels}
    high, low = found["hoog", "s"], found["laag", "s"]
    assert (high.met, high.unmet, high.undecided, high.supported_by) == (("ruim",), ("streng",), ("open",), ("stad",))
    assert (low.met, low.unmet, low.undecided) == (("ruim", "anders"), ("midden",), ())
    assert found["hoog", "t"].met == ("ruim",)  # ``streng`` does not hold in t


def test_limits_name_the_levels_that_hold_them() -> None:
    found = {each.limit.id: each.levels for each in judged().limits if each.scenario == "s"}
    assert found == {"streng": ("hoog",), "ruim": ("hoog", "laag"), "anders": ("laag",), "open": ("hoog",),
                     "midden": ("laag",)}  # fmt: skip


def test_the_risk_matrix_sums_over_the_study_and_a_bound_begins_the_next_class() -> None:
    """400 affected: exactly the bound between B and C, so C, which counts for 9; in t nobody: A."""
    found = {(each.scenario, each.criterion): each for each in judged().matrix}
    cell = found["s", "getroffenen"]
    assert (cell.likelihood, cell.impact, cell.weight, cell.value.value) == ("mogelijk", "C", 9, 400)
    calm = found["t", "getroffenen"]
    assert (calm.likelihood, calm.impact, calm.weight) == ("", "A", 1)
    assert ("s", "indirecte_schade_eur") not in found  # nobody gave a value per hour: unknown is not class A


def test_classes_of_one_function() -> None:
    classes = [{"criterium": "gebruikersuren", "functie": "f", "grenzen": [10, 50, 100, 200]}]
    settings = RiskMatrixSettings(
        klassen=tuple(ImpactClasses.model_validate(each) for each in classes), schaal="lineair"
    )
    (cell,) = [each for each in judged(risk_matrix=settings).matrix if each.scenario == "s"]
    assert (cell.criterion, cell.function, cell.impact, cell.weight) == ("gebruikersuren", "f", "C", 3)


def test_hours_of_different_units_have_no_class_together() -> None:
    settings = RiskMatrixSettings(
        klassen=(ImpactClasses.model_validate({"criterium": "gebruikersuren", "grenzen": [10, 50, 100, 200]}),)
    )
    functions = [{"id": "f", "gebruikerseenheid": "bedden"}, {"id": "g", "gebruikerseenheid": "abonnees"}]
    assets = [{"id": "a", "gebruikers": 1}, {"id": "b", "functie": "g", "gebruikers": 1}]
    found = judge(measured(study(assets, functions, risk_matrix=settings), Happening({"a": [(0, 1)]})))
    assert found.matrix == ()

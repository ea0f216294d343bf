"""Investment, yearly and equivalent yearly cost, each by itself."""

from __future__ import annotations

import pytest

from besluitsteun.decision.money import CostKind, Total, annuity, cost_of, total_cost
from besluitsteun.schema.measures import Measure


def measure(**keys: object) -> Measure:
    return Measure.model_validate({"id": "m", "naam": "M", "laag": "preventie", **keys})


def test_the_annuity_is_that_of_a_printed_table() -> None:
    """Annuity factor of 10 years at 5 %: 7,7217 (table of present values in any textbook on corporate finance)."""
    assert 1 / annuity(0.05, 10) == pytest.approx(7.7217, abs=5e-5)


def test_all_payments_discounted_are_the_investment() -> None:
    rate, years = 0.0225, 30
    yearly = 600_000 * annuity(rate, years)
    assert sum(yearly / (1 + rate) ** year for year in range(1, years + 1)) == pytest.approx(600_000)


def test_without_a_rate_the_investment_is_spread_evenly() -> None:
    assert annuity(0.0, 25) == 1 / 25
    assert annuity(1e-12, 25) == pytest.approx(1 / 25)


@pytest.mark.parametrize(("rate", "years"), [(0.02, 0.0), (-1.0, 5.0)])
def test_no_life_or_no_value_is_refused(rate: float, years: float) -> None:
    with pytest.raises(ValueError, match="annuity"):
        annuity(rate, years)


def test_kinds_are_never_mixed() -> None:
    made = measure(kosten_eur=1000, jaarlijks_eur=30, levensduur_jaar=10)
    assert cost_of(made, CostKind.INVESTMENT, 0.0) == 1000
    assert cost_of(made, CostKind.YEARLY, 0.0) == 30
    assert cost_of(made, CostKind.EQUIVALENT, 0.0) == 130


@pytest.mark.parametrize(
    ("keys", "rate"),
    [
        ({"kosten_eur": 1000, "jaarlijks_eur": 0}, 0.02),
        ({"kosten_eur": 1000, "jaarlijks_eur": 0, "levensduur_jaar": 0}, 0.02),
        ({"kosten_eur": 1000, "jaarlijks_eur": 0, "levensduur_jaar": 10}, None),
        ({"kosten_eur": 1000, "levensduur_jaar": 10}, 0.02),
        ({"jaarlijks_eur": 5, "levensduur_jaar": 10}, 0.02),
    ],
)
def test_what_is_missing_makes_yearly_cost_unknown_and_not_zero(keys: dict[str, float], rate: float | None) -> None:
    assert cost_of(measure(**keys), CostKind.EQUIVALENT, rate) is None


def test_nothing_invested_needs_no_lifetime() -> None:
    assert cost_of(measure(kosten_eur=0, jaarlijks_eur=70), CostKind.EQUIVALENT, None) == 70


def test_a_total_names_what_is_unknown() -> None:
    known, unknown = measure(kosten_eur=5), Measure.model_validate({"id": "n", "naam": "N", "laag": "herstel"})
    assert total_cost([known, known], CostKind.INVESTMENT, None) == Total(10.0)
    assert total_cost([known, unknown], CostKind.INVESTMENT, None) == Total(None, ("n",))

"""How a report puts amounts, ranges and speakers into words: from a hand-made result."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from besluitsteun.publication import publish
from besluitsteun.reports.chapters.judgement import OUTSIDE, _outcome, outside_note
from besluitsteun.reports.chapters.limits import limit_in_words
from besluitsteun.reports.reading import Reading
from besluitsteun.schema.ambitions import Limit
from besluitsteun.schema.base import Standing
from besluitsteun.tables import CONSEQUENCES

from ..small_result import small_result


@pytest.fixture(scope="module")
def reading() -> Reading:
    return Reading(publish(small_result("net")))


def limit(**values: Any) -> Limit:
    return Limit.model_validate({"id": "g", "criterium": "uitval_uur", "functie": "telecom"} | values)


def row(value: int, low: int, high: int) -> dict[str, Any]:
    held = {"waarde": Decimal(value), "p10": Decimal(low), "p90": Decimal(high)}
    return {"scenario": "droog", "criterium": "getroffenen", "afgekapt": False} | held


def test_a_range_that_differs_from_the_value_is_never_dropped(reading: Reading) -> None:
    """Ends that are equal, but not to the value, say that nearly every calculation is worse than the one told."""
    assert _outcome(reading, limit(), row(481, 720, 720)) == "20 dagen en 1 uur: 481 uur (720)"
    end = int(reading.publication.study.time.horizon_hours)
    assert _outcome(reading, limit(), row(20, 30, end)).endswith(f"(30 – {end} of langer)")
    assert _outcome(reading, limit(), row(481, 481, 481)) == "481 uur (20 dagen en 1 uur)"
    assert outside_note([row(481, 720, 720)]) == OUTSIDE
    assert outside_note([row(481, 400, 720)]) == ""


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        ("0.54", "personen", "minder dan 1 persoon"),
        ("1", "locaties", "1 locatie"),
        ("1", "personen", "1 persoon"),
        ("1240", "stations", "1.240 stations"),
        ("720", "uur", "720 uur (30 dagen)"),
        ("2500000", "eur", "2,5 miljoen euro"),
    ],
)
def test_amounts_have_the_right_plural(reading: Reading, value: str, unit: str, told: str) -> None:
    assert reading.amount(Decimal(value), unit) == told


def told_people(*rows: dict[str, Any], **changes: Any) -> tuple[str, str]:
    published = publish(small_result("net", **changes))
    heads = CONSEQUENCES.header
    given = tuple(tuple({"scenario": "vloed", **each}.get(head) for head in heads) for each in rows)
    return Reading(replace(published, rows={**published.rows, CONSEQUENCES.name: given})).people("vloed", "getroffenen")


def test_people_are_rounded_only_where_calculations_differ() -> None:
    sure = row(14240, 14240, 14240) | {"scenario": "vloed"}
    assert told_people(row(36973, 22929, 36973) | {"scenario": "vloed"}, sure) == (
        "ongeveer 51.000",
        "37.000 tot 51.000",
    )
    assert told_people(sure) == ("14.240", "")


def test_ends_of_several_areas_are_not_added_up() -> None:
    both = (row(36973, 22929, 36973) | {"scenario": "vloed"}, row(14240, 14006, 14240) | {"scenario": "vloed"})
    assert told_people(*both) == ("ongeveer 51.000", "")


def test_an_example_is_not_said_by_the_party(reading: Reading) -> None:
    assert reading.speaker("net", Standing.EXAMPLE) == "Bedacht voorbeeld, voor Net"
    assert reading.speaker("net", Standing.CONCEPT) == "Net"


def test_a_limit_reads_as_a_sentence(reading: Reading) -> None:
    back = limit(criterium="hersteltijd_t95_uur", acceptabel_tot=72, onacceptabel_vanaf=336)
    assert limit_in_words(reading, back) == (
        "Tijd tot 95 % weer telecom heeft: acceptabel tot en met 72 uur, onacceptabel vanaf 336 uur (14 dagen)"
    )
    one = limit(functie=None, objecten=["mast"], onacceptabel_vanaf=4)
    assert limit_in_words(reading, one) == "Uitval van Mast: onacceptabel vanaf 4 uur"


def test_money_that_stops_counting_is_no_lower_bound_when_everybody_is_back(reading: Reading) -> None:
    held = {"criterium": "indirecte_schade_eur", "functie": "stroom", "waarde": Decimal(5), "afgekapt": True}
    assert reading.is_partial([held | {"scenario": "vloed"}])  # still down at the end
    assert not reading.is_partial([held | {"scenario": "droog"}])  # nobody is without: the price is what stops
    assert reading.priced == "In geld telt van uitval van stroom alleen het eerste etmaal."

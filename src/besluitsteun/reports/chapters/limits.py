"""A ``Limit`` in, what it says in words out: what it is about, of whom, and between which numbers."""

from __future__ import annotations

from decimal import Decimal

from ...nl import enumeration, number
from ...schema.ambitions import Limit, Over
from ...tables import CONSEQUENCES
from ..reading import Reading, long_hours, money, percent, whole

OUTAGE_HOURS = "uitval_uur"
SAID_BY_NAME = ("inwoners", "personen", "locaties", "stations", "verhouding")
"""Units that the name of a criterion says already."""


def limit_in_words(reading: Reading, limit: Limit) -> str:
    """What a limit says, in one line."""
    about, unit = about_limit(reading, limit), unit_of(reading, limit)
    pairs = (("acceptabel tot en met", limit.acceptable_to), ("onacceptabel vanaf", limit.unacceptable_from))
    bounds = [f"{words} {limit_amount(Decimal(str(bound)), unit)}" for words, bound in pairs if bound is not None]
    return f"{about[0].upper()}{about[1:]}: {', '.join(bounds) or 'nog geen getal'}"


def about_limit(reading: Reading, limit: Limit) -> str:
    """What a limit is about: which outcome, of whom, where."""
    if limit.criterion == OUTAGE_HOURS:
        return " ".join([_outage_of(reading, limit), *_where(limit)])
    what = reading.criteria.get(limit.criterion, limit.criterion)
    what += " (per object)" if limit.over is Over.EACH else ""
    if limit.function:
        what = _of_function(what, reading.functions[limit.function].lower())
    named = [f"bij {_names(reading, limit)}"] if limit.assets else []
    return " ".join([what, *named, *_where(limit)])


def _of_function(what: str, function: str) -> str:
    """The name of a criterion, of one function.

    >>> _of_function("Tijd tot 95 % het weer heeft", "telecom"), _of_function("Uren zonder de functie", "stroom")
    ('Tijd tot 95 % weer telecom heeft', 'Uren zonder stroom')
    """
    for words, place in (("het weer", f"weer {function}"), ("de functie", function)):
        if words in what:
            return what.replace(words, place)
    return f"{what} van {function}"


def _outage_of(reading: Reading, limit: Limit) -> str:
    over = {Over.SUM: "alle uitval samen", Over.LONGEST: "langste uitval aan één stuk"}
    what, every = over.get(limit.over or Over.EACH, "uitval"), "elk " if len(limit.assets) != 1 else ""
    if limit.over not in (None, Over.EACH):
        every = ""
    if limit.assets:
        return f"{what} van {every and 'elk van '}{_names(reading, limit)}"
    function = f" voor {reading.functions[limit.function].lower()}" if limit.function else ""
    return f"{what} van {every or 'een '}object{function}"


def _names(reading: Reading, limit: Limit) -> str:
    return enumeration([reading.objects.get(each, each) for each in limit.assets], most=3)


def _where(limit: Limit) -> list[str]:
    return [f"in {limit.area}"] if limit.area else []


def unit_of(reading: Reading, limit: Limit) -> str:
    """The unit of what a limit holds, where its name does not say it already."""
    if limit.criterion == OUTAGE_HOURS:
        return "uur"
    units = {
        row["eenheid"]
        for row in reading.every(CONSEQUENCES)
        if row["criterium"] == limit.criterion and limit.function in (None, row["functie"])
    }
    unit = next(iter(units)) if len(units) == 1 else ""
    return "" if unit in SAID_BY_NAME else unit


def limit_amount(value: Decimal, unit: str) -> str:
    """A number that a limit is about, with its unit."""
    if unit == "eur":
        return money(value)
    if unit == "aandeel":
        return percent(value)
    if unit == "uur":
        return long_hours(value)
    return f"{plain_number(value)} {unit}".strip()


def plain_number(value: Decimal) -> str:
    """Two decimals only for a small number that has them."""
    return number(value, 2) if abs(value) < 2 and value != value.to_integral_value() else whole(value)

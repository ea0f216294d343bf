"""``Publication`` in, its tables as named records out: what the chapters of a report read from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from typing import Any

from ..nl import enumeration, hours, number
from ..publication import Publication, names_of
from ..schema.base import Standing
from ..schema.scenarios import Scenario
from ..tables import CONSEQUENCES, CRITICAL, LIMITS, TABLES, Table
from ..tables.consequences import AREA_CONSEQUENCES, EXPOSURE_CLASSES, RECOVERY

Record = Mapping[str, Any]
MILLION = 1_000_000
AFFECTED, DEATHS, DIRECT, INDIRECT = (
    "getroffenen",
    "dodelijke_slachtoffers",
    "directe_schade_eur",
    "indirecte_schade_eur",
)
ABOUT = "ongeveer "
_ONE = {
    "inwoners": "inwoner",
    "personen": "persoon",
    "locaties": "locatie",
    "stations": "station",
    "objecten": "object",
    "aansluitingen": "aansluiting",
    "adressen": "adres",
    "inwonerequivalenten": "inwonerequivalent",
}
"""Units of which a report may tell just one."""


@dataclass(frozen=True)
class Reading:
    """A publication, read by name.

    Numbers are those of the tables: a chapter selects, adds up what may be added up, and puts into words.
    """

    publication: Publication

    @cached_property
    def _records(self) -> dict[str, dict[str, list[Record]]]:
        """Table → scenario ("" = none) → its rows by name of the column."""
        found: dict[str, dict[str, list[Record]]] = {}
        for table in TABLES:
            by_scenario: dict[str, list[Record]] = defaultdict(list)
            for row in self.publication.rows[table.name]:
                record = dict(zip(table.header, row, strict=True))
                by_scenario[str(record.get("scenario") or "")].append(record)
            found[table.name] = by_scenario
        return found

    def rows(self, table: Table, scenario: str, **where: Any) -> list[Record]:
        """Rows of a table in a scenario whose columns have these values."""
        rows = self._records[table.name].get(scenario, [])
        return [row for row in rows if all(row[column] == value for column, value in where.items())]

    def every(self, table: Table) -> list[Record]:
        """Every row of a table."""
        return [row for rows in self._records[table.name].values() for row in rows]

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """The scenarios, in the order of the study."""
        return self.publication.study.scenarios

    def scenario_name(self, scenario: str) -> str:
        """How a scenario is called everywhere: its name, else its id."""
        return next((each.name or each.id for each in self.scenarios if each.id == scenario), scenario)

    def quoted(self, scenario: str) -> str:
        """A scenario in a sentence, so that its name stands apart from the other words."""
        return f"“{self.scenario_name(scenario)}”"

    @cached_property
    def functions(self) -> dict[str, str]:
        """Function id → name, in the order of the study."""
        return {each.id: each.name for each in self.publication.study.functions}

    @cached_property
    def units(self) -> dict[str, str]:
        """Function id → what its users are."""
        return {each.id: each.user_unit for each in self.publication.study.functions}

    @cached_property
    def sectors(self) -> dict[str, str]:
        """Function id → sector, empty = not given."""
        return {each.id: each.sector or "" for each in self.publication.study.functions}

    @cached_property
    def criteria(self) -> dict[str, str]:
        """Criterion id → name."""
        return {each.id: each.name for each in self.publication.study.criteria}

    @cached_property
    def objects(self) -> dict[str, str]:
        """Id of a visible object → the name by which a reader knows it."""
        return names_of(self.publication.assets)

    @cached_property
    def person_hours(self) -> str:
        """What people × hours are called: of residents, or in a study without residents of users."""
        known = any(row["inwoneruren"] is not None for row in self.every(CRITICAL))
        return "inwoneruren" if known else "gebruikersuren"

    def party(self, party: str | None) -> str:
        """How a party is called; the joint one and none at all in words."""
        if party is None:
            return "niet opgegeven"
        if party == "gezamenlijk":
            return "gezamenlijk"
        return next((each.name for each in self.publication.study.parties if each.id == party), party)

    def speaker(self, party: str | None, standing: Standing | None) -> str:
        """Who says something: a party, or an example that nobody said."""
        name = self.party(party)
        return f"Bedacht voorbeeld, voor {name}" if standing is Standing.EXAMPLE else name

    def evacuated(self, scenario: str) -> Decimal:
        """The share of the residents that is away in time: of the scenario, else the key figure."""
        given = next((each.evacuated_share for each in self.scenarios if each.id == scenario), None)
        figure = self.publication.study.figures["aandeel_geevacueerd"]
        return Decimal(str(figure.number if given is None else given))

    @cached_property
    def first_division(self) -> str | None:
        """The division by which a report counts: the first one of the tables."""
        rows = self.every(EXPOSURE_CLASSES) or self.every(AREA_CONSEQUENCES)
        return rows[0]["indeling"] if rows else None

    @cached_property
    def horizon(self) -> str:
        """The end of the calculation in words: ``30 dagen``."""
        return hours(self.publication.study.time.horizon_hours)

    def is_partial(self, rows: Iterable[Record]) -> bool:
        """Whether a sum of rows is a lower bound: the outage goes on at the end, or a row cannot be told.

        Damage that stops counting after so many hours is none when everybody has the function back: ``priced`` says so.
        """
        return any(row["waarde"] is None or (row["afgekapt"] and self._goes_on(row)) for row in rows)

    def _goes_on(self, row: Record) -> bool:
        if row["criterium"] != INDIRECT:
            return True
        last = self.rows(RECOVERY, row["scenario"], functie=row["functie"])[-1:]
        return any(each["gebruikers_zonder"] for each in last)

    def people(self, scenario: str, criterion: str) -> tuple[str, str]:
        """People in a scenario, and between which numbers 8 of 10 calculations lie; the latter empty where they agree.

        Where the calculations differ, both are rounded: more digits would promise too much. Also empty where the ends
        cannot be told, because those of areas do not add up.
        """
        rows = self.rows(CONSEQUENCES, scenario, criterium=criterion)
        value = added(rows)
        if all(row["p10"] in (None, row["waarde"]) and row["p90"] in (None, row["waarde"]) for row in rows):
            return whole(value), ""
        ends = self._ends(scenario, criterion, rows)
        return f"{ABOUT}{rounded(value)}", "" if ends is None else f"{rounded(ends[0])} tot {rounded(ends[1])}"

    def _ends(self, scenario: str, criterion: str, rows: list[Record]) -> tuple[Decimal, Decimal] | None:
        """P10 and P90 of rows together: those of a limit on the whole, else exact where only one area varies."""
        whole_study = {
            each.id
            for each in self.publication.study.limits
            if each.criterion == criterion and not (each.area or each.function or each.assets) and each.over is None
        }
        known = [row for row in self.rows(LIMITS, scenario) if row["grens"] in whole_study and row["p10"] is not None]
        if known:
            return known[0]["p10"], known[0]["p90"]
        vary = [row for row in rows if row["p10"] != row["p90"]]
        return (added(rows, "p10"), added(rows, "p90")) if len(vary) == 1 else None

    @cached_property
    def priced(self) -> str:
        """For how long an outage counts in money, in a sentence; empty where no limit is set."""
        by_hours: dict[Decimal, list[str]] = {}
        for each in self.publication.study.functions:
            if each.value_eur_per_user_hour and each.value_until_hour is not None:
                by_hours.setdefault(each.value_until_hour, []).append(each.name.lower())
        told = [f"van {enumeration(names)} {_first(until)}" for until, names in sorted(by_hours.items())]
        if len(told) == 1:
            ((until, names),) = by_hours.items()
            return f"In geld telt van uitval van {enumeration(names)} alleen {_first(until)}."
        return f"In geld telt van een uitval alleen het begin: {'; '.join(told)}." if told else ""

    def amount(self, value: Decimal, unit: str) -> str:
        """An amount with its unit, in the singular where that is right: euros in millions, shares as percentages.

        People who are computed from a chance are less than one person, never nobody or a rounded one.
        """
        if unit == "eur":
            return money(value)
        if unit == "aandeel":
            return percent(value)
        if unit == "uur":
            return long_hours(value)
        told = "minder dan 1" if unit == "personen" and 0 < value < 1 else whole(value)
        return f"{told} {_ONE.get(unit, unit) if told in ('1', 'minder dan 1') else unit}".strip()


def added(rows: Iterable[Record], column: str = "waarde") -> Decimal:
    """The sum of a column; only of rows in one unit. What is unknown counts for nothing: ``Reading.is_partial``."""
    return sum((row[column] for row in rows if row[column] is not None), Decimal(0))


def _first(until: Decimal) -> str:
    return "het eerste etmaal" if until == 24 else f"de eerste {hours(until)}"


def long_hours(value: Decimal) -> str:
    """Hours as a limit states them; beyond three days also in days.

    >>> long_hours(Decimal(72)), long_hours(Decimal(336)), long_hours(Decimal(669))
    ('72 uur', '336 uur (14 dagen)', '669 uur (27 dagen en 21 uur)')
    """
    return f"{number(value)} uur" if value <= 72 else f"{number(value)} uur ({hours(value)})"


def rounded(value: Decimal) -> str:
    """A number of which only the first digits say something: two, or three where it has no more.

    >>> rounded(Decimal("51212.6")), rounded(Decimal(36935)), rounded(Decimal(87)), rounded(Decimal(16600))
    ('51.000', '37.000', '87', '16.600')
    """
    if not value or value == value.quantize(Decimal(1).scaleb(value.adjusted() - 2)):
        return whole(value)
    digits = max(value.adjusted() - 1, 0)
    return number(value.scaleb(-digits).quantize(Decimal(1), ROUND_HALF_UP).scaleb(digits), 0)


def grouped(rows: Iterable[Record], key: Callable[[Record], str]) -> dict[str, list[Record]]:
    """Rows by a key, in order of first appearance."""
    found: dict[str, list[Record]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    return found


def whole(value: Decimal | float) -> str:
    """A number without decimals; something that rounds to nothing is told as such.

    >>> whole(Decimal("13600.4")), whole(Decimal("0.2")), whole(0)
    ('13.600', 'minder dan 1', '0')
    """
    return "minder dan 1" if 0 < value < Decimal("0.5") else number(value, 0)


def millions(value: Decimal) -> str:
    """A number, in millions where that reads better.

    >>> millions(Decimal(8961600)), millions(Decimal(40700))
    ('9,0 miljoen', '40.700')
    """
    return f"{number(value / MILLION, 1)} miljoen" if value >= MILLION else whole(value)


def scale_of(largest: Decimal) -> tuple[Decimal, str]:
    """By what the numbers of a picture are divided, and the word for it before their unit.

    >>> scale_of(Decimal(2327804)), scale_of(Decimal(40700))
    ((Decimal('1000000'), 'miljoen '), (Decimal('1'), ''))
    """
    return (Decimal(MILLION), "miljoen ") if largest >= MILLION else (Decimal(1), "")


def money(value: Decimal) -> str:
    """An amount of euros, in millions where that reads better.

    >>> money(Decimal(2822400)), money(Decimal(950))
    ('2,8 miljoen euro', '950 euro')
    """
    if value >= 100 * MILLION:
        return f"{number(value / MILLION, 0)} miljoen euro"
    return f"{number(value / MILLION, 1)} miljoen euro" if value >= MILLION else f"{number(value, 0)} euro"


def money_range(low: Decimal, high: Decimal) -> str:
    """Two amounts, the word for the unit once where it is the same.

    >>> money_range(Decimal(9300000), Decimal(15500000)), money_range(Decimal(900), Decimal(2000000))
    ('9,3 – 15,5 miljoen euro', '900 euro – 2,0 miljoen euro')
    """
    first, last = money(low), money(high)
    (amount, _, unit), (_, _, other) = first.partition(" "), last.partition(" ")
    return f"{amount} – {last}" if unit == other else f"{first} – {last}"


def area_label(area: str) -> str:
    """The name of an area as one reads it: registers write codes with an underscore.

    >>> area_label("oost_mastenbroek"), area_label("Weteringbroek")
    ('Oost mastenbroek', 'Weteringbroek')
    """
    return area.replace("_", " ").capitalize() if "_" in area else area


def percent(share: Decimal) -> str:
    """A share as a percentage.

    >>> percent(Decimal("0.7216"))
    '72 %'
    """
    return f"{number(100 * share, 0)} %"


def at_least(text: str, partial: bool) -> str:
    """A value, marked when it is a lower bound."""
    return f"ten minste {text}" if partial else text

"""``Reading`` and a direction in, who bears what before and after out: areas, bearers, and people who depend on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from ...tables import decision
from ..model import Block, Column, DataTable, Figure, Kind, Words
from ..pictures.pairs import Pair, PairsView, draw_pairs
from ..reading import DIRECT, INDIRECT, Reading, Record, area_label, grouped, scale_of, whole
from ..svg import Svg
from .weighed import in_words, value_criteria

VULNERABLE, HOURS = "kwetsbare_gebruikersuren", "gebruikersuren"
BEFORE, AFTER = "zonder maatregelen", "met deze richting"
NOWHERE = "zonder gebied"
Weights = Mapping[str, Decimal]


@dataclass(frozen=True)
class _Part:
    """One panel: what is added up, of which rows, and by what."""

    title: str
    unit: str
    rows: list[Record]
    by: Callable[[Record], str]
    weight: Callable[[Record], Decimal]

    def totals(self) -> list[tuple[str, Decimal, Decimal]]:
        """(who or where, before, after), what was most first; those that bear nothing either way are left out."""
        found = []
        for who, own in grouped(self.rows, self.by).items():
            before, after = (
                sum((row[each] * self.weight(row) for row in own), Decimal(0)) for each in ("zonder", "met")
            )
            if before or after:
                found.append((who, before, after))
        return sorted(found, key=lambda each: (-each[1], -each[2], each[0]))


def burden_blocks(reading: Reading, direction: Record) -> list[Block]:
    """Pairs of bars in the scenario in which most is lost without measures; nothing without rows."""
    rows = [row for row in reading.every(decision.BEARING) if row["richting"] == direction["richting"]]
    lead = _lead(reading, rows)
    if lead is None:
        return []
    scenario = _worst(reading, rows, *lead)
    here = [row for row in rows if row["scenario"] == scenario]
    parts = [part for part in _parts(reading, here, lead) if part.totals()]
    return [_figure(reading, str(direction["naam"]), scenario, parts)] if parts else []


def _lead(reading: Reading, rows: list[Record]) -> tuple[str, Weights, str] | None:
    """(consequence, function → weight, in words) to tell areas by: the first value criterion that adds up per area,
    else hours of vulnerable people or of users of the function of which most is lost."""
    counted = {str(row["criterium"]) for row in rows}
    for each in value_criteria(reading).values():
        if each.source_criterion in counted:
            weights = {name: Decimal(str(weight)) for name, weight in each.functions.items()}
            return each.source_criterion, weights, in_words(reading, each.id)
    found = next((each for each in (VULNERABLE, HOURS) if each in counted), None)
    if found is None:
        return None
    by = grouped([row for row in rows if row["criterium"] == found], lambda row: str(row["functie"]))
    function = max(by, key=lambda name: sum(row["zonder"] for row in by[name]))
    return found, {function: Decimal(1)}, f"{reading.criteria[found]}: {reading.functions[function].lower()}"


def _weight(row: Record, weights: Weights) -> Decimal:
    return weights.get(str(row["functie"]), Decimal(0)) if weights else Decimal(1)


def _worst(reading: Reading, rows: list[Record], consequence: str, weights: Weights, _: str) -> str:
    lost = {
        each.id: sum(
            row["zonder"] * _weight(row, weights)
            for row in rows
            if (row["scenario"], row["criterium"]) == (each.id, consequence)
        )
        for each in reading.scenarios
    }
    return max(lost, key=lambda each: lost[each])  # the first of equals


def _parts(reading: Reading, rows: list[Record], lead: tuple[str, Weights, str]) -> list[_Part]:
    consequence, weights, words = lead

    def weight(row: Record) -> Decimal:
        return _weight(row, weights)

    def one(_: Record) -> Decimal:
        return Decimal(1)

    def area(row: Record) -> str:
        return NOWHERE if row["gebied"] is None else area_label(str(row["gebied"]))

    def bearer(row: Record) -> str:
        return reading.party(row["drager"])

    own = [row for row in rows if row["criterium"] == consequence and weight(row)]
    unit = next((str(row["eenheid"] or "") for row in own), "")
    damage = [row for row in rows if row["criterium"] in (DIRECT, INDIRECT)]
    parts = [
        _Part(f"Per gebied. {words}", unit, own, area, weight),
        _Part(f"Per drager. {words}", unit, own, bearer, weight),
        _Part("Schade door water en uitval, per drager", "euro", damage, bearer, one),
    ]
    if consequence != VULNERABLE:
        people = [row for row in rows if row["criterium"] == VULNERABLE]
        unit = "kwetsbare mensen × uur"
        parts.append(
            _Part(
                "Kwetsbare mensen, per functie", unit, people, lambda row: reading.functions[str(row["functie"])], one
            )
        )
    return parts


def _figure(reading: Reading, name: str, scenario: str, parts: list[_Part]) -> Figure:
    panels = [Svg(draw_pairs(_panel(part)).svg) for part in parts]
    caption = f"Wie draagt wat, zonder maatregelen en met “{name}”, in {reading.quoted(scenario)}"
    worse = [
        f"{who} ({part.title.lower()})" for part in parts for who, before, after in part.totals() if after > before
    ]
    most = parts[0].totals()[0]
    alt = (
        f"Paren van staven per gebied en per drager. Het meest bij {most[0]}: van {whole(most[1])} naar "
        f"{whole(most[2])} {parts[0].unit}. "
        + (f"Slechter af: {'; '.join(worse)}." if worse else "Niemand is hier slechter af.")
    )
    return Figure(panels[0], alt, caption, _table(parts, caption, worse), more=tuple(panels[1:]))


def _panel(part: _Part) -> PairsView:
    totals = part.totals()
    scale, millions = scale_of(max(max(each[1:]) for each in totals))
    pairs = tuple(
        Pair(who, float(before / scale), float(after / scale), after > before) for who, before, after in totals
    )
    return PairsView(
        part.title, part.title, f"{millions}{part.unit}", BEFORE, AFTER, pairs, "met de richting slechter af"
    )


def _table(parts: list[_Part], caption: str, worse: list[str]) -> DataTable:
    columns = (
        Column("Wat", wide=True),
        Column("Bij wie of waar"),
        Column("Zonder", Kind.NUMBER),
        Column("Met deze richting", Kind.NUMBER),
        Column("Eenheid"),
    )
    told: list[tuple[Words, ...]] = [
        (part.title, who, whole(before), whole(after), part.unit)
        for part in parts
        for who, before, after in part.totals()
    ]
    note = "De drager is wie het verlies treft, niet wie betaalt."
    note += (
        f" Slechter af met de richting: {'; '.join(worse)}." if worse else " Niemand is met de richting slechter af."
    )
    return DataTable(caption, columns, tuple(told), note=note)

"""``Measurements`` in, ``Consequence`` rows out: at the finest level, and by every division of areas."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, localcontext
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from .accounts import MISSING
from .ledger import Entry
from .measure import Measurements

Int64 = NDArray[np.int64]
K = TypeVar("K", bound=Hashable)

LOW, HIGH = 0.10, 0.90
MOST_DIGITS = 6
_EXACT = Context(prec=100, traps=[Inexact])  # an inexact sum would depend on the order of rows: refuse it


@dataclass(frozen=True, slots=True)
class Value:
    """A consequence: ``value`` in ``unit``, ``None`` = cannot be told; ``low`` and ``high`` are the P10 and P90,
    ``None`` without bandwidth; ``cut`` = a lower bound."""

    value: Decimal | None
    low: Decimal | None
    high: Decimal | None
    unit: str
    cut: bool


@dataclass(frozen=True, slots=True)
class Consequence:
    """One row of ``gevolgen``; empty text where a criterion has no function, area, party or bearer."""

    scenario: str
    criterion: str
    function: str
    area: str
    party: str
    bearer: str
    value: Value


@dataclass(frozen=True, slots=True)
class AreaConsequence:
    """One row of ``gevolgen_gebied``: the same for one area of a division; an empty area holds what lies in none."""

    scenario: str
    division: str
    area: str
    criterion: str
    function: str
    sector: str
    value: Value


def quantify(found: Measurements) -> tuple[Consequence, ...]:
    """Every criterion at the finest level, in the order of scenarios, criteria, then function, area, party, bearer."""
    area = found.ledger.layout.area

    def key(entry: Entry) -> tuple[str, str, str, str, str]:
        group = entry.group
        where = area[group.cell] if group.cell >= 0 else ""
        return (group.function, where, group.party, group.bearer, entry.unit)

    return tuple(
        Consequence(scenario, criterion, *names[:4], value)
        for scenario, criterion, names, value in _values(found, key, lambda _: True)
    )


def quantify_areas(found: Measurements) -> tuple[AreaConsequence, ...]:
    """The additive criteria by every area of every division; sums over the areas of any division are equal."""
    layout, sector = found.ledger.layout, {each.id: each.sector or "" for each in found.study.functions}
    rows: list[AreaConsequence] = []
    for division in layout.divisions:
        in_division = [layout.area_in(division, number) for number in range(len(layout.cells))]

        def key(entry: Entry, areas: list[str] = in_division) -> tuple[str, str, str]:
            return (areas[entry.group.cell], entry.group.function, entry.unit)

        rows += [
            AreaConsequence(scenario, division, area, criterion, function, sector.get(function, ""), value)
            for scenario, criterion, (area, function, _), value in _values(
                found, key, lambda entry: entry.group.cell >= 0
            )
        ]
    order = {scenario.id: place for place, scenario in enumerate(found.study.scenarios)}
    return tuple(sorted(rows, key=lambda row: order[row.scenario]))


def _values(
    found: Measurements, key_of: Callable[[Entry], K], wanted: Callable[[Entry], bool]
) -> Iterable[tuple[str, str, K, Value]]:
    """(scenario, criterion, key, value) of the entries that share criterion and key, keys sorted per criterion."""
    entries = found.ledger.entries
    criteria = list(dict.fromkeys(entry.criterion for entry in entries))
    members: dict[tuple[int, K], list[int]] = {}
    for place, entry in enumerate(entries):
        if wanted(entry):
            members.setdefault((criteria.index(entry.criterion), key_of(entry)), []).append(place)
    ordered = sorted(members.items(), key=lambda item: item[0])
    for scenario, modal, draws in zip(found.study.scenarios, found.modal, found.draws, strict=True):
        for (criterion, key), places in ordered:
            entry = entries[places[0]]
            value = value_of(modal.amounts[places], draws[:, places], entry.factor, entry.unit, modal.cut[places])
            yield scenario.id, criteria[criterion], key, value


def value_of(amounts: Int64, draws: Int64, factor: Decimal, unit: str, cut: NDArray[np.bool_]) -> Value:
    """The sum of amounts as a value, with its bandwidth.

    amounts : (part,);  draws : (draw, part);  a part that is missing makes the sum missing
    """
    value = None if np.any(amounts == MISSING) else exact(int(amounts.sum()), factor)
    known = draws[~np.any(draws == MISSING, axis=1)]
    if not len(known):
        return Value(value, None, None, unit, bool(cut.any()))
    ends = np.quantile(known.sum(axis=1).astype(np.float64) * float(factor), [LOW, HIGH])
    low, high = (rounded(float(end), factor) for end in ends)
    return Value(value, low, high, unit, bool(cut.any()))


def exact(amount: int, factor: Decimal) -> Decimal:
    """amount × factor, exactly."""
    with localcontext(_EXACT):
        return amount * factor


def rounded(value: float, factor: Decimal) -> Decimal:
    """A quantile to thousandths, or finer where the amounts are, so that it reads as a number of the same kind."""
    digits = min(max(3, -int(factor.normalize().as_tuple().exponent)), MOST_DIGITS)
    return Decimal(round(value * 10**digits)).scaleb(-digits).normalize() + 0


def total(values: Iterable[Decimal]) -> Decimal:
    """The exact sum of decimals, whatever their order."""
    with localcontext(_EXACT):
        return sum(values, Decimal(0))

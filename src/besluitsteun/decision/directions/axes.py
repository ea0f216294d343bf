"""``Study`` and ``Room`` in, ``Axis`` out: along what lines packages differ, as shares of the money.

A position is told by where the investment goes; two packages are as far apart as the share that goes elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ...measures.changes import Catalogue
from ...schema.base import Layer
from ...schema.decision import OwnAxis
from ..money import CostKind
from ..packages.room import Room

Floats = NDArray[np.float64]
DEFAULT = ("laag", "financier", "gebied")
NOWHERE = "overal"
MOST_LEFT_OUT = 5
"""Headings of an axis up to which packages that leave one out are looked for."""


@dataclass(frozen=True, eq=False)
class Axis:
    """One line along which packages differ.

    headings : in order;  amounts : heading → id → euro of the measure that goes there
    most, least : heading → how a package is called that puts most, or least, there
    """

    name: str
    headings: tuple[str, ...]
    amounts: Mapping[str, Mapping[str, float]]
    most: Mapping[str, str]
    least: Mapping[str, str]

    def position(self, chosen: Collection[str]) -> Floats:
        """(heading,) shares of the investment; all 0 for a package that costs nothing."""
        sums = np.array([sum(self.amounts[each].get(one, 0.0) for one in sorted(chosen)) for each in self.headings])
        return sums / sums.sum() if sums.sum() > 0 else sums


def distance(axes: Sequence[Axis], first: Collection[str], second: Collection[str]) -> float:
    """How different two packages are, 0 … 1: the mean over axes of the share of the money that goes elsewhere.

    Total variation distance of the shares; a package without cost is at distance 1 from one with.
    """
    if not axes:
        return 0.0
    return float(np.mean([_apart(axis.position(first), axis.position(second)) for axis in axes]))


def _apart(first: Floats, second: Floats) -> float:
    return float(0.5 * np.abs(first - second).sum() + 0.5 * abs(first.sum() - second.sum()))


def axes_of(room: Room) -> tuple[Axis, ...]:
    """The axes of the study, in its order; those along which no two measures differ are left out."""
    wanted = room.catalogue.study.decision.directions.axes or DEFAULT
    makers = {"laag": _by_layer, "financier": _by_funder, "gebied": _by_area}
    found = []
    for each in wanted:
        if isinstance(each, OwnAxis):
            found.append(_own(each, room))
        elif each in makers:
            found.append(makers[each](room))
    return tuple(axis for axis in found if len([each for each in axis.headings if axis.amounts[each]]) > 1)


def _by_layer(room: Room) -> Axis:
    costs, by_id = room.costs[CostKind.INVESTMENT], room.catalogue.by_id
    parts = {
        layer.value: {each: costs[each] for each in room.candidates if by_id[each].layer is layer and costs[each]}
        for layer in Layer
    }
    return _called("laag", parts, lambda each: each)


def _by_funder(room: Room) -> Axis:
    """Who may pay, each an equal part of a measure: an assumption to tell packages apart by, not what anybody pays."""
    names = {party.id: party.name for party in room.catalogue.study.parties}
    parts: dict[str, dict[str, float]] = {}
    for each in room.candidates:
        payers, cost = room.payers[each], room.costs[CostKind.INVESTMENT][each]
        for party in payers if cost else ():
            parts.setdefault(party, {})[each] = cost / len(payers)
    ordered = {party: parts[party] for party in names if party in parts}
    most = {each: f"Meer voor rekening van {names[each]} dan in andere richtingen" for each in ordered}
    least = {each: f"Zo min mogelijk voor rekening van {names[each]}" for each in ordered}
    return Axis("financier", tuple(ordered), ordered, most, least)


def _by_area(room: Room) -> Axis:
    parts: dict[str, dict[str, float]] = {}
    for each in room.candidates:
        cost = room.costs[CostKind.INVESTMENT][each]
        for area, share in area_shares(room.catalogue, each).items() if cost else ():
            parts.setdefault(area, {})[each] = cost * share
    ordered = {area: parts[area] for area in sorted(parts)}
    return _called("gebied", ordered, lambda each: f"in {each}" if each != NOWHERE else "voor het hele gebied")


def _own(axis: OwnAxis, room: Room) -> Axis:
    costs = room.costs[CostKind.INVESTMENT]
    parts = {
        heading: {each: costs[each] for each in names if each in room.candidates and costs[each]}
        for heading, names in axis.measures.items()
    }
    return _called(axis.name, parts, lambda each: each)


def _called(name: str, parts: Mapping[str, Mapping[str, float]], words: Callable[[str], str]) -> Axis:
    most = {each: f"Zo veel mogelijk {words(each)}" for each in parts}
    least = {each: f"Zo min mogelijk {words(each)}" for each in parts}
    return Axis(name, tuple(parts), parts, most, least)


def area_shares(catalogue: Catalogue, measure: str) -> Mapping[str, float]:
    """Area → share of the objects that a measure changes there; one that changes no object lies everywhere."""
    counted: dict[str, int] = {}
    assets = catalogue.study.assets
    for place in catalogue.touched(measure):
        counted[assets[place].area or NOWHERE] = counted.get(assets[place].area or NOWHERE, 0) + 1
    total = sum(counted.values())
    return {area: counted[area] / total for area in sorted(counted)} if total else {NOWHERE: 1.0}


def extremes(axes: Sequence[Axis], room: Room) -> Iterator[tuple[str, str, Mapping[str, float]]]:
    """(id, name, what a program makes small) for the most of every heading of every axis, and the least.

    The least is asked for only where there are few headings: of many, leaving one out says little.
    """
    for axis in axes:
        for number, heading in enumerate(axis.headings):
            amounts = {each: axis.amounts[heading].get(each, 0.0) for each in room.candidates}
            yield f"{axis.name}_{number + 1}_meest", axis.most[heading], {each: -euro for each, euro in amounts.items()}
            if len(axis.headings) <= MOST_LEFT_OUT:
                yield f"{axis.name}_{number + 1}_minst", axis.least[heading], amounts

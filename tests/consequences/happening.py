"""Small studies, and what happens to their objects written down by hand: measured without any simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from besluitsteun.consequences.event import UNKNOWN_RISE, Event
from besluitsteun.consequences.layout import layout_of
from besluitsteun.consequences.ledger import ledger_of
from besluitsteun.consequences.measure import Measurements
from besluitsteun.consequences.quantify import Consequence, Value, quantify
from besluitsteun.consequences.stakes import modal_stakes
from besluitsteun.consequences.told import told_of
from besluitsteun.defaults import shipped_criteria
from besluitsteun.loading.study import Need, Study
from besluitsteun.network import build_network
from besluitsteun.schema.ambitions import Ambitions, Limit, Risk
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.consequences import ConsequenceCriterion
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.study import Function
from besluitsteun.simulation.draws import Drawer
from besluitsteun.simulation.exposure import Windows
from besluitsteun.timeaxis import TimeAxis

Keys = Mapping[str, Any]


def study(
    assets: Sequence[Keys],
    functions: Sequence[Keys] = ({"id": "f"},),
    *,
    horizon: int = 48,
    step: str | int = 1,
    scenarios: Sequence[Keys] = ({"id": "s"},),
    needs: Sequence[Need] = (),
    limits: Sequence[Keys] = (),
    risks: Sequence[Keys] = (),
    levels: Sequence[Keys] = (),
    criteria: Sequence[Keys] = (),
    **rest: Any,
) -> Study:
    """A study from the Dutch keys of its lists; ``criteria`` come after those shipped. Function ``f`` by default."""
    return Study(
        name="klein",
        crs="EPSG:28992",
        time=TimeAxis(Decimal(horizon), Decimal(step)),
        seed=1,
        functions=tuple(Function.model_validate({"naam": each["id"], **each}) for each in functions),
        assets=tuple(Asset.model_validate({"functie": "f", **each}) for each in assets),
        needs=tuple(needs),
        scenarios=tuple(Scenario.model_validate(each) for each in scenarios),
        criteria=(*shipped_criteria(), *(ConsequenceCriterion.model_validate(each) for each in criteria)),
        limits=tuple(Limit.model_validate(each) for each in limits),
        risks=tuple(Risk.model_validate(each) for each in risks),
        ambitions=Ambitions.model_validate({"niveaus": list(levels)}),
        **{"folder": Path("nergens"), "parties": (), "divisions": (), **rest},
    )


@dataclass(frozen=True)
class Happening:
    """What happened in one scenario: outages [start, end) in steps and depths in millimetres, by id.

    hit : ids whose own condition was false; rise : largest rise in millimetres per step, where it is known
    """

    out: Mapping[str, Sequence[tuple[int, int]]] = field(default_factory=dict)
    depth: Mapping[str, int] = field(default_factory=dict)
    hit: Sequence[str] = ()
    rise: Mapping[str, int] = field(default_factory=dict)
    present: float = 1.0


def event(of: Study, happened: Happening) -> Event:
    """The event of a scenario."""
    place = {asset.id: position for position, asset in enumerate(of.assets)}
    rows = sorted((place[name], start, end) for name, spans in happened.out.items() for start, end in spans)
    asset, start, end = (np.array([row[column] for row in rows], dtype=np.int32) for column in range(3))
    total = len(of.assets)
    depth, hit = np.zeros(total, np.int64), np.zeros(total, np.bool_)
    rise = np.full(total, UNKNOWN_RISE, np.int64)
    for name, deep in happened.depth.items():
        depth[place[name]] = deep
    for name, fast in happened.rise.items():
        rise[place[name]] = fast
    hit[[place[name] for name in happened.hit]] = True
    return Event(Windows(asset, start, end), total, of.time.steps, depth, hit, rise, happened.present)


def measured(of: Study, *happened: Happening) -> Measurements:
    """The measurements of a study in which this happened, scenario by scenario, without bandwidth."""
    stakes, layout = modal_stakes(of, Drawer.of(build_network(of), of.seed)), layout_of(of)
    ledger = ledger_of(of, layout, told_of(of, None, layout, stakes))
    events = tuple(event(of, each) for each in happened)
    nothing = np.zeros((0, len(ledger.entries)), np.int64), np.zeros((0, len(ledger.gauges)), np.int64)
    return Measurements(
        of,
        ledger,
        stakes,
        events,
        tuple(ledger.measure(each, stakes) for each in events),
        (nothing[0],) * len(events),
        (nothing[1],) * len(events),
    )


def rows(of: Study, happened: Happening, criterion: str) -> list[Consequence]:
    """The rows of one criterion."""
    return [each for each in quantify(measured(of, happened)) if each.criterion == criterion]


def value(of: Study, happened: Happening, criterion: str) -> Value:
    """The value of a criterion that has one row."""
    (only,) = rows(of, happened, criterion)
    return only.value


def amount(of: Study, happened: Happening, criterion: str) -> Decimal | None:
    """The number of a criterion that has one row."""
    return value(of, happened, criterion).value


def by_function(of: Study, happened: Happening, criterion: str) -> dict[str, Decimal | None]:
    """The numbers of a criterion by function."""
    return {each.function: each.value.value for each in rows(of, happened, criterion)}

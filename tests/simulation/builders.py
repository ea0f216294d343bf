"""Studies, networks and exposures of a few assets, written down in hours as an analyst would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from besluitsteun.loading.study import Need, Study
from besluitsteun.network import Network, build_network
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.study import Function
from besluitsteun.simulation.exposure import Exposure, expose
from besluitsteun.simulation.outages import Outages
from besluitsteun.simulation.runner import Engine, totals
from besluitsteun.timeaxis import TimeAxis

from .random_networks import Case

FUNCTION = Function.model_validate({"id": "f", "naam": "Functie", "gebruikerseenheid": "aansluitingen"})


def need(
    consumer: str,
    *suppliers: str,
    minimum: int | None = None,
    buffer: str | int | Decimal = 0,
    restart: str | int | Decimal = 0,
    group: str = "",
    start_failure: float = 0.0,
) -> Need:
    """A need; all suppliers are needed unless ``minimum`` says otherwise."""
    least = len(suppliers) if minimum is None else minimum
    return Need(
        consumer,
        group,
        tuple(sorted(suppliers)),
        least,
        Decimal(buffer),
        Decimal(restart),
        start_failure_chance=start_failure,
    )


def out(asset: str, start: str | int | Decimal, end: str | int | Decimal | None = None) -> dict[str, Any]:
    """An imposed outage, as a scenario writes it."""
    return {"object": asset, "van_uur": Decimal(start)} | ({} if end is None else {"tot_uur": Decimal(end)})


def scenario(*outages: dict[str, Any], **keys: Any) -> Scenario:
    return Scenario.model_validate({"id": "s", "uitval": outages} | keys)


def study(
    assets: str | Sequence[str] | Mapping[str, Mapping[str, Any]],
    needs: Sequence[Need] = (),
    scenarios: Sequence[Scenario] = (),
    *,
    horizon: str | int | Decimal = 24,
    step: str | int | Decimal = 1,
    folder: Path = Path("nergens"),
) -> Study:
    """``assets``: ids (a string of letters, a sequence), or ids with the Dutch keys of each."""
    rows: Mapping[str, Mapping[str, Any]] = assets if isinstance(assets, Mapping) else {each: {} for each in assets}
    return Study(
        folder=folder,
        name="klein",
        crs="EPSG:28992",
        time=TimeAxis(Decimal(horizon), Decimal(step)),
        seed=1,
        divisions=(),
        parties=(),
        functions=(FUNCTION,),
        assets=tuple(Asset.model_validate({"id": each, "functie": "f"} | dict(keys)) for each, keys in rows.items()),
        needs=tuple(needs),
        scenarios=tuple(scenarios),
    )


def prepared(the_study: Study) -> tuple[Network, Exposure]:
    network = build_network(the_study)
    return network, expose(the_study, network)


def study_of(cases: Sequence[Case]) -> Study:
    """The network of the first case; the windows of each as imposed outages of a scenario of its own."""
    first = cases[0]
    names = [f"o{i:02d}" for i in range(first.total)]
    assets = {
        name: {"zelfstandig_opstarten": i in first.self_starting, "gebruikers": 1 + i} for i, name in enumerate(names)
    }
    hours = first.step_hours
    needs = [
        need(
            names[each.consumer],
            *(names[j] for j in each.suppliers),
            minimum=each.minimum,
            buffer=each.buffer * hours,
            restart=each.restart * hours,
            group=f"n{row}",
        )
        for row, each in enumerate(first.needs)
    ]
    scenarios = [
        scenario(*(out(names[i], a * hours, b * hours) for i, a, b in case.windows()), id=f"s{case.seed}")
        for case in cases
    ]
    return study(assets, needs, scenarios, horizon=first.steps * hours, step=hours)


def readable(network: Network, outages: Outages) -> list[dict[str, Any]]:
    """Per scenario and asset id what is known of its outages, with ids instead of indexes."""
    ids = network.ids
    found = []
    for each in outages.scenarios:
        rows = {
            ids[i]: (
                int(each.first_step[row]),
                int(each.down_steps[row]),
                int(each.own_steps[row]),
                bool(each.still_down[row]),
                each.cause[row],
                int(each.chain_order[row]),
                [ids[j] for j in each.direct[row]],
            )
            for row, i in enumerate(each.asset.tolist())
        }
        blockades = [(b.ring, ids[b.asset], b.since_step, [ids[m] for m in b.released_by]) for b in each.blockades]
        found.append({"scenario": each.scenario, "rows": rows, "order": list(rows), "blockades": blockades})
    return found


def outage_steps(the_study: Study, engine: Engine = Engine.INTERPRETED) -> dict[str, list[tuple[int, int]]]:
    """Outages [start, end) in steps per asset id that had any, in the first scenario."""
    network, water = prepared(the_study)
    total = network.wiring.asset_total
    each_its_own, one = np.arange(total, dtype=np.int32), np.ones(total, dtype=np.int64)
    curve = totals(network, [water.scenarios[0].own], each_its_own, one, engine=engine).curve
    found = {}
    for row, name in enumerate(network.ids):
        edges = np.flatnonzero(np.diff(np.concatenate([[0], curve[row], [0]])))
        if len(edges):
            found[name] = [(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
    return found

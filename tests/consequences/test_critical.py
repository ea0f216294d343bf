"""Critical objects: exactly what a separate run finds in which the object needs nothing and nothing touches it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from besluitsteun.assessment import Assessment, assess
from besluitsteun.consequences.critical import Critical, critical_assets
from besluitsteun.consequences.quantify import quantify
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.network import build_network
from besluitsteun.simulation.exposure import read_water
from besluitsteun.simulation.runner import Engine

from ..simulation.builders import need, out, study_of
from ..simulation.random_networks import random_case
from .happening import study

ROOT = Path(__file__).parents[2]
Row = tuple[dict[str, Decimal], dict[str, Decimal], Decimal, Decimal]
"""User-hours and damage by outage per function, affected, and residents × hours, each resident once."""


def run(of: Study, water: tuple[Inundation, ...] | None = None) -> Assessment:
    return assess(of, build_network(of), read_water(of) if water is None else water, engine=Engine.INTERPRETED)


def critical(found: Assessment, **rest: Any) -> tuple[Critical, ...]:
    return critical_assets(found.measurements, found.network, found.exposure, **rest)


def untouched(of: Study, name: str) -> Study:
    """The study in which an object needs nothing, water cannot fail it, and no scenario puts it out."""
    free = {"failure_depth_m": None, "critical_level_mnap": None}
    return replace(
        of,
        assets=tuple(asset.model_copy(update=free) if asset.id == name else asset for asset in of.assets),
        needs=tuple(each for each in of.needs if each.consumer != name),
        scenarios=tuple(
            each.model_copy(update={"outages": tuple(one for one in each.outages if one.asset != name)})
            for each in of.scenarios
        ),
    )


def lost(found: Assessment) -> list[Row]:
    """What each scenario costs, from the rows of the consequences, and residents counted step by step."""
    rows = quantify(found.measurements)
    result = []
    for number, scenario in enumerate(found.study.scenarios):
        hours: dict[str, Decimal] = defaultdict(Decimal)
        damage: dict[str, Decimal] = defaultdict(Decimal)
        affected = Decimal(0)
        for row in rows:
            if row.scenario == scenario.id and row.value.value is not None:
                hours[row.function] += row.value.value if row.criterion == "gebruikersuren" else 0
                damage[row.function] += row.value.value if row.criterion == "indirecte_schade_eur" else 0
                affected += row.value.value if row.criterion == "getroffenen" else 0
        result.append((hours, damage, affected, resident_hours(found, number)))
    return result


def resident_hours(found: Assessment, number: int) -> Decimal:
    """Per area and step the largest number of residents that any one function leaves without, in a plain loop."""
    layout, people = found.measurements.ledger.layout, found.measurements.stakes.residents
    spans, steps = found.outages.scenarios[number].spans, found.study.time.steps
    without = np.zeros((len(layout.cells), len(layout.functions), steps), dtype=np.int64)
    for asset, start, end in zip(spans.asset.tolist(), spans.start.tolist(), spans.end.tolist(), strict=True):
        without[layout.cell[asset], layout.function[asset], start:end] += people[asset]
    return int(without.max(axis=1).sum()) * found.study.time.step_hours / 1000


def spared(base: Row, other: Row) -> Row:
    hours, damage = (
        {name: one[name] - two[name] for name in one if one[name] != two[name]}
        for one, two in ((base[0], other[0]), (base[1], other[1]))
    )
    return hours, damage, base[2] - other[2], base[3] - other[3]


def told(of: Study, each: Critical) -> Row:
    """The same four of a critical object."""
    step, functions = of.time.step_hours, [function.id for function in of.functions]
    hours = zip(functions, each.avoided.user_steps.tolist(), strict=True)
    damage = zip(functions, each.avoided.damage.tolist(), strict=True)
    return (
        {name: amount * step / 1000 for name, amount in hours if amount},
        {name: amount * step / 1_000_000 for name, amount in damage if amount},
        Decimal(each.avoided.affected) / 1000,
        each.avoided.resident_steps * step / 1000,
    )


def differences(of: Study, water: tuple[Inundation, ...] | None = None) -> Iterator[tuple[str, str, Row, Row]]:
    """(scenario, object, what is told, what a separate run finds) of every object that fails anywhere."""
    water = read_water(of) if water is None else water
    base = run(of, water)
    rows = critical(base)
    before = lost(base)
    names = {each.id: number for number, each in enumerate(of.scenarios)}
    for asset in sorted({each.asset for each in rows}):
        after = lost(run(untouched(of, of.assets[asset].id), water))
        for each in rows:
            if each.asset == asset and each.scenario:
                number = names[each.scenario]
                yield each.scenario, of.assets[asset].id, told(of, each), spared(before[number], after[number])


@pytest.mark.parametrize("seed", range(36))
def test_but_for_is_a_separate_run_on_random_networks(seed: int) -> None:
    """With loops, buffers, restarts and self-starters; every object serves users of some function somewhere."""
    drawn = study_of([random_case(seed)])
    functions = study([], [worth("f", 2), worth("g", 3)]).functions
    assets = tuple(
        asset.model_copy(
            update={"function": "fg"[number % 2], "residents": float(number * 3), "area": (None, "n", "z")[number % 3]}
        )
        for number, asset in enumerate(drawn.assets)
    )
    criteria = study([]).criteria
    found = list(differences(replace(drawn, functions=functions, assets=assets, criteria=criteria)))
    assert all(told_of == separate for _, _, told_of, separate in found)
    assert found


def worth(name: str, value_eur: float) -> dict[str, Any]:
    return {"id": name, "waarde_eur_per_gebruikersuur": value_eur, "waarde_tot_uur": 24}


def test_but_for_is_a_separate_run_of_ijsselstreek() -> None:
    """Every object that fails in any scenario; most of the study has no value per hour, so one is given here."""
    read = read_study(ROOT / "scenario's" / "ijsselstreek")
    functions = tuple(
        each.model_copy(
            update={"value_eur_per_user_hour": 1.0 + n, "value_until_hour": Decimal(100), "residents_per_user": 1.5}
        )
        for n, each in enumerate(read.functions)
    )
    of = replace(read, functions=functions)
    for scenario, name, told_of, separate in differences(of):
        assert told_of == separate, (scenario, name)


def chain(**rest: Any) -> Assessment:
    """a is out for ten hours; b (10 residents) needs a, c (4) needs b, d (1) needs nothing and is out by itself."""
    assets = [
        {"id": name, "functie": "f", "gebied": name, **({"gebruikers": n, "inwoners": n} if n else {})}
        for name, n in (("a", 0), ("b", 10), ("c", 4), ("d", 1))
    ]
    scenarios = rest.pop("scenarios", [{"id": "s", "uitval": [out("a", 0, 10), out("d", 0, 10)]}])
    return run(study(assets, needs=[need("b", "a"), need("c", "b")], scenarios=scenarios, **rest))


def named(found: Assessment, rows: Sequence[Critical], scenario: str) -> list[tuple[str, int, int]]:
    """(object, rank, residents × steps) in a scenario."""
    of = found.study
    return [
        (of.assets[each.asset].id, each.rank, each.avoided.resident_steps // 1000)
        for each in rows
        if each.scenario == scenario
    ]


def test_by_hand() -> None:
    """But for a: (10 + 4) × 10 = 140; but for b the same, for it keeps working without a; c 40; d 10."""
    found = chain()
    assert named(found, critical(found), "s") == [("a", 1, 140), ("b", 2, 140), ("c", 3, 40), ("d", 4, 10)]


def test_over_all_scenarios_the_largest_of_each_counts() -> None:
    found = chain(
        scenarios=[
            {"id": "s", "uitval": [out("d", 0, 10)]},
            {"id": "t", "uitval": [out("a", 0, 2), out("d", 0, 1)]},
        ]
    )
    rows = critical(found)
    assert named(found, rows, "s") == [("d", 1, 10)]
    assert named(found, rows, "t") == [("a", 1, 28), ("b", 2, 28), ("c", 3, 8), ("d", 4, 1)]
    assert named(found, rows, "") == [("a", 1, 28), ("b", 2, 28), ("d", 3, 10), ("c", 4, 8)]


def test_a_spare_supplier_spares_nothing_by_itself() -> None:
    """c needs one of a and b, both out: each of them would have been enough."""
    assets = [{"id": "a"}, {"id": "b"}, {"id": "c", "inwoners": 3}]
    scenarios = [{"id": "s", "uitval": [out("a", 0, 5), out("b", 0, 5)]}]
    found = run(study(assets, needs=[need("c", "a", "b", minimum=1)], scenarios=scenarios))
    assert named(found, critical(found), "s") == [("a", 1, 15), ("b", 2, 15), ("c", 3, 15)]
    both = run(study(assets, needs=[need("c", "a", "b")], scenarios=scenarios))
    assert named(both, critical(both), "s") == [("c", 1, 15), ("a", 2, 0), ("b", 3, 0)]


@pytest.mark.parametrize("engine", [Engine.INTERPRETED, Engine.COMPILED])
@pytest.mark.parametrize("threads", [1, 3])
def test_engine_and_threads_change_nothing(engine: Engine, threads: int) -> None:
    found = chain()
    rows = critical(found, engine=engine, threads=threads)
    assert named(found, rows, "s") == named(found, critical(found), "s")


def test_progress_counts_the_runs_of_those_that_supply_somebody() -> None:
    """a and b supply; c and d supply nobody, so what they cost follows from the run that there is."""
    told_of: list[tuple[int, int]] = []
    critical(chain(), progress=lambda done, every: told_of.append((done, every)))
    assert told_of == [(0, 2)]


def test_nothing_fails_nothing_is_critical() -> None:
    assert critical(chain(scenarios=[{"id": "s"}])) == ()

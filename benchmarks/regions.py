"""A name of an instance in, ``World`` out: the pinned supply networks with floods and measures on which packages are
sought (page 05, "Speed on pinned instances").

A square map of districts. In each district a main station feeds substations, and these feed what people use: power,
pumping stations, care and masts with buffers. Transmission stations in a ring feed the main stations: one of three
is enough. One object in a hundred depends on several districts at once. A flood is a disc, deepest in the middle, that
spreads from there. Local measures change one district; regional ones a square of districts.

``python -m benchmarks.regions`` prints what the instances look like, with the sizes of the cause cones.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from besluitsteun.decision.packages.find import Optimiser
from besluitsteun.decision.packages.room import Room
from besluitsteun.defaults import shipped_criteria
from besluitsteun.hazard.inundation import Inundation
from besluitsteun.loading.study import Need, Study
from besluitsteun.measures.changes import Catalogue
from besluitsteun.measures.resimulate import Resimulation
from besluitsteun.network import build_network
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.decision import DecisionSettings
from besluitsteun.schema.measures import Measure
from besluitsteun.schema.parties import Party
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.schema.study import Function
from besluitsteun.timeaxis import TimeAxis

SEED = 20261125
STEPS = 120
SUBSTATIONS = 8
ACROSS_DISTRICTS = 0.01  # share of the objects that depend on several districts
BUDGET_SHARE = 0.4
FUNCTIONS = ("stroom", "water", "zorg", "telecom")
BUFFERS = {"stroom": 0, "water": 8, "zorg": 24, "telecom": 4}
CRITERION = "gebruikersuren"
FEED = "voeding"  # group of every need


@dataclass(frozen=True)
class Size:
    """What an instance is like.

    side : districts along each side of the map;  regional: share of the measures that are
    """

    objects: int
    scenarios: int
    measures: int
    side: int
    regional: float


SIZES = {
    "lokaal": Size(2000, 1000, 60, 4, 0.0),
    "gemengd": Size(2000, 1000, 60, 4, 0.25),
    "regionaal": Size(2000, 1000, 60, 4, 0.40),
    "klein": Size(2000, 25, 40, 4, 0.25),
}


@dataclass(frozen=True)
class World:
    """A study with its water."""

    study: Study
    water: tuple[Inundation, ...]

    def simulation(self) -> Resimulation:
        """Ready to be simulated with any set of measures."""
        return Resimulation.of(Catalogue.of(self.study), build_network(self.study), self.water, threads=2)

    def optimiser(self, simulation: Resimulation, **rest: Any) -> Optimiser:
        """As ``decide`` makes it."""
        return Optimiser.of(simulation, Room.of(self.study, simulation.catalogue), **rest)


def world(size: Size, seed: int = SEED) -> World:
    """The instance; what it holds follows from its size and the seed."""
    land = _Land.of(size, seed)
    scenarios = tuple(Scenario.model_validate({"id": f"s{number:04d}"}) for number in range(size.scenarios))
    measures = tuple(Measure.model_validate(row) for row in land.measures())
    budget = BUDGET_SHARE * sum(each.cost_eur or 0.0 for each in measures)
    settings = {"pakketten": {"totaal_budget_eur": {"investering": budget}}}
    study = Study(
        folder=Path("nergens"),
        name="vast",
        crs="EPSG:28992",
        time=TimeAxis(Decimal(STEPS), Decimal(1)),
        seed=seed,
        divisions=(),
        parties=(Party.model_validate({"id": "net", "naam": "Net", "soort": "netbeheerder"}),),
        functions=tuple(Function.model_validate(_function(each)) for each in FUNCTIONS),
        assets=tuple(Asset.model_validate(row) for row in land.assets()),
        needs=tuple(land.needs()),
        scenarios=scenarios,
        criteria=tuple(each for each in shipped_criteria() if each.id == CRITERION),
        measures=measures,
        decision=DecisionSettings.model_validate(settings),
    )
    return World(study, tuple(land.water(each.id) for each in scenarios))


def _function(name: str) -> dict[str, Any]:
    return {"id": name, "naam": name, "gebruikerseenheid": "aansluitingen", "inwoners_per_gebruiker": 2}


@dataclass(frozen=True)
class _Land:
    """The map. ``kind``, ``district``: (object,);  place: (object, 2) in districts from the corner."""

    size: Size
    rng: np.random.Generator
    kind: list[str]
    district: list[int]
    place: np.ndarray

    @classmethod
    def of(cls, size: Size, seed: int) -> _Land:
        rng, districts = np.random.default_rng([seed, size.measures, size.scenarios]), size.side**2
        far = round(size.objects * ACROSS_DISTRICTS)
        rest = size.objects - far
        kind, district = [], []
        for number in range(districts):
            many = rest // districts + (number < rest % districts)
            users = many - 2 - SUBSTATIONS
            kind += ["transport", "hoofd", *["onder"] * SUBSTATIONS]
            kind += [FUNCTIONS[each] for each in rng.choice(4, users, p=(0.55, 0.15, 0.2, 0.1))]
            district += [number] * many
        kind += ["bovenwijks"] * far
        district += rng.integers(0, districts, far).tolist()
        corner = np.column_stack(np.divmod(np.array(district), size.side))
        return cls(size, rng, kind, district, corner + rng.random((size.objects, 2)))

    def of_kind(self, district: int, kind: str) -> list[int]:
        """The objects of a kind in a district."""
        return [i for i, (d, k) in enumerate(zip(self.district, self.kind, strict=True)) if (d, k) == (district, kind)]

    # --- objects and what they need

    def assets(self) -> Iterator[dict[str, Any]]:
        """Rows of ``objecten``: stations stand a little higher, users carry the numbers."""
        for number, kind in enumerate(self.kind):
            users = kind in FUNCTIONS or kind == "bovenwijks"
            yield {
                "id": _id(number),
                "functie": kind if kind in FUNCTIONS else "zorg" if kind == "bovenwijks" else "stroom",
                "gebied": f"wijk{self.district[number]:02d}",
                "partij": "net",
                "faaldiepte_m": float(self.rng.choice([0.2, 0.3, 0.5] if users else [0.5, 0.8, 1.0])),
                "hersteltijd_uur": int(self.rng.choice([6, 12, 24] if users else [12, 24, 48])),
                "gebruikers": int(self.rng.integers(20, 400)) if users else 0,
            }

    def needs(self) -> Iterator[Need]:
        """Transmission in a ring, stations below it, users below these."""
        districts = self.size.side**2
        transport = [self.of_kind(each, "transport")[0] for each in range(districts)]
        main = [self.of_kind(each, "hoofd")[0] for each in range(districts)]
        for district in range(districts):
            yield _need(main[district], [transport[(district + step) % districts] for step in range(3)], 1)
            substations = self.of_kind(district, "onder")
            for each in substations:
                yield _need(each, [main[district]], 1)
            for kind in FUNCTIONS:
                for each in self.of_kind(district, kind):
                    yield _need(each, [substations[self.rng.integers(SUBSTATIONS)]], 1, BUFFERS[kind], 1)
        for each in [i for i, kind in enumerate(self.kind) if kind == "bovenwijks"]:
            near = self._square(*divmod(self.district[each], self.size.side))
            yield _need(each, [self.of_kind(i, "onder")[self.rng.integers(SUBSTATIONS)] for i in near], 3)

    def _square(self, row: int, column: int) -> list[int]:
        """Four districts that meet in a corner."""
        side = self.size.side
        first, second = min(row, side - 2), min(column, side - 2)
        return [(first + y) * side + second + x for y in (0, 1) for x in (0, 1)]

    # --- water

    def water(self, scenario: str) -> Inundation:
        """A disc, deepest in its middle, reached later further from it."""
        middle = self.rng.random(2) * self.size.side
        reach, deepest = self.rng.uniform(0.4, 0.9), self.rng.uniform(0.6, 2.5)
        distance = np.hypot(*(self.place - middle).T) / reach
        wet = np.flatnonzero(distance < 1)
        depth = np.maximum(1, np.rint(1000 * deepest * (1 - distance[wet]))).astype(np.int32)
        start = np.floor(24 * distance[wet]).astype(np.int32)
        end = np.minimum(start + self.rng.integers(12, 60), STEPS).astype(np.int32)
        return Inundation(scenario, wet.astype(np.int32), start, end, depth, in_time=True)

    # --- measures

    def measures(self) -> Iterator[dict[str, Any]]:
        """Regional ones first, then local ones, district after district."""
        regional = round(self.size.regional * self.size.measures)
        for number in range(self.size.measures):
            layer, cost, effects = self._regional() if number < regional else self._local()
            yield {
                "id": f"m{number:02d}",
                "naam": f"Maatregel {number}",
                "laag": layer,
                "kosten_eur": round(cost, -3),
                "financier": ["net"],
                "effecten": effects,
            }

    def _local(self) -> tuple[str, float, list[dict[str, Any]]]:
        """In one district: raise stations, repair faster, larger buffers, or a second feeder from next door."""
        districts = self.size.side**2
        district, kind = int(self.rng.integers(districts)), int(self.rng.integers(5))
        area = {"gebied": f"wijk{district:02d}"}
        stations = [*self.of_kind(district, "hoofd"), *self.of_kind(district, "transport")]
        substations = self.of_kind(district, "onder")
        raised = [stations, substations[: SUBSTATIONS // 2], substations[SUBSTATIONS // 2 :]]
        if kind < 3:
            target = {"objecten": [_id(each) for each in raised[kind]]}
            change = {"op": target, "eigenschap": "faaldiepte_m", "plus": float(self.rng.choice([0.4, 0.8]))}
            return "preventie", self.rng.uniform(2e5, 1.5e6), [change]
        if kind == 3:
            change = {"op": area, "eigenschap": "hersteltijd_uur", "maal": 0.5}
            return "herstel", self.rng.uniform(1e5, 6e5), [change]
        other = self.of_kind((district + self.size.side) % districts, "hoofd")[0]
        added = [{"erbij": {"afnemer": _id(each), "groep": FEED, "leverancier": _id(other)}} for each in substations]
        return "crisisbeheersing", self.rng.uniform(3e5, 2e6), added

    def _regional(self) -> tuple[str, float, list[dict[str, Any]]]:
        """In a square of four districts: less water, held back, faster repair, or larger buffers."""
        side, kind = self.size.side, int(self.rng.integers(4))
        names = [f"wijk{each:02d}" for each in self._square(*self.rng.integers(0, side - 1, 2))]
        changes: list[tuple[str, dict[str, Any]]] = [
            ("gevolgbeperking", {"eigenschap": "waterdiepte_m", "plus": -0.3}),
            ("preventie", {"eigenschap": "keert_tot_m", "wordt": 0.4}),
            ("herstel", {"eigenschap": "hersteltijd_uur", "maal": 0.7}),
            ("crisisbeheersing", {"eigenschap": "buffer_uur", "plus": 12}),
        ]
        layer, change = changes[kind]
        return layer, self.rng.uniform(1e6, 5e6), [{"op": {"gebied": names}, **change}]


def _id(number: int) -> str:
    return f"o{number:04d}"


def _need(consumer: int, suppliers: list[int], minimum: int, buffer: int = 0, restart: int = 0) -> Need:
    names = tuple(sorted(_id(each) for each in suppliers))
    return Need(_id(consumer), FEED, names, minimum, Decimal(buffer), Decimal(restart))


def cone_sizes(of: Optimiser) -> np.ndarray:
    """(object that can be down in a scenario,) measures on which that can depend."""
    return np.array([bits.bit_count() for support in of.cones.support for bits in support])


def told_sizes(sizes: np.ndarray) -> str:
    """The distribution in a few figures."""
    low, mid, high, top = np.percentile(sizes, [10, 50, 90, 99]).tolist()
    middle = f"P10 {low:.0f}, P50 {mid:.0f}, P90 {high:.0f}, P99 {top:.0f}, largest {sizes.max()}"
    return f"{np.mean(sizes <= 8):.1%} of cones ≤ 8 measures; {middle}"


def main() -> None:
    """Print the instances."""
    for name, size in SIZES.items():
        of = world(size)
        found = of.optimiser(of.simulation())
        wet = np.mean([len(np.unique(each.asset)) for each in of.water])
        down = np.mean([len(each) for each in found.cones.affected])
        print(
            f"{name}: {wet:.0f} objects wet and at most {down:.0f} down per scenario; {told_sizes(cone_sizes(found))}"
        )


if __name__ == "__main__":
    main()

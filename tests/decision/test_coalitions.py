"""c(S): a party that can reach its own ambition is never said to be unable to, also where only simulation tells."""

from __future__ import annotations

from pathlib import Path

import pytest

import besluitsteun as bs
from besluitsteun.decision.coalitions import Alone, alone_costs
from besluitsteun.decision.packages.find import Optimiser
from besluitsteun.decision.packages.room import Room
from besluitsteun.measures.changes import Catalogue
from besluitsteun.measures.resimulate import Resimulation
from besluitsteun.network import build_network
from besluitsteun.simulation.exposure import read_water

STUDY = Path(__file__).parents[2] / "scenario's" / "ijsselstreek"


@pytest.fixture(scope="module")
def found() -> Alone:
    study = bs.read_study(STUDY)
    catalogue = Catalogue.of(study)
    simulation = Resimulation.of(catalogue, build_network(study), read_water(study))
    optimiser = Optimiser.of(simulation, Room.of(study, catalogue))
    assert study.decision.coalitions is not None
    return alone_costs(optimiser, study.decision.coalitions)


def test_the_water_board_reaches_its_ambition_with_three_measures(found: Alone) -> None:
    """By enumeration of its twelve measures, up to four at a time: 480,000 for the polder, 1,100,000 for the sewage."""
    cost = found.costs[frozenset({"waterschap"})]
    assert cost is not None
    assert cost.high == 1_580_000
    assert set(found.packages[frozenset({"waterschap"})]) == {
        "noodstroom_gemaal",
        "kring_losmaken",
        "noodstroom_zuivering",
    }


def test_every_group_of_the_study_reaches_what_its_members_reach(found: Alone) -> None:
    assert all(cost is not None for cost in found.costs.values())
    for group, cost in found.costs.items():
        assert cost is not None
        singles = sum(alone.high for one in group if (alone := found.costs[frozenset({one})]) is not None)
        assert cost.low <= singles + 1e-6

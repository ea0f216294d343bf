"""The Python functions of the package: the same as the command line uses, loaded at their first use."""

from __future__ import annotations

import pytest

import besluitsteun as bs
from besluitsteun.result import run

from .test_result import FLOOD, small_study


def test_exports() -> None:
    assert set(bs.__all__) <= set(dir(bs))
    assert bs.run is run
    with pytest.raises(AttributeError, match="has no attribute 'bestaat_niet'"):
        _ = bs.bestaat_niet


def test_the_steps_of_the_design_page() -> None:
    study = small_study(scenarios=(FLOOD,))
    network = bs.build_network(study)
    outages = bs.simulate(network, bs.expose(study, network))
    assert network.graph.has_edge("hs", "geheim_station")
    assert len(outages.scenarios[0].asset) == 4
    frame = bs.run(study).tables["uitval"]
    assert frame["object"].tolist() == ["geheim_station", "hs", "mast", "wijk"]

"""Where parties agree and where they do not: they are never averaged."""

from __future__ import annotations

import numpy as np
import pytest

from besluitsteun.decision.consensus import Contested, consensus_core, contested
from besluitsteun.decision.smaa import Smaa, smaa

IDS, CRITERIA = ("kade", "pomp", "noodstroom"), ("kwetsbaar", "schade")
VALUES = np.array([[0.2, 1.0], [0.9, 0.9], [1.0, 0.1]])


def party(weight: float, draws: int = 10) -> Smaa:
    """A party that gives the first criterion this weight in every draw."""
    return smaa(VALUES, np.tile([weight, 1 - weight], (draws, 1)))


PARTIES = {"stad": party(0.9), "waterschap": party(0.1), "provincie": party(0.5)}


def test_the_core_is_among_the_first_of_every_party() -> None:
    assert consensus_core(IDS, PARTIES, k=2, at_least=0.9) == ("pomp",)
    assert consensus_core(IDS, PARTIES, k=1, at_least=0.9) == ()
    assert consensus_core(IDS, PARTIES, k=3, at_least=1.0) == IDS


def test_contested_measures_name_who_and_what_drives_it() -> None:
    """Weights differ by 0.8. Of kade that counts for 0.8 × (0.7 - 0.2) on kwetsbaar, where it lags behind the mean, and
    for 0.8 × (1 - 2/3) on schade; of noodstroom for 0.8 × (1 - 0.7) and 0.8 × (2/3 - 0.1)."""
    found = contested(IDS, CRITERIA, VALUES, PARTIES, k=2, at_least=0.8)
    assert found == (
        Contested("kade", "waterschap", 1.0, "stad", 0.0, "kwetsbaar"),
        Contested("noodstroom", "stad", 1.0, "waterschap", 0.0, "schade"),
    )


def test_one_party_contests_nothing_and_a_mean_over_scenarios_drives_as_well() -> None:
    assert contested(IDS, CRITERIA, VALUES, {"stad": party(0.9)}, k=2, at_least=0.8) == ()
    both = np.stack([VALUES, VALUES])
    assert contested(IDS, CRITERIA, both, PARTIES, 2, 0.8) == contested(IDS, CRITERIA, VALUES, PARTIES, 2, 0.8)


def test_a_share_that_would_let_a_measure_be_both_is_refused() -> None:
    with pytest.raises(ValueError, match=r"above 0\.5"):
        consensus_core(IDS, PARTIES, k=1, at_least=0.5)
    with pytest.raises(ValueError, match="no party"):
        contested(IDS, CRITERIA, VALUES, {}, k=1, at_least=0.9)

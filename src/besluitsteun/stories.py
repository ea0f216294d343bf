"""``Result`` and a reader in, ``Story`` out: the most telling chains of every scenario, in words for that reader."""

from __future__ import annotations

from dataclasses import dataclass

from .consequences.telling import telling_chains
from .result import Result
from .simulation.explanation import trace
from .simulation.sentences import Reader, chain_in_words


@dataclass(frozen=True, slots=True)
class Story:
    """One chain in words. ``person_hours``: people × hours without this function through this origin."""

    scenario: str
    words: str
    person_hours: float


def stories_of(result: Result, reader: Reader) -> tuple[Story, ...]:
    """The chains, scenario by scenario, the dearest first; objects are named as the reader may know them."""
    found = result.assessment
    return tuple(
        Story(
            scenario=result.study.scenarios[chain.scenario].id,
            words=chain_in_words(
                trace(
                    found.network,
                    found.exposure.scenarios[chain.scenario],
                    found.outages.scenarios[chain.scenario],
                    chain.asset,
                ),
                found.network,
                reader,
            ),
            person_hours=chain.person_hours,
        )
        for chain in telling_chains(found.measurements, found.outages)
    )

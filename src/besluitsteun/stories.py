"""``Result`` and a reader in, ``Story`` out: the most telling chains of every scenario, in words for that reader."""

from __future__ import annotations

from dataclasses import dataclass

from .consequences.telling import TellingChain, telling_chains
from .result import Result
from .simulation.explanation import trace
from .simulation.sentences import Reader, chain_in_words


@dataclass(frozen=True, slots=True)
class Story:
    """One chain in words: what is lost at its end, for how long, and how it came to that.

    person_hours : people × hours without this function through this origin
    """

    scenario: str
    end: str
    outage: str
    chain: str
    person_hours: float


def stories_of(result: Result, reader: Reader) -> tuple[Story, ...]:
    """The chains, scenario by scenario, the dearest first; objects are named as the reader may know them."""
    found = result.assessment
    return tuple(_story(result, chain, reader) for chain in telling_chains(found.measurements, found.outages))


def _story(result: Result, chain: TellingChain, reader: Reader) -> Story:
    found = result.assessment
    exposure, outages = found.exposure.scenarios[chain.scenario], found.outages.scenarios[chain.scenario]
    outage, words = chain_in_words(trace(found.network, exposure, outages, chain.asset), found.network, reader)
    scenario = result.study.scenarios[chain.scenario].id
    return Story(scenario, reader.label(chain.asset), outage, words, chain.person_hours)

"""``Study`` and the id of an asset in, Dutch sentences out: why it fails, through which chain, and what would help."""

from __future__ import annotations

from ..loading.audience import check_audience
from ..loading.study import Study
from ..network import build_network
from ..problems import InputError, Problem
from ..publication import reader_of, titles
from ..schema.assets import PARTIES
from ..simulation.explanation import explain
from ..simulation.exposure import expose
from ..simulation.runner import simulate
from ..simulation.sentences import in_words
from .lookup import find_asset, find_scenarios


def why(study: Study, asset: str, scenario: str | None, audience: str = PARTIES) -> list[str]:
    """Per scenario (or in the one asked for) a heading and the sentences.

    Assets that the audience may not see have no name in the sentences. Raises ``InputError`` for an unknown asset,
    scenario or audience, with what looks like it.
    """
    check_audience(study, audience)
    network = build_network(study)
    found, chosen = find_asset(study, asset, audience, "--object"), find_scenarios(study, scenario, "--scenario")
    if isinstance(found, Problem) or isinstance(chosen, Problem):
        raise InputError(each for each in (found, chosen) if isinstance(each, Problem))
    number = network.index[found.id]
    exposure = expose(study, network)
    outages = simulate(network, exposure)
    reader, headings = reader_of(study, audience), titles(study, audience)
    lines: list[str] = []
    for each, wet, down in zip(study.scenarios, exposure.scenarios, outages.scenarios, strict=True):
        if each in chosen:
            sentences = in_words(explain(network, wet, down, number), network, reader)
            lines += ["", headings[each.id], *(f"  {sentence}" for sentence in sentences)]
    return lines[1:]

"""``Study`` and the id of an asset in, Dutch sentences out: why it fails, through which chain, and what would help."""

from __future__ import annotations

import difflib

from ..loading.study import Study
from ..network import Network, build_network
from ..problems import InputError, Place, Problem
from ..publication import check_audience, may_see, reader_of
from ..schema.assets import PARTIES
from ..schema.scenarios import Scenario
from ..simulation.explanation import explain
from ..simulation.exposure import expose
from ..simulation.runner import simulate
from ..simulation.sentences import in_words


def why(study: Study, asset: str, scenario: str | None, audience: str = PARTIES) -> list[str]:
    """Per scenario (or in the one asked for) a heading and the sentences.

    Assets that the audience may not see have no name in the sentences. Raises ``InputError`` for an unknown asset,
    scenario or audience, with what looks like it.
    """
    check_audience(study, audience)
    network = build_network(study)
    number, chosen = _asset(study, network, asset, audience), _scenarios(study, scenario)
    exposure = expose(study, network)
    outages = simulate(network, exposure)
    reader = reader_of(study, audience)
    lines: list[str] = []
    for each, wet, down in zip(study.scenarios, exposure.scenarios, outages.scenarios, strict=True):
        if each in chosen:
            heading = f"{each.id}: {each.name}" if each.name else each.id
            sentences = in_words(explain(network, wet, down, number), network, reader)
            lines += ["", heading, *(f"  {sentence}" for sentence in sentences)]
    return lines[1:]


def _asset(study: Study, network: Network, given: str, audience: str) -> int:
    """Position of the asset; one that the audience may not see is as unknown as one that does not exist."""
    visible = {asset.id: asset for asset in study.assets if may_see(asset.visible_to, asset.party, audience)}
    if given in visible:
        return network.index[given]
    named = [each for each, asset in visible.items() if asset.name and asset.name.casefold() == given.casefold()]
    near = named or difflib.get_close_matches(given, list(visible))
    raise _unknown("--object", f"onbekend object '{given}'", "de id van een object van de studie", near)


def _scenarios(study: Study, given: str | None) -> tuple[Scenario, ...]:
    chosen = tuple(each for each in study.scenarios if given in (None, each.id))
    if not chosen:
        ids = [each.id for each in study.scenarios]
        near = difflib.get_close_matches(given or "", ids) or ids
        raise _unknown("--scenario", f"onbekend scenario '{given}'", "de id van een scenario van de studie", near)
    return chosen


def _unknown(option: str, found: str, expected: str, near: list[str]) -> InputError:
    remedy = f"bedoelde u {' of '.join(near[:5])}?" if near else "controleer de schrijfwijze in de studie"
    return InputError([Problem(Place(option), found, expected, remedy)])

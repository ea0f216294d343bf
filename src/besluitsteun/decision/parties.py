"""``Catalogue`` in, the parties that a measure touches out: whose objects or whose users it changes.

A role that names a kind is for the parties of that kind in the area of the measure. A study knows no area of a party;
it knows who owns an object and who bears the loss of its users. A kind of which there is one party has no choice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ..measures.changes import Catalogue


def touched_parties(catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """Measure → parties, in the order of the study; a measure that changes no object by itself touches all."""
    study = catalogue.study
    of_kind = Counter(party.kind for party in study.parties)
    alone = {party.id for party in study.parties if of_kind[party.kind] == 1}
    found: dict[str, tuple[str, ...]] = {}
    for measure in catalogue.measures:
        assets = [study.assets[place] for place in catalogue.touched(measure.id)]
        near = {asset.party for asset in assets} | {asset.bearer for asset in assets} | alone
        found[measure.id] = tuple(each.id for each in study.parties if not assets or each.id in near)
    return found


def eligible(catalogue: Catalogue, touched: Mapping[str, tuple[str, ...]], measure: str, role: str) -> tuple[str, ...]:
    """The parties that a measure names for a role, by id or by kind, in the order of the study.

    role : name of the field of ``Measure``, such as ``funder``
    """
    named = getattr(catalogue.by_id[measure], role)
    return tuple(
        each.id
        for each in catalogue.study.parties
        if each.id in named or (each.kind.value in named and each.id in touched[measure])
    )

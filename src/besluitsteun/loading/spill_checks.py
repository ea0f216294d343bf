"""What counts spills and the objects in, a problem out where cubic metres would be added to something else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from ..nl import enumeration
from ..problems import Place, Problem
from ..schema.assets import Asset
from ..schema.consequences import ConsequenceCriterion, Counting


def mixed_spills(
    counted: ConsequenceCriterion | None, functions: Collection[str], assets: Sequence[Asset], place: Place, key: str
) -> Iterator[Problem]:
    """A problem where spills in several units would be one number (04: units are never mixed).

    counted   : the consequence, ``None`` = not known;  functions: only of objects of these; empty = all
    key       : the key of the study with which one says of which function
    """
    if counted is None or counted.counts is not Counting.SPILLS:
        return
    asked = [set(each) for each in (functions, counted.functions) if each]
    units = {
        asset.spill_unit: None
        for asset in assets
        if asset.spill_load
        and asset.spill_unit
        and all(asset.function in each for each in asked)
        and (not counted.kinds or asset.kind in counted.kinds)
    }
    if len(units) > 1:
        found = f"`{counted.id}` telt {enumeration(sorted(units))} bij elkaar op"
        yield Problem(place, found, "lozingen in één eenheid", f"noem met `{key}` van welke functie")

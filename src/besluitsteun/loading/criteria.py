"""``gevolgcriteria`` in, the consequences that this study computes out: those shipped, less and more than those."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..defaults import shipped_criteria
from ..problems import Problem
from ..schema.consequences import ConsequenceCriterion, ConsequenceSettings, Counting
from .judging import OUTAGE_HOURS
from .lists import Files, place_in
from .located import Located, Mapped
from .others import read_document
from .references import Names, suggestion

KEY = "gevolgcriteria"
FIGURES: Mapping[str, tuple[str, ...]] = {
    "getroffenen": ("getroffen_vanaf_uur",),
    "dodelijke_slachtoffers": (
        "sterfte_overig_mu",
        "sterfte_overig_sigma",
        "sterfte_snel_mu",
        "sterfte_snel_sigma",
        "sterfte_vanaf_diepte",
        "sterfte_snel_vanaf_diepte",
        "sterfte_stijgsnelheid_vanaf",
        "sterfte_stijgsnelheid_tot",
        "aandeel_geevacueerd",
    ),
}
"""Criterion → the key figures that its formula takes."""


def figures_used(criteria: Iterable[ConsequenceCriterion]) -> list[str]:
    """Ids of the key figures that a run with these criteria takes; critical assets need the first one always."""
    used = ["getroffen_vanaf_uur", *(name for each in criteria for name in FIGURES.get(each.id, ()))]
    return list(dict.fromkeys(used))


def read_criteria(node: Located | None, known: Mapping[str, Names], files: Files) -> tuple[ConsequenceCriterion, ...]:
    """Criteria in the order of the tables: the shipped ones, then those of the study."""
    shipped = shipped_criteria()
    settings, source = read_document(KEY, node, files)
    if not isinstance(settings, ConsequenceSettings) or not isinstance(source, Mapped):
        return shipped
    files.problems += _problems(settings, source, [each.id for each in shipped], known)
    kept = tuple(each for each in shipped if each.id not in settings.left_out)
    return (*kept, *settings.added)


def _problems(
    settings: ConsequenceSettings, source: Mapped, shipped: list[str], known: Mapping[str, Names]
) -> Iterator[Problem]:
    for name in settings.left_out:
        if name not in shipped:
            remedy = suggestion(name, shipped) or f"kies uit {', '.join(shipped)}"
            place = place_in(source, "weglaten", name)
            yield Problem(place, f"onbekend gevolgcriterium `{name}`", "een meegeleverd gevolgcriterium", remedy)
    seen = {*shipped, OUTAGE_HOURS}
    for each in settings.added:
        place = place_in(source, "erbij", each.id)
        if each.id in seen:
            yield Problem(place, f"gevolgcriterium `{each.id}` is er al", "een eigen id", "kies een andere id")
        seen.add(each.id)
        if each.counts is None:
            expected = f"`telt`: {' of '.join(Counting)}"
            yield Problem(place, f"`{each.id}` zegt niet wat het telt", expected, "voeg `telt` toe")
        if each.counts is Counting.ASSETS and each.unit is None:
            yield Problem(place, f"`{each.id}` heeft geen eenheid", "`eenheid`, zoals locaties", "voeg `eenheid` toe")
        for name in each.functions:
            yield from known["functie"].check(name, place_in(source, "erbij", name))

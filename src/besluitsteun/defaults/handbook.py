"""The shipped figures in, the page ``docs/handleiding/kengetallen.md`` out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..nl import number
from ..schema.figures import CLASSES, KeyFigure
from . import shipped_curve_rows, shipped_figures, shipped_kinds, shipped_risk_matrix

_INTRODUCTION = """\
# Getallen die het programma meebrengt

Deze bladzijde komt uit de bestanden in `src/besluitsteun/defaults`; een toets houdt beide gelijk. Elk getal heeft een
bron en een status. Een *aanname* is nog niet nagegaan of is een technische schatting: vervang haar zodra iemand het
beter weet. Leeg betekent onbekend. In deze tabellen is de komma het decimaalteken; hoe u een getal opschrijft, hangt af
van het bestand ([een studie schrijven](studie.md#bestanden-en-getallen)).
"""
_FIGURES = """\
## Kengetallen

Uw studie vervangt een kengetal onder [`kengetallen`](studie.md#kengetallen-vervangen).
Staat er geen waarde maar wel een onder- en bovenkant, dan is dat een gepubliceerd bereik.
"""
_KINDS = """\
## Soorten objecten

Faaldiepte en hersteltijd per soort: laagste – waarschijnlijkste – hoogste. Ze gelden alleen als uw studie
[`standaardwaarden: ja`](studie.md#standaardwaarden-per-soort) zegt, en alleen waar een object zelf niets invult.
"""
_CURVES = """\
## Schadecurves

Deel van `max_schade_eur` bij een waterdiepte boven de vloer; recht tussen de punten, gelijk na het laatste.
Uw studie voegt een curve toe of vervangt er een onder [`schadecurves`](studie.md#schadecurves).
"""
_CLASSES = """\
## Risicomatrix

Grenzen tussen de gevolgklassen A tot en met E. Een gevolg onder de eerste grens valt in klasse A, vanaf de vierde in
klasse E.
Uw studie vervangt ze onder [`risicomatrix`](studie.md#risicomatrix).
"""


def handbook() -> str:
    """The text of the page: every figure, kind, curve and class with its source and status."""
    return "\n".join([_INTRODUCTION, _figures(), _kinds(), _curves(), _classes()])


def _figures() -> str:
    header = ("id", "wat", "waarde", "van – tot", "eenheid", "bron", "datum", "status", "toelichting")
    rows = [
        (
            f"`{each.id}`",
            each.name,
            "" if each.value is None else number(each.value),
            _range(each),
            each.unit,
            each.source,
            each.date,
            each.status,
            each.note,
        )
        for each in shipped_figures().values()
    ]
    return _FIGURES + "\n" + _table(header, rows)


def _range(figure: KeyFigure) -> str:
    if figure.minimum is None or figure.maximum is None:
        return ""
    return f"{number(figure.minimum)} – {number(figure.maximum)}"


def _kinds() -> str:
    header = (
        "soort",
        "wat",
        "ook bekend als",
        "faaldiepte in m",
        "hersteltijd in uur",
        "bron",
        "status",
        "toelichting",
    )
    rows = [
        (
            f"`{each.kind}`",
            each.name,
            ", ".join(f"`{name}`" for name in each.names if name != each.kind),
            " – ".join(map(number, each.failure_depth_m)),
            " – ".join(map(number, each.repair_hours)),
            each.source,
            each.status,
            each.note,
        )
        for each in shipped_kinds()
    ]
    return _KINDS + "\n" + _table(header, rows)


def _curves() -> str:
    header = ("curve", "diepte in m", "aandeel", "bron", "datum", "status")
    rows = [
        (f"`{each.curve}`", number(each.depth_m), number(each.share), each.source, each.date, each.status)
        for each in shipped_curve_rows()
    ]
    return _CURVES + "\n" + _table(header, rows)


def _classes() -> str:
    settings = shipped_risk_matrix()
    header = ("criterium", "A – B", "B – C", "C – D", "D – E", "eenheid", "bron", "status")
    rows = [
        (f"`{each.criterion}`", *map(number, each.bounds), each.unit, each.source, each.status)
        for each in settings.classes
    ]
    values = ", ".join(map(number, settings.class_values))
    words = zip(CLASSES, settings.likelihoods or (), strict=True)
    closing = f"Klasse A tot en met E telt voor {values} (`maal_drie`), of met `lineair` voor 1, 2, 3, 4, 5.\n"
    closing += f"Kansklassen: {', '.join(f'{letter} = {word}' for letter, word in words)}.\n"
    return _CLASSES + "\n" + _table(header, rows) + "\n" + closing


def _table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [f"| {' | '.join(header)} |", "|" + "---|" * len(header)]
    lines += [f"| {' | '.join('' if cell is None else str(cell) for cell in row)} |" for row in rows]
    return "\n".join(lines) + "\n"

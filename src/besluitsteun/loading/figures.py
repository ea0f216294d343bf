"""``kengetallen`` and ``risicomatrix`` in, the key figures and impact classes that hold for the study out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from ..defaults import shipped_figures, shipped_risk_matrix
from ..nl import plain
from ..problems import Place, Problem
from ..schema.figures import CLASSES, FigureOverride, KeyFigure, RiskMatrixSettings
from ..schema.study import Compensation, Function
from .lists import Files, Placed, duplicates, place_in, read_records
from .located import Located, Mapped
from .others import read_document
from .references import Names, suggestion
from .study import Provenance

PART, MATRIX = "kengetallen", "risicomatrix"
SHIPPED = "meegeleverd"
_SIGNS = {"€": "eur", "euro": "eur", "²": "2", " ": ""}


def read_figures(node: Located | None, files: Files) -> Mapping[str, KeyFigure]:
    """Every key figure by id: the shipped one, or with the value that the study gives; problems go to ``files``."""
    figures = dict(shipped_figures())
    rows = read_records(FigureOverride, node, PART, files)
    files.problems += duplicates(rows, PART)
    replaced: dict[str, Placed[FigureOverride]] = {}
    for each in rows:
        shipped = shipped_figures().get(each.record.id)
        found = [_unknown(each)] if shipped is None else _problems(each, shipped)
        files.problems += found
        if shipped is not None and not found:
            figures[shipped.id] = _replaced(shipped, each.record)
            replaced[shipped.id] = each
    files.problems += [problem for key in replaced for problem in _crossings(figures[key], figures, replaced)]
    return figures


def _replaced(shipped: KeyFigure, row: FigureOverride) -> KeyFigure:
    """The shipped figure with value, range and provenance of the study: an empty ``min`` means that there is none."""
    keys = ("value", "minimum", "maximum", "source", "who", "date", "status")
    changes = {key: getattr(row, key) for key in keys}
    return shipped.model_copy(update={**changes, "note": None, "shipped": False})


def _unknown(each: Placed[FigureOverride]) -> Problem:
    known = list(shipped_figures())
    remedy = suggestion(each.record.id, known) or "alle kengetallen staan in docs/handleiding/kengetallen.md"
    found = f"onbekend kengetal `{each.record.id}`"
    return Problem(each.at("id"), found, "de id van een meegeleverd kengetal", remedy)


def _problems(each: Placed[FigureOverride], shipped: KeyFigure) -> list[Problem]:
    """What is wrong with one override by itself: its unit, its range, values that cannot be."""
    row = each.record
    problems = []
    if row.unit is not None and _spelled(row.unit) != _spelled(shipped.unit):
        remedy = f"reken de waarde om naar {shipped.unit}"
        found = f"onbekende eenheid `{row.unit}` bij kengetal `{row.id}`"
        problems.append(Problem(each.at("eenheid"), found, f"`{shipped.unit}`", remedy))
    ends = [end for end in (row.minimum, row.value, row.maximum) if end is not None]
    if any(low > high for low, high in pairwise(ends)):
        found = f"kengetal `{row.id}`: {' · '.join(map(plain, ends))} loopt niet op"
        remedy = "controleer de getallen"
        problems.append(Problem(each.at("waarde"), found, "min ≤ waarde ≤ max", remedy))
    for key, value in (("waarde", row.value), ("min", row.minimum), ("max", row.maximum)):
        if value is not None and not _possible(value, shipped):
            found = f"kengetal `{row.id}`: `{key}` is {plain(value)}"
            remedy = "vul een waarde binnen deze grenzen in"
            problems.append(Problem(each.at(key), found, _what_is_possible(shipped), remedy))
    return problems


def _spelled(unit: str) -> str:
    text = unit.strip().lower()
    for sign, word in _SIGNS.items():
        text = text.replace(sign, word)
    return text


def _possible(value: float, shipped: KeyFigure) -> bool:
    lowest = shipped.lowest if shipped.lowest is not None else value
    highest = shipped.highest if shipped.highest is not None else value
    return lowest <= value <= highest and (not shipped.whole or value == int(value))


def _what_is_possible(shipped: KeyFigure) -> str:
    number = "een geheel getal" if shipped.whole else "een getal"
    low = "" if shipped.lowest is None else f" van {plain(shipped.lowest)}"
    high = " of meer" if low and shipped.highest is None else ""
    return f"{number}{low}{high}" + ("" if shipped.highest is None else f" tot en met {plain(shipped.highest)}")


def _crossings(
    figure: KeyFigure, figures: Mapping[str, KeyFigure], replaced: Mapping[str, Placed[FigureOverride]]
) -> list[Problem]:
    """A figure that must stay below another and does not, told once: at the lower one if the study gives it."""
    pairs = [(each, figures[each.below]) for each in figures.values() if each.below is not None]
    problems = []
    for low, high in pairs:
        told_at = low if low.id in replaced else high
        if told_at is figure and low.value is not None and high.value is not None and low.value >= high.value:
            found = f"kengetal `{low.id}` ({plain(low.value)}) is niet lager dan `{high.id}` ({plain(high.value)})"
            remedy = "verlaag het eerste of verhoog het tweede"
            problems.append(Problem(replaced[figure.id].at("waarde"), found, "het eerste lager dan het tweede", remedy))
    return problems


def provenance_of_figures(figures: Mapping[str, KeyFigure], ids: Iterable[str]) -> tuple[Provenance, ...]:
    """Rows for the assumption register of the key figures that a computation used, in the order of ``ids``.

    figures : ``Study.figures``
    """
    return tuple(_provenance(figures[key]) for key in dict.fromkeys(ids))


def provenance_of_values(functions: Iterable[Function]) -> tuple[Provenance, ...]:
    """Rows for what a user-hour of each function is worth, and until when."""
    return tuple(
        Provenance(
            f"functie {each.id}", key, plain(value), unit=unit, source=each.source or "", status=each.status or ""
        )
        for each in functions
        for key, value, unit in (
            ("waarde_eur_per_gebruikersuur", each.value_eur_per_user_hour, f"eur per {each.user_unit} per uur"),
            ("waarde_tot_uur", each.value_until_hour, "uur"),
        )
        if value is not None
    ) + tuple(row for each in functions if each.compensation for row in _of_compensation(each.id, each.compensation))


def _of_compensation(function: str, rule: Compensation) -> Iterator[Provenance]:
    for key, value, unit in (
        ("vanaf_uur", rule.from_hours, "uur"),
        ("eerste_eur", rule.first_eur, "eur"),
        ("elke_uur", rule.every_hours, "uur"),
        ("volgende_eur", rule.next_eur, "eur"),
    ):
        yield Provenance(
            place=f"functie {function}",
            key=f"compensatie: {key}",
            value=plain(value),
            unit=unit,
            source=rule.source or "",
            date=rule.date or "",
            status=rule.status or "",
        )


def _provenance(figure: KeyFigure) -> Provenance:
    value, low, high = ("" if end is None else plain(end) for end in (figure.value, figure.minimum, figure.maximum))
    return Provenance(
        place=f"{PART} ({SHIPPED})" if figure.shipped else PART,
        key=figure.id,
        value=value,
        minimum=low,
        maximum=high,
        unit=figure.unit,
        source=figure.source or "",
        who=figure.who or "",
        date=figure.date or "",
        status=figure.status or "",
    )


def read_risk_matrix(
    node: Located | None, functions: Names, criteria: Sequence[str], files: Files
) -> RiskMatrixSettings:
    """The shipped impact and likelihood classes, replaced where the study says so; problems go to ``files``.

    criteria : ids of the consequences that the study computes
    """
    document, source = read_document(MATRIX, node, files)
    if not isinstance(document, RiskMatrixSettings) or source is None:
        return shipped_risk_matrix()
    classes = []
    for each in document.classes:
        files.problems += functions.check(each.function, _place_in_matrix(source, each.function))
        if each.criterion not in criteria:
            remedy = suggestion(each.criterion, criteria) or "kies een gevolgcriterium dat de studie rekent"
            found = f"onbekend criterium `{each.criterion}`"
            expected = f"een van {', '.join(criteria)}"
            files.problems.append(Problem(_place_in_matrix(source, each.criterion), found, expected, remedy))
        shipped = shipped_risk_matrix().classes_for(each.criterion)
        unit = None if shipped is None else shipped.unit
        if unit is not None and each.unit is not None and _spelled(each.unit) != _spelled(unit):
            found = f"onbekende eenheid `{each.unit}` bij criterium `{each.criterion}`"
            place = _place_in_matrix(source, each.unit)
            files.problems.append(Problem(place, found, f"`{unit}`", f"reken de grenzen om naar {unit}"))
        classes.append(each.model_copy(update={"unit": unit or each.unit}))
    return shipped_risk_matrix().with_study(document.model_copy(update={"classes": tuple(classes)}))


def _place_in_matrix(node: Located, text: str | None) -> Place:
    """Where a text stands in the classes."""
    return place_in(node, "klassen", text or "") if isinstance(node, Mapped) else node.place


def provenance_of_classes(settings: RiskMatrixSettings, criteria: Iterable[str]) -> tuple[Provenance, ...]:
    """Rows for the assumption register of the impact classes of these criteria."""
    wanted = set(criteria)
    return tuple(
        Provenance(
            place=f"{MATRIX} ({SHIPPED})" if each.shipped else MATRIX,
            key=f"gevolgklassen {CLASSES[0]}–{CLASSES[-1]} van {each.criterion}"
            + ("" if each.function is None else f", functie {each.function}"),
            value=" · ".join(plain(bound) for bound in each.bounds),
            unit=each.unit or "",
            source=each.source or "",
            who=each.who or "",
            date=each.date or "",
            status=each.status or "",
        )
        for each in settings.classes
        if each.criterion in wanted
    )


def check_function_values(functions: Sequence[Placed[Function]]) -> list[Problem]:
    """A value per user-hour says nothing without the hour up to which it holds."""
    return [
        Problem(
            each.at("waarde_eur_per_gebruikersuur"),
            f"een waarde per uur zonder `waarde_tot_uur` bij functie `{each.record.id}`",
            "ook `waarde_tot_uur`: tot welk uur van een uitval deze waarde geldt",
            "vul `waarde_tot_uur` in, of laat de waarde weg",
        )
        for each in functions
        if each.record.value_eur_per_user_hour is not None and each.record.value_until_hour is None
    ]

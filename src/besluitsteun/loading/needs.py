"""Rows of ``afhankelijkheden`` in, needs with their places out; rules are derived in ``rules``."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..nl import plain
from ..problems import Problem
from ..schema.assets import Dependency
from ..schema.sources import RULES
from .assets import unknown
from .lists import Files, Placed, expand, with_places
from .located import Located, Mapped, Scalar, Table
from .rules import PlacedNeed, PlacedRule
from .study import Need, Provenance
from .validate import build, build_rows

PART = "afhankelijkheden"
AGREEING = (
    ("minimaal", "minimum"),
    ("buffer_uur", "buffer_hours"),
    ("herstart_uur", "restart_hours"),
    ("startfaalkans", "start_failure_chance"),
)
"""Keys of a row that belong to the need as a whole: its rows say the same, an empty cell follows the filled one."""


@dataclass(frozen=True)
class Written:
    """The list as written: rows, and rules still to be derived."""

    rows: tuple[Placed[Dependency], ...]
    rules: tuple[PlacedRule, ...]


def read_dependencies(node: Located | None, files: Files) -> Written:
    """Rows and rules of the list; problems go to ``files``."""
    rows: list[Placed[Dependency]] = []
    rules: list[PlacedRule] = []
    for piece in expand(node, PART, files):
        if isinstance(piece, Table):
            models, problems = build_rows(Dependency, piece)
            rows += with_places(models, piece.rows)
        elif isinstance(piece, Mapped) and piece.entry("regel"):
            rule, problems = _rule(piece)
            rules += [PlacedRule(rule, piece.place)] if rule is not None else []
        elif isinstance(piece, Mapped):
            model, problems = build(Dependency, piece)
            rows += with_places([model], [piece])
        else:
            problems = [
                Problem(piece.place, "een lijst in een lijst", "een rij, een regel of een bestand", "haal er een weg")
            ]
        files.problems += problems
    return Written(tuple(rows), tuple(rules))


def _rule(node: Mapped) -> tuple[Any, list[Problem]]:
    word = node.get("regel")
    model = RULES.get(word.text) if isinstance(word, Scalar) else None
    if model is None:
        found = f"regel `{word.text}`" if isinstance(word, Scalar) else "geen naam van een regel"
        place = node.place if word is None else word.place
        return None, [Problem(place, found, "een van " + ", ".join(RULES), "kies een van deze regels")]
    return build(model, node)


def needs_of_rows(
    rows: Sequence[Placed[Dependency]], assets: Collection[str]
) -> tuple[list[PlacedNeed], list[Problem]]:
    """One need per consumer and group, one per row without a group; everything that is refused in them.

    assets : ids of all objects
    """
    problems = [
        unknown("object", name, row.at(key), assets)
        for row in rows
        for key, name in (("afnemer", row.record.consumer), ("leverancier", row.record.supplier))
        if name not in assets
    ]
    groups: dict[tuple[str, str], list[Placed[Dependency]]] = {}
    for row in rows:
        own = row.record.group or f"\0{row.record.supplier}"  # without a group each supplier is a need of its own
        groups.setdefault((row.record.consumer, own), []).append(row)
    needs = []
    for members in groups.values():
        need, found = _need(members)
        problems += found
        if not found:
            needs.append(need)
    return needs, problems


def _need(rows: Sequence[Placed[Dependency]]) -> tuple[PlacedNeed, list[Problem]]:
    first = rows[0]
    record = first.record
    problems = [problem for alias, field in AGREEING for problem in _disagreement(rows, alias, field)]
    seen: dict[str, Placed[Dependency]] = {}
    for row in rows:
        supplier = row.record.supplier
        if supplier == record.consumer:
            problems.append(
                Problem(
                    row.at("leverancier"), f"`{supplier}` heeft zichzelf nodig", "een ander object", "verwijder de rij"
                )
            )
        known = seen.setdefault(supplier, row)
        if known is not row:
            problems.append(
                Problem(
                    row.at("leverancier"),
                    f"`{supplier}` levert al aan `{record.consumer}` in deze behoefte, zie {known.at('leverancier')}",
                    "elke leverancier één keer per behoefte",
                    "verwijder een van beide rijen",
                )
            )
    minimum = _filled(rows, "minimum")
    if minimum is not None and minimum > len(seen):
        place = next(row.at("minimaal") for row in rows if row.record.minimum is not None)
        problems.append(
            Problem(
                place,
                f"`minimaal` {minimum} bij {len(seen)} leverancier(s) van `{record.consumer}`",
                f"hoogstens {len(seen)}",
                "verlaag `minimaal`, of voeg leveranciers toe",
            )
        )
    need = Need(
        consumer=record.consumer,
        group=record.group or "",
        suppliers=tuple(sorted(seen)),
        minimum=len(seen) if minimum is None else minimum,
        buffer_hours=_filled(rows, "buffer_hours") or Decimal(0),
        restart_hours=_filled(rows, "restart_hours") or Decimal(0),
        start_failure_chance=_filled(rows, "start_failure_chance") or 0.0,
        source=record.source,
        status=record.status,
    )
    return PlacedNeed(need, first.at("afnemer")), problems


def _filled(rows: Iterable[Placed[Dependency]], field: str) -> Any:
    return next((value for row in rows if (value := getattr(row.record, field)) is not None), None)


def _disagreement(rows: Sequence[Placed[Dependency]], alias: str, field: str) -> list[Problem]:
    filled = [row for row in rows if getattr(row.record, field) is not None]
    values = {getattr(row.record, field): row for row in reversed(filled)}
    if len(values) < 2:
        return []
    one, other = sorted(values.values(), key=filled.index)[:2]
    consumer, group = one.record.consumer, one.record.group or ""
    here, there = plain(getattr(other.record, field)), plain(getattr(one.record, field))
    return [
        Problem(
            other.at(alias),
            f"`{alias}` {here}, maar {one.at(alias)} zegt {there}",
            f"in alle rijen van behoefte `{group}` van `{consumer}` hetzelfde",
            "maak de waarden gelijk, of laat alle cellen op één na leeg",
        )
    ]


def check_once(needs: Sequence[PlacedNeed]) -> list[Problem]:
    """Each need comes from one place: from rows, or from one rule."""
    first: dict[str, PlacedNeed] = {}
    problems = []
    for each in needs:
        known = first.setdefault(each.need.key, each)
        if known is not each:
            name = each.need.group or each.need.suppliers[0]
            problems.append(
                Problem(
                    each.place,
                    f"behoefte `{name}` van `{each.need.consumer}` komt al uit {known.place}",
                    "elke behoefte uit rijen of uit één regel",
                    "geef een van beide een andere `groep`, of verwijder er een",
                )
            )
    return problems


def provenance_of_needs(needs: Iterable[PlacedNeed]) -> list[Provenance]:
    """A row per need: what it needs is itself an input that someone stated, and so are its hours and chance."""
    rows = []
    for each in needs:
        need = each.need
        stated: Mapping[str, tuple[str, str]] = {
            "minimaal": (str(need.minimum), "leveranciers"),
            "buffer_uur": (plain(need.buffer_hours), "uur"),
            "herstart_uur": (plain(need.restart_hours), "uur"),
            "startfaalkans": (plain(need.start_failure_chance), "kans"),
        }
        rows += [
            Provenance(
                place=f"{need.consumer} ← {' | '.join(need.suppliers)} ({each.place})",
                key=f"{need.group}: {key}" if need.group else key,
                value=value,
                unit=unit,
                source=need.source or "",
                status=need.status or "",
            )
            for key, (value, unit) in stated.items()
            if key == "minimaal" or value != "0"
        ]
    return rows

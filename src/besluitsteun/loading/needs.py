"""Rows of ``afhankelijkheden`` in, needs with their places out; rules are derived in ``rules``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from ..nl import count, plain
from ..problems import Problem
from ..schema.assets import Dependency
from ..schema.sources import RULES
from .lists import Files, Placed, expand, text_of
from .located import Located, Mapped, Scalar, Table
from .references import Names
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
    incomplete: frozenset[tuple[str | None, str | None]] = frozenset()
    """(afnemer, groep) of rows that were refused: their needs miss a supplier."""


def read_dependencies(node: Located | None, files: Files) -> Written:
    """Rows and rules of the list; problems go to ``files``."""
    rows: list[Placed[Dependency]] = []
    rules: list[PlacedRule] = []
    for piece in expand(node, PART, files):
        if isinstance(piece, Table):
            models, problems = build_rows(Dependency, piece)
            rows += files.place(models, piece.rows, PART)
        elif piece.entry("regel"):
            rule, problems = _rule(piece)
            rules += [PlacedRule(rule, piece.place)] if rule is not None else []
        else:
            model, problems = build(Dependency, piece)
            rows += files.place([model], [piece], PART)
        files.problems += problems
    refused = files.refused.get(PART, ())
    incomplete = frozenset((text_of(source, "afnemer"), text_of(source, "groep")) for source in refused)
    return Written(tuple(rows), tuple(rules), incomplete)


def _rule(node: Mapped) -> tuple[Any, list[Problem]]:
    word = node.get("regel")
    model = RULES.get(word.text) if isinstance(word, Scalar) else None
    if model is None:
        found = f"regel `{word.text}`" if isinstance(word, Scalar) else "geen naam van een regel"
        place = node.place if word is None else word.place
        return None, [Problem(place, found, "een van " + ", ".join(RULES), "kies een van deze regels")]
    return build(model, node)


def needs_of_rows(written: Written, objects: Names) -> tuple[list[PlacedNeed], list[Problem]]:
    """One need per consumer and group, one per row without a group; everything that is refused in them."""
    problems: list[Problem] = []
    groups: dict[tuple[str, str], list[Placed[Dependency]]] = {}
    for row in written.rows:
        record = row.record
        if record.consumer not in objects:
            problems += objects.check(record.consumer, row.at("afnemer"))
        if record.supplier not in objects:
            problems += objects.check(record.supplier, row.at("leverancier"))
        own = record.group or f"\0{record.supplier}"  # without a group each supplier is a need of its own
        groups.setdefault((record.consumer, own), []).append(row)
    needs = []
    for members in groups.values():
        first = members[0].record
        found = _refused_suppliers(members)
        if not found and (first.consumer, first.group) not in written.incomplete:
            found += _refused_minimum(members)
        found += [problem for alias, field in AGREEING for problem in _disagreement(members, alias, field)]
        problems += found
        if not found:
            needs.append(PlacedNeed(_need(members), members[0].at("afnemer")))
    return needs, problems


def _need(rows: Sequence[Placed[Dependency]]) -> Need:
    record = rows[0].record
    return Need(
        consumer=record.consumer,
        group=record.group or "",
        suppliers=tuple(sorted(row.record.supplier for row in rows)),
        minimum=_filled(rows, "minimum") or len(rows),
        buffer_hours=_filled(rows, "buffer_hours") or Decimal(0),
        restart_hours=_filled(rows, "restart_hours") or Decimal(0),
        start_failure_chance=_filled(rows, "start_failure_chance") or 0.0,
        source=record.source,
        status=record.status,
    )


def _refused_suppliers(rows: Sequence[Placed[Dependency]]) -> list[Problem]:
    """An object that needs itself; a supplier twice in one need."""
    problems = []
    first: dict[str, Placed[Dependency]] = {}
    for row in rows:
        consumer, supplier = row.record.consumer, row.record.supplier
        if supplier == consumer:
            found = f"`{supplier}` heeft zichzelf nodig"
            remedy = "noem een andere leverancier, of verwijder de rij"
            problems.append(Problem(row.at("leverancier"), found, "een ander object als leverancier", remedy))
        known = first.setdefault(supplier, row)
        if known is not row:
            found = f"`{supplier}` levert al aan `{consumer}` in deze behoefte, zie {known.at('leverancier')}"
            expected = "elke leverancier één keer per behoefte"
            problems.append(Problem(row.at("leverancier"), found, expected, "verwijder een van beide rijen"))
    return problems


def _refused_minimum(rows: Sequence[Placed[Dependency]]) -> list[Problem]:
    """``minimaal`` above the number of suppliers."""
    stated = next((row for row in rows if row.record.minimum is not None), None)
    if stated is None or (stated.record.minimum or 0) <= len(rows):
        return []
    suppliers = count(len(rows), "leverancier", "leveranciers")
    found = f"`minimaal` {stated.record.minimum}, maar `{stated.record.consumer}` heeft hier {suppliers}"
    remedy = "verlaag `minimaal`, of voeg leveranciers toe"
    if stated.record.group is None:
        remedy += "; rijen zonder `groep` tellen elk apart"
    return [Problem(stated.at("minimaal"), found, f"hoogstens {len(rows)}", remedy)]


def _filled(rows: Iterable[Placed[Dependency]], field: str) -> Any:
    for row in rows:
        value = getattr(row.record, field)
        if value is not None:
            return value
    return None


def _disagreement(rows: Sequence[Placed[Dependency]], alias: str, field: str) -> list[Problem]:
    if len(rows) == 1:
        return []
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

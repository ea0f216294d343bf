"""The list ``gegevens`` in, the objects with those values out: single values with a provenance of their own (02)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..problems import Place, Problem
from ..schema.assets import PARTIES, PUBLIC, RANGED_KEYS, Asset, ValueOverride
from .assets import FIELDS, NUMERIC_KEYS, PlacedAsset, visible_values
from .forms import model_form
from .lists import Files, Placed, read_records
from .located import Located, Mapped, Row, Scalar, Table
from .references import Names
from .study import Provenance
from .validate import build_rows, unknown_key

PART = "gegevens"
_SPELLINGS = {
    "m": {"m", "meter"},
    "m NAP": {"m nap", "mnap", "m+nap", "m +nap"},
    "uur": {"uur", "h", "u"},
    "inwoners": {"inwoners", "personen"},
    "eur": {"eur", "euro", "€"},
}

PlacedOverride = Placed[ValueOverride]


def apply_overrides(
    assets: Sequence[PlacedAsset], node: Located | None, objects: Names, parties: Names, files: Files
) -> tuple[list[PlacedAsset], list[Provenance]]:
    """The assets with the values of ``gegevens``, and the provenance of those values.

    An override replaces the value with its range: an empty ``min`` or ``max`` means that there is none.
    """
    usable, problems = _usable(read_records(ValueOverride, node, PART, files), objects, parties)
    files.problems += problems
    position = {each.record.id: index for index, each in enumerate(assets)}
    changed, provenance = list(assets), list[Provenance]()
    for placed, record in _read(usable, files):
        index = position.get(placed.record.asset)
        if index is not None:
            changed[index] = _overridden(changed[index], placed, record)
            provenance.append(_provenance(placed, changed[index].record))
    return changed, provenance


def may_see_problems(marks: str | None, parties: Names, place: Place) -> list[Problem]:
    """``zichtbaar_voor``: ``openbaar``, ``partijen`` or ids of parties joined by ``|``."""
    names = [mark.strip() for mark in (marks or PARTIES).split("|")]
    return [problem for name in names if name not in (PUBLIC, PARTIES) for problem in parties.check(name, place)]


def _usable(
    overrides: Sequence[PlacedOverride], objects: Names, parties: Names
) -> tuple[list[PlacedOverride], list[Problem]]:
    """The overrides of a value that there is, each value once; what is wrong with the others."""
    usable, problems = [], list[Problem]()
    first: dict[tuple[str, str], PlacedOverride] = {}
    for each in overrides:
        row = each.record
        found = [*objects.check(row.asset, each.at("object")), *_key_problems(each)]
        found += may_see_problems(row.visible_to, parties, each.at("zichtbaar_voor"))
        known = first.setdefault((row.asset, row.key), each)
        if known is not each:
            found.append(_twice(each, known))
        problems += found
        usable += [] if found else [each]
    return usable, problems


def _key_problems(placed: PlacedOverride) -> list[Problem]:
    row, form = placed.record, model_form(Asset)
    if row.key not in form.keys or row.key == "id":
        return [unknown_key(row.key, placed.at("sleutel"), form, "sleutel")]
    if row.key not in RANGED_KEYS and (row.minimum is not None or row.maximum is not None):
        place = placed.at("min" if row.minimum is not None else "max")
        remedy = f"een bandbreedte kan bij: {', '.join(RANGED_KEYS)}"
        return [Problem(place, f"`{row.key}` met een bandbreedte", "alleen een waarde", remedy)]
    unit = NUMERIC_KEYS.get(row.key)
    if row.unit is None or not unit or row.unit.strip().lower() in _SPELLINGS[unit]:
        return []
    found = f"eenheid `{row.unit}` bij `{row.key}`"
    return [Problem(placed.at("eenheid"), found, f"`{unit}`", f"reken de waarde om naar {unit}")]


def _twice(again: PlacedOverride, known: PlacedOverride) -> Problem:
    found = f"`{again.record.key}` van `{again.record.asset}` staat ook in {known.at('sleutel')}"
    return Problem(again.at("sleutel"), found, "elke waarde één keer", "verwijder een van beide rijen")


def _read(overrides: Sequence[PlacedOverride], files: Files) -> list[tuple[PlacedOverride, Asset]]:
    """The values, read as if they stood in the rows of the objects: table by table, for the rule of decimal marks."""
    tables: dict[tuple[str, str], list[PlacedOverride]] = {}
    for each in overrides:
        tables.setdefault((each.source.place.file, each.separator), []).append(each)
    read = []
    for (file, separator), members in tables.items():
        rows = tuple(_as_row(each) for each in members)
        columns = tuple(dict.fromkeys(key for row in rows for key in row.cells))
        records, problems = build_rows(Asset, Table(PART, columns, rows, None, separator, Place(file)))
        files.problems += problems
        read += [(each, record) for each, record in zip(members, records, strict=True) if record is not None]
    return read


def _as_row(placed: PlacedOverride) -> Row:
    """The override as a row of ``objecten`` with only that value; problems name its own columns."""
    names = _columns(placed.record.key)
    cells: dict[str, str | Scalar] = {"id": placed.record.asset, "functie": "onbekend"}
    for key, column in names.items():
        source = placed.source
        cell = source.get(column) if isinstance(source, Mapped) else source.cells.get(column)
        if isinstance(cell, str | Scalar):
            cells[key] = cell
    return Row(cells, placed.source.place, names)


def _columns(key: str) -> dict[str, str]:
    """Keys of the object that an override replaces → its column that holds them."""
    ends = {f"{key}_min": "min", f"{key}_max": "max"} if key in RANGED_KEYS else {}
    return {key: "waarde", **ends}


def _overridden(asset: PlacedAsset, placed: PlacedOverride, values: Asset) -> PlacedAsset:
    names = _columns(placed.record.key)
    update = {FIELDS[key]: getattr(values, FIELDS[key]) for key in names}
    if placed.record.visible_to is not None:
        update["value_marks"] = {**asset.record.value_marks, placed.record.key: placed.record.visible_to}
    moved = {key: placed.at(column) for key, column in names.items()}
    return replace(asset.changed(**update), moved={**asset.moved, **moved})


def _provenance(placed: PlacedOverride, asset: Asset) -> Provenance:
    row = placed.record
    return Provenance(
        place=f"{row.asset} ({placed.at('waarde')})",
        key=row.key,
        value=row.value,
        minimum=row.minimum or "",
        maximum=row.maximum or "",
        unit=row.unit or NUMERIC_KEYS.get(row.key, ""),
        source=row.source or "",
        who=row.who or "",
        date=row.date or "",
        status=row.status or "",
        visible_to=row.visible_to or visible_values(asset),
        asset=row.asset,
    )

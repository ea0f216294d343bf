"""The list ``objecten`` and its overrides in, assets with their places out: rows, registers with a mapping, checks."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

import numpy as np

from ..problems import Place, Problem
from ..schema.assets import PARTIES, PUBLIC, RANGED_KEYS, Asset, ValueOverride
from ..schema.base import PartyKind
from ..schema.parties import Party
from ..schema.sources import MappedSource
from .forms import model_form
from .lists import Files, Placed, expand, read_records, with_places
from .located import Located, Mapped, Row, Scalar, Table
from .study import Provenance
from .validate import build, build_rows, unknown_key

PART = "objecten"
HIGHEST_DEPTH_M = 20.0
"""A failure depth above this is a level or centimetres; the deepest polder in the Netherlands lies at -6.8 m NAP."""
NUMERIC_KEYS = {
    **dict.fromkeys(RANGED_KEYS[:1], "m"),
    "hoogte_kritisch_mnap": "m NAP",
    "hersteltijd_uur": "uur",
    "gebruikers": "",
    "kwetsbare_gebruikers": "",
    "inwoners": "inwoners",
    "max_schade_eur": "eur",
}
"""Keys whose provenance is kept per value, with their unit ("" = the unit of the function)."""
_SPELLINGS = {"m": {"m", "meter"}, "m NAP": {"m nap", "mnap", "m+nap", "m +nap"}, "uur": {"uur", "h", "u"},
              "inwoners": {"inwoners", "personen"}, "eur": {"eur", "euro", "€"}}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PlacedAsset:
    """An asset and where its values stand; ``moved`` are keys that ``gegevens`` replaced, with their new place."""

    record: Asset
    source: Row | Mapped
    moved: Mapping[str, Place] = field(default_factory=lambda: MappingProxyType({}))

    def at(self, key: str) -> Place:
        """Where the value of a key stands."""
        return self.moved.get(key) or Placed(self.record, self.source).at(key)


def read_assets(
    node: Located | None, division_columns: Mapping[str, str], rule_columns: Collection[str], files: Files
) -> list[PlacedAsset]:
    """Every object of the study as it stands in the lists, before overrides.

    division_columns : area division → column that holds its area
    rule_columns     : columns of registers that rules refer to
    """
    reader = _Reader(division_columns, rule_columns, files)
    found: list[PlacedAsset] = []
    for piece in expand(node, PART, files):
        if isinstance(piece, Table):
            found += reader.plain_table(piece)
        elif isinstance(piece, Mapped):
            found += reader.mapped_source(piece) if piece.entry("bestand") else reader.inline(piece)
        else:
            files.problems.append(
                Problem(piece.place, "een lijst in een lijst", "een rij of een bestand", "haal er een weg")
            )
    return found


@dataclass(frozen=True)
class _Reader:
    division_columns: Mapping[str, str]
    rule_columns: Collection[str]
    files: Files

    @property
    def extra_columns(self) -> set[str]:
        """Columns of an object that are not keys of its own."""
        return set(self.division_columns.values()) - set(model_form(Asset).keys)

    def plain_table(self, table: Table) -> list[PlacedAsset]:
        """A table whose columns are our keys."""
        return self._rows(table, [row.cells for row in table.rows])

    def inline(self, node: Mapped) -> list[PlacedAsset]:
        """An object written out in ``studie.yaml``."""
        cells = {entry.key: entry.value for entry in node if isinstance(entry.value, Scalar)}
        model, problems = build(
            Asset, node.without(*self.extra_columns, *self.rule_columns), self._filled(cells, cells)
        )
        self.files.problems += problems
        return [] if model is None else [PlacedAsset(model, node)]

    def mapped_source(self, node: Mapped) -> list[PlacedAsset]:
        """A register as it comes: rows chosen, columns renamed, empty cells filled with what the mapping says."""
        source, problems = build(MappedSource, node)
        self.files.problems += problems
        if source is None:
            return []
        named = node.get("bestand")
        table = self.files.table(source.file, named.place if named else node.place, PART, source.sheet, source.layer)
        if table is None:
            return []
        columns = self._columns(source, node, table)
        defaults = self._defaults(source)
        if columns is None or defaults is None:
            return []
        rows = _chosen(table, source, node, self.files.problems)
        renamed = [_renamed(row, columns, defaults) for row in rows]
        self._unused_kinds(source, renamed)
        header = tuple(dict.fromkeys([*columns, *(key for row in renamed for key in row.cells)]))
        return self._rows(replace(table, columns=header, rows=tuple(renamed)), [row.cells for row in rows])

    def _columns(self, source: MappedSource, node: Mapped, table: Table) -> dict[str, str] | None:
        """Ours → theirs; left out, the columns that bear our name."""
        known = set(model_form(Asset).keys) | self.extra_columns
        if not source.columns:
            return {column: column for column in table.columns if column in known}
        written = node.get("kolommen")
        wrong = []
        for ours, theirs in source.columns.items():
            entry = written.entry(ours) if isinstance(written, Mapped) else None
            if ours not in known:
                wrong.append(unknown_key(ours, entry.key_place if entry else node.place, model_form(Asset), "sleutel"))
            if theirs not in table.columns:
                wrong.append(_no_column(theirs, table, entry.value.place if entry else node.place))
        self.files.problems += wrong
        return None if wrong else dict(source.columns)

    def _defaults(self, source: MappedSource) -> dict[str | None, dict[str, Scalar]] | None:
        """Kind → key → value, most specific first; ``None`` holds what counts for every kind."""
        general = self._values(source.defaults, "standaard")
        kinds: dict[str | None, dict[str, Scalar]] = {None: general or {}}
        wrong = general is None
        if isinstance(source.per_kind, Mapped):
            for entry in source.per_kind:
                values = self._values(entry.value, f"per_soort van `{entry.key}`")
                wrong |= values is None
                kinds[entry.key] = {**kinds[None], **(values or {})}
        elif source.per_kind is not None:
            wrong |= self._values(source.per_kind, "per_soort") is None
        return None if wrong else kinds

    def _values(self, node: Any, name: str) -> dict[str, Scalar] | None:
        if node is None:
            return {}
        if not isinstance(node, Mapped):
            self.files.problems.append(
                Problem(
                    node.place,
                    f"`{name}` is geen groep sleutels",
                    "sleutels van objecten met een waarde",
                    "schrijf `sleutel: waarde`",
                )
            )
            return None
        known = set(model_form(Asset).keys) | self.extra_columns
        wrong = [
            unknown_key(entry.key, entry.key_place, model_form(Asset), "sleutel")
            for entry in node
            if entry.key not in known
        ]
        wrong += [
            Problem(entry.value.place, f"`{entry.key}` is geen enkele waarde", "één waarde", "schrijf één waarde")
            for entry in node
            if not isinstance(entry.value, Scalar)
        ]
        self.files.problems += wrong
        return None if wrong else {entry.key: entry.value for entry in node if isinstance(entry.value, Scalar)}

    def _unused_kinds(self, source: MappedSource, rows: Iterable[Row]) -> None:
        """A kind that does not occur is likely misspelt: its values would silently reach nothing."""
        if not isinstance(source.per_kind, Mapped):
            return
        present = {row.text("soort") for row in rows}
        for entry in source.per_kind:
            if entry.key not in present:
                self.files.problems.append(
                    Problem(
                        entry.key_place,
                        f"soort `{entry.key}` komt in `{source.file}` niet voor",
                        "een soort uit het register: " + ", ".join(sorted(kind for kind in present if kind)[:12]),
                        _suggestion(entry.key, [kind for kind in present if kind]) or "verwijder de soort",
                    )
                )

    def _rows(self, table: Table, raw: Sequence[Mapping[str, str | Scalar]]) -> list[PlacedAsset]:
        filled = [self._filled(row.cells, cells) for row, cells in zip(table.rows, raw, strict=True)]
        models, problems = build_rows(Asset, table, filled, ignore=self.extra_columns | set(self.rule_columns))
        self.files.problems += problems
        placed = [PlacedAsset(each.record, each.source) for each in with_places(models, table.rows)]
        return (
            placed
            if table.crs is None
            else [
                replace(
                    each,
                    record=each.record.model_copy(update={"columns": {**each.record.columns, CRS_COLUMN: table.crs}}),
                )
                for each in placed
            ]
        )

    def _filled(self, cells: Mapping[str, str | Scalar], raw: Mapping[str, str | Scalar]) -> dict[str, Any]:
        """What the loader knows beside the keys: areas per division, and cells that rules refer to."""
        areas = {name: _text(cells.get(column)) for name, column in self.division_columns.items()}
        columns = {column: _text(raw.get(column)) for column in self.rule_columns}
        return {
            "areas": {name: area for name, area in areas.items() if area},
            "columns": {column: text for column, text in columns.items() if text},
        }


CRS_COLUMN = "(crs)"
"""Among ``Asset.columns``: the CRS of the layer an object came from, until its coordinates are those of the study."""


def _text(cell: str | Scalar | None) -> str:
    return cell.text.strip() if isinstance(cell, Scalar) and not cell.null else cell if isinstance(cell, str) else ""


def _chosen(table: Table, source: MappedSource, node: Mapped, problems: list[Problem]) -> list[Row]:
    """Rows that meet every condition of ``waar``."""
    written = node.get("waar")
    for column in source.where:
        if column not in table.columns:
            entry = written.entry(column) if isinstance(written, Mapped) else None
            problems.append(_no_column(column, table, entry.key_place if entry else node.place))
    wanted = {column: set(values) for column, values in source.where.items() if column in table.columns}
    rows = [row for row in table.rows if all((row.text(column) or "") in values for column, values in wanted.items())]
    if not rows:
        problems.append(
            Problem(
                node.place,
                f"geen enkele van de {len(table.rows)} rijen van `{source.file}` voldoet aan `waar`",
                "ten minste één rij",
                "controleer de waarden bij `waar`, of verwijder deze bron",
            )
        )
    return rows


def _renamed(row: Row, columns: Mapping[str, str], defaults: Mapping[str | None, Mapping[str, Scalar]]) -> Row:
    """A row under our names, empty cells filled: by kind before general."""
    cells: dict[str, str | Scalar] = {
        ours: row.cells[theirs] for ours, theirs in columns.items() if theirs in row.cells
    }
    general = defaults[None]
    kind = cells.get("soort", general.get("soort"))
    fallback = defaults.get(_text(kind), general)
    return Row({**fallback, **cells}, row.place, columns)


def _no_column(column: str, table: Table, place: Place) -> Problem:
    return Problem(
        place,
        f"`{table.name}` heeft geen kolom `{column}`",
        "een van " + ", ".join(table.columns[:30]),
        _suggestion(column, table.columns) or "controleer de naam van de kolom",
    )


def _suggestion(word: str, known: Iterable[str]) -> str:
    close = difflib.get_close_matches(word, [name for name in known if name], n=1, cutoff=0.6)
    return f"bedoelde u `{close[0]}`?" if close else ""


# --- overrides of single values --------------------------------------------------------------------------------------


def apply_overrides(
    assets: list[PlacedAsset], node: Located | None, files: Files
) -> tuple[list[PlacedAsset], list[Provenance]]:
    """The assets with the values of ``gegevens``, and the provenance of those values.

    An override replaces the value with its range: an empty ``min`` or ``max`` means that there is none.
    """
    overrides = read_records(ValueOverride, node, "gegevens", files)
    position = {each.record.id: index for index, each in enumerate(assets)}
    changed, provenance = list(assets), list[Provenance]()
    seen: dict[tuple[str, str], Place] = {}
    for each in overrides:
        row, key = each.record, (each.record.asset, each.record.key)
        index = position.get(row.asset)
        if index is None:
            files.problems.append(unknown("object", row.asset, each.at("object"), position))
            continue
        if key in seen:
            files.problems.append(
                Problem(
                    each.at("sleutel"),
                    f"`{row.key}` van `{row.asset}` staat ook in {seen[key]}",
                    "elke waarde één keer",
                    "verwijder een van beide rijen",
                )
            )
            continue
        seen[key] = each.at("sleutel")
        value = _overridden(changed[index], each, files)
        if value is not None:
            changed[index] = value
            provenance.append(_override_provenance(each))
    return changed, provenance


def _overridden(asset: PlacedAsset, placed: Placed[ValueOverride], files: Files) -> PlacedAsset | None:
    row, form = placed.record, model_form(Asset)
    if row.key not in form.keys or row.key == "id":
        files.problems.append(unknown_key(row.key, placed.at("sleutel"), form, "sleutel"))
        return None
    given = {row.key: "waarde"}
    if row.key in RANGED_KEYS:
        given |= {f"{row.key}_min": "min", f"{row.key}_max": "max"}
    elif row.minimum is not None or row.maximum is not None:
        files.problems.append(
            Problem(
                placed.at("min"),
                f"`{row.key}` met een bandbreedte",
                "alleen een waarde",
                f"een bandbreedte kan bij: {', '.join(RANGED_KEYS)}",
            )
        )
        return None
    wrong_unit = _unit_problem(placed)
    if wrong_unit:
        files.problems.append(wrong_unit)
        return None
    texts = {"waarde": row.value, "min": row.minimum, "max": row.maximum}
    cells: dict[str, str | Scalar] = {key: text for key, column in given.items() if (text := texts[column])}
    record, problems = _single(asset, cells, placed, given)
    files.problems += problems
    if record is None:
        return None
    fields = _fields()
    update = {fields[key]: getattr(record, fields[key]) for key in given}
    if row.visible_to is not None:
        update["value_marks"] = {**asset.record.value_marks, row.key: row.visible_to}
    moved = {key: placed.at(column) for key, column in given.items()}
    return PlacedAsset(asset.record.model_copy(update=update), asset.source, {**asset.moved, **moved})


def _single(
    asset: PlacedAsset, cells: Mapping[str, str | Scalar], placed: Placed[ValueOverride], names: Mapping[str, str]
) -> tuple[Asset | None, list[Problem]]:
    """The new values, read as if they stood in the object's own row."""
    base = {"id": asset.record.id, "functie": asset.record.function}
    place = placed.source.place
    if isinstance(placed.source, Mapped):
        scalars = {key: placed.source.get(column) for key, column in names.items()}
        cells = {**cells, **{key: value for key, value in scalars.items() if isinstance(value, Scalar)}}
    text = [cell for cell in cells.values() if isinstance(cell, str)]
    separator = ";" if any("," in each for each in text) else ","
    return build(Asset, Row({**base, **cells}, place, names), separator=separator)


@cache
def _fields() -> Mapping[str, str]:
    return {str(info.alias or name): name for name, info in Asset.model_fields.items()}


def _unit_problem(placed: Placed[ValueOverride]) -> Problem | None:
    row = placed.record
    unit = NUMERIC_KEYS.get(row.key)
    if row.unit is None or not unit or row.unit.strip().lower() in _SPELLINGS[unit]:
        return None
    return Problem(
        placed.at("eenheid"), f"eenheid `{row.unit}` bij `{row.key}`", f"`{unit}`", f"reken de waarde om naar {unit}"
    )


def _override_provenance(placed: Placed[ValueOverride]) -> Provenance:
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
        visible_to=row.visible_to or "",
    )


def provenance_of(assets: Iterable[PlacedAsset], functions: Mapping[str, str]) -> list[Provenance]:
    """A row per number of an object, with the source and status of its row; overridden values have their own.

    functions : id → unit of its users
    """
    rows = []
    fields = _fields()
    for each in assets:
        record = each.record
        for key, unit in NUMERIC_KEYS.items():
            value = getattr(record, fields[key])
            if value is None or key in each.moved:
                continue
            low, high = (getattr(record, fields.get(f"{key}_{end}", ""), None) for end in ("min", "max"))
            rows.append(
                Provenance(
                    place=f"{record.id} ({each.at(key)})",
                    key=key,
                    value=_plain(value),
                    minimum=_plain(low),
                    maximum=_plain(high),
                    unit=unit or functions.get(record.function, ""),
                    source=record.source or "",
                    status=record.status or "",
                )
            )
    return rows


def _plain(value: Any) -> str:
    if value is None:
        return ""
    from ..nl import plain

    return plain(value)


# --- what may not be -------------------------------------------------------------------------------------------------


def unknown(what: str, name: str, place: Place, known: Iterable[str]) -> Problem:
    """The problem of a reference to something that is not there."""
    names = list(known)
    some = ", ".join(f"`{each}`" for each in names[:8]) + (f" en nog {len(names) - 8}" if len(names) > 8 else "")
    return Problem(
        place, f"onbekende {what} `{name}`" if what != "object" else f"onbekend object `{name}`",
        f"een van {some}" if names else f"een {what} die in de studie staat",
        _suggestion(name, names) or "controleer de id, ook op hoofdletters",
    )  # fmt: skip


def check_assets(assets: Sequence[PlacedAsset], functions: Collection[str], parties: Sequence[Party]) -> list[Problem]:
    """Everything that is refused in an object by itself, and references to functions and parties."""
    names = [party.id for party in parties]
    problems: list[Problem] = []
    first: dict[str, PlacedAsset] = {}
    for each in assets:
        known = first.setdefault(each.record.id, each)
        if known is not each:
            problems.append(
                Problem(
                    each.at("id"),
                    f"id `{each.record.id}` staat al in {known.at('id')}",
                    "elk object één keer",
                    "geef een van beide een andere id, of verwijder de dubbele",
                )
            )
        problems += _value_problems(each)
        if each.record.function not in functions:
            problems.append(unknown("functie", each.record.function, each.at("functie"), functions))
        for key, value in (("partij", each.record.party), ("drager", each.record.bearer)):
            if value is not None and value not in names:
                problems.append(unknown("partij", value, each.at(key), names))
        marks = [mark.strip() for mark in each.record.visible_to.split("|")]
        problems += [
            unknown("partij", mark, each.at("zichtbaar_voor"), [PUBLIC, PARTIES, *names])
            for mark in marks
            if mark not in (PUBLIC, PARTIES, *names)
        ]
    return problems


def _value_problems(each: PlacedAsset) -> list[Problem]:
    asset, problems, fields = each.record, [], _fields()
    for key in RANGED_KEYS:
        low, mode, high = (getattr(asset, fields[name]) for name in (f"{key}_min", key, f"{key}_max"))
        if mode is None and (low is not None or high is not None):
            place = each.at(f"{key}_min" if low is not None else f"{key}_max")
            problems.append(
                Problem(
                    place,
                    f"een bandbreedte zonder `{key}`",
                    f"ook `{key}`: de waarschijnlijkste waarde",
                    f"vul `{key}` in",
                )
            )
        elif mode is not None and ((low is not None and low > mode) or (high is not None and high < mode)):
            found = f"`{key}` {_plain(mode)} buiten de bandbreedte {_plain(low) or '…'} tot {_plain(high) or '…'}"
            problems.append(Problem(each.at(key), found, "min ≤ waarde ≤ max", "controleer de drie getallen"))
    depth, level = asset.failure_depth_m, asset.critical_level_mnap
    if depth is not None and level is not None:
        problems.append(
            Problem(
                each.at("hoogte_kritisch_mnap"),
                "zowel `faaldiepte_m` als `hoogte_kritisch_mnap`",
                "een van beide",
                "maak een van beide leeg",
            )
        )
    if (depth is not None or level is not None) and asset.repair_hours is None:
        key = "faaldiepte_m" if depth is not None else "hoogte_kritisch_mnap"
        problems.append(
            Problem(
                each.at(key),
                f"`{key}` zonder `hersteltijd_uur`",
                "ook de hersteltijd na het water, in uren",
                "vul `hersteltijd_uur` in (0 als het meteen weer werkt)",
            )
        )
    if depth is not None and depth > HIGHEST_DEPTH_M:
        problems.append(
            Problem(
                each.at("faaldiepte_m"),
                f"`faaldiepte_m` is {_plain(depth)}",
                f"een diepte boven maaiveld in meters, hoogstens {HIGHEST_DEPTH_M:.0f}",
                "dit lijkt een hoogte, of een diepte in centimeters: reken om naar meters boven maaiveld",
            )
        )
    if (asset.x is None) != (asset.y is None):
        key = "x" if asset.x is None else "y"
        problems.append(
            Problem(
                each.at(key),
                f"`{key}` is leeg en de andere coördinaat niet",
                "x en y, of geen van beide",
                f"vul `{key}` in",
            )
        )
    return problems


# --- places ----------------------------------------------------------------------------------------------------------


def in_study_crs(assets: list[PlacedAsset], crs: str) -> tuple[list[PlacedAsset], list[Problem]]:
    """Coordinates of layers with a CRS of their own made those of the study; points outside its area refused."""
    assets = [_transformed(each, crs) if CRS_COLUMN in each.record.columns else each for each in assets]
    located = [each for each in assets if each.record.x is not None and each.record.y is not None]
    if not located:
        return assets, []
    bounds = _bounds(crs)
    if bounds is None:
        return assets, [
            Problem(
                Place("studie.yaml", column="crs"),
                f"onbekend coördinatenstelsel `{crs}`",
                "een stelsel zoals EPSG:28992",
                "vul een bestaand EPSG-nummer in",
            )
        ]
    west, south, east, north = bounds
    x = np.array([each.record.x for each in located], dtype=np.float64)
    y = np.array([each.record.y for each in located], dtype=np.float64)
    outside = np.flatnonzero(~((west <= x) & (x <= east) & (south <= y) & (y <= north)))
    return assets, [_outside_crs(located[index], crs) for index in outside]


def _outside_crs(each: PlacedAsset, crs: str) -> Problem:
    x, y = each.record.x or 0.0, each.record.y or 0.0
    degrees = (
        "dit lijken graden: reken om" if abs(x) <= 180 and abs(y) <= 90 else "controleer x en y; zijn ze verwisseld?"
    )
    return Problem(
        each.at("x"),
        f"`{each.record.id}` ligt op ({_plain(x)}, {_plain(y)}), buiten het gebied van {crs}",
        f"coördinaten in {crs}",
        degrees,
    )


def _transformed(each: PlacedAsset, crs: str) -> PlacedAsset:
    own = each.record.columns[CRS_COLUMN]
    columns = {key: text for key, text in each.record.columns.items() if key != CRS_COLUMN}
    update: dict[str, Any] = {"columns": columns}
    if own != crs and each.record.x is not None and each.record.y is not None:
        update["x"], update["y"] = (
            float(value) for value in _transformer(own, crs).transform(each.record.x, each.record.y)
        )
    return replace(each, record=each.record.model_copy(update=update))


@cache
def _transformer(source: str, target: str) -> Any:
    from pyproj import Transformer

    return Transformer.from_crs(source, target, always_xy=True)


def _bounds(crs: str) -> tuple[float, float, float, float] | None:
    """West, south, east and north of the area where a CRS is meant to be used, in its own coordinates."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        area = CRS.from_user_input(crs).area_of_use
    except CRSError:
        return None
    if area is None:
        return (-np.inf, -np.inf, np.inf, np.inf)
    bounds = _transformer("EPSG:4326", crs).transform_bounds(area.west, area.south, area.east, area.north)
    return (float(bounds[0]), float(bounds[1]), float(bounds[2]), float(bounds[3]))


def with_bearers(assets: Iterable[PlacedAsset], parties: Iterable[Party]) -> list[PlacedAsset]:
    """An empty ``drager`` becomes the municipality of the object's area, if exactly one bears that name or id."""
    owners: dict[str, set[str]] = {}
    for party in parties:
        if party.kind is PartyKind.MUNICIPALITY:
            for name in {party.id, party.name, party.name.removeprefix("Gemeente ").removeprefix("gemeente ")}:
                owners.setdefault(name.casefold(), set()).add(party.id)
    return [_with_bearer(each, owners) for each in assets]


def _with_bearer(each: PlacedAsset, owners: Mapping[str, set[str]]) -> PlacedAsset:
    found = owners.get((each.record.area or "").casefold(), set())
    if each.record.bearer is not None or len(found) != 1:
        return each
    return replace(each, record=each.record.model_copy(update={"bearer": next(iter(found))}))

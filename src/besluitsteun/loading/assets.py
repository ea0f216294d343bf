"""The list ``objecten`` in, assets with their places out: rows, and registers with a mapping."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from types import MappingProxyType
from typing import Any

from ..nl import plain
from ..problems import Place, Problem
from ..schema.assets import PARTIES, PUBLIC, Asset
from ..schema.sources import MappedSource, Origin
from .forms import model_form
from .kinds import node_with_kind_defaults, origin_of_kind, row_with_kind_defaults
from .lists import Files, expand
from .located import Entry, Located, Mapped, Row, Scalar, Table
from .references import suggestion
from .rules import some_of
from .study import Provenance
from .validate import build, build_rows, unknown_key

PART = "objecten"
NUMERIC_KEYS = {
    "faaldiepte_m": "m",
    "hoogte_kritisch_mnap": "m NAP",
    "hersteltijd_uur": "uur",
    "gebruikers": "",
    "kwetsbare_gebruikers": "",
    "inwoners": "inwoners",
    "max_schade_eur": "eur",
    "lozing": "",
}
"""Keys whose provenance is kept per value, with their unit ("" = the unit of the function, or of the spill)."""
FIELDS: Mapping[str, str] = {str(info.alias or name): name for name, info in Asset.model_fields.items()}
"""Key of an object → field of ``Asset``."""
MOST_NAMED = 12
OTHER_COLUMNS = ", of noem het bestand met `bestand:` en `kolommen:`; dan doen andere kolommen niet mee"


_NOTHING: Mapping[str, Place] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class PlacedAsset:
    """An asset and where its values stand.

    moved : keys that ``gegevens`` replaced, with their new place
    origins : key → where the register's own values of that key come from, where the mapping says so
    crs   : of the layer it came from, where that says one
    """

    record: Asset
    source: Row | Mapped
    moved: Mapping[str, Place] = field(default_factory=lambda: _NOTHING)
    crs: str | None = None
    origins: Mapping[str, Origin] = field(default_factory=dict)

    def at(self, key: str) -> Place:
        """Where the value of a key stands."""
        if key in self.moved:
            return self.moved[key]
        if isinstance(self.source, Row):
            return self.source.at(key)
        value = self.source.get(key)
        return self.source.place if value is None else value.place

    def origin(self, key: str) -> Origin:
        """Source and status of a value: of the shipped kind that filled it, of its column where it stands in a register
        with an origin, else of its row."""
        cell = self.source.cells.get(key) if isinstance(self.source, Row) else self.source.get(key)
        shipped = None if cell is None or isinstance(cell, str) else origin_of_kind(cell.place)
        if shipped is not None:
            return shipped
        if key in self.origins and isinstance(cell, str):
            return self.origins[key]
        return Origin.model_construct(source=self.record.source, status=self.record.status)

    def changed(self, **values: Any) -> PlacedAsset:
        """The same with other values, by field of ``Asset``."""
        return replace(self, record=self.record.model_copy(update=values))


def read_assets(
    node: Located | None,
    division_columns: Mapping[str, str],
    rule_columns: Collection[str],
    files: Files,
    kind_defaults: bool = False,
) -> tuple[list[PlacedAsset], list[str]]:
    """Every object of the study as it stands in the lists, before overrides; and the columns that the lists have.

    division_columns : area division → column that holds its area
    rule_columns     : columns of registers that rules refer to
    kind_defaults    : ``standaardwaarden``: empty failure depths and repair times get those shipped for the kind
    """
    reader = _Reader(division_columns, rule_columns, files, kind_defaults)
    found: list[PlacedAsset] = []
    for piece in expand(node, PART, files):
        if isinstance(piece, Table):
            found += reader.rows(piece, [row.cells for row in piece.rows], kind_defaults)
        else:
            found += reader.mapped_source(piece) if piece.entry("bestand") else reader.inline(piece)
    return found, list(reader.seen)


@dataclass(frozen=True)
class _Reader:
    division_columns: Mapping[str, str]
    rule_columns: Collection[str]
    files: Files
    kind_defaults: bool
    seen: dict[str, None] = field(default_factory=dict)

    @property
    def extra_columns(self) -> set[str]:
        """Columns of an object that are not keys of its own."""
        return set(self.division_columns.values()) - set(model_form(Asset).keys)

    def inline(self, node: Mapped) -> list[PlacedAsset]:
        """An object written out in ``studie.yaml``."""
        self.seen.update(dict.fromkeys(node.keys()))
        node = node_with_kind_defaults(node) if self.kind_defaults else node
        elsewhere = (self.extra_columns | set(self.rule_columns)) - set(model_form(Asset).keys)
        cells = {entry.key: entry.value for entry in node if isinstance(entry.value, Scalar)}
        for entry in node:
            if entry.key in elsewhere:
                self._one_value(entry)
        model, problems = build(Asset, node.without(*elsewhere), self._filled(cells, cells))
        self.files.problems += problems
        return self._placed([model], [node])

    def mapped_source(self, node: Mapped) -> list[PlacedAsset]:
        """A register as it comes: rows chosen, columns renamed, empty cells filled with what the mapping says."""
        source, problems = build(MappedSource, node)
        self.files.problems += problems
        if source is None:
            self.files.unread.add(PART)
            return []
        named = node.get("bestand")
        table = self.files.table(source.file, named.place if named else node.place, PART, source.sheet, source.layer)
        if table is None:
            return []
        columns = self._columns(source, node, table)
        defaults = self._defaults(source)
        chosen = self._chosen(table, source, node)
        if columns is None or defaults is None or chosen is None or not self._origins_fit(source, node, columns):
            self.files.unread.add(PART)
            return []
        renamed = [_renamed(row, columns, defaults) for row in chosen]
        self._unused_kinds(source, renamed)
        header = tuple(dict.fromkeys([*columns, *(key for row in renamed for key in row.cells)]))
        kinds = self.kind_defaults if source.kind_defaults is None else source.kind_defaults
        placed = self.rows(replace(table, columns=header, rows=tuple(renamed)), [row.cells for row in chosen], kinds)
        return [replace(each, origins=source.origins) for each in placed] if source.origins else placed

    def _origins_fit(self, source: MappedSource, node: Mapped, columns: Mapping[str, str]) -> bool:
        """Whether every key under ``herkomst`` is a number that this register gives."""
        written = node.get("herkomst")
        numbers = [key for key in columns if key in NUMERIC_KEYS]
        wrong = [
            Problem(
                entry.key_place if isinstance(written, Mapped) and (entry := written.entry(key)) else node.place,
                f"`herkomst` van `{key}`, maar dat getal komt niet uit `{source.file}`",
                "een van " + (", ".join(numbers) or "de getallen bij `kolommen`; dat zijn er geen"),
                suggestion(key, numbers) or "verwijder de sleutel, of noem de kolom bij `kolommen`",
            )
            for key in source.origins
            if key not in numbers
        ]
        self.files.problems += wrong
        return not wrong

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
        self.files.problems += wrong
        values = {entry.key: value for entry in node if (value := self._one_value(entry)) is not None}
        return None if wrong or len(values) < len(node.entries) else values

    def _one_value(self, entry: Entry) -> Scalar | None:
        if isinstance(entry.value, Scalar):
            return entry.value
        found = f"`{entry.key}` is een lijst of groep sleutels"
        self.files.problems.append(Problem(entry.value.place, found, "één waarde", "schrijf één waarde"))
        return None

    def _chosen(self, table: Table, source: MappedSource, node: Mapped) -> list[Row] | None:
        """Rows that meet every condition of ``waar``."""
        written = node.get("waar")
        wrong = []
        for column in source.where:
            if column not in table.columns:
                entry = written.entry(column) if isinstance(written, Mapped) else None
                wrong.append(_no_column(column, table, entry.key_place if entry else node.place))
        wanted = {column: set(values) for column, values in source.where.items()}
        rows = [
            row for row in table.rows if all((row.text(column) or "") in values for column, values in wanted.items())
        ]
        if not rows and not wrong:
            wrong.append(_no_rows(table, source, node if written is None else written))
        self.files.problems += wrong
        return None if wrong else rows

    def _unused_kinds(self, source: MappedSource, rows: Iterable[Row]) -> None:
        """A kind that does not occur is likely misspelt: its values would silently reach nothing."""
        if not isinstance(source.per_kind, Mapped):
            return
        present = sorted({kind for row in rows if (kind := row.text("soort"))})
        if not present:
            found = "`per_soort`, terwijl geen enkele rij een `soort` heeft"
            remedy = "noem bij `kolommen` de kolom met de soort: `soort: …`"
            self.files.problems.append(Problem(source.per_kind.place, found, "een soort in elke rij", remedy))
            return
        for entry in source.per_kind:
            if entry.key not in present:
                found = f"soort `{entry.key}` komt niet voor in de rijen uit `{source.file}`"
                expected = "een van " + some_of(present, MOST_NAMED)
                remedy = suggestion(entry.key, present) or "verwijder de soort, of neem haar op bij `waar`"
                self.files.problems.append(Problem(entry.key_place, found, expected, remedy))

    def rows(self, table: Table, raw: Sequence[Mapping[str, str | Scalar]], kind_defaults: bool) -> list[PlacedAsset]:
        """Objects of a table under our own names; ``raw`` are its rows under the names of the register."""
        self.seen.update(dict.fromkeys(table.columns))
        if kind_defaults:
            table = replace(table, rows=tuple(row_with_kind_defaults(row) for row in table.rows))
        filled = [self._filled(row.cells, cells) for row, cells in zip(table.rows, raw, strict=True)]
        elsewhere = self.extra_columns | set(self.rule_columns)
        models, problems = build_rows(Asset, table, filled, elsewhere, way_out=OTHER_COLUMNS)
        self.files.problems += problems
        return self._placed(models, table.rows, table.crs)

    def _placed(
        self, models: Iterable[Asset | None], sources: Sequence[Row | Mapped], crs: str | None = None
    ) -> list[PlacedAsset]:
        placed = self.files.place(models, sources, PART)
        return [PlacedAsset(each.record, each.source, _NOTHING, crs) for each in placed]

    def _filled(self, cells: Mapping[str, str | Scalar], raw: Mapping[str, str | Scalar]) -> dict[str, Any]:
        """What the loader knows beside the keys: areas per division, and cells that rules refer to."""
        areas = {name: _text(cells.get(column)) for name, column in self.division_columns.items()}
        columns = {column: _text(raw.get(column)) or _text(cells.get(column)) for column in self.rule_columns}
        return {
            "areas": {name: area for name, area in areas.items() if area},
            "columns": {column: text for column, text in columns.items() if text},
        }


def _text(cell: str | Scalar | None) -> str:
    return cell.text.strip() if isinstance(cell, Scalar) and not cell.null else cell if isinstance(cell, str) else ""


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
    expected = "een van " + some_of(table.columns, MOST_NAMED)
    remedy = suggestion(column, table.columns) or "controleer de naam van de kolom"
    return Problem(place, f"`{table.place}` heeft geen kolom `{column}`", expected, remedy)


def _no_rows(table: Table, source: MappedSource, where: Located) -> Problem:
    if not table.rows:
        return Problem(where.place, f"`{source.file}` heeft geen rijen", "ten minste één rij", "vul de tabel")
    found = f"geen enkele van de {len(table.rows)} rijen van `{source.file}` voldoet aan `waar`"
    remedy = "controleer de waarden bij `waar`, of verwijder deze bron"
    return Problem(where.place, found, "ten minste één rij", remedy)


def provenance_of(assets: Iterable[PlacedAsset], units: Mapping[str, str]) -> list[Provenance]:
    """A row per number of an object with its source and status; overridden values have their own elsewhere.

    units : function → unit of its users
    """
    rows = []
    text = cache(plain)  # registers repeat the same few numbers
    for each in assets:
        record = each.record
        visible_to = visible_values(record)
        for key, unit in NUMERIC_KEYS.items():
            value = getattr(record, FIELDS[key])
            if value is None or key in each.moved:
                continue
            low, high = (getattr(record, FIELDS.get(f"{key}_{end}", ""), None) for end in ("min", "max"))
            origin = each.origin(key)
            rows.append(
                Provenance(
                    place=f"{record.id} ({each.at(key)})",
                    key=key,
                    value=text(value),
                    minimum="" if low is None else text(low),
                    maximum="" if high is None else text(high),
                    unit=unit or (record.spill_unit if key == "lozing" else units.get(record.function)) or "",
                    source=origin.source or "",
                    who=origin.who or "",
                    date=origin.date or "",
                    status=origin.status or "",
                    visible_to=visible_to,
                    asset=record.id,
                )
            )
    return rows


def visible_values(asset: Asset) -> str:
    """Who may see the values of an object: as its ``zichtbaar_voor``, and the party that owns it."""
    marks = [mark.strip() for mark in asset.visible_to.split("|")]
    if asset.party is None or PUBLIC in marks or PARTIES in marks:
        return asset.visible_to
    return "|".join(dict.fromkeys([*marks, asset.party]))

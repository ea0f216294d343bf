"""A list of a study as written in, records with their places out: inline, in a file, or a mixture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from ..problems import Place, Problem
from ..schema.base import Model
from .files import missing_file, resolve
from .forms import ID_PATTERN
from .located import Located, Mapped, Row, Scalar, Table
from .located import Sequence as YamlList
from .table_reader import KINDS, read_table
from .validate import build, build_rows
from .yaml_reader import read_yaml

M = TypeVar("M", bound=Model)
YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Placed(Generic[M]):
    """A record and where it stands; ``separator`` is that of its table."""

    record: M
    source: Row | Mapped
    separator: str = ","

    def at(self, key: str) -> Place:
        """Where the value of a key stands; where the record stands when the key is not there."""
        if isinstance(self.source, Row):
            return self.source.at(key)
        value = self.source.get(key)
        return self.source.place if value is None else value.place


@dataclass
class Files:
    """Reads the files of one study, and remembers which: for the hash, and to read none twice.

    The one place in the loading layer that keeps something: every problem and every name ends up here.
    """

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    unread: set[str] = field(default_factory=set)
    """Lists of which a part could not be read: what is not in them may well exist."""
    refused: dict[str, list[Row | Mapped]] = field(default_factory=dict)
    """Per list the records that were refused: what refers to them is not wrong."""

    def note(self, name: str, place: Place) -> bool:
        """Count a file to the study; a problem when it is not there."""
        problem = missing_file(self.folder, name, place)
        if problem is not None:
            self.problems.append(problem)
            return False
        self.names.add(name)
        return True

    def yaml(self, name: str, place: Place, part: str) -> Located | None:
        """The YAML tree of a file that holds (a piece of) the list or part ``part``."""
        tree, problems = read_yaml(resolve(self.folder, name), name) if self.note(name, place) else (None, [])
        self.problems += problems
        if tree is None:
            self.unread.add(part)
        return tree

    def table(
        self, name: str, place: Place, part: str, sheet: str | None = None, layer: str | None = None
    ) -> Table | None:
        """The table of a file; of a workbook or geopackage the sheet or layer asked for, else the one called ``part``,
        else the only one."""
        table, problems = None, list[Problem]()
        if self.note(name, place):
            path = resolve(self.folder, name)
            if sheet is None and layer is None and path.suffix.lower() in _WITH_PARTS:
                table, problems = _read_part(path, name, part)
            else:
                table, problems = read_table(path, name, sheet=sheet, layer=layer)
        self.problems += problems
        if table is None:
            self.unread.add(part)
        return table

    def place(
        self, models: Iterable[M | None], sources: Sequence[Row | Mapped], part: str, separator: str = ","
    ) -> list[Placed[M]]:
        """The records that were accepted, each with where it stands; the others are kept as refused."""
        placed = []
        for model, source in zip(models, sources, strict=True):
            if model is None:
                self.refused.setdefault(part, []).append(source)
                if not re.fullmatch(ID_PATTERN, text_of(source, "id") or ""):
                    self.unread.add(part)  # which id was meant nobody knows
            else:
                placed.append(Placed(model, source, separator))
        return placed

    def refused_ids(self, part: str) -> set[str]:
        """Ids of the records of a list that were refused."""
        return {text for source in self.refused.get(part, ()) if (text := text_of(source, "id"))}


_WITH_PARTS = {".xlsx": "sheet", ".gpkg": "layer"}


def _read_part(path: Path, name: str, part: str) -> tuple[Table | None, list[Problem]]:
    """The sheet or layer with the name of the list; in a file that holds only one, that one."""
    table, problems = read_table(path, name, **{_WITH_PARTS[path.suffix.lower()]: part})
    if table is not None or any(problem.place.file != name for problem in problems):
        return table, problems
    only, others = read_table(path, name)
    if only is not None or others == problems or any(problem.place.file != name for problem in others):
        return only, others
    word = "het blad" if path.suffix.lower() == ".xlsx" else "de laag"
    return None, [replace(problem, remedy=f"geef {word} met deze lijst de naam `{part}`") for problem in problems]


def text_of(source: Row | Mapped, key: str) -> str | None:
    """The text under a key, as written."""
    if isinstance(source, Row):
        return source.text(key)
    value = source.get(key)
    return value.text if isinstance(value, Scalar) and not value.null else None


def place_in(source: Row | Mapped, key: str, text: str) -> Place:
    """Where a text stands under a key of a record, however deep: as a value, else as a key; else where the value of
    the key stands."""
    if isinstance(source, Row):
        return source.at(key)
    node = source.get(key)
    waiting, as_key = [] if node is None else [node], None
    while waiting:
        here = waiting.pop()
        if isinstance(here, Scalar):
            if here.text == text:
                return here.place
        elif isinstance(here, YamlList):
            waiting += reversed(here.items)
        else:
            entry = here.entry(text)
            as_key = as_key or (None if entry is None else entry.key_place)
            waiting += reversed([each.value for each in here])
    return as_key or (source.place if node is None else node.place)


def placed_in(records: Sequence[M], source: Row | Located | None, *path: str) -> tuple[Placed[M], ...]:
    """The records of a list under keys of a document, each with where it stands; a bare list has no keys."""
    for key in path if isinstance(source, Mapped) else ():
        source = source.get(key) if isinstance(source, Mapped) else None
    items = source.items if isinstance(source, YamlList) else ()
    pairs = zip(records, items, strict=True)
    return tuple(Placed(each, item) for each, item in pairs if isinstance(item, Mapped))


def is_table(name: str) -> bool:
    """Whether a file name is that of a table."""
    return Path(name).suffix.lower() in KINDS


def expand(node: Located | None, part: str, files: Files) -> Iterator[Table | Mapped]:
    """The pieces of a list: tables, and single mappings inline or in a YAML file."""
    if node is None or (isinstance(node, Scalar) and node.null):
        return
    items = node.items if isinstance(node, YamlList) else (node,)
    for item in items:
        if isinstance(item, Scalar) and not item.null:
            yield from _of_file(item, part, files)
        elif isinstance(item, Mapped) and isinstance(node, YamlList):
            yield item
        else:
            files.problems.append(_not_a_part(item, part))
            files.unread.add(part)


def _of_file(name: Scalar, part: str, files: Files) -> Iterator[Table | Mapped]:
    if is_table(name.text):
        table = files.table(name.text, name.place, part)
        if table is not None:
            yield table
    elif name.text.lower().endswith(YAML_ENDINGS):
        tree = files.yaml(name.text, name.place, part)
        if isinstance(tree, YamlList):
            yield from (item for item in tree if isinstance(item, Mapped))
            wrong = [_not_a_part(item, part) for item in tree if not isinstance(item, Mapped)]
            files.problems += wrong
            files.unread |= {part} if wrong else set()
        elif tree is not None:
            files.problems.append(_not_a_part(tree, part))
            files.unread.add(part)
    else:
        files.problems.append(_no_list_file(name, part))
        files.unread.add(part)


def _no_list_file(name: Scalar, part: str) -> Problem:
    return Problem(
        name.place,
        f"`{name.text}` bij `{part}` is geen bestand dat gelezen kan worden",
        "een bestand dat eindigt op .yaml, .csv, .xlsx of .gpkg",
        "noem een bestand, of schrijf de lijst hier uit met streepjes",
    )


def _not_a_part(node: Located, part: str) -> Problem:
    what = {Mapped: "een groep sleutels", YamlList: "een lijst", Scalar: "een losse waarde"}[type(node)]
    found = "een leeg onderdeel" if isinstance(node, Scalar) and node.null else what
    return Problem(
        node.place,
        f"{found} waar onderdelen van `{part}` horen",
        f"een bestandsnaam, of een lijst met voor elk onderdeel van `{part}` een streepje",
        "zet voor elk onderdeel een streepje: `- id: …`",
    )


def read_records(model: type[M], node: Located | None, part: str, files: Files) -> tuple[Placed[M], ...]:
    """Every record of a list; problems go to ``files``."""
    placed: list[Placed[M]] = []
    for piece in expand(node, part, files):
        if isinstance(piece, Table):
            models, problems = build_rows(model, piece)
            placed += files.place(models, piece.rows, part, piece.separator)
        else:
            one, problems = build(model, piece)
            placed += files.place([one], [piece], part)
        files.problems += problems
    return tuple(placed)


def duplicates(placed: Sequence[Placed[M]], part: str) -> list[Problem]:
    """A problem for every id that was used before, naming the first place."""
    first: dict[str, Placed[M]] = {}
    problems = []
    for each in placed:
        key = str(each.record.id)  # type: ignore[attr-defined]
        known = first.setdefault(key, each)
        if known is not each:
            problems.append(
                Problem(
                    each.at("id"),
                    f"id `{key}` staat al in {known.at('id')}",
                    f"elke id één keer in `{part}`",
                    "geef een van beide een andere id, of verwijder de dubbele",
                )
            )
    return problems

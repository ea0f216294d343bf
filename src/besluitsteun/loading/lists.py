"""A list of a study as written in, records with their places out: inline, in a file, or a mixture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from ..problems import Place, Problem
from ..schema.base import Model
from .files import missing_file, resolve
from .located import Located, Mapped, Row, Scalar, Table
from .located import Sequence as YamlList
from .table_reader import KINDS, read_table
from .validate import build_list, build_rows
from .yaml_reader import read_yaml

M = TypeVar("M", bound=Model)
YAML_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Placed(Generic[M]):
    """A record and where it stands."""

    record: M
    source: Row | Mapped

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

    def note(self, name: str, place: Place) -> bool:
        """Count a file to the study; a problem when it is not there."""
        problem = missing_file(self.folder, name, place)
        if problem is not None:
            self.problems.append(problem)
            return False
        self.names.add(name)
        return True

    def yaml(self, name: str, place: Place) -> Located | None:
        """The YAML tree of a file."""
        if not self.note(name, place):
            return None
        tree, problems = read_yaml(resolve(self.folder, name), name)
        self.problems += problems
        return tree

    def table(
        self, name: str, place: Place, part: str, sheet: str | None = None, layer: str | None = None
    ) -> Table | None:
        """The table of a file; of a workbook or geopackage the sheet or layer asked for, else the one called ``part``,
        else the only one."""
        if not self.note(name, place):
            return None
        path = resolve(self.folder, name)
        if sheet is None and layer is None and path.suffix.lower() in (".xlsx", ".gpkg"):
            chosen = {"sheet": part} if path.suffix.lower() == ".xlsx" else {"layer": part}
            table, _ = read_table(path, name, **chosen)
            if table is not None:
                return table
        table, problems = read_table(path, name, sheet=sheet, layer=layer)
        self.problems += problems
        return table


def is_table(name: str) -> bool:
    """Whether a file name is that of a table."""
    return Path(name).suffix.lower() in KINDS


def expand(node: Located | None, part: str, files: Files) -> Iterator[Table | YamlList | Mapped]:
    """The pieces of a list: tables, lists of inline records, and single mappings that stand among file names.

    A YAML file is opened in place.
    """
    if node is None or (isinstance(node, Scalar) and node.null):
        return
    if isinstance(node, Scalar):
        yield from _of_file(node, part, files)
    elif isinstance(node, YamlList):
        for item in node:
            if isinstance(item, Scalar):
                yield from _of_file(item, part, files)
            elif isinstance(item, Mapped):
                yield item
            else:
                files.problems.append(_not_a_part(item, part))
    else:
        files.problems.append(_not_a_part(node, part))


def _of_file(name: Scalar, part: str, files: Files) -> Iterator[Table | YamlList | Mapped]:
    if name.text.lower().endswith(YAML_ENDINGS):
        tree = files.yaml(name.text, name.place)
        if isinstance(tree, YamlList):
            yield from (item for item in tree if isinstance(item, Mapped))
            files.problems.extend(_not_a_part(item, part) for item in tree if not isinstance(item, Mapped))
        elif tree is not None:
            files.problems.append(_not_a_part(tree, part))
    elif is_table(name.text):
        table = files.table(name.text, name.place, part)
        if table is not None:
            yield table
    else:
        files.problems.append(
            Problem(
                name.place,
                f"`{name.text}` bij `{part}` is geen bestand dat gelezen kan worden",
                "een bestand dat eindigt op .yaml, .csv, .xlsx of .gpkg",
                "noem een bestand, of schrijf de lijst hier uit met streepjes",
            )
        )


def _not_a_part(node: Located, part: str) -> Problem:
    what = (
        "een groep sleutels"
        if isinstance(node, Mapped)
        else "een lijst"
        if isinstance(node, YamlList)
        else "een waarde"
    )
    return Problem(
        node.place,
        f"{what} waar onderdelen van `{part}` horen",
        f"een bestandsnaam, of een lijst met voor elk onderdeel van `{part}` een streepje",
        "zet voor elk onderdeel een streepje: `- id: …`",
    )


def read_records(model: type[M], node: Located | None, part: str, files: Files) -> tuple[Placed[M], ...]:
    """Every record of a list; problems go to ``files``."""
    placed: list[Placed[M]] = []
    for piece in expand(node, part, files):
        if isinstance(piece, Table):
            models, problems = build_rows(model, piece)
            placed += with_places(models, piece.rows)
        else:
            items = (piece,) if isinstance(piece, Mapped) else piece.items
            models, problems = build_list(model, YamlList(tuple(items), piece.place))
            placed += with_places(models, [item for item in items if isinstance(item, Mapped)])
        files.problems += problems
    return tuple(placed)


def with_places(models: Iterable[M | None], sources: Sequence[Row | Mapped]) -> list[Placed[M]]:
    """The records that were accepted, each with where it stands."""
    return [Placed(model, source) for model, source in zip(models, sources, strict=True) if model is not None]


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

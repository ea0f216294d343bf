"""A folder that ``reken`` wrote in, a ``StoredResult`` out: its provenance and the typed rows of its tables."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..problems import InputError, Place, Problem
from ..tables import LIST_SEPARATOR, TABLES, Cell, Column, Kind, Row, Rows, Table
from .csvfiles import FORMULA_STARTS
from .folder import MARK, PROGRAM, TABLE_FOLDER

_BOM = b"\xef\xbb\xbf"
_NUMBER = re.compile(r"-?[0-9]{1,40}(\.[0-9]{1,40})?")
_WHOLE = re.compile(r"-?[0-9]{1,40}")
_TRUTH = {"ja": True, "nee": False}
_AGAIN = "reken de studie opnieuw"
_RESULT = "de map die `besluitsteun reken` schreef"


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a result, from ``herkomst.json``; ``files`` are the study's: name -> sha256."""

    study: str
    study_hash: str
    files: Mapping[str, str]
    scenarios: tuple[str, ...]
    version: str
    seed: int
    draws: int
    audience: str


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table as read: rows in the columns of the register, ``None`` in a column that the file does not have."""

    table: Table
    columns: tuple[str, ...]
    rows: Rows


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A result as it stands on disk; a table that the folder does not have is not in ``tables``."""

    folder: str
    origin: Origin
    tables: Mapping[str, StoredTable]


class _Form:
    """How a file writes its cells: with a comma and a point, or for Dutch Excel (see ``csvfiles``)."""

    def __init__(self, excel_nl: bool):
        self.excel_nl = excel_nl
        self.delimiter = ";" if excel_nl else ","

    def text(self, written: str) -> str:
        """Text without the ``'`` that keeps Excel from taking it for a formula."""
        guarded = self.excel_nl and written[:1] == "'" and written[1:].startswith(FORMULA_STARTS)
        return written[1:] if guarded else written

    def number(self, written: str) -> str:
        """A number with a point; one with the point of the other form stays unreadable."""
        return written.translate({ord(","): ".", ord("."): ","}) if self.excel_nl else written


def read_result(folder: str | Path, tables: Sequence[Table] = TABLES) -> StoredResult:
    """Read a result folder, written in the default form or with ``--excel-nl``.

    A table or column of the register that the folder lacks is left out: the result may be of an older version.
    Raises ``InputError`` with every problem found: no such folder, no or damaged ``herkomst.json``, a table that is
    listed but not there, an unknown or repeated column, a row that is too short or too long, a cell of another kind.
    """
    path, problems = Path(folder), list[Problem]()
    origin, listed = _read_origin(path, problems)
    found: dict[str, StoredTable] = {}
    for table in tables:
        name = f"{TABLE_FOLDER}/{table.name}.csv"
        file = path / name
        if file.is_file():
            stored = _read_table(file, table, problems)
            found |= {table.name: stored} if stored else {}
        elif name in listed:
            problems.append(Problem(Place(str(file)), "ontbreekt", f"het bestand dat {MARK} noemt", _AGAIN))
    if problems or origin is None:
        raise InputError(problems)
    return StoredResult(str(folder), origin, found)


def _read_origin(folder: Path, problems: list[Problem]) -> tuple[Origin | None, frozenset[str]]:
    """The provenance and the files it lists; raises at once if the folder is no result at all."""
    mark = folder / MARK
    if not folder.is_dir():
        raise InputError([Problem(Place(str(folder)), "deze map bestaat niet", _RESULT, "controleer het pad")])
    if not mark.is_file():
        inner = folder / "uitkomst"
        remedy = f"bedoelde u {inner}?" if (inner / MARK).is_file() else "controleer het pad, of reken eerst"
        raise InputError([Problem(Place(str(folder)), f"hierin staat geen {MARK}", _RESULT, remedy)])
    try:
        content = json.loads(mark.read_bytes().decode("utf-8"))
    except (ValueError, RecursionError):
        problems.append(Problem(Place(str(mark)), "is beschadigd", "JSON", _AGAIN))
        return None, frozenset()
    reader = _MarkReader(str(mark), problems)
    origin = reader.origin(content)
    files = content.get("bestanden") if isinstance(content, dict) else None
    return origin, frozenset(each for each in files if isinstance(each, str)) if isinstance(
        files, list
    ) else frozenset()


class _MarkReader:
    """Takes values out of ``herkomst.json`` and keeps what is wrong with them."""

    def __init__(self, file: str, problems: list[Problem]):
        self.file, self.problems = file, problems

    def origin(self, content: Any) -> Origin | None:
        """The provenance, or ``None`` if anything is wrong with it."""
        before = len(self.problems)
        if not isinstance(content, dict) or content.get("programma") != PROGRAM:
            self._wrong("programma", f"de naam {PROGRAM}")
            return None
        study = content.get("studie")
        study = study if isinstance(study, dict) else {}
        origin = Origin(
            study=self._text(study, "naam", "studie/naam"),
            study_hash=self._text(study, "sha256", "studie/sha256"),
            files=self._files(study),
            scenarios=self._texts(content, "scenarios"),
            version=self._text(content, "versie"),
            seed=self._whole(content, "zaad"),
            draws=self._whole(content, "trekkingen"),
            audience=self._text(content, "publiek"),
        )
        return origin if len(self.problems) == before else None

    def _files(self, study: dict[str, Any]) -> dict[str, str]:
        files = study.get("bestanden")
        if not isinstance(files, list) or not all(isinstance(each, dict) for each in files):
            self._wrong("studie/bestanden", "een lijst van bestanden met hun sha256")
            return {}
        place = "studie/bestanden"
        return {self._text(each, "bestand", place): self._text(each, "sha256", place) for each in files}

    def _texts(self, content: dict[str, Any], key: str) -> tuple[str, ...]:
        value = content.get(key)
        if isinstance(value, list) and all(_is_text(each) for each in value):
            return tuple(value)
        self._wrong(key, "een lijst van teksten")
        return ()

    def _text(self, content: dict[str, Any], key: str, place: str = "") -> str:
        value = content.get(key)
        if isinstance(value, str) and _is_text(value):
            return value
        self._wrong(place or key, "tekst")
        return ""

    def _whole(self, content: dict[str, Any], key: str) -> int:
        value = content.get(key)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self._wrong(key, "een heel getal")
        return 0

    def _wrong(self, key: str, expected: str) -> None:
        self.problems.append(Problem(Place(self.file, column=key), "ontbreekt of is beschadigd", expected, _AGAIN))


def _is_text(value: object) -> bool:
    """Text that can be written: JSON can hold half a character."""
    return isinstance(value, str) and value.encode("utf-8", "ignore").decode("utf-8") == value


def _read_table(file: Path, table: Table, problems: list[Problem]) -> StoredTable | None:
    try:
        content = file.read_bytes()
        text = content.removeprefix(_BOM).decode("utf-8")
        form = _Form(content.startswith(_BOM) or ";" in text.partition("\n")[0])
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=form.delimiter, strict=True))
    except (UnicodeDecodeError, csv.Error):
        problems.append(Problem(Place(str(file)), "is beschadigd", "een tabel in UTF-8", _AGAIN))
        return None
    header = tuple(lines[0]) if lines else ()
    wrong = list(_header_problems(file, table, header))
    problems += wrong
    if wrong:
        return None
    width = len(header)
    columns = [table.columns[table.position(name)] for name in header]
    places = [header.index(name) if name in header else None for name in table.header]
    rows: list[Row] = []
    for number, line in enumerate(lines[1:], start=2):
        if len(line) != width:
            found, expected = f"{len(line)} cellen", f"{width} cellen"
            problems.append(Problem(Place(str(file), row=number), found, expected, _AGAIN))
            continue
        cells = _cells(file, number, columns, line, form, problems)
        rows.append(tuple(None if place is None else cells[place] for place in places))
    return StoredTable(table, tuple(name for name in table.header if name in header), tuple(rows))


def _header_problems(file: Path, table: Table, header: tuple[str, ...]) -> Iterator[Problem]:
    place, expected = Place(str(file), row=1), ", ".join(table.header)
    remedy = f"{_AGAIN}, of gebruik de versie van besluitsteun die deze map schreef"
    if not any(header):
        yield Problem(place, "geen kolomnamen", expected, remedy)
        return
    unknown = [name for name in header if name not in table.header]
    if unknown:
        yield Problem(place, f"onbekende kolom {', '.join(repr(name) for name in unknown[:5])}", expected, remedy)
    if len(set(header)) < len(header):
        yield Problem(place, "een kolom staat er twee keer", expected, remedy)


def _cells(
    file: Path, number: int, columns: Sequence[Column], line: Sequence[str], form: _Form, problems: list[Problem]
) -> list[Cell]:
    cells: list[Cell] = []
    for column, written in zip(columns, line, strict=True):
        try:
            cells.append(_PARSERS[column.kind](written, form))
        except ValueError:
            place = Place(str(file), row=number, column=column.name)
            problems.append(Problem(place, f"'{written[:40]}'", _EXPECTED[column.kind], _AGAIN))
            cells.append(None)
    return cells


def _text(written: str, form: _Form) -> Cell:
    return form.text(written) or None


def _number(written: str, form: _Form) -> Cell:
    if not written:
        return None
    text = form.number(written)
    if not _NUMBER.fullmatch(text):
        raise ValueError(written)
    return Decimal(text)


def _whole(written: str, form: _Form) -> Cell:  # noqa: ARG001  (one signature for all kinds)
    if written and not _WHOLE.fullmatch(written):
        raise ValueError(written)
    return int(written) if written else None


def _truth(written: str, form: _Form) -> Cell:  # noqa: ARG001
    if written and written not in _TRUTH:
        raise ValueError(written)
    return _TRUTH.get(written)


def _list(written: str, form: _Form) -> Cell:
    text = form.text(written)
    return tuple(text.split(LIST_SEPARATOR)) if text else ()


_PARSERS: Mapping[Kind, Callable[[str, _Form], Cell]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.YES_NO: _truth,
    Kind.LIST: _list,
}
_EXPECTED: Mapping[Kind, str] = {
    Kind.NUMBER: "een getal",
    Kind.WHOLE: "een heel getal",
    Kind.YES_NO: "ja of nee",
}

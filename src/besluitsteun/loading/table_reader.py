"""A table file in (.csv, .xlsx, .gpkg), a ``Table`` out: cells as text, rows numbered as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from ..problems import Place, Problem
from .files import is_geopackage
from .located import Row, Table
from .yaml_reader import read_text, unreadable

MAX_CSV_BYTES = 500_000_000
MAX_UNPACKED_BYTES = 200_000_000
KINDS = (".csv", ".xlsx", ".gpkg")


def read_table(
    path: Path, shown_name: str, sheet: str | None = None, layer: str | None = None
) -> tuple[Table | None, list[Problem]]:
    """The table at ``path``, or nothing with the problems; places carry ``shown_name``.

    ``sheet`` of a workbook, ``layer`` of a geopackage; left out they are found when the file holds just one. From a
    workbook numbers come as the shortest decimal text, booleans as ja/nee and dates as jjjj-mm-dd. A layer of points
    gets columns ``x`` and ``y`` from its geometry, unless it has attributes of that name.
    """
    suffix = path.suffix.lower()
    if suffix not in KINDS:
        found = f"een bestand dat eindigt op `{path.suffix}`" if suffix else "een bestand zonder achtervoegsel"
        return None, [Problem(Place(shown_name), found, "een tabel: .csv, .xlsx of .gpkg", "sla de tabel op als .csv")]
    misplaced = _misplaced(suffix, shown_name, sheet, layer)
    if misplaced:
        return None, misplaced
    if suffix == ".csv":
        return _read_csv(path, shown_name)
    if not path.is_file():
        missing = FileNotFoundError() if not path.exists() else IsADirectoryError()
        return None, [unreadable(Place(shown_name), missing)]
    return _read_workbook(path, shown_name, sheet) if suffix == ".xlsx" else _read_layer(path, shown_name, layer)


def _misplaced(suffix: str, shown_name: str, sheet: str | None, layer: str | None) -> list[Problem]:
    place = Place(shown_name)
    problems = []
    if sheet is not None and suffix != ".xlsx":
        problems.append(
            Problem(place, f"`blad: {sheet}` bij een {suffix}", "`blad` alleen bij .xlsx", "laat `blad` weg")
        )
    if layer is not None and suffix != ".gpkg":
        problems.append(
            Problem(place, f"`laag: {layer}` bij een {suffix}", "`laag` alleen bij .gpkg", "laat `laag` weg")
        )
    return problems


# --- header and rows, for every kind of file -------------------------------------------------------------------------


def _table(
    name: str, shown_name: str, records: Iterable[list[str]], separator: str = ","
) -> tuple[Table | None, list[Problem]]:
    """The table of ``records`` (the first is the header); a record without any text is skipped but counted."""
    numbered = ((number, cells) for number, cells in enumerate(records, start=1) if any(cells))
    number, header = next(numbered, (1, []))
    if not header:
        return None, [Problem(Place(shown_name), "de tabel is leeg", "een kop met kolomnamen", "vul de tabel")]
    columns, problems = _columns(header, Place(shown_name, row=number))
    rows = []
    for number, cells in numbered:
        place = Place(shown_name, row=number)
        row, problem = _row(columns, cells, place)
        problems += problem
        rows.append(row)
    named = tuple(column for column in columns if column)
    return (None if problems else Table(name, named, tuple(rows), None, separator, Place(shown_name))), problems


def _columns(header: list[str], place: Place) -> tuple[list[str], list[Problem]]:
    """The column names; empty ones are allowed at the end (spreadsheets leave them) and hold no cells."""
    columns = [name.strip() for name in header]
    while columns and not columns[-1]:
        columns.pop()
    problems = []
    for position, name in enumerate(columns):
        if not name:
            found = f"de {position + 1}e kolom heeft geen naam"
            problems.append(
                Problem(place, found, "een naam voor elke kolom", "geef de kolom een naam of verwijder haar")
            )
        elif name in columns[:position]:
            found = f"kolom `{name}` staat er twee keer"
            problems.append(
                Problem(replace(place, column=name), found, "elke kolom één keer", "verwijder een van beide")
            )
    return columns, problems


def _row(columns: list[str], cells: list[str], place: Place) -> tuple[Row, list[Problem]]:
    problems = []
    if len(cells) > len(columns) and any(cells[len(columns) :]):
        found = f"{len(cells)} cellen onder {len(columns)} kolommen"
        remedy = "verwijder de cel te veel, of zet tekst met een scheidingsteken tussen aanhalingstekens"
        problems.append(Problem(place, found, "één cel per kolom", remedy))
    if len(cells) < len(columns):
        found = f"{len(cells)} cel{'len' * (len(cells) != 1)} onder {len(columns)} kolommen"
        problems.append(Problem(place, found, "één cel per kolom", "vul de rij aan met lege cellen"))
    return Row({column: cell for column, cell in zip(columns, cells, strict=False) if cell}, place), problems


# --- csv -------------------------------------------------------------------------------------------------------------


def _read_csv(path: Path, shown_name: str) -> tuple[Table | None, list[Problem]]:
    text, problems = read_text(path, shown_name, MAX_CSV_BYTES)
    if text is None:
        return None, [_in_csv_words(problem) for problem in problems]
    separator = _separator(text)
    if separator is None:
        remedy = "sla het bestand op als CSV met een komma of puntkomma"
        return None, [Problem(Place(shown_name, row=1), "kolommen met tabs ertussen", "`,` of `;`", remedy)]
    counted = [0]
    try:
        return _table(Path(shown_name).stem, shown_name, _records(text, separator, counted), separator)
    except csv.Error as error:
        return None, [_csv_problem(error, Place(shown_name, row=counted[0] + 1))]


def _records(text: str, separator: str, counted: list[int]) -> Iterator[list[str]]:
    """The records, stripped; ``counted[0]`` tells how many there were when one cannot be read."""
    for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
        counted[0] += 1
        yield [cell.strip() for cell in record]


def _separator(text: str) -> str | None:
    """``,`` or ``;``, whichever splits the header into more columns; nothing for a header with tabs."""
    header = next((line for line in io.StringIO(text) if line.strip(" \r\n,;")), "")
    bare = re.sub(r'"[^"]*"', "", header)
    commas, semicolons = bare.count(","), bare.count(";")
    if not commas and not semicolons and "\t" in bare.strip():
        return None
    return ";" if semicolons > commas else ","


def _in_csv_words(problem: Problem) -> Problem:
    """An encoding problem with the remedy of a spreadsheet."""
    if problem.expected != "UTF-8":
        return problem
    return replace(problem, remedy="sla het bestand op als «CSV UTF-8 (door scheidingstekens gescheiden)»")


def _csv_problem(error: csv.Error, place: Place) -> Problem:
    said = str(error)
    if "field larger" in said:
        return Problem(
            place, "een cel met meer dan 131.072 tekens", "een kortere cel", "sluit een open aanhalingsteken"
        )
    if "unexpected end" in said:
        return Problem(
            place, "een aanhalingsteken dat niet wordt gesloten", "een sluitend aanhalingsteken", "sluit het"
        )
    remedy = 'zet de hele cel tussen aanhalingstekens en verdubbel die erbinnen: "a ""b"" c"'
    return Problem(place, "een aanhalingsteken midden in een cel", "een cel die er geheel tussen staat", remedy)


# --- xlsx ------------------------------------------------------------------------------------------------------------


def _read_workbook(path: Path, shown_name: str, sheet: str | None) -> tuple[Table | None, list[Problem]]:
    unsafe = _unsafe_workbook(path, shown_name)
    if unsafe:
        return None, unsafe
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and validations, which are no data
            return _read_sheet(path, shown_name, sheet)
    except Exception:  # openpyxl raises almost anything on a damaged workbook
        return None, [_damaged(shown_name)]


def _damaged(shown_name: str) -> Problem:
    return Problem(
        Place(shown_name), "het bestand is beschadigd", "een leesbare .xlsx", "open het en sla het opnieuw op"
    )


def _unsafe_workbook(path: Path, shown_name: str) -> list[Problem]:
    """Refuse what is no zip file, unpacks to too much, or holds an XML document type (entity bombs)."""
    place = Place(shown_name)
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > MAX_UNPACKED_BYTES:
                found = f"een werkmap van {size / 1e6:.0f} MB als zij is uitgepakt"
                return [Problem(place, found, "hoogstens 200 MB", "splits de werkmap of gebruik .csv")]
            parts = [part for part in archive.infolist() if part.filename.endswith((".xml", ".rels"))]
            if any(b"<!DOCTYPE" in archive.read(part) for part in parts):
                return [
                    Problem(
                        place, "een XML-documenttype in de werkmap", "een gewone .xlsx", "sla de werkmap opnieuw op"
                    )
                ]
    except Exception:  # zipfile passes on the errors of every way of packing
        return [_damaged(shown_name)]
    return []


def _read_sheet(path: Path, shown_name: str, sheet: str | None) -> tuple[Table | None, list[Problem]]:
    import openpyxl

    workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        chosen, problems = _choose(sheet, workbook.sheetnames, "blad", Place(shown_name))
        if chosen is None:
            return None, problems
        shown = f"{shown_name}[{chosen}]"
        odd: list[Problem] = []
        values = _sheet_records(workbook[chosen], shown, odd)
        table, problems = _table(chosen, shown, values)
        problems += odd + _uncomputed(path, chosen, shown)
        return (None if problems else table), problems
    finally:
        workbook.close()


def _choose(wanted: str | None, present: list[str], word: str, place: Place) -> tuple[str | None, list[Problem]]:
    """The one sheet or layer that is meant."""
    if wanted is None and len(present) == 1:
        return present[0], []
    if wanted in present:
        return wanted, []
    many = {"blad": "bladen", "laag": "lagen"}[word]
    found = f"{word} `{wanted}` bestaat niet" if wanted is not None else f"{len(present)} {many}, zonder keuze"
    return None, [Problem(place, found, "een van: " + ", ".join(present), f"noem een ervan bij `{word}`")]


def _sheet_records(sheet: Any, shown: str, odd: list[Problem]) -> Iterator[list[str]]:
    # Some programs write a wrong size into the sheet; without it openpyxl counts for itself.
    sheet.reset_dimensions()
    width = 0
    for number, cells in enumerate(sheet.iter_rows(), start=1):
        odd += [_error_cell(cell, Place(shown, row=number)) for cell in cells if _is_error(cell)]
        texts = [cell_text(cell.value) for cell in cells]
        width = width or (len(texts) if any(texts) else 0)
        yield texts + [""] * (width - len(texts))


def _is_error(cell: Any) -> bool:
    return bool(cell.value is not None and cell.data_type == "e")


def _error_cell(cell: Any, place: Place) -> Problem:
    found = f"foutwaarde `{cell.value}`"
    return Problem(replace(place, column=cell.column_letter), found, "een waarde", "verbeter de formule of leeg de cel")


def cell_text(value: Any) -> str:
    """A cell of a workbook or layer as text; the shortest decimal text that gives the same number.

    >>> cell_text(0.1 + 0.2), cell_text(12.0), cell_text(True), cell_text(1e-7)
    ('0.30000000000000004', '12', 'ja', '0.0000001')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    if isinstance(value, float):
        return _float_text(value)
    if isinstance(value, datetime) and value.time() == time():
        return value.date().isoformat()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="minutes")
    return str(value).strip()


def _float_text(value: float) -> str:
    if value != value:  # NaN: a layer's way to say empty
        return ""
    text = format(Decimal(repr(value)), "f") if value not in (float("inf"), float("-inf")) else repr(value)
    return text.removesuffix(".0") if text != "-0.0" else "0"


def _uncomputed(path: Path, sheet: str, shown: str) -> list[Problem]:
    """Formulas that the workbook holds no outcome of: they would read as empty cells."""
    import openpyxl

    if not _has_formulas(path):
        return []
    formulas = openpyxl.load_workbook(path, read_only=True, data_only=False)
    outcomes = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        pairs = zip_longest(_every_cell(formulas[sheet]), _every_cell(outcomes[sheet]))
        return [
            Problem(
                Place(shown, row=formula.row, column=formula.column_letter),
                f"formule `{formula.value}` zonder uitkomst",
                "een waarde",
                "open de werkmap in een rekenblad en sla haar op, of zet de waarde neer",
            )
            for formula, outcome in pairs
            if formula is not None and formula.data_type == "f" and (outcome is None or outcome.value is None)
        ]
    finally:
        formulas.close()
        outcomes.close()


def _every_cell(sheet: Any) -> Iterator[Any]:
    sheet.reset_dimensions()
    return chain.from_iterable(sheet.iter_rows())


def _has_formulas(path: Path) -> bool:
    with zipfile.ZipFile(path) as archive:
        sheets = (name for name in archive.namelist() if name.startswith("xl/worksheets/"))
        return any(re.search(rb"<f[ >/]", archive.read(name)) for name in sheets)


# --- gpkg ------------------------------------------------------------------------------------------------------------


def _read_layer(path: Path, shown_name: str, layer: str | None) -> tuple[Table | None, list[Problem]]:
    import pyogrio

    if not is_geopackage(path):
        return None, [_no_geopackage(shown_name)]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # GDAL warns of what it then reports as an error, or leaves aside
            return _read_chosen_layer(path, shown_name, layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, pyogrio.errors.FieldError, RuntimeError):
        return None, [_no_geopackage(shown_name)]


def _no_geopackage(shown_name: str) -> Problem:
    remedy = "open het in QGIS en sla het opnieuw op"
    return Problem(Place(shown_name), "dit is geen leesbare geopackage", "een .gpkg", remedy)


def _read_chosen_layer(path: Path, shown_name: str, layer: str | None) -> tuple[Table | None, list[Problem]]:
    import pyogrio

    present = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
    if not present:
        return None, [_no_geopackage(shown_name)]
    chosen, problems = _choose(layer, present, "laag", Place(shown_name))
    if chosen is None:
        return None, problems
    meta, _, geometry, fields = pyogrio.raw.read(path, layer=chosen)
    shown = f"{shown_name}[{chosen}]"
    columns = field_texts(meta, fields)
    points, problems = _points(meta, geometry, shown)
    columns = {**points, **columns}
    rows = zip(*columns.values(), strict=True)
    table, more = _table(chosen, shown, chain([list(columns)], (list(row) for row in rows)))
    if table is None or problems:
        return None, problems + more
    return replace(table, crs=_crs_name(meta["crs"])), []


def field_texts(meta: Mapping[str, Any], fields: list[Any]) -> dict[str, list[str]]:
    """Column of a layer as it was read → (row,) its values as text."""
    texts = {}
    for name, kind, values in zip(meta["fields"], meta["dtypes"], fields, strict=True):
        if str(kind).startswith("datetime"):
            texts[str(name)] = ["" if text == "NaT" else _date_text(text) for text in values.astype(str)]
        else:
            texts[str(name)] = [cell_text(value) for value in values.tolist()]
    return texts


def _date_text(text: str) -> str:
    day, _, hour = text.partition("T")
    return day if hour.strip("0:.") == "" else f"{day} {hour[:5]}"


def _points(meta: Mapping[str, Any], geometry: Any, shown: str) -> tuple[dict[str, list[str]], list[Problem]]:
    """Columns x and y of a layer of points; nothing for other layers."""
    if geometry is None or "Point" not in str(meta["geometry_type"]):
        return {}, []
    import shapely

    shapes = shapely.from_wkb(geometry)
    counts = shapely.get_num_geometries(shapes)
    problems = [
        Problem(Place(shown, row=index + 2), f"{count} punten in één rij", "één punt", "splits de rij per punt")
        for index, count in enumerate(counts)
        if count > 1
    ]
    first = shapely.get_geometry(shapes, 0)
    axes = {"x": shapely.get_x(first), "y": shapely.get_y(first)}
    return {name: [cell_text(value) for value in values.tolist()] for name, values in axes.items()}, problems


def _crs_name(crs: str | None) -> str | None:
    """``EPSG:n`` where that is known, else the description as stored."""
    if crs is None or crs.startswith("EPSG:"):
        return crs
    import pyproj

    code = pyproj.CRS.from_user_input(crs).to_epsg()
    return crs if code is None else f"EPSG:{code}"

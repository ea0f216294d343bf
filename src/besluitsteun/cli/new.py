"""A folder name in, a small complete study in that folder out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ..output.folder import new_folder

STUDY, WORKBOOK, README = "studie.yaml", "lijsten.xlsx", "LEESMIJ.md"
LISTS, DEPTHS = ("objecten", "afhankelijkheden"), "waterdiepte"
_WIDTH = 18


@dataclass(frozen=True, slots=True)
class Sheet:
    """One list of the template: header and rows, as text with a decimal comma."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def make_study(folder: Path, excel: bool) -> tuple[str, ...]:
    """Write the study and return the names of its files; ``InputError`` if the folder holds anything already."""
    contents = {STUDY: _template(f"nieuw/{STUDY}"), README: readme().encode()}
    if excel:
        contents[STUDY] = _with_workbook(contents[STUDY])
        contents[WORKBOOK] = workbook()
    else:
        contents |= {f"{name}.csv": _template(f"nieuw/{name}.csv") for name in LISTS}
    contents[f"{DEPTHS}.csv"] = _template(f"nieuw/{DEPTHS}.csv")
    with new_folder(folder) as temporary:
        for name, content in contents.items():
            (temporary / name).write_bytes(content)
    return tuple(contents)


def readme() -> str:
    """The explanation of every column, as a page."""
    lines = ["# Uw studie", "", "Begin in `studie.yaml`; daar staat hoe het in elkaar zit. Hieronder de kolommen."]
    lines += [
        "Getallen met een komma en zonder punt voor duizendtallen, ja of nee voluit, een lege cel betekent onbekend."
    ]
    lines += ["Kan een nieuw object door water uitvallen? Geef het dan ook een rij in waterdiepte.csv."]
    lines += ["Alle mogelijkheden staan in de handleiding: docs/handleiding/studie.md in de map van het programma."]
    for name in (*LISTS, DEPTHS):
        lines += ["", f"## {name}", "", "| kolom | uitleg |", "|---|---|"]
        lines += [f"| {column} | {text.replace('|', chr(92) + '|')} |" for column, text in explanations(name).items()]
    return "\n".join(lines) + "\n"


def explanations(name: str) -> dict[str, str]:
    """Column -> explanation, for one list."""
    _, *rows = _rows(_template("uitleg.csv"))
    return {column: text for of_list, column, text in rows if of_list == name}


def sheets() -> Iterable[Sheet]:
    """The lists of the template."""
    for name in LISTS:
        header, *rows = _rows(_template(f"nieuw/{name}.csv"))
        yield Sheet(name, header, tuple(rows))


def workbook() -> bytes:
    """The lists as one workbook: a sheet per list, numbers as numbers, the explanation as a note on each header."""
    from openpyxl import Workbook
    from openpyxl.comments import Comment
    from openpyxl.styles import Font

    book = Workbook()
    book.remove(book.active)
    for sheet in sheets():
        page = book.create_sheet(sheet.name)
        page.append(sheet.header)
        for row in sheet.rows:
            page.append([_cell(text) for text in row])
        notes = explanations(sheet.name)
        for cell in page[1]:
            cell.font = Font(bold=True)
            cell.comment = Comment(notes[cell.value], "besluitsteun", height=90, width=300)
            page.column_dimensions[cell.column_letter].width = _WIDTH
        page.freeze_panes = "B2"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _with_workbook(study: bytes) -> bytes:
    text = study.decode()
    for name in LISTS:
        text = text.replace(f"{name}.csv", WORKBOOK)
    return text.encode()


def _cell(text: str) -> str | float | int | None:
    number = text.replace(",", ".", 1)
    if number.lstrip("-").isdigit():
        return int(number)
    return float(number) if number.replace(".", "", 1).isdigit() else text or None


def _rows(content: bytes) -> list[tuple[str, ...]]:
    return [tuple(row) for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")]


@cache
def _template(name: str) -> bytes:
    return files("besluitsteun.templates").joinpath(name).read_bytes()

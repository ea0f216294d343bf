"""A file name as a study writes it in, a path out; and which files a study is made of."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from ..problems import Place, Problem

DATA_VARIABLE = "BESLUITSTEUN_DATA"
DATA_MARK = "${" + DATA_VARIABLE + "}"
"""Stands for the folder with registers and maps that are too large, or not ours, to keep in a study."""
_BLOCK = 1 << 20
_SQLITE = b"SQLite format 3\0"


def resolve(folder: Path, name: str) -> Path:
    """Path of a file that a study names relative to its folder, or relative to the data folder."""
    return Path(name.replace(DATA_MARK, str(data_folder(folder)), 1)) if name.startswith(DATA_MARK) else folder / name


def data_folder(folder: Path) -> Path:
    """The folder in ``BESLUITSTEUN_DATA``; without it ``shared/data`` beside the project, or beside this folder."""
    given = os.environ.get(DATA_VARIABLE)
    if given:
        return Path(os.path.expanduser(given))  # noqa: PTH111  (unlike Path.expanduser it leaves an unknown ~name)
    beside_project = folder.resolve().parent.parent.parent / "shared" / "data"
    beside_here = Path.cwd().parent / "shared" / "data"
    return beside_here if beside_here.is_dir() and not beside_project.is_dir() else beside_project


def missing_file(folder: Path, name: str, place: Place) -> Problem | None:
    """The problem when a named file is not there."""
    path = resolve(folder, name)
    try:
        if path.is_file() and os.access(path, os.R_OK):
            return None
        is_folder, exists = path.is_dir(), path.exists()
    except (OSError, ValueError):  # a name that no file can have: too long, or with a character that is not allowed
        is_folder, exists = False, False
    if name.startswith(DATA_MARK) and not data_folder(folder).is_dir():
        return Problem(
            place,
            f"de map met gegevens ({DATA_MARK}) staat niet op deze computer",
            f"een map met de gegevens; nu wordt gezocht in {data_folder(folder)}",
            f"zet de omgevingsvariabele {DATA_VARIABLE} op de map waar de gegevens staan",
        )
    if exists:
        found = f"`{name}` is een map" if is_folder else f"`{name}` mag of kan niet gelezen worden"
        return Problem(place, found, "een leesbaar bestand", "noem een bestand, of geef leesrecht")
    found = f"bestand `{name}` bestaat niet"
    remedy = _close_name(path) or "controleer de naam, ook op hoofdletters"
    return Problem(place, found, f"een bestand in {path.parent}", remedy)


def is_geopackage(path: Path) -> bool:
    """Whether a file is an SQLite database, whatever its name; GDAL would also open what fetches from the internet."""
    with path.open("rb") as file:
        return file.read(len(_SQLITE)) == _SQLITE


def _close_name(path: Path) -> str:
    """The file in the same folder that was probably meant."""
    try:
        present = [each.name for each in path.parent.iterdir()]
    except (OSError, ValueError):
        return ""
    close = difflib.get_close_matches(path.name, present, n=1, cutoff=0.75)
    return f"bedoelde u `{close[0]}`?" if close else ""


def fingerprints(folder: Path, names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """(name as the study writes it, SHA-256) of every file, in order of name."""
    return tuple((name, _sha256(resolve(folder, name))) for name in sorted(set(names)))


def overall(files: Iterable[tuple[str, str]]) -> str:
    """One SHA-256 over names and contents of all files."""
    return hashlib.sha256("\n".join(f"{name} {digest}" for name, digest in files).encode()).hexdigest()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()

"""A target path in, a folder that appears there whole or not at all."""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ..problems import InputError, Place, Problem, RunError

MARK = "herkomst.json"
TABLE_FOLDER = "tabellen"
PROGRAM = "besluitsteun"
_BESIDE = ("-wal", "-shm", "-journal", ".aux.xml")  # what QGIS and SQLite leave beside a file of ours
_OF_SYSTEM = (".DS_Store", "Thumbs.db", "desktop.ini")


@contextmanager
def result_folder(target: Path) -> Iterator[Path]:
    """A new empty folder to write in; on success it takes the place of ``target``, on any failure it is removed.

    An older result stays untouched until the very end: it is moved aside, the new one takes its name, then the old
    one is deleted. Raises ``InputError`` if something stands at ``target`` that is not an older result of ours.
    """
    with _whole_folder(target, check_target) as folder:
        yield folder


@contextmanager
def new_folder(target: Path) -> Iterator[Path]:
    """The same for a folder that must not exist yet, or be empty."""
    with _whole_folder(target, check_empty) as folder:
        yield folder


@contextmanager
def _whole_folder(target: Path, check: Callable[[Path], None]) -> Iterator[Path]:
    check(target)
    target = target.resolve()  # `.` has no name, and nothing can stand beside it
    temporary = _beside(target)
    missing = [parent for parent in target.parents if not parent.exists()]
    try:
        temporary.mkdir(parents=True)
        yield temporary
        check(target)  # the work took a while: look again before anything is replaced
        _swap(temporary, target)
    except BaseException:
        shutil.rmtree(temporary, ignore_errors=True)
        for parent in missing:  # made by us on the way; nearest first
            with suppress(OSError):
                parent.rmdir()
        raise


def check_empty(target: Path) -> None:
    """Raise ``InputError`` unless ``target`` is free or an empty folder."""
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise _refusal(target, "is geen map", "een nieuwe of lege map", "kies een andere naam")
    if target.exists() and any(target.iterdir()):
        raise _refusal(target, "de map is niet leeg", "een nieuwe of lege map", "kies een andere naam")


def check_target(target: Path) -> None:
    """Raise ``InputError`` unless ``target`` is free, empty, or holds an older result and nothing else."""
    if not target.exists() and not target.is_symlink():
        return
    if target.is_symlink() or not target.is_dir():
        raise _refusal(target, "is geen map")
    if not any(target.iterdir()):
        return
    if not _is_ours(target):
        raise _refusal(target, f"bevat bestanden, maar geen {MARK} van besluitsteun")
    strange = _not_ours(target)
    if strange:
        raise _refusal(target, f"bevat ook bestanden die niet van besluitsteun zijn: {', '.join(strange[:5])}")


def _swap(temporary: Path, target: Path) -> None:
    if not target.exists():
        temporary.rename(target)
        return
    old = _beside(target)
    try:
        target.rename(old)
        temporary.rename(target)
    except BaseException as error:
        if old.exists() and not target.exists():
            old.rename(target)
        _remove(old)  # interrupted just after the new result took its place
        if isinstance(error, PermissionError):
            text = f"De oude uitkomst in {target} is in gebruik; sluit de bestanden en reken opnieuw."
            raise RunError(text) from error
        raise
    _remove(old)  # the new result stands; what cannot be deleted now is only litter


def _remove(folder: Path) -> None:
    """Delete a folder as far as possible, also when interrupted meanwhile."""
    try:
        shutil.rmtree(folder, ignore_errors=True)
    except KeyboardInterrupt:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _is_ours(folder: Path) -> bool:
    return _mark(folder).get("programma") == PROGRAM


def _not_ours(folder: Path) -> list[str]:
    listed = _mark(folder).get("bestanden")
    own = {str(name) for name in listed} if isinstance(listed, list) else set()
    own |= {MARK, *(f"{name}{end}" for name in tuple(own) for end in _BESIDE)}
    present = (path for path in sorted(folder.rglob("*")) if not path.is_dir() or path.is_symlink())
    names = (path.relative_to(folder).as_posix() for path in present if path.name not in _OF_SYSTEM)
    return [name for name in names if name not in own]


def _mark(folder: Path) -> dict[str, object]:
    try:
        mark = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return mark if isinstance(mark, dict) else {}


def _beside(target: Path) -> Path:
    return target.parent / f".{target.name}.tmp-{secrets.token_hex(4)}"


def _refusal(
    target: Path,
    found: str,
    expected: str = "een nieuwe of lege map, of een oudere uitkomst",
    remedy: str = "kies met --uit een andere map, of verplaats eerst wat erin staat",
) -> InputError:
    return InputError([Problem(Place(str(target)), found, expected, remedy)])

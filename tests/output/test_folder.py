"""The output folder appears whole or not at all, and nothing of the user's is ever replaced."""

from __future__ import annotations

import errno
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from pyogrio.errors import FeatureError

from besluitsteun.output import write
from besluitsteun.output.folder import MARK, check_target, new_folder, result_folder
from besluitsteun.output.write import write_result
from besluitsteun.problems import InputError, RunError
from besluitsteun.publication import publish

from ..small_result import small_result


def make_old(target: Path) -> None:
    """An older result of one table."""
    (target / "tabellen").mkdir(parents=True)
    (target / "tabellen" / "uitval.csv").write_text("oud")
    (target / MARK).write_text(json.dumps({"programma": "besluitsteun", "bestanden": ["tabellen/uitval.csv"]}))


def tree(folder: Path) -> dict[str, bytes | None]:
    """Every path under a folder with its contents."""
    paths = sorted(folder.rglob("*"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None for path in paths}


def test_appears_with_all_it_holds(tmp_path: Path) -> None:
    with result_folder(tmp_path / "diep" / "uit") as folder:
        (folder / "a").write_text("1")
        assert not (tmp_path / "diep" / "uit").exists()
    assert tree(tmp_path) == {"diep": None, "diep/uit": None, "diep/uit/a": b"1"}


def test_replaces_an_older_result_and_leaves_no_litter(tmp_path: Path) -> None:
    make_old(tmp_path / "uit")
    with result_folder(tmp_path / "uit") as folder:
        (folder / "a").write_text("1")
        assert (tmp_path / "uit" / "tabellen" / "uitval.csv").read_text() == "oud"
    assert tree(tmp_path) == {"uit": None, "uit/a": b"1"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "vol"), ValueError, SystemExit], ids=repr)
def test_a_failure_leaves_the_old_result_and_no_litter(
    tmp_path: Path, error: type[BaseException] | BaseException
) -> None:
    make_old(tmp_path / "uit")
    before = tree(tmp_path)
    raised: list[BaseException] = []
    try:
        with result_folder(tmp_path / "uit") as folder:
            (folder / "half").write_text("half")
            raise error
    except BaseException as caught:
        raised.append(caught)
    assert raised[0] is error or type(raised[0]) is error
    assert tree(tmp_path) == before


def test_a_failure_leaves_no_folders_on_the_way(tmp_path: Path) -> None:
    (tmp_path / "was er al").mkdir()
    with pytest.raises(ValueError, match="mis"), result_folder(tmp_path / "was er al" / "een" / "twee" / "uit"):
        raise ValueError("mis")
    assert tree(tmp_path) == {"was er al": None}


def _strange_file(target: Path) -> None:
    make_old(target)
    (target / "mijn aantekeningen.docx").write_text("van mij")


def _not_ours(target: Path) -> None:
    target.mkdir()
    (target / "iets.txt").write_text("van mij")


def _other_program(target: Path) -> None:
    target.mkdir()
    (target / MARK).write_text('{"programma": "anders"}')


def _file(target: Path) -> None:
    target.write_text("een bestand")


def _link(target: Path) -> None:
    make_old(target.parent / "echt")
    target.symlink_to(target.parent / "echt")


@pytest.mark.parametrize("make", [_strange_file, _not_ours, _other_program, _file, _link])
def test_refuses_what_is_not_an_older_result(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "uit")
    before = tree(tmp_path)
    with pytest.raises(InputError, match="verwacht: een nieuwe of lege map, of een oudere uitkomst"):
        check_target(tmp_path / "uit")
    with pytest.raises(InputError), result_folder(tmp_path / "uit"):
        pytest.fail("must not get as far as writing")
    assert tree(tmp_path) == before


def test_what_appears_during_the_run_is_not_replaced_either(tmp_path: Path) -> None:
    make_old(tmp_path / "uit")
    folder = result_folder(tmp_path / "uit")
    (folder.__enter__() / "a").write_text("1")
    (tmp_path / "uit" / "nieuw.txt").write_text("van mij")
    with pytest.raises(InputError, match="niet van besluitsteun"):
        folder.__exit__(None, None, None)
    assert (tmp_path / "uit" / "nieuw.txt").read_text() == "van mij"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["uit"]


def test_what_qgis_leaves_beside_our_files_is_no_reason_to_refuse(tmp_path: Path) -> None:
    make_old(tmp_path / "uit")
    (tmp_path / "uit" / "tabellen" / "uitval.csv-wal").touch()
    (tmp_path / "uit" / "Thumbs.db").touch()
    check_target(tmp_path / "uit")


@pytest.mark.parametrize("failing", [1, 2])
def test_a_failing_rename_brings_the_old_result_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """The first rename moves the old one aside, the second puts the new one in place."""
    make_old(tmp_path / "uit")
    before = tree(tmp_path)
    rename, calls = Path.rename, []

    def failing_rename(self: Path, target: Path) -> Path:
        calls.append(self)
        if len(calls) == failing:
            raise PermissionError(13, "in gebruik")
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", failing_rename)
    with pytest.raises(RunError, match="in gebruik; sluit de bestanden"), result_folder(tmp_path / "uit"):
        pass
    monkeypatch.undo()
    assert tree(tmp_path) == before


def test_new_folder_wants_an_empty_one(tmp_path: Path) -> None:
    (tmp_path / "leeg").mkdir()
    with new_folder(tmp_path / "leeg") as folder:
        (folder / "a").touch()
    with pytest.raises(InputError, match="de map is niet leeg"), new_folder(tmp_path / "leeg"):
        pytest.fail("must not get as far as writing")


WRITES = ("tabellen", "uitval", "blootstelling", "gevolgen", "blokkades", "aannames", "gpkg", "herkomst")


@pytest.mark.parametrize("error", [OSError(28, "vol"), KeyboardInterrupt()], ids=["disk full", "Ctrl-C"])
@pytest.mark.parametrize("at", WRITES)
def test_a_fault_at_any_write_leaves_the_old_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: str, error: BaseException
) -> None:
    make_old(tmp_path / "uit")
    before = tree(tmp_path)
    reached = _break(monkeypatch, at, error)
    with pytest.raises(type(error)):
        write_result(tmp_path / "uit", publish(small_result("partijen")), "besluitsteun reken", {})
    assert reached
    monkeypatch.undo()
    assert tree(tmp_path) == before


def _break(monkeypatch: pytest.MonkeyPatch, at: str, error: BaseException) -> list[str]:
    """Let the write called ``at`` fail halfway; the list fills when that happens."""
    import pyogrio.raw

    reached: list[str] = []
    opened, made, text, gpkg = Path.open, Path.mkdir, Path.write_text, pyogrio.raw.write

    def fail() -> None:
        reached.append(at)
        raise error

    def open_(self: Path, *args, **kwargs):  # type: ignore[no-untyped-def]
        file = opened(self, *args, **kwargs)
        if self.stem == at and file.writable():
            file.write("half")
            file.close()
            fail()
        return file

    def mkdir(self: Path, *args, **kwargs):  # type: ignore[no-untyped-def]
        made(self, *args, **kwargs)
        if self.name == at:
            fail()

    def write_text(self: Path, *args, **kwargs):  # type: ignore[no-untyped-def]
        if self.stem == at:
            text(self, "half")
            fail()
        return text(self, *args, **kwargs)

    def write(path, *args, **kwargs):  # type: ignore[no-untyped-def]
        gpkg(path, *args, **kwargs)
        if at == "gpkg":
            fail()

    monkeypatch.setattr(Path, "open", open_)
    monkeypatch.setattr(Path, "mkdir", mkdir)
    monkeypatch.setattr(Path, "write_text", write_text)
    monkeypatch.setattr(pyogrio.raw, "write", write)
    return reached


def test_writing_twice_gives_the_same_tables(tmp_path: Path) -> None:
    for name in ("een", "twee"):
        write_result(tmp_path / name, publish(small_result("partijen")), "besluitsteun reken", {})
    first, second = tree(tmp_path / "een"), tree(tmp_path / "twee")
    assert set(first) == set(second)
    assert {name: first[name] for name in first if name.endswith(("csv", "json"))} == {
        name: second[name] for name in second if name.endswith(("csv", "json"))
    }
    shutil.rmtree(tmp_path / "een")


@pytest.mark.parametrize("moment", ["renamed", "deleting"])
def test_interrupted_when_the_new_result_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Between the renaming and the deletion of the old result an interruption leaves the new one, and no litter."""
    make_old(tmp_path / "uit")
    rename, rmtree = Path.rename, shutil.rmtree
    raised = []

    def interrupted_rename(self: Path, target: Path) -> Path:
        moved = rename(self, target)
        if moment == "renamed" and target == tmp_path / "uit" and not raised:
            raised.append(moment)
            raise KeyboardInterrupt
        return moved

    def interrupted_rmtree(path: Path, ignore_errors: bool = False) -> None:
        if moment == "deleting" and not raised:
            raised.append(moment)
            raise KeyboardInterrupt
        rmtree(path, ignore_errors=ignore_errors)

    monkeypatch.setattr(Path, "rename", interrupted_rename)
    monkeypatch.setattr(shutil, "rmtree", interrupted_rmtree)
    with pytest.raises(KeyboardInterrupt), result_folder(tmp_path / "uit") as folder:
        (folder / "a").write_text("1")
    assert raised
    assert tree(tmp_path) == {"uit": None, "uit/a": b"1"}


def test_into_the_folder_where_one_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "uit").mkdir()
    monkeypatch.chdir(tmp_path / "uit")
    with result_folder(Path()) as folder:
        (folder / "a").write_text("1")
    assert tree(tmp_path) == {"uit": None, "uit/a": b"1"}


@pytest.mark.parametrize(("free", "error"), [(0, OSError), (10**9, FeatureError)], ids=["vol", "ruimte"])
def test_a_map_that_does_not_fit_is_told_as_a_full_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, error: type[Exception]
) -> None:
    def failing(*_: object) -> None:
        raise FeatureError("disk I/O error")

    monkeypatch.setattr(write, "write_geopackage", failing)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    with pytest.raises(error) as raised:
        write_result(tmp_path / "uit", publish(small_result("partijen")), "besluitsteun", {})
    assert getattr(raised.value, "errno", None) == (errno.ENOSPC if free == 0 else None)
    assert tree(tmp_path) == {}

"""`nieuw`: a small study that says what everything is, as files and as a workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from besluitsteun.cli import main
from besluitsteun.cli.new import LISTS, explanations, sheets
from besluitsteun.schema.assets import Asset, Dependency


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "mijn studie"
    assert main(["nieuw", str(folder)]) == 0
    assert names(folder) == ["LEESMIJ.md", "afhankelijkheden.csv", "objecten.csv", "studie.yaml", "waterdiepte.csv"]
    assert names(tmp_path) == ["mijn studie"]
    assert capsys.readouterr().out.splitlines()[-1] == f'Verder: besluitsteun reken "{folder}"'


@pytest.mark.parametrize("option", [[], ["--excel"]])
def test_a_folder_with_something_in_it_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str]
) -> None:
    (tmp_path / "iets").touch()
    assert main(["nieuw", str(tmp_path), *option]) == 2
    assert "de map is niet leeg · verwacht: een nieuwe of lege map" in capsys.readouterr().err
    assert names(tmp_path) == ["iets"]


def test_every_column_is_explained() -> None:
    for sheet in sheets():
        assert tuple(explanations(sheet.name)) == sheet.header
        assert all(len(row) == len(sheet.header) for row in sheet.rows)


def test_columns_are_those_of_the_schema() -> None:
    models = {"objecten": Asset, "afhankelijkheden": Dependency}
    for sheet in sheets():
        if sheet.name in models:
            known = {info.alias or name for name, info in models[sheet.name].model_fields.items()}
            assert set(sheet.header) <= known


def test_the_workbook_holds_the_same_lists_with_numbers_as_numbers(tmp_path: Path) -> None:
    assert main(["nieuw", str(tmp_path / "m"), "--excel"]) == 0
    assert names(tmp_path / "m") == ["LEESMIJ.md", "lijsten.xlsx", "studie.yaml", "waterdiepte.csv"]
    book = openpyxl.load_workbook(tmp_path / "m" / "lijsten.xlsx")
    assert tuple(book.sheetnames) == LISTS
    page = book["objecten"]
    header = [cell.value for cell in page[1]]
    first = dict(zip(header, [cell.value for cell in page[2]], strict=True))
    assert (first["id"], first["faaldiepte_m"], first["hersteltijd_uur"]) == ("station_noord", 0.8, 72)
    assert first["gebruikers"] is None
    assert all(cell.comment is not None for cell in page[1])
    book.close()

"""Golden studies: a study with a folder ``verwacht`` must give exactly those tables.

When an outcome changes on purpose: run ``python -m tests.studies.test_golden``, read the difference, and add a line
"uitkomsten veranderd: …" to CHANGELOG.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import besluitsteun as bs
from besluitsteun.output.csvfiles import write_csv
from besluitsteun.tables import CRITICAL, TABLES, Rows

STUDIES = Path(__file__).parents[2] / "scenario's"
GOLDEN = ("uitval", "blootstelling", "blokkades", "gevolgen", "oordeel", "risicos", "niveaus", "knelpunten")
"""What is kept: outcomes. The other tables count the same in another way, or are long; they have tests of their own."""
TOP = 5
"""Ranks per scenario that are kept of the critical objects."""
FOLDERS = sorted(STUDIES.glob("*/verwacht"))
CASES = [(folder, name) for folder in FOLDERS for name in GOLDEN]


def write_tables(study: Path, folder: Path) -> None:
    """The golden tables of a study, of the modal run."""
    result = bs.run(bs.read_study(study), measures=False)
    for table in TABLES:
        if table.name in GOLDEN:
            write_csv(folder / f"{table.name}.csv", table, _kept(table.name, result.rows[table.name]))


def _kept(name: str, rows: Rows) -> Rows:
    rank = CRITICAL.position("rang")
    return tuple(row for row in rows if int(str(row[rank])) <= TOP) if name == CRITICAL.name else rows


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Fresh tables of every study with golden ones."""
    folders = {}
    for study in {folder.parent for folder in FOLDERS}:
        folders[study.name] = tmp_path_factory.mktemp(study.name)
        write_tables(study, folders[study.name])
    return folders


def test_the_embedded_study_has_golden_tables() -> None:
    assert {path.stem for path in (STUDIES / "ijsselstreek" / "verwacht").iterdir()} == set(GOLDEN)


@pytest.mark.parametrize(
    ("folder", "name"), CASES, ids=lambda case: case if isinstance(case, str) else case.parent.name
)
def test_outcome_is_the_golden_one(folder: Path, name: str, written: dict[str, Path]) -> None:
    fresh, golden = written[folder.parent.name] / f"{name}.csv", folder / f"{name}.csv"
    assert fresh.read_text(encoding="utf-8").splitlines() == golden.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    for golden_folder in FOLDERS:
        write_tables(golden_folder.parent, golden_folder)

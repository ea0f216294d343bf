"""Golden studies: a study with a folder ``verwacht`` must give exactly those tables.

When an outcome changes on purpose: run ``python -m tests.studies.test_golden``, read the difference, and add a line
"uitkomsten veranderd: …" to CHANGELOG.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import besluitsteun as bs
from besluitsteun.output.csvfiles import write_csv
from besluitsteun.tables import TABLES

STUDIES = Path(__file__).parents[2] / "scenario's"
GOLDEN = sorted(STUDIES.glob("*/verwacht/*.csv"))


def write_tables(study: Path, folder: Path) -> None:
    """Every table of a study, of the modal run."""
    result = bs.run(bs.read_study(study))
    for table in TABLES:
        write_csv(folder / f"{table.name}.csv", table, result.rows[table.name])


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Fresh tables of every study with golden ones."""
    folders = {}
    for study in {path.parents[1] for path in GOLDEN}:
        folders[study.name] = tmp_path_factory.mktemp(study.name)
        write_tables(study, folders[study.name])
    return folders


def test_the_embedded_study_has_golden_tables() -> None:
    assert {path.name for path in GOLDEN if path.parents[1].name == "ijsselstreek"} >= {
        "uitval.csv",
        "blokkades.csv",
        "gevolgen.csv",
        "blootstelling.csv",
    }


@pytest.mark.parametrize("golden", GOLDEN, ids=lambda path: f"{path.parents[1].name}-{path.stem}")
def test_outcome_is_the_golden_one(golden: Path, written: dict[str, Path]) -> None:
    fresh = written[golden.parents[1].name] / golden.name
    assert fresh.read_text(encoding="utf-8").splitlines() == golden.read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    for golden_folder in sorted({path.parent for path in GOLDEN} | {STUDIES / "ijsselstreek" / "verwacht"}):
        write_tables(golden_folder.parent, golden_folder)
        (golden_folder / "aannames.csv").unlink()  # places, not outcomes

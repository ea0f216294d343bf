"""The handbook page on measures and the template: every example is read as the study that it describes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from besluitsteun.cli.new import make_study
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.measures.changes import Catalogue
from besluitsteun.schema.parameters import PARAMETERS

PAGE = Path(__file__).parents[1] / "docs" / "handleiding" / "maatregelen.md"
BLOCK = re.compile(r"(?:<!-- voorbeeld: (?P<name>\S+) -->\n)?```yaml\n(?P<text>.*?)```", re.DOTALL)


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Study:
    """The template with every block of the page."""
    folder = tmp_path_factory.mktemp("maatregelen") / "studie"
    make_study(folder, excel=False)
    blocks = [(each["name"], each["text"]) for each in BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]
    assert [name for name, _ in blocks] == [None, "maatregelen.yaml", "criteria.yaml", "besluit.yaml", "keuzes.yaml"]
    for name, text in blocks:
        path = folder / (name or "studie.yaml")
        before = path.read_text(encoding="utf-8") if name is None else ""
        path.write_text(before + "\n" + text, encoding="utf-8")
    return read_study(folder)


def test_every_example_is_part_of_the_study(study: Study) -> None:
    assert [each.id for each in study.measures] == ["noodstroom_gemaal", "verdeler_hoog", "kade_dorp", "meer_hulp"]
    assert study.decision is not None
    assert study.decision_criteria is not None
    assert [each.id for each in study.choices.directions] == ["bestand"]


def test_the_examples_say_all_that_is_asked(study: Study) -> None:
    assert not [each for each in study.warnings if each.place.file == "maatregelen.yaml"]


def test_every_example_can_be_applied(study: Study) -> None:
    catalogue = Catalogue.of(study)
    assert all(catalogue.fits({each.id}) for each in study.measures)
    assert not catalogue.fits({"verdeler_hoog", "kade_dorp"})


def test_the_page_names_every_property() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [key for key in PARAMETERS if f"`{key}`" not in text] == []


@pytest.mark.parametrize("excel", [False, True])
def test_the_measure_of_the_template_can_be_switched_on(tmp_path: Path, excel: bool) -> None:
    make_study(tmp_path / "studie", excel=excel)
    assert read_study(tmp_path / "studie").measures == ()
    path = tmp_path / "studie" / "studie.yaml"
    before, after = path.read_text(encoding="utf-8").split("#maatregelen:")
    path.write_text(before + "maatregelen:" + after.replace("\n#", "\n"), encoding="utf-8")
    assert [each.id for each in read_study(tmp_path / "studie").measures] == ["noodstroom_gemaal"]

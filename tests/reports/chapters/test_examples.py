"""Where measures already stand: in words, with their photo in the report itself, and not for who may not see it."""

from __future__ import annotations

import base64
from dataclasses import replace
from pathlib import Path

from besluitsteun.publication import NOT_FOR_YOU
from besluitsteun.reports.chapters.examples import example_blocks
from besluitsteun.reports.model import Figure
from besluitsteun.reports.reading import Reading
from besluitsteun.schema.measures import Example

from .reading import said, the_reading

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def reading(folder: Path, photo: str | None) -> tuple[Reading, str]:
    """The first measure has an example."""
    publication = the_reading().publication
    first, *rest = publication.study.measures
    example = Example.model_validate({"plaats": "Hoogdorp", "foto": photo, "bron": "een krant"})
    measures = (first.model_copy(update={"example": example}), *rest)
    study = replace(publication.study, folder=folder, measures=measures)
    return Reading(replace(publication, study=study)), first.layer.value


def test_a_photo_is_in_the_report_with_its_place_and_source(tmp_path: Path) -> None:
    (tmp_path / "kade.png").write_bytes(PIXEL)
    blocks = example_blocks(*reading(tmp_path, "kade.png"))
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    assert f"data:image/png;base64,{base64.b64encode(PIXEL).decode()}" in figure.picture.text
    assert "Hoogdorp (bron: een krant)" in figure.alt
    assert "Hoogdorp (bron: een krant)." in said(blocks)


def test_an_example_without_a_photo_stands_in_words(tmp_path: Path) -> None:
    blocks = example_blocks(*reading(tmp_path, None))
    assert "Hoogdorp (bron: een krant)." in said(blocks)
    assert not any(isinstance(block, Figure) for block in blocks)


def test_a_photo_that_is_not_for_this_audience_is_not_looked_for(tmp_path: Path) -> None:
    assert not any(isinstance(block, Figure) for block in example_blocks(*reading(tmp_path, NOT_FOR_YOU)))


def test_a_layer_without_examples_has_no_heading_for_them() -> None:
    assert example_blocks(the_reading(), the_reading().publication.study.measures[0].layer.value) == []

"""What the report model refuses, so that no writer has to."""

from __future__ import annotations

from dataclasses import replace

import pytest

from besluitsteun.reports.model import (
    VERDICT_LOOKS,
    Bullets,
    Collapsible,
    Column,
    DataTable,
    Figure,
    KeyFigures,
    Paragraph,
    Reference,
    Report,
    Section,
    Subsection,
)
from besluitsteun.reports.svg import Svg
from besluitsteun.schema.base import Verdict

from .sample_report import director_report, drawing, map_figure, outages


@pytest.mark.parametrize("changed", [{"alt": " "}, {"caption": ""}, {"table": None}, {"picture": "<svg/>"}])
def test_a_figure_without_words_or_numbers_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="figure"):
        replace(map_figure(), **changed)


@pytest.mark.parametrize(
    ("columns", "rows", "shown", "message"),
    [
        ((), (), None, "without columns"),
        ((Column(" "),), (), None, "name of a column"),
        ((Column("a"),), (("1", "2"),), None, "another length"),
        ((Column("a"),), (("1",),), 0, "shows no row"),
    ],
)
def test_a_table_that_does_not_add_up_is_refused(columns, rows, shown, message) -> None:
    with pytest.raises(ValueError, match=message):
        DataTable("Tabel", columns, rows, shown)


def test_a_table_has_a_caption() -> None:
    with pytest.raises(ValueError, match="caption"):
        outages(1, caption="")


@pytest.mark.parametrize("amount", [0, 5])
def test_only_a_few_key_figures_are_remembered(amount: int) -> None:
    one = next(block for block in director_report().blocks() if isinstance(block, KeyFigures)).figures[0]
    with pytest.raises(ValueError, match="one to four"):
        KeyFigures((one,) * amount)


def report(*sections: Section) -> Report:
    return Report("Titel", "", sections, (("Studie", "s"),))


@pytest.mark.parametrize(
    "anchor", ["", "1a", "a b", 'a"b', "javascript:x", "herkomst", "inhoud", "inhoudsopgave", "twee"]
)
def test_an_anchor_is_usable_and_used_once(anchor: str) -> None:
    with pytest.raises(ValueError, match="anchor"):
        report(Section("twee", "Twee", ()), Section(anchor, "Een", ()))


def test_ids_in_pictures_are_anchors_too() -> None:
    picture = Svg('<svg viewBox="0 0 1 1"><g id="een"/></svg>')
    figure = Figure(picture, "alt", "caption", outages(1))
    with pytest.raises(ValueError, match="used twice: een"):
        report(Section("een", "Een", (Collapsible("Meer", (figure,)),)))


def test_a_subsection_in_a_fold_is_a_place_to_refer_to() -> None:
    inner = Subsection("Diep", (Paragraph("x"),), anchor="diep")
    sections = Section("een", "Een", (Bullets((("zie ", Reference("daar", "diep")),)), Collapsible("Meer", (inner,))))
    assert [type(block).__name__ for block in report(sections).blocks()] == [
        "Bullets",
        "Collapsible",
        "Subsection",
        "Paragraph",
    ]


@pytest.mark.parametrize("where", ["intro", "blocks", "table"])
def test_a_reference_to_nowhere_is_refused(where: str) -> None:
    lost = (Reference("daar", "nergens"),)
    sections = {
        "intro": Section("een", "Een", (), intro=lost),
        "blocks": Section("een", "Een", (Subsection("Twee", (Paragraph(lost),)),)),
        "table": Section(
            "een", "Een", (Figure(drawing(), "alt", "caption", DataTable("t", (Column("a"),), ((lost,),))),)
        ),
    }
    with pytest.raises(ValueError, match="nergens"):
        report(sections[where])


def test_a_report_says_what_it_rests_on() -> None:
    with pytest.raises(ValueError, match="provenance"):
        Report("Titel", "", (), ())


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    channels = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("verdict", Verdict)
def test_a_verdict_is_readable_without_its_colour(verdict: Verdict) -> None:
    look = VERDICT_LOOKS[verdict]
    assert look.word == verdict.value.replace("_", " ")
    assert (luminance(look.ground) + 0.05) / (luminance(look.ink) + 0.05) >= 4.5
    assert len({other.symbol for other in VERDICT_LOOKS.values()}) == len(Verdict)

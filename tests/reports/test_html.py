"""The written page as text: complete, the same every time, and escaped."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from html import escape

import pytest

from besluitsteun.reports.html import _drawing, write_html
from besluitsteun.reports.model import (
    Collapsible,
    Column,
    DataTable,
    Figure,
    Kind,
    Paragraph,
    Report,
    Section,
    Subsection,
)
from besluitsteun.reports.svg import Svg
from besluitsteun.schema.base import Verdict

from .sample_report import HOSTILE, director_report, drawing, hostile_report, map_figure, outages


def page_of(*blocks, **of_section) -> str:
    return write_html(Report("Titel", "", (Section("een", "Een", blocks, **of_section),), (("Studie", "s"),)))


def test_the_same_report_gives_the_same_page() -> None:
    assert write_html(director_report()) == write_html(director_report())


def test_the_page_is_dutch_has_one_title_and_no_address_outside() -> None:
    page = write_html(director_report())
    assert page.startswith('<!DOCTYPE html>\n<html lang="nl">\n')
    assert page.endswith("</html>\n")
    assert set(re.findall(r"https?://[^\"'\s<]+", page)) == {"http://www.w3.org/2000/svg"}
    assert "<script" not in page


def test_hostile_texts_are_escaped_everywhere() -> None:
    page = write_html(hostile_report())
    for text in HOSTILE:
        if escape(text) != text:
            assert text not in page
    assert "{{ 7 * 7 }}" in page
    assert page.count("<style>") == page.count("</style>") == 1


def test_numbers_stand_right_and_names_are_headers_of_their_row() -> None:
    table = DataTable("T", (Column("Wie"), Column("Uur", Kind.NUMBER)), (("hs", "1.234,5"), ("", Verdict.WEIGH)))
    page = page_of(table)
    assert '<th scope="col" class="number">Uur</th>' in page
    assert '<th scope="row">hs</th>\n<td class="number">1.234,5</td>' in page
    assert '<td></td>\n<td class="number"><span class="verdict verdict-afwegen">' in page


def test_a_long_table_is_folded_and_loses_no_row() -> None:
    page = page_of(outages(12, shown=10))
    assert "<summary>De andere 2 rijen</summary>" in page
    assert page.count('<th scope="row">') == 12


def test_one_row_is_not_worth_a_fold() -> None:
    page = page_of(outages(11, shown=10))
    assert "<summary>De andere" not in page
    assert page.count('<th scope="row">') == 11


def test_a_short_table_is_not_folded_and_an_empty_one_says_so() -> None:
    assert "De andere" not in page_of(outages(10, shown=10))
    assert '<td colspan="6">Geen rijen</td>' in page_of(outages(0))


def test_figures_and_tables_count_apart_in_reading_order() -> None:
    page = page_of(map_figure(), outages(1), map_figure(), outages(1))
    assert re.findall(r'class="count">(Figuur \d)', page) == ["Figuur 1", "Figuur 2"]
    assert re.findall(r"<caption>(Tabel \d)", page) == ["Tabel 1", "Tabel 2"]


def test_who_opens_no_fold_misses_no_number() -> None:
    """A fold counts on behind the last number before it; from 0 where there is none."""
    figure, table = map_figure(), outages(1)
    fold = Collapsible("Meer", (figure, Subsection("Dieper", (figure, table))))
    page = page_of(fold, figure, fold, Subsection("Open", (figure,)), table, fold, figure)
    numbers = re.findall(r'class="count">Figuur ([\d.]+)<', page)
    assert numbers == ["0.1", "0.2", "1", "1.1", "1.2", "2", "2.1", "2.2", "3"]
    assert re.findall(r"<caption>Tabel ([\d.]+)\. ", page) == ["0.1", "0.2", "1", "1.1"]
    assert re.findall(r"De cijfers bij figuur ([\d.]+)<", page) == numbers


def test_the_contents_group_scenarios_and_end_with_the_provenance() -> None:
    sections = (
        Section("a", "Alfa", (Subsection("Diep", (Paragraph("x"),), anchor="diep"),)),
        Section("b", "Bravo", (), group="Scenario's", label="kort"),
    )
    page = write_html(Report("Titel", "", sections, (("Studie", "s"),)))
    contents = page.split('<nav class="above"')[0].split('<nav class="beside"')[1]
    assert re.findall(r'href="#(\S+)">([^<]+)', contents) == [
        ("a", "Alfa"),
        ("diep", "Diep"),
        ("b", "kort"),
        ("herkomst", "Herkomst"),
    ]
    assert contents.count("Scenario&#39;s") == 1


def test_only_a_picture_is_written_as_it_is() -> None:
    figure = map_figure()
    assert figure.picture.text in page_of(figure)
    with pytest.raises(TypeError, match="only an Svg"):
        _drawing(figure.picture.text)


def test_a_wide_picture_tells_how_to_see_it_on_a_phone() -> None:
    assert '<figure class="wide">' in page_of(map_figure())
    assert "<figure>" in page_of(replace(map_figure(), picture=drawing(300, 200)))


def test_the_model_loads_without_the_template_engine() -> None:
    code = "import sys, besluitsteun.reports.html; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_panels_stand_side_by_side_in_one_picture_with_one_alt_text() -> None:
    table = DataTable("cijfers", (Column("a"),), (("1",),))
    left, right = drawing(320, 200, "links"), drawing(320, 200, "rechts")
    figure = Figure(left, "Twee kaartjes", "Naast elkaar", table, more=(right,))
    page = page_of(figure)
    assert page.count('role="img" aria-label="Twee kaartjes"') == 1
    assert page.index('<div class="panels"') < page.index("links") < page.index("rechts")
    assert 'class="numbers not-on-paper"' not in page
    assert 'class="numbers not-on-paper"' in page_of(replace(figure, on_paper=False))


def test_ids_of_every_panel_are_looked_at() -> None:
    table = DataTable("cijfers", (Column("a"),), (("1",),))
    one = Svg('<svg viewBox="0 0 1 1"><path id="een_lijn" d="M0 0"/></svg>')
    with pytest.raises(ValueError, match="anchor used twice: een_lijn"):
        page_of(Figure(one, "alt", "Naast elkaar", table, more=(one,)))

"""The written page in a real browser: readable for everyone, at every width and on paper, and silent."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from pathlib import Path

import pytest

from besluitsteun.reports.html import write_html
from besluitsteun.reports.model import Collapsible, KeyFigure, KeyFigures, Paragraph, Report

from ..browser import (
    A4_HEIGHT,
    A4_TEXT,
    SIZES,
    Open,
    address,
    axe_violations,
    dead_links,
    heading_levels,
    scrolls_sideways,
    sticking_out,
)
from .sample_report import HOSTILE, director_report, hostile_report

REPORTS = {"director": director_report, "hostile": hostile_report}


@pytest.fixture(params=REPORTS)
def report(request: pytest.FixtureRequest) -> Report:
    return REPORTS[request.param]()


@pytest.fixture
def path(report: Report, tmp_path: Path) -> Path:
    file = tmp_path / "rapport.html"
    file.write_text(write_html(report), encoding="utf-8")
    return file


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_nothing_stands_in_the_way_of_any_reader(path: Path, open_page: Open, width: int, height: int) -> None:
    page = open_page(path, width, height).page
    assert axe_violations(page) == []
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert axe_violations(page) == []


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_never_scrolls_sideways(path: Path, open_page: Open, width: int, height: int) -> None:
    page = open_page(path, width, height).page
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert not scrolls_sideways(page)
    assert sticking_out(page) == []


def test_what_is_wide_scrolls_in_a_region_that_the_keyboard_reaches(path: Path, open_page: Open) -> None:
    page = open_page(path, 390, 844).page
    wide = page.evaluate(
        """() => [...document.querySelectorAll('.scroll')]
            .filter((region) => region.scrollWidth > region.clientWidth)
            .map((region) => [region.tabIndex, region.getAttribute('role'), !!region.getAttribute('aria-label')])"""
    )
    assert wide
    assert all(region == [0, "region", True] for region in wide)


def test_opening_and_reading_asks_for_nothing_else(path: Path, open_page: Open) -> None:
    opened = open_page(path)
    opened.page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    for link in opened.page.locator("nav.beside a").all():
        link.click()
    opened.page.hover("main")
    opened.page.wait_for_load_state("networkidle")
    assert {url.partition("#")[0] for url in opened.requests} == {address(path)}
    assert opened.errors == []


def test_the_page_forbids_what_it_does_not_need(path: Path, open_page: Open) -> None:
    opened = open_page(path)
    policy = opened.page.get_attribute("meta[http-equiv='Content-Security-Policy']", "content") or ""
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    opened.page.evaluate(
        """() => {
            const script = document.createElement('script');
            script.textContent = 'window.ran = true';
            document.body.append(script);
            const image = document.createElement('img');
            image.src = 'https://voorbeeld.invalid/x.png';
            document.body.append(image);
        }"""
    )
    opened.page.wait_for_load_state("networkidle")
    assert opened.page.evaluate("window.ran") is None
    assert len(opened.errors) == 2
    assert all("Content Security Policy" in error for error in opened.errors)


def test_every_link_lands(path: Path, open_page: Open) -> None:
    page = open_page(path).page
    assert page.locator("nav.beside a").count() > 2
    assert dead_links(page) == []
    for link in page.locator("nav.beside a").all():
        link.click()
        anchor = (link.get_attribute("href") or "").removeprefix("#")
        assert page.locator(f"[id='{anchor}']").bounding_box()["y"] < page.viewport_size["height"]


def test_headings_go_down_one_step_at_a_time(path: Path, open_page: Open) -> None:
    levels = heading_levels(open_page(path).page)
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(deeper - level <= 1 for level, deeper in itertools.pairwise(levels))


def test_every_figure_has_its_words_and_its_numbers(path: Path, open_page: Open) -> None:
    page = open_page(path).page
    figures = page.locator(".illustration").all()
    assert figures
    for figure in figures:
        assert figure.locator("[role=img][aria-label] svg").count() == 1
        assert (figure.locator("[role=img]").first.get_attribute("aria-label") or "").strip()
        assert (figure.locator("figcaption").text_content() or "").strip()
        assert figure.locator("details table tbody tr").count() >= 1


def test_the_first_tab_skips_to_the_report(path: Path, open_page: Open) -> None:
    page = open_page(path).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getBoundingClientRect().left") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.tagName") == "MAIN"


@pytest.mark.parametrize(("width", "shown", "hidden"), [(1280, "beside", "above"), (390, "above", "beside")])
def test_the_contents_stand_where_there_is_room(
    path: Path, open_page: Open, width: int, shown: str, hidden: str
) -> None:
    page = open_page(path, width, 844).page
    assert page.locator(f"nav.{shown}").is_visible()
    assert not page.locator(f"nav.{hidden}").is_visible()
    page.evaluate("window.scrollTo({top: 2000, behavior: 'instant'})")
    assert (page.locator(f"nav.{shown}").bounding_box()["y"] >= 0) is (shown == "beside")


def test_hostile_texts_are_read_and_not_obeyed(tmp_path: Path, open_page: Open) -> None:
    path = tmp_path / "rapport.html"
    path.write_text(write_html(hostile_report()), encoding="utf-8")
    opened = open_page(path)
    assert opened.page.locator("script, iframe, object, embed, img, form, base, link, svg script").count() == 0
    attributes = opened.page.evaluate(
        "() => [...document.querySelectorAll('*')].flatMap((node) => node.getAttributeNames())"
    )
    assert not [name for name in attributes if name.startswith("on")]
    body = opened.page.locator("body").text_content() or ""
    assert [text for text in HOSTILE if text not in body] == []
    assert opened.page.title() == " ".join(HOSTILE)
    assert opened.errors == []


def test_on_paper_everything_is_open_and_within_the_text(path: Path, open_page: Open) -> None:
    page = open_page(path, A4_TEXT, 1000).page
    page.emulate_media(media="print")
    assert sticking_out(page) == []
    unseen = page.evaluate(
        """() => [...document.querySelectorAll('main h2, main h3, main table, main svg, main p:not(.back):not(.swipe)')]
            .filter((node) => !node.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
            .map((node) => node.outerHTML.slice(0, 80))"""
    )
    assert unseen == []
    clipped = page.evaluate(
        """() => [...document.querySelectorAll('.scroll')]
            .filter((region) => region.scrollWidth > region.clientWidth + 1).length"""
    )
    assert clipped == 0
    assert not page.locator("nav.beside, nav.above, .skip").first.is_visible()


def test_it_prints_on_a4(path: Path, open_page: Open) -> None:
    printed = open_page(path).page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert len(boxes) > 1
    assert {(round(float(width)), round(float(height))) for width, height in boxes} == {(595, 842)}


def test_on_paper_a_picture_stays_whole_and_with_its_caption(path: Path, open_page: Open) -> None:
    page = open_page(path, A4_TEXT, 1000).page
    page.emulate_media(media="print")
    for figure in page.locator("figure").all():
        assert figure.evaluate("(node) => getComputedStyle(node).breakInside") == "avoid"
        assert figure.locator("figcaption, svg").count() >= 2
        assert (figure.bounding_box() or {"height": 1e9})["height"] < A4_HEIGHT
    heads = page.locator("h2, h3, caption").all()
    assert {head.evaluate("(node) => getComputedStyle(node).breakAfter") for head in heads} == {"avoid"}
    assert page.locator("thead").first.evaluate("(node) => getComputedStyle(node).display") == "table-header-group"


def test_what_is_not_printed_is_named_on_paper_only(tmp_path: Path, open_page: Open) -> None:
    path = tmp_path / "rapport.html"
    hidden = Collapsible("Uren in beeld", (Paragraph("alleen hier"),), on_paper=False)
    report = director_report()
    first = replace(report.sections[0], blocks=(*report.sections[0].blocks, hidden))
    path.write_text(write_html(replace(report, sections=(first, *report.sections[1:]))), encoding="utf-8")
    page = open_page(path).page
    said = page.locator(".only-on-paper")
    assert not said.is_visible()
    page.emulate_media(media="print")
    assert said.is_visible()
    assert "Uren in beeld" in said.inner_text()
    assert not page.get_by_text("alleen hier").is_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("many", [1, 2, 3, 4])
def test_rows_of_key_figures_are_even(tmp_path: Path, open_page: Open, many: int, width: int, height: int) -> None:
    path = tmp_path / "rapport.html"
    shown = KeyFigures(tuple(KeyFigure("66.900", "inwoners", f"telling {turn}", "uitleg") for turn in range(many)))
    report = director_report()
    first = replace(report.sections[0], blocks=(shown,))
    path.write_text(write_html(replace(report, sections=(first, *report.sections[1:]))), encoding="utf-8")
    page = open_page(path, width, height).page
    tops = page.locator(".key-figures li").evaluate_all("(nodes) => nodes.map((node) => node.offsetTop)")
    assert len(tops) == many
    assert len({tops.count(top) for top in tops}) == 1

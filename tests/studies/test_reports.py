"""The reports of both studies: numbers of the tables, nothing hidden, and a page that holds in a real browser."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

import besluitsteun as bs
from besluitsteun.nl import number
from besluitsteun.output.write import REPORT, write_result
from besluitsteun.publication import Publication, publish
from besluitsteun.reports.compose import compose
from besluitsteun.reports.html import write_html
from besluitsteun.reports.model import (
    DataTable,
    Facts,
    Figure,
    KeyFigures,
    Paragraph,
    Report,
    Strong,
    Subsection,
    Words,
)
from besluitsteun.result import Result
from besluitsteun.schema.base import Verdict

from ..browser import (
    A4_TEXT,
    SIZES,
    Open,
    axe_violations,
    dead_links,
    heading_levels,
    label_faults,
    scrolls_sideways,
    sticking_out,
)

STUDIES = Path(__file__).parents[2] / "scenario's"
NAMES = ("ijsselstreek", "kampen")
DRAWS = 12
LEAST_LETTERS = 11.0  # px on the screen, also on a phone


@cache
def the_result(name: str, audience: str = "partijen") -> Result:
    """Of Kampen with its measures; those of IJsselstreek take too long for every test."""
    return bs.run(bs.read_study(STUDIES / name), audience=audience, draws=DRAWS, measures=name == "kampen")


@cache
def the_report(name: str, audience: str = "partijen") -> Report:
    return compose(publish(the_result(name, audience)))


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    if request.param == "kampen":
        request.getfixturevalue("real_data")
    return str(request.param)


@pytest.fixture
def written(name: str, tmp_path: Path) -> Path:
    path = tmp_path / REPORT
    path.write_text(write_html(the_report(name)), encoding="utf-8")
    return path


def figures(report: Report) -> list[Figure]:
    return [block for block in report.blocks() if isinstance(block, Figure)]


def tables(report: Report) -> list[DataTable]:
    own = [block for block in report.blocks() if isinstance(block, DataTable)]
    return [*own, *(figure.table for figure in figures(report))]


def plain(words: Words | Verdict) -> str:
    if isinstance(words, str):
        return words
    return "".join(part if isinstance(part, str) else part.text for part in words)


# --- what it says ----------------------------------------------------------------------------------------------------


def test_every_scenario_has_its_map_chain_and_numbers(name: str) -> None:
    report = the_report(name)
    study = the_result(name).study
    chapters = {section.anchor: section for section in report.sections}
    for scenario in study.scenarios:
        found = list(replace(report, sections=(chapters[f"scenario-{scenario.id}"],)).blocks())
        captions = [block.caption for block in found if isinstance(block, Figure)]
        assert captions[0].startswith("Waar staat het water")
        assert any(caption.startswith("Hoe de uitval zich verspreidt") for caption in captions) or name == "kampen"
    of_measures = ["keuzerichtingen", "maatregelen", "rollen"] if name == "kampen" else []
    last = ["knelpunten", "oordelen", "partijen", *of_measures, "basis", "buiten-beeld"]
    assert [section.anchor for section in report.sections][-len(last) :] == last


def test_the_figures_of_the_summary_are_those_of_the_tables(name: str) -> None:
    result, report = the_result(name), the_report(name)
    (shown,) = [block for block in report.sections[0].blocks if isinstance(block, KeyFigures)]
    affected = result.tables["gevolgen"].query("criterium == 'getroffenen'").groupby("scenario").waarde.sum()
    told = {"ijsselstreek": number(Decimal(str(affected.max())), 0), "kampen": "51.000"}
    assert shown.figures[0].value == told[name]
    assert {"ijsselstreek": "66.900 inwoners zonder mobiele telefonie", "kampen": "37.000 tot 51.000"}[name] in plain(
        shown.figures[0].note
    )
    worst = str(affected.idxmax())
    verdicts = list(result.tables["oordeel"].query(f"scenario == '{worst}'").oordeel)
    assert (shown.figures[3].value, shown.figures[3].unit) == (
        str(verdicts.count("onacceptabel")),
        f"van {len(verdicts)}",
    )
    share = result.tables["gevolgen"].query(f"criterium == 'gevolg_buiten_water' and scenario == '{worst}'")
    assert shown.figures[2].value in {f"{number(Decimal(str(100 * each)), 0)} %" for each in share.waarde.dropna()}


def test_user_hours_per_area_are_those_of_the_tables() -> None:
    frame = the_result("ijsselstreek").tables["gevolgen_gebied"]
    rows = frame.query("criterium == 'gebruikersuren' and indeling == 'gemeente' and scenario == 'regen_midden'")
    (table,) = [
        each
        for each in tables(replace(the_report("ijsselstreek"), sections=the_report("ijsselstreek").sections[1:2]))
        if each.caption == "Uren zonder de functie, per gebied"
    ]
    column = [each.name for each in table.columns].index("Weteringbroek")
    shown = {plain(row[0]): plain(row[column]) for row in table.rows}
    names = {each.id: each.name for each in the_result("ijsselstreek").study.functions}
    for row in rows.query("gebied == 'Weteringbroek' and waarde > 0").itertuples():
        assert shown[names[row.functie]] == number(Decimal(str(row.waarde)), 0)


def test_the_first_page_says_what_is_invented_or_assumed(name: str) -> None:
    text = " ".join(plain(block.text) for block in the_report(name).sections[0].blocks if hasattr(block, "text"))
    assert {"ijsselstreek": "bestaat niet", "kampen": "Gebruik dit rapport niet voor een besluit over Kampen"}[
        name
    ] in text
    assert "geen norm" in text


@pytest.mark.usefixtures("real_data")
def test_the_first_page_tells_real_derived_invented_and_assumed_apart() -> None:
    (found,) = [block for block in the_report("kampen").sections[0].blocks if isinstance(block, Subsection)]
    (kinds,) = [block for block in found.blocks if isinstance(block, Facts)]
    assert [name for name, _ in kinds.rows] == ["Echt", "Afgeleid", "Verzonnen", "Aangenomen", "Niet gerekend"]
    assert "130 van de 134 middenspanningsstations" in plain(dict(kinds.rows)["Verzonnen"])


def leads(name: str) -> str:
    return "\n".join(plain(block.text) for block in the_report(name).sections[0].blocks if isinstance(block, Paragraph))


def test_every_sentence_of_the_summary_names_its_scenario() -> None:
    text = leads("ijsselstreek")
    assert "In “Dijkdoorbraak” scheelt Onderstation Weteringbroek het meest" in text
    assert (
        "9,0 miljoen uur minder een functie gemist en waren 9.900 inwoners minder getroffen in “Regen boven het midden”"
        in text
    )
    assert "In het zwaarste scenario, “Dijkdoorbraak”, zijn " in text
    assert "getroffen in “Regen op de stad met een storing”, maar daar vallen minder objecten uit: 58, tegen 88" in text
    assert "dat scenario" not in text


def test_the_first_page_says_who_waits_for_whom_and_where_the_first_level_is_met() -> None:
    text = leads("ijsselstreek")
    assert "Poldergemaal Broek, Onderstation Weteringbroek en Verdeelstation Broekweg wachten op elkaar" in text
    assert (
        "Poldergemaal Broek wacht op Verdeelstation Broekweg (stroom), dat op Onderstation Weteringbroek (voeding), en "
        "dat weer op Poldergemaal Broek (bemaling)." in text
    )
    assert "iemand van buiten moet ingrijpen" in text
    assert "“Niemand zonder hulp” (dat alleen kijkt naar uitval van Ziekenhuis IJsselstreek en " in text
    assert "misschien in “Dijkdoorbraak” en “Regen op de stad met een storing” en wel in “Regen boven het mid" in text
    assert "van Zorggroep Saller- en Wetering, Gemeente Hanzeveld" in text


def test_deaths_stand_on_the_first_page_or_it_says_that_nobody_estimated_them(name: str) -> None:
    (shown,) = [block for block in the_report(name).sections[0].blocks if isinstance(block, KeyFigures)]
    dead = shown.figures[1]
    assert (dead.value, dead.unit) == {"ijsselstreek": ("11", "doden"), "kampen": ("–", "")}[name]
    assert {"ijsselstreek": "80 % op tijd weg", "kampen": "schat geen doden"}[name] in plain(dead.note)


@pytest.mark.usefixtures("real_data")
def test_examples_are_nobody_s_limits_and_no_disagreement() -> None:
    page = write_html(the_report("kampen"))
    assert "Bedacht voorbeeld, voor Gemeente Kampen" in page
    assert "door geen enkele partij gezegd" in page
    assert "denken partijen" not in page
    assert "Partijen denken hier verschillend" not in page
    assert "dan haar eigen grens" not in page


@pytest.mark.usefixtures("real_data")
def test_at_least_stands_only_where_the_outage_goes_on() -> None:
    """In Kampen everybody has power again within thirty days: only the value in money stops after a day."""
    texts = [plain(cell) for table in tables(the_report("kampen")) for row in table.rows for cell in row]
    assert [text for text in texts if text.startswith("ten minste")] == []
    assert "In geld telt van uitval van elektriciteit alleen het eerste etmaal" in write_html(the_report("kampen"))
    ours = [plain(cell) for table in tables(the_report("ijsselstreek")) for row in table.rows for cell in row]
    assert "ten minste 708 uur (29 dagen en 12 uur)" in ours


@pytest.mark.usefixtures("real_data")
def test_a_scenario_without_outage_is_told_in_a_line() -> None:
    chapter = next(each for each in the_report("kampen").sections if each.anchor == "scenario-west")
    assert [block.caption for block in chapter.blocks if isinstance(block, DataTable)] == []
    assert "valt geen enkel object uit" in str(chapter.blocks[-1])


def test_a_director_meets_no_words_of_the_model(name: str) -> None:
    told = the_report(name)
    text = write_html(replace(told, sections=tuple(each for each in told.sections if each.anchor != "basis")))
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    for word in (
        "faaldiepte",
        "horizon",
        "Keteneffectfactor",
        "p10",
        "p90",
        ".csv",
        "Geen rijen",
    ):
        assert word not in text, word
    assert re.findall(r"\b(?<![.,])1 (?:personen|locaties|inwoners|stations|objecten)", text) == []


@pytest.mark.usefixtures("real_data")
def test_an_area_reads_as_a_name() -> None:
    page = write_html(the_report("kampen"))
    assert "Mastenbroek en IJsselmuiden" in page
    assert "mastenbroek ijsselmuiden" not in page
    assert "mastenbroek_ijsselmuiden" not in page


def test_chains_are_told_from_water_to_people() -> None:
    html = write_html(the_report("ijsselstreek"))
    assert "Zo loopt de keten: Verdeelstation Broekweg staat na 12 uur te diep in het water" in html
    lead = [
        part for block in the_report("ijsselstreek").sections[1].blocks for part in str(block).split(Strong.__name__)
    ]
    assert any("inwoneruren" in each for each in lead)


def test_the_report_is_the_same_twice(name: str) -> None:
    assert write_html(the_report(name)) == write_html(compose(publish(the_result(name))))


# --- who may see it --------------------------------------------------------------------------------------------------

SECRET = ("knoop_hanzeveld", "Telecomcentrale Hanzeveld")


@pytest.mark.parametrize("audience", ["openbaar", "partijen", "waterschap"])
def test_no_byte_of_any_output_names_a_hidden_object(tmp_path: Path, audience: str) -> None:
    for path, content in files_for(audience, tmp_path):
        for trace in SECRET:
            assert trace.encode() not in content, path
            assert trace.encode("utf-16-le") not in content, path


def test_its_owner_reads_of_it(tmp_path: Path) -> None:
    """The same scan finds it where it may be: it can fail."""
    everything = b"".join(content for _, content in files_for("telecombedrijf", tmp_path))
    assert all(trace.encode() in everything for trace in SECRET)
    report = write_html(the_report("ijsselstreek", "telecombedrijf"))
    assert SECRET[1] in report


def files_for(audience: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    published: Publication = publish(the_result("ijsselstreek", audience))
    write_result(folder / "uit", published, "besluitsteun reken ijsselstreek", {})
    for path in sorted((folder / "uit").rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


# --- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_page_holds_in_a_browser(written: Path, open_page: Open, width: int, height: int) -> None:
    opened = open_page(written, width, height)
    assert axe_violations(opened.page) == []
    assert not scrolls_sideways(opened.page)
    assert sticking_out(opened.page) == []
    assert opened.errors == []
    assert all(url.startswith(("file:", "data:")) for url in opened.requests)


def test_links_land_and_headings_are_in_order(written: Path, open_page: Open) -> None:
    page = open_page(written).page
    assert dead_links(page) == []
    levels = heading_levels(page)
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_picture_is_there_and_told(name: str, written: Path, open_page: Open) -> None:
    page = open_page(written).page
    shown = page.locator("figure svg[role=img]")
    assert shown.count() >= len(figures(the_report(name))) > 10
    for box in (shown.nth(place).bounding_box() for place in range(3)):
        assert box is not None
        assert box["width"] > 300
        assert box["height"] > 20
    assert all(len(figure.alt) > 20 and figure.table.rows for figure in figures(the_report(name)))


def test_no_label_in_a_picture_touches_another_or_is_cut_off(written: Path, open_page: Open) -> None:
    page = open_page(written).page
    page.evaluate("document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    assert label_faults(page, LEAST_LETTERS) == []
    page.set_viewport_size({"width": 390, "height": 844})
    assert label_faults(page, LEAST_LETTERS) == []


def test_no_column_is_squeezed_on_paper(written: Path, open_page: Open) -> None:
    """A column of one letter wide once made a table of eighteen pages."""
    page = open_page(written, A4_TEXT, 900).page
    page.emulate_media(media="print")
    narrow = page.evaluate(
        """() => [...document.querySelectorAll('th, td, dt, dd')]
            .filter((cell) => cell.textContent.trim().length > 12 && cell.clientWidth > 0 && cell.clientWidth < 40)
            .map((cell) => cell.textContent.trim().slice(0, 40))"""
    )
    assert narrow == []


def test_it_prints_on_a4(written: Path, open_page: Open, tmp_path: Path) -> None:
    page = open_page(written).page
    page.pdf(path=tmp_path / "rapport.pdf", format="A4", prefer_css_page_size=True)
    content = (tmp_path / "rapport.pdf").read_bytes()
    assert content.startswith(b"%PDF")
    boxes = {tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", content)}
    assert boxes
    assert all(abs(box[2] - 595) < 2 and abs(box[3] - 842) < 2 for box in boxes)


# --- measures and directions -----------------------------------------------------------------------------------------


@pytest.mark.usefixtures("real_data")
def test_directions_stand_with_what_they_share_cost_and_leave_undone() -> None:
    assert "blijft dan" in leads("kampen")
    sections = {each.anchor: each for each in the_report("kampen").sections}
    assert {"keuzerichtingen", "maatregelen", "rollen"} <= set(sections)
    text = "\n".join(plain(each.text) for each in sections["keuzerichtingen"].blocks if isinstance(each, Paragraph))
    assert "In alle richtingen zit:" in text  # nothing in an invented net is to be agreed on today
    assert "Niet in de gezamenlijke ambitie" in text
    tables = [each for each in sections["keuzerichtingen"].blocks if isinstance(each, DataTable)]
    assert plain(tables[0].rows[0][0]) == "Niets doen"
    assert len(tables[0].rows) > 2


def test_a_report_without_measures_has_no_empty_chapters() -> None:
    anchors = {each.anchor for each in the_report("ijsselstreek").sections}
    assert not anchors & {"keuzerichtingen", "maatregelen", "rollen"}


def test_who_would_be_better_off_alone_is_not_told_to_all() -> None:
    from besluitsteun.tables import decision

    from ..decision.decided import decided
    from ..small_result import small_result

    result = small_result("partijen")
    rows = {**result.rows, **decision.decision_rows(decided(0))}
    assert any(row[decision.COSTS.position("in_kern")] for row in rows["kosten"])
    told = publish(replace(result, rows=rows)).rows
    assert told["kosten"]
    assert all(
        row[decision.COSTS.position(name)] is None for row in told["kosten"] for name in ("in_kern", "alleen_eur")
    )
    place = decision.WORTH.position("verlies_op_eigen_beste")
    assert all(row[place] is not None for row in rows["waarde_per_partij"])
    assert told["waarde_per_partij"]
    assert all(row[place] is None for row in told["waarde_per_partij"])


def test_what_parties_want_is_not_told_to_the_public() -> None:
    from besluitsteun.tables import decision

    from ..decision.decided import decided
    from ..small_result import small_result

    result = small_result("openbaar")
    told = publish(replace(result, rows={**result.rows, **decision.decision_rows(decided(0))})).rows
    assert told["waarde_per_partij"] == ()
    assert told["keuzerichtingen"]

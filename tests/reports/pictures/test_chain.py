from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.reports import palette
from besluitsteun.reports.palette import LOOKS, State
from besluitsteun.reports.pictures.arrows import MOST_LINKS, ChainLink
from besluitsteun.reports.pictures.chain import ChainCell, ChainRow, ChainView, draw_chain

from .drawn import HOSTILE, SVG, assert_sound, rectangles, root_of, texts, words

PERIODS = ("meteen", "0–6 uur", "6–24 uur")


def small_view(**changes: object) -> ChainView:
    rows = (
        ChainRow("stroom", "Elektriciteit", "energie", (ChainCell(water=1234), ChainCell(), ChainCell(chain=3))),
        ChainRow("zorg", "Zorg", "zorg", (ChainCell(), ChainCell(chain=17, imposed=8), ChainCell()), still_out=41),
    )
    links = (ChainLink("stroom", 0, "zorg", 1, 17), ChainLink("stroom", 0, "stroom", 2, 3))
    given_: dict[str, object] = {
        "alt": "De keten",
        "columns": PERIODS,
        "rows": rows,
        "links": links,
        "horizon": "na 30 dagen",
    }
    return ChainView(**{**given_, **changes})  # type: ignore[arg-type]


def test_every_number_that_is_given_is_written_once() -> None:
    shown = texts(draw_chain(small_view()))
    for number in ("1.234", "3", "17", "8", "41"):
        assert shown.count(number) == 1, number
    assert {"Elektriciteit", "energie", "Zorg", *PERIODS} <= set(shown)
    assert "nog uit na 30 dagen" in " ".join(shown)
    assert "zorg" not in shown  # a sector that says the same as its function is not repeated


def test_each_cause_has_its_own_block_in_the_legend_and_in_the_picture() -> None:
    picture = draw_chain(small_view())
    assert len(rectangles(picture, LOOKS[State.WATER].text)) == 2  # a cell and the legend
    assert len(rectangles(picture, palette.CHAIN_TINT)) == 3
    dashed = [e for e in root_of(picture).iter(f"{SVG}rect") if e.get("stroke-dasharray")]
    assert len(dashed) == 2


def test_a_larger_count_has_a_wider_block() -> None:
    rows = (ChainRow("a", "A", "", (ChainCell(water=100), ChainCell(water=50), ChainCell(water=1))),)
    picture = draw_chain(small_view(rows=rows, links=()))
    hundred, fifty, one, _legend = (width for _, _, width, _ in rectangles(picture, LOOKS[State.WATER].text))
    assert hundred > fifty > one > 20


def test_blocks_stand_in_the_column_of_their_period_and_the_row_of_their_function() -> None:
    picture = draw_chain(small_view())
    (first_x, first_y, *_), _ = rectangles(picture, LOOKS[State.WATER].text)
    (late_x, late_y, *_), (zorg_x, zorg_y, *_), _ = rectangles(picture, palette.CHAIN_TINT)
    assert first_x < zorg_x < late_x
    assert abs(first_y - late_y) < 1
    assert zorg_y > first_y


def test_functions_of_one_sector_stand_together() -> None:
    empty = (ChainCell(), ChainCell(), ChainCell())
    rows = tuple(ChainRow(f, f, s, empty) for f, s in (("stroom", "energie"), ("zorg", "zorg"), ("gas", "energie")))
    shown = texts(draw_chain(small_view(rows=rows, links=())))
    assert [word for word in shown if word in ("stroom", "zorg", "gas")] == ["stroom", "gas", "zorg"]


def test_only_the_strongest_links_are_drawn_and_the_others_are_counted() -> None:
    rows = tuple(ChainRow(f"f{i}", f"F{i}", "", (ChainCell(water=1), ChainCell(chain=1))) for i in range(6))
    links = tuple(ChainLink(f"f{i}", 0, f"f{j}", 1, 1 + i + j) for i in range(6) for j in range(6))
    picture = draw_chain(ChainView("x", ("nu", "later"), rows, links, "na 1 dag"))
    titles = [e.findtext(f"{SVG}title") for e in root_of(picture).iter(f"{SVG}g") if e.find(f"{SVG}title") is not None]
    weights = sorted((link.count for link in links), reverse=True)
    assert len(titles) == MOST_LINKS
    assert titles[-1] == "11 verbindingen"  # drawn last, on top
    note = " ".join(texts(picture)[-3:])
    assert f"de {MOST_LINKS} sterkste pijlen" in note
    assert f"11 zwakkere (samen {sum(weights[MOST_LINKS:])} verbindingen) niet" in note


def test_arrows_from_one_cell_share_a_lane_that_runs_through_no_block() -> None:
    """Also one that passes a period in which the same function fails again."""
    many = (ChainCell(water=2), ChainCell(chain=9), ChainCell(chain=9))
    rows = tuple(ChainRow(f"f{i}", f"F{i}", "", many) for i in range(5))
    links = (
        *(ChainLink("f0", 0, f"f{i}", 0, i) for i in (2, 3, 4)),
        *(ChainLink("f0", 0, f"f{i}", 1, i) for i in (1, 3)),
        *(ChainLink("f1", 0, f"f{i}", 2, i) for i in (1, 4)),
    )
    picture = draw_chain(ChainView("x", PERIODS, rows, links, "na 1 dag"))
    drawn = [e.find(f"{SVG}path") for e in root_of(picture).iter(f"{SVG}g") if e.find(f"{SVG}title") is not None]
    lanes = [float(re.findall(r"H([\d.]+)V", path.get("d", ""))[-1]) for path in drawn if path is not None]
    assert len(lanes) == 7
    assert len(set(lanes)) == 3
    blocks = rectangles(picture, palette.CHAIN_TINT) + rectangles(picture, LOOKS[State.WATER].text)
    assert not [lane for lane in lanes for left, _, width, _ in blocks[:-2] if left < lane < left + width]


def test_a_link_to_its_own_cell_is_explained() -> None:
    link = ChainLink("zorg", 1, "zorg", 1, 4)
    assert any("binnen hetzelfde vak" in words for words in texts(draw_chain(small_view(links=(link,)))))
    assert not any("binnen hetzelfde vak" in words for words in texts(draw_chain(small_view())))


@pytest.mark.parametrize(
    "changes",
    [
        {"columns": ("meteen",)},
        {"columns": ()},
        {"links": (ChainLink("gas", 0, "zorg", 1, 1),)},
        {"links": (ChainLink("zorg", 0, "zorg", 3, 1),)},
        {"rows": (ChainRow("a", "A", "", (ChainCell(),) * 3), ChainRow("a", "B", "", (ChainCell(),) * 3)), "links": ()},
    ],
)
def test_a_view_that_does_not_fit_together_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"keten|vak"):
        small_view(**changes)


def test_negative_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="niet kleiner dan nul"):
        ChainCell(water=-1)


def test_hostile_names_are_text() -> None:
    rows = (ChainRow("a", HOSTILE, HOSTILE, (ChainCell(water=1),)),)
    picture = draw_chain(ChainView(HOSTILE, (HOSTILE,), rows, (), HOSTILE))
    assert_sound(picture)
    assert "<script" not in picture.svg


cells = st.builds(ChainCell, *[st.sampled_from([0, 0, 1, 7, 43, 9_876_543])] * 3)


@st.composite
def views(draw: st.DrawFn) -> ChainView:
    columns = draw(st.lists(words, min_size=1, max_size=9))
    count = draw(st.sampled_from([0, 1, 2, 5, 40]))
    rows = tuple(
        ChainRow(
            f"f{index}",
            draw(words),
            draw(st.just("") | words),
            tuple(draw(cells) for _ in columns),
            draw(st.sampled_from([0, 3, 10**9])),
        )
        for index in range(count)
    )
    column = st.integers(0, len(columns) - 1)
    function = st.sampled_from([row.function for row in rows] or ["none"])
    link = st.builds(ChainLink, function, column, function, column, st.integers(0, 10**6))
    links = draw(st.lists(link, max_size=40)) if rows else []
    return ChainView(
        draw(words.filter(lambda w: w.strip().isprintable() and w.strip())),
        tuple(columns),
        rows,
        tuple(links),
        "na 30 dagen",
    )


@settings(max_examples=40, deadline=None)
@given(views())
def test_any_view_gives_a_sound_picture_and_the_same_one_twice(view: ChainView) -> None:
    picture = draw_chain(view)
    assert_sound(picture)
    assert draw_chain(view) == picture

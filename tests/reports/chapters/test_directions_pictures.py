"""Cost against what is left, who bears what before and after, and what cannot be kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from besluitsteun.reports.chapters.burden import burden_blocks
from besluitsteun.reports.chapters.conflict import conflict_blocks, demand_in_words
from besluitsteun.reports.chapters.front import front_blocks
from besluitsteun.reports.model import DataTable, Figure
from besluitsteun.tables import decision

from .reading import plain, said, the_reading, with_rows


def cells(table: DataTable) -> list[list[str]]:
    return [[plain(cell) for cell in row if not hasattr(cell, "value")] for row in table.rows]


def only_figure(blocks: list[Any]) -> Figure:
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    return figure


# --- cost against what is left


def package(aim: str, measures: tuple[str, ...], cost: float | None, left: float, **more: Any) -> dict[str, Any]:
    amount = None if cost is None else Decimal(str(cost))
    numbers = {"jaarkosten_eur": amount, "zonder": Decimal(900), "hoofddoel": Decimal(str(left))}
    return {"doel": aim, "naam": f"Doel {aim}", "maatregelen": measures, "eenheid": "a × uur", **numbers, **more}


def direction(name: str, measures: tuple[str, ...], cost: float | None, left: float) -> dict[str, Any]:
    amount = None if cost is None else Decimal(str(cost))
    numbers = {"jaarkosten_eur": amount, "doel_gesimuleerd": Decimal(str(left))}
    return {"richting": name, "naam": name, "doel": "hoofd", "maatregelen": measures, "eenheid": "a × uur", **numbers}


def front(bound: Decimal | None, dear: float | None = 200) -> list[Any]:
    packages = [
        package("hoofd", ("a",), 100, 300, ondergrens=bound),
        package("ander", ("b",), 50, 600),
        package("dubbel", ("a",), 100, 300),
        package("onhaalbaar", (), None, 0),
    ]
    rows = {
        decision.PACKAGES: packages,
        decision.DIRECTIONS: [direction("Eerst", ("a",), 100, 300), direction("Dan", ("a", "b"), dear, 290)],
    }
    return front_blocks(with_rows(rows))


def test_nothing_directions_and_other_packages_stand_once_with_their_name() -> None:
    blocks = front(Decimal(280))
    figure = only_figure(blocks)
    assert [plain(each) for each in figure.key] == [
        "Niets doen: 0 euro per jaar, er blijft 900 a × uur over",
        "Eerst: 100 euro per jaar, er blijft 300 a × uur over",
        "Dan: 200 euro per jaar, er blijft 290 a × uur over",
        "Doel ander: 50 euro per jaar, er blijft 600 a × uur over",
    ]
    assert cells(figure.table)[-1] == ["Lager kan niet binnen het budget", "bewezen ondergrens", "–", "280"]
    assert "stroke-dasharray" in figure.picture.text
    assert "Bewezen ondergrens: 280" in figure.alt
    assert "dat is bewezen" in said(blocks)


def test_without_a_proof_there_is_no_line_and_it_says_so() -> None:
    blocks = front(None)
    figure = only_figure(blocks)
    assert "stroke-dasharray" not in figure.picture.text
    assert len(figure.table.rows) == 4
    assert "Een ondergrens is niet bewezen." in said(blocks)


def test_unknown_costs_are_not_drawn_as_zero() -> None:
    blocks = front(None, dear=None)
    assert "Niet getekend, want de jaarkosten zijn niet bekend: Dan." in said(blocks)
    assert len(only_figure(blocks).key) == 3


# --- who bears what


def bearing(area: str, bearer: str, before: int, after: int, **more: Any) -> dict[str, Any]:
    where = {
        "richting": "r",
        "scenario": "s0",
        "criterium": "gebruikersuren",
        "functie": "stroom",
        "eenheid": "a × uur",
    }
    return {**where, "gebied": area, "drager": bearer, "zonder": Decimal(before), "met": Decimal(after), **more}


ROWS = [
    bearing("oost", "net", 100, 10),
    bearing("oost", "gem", 50, 20),
    bearing("west_kant", "gem", 30, 60),
    bearing("oost", "gem", 999, 0, functie="zorg"),
    bearing("oost", "gem", 10, 10, scenario="s1"),
    bearing("oost", "gem", 5000, 4000, criterium="directe_schade_eur", eenheid="eur"),
    bearing("oost", "gem", 1000, 500, criterium="indirecte_schade_eur", eenheid="eur"),
    bearing("oost", "gem", 7, 3, criterium="kwetsbare_gebruikersuren"),
    bearing("oost", "gem", 9, 8, richting="q"),
]


def test_pairs_are_sums_per_area_and_bearer_of_the_criterion_that_leads() -> None:
    """By hand: only power counts in the criterion, so hours of care stay out; s0 is the worst scenario."""
    figure = only_figure(burden_blocks(with_rows({decision.BEARING: ROWS}), {"richting": "r", "naam": "Samen"}))
    hours, damage = "Uren zonder de functie: stroom", "Schade door water en uitval, per drager"
    assert cells(figure.table) == [
        [f"Per gebied. {hours}", "oost", "150", "30", "a × uur"],
        [f"Per gebied. {hours}", "West kant", "30", "60", "a × uur"],
        [f"Per drager. {hours}", "net", "100", "10", "a × uur"],
        [f"Per drager. {hours}", "gem", "80", "80", "a × uur"],
        [damage, "gem", "6.000", "4.500", "euro"],
        ["Kwetsbare mensen, per functie", "Stroom", "7", "3", "kwetsbare mensen × uur"],
    ]
    assert len(figure.panels) == 4
    assert "“s0”" in figure.caption


def test_who_gets_worse_is_said_in_words_and_shape() -> None:
    figure = only_figure(burden_blocks(with_rows({decision.BEARING: ROWS}), {"richting": "r", "naam": "Samen"}))
    assert "Slechter af: West kant" in figure.alt
    assert "Slechter af met de richting: West kant" in plain(figure.table.note)
    assert figure.panels[0].text.count("<polygon") == 2
    assert "<polygon" not in figure.panels[2].text


def test_without_rows_there_is_no_picture() -> None:
    assert burden_blocks(with_rows({decision.BEARING: []}), {"richting": "r", "naam": "Samen"}) == []


# --- what cannot be kept

NAMES = {"a": "Kade", "b": "Noodstroom"}
LIMITS = {"mensen": "hoogstens 20 getroffenen", "duur": "hoogstens 4 uur", "uren": "hoogstens 150 uur"}


def conflict(**row: Any) -> str:
    rows = [{"doel": "basis", "naam": "Zo goedkoop mogelijk niveau Basis", **row}]
    return said(conflict_blocks(with_rows({decision.PACKAGES: rows}), NAMES, LIMITS.__getitem__))


def test_a_conflict_is_told_in_words_with_what_gives_way_and_what_is_left() -> None:
    text = conflict(
        onhaalbaar=("mensen",),
        botst=("grens duur", "a moet erin", "het budget (investering) van net"),
        wijkt=("grens duur",),
        dan_maatregelen=("a", "b"),
        dan_kosten_eur=Decimal(1500),
        dan_niet_gehaald=("mensen", "duur"),
    )
    assert "Niet te halen, ook met alle maatregelen op hun best: hoogstens 20 getroffenen." in text
    assert "Dit botst: de grens “hoogstens 4 uur”; Kade moet erin; het budget (investering) van net." in text
    assert "zonder één ervan, welke ook, kan de rest wel" in text
    assert "Wat het minst voorrang heeft, wijkt als eerste: de grens “hoogstens 4 uur”." in text
    assert "2 maatregelen, investering 1.500 euro (Kade; Noodstroom). Dan wijkt ook: hoogstens 4 uur." in text


def test_when_the_rest_can_be_kept_nothing_more_gives_way() -> None:
    text = conflict(onhaalbaar=("mensen",), dan_maatregelen=("a",), dan_niet_gehaald=("mensen",))
    assert "1 maatregel, de investering is niet bekend (Kade). Verder hoeft er niets te wijken." in text


def test_without_a_conflict_there_is_no_card() -> None:
    assert conflict() == ""


def test_demands_are_read_by_their_names() -> None:
    def read(demand: str) -> str:
        return demand_in_words(the_reading(), demand, NAMES, LIMITS.__getitem__)

    assert read("minstens 1 in laag herstel") == "minstens 1 in laag herstel"
    assert read("b moet erin") == "Noodstroom moet erin"
    assert read("grens uren") == "de grens “hoogstens 150 uur”"

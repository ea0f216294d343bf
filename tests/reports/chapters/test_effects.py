"""What measures do per criterion, where alone and beside others contradict, and what a measure still adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from besluitsteun.reports.chapters.effects import adds, effect_blocks
from besluitsteun.reports.chapters.weighed import in_words, value_criteria, weighed_blocks
from besluitsteun.reports.model import Collapsible, Figure
from besluitsteun.tables import decision, weighing

from .reading import plain, said, the_reading, with_rows


def names() -> dict[str, str]:
    return {each.id: f"Maatregel {each.id}" for each in the_reading().publication.study.measures}


def effect(measure: str, alone: float, beside: float, **more: Any) -> dict[str, Any]:
    where = {
        "maatregel": measure,
        "mlv_laag": "preventie",
        "scenario": "s0",
        "criterium": "stroom",
        "eenheid": "a × uur",
    }
    numbers = {"effect": Decimal(str(alone)), "effect_in_samenhang": Decimal(str(beside))}
    return {**where, **numbers, "standaardfout": Decimal(1), **more}


FIRST, SECOND = (each.id for each in the_reading().publication.study.measures[:2])


def test_a_criterion_has_a_panel_and_a_measure_that_changes_it_a_row_of_numbers() -> None:
    rows = {weighing.ON_CRITERIA: [effect(FIRST, 50, 20), effect(SECOND, 0, 0)], decision.EFFECTS: []}
    blocks = effect_blocks(with_rows(rows), "preventie", names())
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    assert len(figure.panels) == 1
    assert f"Maatregel {FIRST}" in figure.picture.text
    assert f"Maatregel {SECOND}" not in figure.picture.text
    assert [plain(row[1]) for row in figure.table.rows] == [f"Maatregel {FIRST}"]
    assert [plain(row[3]) for row in figure.table.rows] == ["20 ± 1"]
    assert "verandert iets aan" in said(blocks)
    assert "schade" in said(blocks)


def test_a_sign_or_place_that_differs_is_flagged_in_shape_and_words() -> None:
    turned = effect(FIRST, 50, 0, opmerking="overbodig naast", naast=(SECOND,))
    passed = effect(SECOND, 40, 10, ingehaald_door=(FIRST,))
    blocks = effect_blocks(with_rows({weighing.ON_CRITERIA: [turned, passed]}), "preventie", names())
    text = said(blocks)
    assert f"zijn Maatregel {SECOND} er al, dan voegt zij hier gemiddeld niets toe" in text
    assert f"Alleen vermijdt zij meer dan Maatregel {FIRST}, naast andere maatregelen duidelijk minder" in text
    (figure,) = [block for block in blocks if isinstance(block, Figure)]
    assert figure.picture.text.count("<polygon") == 3  # two rows and the legend
    assert [plain(row[1])[-1] for row in figure.table.rows[:2]] == ["▲", "▲"]


def test_superfluous_elsewhere_says_what_it_adds_where_both_are_proposed() -> None:
    """It said “overbodig naast X” of a measure that stands beside X in the same direction."""
    turned = effect(FIRST, 50, 0, opmerking="overbodig naast", naast=(SECOND,))
    together = {"richting": "r", "naam": "Samen", "maatregelen": (FIRST, SECOND)}
    apart = {"richting": "q", "naam": "Apart", "maatregelen": (FIRST,)}
    added = {"maatregel": FIRST, "scheelt": Decimal(1200), "eenheid": "a × uur", "grenzen_meer": 2}
    reading = with_rows(
        {
            weighing.ON_CRITERIA: [turned],
            decision.DIRECTIONS: [together, apart],
            decision.ADDITIONS: [{**added, "richting": "r"}, {**added, "richting": "q"}],
        }
    )
    text = said(effect_blocks(reading, "preventie", names()))
    assert (
        f"In “Samen” staat zij toch naast Maatregel {SECOND}: daar scheelt zij nog 1.200 a × uur en zonder haar worden "
        "daar 2 grenzen meer niet gehaald." in text
    )
    assert "“Apart”" not in text


def test_a_measure_that_adds_nothing_says_so_and_whether_the_group_chose_it() -> None:
    nothing = {"richting": "r", "maatregel": FIRST, "scheelt": Decimal(0), "eenheid": "uur", "grenzen_meer": 0}
    assert adds(the_reading(), nothing) == "voor het hoofddoel en de grenzen voegt zij daar niets toe"
    own = the_reading().publication.study.choices.directions[0]
    chosen = {**nothing, "richting": own.id, "maatregel": own.measures_in[0]}
    assert adds(the_reading(), chosen).endswith("en de groep koos haar zelf")


def test_what_makes_it_worse_is_never_hidden_by_where_it_helps() -> None:
    rows = [effect(FIRST, 50, 20), effect(FIRST, -3, -3, scenario="s1")]
    text = said(effect_blocks(with_rows({weighing.ON_CRITERIA: rows}), "preventie", names()))
    assert "Maakt iets erger" in text
    assert "“s1”" in text


def test_criteria_read_as_what_they_count() -> None:
    assert [in_words(the_reading(), each) for each in value_criteria(the_reading())] == [
        "Uren zonder de functie: stroom",
        "Schade door het water zelf",
    ]


# --- the maps of places


def _places(shares: dict[str, dict[str, list[float]]]) -> list[dict[str, Any]]:
    return [
        {"mlv_laag": "preventie", "maatregel": measure, "partij": party, "context": "in_samenhang", "plaats": place,
         "aandeel": Decimal(str(share))}
        for party, measures in shares.items()
        for measure, own in measures.items()
        for place, share in enumerate(own, 1)
    ]  # fmt: skip


def _seven(first: float) -> dict[str, list[float]]:
    """Seven measures, of which the last is never among the first three."""
    return {str(at): [0.0] * at + [1.0] + [0.0] * (6 - at) for at in range(7)} | {"0": [first, 1 - first, *[0.0] * 5]}


def test_a_party_has_a_map_with_what_is_shared_and_contested_marked() -> None:
    agreed = [
        {"mlv_laag": "preventie", "maatregel": "0", "context": "in_samenhang", "stand": "gedeeld"},
        {"mlv_laag": "preventie", "maatregel": "2", "context": "in_samenhang", "stand": "omstreden",
         "partij_voor": "net", "aandeel_voor": Decimal("0.9"),
         "partij_tegen": "gem", "aandeel_tegen": Decimal("0.1"), "criterium": "stroom"},
    ]  # fmt: skip
    rows = {
        weighing.PLACES: _places({"net": _seven(0.25), "gem": _seven(1.0)}),
        weighing.AGREEMENT: agreed,
    }
    seven = {str(at): f"Maatregel {at}" for at in range(7)}
    (fold,) = weighed_blocks(with_rows(rows), "preventie", seven)
    assert isinstance(fold, Collapsible)
    (figure,) = [block for block in fold.blocks if isinstance(block, Figure)]
    assert len(figure.panels) == 2
    assert [column.name for column in figure.table.columns][-2:] == ["Plaats 5", "Plaats 6+"]
    assert [plain(each) for each in figure.table.rows[0]] == ["net", "● Maatregel 0", "25", "75", "0", "0", "0", "0"]
    assert "Maatregel 2" in figure.picture.text
    assert "Maatregel 6" not in figure.picture.text
    assert [plain(row[-1]) for row in figure.table.rows[5:7]] == ["100", "100"]
    text = said(list(fold.blocks))
    assert "● Bij alle partijen vrijwel zeker bij de eerste drie: Maatregel 0." in text
    assert "◇ Maatregel 2: bij net 90 van de 100 keer bij de eerste drie, bij gem 10 van de 100." in text
    assert "stroom" in text


def test_in_a_layer_of_three_being_among_the_first_three_says_nothing() -> None:
    three = {str(at): [1.0 if at == place else 0.0 for place in range(3)] for at in range(3)}
    agreed = [
        {"mlv_laag": "preventie", "maatregel": "0", "context": "in_samenhang", "stand": "gedeeld"},
    ]
    rows = {weighing.PLACES: _places({"net": three}), weighing.AGREEMENT: agreed}
    (fold,) = weighed_blocks(with_rows(rows), "preventie", {str(at): str(at) for at in range(3)})
    assert isinstance(fold, Collapsible)
    assert "Deze laag heeft niet meer dan drie maatregelen" in said(list(fold.blocks))
    assert not any(isinstance(block, Figure) and "<circle" in block.picture.text for block in fold.blocks)


def test_one_measure_is_no_choice() -> None:
    assert weighed_blocks(with_rows({weighing.PLACES: _places({"net": {"0": [1.0]}})}), "preventie", {"0": "0"}) == []

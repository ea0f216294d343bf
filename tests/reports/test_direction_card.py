"""The card of a direction in words: everything that page 05 asks of it, from the tables alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from besluitsteun.publication import publish
from besluitsteun.reports.chapters.direction_card import direction_card, preference_in_words, proof_in_words
from besluitsteun.reports.model import Words, parts
from besluitsteun.reports.reading import Reading
from besluitsteun.schema.decision import Criteria
from besluitsteun.tables import decision

from ..decision.decided import decided
from ..small_result import small_result

CRITERIA = {
    "criteria": [
        {"id": "uren", "bron_criterium": "gebruikersuren", "functies": {"stroom": 1}, "rol": "waarde",
         "bereik": {"slechtst": 400, "best": 0}},
        {"id": "geld", "bron_criterium": "jaarkosten_eur", "rol": "randvoorwaarde",
         "bereik": {"slechtst": 9, "best": 0}},
    ]
}  # fmt: skip
TITLES = {"a": "Eerste", "b": "Tweede"}


def plain(words: Words) -> str:
    return "".join(each if isinstance(each, str) else each.text for each in parts(words))


def said(**row: Any) -> str:
    """What is said of a row of ``waarde_per_partij``."""
    empty = dict.fromkeys(("criterium_beter", "deel_beter", "hoeveel_beter", "eenheid", "beste_richting"))
    result = small_result("partijen")
    study = replace(result.study, decision_criteria=Criteria.model_validate(CRITERIA))
    return preference_in_words(Reading(publish(replace(result, study=study))), {**empty, **row}, TITLES)


def test_what_a_party_misses_in_words() -> None:
    misses = {"verlies": Decimal("0.0312"), "beste_richting": "b"}
    better = {"criterium_beter": "uren", "deel_beter": Decimal("0.25"), "hoeveel_beter": Decimal(1200)}
    assert said(verlies=Decimal(0)) == "dit is haar beste richting"
    assert said(**misses) == ("3,1 punt (van 100) minder dan bij “Tweede”; geen enkel gevolg alleen maakt dat goed")
    assert said(**misses, **better, eenheid="aansluitingen × uur").endswith(
        "even goed zodra “uren zonder de functie: stroom” gemiddeld nog 1.200 aansluitingen × uur lager wordt "
        "(25 % van wat er in elk scenario nog te winnen is)"
    )
    paid = {"criterium_beter": "geld", "deel_beter": Decimal("0.5"), "hoeveel_beter": Decimal(90000)}
    assert said(**misses, **paid, eenheid="euro per jaar").endswith(
        "even goed als anderen 90.000 euro per jaar bijdragen"
    )
    assert said(verlies=Decimal("0.0001"), beste_richting="b").startswith("minder dan 0,1 punt (van 100)")


@pytest.mark.parametrize(("margin", "words"), [("0", "kan het niet beter"), ("0.0000001", "hooguit 0,1 % beter"),
                                               ("0.225", "hooguit 22,5 % beter")])  # fmt: skip
def test_the_proof_in_words(margin: str, words: str) -> None:
    assert proof_in_words(Decimal(margin)).endswith(words)


def test_a_card_says_what_it_costs_who_pays_how_good_it_is_and_who_misses_what() -> None:
    found = decided(0)
    assert found.directions is not None
    result = small_result("partijen")
    study = replace(
        result.study, measures=found.study.measures, decision=found.study.decision, parties=found.study.parties,
        decision_criteria=found.study.decision_criteria, choices=found.study.choices, limits=found.study.limits,
    )  # fmt: skip
    rows = {**result.rows, **decision.decision_rows(found)}
    reading = Reading(publish(replace(result, study=study, rows=rows)))
    told = reading.every(decision.DIRECTIONS)
    titles = {row["richting"]: row["naam"] for row in told}
    for row, card in zip(told, found.directions.cards, strict=True):
        texts = [plain(each) for each in direction_card(reading, row, titles).texts]
        starts = ("Herkomst: ", "Maatregelen: ", "Budget: ", "Wie trekt: ", "Wie betaalt, als voorstel: ", "Hoe goed: ")
        assert all(any(each.startswith(start) for each in texts) for start in starts)
        worst = card.worst_off
        assert worst is not None
        assert any(each.startswith("Levert het meest in: ") for each in texts) == (len(titles) > 1 and worst.loss > 0)
    assert direction_card(reading, told[0], titles, {"marge": "reken eerst"}).title == told[0]["naam"]

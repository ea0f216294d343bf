"""References and repeats: one mistake is one line."""

from __future__ import annotations

import time

from besluitsteun.loading.references import Names
from besluitsteun.loading.repeats import MOST_ALIKE, summed_up
from besluitsteun.problems import Place, Problem, Severity

HERE = Place("a.csv", row=2, column="functie")


def at(row: int, found: str, column: str = "x", **changes: Severity) -> Problem:
    return Problem(Place("a.csv", row=row, column=column), found, "iets", "doe iets", **changes)


def test_known_empty_and_refused_ids_are_no_problem() -> None:
    names = Names("functie", ["stroom"], also=["zorg"])
    assert names.check("stroom", HERE) == names.check("zorg", HERE) == names.check(None, HERE) == []


def test_an_unknown_id_with_what_there_is_and_what_was_meant() -> None:
    (told,) = Names("functie", ["stroom", "zorg"]).check("Stroom", HERE)
    expected = (
        "a.csv:rij 2/functie · onbekende functie `Stroom` · verwacht: een van `stroom`, `zorg` · bedoelde u `stroom`?"
    )
    assert str(told) == expected


def test_nothing_is_unknown_while_the_list_cannot_be_read() -> None:
    assert Names("object", ["a"], complete=False).check("b", HERE) == []


def test_a_study_without_the_list() -> None:
    (told,) = Names("partij", []).check("b", HERE)
    assert told.remedy == "voeg `partijen` toe"


def test_many_different_wrong_ids_among_many_objects_take_no_time() -> None:
    names = Names("object", (f"object_{number}" for number in range(20_000)))
    began = time.perf_counter()
    told = [names.unknown(f"Object {number}", HERE) for number in range(300)]
    assert time.perf_counter() - began < 5
    assert told[7].remedy == "controleer de id, ook op hoofdletters"


def test_the_same_sentence_in_four_rows_becomes_one() -> None:
    assert len(summed_up(at(row, "fout") for row in (2, 3, 4))) == 3
    (told,) = summed_up(at(row, "fout") for row in (5, 3, 2, 4))
    assert (told.place.row, told.found) == (2, "fout (ook in rij 3, 4, 5)")


def test_of_alike_sentences_twenty_are_told_and_the_rest_counted() -> None:
    assert len(summed_up(at(row, f"fout {row}") for row in range(2, 2 + MOST_ALIKE + 1))) == MOST_ALIKE + 1
    told = summed_up(at(row, f"fout {row}") for row in range(2, 2 + MOST_ALIKE + 5))
    assert told[-1].found == "nog 5 fouten van deze soort: in rij 22, 23, 24, 25, 26"
    assert len(told) == MOST_ALIKE + 1


def test_other_columns_and_severities_stay_apart() -> None:
    problems = [at(row, "fout", column) for row in range(2, 6) for column in "xy"]
    assert [str(each.place) for each in summed_up(problems)] == ["a.csv:rij 2/x", "a.csv:rij 2/y"]
    warned = [at(row, "fout", severity=Severity.WARNING) for row in range(2, 6)]
    assert len(summed_up([*warned, at(2, "fout"), at(3, "fout")])) == 3

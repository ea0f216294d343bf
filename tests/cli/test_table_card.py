"""`watals --maatregel`: a direction made at the table gets the card that `reken` gives, what cannot be is refused."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from besluitsteun.cli import main
from besluitsteun.cli.asked import variation_of
from besluitsteun.cli.at_table import AtTable, Question, at_table
from besluitsteun.cli.earlier import Earlier, earlier_result
from besluitsteun.cli.table_card import screen
from besluitsteun.decision.directions.card import Proof
from besluitsteun.decision.directions.pool import Candidate, Origin
from besluitsteun.loading.reader import read_study
from besluitsteun.loading.study import Study
from besluitsteun.measures.changes import Catalogue
from besluitsteun.measures.resimulate import Resimulation
from besluitsteun.network import build_network
from besluitsteun.output.stored import read_result
from besluitsteun.problems import InputError
from besluitsteun.schema.ambitions import Choices
from besluitsteun.simulation.exposure import read_water
from besluitsteun.tables import decision

IJSSELSTREEK = str(Path(__file__).parents[2] / "scenario's" / "ijsselstreek")
LOOSE = frozenset({"noodstroom_gemaal", "kring_losmaken"})
DIRECTIONS = (
    Candidate("ring", "De ring los", Origin.AUTHORED, LOOSE, None),
    Candidate("nat", "Ruimte", Origin.AXIS, frozenset({"berging_broek", "zuinig_spoelen", "zorg_snel_schoon"}), None),
)
EARLIER = Earlier(DIRECTIONS, {}, (DIRECTIONS[1].chosen,), Proof(100.0, 0.0, 0.0, "tabellen", "optimaal"))
NO_EARLIER = Earlier(why_not="draai eerst `besluitsteun reken`")


@cache
def the_study() -> Study:
    return read_study(IJSSELSTREEK)


def made(
    *add: str, drop: Sequence[str] = (), start: str | None = None, earlier: Earlier = EARLIER, who: str = "partijen",
    outages: Sequence[str] = (), water: Sequence[str] = (), scenario: str | None = None, study: Study | None = None,
) -> AtTable:  # fmt: skip
    study = study or the_study()
    variation = variation_of(study, outages, water, scenario, who)
    return at_table(study, Question(add, tuple(drop), start, variation), earlier, who)


def shown(found: AtTable) -> list[str]:
    return screen(found, "mijn studie")


def refused(*add: str, **rest: Any) -> list[str]:
    with pytest.raises(InputError) as problems:
        made(*add, **rest)
    return [str(each) for each in problems.value.problems]


# --- what is asked ---------------------------------------------------------------------------------------------------


def test_what_a_measure_requires_comes_along_and_is_said() -> None:
    found = made("kring_losmaken")
    assert found.asked.candidate.chosen == LOOSE
    assert found.asked.along == ("noodstroom_gemaal",)
    assert any(line.startswith("  meegekomen, want vereist: ") for line in shown(found))


def test_a_direction_with_one_more_and_one_less() -> None:
    found = made("zorg_snel_schoon", drop=["kring_losmaken"], start="ring")
    assert found.asked.candidate.chosen == {"noodstroom_gemaal", "zorg_snel_schoon"}
    lines = shown(found)
    assert "  begonnen met “De ring los”" in lines
    assert "Naast “De ring los”" in lines
    investment = lines[lines.index("Naast “De ring los”") + 1]
    assert investment.split(" euro: ")[1] == "-140.000"  # 40.000 in place of 180.000


def test_a_set_that_is_a_known_direction_keeps_its_name() -> None:
    assert made(*sorted(LOOSE)).card.candidate is DIRECTIONS[0]
    assert "De ring los" in shown(made("kring_losmaken"))
    assert shown(made("kring_losmaken"))[-1] == 'Verder: besluitsteun reken "mijn studie"'


def test_an_authored_direction_that_was_not_completed_says_so() -> None:
    """Without an earlier result only what the group wrote is known, with what that requires."""
    found = made(start="kring_los", earlier=NO_EARLIER)
    authored = next(each for each in the_study().choices.directions if each.id == "kring_los")
    assert found.asked.candidate.chosen == set(authored.measures_in)
    assert found.asked.is_bare
    assert any("zoals opgeschreven: zonder wat de rekenaar erbij zocht" in line for line in shown(found))


def test_unknown_names_are_refused_all_at_once_with_what_they_look_like() -> None:
    found = refused("kade_havn", drop=["kring_los"], start="rinh")
    assert [each.split(" · ")[:2] for each in found] == [
        ["--maatregel", "onbekende maatregel 'kade_havn'"],
        ["--richting", "onbekende richting 'rinh'"],
        ["--zonder-maatregel", "onbekende maatregel 'kring_los'"],
    ]
    assert "bedoelde u kade_haven" in found[0]
    assert found[1].endswith("bedoelde u ring?")
    assert refused(start="rinh", earlier=NO_EARLIER)[0].endswith("draai eerst `besluitsteun reken`")


def test_a_study_without_measures_says_so() -> None:
    (found,) = refused("kade", study=replace(the_study(), measures=(), choices=Choices()))
    assert "verwacht: de id van een maatregel van de studie; deze studie heeft er geen" in found


@pytest.mark.parametrize(
    ("add", "rest", "words"),
    [
        (["ruimte_beekdal", "sponsgronden"], {}, "'ruimte_beekdal' en 'sponsgronden' sluiten elkaar uit"),
        (["kade_haven"], {"drop": ["kade_haven"]}, "'kade_haven' moet erbij en eruit"),
        (["kring_losmaken"], {"start": "ring"}, "'kring_losmaken' zit al in de richting"),
        ([], {"start": "ring", "drop": ["kade_haven"]}, "'kade_haven' zit er niet in"),
        (
            [],
            {"start": "ring", "drop": ["noodstroom_gemaal"]},
            "'noodstroom_gemaal' kan er niet uit: kring_losmaken vereist haar",
        ),
        (["slaperdijk"], {"water": ["+0.5"]}, "slaperdijk brengt een eigen waterkaart mee"),
    ],
)
def test_what_cannot_be_is_refused(add: list[str], rest: dict[str, Any], words: str) -> None:
    (found,) = refused(*add, **rest)
    assert words in found
    assert found.count(" · ") >= 2  # place, what was found, what was expected, what to do


def test_other_water_in_scenarios_that_a_measure_leaves_alone_is_fine() -> None:
    """``slaperdijk`` brings a map for some scenarios only."""
    scenarios = {
        the_study().scenarios[each.scenario].id for each in Catalogue.of(the_study()).compiled["slaperdijk"].reruns
    }
    free = next(each.id for each in the_study().scenarios if each.id not in scenarios)
    assert made("slaperdijk", water=["+0.2"], scenario=free).card.score > 0


# --- the card --------------------------------------------------------------------------------------------------------


def test_too_dear_is_computed_and_said() -> None:
    """``stad_tweede_voeding`` and storage cost more than the network operator and the budget have."""
    found = made("stad_tweede_voeding", "berging_broek", "ruimte_beekdal", "zuinig_spoelen", "zorg_snel_schoon")
    lines = shown(found)
    assert "Let op, dit valt buiten wat de studie toelaat:" in lines
    rules = {each.rule.name: each for each in found.card.breaches}
    costs = {each.id: each.cost_eur or 0.0 for each in the_study().measures}
    spent = sum(costs[each] for each in found.card.candidate.chosen)
    assert rules["TOTAL"].by == spent - 12_000_000
    assert "PARTIES" in rules
    assert any(line.endswith("investering dan het totale budget") for line in lines)
    assert any(" te veel; " in line for line in lines if line.startswith("  Budget: "))
    assert any(line.startswith("  Hoe goed: niet berekend; wat bewezen is, geldt voor wat de") for line in lines)
    assert found.card.score > 0


def test_a_layer_without_its_measures_is_said() -> None:
    assert "  1 maatregel te weinig in de laag waterbewustzijn" in shown(made("kade_haven"))


def test_without_an_earlier_result_the_card_says_what_is_missing() -> None:
    lines = shown(made("kade_haven", earlier=NO_EARLIER))
    assert "  Meer dan het beste          niet berekend; draai eerst `besluitsteun reken`" in lines
    assert "  Hoe goed: niet berekend; draai eerst `besluitsteun reken`." in lines
    assert "Wat partijen ervan vinden: niet berekend; draai eerst `besluitsteun reken`." in lines
    assert any(line.startswith("  Dan gaat er nog mis: in “") for line in lines)


def test_every_party_is_told_what_it_misses() -> None:
    lines = shown(made("kade_haven"))
    start = lines.index("Wat elke partij ervan vindt, met haar eigen gewichten en naast 2 andere richtingen")
    parties = lines[start + 1 : lines.index("", start)]
    assert len(parties) == len(the_study().weights)
    assert all("dit is haar beste richting" in each or "punt (van 100) minder dan bij “" in each for each in parties)
    assert any("; even goed zodra “" in each for each in parties)


def test_with_an_outage_the_card_is_of_the_study_with_it() -> None:
    plain, varied = made("kade_haven"), made("kade_haven", outages=["ms_broekweg:0-"])
    assert varied.own.score > plain.own.score
    assert varied.beside[0].score > plain.beside[0].score
    lines = shown(varied)
    assert "  Verdeelstation Broekweg [ms_broekweg] uit van uur 0 tot de horizon" in lines
    assert any("niet berekend; wat bewezen is, geldt voor de studie zonder deze verandering" in line for line in lines)
    assert varied.card.price is not None  # the packages that are known are simulated again as well


def test_water_everywhere_is_what_the_study_would_give() -> None:
    higher, area = made("kade_haven", water=["+0.5"]), made("kade_haven", water=["+0.5@Hanzeveld"])
    assert higher.card.score >= area.card.score >= made("kade_haven").card.score
    assert higher.card.score > made("kade_haven").card.score


def test_the_example_in_the_handbook_is_what_the_command_prints() -> None:
    page = (Path(__file__).parents[2] / "docs" / "handleiding" / "watals.md").read_text(encoding="utf-8")
    first, *told = page.partition("```text\n$ besluitsteun watals ")[2].partition("```")[0].splitlines()
    asked = first.split(" --maatregel ")[1:]
    lines = shown(made(*asked, earlier=NO_EARLIER))
    assert len(told) > 10
    assert [each for each in told if each != "(…)" and each not in lines] == []


# --- who may see what ------------------------------------------------------------------------------------------------


def test_the_public_is_not_told_what_parties_want_nor_what_they_can_pay() -> None:
    found = made("stad_tweede_voeding", "berging_broek", "zuinig_spoelen", "zorg_snel_schoon", who="openbaar")
    lines = shown(found)
    assert "Wat partijen ervan vinden, is niet voor dit publiek." in lines
    assert found.publication.rows[decision.WORTH.name] == ()
    assert not any(word in line for line in lines for word in ("Levert het meest in", "op is het budget van"))


@pytest.mark.parametrize("who", ["openbaar", "partijen", "stroomnet"])
def test_nothing_of_a_hidden_object_is_told(who: str) -> None:
    from besluitsteun.loading.audience import hidden_assets

    text = "\n".join(shown(made("kade_haven", start="ring", who=who)))
    hidden = [each.name for each in hidden_assets(the_study(), who) if each.name]
    assert hidden
    assert not [name for name in hidden if name in text]


def test_the_best_for_a_party_by_itself_is_for_nobody_but_who_leads() -> None:
    found = made("kade_haven")
    place = decision.WORTH.position("verlies_op_eigen_beste")
    assert found.publication.rows[decision.WORTH.name]
    assert {row[place] for row in found.publication.rows[decision.WORTH.name]} == {None}


# --- as a command, and beside reken ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--richting", "kring_los"], 0, ""),
        (["--maatregel", "kade_haven", "--uitval", "ms_broekweg:0-5", "--scenario", "regen_oost"], 0, ""),
        (["--maatregel", "zzz"], 2, "--maatregel · onbekende maatregel 'zzz'"),
        (
            ["--maatregel", "kade_haven", "--scenario", "regen_oost"],
            2,
            "De optie --scenario hoort bij --uitval en --wa",
        ),
        (["--uitval", "ms_broekweg", "--uitkomst", "x"], 2, "De optie --uitkomst hoort bij --maatregel en --richting."),
        (["--maatregel", "kade_haven", "--uitkomst", "nergens"], 2, "nergens · deze map bestaat niet"),
        (["--maatregel", "kade_haven", "--publiek", "wie"], 2, "--publiek · onbekend publiek 'wie'"),
    ],
)
def test_exit_codes(arguments: list[str], code: int, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["watals", IJSSELSTREEK, "--stil", *arguments]) == code
    told = capsys.readouterr()
    assert words in told.err
    assert bool(told.out) == (code == 0)


def test_one_more_simulation_takes_less_than_a_second() -> None:
    """05: a direction made at the table is simulated again within a second. Measured 0.02 s."""
    study = the_study()
    simulation = Resimulation.of(Catalogue.of(study), build_network(study), read_water(study), audience="partijen")
    simulation.outcome(())
    began = time.perf_counter()
    simulation.outcome(LOOSE)
    assert time.perf_counter() - began < 1


@pytest.fixture(scope="module")
def calculated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What ``reken`` writes for the whole study."""
    folder = tmp_path_factory.mktemp("reken") / "uitkomst"
    assert main(["reken", IJSSELSTREEK, "--uit", str(folder), "--trekkingen", "0", "--stil"]) == 0
    return folder


CARD_TABLES = (
    decision.DIRECTIONS, decision.SHORTFALLS, decision.FRAGILE, decision.WORTH, decision.ROLES, decision.BEARING,
)  # fmt: skip


def test_the_card_of_every_direction_is_what_reken_tells_of_it(calculated: Path) -> None:
    stored, study = read_result(calculated, CARD_TABLES), the_study()
    earlier = earlier_result(study, str(calculated), study.folder, "partijen")
    assert len(earlier.directions) >= 2
    for each in earlier.directions:
        found = made(*sorted(each.chosen), earlier=earlier)
        assert found.card.candidate.id == each.id
        for table in CARD_TABLES:
            here = found.publication.rows[table.name]
            assert here == tuple(row for row in stored.tables[table.name].rows if row[0] in (each.id, None)), table.name
        assert [*shown(made(start=each.id, earlier=earlier))][-10:] == shown(found)[-10:]


def test_the_card_in_words_is_the_one_in_the_report(calculated: Path) -> None:
    page = (calculated / "rapport.html").read_text(encoding="utf-8")
    earlier = earlier_result(the_study(), str(calculated), Path("nergens"), "partijen")
    lines = shown(made(start="kring_los", earlier=earlier))
    for first in ("  Hoe goed: ", "  Dan gaat er nog mis: "):
        (line,) = [each for each in lines if each.startswith(first)]
        assert line.strip().replace("'", "&#39;") in page


def test_a_result_of_another_study_or_audience_is_not_used(calculated: Path) -> None:
    study = the_study()
    with pytest.raises(InputError, match="voor publiek partijen"):
        earlier_result(study, str(calculated), study.folder, "openbaar")
    assert "voor publiek partijen" in earlier_result(study, None, calculated, "openbaar").why_not
    mark = calculated / "herkomst.json"
    kept = mark.read_text(encoding="utf-8")
    mark.write_text(kept.replace(study.hash, "0" * 64), encoding="utf-8")
    assert "van een andere stand van de studie" in earlier_result(study, None, calculated, "partijen").why_not
    mark.write_text(kept, encoding="utf-8")

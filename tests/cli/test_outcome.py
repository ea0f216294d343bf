"""The screenful at the end of `reken`: from hand-made results."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from decimal import Decimal

import pytest

from besluitsteun.cli.outcome import assumed, contents, longest_chain, outcome
from besluitsteun.cli.progress import progress_bar
from besluitsteun.loading.study import Provenance
from besluitsteun.publication import publish
from besluitsteun.result import Result
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.scenarios import Scenario
from besluitsteun.tables import CRITICAL, Row

from ..small_result import SECRET_ID, SECRET_NAME, small_result, small_study

NO_RANGES = {field: None for field in Asset.model_fields if field.endswith(("_min", "_max"))}


def told_to(audience: str) -> list[str]:
    result = small_result(audience)
    return outcome(result, publish(result))


def test_numbers_per_scenario() -> None:
    """Of ``small_outages``: one hit, three by chain; 4523 connection-hours, 1760 subscriber-hours; one ring."""
    text = "\n".join(told_to("net"))
    flood, dry = text.split("\n\n")[1:3]
    assert flood.splitlines()[0] == "vloed"
    assert re.search(r"in het water +2 objecten", flood)
    assert re.search(r"uit door water +1 object$", flood, re.M)
    assert re.search(r"uit door de keten +3 objecten", flood)
    assert re.search(r"verlies stroom +4\.523 aansluitingen × uur \(en meer", flood)
    assert re.search(r"verlies telecom +1\.760 abonnees × uur", flood)
    assert re.search(r"langste keten +Onderstation → Kluis onder de markt → Mast", flood)
    assert re.search(r"blokkades +1 kring, 3 objecten vast", flood)
    assert "verlies" not in dry


def test_an_audience_sees_the_numbers_but_not_the_names() -> None:
    whole = told_to("net")
    public = told_to("openbaar")
    text = "\n".join(public)
    assert SECRET_ID not in text
    assert SECRET_NAME not in text
    assert "Onderstation → (niet zichtbaar) → Mast" in text
    assert [line.split()[2] for line in whole if "verlies elektr" in line or "verlies stroom" in line] == ["4.523"]
    assert not [line for line in public if "4.52" in line]
    assert "Voor publiek openbaar niet zichtbaar: 1 object" in text


def test_many_scenarios_stay_a_screenful() -> None:
    scenarios = tuple(Scenario.model_validate({"id": f"s{each}"}) for each in range(9))
    result = small_result("partijen", scenarios=scenarios)
    assert "En nog 3 scenario's: zie de tabellen." in outcome(result, publish(result))


def row(asset: str, order: int, *causes: str) -> Row:
    return ("s", asset, "f", None, None, Decimal(0), Decimal(1), Decimal(0), False, "keten", order, causes)


def test_longest_chain_goes_back_to_what_was_hit() -> None:
    rows = [row("a", 0), row("b", 1, "a"), row("c", 1, "a"), row("d", 2, "b", "c")]
    assert longest_chain(rows, {each: each.upper() for each in "abcd"}) == "A → B → D"
    assert longest_chain(rows[:1], {}) == ""
    assert longest_chain([], {}) == ""


def test_a_long_chain_is_shortened_in_the_middle() -> None:
    rows = [row("a0", 0), *(row(f"a{each}", each, f"a{each - 1}") for each in range(1, 9))]
    assert longest_chain(rows, {f"a{each}": f"a{each}" for each in range(9)}) == "a0 → a1 → a2 → a3 → … → a8"


def test_share_of_assumptions_counts_unknown_apart() -> None:
    made = tuple(Provenance("p", "k", "1", status=each) for each in ("aanname", "bron", "", "aanname"))
    text = "2 van 4 waarden zijn een aanname (50 %); van 1 is de status onbekend"
    assert assumed(small_study(provenance=made)) == text
    assert assumed(small_study(provenance=())) == "van geen enkele waarde is de herkomst opgegeven"


def test_contents_says_what_cannot_be_computed() -> None:
    text = "\n".join(contents(small_study(needs=(), others={"maatregelen": 1})))
    assert "ketens (de studie heeft geen afhankelijkheden)" in text
    assert "maatregelen: staat in de studie, deze versie rekent er niet mee" in text
    assert "ketens" not in "\n".join(contents(small_study()))


def test_progress_is_shown_to_who_watches_and_to_nobody_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for silent, watched in ((True, True), (False, False), (False, True)):
        monkeypatch.setattr(sys.stderr, "isatty", lambda watched=watched: watched)
        with progress_bar(silent) as report:
            report("ketens doorrekenen", 1, 2)
        shown = capsys.readouterr()
        assert ("ketens doorrekenen" in shown.err) is (watched and not silent)
        assert shown.out == ""


def test_it_says_why_there_is_no_bandwidth() -> None:
    def reason(result: Result) -> str:
        return next(line for line in outcome(result, publish(result)) if "niet gerekend" in line)

    needs = tuple(replace(need, start_failure_chance=0.1) for need in small_study().needs)
    ranged = tuple(asset.model_copy(update={"users_max": 9e9}) for asset in small_study().assets)
    plain = tuple(asset.model_copy(update=NO_RANGES) for asset in small_study().assets)
    assert "bandbreedte (geen waarde heeft een _min of _max)" in reason(small_result("partijen", assets=plain))
    assert "bandbreedte (--trekkingen is 0)" in reason(small_result("partijen", assets=ranged))
    assert "bandbreedte (--trekkingen is 0)" in reason(small_result("partijen", assets=plain, needs=needs))


def test_the_greatest_bottleneck_says_what_it_does_spare() -> None:
    """Nobody would be affected less, but residents would have been without for fewer hours."""
    result = small_result("net")
    published = publish(result)
    heads = CRITICAL.header
    people, spared = heads.index("getroffenen"), heads.index("inwoneruren")
    rows = tuple(
        tuple(Decimal(0) if at == people else Decimal(12) if at == spared else cell for at, cell in enumerate(each))
        for each in published.rows[CRITICAL.name]
    )
    told = "\n".join(outcome(result, replace(published, rows={**published.rows, CRITICAL.name: rows})))
    assert re.search(r"grootste knelpunt +.*: scheelt 12 inwoneruren als het was blijven werken", told)
    assert "scheelt 0" not in told

"""Who would be better off without the others: in the output of who leads the process, and in no byte of any other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from besluitsteun.output.write import write_result
from besluitsteun.publication import publish
from besluitsteun.reports.compose import compose
from besluitsteun.reports.html import write_html
from besluitsteun.result import Result
from besluitsteun.schema.parties import Party
from besluitsteun.tables import decision

from ...decision.decided import decided_result

PARTIES = tuple(
    Party.model_validate({"id": each, "naam": name, "soort": kind, "procestrekker": each == "gem"})
    for each, name, kind in (("net", "Netbedrijf", "netbeheerder"), ("gem", "Gemeente", "gemeente"))
)
AMOUNT = "1234567.89"
"""What a party would pay alone: an amount that stands nowhere else."""


@cache
def the_result(audience: str) -> Result:
    result = decided_result(0, audience, parties=PARTIES)
    at = decision.COSTS.position("alleen_eur")
    rows = tuple((*row[:at], decision.figure(float(AMOUNT)), *row[at + 1 :]) for row in result.rows["kosten"])
    assert rows
    result.rows["kosten"] = rows  # type: ignore[index]
    return result


def written(audience: str, folder: Path) -> Iterator[tuple[str, bytes]]:
    write_result(folder / "uit", publish(the_result(audience)), "besluitsteun reken klein", {})
    for path in sorted((folder / "uit").rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()


TRACES = (b"1234567.89", b"1.234.568", b"1,2 miljoen euro", b"Minder dan haar eigen beste")


@pytest.mark.parametrize("audience", ["openbaar", "partijen", "net"])
def test_no_byte_tells_others_who_would_be_better_off_alone(audience: str, tmp_path: Path) -> None:
    for name, content in written(audience, tmp_path):
        for trace in TRACES:
            assert trace not in content, name
    rows = publish(the_result(audience)).rows
    for column in ("alleen_eur", "in_kern", "waarom"):
        assert {row[decision.COSTS.position(column)] for row in rows["kosten"]} == {None}
    assert {row[decision.WORTH.position("verlies_op_eigen_beste")] for row in rows["waarde_per_partij"]} <= {None}
    assert bool(rows["waarde_per_partij"]) is (audience != "openbaar")


def test_who_leads_the_process_reads_it_in_tables_and_report(tmp_path: Path) -> None:
    """The same scan finds it where it may be: it can fail."""
    found = dict(written("gem", tmp_path))
    assert AMOUNT.encode() in found["kosten.csv"]
    assert b"nee" in found["kosten.csv"] or b"ja" in found["kosten.csv"] or b"niet_te_bepalen" in found["kosten.csv"]
    assert len(found["waarde_per_partij.csv"].splitlines()) > 1
    assert b"1,2 miljoen euro" in found["rapport.html"]
    assert b"Minder dan haar eigen beste" in found["rapport.html"]
    assert b"Dit exemplaar is voor de procestrekker" in found["rapport.html"]


def test_what_a_party_loses_on_its_own_best_is_not_what_it_loses_on_the_shown_directions() -> None:
    result = the_result("gem")
    own, shown = (decision.WORTH.position(each) for each in ("verlies_op_eigen_beste", "verlies"))
    rows = tuple(
        (*row[:own], decision.figure(0.37), *row[own + 1 :]) if row[shown] == 0 else row
        for row in result.rows["waarde_per_partij"]
    )
    assert any(row[own] == decision.figure(0.37) for row in rows)
    page = write_html(compose(publish(replace(result, rows={**result.rows, "waarde_per_partij": rows}))))
    told = re.search(r"<caption>[^<]*elke partij waard is.*?</table>", page, re.DOTALL)
    assert told is not None
    assert ">37<" in told[0]


def test_the_report_says_in_a_sentence_why_it_is_not_there_and_how_to_see_it() -> None:
    page = write_html(compose(publish(the_result("partijen"))))
    assert "alleen voor de procestrekker (Gemeente), die het rapport maakt met --publiek gem." in page


def test_a_study_without_a_lead_says_so() -> None:
    page = write_html(compose(publish(decided_result(0))))
    assert "de studie wijst geen partij als procestrekker aan" in page

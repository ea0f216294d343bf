"""Warnings about a study that can be computed: each kind by hand, and that a sound study gives none."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise
from typing import Any

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.loading.checks import shortest_cycle, warnings_of
from besluitsteun.loading.rules import PlacedNeed
from besluitsteun.loading.study import Need, Provenance
from besluitsteun.problems import Place, Severity
from besluitsteun.schema.ambitions import Limit, Risk
from besluitsteun.schema.assets import Asset
from besluitsteun.schema.study import Function

NO_VERDICT = "geen enkele functie heeft een grens of een oordeel"
POWER = Function.model_validate({"id": "stroom", "naam": "Stroom"})
CARE = Function.model_validate({"id": "zorg", "naam": "Zorg"})


def asset(name: str, **keys: Any) -> Asset:
    return Asset.model_validate({"id": name, "functie": "stroom", "x": 0, "y": 0, "gebruikers": 1, **keys})


def need(consumer: str, *suppliers: str, buffer: int = 0) -> PlacedNeed:
    return PlacedNeed(
        Need(consumer, "", suppliers, len(suppliers), Decimal(buffer)), Place("afhankelijkheden.csv", row=2)
    )


def limit(**keys: Any) -> Limit:
    return Limit.model_validate({"id": "g", "criterium": "uitval_uur", **keys})


def risk(verdict: str, **keys: Any) -> Risk:
    return Risk.model_validate({"id": "r", "naam": "r", "oordelen": [{"partij": "p", "oordeel": verdict}], **keys})


def found(assets: list[Asset], needs: list[PlacedNeed] | None = None, **parts: Any) -> list[str]:
    """What the warnings say, without the one about verdicts unless limits or risks are given."""
    functions = parts.pop("functions", [POWER])
    every = {"provenance": [], "limits": [], "risks": [], **parts}
    problems = warnings_of(assets, needs or [], functions, **every)
    assert all(problem.severity is Severity.WARNING and problem.remedy for problem in problems)
    return [problem.found for problem in problems if problem.found != NO_VERDICT]


def test_a_sound_study_gives_no_warning() -> None:
    assets = [asset("a"), asset("b", gebruikers=None)]
    problems = warnings_of(assets, [need("a", "b")], [POWER], [Provenance("p", "k", "1", status="bron")], [limit()], [])
    assert problems == []


def test_objects_that_nobody_needs() -> None:
    assets = [asset("a"), asset("b", gebruikers=None), asset("c", gebruikers=None), asset("d", gebruikers=0)]
    assert found(assets, [need("c", "b")]) == [
        "2 objecten hebben geen gebruikers en leveren aan niemand: c en d",
    ]


def test_at_most_five_examples() -> None:
    assets = [asset(f"a{i}", gebruikers=None) for i in range(7)]
    assert found(assets) == ["7 objecten hebben geen gebruikers en leveren aan niemand: a0, a1, a2, a3, a4 en nog 2"]


def test_objects_without_location() -> None:
    assets = [asset("a"), asset("b", x=None), asset("c", x=None, y=None)]
    assert found(assets) == ["2 objecten hebben geen plaats: b en c"]
    assert found(assets, has_layers=False) == []


def test_loops_without_buffer() -> None:
    """a ⇄ b; c → d → e → c with a start by itself in d; f ⇄ g is bridged by a buffer; h only hangs on a ring."""
    names = "abcdefgh"
    assets = [asset(name, zelfstandig_opstarten=name == "d") for name in names]
    needs = [need("b", "a"), need("a", "b"), need("c", "d"), need("d", "e"), need("e", "c")]
    needs += [need("f", "g", buffer=2), need("g", "f"), need("h", "a")]
    assert found(assets, needs) == [
        "2 kringen zonder buffer (→ betekent ‘heeft nodig’): a → b → a (geen daarvan start zelfstandig op); "
        "c → d → e → c (3 objecten)"
    ]


def test_of_a_larger_ring_the_shortest_cycle_is_named() -> None:
    needs = [need("a", "b"), need("b", "c"), need("c", "d"), need("d", "a", "c")]
    (sentence,) = found([asset(name) for name in "abcd"], needs)
    assert "c → d → c (4 objecten, geen daarvan start zelfstandig op)" in sentence


def test_at_most_five_loops() -> None:
    assets = [asset(f"{side}{i}") for i in range(7) for side in "ab"]
    needs = [need(f"{x}{i}", f"{y}{i}") for i in range(7) for x, y in ("ab", "ba")]
    (sentence,) = found(assets, needs)
    assert sentence.startswith("7 kringen zonder buffer")
    assert "a4 → b4 → a4" in sentence
    assert "a5" not in sentence
    assert sentence.endswith("; en nog 2")


@given(st.sets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda e: e[0] != e[1]), max_size=20), st.data())
def test_the_cycle_named_is_a_shortest(more: set[tuple[int, int]], data: st.DataObject) -> None:
    """Strong connection comes from one tour along all eight; networkx gives the girth."""
    tour = data.draw(st.permutations(range(8)))
    edges = {*pairwise([*tour, tour[0]]), *more}
    graph = {str(i): sorted(str(b) for a, b in edges if a == i) for i in range(8)}
    cycle = shortest_cycle(graph)
    assert cycle[0] == cycle[-1] == min(cycle)
    assert all(b in graph[a] for a, b in pairwise(cycle))
    assert len(cycle) - 1 == min(len(each) for each in nx.simple_cycles(nx.DiGraph(graph)))


def test_share_of_assumptions_counts_only_values_with_a_status() -> None:
    rows = [Provenance("p", "k", "1", status=status) for status in ("aanname", "aanname", "bron", "")]
    assert found([asset("a")], provenance=rows) == ["2 van de 3 waarden met een status (67 %) zijn aannames"]
    assert found([asset("a")], provenance=rows[2:]) == []


def test_no_limits_and_no_judgements_is_said_once() -> None:
    (problem,) = warnings_of([asset("a")], [], [POWER], [], [], [])
    assert (problem.found, str(problem.place)) == (NO_VERDICT, "grenzen")


BARE_CARE = "1 functie heeft geen grens en geen oordeel: zorg"
BARE_BOTH = "2 functies hebben geen grens en geen oordeel: stroom en zorg"


@pytest.mark.parametrize(
    ("limits", "risks", "sentences"),
    [
        ([limit(functie="stroom")], [], [BARE_CARE]),
        ([limit(objecten=["a"])], [], [BARE_CARE]),
        ([limit(functie="stroom")], [risk("afwegen", functie="zorg")], []),
        ([], [risk("nog_geen_oordeel", functie="zorg")], [BARE_BOTH]),
        ([limit()], [], []),
        ([], [risk("onacceptabel", gebied="polder")], []),
    ],
)
def test_functions_without_limit_or_judgement(limits: list[Limit], risks: list[Risk], sentences: list[str]) -> None:
    assets = [asset("a"), asset("z", functie="zorg")]
    assert found(assets, functions=[POWER, CARE], limits=limits, risks=risks) == sentences


def test_functions_without_objects() -> None:
    assert found([asset("a")], functions=[POWER, CARE]) == ["1 functie heeft geen enkel object: zorg"]

"""What a limit is held against: objects by themselves, their sum, the longest outage, or a criterion in an area."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from besluitsteun.consequences.judgement import LimitVerdict, judge

from .happening import Happening, measured, study

ASSETS = (
    {"id": "a", "gebruikers": 10, "kwetsbare_gebruikers": 1, "inwoners": 25, "gebied": "stad"},
    {"id": "b", "gebruikers": 2, "kwetsbare_gebruikers": 2, "inwoners": 5, "gebied": "dorp"},
    {"id": "c", "functie": "g", "gebied": "dorp"},
)
HAPPENED = Happening({"a": [(0, 3), (10, 12)], "b": [(0, 8)], "c": [(0, 20)]})
"""a: 5 h, its longest 3 h, 50 user-hours; b: 8 h, 16 user-hours; c: 20 h, no users."""


def held(limit: dict[str, Any], happened: Happening = HAPPENED) -> LimitVerdict:
    """The verdict of one limit."""
    of = study(ASSETS, [{"id": "f"}, {"id": "g"}], limits=[{"id": "grens", "acceptabel_tot": 1, **limit}])
    (only,) = judge(measured(of, happened)).limits
    return only


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ({"criterium": "uitval_uur"}, 20),
        ({"criterium": "uitval_uur", "functie": "f"}, 8),
        ({"criterium": "uitval_uur", "over": "elk_object", "gebied": "stad"}, 5),
        ({"criterium": "uitval_uur", "over": "langste", "objecten": ["a"]}, 3),
        ({"criterium": "uitval_uur", "over": "som", "functie": "f"}, 13),
        ({"criterium": "uitval_uur", "over": "som", "objecten": ["a", "b"], "gebied": "dorp"}, 8),
        ({"criterium": "gebruikersuren", "functie": "f"}, 66),
        ({"criterium": "gebruikersuren", "functie": "f", "gebied": "dorp"}, 16),
        ({"criterium": "gebruikersuren", "functie": "f", "over": "elk_object"}, 50),
        ({"criterium": "gebruikersuren", "objecten": ["a", "b"]}, 66),
        ({"criterium": "kwetsbare_gebruikersuren", "functie": "f"}, 21),
        ({"criterium": "kwetsbare_gebruikersuren", "over": "elk_object", "functie": "f"}, 16),
        ({"criterium": "getroffenen"}, 30),
        ({"criterium": "getroffenen", "gebied": "dorp"}, 5),
        ({"criterium": "klantminuten", "functie": "f"}, 66 * 60),
        ({"criterium": "hersteltijd_t95_uur", "functie": "f"}, 12),
        ({"criterium": "gevolg_buiten_water", "functie": "f"}, 1),
    ],
)
def test_by_hand(limit: dict[str, Any], expected: int) -> None:
    assert held(limit).value.value == expected


def test_a_limit_about_what_cannot_be_told_is_not_met_by_silence() -> None:
    """Nothing was hit by itself, so there is no chain factor; nobody gave damage, so there is no damage."""
    for criterion in ("keteneffectfactor", "directe_schade_eur"):
        extra = {"functie": "f"} if criterion == "keteneffectfactor" else {}
        found = held({"criterium": criterion, **extra})
        assert (found.value.value, found.verdict.value) == (None, "nader_onderzoek"), criterion


def test_loads_of_different_units_are_not_one_number() -> None:
    spills = [{"id": name, "lozing": 2, "lozing_eenheid": unit} for name, unit in (("a", "m3"), ("b", "ton"))]
    limits = [{"id": "grens", "criterium": "lozing", "acceptabel_tot": 1}]
    (found,) = judge(measured(study(spills, limits=limits), Happening({"a": [(0, 1)], "b": [(0, 1)]}))).limits
    assert found.value.value is None


@pytest.mark.parametrize("over", ["elk_object", "langste", "som"])
def test_an_outage_at_the_horizon_makes_a_lower_bound(over: str) -> None:
    limit = {"criterium": "uitval_uur", "over": over, "functie": "f"}
    assert not held(limit).value.cut
    assert held(limit, Happening({"b": [(40, 48)]})).value.cut
    assert not held({**limit, "objecten": ["a"]}, Happening({"b": [(40, 48)], "a": [(0, 1)]})).value.cut


def test_scenarios_of_a_limit() -> None:
    limits = [
        {"id": each, "criterium": "uitval_uur", "scenarios": names}
        for each, names in (("alle", ["alle"]), ("leeg", []), ("een", ["t"]))
    ]
    of = study(ASSETS, [{"id": "f"}, {"id": "g"}], limits=limits, scenarios=[{"id": "s"}, {"id": "t"}])
    found = judge(measured(of, HAPPENED, HAPPENED)).limits
    assert [(each.limit.id, each.scenario) for each in found] == [
        ("alle", "s"),
        ("alle", "t"),
        ("leeg", "s"),
        ("leeg", "t"),
        ("een", "t"),
    ]


def test_an_area_of_another_division() -> None:
    assets = [{**each, "areas": {"wijk": wijk}} for each, wijk in zip(ASSETS, ("oost", "oost", "west"), strict=True)]
    limits = [{"id": "grens", "criterium": "gebruikersuren", "functie": "f", "gebied": "oost", "acceptabel_tot": 1}]
    of = study(assets, [{"id": "f"}, {"id": "g"}], limits=limits, divisions=("wijk",))
    (found,) = judge(measured(of, HAPPENED)).limits
    assert found.value.value == Decimal(66)

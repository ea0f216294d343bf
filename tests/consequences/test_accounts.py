"""Every criterion of page 04, each in cases worked out by hand."""

from __future__ import annotations

from decimal import Decimal
from math import erf, log, sqrt
from typing import Any

import pytest

from .happening import Happening, amount, by_function, measured, rows, study, value

POWER, PHONE = (
    {"id": "stroom", "gebruikerseenheid": "aansluitingen"},
    {"id": "telefoon", "gebruikerseenheid": "abonnees"},
)


# --- hours without ---------------------------------------------------------------------------------------------------


def test_user_hours_by_hand() -> None:
    """100.5 connections × (45 + 2) half hours = 100.5 × 23.5 h = 2361.75; page 04, ``gebruikersuren``."""
    of = study([{"id": "a", "functie": "stroom", "gebruikers": 100.5}], [POWER], step="0.5")
    found = value(of, Happening({"a": [(1, 46), (60, 62)]}), "gebruikersuren")
    assert (found.value, found.unit, found.cut) == (Decimal("2361.75"), "aansluitingen × uur", False)


def test_functions_are_never_added_up() -> None:
    """10 × 3 connection-hours and 10 × 3 subscriber-hours stay two numbers, each in its own unit."""
    of = study(
        [{"id": name, "functie": name, "gebruikers": 10, "gebied": "g"} for name in ("stroom", "telefoon")],
        [POWER, PHONE],
    )
    found = rows(of, Happening({"stroom": [(0, 3)], "telefoon": [(0, 3)]}), "gebruikersuren")
    assert [(each.function, each.value.value, each.value.unit) for each in found] == [
        ("stroom", 30, "aansluitingen × uur"),
        ("telefoon", 30, "abonnees × uur"),
    ]


def test_an_outage_at_the_horizon_is_a_lower_bound_and_one_without_users_is_not() -> None:
    of = study([{"id": "a", "gebruikers": 2}, {"id": "b", "gebruikers": 0, "gebied": "g"}, {"id": "c", "gebied": "h"}])
    found = rows(of, Happening({each: [(40, 48)] for each in "abc"}), "gebruikersuren")
    assert [(each.area, each.value.value, each.value.cut) for each in found] == [("", 16, True), ("g", 0, False)]


def test_unknown_is_no_row_and_computed_zero_is() -> None:
    of = study([{"id": "a", "gebruikers": 2}, {"id": "b", "gebied": "g"}])
    assert [(each.area, each.value.value) for each in rows(of, Happening(), "gebruikersuren")] == [("", 0)]
    assert rows(study([{"id": "b"}]), Happening({"b": [(0, 9)]}), "gebruikersuren") == []


def test_vulnerable_users_by_hand() -> None:
    """60 beds of which 24 of people who depend on care: 24 × 10 h = 240; page 04."""
    of = study([{"id": "a", "gebruikers": 60, "kwetsbare_gebruikers": 24}, {"id": "b", "gebruikers": 5}])
    found = value(of, Happening({"a": [(0, 10)], "b": [(0, 10)]}), "kwetsbare_gebruikersuren")
    assert (found.value, found.unit) == (240, "kwetsbare mensen × uur")


def test_customer_minutes_are_sixty_times_the_user_hours() -> None:
    """7 × 3 h + 5 × 4 h = 41 customer-hours = 2460 customer-minutes, over areas and parties."""
    of = study([{"id": "a", "gebruikers": 7, "gebied": "g"}, {"id": "b", "gebruikers": 5}], step="0.5")
    happened = Happening({"a": [(0, 6)], "b": [(2, 10)]})
    assert sum(each.value.value or 0 for each in rows(of, happened, "gebruikersuren")) == 41
    assert amount(of, happened, "klantminuten") == 2460
    assert value(of, happened, "klantminuten").unit == "gebruikers × minuut"


# --- people ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("steps", "expected"), [(3, 0), (4, 900), (10, 900)])
def test_affected_from_four_hours_on(steps: int, expected: int) -> None:
    """The key figure ``getroffen_vanaf_uur`` is 4: three hours without affects nobody, four hours everybody."""
    of = study([{"id": "a", "inwoners": 900}])
    assert amount(of, Happening({"a": [(5, 5 + steps)]}), "getroffenen") == expected


def test_affected_is_the_largest_count_over_functions_in_an_area_and_never_the_sum() -> None:
    """Stad: 600 + 100 without power, 650 without telephone: 700, not 1350. Dorp: 80. Together 780; page 04."""
    of = study(
        [
            {"id": "a", "functie": "stroom", "gebied": "stad", "inwoners": 600},
            {"id": "b", "functie": "stroom", "gebied": "stad", "inwoners": 100},
            {"id": "c", "functie": "telefoon", "gebied": "stad", "inwoners": 650},
            {"id": "d", "functie": "telefoon", "gebied": "dorp", "inwoners": 80},
        ],
        [POWER, PHONE],
    )
    found = rows(of, Happening({each: [(0, 5)] for each in "abcd"}), "getroffenen")
    assert [(each.area, each.function, each.value.value) for each in found] == [("dorp", "", 80), ("stad", "", 700)]


def test_residents_follow_from_users_where_an_object_gives_none() -> None:
    """1000 connections × 2.2 residents = 2200; an object that says 50 residents has 50; page 02."""
    function = {**POWER, "inwoners_per_gebruiker": 2.2}
    of = study(
        [
            {"id": "a", "functie": "stroom", "gebruikers": 1000},
            {"id": "b", "functie": "stroom", "gebruikers": 1000, "inwoners": 50},
        ],
        [function],
    )
    assert amount(of, Happening({"a": [(0, 4)], "b": [(0, 4)]}), "getroffenen") == 2250


def test_without_residents_nobody_knows_how_many_are_affected() -> None:
    of = study([{"id": "a", "gebruikers": 1000}])
    assert rows(of, Happening({"a": [(0, 40)]}), "getroffenen") == []


def test_whoever_may_yet_be_affected_makes_a_lower_bound() -> None:
    """Out for 2 h when the horizon comes: may become 4 h. Out for 2 h before it: will not."""
    of = study([{"id": "a", "inwoners": 9}])
    assert value(of, Happening({"a": [(46, 48)]}), "getroffenen").cut
    assert not value(of, Happening({"a": [(40, 42)]}), "getroffenen").cut
    assert not value(of, Happening({"a": [(40, 48)]}), "getroffenen").cut


# --- money -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("depth_mm", "share"), [(0, "0"), (10, "0"), (50, "0.1"), (100, "0.3"), (150, "0.5"), (300, "1"), (2000, "1")]
)
def test_direct_damage_along_the_curve_of_the_waterschadeschatter(depth_mm: int, share: str) -> None:
    """STOWA (page 04): 0 / 0.1 / 0.5 / 1 at 0.01 / 0.05 / 0.15 / 0.30 m; straight between, so 0.3 at 0.10 m."""
    of = study([{"id": "a", "max_schade_eur": 400_000, "schadecurve": "waterschadeschatter"}])
    happened = Happening(depth={"a": depth_mm} if depth_mm else {})
    assert amount(of, happened, "directe_schade_eur") == 400_000 * Decimal(share)


def test_direct_damage_needs_no_outage_and_an_outage_no_damage() -> None:
    of = study([{"id": "a", "max_schade_eur": 1000, "schadecurve": "waterschadeschatter"}, {"id": "b"}])
    assert amount(of, Happening({"a": [(0, 48)], "b": [(0, 48)]}), "directe_schade_eur") == 0


def worth(name: str, value_eur: float, until: float = 1000) -> dict[str, Any]:
    return {"id": name, "waarde_eur_per_gebruikersuur": value_eur, "waarde_tot_uur": until}


def test_indirect_damage_by_hand() -> None:
    """100 users × 5 h × 2.50 euro = 1250 euro; page 04."""
    of = study([{"id": "a", "gebruikers": 100}], [worth("f", 2.5)])
    assert amount(of, Happening({"a": [(3, 8)]}), "indirecte_schade_eur") == 1250


def test_in_an_area_and_hour_only_the_largest_loss_counts() -> None:
    """Hours 0-2 only power: 2 × 100 = 200. Hours 2-4 both: telephone loses 300 per hour, power 100: 2 × 300 = 600.
    Hours 4-5 only telephone: 300. Together 1100, of which power 200; not the sum 1300 (page 04)."""
    of = study(
        [
            {"id": "a", "functie": "stroom", "gebruikers": 100, "gebied": "stad"},
            {"id": "b", "functie": "telefoon", "gebruikers": 100, "gebied": "stad"},
        ],
        [worth("stroom", 1), worth("telefoon", 3)],
    )
    happened = Happening({"a": [(0, 4)], "b": [(2, 5)]})
    assert by_function(of, happened, "indirecte_schade_eur") == {"stroom": 200, "telefoon": 900}


def test_other_areas_are_other_people() -> None:
    """The same hours in two areas: both count."""
    of = study(
        [
            {"id": "a", "functie": "stroom", "gebruikers": 100, "gebied": "stad"},
            {"id": "b", "functie": "telefoon", "gebruikers": 100, "gebied": "dorp"},
        ],
        [worth("stroom", 1), worth("telefoon", 3)],
    )
    happened = Happening({"a": [(0, 4)], "b": [(0, 4)]})
    assert by_function(of, happened, "indirecte_schade_eur") == {"stroom": 400, "telefoon": 1200}


def test_a_value_counts_up_to_its_hour_and_what_comes_after_makes_a_lower_bound() -> None:
    """Up to 24 h: 10 users × 24 h × 1 euro = 240, however long the outage lasts."""
    of = study([{"id": "a", "gebruikers": 10}], [worth("f", 1, 24)])
    exactly, longer = (value(of, Happening({"a": [(0, end)]}), "indirecte_schade_eur") for end in (24, 30))
    assert (exactly.value, exactly.cut) == (240, False)
    assert (longer.value, longer.cut) == (240, True)


def test_two_outages_of_an_object_share_the_hours_for_which_its_value_counts() -> None:
    """20 h and 10 h: the first counts whole, of the second 4 h: 24 h × 10 = 240."""
    of = study([{"id": "a", "gebruikers": 10}], [worth("f", 1, 24)])
    found = value(of, Happening({"a": [(0, 20), (30, 40)]}), "indirecte_schade_eur")
    assert (found.value, found.cut) == (240, True)


def test_no_value_per_hour_no_row() -> None:
    assert rows(study([{"id": "a", "gebruikers": 10}]), Happening({"a": [(0, 9)]}), "indirecte_schade_eur") == []


RULE = {"vanaf_uur": 4, "eerste_eur": 35, "elke_uur": 4, "volgende_eur": 20}


@pytest.mark.parametrize(("tenths", "euro"), [(39, 0), (40, 35), (79, 35), (80, 55), (120, 75)])
def test_compensation_per_outage(tenths: int, euro: int) -> None:
    """From 4 h 35 euro, then 20 for every further whole 4 h: 3.9 h → 0, 4 h → 35, 7.9 h → 35, 8 h → 55, 12 h → 75."""
    of = study([{"id": "a", "gebruikers": 10}], [{"id": "f", "compensatie": RULE}], step="0.1")
    assert amount(of, Happening({"a": [(5, 5 + tenths)]}), "compensatie_eur") == 10 * euro


def test_compensation_is_owed_for_each_outage_by_itself() -> None:
    """Two outages of 3 h owe nothing; two of 4 h owe 2 × 35."""
    of = study([{"id": "a", "gebruikers": 1}], [{"id": "f", "compensatie": RULE}])
    assert amount(of, Happening({"a": [(0, 3), (10, 13)]}), "compensatie_eur") == 0
    assert amount(of, Happening({"a": [(0, 4), (10, 14)]}), "compensatie_eur") == 70


def test_compensation_of_an_outage_that_goes_on_is_a_lower_bound_also_while_nothing_is_owed_yet() -> None:
    of = study([{"id": "a", "gebruikers": 1}], [{"id": "f", "compensatie": RULE}])
    for length in (2, 6):
        assert value(of, Happening({"a": [(48 - length, 48)]}), "compensatie_eur").cut, length
    assert not value(of, Happening({"a": [(40, 47)]}), "compensatie_eur").cut


# --- deaths ----------------------------------------------------------------------------------------------------------


def phi(x: float) -> float:
    """The standard normal distribution, by the error function of the standard library."""
    return (1 + erf(x / sqrt(2))) / 2


@pytest.mark.parametrize(
    ("depth_mm", "chance"), [(499, 0), (1000, phi(-7.60 / 2.75)), (2000, phi((log(2) - 7.60) / 2.75))]
)
def test_deaths_by_the_function_of_the_remaining_zone(depth_mm: int, chance: float) -> None:
    """Jonkman, remaining zone (page 04): Φ((ln h − 7.60)/2.75); 0.00286 at 1 m, 0.00600 at 2 m; none below 0.5 m."""
    of = study([{"id": "a", "inwoners": 10_000}])
    found = value(of, Happening(depth={"a": depth_mm}), "dodelijke_slachtoffers")
    assert float(found.value or 0) == pytest.approx(10_000 * chance, abs=1e-5)
    assert found.unit == "personen"


def test_hand_values_of_the_mortality() -> None:
    """From a table of the normal distribution: Φ(−2.7636) = 0.00286, Φ(−2.5116) = 0.00601."""
    assert phi(-7.60 / 2.75) == pytest.approx(0.00286, abs=1e-5)
    assert phi((log(2) - 7.60) / 2.75) == pytest.approx(0.00601, abs=1e-5)


def test_who_left_in_time_does_not_die() -> None:
    """80 % evacuated: a fifth of the deaths."""
    of = study([{"id": "a", "inwoners": 1_000_000}])
    all_there, most_gone = (
        amount(of, Happening(depth={"a": 2000}, present=present), "dodelijke_slachtoffers") for present in (1.0, 0.2)
    )
    assert float(most_gone or 0) == pytest.approx(float(all_there or 0) / 5, abs=1e-5)


def test_fast_water_kills_more_only_where_the_rise_is_known() -> None:
    """3 m deep, rising 4 m/h: the rapid function Φ((ln 3 − 1.46)/0.28), against the slow one where it is unknown."""
    of = study([{"id": "a", "inwoners": 10_000}], step="0.5")
    known, unknown = (
        amount(of, Happening(depth={"a": 3000}, rise=rise), "dodelijke_slachtoffers") for rise in ({"a": 2000}, {})
    )
    assert float(known or 0) == pytest.approx(10_000 * phi((log(3) - 1.46) / 0.28), abs=1e-5)
    assert float(unknown or 0) == pytest.approx(10_000 * phi((log(3) - 7.60) / 2.75), abs=1e-5)


def test_the_same_people_do_not_die_twice() -> None:
    """Residents of one area under two functions: the larger count, not the sum."""
    of = study(
        [
            {"id": "a", "functie": "stroom", "gebied": "g", "inwoners": 1000},
            {"id": "b", "functie": "telefoon", "gebied": "g", "inwoners": 1000},
        ],
        [POWER, PHONE],
    )
    both, one = (
        amount(of, Happening(depth=dict.fromkeys(names, 1000)), "dodelijke_slachtoffers") for names in ("ab", "a")
    )
    assert both == one


# --- recovery and the chain ------------------------------------------------------------------------------------------


def test_recovery_times_by_hand() -> None:
    """20 users out from 2 h; 10 back at 12 h, 9 at 30 h, the last at 40 h. Peak 20: at most 10 out from 12 h, so
    t50 = 10 h; at most 1 (5 %) from 30 h, so t95 = 28 h."""
    of = study([{"id": "a", "gebruikers": 10}, {"id": "b", "gebruikers": 9}, {"id": "c", "gebruikers": 1}])
    happened = Happening({"a": [(2, 12)], "b": [(2, 30)], "c": [(2, 40)]})
    assert amount(of, happened, "hersteltijd_t50_uur") == 10
    assert amount(of, happened, "hersteltijd_t95_uur") == 28
    assert not value(of, happened, "hersteltijd_t95_uur").cut


def test_recovery_that_the_horizon_cuts() -> None:
    """Nobody back at 48 h: 46 h so far, a lower bound."""
    found = value(study([{"id": "a", "gebruikers": 1}]), Happening({"a": [(2, 48)]}), "hersteltijd_t50_uur")
    assert (found.value, found.cut) == (46, True)


def test_recovery_counts_until_for_good() -> None:
    """Back at 5 h, out again from 20 to 22 h: recovered at 22 h, 22 h after the first loss."""
    of = study([{"id": "a", "gebruikers": 4}], step="0.5")
    assert amount(of, Happening({"a": [(0, 10), (40, 44)]}), "hersteltijd_t50_uur") == 22


def test_nothing_lost_is_recovered_at_once() -> None:
    assert amount(study([{"id": "a", "gebruikers": 4}]), Happening(), "hersteltijd_t95_uur") == 0


def test_share_outside_the_water_and_chain_factor_by_hand() -> None:
    """Wet and hit: 10 × 4 = 40; dry: 30 × 4 = 120. Share 120/160 = 0.75; factor 160/40 = 4; page 04."""
    of = study([{"id": "nat", "gebruikers": 10}, {"id": "droog", "gebruikers": 30}])
    happened = Happening({"nat": [(0, 4)], "droog": [(0, 4)]}, {"nat": 500}, ["nat"])
    assert amount(of, happened, "gevolg_buiten_water") == Decimal("0.75")
    assert amount(of, happened, "keteneffectfactor") == 4


def test_chain_factor_is_empty_when_nothing_was_lost_at_objects_hit_themselves() -> None:
    """The station that floods has no users of its own: nothing to divide by; page 04."""
    of = study([{"id": "nat"}, {"id": "droog", "gebruikers": 30}])
    happened = Happening({"nat": [(0, 4)], "droog": [(0, 4)]}, {"nat": 500}, ["nat"])
    assert amount(of, happened, "keteneffectfactor") is None
    assert amount(of, happened, "gevolg_buiten_water") == 1
    assert amount(of, Happening(), "gevolg_buiten_water") is None


def test_an_imposed_outage_of_a_dry_object_is_hit_and_outside_the_water() -> None:
    of = study([{"id": "a", "gebruikers": 10}])
    happened = Happening({"a": [(0, 4)]}, {}, ["a"])
    assert (amount(of, happened, "keteneffectfactor"), amount(of, happened, "gevolg_buiten_water")) == (1, 1)


# --- counts ----------------------------------------------------------------------------------------------------------


def test_stations_out_by_kind() -> None:
    """Two stations and a house fail, one station twice: two stations out."""
    of = study(
        [{"id": "a", "soort": "ms_station"}, {"id": "b", "soort": "onderstation_hs"}, {"id": "c", "soort": "huis"}]
    )
    happened = Happening({"a": [(0, 2), (5, 6)], "b": [(0, 1)], "c": [(0, 1)]})
    assert (amount(of, happened, "stations_uit"), value(of, happened, "stations_uit").unit) == (2, "stations")


def test_places_that_may_spill_and_loads_by_unit() -> None:
    """Two works that fail spill 5 + 7.5 m3; a tank 3 ton; a third that keeps working nothing. Units stay apart."""
    of = study(
        [
            {"id": "a", "soort": "rwzi", "lozing": 5, "lozing_eenheid": "m3"},
            {"id": "b", "soort": "rwzi", "lozing": 7.5, "lozing_eenheid": "m3"},
            {"id": "c", "soort": "tankdepot", "lozing": 3, "lozing_eenheid": "ton"},
            {"id": "d", "soort": "tankdepot", "lozing": 100, "lozing_eenheid": "ton"},
        ]
    )
    happened = Happening({each: [(0, 1)] for each in "abc"})
    assert amount(of, happened, "milieu") == 3
    assert [(each.value.value, each.value.unit) for each in rows(of, happened, "lozing")] == [
        (Decimal("12.5"), "m3"),
        (3, "ton"),
    ]


def test_a_criterion_of_the_study_counts_its_kinds_and_functions() -> None:
    criterion = {
        "id": "zorg_uit",
        "naam": "Zorg",
        "eenheid": "locaties",
        "telt": "uitgevallen_objecten",
        "functie": ["f"],
    }
    of = study([{"id": "a"}, {"id": "b", "functie": "g"}], [{"id": "f"}, {"id": "g"}], criteria=[criterion])
    happened = Happening({"a": [(0, 1)], "b": [(0, 1)]})
    assert (amount(of, happened, "zorg_uit"), value(of, happened, "zorg_uit").unit) == (1, "locaties")


def test_every_shipped_criterion_has_an_account() -> None:
    of = study([{"id": "a"}])
    found = measured(of, Happening())
    assert [account.criterion for account in found.ledger.accounts] == [each.id for each in of.criteria]

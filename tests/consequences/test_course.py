"""The course in time: recovery curves, when objects fail per period, and which took down which."""

from __future__ import annotations

from decimal import Decimal

from besluitsteun.consequences.course import chain_blocks, chain_links, recovery_points

from ..small_result import small_assessment, small_study
from .happening import Happening, measured, study

FOUND = small_assessment(small_study())


def test_recovery_points_are_the_hours_at_which_something_changes() -> None:
    """2 users from 1 h, 5 from 2 h, 3 from 3.5 h, none from 4 h."""
    of = study([{"id": "a", "gebruikers": 2}, {"id": "b", "gebruikers": 3}], step="0.5")
    found = recovery_points(measured(of, Happening({"a": [(2, 7)], "b": [(4, 8)]})))
    told = [(each.hour, each.users) for each in found]
    assert told == [(0, 0), (1, 2), (2, 5), (Decimal("3.5"), 3), (4, 0)]
    assert {each.unit for each in found} == {"gebruikers"}


def test_a_function_of_which_no_users_are_known_has_no_curve_and_one_that_works_on_is_flat() -> None:
    of = study([{"id": "a", "gebruikers": 2}, {"id": "b", "functie": "g"}], [{"id": "f"}, {"id": "g"}])
    assert [(each.function, each.hour, each.users) for each in recovery_points(measured(of, Happening()))] == [
        ("f", 0, 0)
    ]


def test_the_area_under_the_curve_is_the_user_hours() -> None:
    """Small study: 4523 connection-hours and 1760 subscriber-hours until 48 h."""
    points = [each for each in recovery_points(FOUND.measurements) if each.scenario == "vloed"]
    for function, expected in (("stroom", Decimal(4523)), ("telecom", Decimal(1760))):
        mine = [each for each in points if each.function == function]
        ends = [*(each.hour for each in mine[1:]), Decimal(48)]
        area = sum((end - each.hour) * each.users for each, end in zip(mine, ends, strict=True))
        assert area == expected


def test_chain_blocks_count_each_object_once_in_the_period_in_which_it_first_fails() -> None:
    """hs floods at 1 h; secret and wijk follow at 3 h and mast at 4 h, all in the period from 1 to 6 h."""
    found = [each for each in chain_blocks(FOUND.measurements, FOUND.outages) if each.scenario == "vloed"]
    assert [(each.function, each.since, each.until, each.cause, each.assets, each.still_down) for each in found] == [
        ("stroom", 1, 6, "keten", 2, 1),
        ("stroom", 1, 6, "overstroming", 1, 1),
        ("telecom", 1, 6, "keten", 1, 1),
    ]
    assert sum(each.assets for each in found) == len(FOUND.outages.scenarios[0].asset)


def test_chain_links_count_direct_causes() -> None:
    """hs → secret, secret → wijk: two within power; secret → mast: one to telephone; mast → wijk: one back."""
    found = chain_links(FOUND.measurements, FOUND.outages)
    assert [(each.from_function, each.to_function, each.links) for each in found] == [
        ("stroom", "stroom", 2),
        ("stroom", "telecom", 1),
        ("telecom", "stroom", 1),
    ]
    assert sum(each.links for each in found) == sum(len(direct) for direct in FOUND.outages.scenarios[0].direct)


def test_the_last_period_runs_to_the_horizon() -> None:
    """With a horizon of 48 h the period from 24 h on has no end of its own."""
    outages = FOUND.outages.scenarios[0]
    late = type(FOUND.outages)((type(outages)(**{**vars(outages), "first_step": outages.first_step * 0 + 60}),))
    assert {(each.since, each.until) for each in chain_blocks(FOUND.measurements, late)} == {(24, None)}

"""What is at stake: whole thousandths of people and cents, residents from users where an object gives none."""

from __future__ import annotations

import numpy as np
import pytest

from besluitsteun.consequences.stakes import Stakes, drawn_stakes, modal_stakes
from besluitsteun.loading.study import Study
from besluitsteun.network import build_network
from besluitsteun.simulation.draws import Drawer

from .happening import study


def drawer(of: Study) -> Drawer:
    return Drawer.of(build_network(of), of.seed)


def stakes(of: Study) -> Stakes:
    return modal_stakes(of, drawer(of))


def test_in_thousandths_and_cents() -> None:
    of = study([{"id": "a", "gebruikers": 100.5, "kwetsbare_gebruikers": 0.1, "inwoners": 7, "max_schade_eur": 12.34}])
    found = stakes(of)
    columns = (found.users, found.vulnerable, found.residents, found.damage)
    assert [column.tolist() for column in columns] == [[100_500], [100], [7000], [1234]]


def test_unknown_counts_for_nothing() -> None:
    found = stakes(study([{"id": "a"}]))
    assert [column.tolist() for column in (found.users, found.residents, found.damage)] == [[0], [0], [0]]


def test_residents_of_an_object_go_before_those_of_its_users() -> None:
    of = study(
        [{"id": "a", "gebruikers": 10}, {"id": "b", "gebruikers": 10, "inwoners": 0}, {"id": "c", "inwoners": 3}],
        [{"id": "f", "inwoners_per_gebruiker": 2.2}],
    )
    assert stakes(of).residents.tolist() == [22_000, 0, 3000]


@pytest.mark.parametrize("draw", range(20))
def test_a_draw_stays_within_its_range_and_takes_residents_along(draw: int) -> None:
    of = study(
        [{"id": "a", "gebruikers": 10, "gebruikers_min": 5, "gebruikers_max": 20}],
        [{"id": "f", "inwoners_per_gebruiker": 2}],
    )
    found = drawn_stakes(of, drawer(of), draw)
    assert 5000 <= found.users[0] <= 20_000
    assert abs(found.residents[0] - 2 * found.users[0]) <= 1  # each is rounded by itself
    assert np.array_equal(found.users, drawn_stakes(of, drawer(of), draw).users)

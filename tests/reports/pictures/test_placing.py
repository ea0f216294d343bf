"""Texts and numbers find a free place, or none."""

from __future__ import annotations

from besluitsteun.reports.pictures.placing import Box, Room, around

SHEET = Box(0, 0, 100, 100)


def test_nothing_lies_over_another_or_over_the_edge() -> None:
    room = Room(SHEET)
    spots = [room.place(around(50, 50, (0, 15, 30, 45)), 20, 10) for _ in range(12)]
    found = [Box.around(*spot, 20, 10) for spot in spots if spot is not None]
    assert len(found) >= 8
    assert all(box.within(SHEET) for box in found)
    assert not any(one.meets(other) for place, one in enumerate(found) for other in found[:place])


def test_a_full_sheet_has_no_place() -> None:
    room = Room(SHEET)
    room.taken.append(SHEET)
    assert room.place([(50, 50), (20, 20)], 10, 10) is None


def test_a_place_that_covers_nothing_is_preferred() -> None:
    room = Room(SHEET, crowd=[(50, 50), (52, 50), (30, 30)])
    assert room.place([(50, 50), (30, 30), (80, 80)], 10, 10) == (80, 80)
    assert room.place([(50, 50), (30, 30)], 10, 10) == (30, 30)

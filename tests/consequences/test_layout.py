"""Where objects are counted: cells are what lies in the same area in every division."""

from __future__ import annotations

from besluitsteun.consequences.layout import Group, layout_of

from .happening import study

ASSETS = (
    {"id": "a", "gebied": "stad", "partij": "p", "drager": "q", "areas": {"wijk": "oost"}},
    {"id": "b", "gebied": "stad", "areas": {"wijk": "west"}},
    {"id": "c", "areas": {"wijk": "west"}},
    {"id": "d", "gebied": "stad", "areas": {"wijk": "oost"}, "functie": "g"},
)
FUNCTIONS = ({"id": "f"}, {"id": "g"})


def test_cells_are_the_intersections_of_all_divisions() -> None:
    found = layout_of(study(ASSETS, FUNCTIONS, divisions=("wijk",)))
    assert found.divisions == ("gebied", "wijk")
    assert found.cells == (("", "west"), ("stad", "oost"), ("stad", "west"))
    assert found.cell.tolist() == [1, 2, 0, 1]
    assert found.function.tolist() == [0, 0, 0, 1]
    assert found.area == ("", "stad", "stad")
    assert found.groups[0] == Group("f", 1, "p", "q")
    assert [found.area_in("wijk", cell) for cell in (0, 1, -1)] == ["west", "oost", ""]


def test_a_division_by_the_column_gebied_is_not_counted_twice() -> None:
    assets = [{**each, "areas": {"gemeente": each.get("gebied", "")}} for each in ASSETS]
    assert layout_of(study(assets, FUNCTIONS, divisions=("gemeente",))).divisions == ("gemeente",)


def test_without_areas_there_is_one_cell() -> None:
    found = layout_of(study([{"id": "a"}, {"id": "b"}]))
    assert (found.divisions, found.cells, found.cell.tolist()) == ((), ((),), [0, 0])


def test_the_order_of_objects_changes_no_cell() -> None:
    one, other = (layout_of(study(assets, FUNCTIONS, divisions=("wijk",))) for assets in (ASSETS, ASSETS[::-1]))
    assert one.cells == other.cells
    assert one.groups == other.groups[::-1]

"""The map: north up and true to shape, failures in front, nothing by colour alone, nothing from data as markup."""

from __future__ import annotations

import base64
import re
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
import shapely

from besluitsteun import build_network, expose, read_study, simulate
from besluitsteun.background import BackgroundLayer, read_background
from besluitsteun.nl import number
from besluitsteun.reports.depth_image import DepthImage, depth_image
from besluitsteun.reports.extent import Extent, extent_of
from besluitsteun.reports.palette import LOOKS, State, state_of
from besluitsteun.reports.pictures.drawing import Picture
from besluitsteun.reports.pictures.map import MapView, draw_map
from besluitsteun.reports.pictures.marks import Marker
from besluitsteun.reports.places import PlaceName
from besluitsteun.schema.map_layers import MapLayerKind

ROOT = Path(__file__).parents[3]
EXTENT: Extent = (0.0, 0.0, 9_600.0, 4_800.0)  # ten metres to a unit
SVG = "{http://www.w3.org/2000/svg}"
WATER = DepthImage(b"png", 10, 5, (0.0, 0.0, 9_600.0, 4_800.0), 0.5, 1.0)


def view(*markers: Marker, **keys: Any) -> MapView:
    return MapView(**({"extent": EXTENT, "alt": "Kaart", "markers": markers} | keys))


def root(drawn: Picture) -> ET.Element:
    return ET.fromstring(drawn.svg)  # noqa: S314  (our own, and well-formed is the point)


def group(drawn: Picture, name: str) -> ET.Element:
    (found,) = [each for each in root(drawn).iter(f"{SVG}g") if each.get("class") == name]
    return found


def one_of_each() -> list[Marker]:
    return [Marker(500.0 + 1_000 * turn, 2_000.0, f"object {state}", state) for turn, state in enumerate(State)]


def starts(path: str) -> list[tuple[float, float]]:
    return [(float(x), float(y)) for x, y in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", path)]


def test_north_is_up_and_the_shape_is_true() -> None:
    works = State.WORKS
    drawn = draw_map(view(Marker(0, 4_800, "noordwest", works), Marker(9_600, 0, "zuidoost", works)))
    path = group(drawn, "werkt")[0].get("d", "")
    assert starts(path) == [(0, 0), (960, 480)]
    assert drawn.width == 960
    assert drawn.height > 480


def test_a_tall_map_is_narrower_and_keeps_its_shape() -> None:
    inner = root(draw_map(view(extent=(0.0, 0.0, 1_000.0, 4_000.0)))).find(f"{SVG}svg")
    assert inner is not None
    width, height, left = (float(inner.get(key, "0")) for key in ("width", "height", "x"))
    assert height / width == pytest.approx(4)
    assert left == pytest.approx((960 - width) / 2)


SURROUNDINGS = (
    BackgroundLayer("gemeenten", ("stad",), (shapely.box(100, 100, 9_000, 4_000),)),
    BackgroundLayer("dijk", ("",), (shapely.LineString([(0, 3_000), (9_600, 3_000)]),), MapLayerKind.DEFENCES),
    BackgroundLayer("rivier", ("IJssel",), (shapely.box(0, 3_200, 9_600, 3_600),), MapLayerKind.WATER),
    BackgroundLayer("bres", ("Hier breekt de dijk",), (shapely.Point(4_000, 3_000),), MapLayerKind.BREACHES),
)


def test_surroundings_are_named_and_in_the_legend() -> None:
    drawn = draw_map(view(background=SURROUNDINGS))
    named = {each.text for each in group(drawn, "namen").iter(f"{SVG}text")}
    assert named == {"stad", "IJssel", "Hier breekt de dijk"}
    legend = {each.text for each in group(drawn, "legenda").iter(f"{SVG}text")}
    assert {"Omgeving", "gemeenten", "dijk", "rivier", "bres"} <= legend


def test_what_lies_outside_the_map_is_not_in_its_legend() -> None:
    far = BackgroundLayer("bres", ("Ver weg",), (shapely.Point(-900, 3_000),), MapLayerKind.BREACHES)
    river = BackgroundLayer("beek", ("Beek",), (shapely.box(-900, 0, -800, 90),), MapLayerKind.WATER)
    svg = draw_map(view(background=(far, river))).svg
    assert not any(word in svg for word in ("bres", "Ver weg", "beek", "Beek", "Omgeving"))


def test_where_no_depth_is_known_the_legend_says_so() -> None:
    assert "geen waterdiepte berekend" in draw_map(view(depth=replace(WATER, unknown_share=0.1))).svg
    assert "geen waterdiepte berekend" not in draw_map(view(depth=WATER)).svg


def test_failures_stand_in_front_of_what_works_and_water_is_behind_all() -> None:
    svg = draw_map(view(*one_of_each(), depth=WATER, background=SURROUNDINGS)).svg
    order = [
        "<image",
        'class="waterloop"',
        'class="achtergrond"',
        'class="keringen"',
        *(f'class="{state}"' for state in LOOKS),
        'class="doorbraken"',
        'class="namen"',
        'class="legenda"',
    ]
    places = [svg.index(each) for each in order]
    assert places == sorted(places)
    assert [state.value for state in LOOKS] == ["werkt", "nat", "uit_keten", "uit_water", "uit_opgelegd"]


def test_no_state_is_shown_by_colour_alone() -> None:
    """Without its colours every state still has another outline, and the legend names all with their number."""
    drawn = draw_map(view(*one_of_each()))
    outlines = []
    for state in State:
        path = group(drawn, state.value)[0].get("d", "")
        outlines.append((re.sub(r"^M[-\d.]+ [-\d.]+", "", path), len(group(drawn, state.value))))
    assert len(set(outlines)) == len(State)
    legend = " ".join(each.text or "" for each in group(drawn, "legenda").iter(f"{SVG}text"))
    assert all(f"{look.label} (1)" in legend for look in LOOKS.values())


def test_names_from_data_are_never_markup() -> None:
    nasty = "<script>alert(1)</script>\"'&"
    markers = [
        Marker(1_000, 1_000, nasty, State.WATER, detail=nasty, priority=1),
        Marker(5_000, 900, nasty, State.CHAIN),
    ]
    layer = BackgroundLayer(nasty, (nasty,), (shapely.box(100, 100, 9_000, 4_000),))
    keys = {"alt": nasty, "depth_note": nasty, "background": (layer,), "places": (PlaceName(nasty, 7_000, 4_000),)}
    drawn = draw_map(view(*markers, **keys))
    assert "<script" not in drawn.svg
    assert root(drawn).get("aria-label") == nasty
    assert drawn.key == ((1, nasty),)
    titles = [each.text or "" for each in root(drawn).iter(f"{SVG}title")]
    assert sum(nasty in title for title in titles) == 3  # the numbered mark, its number, and the other mark


def test_the_same_bytes_twice_and_nothing_from_elsewhere() -> None:
    markers = one_of_each() * 3
    one, other = (draw_map(view(*markers, depth=WATER)) for _ in range(2))
    assert one == other
    links = re.findall(r'(?:href|src|url)\W+([^"]+)', one.svg)
    assert links == [f"data:image/png;base64,{base64.b64encode(WATER.png).decode()}"]
    assert one.svg.count("http") == 1  # the name of the SVG language


def test_the_caller_chooses_which_failures_get_a_number() -> None:
    markers = [Marker(600.0 * turn, 2_000.0, f"nr {turn}", State.WATER, priority=turn) for turn in range(15)]
    works = Marker(100, 100, "werkt gewoon", State.WORKS, priority=99)
    drawn = draw_map(view(*markers, works, numbered=8))
    assert drawn.key == tuple((turn, f"nr {15 - turn}") for turn in range(1, 9))
    shown = [each.text for each in group(drawn, "genummerd").iter(f"{SVG}text")]
    assert shown == [str(turn) for turn in range(1, 9)]


def test_numbers_of_coinciding_failures_do_not_lie_over_each_other() -> None:
    markers = [Marker(4_000, 2_000, f"nr {turn}", State.CHAIN, priority=1) for turn in range(10)]
    circles = list(group(draw_map(view(*markers)), "genummerd").iter(f"{SVG}circle"))
    middles = [complex(float(each.get("cx", "")), float(each.get("cy", ""))) for each in circles]
    assert len(middles) == 10
    assert min(abs(one - other) for one, other in combinations(middles, 2)) >= 20


def test_failures_together_are_one_larger_mark_that_counts_and_names_them() -> None:
    markers = [Marker(4_000 + turn, 2_000, name, State.WATER) for turn, name in enumerate("aabcdef")]
    drawn = draw_map(view(*markers, Marker(8_000, 2_000, "alleen", State.WATER, detail="12 uur")))
    large, small = group(drawn, "uit_water")
    title = large[0].text or ""
    assert title == "7 objecten bij elkaar: valt uit door het water zelf\na (2×), b, c, d en 2 andere"
    assert small[0].text == "alleen\nvalt uit door het water zelf\n12 uur"

    def width(mark: ET.Element) -> float:
        return float(mark.get("d", "").split("h-")[1].rstrip("z"))

    assert width(large) > width(small)
    assert "Groter teken: meer objecten bij elkaar." in drawn.svg


def test_different_failures_in_one_place_stand_side_by_side() -> None:
    drawn = draw_map(view(Marker(4_005, 2_005, "a", State.WATER), Marker(4_005, 2_005, "b", State.CHAIN)))
    (water,), (chain,) = (starts(group(drawn, name)[0].get("d", "")) for name in ("uit_water", "uit_keten"))
    assert water[0] - chain[0] > 6


def test_what_lies_outside_is_told() -> None:
    drawn = draw_map(view(Marker(-1, 10, "ver", State.WATER), Marker(10, 9_999, "verder", State.WORKS)))
    assert "2 objecten liggen buiten deze kaart." in drawn.svg
    assert "ver\n" not in drawn.svg


def test_names_of_areas_lie_inside_them_and_not_over_each_other() -> None:
    parts = tuple(shapely.box(left, 200, left + 2_300, 4_600) for left in (100, 2_500, 4_900))
    layers = (BackgroundLayer("a", ("Een", "Twee", "Drie"), parts), BackgroundLayer("b", ("Groot",), (parts[0],)))
    drawn = draw_map(view(background=layers))
    places = {
        text.text: (float(text.get("x", "")), float(text.get("y", "")))
        for names in root(drawn).iter(f"{SVG}g")
        if names.get("class") == "namen"
        for text in names.iter(f"{SVG}text")
    }
    assert list(places) == ["Drie", "Een", "Twee", "Groot"]
    assert 10 < places["Een"][0] < 240 < 250 < places["Twee"][0] < 480 < 490 < places["Drie"][0] < 720
    assert abs(places["Groot"][1] - places["Een"][1]) >= 19


@pytest.mark.parametrize("width", [9_600.0, 1_000.0, 96_000.0, 24_000.0])
def test_scale_bar_is_as_long_as_it_says(width: float) -> None:
    bar = group(draw_map(view(extent=(0.0, 0.0, width, width / 2))), "schaal")
    (words,) = bar.findall(f"{SVG}text")
    length = float(re.findall(r"h([\d.]+)", bar.findall(f"{SVG}path")[0].get("d", ""))[0])
    amount, unit = (words.text or "").split()
    metres = float(amount.replace(",", ".")) * (1000 if unit == "km" else 1)
    assert length * width / 960 == pytest.approx(metres, rel=0.005)
    assert 90 <= length <= 220


def test_without_a_picture_of_the_water_the_map_says_why() -> None:
    drawn = draw_map(view(depth_note="De diepte is per object gegeven: er is geen kaart van het water."))
    assert "er is geen kaart van het water" in drawn.svg
    assert "meer dan 2,00 m" not in drawn.svg


def test_letters_are_large_enough() -> None:
    svg = draw_map(view(*one_of_each(), depth=WATER, places=(PlaceName("Stad", 4_000, 4_000),))).svg
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', svg)) >= 12


@pytest.mark.parametrize("study_name", ["ijsselstreek", "kampen"])
def test_maps_of_the_studies(study_name: str, real_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every asset is in the picture or its group, every number has a name, and the file stays small."""
    monkeypatch.setenv("BESLUITSTEUN_DATA", str(real_data.resolve()))
    study = read_study(ROOT / "scenario's" / study_name)
    network = build_network(study)
    exposure = expose(study, network)
    extent, outside = extent_of(
        (asset.x, asset.y) for asset in study.assets if asset.x is not None and asset.y is not None
    )
    background = read_background(study, (extent[2] - extent[0]) / 960)
    for scenario, wet, found in zip(
        study.scenarios, exposure.scenarios, simulate(network, exposure).scenarios, strict=True
    ):
        causes = dict(zip(found.asset.tolist(), found.cause, strict=True))
        is_wet = np.isin(np.arange(len(study.assets)), wet.wet_asset)
        markers = tuple(
            Marker(asset.x, asset.y, asset.name or asset.id, state_of(causes.get(turn), bool(is_wet[turn])), priority=1)
            for turn, asset in enumerate(study.assets)
            if asset.x is not None and asset.y is not None
        )
        water = depth_image(study, scenario, extent)
        assert water is not None
        drawn = draw_map(MapView(extent, scenario.id, markers, water, background=background))
        assert outside == 0
        assert len(drawn.key) == min(10, len(causes))
        for state in State:
            amount = sum(marker.state is state for marker in markers)
            assert amount == 0 or f"{LOOKS[state].label} ({number(amount)})" in drawn.svg
        assert len(drawn.svg.encode()) < 150_000

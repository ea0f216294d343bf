"""``Picture`` in, what stands in it out: the eyes of the tests of the pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from besluitsteun.reports.pictures.chart import text_width
from besluitsteun.reports.pictures.drawing import Picture

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script> & \"'\x00\ud800]]>"

words = st.text(min_size=1, max_size=30) | st.just(HOSTILE) | st.just("x" * 200) | st.just("een langere naam " * 9)


def root_of(picture: Picture) -> ET.Element:
    return ET.fromstring(picture.svg)  # noqa: S314 - our own drawing


def texts(picture: Picture) -> list[str]:
    return [element.text or "" for element in root_of(picture).iter(f"{SVG}text")]


def placed(element: ET.Element, x: float = 0.0, y: float = 0.0) -> Iterator[tuple[ET.Element, float, float]]:
    """Every element with the shift of the groups it stands in."""
    moved = re.fullmatch(r"translate\((\S+) (\S+)\)", element.get("transform", ""))
    if moved:
        x, y = x + float(moved[1]), y + float(moved[2])
    yield element, x, y
    for child in element:
        yield from placed(child, x, y)


def rectangles(picture: Picture, fill: str) -> list[tuple[float, float, float, float]]:
    """(x, y, width, height) of the rectangles of one colour, where they stand in the picture."""
    return [
        (x + float(e.get("x", 0)), y + float(e.get("y", 0)), float(e.get("width", 0)), float(e.get("height", 0)))
        for e, x, y in placed(root_of(picture))
        if e.tag == f"{SVG}rect" and e.get("fill") == fill
    ]


def assert_sound(picture: Picture) -> None:
    """Well-formed, said in words, without ids or styles, every text and rectangle within the picture."""
    root = root_of(picture)
    assert root.get("viewBox") == f"0 0 {picture.width} {picture.height}"
    assert root.get("role") == "img"
    assert root.get("aria-label") == root.findtext(f"{SVG}title")
    for element, x, y in placed(root):
        assert element.tag in {SVG + name for name in ("svg", "g", "title", "text", "rect", "path", "polygon")} | {
            SVG + "circle",
            SVG + "polyline",
        }
        assert not {"id", "style", "class"} & set(element.attrib)
        if element.tag == f"{SVG}text":
            _assert_text_within(element, x, y, picture)
        if element.tag == f"{SVG}rect":
            _assert_rectangle_within(element, x, y, picture)
        if element.tag in (f"{SVG}polygon", f"{SVG}polyline"):
            for point in (element.get("points") or "").split():
                px, py = map(float, point.split(","))
                assert -0.5 <= x + px <= picture.width + 0.5
                assert -0.5 <= y + py <= picture.height + 0.5


def _assert_text_within(element: ET.Element, x: float, y: float, picture: Picture) -> None:
    size = float(element.get("font-size") or 14)
    assert size >= 12
    wide = text_width(element.text or "", size, bold=element.get("font-weight") is not None)
    start = x + float(element.get("x", 0)) - {"end": wide, "middle": wide / 2}.get(element.get("text-anchor", ""), 0)
    assert start >= -0.5
    assert start + wide <= picture.width + 0.5, element.text
    assert size * 0.7 <= y + float(element.get("y", 0)) + 0.5
    assert y + float(element.get("y", 0)) <= picture.height


def _assert_rectangle_within(element: ET.Element, x: float, y: float, picture: Picture) -> None:
    left, top = x + float(element.get("x", 0)), y + float(element.get("y", 0))
    wide, high = float(element.get("width", -1)), float(element.get("height", -1))
    assert wide >= 0
    assert high >= 0
    assert left >= -0.5
    assert left + wide <= picture.width + 0.5
    assert top >= -0.5
    assert top + high <= picture.height + 0.5

"""A ``MapView`` in, a ``Picture`` out: where the water stands, what fails there, and what fails through others."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING

from ...background import BackgroundLayer
from ...nl import count, number
from ..depth_image import DepthImage
from ..extent import Extent
from ..palette import DEPTH_CLASSES, INK, LOOKS, PAPER, SOFT, Shape, State
from ..places import PlaceName
from .drawing import Picture, escape, nice_step, picture, short, tag, text_width
from .marks import NUMBERED, Group, Marker, Placed, grouped, marks, outline, specks, told
from .placing import Box, Room, around

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

WIDTH, TALLEST = 960, 900
LAND = "#f6f5f1"
BADGE = 10.0  # half the size of a number
LABEL = 13  # font size of the names of areas
_DASHES = (None, "7 4", "2 3")  # of the first, second and further layers
_LINE = 24  # height of a line of the legend
_MARGIN = 4.0


@dataclass(frozen=True, eq=False)
class MapView:
    """What one map shows.

    extent     : in the study's CRS, in metres
    alt        : what the picture says, for who cannot see it
    depth      : the water, None where a scenario has no picture of it; ``depth_note`` then says why
    background : polygons get a thin outline and their name, lines are thin
    places     : names to write near a point, the most important first
    numbered   : how many failures at most get a number, those of the highest priority
    """

    extent: Extent
    alt: str
    markers: tuple[Marker, ...]
    depth: DepthImage | None = None
    depth_note: str = ""
    background: tuple[BackgroundLayer, ...] = ()
    places: tuple[PlaceName, ...] = ()
    numbered: int = 10


def draw_map(view: MapView) -> Picture:
    """The map, north up and true to shape, 960 wide, with its legend; ``key`` names the numbered failures.

    From back to front: water, background, assets that work, assets in the water that work, failures,
    names, numbers.
    Failures in one square of 16 units are one larger mark that names them when pointed at.
    """
    paper = _Paper(view.extent)
    placed = [each for marker in view.markers if (each := paper.place(marker)) is not None]
    failures = [each for each in placed if LOOKS[each.marker.state].is_failure]
    chosen, others = _most_important(failures, view.numbered)
    groups = grouped(others)
    room = Room(paper.sheet, ((group.x, group.y) for group in groups))
    furniture = _scale_bar(paper, room) + _north(paper, room)
    numbers = _numbers(chosen, room)
    labels = _place_names(view.places, paper, room)
    labels += "".join(_area_names(layer, turn, paper, room) for turn, layer in enumerate(view.background))
    map_body = (
        tag("rect", width=paper.width, height=paper.height, fill=LAND),
        _water(view.depth, paper),
        *(_outlines(layer, turn, paper) for turn, layer in enumerate(view.background)),
        *(specks(state, _of(state, placed)) for state in (State.WORKS, State.WET)),
        *(marks([group for group in groups if group.state is state]) for state in LOOKS),
        labels,
        numbers,
        furniture,
        tag("rect", x=0.5, y=0.5, width=paper.width - 1, height=paper.height - 1, fill="none", stroke=SOFT),
    )
    legend, height = _legend(view, placed, chosen, groups, paper.height + 8)
    inner = tag("svg", *map_body, x=paper.left, width=paper.width, height=paper.height)
    key = tuple((turn, each.marker.name) for turn, each in enumerate(chosen, start=1))
    return picture(WIDTH, round(height), view.alt, inner, legend, key=key)


@dataclass(frozen=True)
class _Paper:
    """The sheet of the map: from the study's CRS to units of the picture."""

    extent: Extent

    @cached_property
    def scale(self) -> float:
        """Units of the picture per metre."""
        left, bottom, right, top = self.extent
        return min(WIDTH / (right - left), TALLEST / (top - bottom))

    @property
    def width(self) -> float:
        return (self.extent[2] - self.extent[0]) * self.scale

    @property
    def height(self) -> float:
        return (self.extent[3] - self.extent[1]) * self.scale

    @property
    def left(self) -> float:
        """Of a map narrower than the picture, which stands in its middle."""
        return (WIDTH - self.width) / 2

    @property
    def sheet(self) -> Box:
        return Box(_MARGIN, _MARGIN, self.width - _MARGIN, self.height - _MARGIN)

    def at(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.extent[0]) * self.scale, (self.extent[3] - y) * self.scale

    def place(self, marker: Marker) -> Placed | None:
        """The marker on the paper; None outside."""
        left, bottom, right, top = self.extent
        if not (left <= marker.x <= right and bottom <= marker.y <= top):
            return None
        return Placed(*self.at(marker.x, marker.y), marker)


def _of(state: State, placed: Iterable[Placed]) -> Iterator[Placed]:
    return (each for each in placed if each.marker.state is state)


def _most_important(failures: Sequence[Placed], most: int) -> tuple[list[Placed], list[Placed]]:
    """Those of the highest priority, in order of it (the first of equals first), and the others as they came."""
    ranked = sorted(range(len(failures)), key=lambda place: -failures[place].marker.priority)
    chosen = [place for place in ranked[:most] if failures[place].marker.priority > 0]
    taken = set(chosen)
    others = [each for place, each in enumerate(failures) if place not in taken]
    return [failures[place] for place in chosen], others


# --- water and background --------------------------------------------------------------------------------------------


def _water(depth: DepthImage | None, paper: _Paper) -> str:
    if depth is None:
        return ""
    left, bottom, right, top = depth.extent
    x, y = paper.at(left, top)
    return tag(
        "image",
        x=x,
        y=y,
        width=(right - left) * paper.scale,
        height=(top - bottom) * paper.scale,
        preserveAspectRatio="none",
        style="image-rendering:pixelated",
        href=f"data:image/png;base64,{base64.b64encode(depth.png).decode('ascii')}",
    )


def _on_paper(shape: BaseGeometry, paper: _Paper) -> BaseGeometry:
    """The part of a shape that lies on the sheet, in units of the picture."""
    import shapely

    left, bottom, right, top = paper.extent
    margin = 2 / paper.scale  # so that the edge of the sheet is not drawn as a border
    inside = shapely.clip_by_rect(shape, left - margin, bottom - margin, right + margin, top + margin)
    return shapely.transform(inside, lambda xy: (xy - (left, top)) * (paper.scale, -paper.scale))


def _outlines(layer: BackgroundLayer, turn: int, paper: _Paper) -> str:
    path = "".join(_path(_on_paper(shape, paper)) for shape in layer.shapes)
    if not path:
        return ""
    dash = _DASHES[min(turn, len(_DASHES) - 1)]
    return tag(
        "path", d=path, class_="achtergrond", fill="none", stroke="#777777", stroke_width=1, stroke_dasharray=dash
    )


def _path(shape: BaseGeometry) -> str:
    """Every line and ring of a shape, to a tenth of a unit."""
    import shapely

    parts = shapely.get_parts(shapely.get_parts(shape))
    lines: list[BaseGeometry] = []
    for part in parts:
        if part.geom_type == "Polygon":
            lines += [part.exterior, *part.interiors]
        elif part.geom_type in ("LineString", "LinearRing"):
            lines.append(part)
    return "".join(_line(line) for line in lines if not line.is_empty)


def _line(line: BaseGeometry) -> str:
    corners = [f"{short(x)} {short(y)}" for x, y in line.coords]
    corners = [corner for corner, _ in groupby(corners)]
    return f"M{'L'.join(corners)}" if len(corners) > 1 else ""


def _area_names(layer: BackgroundLayer, turn: int, paper: _Paper, room: Room) -> str:
    """Names of polygons inside them, the largest first; one that finds no room is left out."""
    named = [
        (name, _on_paper(shape, paper))
        for name, shape in zip(layer.names, layer.shapes, strict=True)
        if name and shape.area > 0
    ]
    seen = [(name, shape) for name, shape in named if shape.area > 0]
    ordered = sorted(seen, key=lambda each: (-each[1].area, each[0]))
    return _written([(name, _spots(shape)) for name, shape in ordered], room, "italic" if turn else None)


def _place_names(places: Sequence[PlaceName], paper: _Paper, room: Room) -> str:
    spots = [(each.name, paper.at(each.x, each.y)) for each in places]
    return _written([(name, iter((spot, *around(*spot, (24, 48, 80))))) for name, spot in spots], room, None)


def _written(names: Sequence[tuple[str, Iterator[tuple[float, float]]]], room: Room, style: str | None) -> str:
    """Names, each at the first of its spots with room."""
    texts = []
    for name, spots in names:
        spot = room.place(spots, text_width(name, LABEL) + 8, LABEL + 6)
        if spot is not None:
            texts.append(tag("text", escape(name), x=spot[0], y=spot[1] + LABEL * 0.35))
    if not texts:
        return ""
    return tag(
        "g",
        *texts,
        class_="namen",
        font_size=LABEL,
        font_weight=600,
        font_style=style,
        text_anchor="middle",
        fill="#333333",
        stroke=LAND,
        stroke_width=3.5,
        stroke_linejoin="round",
        paint_order="stroke",
    )


def _spots(shape: BaseGeometry) -> Iterator[tuple[float, float]]:
    """Places inside a polygon for the middle of its name: where it is widest, and then around there."""
    import shapely

    middle = shapely.maximum_inscribed_circle(shape, tolerance=4).coords[0]
    for x, y in (middle, *around(middle[0], middle[1], (24, 48, 80, 120))):
        if shapely.contains_xy(shape, x, y):
            yield x, y


# --- numbers, scale and north ----------------------------------------------------------------------------------------


def _numbers(chosen: Sequence[Placed], room: Room) -> str:
    """The numbered failures, each with its number beside it and a thin line between them."""
    room.taken += [Box.around(each.x, each.y, 2 * NUMBERED, 2 * NUMBERED) for each in chosen]
    lines, shapes, badges = [], [], []
    for turn, each in enumerate(chosen, start=1):
        spot = room.place(around(each.x, each.y, (22, 32, 44, 60, 80)), 2 * BADGE + 2, 2 * BADGE + 2) or (
            each.x,
            each.y,
        )
        path = f"M{short(each.x)} {short(each.y)}L{short(spot[0])} {short(spot[1])}"
        lines += [tag("path", d=path, stroke=PAPER, stroke_width=3), tag("path", d=path, stroke=INK, stroke_width=1.2)]
        look, title = LOOKS[each.marker.state], f"{turn}. {told(Group(each.x, each.y, (each.marker,)))}"
        shape = outline(look.shape, each.x, each.y, NUMBERED)
        shapes.append(
            tag("path", tag("title", escape(title)), d=shape, fill=look.colour, stroke=PAPER, stroke_width=1.2)
        )
        badges.append(_badge(turn, spot, title))
    return tag("g", *lines, *shapes, *badges, class_="genummerd") if chosen else ""


def _badge(turn: int, spot: tuple[float, float], title: str) -> str:
    x, y = spot
    circle = tag("circle", cx=x, cy=y, r=BADGE, fill=PAPER, stroke=INK, stroke_width=1.5)
    text = tag("text", str(turn), x=x, y=y + 4.6, text_anchor="middle", font_size=13, font_weight=700)
    return tag("g", tag("title", escape(title)), circle, text)


def _scale_bar(paper: _Paper, room: Room) -> str:
    metres = nice_step(paper.width / paper.scale, 5)
    while metres * paper.scale > 220:
        metres /= 2
    text = f"{number(metres / 1000)} km" if metres >= 1000 else f"{number(metres)} m"
    length, x, y = metres * paper.scale, 16.0, paper.height - 14.0
    room.taken.append(Box(0, y - 30, length + 32, paper.height))
    bar = f"M{short(x)} {short(y - 6)}v6h{short(length)}v-6"
    return tag(
        "g",
        tag("rect", x=x - 8, y=y - 24, width=length + 16, height=31, rx=3, fill=PAPER, fill_opacity="0.85"),
        tag("path", d=bar, fill="none", stroke=INK, stroke_width=1.5),
        tag("text", escape(text), x=x + length / 2, y=y - 7, text_anchor="middle", font_size=13),
        class_="schaal",
    )


def _north(paper: _Paper, room: Room) -> str:
    x, y = paper.width - 24, 14.0
    room.taken.append(Box(x - 16, 0, paper.width, y + 44))
    return tag(
        "g",
        tag("rect", x=x - 13, y=y - 6, width=26, height=46, rx=3, fill=PAPER, fill_opacity="0.85"),
        tag("path", d=f"M{short(x)} {short(y)}l6 18l-6-4l-6 4z", fill=INK),
        tag("text", "N", x=x, y=y + 33, text_anchor="middle", font_size=13, font_weight=700),
        class_="noorden",
    )


# --- legend ----------------------------------------------------------------------------------------------------------

_Entry = tuple[str, str]  # mark around (0, 0), at most 20 wide, and text


def _legend(
    view: MapView, placed: Sequence[Placed], chosen: Sequence[Placed], groups: Sequence[Group], top: float
) -> tuple[str, float]:
    """The legend under the map, and where it ends."""
    rows = [
        *_wrapped("Waterdiepte", _depth_entries(view)),
        *_wrapped("Objecten", [*_state_entries(placed), *_number_entries(chosen)]),
        *_wrapped("", _line_entries(view)),
        *_wrapped("", [("", note) for note in _notes(view, placed, groups)]),
    ]
    drawn = []
    for line, (heading, entries) in enumerate(rows):
        y = top + (line + 0.5) * _LINE
        if heading:
            drawn.append(tag("text", escape(heading), x=_MARGIN, y=y + 5, font_weight=700))
        drawn += [_entry(entry, x, y) for entry, x in entries]
    return tag("g", *drawn, class_="legenda"), top + len(rows) * _LINE + _MARGIN


def _entry(entry: _Entry, x: float, y: float) -> str:
    mark, text = entry
    shown = tag("g", mark, transform=f"translate({short(x + 10)} {short(y)})") if mark else ""
    return shown + tag("text", escape(text), x=x + (26 if mark else 0), y=y + 5)


def _wrapped(heading: str, entries: Sequence[_Entry]) -> list[tuple[str, list[tuple[_Entry, float]]]]:
    """Lines of entries with where each begins; the heading stands before the first."""
    start = 124.0
    lines: list[tuple[str, list[tuple[_Entry, float]]]] = []
    x = float(WIDTH)
    for entry in entries:
        width = text_width(entry[1], 14) + (26 if entry[0] else 0)
        if x + width > WIDTH:
            lines.append(("" if lines else heading, []))
            x = start
        lines[-1][1].append((entry, x))
        x += width + 18
    return lines


def _depth_entries(view: MapView) -> list[_Entry]:
    if view.depth is None:
        return [("", view.depth_note)] if view.depth_note else []
    return [
        (tag("rect", x=-10, y=-8, width=20, height=16, fill=each.colour, stroke=SOFT, stroke_width=0.8), each.label)
        for each in DEPTH_CLASSES
    ]


def _state_entries(placed: Sequence[Placed]) -> list[_Entry]:
    """The states that occur, the most serious first, with how many assets each."""
    entries = []
    for state, look in reversed(LOOKS.items()):
        amount = sum(1 for _ in _of(state, placed))
        if not amount:
            continue
        if look.is_failure:
            mark = tag("path", d=outline(look.shape, 0, 0, 6), fill=look.colour)
        elif look.shape is Shape.RING:
            mark = tag("circle", r=2.5, fill=PAPER, stroke=look.colour, stroke_width=1.7)
        else:
            mark = tag("circle", r=1.6, fill=look.colour)
        entries.append((mark, f"{look.label} ({number(amount)})"))
    return entries


def _number_entries(chosen: Sequence[Placed]) -> list[_Entry]:
    if not chosen:
        return []
    badge = tag("circle", r=8, fill=PAPER, stroke=INK, stroke_width=1.5)
    sign = tag("text", "1", y=4.3, text_anchor="middle", font_size=12, font_weight=700)
    return [(badge + sign, "genummerd: zie de lijst bij de kaart")]


def _line_entries(view: MapView) -> list[_Entry]:
    return [
        (
            tag("path", d="M-10 0h20", stroke="#777777", stroke_width=1, stroke_dasharray=_DASHES[min(turn, 2)]),
            layer.name.replace("_", " "),
        )
        for turn, layer in enumerate(view.background)
    ]


def _notes(view: MapView, placed: Sequence[Placed], groups: Sequence[Group]) -> list[str]:
    notes = []
    if any(group.weight for group in groups):
        notes.append("Groter teken: meer gebruikers.")
    elif any(len(group.members) > 1 for group in groups):
        notes.append("Groter teken: meer objecten bij elkaar.")
    outside = len(view.markers) - len(placed)
    if outside:
        notes.append(f"{count(outside, 'object ligt', 'objecten liggen')} buiten deze kaart.")
    return notes

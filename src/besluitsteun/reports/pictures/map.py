"""A ``MapView`` in, a ``Picture`` out: where the water stands, what fails there, and what fails through others."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ...background import BackgroundLayer
from ...nl import count, number
from ..depth_image import DepthImage
from ..extent import Extent
from ..palette import DEPTH_CLASSES, INK, LOOKS, PAPER, RIVER_BANK, SOFT, UNKNOWN, Shape, State
from ..places import PlaceName
from .backdrop import Name, breaches, legend_entries, names, under
from .chart import text_width
from .drawing import Picture, escape, nice_step, picture, short, tag
from .marks import NUMBERED, Group, Marker, Placed, grouped, marks, outline, specks, told
from .paper import MARGIN, WIDTH, Paper
from .placing import Box, Room, around

LAND = "#f6f5f1"
NOT_COMPUTED = "hier is geen waterdiepte berekend"
BADGE = 10.0  # half the size of a number
LABEL = 13  # font size of the names of areas
_LINE = 24  # height of a line of the legend


@dataclass(frozen=True, eq=False)
class MapView:
    """What one map shows.

    extent     : in the study's CRS, in metres
    alt        : what the picture says, for who cannot see it
    depth      : the water, None where a scenario has no picture of it; ``depth_note`` then says why
    background : each kind as ``backdrop`` draws it
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

    From back to front: water, background, assets that work, assets in the water that work, failures, breaches,
    names, numbers.
    Failures in one square of 16 units are one larger mark that names them when pointed at.
    """
    paper = Paper(view.extent)
    placed = [each for marker in view.markers if (each := _placed(marker, paper)) is not None]
    failures = [each for each in placed if LOOKS[each.marker.state].is_failure]
    chosen, others = _most_important(failures, view.numbered)
    groups = grouped(others)
    room = Room(paper.sheet, ((group.x, group.y) for group in groups))
    furniture = _scale_bar(paper, room) + _north(paper, room)
    stars = breaches(view.background, paper, room)
    numbers = _numbers(chosen, room)
    labels = _written([*names(view.background, paper), *_place_names(view.places, paper)], room)
    map_body = (
        tag("rect", width=paper.width, height=paper.height, fill=LAND),
        _water(view.depth, paper),
        under(view.background, paper),
        *(specks(state, _of(state, placed)) for state in (State.WORKS, State.WET)),
        *(marks([group for group in groups if group.state is state]) for state in LOOKS),
        stars,
        labels,
        numbers,
        furniture,
        tag("rect", x=0.5, y=0.5, width=paper.width - 1, height=paper.height - 1, fill="none", stroke=SOFT),
    )
    legend, height = _legend(view, placed, chosen, groups, paper)
    inner = tag("svg", *map_body, x=paper.left, width=paper.width, height=paper.height)
    key = tuple((turn, each.marker.name) for turn, each in enumerate(chosen, start=1))
    return picture(WIDTH, round(height), view.alt, inner, legend, key=key)


def _placed(marker: Marker, paper: Paper) -> Placed | None:
    """The marker on the paper; None outside."""
    return Placed(*paper.at(marker.x, marker.y), marker) if paper.shows(marker.x, marker.y) else None


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


def _water(depth: DepthImage | None, paper: Paper) -> str:
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


def _written(names: Iterable[Name], room: Room) -> str:
    """Names, each at the first of its spots with room; one that finds none is left out."""
    texts = []
    for name in names:
        width, height = text_width(name.text, LABEL, bold=True) + 8, LABEL + 6.0
        spot = room.place(name.spots, width, height)
        if spot is not None:
            texts.append(_name(name, *spot, width, height))
    return tag("g", *texts, class_="namen") if texts else ""


def _name(name: Name, x: float, y: float, width: float, height: float) -> str:
    """A text on a light ground, so that it is read over water and marks."""
    ground = tag(
        "rect", x=x - width / 2, y=y - height / 2, width=width, height=height, rx=3, fill=LAND, fill_opacity="0.85"
    )
    return ground + tag(
        "text",
        escape(name.text),
        x=x,
        y=y + LABEL * 0.35,
        font_size=LABEL,
        font_weight=600,
        font_style="italic" if name.slanted else None,
        text_anchor="middle",
        fill=RIVER_BANK if name.wet else INK,
    )


def _place_names(places: Sequence[PlaceName], paper: Paper) -> list[Name]:
    spots = [(each.name, paper.at(each.x, each.y)) for each in places]
    return [Name(name, iter((spot, *around(*spot, (24, 48, 80))))) for name, spot in spots]


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


def _scale_bar(paper: Paper, room: Room) -> str:
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


def _north(paper: Paper, room: Room) -> str:
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
    view: MapView, placed: Sequence[Placed], chosen: Sequence[Placed], groups: Sequence[Group], paper: Paper
) -> tuple[str, float]:
    """The legend under the map, and where it ends."""
    top = paper.height + 8
    rows = [
        *_wrapped("Waterdiepte", _depth_entries(view)),
        *_wrapped("Objecten", [*_state_entries(placed), *_number_entries(chosen)]),
        *_wrapped("Omgeving", legend_entries(view.background, paper)),
        *_wrapped("", [("", note) for note in _notes(view, placed, groups)]),
    ]
    drawn = []
    for line, (heading, entries) in enumerate(rows):
        y = top + (line + 0.5) * _LINE
        if heading:
            drawn.append(tag("text", escape(heading), x=MARGIN, y=y + 5, font_weight=700))
        drawn += [_entry(entry, x, y) for entry, x in entries]
    return tag("g", *drawn, class_="legenda"), top + len(rows) * _LINE + MARGIN


def _entry(entry: _Entry, x: float, y: float) -> str:
    mark, text = entry
    shown = tag("g", mark, transform=f"translate({short(x + 10)} {short(y)})") if mark else ""
    return shown + tag("text", escape(text), x=x + (26 if mark else 0), y=y + 5)


def _wrapped(heading: str, entries: Sequence[_Entry]) -> list[tuple[str, list[tuple[_Entry, float]]]]:
    """Lines of entries with where each begins; the heading stands before the first."""
    start = 116.0
    lines: list[tuple[str, list[tuple[_Entry, float]]]] = []
    x = float(WIDTH)
    for entry in entries:
        width = text_width(entry[1]) + (26 if entry[0] else 0)
        if x + width > WIDTH:
            lines.append(("" if lines else heading, []))
            x = start
        lines[-1][1].append((entry, x))
        x += width + 18
    return lines


def _depth_entries(view: MapView) -> list[_Entry]:
    if view.depth is None:
        return [("", view.depth_note)] if view.depth_note else []
    depths = [
        (tag("rect", x=-10, y=-8, width=20, height=16, fill=each.colour, stroke=SOFT, stroke_width=0.8), each.label)
        for each in DEPTH_CLASSES
    ]
    return [*depths, (_unknown(), NOT_COMPUTED)] if view.depth.unknown_share else depths


def _unknown() -> str:
    """The slanted lines of the picture of the water, and the edge around them."""
    lines = "M-10 2L0 -8M-10 8L6 -8M-4 8L10 -6M4 8L10 2"
    box = tag("rect", x=-10, y=-8, width=20, height=16, fill=LAND, stroke=UNKNOWN, stroke_width=1.4)
    return box + tag("path", d=lines, stroke=UNKNOWN, stroke_width=1.2)


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
    badge = tag("circle", r=9, fill=PAPER, stroke=INK, stroke_width=1.5)
    sign = tag("text", "1", y=4.6, text_anchor="middle", font_size=13, font_weight=700)
    return [(badge + sign, "genummerd: zie de lijst bij de kaart")]


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

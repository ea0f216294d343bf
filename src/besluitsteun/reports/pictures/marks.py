"""``Marker``s with their place on the paper in, SVG marks out; what lies together becomes one larger mark."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...nl import count, enumeration
from ..palette import LOOKS, PAPER, Look, Shape, State
from .drawing import escape, short, tag

CELL = 16.0  # marks of one state within such a square become one
SMALL, LARGE = 4.5, 9.0  # half the size of a mark
NUMBERED = 7.0
_NAMED = 4  # names in what a mark says when pointed at


@dataclass(frozen=True)
class Marker:
    """One asset on a map.

    x, y     : in the study's CRS
    weight   : what makes its mark larger, ≥ 0, such as its users (of one function only: units do not add up)
    detail   : more to say when somebody points at it
    priority : the failures with the highest get a number; 0 = never
    """

    x: float
    y: float
    name: str
    state: State
    weight: float | None = None
    detail: str = ""
    priority: float = 0.0


@dataclass(frozen=True)
class Placed:
    """A marker at its place on the paper."""

    x: float
    y: float
    marker: Marker


@dataclass(frozen=True)
class Group:
    """Markers of one state that lie together, drawn as one mark at ``x``, ``y``."""

    x: float
    y: float
    members: tuple[Marker, ...]

    @property
    def state(self) -> State:
        """The state that all members share."""
        return self.members[0].state

    @property
    def weight(self) -> float:
        """Sum over the members."""
        return sum(member.weight or 0.0 for member in self.members)


def outline(shape: Shape, x: float, y: float, half: float) -> str:
    """Path of a mark around its middle.

    >>> outline(Shape.SQUARE, 10, 10, 4)
    'M6 6h8v8h-8z'
    """
    size = short(2 * half)
    if shape is Shape.SQUARE:
        return f"M{short(x - half)} {short(y - half)}h{size}v{size}h-{size}z"
    if shape is Shape.TRIANGLE:
        wide, high = short(half * 1.15), short(half * 2)
        return f"M{short(x)} {short(y - half * 1.15)}l{wide} {high}h-{short(half * 2.3)}z"
    if shape is Shape.DIAMOND:
        far = short(half * 1.3)
        return f"M{short(x)} {short(y - half * 1.3)}l{far} {far}l-{far} {far}l-{far}-{far}z"
    arc = f"a{short(half)} {short(half)} 0 1 0"
    return f"M{short(x - half)} {short(y)}{arc} {size} 0{arc}-{size} 0z"


def specks(state: State, placed: Iterable[Placed]) -> str:
    """Assets that still work: small and faint, without a word; a ring for those in the water, else a dot."""
    places = sorted({(round(each.x, 1), round(each.y, 1)) for each in placed})
    if not places:
        return ""
    path = "".join(f"M{short(x)} {short(y)}h0" for x, y in places)
    look = LOOKS[state]
    widths = [(look.colour, 6.5), (PAPER, 3.2)] if look.shape is Shape.RING else [(look.colour, 3.2)]
    strokes = [tag("path", d=path, stroke=colour, stroke_width=width) for colour, width in widths]
    return tag("g", *strokes, class_=state.value, fill="none", stroke_linecap="round")


def grouped(placed: Iterable[Placed]) -> list[Group]:
    """Markers of one state in one square of the paper together; different states there stand side by side."""
    cells: dict[tuple[int, int], dict[State, list[Placed]]] = defaultdict(lambda: defaultdict(list))
    for each in placed:
        cells[math.floor(each.x / CELL), math.floor(each.y / CELL)][each.marker.state].append(each)
    groups = []
    for cell in sorted(cells):
        states = [state for state in LOOKS if state in cells[cell]]
        for place, state in enumerate(states):
            members = cells[cell][state]
            aside = (place - (len(states) - 1) / 2) * 1.6 * SMALL
            x, y = (sum(axis) / len(members) for axis in zip(*((each.x, each.y) for each in members), strict=True))
            groups.append(Group(x + aside, y, tuple(each.marker for each in members)))
    return groups


def marks(groups: Sequence[Group]) -> str:
    """The groups of one state: the more members (or weight), the larger."""
    if not groups:
        return ""
    look = LOOKS[groups[0].state]
    sizes = [group.weight for group in groups]
    if not any(sizes):
        sizes = [len(group.members) - 1.0 for group in groups]
    largest = max(sizes) or 1.0
    drawn = [
        _mark(look, group, SMALL + (LARGE - SMALL) * math.sqrt(size / largest))
        for group, size in sorted(zip(groups, sizes, strict=True), key=lambda each: -each[1])  # the small in front
    ]
    state = groups[0].state.value
    return tag("g", *drawn, class_=state, fill=look.colour, stroke=PAPER, stroke_width=0.9)


def _mark(look: Look, group: Group, half: float) -> str:
    return tag("path", tag("title", escape(told(group))), d=outline(look.shape, group.x, group.y, half))


def told(group: Group) -> str:
    """What a mark says when somebody points at it."""
    label = LOOKS[group.state].label
    if len(group.members) == 1:
        only = group.members[0]
        return "\n".join(part for part in (only.name, label, only.detail) if part)
    counted = Counter(member.name for member in group.members)
    names = [name if times == 1 else f"{name} ({times}×)" for name, times in counted.items()]
    return f"{count(len(group.members), 'object', 'objecten')} bij elkaar: {label}\n{enumeration(names, most=_NAMED)}"

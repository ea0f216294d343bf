"""SVG text in, ``Svg`` out: a picture of which it is certain that it only draws.

``Svg`` is the one type that the HTML writer passes on without escaping. Picture code makes it, and picture code escapes
every text it draws; should it ever forget one, the check here refuses whatever could act, load or imitate a page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

# fmt: off
_DRAWING = frozenset((
    "svg", "g", "defs", "symbol", "use", "title", "desc", "path", "rect", "circle", "ellipse", "line", "polyline",
    "polygon", "text", "tspan", "image", "pattern", "clipPath", "mask", "marker", "linearGradient", "radialGradient",
    "stop",
))
# fmt: on
_POINTING = ("href", "xlink:href", "src")
_WITHIN = re.compile(r"#[A-Za-z][\w.-]*|data:image/(?:png|jpeg|webp);base64,[A-Za-z0-9+/=\s]*")
_STYLED = (
    "style",
    "fill",
    "stroke",
    "filter",
    "mask",
    "clip-path",
    "marker-start",
    "marker-mid",
    "marker-end",
    "cursor",
)
_LOADING = re.compile(r"url\((?!#)|image\(|image-set\(|src\(|\\", re.IGNORECASE)


@dataclass(frozen=True)
class Svg:
    """A drawing, its size in pixels from ``viewBox``, and the ids it defines.

    Raises ``ValueError`` when the text is no well-formed ``<svg>`` with a ``viewBox``, or holds an element that does
    not draw, an event attribute, or an address outside the text.

    >>> Svg('<svg viewBox="0 0 30 20"><path d="M0 0"/></svg>').width
    30.0
    >>> Svg('<svg viewBox="0 0 1 1"><script>alert(1)</script></svg>')
    Traceback (most recent call last):
    ValueError: a picture may not hold <script>
    """

    text: str
    width: float = field(init=False)
    height: float = field(init=False)
    ids: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        reading = _Reading()
        reading.read(self.text)
        _, _, width, height = reading.view_box()
        object.__setattr__(self, "width", width)
        object.__setattr__(self, "height", height)
        object.__setattr__(self, "ids", tuple(reading.ids))


class _Reading:
    """One pass over the elements of a picture."""

    def __init__(self) -> None:
        self.root: dict[str, str] | None = None
        self.ids: list[str] = []

    def read(self, text: str) -> None:
        if not text.startswith("<svg"):  # no prologue either: the text stands in the middle of a page
            raise ValueError("a picture begins with <svg")
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.ProcessingInstructionHandler = self._refuse_instruction
        parser.StartCdataSectionHandler = self._refuse_cdata
        parser.CommentHandler = self._refuse_comment
        try:
            parser.Parse(text, True)
        except expat.ExpatError as error:
            raise ValueError(f"a picture is well-formed XML: {error}") from error

    def view_box(self) -> tuple[float, float, float, float]:
        numbers = (self.root or {}).get("viewBox", "").replace(",", " ").split()
        if len(numbers) != 4 or not all(float(size) > 0 for size in numbers[2:]):
            raise ValueError("a picture has a viewBox of four numbers with a positive width and height")
        left, top, width, height = map(float, numbers)
        return left, top, width, height

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if name not in _DRAWING:
            raise ValueError(f"a picture may not hold <{name}>")
        if self.root is None:
            self.root = attributes
        for key, value in attributes.items():
            self._check_attribute(key, value)

    def _check_attribute(self, key: str, value: str) -> None:
        if key.lower().startswith("on"):
            raise ValueError(f"a picture may not hold an event: {key}")
        if key in _POINTING and not _WITHIN.fullmatch(value):
            raise ValueError(f"a picture may only point within itself: {key}")
        if key in _STYLED and _LOADING.search(value):
            raise ValueError(f"a picture may not load anything: {key}")
        if key == "id":
            self.ids.append(value)

    # A browser reads these differently in a page than an XML reader does: what was checked would not be what is shown.
    def _refuse_instruction(self, target: str, _: str) -> None:
        raise ValueError(f"a picture may not hold an instruction: {target}")

    def _refuse_cdata(self) -> None:
        raise ValueError("a picture may not hold CDATA")

    def _refuse_comment(self, _: str) -> None:
        raise ValueError("a picture may not hold a comment")

"""What has to be shown in, its colour and shape out: the one table of colours and markers of the product.

The failure colours are of the palettes of Okabe and Ito (2008) and of Tol (2021), made to be told apart by
colour-blind readers; the depths are one blue that grows darker. Shape, symbol and letter say the same as the colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

INK = "#222222"  # text and thin dark lines
SOFT = "#595959"  # secondary text; 7:1 on white
GRID = "#c8c8c8"  # lines that only guide the eye
PAPER = "#ffffff"


class State(StrEnum):
    """What became of an asset in a scenario."""

    WORKS = "werkt"
    WET = "nat"
    WATER = "uit_water"
    CHAIN = "uit_keten"
    IMPOSED = "uit_opgelegd"


class Shape(StrEnum):
    """Outline of a marker."""

    DOT = "stip"
    RING = "ring"
    TRIANGLE = "driehoek"
    SQUARE = "vierkant"
    DIAMOND = "ruit"


@dataclass(frozen=True)
class Look:
    """How a state is shown.

    colour : of a mark, at least 3:1 on white
    text   : of the same thing in words, at least 4.5:1 on white
    symbol : the shape as a character, for tables and sentences
    letter : the same message in one letter
    label  : Dutch, as in a legend
    """

    colour: str
    text: str
    shape: Shape
    symbol: str
    letter: str
    label: str

    @property
    def is_failure(self) -> bool:
        """Whether an asset that looks so is out."""
        return self.shape in (Shape.TRIANGLE, Shape.SQUARE, Shape.DIAMOND)


LOOKS: dict[State, Look] = {
    State.WORKS: Look("#858585", "#595959", Shape.DOT, "·", "–", "droog en werkt"),
    State.WET: Look("#007a5a", "#00694d", Shape.RING, "○", "N", "staat in het water, maar werkt"),
    State.CHAIN: Look("#aa3377", "#8f2463", Shape.SQUARE, "■", "K", "valt uit door een ander (keten)"),
    State.WATER: Look("#d55e00", "#a84300", Shape.TRIANGLE, "▲", "W", "valt uit door het water zelf"),
    State.IMPOSED: Look("#222222", "#222222", Shape.DIAMOND, "◆", "O", "opgelegde uitval (van tevoren gekozen)"),
}
"""From the back of a picture to the front."""


@dataclass(frozen=True)
class DepthClass:
    """Water deeper than ``above_mm``, up to the next class."""

    above_mm: int
    colour: str
    label: str


DEPTH_CLASSES = (
    DepthClass(0, "#cfe3f5", "tot 0,20 m"),
    DepthClass(200, "#93c3e6", "0,20 tot 0,50 m"),
    DepthClass(500, "#4f94cd", "0,50 tot 2,00 m"),
    DepthClass(2000, "#174f8c", "meer dan 2,00 m"),
)
"""From shallow to deep."""


def state_of(cause: str | None, wet: bool) -> State:
    """The state of an asset from the column ``oorzaak`` of its outage (None = no outage) and whether it is wet.

    Of several causes an imposed outage goes before water, and water before the chain: the first is nearest to its own.

    >>> state_of(None, True), state_of("overstroming;keten", True), state_of("keten", False)
    (<State.WET: 'nat'>, <State.WATER: 'uit_water'>, <State.CHAIN: 'uit_keten'>)
    """
    if cause is None:
        return State.WET if wet else State.WORKS
    causes = cause.split(";")
    if "opgelegd" in causes:
        return State.IMPOSED
    return State.WATER if "overstroming" in causes else State.CHAIN


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours ``#rrggbb``, 1 to 21 (WCAG 2.2, relative luminance).

    >>> contrast("#000000", "#ffffff"), contrast("#ffffff", "#ffffff")
    (21.0, 1.0)
    """
    high, low = sorted((luminance(first), luminance(second)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white), by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


BAND = "#f4f5f6"  # behind every other row of a picture
BAR = "#35587a"  # an amount; not one of the colours of failures or depths
AREA = "#dbe5ee"  # under a line in the colour of bars
SPREAD = "#8fa3b5"  # between P10 and P90
CHAIN_TINT = "#f6e3ee"  # the inside of a block of chain failures: their colour is its outline
LINK, FAINT_LINK = "#555555", "#8c8c8c"  # arrows from cause to effect

BORDER = "#777777"  # of a municipality and the like
RIVER, RIVER_BANK = "#a9bcc4", "#41616e"  # greyer than any depth: it holds water every day
DIKE = "#5b4630"
BREACH = "#f0e442"
UNKNOWN = "#8f8f8f"  # slanted lines where no depth was computed

SEVERITIES = ("#fff7d6", "#fcd98a", "#f0a04b", "#b4501a", "#5e1f0c")
"""From light to grave consequences, light to dark: the order survives a print in grey."""

SHARES = ("#ffffff", "#e4ecf3", "#b7cbdc", "#7fa0bf", "#35587a")
"""From never to always, light to dark, in the colour of bars."""


def of_share(share: float) -> str:
    """The colour of a share, 0 to 1; never is paper, and whatever is more than never is not.

    >>> of_share(0.0) == SHARES[0], of_share(0.01) == SHARES[1], of_share(1.0) == SHARES[-1]
    (True, True, True)
    """
    if share <= 0:
        return SHARES[0]
    return SHARES[1 + min(int(share * (len(SHARES) - 1)), len(SHARES) - 2)]


def text_on(fill: str) -> str:
    """The colour, ink or paper, in which text reads best on ``fill``.

    >>> text_on(SEVERITIES[0]) == INK, text_on(SEVERITIES[-1]) == PAPER
    (True, True)
    """
    return max((INK, PAPER), key=lambda colour: contrast(colour, fill))


def of_scale(scale: tuple[str, ...], position: int, steps: int) -> str:
    """The colour of step ``position`` of ``steps`` in a sequential scale; the last step is always the darkest.

    >>> of_scale(SEVERITIES, 3, 4) == SEVERITIES[4], of_scale(SEVERITIES, 0, 1) == SEVERITIES[4]
    (True, True)
    """
    if steps < 2:
        return scale[-1]
    return scale[round(position * (len(scale) - 1) / (steps - 1))]

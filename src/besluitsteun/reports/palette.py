"""A meaning in, a colour out: every colour of the reports, safe for colour-blind readers and legible in grey.

The hues are those of Okabe and Ito (Color Universal Design, 2008), darkened where white text must be read on them.
No meaning is carried by colour alone: each has a shape, an outline or a pattern of its own beside it.
"""

from __future__ import annotations

INK = "#1a1a1a"
MUTED = "#595959"
PAPER = "#ffffff"
BAND = "#f4f5f6"
GRID = "#d5d8db"

WATER = "#0072b2"
CHAIN = "#a84300"
CHAIN_LIGHT = "#fbe4d6"
IMPOSED = "#4d4d4d"
BAR = "#0072b2"
AREA_LIGHT = "#d6e9f5"
BAND_OF_DRAWS = "#8fa9ba"
STILL_OUT = "#1a1a1a"

LINK_STRONG = "#5c5c5c"
LINK_FAINT = "#8c8c8c"

DEPTHS = ("#d9edf9", "#86bde0", "#20659a", "#082f4d")
"""Sequential, light to dark with the depth of the water: the order survives a print in grey."""

SEVERITIES = ("#fff7d6", "#fcd98a", "#f0a04b", "#b4501a", "#5e1f0c")
"""Sequential, light to dark with the seriousness of the consequence, A to E."""


def luminance(colour: str) -> float:
    """Relative luminance, 0–1, of ``#rrggbb`` (WCAG 2.2, definition of relative luminance).

    >>> luminance("#000000"), luminance("#ffffff")
    (0.0, 1.0)
    """
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, 1–21, of two colours (WCAG 2.2, definition of contrast ratio).

    >>> contrast("#000000", "#ffffff")
    21.0
    """
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(fill: str) -> str:
    """The colour, ink or paper, in which text reads best on ``fill``.

    >>> text_on(DEPTHS[0]) == INK, text_on(DEPTHS[-1]) == PAPER
    (True, True)
    """
    return max((INK, PAPER), key=lambda colour: contrast(colour, fill))


def of_scale(scale: tuple[str, ...], position: int, steps: int) -> str:
    """The colour of step ``position`` of ``steps`` in a sequential scale; the last step is always the darkest.

    >>> of_scale(DEPTHS, 3, 4) == DEPTHS[3], of_scale(DEPTHS, 0, 1) == DEPTHS[3]
    (True, True)
    """
    if steps < 2:
        return scale[-1]
    return scale[round(position * (len(scale) - 1) / (steps - 1))]

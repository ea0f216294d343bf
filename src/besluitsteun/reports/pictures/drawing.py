"""Values in, SVG text out: the few things that all pictures share."""

from __future__ import annotations

import html
import math
import unicodedata
from dataclasses import dataclass

from ..palette import INK

FONT = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif"


@dataclass(frozen=True)
class Picture:
    """An SVG element that stands on its own, its size in its own units, and what its numbers stand for.

    key : (number in the picture, name), in order of number; empty without numbers
    """

    svg: str
    width: int
    height: int
    key: tuple[tuple[int, str], ...] = ()


def escape(text: str) -> str:
    """Text made safe for an element or an attribute; control characters, unknown to XML, become U+FFFD.

    >>> escape('<b> & "c"')
    '&lt;b&gt; &amp; &quot;c&quot;'
    """
    known = "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(each) in ("Cc", "Cs") and each not in "\t\n\r" else each
        for each in text
    )
    return html.escape(known, quote=True)


def tag(name: str, *children: str, **attributes: str | float | None) -> str:
    """An element; ``children`` are markup already, attributes are escaped here, and None is left out.

    ``_`` in the name of an attribute becomes ``-``; one at its end, for words that Python keeps, goes.

    >>> tag("text", escape("a<b"), x=1.25, y=2.0, class_="n", font_size=12)
    '<text x="1.2" y="2" class="n" font-size="12">a&lt;b</text>'
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(value) if isinstance(value, str) else short(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def short(value: float) -> str:
    """A coordinate with at most one decimal.

    >>> short(12.0), short(0.26), short(-0.04)
    ('12', '0.3', '0')
    """
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def picture(width: int, height: int, alt: str, *children: str, key: tuple[tuple[int, str], ...] = ()) -> Picture:
    """The whole picture with its alt text; it scales to the width of the page."""
    svg = tag(
        "svg",
        *children,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        width="100%",
        role="img",
        aria_label=alt,
        font_family=FONT,
        font_size=14,
        fill=INK,
    )
    return Picture(svg, width, height, key)


def nice_step(span: float, most: int) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that fits at most ``most`` times in a span above 0.

    >>> nice_step(87, 5), nice_step(0.9, 10), nice_step(10, 10)
    (20.0, 0.1, 1.0)
    """
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next(times * power for times in (1.0, 2.0, 5.0, 10.0) if times * power >= rough * (1 - 1e-9))


def ticks(low: float, high: float, most: int = 6) -> tuple[float, ...]:
    """Round numbers from ``low`` to ``high`` (low < high) for an axis, at most ``most`` steps apart.

    >>> ticks(0, 87, 5)
    (0.0, 20.0, 40.0, 60.0, 80.0)
    """
    step = nice_step(high - low, most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple(round(number * step, 12) for number in range(first, last + 1))

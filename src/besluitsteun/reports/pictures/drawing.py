"""Element names, attributes and texts in, SVG out: the spelling every picture shares."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NOT_XML = re.compile("[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_MARKUP = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}

Attribute = str | int | float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing: ``svg`` is one ``<svg>`` element that can stand in an HTML page; sizes in px."""

    svg: str
    width: int
    height: int


def clean(text: str) -> str:
    """The text on one line, without the characters XML forbids.

    >>> clean(" een\\n twee\\x00 ")
    'een twee'
    """
    return " ".join(_NOT_XML.sub(" ", text).split())


def escape(text: str) -> str:
    """Text as it may stand between tags and within an attribute.

    >>> escape("<b> & 'c'")
    '&lt;b&gt; &amp; &#39;c&#39;'
    """
    return "".join(_MARKUP.get(character, character) for character in clean(text))


def tag(name: str, *children: str, **attributes: Attribute) -> str:
    """One element; ``children`` are SVG already (escape a text first), attributes are escaped here.

    An underscore in an attribute's name is a hyphen (``stroke_width``), at its end it falls off (``class_``);
    an attribute that is ``None`` is left out; numbers are rounded to a tenth of a pixel.

    >>> tag("rect", x=1.04, stroke_width=2, fill=None)
    '<rect x="1" stroke-width="2"/>'
    >>> tag("text", escape("a < b"), x=0)
    '<text x="0">a &lt; b</text>'
    """
    given = "".join(f' {_spelt(key)}="{_written(value)}"' for key, value in attributes.items() if value is not None)
    return f"<{name}{given}>{''.join(children)}</{name}>" if children else f"<{name}{given}/>"


def coordinate(value: float) -> str:
    """A number in a drawing: a tenth of a pixel is enough, and the same on every machine.

    >>> coordinate(12.0), coordinate(12.345), coordinate(-0.01)
    ('12', '12.3', '0')
    """
    written = f"{value:.1f}".removesuffix(".0")
    return "0" if written == "-0" else written


def _spelt(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _written(value: str | int | float) -> str:
    return escape(value) if isinstance(value, str) else coordinate(value)

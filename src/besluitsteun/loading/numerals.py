"""A number as text in, an exact ``Decimal`` out, or the Dutch reason why it is not a number."""

from __future__ import annotations

import re
from decimal import Decimal

COMMA_HERE = "hier is de decimaal een punt"
_POINT = re.compile(r"[-+]?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d{1,3})?", re.ASCII)
_COMMA = re.compile(r"[-+]?(?:0|[1-9]\d*),\d+(?:[eE][-+]?\d{1,3})?", re.ASCII)
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:([.,' \u00a0\u202f])\d{3})(?:\1\d{3})*(?:[.,]\d+)?")
_LARGEST_POWER = 18
"""Numbers of 10¹⁸ and more, or smaller than 10⁻¹⁸, are typing errors here: no quantity of a study comes near."""


def parse_number(text: str, separator: str = ",") -> Decimal | str:
    """The number in ``text``, or a Dutch reason why not.

    ``separator`` is that of the table: in "," tables (and YAML) the decimal mark is a point, in ";" tables a point or
    a comma. Never a thousands separator, never leading zeros.

    >>> parse_number("0.25"), parse_number("0,25", ";")
    (Decimal('0.25'), Decimal('0.25'))
    >>> parse_number("0,25")
    'hier is de decimaal een punt'
    >>> parse_number("1.234,5", ";")
    'scheidingstekens voor duizendtallen mogen niet'
    """
    if _POINT.fullmatch(text):
        return _within_bounds(Decimal(text))
    if separator == ";" and _COMMA.fullmatch(text):
        return _within_bounds(Decimal(text.replace(",", ".")))
    return _why_not(text)


def maybe_thousands(text: str) -> bool:
    """Whether ``text`` with a point could as well be a whole number with a mark for thousands (``1.500``)."""
    return bool(re.fullmatch(r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+", text))


def _within_bounds(number: Decimal) -> Decimal | str:
    if number and abs(number.adjusted()) >= _LARGEST_POWER:
        return "het getal is te groot of te klein"
    return number


def _why_not(text: str) -> str:
    if _COMMA.fullmatch(text):
        return COMMA_HERE
    if _THOUSANDS.fullmatch(text):
        return "scheidingstekens voor duizendtallen mogen niet"
    if re.fullmatch(r"[-+]?0\d+([.,]\d+)?", text):
        return "een getal begint niet met een nul"
    if re.fullmatch(r"[-+]?\d*[.,]\d*", text):
        return "voor en na het decimaalteken staat een cijfer"
    return "dit is geen getal"

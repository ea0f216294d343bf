"""Values in, Dutch text out: numbers, dates, plurals, hours and lists in words, whatever the locale of the machine."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

HOURS_PER_DAY = 24


def number(value: int | float | Decimal, decimals: int | None = None) -> str:
    """A number with ``.`` between thousands and ``,`` before decimals; rounded half up when ``decimals`` is given.

    >>> number(1234.5), number(-1234567), number(Decimal("0.250"))
    ('1.234,5', '-1.234.567', '0,25')
    >>> number(2.345, 2), number(3, 1), number(-0.01, 1)
    ('2,35', '3,0', '0,0')
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise ValueError("geen eindig getal")
    if decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = plain(exact) if decimals is None else f"{exact:f}"
    whole, _, fraction = text.lstrip("-").partition(".")
    grouped = f"{int(whole):,}".replace(",", ".")
    sign = "-" if text.startswith("-") and (whole + fraction).strip("0") else ""
    return f"{sign}{grouped}{',' if fraction else ''}{fraction}"


def plain(value: int | float | Decimal) -> str:
    """The shortest decimal form with a point, without exponent and without ``.0``.

    >>> plain(Decimal("3.00")), plain(1200000.0), plain(0.1), plain(Decimal("-0.0")), plain(1e-7)
    ('3', '1200000', '0.1', '0', '0.0000001')
    """
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    text = f"{exact:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def day(value: date) -> str:
    """A date as dd-mm-jjjj.

    >>> day(date(2026, 3, 9))
    '09-03-2026'
    """
    return f"{value.day:02d}-{value.month:02d}-{value.year:04d}"


def moment(value: datetime) -> str:
    """A date with its time of day.

    >>> moment(datetime(2026, 3, 9, 7, 5))
    '09-03-2026 07:05'
    """
    return f"{day(value)} {value.hour:02d}:{value.minute:02d}"


def count(amount: int, one: str, many: str) -> str:
    """A number of things.

    >>> count(1, "object", "objecten"), count(0, "object", "objecten"), count(1200, "object", "objecten")
    ('1 object', '0 objecten', '1.200 objecten')
    """
    return f"{number(amount)} {one if amount == 1 else many}"


def hours(amount: int | float | Decimal) -> str:
    """A number of hours in words; from a day on in days and hours.

    >>> hours(3), hours(24), hours(52), hours(Decimal("0.25"))
    ('3 uur', '1 dag', '2 dagen en 4 uur', '0,25 uur')
    """
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    days, rest = divmod(exact, HOURS_PER_DAY)
    if exact < HOURS_PER_DAY:
        return f"{number(exact)} uur"
    whole = count(int(days), "dag", "dagen")
    return f"{whole} en {number(rest)} uur" if rest else whole


def enumeration(words: Sequence[str], most: int | None = None) -> str:
    """Words as a list in a sentence; beyond ``most`` only how many more there are.

    >>> enumeration(["a"]), enumeration(["a", "b"]), enumeration(["a", "b", "c"])
    ('a', 'a en b', 'a, b en c')
    >>> enumeration(["a", "b", "c", "d"], most=2), enumeration([])
    ('a, b en 2 andere', '')
    """
    shown = list(words)
    if most is not None and len(shown) > most:
        shown = [*shown[:most], f"{number(len(words) - most)} andere"]
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} en {shown[-1]}"


def lower_first(text: str) -> str:
    """A name within a sentence.

    >>> lower_first("Zo weinig mogelijk uren"), lower_first("")
    ('zo weinig mogelijk uren', '')
    """
    return text[:1].lower() + text[1:]


def yes_no(value: bool) -> str:
    """A truth value as in the tables.

    >>> yes_no(True), yes_no(False)
    ('ja', 'nee')
    """
    return "ja" if value else "nee"

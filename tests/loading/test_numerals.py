"""Text → exact decimal, or the reason why not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from besluitsteun.loading.numerals import maybe_thousands, parse_number


@pytest.mark.parametrize(
    ("text", "separator", "number"),
    [
        ("0", ",", "0"),
        ("-12.50", ",", "-12.50"),
        ("+3", ",", "3"),
        ("1e-3", ",", "0.001"),
        ("0,5", ";", "0.5"),
        ("0.5", ";", "0.5"),
        ("-1,25", ";", "-1.25"),
        ("20261123", ",", "20261123"),
    ],
)
def test_a_number_is_exact(text: str, separator: str, number: str) -> None:
    assert parse_number(text, separator) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "separator", "why"),
    [
        ("0,5", ",", "hier is de decimaal een punt"),
        ("1.234,5", ";", "scheidingstekens voor duizendtallen mogen niet"),
        ("1.234.567", ";", "scheidingstekens voor duizendtallen mogen niet"),
        ("1,234,567", ",", "scheidingstekens voor duizendtallen mogen niet"),
        ("1,234.5", ",", "scheidingstekens voor duizendtallen mogen niet"),
        ("12 000", ";", "scheidingstekens voor duizendtallen mogen niet"),
        ("12'000", ";", "scheidingstekens voor duizendtallen mogen niet"),
        ("12\u00a0000", ";", "scheidingstekens voor duizendtallen mogen niet"),
        ("0012", ",", "een getal begint niet met een nul"),
        ("00,5", ";", "een getal begint niet met een nul"),
        (".5", ",", "voor en na het decimaalteken staat een cijfer"),
        ("5.", ",", "voor en na het decimaalteken staat een cijfer"),
        ("1e400", ",", "het getal is te groot of te klein"),
        ("1e-99", ",", "het getal is te groot of te klein"),
        ("9" * 19, ",", "het getal is te groot of te klein"),
        ("1e9999", ",", "dit is geen getal"),
        ("3 m", ",", "dit is geen getal"),
        ("1_000", ",", "dit is geen getal"),
        ("nan", ",", "dit is geen getal"),
        ("", ",", "dit is geen getal"),
        ("٣", ",", "dit is geen getal"),
    ],
)
def test_what_is_no_number_says_why(text: str, separator: str, why: str) -> None:
    assert parse_number(text, separator) == why


@given(st.text(alphabet="0123456789.,eE+-' ", max_size=12), st.sampled_from([",", ";"]))
def test_a_number_is_what_python_reads_with_the_same_mark(text: str, separator: str) -> None:
    number = parse_number(text, separator)
    if isinstance(number, Decimal):
        assert number == Decimal(text.replace(",", "."))
        assert "," not in text or separator == ";"


@pytest.mark.parametrize(
    ("text", "doubt"),
    [("1.500", True), ("12.500.000", True), ("0.500", False), ("1500.125", False), ("1.50", False), ("1500", False)],
)
def test_a_point_before_three_digits_may_mark_thousands(text: str, doubt: bool) -> None:
    assert maybe_thousands(text) is doubt

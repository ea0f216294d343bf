"""The small kit of the pictures: nothing from data becomes markup."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from besluitsteun.reports.pictures.drawing import escape, nice_step, picture, tag, ticks

NASTY = "<script>alert('x')</script> & \"aan\u0000haling\u001b\""


def test_every_text_and_attribute_is_escaped() -> None:
    drawn = picture(100, 50, NASTY, tag("text", escape(NASTY), data_name=NASTY))
    assert "<script" not in drawn.svg
    root = ET.fromstring(drawn.svg)  # noqa: S314  (our own, and well-formed is the point)
    shown = NASTY.replace("\u0000", "\N{REPLACEMENT CHARACTER}").replace("\u001b", "\N{REPLACEMENT CHARACTER}")
    assert root.get("aria-label") == shown
    assert root[0].text == shown
    assert root[0].get("data-name") == shown


def test_a_picture_says_that_it_is_one() -> None:
    root = ET.fromstring(picture(100, 50, "Kaart").svg)  # noqa: S314
    assert (root.get("role"), root.get("viewBox")) == ("img", "0 0 100 50")


@pytest.mark.parametrize(("low", "high"), [(0, 1), (0, 0.03), (-7, 12), (0, 720), (3, 1e6)])
def test_ticks_are_round_within_the_axis_and_few(low: float, high: float) -> None:
    found = ticks(low, high, 6)
    assert 2 <= len(found) <= 7
    assert low <= found[0] < found[-1] <= high
    step = nice_step(high - low, 6)
    assert found[1] - found[0] == pytest.approx(step)
    assert f"{step:e}"[0] in "125"

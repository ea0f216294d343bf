"""A page in, what a reader meets out: questions that tests ask of a page in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

ARGUMENTS = (
    "--no-sandbox",  # a build machine is often root in a container, where the sandbox cannot start
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
SIZES = ((1920, 1080), (1280, 720), (390, 844))
A4_TEXT = 673
"""Width of the text on A4 with margins of 16 mm, in px of 1/96 inch: (210 − 32) / 25,4 × 96."""

A4_HEIGHT = 978
"""Height of the text on A4 with margins of 18 and 20 mm, in px of 1/96 inch."""


@dataclass(frozen=True)
class Opened:
    """A page with every address it asked for, its own first, and what its console said was wrong."""

    page: Page
    requests: list[str]
    errors: list[str]


Open = Callable[..., Opened]
"""``open_page(path, width=1280, height=720)``: the fixture of that name."""


def address(path: Path) -> str:
    """The address of a file on disk."""
    return path.resolve().as_uri()


def axe_violations(page: Page) -> list[str]:
    """What axe-core has against the page, a line each: rule, what it means, and where."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response
    assert found["url"] == page.url
    return [
        f"{rule['id']}: {rule['help']}: {[node['target'] for node in rule['nodes']][:3]}"
        for rule in found["violations"]
    ]


def scrolls_sideways(page: Page) -> bool:
    """Whether the page itself, not a region within it, is wider than the window."""
    page.evaluate("window.scrollTo({left: 9999, behavior: 'instant'})")
    return bool(page.evaluate("window.scrollX > 0 || document.documentElement.scrollWidth > window.innerWidth"))


def sticking_out(page: Page) -> list[str]:
    """What is shown beyond the right edge of the window, without a region around it that scrolls."""
    return list(
        page.evaluate(
            """() => {
                const overflow = (node) => getComputedStyle(node).overflowX;
                const scrolls = (node) => node && (overflow(node) !== 'visible' || scrolls(node.parentElement));
                return [...document.body.querySelectorAll('*')]
                    .filter((node) => node.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))
                    .filter((node) => node.getBoundingClientRect().right > window.innerWidth + 1)
                    .filter((node) => !scrolls(node.parentElement))
                    .map((node) => `${node.tagName} ${node.className}: ${node.textContent.trim().slice(0, 40)}`);
            }"""
        )
    )


def dead_links(page: Page) -> list[str]:
    """Addresses of links that lead to no place in this page."""
    return list(
        page.evaluate(
            """() => [...document.querySelectorAll('a')].map((link) => link.getAttribute('href'))
                .filter((href) => !href.startsWith('#') || !document.getElementById(href.slice(1)))"""
        )
    )


def heading_levels(page: Page) -> list[int]:
    """The levels of the headings in reading order."""
    levels = page.evaluate(
        "() => [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((heading) => Number(heading.tagName[1]))"
    )
    return list(levels)


def label_faults(page: Page, smallest: float = 0.0) -> list[str]:
    """What is wrong with the texts in pictures that are shown: over each other, outside their picture or too small.

    smallest : of letters, in px as they stand on the screen
    The box of a line of text holds room above and below its letters; a tenth of it at either side does not count.
    """
    return list(
        page.evaluate(
            """(smallest) => {
                const box = (text) => {
                    const { x, y, width, height } = text.getBBox();
                    const at = text.getScreenCTM();
                    const [left, top] = [at.a * x + at.e, at.d * y + at.f];
                    const inset = 0.1 * at.d * height;
                    return { left, right: left + at.a * width, top: top + inset, bottom: top + at.d * height - inset };
                };
                const sheet = (svg) => {
                    const own = svg.viewBox.baseVal;
                    const width = own && own.width ? own.width : svg.width.baseVal.value;
                    const height = own && own.height ? own.height : svg.height.baseVal.value;
                    const at = svg.getScreenCTM();
                    return { left: at.e, top: at.f, right: at.e + at.a * width, bottom: at.f + at.d * height };
                };
                const meet = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                    && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
                const faults = [];
                for (const picture of document.querySelectorAll('.drawing > svg')) {
                    const title = picture.closest('figure').querySelector('figcaption').textContent.trim().slice(0, 40);
                    const texts = [...picture.querySelectorAll('text')].filter((text) => text.textContent.trim())
                        .map((text) => ({ text, box: box(text), words: text.textContent }));
                    for (const { text, box, words } of texts) {
                        const within = sheet(text.ownerSVGElement);
                        if (box.left < within.left - 1 || box.right > within.right + 1
                            || box.top < within.top - 1 || box.bottom > within.bottom + 1)
                            faults.push(`${title}: outside: ${words}`);
                        const size = parseFloat(getComputedStyle(text).fontSize) * text.getScreenCTM().d;
                        if (size < smallest) faults.push(`${title}: ${size.toFixed(1)} px: ${words}`);
                    }
                    texts.forEach((one, turn) => texts.slice(turn + 1).forEach((other) => {
                        if (meet(one.box, other.box)) faults.push(`${title}: ${one.words} over ${other.words}`);
                    }));
                }
                return faults;
            }""",
            smallest,
        )
    )

"""Fixtures that every test may use."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from .browser import ARGUMENTS, Open, Opened, address

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with the real maps and registers; without it the test is skipped, or fails where they must be."""
    folder = ROOT / os.environ.get("BESLUITSTEUN_DATA", "../shared/data")
    if not folder.is_dir():
        message = f"no real data in {folder}; set BESLUITSTEUN_DATA"
        if os.environ.get("BESLUITSTEUN_EIS_DATA") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium of this machine; without it the test is skipped, or fails where it must be."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        message = "no chromium on the path"
        if os.environ.get("BESLUITSTEUN_EIS_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        yield running
        running.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Open]:
    """A function that opens a file in a window of its own; every address the page asks for is kept."""
    contexts = []

    def opened(path: Path, width: int = 1280, height: int = 720) -> Opened:
        context = browser.new_context(viewport={"width": width, "height": height}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        result = Opened(page, [], [])
        page.on("request", lambda request: result.requests.append(request.url))
        page.on("console", lambda said: result.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: result.errors.append(str(error)))
        page.on("dialog", lambda dialog: (result.errors.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        page.goto(address(path))
        return result

    yield opened
    for context in contexts:
        context.close()

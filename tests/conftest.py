"""Fixtures that every test may use."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

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

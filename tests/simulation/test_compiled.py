"""The compiled kernel is there also where nothing can be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba
import pytest

from besluitsteun.simulation.compiled import compiled_run


def test_without_a_folder_for_the_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    def njit(**options: Any) -> Callable[[Any], Any]:
        asked.append(options)
        if options.get("cache"):
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setattr(numba, "njit", njit)
    compiled_run.cache_clear()
    try:
        assert callable(compiled_run())
    finally:
        compiled_run.cache_clear()
    assert asked == [{"cache": True, "nogil": True}, {"nogil": True}]

"""Number of scenarios in, bytes out: peak memory of ``totals`` above its inputs, in a process of its own (Linux)."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np

from besluitsteun.simulation.runner import Engine, totals

from . import generator

GROUPS = 24


def resident(key: str) -> int:
    """Bytes of ``VmRSS`` (now) or ``VmHWM`` (the most since it was reset)."""
    found = re.search(rf"{key}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


def extra_bytes(assets: int, steps: int, scenarios: int, engine: Engine) -> int:
    """Peak during the run minus what was there before it; the run before it compiles."""
    network = generator.network(generator.wiring(assets), steps)
    windows = generator.windows(assets, steps, scenarios)
    groups = (np.arange(assets) % GROUPS).astype(np.int32)
    weights = np.full(assets, 1000, np.int64)
    totals(network, windows[:1], groups, weights, engine=engine)
    before = resident("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")  # resets the peak
    totals(network, windows, groups, weights, engine=engine)
    return resident("VmHWM") - before


if __name__ == "__main__":
    print(extra_bytes(*map(int, sys.argv[1:4]), Engine(sys.argv[4])))

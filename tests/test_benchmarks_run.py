"""The benchmarks in small: the code works, and the baselines give the kernel's downtime."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from besluitsteun.simulation.exposure import merged

from .conftest import ROOT
from .simulation.agreement import run_kernel
from .simulation.random_networks import random_case

SMALL_NETWORKS = 300


def test_benchmarks_run_in_small(tmp_path: Path) -> None:
    """In a process of its own, as pytest-benchmark measures nothing under pytest-xdist.

    The start of the command is left out: other tests run the command.
    """
    output = tmp_path / "benchmarks.json"
    command = [sys.executable, "-m", "pytest", "benchmarks/test_cascade.py", "benchmarks/test_packages.py"]
    command += ["-k", "not cold_start"]
    command += ["--benchmark-json", str(output), "--benchmark-quiet"]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=inherited | {"BESLUITSTEUN_BENCH_KLEIN": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    measured = json.loads(output.read_text(encoding="utf-8"))["benchmarks"]
    rows = [finding["what"] for row in measured for finding in row["extra_info"]["findings"]]
    assert sum("kernel beside" in what for what in rows) == 4
    assert sum(what.startswith("packages, ") for what in rows) >= 8
    assert len(set(rows)) == len(rows) >= 22


def test_baselines_give_the_downtime_of_the_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    """On small networks with rings, hand-overs and ties; the benchmarks themselves check the pinned instance."""
    monkeypatch.syspath_prepend(ROOT)
    baselines = import_module("benchmarks.baselines")
    compared = 0
    for seed in range(SMALL_NETWORKS):
        case = random_case(seed)
        if case.self_starting:
            continue  # the baselines leave it out
        wiring = case.wiring()
        rows = np.array(case.windows(), np.int64).reshape(-1, 3)
        windows = merged(rows[:, 0], rows[:, 1], np.minimum(rows[:, 2], case.steps))
        expected = run_kernel(case).downtime
        sparse = baselines.scipy_downtime(baselines.Matrices.of(wiring), windows, case.steps)
        assert {int(i): int(sparse[i]) for i in np.flatnonzero(sparse)} == expected, f"seed {seed}"
        graph = baselines.as_graph(wiring)
        assert baselines.networkx_downtime(graph, windows, case.steps) == expected, f"seed {seed}"
        compared += 1
    assert compared > SMALL_NETWORKS / 2

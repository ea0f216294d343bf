"""All benchmarks in, ``benchmarks/README.md`` out: ``make bench``, or ``python -m benchmarks.page``.

With ``BESLUITSTEUN_BENCH_KLEIN=1`` the page of the small run is printed and the file is left alone.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .findings import Finding

FOLDER = Path(__file__).parent
PACKAGES = ("numpy", "numba", "networkx", "scipy", "rasterio", "pymcdm", "pulp", "highspy")
SAMPLING = "test_million_points"

TEXT = """\
# Benchmarks

Written by `make bench` (`python -m benchmarks.page`), which runs everything below and rewrites this page; do not edit
it by hand. Last run: {date}.

Machine: {machine}.
Load before the run: {load:.1f} (0 is a quiet machine; times and ratios of a busy one say little).
{failed}
{table}

How to read it. The promises are those of the design (cascade: "Speed to reach"; hazard: sampling; critical objects of
Kampen; decision: ranking and packages). Times are medians over rounds. A ratio is taken side by side: before every
round of one side the other side runs, on the same instance in the same process. `totals` and `simulate` are the public
calls of `besluitsteun.simulation.runner`; their times include packing the network and making workspaces. "Warm" means
that the compiled kernel has been loaded.
With 100,000 assets the records of the kernel outgrow a core's own cache; the row with a tenth of the assets shows the
price of the same work within it, so the difference is time spent waiting for memory. The interpreted kernel hardly
notices this, which lowers its ratio.

The pinned instance (`generator.py`, seed {seed}): every asset has one need of three suppliers drawn anywhere in
the network, of which 1, 2 or 3 must be up; three needs in ten have a buffer and a restart; in every scenario 2 % of the
assets are out, each for 12-48 hours from a moment in the first day, whatever the horizon. The order of the assets is
random with regard to who supplies whom, so no cache profits from it.

The baselines (`baselines.py`) give the same downtime of every asset as the kernel; each run checks that.
The networkx one keeps the state of a need in node attributes, sweeps all assets once per step and after that only
looks at consumers of what changed. The scipy one does every iteration as two sparse matrix-vector products over all
needs. The interpreted ones are the kernel itself, on the same arrays and on Python lists. They run fewer scenarios of
the same instance and are scaled per scenario.

The packages (`regions.py`): 60 measures × 1,000 scenarios × 2,000 objects, and 40 × 25. The design fixes these sizes
and which share of the measures is regional; the rest is ours: a supply network in regions, floods as discs, a budget
for part of the measures. How many measures matter to an object in a scenario (its cone) decides how hard an instance
is; the table prints it. Seconds run from the first simulation to the proven package: cones, tables, search. They go
through the same `Optimiser` as the command. Beside them: one plain model with a row per scenario on the same tables,
and adding up what each measure does alone, which is what one does without a model.
{profiles}
## Running it

* `make bench`: everything, a quarter of an hour on two quiet cores; rewrites this page.
* `pytest benchmarks/test_cascade.py`: the cascade alone, as a table of pytest-benchmark.
* `pytest benchmarks/test_packages.py`: the packages alone; `python -m benchmarks.regions` prints the instances.
* `BESLUITSTEUN_BENCH_KLEIN=1 pytest benchmarks/test_cascade.py benchmarks/test_packages.py`: in small, interpreted,
  some seconds; shows that the benchmarks work, says nothing about speed. `tests/test_benchmarks_run.py` does this in
  every test run.

No benchmark of the cascade fails on a time: what is met and what is not stands above.
"""


def run_benchmarks(small: bool) -> tuple[dict[str, Any], int]:
    """What pytest-benchmark wrote, and the exit code of pytest; without measurements the program ends."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "benchmarks.json"
        where = FOLDER / "test_cascade.py" if small else FOLDER
        command = [sys.executable, "-m", "pytest", str(where), "--benchmark-json", str(output), "--benchmark-quiet"]
        done = subprocess.run(command, cwd=FOLDER.parent)
        if not output.exists():
            sys.exit(done.returncode or 1)
        measured: dict[str, Any] = json.loads(output.read_text(encoding="utf-8"))
    return measured, done.returncode


def findings_of(row: dict[str, Any]) -> list[Finding]:
    """Rows of the page that one benchmark gave."""
    extra = row["extra_info"]
    if row["name"].startswith(SAMPLING):
        return list(sampling_findings(row))
    return [Finding(**values) for values in extra.get("findings", [])]


def sampling_findings(row: dict[str, Any]) -> Iterator[Finding]:
    """The sampling benchmark keeps its own numbers; these are the promises it asserts."""
    places = row["params"]["places"] if isinstance(row["params"]["places"], str) else row["name"]
    kind = "clustered" if "clustered" in places + row["name"] else "random"
    what = f"1,000,000 {kind} points from a raster of 10,000 × 10,000"
    yield Finding(what, row["stats"]["median"], "s", 2.0)
    yield Finding(
        "the same beside `dataset.sample`", row["extra_info"]["ratio"], "×", 50, at_most=False, how="scaled per point"
    )
    yield Finding("the same, extra memory", row["extra_info"]["extra_bytes"] / 2**20, "MB", 150)


def number(value: float) -> str:
    """Three figures, without exponent.

    >>> number(123456.7), number(52.14), number(0.24561), number(2)
    ('123,000', '52.1', '0.246', '2')
    """
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if rounded >= 100 or rounded == int(rounded) else f"{rounded:g}"


def table(findings: list[Finding]) -> str:
    """The table in Markdown."""
    lines = ["| what | promised | measured | | how |", "|---|---|---|---|---|"]
    for finding in findings:
        sign = "≤" if finding.at_most else "≥"
        promised = "" if finding.promised is None else f"{sign} {number(finding.promised)} {finding.unit}"
        measured = f"{number(finding.measured)} {finding.unit}"
        lines.append(f"| {finding.what} | {promised} | {measured} | {finding.verdict} | {finding.how} |")
    return "\n".join(lines)


def machine(info: dict[str, Any]) -> str:
    """Processor, memory and versions, without names of machines or folders."""
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    cpu = info["cpu"].get("brand_raw", platform.machine())
    return (
        f"{os.cpu_count()} cores ({cpu}), {gigabytes:.0f} GB of memory, {platform.system()}; "
        f"Python {platform.python_version()}, {versions}"
    )


def profiles(rows: list[dict[str, Any]]) -> str:
    """Where the time goes in what missed its promise; empty if everything is met."""
    missed = [(findings_of(row), row["extra_info"]["profile"]) for row in rows if "profile" in row["extra_info"]]
    parts = [f"### {found[0].what}\n\n```\n{profile}\n```\n" for found, profile in missed]
    return "\n## Profiles of what missed\n\n" + "\n".join(parts) if parts else ""


def page(measured: dict[str, Any], load: float, failed: bool) -> str:
    """The whole page; ``load`` is the load average before the run, and it says so when a check failed."""
    from .generator import SEED

    rows = measured["benchmarks"]
    return TEXT.format(
        failed="\n**A check failed in this run: its row may be absent.**\n" if failed else "",
        date=measured["datetime"][:10],
        machine=machine(measured["machine_info"]),
        load=load,
        table=table([finding for row in rows for finding in findings_of(row)]),
        seed=SEED,
        profiles=profiles(rows),
    )


def main() -> None:
    """Measure and write."""
    small = os.environ.get("BESLUITSTEUN_BENCH_KLEIN") == "1"
    load = os.getloadavg()[0]
    measured, code = run_benchmarks(small)
    text = page(measured, load, failed=code != 0)
    if small:
        print(text)
    else:
        (FOLDER / "README.md").write_text(text, encoding="utf-8")
    sys.exit(code)


if __name__ == "__main__":
    main()

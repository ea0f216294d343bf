"""Measurements in, rows of the page out: what was promised, what was measured, and whether that is enough."""

from __future__ import annotations

import cProfile
import io
import pstats
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

PROFILE_LINES = 12


@dataclass(frozen=True)
class Finding:
    """One row of the page; without ``promised`` the number is only reported.

    at_most : the promise is an upper bound (a time) and not a lower bound (a ratio)
    how     : how it was measured, where the heading does not say so
    """

    what: str
    measured: float
    unit: str
    promised: float | None = None
    at_most: bool = True
    how: str = ""

    @property
    def met(self) -> bool:
        """Whether the promise is kept; a number without promise keeps it."""
        if self.promised is None:
            return True
        return self.measured <= self.promised if self.at_most else self.measured >= self.promised

    @property
    def verdict(self) -> str:
        """Met, or by how much not."""
        if self.promised is None:
            return "no promise"
        share = self.measured / self.promised
        if self.met:
            return f"met; {share:.0%} of what is allowed" if self.at_most else f"met; {share:.3g} × what is asked"
        return f"**missed by {abs(share - 1):.0%}**"


def record(benchmark: Any, *findings: Finding, profiled: Callable[[], object] | None = None) -> None:
    """Keep rows with a benchmark; if one misses its promise, keep the profile of ``profiled`` as well."""
    benchmark.extra_info["findings"] = [asdict(finding) for finding in findings]
    if profiled and not all(finding.met for finding in findings):
        profile = cProfile.Profile()
        profile.runcall(profiled)
        benchmark.extra_info["profile"] = profile_text(pstats.Stats(profile))


def profile_text(stats: pstats.Stats) -> str:
    """The calls that take the most time of their own, without folders."""
    text = io.StringIO()
    stats.stream = text
    stats.files = []  # a profile read from a file would print its folder
    stats.strip_dirs().sort_stats("tottime").print_stats(PROFILE_LINES)
    return "\n".join(line.rstrip() for line in text.getvalue().splitlines() if line.strip())

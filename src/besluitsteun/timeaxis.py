"""Hours in, whole steps out: the time axis of a study, in exact decimal arithmetic."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

HORIZON_HOURS = Decimal(720)
STEP_HOURS = Decimal(1)


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """Discrete time 0 … ``steps`` − 1; step t holds during [t, t + 1) steps (03).

    >>> axis = TimeAxis(Decimal("24"), Decimal("0.25"))
    >>> axis.steps, axis.down(Decimal("0.4")), axis.up(Decimal("0.4"))
    (96, 1, 2)
    """

    horizon_hours: Decimal = HORIZON_HOURS
    step_hours: Decimal = STEP_HOURS

    def __post_init__(self) -> None:
        if self.step_hours <= 0 or self.horizon_hours <= 0 or self.horizon_hours % self.step_hours != 0:
            raise ValueError("horizon_uur moet een heel aantal keer stap_uur zijn")

    @property
    def steps(self) -> int:
        """Number of steps to the horizon."""
        return int(self.horizon_hours / self.step_hours)

    def down(self, hours: Decimal) -> int:
        """Whole steps that fit in ``hours``: buffers and starts are rounded down (conservative)."""
        return int((hours / self.step_hours).to_integral_value(ROUND_FLOOR))

    def up(self, hours: Decimal) -> int:
        """Whole steps that cover ``hours``: repair, restart and ends are rounded up (conservative)."""
        return int((hours / self.step_hours).to_integral_value(ROUND_CEILING))

    def hours(self, steps: int) -> Decimal:
        """The hours of so many steps."""
        return steps * self.step_hours

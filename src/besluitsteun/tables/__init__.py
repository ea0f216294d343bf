"""Results in, rows of the output tables out, by one register: columns, meaning, unit, type and order."""

from . import consequences, decision, simulation, stress_test, weighing
from .register import LIST_SEPARATOR, Cell, Column, Kind, Row, Rows, Table, as_frame, as_text, may_be_summed
from .register import handbook as _handbook

OUTAGES, EXPOSURE = simulation.OUTAGES, simulation.EXPOSURE
BLOCKADES, ASSUMPTIONS = simulation.BLOCKADES, simulation.ASSUMPTIONS
STRESS_TEST, STRESS_DEPTHS = stress_test.STRESS_TEST, stress_test.STRESS_DEPTHS
CONSEQUENCES, CRITICAL, LIMITS = consequences.CONSEQUENCES, consequences.CRITICAL, consequences.LIMITS

TABLES = (
    simulation.OUTAGES,
    simulation.EXPOSURE,
    consequences.EXPOSURE_CLASSES,
    consequences.VULNERABILITY,
    stress_test.STRESS_TEST,
    stress_test.STRESS_DEPTHS,
    consequences.CONSEQUENCES,
    consequences.AREA_CONSEQUENCES,
    consequences.LIMITS,
    consequences.RISKS,
    consequences.LEVELS,
    consequences.RISK_MATRIX,
    consequences.CRITICAL,
    consequences.RECOVERY,
    consequences.CHAIN,
    consequences.LINKS,
    simulation.BLOCKADES,
    *decision.TABLES,
    *weighing.TABLES,
    simulation.ASSUMPTIONS,
)
"""Every table of a result, in the order of the handbook."""


def handbook() -> str:
    """The page ``docs/handleiding/tabellen.md``: what every table and column holds."""
    return _handbook(TABLES)


__all__ = [
    "ASSUMPTIONS",
    "BLOCKADES",
    "CONSEQUENCES",
    "CRITICAL",
    "EXPOSURE",
    "LIMITS",
    "LIST_SEPARATOR",
    "OUTAGES",
    "STRESS_DEPTHS",
    "STRESS_TEST",
    "TABLES",
    "Cell",
    "Column",
    "Kind",
    "Row",
    "Rows",
    "Table",
    "as_frame",
    "as_text",
    "consequences",
    "decision",
    "handbook",
    "may_be_summed",
    "simulation",
    "stress_test",
    "weighing",
]

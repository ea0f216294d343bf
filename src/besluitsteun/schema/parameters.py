"""What a measure may change: every ``eigenschap``, what it belongs to, and which way is better."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Of(StrEnum):
    """What a property belongs to."""

    ASSET = "object"
    NEED = "behoefte"
    WATER = "water"  # of an asset in a scenario
    SCENARIO = "scenario"


@dataclass(frozen=True, slots=True)
class Parameter:
    """A property that an effect may name.

    of        : what it belongs to
    more_is_better : the better of two values that measures give (``wordt``) is the larger one
    is_flag   : ja/nee: only ``wordt`` makes sense
    lowest, highest : bounds of the outcome; a level in m NAP has none
    absent_is_best : what an object without it means: nothing fails it or is lost (so any value is worse), or nothing
                holds the water back (so any value is better)
    """

    key: str
    of: Of
    more_is_better: bool
    is_flag: bool = False
    lowest: float = 0.0
    highest: float = math.inf
    absent_is_best: bool = True


FAILURE_DEPTH = "faaldiepte_m"
CRITICAL_LEVEL = "hoogte_kritisch_mnap"
REPAIR = "hersteltijd_uur"
SELF_STARTING = "zelfstandig_opstarten"
BUFFER = "buffer_uur"
RESTART = "herstart_uur"
MINIMUM = "minimaal"
START_FAILURE = "startfaalkans"
DEPTH = "waterdiepte_m"
BARRIER = "keert_tot_m"
EVACUATED = "geevacueerd_aandeel"

PARAMETERS = {
    each.key: each
    for each in (
        Parameter(FAILURE_DEPTH, Of.ASSET, more_is_better=True),
        Parameter(CRITICAL_LEVEL, Of.ASSET, more_is_better=True, lowest=-math.inf),
        Parameter(REPAIR, Of.ASSET, more_is_better=False),
        Parameter("gebruikers", Of.ASSET, more_is_better=False),
        Parameter("kwetsbare_gebruikers", Of.ASSET, more_is_better=False),
        Parameter("inwoners", Of.ASSET, more_is_better=False),
        Parameter("max_schade_eur", Of.ASSET, more_is_better=False),
        Parameter(SELF_STARTING, Of.ASSET, more_is_better=True, is_flag=True),
        Parameter(BUFFER, Of.NEED, more_is_better=True),
        Parameter(RESTART, Of.NEED, more_is_better=False),
        Parameter(MINIMUM, Of.NEED, more_is_better=False),
        Parameter(START_FAILURE, Of.NEED, more_is_better=False, highest=1.0),
        Parameter(DEPTH, Of.WATER, more_is_better=False),
        Parameter(BARRIER, Of.WATER, more_is_better=True, absent_is_best=False),
        Parameter(EVACUATED, Of.SCENARIO, more_is_better=True, highest=1.0),
    )
}
"""By key, in the order in which they are told."""

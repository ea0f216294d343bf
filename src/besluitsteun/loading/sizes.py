"""Objects, functions and the time axis in, everything out that is too large to be added up exactly.

Consequences are counted in whole numbers of 64 bits: people in thousandths, money in cents or thousandths of a euro. A
sum that does not fit would come out wrong without a word, so it is refused here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..nl import number
from ..problems import Problem
from ..schema.assets import RANGED_KEYS, Asset
from ..schema.study import Function
from ..timeaxis import TimeAxis
from .assets import FIELDS, PlacedAsset

LARGEST = 2**62
"""Half of what fits in 64 bits with a sign: room for rounding."""
_FINEST = 1000  # parts of a person or a euro
_SHARES = 1000  # parts of a thousandth, as deaths are counted; more than any share of a peak asks for
_EXPECTED = "aantallen en bedragen die opgeteld nog exact te rekenen zijn"
_REMEDY = (
    "controleer dit getal, het weegt het zwaarst, en wat erbij hoort: de waarde per uur, de compensatie, de horizon"
)


def check_sizes(assets: Sequence[PlacedAsset], functions: Iterable[Function], time: TimeAxis) -> list[Problem]:
    """One problem per key of which the sum would not fit, at the largest value."""
    per_function = {each.id: each for each in functions}
    found: dict[str, list[tuple[float, PlacedAsset]]] = {}
    for each in assets:
        function = per_function.get(each.record.function)
        if function is None:
            continue  # refused elsewhere
        for key, amount in _amounts(each.record, function, time).items():
            found.setdefault(key, []).append((amount, each))
    return [_problem(key, members) for key, members in found.items() if sum(amount for amount, _ in members) >= LARGEST]


def _amounts(asset: Asset, function: Function, time: TimeAxis) -> dict[str, float]:
    """Key → the largest amount that an object can add to a sum, in the small unit in which it is counted."""
    users, longest = _most(asset, "gebruikers"), max(time.steps, _SHARES)
    people = max(users * (function.residents_per_user or 0), _most(asset, "inwoners"))
    return {
        "gebruikers": _FINEST * max(users * longest, users * _money_per_user(function, time), people * longest),
        "kwetsbare_gebruikers": _FINEST * _most(asset, "kwetsbare_gebruikers") * longest,
        "max_schade_eur": _FINEST * _most(asset, "max_schade_eur"),
        "lozing": _FINEST * (asset.spill_load or 0),
    }


def _money_per_user(function: Function, time: TimeAxis) -> float:
    """The most that one user can lose or be owed, in thousandths of a euro."""
    until = time.steps if function.value_until_hour is None else min(time.steps, time.down(function.value_until_hour))
    lost = (function.value_eur_per_user_hour or 0) * until
    rule = function.compensation
    owed = 0.0 if rule is None else rule.first_eur + rule.next_eur * float(time.horizon_hours / rule.every_hours)
    return _FINEST * max(lost, owed)


def _most(asset: Asset, key: str) -> float:
    ends = (key, f"{key}_max") if key in RANGED_KEYS else (key,)
    return max(float(getattr(asset, FIELDS[end]) or 0) for end in ends)


def _problem(key: str, members: Sequence[tuple[float, PlacedAsset]]) -> Problem:
    _, largest = max(members, key=lambda each: each[0])
    value = number(_most(largest.record, key) if key != "lozing" else largest.record.spill_load or 0)
    found = f"`{key}` is over alle objecten samen te groot om mee te rekenen; hier {value}"
    return Problem(largest.at(key), found, _EXPECTED, _REMEDY)

"""The options of ``watals`` as typed in, ``Variation`` out; or every problem in them at once."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from ..loading.selection import Selection
from ..loading.study import Study
from ..problems import InputError, Place, Problem
from ..schema.scenarios import ImposedOutage
from ..variation import Rise, Variation
from .lookup import find_asset, find_scenarios, suggestions, unknown, visible_assets

OUTAGE, WATER, SCENARIO = "--uitval", "--water", "--scenario"
LARGEST_RISE_M = 20
_HOURS = re.compile(r"(?P<begin>[0-9]{1,9})-(?P<end>[0-9]{1,9})?", re.ASCII)
_METRES = re.compile(r"[+-]?[0-9]{1,9}([.,][0-9]{1,3})?", re.ASCII)
_EXAMPLE_HOURS = "hele uren, zoals object:12-36, of object:12- tot de horizon"
_EXAMPLE_METRES = "meters met hooguit drie cijfers achter de komma, zoals +0.5 of -0,3@gebied"


def variation_of(
    study: Study, outages: Sequence[str], rises: Sequence[str], scenario: str | None, audience: str
) -> Variation:
    """What was asked for, in the words of the study.

    outages : ``object``, ``object:van-tot`` or ``object:van-``;  rises : ``+0.5`` or ``-0,3@gebied``
    Raises ``InputError`` with everything that cannot be understood or is not in the study.
    """
    scenarios = find_scenarios(study, scenario, SCENARIO)
    problems = [scenarios] if isinstance(scenarios, Problem) else []
    imposed, risen = list[ImposedOutage](), list[Rise]()
    for asked in (_outage(study, each, audience) for each in outages):
        if isinstance(asked, ImposedOutage):
            imposed.append(asked)
        else:
            problems += asked
    for rise in (_rise(study, each, audience) for each in rises):
        if isinstance(rise, Rise):
            problems += _twice(rise, risen)
            risen.append(rise)
        else:
            problems += rise
    if problems:
        raise InputError(problems)
    return Variation(tuple(imposed), tuple(risen), () if scenario is None else (scenario,))


# --- outages ---------------------------------------------------------------------------------------------------------


def _outage(study: Study, given: str, audience: str) -> ImposedOutage | list[Problem]:
    """An id never holds a ``:``, so what follows the first one are hours; only a name may hold one."""
    names = {(asset.name or "").casefold() for asset in visible_assets(study, audience).values()}
    name, colon, hours = (given, "", "") if given.casefold() in names else given.partition(":")
    asset = find_asset(study, name, audience, OUTAGE)
    window = _window(study, given, hours) if colon else (0, None)
    if isinstance(asset, Problem) or isinstance(window, Problem):
        return [each for each in (asset, window) if isinstance(each, Problem)]
    begin, end = window
    until = None if end is None else Decimal(end)
    return ImposedOutage.model_validate({"object": asset.id, "van_uur": Decimal(begin), "tot_uur": until})


def _window(study: Study, given: str, hours: str) -> tuple[int, int | None] | Problem:
    """First hour, and the hour at which it ends if one was given."""
    match = _HOURS.fullmatch(hours)
    if match is None:
        return Problem(Place(OUTAGE), f"'{given}'", _EXAMPLE_HOURS, "verbeter de uren")
    begin, end = int(match["begin"]), None if match["end"] is None else int(match["end"])
    horizon = study.time.horizon_hours
    if begin >= horizon:
        found = f"'{given}' begint op of na de horizon van {horizon:f} uur"
        return Problem(Place(OUTAGE), found, "een begin binnen de tijd die gerekend wordt", "kies een eerder uur")
    if end is not None and end <= begin:
        return Problem(Place(OUTAGE), f"'{given}' eindigt niet na het begin", _EXAMPLE_HOURS, "verbeter de uren")
    return begin, end


# --- water -----------------------------------------------------------------------------------------------------------


def _twice(rise: Rise, before: Sequence[Rise]) -> list[Problem]:
    if rise.area not in {each.area for each in before}:
        return []
    found = "overal staat er twee keer" if rise.area is None else f"gebied '{rise.area}' staat er twee keer"
    return [Problem(Place(WATER), found, "elk gebied één keer", "laat er één staan")]


def _rise(study: Study, given: str, audience: str) -> Rise | list[Problem]:
    metres, at, area = given.partition("@")
    problems = []
    if not _METRES.fullmatch(metres):
        problems.append(Problem(Place(WATER), f"'{metres}' is geen waterstand", _EXAMPLE_METRES, "verbeter het getal"))
    elif abs(_exact(metres)) > LARGEST_RISE_M:
        expected = f"hooguit {LARGEST_RISE_M} m hoger of lager"
        problems.append(Problem(Place(WATER), f"'{metres}' m", expected, "geef de waarde in meters"))
    problems += list(_area_problems(study, area, audience)) if at else []
    return problems or Rise(int(_exact(metres) * 1000), area if at else None)


def _exact(metres: str) -> Decimal:
    return Decimal(metres.replace(",", "."))


def _area_problems(study: Study, area: str, audience: str) -> Iterator[Problem]:
    """An area in which the audience sees no object is as unknown as one that does not exist."""
    shown = Selection.of(list(visible_assets(study, audience).values()), study.divisions)
    every = Selection.of(study.assets, study.divisions)
    meant = every.divisions_with(area)
    if not shown.divisions_with(area):
        expected = "een gebied van de studie waarin objecten liggen"
        yield unknown(WATER, f"onbekend gebied '{area}'", expected, suggestions(area, shown.areas()))
    elif len({every.members(division, area) for division in meant}) > 1:
        found = f"gebied '{area}' komt voor in {' en '.join(meant)}, met andere objecten"
        remedy = "geef de gebieden in de ene indeling een andere naam"
        yield Problem(Place(WATER), found, "een naam die één gebied aanwijst", remedy)

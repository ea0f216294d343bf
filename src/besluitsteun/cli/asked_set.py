"""The measures of ``watals`` as typed in, the ``Candidate`` that they make out; or every problem in them at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..decision.directions.pool import Candidate, Origin
from ..loading.study import Study
from ..measures.changes import Catalogue
from ..nl import enumeration
from ..problems import InputError, Place, Problem
from .earlier import Earlier
from .lookup import suggestions, unknown

ADD, DROP, START = "--maatregel", "--zonder-maatregel", "--richting"
TABLE_ID, TABLE_NAME = "aan tafel", "Aan tafel gemaakt"
"""No direction of a study can have this id: it holds a space."""
Chosen = frozenset[str]


@dataclass(frozen=True)
class Asked:
    """A direction as it was asked for.

    start : the direction that it began with, ``None`` = nothing;  added, dropped : ids, beside that one
    along : ids that came along because others require them;  is_bare : whether the start is an authored direction that
    was not completed, because there is no earlier result
    """

    candidate: Candidate
    start: Candidate | None
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    along: tuple[str, ...]
    is_bare: bool


def asked_of(
    study: Study, catalogue: Catalogue, earlier: Earlier, start: str | None, add: Sequence[str], drop: Sequence[str]
) -> Asked:
    """The set that is meant, with what it requires.

    Raises ``InputError`` with everything that is unknown, says nothing, or cannot be carried out together.
    """
    began = None if start is None else _start(study, catalogue, earlier, start)
    problems = [began] if isinstance(began, Problem) else []
    problems += [each for option, names in ((ADD, add), (DROP, drop)) for each in _unknown(study, option, names)]
    if problems:
        raise InputError(problems)
    base = began.chosen if isinstance(began, Candidate) else frozenset()
    problems = list(_idle(base, add, drop))
    wanted = (base | set(add)) - set(drop)
    along = frozenset(one for each in sorted(wanted) for one in catalogue.with_required(each)) - wanted
    problems += [*_needed(catalogue, wanted, along & set(drop)), *_together(catalogue, wanted | along)]
    if problems:
        raise InputError(problems)
    candidate = _candidate(earlier, wanted | along)
    in_order = sorted(along, key=catalogue.order.__getitem__)
    is_bare = isinstance(began, Candidate) and began not in earlier.directions
    first = began if isinstance(began, Candidate) else None
    return Asked(candidate, first, tuple(dict.fromkeys(add)), tuple(dict.fromkeys(drop)), tuple(in_order), is_bare)


def _candidate(earlier: Earlier, chosen: Chosen) -> Candidate:
    """A direction that is known already keeps its name."""
    return earlier.same_as(chosen) or Candidate(TABLE_ID, TABLE_NAME, Origin.TABLE, chosen, None)


def _start(study: Study, catalogue: Catalogue, earlier: Earlier, given: str) -> Candidate | Problem:
    """A direction of an earlier result, or an authored one as it was written."""
    known = {each.id: each for each in earlier.directions}
    for each in study.choices.directions:
        inside = frozenset(one for measure in each.measures_in for one in catalogue.with_required(measure))
        known.setdefault(each.id, Candidate(each.id, each.name, Origin.AUTHORED, inside, None))
    if given in known:
        return known[given]
    expected = "de id van een richting van de studie of van de laatste uitkomst"
    problem = unknown(START, f"onbekende richting '{given}'", expected, suggestions(given, list(known)) or list(known))
    if not earlier.why_not:
        return problem
    remedy = f"{problem.remedy} · wat de rekenaar vond, is hier niet bekend: {earlier.why_not}"
    return Problem(problem.place, problem.found, problem.expected, remedy)


def _unknown(study: Study, option: str, names: Sequence[str]) -> Iterator[Problem]:
    """Ids only: a name may name what the audience may not see."""
    ids = [each.id for each in study.measures]
    for name in dict.fromkeys(names):
        if name not in ids:
            none = "" if ids else "; deze studie heeft er geen"
            found, expected = f"onbekende maatregel '{name}'", f"de id van een maatregel van de studie{none}"
            yield unknown(option, found, expected, suggestions(name, ids))


def _idle(base: Chosen, add: Sequence[str], drop: Sequence[str]) -> Iterator[Problem]:
    """What would change nothing, or cannot be meant."""
    for each in dict.fromkeys(each for each in add if each in drop):
        found = f"'{each}' moet erbij en eruit"
        yield Problem(Place(DROP), found, f"'{each}' in één van beide keuzes", "laat één van de twee weg")
    for each in dict.fromkeys(each for each in add if each in base and each not in drop):
        yield Problem(Place(ADD), f"'{each}' zit al in de richting", "een maatregel die erbij komt", "laat haar weg")
    for each in dict.fromkeys(each for each in drop if each not in base and each not in add):
        expected = "een maatregel uit de richting waarmee u begint"
        yield Problem(Place(DROP), f"'{each}' zit er niet in", expected, f"begin met {START}, of laat haar weg")


def _needed(catalogue: Catalogue, wanted: Chosen, dropped: Chosen) -> Iterator[Problem]:
    """What was dropped while something that stays requires it."""
    for each in sorted(dropped, key=catalogue.order.__getitem__):
        users = [one for one in catalogue.order if one in wanted and each in catalogue.with_required(one)]
        found = f"'{each}' kan er niet uit: {enumeration(users)} vereist haar"
        remedy = f"laat ook {enumeration(users)} vallen met {DROP}, of houd '{each}'"
        yield Problem(Place(DROP), found, "alles wat een maatregel vereist", remedy)


def _together(catalogue: Catalogue, chosen: Chosen) -> Iterator[Problem]:
    """Pairs that exclude each other."""
    for first, second in sorted(catalogue.conflicts, key=lambda pair: [catalogue.order[each] for each in pair]):
        if first in chosen and second in chosen:
            found, remedy = (
                f"'{first}' en '{second}' sluiten elkaar uit",
                f"houd één van beide; {DROP} haalt de ander eruit",
            )
            yield Problem(Place(ADD), found, "maatregelen die samen kunnen", remedy)

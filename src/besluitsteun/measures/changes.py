"""``Study`` in, ``Catalogue`` out: what every measure changes, and what any set of them changes together.

Per parameter (05): best ``wordt`` (or the base) × Π ``maal`` + Σ ``plus``, within its bounds, whatever the order. The
best is taken among the measures: a measure may also make things worse.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations
from typing import Self

import numpy as np
from numpy.typing import NDArray

from ..hazard.inundation import Inundation
from ..loading.selection import Selection
from ..loading.study import Study
from ..loading.water import read_inundations
from ..problems import InputError
from ..schema.base import ALL_SCENARIOS
from ..schema.measures import Effect, Measure, Target
from ..schema.parameters import PARAMETERS, Of, Parameter

Int64 = NDArray[np.int64]
Floats = NDArray[np.float64]
Bool = NDArray[np.bool_]
EVERYWHERE = -1
"""Number of the "scenario" of a parameter that is the same in all scenarios."""


@dataclass(frozen=True, eq=False)
class Change:
    """What becomes of one parameter at some places.

    at      : (place,) positions of assets or needs, sorted; position 0 for a parameter of a scenario
    becomes : (place,) the best value that a measure gives, NaN = none does
    times, plus : (place,)
    """

    parameter: Parameter
    at: Int64
    becomes: Floats
    times: Floats
    plus: Floats

    def on(self, values: Floats) -> Floats:
        """(place,) the new values, from those of the same places; what was absent (NaN) stays so unless given."""
        given = np.where(np.isnan(self.becomes), values, self.becomes)
        return np.clip(given * self.times + self.plus, self.parameter.lowest, self.parameter.highest)

    def put(self, values: Floats) -> Floats:
        """The values of all places, with the new ones at theirs."""
        changed = values.copy()
        changed[self.at] = self.on(values[self.at])
        return changed

    def on_rows(self, where: NDArray[np.integer], values: Floats) -> Floats:
        """(row,) the new values of rows that stand at given places, more than one row a place or none.

        where, values : (row,) place (asset) and value of each row
        """
        place = np.minimum(np.searchsorted(self.at, where), len(self.at) - 1)
        concerned = self.at[place] == where if len(self.at) else np.zeros(len(where), dtype=np.bool_)
        moved = values.copy()
        moved[concerned] = self.only(place[concerned]).on(values[concerned])
        return moved

    def only(self, picked: Int64) -> Self:
        """The change at some of its places, in any order and as often as asked.

        picked : numbers of places
        """
        columns = {each: getattr(self, each)[picked] for each in ("at", "becomes", "times", "plus")}
        return replace(self, **columns)


@dataclass(frozen=True, eq=False)
class Bounding(Change):
    """The largest or smallest value that a parameter can get: some measures are taken, others may be.

    Of the optional measures every ``wordt`` counts that helps, and every ``maal`` and ``plus`` on its own (so this
    is beyond what any set of them reaches, never short of it).

    reach : (place,) the best (or worst) value that an optional measure gives, NaN = none
    low_times, high_times : (place,) least and largest product of ``maal``;  shift: (place,) of ``plus``
    upward : whether the largest value is meant
    """

    reach: Floats
    low_times: Floats
    high_times: Floats
    shift: Floats
    upward: bool

    def on(self, values: Floats) -> Floats:
        """(place,) the bounds."""
        extreme, outer = (np.maximum, np.fmax) if self.upward else (np.minimum, np.fmin)
        given = np.where(np.isnan(self.becomes), values, self.becomes)
        is_best = self.upward == self.parameter.more_is_better
        reached = ~np.isnan(self.reach) & (~np.isnan(given) | (self.parameter.absent_is_best != is_best))
        given = np.where(reached, outer(given, self.reach), given)
        low, high = given * self.times * self.low_times, given * self.times * self.high_times
        moved = extreme(low, high) + self.plus + self.shift
        return np.clip(moved, self.parameter.lowest, self.parameter.highest)

    def only(self, picked: Int64) -> Self:
        """The bounds at some of its places."""
        columns = {each: getattr(self, each)[picked] for each in ("reach", "low_times", "high_times", "shift")}
        return replace(super().only(picked), **columns)


@dataclass(frozen=True, eq=False)
class Rerun:
    """Water of a hydraulic re-run that replaces that of a scenario at some assets."""

    scenario: int
    water: Inundation
    at: Int64


@dataclass(frozen=True, slots=True)
class Factor:
    """A consequence that is multiplied: in some scenarios, functions, areas and for some owners (empty = all)."""

    criterion: str
    times: float
    scenarios: tuple[int, ...]
    target: Target


@dataclass(frozen=True, eq=False)
class _Shift:
    """One effect on one parameter, in some scenarios (empty = all)."""

    parameter: Parameter
    scenarios: tuple[int, ...]
    at: Int64
    becomes: float
    times: float
    plus: float


@dataclass(frozen=True, eq=False)
class _Compiled:
    """Everything that one measure changes."""

    shifts: tuple[_Shift, ...]
    reruns: tuple[Rerun, ...]
    added: tuple[tuple[int, int], ...]
    factors: tuple[Factor, ...]


@dataclass(frozen=True, eq=False)
class Changes:
    """What a set of measures changes.

    shifts  : key of the parameter → effects on it;  optional: those of measures that may be taken as well
    best    : the optional ones at their best (or their worst): what nobody can do better (or worse) than
    reruns  : in the order of the measures;  optional_reruns: those that may be taken
    added   : (need, supplier) that are new, each once
    """

    shifts: Mapping[str, tuple[_Shift, ...]] = field(default_factory=dict)
    reruns: tuple[Rerun, ...] = ()
    added: tuple[tuple[int, int], ...] = ()
    factors: tuple[Factor, ...] = ()
    optional: Mapping[str, tuple[_Shift, ...]] = field(default_factory=dict)
    optional_reruns: tuple[Rerun, ...] = ()
    best: bool = True
    _found: dict[tuple[str, int], Change | None] = field(default_factory=dict)

    def of(self, key: str, scenario: int = EVERYWHERE) -> Change | None:
        """The change of one parameter, if any; of a parameter of the water in one scenario."""
        if (key, scenario) not in self._found:
            taken, maybe = ([each for each in shifts.get(key, ()) if scenario in each.scenarios or not each.scenarios]
                            for shifts in (self.shifts, self.optional))  # fmt: skip
            self._found[key, scenario] = _together(taken, maybe, self.best)
        return self._found[key, scenario]

    def scenarios_apart(self, key: str) -> tuple[int, ...]:
        """The scenarios in which a parameter of the water changes otherwise than everywhere."""
        shifts = (*self.shifts.get(key, ()), *self.optional.get(key, ()))
        return tuple(sorted({scenario for shift in shifts for scenario in shift.scenarios}))


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The measures of a study and what they change.

    conflicts : pairs that cannot be chosen together: ``sluit_uit``, or two hydraulic re-runs of one scenario at the
                same assets, of which nobody knows what they do together
    """

    study: Study
    measures: tuple[Measure, ...]
    compiled: Mapping[str, _Compiled]

    @classmethod
    def of(cls, study: Study) -> Catalogue:
        """The catalogue of a study. Raises ``InputError`` for a re-run that cannot be read."""
        compiler = _Compiler(study)
        compiled = {measure.id: compiler.compile(measure) for measure in study.measures}
        return cls(study, study.measures, compiled)

    @cached_property
    def by_id(self) -> dict[str, Measure]:
        """The measures by id."""
        return {measure.id: measure for measure in self.measures}

    @cached_property
    def order(self) -> dict[str, int]:
        """Place of each measure in the study."""
        return {measure.id: place for place, measure in enumerate(self.measures)}

    @cached_property
    def conflicts(self) -> frozenset[tuple[str, str]]:
        """Pairs of ids, the first earlier in the study."""
        found = {self._pair(each.id, other) for each in self.measures for other in each.excludes}
        for first, second in combinations([each.id for each in self.measures], 2):
            if _collide(self.compiled[first].reruns, self.compiled[second].reruns):
                found.add((first, second))
        return frozenset(found)

    def _pair(self, first: str, second: str) -> tuple[str, str]:
        return (first, second) if self.order[first] < self.order[second] else (second, first)

    def fits(self, chosen: Collection[str]) -> bool:
        """Whether a set can be carried out together: everything that is required is in it, and no conflict."""
        required = all(set(self.by_id[each].requires) <= set(chosen) for each in chosen)
        return required and not any(first in chosen and second in chosen for first, second in self.conflicts)

    def with_required(self, measure: str) -> frozenset[str]:
        """A measure and everything that it requires, directly or by what that requires."""
        found, open_ = set(), [measure]
        while open_:
            each = open_.pop()
            if each not in found:
                found.add(each)
                open_ += self.by_id[each].requires
        return frozenset(found)

    def completed(self, chosen: Collection[str]) -> frozenset[str]:
        """Measures and everything that they require."""
        return frozenset(each for one in sorted(chosen) for each in self.with_required(one))

    def touched(self, measure: str) -> tuple[int, ...]:
        """Positions of the assets that a measure changes: themselves, their water or their needs."""
        part, consumer = self.compiled[measure], self._consumers
        found: set[int] = set()
        for shift in part.shifts:
            places = shift.at.tolist()
            if shift.parameter.of is Of.NEED:
                found |= {consumer[place] for place in places}
            elif shift.parameter.of is not Of.SCENARIO:
                found |= set(places)
        found |= {consumer[need] for need, _ in part.added}
        for rerun in part.reruns:
            found |= set(rerun.at.tolist())
        return tuple(sorted(found))

    @cached_property
    def _consumers(self) -> list[int]:
        index = {asset.id: place for place, asset in enumerate(self.study.assets)}
        return [index[need.consumer] for need in self.study.needs]

    def touches(self, key: str) -> bool:
        """Whether any measure changes this parameter, or multiplies this consequence."""
        parts = self.compiled.values()
        return any(shift.parameter.key == key for part in parts for shift in part.shifts) or any(
            factor.criterion == key for part in parts for factor in part.factors
        )

    def changes(self, chosen: Collection[str]) -> Changes:
        """What a set of measures changes together."""
        parts = self._parts(chosen)
        return Changes(
            shifts=_by_key(parts),
            reruns=tuple(each for part in parts for each in part.reruns),
            added=tuple(dict.fromkeys(pair for part in parts for pair in part.added)),
            factors=tuple(each for part in parts for each in part.factors),
        )

    def bounds(self, chosen: Collection[str], optional: Collection[str], *, best: bool) -> Changes:
        """What nobody can do better (``best``) or worse than who takes ``chosen`` and any of ``optional``.

        Whether the optional ones go together does not matter.
        """
        parts, maybe = self._parts(chosen), self._parts(set(optional) - set(chosen))
        added = [pair for part in (*parts, *(maybe if best else ())) for pair in part.added]
        helping = [each for part in maybe for each in part.factors if (each.times < 1) == best]
        return Changes(
            shifts=_by_key(parts),
            reruns=tuple(each for part in parts for each in part.reruns),
            added=tuple(dict.fromkeys(added)),
            factors=(*(each for part in parts for each in part.factors), *helping),
            optional=_by_key(maybe),
            optional_reruns=tuple(each for part in maybe for each in part.reruns),
            best=best,
        )

    def _parts(self, chosen: Collection[str]) -> list[_Compiled]:
        return [self.compiled[each] for each in sorted(chosen, key=self.order.__getitem__)]


def _collide(first: Sequence[Rerun], second: Sequence[Rerun]) -> bool:
    return any(one.scenario == other.scenario and np.isin(one.at, other.at).any() for one in first for other in second)


def _by_key(parts: Iterable[_Compiled]) -> dict[str, tuple[_Shift, ...]]:
    found: dict[str, list[_Shift]] = {}
    for part in parts:
        for shift in part.shifts:
            found.setdefault(shift.parameter.key, []).append(shift)
    return {key: tuple(shifts) for key, shifts in sorted(found.items())}


def _together(taken: Sequence[_Shift], maybe: Sequence[_Shift], best: bool) -> Change | None:
    if not taken and not maybe:
        return None
    parameter = (*taken, *maybe)[0].parameter
    at = np.unique(np.concatenate([shift.at for shift in (*taken, *maybe)]))
    becomes, times, plus = np.full(len(at), np.nan), np.ones(len(at)), np.zeros(len(at))
    better = np.fmax if parameter.more_is_better else np.fmin  # both pass over NaN
    for shift in taken:
        place = np.searchsorted(at, shift.at)
        becomes[place] = better(becomes[place], shift.becomes)
        times[place] *= shift.times
        plus[place] += shift.plus
    if not maybe:
        return Change(parameter, at, becomes, times, plus)
    upward = parameter.more_is_better == best
    outer, toward = (np.fmax, np.maximum) if upward else (np.fmin, np.minimum)
    reach, low, high, moved = np.full(len(at), np.nan), np.ones(len(at)), np.ones(len(at)), np.zeros(len(at))
    for shift in maybe:
        place = np.searchsorted(at, shift.at)
        reach[place] = outer(reach[place], shift.becomes)
        low[place] *= min(1.0, shift.times)
        high[place] *= max(1.0, shift.times)
        moved[place] += toward(0.0, shift.plus)
    return Bounding(parameter, at, becomes, times, plus, reach, low, high, moved, upward)


class _Compiler:
    """Knows the study well enough to say where an effect works."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.selection = Selection.of(study.assets, study.divisions)
        self.needs: dict[str, list[int]] = {}
        for place, need in enumerate(study.needs):
            self.needs.setdefault(need.consumer, []).append(place)
        self.index = {asset.id: place for place, asset in enumerate(study.assets)}
        self.scenario = {each.id: place for place, each in enumerate(study.scenarios)}

    def compile(self, measure: Measure) -> _Compiled:
        """Everything that a measure changes."""
        effects = measure.effects
        return _Compiled(
            shifts=tuple(shift for each in effects if each.property_ is not None for shift in self._shifts(each)),
            reruns=tuple(rerun for each in effects if each.depth is not None for rerun in self._reruns(each)),
            added=tuple(pair for each in effects if each.added is not None for pair in self._added(each)),
            factors=tuple(self._factor(each) for each in effects if each.consequence is not None),
        )

    def _shifts(self, effect: Effect) -> Iterator[_Shift]:
        parameter, target = PARAMETERS[str(effect.property_)], effect.target or Target.model_validate({})
        at = self._places(parameter, target, effect.group)
        becomes = np.nan if effect.becomes is None else float(effect.becomes)
        times, plus = (1.0 if effect.times is None else effect.times), effect.plus or 0.0
        in_all = not target.scenarios or ALL_SCENARIOS in target.scenarios
        yield _Shift(parameter, () if in_all else self._scenarios(target), at, becomes, times, plus)

    def _places(self, parameter: Parameter, target: Target, group: str | None) -> Int64:
        if parameter.of is Of.SCENARIO:
            return np.zeros(1, dtype=np.int64)
        assets = self.assets(target)
        if parameter.of is not Of.NEED:
            return np.array(assets, dtype=np.int64)
        consumers = (self.study.assets[place].id for place in assets)
        needs = (need for consumer in consumers for need in self.needs.get(consumer, ()))
        return np.array(
            sorted(need for need in needs if group is None or self.study.needs[need].group == group), dtype=np.int64
        )

    def assets(self, target: Target) -> list[int]:
        """Positions of the assets that meet every condition of a target, in order."""
        chosen = set(self.selection.chosen(None, None, target.assets))
        if target.area:
            chosen &= set().union(*(self.selection.in_area(area) for area in target.area))
        conditions: tuple[tuple[Collection[str], Callable[[int], str | None]], ...] = (
            (target.kind, lambda place: self.study.assets[place].kind),
            (target.function, lambda place: self.study.assets[place].function),
            (target.party, lambda place: self.study.assets[place].party),
        )
        for wanted, value in conditions:
            if wanted:
                chosen = {place for place in chosen if value(place) in wanted}
        return sorted(chosen)

    def _scenarios(self, target: Target) -> tuple[int, ...]:
        if not target.scenarios or ALL_SCENARIOS in target.scenarios:
            return tuple(range(len(self.study.scenarios)))
        return tuple(sorted(self.scenario[name] for name in target.scenarios))

    def _reruns(self, effect: Effect) -> Iterator[Rerun]:
        target = effect.target or Target.model_validate({})
        places = self._scenarios(target)
        rerun = [self.study.scenarios[place].model_copy(update={"depth": effect.depth}) for place in places]
        study = self.study
        water, problems = read_inundations(study.assets, rerun, study.time, study.crs, study.file)
        if problems:
            raise InputError(problems)
        at = np.array(self.assets(target), dtype=np.int64)
        yield from (Rerun(place, found, at) for place, found in zip(places, water, strict=True))

    def _added(self, effect: Effect) -> Iterator[tuple[int, int]]:
        added = effect.added
        if added is None:
            return
        supplier = self.index[added.supplier]
        for need in self.needs.get(added.consumer, ()):
            record = self.study.needs[need]
            if record.group == (added.group or "") and added.supplier not in record.suppliers:
                yield need, supplier

    def _factor(self, effect: Effect) -> Factor:
        target = effect.target or Target.model_validate({})
        times = 1.0 if effect.times is None else effect.times
        return Factor(str(effect.consequence), times, self._scenarios(target), target)

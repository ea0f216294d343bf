"""``besluit`` in, ``Plan`` out: what packages are looked for, and which limits these must keep or should."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...consequences.ledger import Ledger
from ...loading.study import Study
from ...measures.resimulate import Resimulation
from ...schema.ambitions import Level, Limit
from ...schema.decision import COSTS, Criterion, Objective, PackageSettings, Role, ScenarioJudgement
from ...schema.decision import Across as Way
from ..outcomes import Count
from ..ranking import count_of
from .aims import Across, Aim
from .wishes import Wish, wishes_of

GAP, TIME_S, ALPHA = 0.01, 10.0, 0.1
"""Where the study says nothing: the margin at which the solver may stop, its seconds per aim, and the tail of CVaR."""
LAST = 99
"""Priority of a limit to which the study gives none: it gives way first."""
DEFAULT_COUNTS = ("kwetsbare_gebruikersuren", "getroffenen", "gebruikersuren", "directe_schade_eur")
"""What packages are chosen for where the study has no criteria: the first of these that is computed."""


@dataclass(frozen=True, eq=False)
class Plan:
    """What is looked for.

    aims   : consequences over scenarios, the first is the main one;  names : id → what it is called
    musts  : limits that every package must keep;  wishes : limits that it should keep
    levels : ambition level → its limits as demands
    most_limits : ids of aims to keep most limits;  cheapest : (id, level)
    """

    aims: tuple[Aim, ...]
    names: dict[str, str]
    musts: tuple[Wish, ...]
    wishes: tuple[Wish, ...]
    levels: dict[str, tuple[Wish, ...]]
    most_limits: tuple[str, ...]
    cheapest: tuple[tuple[str, str], ...]
    gap: float = GAP
    time_s: float = TIME_S

    @property
    def main(self) -> Aim:
        """What directions are compared by."""
        return self.aims[0]


def plan_of(study: Study, simulation: Resimulation) -> Plan:
    """The plan of a study: its own aims, or else the worst case of what it finds most important."""
    settings = study.decision.packages
    asked = [each for each in settings.objectives if each.criterion is not None]
    aims = tuple(_aim(study, each, simulation.ledger) for each in asked) or tuple(
        _default_aims(study, simulation.ledger)
    )
    said = {each.limit: (each.hard, LAST if each.priority is None else each.priority) for each in settings.limits}
    hard = [(limit, True, said[limit.id][1]) for limit in study.limits if said.get(limit.id, (False, 0))[0]]
    soft = [(limit, False, said.get(limit.id, (False, LAST))[1]) for limit in study.limits]
    levels = {level.id: wishes_of(simulation, _of_level(study, level, said)) for level in study.ambitions.levels}
    most = [each.id for each in settings.objectives if each.kind == "grenzen_gehaald"]
    cheapest = [(each.id, each.level or "") for each in settings.objectives if each.kind == "goedkoopste"]
    known = {level for _, level in cheapest}
    cheapest += [(f"goedkoopste_{level}", level) for level in levels if level not in known]
    return Plan(
        aims=aims,
        names=dict(_names(study, aims, settings)),
        musts=wishes_of(simulation, hard),
        wishes=wishes_of(simulation, soft),
        levels=levels,
        most_limits=tuple(most) or (("meeste_grenzen",) if study.limits else ()),
        cheapest=tuple((name, level) for name, level in cheapest if levels.get(level)),
        gap=settings.gap_goal or GAP,
        time_s=settings.time_s or TIME_S,
    )


def _of_level(study: Study, level: Level, said: Mapping[str, tuple[bool, int]]) -> list[tuple[Limit, bool, int]]:
    """The limits of a level: those that it names, and those that name it, each with its priority."""
    own = [limit for limit in study.limits if limit.id in level.limits or limit.level == level.id]
    return [(limit, False, said.get(limit.id, (False, LAST))[1]) for limit in own]


def _aim(study: Study, objective: Objective, ledger: Ledger) -> Aim:
    criteria = () if study.decision_criteria is None else study.decision_criteria.criteria
    found = next((each for each in criteria if each.id == objective.criterion), None)
    count = Count(str(objective.criterion)) if found is None else count_of(found)
    places = {each.id: number for number, each in enumerate(study.scenarios)}
    unit = unit_of(ledger, count)
    if objective.across in places:
        return Aim(objective.id, ((count, 1.0),), Across.ONE, (places[str(objective.across)],), (1.0,), unit=unit)
    judgement = study.decision_criteria.scenario_judgement if study.decision_criteria is not None else None
    across = Across(objective.across) if objective.across in list(Across) else _across(judgement)
    return _over(study, objective.id, count, across, objective.alpha or _alpha(judgement), unit)


def _default_aims(study: Study, ledger: Ledger) -> Iterator[Aim]:
    """The criteria that carry value, each at its worst; without criteria a consequence that is computed."""
    given = study.decision_criteria
    judgement = given.scenario_judgement if given is not None else None
    across, alpha = _across(judgement), _alpha(judgement)
    valued = [each for each in (given.criteria if given is not None else ()) if _carries_value(each)]
    for each in valued:
        count = count_of(each)
        yield _over(study, each.id, count, across, alpha, unit_of(ledger, count))
    if not valued:
        computed = [each.id for each in study.criteria]
        name = next(each for each in (*DEFAULT_COUNTS, *computed) if each in computed)
        yield _over(study, name, Count(name), across, alpha, unit_of(ledger, Count(name)))


def _carries_value(criterion: Criterion) -> bool:
    return criterion.role is Role.VALUE and criterion.source_criterion not in COSTS


def _across(judgement: ScenarioJudgement | None) -> Across:
    """How the study takes scenarios together; the worst where it says nothing, or only looks at each by itself."""
    ways = {Way.REGRET: Across.REGRET, Way.CVAR: Across.CVAR, Way.WEIGHTED: Across.WEIGHTED}
    return Across.WORST if judgement is None else ways.get(judgement.way, Across.WORST)


def _alpha(judgement: ScenarioJudgement | None) -> float:
    return ALPHA if judgement is None or not judgement.alpha else judgement.alpha


def _over(study: Study, name: str, count: Count, across: Across, alpha: float, unit: str) -> Aim:
    """Over all scenarios, or those that carry a weight when weights are asked for."""
    places = tuple(range(len(study.scenarios)))
    weights = [each.weight.value if each.weight is not None else 0.0 for each in study.scenarios]
    if not any(weights):
        weights = [1.0] * len(weights)
    total = sum(weights)
    return Aim(name, ((count, 1.0),), across, places, tuple(each / total for each in weights), alpha, unit)


def unit_of(ledger: Ledger, count: Count) -> str:
    """The unit of a count: of its entries, where these share one."""
    weight = dict(count.functions)
    entries = [each for each in ledger.entries if each.criterion == count.consequence]
    units = {each.unit for each in entries if not weight or weight.get(each.group.function)}
    return units.pop() if len(units) == 1 else ""


def _names(study: Study, aims: Sequence[Aim], settings: PackageSettings) -> Iterator[tuple[str, str]]:
    """What each aim is called: as the study says, or after its criterion or level."""
    yield "meeste_grenzen", "Zo veel mogelijk grenzen gehaald"
    yield from (
        (f"goedkoopste_{each.id}", f"Zo goedkoop mogelijk het niveau “{each.name}”") for each in study.ambitions.levels
    )
    consequences = {each.id: each.name for each in study.criteria}
    for aim in aims:
        yield aim.id, consequences.get(aim.mix[0][0].consequence, aim.id)
    for each in settings.objectives:
        if each.name is not None:
            yield each.id, each.name

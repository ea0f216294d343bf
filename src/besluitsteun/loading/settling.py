"""``besluit`` and ``keuzes`` in, settings of packages and roles and authored choices out, every reference checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..problems import Problem, Severity
from ..schema.ambitions import Ambitions, Choices, Limit
from ..schema.base import ALL_SCENARIOS, PartyKind
from ..schema.decision import (
    Across,
    CoalitionSettings,
    Criteria,
    DecisionSettings,
    DirectionSettings,
    Objective,
    OwnAxis,
    PackageSettings,
    RoleSettings,
)
from ..schema.measures import Measure
from ..schema.study_file import StudyFile
from .lists import Files, place_in
from .located import Located, Mapped
from .others import read_document
from .references import Names, suggestion

OVER = (*(each.value for each in Across), ALL_SCENARIOS)
AIMS = ("grenzen_gehaald", "goedkoopste")
"""``soort`` of an aim that is not a criterion."""
AXES = ("laag", "financier", "gebied", "kosten")
"""Axes that need no list of measures."""


@dataclass(frozen=True)
class Known:
    """What settings and choices may refer to: what → ids."""

    names: Mapping[str, Names]
    measures: Sequence[Measure]
    limits: Sequence[Limit]
    ambitions: Ambitions
    criteria: Criteria | None
    consequences: Sequence[str]


def read_settings(head: StudyFile, known: Known, files: Files) -> tuple[DecisionSettings, Choices, list[Problem]]:
    """Settings and choices, with warnings; what is wrong with them is added to the problems of ``files``."""
    document, source = read_document("besluit", head.decision, files)
    settings = document if isinstance(document, DecisionSettings) else DecisionSettings()
    found = list[Problem]()
    if isinstance(source, Mapped):
        found += [*_Settings(known, source).problems(settings)]
    document, source = read_document("keuzes", head.choices, files)
    choices = document if isinstance(document, Choices) else Choices.model_validate({})
    if source is not None:
        found += _choice_problems(choices, source, known)
    files.problems += [problem for problem in found if problem.severity is Severity.ERROR]
    return settings, choices, [problem for problem in found if problem.severity is Severity.WARNING]


@dataclass(frozen=True)
class _Settings:
    """Checks ``besluit``."""

    known: Known
    source: Mapped

    def problems(self, settings: DecisionSettings) -> Iterator[Problem]:
        """Everything that is wrong with the settings."""
        yield from self._packages(settings.packages)
        yield from self._directions(settings.directions)
        yield from self._coalitions(settings.coalitions)
        yield from self._roles(settings.roles)

    def _directions(self, settings: DirectionSettings) -> Iterator[Problem]:
        low, high = settings.count or (1, 1)
        if low > high:
            yield self._problem("richtingen", "", f"`aantal` van {low} tot {high}", "eerst het kleinste", "wissel")
        for axis in settings.axes:
            yield from self._axis(axis)

    def _coalitions(self, own: CoalitionSettings) -> Iterator[Problem]:
        owners = [party for parties in own.layer_owners.values() for party in parties]
        outside = [each.party for each in own.outside]
        named = (*own.players, *own.own_ambition, *own.share_at_most, *outside, *owners)
        yield from self._parties("coalities", named)
        yield from self._limits("coalities", [name for names in own.own_ambition.values() for name in names])

    def _roles(self, roles: RoleSettings) -> Iterator[Problem]:
        parties = [each.party for each in roles.capacity]
        parties += [each.party for each in roles.offers] + [each.party for each in roles.amendments]
        yield from self._parties("rollen", parties)
        measures = [each.measure for each in roles.offers] + [each.measure for each in roles.amendments]
        yield from self._measures("rollen", measures)

    def _packages(self, settings: PackageSettings) -> Iterator[Problem]:
        yield from self._parties("pakketten", [each.party for each in settings.party_budgets])
        yield from self._limits("pakketten", [each.limit for each in settings.limits])
        yield from self._hard_limits(settings)
        pinned = settings.pinned
        if pinned is not None:
            yield from self._measures("pakketten", (*pinned.in_, *pinned.out))
            for name in sorted(set(pinned.in_) & set(pinned.out)):
                yield self._problem("pakketten", name, f"`{name}` staat in en uit", "een van beide", "haal er een weg")
            yield from self._pinned_together(pinned.in_, pinned.out)
        for layer, bounds in settings.per_layer.items():
            low, high = bounds.at_least, bounds.at_most
            if low is not None and high is not None and low > high:
                found = f"laag {layer}: minstens {low} en hoogstens {high}"
                yield self._problem("pakketten", layer, found, "minstens onder hoogstens", "verwissel de getallen")
        for aim in settings.objectives:
            yield from self._aim(aim)
        yield from self._budgets(settings)

    def _hard_limits(self, settings: PackageSettings) -> Iterator[Problem]:
        by_id = {each.id: each for each in self.known.limits}
        for each in settings.limits:
            limit = by_id.get(each.limit)
            if each.hard and limit is not None and limit.unacceptable_from is None:
                found = f"grens `{each.limit}` is hard, maar heeft geen `onacceptabel_vanaf`"
                yield self._problem("pakketten", each.limit, found, "een hard getal", "vul `onacceptabel_vanaf` in")
            if each.hard and limit is not None and limit.status is not None and limit.status.value == "betwist":
                found = f"grens `{each.limit}` is betwist, en toch hard"
                yield self._problem("pakketten", each.limit, found, "`hard: false`", "een betwiste grens is een wens")

    def _pinned_together(self, inside: Sequence[str], out: Sequence[str]) -> Iterator[Problem]:
        by_id = {each.id: each for each in self.known.measures}
        for name in inside:
            measure = by_id.get(name)
            for other in () if measure is None else measure.requires:
                if other in out:
                    found = f"`{name}` moet erin en vereist `{other}`, dat eruit moet"
                    yield self._problem("pakketten", name, found, "beide erin", f"haal `{other}` uit `eruit`")
            for other in () if measure is None else measure.excludes:
                if other in inside:
                    found = f"`{name}` en `{other}` moeten erin en sluiten elkaar uit"
                    yield self._problem("pakketten", name, found, "een van beide", "haal er een weg")

    def _aim(self, aim: Objective) -> Iterator[Problem]:
        criteria = [] if self.known.criteria is None else [each.id for each in self.known.criteria.criteria]
        named = [*criteria, *self.known.consequences]
        if aim.kind is not None and aim.kind not in AIMS:
            remedy = suggestion(aim.kind, AIMS) or "kies een van deze"
            yield self._problem("pakketten", aim.id, f"onbekende soort doel `{aim.kind}`", " of ".join(AIMS), remedy)
        if (aim.kind is None) == (aim.criterion is None):
            found = f"doel `{aim.id}` zonder `criterium`" if aim.kind is None else f"doel `{aim.id}` met beide"
            yield self._problem("pakketten", aim.id, found, "`criterium` of `soort`", "noem er een")
        if aim.criterion is not None and aim.criterion not in named:
            remedy = suggestion(aim.criterion, named) or "controleer de id"
            found = f"onbekend criterium `{aim.criterion}`"
            yield self._problem("pakketten", aim.id, found, f"een van {', '.join(named)}", remedy)
        scenarios = self.known.names["scenario"]
        if aim.across is not None and aim.across not in OVER and aim.across not in scenarios:
            found = f"`over_scenarios: {aim.across}`"
            expected = f"een van {', '.join(OVER)}, of een scenario"
            yield self._problem(
                "pakketten", aim.id, found, expected, suggestion(aim.across, OVER) or "kies een van deze"
            )
        if (aim.across == Across.CVAR) != (aim.alpha is not None):
            found = f"doel `{aim.id}` {'zonder' if aim.alpha is None else 'met'} `alfa`"
            yield self._problem("pakketten", aim.id, found, "`alfa` bij `cvar`, en alleen daar", "vul aan of haal weg")
        levels = [each.id for each in self.known.ambitions.levels]
        if aim.level is not None and aim.level not in levels:
            remedy = suggestion(aim.level, levels) or "controleer de id"
            yield self._problem("pakketten", aim.id, f"onbekend niveau `{aim.level}`", ", ".join(levels), remedy)

    def _budgets(self, settings: PackageSettings) -> Iterator[Problem]:
        budget = settings.total_budget_eur
        costs = [each.cost_eur for each in self.known.measures if each.cost_eur is not None]
        if budget is not None and budget.investment is not None and costs and budget.investment < min(costs):
            found = f"budget {budget.investment:g} euro, terwijl de goedkoopste maatregel {min(costs):g} kost"
            place = place_in(self.source, "pakketten", "totaal_budget_eur")
            yield Problem(place, found, "een budget waar een maatregel in past", "controleer", Severity.WARNING)

    def _axis(self, axis: str | OwnAxis) -> Iterator[Problem]:
        if isinstance(axis, OwnAxis):
            yield from self._measures("richtingen", [each for names in axis.measures.values() for each in names])
        elif axis not in AXES:
            remedy = suggestion(axis, AXES) or "maak er een eigen as van met `as` en `maatregelen`"
            yield self._problem("richtingen", axis, f"onbekende as `{axis}`", f"een van {', '.join(AXES)}", remedy)

    def _parties(self, key: str, names: Sequence[str]) -> Iterator[Problem]:
        for name in names:
            yield from self.known.names["partij"].check(name, place_in(self.source, key, name))

    def _measures(self, key: str, names: Sequence[str]) -> Iterator[Problem]:
        yield from _unknown_measures(self.known, self.source, key, names)

    def _limits(self, key: str, names: Sequence[str]) -> Iterator[Problem]:
        for name in names:
            yield from self.known.names["grens"].check(name, place_in(self.source, key, name))

    def _problem(self, key: str, name: str, found: str, expected: str, remedy: str) -> Problem:
        return Problem(place_in(self.source, key, name), found, expected, remedy)


def _unknown_measures(known: Known, source: Located, key: str, names: Sequence[str]) -> Iterator[Problem]:
    for name in names:
        place = place_in(source, key, name) if isinstance(source, Mapped) else source.place
        yield from known.names["maatregel"].check(name, place)


def _choice_problems(choices: Choices, source: Located, known: Known) -> Iterator[Problem]:
    place = source.place
    asked = {each.id: each for each in choices.choices}
    for choice in choices.choices:
        for position in choice.positions:
            yield from known.names["partij"].check(position.party, place)
            if position.option not in choice.options:
                found = f"`{position.party}` kiest bij `{choice.id}` voor `{position.option}`, dat geen optie is"
                remedy = suggestion(position.option, choice.options) or "kies een van de opties"
                yield Problem(place, found, f"een van {', '.join(choice.options)}", remedy)
        kinds = {kind.value for kind in PartyKind}
        for name in choice.decided_by:
            if name not in kinds and name not in known.names["partij"]:
                yield Problem(place, f"`besluit_door: {name}`", "een partij of soort partij", "controleer de id")
    for direction in choices.directions:
        yield from _unknown_measures(known, source, "richtingen", (*direction.measures_in, *direction.measures_out))
        for name in sorted(set(direction.measures_in) & set(direction.measures_out)):
            found = f"richting `{direction.id}` wil `{name}` wel en niet"
            yield Problem(place, found, "een van beide", "haal er een weg")
        for name, answer in direction.choices.items():
            if name not in asked:
                yield Problem(place, f"richting `{direction.id}` noemt keuze `{name}`", "een keuze", "controleer de id")
            elif answer not in asked[name].options:
                found = f"richting `{direction.id}` antwoordt `{answer}` op `{name}`"
                yield Problem(place, found, f"een van {', '.join(asked[name].options)}", "kies een van de opties")

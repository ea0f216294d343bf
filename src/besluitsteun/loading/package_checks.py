"""``pakketten`` of ``besluit`` in, what is wrong with it out: references, aims, and what no package can meet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..nl import enumeration, number
from ..problems import Problem, Severity
from ..schema.ambitions import Level
from ..schema.base import ALL_SCENARIOS
from ..schema.decision import COSTS, Across, LimitInPackage, Objective, PackageSettings
from ..schema.measures import Measure
from .known import Known, twice
from .lists import Placed, place_in, placed_in
from .located import Mapped
from .references import suggestion
from .value_checks import ONLY_EXPLAINING

PART = "pakketten"
OVER = (Across.WORST, Across.REGRET, Across.CVAR, Across.WEIGHTED)
"""How an aim can take scenarios together; one by one it names the scenario."""
MOST_LIMITS, CHEAPEST = "grenzen_gehaald", "goedkoopste"
AIMS = (MOST_LIMITS, CHEAPEST)
"""``soort`` of an aim that is not a criterion."""


def check_packages(settings: PackageSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    """Everything that is wrong with what packages must hold to; ``source`` is the whole of ``besluit``."""
    yield from _party_budget_problems(settings, source, known)
    limits = placed_in(settings.limits, source, PART, "grenzen")
    for limit in limits:
        yield from known.names["grens"].check(limit.record.limit, limit.at("grens"))
        yield from _hard_limit_problems(limit, known)
    yield from twice(((e.record.limit, e.at("grens")) for e in limits), "grens", "elke grens één keer")
    yield from _pinned_problems(settings, source, known)
    yield from _layer_problems(settings, source, known)
    aims = placed_in(settings.objectives, source, PART, "doelen")
    for aim in aims:
        yield from _aim_problems(aim, known)
    yield from twice(((e.record.id, e.at("id")) for e in aims), "doel", "elk doel een eigen id")
    yield from _budget_problems(settings, source, known)


def _party_budget_problems(settings: PackageSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    budgets = placed_in(settings.party_budgets, source, PART, "partijbudget")
    for each in budgets:
        yield from known.names["partij"].check(each.record.party, each.at("partij"))
    named = ((each.record.party, each.at("partij")) for each in budgets)
    yield from twice(named, "het budget van", "één budget per partij")


def _hard_limit_problems(placed: Placed[LimitInPackage], known: Known) -> Iterator[Problem]:
    name = placed.record.limit
    limit = next((each for each in known.limits if each.id == name), None)
    if not placed.record.hard or limit is None:
        return
    if limit.unacceptable_from is None:
        found = f"grens `{name}` is hard, maar heeft geen `onacceptabel_vanaf`"
        yield Problem(placed.at("grens"), found, "een hard getal", "vul `onacceptabel_vanaf` in")
    if limit.status is not None and limit.status.value == "betwist":
        found = f"grens `{name}` is betwist, en toch hard"
        yield Problem(placed.at("grens"), found, "`hard: false`", "een betwiste grens is een wens")


def _pinned_problems(settings: PackageSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    """What must be in, with all that this requires, against what must stay out."""
    if settings.pinned is None:
        return
    inside, out = settings.pinned.in_, settings.pinned.out
    for name in (*inside, *out):
        yield from known.names["maatregel"].check(name, place_in(source, PART, name))
    for name in sorted(set(inside) & set(out)):
        found = f"`{name}` staat in en uit"
        yield Problem(place_in(source, PART, name), found, "een van beide", "haal er een weg")
    for name in inside:
        for other in known.choosable.with_required([name])[1:]:
            if other in out:
                found = f"`{name}` moet erin en vereist `{other}`, dat eruit moet"
                yield Problem(place_in(source, PART, name), found, "beide erin", f"haal `{other}` uit `eruit`")
    for one, other in known.choosable.excluding(inside):
        found = f"`{one}` en `{other}` moeten erin en sluiten elkaar uit"
        place = place_in(source, PART, one if one in inside else inside[0])
        yield Problem(place, found, "een van beide", "haal er een weg uit `erin`")


def _layer_problems(settings: PackageSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    out = set() if settings.pinned is None else set(settings.pinned.out)
    for layer, bounds in settings.per_layer.items():
        low, high = bounds.at_least, bounds.at_most
        there = sum(each.layer is layer and each.id not in out for each in known.measures)
        if low is not None and high is not None and low > high:
            found = f"laag {layer}: minstens {low} en hoogstens {high}"
            yield Problem(place_in(source, PART, layer), found, "minstens onder hoogstens", "verwissel de getallen")
        elif low is not None and low > there and known.names["maatregel"].complete:
            found = f"laag {layer}: minstens {low}, terwijl er {there} te kiezen zijn"
            remedy = "verlaag `minstens`, of voeg maatregelen toe"
            yield Problem(place_in(source, PART, layer), found, f"hoogstens {there}", remedy)


# --- what packages are chosen for


def _aim_problems(placed: Placed[Objective], known: Known) -> Iterator[Problem]:
    aim = placed.record
    if aim.kind is not None and aim.kind not in AIMS:
        remedy = suggestion(aim.kind, AIMS) or "kies een van deze"
        yield Problem(placed.at("soort"), f"onbekende soort doel `{aim.kind}`", " of ".join(AIMS), remedy)
    if (aim.kind is None) == (aim.criterion is None):
        found = f"doel `{aim.id}` zonder `criterium`" if aim.kind is None else f"doel `{aim.id}` met beide"
        yield Problem(placed.at("id"), found, "`criterium` of `soort`", "noem er een")
        return
    if aim.criterion is not None:
        yield from _criterion_problems(placed, known)
        yield from _over_problems(placed, known)
    yield from _level_problems(placed, known)
    yield from _ignored_problems(placed)


def _criterion_problems(placed: Placed[Objective], known: Known) -> Iterator[Problem]:
    name, given = str(placed.record.criterion), () if known.criteria is None else known.criteria.criteria
    named = [*(each.id for each in given), *known.consequences]
    if name not in named:
        remedy = suggestion(name, named) or "controleer de id"
        found = f"onbekend criterium `{name}`"
        yield Problem(placed.at("criterium"), found, f"een van {', '.join(named)}", remedy)
        return
    counted = next((each.source_criterion for each in given if each.id == name), name)
    if counted in COSTS:
        found = f"doel `{placed.record.id}` over `{name}`: dat zijn kosten, geen gevolg"
        remedy = f"schrijf `soort: {CHEAPEST}` met een `niveau`, of zet de kosten bij `totaal_budget_eur`"
        yield Problem(placed.at("criterium"), found, "een gevolg", remedy)
    if counted in ONLY_EXPLAINING:
        found = f"doel `{placed.record.id}` over `{name}`: een verhouding zegt niet hoe erg het is"
        yield Problem(placed.at("criterium"), found, "uren, mensen of euro's", "kies een ander criterium")


def _over_problems(placed: Placed[Objective], known: Known) -> Iterator[Problem]:
    aim, across = placed.record, placed.record.across
    scenarios = known.names["scenario"]
    if across is not None and across not in OVER and (across not in scenarios or across == ALL_SCENARIOS):
        expected = f"een van {', '.join(OVER)}, of een scenario"
        remedy = suggestion(across, [*OVER, *scenarios.ids]) or "kies een van deze"
        yield Problem(placed.at("over_scenarios"), f"`over_scenarios: {across}`", expected, remedy)
    if (across == Across.CVAR) != (aim.alpha is not None):
        found = f"doel `{aim.id}` {'zonder' if aim.alpha is None else 'met'} `alfa`"
        expected = f"`alfa` bij `{Across.CVAR}`, en alleen daar"
        yield Problem(placed.at("alfa"), found, expected, "vul aan of haal weg")
    if across == Across.WEIGHTED and not known.weighted:
        found = f"doel `{aim.id}` weegt scenario's, maar geen scenario heeft een `gewicht`: alle tellen even zwaar"
        remedy = "geef scenario's een `gewicht`, met van wie het is"
        yield Problem(placed.at("over_scenarios"), found, "`gewicht` bij scenario's", remedy, Severity.WARNING)


def _level_problems(placed: Placed[Objective], known: Known) -> Iterator[Problem]:
    """The cheapest package is that of a level, and the level has limits."""
    aim, levels = placed.record, known.ambitions.levels
    level = next((each for each in levels if each.id == aim.level), None)
    named = ", ".join(each.id for each in levels) or "een niveau uit `ambities`"
    if aim.level is not None and level is None:
        remedy = suggestion(aim.level, [each.id for each in levels]) or "controleer de id"
        yield Problem(placed.at("niveau"), f"onbekend niveau `{aim.level}`", named, remedy)
    elif aim.kind == CHEAPEST and aim.level is None:
        found = f"doel `{aim.id}` zonder `niveau`: het goedkoopste is dan niets doen"
        yield Problem(placed.at("soort"), found, named, "noem het niveau dat gehaald moet worden")
    elif aim.kind == CHEAPEST and level is not None and not _has_limits(level, known):
        found = f"niveau `{level.id}` noemt geen grenzen: het goedkoopste is dan niets doen"
        yield Problem(placed.at("niveau"), found, "een niveau met grenzen", "voeg `grenzen` toe aan het niveau")


def _has_limits(level: Level, known: Known) -> bool:
    named = any(each.id in level.limits or each.level == level.id for each in known.limits)
    return named or not known.names["grens"].complete


def _ignored_problems(placed: Placed[Objective]) -> Iterator[Problem]:
    """Keys that the aim does nothing with."""
    aim = placed.record
    ignored = {"niveau": aim.level is not None and aim.kind != CHEAPEST}
    ignored["over_scenarios"] = aim.across is not None and aim.kind is not None
    ignored["alfa"] = aim.alpha is not None and aim.kind is not None
    for key, is_there in ignored.items():
        if is_there:
            kind = "een criterium" if aim.kind is None else f"`soort: {aim.kind}`"
            yield Problem(placed.at(key), f"`{key}` bij {kind} doet niets", f"geen `{key}`", f"laat `{key}` weg")


# --- money


def _budget_problems(settings: PackageSettings, source: Mapped, known: Known) -> Iterator[Problem]:
    """A total in which no measure fits, or not what must be in."""
    budget = settings.total_budget_eur
    if budget is None:
        return
    pinned = known.choosable.with_required(() if settings.pinned is None else settings.pinned.in_)
    for key, most, field in (
        ("investering", budget.investment, "cost_eur"),
        ("per_jaar", budget.per_year, "yearly_eur"),
    ):
        if most is None:
            continue
        place = place_in(source, PART, key)
        must = sum(getattr(known.choosable.by_id[each], field) or 0.0 for each in pinned)
        least = _cheapest(known.measures, field)
        if must > most:
            named = enumeration([f"`{each}`" for each in pinned])
            found = f"`{key}` {number(most)} euro, terwijl wat erin moet ({named}) {number(must)} kost"
            remedy = "verhoog het budget, of haal maatregelen uit `erin`"
            yield Problem(place, found, "een budget waar in past wat erin moet", remedy)
        elif least is not None and most < least[0]:
            amount = f"`{key}` {number(most)} euro"
            found = f"{amount}, terwijl de goedkoopste maatregel (`{least[1]}`) {number(least[0])} kost"
            remedy = "verhoog het budget, of laat het weg als er geen grens is"
            yield Problem(place, found, "een budget waar een maatregel in past", remedy, Severity.WARNING)


def _cheapest(measures: Sequence[Measure], field: str) -> tuple[float, str] | None:
    """(euro, id) of the cheapest measure of which the cost is known."""
    return min(((cost, e.id) for e in measures if (cost := getattr(e, field)) is not None), default=None)

"""The criteria of a decision in, what is wrong with them out: ranges, value functions, counting twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from ..nl import number
from ..problems import Problem
from ..schema.decision import COSTS, Better, Criterion, Role
from .judging import WITHOUT_FUNCTION, Ground
from .lists import Placed, duplicates
from .references import suggestion
from .spill_checks import mixed_spills

ONLY_EXPLAINING = ("gevolg_buiten_water", "keteneffectfactor", "hersteltijd_t50_uur", "hersteltijd_t95_uur")
"""Ratios, and times relative to a peak: a smaller one may go with more people without."""
SAME_OUTAGE = ("gebruikersuren", "kwetsbare_gebruikersuren", "klantminuten", "indirecte_schade_eur", "compensatie_eur")
"""Hours and euros of the same outage: of these only one may carry value."""
ADDED_OVER_FUNCTIONS = ("gebruikersuren", "kwetsbare_gebruikersuren", "klantminuten")
"""Hours that add over functions only with stated weights."""


def check_criteria(placed: Sequence[Placed[Criterion]], ground: Ground) -> Iterator[Problem]:
    """What is wrong with each criterion, and with them together."""
    yield from duplicates(placed, "criteria")
    for each in placed:
        yield from _source_problems(each, ground)
        yield from _range_problems(each, ground)
        yield from _function_problems(each, ground)
        yield from _mixed_spills(each, ground)
        if each.record.p is not None and each.record.q is not None and each.record.p < each.record.q:
            found = f"`p` {number(each.record.p)} onder `q` {number(each.record.q)}"
            remedy = "verwissel ze, of maak ze gelijk"
            yield Problem(each.at("p"), found, "een `p` van minstens `q`", remedy)
    yield from _counted_twice(placed)
    yield from _costs_mixed(placed)


def _source_problems(placed: Placed[Criterion], ground: Ground) -> Iterator[Problem]:
    criterion = placed.record
    known = [*(each.id for each in ground.criteria), *COSTS]
    if criterion.source_criterion not in known:
        remedy = (
            suggestion(criterion.source_criterion, known) or "kies een gevolgcriterium van de studie of een kostensoort"
        )
        found, expected = f"onbekend `bron_criterium` `{criterion.source_criterion}`", f"een van {', '.join(known)}"
        yield Problem(placed.at("bron_criterium"), found, expected, remedy)
    if criterion.source_criterion in ONLY_EXPLAINING and criterion.role is not Role.EXPLANATION:
        found = f"`{criterion.source_criterion}` met rol {criterion.role}: een verhouding zegt niet hoe erg het is"
        remedy = "maak de rol `toelichting`, of kies uren, mensen of euro's"
        yield Problem(placed.at("rol"), found, "rol `toelichting`", remedy)


def _range_problems(placed: Placed[Criterion], ground: Ground) -> Iterator[Problem]:
    criterion = placed.record
    if criterion.range is None:
        if criterion.role is Role.VALUE or criterion.value_function:
            found = f"criterium `{criterion.id}` heeft geen `bereik`"
            expected = "`bereik: {slechtst: …, best: …}` in de eenheid van het criterium"
            yield Problem(placed.at("id"), found, expected, "vul de slechtste en de beste uitkomst in die u verwacht")
        return
    worst, best = criterion.range.worst, criterion.range.best
    if worst == best:
        found = f"slechtst en best zijn allebei {number(best)}"
        yield Problem(placed.at("bereik"), found, "twee verschillende uitkomsten", "pas het bereik aan")
        return
    better = criterion.better or _better(criterion.source_criterion, ground)
    if (best > worst) != (better is Better.MORE):
        found = f"best is {number(best)} en slechtst {number(worst)}, terwijl {better} beter is"
        remedy = "verwissel `slechtst` en `best`, of pas `richting` aan"
        yield Problem(placed.at("bereik"), found, f"een bereik waarin {better} beter is", remedy)
        return
    yield from _value_problems(placed, (worst, 0.0), (best, 1.0))


def _better(source: str, ground: Ground) -> Better:
    """Of costs and of consequences that are not known less is better."""
    return next((each.better for each in ground.criteria if each.id == source), Better.LESS)


def _value_problems(
    placed: Placed[Criterion], worst: tuple[float, float], best: tuple[float, float]
) -> Iterator[Problem]:
    """A value function runs from worst to best, and every step counts: what is flat would hide what gets worse."""
    points = sorted(placed.record.value_function)
    if not points:
        return
    ends = {worst, best}
    if {points[0], points[-1]} != ends:
        expected = f"eindpunten [{number(worst[0])}, 0] en [{number(best[0])}, 1], zoals het bereik"
        found = "de waardefunctie loopt niet van slechtst (0) tot best (1)"
        yield Problem(placed.at("waardefunctie"), found, expected, "zet de uiteinden gelijk aan het bereik")
        return
    sign = 1 if best[0] > worst[0] else -1
    for (x, low), (y, high) in pairwise(points):
        if x == y or (high - low) * sign <= 0:
            found = f"de waarde loopt van {number(x)} naar {number(y)} niet de goede kant op"
            expected = "punten waarin elke betere uitkomst meer waard is"
            yield Problem(placed.at("waardefunctie"), found, expected, "pas de punten aan of laat ze weg")
            return


def _function_problems(placed: Placed[Criterion], ground: Ground) -> Iterator[Problem]:
    criterion = placed.record
    for name in criterion.functions:
        if name not in ground.known["functie"]:
            yield ground.known["functie"].unknown(name, placed.at("functies"))
    if criterion.functions and criterion.source_criterion in (*WITHOUT_FUNCTION, *COSTS):
        found = f"`functies` bij `{criterion.source_criterion}`"
        yield Problem(placed.at("functies"), found, "geen `functies`", "laat `functies` weg")
    if criterion.functions and not any(criterion.functions.values()):
        found = f"criterium `{criterion.id}` telt van elke functie 0"
        yield Problem(placed.at("functies"), found, "minstens één functie die telt", "vul in hoe zwaar een uur telt")
    weighs = criterion.role is not Role.EXPLANATION and len(ground.functions) > 1
    if weighs and not criterion.functions and criterion.source_criterion in ADDED_OVER_FUNCTIONS:
        why = "uren van verschillende functies tellen we niet zomaar op"
        found = f"`{criterion.source_criterion}` zonder `functies`: {why}"
        expected = "per functie hoe zwaar een uur telt"
        yield Problem(placed.at("id"), found, expected, "voeg toe: `functies: {stroom: 1, …}`")


def _mixed_spills(placed: Placed[Criterion], ground: Ground) -> Iterator[Problem]:
    criterion = placed.record
    counted = next((each for each in ground.criteria if each.id == criterion.source_criterion), None)
    functions = [name for name, weight in criterion.functions.items() if weight]
    yield from mixed_spills(counted, functions, ground.assets, placed.at("id"), "functies")


def _counted_twice(placed: Sequence[Placed[Criterion]]) -> Iterator[Problem]:
    """Two criteria that carry the value of the same loss."""
    valued = [each for each in placed if each.record.role is Role.VALUE]
    for one, other in combinations(valued, 2):
        why = _same_family(one.record, other.record)
        ours, theirs = set(one.record.functions), set(other.record.functions)
        if why and (not ours or not theirs or ours & theirs):
            found = f"`{one.record.id}` en `{other.record.id}` tellen hetzelfde dubbel: {why}"
            expected = "één daarvan met rol `waarde`, of functies die niet overlappen"
            remedy = "geef een van beide de rol `toelichting`, of verdeel de functies"
            yield Problem(other.at("id"), found, expected, remedy)


def _same_family(one: Criterion, other: Criterion) -> str:
    if one.source_criterion == other.source_criterion:
        return f"allebei uit `{one.source_criterion}`"
    if one.family is not None and one.family == other.family:
        return f"allebei van familie `{one.family}`"
    both = one.source_criterion in SAME_OUTAGE and other.source_criterion in SAME_OUTAGE
    return "uren en euro's van dezelfde uitval" if both else ""


def _costs_mixed(placed: Sequence[Placed[Criterion]]) -> Iterator[Problem]:
    weighed = [each for each in placed if each.record.source_criterion in COSTS and each.record.range is not None]
    for one, other in pairwise(weighed):
        found = f"`{one.record.id}` en `{other.record.id}` zijn allebei kosten met een bereik"
        expected = "één soort kosten die gewogen kan worden"
        yield Problem(other.at("bereik"), found, expected, "laat bij een van beide `bereik` weg")

"""What one party said of the weights in, what is wrong with it out: names, numbers, and what cannot hold together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from ..nl import enumeration, number
from ..preferences.statements import TOLERANCE, conflict, named, named_by_key, statements
from ..preferences.values import weighable
from ..problems import Place, Problem
from ..schema.decision import Criterion, Elicitation, Role, WeightSet
from .lists import Placed, place_in
from .references import suggestion

ROUNDED = 0.005
"""How far direct weights may be from 1 together, as people round them."""
MOST_TIMES = 9
"""The end of the scale of best-worst comparisons (Rezaei 2015)."""
COMPLETE = (Elicitation.DIRECT, Elicitation.SWING, Elicitation.ORDER, Elicitation.BEST_WORST)
"""Ways in which a party says something of every criterion; absent is not zero."""


def check_answer(placed: Placed[WeightSet], criteria: Sequence[Criterion]) -> list[Problem]:
    """What is wrong with the answer of one party; whether it holds together only shows when nothing else is wrong."""
    found = [*_naming_problems(placed, criteria), *check_by_itself(placed)]
    return found or list(_conflict_problems(placed, criteria))


def check_by_itself(placed: Placed[WeightSet]) -> Iterator[Problem]:
    """What is wrong with an answer whatever the criteria are."""
    return _WAYS[placed.record.way](placed)


def _naming_problems(placed: Placed[WeightSet], criteria: Sequence[Criterion]) -> Iterator[Problem]:
    answer, can = placed.record, {each.id: each for each in weighable(criteria)}
    for key, names in named_by_key(answer).items():
        for name in names:
            if name not in can:
                yield _not_weighed(
                    name, place_in(placed.source, key, name), list(can), any(each.id == name for each in criteria)
                )
    told = named(answer)
    missing = [name for name, each in can.items() if each.role is Role.VALUE and name not in told]
    if missing and answer.way in COMPLETE:
        found = f"{enumeration(missing)} niet genoemd door `{answer.party}`"
        remedy = "vraag de partij ook daarnaar; wat niet telt krijgt 0 of de laatste plaats"
        yield Problem(placed.at("wijze"), found, "een antwoord over elk criterium met rol `waarde`", remedy)


def _not_weighed(name: str, place: Place, can: Sequence[str], exists: bool) -> Problem:
    expected = f"een van {', '.join(can)}"
    if exists:
        found = f"`{name}` wordt gewogen, maar heeft geen rol `waarde`"
        remedy = "laat het weg; kosten kunnen wel meewegen als ze een `bereik` hebben"
        return Problem(place, found, expected, remedy)
    remedy = suggestion(name, can) or "kies een van de criteria"
    return Problem(place, f"onbekend criterium `{name}`", expected, remedy)


def _direct_problems(placed: Placed[WeightSet]) -> Iterator[Problem]:
    total = sum(placed.record.shares.values())
    if abs(total - 1.0) > ROUNDED + TOLERANCE:
        found = f"de gewichten zijn samen {number(total, 3)}"
        yield Problem(placed.at("gewichten"), found, "gewichten die samen 1 zijn", "pas ze aan, of kies wijze `swing`")


def _swing_problems(placed: Placed[WeightSet]) -> Iterator[Problem]:
    if not sum(placed.record.points.values()) > 0:
        expected = "punten boven 0 voor wat telt, 100 voor het zwaarste"
        yield Problem(placed.at("punten"), "alle punten zijn 0", expected, "vul de punten in")


def _order_problems(placed: Placed[WeightSet]) -> Iterator[Problem]:
    names = [name for group in placed.record.order for name in group]
    for name in dict.fromkeys(name for name in names if names.count(name) > 1):
        found = f"`{name}` staat twee keer in de orde"
        yield Problem(place_in(placed.source, "orde", name), found, "elk criterium één keer", "verwijder er een")


def _interval_problems(placed: Placed[WeightSet]) -> Iterator[Problem]:
    for each in placed.record.ratios:
        if each.more == each.less:
            place = place_in(placed.source, "verhoudingen", each.more)
            yield Problem(
                place, f"`{each.more}` tegen zichzelf", "twee verschillende criteria", "kies een ander criterium"
            )


def _best_worst_problems(placed: Placed[WeightSet]) -> Iterator[Problem]:
    answer = placed.record
    if answer.best is None or answer.worst is None or answer.best == answer.worst:
        found = "`beste` en `slechtste` zijn niet twee verschillende criteria"
        yield Problem(placed.at("wijze"), found, "het zwaarste en het lichtste criterium", "vul ze allebei in")
        return
    first, second = answer.best_to.get(answer.worst), answer.to_worst.get(answer.best)
    most = max((each for each in (first, second) if each is not None), default=MOST_TIMES)
    yield from _comparison_problems(placed, "beste_tot", answer.best_to, answer.best, min(most, MOST_TIMES))
    yield from _comparison_problems(placed, "tot_slechtste", answer.to_worst, answer.worst, min(most, MOST_TIMES))
    if first is None and second is None:
        found = f"hoeveel keer `{answer.best}` zwaarder weegt dan `{answer.worst}` staat er niet"
        remedy = f"voeg `{answer.worst}` toe aan `beste_tot`"
        yield Problem(placed.at("beste_tot"), found, f"een getal van 1 tot en met {MOST_TIMES}", remedy)
    if first is not None and second is not None and first != second:
        found = f"`{answer.best}` weegt {number(first)} keer en ook {number(second)} keer `{answer.worst}`"
        place = place_in(placed.source, "tot_slechtste", answer.best)
        yield Problem(place, found, "twee keer hetzelfde getal", "vraag de partij welk getal het is")


def _comparison_problems(
    placed: Placed[WeightSet], key: str, given: Mapping[str, float], own: str, most: float
) -> Iterator[Problem]:
    """``own``: the criterion that all others are compared with;  ``most``: how many times the best weighs the worst."""
    for name, times in given.items():
        if not 1 <= times <= (1 if name == own else most):
            found = f"`{name}: {number(times)}` bij `{key}`"
            expected = "1 bij zichzelf" if name == own else f"een getal van 1 tot en met {number(most)}"
            remedy = "vul in hoeveel keer het ene zwaarder weegt dan het andere; zwaarste tegen lichtste is het meest"
            yield Problem(place_in(placed.source, key, name), found, expected, remedy)
    ends = {placed.record.best, placed.record.worst}
    lacking = [name for name in named(placed.record) if name not in given and name not in ends]
    if lacking:
        expected = f"elk criterium, ook {enumeration(lacking)}"
        yield Problem(placed.at(key), f"`{key}` mist {enumeration(lacking)}", expected, "vraag de partij ook daarnaar")


def _conflict_problems(placed: Placed[WeightSet], criteria: Sequence[Criterion]) -> Iterator[Problem]:
    clash = conflict(statements(placed.record, criteria))
    if not clash:
        return
    last = clash[-1]
    found = (
        f"`{placed.record.party}` zegt wat niet samen kan: {enumeration(list(dict.fromkeys(e.says for e in clash)))}"
    )
    remedy = "vraag de partij welke van deze uitspraken anders moet"
    yield Problem(
        place_in(placed.source, last.key, last.text), found, "gewichten die samen 1 zijn en hieraan voldoen", remedy
    )


_WAYS = {
    Elicitation.DIRECT: _direct_problems,
    Elicitation.SWING: _swing_problems,
    Elicitation.ORDER: _order_problems,
    Elicitation.INTERVALS: _interval_problems,
    Elicitation.BEST_WORST: _best_worst_problems,
}
"""What can be wrong with an answer by the way it was asked."""

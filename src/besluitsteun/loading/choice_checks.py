"""``keuzes`` in, what is wrong with it out: choices of principle, who wants what, and the directions of the table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..nl import number
from ..problems import Problem
from ..schema.ambitions import Choice, Choices, Direction
from ..schema.base import PartyKind
from .known import Known, twice
from .lists import Placed, place_in, placed_in
from .located import Located
from .references import suggestion

ROUNDED = 1e-9


def check_choices(choices: Choices, source: Located, known: Known) -> Iterator[Problem]:
    """Everything that is wrong with the choices and directions of a study."""
    asked = placed_in(choices.choices, source, "keuzes")
    authored = placed_in(choices.directions, source, "richtingen")
    yield from twice(((e.record.id, e.at("id")) for e in asked), "keuze", "elke keuze een eigen id")
    yield from twice(((e.record.id, e.at("id")) for e in authored), "richting", "elke richting een eigen id")
    for choice in asked:
        yield from _choice_problems(choice, known)
    by_id = {each.record.id: each.record for each in asked}
    for direction in authored:
        if len(by_id) == len(asked):  # else nobody knows which choice is answered
            yield from _answer_problems(direction, by_id)
        yield from _measure_problems(direction, known)
        yield from _share_problems(direction)


def _choice_problems(placed: Placed[Choice], known: Known) -> Iterator[Problem]:
    choice = placed.record
    positions = placed_in(choice.positions, placed.source, "standpunten")
    yield from twice(((e.record.party, e.at("partij")) for e in positions), "partij", "één standpunt per partij")
    for each in positions:
        position = each.record
        yield from known.names["partij"].check(position.party, each.at("partij"))
        if position.option not in choice.options:
            found = f"`{position.party}` kiest bij `{choice.id}` voor `{position.option}`, dat geen optie is"
            remedy = suggestion(position.option, choice.options) or "kies een van de opties"
            yield Problem(each.at("optie"), found, f"een van {', '.join(choice.options)}", remedy)
    kinds = [kind.value for kind in PartyKind]
    for name in choice.decided_by:
        if name not in kinds and name not in known.names["partij"]:
            remedy = suggestion(name, [*known.names["partij"].ids, *kinds]) or "controleer de id"
            place = place_in(placed.source, "besluit_door", name)
            yield Problem(place, f"`besluit_door: {name}`", "een partij of soort partij", remedy)


def _answer_problems(placed: Placed[Direction], asked: Mapping[str, Choice]) -> Iterator[Problem]:
    """What a direction answers to the choices."""
    direction = placed.record
    for name, answer in direction.choices.items():
        place = place_in(placed.source, "keuzes", name)
        if name not in asked:
            remedy = suggestion(name, asked) or "controleer de id"
            expected = f"een van {', '.join(asked)}" if asked else "een keuze"
            yield Problem(place, f"richting `{direction.id}` noemt keuze `{name}`", expected, remedy)
        elif answer not in asked[name].options:
            found = f"richting `{direction.id}` antwoordt `{answer}` op `{name}`"
            remedy = suggestion(answer, asked[name].options) or "kies een van de opties"
            yield Problem(place, found, f"een van {', '.join(asked[name].options)}", remedy)


def _measure_problems(placed: Placed[Direction], known: Known) -> Iterator[Problem]:
    """What a direction wants, with all that this requires, against what it does not want."""
    direction, source = placed.record, placed.source
    inside, out = direction.measures_in, direction.measures_out
    for key, names in (("maatregelen_wel", inside), ("maatregelen_niet", out)):
        for name in names:
            yield from known.names["maatregel"].check(name, place_in(source, key, name))
    for name in inside:
        place = place_in(source, "maatregelen_wel", name)
        if name in out:
            found = f"richting `{direction.id}` wil `{name}` wel en niet"
            yield Problem(place, found, "een van beide", "haal er een weg")
        for other in known.choosable.with_required([name])[1:]:
            if other in out:
                found = f"richting `{direction.id}` wil `{name}`, dat `{other}` vereist, en `{other}` niet"
                yield Problem(place, found, "beide wel", f"haal `{other}` uit `maatregelen_niet`")
    for one, other in known.choosable.excluding(inside):
        place = place_in(source, "maatregelen_wel", one if one in inside else inside[0])
        found = f"richting `{direction.id}` wil `{one}` en `{other}`, die elkaar uitsluiten"
        yield Problem(place, found, "een van beide", "haal er een weg")


def _share_problems(placed: Placed[Direction]) -> Iterator[Problem]:
    total = sum(placed.record.share_per_layer.values())
    if total > 1 + ROUNDED:
        found = f"de aandelen van richting `{placed.record.id}` zijn samen {number(total, 2)}"
        yield Problem(placed.at("aandeel_per_laag"), found, "samen hoogstens 1", "verlaag de aandelen")

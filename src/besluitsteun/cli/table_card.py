"""``AtTable`` in, a screenful of Dutch lines out: what differs first, then the card as it stands in a report."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from ..decision.money import CostKind
from ..decision.packages.room import Breach, Rule
from ..nl import count, enumeration, lower_first
from ..publication import about_hidden
from ..reports.chapters.direction_card import direction_card, named_limit, preference_in_words
from ..reports.model import Words, parts
from ..reports.reading import Reading, Record, money, whole
from ..schema.assets import PUBLIC
from ..tables import decision
from .asked_set import TABLE_ID
from .at_table import AtTable, Standing
from .compare import aligned
from .usage import PROGRAM, quoted
from .what_if import changes, wording_of

OWN_ID = "eigen_richting"
KIND = {CostKind.INVESTMENT: "investering", CostKind.YEARLY: "kosten per jaar"}


def screen(found: AtTable, typed: str) -> list[str]:
    """Everything about a direction that was made at the table. ``typed``: the study as given."""
    reading = Reading(found.publication)
    row = reading.every(decision.DIRECTIONS)[0]
    card = direction_card(reading, row, found.titles, found.missing)
    lines = [f"Aan tafel in {found.publication.study.name}", *(f"  {each}" for each in _asked(found, reading))]
    for each in found.beside:
        lines += ["", *_against(found, reading, each)]
    if found.card.breaches:
        lines += ["", "Let op, dit valt buiten wat de studie toelaat:"]
        lines += [f"  {_breach(reading, each, found.publication.audience)}" for each in found.card.breaches]
    lines += ["", card.title, *aligned([(name, _plain(value)) for name, value in card.facts])]
    lines += [f"  {_plain(each)}" for each in card.texts]
    lines += ["", *_parties(found, reading)]
    if found.publication.hidden:
        lines += ["", about_hidden(found.publication.study, found.publication.hidden, found.publication.audience)]
    return [*lines, "", *_how_to_keep(found, typed)]


def _plain(words: Words) -> str:
    return "".join(each if isinstance(each, str) else each.text for each in parts(words))


def _names(reading: Reading, ids: tuple[str, ...]) -> str:
    names = {each.id: each.name for each in reading.publication.study.measures}
    return enumeration([f"{names[each]} [{each}]" for each in ids])


def _asked(found: AtTable, reading: Reading) -> Iterator[str]:
    """What was asked for, a line each."""
    asked = found.asked
    if asked.start is not None:
        bare = ", zoals opgeschreven: zonder wat de rekenaar erbij zocht" if asked.is_bare else ""
        yield f"begonnen met “{found.titles.get(asked.start.id, asked.start.id)}”{bare}"
    for words, ids in (("erbij", asked.added), ("eruit", asked.dropped), ("meegekomen, want vereist", asked.along)):
        if ids:
            yield f"{words}: {_names(reading, ids)}"
    yield from changes(found.question.variation, wording_of(reading.publication.study))


def _against(found: AtTable, reading: Reading, other: Standing) -> list[str]:
    """What the direction makes different from doing nothing, or from where it started."""
    aim = reading.every(decision.PACKAGES)[0]
    name, own = "niets doen" if not other.title else f"“{found.titles.get(other.title, other.title)}”", found.own
    pairs = [
        ("investering", _moved(other.investment, own.investment, "euro")),
        (lower_first(str(aim["naam"])), _moved(other.score, own.score, str(aim["eenheid"] or ""))),
        ("grenzen niet gehaald", _moved(other.broken, own.broken, "(grens × scenario)")),
    ]
    return [f"Naast {name}", *aligned(pairs)]


def _moved(before: float, after: float, unit: str) -> str:
    difference = after - before
    sign = "+" if difference > 0 else "-" if difference < 0 else ""
    told = f"{sign}{whole(abs(difference))}" if difference else "geen verschil"
    return f"{whole(before)} → {whole(after)} {unit}: {told}".replace(" :", ":")


def _breach(reading: Reading, breach: Breach, audience: str) -> str:
    """One rule that is broken, and by how much; what a party can pay is for who sits at the table (031)."""
    about = breach.about
    match breach.rule:
        case Rule.TOTAL if breach.kind is not None:
            return f"{money(Decimal(str(breach.by)))} meer {KIND[breach.kind]} dan het totale budget"
        case Rule.PARTIES if audience == PUBLIC:
            return "partijen kunnen dit samen niet betalen"
        case Rule.PARTIES if breach.kind is not None:
            short = f"{money(Decimal(str(breach.by)))} {KIND[breach.kind]} kan niemand betalen die dat mag"
            return f"{short}; op is het budget van {enumeration([reading.party(each) for each in about])}"
        case Rule.LAYER_LOW | Rule.LAYER_HIGH:
            much = count(int(breach.by), "maatregel", "maatregelen")
            return f"{much} te {'weinig' if breach.rule is Rule.LAYER_LOW else 'veel'} in de laag {about[0]}"
        case Rule.LIMIT:
            return f"een harde grens wordt niet gehaald: {enumeration([named_limit(reading, each) for each in about])}"
    return f"{breach.rule.value}: {_names(reading, about)}"


def _parties(found: AtTable, reading: Reading) -> list[str]:
    """What every party misses, or why that is not told."""
    study = reading.publication.study
    if not study.weights:
        return ["Wat partijen ervan vinden: niet berekend; geen partij gaf gewichten."]
    if found.publication.audience == PUBLIC:
        return ["Wat partijen ervan vinden, is niet voor dit publiek."]
    if len(found.titles) < 2:
        why = found.missing.get("prijs_van_anders", "er is geen andere richting")
        return [f"Wat partijen ervan vinden: niet berekend; {why}."]
    rows: list[Record] = reading.every(decision.WORTH)
    pairs = [(reading.party(each["partij"]), preference_in_words(reading, each, found.titles)) for each in rows]
    beside = count(len(found.titles) - 1, "andere richting", "andere richtingen")
    return [f"Wat elke partij ervan vindt, met haar eigen gewichten en naast {beside}", *aligned(pairs)]


def _how_to_keep(found: AtTable, typed: str) -> list[str]:
    """The lines that put the direction into the study, and the command that computes it then."""
    again = f"{PROGRAM} reken {quoted(typed)}"
    if found.asked.candidate.id != TABLE_ID:
        return [f"Verder: {again}"]
    order = [each.id for each in found.publication.study.measures if each.id in found.asked.candidate.chosen]
    return [
        "Zo bewaart u dit: schrijf in de lijst `richtingen` van `keuzes`",
        f"  - {{id: {OWN_ID}, naam: …, maatregelen_wel: [{', '.join(order)}]}}",
        "De rekenaar vult een richting aan; wat erbuiten moet blijven, schrijft u bij `maatregelen_niet`.",
        f"Daarna: {again}",
    ]

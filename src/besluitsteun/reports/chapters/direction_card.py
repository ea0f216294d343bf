"""A row of ``keuzerichtingen`` in, the card of that direction in words out: the same in a report and on the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from ...decision.directions.pool import Origin
from ...nl import count, enumeration, lower_first, number
from ...schema.base import Status
from ...schema.decision import COSTS
from ...schema.measures import Measure
from ...tables import ASSUMPTIONS, decision
from ..model import Card, Strong, Words
from ..reading import Reading, Record, grouped, money, percent, whole
from .limits import limit_in_words
from .weighed import in_words

MOST_NAMED = 4
NOT_KNOWN = "niet berekend"


def direction_card(
    reading: Reading, row: Record, titles: Mapping[str, str], missing: Mapping[str, str] | None = None
) -> Card:
    """Everything that is told of a direction.

    titles  : id → name of the directions beside which it lies
    missing : column → why it could not be computed, where that is so
    """
    why = missing or {}
    texts: list[Words] = [
        f"Herkomst: {row['herkomst']}.",
        (Strong("Maatregelen: "), "; ".join(each.name for each in _measures(reading, row)) + "."),
        (Strong("Budget: "), *_budget(reading, row), "."),
        *_still_wrong(reading, row),
        *_fragile(reading, row),
        (Strong("Wie trekt: "), enumeration(_in_role(reading, row, "trekker"), most=MOST_NAMED) or "nog niemand", "."),
        (Strong("Wie betaalt, als voorstel: "), _payers(reading, row), "."),
        *_proof(row, why),
        *_parties(reading, row, titles),
    ]
    return Card(str(row["naam"]), texts=tuple(texts), facts=tuple(_facts(reading, row, why)))


def amount(value: Decimal | None, unit: str | None) -> str:
    """A number with its unit, or that it is not known."""
    if value is None:
        return "niet bekend"
    if unit == "euro":
        return money(value)
    return f"{whole(value)} {unit or ''}".strip()


def named_limit(reading: Reading, limit: str) -> str:
    """A limit in words."""
    found = next((each for each in reading.publication.study.limits if each.id == limit), None)
    return limit if found is None else limit_in_words(reading, found)


# --- the measures, what they cost and who acts


def _measures(reading: Reading, row: Record) -> list[Measure]:
    return [each for each in reading.publication.study.measures if each.id in row["maatregelen"]]


def _budget(reading: Reading, row: Record) -> Iterator[str]:
    """What is spent of what the study allows, and how much that is too much."""
    stated = reading.publication.study.decision.packages.total_budget_eur
    bounds = (None, None) if stated is None else (stated.investment, stated.per_year)
    told = [
        _of_budget(row[column], Decimal(str(most)), kind)
        for column, most, kind in zip(
            ("kosten_eur", "jaarlijks_eur"), bounds, ("investering", "kosten per jaar"), strict=True
        )
        if most is not None
    ]
    yield "; ".join(told) or "niemand noemde een bedrag, dus er is geen grens"


def _of_budget(spent: Decimal | None, most: Decimal, kind: str) -> str:
    if spent is None:
        return f"{kind} niet bekend, naast een budget van {money(most)}"
    over = f", {money(spent - most)} te veel" if spent > most else ""
    return f"{money(spent)} {kind} van de {money(most)}{over}"


def _in_role(reading: Reading, row: Record, role: str) -> list[str]:
    roles = _mine(reading.every(decision.ROLES), row)
    return list(
        dict.fromkeys(reading.party(each["partij"]) for each in roles if each["rol"] == role and each["partij"])
    )


def _payers(reading: Reading, row: Record) -> str:
    """The investment of each measure at the party that is proposed to pay for it, the largest sum first."""
    costs = {each.id: each.cost_eur for each in _measures(reading, row)}
    rows = [each for each in _mine(reading.every(decision.ROLES), row) if each["rol"] == "financier"]
    sums = {
        party: sum(Decimal(str(costs[each["maatregel"]] or 0)) for each in own)
        for party, own in grouped(rows, lambda each: each["partij"] or "").items()
    }
    ordered = sorted((party for party in sums if sums[party]), key=lambda party: (-sums[party], party))
    return (
        enumeration([_payment(reading, party, Decimal(sums[party])) for party in ordered]) or "er is geen investering"
    )


def _payment(reading: Reading, party: str, euro: Decimal) -> str:
    """Who pays what, and whether that is more than was offered."""
    if not party:
        return f"nog niemand {money(euro)}"
    stated = {each.party: each for each in reading.publication.study.decision.packages.party_budgets}
    budget = stated.get(party)
    most = (
        None if budget is None or budget.investment_eur is None else budget.investment_eur + (budget.extra_eur or 0.0)
    )
    too_much = most is not None and euro > Decimal(str(most))
    return f"{reading.party(party)} {money(euro)}{' (meer dan zij noemde)' if too_much else ''}"


# --- what still goes wrong


def _still_wrong(reading: Reading, row: Record) -> list[Words]:
    """What still goes wrong in the scenario with most limits not kept, and whose limits these are."""
    short = _mine(reading.every(decision.SHORTFALLS), row)
    if not short:
        return ["Alle grenzen worden gehaald."] if reading.publication.study.limits else []
    by = {each.id: [one for one in short if one["scenario"] == each.id] for each in reading.scenarios}
    worst = max(by, key=lambda each: len(by[each]))
    standing = {each.id: each.standing for each in reading.publication.study.limits}
    whose = dict.fromkeys(reading.speaker(each["partij"], standing.get(each["grens"])) for each in by[worst])
    limits = count(len(by[worst]), "grens", "grenzen")
    verb = "wordt" if len(by[worst]) == 1 else "worden"
    before = sum(each["richting"] is None and each["scenario"] == worst for each in reading.every(decision.SHORTFALLS))
    return [
        f"Dan gaat er nog mis: in {reading.quoted(worst)} {verb} {limits} niet gehaald (zonder maatregelen {before}), "
        f"van {enumeration(list(whose), most=MOST_NAMED)}."
    ]


def _fragile(reading: Reading, row: Record) -> list[Words]:
    """Where a direction fails when values turn out otherwise, and how much of what it rests on is assumed."""
    fragile = _mine(reading.every(decision.FRAGILE), row)
    texts: list[Words] = []
    if fragile:
        top = max(fragile, key=lambda each: each["gebroken_in"])
        kept = count(len(fragile), "grens wordt", "grenzen worden")
        texts.append(
            f"Faalt bij andere waarden: {kept} gehaald bij de meest waarschijnlijke waarden, maar niet in alle "
            f"berekeningen. “{named_limit(reading, top['grens'])}” in {reading.quoted(top['scenario'])} wordt niet "
            f"gehaald in {percent(top['gebroken_in'])} ervan."
        )
    return [*texts, *_assumed(reading, row)]


def _assumed(reading: Reading, row: Record) -> Iterator[str]:
    measures, values = _measures(reading, row), reading.every(ASSUMPTIONS)
    guessed = sum(each.status is Status.ASSUMPTION for each in measures)
    share = sum(each["status"] == Status.ASSUMPTION.value for each in values)
    told = [f"{number(guessed)} van de {count(len(measures), 'maatregel', 'maatregelen')}"] if guessed else []
    told += [f"{percent(Decimal(share) / len(values))} van alle waarden van de studie"] if share else []
    if told:
        yield f"Dit rust op aannames: {enumeration(told)}."


# --- how good it is


def _proof(row: Record, why: Mapping[str, str]) -> list[Words]:
    if row["marge"] is None:
        return [f"Hoe goed: {NOT_KNOWN}; {why['marge']}."] if "marge" in why else []
    if row["herkomst"] == Origin.AUTHORED.value:
        return [f"Hoe goed: {proof_in_words(row['marge'], 'wat de groep zelf koos')}."]
    aside = "gekozen om een niveau goedkoop te halen, niet om het hoofddoel; daarvoor geldt: "
    return [f"Hoe goed: {aside if row['herkomst'] == Origin.LEVEL.value else ''}{proof_in_words(row['marge'])}."]


def proof_in_words(margin: Decimal, among: str = "deze maatregelen") -> str:
    """What is proven, for a director."""
    if margin == 0:
        return f"met {among}, dit budget en deze scenario's kan het niet beter"
    share = max(Decimal("0.1"), 100 * margin)
    return f"met {among}, dit budget en deze scenario's kan het hooguit {number(share, 1)} % beter"


def _facts(reading: Reading, row: Record, why: Mapping[str, str]) -> list[tuple[str, Words]]:
    roles = _mine(reading.every(decision.ROLES), row)
    return [
        ("Investering", amount(row["kosten_eur"], "euro")),
        ("Per jaar, met afschrijving", amount(row["jaarkosten_eur"], "euro")),
        ("Blijft over", amount(row["doel_gesimuleerd"], row["eenheid"])),
        ("Meer dan het beste", _price(row, why)),
        ("Rollen zonder partij", number(sum(each["partij"] is None for each in roles))),
        ("Droogte", _drought(row["droogte"])),
    ]


def _price(row: Record, why: Mapping[str, str]) -> str:
    """The price of being different: beside the best package that is known and allowed."""
    price = row["prijs_van_anders"]
    if price is None:
        return f"{NOT_KNOWN}; {why['prijs_van_anders']}" if "prijs_van_anders" in why else NOT_KNOWN
    if price == 0:
        return "niets; een beter pakket is niet bekend"
    best = row["doel_gesimuleerd"] - price
    share = f" ({percent(abs(price) / best)})" if best > 0 else ""
    return f"{amount(abs(price), row['eenheid'])} {'meer' if price > 0 else 'minder'}{share}"


def _drought(score: int) -> str:
    return f"{number(score)} ({'helpt' if score > 0 else 'maakt het erger' if score < 0 else 'maakt niets uit'})"


# --- what parties miss


def _parties(reading: Reading, row: Record, titles: Mapping[str, str]) -> list[Words]:
    """For whom this is the best direction, and who loses most, with what would make up for it."""
    rows = _mine(reading.every(decision.WORTH), row)
    if not rows or len(titles) < 2:
        return []
    content = [reading.party(each["partij"]) for each in rows if not each["verlies"]]
    told: list[Words] = [(Strong("Het meest waard voor: "), enumeration(content) or "geen enkele partij", ".")]
    worst = max(rows, key=lambda each: (each["verlies"], each["partij"]))
    if worst["verlies"]:
        who = reading.party(worst["partij"])
        told.append((Strong("Levert het meest in: "), f"{who}, {preference_in_words(reading, worst, titles)}."))
    return told


def preference_in_words(reading: Reading, row: Record, titles: Mapping[str, str]) -> str:
    """What a party misses of the direction that is worth most to it, and when this one would be worth as much."""
    if not row["verlies"]:
        return "dit is haar beste richting"
    points = 100 * row["verlies"]
    told = "minder dan 0,1 punt" if points < Decimal("0.05") else f"{number(points, 1)} punt"
    best = titles.get(row["beste_richting"], row["beste_richting"])
    return f"{told} (van 100) minder dan bij “{best}”; {_wanted(reading, row)}"


def _wanted(reading: Reading, row: Record) -> str:
    given = reading.publication.study.decision_criteria
    criteria = {each.id: each for each in given.criteria} if given is not None else {}
    found = criteria.get(row["criterium_beter"] or "")
    if found is None:
        return "geen enkel gevolg alleen maakt dat goed"
    if found.source_criterion in COSTS:
        return f"even goed als anderen {amount(row['hoeveel_beter'], row['eenheid'])} bijdragen"
    much = reading.amount(row["hoeveel_beter"], row["eenheid"] or "")
    lower = found.range is None or found.range.best < found.range.worst
    way = f"{percent(row['deel_beter'])} van wat er in elk scenario nog te winnen is"
    name = lower_first(in_words(reading, found.id))
    return f"even goed zodra “{name}” gemiddeld nog {much} {'lager' if lower else 'hoger'} wordt ({way})"


def _mine(rows: Sequence[Record], row: Record) -> list[Any]:
    return [each for each in rows if each["richting"] == row["richting"]]

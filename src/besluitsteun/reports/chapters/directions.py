"""``Reading`` in, the choice directions out: what all share, the real choices, cards side by side, and their proof."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from ...nl import count, enumeration, number
from ...tables import decision
from ..model import (
    Block,
    Bullets,
    Card,
    Cards,
    Collapsible,
    Column,
    DataTable,
    Kind,
    Notice,
    NoticeKind,
    Paragraph,
    Section,
    Strong,
    Words,
)
from ..reading import Reading, Record, money, percent, whole
from .judgement import limit_in_words

MOST_NAMED = 4
LIMITS_KEPT = "grenzen niet gehaald"


def directions_chapter(reading: Reading) -> Section | None:
    """What can be agreed today, what is really to choose, and each direction on a card; ``None`` without any."""
    rows = reading.every(decision.DIRECTIONS)
    if not rows:
        return None
    blocks: list[Block] = [
        Notice(NoticeKind.WARNING, _only_proposals(reading)),
        *_shared(reading, rows),
        *_swaps(reading, rows),
        _compared(reading, rows),
        Cards(tuple(_card(reading, row) for row in rows)),
        *_unmet(reading, rows),
        Collapsible("Hoe zeker is dit het beste? Per doel", (_packages(reading),)),
    ]
    intro = (
        "Een keuzerichting is een pakket maatregelen binnen het budget. De richtingen die de groep zelf opschreef, "
        "blijven zoals ze zijn; er is alleen bij gezocht wat nog past. "
        "Elk getal is opnieuw doorgerekend met alle maatregelen samen."
    )
    return Section("keuzerichtingen", "Keuzerichtingen", tuple(blocks), intro=intro)


def measure_names(reading: Reading) -> dict[str, str]:
    """Measure id → name."""
    return {each.id: each.name for each in reading.publication.study.measures}


def amount(value: Decimal | None, unit: str | None) -> str:
    """A number with its unit, or that it is not known."""
    if value is None:
        return "niet bekend"
    if unit == "euro":
        return money(value)
    return f"{whole(value)} {unit or ''}".strip()


def _only_proposals(reading: Reading) -> Words:
    text = "Dit zijn voorstellen om over te praten. De volgorde is die van de studie, niet van beste naar slechtste."
    if any(each.status is not None and each.status.value == "aanname" for each in reading.publication.study.measures):
        text += " Kosten, werking en budget zijn (deels) aannames: geen enkele partij is eraan gebonden."
    return text


def _main(reading: Reading, rows: list[Record]) -> Record:
    """The package of the main aim."""
    return next(row for row in reading.every(decision.PACKAGES) if row["doel"] == rows[0]["doel"])


# --- what all share, and what is really to choose


def _shared(reading: Reading, rows: list[Record]) -> list[Block]:
    names = measure_names(reading)
    every = reading.every(decision.SHARED)
    core = [row for row in every if row["plaats"] == "in alle richtingen"]
    nowhere = [names[row["maatregel"]] for row in every if row["plaats"] == "in geen"]
    blocks: list[Block] = []
    if core and len(rows) > 1:
        proven = " (bewezen: zonder haar is geen pakket goed genoeg)"
        items = tuple(names[row["maatregel"]] + (proven if row["bewezen"] else "") for row in core)
        blocks += [Paragraph((Strong("Vandaag af te spreken: "), "dit zit in alle richtingen.")), Bullets(items)]
    elif len(rows) > 1:
        blocks.append(Paragraph("Geen enkele maatregel zit in alle richtingen."))
    if nowhere:
        said = count(len(nowhere), "maatregel zit", "maatregelen zitten")
        blocks.append(Paragraph(f"{said} in geen enkele richting: {enumeration(nowhere, most=6)}."))
    if len(rows) == 1:
        blocks.append(Notice(NoticeKind.WARNING, "Er is één richting: andere goede pakketten lijken er te veel op."))
    return blocks


def _swaps(reading: Reading, rows: list[Record]) -> list[Block]:
    names, titles = measure_names(reading), {row["richting"]: row["naam"] for row in rows}
    items: list[Words] = []
    for row in reading.every(decision.SWAPS):
        cost = row["verschil_kosten_eur"]
        money_words = f"{money(abs(cost))} {'duurder' if cost > 0 else 'goedkoper'}" if cost else "even duur"
        left = row["verschil"]
        score = (
            f"{amount(abs(left), row['eenheid'])} {'meer' if left > 0 else 'minder'} verlies"
            if left
            else "geen verschil"
        )
        items.append(
            (
                f"In “{titles[row['richting']]}”: ",
                Strong(names[row["erin"]]),
                f" in plaats van {names[row['eruit']]}: {money_words}, {score} voor het hoofddoel.",
            )
        )
    if not items:
        return []
    return [Paragraph((Strong("Echte keuzes: "), "de ene maatregel in plaats van de andere.")), Bullets(tuple(items))]


# --- side by side


def _compared(reading: Reading, rows: list[Record]) -> DataTable:
    main = _main(reading, rows)
    columns = (
        Column("Richting"),
        Column("Maatregelen", Kind.NUMBER),
        Column("Investering", Kind.NUMBER, "euro"),
        Column("Per jaar", Kind.NUMBER, "euro, met afschrijving"),
        Column("Blijft over", Kind.NUMBER, str(main["eenheid"] or "")),
        Column("Meer dan het beste", Kind.NUMBER, "de prijs van anders zijn"),
        Column("Grenzen niet gehaald", Kind.NUMBER, "grens × scenario"),
        Column("Droogte", Kind.NUMBER, "boven 0 helpt"),
    )
    without = ("Niets doen", "0", "0", "0", amount(main["zonder"], None), "–", "–", "–")
    told = [
        (
            row["naam"],
            whole(Decimal(len(row["maatregelen"]))),
            amount(row["kosten_eur"], None),
            amount(row["jaarkosten_eur"], None),
            amount(row["doel_gesimuleerd"], None),
            amount(row["prijs_van_anders"], None),
            number(row["grenzen_overschreden"]),
            number(row["droogte"]),
        )
        for row in rows
    ]
    aim = str(main["naam"])
    note = (
        "Niet gehaald is elke grens, per scenario, waarvan de uitkomst niet binnen het acceptabele ligt. "
        "Ook wat daarboven ligt en nog niet overschreden heet, telt dus mee."
    )
    return DataTable(f"De richtingen naast elkaar, voor het hoofddoel: {aim}", columns, (without, *told), note=note)


def _card(reading: Reading, row: Record) -> Card:
    names = measure_names(reading)
    texts: list[Words] = [f"Herkomst: {row['herkomst']}."]
    texts.append((Strong("Maatregelen: "), "; ".join(names[each] for each in row["maatregelen"]) + "."))
    texts += _still_wrong(reading, row)
    roles = [each for each in reading.every(decision.ROLES) if each["richting"] == row["richting"]]
    leads = dict.fromkeys(
        reading.party(each["partij"]) for each in roles if each["rol"] == "trekker" and each["partij"]
    )
    texts.append((Strong("Wie trekt: "), enumeration(list(leads), most=MOST_NAMED) or "nog niemand", "."))
    if row["marge"] is not None:
        texts.append(f"Hoe goed: {proof_in_words(row['marge'])}.")
    return Card(str(row["naam"]), texts=tuple(texts), facts=tuple(_facts(reading, row)))


def _still_wrong(reading: Reading, row: Record) -> list[Words]:
    """What still goes wrong in the scenario with most limits not kept, whose limits, and where it is fragile."""
    mine: dict[str, Any] = {"richting": row["richting"]}
    short = [each for each in reading.every(decision.SHORTFALLS) if each["richting"] == row["richting"]]
    texts: list[Words] = []
    if short:
        by = {each.id: [one for one in short if one["scenario"] == each.id] for each in reading.scenarios}
        worst = max(by, key=lambda each: len(by[each]))
        standing = {each.id: each.standing for each in reading.publication.study.limits}
        whose = dict.fromkeys(reading.speaker(each["partij"], standing.get(each["grens"])) for each in by[worst])
        texts.append(
            f"Dan gaat er nog mis: in {reading.quoted(worst)} worden {number(len(by[worst]))} grenzen niet gehaald, "
            f"van {enumeration(list(whose), most=MOST_NAMED)}."
        )
    fragile = [each for each in reading.every(decision.FRAGILE) if each["richting"] == mine["richting"]]
    if fragile:
        top = max(fragile, key=lambda each: each["gebroken_in"])
        kept = count(len(fragile), "grens wordt", "grenzen worden")
        texts.append(
            f"Kwetsbaar: {kept} gehaald bij de meest waarschijnlijke waarden, maar niet in alle berekeningen. "
            f"“{_limit(reading, top['grens'])}” in {reading.quoted(top['scenario'])} breekt in "
            f"{percent(top['gebroken_in'])} ervan."
        )
    return texts


def _limit(reading: Reading, limit: str) -> str:
    """A limit in words."""
    found = next((each for each in reading.publication.study.limits if each.id == limit), None)
    return limit if found is None else limit_in_words(reading, found)


def _facts(reading: Reading, row: Record) -> list[tuple[str, Words]]:
    roles = [each for each in reading.every(decision.ROLES) if each["richting"] == row["richting"]]
    return [
        ("Investering", amount(row["kosten_eur"], "euro")),
        ("Per jaar", amount(row["jaarkosten_eur"], "euro")),
        ("Blijft over", amount(row["doel_gesimuleerd"], None)),
        ("Rollen open", number(sum(each["partij"] is None for each in roles))),
        ("Droogte", number(row["droogte"])),
    ]


def proof_in_words(margin: Decimal) -> str:
    """What is proven, for a director."""
    if margin == 0:
        return "met deze maatregelen, dit budget en deze scenario's kan het niet beter"
    share = max(Decimal("0.1"), 100 * margin)
    return f"met deze maatregelen, dit budget en deze scenario's kan het hooguit {number(share, 1)} % beter"


# --- what no direction brings, and the proof per aim


def _unmet(reading: Reading, rows: list[Record]) -> list[Block]:
    """Limits that no direction keeps: what does not come into the joint ambition by these measures."""
    short = reading.every(decision.SHORTFALLS)
    limits = [each.id for each in reading.publication.study.limits]
    never = [
        limit
        for limit in limits
        if all(any(one["grens"] == limit and one["richting"] == row["richting"] for one in short) for row in rows)
    ]
    told = reading.publication.study.ambitions.not_included
    items: list[Words] = [f"{each.text} {each.reason or ''}".strip() for each in told]
    if never:
        owners = {one["grens"]: reading.party(one["partij"]) for one in short}
        listed = enumeration([f"{_limit(reading, each)} ({owners[each]})" for each in never], most=5)
        items.append(f"{count(len(never), 'grens wordt', 'grenzen worden')} in geen enkele richting gehaald: {listed}.")
    for row in reading.every(decision.PACKAGES):
        if row["onhaalbaar"]:
            out = enumeration([_limit(reading, each) for each in row["onhaalbaar"]], most=5)
            items.append(f"{row['naam']}: onhaalbaar, ook met alle maatregelen op hun best, door {out}.")
    if not items:
        return []
    return [
        Paragraph((Strong("Niet in de gezamenlijke ambitie"), ", of met deze maatregelen niet te halen:")),
        Bullets(tuple(items)),
    ]


def _packages(reading: Reading) -> DataTable:
    columns = (
        Column("Doel", wide=True),
        Column("Zonder", Kind.NUMBER),
        Column("Beste pakket", Kind.NUMBER),
        Column("Lager kan niet", Kind.NUMBER, "bewezen ondergrens"),
        Column("Eenheid"),
        Column("Waar dat op rust", wide=True),
    )
    told = [
        (
            str(row["naam"]),
            amount(row["zonder"], None),
            amount(row["doel_gesimuleerd"], None) if row["maatregelen"] else "geen pakket gevonden",
            amount(row["ondergrens"], None),
            str(row["eenheid"] or ""),
            f"{row['grond_van_grens']}; zoeken eindigde: {row['status']}" if row["status"] else "–",
        )
        for row in reading.every(decision.PACKAGES)
    ]
    return DataTable("Per doel het beste pakket dat gevonden is, en wat bewezen is", columns, tuple(told))

"""``Reading`` in, the choice directions out: what all share, the real choices, cards side by side, and their proof."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from ...nl import count, enumeration, number
from ...tables import decision
from ..model import (
    Block,
    Bullets,
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
from ..reading import Reading, Record, money, whole
from .conflict import conflict_blocks
from .direction_card import amount, direction_card, named_limit, preference_in_words
from .front import front_blocks

LIMITS_KEPT = "grenzen niet gehaald"


def directions_chapter(reading: Reading) -> Section | None:
    """What can be agreed today, what is really to choose, and each direction on a card; ``None`` without any."""
    rows = reading.every(decision.DIRECTIONS)
    if not rows:
        return None
    titles = {str(row["richting"]): str(row["naam"]) for row in rows}
    blocks: list[Block] = [
        Notice(NoticeKind.WARNING, _only_proposals(reading)),
        *_shared(reading, rows),
        *_swaps(reading, rows),
        *front_blocks(reading),
        _compared(reading, rows),
        Cards(tuple(direction_card(reading, row, titles) for row in rows)),
        *_per_party(reading, rows, titles),
        *_unmet(reading, rows),
        *conflict_blocks(reading, measure_names(reading), partial(named_limit, reading)),
        Collapsible("Hoe zeker is dit het beste? Per doel", (_packages(reading),)),
    ]
    intro = (
        f"Een keuzerichting is een pakket maatregelen binnen het budget{_budget(reading)}. De richtingen die de groep "
        "zelf opschreef, blijven zoals ze zijn; er is alleen bij gezocht wat nog past. "
        "Elk getal is opnieuw doorgerekend met alle maatregelen samen."
    )
    return Section("keuzerichtingen", "Keuzerichtingen", tuple(blocks), intro=intro)


def _budget(reading: Reading) -> str:
    """How much there is to spend, as far as the study says so."""
    budget = reading.publication.study.decision.packages.total_budget_eur
    if budget is None:
        return ""
    stated = ((budget.investment, "investering"), (budget.per_year, "per jaar"))
    told = [f"{money(Decimal(str(each)))} {what}" for each, what in stated if each is not None]
    return f" ({enumeration(told)})" if told else ""


def measure_names(reading: Reading) -> dict[str, str]:
    """Measure id → name."""
    return {each.id: each.name for each in reading.publication.study.measures}


def _only_proposals(reading: Reading) -> Words:
    warned = "".join(f"{each} " for each in reading.publication.study.explanation[:1])
    text = (
        f"{warned}Dit zijn voorstellen om over te praten. De volgorde is die van de studie, niet van beste naar "
        "slechtste."
    )
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
        proven = " (bewezen met deze cijfers: zonder haar is geen pakket goed genoeg)"
        items = tuple(names[row["maatregel"]] + (proven if row["bewezen"] else "") for row in core)
        invented = reading.publication.study.data_kinds.invented
        lead = "In alle richtingen zit" if invented else "Vandaag af te spreken: dit zit in alle richtingen"
        blocks += [Paragraph((Strong(f"{lead}:"),)), Bullets(items)]
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
                f"“{titles[row['richting']]}” kan ook met ",
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
    broken = sum(row["richting"] is None for row in reading.every(decision.SHORTFALLS))
    without = ("Niets doen", "0", "0", "0", amount(main["zonder"], None), "–", number(broken), "–")
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


def _per_party(reading: Reading, rows: list[Record], titles: dict[str, str]) -> list[Block]:
    """What every party misses in each direction; nobody is averaged away."""
    told = [
        (reading.party(each["partij"]), titles[each["richting"]], preference_in_words(reading, each, titles))
        for each in sorted(reading.every(decision.WORTH), key=lambda each: list(titles).index(each["richting"]))
    ]
    if not told or len(rows) < 2:
        return []
    columns = (Column("Partij"), Column("Richting", wide=True), Column("Wat zij ervan vindt", wide=True))
    note = (
        "Met haar eigen gewichten, op een schaal van 0 (alles op zijn slechtst) tot 100 (alles op zijn best), naast de "
        "richtingen die hier staan. Niemand is opgeteld of gemiddeld."
    )
    table = DataTable(
        "Wat elke partij mist, en wanneer zij deze richting even goed vindt", columns, tuple(told), note=note
    )
    return [Collapsible("Wat elke partij ervan vindt", (table,))]


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
        standing = {each.id: each.standing for each in reading.publication.study.limits}
        owners = {one["grens"]: reading.speaker(one["partij"], standing.get(one["grens"])) for one in short}
        listed = enumeration([f"{named_limit(reading, each)} ({owners[each]})" for each in never], most=5)
        items.append(f"{count(len(never), 'grens wordt', 'grenzen worden')} in geen enkele richting gehaald: {listed}.")
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
            f"{row['grond_van_grens']}; zoeken eindigde: {row['status'].replace('_', ' ')}" if row["status"] else "–",
        )
        for row in reading.every(decision.PACKAGES)
    ]
    return DataTable("Per doel het beste pakket dat gevonden is, en wat bewezen is", columns, tuple(told))

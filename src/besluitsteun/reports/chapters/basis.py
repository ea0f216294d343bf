"""``Reading`` in, what the outcome rests on out: what drives it, what is assumed, and what is left out."""

from __future__ import annotations

from collections import Counter

from ...nl import count, enumeration, hours, number
from ...publication import about_hidden
from ...schema.base import Status
from ...tables import ASSUMPTIONS, BLOCKADES
from ..model import Block, Bullets, Collapsible, Column, DataTable, Kind, Notice, NoticeKind, Section, Words
from ..reading import Reading, Record, grouped
from .critical import ranked

DRIVERS = 5
_STATUSES = (Status.SOURCE, Status.EXPERT, Status.ASSUMPTION, Status.DISPUTED)
_IN_WORDS = {Status.SOURCE: "bron", Status.EXPERT: "expert", Status.ASSUMPTION: "aanname", Status.DISPUTED: "betwist"}


def basis_chapter(reading: Reading) -> Section:
    """What drives the outcome and what is merely assumed."""
    blocks: list[Block] = [Notice(NoticeKind.ASSUMED, _share(reading))]
    blocks += [_drivers(reading)] if _top_objects(reading) else []
    blocks.append(_by_key(reading))
    disputed = _disputed(reading)
    blocks += [disputed] if disputed.rows else []
    blocks += [_rings(reading)] if reading.every(BLOCKADES) else []
    if reading.publication.warnings:
        blocks.append(Collapsible("Waarschuwingen bij deze studie", (Bullets(reading.publication.warnings),)))
    intro = (
        "Een uitkomst is zo goed als wat erin gaat. Hier staat welke waarden de uitkomst sturen en hoe zeker die zijn; "
        "in aannames.csv staat elke waarde met wie haar opgaf."
    )
    return Section("basis", "Waar de uitkomst op rust", tuple(blocks), intro=intro, new_page=True)


def _share(reading: Reading) -> str:
    rows = reading.every(ASSUMPTIONS)
    assumed = sum(row["status"] == Status.ASSUMPTION.value for row in rows)
    if not rows:
        return "Van geen enkele waarde is de herkomst opgegeven."
    share = number(100 * assumed / len(rows), 0)
    return f"{number(assumed)} van de {count(len(rows), 'waarde', 'waarden')} zijn een aanname ({share} %)." + (
        f" De bandbreedte (p10 – p90) komt uit {count(reading.publication.draws, 'trekking', 'trekkingen')}: in één op "
        "de tien ligt de uitkomst lager, in één op de tien hoger. Zij gaat over de opgegeven marges, niet over wat "
        "niemand weet."
        if reading.publication.draws
        else " Er is geen bandbreedte gerekend."
    )


def _top_objects(reading: Reading) -> list[str]:
    return [str(rows[0]["object"]) for rows in ranked(reading, "")[:DRIVERS]]


def _drivers(reading: Reading) -> DataTable:
    """The objects that matter most, and how sure their failure depth and repair time are."""
    values = {(each.asset, each.key): each for each in reading.publication.study.provenance if each.asset}
    rows = []
    for name in _top_objects(reading):
        for key, label in (("faaldiepte_m", "faaldiepte"), ("hersteltijd_uur", "hersteltijd")):
            value = values.get((name, key))
            if value is None:
                continue
            spread = f"{value.minimum} – {value.maximum}" if value.minimum and value.maximum else "niet opgegeven"
            rows.append(
                (
                    reading.objects[name],
                    label,
                    f"{value.value.replace('.', ',')} {value.unit}",
                    spread.replace(".", ","),
                    value.status or "onbekend",
                    value.who or value.source or "onbekend",
                )
            )
    columns = (
        Column("Object"),
        Column("Waarde"),
        Column("Gerekend met", Kind.NUMBER),
        Column("Marge", Kind.NUMBER),
        Column("Hoe zeker"),
        Column("Van wie"),
    )
    note = "Het loont om deze waarden het eerst na te gaan: zij horen bij de objecten die het meeste schelen."
    return DataTable("Wat de uitkomst stuurt", columns, tuple(rows), note=note)


WORDS = {
    "faaldiepte_m": "faaldiepte",
    "hoogte_kritisch_mnap": "hoogte waarboven het uitvalt",
    "hersteltijd_uur": "hersteltijd",
    "gebruikers": "aantal gebruikers",
    "kwetsbare_gebruikers": "aantal kwetsbare mensen",
    "inwoners": "aantal inwoners",
    "max_schade_eur": "grootste schade door water",
    "minimaal": "wie wat nodig heeft",
    "buffer_uur": "hoe lang een buffer het houdt",
    "herstart_uur": "hoe lang opstarten duurt",
    "startfaalkans": "kans dat noodstroom niet start",
}
"""The keys of the assumption register as a director reads them."""
OTHER_VALUES = "kengetallen, waarden in geld en klassen"


def _by_key(reading: Reading) -> DataTable:
    rows = []
    by_word = grouped(reading.every(ASSUMPTIONS), _in_words)
    for word in (*WORDS.values(), OTHER_VALUES):
        counted = Counter(row["status"] for row in by_word.get(word, ()))
        if counted:
            rows.append(
                (word.capitalize(), *(number(counted[each.value]) for each in _STATUSES), number(counted[None]))
            )
    columns = (
        Column("Waarde"),
        *(Column(_IN_WORDS[each].capitalize(), Kind.NUMBER) for each in _STATUSES),
        Column("Onbekend", Kind.NUMBER),
    )
    return DataTable("Hoe zeker zijn de waarden?", columns, tuple(rows))


def _in_words(row: Record) -> str:
    """What kind of value a row is; a need has its group before the key."""
    return WORDS.get(str(row["sleutel"]).rsplit(": ", 1)[-1], OTHER_VALUES)


def _disputed(reading: Reading) -> DataTable:
    rows = tuple(
        (
            reading.objects.get(each.asset, each.place),
            WORDS.get(each.key, each.key),
            f"{each.value.replace('.', ',')} {each.unit}".strip(),
            each.who or each.source,
        )
        for each in reading.publication.study.provenance
        if each.status == Status.DISPUTED.value
    )
    columns = (Column("Van"), Column("Waarde"), Column("Gerekend met", Kind.NUMBER), Column("Wie zegt wat"))
    return DataTable("Betwiste waarden", columns, rows, shown=10)


def _rings(reading: Reading) -> DataTable:
    """Objects that wait for each other at the horizon."""
    rings = grouped(
        (row for row in reading.every(BLOCKADES) if row["kring"]), lambda row: f"{row['scenario']}|{row['kring']}"
    )
    rows = tuple(
        (
            reading.label(own[0]["scenario"]),
            enumeration([reading.objects[str(row["object"])] for row in own], most=6),
            enumeration([reading.objects.get(each, each) for each in own[0]["losgemaakt_door"]], most=4)
            or "niets in zijn eentje",
        )
        for own in rings.values()
    )
    columns = (Column("Scenario"), Column("Deze objecten wachten op elkaar"), Column("Komt los door"))
    return DataTable("Onderlinge blokkades: wat niet vanzelf weer opstart", columns, rows)


def left_out_chapter(reading: Reading) -> Section:
    """What the model leaves out, and what this study did not give."""
    study = reading.publication.study
    horizon = hours(study.time.horizon_hours)
    items: list[Words] = [
        "Hoe waarschijnlijk een scenario is. Boven de norm is dat omstreden.",
        "Hoe het water stroomt: de waterdieptes komen van buiten en worden gebruikt zoals ze zijn.",
        "Hoe stroom, water en verkeer zich in hun net herverdelen: wie wat nodig heeft, is opgegeven.",
        f"Wat er na {horizon} gebeurt. Wat dan nog duurt, heet “ten minste”.",
        "Reparatieploegen die maar op één plek tegelijk kunnen zijn: elk object herstelt in zijn eigen tijd.",
        "Slachtoffers door uitval van zorg of hulpdiensten; alleen sterfte door het water zelf is geschat, als orde "
        "van grootte.",
        "Maatregelen: dit rapport gaat over de situatie zonder.",
    ]
    unvalued = [each.name for each in study.functions if each.value_eur_per_user_hour is None]
    if unvalued:
        items.append(f"De waarde in geld van uitval van {enumeration([name.lower() for name in unvalued], most=12)}.")
    undamaged = sum(asset.max_damage_eur is None for asset in study.assets)
    if undamaged:
        items.append(f"Waterschade aan {count(undamaged, 'object', 'objecten')} zonder opgegeven grootste schade.")
    if reading.publication.hidden:
        items.append(about_hidden(study, reading.publication.hidden, reading.publication.audience))
    return Section("buiten-beeld", "Wat dit rapport niet zegt", (Bullets(tuple(items)),))

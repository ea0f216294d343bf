"""``Reading`` in, what the outcome rests on out: what drives it, what is assumed, and what is left out."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal, InvalidOperation

from ...loading.study import Provenance
from ...nl import count, enumeration, number
from ...publication import about_hidden
from ...schema.base import Status
from ...tables import ASSUMPTIONS, CONSEQUENCES, decision
from ..model import Block, Bullets, Collapsible, Column, DataTable, Kind, Notice, NoticeKind, Section, Words
from ..reading import DEATHS, Reading, Record, grouped, long_hours
from .critical import ranked
from .rings import ring_table, rings

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
    blocks += [ring_table(reading)] if rings(reading) else []
    if reading.publication.warnings:
        blocks.append(
            Collapsible("Voor wie de studie bijhoudt: waarschuwingen", (Bullets(reading.publication.warnings),))
        )
    intro = (
        "Een uitkomst is zo goed als wat erin gaat. Hier staat welke waarden de uitkomst sturen en hoe zeker die zijn; "
        "in de tabel aannames staat elke waarde met wie haar opgaf."
    )
    return Section("basis", "Waar de uitkomst op rust", tuple(blocks), intro=intro)


def _share(reading: Reading) -> str:
    rows = reading.every(ASSUMPTIONS)
    assumed = sum(row["status"] == Status.ASSUMPTION.value for row in rows)
    if not rows:
        return "Van geen enkele waarde is de herkomst opgegeven."
    share = number(100 * assumed / len(rows), 0)
    return f"{number(assumed)} van de {count(len(rows), 'waarde', 'waarden')} zijn een aanname ({share} %)." + (
        f" De bandbreedte komt uit {count(reading.publication.draws, 'berekening', 'berekeningen')}, elk met andere "
        "waarden binnen de opgegeven marges: 8 van de 10 uitkomsten liggen erin, één op de tien is lager en één hoger. "
        "Zij gaat over die marges, niet over wat niemand weet."
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
        for key in ("faaldiepte_m", "hersteltijd_uur"):
            value = values.get((name, key))
            if value is not None:
                rows.append((reading.objects[name], WORDS[key], *_value(reading, value)))
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


def _value(reading: Reading, value: Provenance) -> tuple[str, str, str, str]:
    """With what was computed, its margin, how sure it is, and whose it is."""
    is_known = value.minimum and value.maximum
    spread = f"{_dutch(value.minimum)} – {_dutch(value.maximum)}" if is_known else "niet opgegeven"
    titles = {each.id: each.title for each in reading.publication.study.sources}
    whose = value.who or titles.get(value.source, value.source) or "onbekend"
    told = long_hours(Decimal(value.value)) if value.unit == "uur" else f"{_dutch(value.value)} {value.unit}".strip()
    return told, spread, value.status or "onbekend", whose


def _dutch(text: str) -> str:
    """A value as written in the study, as a Dutch number where it is one."""
    try:
        return number(Decimal(text))
    except (InvalidOperation, ValueError):
        return text


WORDS = {
    "faaldiepte_m": "waterdiepte waarbij het uitvalt",
    "hoogte_kritisch_mnap": "hoogte waarboven het uitvalt",
    "hersteltijd_uur": "hoe lang herstellen duurt",
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
            _whereof(reading, each),
            WORDS.get(each.key, each.key),
            f"{_dutch(each.value)} {each.unit}".strip(),
            each.who or each.source,
        )
        for each in reading.publication.study.provenance
        if each.status == Status.DISPUTED.value
    )
    columns = (Column("Van"), Column("Waarde"), Column("Gerekend met", Kind.NUMBER), Column("Wie zegt wat"))
    return DataTable("Betwiste waarden", columns, rows, shown=10)


def _whereof(reading: Reading, value: Provenance) -> str:
    """What a value is of: an object, a scenario, or the place where it stands."""
    _, _, scenario = value.place.partition("scenario ")
    return reading.objects.get(value.asset) or (reading.scenario_name(scenario) if scenario else value.place)


def left_out_chapter(reading: Reading) -> Section:
    """What the model leaves out, and what this study did not give."""
    study = reading.publication.study
    with_deaths = any(row["criterium"] == DEATHS for row in reading.every(CONSEQUENCES))
    items: list[Words] = [
        "Hoe waarschijnlijk een scenario is. Dit rapport berekent geen kans; waar er een staat, heeft een partij die "
        "genoemd. Boven de norm is dat omstreden.",
        "Hoe het water stroomt: de waterdieptes komen van buiten en worden gebruikt zoals ze zijn.",
        "Hoe stroom, water en verkeer zich in hun net herverdelen: wie wat nodig heeft, is opgegeven.",
        f"Wat er na {reading.horizon} gebeurt. Wat dan nog duurt, heet “ten minste”.",
        "Reparatieploegen die maar op één plek tegelijk kunnen zijn: elk object herstelt in zijn eigen tijd.",
        "Slachtoffers door uitval van zorg of hulpdiensten"
        + ("; alleen sterfte door het water zelf is grof geschat." if with_deaths else ", of door het water zelf."),
    ]
    if not reading.every(decision.DIRECTIONS):
        items.append("Maatregelen: dit rapport gaat over de situatie zonder.")
    items += [reading.priced] if reading.priced else []
    unvalued = [each.name for each in study.functions if each.value_eur_per_user_hour is None]
    if unvalued:
        items.append(f"De waarde in geld van uitval van {enumeration([name.lower() for name in unvalued], most=12)}.")
    undamaged = sum(asset.max_damage_eur is None for asset in study.assets)
    if undamaged:
        items.append(f"Waterschade aan {count(undamaged, 'object', 'objecten')} zonder opgegeven grootste schade.")
    if reading.publication.hidden:
        items.append(about_hidden(study, reading.publication.hidden, reading.publication.audience))
    return Section("buiten-beeld", "Wat dit rapport niet zegt", (Bullets(tuple(items)),))

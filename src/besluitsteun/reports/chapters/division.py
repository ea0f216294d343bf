"""``Reading`` in, who does and pays what in each direction out: roles with their reason, costs by several rules."""

from __future__ import annotations

from ...decision.costs import MEANING, Rule
from ...nl import count
from ...tables import decision
from ..model import Block, Collapsible, Column, DataTable, Notice, NoticeKind, Section, Words
from ..reading import Reading, Record, grouped, money
from .alone import for_lead, why_absent
from .burden import burden_blocks
from .directions import measure_names

ROLES = ("trekker", "financier", "uitvoerder", "beheerder", "bevoegd_gezag")
TITLES = {"bevoegd_gezag": "bevoegd gezag"}


def division_chapter(reading: Reading) -> Section | None:
    """Roles and costs per direction; ``None`` without directions."""
    directions = reading.every(decision.DIRECTIONS)
    if not directions:
        return None
    blocks: list[Block] = [
        Notice(NoticeKind.WARNING, "Dit is een voorstel: partijen wijzigen het, en dat wordt bewaard."),
        *why_absent(reading),
    ]
    for row in directions:
        parts = [_roles(reading, row), *_costs(reading, row), *for_lead(reading, row), *burden_blocks(reading, row)]
        blocks.append(Collapsible(f"{row['naam']}: rollen, kosten en lasten", tuple(parts)))
    intro = (
        "Wie welke rol krijgt, volgt eerst uit de formele taak, dan uit wat een partij zelf wil of aanbiedt. Waar de "
        "wet niets regelt, staat: geen wettelijke grondslag (bovennormatief)."
    )
    return Section("rollen", "Wie doet en betaalt wat", tuple(blocks), intro=intro)


def _roles(reading: Reading, direction: Record) -> DataTable:
    names = measure_names(reading)
    rows = [row for row in reading.every(decision.ROLES) if row["richting"] == direction["richting"]]
    told: list[tuple[Words, ...]] = []
    for measure, own in grouped(rows, lambda row: str(row["maatregel"])).items():
        by = {str(row["rol"]): row for row in own}
        parties = [f"{TITLES.get(role, role)}: {_who(reading, by.get(role))}" for role in ROLES]
        lead = by.get("trekker")
        ground = str(own[0]["rechtsgrond"] or "")
        reason = "" if lead is None else f"{str(lead['grond'] or 'open').capitalize()}. {lead['waarom']}"
        told.append((names[measure], "; ".join(parties), f"{reason} Grondslag: {ground}.".strip()))
    columns = (
        Column("Maatregel", wide=True),
        Column("Wie doet wat", wide=True),
        Column("Waarom deze trekker, en op welke grond", wide=True),
    )
    open_ = sum(row["partij"] is None for row in rows)
    note = f"Nog open: {count(open_, 'rol', 'rollen')}." if open_ else ""
    return DataTable(f"Rollen in “{direction['naam']}”", columns, tuple(told), note=note)


def _who(reading: Reading, row: Record | None) -> str:
    return "open" if row is None or row["partij"] is None else reading.party(row["partij"])


def _costs(reading: Reading, direction: Record) -> list[Block]:
    rows = [row for row in reading.every(decision.COSTS) if row["richting"] == direction["richting"]]
    if not rows:
        return []
    by = grouped(rows, lambda row: str(row["regel"]))
    told = [
        (f"{rule.value.replace('_', ' ')}: {MEANING[rule]}", _asked(reading, by.get(rule.value, []))) for rule in Rule
    ]
    columns = (Column("Regel", wide=True), Column("Wat partijen dan betalen", wide=True))
    note = "Geen van deze regels is de juiste."
    return [DataTable(f"Kosten van “{direction['naam']}”, volgens zeven regels", columns, tuple(told), note=note)]


def _asked(reading: Reading, rows: list[Record]) -> str:
    """Who pays what, the largest amount first."""
    known = [row for row in rows if row["bedrag_eur"] is not None]
    if not known:
        return "niet te bepalen"
    ordered = sorted(known, key=lambda row: (-row["bedrag_eur"], reading.party(row["partij"])))
    return "; ".join(f"{reading.party(row['partij'])} {money(row['bedrag_eur'])}" for row in ordered)

"""``Reading`` in, who would be better off without the others out: only for a party that leads the process."""

from __future__ import annotations

from collections.abc import Iterable

from ...decision.costs import Rule
from ...nl import enumeration, number
from ...tables import decision
from ..model import Block, Collapsible, Column, DataTable, Kind, Notice, NoticeKind, Paragraph
from ..reading import Reading, Record, grouped, money

IN_CORE = {
    "ja": "geen groep is alleen goedkoper uit",
    "nee": "minstens één groep is alleen goedkoper uit",
    "onbeslist": "niet bewezen",
    "niet_te_bepalen": "niet te bepalen",
}
"""The words of ``in_kern`` for a reader."""


def why_absent(reading: Reading) -> list[Block]:
    """In a sentence why something is not told here, and how to see it; or that this copy is not for everybody."""
    if not reading.every(decision.COSTS):
        return []
    if reading.publication.is_for_lead:
        text = (
            "Dit exemplaar is voor de procestrekker: het zegt wie zonder de anderen beter af zou zijn. Deel het bewust."
        )
        return [Notice(NoticeKind.WARNING, text)]
    return [Paragraph(f"Wie zonder de anderen beter af zou zijn, staat hier niet: {_how_to_see(reading)}.")]


def _how_to_see(reading: Reading) -> str:
    leads = [each for each in reading.publication.study.parties if each.leads_process]
    if not leads:
        return "dat is alleen voor de procestrekker, en de studie wijst geen partij als procestrekker aan"
    names = enumeration([each.name for each in leads])
    options = " of ".join(f"--publiek {each.id}" for each in leads)
    return f"dat is alleen voor de procestrekker ({names}), die het rapport maakt met {options}"


def for_lead(reading: Reading, direction: Record) -> list[Block]:
    """What rules mean for who could leave, and what the direction is worth to each party; nothing for others."""
    if not reading.publication.is_for_lead:
        return []
    costs = [row for row in reading.every(decision.COSTS) if row["richting"] == direction["richting"]]
    worth = [row for row in reading.every(decision.WORTH) if row["richting"] == direction["richting"]]
    name = f"“{direction['naam']}”"
    tables = [
        *([_core(costs, name), _alone(reading, costs, name)] if costs else []),
        *([_worth(reading, worth, name)] if worth else []),
    ]
    return [Collapsible("Alleen voor de procestrekker: wie zonder de anderen beter af zou zijn", tuple(tables))]


def _core(costs: list[Record], name: str) -> DataTable:
    by = grouped(costs, lambda row: str(row["regel"]))
    told = [
        (rule.value.replace("_", " "), IN_CORE[str(by[rule.value][0]["in_kern"])], _reasons(by[rule.value]))
        for rule in Rule
        if rule.value in by
    ]
    columns = (Column("Regel"), Column("Wie alleen goedkoper uit is"), Column("Waarom", wide=True))
    return DataTable(f"Houdt de verdeling stand? Voor {name}, per regel", columns, tuple(told))


def _reasons(rows: Iterable[Record]) -> str:
    """What the rule says of its parties, each sentence once."""
    said = dict.fromkeys(str(row["waarom"]) for row in rows if row["waarom"])
    return "; ".join(said)


def _alone(reading: Reading, costs: list[Record], name: str) -> DataTable:
    alone = {row["partij"]: row["alleen_eur"] for row in costs}
    told = [
        (reading.party(party), "niet te halen of niet bekend" if euro is None else money(euro))
        for party, euro in alone.items()
    ]
    columns = (Column("Partij"), Column("Goedkoopste pakket zonder de anderen", Kind.NUMBER))
    note = "Het goedkoopste pakket met eigen maatregelen en geld dat de eigen ambitie haalt; de anderen doen dan niets."
    return DataTable(f"Wat een partij zonder de anderen kwijt is, naast {name}", columns, tuple(told), note=note)


def _worth(reading: Reading, worth: list[Record], name: str) -> DataTable:
    own = "verlies_op_eigen_beste"
    ordered = sorted(worth, key=lambda row: (-(row[own] or 0), reading.party(row["partij"])))
    told = [
        (
            reading.party(row["partij"]),
            number(100 * row["waarde"], 0),
            "niet bekend" if row[own] is None else number(100 * row[own], 0),
        )
        for row in ordered
    ]
    columns = (
        Column("Partij"),
        Column("Wat de richting haar waard is", Kind.NUMBER, "0 = alles op zijn slechtst, 100 = alles op zijn best"),
        Column("Minder dan haar eigen beste", Kind.NUMBER, "zelfde schaal"),
    )
    note = "Met de eigen gewichten van elke partij; de schalen van partijen zijn niet te vergelijken of op te tellen."
    return DataTable(f"Wat {name} elke partij waard is, het grootste verlies eerst", columns, tuple(told), note=note)

"""``Reading`` in, what waits for each other out: sentences for the first page, and the table behind them."""

from __future__ import annotations

from ...nl import count, enumeration
from ...tables import BLOCKADES
from ...tables.consequences import RECOVERY
from ..model import Column, DataTable, Strong, Words
from ..reading import Reading, Record, grouped, whole

HIDDEN = "een object dat dit publiek niet mag zien"


def rings(reading: Reading) -> list[list[Record]]:
    """The members of every ring of objects that wait for each other at the end, scenario by scenario."""
    members = (row for row in reading.every(BLOCKADES) if row["kring"])
    return list(grouped(members, lambda row: f"{row['scenario']}|{row['kring']}").values())


def ring_sentences(reading: Reading) -> list[Words]:
    """Per ring, in which scenarios it keeps what out, and that nobody in it can be the first to start."""
    same = grouped(
        (
            {
                "scenario": own[0]["scenario"],
                "wie": _names(reading, own),
                "start": own[0]["losgemaakt_door"],
                "waarop": _waiting(reading, own),
            }
            for own in rings(reading)
        ),
        lambda each: "|".join(each["wie"]),
    )
    return [_sentence(reading, found) for found in same.values()]


def _names(reading: Reading, rows: list[Record]) -> list[str]:
    names = [reading.objects[str(row["object"])] for row in rows]
    return names if len(names) > 1 else [*names, HIDDEN]


def _sentence(reading: Reading, found: list[Record]) -> Words:
    where = [str(each["scenario"]) for each in found]
    stuck = sorted({len(reading.rows(BLOCKADES, each)) for each in where})
    many = (
        f"{whole(stuck[0])} tot {whole(stuck[-1])} objecten"
        if len(stuck) > 1
        else count(stuck[0], "object", "objecten")
    )
    begin = " Start er één met hulp van buiten, dan komt de rest op gang." if found[0]["start"] else ""
    scenarios = enumeration([reading.quoted(each) for each in where])
    return (
        f"In {scenarios} is na {reading.horizon} nog niet alles terug: ",
        Strong(f"{enumeration(found[0]['wie'], most=6)} wachten op elkaar"),
        f".{found[0]['waarop']} Geen ervan kan als eerste beginnen; iemand van buiten moet ingrijpen.{begin} Zolang "
        f"blijven {many} uit{_not_back(reading, where)}.",
    )


def _waiting(reading: Reading, rows: list[Record]) -> str:
    """Who of a ring needs whom and for what, walked round; empty where one of it waits for more than one, or unseen."""
    waits = {str(row["object"]): row for row in rows}
    first = at = next(iter(waits))
    steps: list[str] = []
    for _ in waits:
        inside = [each for each in waits[at]["wacht_op"] if each in waits]
        if len(inside) != 1:
            return ""
        need = enumeration(list(waits[at]["behoeften"]))
        steps.append(f"{reading.objects[inside[0]]}{f' ({need})' if need else ''}")
        at = inside[0]
    if at != first:
        return ""
    return f" {reading.objects[first]} wacht op {', dat op '.join(steps[:-1])}, en dat weer op {steps[-1]}."


def _not_back(reading: Reading, where: list[str]) -> str:
    """Which functions some users are still without at the end."""
    last = {str(row["functie"]): row for each in where for row in reading.rows(RECOVERY, each)}
    still = [
        name.lower() for each, name in reading.functions.items() if each in last and last[each]["gebruikers_zonder"]
    ]
    return f" en komen {enumeration(still, most=4)} niet helemaal terug" if still else ""


def ring_table(reading: Reading) -> DataTable:
    """Every ring with what would break it."""
    rows = tuple(
        (
            reading.scenario_name(own[0]["scenario"]),
            enumeration(_names(reading, own), most=6),
            enumeration([reading.objects.get(each, each) for each in own[0]["losgemaakt_door"]], most=4)
            or "niets in zijn eentje",
        )
        for own in rings(reading)
    )
    columns = (Column("Scenario"), Column("Deze objecten wachten op elkaar"), Column("Los te maken bij een van deze"))
    return DataTable("Onderlinge blokkades: wat niet vanzelf weer opstart", columns, rows)

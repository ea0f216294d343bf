"""``Reading`` and a scenario in, the recovery of its functions out."""

from __future__ import annotations

from decimal import Decimal

from ...nl import count, enumeration, hours
from ...tables import CONSEQUENCES
from ...tables.consequences import RECOVERY
from ..model import (
    Block,
    Column,
    DataTable,
    Figure,
    Kind,
    Paragraph,
    Subsection,
    Words,
)
from ..pictures.recovery import RecoveryPanel, RecoveryView, draw_recovery
from ..reading import (
    Reading,
    Record,
    grouped,
    whole,
)
from ..svg import Svg

MOST_PANELS = 9


def recovery(reading: Reading, scenario: str) -> list[Block]:
    """How users come back, function by function."""
    by_function = grouped(reading.rows(RECOVERY, scenario), lambda row: str(row["functie"]))
    lost = {function: rows for function, rows in by_function.items() if any(row["gebruikers_zonder"] for row in rows)}
    if not lost:
        return []
    stuck = [function for function, rows in lost.items() if _is_stuck(rows)]
    panels: list[RecoveryPanel] = []
    table: list[tuple[Words, ...]] = []
    for function, rows in lost.items():
        half, most = (_time_to(reading, scenario, function, which) for which in ("t50", "t95"))
        if function not in stuck and len(panels) < MOST_PANELS:
            panels.append(_panel(reading, function, rows, half, most))
        table.append(_recovery_line(reading, function, rows, half, most))
    left = [each for each in lost if each not in stuck][MOST_PANELS:]
    horizon = reading.publication.study.time.horizon_hours
    alt = (
        f"Herstellijnen van {count(len(panels), 'functie', 'functies')}: hoeveel gebruikers zonder zitten, van het "
        f"begin tot na {reading.horizon}."
    )
    columns = (
        Column("Functie"),
        Column("Meeste zonder", Kind.NUMBER, "gebruikers"),
        Column("Begint na", Kind.NUMBER),
        Column("Helft terug na", Kind.NUMBER, "vanaf het begin van de uitval"),
        Column("95 % terug na", Kind.NUMBER, "vanaf het begin van de uitval"),
    )
    note = f"Niet getekend: {enumeration([reading.functions[each] for each in left])}." if left else ""
    data = DataTable("Herstel per functie", columns, tuple(table), note=note)
    blocks: list[Block] = []
    if stuck:
        names = enumeration([reading.functions[each] for each in stuck])
        blocks.append(Paragraph(f"Wie een functie kwijt is, heeft haar na {reading.horizon} nog niet terug: {names}."))
    if not panels:
        return [Subsection("Herstel", (*blocks, data))]
    picture = draw_recovery(RecoveryView(alt, float(horizon), tuple(panels)))
    caption = "Hoe lang duurt het? Elke functie heeft haar eigen eenheid en dus haar eigen schaal."
    return [Subsection("Herstel", (*blocks, Figure(Svg(picture.svg), alt, caption, data)))]


def _is_stuck(rows: list[Record]) -> bool:
    """Whether nobody who loses the function gets it back: a line that only rises tells nothing in a picture."""
    users = [row["gebruikers_zonder"] for row in rows]
    return bool(users[-1]) and users == sorted(users)


def _time_to(reading: Reading, scenario: str, function: str, which: str) -> Record | None:
    rows = reading.rows(CONSEQUENCES, scenario, criterium=f"hersteltijd_{which}_uur", functie=function)
    return rows[0] if rows else None


def _start(rows: list[Record]) -> Decimal:
    return Decimal(next(row["uur"] for row in rows if row["gebruikers_zonder"]))


def _panel(
    reading: Reading, function: str, rows: list[Record], half: Record | None, most: Record | None
) -> RecoveryPanel:
    start = _start(rows)

    def moment(found: Record | None) -> float | None:
        is_known = found is not None and found["waarde"] is not None and not found["afgekapt"]
        return float(start + found["waarde"]) if found is not None and is_known else None

    return RecoveryPanel(
        label=reading.functions[function],
        unit=reading.units[function],
        hours=tuple(float(row["uur"]) for row in rows),
        users=tuple(float(row["gebruikers_zonder"]) for row in rows),
        half_hours=moment(half),
        most_hours=moment(most),
        cut=bool(rows[-1]["gebruikers_zonder"]),
    )


def _recovery_line(
    reading: Reading, function: str, rows: list[Record], half: Record | None, most: Record | None
) -> tuple[str, ...]:
    def told(found: Record | None) -> str:
        if found is None or found["waarde"] is None:
            return "niet gerekend"
        return f"na {reading.horizon} nog niet" if found["afgekapt"] else hours(found["waarde"])

    peak = max(row["gebruikers_zonder"] for row in rows)
    start = _start(rows)
    return (
        reading.functions[function],
        f"{whole(peak)} {reading.units[function]}",
        hours(start) if start else "meteen",
        told(half),
        told(most),
    )

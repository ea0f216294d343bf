"""``Study``, ``Exposure`` and ``Outages`` in, rows of the tables of water, outages, deadlocks and assumptions out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from ..loading.study import Need, Study
from ..simulation.exposure import Exposure
from ..simulation.outages import Outages
from .register import AREA, FUNCTION, OBJECT, PARTY, SCENARIO, Column, Kind, Row, Rows, Table

OUTAGES = Table(
    "uitval",
    "een object dat in een scenario enige tijd uitvalt (zonder bandbreedte gerekend)",
    (
        SCENARIO,
        OBJECT,
        FUNCTION,
        AREA,
        PARTY,
        Column("eerste_uitval_uur", Kind.NUMBER, "begin van de eerste uitval, gerekend vanaf het begin", "uur"),
        Column("uitval_uur", Kind.NUMBER, "hoe lang het object in totaal uit was, tot aan de horizon", "uur"),
        Column("eigen_uitval_uur", Kind.NUMBER, "hoe lang het object zelf niet in orde was", "uur"),
        Column("nog_uit", Kind.YES_NO, "of het object aan het eind van de horizon nog uit is"),
        Column("oorzaak", Kind.TEXT, "overstroming, opgelegd of keten: waardoor de eerste uitval begon"),
        Column("keten_orde", Kind.WHOLE, "0 = zelf getroffen, 1 = door een getroffen object, enzovoort"),
        Column("direct_door", Kind.LIST, "ids van de objecten waardoor het rechtstreeks uitviel"),
    ),
    keys=("scenario", "object"),
)
EXPOSURE = Table(
    "blootstelling",
    "een object dat in een scenario in het water staat",
    (
        SCENARIO,
        OBJECT,
        FUNCTION,
        AREA,
        Column("diepte_max_m", Kind.NUMBER, "grootste waterdiepte bij het object", "m"),
        Column("nat_uur", Kind.NUMBER, "hoe lang er water staat, tot aan de horizon", "uur"),
        Column("faaldiepte_m", Kind.NUMBER, "boven deze diepte valt het object uit; leeg = water deert het niet", "m"),
        Column("marge_m", Kind.NUMBER, "faaldiepte min grootste diepte; onder 0 valt het object uit", "m"),
    ),
    keys=("scenario", "object"),
)
BLOCKADES = Table(
    "blokkades",
    "een object dat aan het eind van de horizon in een onderlinge blokkade zit",
    (
        SCENARIO,
        Column("kring", Kind.WHOLE, "nummer van de kring; leeg = het object hangt aan een kring, maar zit er niet in"),
        OBJECT,
        Column("sinds_uur", Kind.NUMBER, "begin van de uitval die aan het eind nog duurt", "uur"),
        Column("losgemaakt_door", Kind.LIST, "ids van de objecten die, eenmaal gestart, de kring losmaken"),
        Column("wacht_op", Kind.LIST, "ids van de leveranciers die het nodig heeft en die zelf ook vastzitten"),
        Column("behoeften", Kind.LIST, "waarvoor het die nodig heeft, zoals stroom"),
    ),
    keys=("scenario", "object"),
)
ASSUMPTIONS = Table(
    "aannames",
    "een waarde van de studie met haar herkomst",
    (
        Column("plaats", Kind.TEXT, "waar de waarde staat"),
        Column("sleutel", Kind.TEXT, "welke waarde het is"),
        Column("waarde", Kind.TEXT, "de waarde, zoals opgeschreven"),
        Column("min", Kind.TEXT, "onderkant van de bandbreedte"),
        Column("max", Kind.TEXT, "bovenkant van de bandbreedte"),
        Column("eenheid", Kind.TEXT, "eenheid van de waarde"),
        Column("bron", Kind.TEXT, "waar de waarde vandaan komt"),
        Column("wie", Kind.TEXT, "wie haar opgaf"),
        Column("datum", Kind.TEXT, "wanneer"),
        Column("status", Kind.TEXT, "bron, expert, aanname of betwist; leeg = onbekend"),
    ),
    keys=("plaats", "sleutel"),
)


def outage_rows(study: Study, outages: Outages) -> Rows:
    """Rows of ``uitval``; hours = steps × step."""
    rows: list[Row] = []
    for scenario in outages.scenarios:
        found: list[Row] = []
        for index, number in enumerate(scenario.asset):
            asset = study.assets[int(number)]
            found.append(
                (
                    scenario.scenario,
                    asset.id,
                    asset.function,
                    asset.area,
                    asset.party,
                    study.time.hours(int(scenario.first_step[index])),
                    study.time.hours(int(scenario.down_steps[index])),
                    study.time.hours(int(scenario.own_steps[index])),
                    bool(scenario.still_down[index]),
                    str(scenario.cause[index]),
                    int(scenario.chain_order[index]),
                    _ids(study, scenario.direct[index]),
                )
            )
        rows += sorted(found, key=lambda row: str(row[1]))
    return tuple(rows)


def exposure_rows(study: Study, exposure: Exposure) -> Rows:
    """Rows of ``blootstelling``, with the failure depth as the simulation compared it."""
    rows: list[Row] = []
    for scenario in exposure.scenarios:
        found: list[Row] = []
        wet = zip(scenario.wet_asset, scenario.wet_depth_mm, scenario.wet_steps, strict=True)
        for number, depth_mm, steps in wet:
            asset = study.assets[int(number)]
            failure = int(scenario.failure_mm[number])
            limit = failure if failure >= 0 else None
            margin = None if limit is None else limit - int(depth_mm)
            hours = study.time.hours(int(steps))
            place = (scenario.scenario, asset.id, asset.function, asset.area)
            found.append((*place, _metres(int(depth_mm)), hours, _metres(limit), _metres(margin)))
        rows += sorted(found, key=lambda row: str(row[1]))
    return tuple(rows)


def blockade_rows(study: Study, outages: Outages) -> Rows:
    """Rows of ``blokkades``: the members of each ring, then what hangs on a ring (empty ``kring``)."""
    needs: dict[str, list[Need]] = {}
    for need in study.needs:
        needs.setdefault(need.consumer, []).append(need)
    rows: list[Row] = []
    for scenario in outages.scenarios:
        stuck = frozenset(study.assets[each.asset].id for each in scenario.blockades)
        found = [
            (
                scenario.scenario,
                blockade.ring or None,
                study.assets[blockade.asset].id,
                study.time.hours(blockade.since_step),
                _ids(study, blockade.released_by),
                *_waits(needs.get(study.assets[blockade.asset].id, ()), stuck),
            )
            for blockade in scenario.blockades
        ]
        rows += sorted(found, key=lambda row: (row[1] is None, row[1] or 0, row[2]))
    return tuple(rows)


def _waits(needs: Sequence[Need], stuck: frozenset[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The stuck suppliers without which a need of an object cannot be met, and what those needs are called."""
    lacking = [need for need in needs if len(stuck.intersection(need.suppliers)) > len(need.suppliers) - need.minimum]
    suppliers = {each for need in lacking for each in need.suppliers if each in stuck}
    return tuple(sorted(suppliers)), tuple(sorted({need.group for need in lacking if need.group}))


def assumption_rows(study: Study) -> Rows:
    """Rows of ``aannames``, in the order of the study."""
    return tuple(
        tuple(
            cell or None
            for cell in (
                each.place,
                each.key,
                each.value,
                each.minimum,
                each.maximum,
                each.unit,
                each.source,
                each.who,
                each.date,
                each.status,
            )
        )
        for each in study.provenance
    )


def _ids(study: Study, indexes: Iterable[int]) -> tuple[str, ...]:
    return tuple(study.assets[index].id for index in indexes)


def _metres(millimetres: int | None) -> Decimal | None:
    return None if millimetres is None else Decimal(millimetres) / 1000

"""``Study``, ``Exposure`` and ``Outages`` in, rows of the tables of water, outages, deadlocks and assumptions out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

<<<<<<< HEAD:src/besluitsteun/tables/simulation.py
from ..loading.study import Study
from ..simulation.exposure import Exposure
from ..simulation.outages import Outages
from .register import AREA, FUNCTION, OBJECT, PARTY, SCENARIO, Column, Kind, Row, Rows, Table
=======
from .consequences.quantify import Consequence
from .loading.study import Study
from .nl import plain, yes_no

if TYPE_CHECKING:
    import pandas as pd

    from .simulation.exposure import Exposure
    from .simulation.outages import Outages

LIST_SEPARATOR = ";"

Cell = str | int | Decimal | bool | tuple[str, ...] | None
Row = tuple[Cell, ...]
Rows = tuple[Row, ...]


class Kind(StrEnum):
    """What a column holds."""

    TEXT = "tekst"
    NUMBER = "getal"
    WHOLE = "heel getal"
    YES_NO = "ja of nee"
    LIST = "lijst"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an output table: its name, kind, unit and meaning in Dutch."""

    name: str
    kind: Kind
    meaning: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One output table; ``row`` says in Dutch what one row is, ``keys`` are the columns that tell rows apart."""

    name: str
    row: str
    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()

    @property
    def header(self) -> tuple[str, ...]:
        """Names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    def position(self, name: str) -> int:
        """Place of a column in a row."""
        return self.header.index(name)


_SCENARIO = Column("scenario", Kind.TEXT, "id van het scenario")
_OBJECT = Column("object", Kind.TEXT, "id van het object")
_FUNCTION = Column("functie", Kind.TEXT, "id van de functie van het object")
_AREA = Column("gebied", Kind.TEXT, "gebied van het object; leeg = onbekend")
_PARTY = Column("partij", Kind.TEXT, "id van de partij die eigenaar is; leeg = onbekend")
>>>>>>> h/compare:src/besluitsteun/tables.py

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
<<<<<<< HEAD:src/besluitsteun/tables/simulation.py
=======
CONSEQUENCES = Table(
    "gevolgen",
    "een gevolg per scenario, criterium, functie, gebied, partij en drager",
    (
        _SCENARIO,
        Column("criterium", Kind.TEXT, "welk gevolg"),
        Column("functie", Kind.TEXT, "id van de functie"),
        Column("gebied", Kind.TEXT, "gebied van de gebruikers; leeg = onbekend"),
        Column("partij", Kind.TEXT, "id van de partij die eigenaar is van wat uitviel; leeg = onbekend"),
        Column("drager", Kind.TEXT, "id van de partij die het verlies draagt; leeg = onbekend"),
        Column("waarde", Kind.NUMBER, "het gevolg; 0 = gerekend, en niets verloren", "zie de kolom eenheid"),
        Column("p10", Kind.NUMBER, "in één op de tien trekkingen lager; leeg = geen bandbreedte gerekend"),
        Column("p90", Kind.NUMBER, "in één op de tien trekkingen hoger; leeg = geen bandbreedte gerekend"),
        Column("eenheid", Kind.TEXT, "eenheid; tel nooit waarden met verschillende eenheden op"),
        Column("afgekapt", Kind.YES_NO, "of een uitval die meetelt aan het eind van de horizon nog duurt"),
    ),
    keys=("scenario", "criterium", "functie", "gebied", "partij", "drager"),
)
TABLES = (OUTAGES, EXPOSURE, CONSEQUENCES, BLOCKADES, ASSUMPTIONS)
_SUMMABLE_UNITS = ("eur", "euro", "€")
_SUMMABLE_ENDING = "× uur"
>>>>>>> h/compare:src/besluitsteun/tables.py


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
    rows: list[Row] = []
    for scenario in outages.scenarios:
        found = [
            (
                scenario.scenario,
                blockade.ring or None,
                study.assets[blockade.asset].id,
                study.time.hours(blockade.since_step),
                _ids(study, blockade.released_by),
            )
            for blockade in scenario.blockades
        ]
        rows += sorted(found, key=lambda row: (row[1] is None, row[1] or 0, row[2]))
    return tuple(rows)


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


<<<<<<< HEAD:src/besluitsteun/tables/simulation.py
=======
def consequence_rows(consequences: Iterable[Consequence]) -> Rows:
    """Rows of ``gevolgen``, in the order given."""
    return tuple(
        (
            each.scenario,
            each.criterion,
            each.group.function,
            each.group.area or None,
            each.group.party or None,
            each.group.bearer or None,
            each.value,
            each.low,
            each.high,
            each.unit,
            each.cut,
        )
        for each in consequences
    )


def as_text(cell: Cell) -> str:
    """A cell as the tables write it: shortest decimal form, ``ja``/``nee``, lists joined, empty = unknown.

    >>> [as_text(cell) for cell in (Decimal("2.50"), 3, True, ("a", "b"), None, "x")]
    ['2.5', '3', 'ja', 'a;b', '', 'x']
    """
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return yes_no(cell)
    if isinstance(cell, tuple):
        return LIST_SEPARATOR.join(cell)
    return cell if isinstance(cell, str) else plain(cell)


def may_be_summed(unit: str) -> bool:
    """Whether values of one criterion and function in this unit add up over areas and parties.

    Losses in hours of use and in euros do. Times, shares and counts of people (who may lose something through two
    parties) do not.

    >>> [may_be_summed(unit) for unit in ("inwoners × uur", "eur", "inwoners", "uur", "")]
    [True, True, False, False, False]
    """
    return unit.endswith(_SUMMABLE_ENDING) or unit in _SUMMABLE_UNITS


def as_frame(table: Table, rows: Sequence[Row]) -> pd.DataFrame:
    """Rows as a pandas table: numbers as float64 or Int64, ja/nee as boolean, lists joined by ``;``."""
    import pandas as pd

    dtypes = {Kind.NUMBER: "float64", Kind.WHOLE: "Int64", Kind.YES_NO: "boolean"}
    columns = {}
    for position, column in enumerate(table.columns):
        cells = [_plain_value(row[position]) for row in rows]
        columns[column.name] = pd.Series(cells, dtype=dtypes.get(column.kind, "str"))
    return pd.DataFrame(columns, columns=list(table.header))


def handbook() -> str:
    """The page ``docs/handleiding/tabellen.md``: what every table and column holds."""
    lines = [
        "# De tabellen van een uitkomst",
        "",
        "Deze bladzijde komt uit het register in `src/besluitsteun/tables.py`; een toets houdt beide gelijk.",
        "Rijen staan in de volgorde van de scenario's van de studie, daarna op id. Een lege cel betekent onbekend.",
        "Getallen staan in hun kortste vorm met een punt, lijsten met `;` ertussen.",
        "Met `--excel-nl` staat er `;` tussen de kolommen en een komma in de getallen; tekst die Excel voor een",
        "formule zou aanzien, krijgt dan een `'` ervoor.",
    ]
    for table in TABLES:
        known_by = f"Rijen verschillen in: {', '.join(f'`{key}`' for key in table.keys)}."
        lines += ["", f"## tabellen/{table.name}.csv", "", f"Eén rij is {table.row}. {known_by}", ""]
        lines += ["| kolom | soort | eenheid | betekenis |", "|---|---|---|---|"]
        lines += [f"| `{each.name}` | {each.kind} | {each.unit} | {each.meaning} |" for each in table.columns]
    return "\n".join(lines) + "\n"


>>>>>>> h/compare:src/besluitsteun/tables.py
def _ids(study: Study, indexes: Iterable[int]) -> tuple[str, ...]:
    return tuple(study.assets[index].id for index in indexes)


def _metres(millimetres: int | None) -> Decimal | None:
    return None if millimetres is None else Decimal(millimetres) / 1000

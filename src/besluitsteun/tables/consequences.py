"""Consequences and judgements in, rows of their tables out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from ..consequences.course import ChainBlock, ChainLink, RecoveryPoint
from ..consequences.critical import Critical
from ..consequences.exposed import ExposureClass, Vulnerability
from ..consequences.judgement import LevelVerdict, LimitVerdict, RiskCell, RiskVerdict
from ..consequences.measure import Measurements
from ..consequences.quantify import AreaConsequence, Consequence, Value, exact
from ..consequences.stakes import PARTS
from .register import SCENARIO, Cell, Column, Kind, Row, Rows, Table

_VALUE = "het gevolg; 0 = gerekend, en niets verloren; leeg = niet te zeggen"
_P10 = Column("p10", Kind.NUMBER, "in één op de tien trekkingen lager; leeg = geen bandbreedte gerekend")
_P90 = Column("p90", Kind.NUMBER, "in één op de tien trekkingen hoger; leeg = geen bandbreedte gerekend")
_UNIT = Column("eenheid", Kind.TEXT, "eenheid; tel nooit waarden met verschillende eenheden op")
_CUT = Column(
    "afgekapt",
    Kind.YES_NO,
    "of de waarde een ondergrens is: de uitval duurt voort, telt niet verder, of niet alles wordt getoond",
)
_DIVISION = Column("indeling", Kind.TEXT, "naam van de gebiedsindeling")
_IN_DIVISION = Column("gebied", Kind.TEXT, "gebied in die indeling; leeg = ligt in geen gebied van deze indeling")
_SECTOR = Column("sector", Kind.TEXT, "sector van de functie")
_LIMIT = Column("grens", Kind.TEXT, "id van de grens")
_VERDICT_WORDS = "acceptabel, afwegen, onacceptabel, nader_onderzoek of nog_geen_oordeel"

CONSEQUENCES = Table(
    "gevolgen",
    "een gevolg per scenario, criterium, functie, gebied, partij en drager",
    (
        SCENARIO,
        Column("criterium", Kind.TEXT, "welk gevolg"),
        Column("functie", Kind.TEXT, "id van de functie; leeg = over de functies heen"),
        Column("gebied", Kind.TEXT, "gebied van de gebruikers; leeg = onbekend, of de studie als geheel"),
        Column("partij", Kind.TEXT, "id van de partij die eigenaar is van wat uitviel; leeg = onbekend"),
        Column("drager", Kind.TEXT, "id van de partij die het verlies draagt; leeg = onbekend"),
        Column("waarde", Kind.NUMBER, _VALUE, "zie de kolom eenheid"),
        _P10,
        _P90,
        _UNIT,
        _CUT,
    ),
    keys=("scenario", "criterium", "functie", "gebied", "partij", "drager", "eenheid"),
)
AREA_CONSEQUENCES = Table(
    "gevolgen_gebied",
    "een gevolg per scenario, gebiedsindeling, gebied, criterium en functie; binnen een indeling tellen gebieden op",
    (
        SCENARIO,
        _DIVISION,
        _IN_DIVISION,
        Column("criterium", Kind.TEXT, "welk gevolg"),
        Column("functie", Kind.TEXT, "id van de functie; leeg = over de functies heen"),
        _SECTOR,
        Column("waarde", Kind.NUMBER, _VALUE, "zie de kolom eenheid"),
        _P10,
        _P90,
        _UNIT,
        _CUT,
    ),
    keys=("scenario", "indeling", "gebied", "criterium", "functie", "eenheid"),
)
EXPOSURE_CLASSES = Table(
    "blootstelling_klassen",
    "een klasse van vijf centimeter waterdiepte per scenario, gebied, functie, partij en soort",
    (
        SCENARIO,
        _DIVISION,
        _IN_DIVISION,
        Column("functie", Kind.TEXT, "id van de functie van de objecten"),
        Column("partij", Kind.TEXT, "id van de eigenaar; leeg = onbekend"),
        Column("soort", Kind.TEXT, "soort object; leeg = onbekend"),
        Column("diepte_boven_m", Kind.NUMBER, "de grootste diepte ligt hierboven en hoogstens 0,05 m hoger", "m"),
        Column("objecten", Kind.WHOLE, "aantal objecten in het water"),
        Column("gebruikers", Kind.NUMBER, "hun gebruikers, in de eenheid van de functie; leeg = onbekend"),
        Column("nat_uur_kortst", Kind.NUMBER, "hoe lang het water er minstens staat, tot aan de horizon", "uur"),
        Column("nat_uur_langst", Kind.NUMBER, "hoe lang het water er hoogstens staat, tot aan de horizon", "uur"),
    ),
    keys=("scenario", "indeling", "gebied", "functie", "partij", "soort", "diepte_boven_m"),
)
VULNERABILITY = Table(
    "kwetsbaarheid",
    "de objecten in het water per scenario, gebied, functie en partij: welke ervan vallen uit",
    (
        SCENARIO,
        _DIVISION,
        _IN_DIVISION,
        Column("functie", Kind.TEXT, "id van de functie van de objecten"),
        Column("partij", Kind.TEXT, "id van de eigenaar; leeg = onbekend"),
        Column("objecten_nat", Kind.WHOLE, "aantal objecten in het water"),
        Column("gevoelig", Kind.WHOLE, "hoeveel daarvan een faaldiepte hebben"),
        Column("falend", Kind.WHOLE, "hoeveel daarvan dieper staan dan hun faaldiepte"),
        Column("gebruikers_falend", Kind.NUMBER, "gebruikers van de falende objecten zelf; leeg = onbekend"),
        Column("marge_min_m", Kind.NUMBER, "kleinste faaldiepte min diepte; onder 0 valt er een uit", "m"),
        Column("drempel_aanname", Kind.WHOLE, "hoeveel van de gevoelige objecten een aangenomen faaldiepte hebben"),
    ),
    keys=("scenario", "indeling", "gebied", "functie", "partij"),
)
LIMITS = Table(
    "oordeel",
    "een grens in een scenario",
    (
        _LIMIT,
        Column("niveau", Kind.LIST, "ambitieniveaus die deze grens vasthouden"),
        Column("partij", Kind.TEXT, "wie de grens stelde: id van een partij, of gezamenlijk"),
        SCENARIO,
        Column("waarde", Kind.NUMBER, "de uitkomst, in de eenheid van het criterium; leeg = niet te zeggen"),
        _P10,
        _P90,
        Column("acceptabel_tot", Kind.NUMBER, "tot en met hier acceptabel; leeg = niet gesteld"),
        Column("onacceptabel_vanaf", Kind.NUMBER, "vanaf hier onacceptabel; leeg = niet gesteld"),
        Column("oordeel", Kind.TEXT, _VERDICT_WORDS),
    ),
    keys=("grens", "scenario"),
)
RISKS = Table(
    "risicos",
    "wat een partij van een risico vindt, in een scenario, naast wat haar grenzen zeggen van de getallen",
    (
        Column("risico", Kind.TEXT, "id van het risico"),
        SCENARIO,
        Column("partij", Kind.TEXT, "wie: id van een partij, of gezamenlijk"),
        Column("oordeel", Kind.TEXT, f"het woord van de partij: {_VERDICT_WORDS}; leeg = zij heeft niets gezegd"),
        Column("waarom", Kind.TEXT, "de reden die zij gaf"),
        Column("datum", Kind.TEXT, "wanneer zij dat zei"),
        Column("oordeel_uit_grenzen", Kind.TEXT, "het zwaarste oordeel van haar grenzen bij dit risico"),
        Column("verschilt", Kind.YES_NO, "of woord en getal elkaar tegenspreken"),
    ),
    keys=("risico", "scenario", "partij"),
)
LEVELS = Table(
    "niveaus",
    "een ambitieniveau in een scenario, zonder maatregelen",
    (
        Column("niveau", Kind.TEXT, "id van het ambitieniveau"),
        SCENARIO,
        Column("gehaald", Kind.LIST, "grenzen die zonder maatregelen worden gehaald"),
        Column("niet_gehaald", Kind.LIST, "grenzen die niet worden gehaald"),
        Column("onbeslist", Kind.LIST, "grenzen waarvan dat niet te zeggen is"),
        Column("gesteund_door", Kind.LIST, "partijen die dit niveau steunen"),
    ),
    keys=("niveau", "scenario"),
)
RISK_MATRIX = Table(
    "risicomatrix",
    "een gevolg over de hele studie in zijn gevolgklasse",
    (
        SCENARIO,
        Column("criterium", Kind.TEXT, "welk gevolg"),
        Column("functie", Kind.TEXT, "id van de functie; leeg = over de functies heen"),
        Column("kansklasse", Kind.TEXT, "de kansklasse die iemand het scenario gaf; leeg = niet opgegeven"),
        Column("gevolgklasse", Kind.TEXT, "A (klein) tot en met E (groot)"),
        Column("klassewaarde", Kind.WHOLE, "gewicht van die klasse"),
        Column("waarde", Kind.NUMBER, "het gevolg", "zie de kolom eenheid"),
        _UNIT,
    ),
    keys=("scenario", "criterium", "functie"),
)
CRITICAL = Table(
    "knelpunten",
    "wat er minder verloren was gegaan als dit object was blijven werken, per functie van de gebruikers",
    (
        Column("scenario", Kind.TEXT, "id van het scenario; leeg = over alle scenario's, het grootste verschil"),
        Column("object", Kind.TEXT, "id van het object dat was blijven werken"),
        Column("functie", Kind.TEXT, "id van de functie waarvan de gebruikersuren zijn"),
        Column("gebied", Kind.TEXT, "gebied van het object; leeg = onbekend"),
        Column("partij", Kind.TEXT, "eigenaar van het object; leeg = onbekend"),
        Column("vermeden_gebruikersuren", Kind.NUMBER, "zoveel gebruikersuren minder", "zie de kolom eenheid"),
        Column("vermeden_schade_eur", Kind.NUMBER, "zoveel minder schade door uitval; schade door water blijft", "eur"),
        Column(
            "getroffenen",
            Kind.NUMBER,
            "zoveel minder getroffen inwoners, over alle functies; leeg = de studie geeft geen inwoners",
            "inwoners",
        ),
        Column("rang", Kind.WHOLE, "1 = het object dat het meeste scheelt, gerekend in inwoneruren"),
        Column(
            "inwoneruren",
            Kind.NUMBER,
            "zoveel minder inwoneruren, elke inwoner één keer; leeg = de studie geeft geen inwoners",
            "inwoners × uur",
        ),
        _UNIT,
    ),
    keys=("scenario", "object", "functie"),
)
RECOVERY = Table(
    "herstel",
    "een uur waarop het aantal gebruikers zonder een functie verandert",
    (
        SCENARIO,
        Column("functie", Kind.TEXT, "id van de functie"),
        Column("uur", Kind.NUMBER, "vanaf dit uur, gerekend vanaf het begin", "uur"),
        Column("gebruikers_zonder", Kind.NUMBER, "zoveel gebruikers zitten zonder", "zie de kolom eenheid"),
        _UNIT,
    ),
    keys=("scenario", "functie", "uur"),
)
CHAIN = Table(
    "keten",
    "objecten van een functie die in een periode voor het eerst uitvallen, per oorzaak",
    (
        SCENARIO,
        Column("functie", Kind.TEXT, "id van de functie van de objecten"),
        Column("van_uur", Kind.NUMBER, "begin van de periode", "uur"),
        Column("tot_uur", Kind.NUMBER, "einde van de periode; leeg = de horizon", "uur"),
        Column("oorzaak", Kind.TEXT, "overstroming, opgelegd of keten"),
        Column("objecten", Kind.WHOLE, "aantal objecten"),
        Column("nog_uit", Kind.WHOLE, "hoeveel daarvan aan het eind van de horizon nog uit zijn"),
    ),
    keys=("scenario", "functie", "van_uur", "oorzaak"),
)
LINKS = Table(
    "schakels",
    "hoe vaak objecten van de ene functie rechtstreeks objecten van de andere lieten uitvallen",
    (
        SCENARIO,
        Column("van_functie", Kind.TEXT, "functie van de oorzaak"),
        Column("van_uur", Kind.NUMBER, "begin van de periode waarin de oorzaak uitviel", "uur"),
        Column("naar_functie", Kind.TEXT, "functie van wat daardoor uitviel"),
        Column("naar_uur", Kind.NUMBER, "begin van de periode waarin dat uitviel", "uur"),
        Column("schakels", Kind.WHOLE, "aantal keren"),
    ),
    keys=("scenario", "van_functie", "van_uur", "naar_functie", "naar_uur"),
)


def consequence_rows(consequences: Iterable[Consequence]) -> Rows:
    """Rows of ``gevolgen``, in the order given."""
    return tuple(
        (
            each.scenario,
            each.criterion,
            each.function or None,
            each.area or None,
            each.party or None,
            each.bearer or None,
            *_cells(each.value),
        )
        for each in consequences
    )


def area_consequence_rows(consequences: Iterable[AreaConsequence]) -> Rows:
    """Rows of ``gevolgen_gebied``, in the order given."""
    return tuple(
        (
            each.scenario,
            each.division,
            each.area or None,
            each.criterion,
            each.function or None,
            each.sector or None,
            *_cells(each.value),
        )
        for each in consequences
    )


def _cells(value: Value) -> tuple[Cell, ...]:
    return (value.value, value.low, value.high, value.unit, value.cut)


def exposure_class_rows(classes: Iterable[ExposureClass]) -> Rows:
    """Rows of ``blootstelling_klassen``."""
    return tuple(
        (
            each.scenario,
            each.spot.division or None,
            each.spot.area or None,
            each.spot.function,
            each.spot.party or None,
            each.kind or None,
            _metres(each.from_mm),
            each.assets,
            each.users,
            *each.hours,
        )
        for each in classes
    )


def vulnerability_rows(found: Iterable[Vulnerability]) -> Rows:
    """Rows of ``kwetsbaarheid``."""
    return tuple(
        (
            each.scenario,
            each.spot.division or None,
            each.spot.area or None,
            each.spot.function,
            each.spot.party or None,
            each.wet,
            each.sensitive,
            each.failing,
            each.users_failing,
            _metres(each.margin_mm),
            each.assumed,
        )
        for each in found
    )


def limit_rows(verdicts: Iterable[LimitVerdict]) -> Rows:
    """Rows of ``oordeel``."""
    return tuple(
        (
            each.limit.id,
            each.levels,
            each.limit.party,
            each.scenario,
            each.value.value,
            each.value.low,
            each.value.high,
            _decimal(each.limit.acceptable_to),
            _decimal(each.limit.unacceptable_from),
            each.verdict.value,
        )
        for each in verdicts
    )


def risk_rows(verdicts: Iterable[RiskVerdict]) -> Rows:
    """Rows of ``risicos``."""
    return tuple(
        (
            each.risk.id,
            each.scenario,
            each.party or None,
            None if each.said is None else each.said.value,
            each.why or None,
            each.date or None,
            each.measured.value,
            each.differs,
        )
        for each in verdicts
    )


def level_rows(verdicts: Iterable[LevelVerdict]) -> Rows:
    """Rows of ``niveaus``."""
    return tuple(
        (each.level, each.scenario, each.met, each.unmet, each.undecided, each.supported_by) for each in verdicts
    )


def matrix_rows(cells: Iterable[RiskCell]) -> Rows:
    """Rows of ``risicomatrix``."""
    return tuple(
        (
            each.scenario,
            each.criterion,
            each.function or None,
            each.likelihood or None,
            each.impact,
            each.weight,
            each.value.value,
            each.value.unit,
        )
        for each in cells
    )


def critical_rows(found: Measurements, critical: Iterable[Critical]) -> Rows:
    """Rows of ``knelpunten``: one per asset and function of which user-hours are spared, or one with 0.

    In a study that knows of no residents nothing is told in residents.
    """
    study, functions = found.study, found.ledger.layout.functions
    has_residents = bool(found.stakes.residents.any())
    units = {each.id: f"{each.user_unit} × uur" for each in study.functions}
    step, value = study.time.step_hours, Decimal(1) / (PARTS * 1000)
    rows: list[Row] = []
    for each in critical:
        asset, loss = study.assets[each.asset], each.avoided
        spared = [number for number, steps in enumerate(loss.user_steps.tolist()) if steps or loss.damage[number]]
        affected = exact(loss.affected, Decimal(1) / PARTS) if has_residents else None
        resident_hours = exact(loss.resident_steps, step / PARTS) if has_residents else None
        rows += [
            (
                each.scenario or None,
                asset.id,
                functions[number],
                asset.area,
                asset.party,
                exact(int(loss.user_steps[number]), step / PARTS),
                exact(int(loss.damage[number]), step * value),
                affected,
                each.rank,
                resident_hours,
                units[functions[number]],
            )
            for number in spared or [functions.index(asset.function)]
        ]
    return tuple(rows)


def recovery_rows(points: Iterable[RecoveryPoint]) -> Rows:
    """Rows of ``herstel``."""
    return tuple((each.scenario, each.function, each.hour, each.users, each.unit) for each in points)


def chain_rows(blocks: Iterable[ChainBlock]) -> Rows:
    """Rows of ``keten``."""
    return tuple(
        (each.scenario, each.function, each.since, each.until, each.cause, each.assets, each.still_down)
        for each in blocks
    )


def link_rows(links: Iterable[ChainLink]) -> Rows:
    """Rows of ``schakels``."""
    return tuple(
        (each.scenario, each.from_function, each.from_since, each.to_function, each.to_since, each.links)
        for each in links
    )


def _metres(millimetres: int | None) -> Decimal | None:
    return None if millimetres is None else Decimal(millimetres) / 1000


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))

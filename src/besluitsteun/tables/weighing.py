"""A ``Decision`` in, rows of what parties weigh out: effects on criteria, places in a layer, where parties agree."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from .decision import figure
from .register import SCENARIO, Column, Kind, Row, Rows, Table

if TYPE_CHECKING:
    from ..decision.decide import Decision

_LAYER = Column("mlv_laag", Kind.TEXT, "veiligheidslaag van de maatregel")
_MEASURE = Column("maatregel", Kind.TEXT, "id van de maatregel")
_CONTEXT = Column("context", Kind.TEXT, "alleen, of in_samenhang: naast andere maatregelen")

ON_CRITERIA = Table(
    "effecten_criteria",
    "het effect van een maatregel in een scenario, op een criterium waarop partijen wegen",
    (
        _MEASURE,
        _LAYER,
        SCENARIO,
        Column("criterium", Kind.TEXT, "id van het criterium in `criteria`"),
        Column("zonder", Kind.NUMBER, "uitkomst zonder maatregelen", "zie eenheid"),
        Column("met", Kind.NUMBER, "uitkomst met alleen deze maatregel, en wat zij vereist", "zie eenheid"),
        Column("effect", Kind.NUMBER, "zonder − met: boven 0 is vermeden", "zie eenheid"),
        Column(
            "effect_in_samenhang",
            Kind.NUMBER,
            "gemiddeld effect op het moment dat zij bij een pakket komt; leeg = past in geen pakket",
            "zie eenheid",
        ),
        Column("standaardfout", Kind.NUMBER, "standaardfout van dat gemiddelde", "zie eenheid"),
        Column("eenheid", Kind.TEXT, "eenheid van de waarden"),
        Column("opmerking", Kind.TEXT, "werkt alleen samen met, overbodig naast of keert om naast; leeg = geen"),
        Column("naast", Kind.LIST, "ids van de maatregelen die dat verklaren"),
        Column("ingehaald_door", Kind.LIST, "maatregelen van de laag die alleen minder doen en naast andere meer"),
    ),
    keys=("maatregel", "scenario", "criterium"),
)
PLACES = Table(
    "plaatsen",
    "hoe vaak een maatregel op een plaats in haar laag staat, voor een partij, over alle scenario's",
    (
        _LAYER,
        _MEASURE,
        Column("partij", Kind.TEXT, "id van de partij; leeg = niemand gaf gewichten"),
        _CONTEXT,
        Column("plaats", Kind.WHOLE, "1 = beste van de laag"),
        Column("aandeel", Kind.NUMBER, "deel van de mogelijke gewichten waarbij zij daar staat; geen kans", "aandeel"),
    ),
    keys=("mlv_laag", "maatregel", "partij", "context", "plaats"),
)
AGREEMENT = Table(
    "eensgezindheid",
    "een maatregel waarover partijen het eens zijn, of juist niet, of zij bij de eerste drie van haar laag hoort",
    (
        _LAYER,
        _MEASURE,
        _CONTEXT,
        Column("stand", Kind.TEXT, "gedeeld (bij elke partij vrijwel zeker bij de eerste drie) of omstreden"),
        Column("partij_voor", Kind.TEXT, "omstreden: partij bij wie zij het vaakst bij de eerste drie is"),
        Column("aandeel_voor", Kind.NUMBER, "bij die partij zo vaak", "aandeel"),
        Column("partij_tegen", Kind.TEXT, "omstreden: partij bij wie zij het minst vaak bij de eerste drie is"),
        Column("aandeel_tegen", Kind.NUMBER, "bij die partij zo vaak", "aandeel"),
        Column("criterium", Kind.TEXT, "omstreden: criterium dat het meeste van het verschil maakt"),
    ),
    keys=("mlv_laag", "maatregel", "context"),
)  # fmt: skip
TABLES = (ON_CRITERIA, PLACES, AGREEMENT)
SHARED, CONTESTED = "gedeeld", "omstreden"


def weighing_rows(decision: Decision | None) -> dict[str, Rows]:
    """Rows of every table, by its name; without measures these are empty."""
    if decision is None:
        return {table.name: () for table in TABLES}
    return {
        ON_CRITERIA.name: tuple(_on_criteria(decision)),
        PLACES.name: tuple(_places(decision)),
        AGREEMENT.name: tuple(_agreement(decision)),
    }


def _on_criteria(decision: Decision) -> Iterator[Row]:
    from ..decision.on_criteria import on_criteria
    from ..decision.packages.plan import unit_of
    from ..decision.ranking import count_of

    ledger = decision.simulation.ledger
    for each in on_criteria(decision.study, decision.effects, decision.context, decision.remarks):
        numbers = (each.without, each.with_measure, each.effect, each.beside, each.error)
        unit = unit_of(ledger, count_of(each.criterion)) or None
        remark = (None, ()) if each.remark is None else (each.remark.kind, each.remark.partners)
        where = (each.measure, each.layer.value, each.scenario, each.criterion.id)
        yield (*where, *map(figure, numbers), unit, *remark, each.overtaken)


def _places(decision: Decision) -> Iterator[Row]:
    for layer in decision.ranking.layers:
        for party, found in layer.parties.items():
            for measure, shares in zip(layer.measures, found.acceptability.tolist(), strict=True):
                for place, share in enumerate(shares, 1):
                    yield (layer.layer.value, measure, party or None, layer.beside.value, place, figure(share))


def _agreement(decision: Decision) -> Iterator[Row]:
    for layer in decision.ranking.layers:
        where = (layer.layer.value, layer.beside.value)
        contested = {each.id: each for each in layer.contested}
        for measure in layer.measures:
            if measure in layer.core:
                yield (where[0], measure, where[1], SHARED, None, None, None, None, None)
            elif measure in contested:
                one = contested[measure]
                pro, con = (one.party_for, figure(one.share_for)), (one.party_against, figure(one.share_against))
                yield (where[0], measure, where[1], CONTESTED, *pro, *con, one.driver)

"""``Reading`` in, what parties weigh out: criteria in words, and per party how often each measure has each place."""

from __future__ import annotations

from decimal import Decimal

from ...nl import enumeration, number
from ...schema.decision import COSTS, Criterion, Role
from ...tables import weighing
from ..model import Block, Bullets, Collapsible, Column, DataTable, Figure, Kind, Paragraph, Words
from ..pictures.ranks import RankRow, RanksView, Standing, draw_ranks
from ..reading import Reading, Record
from ..svg import Svg

MOST_PLACES = 5
"""Places with a column of their own; those after them share one."""
FIRST = 3
SELDOM = Decimal("0.05")
"""Less often among the first three than this, with every party: only in the numbers."""
CONTEXT = "in_samenhang"


def value_criteria(reading: Reading) -> dict[str, Criterion]:
    """The criteria that carry value and are consequences, by id."""
    given = reading.publication.study.decision_criteria
    every = () if given is None else given.criteria
    return {each.id: each for each in every if each.role is Role.VALUE and each.source_criterion not in COSTS}


def in_words(reading: Reading, criterion: str) -> str:
    """A criterion for a reader: what is counted, of which functions, and which of them count more than once."""
    found = value_criteria(reading).get(criterion)
    if found is None:
        return criterion
    name = reading.criteria.get(found.source_criterion, found.source_criterion)
    told = [_function(reading, each, weight) for each, weight in found.functions.items() if weight]
    return f"{name}: {enumeration(told)}" if told else name


def _function(reading: Reading, function: str, weight: float) -> str:
    name = reading.functions.get(function, function).lower()
    return name if weight == 1 else f"{name} (telt {number(Decimal(str(weight)))} keer)"


def weighed_blocks(reading: Reading, layer: str, names: dict[str, str]) -> list[Block]:
    """The maps of a layer, folded, with how to read them and where parties agree; nothing for one measure."""
    rows = [row for row in reading.every(weighing.PLACES) if (row["mlv_laag"], row["context"]) == (layer, CONTEXT)]
    measures = list(dict.fromkeys(str(row["maatregel"]) for row in rows))
    if len(measures) < 2:
        return []
    agreed = {
        str(row["maatregel"]): row
        for row in reading.every(weighing.AGREEMENT)
        if (row["mlv_laag"], row["context"]) == (layer, CONTEXT)
    }
    maps = _Maps(reading, names, measures, rows, agreed)
    blocks: list[Block] = [Paragraph(HOW_TO_READ), Paragraph(maps.shared()), *maps.contested(), maps.figure(layer)]
    return [Collapsible(f"Wat partijen vinden van de laag {layer}", tuple(blocks))]


HOW_TO_READ = (
    "Zo leest u een vakje: bij zoveel van elke 100 gewichten die de partij open liet, staat de maatregel op die "
    "plaats; hoe donkerder, hoe vaker. Het zijn gewichten, geen kansen, en partijen worden nooit gemiddeld. "
    "● = bij elke partij vrijwel zeker bij de eerste drie; ◇ = bij de ene partij wel, bij een andere juist niet."
)


class _Maps:
    """The maps of one layer."""

    def __init__(
        self,
        reading: Reading,
        names: dict[str, str],
        measures: list[str],
        rows: list[Record],
        agreed: dict[str, Record],
    ) -> None:
        self.reading, self.names, self.agreed = reading, names, agreed
        self.parties = list(dict.fromkeys(row["partij"] for row in rows))
        self.share = {(row["maatregel"], row["partij"], row["plaats"]): row["aandeel"] or Decimal(0) for row in rows}
        self.places = len(measures)
        self.measures = sorted(measures, key=lambda each: ORDER.index(self.standing(each)))

    def standing(self, measure: str) -> Standing:
        """Nothing where every measure is among the first three anyhow."""
        found = self.agreed.get(measure) if self.places > FIRST else None
        return Standing.OPEN if found is None else Standing(str(found["stand"]))

    def who(self, party: str | None) -> str:
        return "Niemand gaf gewichten: alle gewichten" if party is None else self.reading.party(party)

    def among_first(self, measure: str, party: str | None) -> Decimal:
        return sum((self.share[measure, party, place] for place in range(1, min(FIRST, self.places) + 1)), Decimal(0))

    @property
    def shown(self) -> list[str]:
        """Measures that are among the first three of any party often enough to be seen."""
        return [each for each in self.measures if any(self.among_first(each, one) >= SELDOM for one in self.parties)]

    @property
    def heads(self) -> tuple[str, ...]:
        if self.places <= MOST_PLACES + 1:
            return tuple(str(place) for place in range(1, self.places + 1))
        return (*(str(place) for place in range(1, MOST_PLACES + 1)), f"{MOST_PLACES + 1}+")

    def shares(self, measure: str, party: str | None) -> tuple[Decimal, ...]:
        """A share per head; what comes after the last place is added up."""
        every = [self.share[measure, party, place] for place in range(1, self.places + 1)]
        kept = len(self.heads)
        return (*every[: kept - 1], sum(every[kept - 1 :], Decimal(0)))

    def figure(self, layer: str) -> Figure:
        panels = [Svg(draw_ranks(self._view(party)).svg) for party in self.parties]
        left = len(self.measures) - len(self.shown)
        caption = f"Hoe vaak een maatregel uit de laag {layer} op welke plaats staat, een kaartje per partij"
        caption += f" ({left} die zelden bij de eerste drie staan, alleen in de cijfers)" if left else ""
        alt = f"Per partij hoe vaak elke maatregel in de laag {layer} op welke plaats staat. {self.shared()}"
        return Figure(panels[0], alt, caption, self._table(layer), more=tuple(panels[1:]), on_paper=False)

    def _view(self, party: str | None) -> RanksView:
        rows = tuple(
            RankRow(
                self.names[each],
                tuple(min(1.0, float(share)) for share in self.shares(each, party)),
                self.standing(each),
            )
            for each in self.shown
        )
        return RanksView(f"Plaatsen volgens {self.who(party)}", self.who(party), self.heads, rows)

    def _table(self, layer: str) -> DataTable:
        columns = (
            Column("Partij"),
            Column("Maatregel", wide=True),
            *(Column(f"Plaats {each}", Kind.NUMBER, "van de 100") for each in self.heads),
        )
        told: list[tuple[Words, ...]] = [
            (
                self.who(party),
                f"{SYMBOLS[self.standing(each)]}{self.names[each]}",
                *(number(100 * share, 0) for share in self.shares(each, party)),
            )
            for party in self.parties
            for each in self.measures
        ]
        return DataTable(f"Plaatsen in de laag {layer}, per partij", columns, tuple(told), shown=12)

    def shared(self) -> str:
        """What all parties have at the top."""
        if self.places <= FIRST:
            return "Deze laag heeft niet meer dan drie maatregelen: bij de eerste drie hoort elke."
        core = [self.names[each] for each in self.measures if self.standing(each) is Standing.SHARED]
        if not core:
            return "Geen enkele maatregel staat bij alle partijen vrijwel zeker bij de eerste drie."
        return f"● Bij alle partijen vrijwel zeker bij de eerste drie: {enumeration(core)}."

    def contested(self) -> list[Block]:
        """Who is for, who is against, and on which criterion that turns."""
        items = []
        for each in self.measures:
            if self.standing(each) is Standing.CONTESTED:
                row = self.agreed[each]
                items.append(
                    f"◇ {self.names[each]}: bij {self.who(row['partij_voor'])} "
                    f"{number(100 * row['aandeel_voor'], 0)} van de 100 keer bij de eerste drie, "
                    f"bij {self.who(row['partij_tegen'])} {number(100 * row['aandeel_tegen'], 0)} van de 100. Het "
                    "verschil zit vooral in hoe zwaar telt: "
                    f"{in_words(self.reading, str(row['criterium'])).lower()}."
                )
        return [Bullets(tuple(items))] if items else []


ORDER = (Standing.SHARED, Standing.CONTESTED, Standing.OPEN)
SYMBOLS = {Standing.SHARED: "● ", Standing.CONTESTED: "◇ ", Standing.OPEN: ""}

"""``Reading`` in, cost against consequence out: doing nothing, the directions and the packages for other aims."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from ...nl import enumeration
from ...tables import decision
from ..model import Block, Column, DataTable, Figure, Kind, Paragraph, Strong, Words
from ..pictures.front import FrontPoint, FrontView, What, draw_front
from ..reading import Reading, Record, money, scale_of, whole
from ..svg import Svg


@dataclass(frozen=True, slots=True)
class _Named:
    """Something that can be chosen; ``left`` and ``cost`` None = not known."""

    name: str
    what: What
    cost: Decimal | None
    left: Decimal | None


def front_blocks(reading: Reading) -> list[Block]:
    """The figure with how to read it; nothing where less than two points have known costs."""
    every = list(_every(reading))
    known = [each for each in every if each.cost is not None and each.left is not None]
    if len(known) < 2:
        return []
    main = reading.every(decision.DIRECTIONS)[0]
    package = next(row for row in reading.every(decision.PACKAGES) if row["doel"] == main["doel"])
    unknown = [each.name for each in every if each not in known]
    blocks: list[Block] = [
        Paragraph((Strong("Wat kost minder gevolg? "), _how_to_read(package))),
        _figure(known, package),
    ]
    if unknown:
        blocks.append(Paragraph(f"Niet getekend, want de jaarkosten zijn niet bekend: {enumeration(unknown)}."))
    return blocks


def _every(reading: Reading) -> Iterator[_Named]:
    directions, packages = reading.every(decision.DIRECTIONS), reading.every(decision.PACKAGES)
    main = next(row for row in packages if row["doel"] == directions[0]["doel"])
    yield _Named("Niets doen", What.NOTHING, Decimal(0), main["zonder"])
    for row in directions:
        yield _Named(str(row["naam"]), What.DIRECTION, row["jaarkosten_eur"], row["doel_gesimuleerd"])
    shown = [set(row["maatregelen"]) for row in directions]
    for row in packages:
        if row["maatregelen"] and set(row["maatregelen"]) not in shown:
            yield _Named(str(row["naam"]), What.PACKAGE, row["jaarkosten_eur"], row["hoofddoel"])


def _how_to_read(package: Record) -> str:
    text = (
        "Naar rechts kost het meer, naar beneden blijft er minder over. Wat overblijft is het hoofddoel: "
        f"{package['naam']}. Pakketten voor een ander doel staan erbij met wat zij voor dit doel overlaten."
    )
    if package["ondergrens"] is None:
        return f"{text} Een ondergrens is niet bewezen."
    return f"{text} Onder de stippellijn komt geen enkel pakket binnen het budget; dat is bewezen."


def _figure(known: list[_Named], package: Record) -> Figure:
    many = [each.left for each in known if each.left is not None]
    scale, millions = scale_of(max(many))
    unit, bound = str(package["eenheid"] or ""), package["ondergrens"]
    view = FrontView(
        _alt(known, package),
        "Jaarkosten: investering per jaar van de levensduur plus jaarlijkse kosten, in euro per jaar",
        f"Wat overblijft, in {millions}{unit}",
        tuple(_points(known, scale)),
        None if bound is None else float(bound / scale),
    )
    key: list[Words] = [f"{each.name}: {_cost(each)}, er blijft {_left(each, unit)} over" for each in known]
    caption = "Jaarkosten tegen wat overblijft voor het hoofddoel: niets doen, keuzerichtingen en pakketten"
    return Figure(Svg(draw_front(view).svg), view.alt, caption, _table(known, package), key=tuple(key))


def _points(known: list[_Named], scale: Decimal) -> Iterator[FrontPoint]:
    """What stands at the same place is one point with several numbers."""
    places: dict[tuple[Decimal, Decimal], list[int]] = {}
    for number, each in enumerate(known, 1):
        if each.cost is not None and each.left is not None:
            places.setdefault((each.cost, each.left), []).append(number)
    for (cost, left), numbers in places.items():
        yield FrontPoint(tuple(numbers), known[numbers[0] - 1].what, float(cost), float(left / scale))


def _alt(known: list[_Named], package: Record) -> str:
    unit = str(package["eenheid"] or "")
    told = "; ".join(f"{each.name}: {_cost(each)}, {_left(each, unit)}" for each in known)
    bound = "" if package["ondergrens"] is None else f" Bewezen ondergrens: {whole(package['ondergrens'])} {unit}."
    return f"Jaarkosten tegen wat overblijft. {told}.{bound}"


def _cost(each: _Named) -> str:
    return "niet bekend" if each.cost is None else f"{money(each.cost)} per jaar"


def _left(each: _Named, unit: str) -> str:
    return "niet bekend" if each.left is None else f"{whole(each.left)} {unit}".strip()


def _table(known: list[_Named], package: Record) -> DataTable:
    columns = (
        Column("Keuze", wide=True),
        Column("Wat het is"),
        Column("Jaarkosten", Kind.NUMBER, "euro per jaar"),
        Column("Blijft over", Kind.NUMBER, str(package["eenheid"] or "")),
    )
    told: list[tuple[Words, ...]] = [
        (
            f"{number}. {each.name}",
            each.what.value,
            "" if each.cost is None else whole(each.cost),
            "" if each.left is None else whole(each.left),
        )
        for number, each in enumerate(known, 1)
    ]
    if package["ondergrens"] is not None:
        told.append(("Lager kan niet binnen het budget", "bewezen ondergrens", "–", whole(package["ondergrens"])))
    return DataTable(f"Jaarkosten en wat overblijft, voor: {package['naam']}", columns, tuple(told))

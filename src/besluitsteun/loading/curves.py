"""``schadecurves`` in, the damage curves of the study out; and what an object says about its damage, checked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ..damage import DamageCurve
from ..defaults import curve_of, shipped_curve_rows, shipped_curves, whole_mm
from ..nl import plain
from ..problems import Problem
from ..schema.assets import Asset
from ..schema.figures import DamageCurveRow
from .assets import PlacedAsset
from .figures import SHIPPED
from .lists import Files, Placed, read_records, text_of
from .located import Located
from .references import Names
from .study import Provenance

PART = "schadecurves"
Point = Placed[DamageCurveRow]


@dataclass(frozen=True, slots=True)
class Curves:
    """Damage curves by name, where each comes from, and the names that an object may use."""

    curves: Mapping[str, DamageCurve]
    provenance: Mapping[str, Provenance]
    names: Names

    def provenance_of_used(self, assets: Iterable[Asset]) -> tuple[Provenance, ...]:
        """Where the curves that an asset uses come from, in order of name."""
        used = sorted({asset.damage_curve for asset in assets if asset.damage_curve is not None})
        return tuple(self.provenance[name] for name in used)


def read_curves(node: Located | None, files: Files) -> Curves:
    """The shipped curves and those of the study; one of the study replaces a shipped one. Problems go to ``files``."""
    points = read_records(DamageCurveRow, node, PART, files)
    refused = {name for source in files.refused.get(PART, ()) if (name := text_of(source, "curve"))}
    own: dict[str, list[Point]] = {}
    for each in points:
        own.setdefault(each.record.curve, []).append(each)
    curves, provenance = dict(shipped_curves()), _shipped_provenance()
    for name, members in own.items():
        if name in refused:  # the points that are left would be called a wrong curve
            continue
        found = _problems(name, members)
        files.problems += found
        if not found:
            rows = tuple(each.record for each in members)
            curves[name] = curve_of(rows)
            provenance[name] = _provenance(rows, f"{PART} ({members[0].at('curve')})")
    names = Names("schadecurve", [*curves, *own], refused, PART not in files.unread)
    return Curves(curves, provenance, names)


def _problems(name: str, points: Sequence[Point]) -> list[Problem]:
    """Everything that keeps these points from being a curve."""
    ordered = sorted(points, key=lambda each: each.record.depth_m)
    first = ordered[0]
    problems = []
    if len(ordered) == 1:
        found = f"schadecurve `{name}` heeft maar één punt"
        problems.append(Problem(first.at("curve"), found, "ten minste twee punten", "voeg punten toe"))
    if whole_mm(first.record.depth_m) != 0 or first.record.share != 0:
        found = f"schadecurve `{name}` is zonder nul: zij begint met aandeel {plain(first.record.share)} "
        found += f"bij {plain(first.record.depth_m)} m"
        remedy = "voeg een punt toe met `diepte_m` 0 en `aandeel` 0"
        problems.append(Problem(first.at("diepte_m"), found, "een eerste punt met diepte 0 en aandeel 0", remedy))
    for low, high in pairwise(ordered):
        problems += _pair_problems(name, low, high)
    return problems


def _pair_problems(name: str, low: Point, high: Point) -> list[Problem]:
    """What is wrong between two points that follow each other in depth."""
    if whole_mm(low.record.depth_m) == whole_mm(high.record.depth_m):
        found = f"schadecurve `{name}` heeft twee punten bij diepte {plain(high.record.depth_m)} m"
        remedy = "verwijder een van beide; punten liggen ten minste 1 mm uit elkaar"
        return [Problem(high.at("diepte_m"), found, "elke diepte één keer", remedy)]
    if low.record.share > high.record.share:
        found = f"schadecurve `{name}` daalt: van {plain(low.record.share)} bij {plain(low.record.depth_m)} m "
        found += f"naar {plain(high.record.share)} bij {plain(high.record.depth_m)} m"
        remedy = "meer water geeft nooit minder schade: verbeter een van beide"
        return [Problem(high.at("aandeel"), found, "een aandeel dat gelijk blijft of stijgt", remedy)]
    return []


def _shipped_provenance() -> dict[str, Provenance]:
    names = shipped_curves()
    rows = {name: tuple(row for row in shipped_curve_rows() if row.curve == name) for name in names}
    return {name: _provenance(rows[name], f"{PART} ({SHIPPED})") for name in names}


def _provenance(rows: Sequence[DamageCurveRow], place: str) -> Provenance:
    """One row for a whole curve; source and status are those that its points give, each once."""
    ordered = sorted(rows, key=lambda row: row.depth_m)
    return Provenance(
        place=place,
        key=f"schadecurve {rows[0].curve}",
        value=" · ".join(f"{plain(row.depth_m)} m: {plain(row.share)}" for row in ordered),
        unit="aandeel",
        source=_each_once(row.source for row in rows),
        who=_each_once(row.who for row in rows),
        date=_each_once(row.date for row in rows),
        status=_least_sure(rows),
    )


def _each_once(texts: Iterable[str | None]) -> str:
    return "; ".join(dict.fromkeys(text for text in texts if text))


def _least_sure(rows: Iterable[DamageCurveRow]) -> str:
    """The status of a curve is that of its least sure point; a point without a status leaves it to the others."""
    order = ("bron", "expert", "aanname", "betwist")
    return max((str(row.status) for row in rows if row.status is not None), key=order.index, default="")


def check_damage(assets: Iterable[PlacedAsset], curves: Names) -> list[Problem]:
    """Objects whose direct damage cannot be computed: an unknown curve, or only half of what it takes."""
    problems = []
    for each in assets:
        curve, largest = each.record.damage_curve, each.record.max_damage_eur
        if curve is not None and curve not in curves:
            problems += curves.check(curve, each.at("schadecurve"))
        if largest is not None and curve is None:
            found = "`max_schade_eur` zonder `schadecurve`: de schade is zo niet te berekenen"
            remedy = "noem een schadecurve, bijvoorbeeld `waterschadeschatter`, of maak `max_schade_eur` leeg"
            problems.append(Problem(each.at("max_schade_eur"), found, "beide of geen van beide", remedy))
        if curve is not None and largest is None:
            found = "`schadecurve` zonder `max_schade_eur`: de schade is zo niet te berekenen"
            remedy = "vul `max_schade_eur` in, of maak `schadecurve` leeg"
            problems.append(Problem(each.at("schadecurve"), found, "beide of geen van beide", remedy))
    return problems

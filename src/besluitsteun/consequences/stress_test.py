"""``Study`` in, ``StressTest`` out: mapped features per depth class, scenario and area (04)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..hazard.shape_depths import UNKNOWN_MM, ShapeDepths, shape_depths
from ..hazard.shape_places import joined
from ..loading.study import FeatureLayer, Study
from ..nl import count, enumeration
from ..problems import InputError
from .exposed import CLASS_MM

Int64 = NDArray[np.int64]

CLASSES = ("droog", ">0", ">0,20", ">0,50", ">2,00", "onbekend")
"""Each feature is in one: dry, above 0 up to and including 0.20 m, up to 0.50 m, up to 2.00 m, deeper, not known."""
UNKNOWN = CLASSES.index("onbekend")
_UPPER_MM = (0, 200, 500, 2000)  # of every class but the last two, included
BOUNDS_MM: Mapping[str, tuple[int | None, int | None]] = dict(
    zip(CLASSES, ((None, 0), *itertools.pairwise(_UPPER_MM), (_UPPER_MM[-1], None), (None, None)), strict=True)
)
"""Class → above which depth it begins, and up to and including which it goes; None = no such bound."""


@dataclass(frozen=True, slots=True)
class StressCount:
    """Features of a layer in one depth class, in one area.

    division, area : both empty = the study as a whole; area empty in a division = outside all of its areas
    features  : those whose deepest place is in the class
    length_mm : of all lines of the layer together, what is in the class; None for a layer without lines
    """

    scenario: str
    layer: str
    kind: str
    division: str
    area: str
    depth_class: str
    features: int
    length_mm: int | None


@dataclass(frozen=True, slots=True)
class StressDepth:
    """Features, and length of lines, deeper than ``above_mm`` and at most 50 mm deeper; as ``StressCount``."""

    scenario: str
    layer: str
    above_mm: int
    features: int
    length_mm: int | None


@dataclass(frozen=True, slots=True)
class StressTest:
    """The counts, and remarks (Dutch) on what could not be counted."""

    counts: tuple[StressCount, ...] = ()
    depths: tuple[StressDepth, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class _Measured:
    """One layer in one scenario. feature_mm : (feature,); place_mm : (place,); lines : whether any is a line."""

    scenario: str
    layer: FeatureLayer
    feature_mm: Int64
    place_mm: Int64

    @property
    def lines(self) -> bool:
        return bool(self.layer.places.is_line.any())


def stress_test(study: Study) -> StressTest:
    """Every layer of ``stresstest`` in every scenario that says where the water is; every map is read once.

    Raises ``InputError`` for a raster that cannot be read.
    """
    layers = study.stress_layers
    if not layers:
        return StressTest()
    places = joined(tuple(each.places for each in layers))
    found, problems = shape_depths(study.scenarios, places, study.crs, study.file)
    if problems:
        raise InputError(problems)
    computed = [scenario.id for scenario in study.scenarios if scenario.id in found]
    measured = [each for name in computed for each in _per_layer(name, layers, found[name])]
    return StressTest(
        counts=tuple(row for each in measured for row in _counts(each)),
        depths=tuple(row for each in measured for row in _depths(each)),
        notes=(*_left_out(study, found), *_doubtful(found)),
    )


def class_of(depth_mm: NDArray[np.integer]) -> Int64:
    """Index in ``CLASSES`` of depths in whole millimetres.

    >>> [CLASSES[i] for i in class_of(np.array([-1, 0, 1, 200, 201, 500, 2000, 2001]))]
    ['onbekend', 'droog', '>0', '>0', '>0,20', '>0,20', '>0,50', '>2,00']
    """
    found = np.searchsorted(_UPPER_MM, depth_mm, side="left")
    return np.where(depth_mm == UNKNOWN_MM, UNKNOWN, found).astype(np.int64)


def _per_layer(scenario: str, layers: Sequence[FeatureLayer], depths: ShapeDepths) -> Iterator[_Measured]:
    shape = place = 0
    for layer in layers:
        next_shape, next_place = shape + len(layer), place + len(layer.places.x)
        of_shape, at_place = depths.of_shape[shape:next_shape], depths.at_place[place:next_place]
        yield _Measured(scenario, layer, of_shape.astype(np.int64), at_place.astype(np.int64))
        shape, place = next_shape, next_place


def _counts(measured: _Measured) -> Iterator[StressCount]:
    """Every class of every area with a feature, also the classes with none."""
    layer = measured.layer
    of_feature, of_place = class_of(measured.feature_mm), class_of(measured.place_mm)
    whole = {"": ("",) * len(layer)}
    for division, names in (whole | dict(layer.areas)).items():
        areas, area = np.unique(np.array(names, dtype=object), return_inverse=True)
        size = len(areas) * len(CLASSES)
        features = np.bincount(area * len(CLASSES) + of_feature, minlength=size).tolist()
        at = area[layer.places.shape] * len(CLASSES) + of_place
        length = _summed(at, layer.places.length_mm, size)
        for cell in range(size):
            yield StressCount(
                scenario=measured.scenario,
                layer=layer.layer.id,
                kind=layer.layer.kind.value,
                division=division,
                area=str(areas[cell // len(CLASSES)]),
                depth_class=CLASSES[cell % len(CLASSES)],
                features=features[cell],
                length_mm=length[cell] if measured.lines else None,
            )


def _depths(measured: _Measured) -> Iterator[StressDepth]:
    """The classes of 5 cm that are not empty."""
    places = measured.layer.places
    wet, wet_place = measured.feature_mm > 0, (measured.place_mm > 0) & (places.length_mm > 0)
    features = np.bincount(_band(measured.feature_mm[wet]))
    length = _summed(_band(measured.place_mm[wet_place]), places.length_mm[wet_place], len(features))
    for band, (number, millimetres) in enumerate(zip(features.tolist(), length, strict=True)):
        if number or millimetres:
            yield StressDepth(
                scenario=measured.scenario,
                layer=measured.layer.layer.id,
                above_mm=band * CLASS_MM,
                features=number,
                length_mm=millimetres if measured.lines else None,
            )


def _band(depth_mm: Int64) -> Int64:
    return (depth_mm - 1) // CLASS_MM


def _summed(at: Int64, millimetres: Int64, size: int) -> list[int]:
    """Sum per cell; exact, because float64 holds whole numbers up to 9 million million kilometres of millimetres."""
    return [int(value) for value in np.bincount(at, weights=millimetres, minlength=size)]


def _left_out(study: Study, found: Mapping[str, ShapeDepths]) -> list[str]:
    names = [scenario.id for scenario in study.scenarios if scenario.id not in found]
    if not names:
        return []
    several = count(len(names), "scenario", "scenario's")
    return [
        f"stresstest · niet geteld in {several}: {enumeration(names)} · daar staat geen water, of alleen een diepte "
        "per object · geef een kaart (`raster` of `waterstand_mnap`) of `uniform_m`"
    ]


def _doubtful(found: Mapping[str, ShapeDepths]) -> list[str]:
    return [
        f"scenario {name} · stresstest: op {count(each.doubtful, 'plek', 'plekken')} geeft de kaart een waarde die "
        "geen diepte kan zijn; die geldt als onbekend"
        for name, each in found.items()
        if each.doubtful
    ]

"""The data files of this package in, the figures that come with the program out, checked and read once."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import groupby
from types import MappingProxyType
from typing import Any

from ..damage import DamageCurve
from ..schema.consequences import ConsequenceCriterion
from ..schema.figures import DamageCurveRow, KeyFigure, KindDefaults, RiskMatrixSettings


@cache
def shipped_figures() -> Mapping[str, KeyFigure]:
    """Every key figure by id, in the order of the file."""
    found = (KeyFigure.model_validate(row) for row in _yaml("kengetallen.yaml"))
    return MappingProxyType({each.id: each for each in found})


@cache
def shipped_criteria() -> tuple[ConsequenceCriterion, ...]:
    """The consequences that every study gets unless it leaves them out, in the order of the tables."""
    return tuple(ConsequenceCriterion.model_validate(row) for row in _yaml("gevolgcriteria.yaml"))


@cache
def shipped_kinds() -> tuple[KindDefaults, ...]:
    """Failure depth and repair time per kind of asset."""
    return tuple(KindDefaults.model_validate(row) for row in _yaml("soorten.yaml"))


@cache
def kinds_by_name() -> Mapping[str, KindDefaults]:
    """As ``shipped_kinds``, by every name under which registers know a kind."""
    return MappingProxyType({name: each for each in shipped_kinds() for name in each.names})


@cache
def shipped_curve_rows() -> tuple[DamageCurveRow, ...]:
    """Every point of every damage curve, curve by curve, by depth."""
    lines = (files(__name__) / "schadecurves.csv").read_text(encoding="utf-8").splitlines()
    filled = [{key: cell for key, cell in row.items() if cell} for row in csv.DictReader(lines)]
    return tuple(DamageCurveRow.model_validate(row) for row in filled)


@cache
def shipped_curves() -> Mapping[str, DamageCurve]:
    """Every damage curve by name."""
    grouped = groupby(shipped_curve_rows(), lambda row: row.curve)
    return MappingProxyType({name: curve_of(tuple(rows)) for name, rows in grouped})


@cache
def shipped_risk_matrix() -> RiskMatrixSettings:
    """Impact classes per criterion, their scale, and the likelihood classes."""
    settings = RiskMatrixSettings.model_validate(_yaml("gevolgklassen.yaml"))
    classes = tuple(each.model_copy(update={"shipped": True}) for each in settings.classes)
    return settings.model_copy(update={"classes": classes})


def curve_of(rows: tuple[DamageCurveRow, ...]) -> DamageCurve:
    """The curve through the points of one name, in order of depth; ValueError when they are none."""
    ordered = sorted(rows, key=lambda row: row.depth_m)
    return DamageCurve(tuple(whole_mm(row.depth_m) for row in ordered), tuple(row.share for row in ordered))


def whole_mm(depth_m: float) -> int:
    """A depth in whole millimetres, as depths are everywhere.

    >>> whole_mm(0.15), whole_mm(1.0004)
    (150, 1000)
    """
    return round(depth_m * 1000)


def _yaml(name: str) -> Any:
    import yaml

    return yaml.safe_load((files(__name__) / name).read_text(encoding="utf-8"))

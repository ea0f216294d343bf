"""The ``Study``: everything an analyst wrote, read, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from ..damage import DamageCurve
from ..defaults import shipped_curves, shipped_figures, shipped_risk_matrix
from ..hazard.shape_places import ShapePlaces
from ..problems import Problem
from ..schema.ambitions import Ambitions, Choices, Limit, Risk
from ..schema.assets import Asset
from ..schema.base import Status
from ..schema.consequences import ConsequenceCriterion
from ..schema.decision import Criteria, DecisionSettings, WeightSet
from ..schema.figures import KeyFigure, RiskMatrixSettings
from ..schema.map_layers import MapLayer
from ..schema.measures import Measure
from ..schema.parties import Party
from ..schema.scenarios import Scenario
from ..schema.stress_test import StressLayer
from ..schema.study import DataKinds, Function, Source
from ..timeaxis import TimeAxis
from .files import resolve


@dataclass(frozen=True, slots=True)
class Need:
    """What one consumer needs: at least ``minimum`` of ``suppliers``; hours as written.

    ``minimum`` is always filled here: an empty ``minimaal`` became the number of suppliers.
    """

    consumer: str
    group: str  # "" for a need of its own
    suppliers: tuple[str, ...]  # sorted, each once
    minimum: int
    buffer_hours: Decimal = Decimal(0)
    restart_hours: Decimal = Decimal(0)
    start_failure_chance: float = 0.0
    source: str | None = None
    status: Status | None = None

    @property
    def key(self) -> str:
        """Name that no other need has: ``afnemer|groep|`` or, without a group, ``afnemer||leverancier``."""
        return f"{self.consumer}|{self.group}|" + ("" if self.group else ";".join(self.suppliers))


@dataclass(frozen=True, slots=True)
class Provenance:
    """One row of ``aannames.csv``: where a value came from. All cells as written; empty = unknown."""

    place: str
    key: str
    value: str
    minimum: str = ""
    maximum: str = ""
    unit: str = ""
    source: str = ""
    who: str = ""
    date: str = ""
    status: str = ""
    visible_to: str = ""
    asset: str = ""  # id of the object that the value belongs to; empty for a value of the study as a whole


@dataclass(frozen=True, eq=False)
class FeatureLayer:
    """The features of one row of ``stresstest``.

    places : where the water is looked up, in the study's CRS
    areas  : name of a division by polygons → (feature,) the area that holds a point of the feature, "" = none
    """

    layer: StressLayer
    places: ShapePlaces
    areas: Mapping[str, tuple[str, ...]]

    def __len__(self) -> int:
        return len(self.places.is_line)


@dataclass(frozen=True)
class Study:
    """A study that holds together: every reference resolves, every need can be met, every place is known.

    Figures, curves and the risk matrix are those that come with the program, replaced where the study says so.
    """

    folder: Path
    name: str
    crs: str
    time: TimeAxis
    seed: int
    divisions: tuple[str, ...]  # names of the gebiedsindelingen
    parties: tuple[Party, ...]
    functions: tuple[Function, ...]
    assets: tuple[Asset, ...]
    needs: tuple[Need, ...]
    scenarios: tuple[Scenario, ...]
    sources: tuple[Source, ...] = ()
    provenance: tuple[Provenance, ...] = ()
    figures: Mapping[str, KeyFigure] = field(default_factory=shipped_figures)  # by id, in the order shipped
    curves: Mapping[str, DamageCurve] = field(default_factory=shipped_curves)  # by name
    risk_matrix: RiskMatrixSettings = field(default_factory=shipped_risk_matrix)
    warnings: tuple[Problem, ...] = ()
    criteria: tuple[ConsequenceCriterion, ...] = ()  # the consequences that are computed, in the order of the tables
    limits: tuple[Limit, ...] = ()
    risks: tuple[Risk, ...] = ()
    measures: tuple[Measure, ...] = ()
    decision: DecisionSettings = field(default_factory=DecisionSettings)
    choices: Choices = field(default_factory=lambda: Choices.model_validate({}))
    discount_rate: float | None = None
    ambitions: Ambitions = field(default_factory=lambda: Ambitions.model_validate({}))
    decision_criteria: Criteria | None = None
    weights: tuple[WeightSet, ...] = ()  # those asked on the present ranges; of others only a warning is left
    others: Mapping[str, Any] = field(default_factory=dict)  # validated lists that this version does not compute with
    explanation: tuple[str, ...] = ()  # what a reader of a report must know first
    data_kinds: DataKinds = field(default_factory=DataKinds)
    background: tuple[MapLayer, ...] = ()
    stress_layers: tuple[FeatureLayer, ...] = field(default=(), compare=False)  # their files are in ``hash``
    hash: str = ""  # SHA-256 over the names and bytes of every file of the study
    files: tuple[tuple[str, str], ...] = ()  # (name as the study writes it, SHA-256), in order of name

    def file(self, relative: str) -> Path:
        """Path of a file that the study names relative to its folder."""
        return resolve(self.folder, relative)

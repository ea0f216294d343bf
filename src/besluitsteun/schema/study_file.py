"""``studie.yaml`` as a whole: its own keys validated, its lists kept as written for the reader of each list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field

from .ambitions import Ambitions, Choices, Limit, Risk
from .assets import Asset, Dependency, ValueOverride
from .base import EPSG_PATTERN, AsWritten, Model, Text, Texts, Whole
from .consequences import ConsequenceSettings
from .decision import Criteria, DecisionSettings, WeightSets
from .dialogue import Dialogue
from .figures import DamageCurveRow, FigureOverride, RiskMatrixSettings
from .map_layers import MapLayers
from .measures import Measure
from .parties import Party
from .scenarios import Scenario
from .stress_test import StressLayer
from .study import DataKinds, Function, Source, SourcedNumber, Time


class StudyFile(Model):
    """The keys of ``studie.yaml``.

    Every ``AsWritten`` list is the name of a file, or the list itself; ``objecten``, ``gegevens`` and
    ``afhankelijkheden`` may also be a list in which file names, sources with a mapping (or rules) and rows stand mixed.
    """

    name: Text = Field(alias="naam")
    explanation: Texts = Field((), alias="toelichting")
    data_kinds: DataKinds = Field(default_factory=DataKinds, alias="soorten_gegevens")
    format: Literal[1] = Field(1, alias="formaat")
    crs: Annotated[str, Field(pattern=EPSG_PATTERN)] = "EPSG:28992"
    time: Time | None = Field(None, alias="tijd")
    price_level: Annotated[int, Field(ge=1900, le=2200)] | None = Field(None, alias="prijspeil")
    discount_rate: SourcedNumber | None = Field(None, alias="discontovoet")
    seed: Whole = Field(0, alias="zaad")
    divisions: Mapping[Text, AsWritten] = Field(default_factory=dict, alias="gebiedsindelingen")
    parties: AsWritten = Field(None, alias="partijen")
    functions: AsWritten = Field(alias="functies")
    assets: AsWritten = Field(alias="objecten")
    values: AsWritten = Field(None, alias="gegevens")
    dependencies: AsWritten = Field(None, alias="afhankelijkheden")
    kind_defaults: bool = Field(False, alias="standaardwaarden")
    figures: AsWritten = Field(None, alias="kengetallen")
    curves: AsWritten = Field(None, alias="schadecurves")
    scenarios: AsWritten
    stress_test: AsWritten = Field(None, alias="stresstest")
    measures: AsWritten = Field(None, alias="maatregelen")
    consequences: AsWritten = Field(None, alias="gevolgcriteria")
    criteria: AsWritten = None
    weights: AsWritten = Field(None, alias="gewichten")
    decision: AsWritten = Field(None, alias="besluit")
    limits: AsWritten = Field(None, alias="grenzen")
    risks: AsWritten = Field(None, alias="risicos")
    risk_matrix: AsWritten = Field(None, alias="risicomatrix")
    ambitions: AsWritten = Field(None, alias="ambities")
    choices: AsWritten = Field(None, alias="keuzes")
    dialogue: AsWritten = Field(None, alias="dialoog")
    sources: AsWritten = Field(None, alias="bronnen")
    background: MapLayers = Field((), alias="achtergrond")


ROW_LISTS: Mapping[str, type[Model]] = {
    "partijen": Party,
    "functies": Function,
    "objecten": Asset,
    "gegevens": ValueOverride,
    "afhankelijkheden": Dependency,
    "kengetallen": FigureOverride,
    "schadecurves": DamageCurveRow,
    "scenarios": Scenario,
    "stresstest": StressLayer,
    "maatregelen": Measure,
    "grenzen": Limit,
    "risicos": Risk,
    "bronnen": Source,
}
"""Lists of records: key of ``studie.yaml`` → model of one record."""

DOCUMENTS: Mapping[str, type[Model]] = {
    "gevolgcriteria": ConsequenceSettings,
    "criteria": Criteria,
    "gewichten": WeightSets,
    "risicomatrix": RiskMatrixSettings,
    "besluit": DecisionSettings,
    "ambities": Ambitions,
    "keuzes": Choices,
    "dialoog": Dialogue,
}
"""Parts with keys of their own: key of ``studie.yaml`` → model of the whole part."""

BARE_LISTS: Mapping[str, str] = {"criteria": "criteria", "gewichten": "gewichten", "keuzes": "keuzes"}
"""Parts that may also be a bare list: key of ``studie.yaml`` → the key of the part that the list then is."""

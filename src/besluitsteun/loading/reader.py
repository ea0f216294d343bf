"""A study folder in, a checked ``Study`` out; or every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from ..problems import InputError, Place, Problem, Severity, in_reading_order
from ..schema.assets import Asset
from ..schema.base import ALL_SCENARIOS, Model, PartyKind
from ..schema.measures import Measure
from ..schema.parties import Party
from ..schema.scenarios import DepthSource, HourRaster, RasterMoment, Scenario
from ..schema.sources import ColumnDivision, ColumnRule, LayerDivision
from ..schema.study import Function, Source, Time
from ..schema.study_file import BARE_LISTS, DOCUMENTS, ROW_LISTS, StudyFile
from ..timeaxis import TimeAxis
from .assets import (
    PlacedAsset,
    apply_overrides,
    check_assets,
    in_study_crs,
    provenance_of,
    read_assets,
    unknown,
    with_bearers,
)
from .checks import warnings_of
from .divisions import area_name_warnings, areas_in_polygons
from .files import DATA_MARK, fingerprints, overall, resolve
from .lists import Files, Placed, duplicates, is_table, read_records
from .located import Located, Mapped, Scalar
from .needs import Written, check_once, needs_of_rows, provenance_of_needs, read_dependencies
from .rules import PlacedNeed, derive_needs
from .study import Provenance, Study
from .validate import build, build_document
from .water import read_inundations

FILE = "studie.yaml"
MOST_STEPS = 1_000_000
OTHER_LISTS = ("maatregelen", "grenzen", "risicos")
"""Lists of records that this version reads and checks, but does not compute with."""


def read_study(path: Path | str) -> Study:
    """The study in a folder (or named by its ``studie.yaml``).

    Raises InputError with every problem of every file; a Study that is returned holds together.
    """
    folder = Path(path)
    folder = folder.parent if folder.name == FILE else folder
    _refuse_no_study(folder, str(path))
    files = Files(folder)
    tree = files.yaml(FILE, Place(FILE))
    head, problems = (None, []) if tree is None else build(StudyFile, tree)
    files.problems += problems
    if head is None or not isinstance(tree, Mapped):
        raise InputError(files.problems)
    return _Assembly(folder, files, tree, head).study()


def _refuse_no_study(folder: Path, given: str) -> None:
    if folder.is_dir() and (folder / FILE).is_file():
        return
    place = Place(given)
    if folder.is_dir():
        raise InputError(
            [
                Problem(
                    place,
                    f"deze map heeft geen {FILE}",
                    f"een map met een {FILE}",
                    "noem de map van de studie; `besluitsteun nieuw MAP` maakt er een",
                )
            ]
        )
    what = "dit is een bestand, geen map" if folder.exists() else "deze map bestaat niet"
    raise InputError(
        [
            Problem(
                place,
                what,
                f"een map met een {FILE}",
                "controleer de naam; een naam met een spatie of ' hoort tussen aanhalingstekens",
            )
        ]
    )


@dataclass(frozen=True)
class _Records:
    """The records of the lists, without their places."""

    parties: tuple[Party, ...]
    functions: tuple[Function, ...]
    scenarios: tuple[Scenario, ...]
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class _Lists:
    """The lists that stand by themselves, with places."""

    parties: tuple[Placed[Party], ...]
    functions: tuple[Placed[Function], ...]
    scenarios: tuple[Placed[Scenario], ...]
    sources: tuple[Placed[Source], ...]

    @cached_property
    def records(self) -> _Records:
        """Without the places."""
        return _Records(
            tuple(each.record for each in self.parties),
            tuple(each.record for each in self.functions),
            tuple(each.record for each in self.scenarios),
            tuple(each.record for each in self.sources),
        )


class _Assembly:
    """Reads list after list; every method adds what is wrong to the problems and goes on."""

    def __init__(self, folder: Path, files: Files, tree: Mapped, head: StudyFile):
        self.folder, self.files, self.tree, self.head = folder, files, tree, head
        self.problems = files.problems
        self.warnings: list[Problem] = []

    def take(self, found: Iterable[Problem]) -> None:
        """Sort problems from warnings."""
        for problem in found:
            (self.warnings if problem.severity is Severity.WARNING else self.problems).append(problem)

    def records(self, key: str, node: Located | None) -> tuple[Placed[Any], ...]:
        """A list of records, ids checked to be unique."""
        placed = read_records(ROW_LISTS[key], node, key, self.files)
        self.take(duplicates(placed, key))
        return placed

    def study(self) -> Study:
        """Everything read and checked; raises InputError."""
        lists = self._lists()
        time = self._time()
        written = read_dependencies(self.head.dependencies, self.files)
        assets, overridden = self._assets(lists, written)
        records = tuple(each.record for each in assets)
        needs = self._needs(written, records)
        self._check_scenarios(lists.scenarios, {asset.id for asset in records})
        others = self._others(records, lists)
        background = [name for name in self.head.background if self.files.note(name, self._place("achtergrond"))]
        if self.problems:
            self._add_water_problems(records, lists.records.scenarios, time)
            raise InputError(self.problems)
        units = {function.id: function.user_unit for function in lists.records.functions}
        provenance = (*provenance_of(assets, units), *overridden, *provenance_of_needs(needs))
        limits, risks = others.get("grenzen", ()), others.get("risicos", ())
        self.take(warnings_of(records, needs, lists.records.functions, provenance, limits, risks))
        files = fingerprints(self.folder, self.files.names)
        return Study(
            folder=self.folder,
            name=self.head.name,
            crs=self.head.crs,
            time=time,
            seed=self.head.seed,
            divisions=tuple(self.head.divisions),
            parties=lists.records.parties,
            functions=lists.records.functions,
            assets=records,
            needs=tuple(each.need for each in needs),
            scenarios=lists.records.scenarios,
            sources=lists.records.sources,
            provenance=provenance,
            warnings=in_reading_order(self.warnings),
            others=others,
            background=tuple(resolve(self.folder, name) for name in background),
            hash=overall(files),
            files=files,
        )

    def _lists(self) -> _Lists:
        """The lists that stand by themselves."""
        lists = _Lists(
            self.records("partijen", self.head.parties),
            self.records("functies", self.head.functions),
            self.records("scenarios", self.head.scenarios),
            self.records("bronnen", self.head.sources),
        )
        self._refuse_empty("functies", lists.functions)
        self._refuse_empty("scenarios", lists.scenarios)
        self._check_parties(lists.parties)
        self._note_source_files(lists.sources)
        return lists

    def _assets(self, lists: _Lists, written: Written) -> tuple[list[PlacedAsset], list[Provenance]]:
        """Objects with overrides, coordinates, areas and bearers; and the provenance of the overrides."""
        divisions = self._divisions()
        columns = {name: each.column for name, each in divisions.items() if isinstance(each, ColumnDivision)}
        rule_columns = {rule.rule.column for rule in written.rules if isinstance(rule.rule, ColumnRule)}
        assets = read_assets(self.head.assets, columns, rule_columns, self.files)
        self._refuse_empty("objecten", assets)
        assets, overridden = apply_overrides(assets, self.head.values, self.files)
        self.take(check_assets(assets, [each.id for each in lists.records.functions], lists.records.parties))
        assets, found = in_study_crs(assets, self.head.crs)
        self.take(found)
        return with_bearers(self._in_divisions(assets, divisions, columns), lists.records.parties), overridden

    def _needs(self, written: Written, assets: Sequence[Asset]) -> list[PlacedNeed]:
        """Needs from rows and from rules, each from one place."""
        needs, found = needs_of_rows(written.rows, {asset.id: None for asset in assets})
        self.take(found)
        derived, found = derive_needs(written.rules, assets)
        self.take(found)
        needs = [*needs, *derived]
        self.take(check_once(needs))
        return needs

    def _place(self, key: str) -> Place:
        entry = self.tree.entry(key)
        return self.tree.place if entry is None else entry.value.place

    def _refuse_empty(self, key: str, records: Sequence[object]) -> None:
        if not records and not self.problems:
            self.problems.append(Problem(self._place(key), f"`{key}` is leeg", "ten minste één", f"vul `{key}` in"))

    def _time(self) -> TimeAxis:
        time: Time | None = self.head.time
        if time is None:
            return TimeAxis()
        place = self._place("tijd")
        if time.step_hours <= 0 or time.horizon_hours <= 0 or time.horizon_hours % time.step_hours != 0:
            self.problems.append(
                Problem(
                    place,
                    f"horizon_uur {time.horizon_hours} bij stap_uur {time.step_hours}",
                    "een horizon die een heel aantal stappen lang is, en een stap boven 0",
                    "kies een stap die in de horizon past, zoals 1 of 0.5",
                )
            )
            return TimeAxis()
        axis = TimeAxis(time.horizon_hours, time.step_hours)
        if axis.steps > MOST_STEPS:
            found = f"{axis.steps} stappen (horizon_uur {time.horizon_hours} gedeeld door stap_uur {time.step_hours})"
            self.problems.append(
                Problem(place, found, f"hoogstens {MOST_STEPS} stappen", "neem een langere stap of een kortere horizon")
            )
            return TimeAxis()
        return axis

    def _divisions(self) -> dict[str, ColumnDivision | LayerDivision]:
        result: dict[str, ColumnDivision | LayerDivision] = {}
        for name, node in self.head.divisions.items():
            model = LayerDivision if isinstance(node, Mapped) and node.entry("laag") else ColumnDivision
            division, problems = build(model, node)
            self.problems += problems
            if division is not None:
                result[name] = division  # type: ignore[assignment]
        return result

    def _in_divisions(
        self,
        assets: list[PlacedAsset],
        divisions: Mapping[str, ColumnDivision | LayerDivision],
        columns: Mapping[str, str],
    ) -> list[PlacedAsset]:
        """Areas by polygon added; areas by a column of our own (such as ``gebied``) are those of the record."""
        areas: dict[str, list[str | None]] = {}
        for name, division in divisions.items():
            if isinstance(division, LayerDivision):
                if self.files.note(division.layer, self._place("gebiedsindelingen")):
                    path = resolve(self.folder, division.layer)
                    records = [each.record for each in assets]
                    areas[name], found = areas_in_polygons(
                        path, division.layer, division.name_column, None, records, self.head.crs
                    )
                    self.take(found)
            else:
                areas[name] = [each.record.areas.get(name) for each in assets]
        self.take(area_name_warnings({name: [area for area in values if area] for name, values in areas.items()}))
        if "gebied" not in columns.values():
            self.take(area_name_warnings({"gebied": [each.record.area for each in assets if each.record.area]}))
        return [
            PlacedAsset(
                each.record.model_copy(
                    update={
                        "areas": {name: area for name, values in areas.items() if (area := values[index]) is not None}
                    }
                ),
                each.source,
                each.moved,
            )
            for index, each in enumerate(assets)
        ]

    def _check_parties(self, parties: Sequence[Placed[Party]]) -> None:
        known = [each.record.id for each in parties]
        for each in parties:
            self.problems += [
                unknown("partij", name, each.at("vertegenwoordigt"), known)
                for name in each.record.represents
                if name not in known
            ]

    def _check_scenarios(self, scenarios: Sequence[Placed[Scenario]], assets: set[str]) -> None:
        for each in scenarios:
            for outage in each.record.outages:
                if outage.asset not in assets:
                    self.problems.append(unknown("object", outage.asset, each.at("uitval"), assets))
                if outage.until_hour is not None and outage.until_hour <= outage.from_hour:
                    self.problems.append(
                        Problem(
                            each.at("uitval"),
                            f"uitval van `{outage.asset}` van uur {outage.from_hour} tot uur {outage.until_hour}",
                            "`tot_uur` na `van_uur`",
                            "verbeter de uren, of laat `tot_uur` weg als de uitval niet eindigt",
                        )
                    )
            for name in _files_of(each.record):
                self.files.note(name, each.at("waterdiepte"))

    def _note_source_files(self, sources: Sequence[Placed[Source]]) -> None:
        """A source may name a file of the study; one elsewhere need not be on this computer."""
        for each in sources:
            if each.record.file is not None and not each.record.file.startswith(("http:", "https:", DATA_MARK)):
                self.files.note(each.record.file, each.at("bestand"))

    def _others(self, assets: Sequence[Asset], lists: _Lists) -> dict[str, Any]:
        """Lists that are read and checked only, and the references in them."""
        nodes = {str(info.alias or name): getattr(self.head, name) for name, info in StudyFile.model_fields.items()}
        others: dict[str, Any] = {}
        known = {
            "object": {asset.id for asset in assets},
            "functie": {function.id for function in lists.records.functions},
            "partij": {party.id for party in lists.records.parties},
            "scenario": {*(scenario.id for scenario in lists.records.scenarios), ALL_SCENARIOS},
        }
        for key in OTHER_LISTS:
            placed = self.records(key, nodes[key])
            for each in placed:
                self.problems += [
                    unknown(what, name, each.at(where), known[what])
                    for what, name, where in _references(each.record)
                    if name not in known[what]
                ]
            if placed:
                others[key] = tuple(each.record for each in placed)
        documents = {key: self._document(key, nodes[key]) for key in DOCUMENTS}
        return others | {key: document for key, document in documents.items() if document is not None}

    def _document(self, key: str, node: Located | None) -> Model | None:
        """A part with keys of its own, inline or in a YAML file."""
        if isinstance(node, Scalar) and not node.null:
            if is_table(node.text):
                found = f"`{node.text}` bij `{key}` is een tabel"
                self.problems.append(Problem(node.place, found, "een .yaml-bestand", f"schrijf `{key}` als yaml"))
                return None
            node = self.files.yaml(node.text, node.place)
        if node is None or (isinstance(node, Scalar) and node.null):
            return None
        document, problems = build_document(DOCUMENTS[key], node, BARE_LISTS.get(key))
        self.problems += problems
        return document

    def _add_water_problems(self, assets: Sequence[Asset], scenarios: Sequence[Scenario], time: TimeAxis) -> None:
        """The run stops here; what is wrong with the water is told too, so that all can be mended in one go."""
        there = [s for s in scenarios if all(resolve(self.folder, name).is_file() for name in _files_of(s))]
        if len({asset.id for asset in assets}) == len(assets):
            _, problems = read_inundations(assets, there, time, self.head.crs, lambda name: resolve(self.folder, name))
            self.problems += problems


def _files_of(scenario: Scenario) -> Iterator[str]:
    """Every file that a scenario names."""
    depth = scenario.depth
    if isinstance(depth, DepthSource):
        for source in (depth.raster, depth.level_mnap):
            if isinstance(source, str):
                yield source
            elif source is not None:
                yield from (moment.raster for moment in source if isinstance(moment, RasterMoment))
        yield from (name for name in (depth.table, depth.ground) if name is not None)
    yield from (each.raster for each in (scenario.begin_hour, scenario.duration_hours) if isinstance(each, HourRaster))


def _references(record: BaseModel) -> Iterator[tuple[str, str, str]]:
    """(what, id, key) of everything a measure, limit or judgement refers to."""
    kinds = {kind.value for kind in PartyKind}
    if isinstance(record, Measure):
        for effect in record.effects:
            if effect.target is not None:
                yield from (("object", name, "effecten") for name in effect.target.assets)
                yield from (("functie", name, "effecten") for name in effect.target.function)
                yield from (("scenario", name, "effecten") for name in effect.target.scenarios)
            if effect.added is not None:
                yield from (("object", name, "effecten") for name in (effect.added.consumer, effect.added.supplier))
        for key in ("lead", "funder", "executor", "manager", "authority"):
            alias = str(Measure.model_fields[key].alias)
            yield from (("partij", name, alias) for name in getattr(record, key) if name not in kinds)
        return
    function, party = getattr(record, "function", None), getattr(record, "party", None)
    if function is not None:
        yield ("functie", function, "functie")
    if party is not None and party != "gezamenlijk":
        yield ("partij", party, "partij")
    yield from (("object", name, "objecten") for name in getattr(record, "assets", ()))
    yield from (("scenario", name, "scenarios") for name in getattr(record, "scenarios", ()))
    yield from (("partij", each.party, "oordelen") for each in getattr(record, "judgements", ()))

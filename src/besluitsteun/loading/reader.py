"""A study folder in, a checked ``Study`` out; or every problem at once."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..problems import InputError, Place, Problem, Severity
from ..schema.ambitions import Choices
from ..schema.assets import Asset
from ..schema.base import ALL_SCENARIOS
from ..schema.decision import DecisionSettings
from ..schema.measures import Measure
from ..schema.parties import Party
from ..schema.scenarios import Scenario
from ..schema.sources import ColumnDivision, ColumnRule, LayerDivision
from ..schema.study import Function, Source, Time
from ..schema.study_file import ROW_LISTS, StudyFile
from ..timeaxis import TimeAxis
from .asset_checks import check_assets, with_bearers
from .assets import FIELDS, PART, PlacedAsset, provenance_of, read_assets
from .checks import warnings_of
from .criteria import figures_used, read_criteria
from .curves import Curves, check_damage, read_curves
from .deciding import Deciding, read_deciding
from .divisions import area_name_warnings, areas_in_polygons
from .features import read_feature_layers, with_areas
from .figures import (
    check_function_values,
    provenance_of_classes,
    provenance_of_figures,
    provenance_of_values,
    read_figures,
    read_risk_matrix,
)
from .files import DATA_MARK, fingerprints, overall, resolve
from .forms import model_form
from .judging import Ground, Judging, read_judging
from .known import Known
from .lists import Files, Placed, duplicates, place_in, read_records, text_of
from .located import Entry, Located, Mapped, Scalar
from .located import Sequence as YamlList
from .map_layers import check_map_layers
from .measuring import provenance_of_measures, read_measures
from .needs import Written, check_once, needs_of_rows, provenance_of_needs, read_dependencies
from .others import read_others
from .overrides import apply_overrides, may_see_problems
from .places import check_crs, outside_crs, transformed
from .references import Names, suggestion
from .repeats import summed_up
from .rules import PlacedNeed, derive_needs
from .scenario_checks import check_scenarios, files_of, provenance_of_scenarios
from .settling import read_settings
from .sizes import check_sizes
from .study import Need, Provenance, Study
from .validate import build
from .water import read_inundations

FILE = "studie.yaml"
MOST_STEPS = 1_000_000
Division = ColumnDivision | LayerDivision


def read_study(path: Path | str) -> Study:
    """The study in a folder (or named by its ``studie.yaml``).

    Raises InputError with every problem of every file; a Study that is returned holds together.
    """
    folder = Path(path)
    folder = folder.parent if folder.name == FILE else folder
    _refuse_no_study(folder, str(path))
    with _no_searching_for_garbage():
        return _read(folder)


@contextmanager
def _no_searching_for_garbage() -> Iterator[None]:
    """Reading makes millions of small objects and no garbage; looking for it time and again takes 40% of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(folder: Path) -> Study:
    files = Files(folder)
    tree = files.yaml(FILE, Place(FILE), FILE)
    head, problems = (None, []) if tree is None else build(StudyFile, tree)
    files.problems += problems
    if head is None and isinstance(tree, Mapped):
        head = _readable(tree, files)
    if head is None or not isinstance(tree, Mapped):
        raise InputError(files.problems)
    return _Assembly(folder, files, tree, head).study()


def _readable(tree: Mapped, files: Files) -> StudyFile | None:
    """``studie.yaml`` without the keys that were refused, so that the problems of all lists are told as well."""
    form = model_form(StudyFile)
    standing_in = {key: YamlList((), tree.place) for key in form.required} | {"naam": Scalar("?", tree.place)}
    files.unread |= {key for key in form.keys if form.keys[key].as_written and tree.entry(key) is None}
    entries = {key: Entry(key, tree.place, value) for key, value in standing_in.items()}
    for entry in tree:
        alone = {**entries, entry.key: entry}
        if build(StudyFile, Mapped(tuple(alone.values()), tree.place))[0] is not None:
            entries = alone
    return build(StudyFile, Mapped(tuple(entries.values()), tree.place))[0]


def _refuse_no_study(folder: Path, given: str) -> None:
    if folder.is_dir() and (folder / FILE).is_file():
        return
    place = Place(given)
    if folder.is_dir():
        remedy = "noem de map van de studie; `besluitsteun nieuw MAP` maakt er een"
        raise InputError([Problem(place, f"deze map heeft geen {FILE}", f"een map met een {FILE}", remedy)])
    what = "dit is een bestand, geen map" if folder.exists() else "deze map bestaat niet"
    remedy = "controleer de naam; een naam met een spatie of ' hoort tussen aanhalingstekens"
    raise InputError([Problem(place, what, f"een map met een {FILE}", remedy)])


@dataclass(frozen=True)
class _Lists:
    """The lists that stand by themselves, and the ids that others may refer to."""

    parties: tuple[Placed[Party], ...]
    functions: tuple[Placed[Function], ...]
    scenarios: tuple[Placed[Scenario], ...]
    sources: tuple[Placed[Source], ...]
    known: Mapping[str, Names]


@dataclass(frozen=True)
class _Choosing:
    """What parties choose from and by."""

    deciding: Deciding
    measures: tuple[Measure, ...]
    decision: DecisionSettings
    choices: Choices


class _Assembly:
    """Reads list after list; every method adds what is wrong to the problems and goes on."""

    def __init__(self, folder: Path, files: Files, tree: Mapped, head: StudyFile):
        self.folder, self.files, self.tree, self.head = folder, files, tree, head
        self.problems = files.problems
        self.warnings: list[Problem] = []
        self.misplaced: set[str] = set()
        """Objects whose coordinates are refused: what follows from them says nothing."""
        wrong_crs = any(problem.place == self._place("crs") for problem in self.problems)
        refused = [] if wrong_crs else check_crs(head.crs, self._place("crs"))
        self.has_crs = not wrong_crs and not refused
        self.problems += refused

    def study(self) -> Study:
        """Everything read and checked; raises InputError."""
        lists, time = self._lists(), self._time()
        figures, curves = read_figures(self.head.figures, self.files), read_curves(self.head.curves, self.files)
        criteria = read_criteria(self.head.consequences, lists.known, self.files)
        computed = [each.id for each in criteria]
        risk_matrix = read_risk_matrix(self.head.risk_matrix, lists.known["functie"], computed, self.files)
        written = read_dependencies(self.head.dependencies, self.files)
        assets, overridden = self._assets(lists, written, curves)
        self.problems += check_sizes(assets, _records(lists.functions), time)
        records = tuple(each.record for each in assets)
        objects = self._names("object", PART, [asset.id for asset in records])
        needs = self._needs(written, records, objects, lists.known)
        self.problems += check_scenarios(lists.scenarios, objects, risk_matrix.likelihoods or (), self.files)
        known, functions = {**lists.known, "object": objects}, _records(lists.functions)
        others = read_others(self.head, self.files)
        complete = PART not in self.files.unread and not self.files.refused.get(PART)
        ground = Ground(known, criteria, functions, records, tuple(self.head.divisions), complete)
        judging, warnings = read_judging(self.head, ground, self.files)
        self.warnings += warnings
        choosing = self._choosing(ground, [each.need for each in needs], lists, judging)
        crs = self.head.crs if self.has_crs else None
        stress, of_layers, told = read_feature_layers(self.head.stress_test, lists.known["partij"], crs, self.files)
        self._take(told)
        scenarios = _records(lists.scenarios)
        named = self._names("scenario", "scenarios", [each.id for each in scenarios])
        self.problems += check_map_layers(self.head.background, self.tree, named, self.files)
        if self.problems:
            self._add_water_problems(records, scenarios, time)
            raise InputError(summed_up(self.problems))
        units = {each.record.id: each.record.user_unit for each in lists.functions}
        provenance = (
            *provenance_of(assets, units),
            *overridden,
            *provenance_of_needs(needs),
            *provenance_of_scenarios(scenarios),
            *provenance_of_values(functions),
            *provenance_of_figures(figures, figures_used(criteria)),
            *curves.provenance_of_used(records),
            *provenance_of_classes(risk_matrix, computed),
            *provenance_of_measures(choosing.measures),
            *of_layers,
        )
        self._warn(records, needs, functions, scenarios, provenance, judging)
        files = fingerprints(self.folder, self.files.names)
        return Study(
            folder=self.folder,
            name=self.head.name,
            crs=self.head.crs,
            time=time,
            seed=self.head.seed,
            divisions=tuple(self.head.divisions),
            parties=_records(lists.parties),
            functions=functions,
            assets=records,
            needs=tuple(each.need for each in needs),
            scenarios=scenarios,
            sources=_records(lists.sources),
            provenance=provenance,
            figures=figures,
            curves=curves.curves,
            risk_matrix=risk_matrix,
            warnings=summed_up(self.warnings),
            criteria=criteria,
            limits=judging.limits,
            risks=judging.risks,
            ambitions=judging.ambitions,
            decision_criteria=choosing.deciding.criteria,
            weights=choosing.deciding.weights,
            measures=choosing.measures,
            decision=choosing.decision,
            choices=choosing.choices,
            discount_rate=None if self.head.discount_rate is None else self.head.discount_rate.value,
            others=others,
            stress_layers=with_areas(stress, self._polygon_divisions(), self.head.crs, self._resolve),
            explanation=self.head.explanation,
            data_kinds=self.head.data_kinds,
            background=self.head.background,
            hash=overall(files),
            files=files,
        )

    def _choosing(self, ground: Ground, needs: Sequence[Need], lists: _Lists, judging: Judging) -> _Choosing:
        """Criteria and weights, measures, and the settings that refer to all of these."""
        weighted = [e.record.id for e in lists.scenarios if e.record.weight is not None and e.record.weight.value]
        deciding, doubted = read_deciding(self.head, ground, self.files, weighted)
        measures, unsaid = read_measures(self.head, ground, needs, _records(lists.parties), self.files)
        named = {
            "maatregel": self._names("maatregel", "maatregelen", [each.id for each in measures]),
            "grens": self._names("grens", "grenzen", [each.id for each in judging.limits]),
        }
        computed = [each.id for each in ground.criteria]
        referred = Known(
            names={**ground.known, **named},
            measures=measures,
            limits=judging.limits,
            ambitions=judging.ambitions,
            criteria=deciding.criteria,
            consequences=computed,
            weighted=weighted,
        )
        decision, choices, doubtful = read_settings(self.head, referred, self.files)
        self.warnings += [*doubted, *unsaid, *doubtful]
        return _Choosing(deciding, measures, decision, choices)

    def _take(self, found: Iterable[Problem]) -> None:
        """Sort problems from warnings."""
        for problem in found:
            (self.warnings if problem.severity is Severity.WARNING else self.problems).append(problem)

    def _place(self, key: str) -> Place:
        entry = self.tree.entry(key)
        return self.tree.place if entry is None else entry.value.place

    def _noted(self, key: str, name: str) -> bool:
        """Count a file that ``studie.yaml`` names under a key to the study."""
        return self.files.note(name, place_in(self.tree, key, name))

    def _names(self, what: str, part: str, ids: Iterable[str]) -> Names:
        return Names(what, ids, self.files.refused_ids(part), part not in self.files.unread)

    def _refuse_empty(self, key: str, records: Sequence[object]) -> None:
        if records or key in self.files.unread or self.files.refused.get(key):
            return
        expected = f"ten minste één onderdeel van `{key}`"
        self.problems.append(Problem(self._place(key), f"`{key}` is leeg", expected, f"vul `{key}`"))
        self.files.unread.add(key)  # everything that refers to it would be called unknown

    # --- the lists that stand by themselves

    def _lists(self) -> _Lists:
        parties = self._read("partijen", self.head.parties)
        functions = self._read("functies", self.head.functions)
        scenarios = self._read("scenarios", self.head.scenarios)
        sources = self._read("bronnen", self.head.sources)
        self._refuse_empty("functies", functions)
        self._refuse_empty("scenarios", scenarios)
        party_names = self._names("partij", "partijen", _ids(parties))
        for each in parties:
            for name in each.record.represents:
                self.problems += party_names.check(name, place_in(each.source, "vertegenwoordigt", name))
        self._check_sources(sources, party_names)
        self.problems += check_function_values(functions)
        known = {
            "partij": party_names,
            "functie": self._names("functie", "functies", _ids(functions)),
            "scenario": self._names("scenario", "scenarios", (*_ids(scenarios), ALL_SCENARIOS)),
        }
        return _Lists(parties, functions, scenarios, sources, known)

    def _read(self, key: str, node: Located | None) -> tuple[Placed[Any], ...]:
        """A list of records, ids checked to be unique."""
        placed = read_records(ROW_LISTS[key], node, key, self.files)
        self.problems += duplicates(placed, key)
        return placed

    def _check_sources(self, sources: Sequence[Placed[Source]], parties: Names) -> None:
        """A source may name a file of the study; one elsewhere need not be on this computer."""
        for each in sources:
            self.problems += may_see_problems(each.record.visible_to, parties, each.at("zichtbaar_voor"))
            if each.record.file is not None and not each.record.file.startswith(("http:", "https:", DATA_MARK)):
                self.files.note(each.record.file, each.at("bestand"))

    def _time(self) -> TimeAxis:
        time: Time | None = self.head.time
        if time is None:
            return TimeAxis()
        place = self._place("tijd")
        if time.step_hours <= 0 or time.horizon_hours <= 0 or time.horizon_hours % time.step_hours != 0:
            found = f"horizon_uur {time.horizon_hours} bij stap_uur {time.step_hours}"
            expected = "een horizon die een heel aantal stappen lang is, en een stap boven 0"
            self.problems.append(
                Problem(place, found, expected, "kies een stap die in de horizon past, zoals 1 of 0.5")
            )
            return TimeAxis()
        axis = TimeAxis(time.horizon_hours, time.step_hours)
        if axis.steps > MOST_STEPS:
            found = f"{axis.steps} stappen (horizon_uur {time.horizon_hours} gedeeld door stap_uur {time.step_hours})"
            remedy = "neem een langere stap of een kortere horizon"
            self.problems.append(Problem(place, found, f"hoogstens {MOST_STEPS} stappen", remedy))
            return TimeAxis()
        return axis

    # --- objects

    def _assets(self, lists: _Lists, written: Written, curves: Curves) -> tuple[list[PlacedAsset], list[Provenance]]:
        """Objects with overrides, coordinates, areas and bearers; and the provenance of the overrides."""
        divisions = self._divisions()
        columns = {name: each.column for name, each in divisions.items() if isinstance(each, ColumnDivision)}
        rule_columns = {rule.rule.column for rule in written.rules if isinstance(rule.rule, ColumnRule)}
        kinds = self.head.kind_defaults
        assets, seen = read_assets(self.head.assets, columns, rule_columns, self.files, kinds)
        self._check_columns(columns, seen)
        assets = self._in_study_crs(assets)
        self._refuse_empty(PART, assets)
        names = self._names("object", PART, [each.record.id for each in assets])
        assets, overridden = apply_overrides(assets, self.head.values, names, lists.known["partij"], self.files)
        self.problems += check_assets(assets, lists.known["functie"], lists.known["partij"])
        self.problems += check_damage(assets, curves.names)
        self.misplaced = {each.record.id for each in assets if (each.record.x is None) != (each.record.y is None)}
        if self.has_crs:
            outside = outside_crs(assets, self.head.crs)
            self.problems += outside.values()
            self.misplaced |= outside.keys()
        self._take(_unused_names(assets, divisions))
        assets = self._in_divisions(_with_area_names(assets, divisions.values()), divisions)
        return with_bearers(assets, _records(lists.parties)), overridden

    def _in_study_crs(self, assets: list[PlacedAsset]) -> list[PlacedAsset]:
        """Coordinates of layers with a CRS of their own made those of the study."""
        result = [each for each in assets if each.crs in (None, self.head.crs) or not self.has_crs]
        layers: dict[tuple[str, str], list[PlacedAsset]] = {}
        for each in assets:
            if each.crs not in (None, self.head.crs) and self.has_crs:
                layers.setdefault((each.source.place.file, str(each.crs)), []).append(each)
        if not layers:
            return assets
        for (file, own), members in layers.items():
            moved, found = transformed(members, own, self.head.crs, Place(file))
            self.problems += found
            result += moved
        order = {id(each.source): position for position, each in enumerate(assets)}
        return sorted(result, key=lambda each: order[id(each.source)])

    def _divisions(self) -> dict[str, Division]:
        result: dict[str, Division] = {}
        for name, node in self.head.divisions.items():
            model: type[Division] = ColumnDivision
            if isinstance(node, Mapped) and node.entry("laag") is not None:
                model = LayerDivision
            division, problems = build(model, node)
            self.problems += problems
            if division is not None:
                result[name] = division
        return result

    def _polygon_divisions(self) -> dict[str, LayerDivision]:
        return {name: each for name, each in self._divisions().items() if isinstance(each, LayerDivision)}

    def _in_divisions(self, assets: list[PlacedAsset], divisions: Mapping[str, Division]) -> list[PlacedAsset]:
        """The area of every object per division; those by a column of our own follow ``gegevens``."""
        areas: dict[str, Sequence[str | None]] = {}
        for name, division in divisions.items():
            if isinstance(division, LayerDivision):
                areas[name] = self._areas_in_layer(division, assets)
            elif division.column in FIELDS:
                field = FIELDS[division.column]
                areas[name] = [_as_area(getattr(each.record, field)) for each in assets]
            else:
                areas[name] = [_named(each.record.areas.get(name), division) for each in assets]
        named = {name: [area for area in values if area] for name, values in areas.items()}
        if not any(isinstance(each, ColumnDivision) and each.column == "gebied" for each in divisions.values()):
            named["gebied"] = [each.record.area for each in assets if each.record.area]
        self._take(area_name_warnings(named))
        if not areas:
            return assets
        rows = zip(*areas.values(), strict=True)
        found = ({name: area for name, area in zip(areas, row, strict=True) if area} for row in rows)
        pairs = zip(assets, found, strict=True)
        return [each if each.record.areas == own else each.changed(areas=own) for each, own in pairs]

    def _areas_in_layer(self, division: LayerDivision, assets: Sequence[PlacedAsset]) -> Sequence[str | None]:
        if not self._noted("gebiedsindelingen", division.layer) or not self.has_crs:
            return [None] * len(assets)
        path, records = resolve(self.folder, division.layer), [each.record for each in assets]
        areas, found = areas_in_polygons(path, division.layer, division.name_column, None, records, self.head.crs)
        self._take(found)
        return areas

    def _check_columns(self, columns: Mapping[str, str], seen: Collection[str]) -> None:
        """A column that no list of objects has is likely misspelt: its division would silently be empty."""
        for name, column in columns.items():
            if column in seen or column in FIELDS or PART in self.files.unread:
                continue
            found = f"geen enkele lijst met objecten heeft kolom `{column}`, van gebiedsindeling `{name}`"
            remedy = suggestion(column, [*seen, *FIELDS]) or "verbeter de naam van de kolom, of verwijder de indeling"
            place = place_in(self.tree, "gebiedsindelingen", column)
            self.problems.append(Problem(place, found, "een kolom van `objecten` met gebieden", remedy))

    # --- needs

    def _needs(
        self, written: Written, assets: Sequence[Asset], objects: Names, known: Mapping[str, Names]
    ) -> list[PlacedNeed]:
        """Needs from rows and from rules, each from one place.

        Rules wait until every object has a right function, party and place: what they find before says nothing.
        """
        needs, found = needs_of_rows(written, objects)
        self.problems += found
        functions, parties = known["functie"], known["partij"]
        right = all(each.function in functions and (each.party is None or each.party in parties) for each in assets)
        if right and not self.misplaced and PART not in self.files.unread and not self.files.refused.get(PART):
            derived, found = derive_needs(written.rules, assets)
            self._take(found)
            needs = [*needs, *derived]
        self.problems += check_once(needs)
        return needs

    # --- what only shows when everything is read

    def _warn(
        self,
        assets: Sequence[Asset],
        needs: Sequence[PlacedNeed],
        functions: Sequence[Function],
        scenarios: Sequence[Scenario],
        provenance: Sequence[Provenance],
        judging: Judging,
    ) -> None:
        layers = any(isinstance(node, Mapped) and node.entry("laag") for node in self.head.divisions.values())
        rasters = any(s.depth is not None and (s.depth.raster or s.depth.level_mnap) for s in scenarios)
        limits, risks = judging.limits, judging.risks
        self._take(warnings_of(assets, needs, functions, provenance, limits, risks, has_layers=layers or rasters))

    def _add_water_problems(self, assets: Sequence[Asset], scenarios: Sequence[Scenario], time: TimeAxis) -> None:
        """The run stops here; what is wrong with the water is told too, so that all can be mended in one go."""
        if not self.has_crs:
            return
        there = [s for s in scenarios if all(name in self.files.names for _, name in files_of(s))]
        if PART in self.files.unread:  # a table of depths may name objects that could not be read
            there = [s for s in there if s.depth is None or s.depth.table is None]
        once = {asset.id: asset for asset in (*self._refused_assets(), *assets)}
        known = [_bare(asset.id, asset.area) if asset.id in self.misplaced else asset for asset in once.values()]
        _, problems = read_inundations(known, there, time, self.head.crs, self._resolve)
        self._take(problems)

    def _resolve(self, name: str) -> Path:
        return resolve(self.folder, name)

    def _refused_assets(self) -> list[Asset]:
        """Objects that were refused, by id and area only: a table of depths that names them is not wrong."""
        refused = self.files.refused.get(PART, ())
        return [_bare(name, text_of(each, "gebied")) for each in refused if (name := text_of(each, "id"))]


def _bare(name: str, area: str | None) -> Asset:
    return Asset.model_construct(id=name, area=area, function="")


def _records(placed: Iterable[Placed[Any]]) -> tuple[Any, ...]:
    return tuple(each.record for each in placed)


def _ids(placed: Iterable[Placed[Any]]) -> list[str]:
    return [each.record.id for each in placed]


def _named(area: str | None, division: ColumnDivision) -> str | None:
    """The name of an area for the code that a register writes."""
    return None if area is None else division.names.get(area, area)


def _unused_names(assets: Sequence[PlacedAsset], divisions: Mapping[str, Division]) -> list[Problem]:
    """Warnings about names for a code that no object has: most likely misspelled."""
    found = []
    for name, division in divisions.items():
        if not isinstance(division, ColumnDivision):
            continue
        codes = {each.record.area if division.column == "gebied" else each.record.areas.get(name) for each in assets}
        for code in sorted(division.names.keys() - codes):
            expected, remedy = "een code die bij een object staat", "schrijf de code precies zoals in het register"
            place = Place("gebiedsindelingen", column=name)
            found.append(Problem(place, f"`namen` noemt '{code}'", expected, remedy, Severity.WARNING))
    return found


def _with_area_names(assets: list[PlacedAsset], divisions: Iterable[Division]) -> list[PlacedAsset]:
    """Objects whose own area bears the name that the division by ``gebied`` gives it."""
    for division in divisions:
        if isinstance(division, ColumnDivision) and division.column == "gebied" and division.names:
            named = [(each, _named(each.record.area, division)) for each in assets]
            return [each if each.record.area == area else each.changed(area=area) for each, area in named]
    return assets


def _as_area(value: object) -> str | None:
    return None if value is None else str(value)

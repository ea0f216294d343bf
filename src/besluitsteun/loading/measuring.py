"""``maatregelen`` in, the measures of the study out, everything they refer to and change checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations

from ..nl import plain
from ..problems import Place, Problem, Severity
from ..schema.assets import Asset
from ..schema.base import ALL_SCENARIOS, PartyKind
from ..schema.measures import Effect, Measure, Target
from ..schema.parameters import BARRIER, PARAMETERS, Of, Parameter
from ..schema.parties import Party
from ..schema.study_file import StudyFile
from .choosable import Choosable
from .files import resolve
from .judging import WITHOUT_AREA, WITHOUT_FUNCTION, Ground
from .lists import Files, Placed, duplicates, place_in, read_records
from .located import Mapped
from .located import Sequence as YamlList
from .photos import photo_problem
from .references import suggestion
from .scenario_checks import files_of_depth
from .selection import Selection
from .study import Need, Provenance

DROUGHT = "droogte"
"""The theme that ``samenhang`` is always asked for."""
ROLES = ("lead", "funder", "executor", "manager", "authority")


def read_measures(
    head: StudyFile, ground: Ground, needs: Sequence[Need], parties: Sequence[Party], files: Files
) -> tuple[tuple[Measure, ...], list[Problem]]:
    """The measures, with warnings; what is wrong with them is added to the problems of ``files``."""
    placed: tuple[Placed[Measure], ...] = read_records(Measure, head.measures, "maatregelen", files)
    files.problems += duplicates(placed, "maatregelen")
    kinds = {party.kind for party in parties}
    known = replace(ground, complete=ground.complete and not files.problems)  # else what is missing may be there
    bench = _Bench(known, tuple(needs), kinds, {each.record.id for each in placed} | files.refused_ids("maatregelen"))
    warnings: list[Problem] = []
    for each in placed:
        for effect, where in _effects(each):
            for name in () if effect.depth is None else files_of_depth(effect.depth):
                files.note(name, where.at("waterdiepte", name))
        files.problems += _photo_problems(each, files)
        found = list(bench.problems(each))
        files.problems += [problem for problem in found if problem.severity is Severity.ERROR]
        warnings += [problem for problem in found if problem.severity is Severity.WARNING]
    files.problems += [*_circles(placed), *_impossible(placed)]
    warnings += _reruns_together(placed)
    return tuple(each.record for each in placed), warnings


def _photo_problems(measure: Placed[Measure], files: Files) -> Iterator[Problem]:
    """A photo of the example has to be there, and to be one."""
    name = None if measure.record.example is None else measure.record.example.photo
    if name is None:
        return
    place = measure.at("voorbeeld")
    if files.note(name, place) and (problem := photo_problem(resolve(files.folder, name), name, place)) is not None:
        yield problem


def provenance_of_measures(measures: Sequence[Measure]) -> tuple[Provenance, ...]:
    """Rows for what measures cost and for how much they change; what a measure gives no source for has none."""
    return tuple(
        Provenance(f"maatregel {each.id}", key, value, unit=unit, source=each.source or "", status=each.status or "")
        for each in measures
        for key, value, unit in (*_costs(each), *_sizes(each))
    )


def _costs(measure: Measure) -> Iterator[tuple[str, str, str]]:
    for key, value, unit in (
        ("kosten_eur", measure.cost_eur, "eur"),
        ("jaarlijks_eur", measure.yearly_eur, "eur per jaar"),
        ("levensduur_jaar", measure.lifetime_years, "jaar"),
        ("doorlooptijd_jaar", measure.lead_time_years, "jaar"),
    ):
        if value is not None:
            yield key, plain(value), unit


def _sizes(measure: Measure) -> Iterator[tuple[str, str, str]]:
    """What each effect writes down as a number or a flag; an added supplier and other water have none."""
    for number, effect in enumerate(measure.effects, 1):
        for way, value in (("wordt", effect.becomes), ("plus", effect.plus), ("maal", effect.times)):
            if value is not None:
                said = ("ja" if value else "nee") if isinstance(value, bool) else plain(value)
                yield f"effect {number}: {effect.property_ or effect.consequence} {way}", said, ""


@dataclass(frozen=True)
class _Where:
    """Where an effect stands."""

    item: Mapped | None
    place: Place

    def at(self, key: str, text: str = "") -> Place:
        """Where a text stands under a key of the effect; else where the effect stands."""
        return self.place if self.item is None or self.item.get(key) is None else place_in(self.item, key, text)


def _effects(placed: Placed[Measure]) -> list[tuple[Effect, _Where]]:
    """Every effect and where it stands."""
    items = placed.source.get("effecten") if isinstance(placed.source, Mapped) else None
    where = (
        [_Where(each, each.place) for each in items if isinstance(each, Mapped)] if isinstance(items, YamlList) else []
    )
    where += [_Where(None, placed.at("effecten"))] * (len(placed.record.effects) - len(where))
    return list(zip(placed.record.effects, where, strict=True))


@dataclass(frozen=True)
class _Bench:
    """What a measure is held against."""

    ground: Ground
    needs: tuple[Need, ...]
    kinds: set[PartyKind]
    measures: set[str]

    @cached_property
    def selection(self) -> Selection:
        """The objects by area."""
        return Selection.of(self.ground.assets, self.ground.divisions)

    @cached_property
    def asset_kinds(self) -> set[str]:
        """Every ``soort``."""
        return {asset.kind for asset in self.ground.assets if asset.kind}

    @cached_property
    def needs_of(self) -> Mapping[str, list[Need]]:
        """The needs of each object."""
        found: dict[str, list[Need]] = {}
        for need in self.needs:
            found.setdefault(need.consumer, []).append(need)
        return found

    def problems(self, placed: Placed[Measure]) -> Iterator[Problem]:
        """What is wrong with a measure, and what should be known of it."""
        yield from self._relations(placed)
        yield from self._roles(placed)
        for effect, where in _effects(placed):
            unknown = list(self._references(effect, where))
            yield from unknown
            if not unknown and self.ground.complete:
                yield from self._effect(effect, where.place)
                yield from _idle(effect, where.place)
        yield from _unsaid(placed)

    # --- who, and what goes with what

    def _relations(self, placed: Placed[Measure]) -> Iterator[Problem]:
        measure = placed.record
        for key, names in (("vereist", measure.requires), ("sluit_uit", measure.excludes)):
            for name in names:
                place = place_in(placed.source, key, name)
                if name == measure.id:
                    yield Problem(place, f"`{key}` noemt de maatregel zelf", "een andere maatregel", "haal deze weg")
                elif name not in self.measures:
                    remedy = suggestion(name, sorted(self.measures)) or "controleer de id"
                    yield Problem(place, f"onbekende maatregel `{name}`", "de id van een maatregel", remedy)
        for name in sorted(set(measure.requires) & set(measure.excludes)):
            found = f"`{name}` staat bij `vereist` en bij `sluit_uit`"
            yield Problem(place_in(placed.source, "sluit_uit", name), found, "een van beide", "haal er een weg")

    def _roles(self, placed: Placed[Measure]) -> Iterator[Problem]:
        every = {kind.value for kind in PartyKind}
        parties = self.ground.known["partij"]
        for role in ROLES:
            key, names = str(Measure.model_fields[role].alias), getattr(placed.record, role)
            for name in names:
                if name not in every:
                    yield from parties.check(name, place_in(placed.source, key, name))
            able = [name for name in names if name in parties or name in {kind.value for kind in self.kinds}]
            if names and not able:
                found = f"`{key}` noemt alleen soorten waarvan de studie geen partij heeft: {', '.join(names)}"
                remedy = "noem een partij van de studie, of voeg er een toe aan `partijen`"
                yield Problem(placed.at(key), found, "minstens één partij die deze rol kan vervullen", remedy)

    # --- what it changes

    def _references(self, effect: Effect, where: _Where) -> Iterator[Problem]:
        """Everything an effect names exists."""
        known, target = self.ground.known, effect.target or Target.model_validate({})
        named = [("object", each) for each in target.assets] + [("functie", each) for each in target.function]
        named += [("partij", each) for each in target.party]
        named += [("scenario", each) for each in target.scenarios if each != ALL_SCENARIOS]
        for what, name in named:
            yield from known[what].check(name, where.at("op", name))
        for name in () if effect.added is None else (effect.added.consumer, effect.added.supplier):
            yield from known["object"].check(name, where.at("erbij", name))
        if not self.ground.complete:
            return
        for area in target.area:
            if not self.selection.divisions_with(area):
                remedy = suggestion(area, self.selection.areas()) or "controleer de naam van het gebied"
                found = f"onbekend gebied `{area}`"
                yield Problem(where.at("op", area), found, "een gebied waarin objecten liggen", remedy)
        for kind in target.kind:
            if kind not in self.asset_kinds:
                remedy = suggestion(kind, sorted(self.asset_kinds)) or "controleer de soort"
                yield Problem(
                    where.at("op", kind), f"geen object heeft soort `{kind}`", "een soort die voorkomt", remedy
                )

    def _effect(self, effect: Effect, place: Place) -> Iterator[Problem]:
        if effect.added is not None:
            yield from self._added(effect, place)
        elif effect.consequence is not None:
            yield from self._consequence(effect, place)
        elif effect.property_ is not None:
            yield from self._property(effect, place)
        elif not self._targeted(effect):
            yield _nothing(place)

    def _targeted(self, effect: Effect) -> list[Asset]:
        """The objects that meet every condition."""
        target = effect.target or Target.model_validate({})
        chosen = set(self.selection.chosen(None, None, target.assets))
        if target.area:
            chosen &= set().union(*(self.selection.in_area(area) for area in target.area))
        assets = [self.ground.assets[place] for place in sorted(chosen)]
        wanted = (("kind", target.kind), ("function", target.function), ("party", target.party))
        return [each for each in assets if all(not names or getattr(each, name) in names for name, names in wanted)]

    def _property(self, effect: Effect, place: Place) -> Iterator[Problem]:
        key = str(effect.property_)
        if key not in PARAMETERS:
            remedy = suggestion(key, PARAMETERS) or "kies een van deze"
            yield Problem(place, f"onbekende eigenschap `{key}`", f"een van {', '.join(PARAMETERS)}", remedy)
            return
        parameter, target = PARAMETERS[key], effect.target or Target.model_validate({})
        yield from _value_problems(effect, parameter, place)
        if target.scenarios and parameter.of in (Of.ASSET, Of.NEED) and target.scenarios != (ALL_SCENARIOS,):
            found = f"`scenarios` bij `{key}`, dat in elk scenario hetzelfde is"
            yield Problem(place, found, "`scenarios` alleen bij water en evacuatie", "laat `scenarios` weg")
        if effect.group is not None and parameter.of is not Of.NEED:
            yield Problem(place, f"`groep` bij `{key}`", "`groep` bij een behoefte", "laat `groep` weg")
        if parameter.of is Of.SCENARIO:
            yield from _only_scenarios(target, key, place)
        elif parameter.of is Of.NEED:
            yield from self._needs_problems(effect, place)
        elif not self._targeted(effect):
            yield _nothing(place)
        elif parameter.of is Of.ASSET and effect.becomes is None:
            yield from self._absent_problems(effect, key, place)

    def _absent_problems(self, effect: Effect, key: str, place: Place) -> Iterator[Problem]:
        """What is not there cannot be added to or multiplied."""
        attribute = next(name for name, info in Asset.model_fields.items() if (info.alias or name) == key)
        if all(getattr(asset, attribute) is None for asset in self._targeted(effect)):
            found = f"`{key}` is bij geen van deze objecten ingevuld: `plus` en `maal` veranderen dan niets"
            remedy = f"gebruik `wordt`, of vul `{key}` in bij de objecten"
            yield Problem(place, found, "objecten waarbij het getal bekend is", remedy, Severity.WARNING)

    def _needs_problems(self, effect: Effect, place: Place) -> Iterator[Problem]:
        consumers = self._targeted(effect)
        groups = sorted({need.group for each in consumers for need in self.needs_of.get(each.id, ())})
        if effect.group is None and groups:
            return
        if not groups or effect.group not in groups:
            named = "een behoefte" if effect.group is None else f"een behoefte met groep `{effect.group}`"
            shown = ", ".join(f"`{group}`" for group in groups if group) or "geen"
            remedy = suggestion(effect.group or "", groups) or "controleer `op` en `groep`"
            yield Problem(place, f"geen van de gekozen objecten heeft {named}", f"groepen hier: {shown}", remedy)

    def _added(self, effect: Effect, place: Place) -> Iterator[Problem]:
        added = effect.added
        if added is None:
            return
        needs = [need for need in self.needs_of.get(added.consumer, ()) if need.group == (added.group or "")]
        groups = ", ".join(f"`{need.group}`" for need in self.needs_of.get(added.consumer, ()) if need.group) or "geen"
        if len(needs) != 1:
            many = "meer dan één behoefte zonder groep" if needs else f"geen behoefte met groep `{added.group or ''}`"
            remedy = "noem een groep die bestaat; een nieuwe behoefte kan een maatregel niet maken"
            yield Problem(place, f"`{added.consumer}` heeft {many}", f"groepen van dit object: {groups}", remedy)
        elif added.supplier in needs[0].suppliers or added.supplier == added.consumer:
            found = f"`{added.supplier}` levert hier al, of is het object zelf"
            yield Problem(place, found, "een leverancier die erbij komt", "kies een andere leverancier")

    def _consequence(self, effect: Effect, place: Place) -> Iterator[Problem]:
        computed = [each.id for each in self.ground.criteria if each.id not in WITHOUT_AREA]
        target, name = effect.target or Target.model_validate({}), str(effect.consequence)
        if name not in computed:
            remedy = suggestion(name, computed) or "kies een van deze"
            yield Problem(place, f"onbekend gevolg `{name}`", f"een van {', '.join(computed)}", remedy)
        if effect.times is None:
            yield Problem(
                place, "`gevolg` zonder `maal`", "`maal`, zoals 0.7", "schrijf met welk deel het gevolg blijft"
            )
        if target.assets or target.kind:
            found = "`objecten` of `soort` bij `gevolg`"
            yield Problem(place, found, "`functie`, `gebied`, `partij` of `scenarios`", "kies een van deze")
        if name in WITHOUT_FUNCTION and (target.function or target.party):
            found = f"`functie` of `partij` bij gevolg `{name}`: dat telt mensen, één keer over alle functies"
            yield Problem(place, found, "`gebied` of `scenarios`", "laat `functie` en `partij` weg")


def _nothing(place: Place) -> Problem:
    remedy = "controleer de voorwaarden: ze gelden allemaal tegelijk"
    return Problem(place, "geen object voldoet aan `op`", "minstens één object", remedy)


def _value_problems(effect: Effect, parameter: Parameter, place: Place) -> Iterator[Problem]:
    key, given = parameter.key, effect.becomes
    if parameter.is_flag and not isinstance(given, bool):
        yield Problem(place, f"`{key}` zonder ja of nee", "`wordt: ja` of `wordt: nee`", "gebruik `wordt`")
    elif not parameter.is_flag and isinstance(given, bool):
        yield Problem(place, f"`{key}` met ja of nee", "een getal", "schrijf een getal")
    elif given is not None and not parameter.lowest <= float(given) <= parameter.highest:
        ends = f"tussen {parameter.lowest:g} en {parameter.highest:g}"
        expected = ends if parameter.highest < float("inf") else f"minstens {parameter.lowest:g}"
        yield Problem(place, f"`{key}` wordt {float(given):g}", expected, "verbeter het getal")
    if key == BARRIER and effect.becomes is None:
        yield Problem(place, f"`{key}` zonder `wordt`", "`wordt`: de hoogte in meter", "gebruik `wordt`")


def _idle(effect: Effect, place: Place) -> Iterator[Problem]:
    """A factor of 1 and an addition of 0: what nobody would write on purpose."""
    said = "plus: 0" if effect.plus == 0 else "maal: 1" if effect.times == 1 else None
    if said is not None:
        found = f"`{said}` bij `{effect.property_ or effect.consequence}` verandert niets"
        yield Problem(place, found, "een effect", "verbeter het getal, of haal het effect weg", Severity.WARNING)


def _only_scenarios(target: Target, key: str, place: Place) -> Iterator[Problem]:
    if target.assets or target.kind or target.function or target.area or target.party:
        found = f"`{key}` geldt voor een heel scenario"
        yield Problem(place, found, "alleen `scenarios` bij `op`", "laat de andere voorwaarden weg")


def _unsaid(placed: Placed[Measure]) -> Iterator[Problem]:
    """What is not known of a measure: unknown is not zero."""
    measure, warning = placed.record, Severity.WARNING
    if not any(each.theme == DROUGHT for each in measure.coherence):
        found = f"maatregel `{measure.id}` zegt niets over {DROUGHT}"
        remedy = f"voeg `samenhang: [{{thema: {DROUGHT}, score: 0}}]` toe, met −3 (botst) tot 3 (helpt)"
        yield Problem(placed.at("id"), found, f"`samenhang` met {DROUGHT}", remedy, warning)
    for key, value in (("kosten_eur", measure.cost_eur), ("jaarlijks_eur", measure.yearly_eur)):
        if value is None:
            found = f"maatregel `{measure.id}` heeft geen `{key}`: onbekend, niet 0"
            yield Problem(placed.at("id"), found, "een bedrag in euro", "vul het in, of 0 als er geen zijn", warning)
    if measure.lifetime_years == 0:
        found = "levensduur 0 jaar"
        yield Problem(placed.at("levensduur_jaar"), found, "meer dan 0 jaar", "verbeter het getal, of laat het weg")
    for key, named, what in (("trekker", measure.lead, "pakt het op"), ("financier", measure.funder, "betaalt")):
        if not named:
            found = f"maatregel `{measure.id}` noemt geen `{key}`: wie {what}, blijft open"
            yield Problem(placed.at("id"), found, "partijen of soorten partij", f"voeg `{key}` toe", warning)
    if not measure.effects:
        found = f"maatregel `{measure.id}` heeft geen effecten en verandert in de berekening niets"
        yield Problem(placed.at("id"), found, "`effecten`", "zeg wat de maatregel verandert", warning)


def _reruns_together(placed: Sequence[Placed[Measure]]) -> Iterator[Problem]:
    """Measures that each bring other water for the same scenario: of both together nobody computed the water."""
    rerun = {each.record.id: _scenarios_rerun(each.record) for each in placed}
    for one, other in combinations(placed, 2):
        ours, theirs = one.record, other.record
        apart = other.record.id in ours.excludes or one.record.id in theirs.excludes
        shared = sorted(_both(rerun[ours.id], rerun[theirs.id]))
        if shared and not apart:
            found = f"`{ours.id}` en `{theirs.id}` brengen elk een eigen waterberekening voor {', '.join(shared)}"
            remedy = "zet de een bij `sluit_uit` van de ander; samen kiezen kan nu al niet"
            place = other.at("effecten")
            yield Problem(place, found, "één waterberekening per scenario", remedy, Severity.WARNING)


def _scenarios_rerun(measure: Measure) -> set[str]:
    targets = [each.target or Target.model_validate({}) for each in measure.effects if each.depth is not None]
    return {name for target in targets for name in target.scenarios or (ALL_SCENARIOS,)}


def _both(ours: set[str], theirs: set[str]) -> set[str]:
    """Scenarios in both, ``alle`` being every one."""
    every = (theirs if ALL_SCENARIOS in ours else set()) | (ours if ALL_SCENARIOS in theirs else set())
    return ours & theirs | every


def _impossible(placed: Sequence[Placed[Measure]]) -> Iterator[Problem]:
    """Measures that require two that exclude each other, or one that excludes them."""
    chosen = Choosable([each.record for each in placed])
    for each in placed:
        own = each.record.requires
        if set(own) & set(each.record.excludes):
            continue  # told already
        for one, other in chosen.excluding([each.record.id]):
            found = f"`{each.record.id}` kan nooit: met wat ze vereist sluiten `{one}` en `{other}` elkaar uit"
            remedy = "haal deze `vereist` weg, of de `sluit_uit`"
            yield Problem(each.at("vereist"), found, "maatregelen die samen kunnen", remedy)


def _circles(placed: Sequence[Placed[Measure]]) -> Iterator[Problem]:
    """Measures that require each other in a circle."""
    by_id, told = {each.record.id: each for each in placed}, set[frozenset[str]]()
    for each in placed:
        path, seen = [each.record.id], {each.record.id}
        circle = _circle_from(by_id, path, seen)
        if circle is not None and frozenset(circle) not in told:
            told.add(frozenset(circle))
            found = "maatregelen die elkaar in een kring vereisen: " + " → ".join((*circle, circle[0]))
            remedy = "haal een van deze `vereist` weg, of maak er één maatregel van"
            yield Problem(by_id[circle[0]].at("vereist"), found, "geen kring", remedy)


def _circle_from(by_id: Mapping[str, Placed[Measure]], path: list[str], seen: set[str]) -> tuple[str, ...] | None:
    """A circle that starts with the first of a path, if there is one."""
    for name in by_id[path[-1]].record.requires:
        if name == path[0] and len(path) > 1:
            return tuple(path)
        if name in by_id and name not in seen:
            seen.add(name)
            found = _circle_from(by_id, [*path, name], seen)
            if found is not None:
                return found
    return None

"""``grenzen``, ``risicos`` and ``ambities`` in, what the parties find acceptable out, every reference checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..problems import Problem, Severity
from ..schema.ambitions import Ambitions, Limit, Over, Risk
from ..schema.assets import Asset
from ..schema.consequences import ConsequenceCriterion
from ..schema.study import Function
from ..schema.study_file import StudyFile
from .lists import Files, Placed, duplicates, place_in, read_records
from .located import Mapped
from .others import SHARED, read_document
from .references import Names, suggestion
from .selection import Selection
from .spill_checks import mixed_spills

OUTAGE_HOURS = "uitval_uur"
"""The criterion that only limits know: hours that an object is out."""
OF_ASSETS = (OUTAGE_HOURS, "gebruikersuren", "kwetsbare_gebruikersuren")
"""Criteria that a limit may hold against objects by themselves."""
WITHOUT_AREA = (
    "klantminuten",
    "gevolg_buiten_water",
    "keteneffectfactor",
    "hersteltijd_t50_uur",
    "hersteltijd_t95_uur",
)
"""Criteria that are computed per function for the study as a whole."""
OF_ONE_FUNCTION = ("gebruikersuren", "kwetsbare_gebruikersuren", *WITHOUT_AREA)
"""Criteria whose values of different functions are never taken together."""
WITHOUT_FUNCTION = ("getroffenen", "dodelijke_slachtoffers")
"""Criteria that count people once, whatever they lose."""


@dataclass(frozen=True)
class Judging:
    """What the parties said: limits, judgements in words, ambitions."""

    limits: tuple[Limit, ...]
    risks: tuple[Risk, ...]
    ambitions: Ambitions


@dataclass(frozen=True)
class Ground:
    """What limits and judgements may refer to."""

    known: Mapping[str, Names]
    criteria: Sequence[ConsequenceCriterion]
    functions: Sequence[Function]
    assets: Sequence[Asset]
    divisions: Sequence[str]
    complete: bool  # whether every object was read: if not, what is not found may well exist


def read_judging(head: StudyFile, ground: Ground, files: Files) -> tuple[Judging, list[Problem]]:
    """Limits, risks and ambitions, with warnings; what is wrong with them is added to the problems of ``files``."""
    limits: tuple[Placed[Limit], ...] = read_records(Limit, head.limits, "grenzen", files)
    risks: tuple[Placed[Risk], ...] = read_records(Risk, head.risks, "risicos", files)
    document, source = read_document("ambities", head.ambitions, files)
    ambitions = document if isinstance(document, Ambitions) else Ambitions.model_validate({})
    files.problems += [*duplicates(limits, "grenzen"), *duplicates(risks, "risicos")]
    risk_ids = {each.record.id for each in risks}
    level_ids = {level.id for level in ambitions.levels}
    selection, warnings = Selection.of(ground.assets, ground.divisions), list[Problem]()
    for limit in limits:
        dangling = list(_references(limit, ground.known))
        files.problems += dangling
        files.problems += _unknown(limit, "risico", limit.record.risk, risk_ids, "risicos" in files.unread)
        files.problems += _unknown(limit, "niveau", limit.record.level, level_ids, "ambities" in files.unread)
        found = list(_limit_problems(limit, replace(ground, complete=ground.complete and not dangling), selection))
        files.problems += [problem for problem in found if problem.severity is Severity.ERROR]
        warnings += [problem for problem in found if problem.severity is Severity.WARNING]
    for risk in risks:
        files.problems += [*_references(risk, ground.known), *_said_twice(risk)]
        files.problems += _area_problems(risk, risk.record.area, selection) if ground.complete else ()
    if isinstance(source, Mapped):
        files.problems += _ambition_problems(ambitions, source, {each.record.id for each in limits}, ground.known)
        warnings += _empty_levels(ambitions, source, [each.record for each in limits])
    judged = Judging(tuple(each.record for each in limits), tuple(each.record for each in risks), ambitions)
    return judged, warnings


def _references(placed: Placed[Any], known: Mapping[str, Names]) -> Iterator[Problem]:
    record = placed.record
    wanted = [("functie", record.function, "functie")]
    wanted += [("scenario", name, "scenarios") for name in record.scenarios]
    if isinstance(record, Limit):
        wanted += [("partij", record.party if record.party != SHARED else None, "partij")]
        wanted += [("object", name, "objecten") for name in record.assets]
    else:
        wanted += [("partij", each.party, "oordelen") for each in record.judgements]
    for what, name, key in wanted:
        yield from known[what].check(name, place_in(placed.source, key, name or ""))


def _said_twice(placed: Placed[Risk]) -> Iterator[Problem]:
    """Of two words of one party nobody could tell which one stands."""
    parties = [each.party for each in placed.record.judgements]
    for party in dict.fromkeys(party for party in parties if parties.count(party) > 1):
        found = f"twee oordelen van `{party}` over risico `{placed.record.id}`"
        remedy = "laat het oordeel staan dat nu geldt"
        yield Problem(place_in(placed.source, "oordelen", party), found, "één oordeel per partij", remedy)


def _unknown(placed: Placed[Limit], what: str, name: str | None, known: set[str], unread: bool) -> Iterator[Problem]:
    if name is None or name in known or unread:
        return
    remedy = suggestion(name, sorted(known)) or f"voeg dit {what} toe, of laat `{what}` weg"
    yield Problem(placed.at(what), f"onbekend {what} `{name}`", f"de id van een {what} van de studie", remedy)


def _limit_problems(placed: Placed[Limit], ground: Ground, selection: Selection) -> Iterator[Problem]:
    """What is wrong with a limit by itself: its criterion, and whether there is anything it is about."""
    limit = placed.record
    known = [OUTAGE_HOURS, *(each.id for each in ground.criteria)]
    if limit.criterion not in known:
        remedy = suggestion(limit.criterion, known) or "kies een van de gevolgcriteria"
        expected = f"een van {', '.join(known)}"
        yield Problem(placed.at("criterium"), f"onbekend criterium `{limit.criterion}`", expected, remedy)
        return
    yield from _over_problems(placed)
    yield from _key_problems(placed, ground)
    if ground.complete:
        unknown = list(_area_problems(placed, limit.area, selection))
        yield from unknown or _object_problems(placed, ground, selection)
    if limit.acceptable_to is None and limit.unacceptable_from is None:
        found = f"grens `{limit.id}` noemt geen getal"
        expected = "`acceptabel_tot` of `onacceptabel_vanaf`"
        yield Problem(
            placed.at("id"), found, expected, "vul een van beide in zodra partijen ze noemen", Severity.WARNING
        )


def _area_problems(placed: Placed[Any], area: str | None, selection: Selection) -> Iterator[Problem]:
    if area is None or not selection.divisions:
        return
    meant = selection.divisions_with(area)
    if not meant:
        remedy = suggestion(area, selection.areas()) or "controleer de naam van het gebied"
        yield Problem(placed.at("gebied"), f"onbekend gebied `{area}`", "een gebied waarin objecten liggen", remedy)
    elif len({selection.members(division, area) for division in meant}) > 1:
        found = f"gebied `{area}` komt voor in {' en '.join(meant)}, met andere objecten"
        remedy = "geef de gebieden in de ene indeling een andere naam"
        yield Problem(placed.at("gebied"), found, "een naam die één gebied aanwijst", remedy)


def _over_problems(placed: Placed[Limit]) -> Iterator[Problem]:
    limit = placed.record
    if limit.over is Over.LONGEST and limit.criterion != OUTAGE_HOURS:
        found = f"`over: langste` bij `{limit.criterion}`"
        yield Problem(placed.at("over"), found, f"`langste` alleen bij `{OUTAGE_HOURS}`", "kies `som` of `elk_object`")
    if limit.over is Over.EACH and limit.criterion not in OF_ASSETS:
        found = f"`over: elk_object` bij `{limit.criterion}`"
        yield Problem(placed.at("over"), found, f"`elk_object` bij {', '.join(OF_ASSETS)}", "kies `som`")
    if limit.assets and limit.criterion not in OF_ASSETS:
        found = f"`objecten` bij `{limit.criterion}`"
        yield Problem(placed.at("objecten"), found, f"`objecten` bij {', '.join(OF_ASSETS)}", "laat `objecten` weg")


def _key_problems(placed: Placed[Limit], ground: Ground) -> Iterator[Problem]:
    """Units that would be mixed, and keys that the criterion does not know."""
    limit = placed.record
    if limit.criterion in OF_ONE_FUNCTION and limit.function is None:
        units = {each.user_unit for each in ground.functions}
        one_unit = len(units) == 1 and limit.criterion in ("gebruikersuren", "klantminuten")
        if not limit.assets and not one_unit:
            found = f"`{limit.criterion}` zonder `functie`: uren van verschillende functies tellen we niet op"
            yield Problem(placed.at("criterium"), found, "één functie", "voeg `functie` toe")
    counted = next((each for each in ground.criteria if each.id == limit.criterion), None)
    functions = () if limit.function is None else (limit.function,)
    yield from mixed_spills(counted, functions, ground.assets, placed.at("criterium"), "functie")
    for key, value, refused in (("gebied", limit.area, WITHOUT_AREA), ("functie", limit.function, WITHOUT_FUNCTION)):
        if value is not None and limit.criterion in refused:
            found = f"`{key}` bij `{limit.criterion}`"
            yield Problem(placed.at(key), found, f"`{limit.criterion}` zonder `{key}`", f"laat `{key}` weg")


def _object_problems(placed: Placed[Limit], ground: Ground, selection: Selection) -> Iterator[Problem]:
    """Limits that are about nothing, or about objects whose units differ."""
    limit = placed.record
    if limit.criterion in OF_ASSETS and not selection.chosen(limit.function, limit.area, limit.assets):
        yield Problem(
            placed.at("id"),
            f"grens `{limit.id}` gaat over geen enkel object",
            "objecten die aan functie, gebied en objecten voldoen",
            "controleer `functie`, `gebied` en `objecten`",
        )
    functions = (
        {ground.assets[i].function for i in selection.chosen(None, None, limit.assets)} if limit.assets else set()
    )
    if limit.criterion != OUTAGE_HOURS and limit.over is not Over.EACH and len(functions) > 1:
        found = f"`objecten` van verschillende functies: {', '.join(sorted(functions))}"
        yield Problem(placed.at("objecten"), found, "objecten van één functie", "maak er een grens per functie van")


def _empty_levels(ambitions: Ambitions, source: Mapped, limits: Sequence[Limit]) -> Iterator[Problem]:
    """Levels that demand nothing."""
    for level in ambitions.levels:
        if not level.limits and not any(limit.level == level.id for limit in limits):
            found = f"niveau `{level.id}` noemt geen grenzen: het vraagt niets"
            remedy = "voeg `grenzen` toe, of `niveau` bij een grens"
            yield Problem(place_in(source, "niveaus", level.id), found, "grenzen", remedy, Severity.WARNING)


def _ambition_problems(
    ambitions: Ambitions, source: Mapped, limits: set[str], known: Mapping[str, Names]
) -> Iterator[Problem]:
    parties = known["partij"]
    for key, rows in (("eigen", ambitions.own), ("inbreng", ambitions.contributions)):
        for row in rows:
            yield from parties.check(row.party, place_in(source, key, row.party))
    seen: set[str] = set()
    for level in ambitions.levels:
        if level.id in seen:
            place = place_in(source, "niveaus", level.id)
            yield Problem(place, f"niveau `{level.id}` staat er twee keer", "elk niveau één keer", "verwijder er een")
        seen.add(level.id)
        for name in level.limits:
            if name not in limits:
                remedy = suggestion(name, sorted(limits)) or "voeg de grens toe aan `grenzen`"
                place = place_in(source, "niveaus", name)
                yield Problem(place, f"onbekende grens `{name}`", "de id van een grens van de studie", remedy)
        for name in level.supported_by:
            yield from parties.check(name, place_in(source, "niveaus", name))

"""``Result`` and ``Publication`` in, a screenful of Dutch lines out; and what a study holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from ..consequences.quantify import total
from ..loading.study import Study
from ..nl import count, enumeration, hours, number
from ..publication import Publication, about_hidden
from ..result import Result
from ..schema.assets import RANGED_KEYS, Asset
from ..schema.base import Status, Verdict
from ..simulation.outages import Cause
from ..tables import BLOCKADES, CONSEQUENCES, CRITICAL, EXPOSURE, LIMITS, OUTAGES, Cell, Row, Table, decision

FIELDS = {str(info.alias or name): name for name, info in Asset.model_fields.items()}
MOST_SCENARIOS, MOST_FUNCTIONS, MOST_LINKS = 6, 4, 6
NOT_VISIBLE = "(niet zichtbaar)"
_SCENARIO_OF_LIMIT = LIMITS.position("scenario")


def outcome(result: Result, publication: Publication) -> list[str]:
    """The outcome per scenario, what was not computed, and how much rests on assumptions.

    Everything is of what the audience may see; a chain through something else says only that.
    """
    lines = [f"Uitkomst van {publication.study.name}"]
    for scenario in publication.study.scenarios[:MOST_SCENARIOS]:
        pairs = _scenario(result, publication, scenario.id)
        title = f"{scenario.id}: {scenario.name}" if scenario.name else scenario.id
        lines += ["", title, *_aligned(pairs)]
    left = len(result.study.scenarios) - MOST_SCENARIOS
    if left > 0:
        lines += ["", "En nog " + count(left, "scenario", "scenario's") + ": zie de tabellen."]
    lines += _directions(publication)
    lines += ["", *_aligned([("aannames", assumed(publication.study)), *_not_computed(result.study, result.draws)])]
    if publication.hidden:
        lines.append(about_hidden(publication.study, publication.hidden, publication.audience))
    return lines


def _directions(publication: Publication) -> list[str]:
    """The choice directions: what each costs, what it leaves of the main aim, and how sure that is."""
    rows = publication.rows[decision.DIRECTIONS.name]
    if not rows:
        return []
    heads = decision.DIRECTIONS.header
    aims = {row[0]: row[1] for row in publication.rows[decision.PACKAGES.name]}
    told = [dict(zip(heads, row, strict=True)) for row in rows]
    lines = ["", f"Keuzerichtingen (hoofddoel: {aims.get(told[0]['doel'], told[0]['doel'])})"]
    for each in told:
        cost = "kosten niet bekend" if each["kosten_eur"] is None else f"{_amount(each['kosten_eur'])} euro investering"
        left = f"{_amount(each['doel_gesimuleerd'])} {each['eenheid'] or ''}".strip()
        measures = count(len(_list(each["maatregelen"])), "maatregel", "maatregelen")
        lines.append(f"  {each['naam']}: {measures}, {cost}; er blijft {left} over")
    without = next(row for row in publication.rows[decision.PACKAGES.name] if row[0] == told[0]["doel"])
    value = dict(zip(decision.PACKAGES.header, without, strict=True))
    lines.append(f"  zonder maatregelen: {_amount(value['zonder'])} {value['eenheid'] or ''}".rstrip())
    if value["marge"] is not None:
        best = (
            "met deze cijfers kan het niet beter"
            if not value["marge"]
            else f"met deze cijfers kan het hooguit {number(100 * _decimal(value['marge']), 1)} % beter"
        )
        lines.append(f"  het beste pakket dat gevonden is, laat {_amount(value['doel_gesimuleerd'])} over: {best}")
    return lines


def _amount(value: Cell) -> str:
    return "onbekend" if value is None else number(_decimal(value), 0)


def _decimal(value: Cell) -> Decimal:
    return Decimal(str(value))


def _list(value: Cell) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def contents(study: Study) -> list[str]:
    """What a study holds and what is not computed because it leaves it out."""
    with_users = sum(asset.users is not None for asset in study.assets)
    limits = [(asset.failure_depth_m, asset.critical_level_mnap) for asset in study.assets]
    vulnerable = sum(limit != (None, None) for limit in limits)
    suppliers = sum(len(need.suppliers) for need in study.needs)
    objects = count(len(study.assets), "object", "objecten")
    pairs = [
        ("objecten", f"{objects}: {number(vulnerable)} gevoelig voor water, {number(with_users)} met gebruikers"),
        ("functies", enumeration([function.name for function in study.functions], most=8)),
        ("partijen", enumeration([party.name for party in study.parties], most=8) or "geen"),
        ("behoeften", f"{number(len(study.needs))}, met samen {count(suppliers, 'leverancier', 'leveranciers')}"),
        ("scenario's", enumeration([scenario.id for scenario in study.scenarios], most=8)),
        ("tijd", f"{hours(study.time.horizon_hours)} in stappen van {hours(study.time.step_hours)}"),
        ("aannames", assumed(study)),
    ]
    warnings = count(len(study.warnings), "waarschuwing", "waarschuwingen")
    return [f"Studie {study.name}", *_aligned([*pairs, *_not_computed(study, None)]), "", f"Geen fouten, {warnings}."]


def assumed(study: Study) -> str:
    """How many values of the study are an assumption.

    Values without a status count as unknown, not as sourced.
    """
    statuses = [origin.status for origin in study.provenance]
    if not statuses:
        return "van geen enkele waarde is de herkomst opgegeven"
    guesses, unknown = statuses.count(Status.ASSUMPTION.value), statuses.count("")
    share = number(Decimal(100 * guesses) / len(statuses), 0)
    text = f"{number(guesses)} van {count(len(statuses), 'waarde', 'waarden')} zijn een aanname ({share} %)"
    return f"{text}; van {number(unknown)} is de status onbekend" if unknown else text


def _scenario(result: Result, publication: Publication, scenario: str) -> list[tuple[str, str]]:
    outages = _rows(publication, OUTAGES, scenario)
    causes = [str(_cell(OUTAGES, row, "oorzaak")) for row in outages]
    pairs = [
        ("in het water", count(len(_rows(publication, EXPOSURE, scenario)), "object", "objecten")),
        ("uit door water", count(causes.count(Cause.FLOOD), "object", "objecten")),
        ("uit door de keten", count(causes.count(Cause.CHAIN), "object", "objecten")),
    ]
    if imposed := causes.count(Cause.IMPOSED):
        pairs.append(("opgelegde uitval", count(imposed, "object", "objecten")))
    pairs += [*_affected(publication, scenario), *_user_hours(publication, scenario)]
    pairs += _limits(publication, scenario)
    pairs += _most_critical(publication, scenario)
    if chain := longest_chain(
        _rows(result, OUTAGES, scenario), {asset.id: asset.name or asset.id for asset in publication.assets}
    ):
        pairs.append(("langste keten", chain))
    if blocked := _rows(publication, BLOCKADES, scenario):
        rings = {_cell(BLOCKADES, row, "kring") for row in blocked} - {None}
        members = count(len(blocked), "object", "objecten")
        pairs.append(("blokkades", f"{count(len(rings), 'kring', 'kringen')}, {members} vast"))
    return pairs


def _affected(publication: Publication, scenario: str) -> list[tuple[str, str]]:
    """Residents affected, each once."""
    rows = [
        row
        for row in _rows(publication, CONSEQUENCES, scenario)
        if _cell(CONSEQUENCES, row, "criterium") == "getroffenen" and _cell(CONSEQUENCES, row, "waarde") is not None
    ]
    people = total(Decimal(str(_cell(CONSEQUENCES, row, "waarde"))) for row in rows)
    least = "ten minste " if any(_cell(CONSEQUENCES, row, "afgekapt") for row in rows) else ""
    return [("getroffen", f"{least}{number(people, 0)} inwoners")] if rows else []


def _limits(publication: Publication, scenario: str) -> list[tuple[str, str]]:
    """How many limits are crossed, and how many cannot be decided."""
    verdicts = [
        str(_cell(LIMITS, row, "oordeel"))
        for row in publication.rows[LIMITS.name]
        if row[_SCENARIO_OF_LIMIT] == scenario
    ]
    if not verdicts:
        return []
    crossed, unsure = (verdicts.count(each.value) for each in (Verdict.UNACCEPTABLE, Verdict.INVESTIGATE))
    return [("grenzen", f"{crossed} van {len(verdicts)} overschreden; bij {unsure} is nader onderzoek nodig")]


def _most_critical(publication: Publication, scenario: str) -> list[tuple[str, str]]:
    """The visible object that matters most."""
    rows = [
        row
        for row in publication.rows[CRITICAL.name]
        if row[0] == scenario and _cell(CRITICAL, row, "vermeden_gebruikersuren")
    ]
    if not rows:
        return []
    top = min(rows, key=lambda row: int(str(_cell(CRITICAL, row, "rang"))))
    names = {asset.id: asset.name or asset.id for asset in publication.assets}
    return [("grootste knelpunt", f"{names[str(top[1])]}: scheelt {_spared(top)} als het was blijven werken")]


def _spared(row: Row) -> str:
    """What an object spares: residents affected, else the hours that they are without, else users × hours."""
    for column, unit in (("getroffenen", "getroffenen"), ("inwoneruren", "inwoneruren")):
        if _cell(CRITICAL, row, column):
            return f"{number(Decimal(str(_cell(CRITICAL, row, column))), 0)} {unit}"
    users = Decimal(str(_cell(CRITICAL, row, "vermeden_gebruikersuren")))
    return f"{number(users, 0)} {_cell(CRITICAL, row, 'eenheid')}"


def _user_hours(publication: Publication, scenario: str) -> list[tuple[str, str]]:
    """User-hours per function, the largest number first; functions keep their own unit."""
    names = {function.id: function.name for function in publication.study.functions}
    units: dict[str, str] = {}
    values: dict[str, list[Decimal]] = defaultdict(list)
    cut = set()
    for row in _rows(publication, CONSEQUENCES, scenario):
        is_known = _cell(CONSEQUENCES, row, "waarde") is not None
        if _cell(CONSEQUENCES, row, "criterium") != "gebruikersuren" or not is_known:
            continue
        function = str(_cell(CONSEQUENCES, row, "functie"))
        units[function] = str(_cell(CONSEQUENCES, row, "eenheid"))
        values[function].append(Decimal(str(_cell(CONSEQUENCES, row, "waarde"))))
        if _cell(CONSEQUENCES, row, "afgekapt"):
            cut.add(function)
    sums = {function: total(each) for function, each in values.items()}
    order = sorted((function for function in sums if sums[function]), key=lambda each: (-sums[each], each))
    horizon = hours(publication.study.time.horizon_hours)
    more_than = " (of meer)" if publication.hidden else f" (en meer: duurt na {horizon} nog voort)"
    pairs = []
    for function in order[:MOST_FUNCTIONS]:
        more = more_than if function in cut else ""
        pairs.append((f"verlies {names[function].lower()}", f"{number(sums[function], 0)} {units[function]}{more}"))
    if len(order) > MOST_FUNCTIONS:
        left = count(len(order) - MOST_FUNCTIONS, "functie", "functies")
        pairs.append(("verlies overige", f"nog {left}: zie gevolgen.csv"))
    return pairs


def longest_chain(outages: Sequence[Row], names: dict[str, str]) -> str:
    """The chain with the most links, from what was hit itself to what failed last; empty if nothing failed by chain.

    It ends at an asset that is in ``names``, of equal chains at the smallest id; others on the way are not named.
    """
    by_id = {str(_cell(OUTAGES, row, "object")): row for row in outages}
    if by_id.keys().isdisjoint(names):
        return ""
    order = {each: int(str(_cell(OUTAGES, row, "keten_orde"))) for each, row in by_id.items()}
    links = [min((each for each in order if each in names), key=lambda each: (-order[each], each))]
    if order[links[0]] == 0:
        return ""
    while order[links[-1]] > 0:
        causes: Any = _cell(OUTAGES, by_id[links[-1]], "direct_door")
        known = [cause for cause in causes or () if cause in order and order[cause] < order[links[-1]]]
        if not known:
            break
        links.append(min(known, key=lambda each: (order[each], each)))
    shown = [names.get(each, NOT_VISIBLE) for each in reversed(links)]
    if len(shown) > MOST_LINKS:
        shown = [*shown[: MOST_LINKS - 2], "…", shown[-1]]
    return " → ".join(shown)


def end_of_longest_chain(publication: Publication) -> tuple[str, str] | None:
    """Scenario and asset with the highest order in a chain among what the audience sees; ``None`` without outages."""
    rows = publication.rows[OUTAGES.name]
    if not rows:
        return None
    row = max(rows, key=lambda each: int(str(_cell(OUTAGES, each, "keten_orde"))))
    return str(_cell(OUTAGES, row, "scenario")), str(_cell(OUTAGES, row, "object"))


def _not_computed(study: Study, draws: int | None) -> list[tuple[str, str]]:
    """What this run leaves out because the study, or the command, does not ask or allow it."""
    reasons = []
    if not study.needs:
        reasons.append("ketens (de studie heeft geen afhankelijkheden)")
    if all(asset.users is None for asset in study.assets):
        reasons.append("gebruikersuren (geen object heeft gebruikers)")
    if draws == 0:
        why = "--trekkingen is 0" if _has_ranges(study) else "geen waarde heeft een _min of _max"
        reasons.append(f"bandbreedte ({why})")
    pairs = [("niet gerekend", "; ".join(reasons))] if reasons else []
    if study.others:
        held = enumeration(sorted(study.others))
        pairs.append(("nog niet gebruikt", f"{held}: staat in de studie, deze versie rekent er niet mee"))
    return pairs


def _has_ranges(study: Study) -> bool:
    """Whether anything in the study differs from draw to draw."""
    ends = [FIELDS[f"{key}_{end}"] for key in RANGED_KEYS for end in ("min", "max")]
    ranged = any(getattr(asset, end) is not None for asset in study.assets for end in ends)
    return ranged or any(need.start_failure_chance > 0 for need in study.needs)


def _rows(result: Result | Publication, table: Table, scenario: str) -> list[Row]:
    return [row for row in result.rows[table.name] if row[0] == scenario]


def _cell(table: Table, row: Row, column: str) -> object:
    return row[table.position(column)]


def _aligned(pairs: Sequence[tuple[str, str]]) -> list[str]:
    width = max((len(label) for label, _ in pairs), default=0)
    return [f"  {label.ljust(width)}  {text}" for label, text in pairs]

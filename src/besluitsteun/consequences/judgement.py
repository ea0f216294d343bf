"""``Measurements`` in, ``Judgements`` out: every outcome beside the limits and the words of the parties.

The engine judges nothing by itself: a verdict only says on which side of a limit that somebody set an outcome lies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ..loading.study import Study
from ..schema.ambitions import Limit, Risk
from ..schema.base import ALL_SCENARIOS, Verdict
from ..schema.figures import CLASSES
from .measure import Measurements
from .quantify import Value, quantify, total, value_of

SEVERITY = (Verdict.NONE_YET, Verdict.ACCEPTABLE, Verdict.WEIGH, Verdict.INVESTIGATE, Verdict.UNACCEPTABLE)
"""From light to heavy: of several verdicts on one risk the heaviest stands."""
RATIOS = ("gevolg_buiten_water", "keteneffectfactor")
"""Criteria that what comes after the horizon may make more or less."""


@dataclass(frozen=True, slots=True)
class LimitVerdict:
    """One row of ``oordeel``: a limit in a scenario. ``levels``: ambition levels that hold this limit."""

    limit: Limit
    levels: tuple[str, ...]
    scenario: str
    value: Value
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class RiskVerdict:
    """One row of ``risicos``: what a party said of a risk, beside what its limits say of the numbers.

    said : the word of the party, ``None`` = it said nothing;  measured : from its limits, ``NONE_YET`` without one
    """

    risk: Risk
    scenario: str
    party: str
    said: Verdict | None
    why: str
    date: str
    measured: Verdict

    @property
    def differs(self) -> bool:
        """Whether word and number contradict each other; a word that leaves it open contradicts nothing."""
        open_words = (None, Verdict.NONE_YET, Verdict.INVESTIGATE)
        return self.said not in open_words and self.measured not in open_words and self.said is not self.measured


@dataclass(frozen=True, slots=True)
class LevelVerdict:
    """One row of ``niveaus``: which limits of an ambition level are met in a scenario, without measures."""

    level: str
    name: str
    scenario: str
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    undecided: tuple[str, ...]
    supported_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RiskCell:
    """One row of ``risicomatrix``: a consequence in its impact class; ``likelihood`` empty = nobody gave one."""

    scenario: str
    criterion: str
    function: str
    likelihood: str
    impact: str
    weight: int
    value: Value


@dataclass(frozen=True)
class Judgements:
    """Everything that was judged, in the order of the study."""

    limits: tuple[LimitVerdict, ...]
    risks: tuple[RiskVerdict, ...]
    levels: tuple[LevelVerdict, ...]
    matrix: tuple[RiskCell, ...]


def judge(found: Measurements) -> Judgements:
    """Verdicts per limit, risk and level, and the risk matrix."""
    study, limits = found.study, _limit_verdicts(found)
    return Judgements(
        limits=limits,
        risks=_risk_verdicts(study, limits),
        levels=_level_verdicts(study, limits),
        matrix=_risk_matrix(found),
    )


def verdict_of(
    value: Value, acceptable_to: Decimal | None, unacceptable_from: Decimal | None, *, may_fall: bool = False
) -> Verdict:
    """Where a value lies: below or on the first bound, from the second on, or between (04).

    ``nader_onderzoek`` where the bandwidth lies on both sides of a bound, where the value cannot be told, or where it
    is a lower bound that may still pass one; ``nog_geen_oordeel`` without any bound.

    may_fall : what was cut is no lower bound, as of a share or ratio, which may also become less
    """
    if acceptable_to is None and unacceptable_from is None:
        return Verdict.NONE_YET
    if value.value is None:
        return Verdict.INVESTIGATE
    side = _side(value.value, acceptable_to, unacceptable_from)
    ends = {_side(end, acceptable_to, unacceptable_from) for end in (value.low, value.high) if end is not None}
    if ends - {side}:
        return Verdict.INVESTIGATE
    heaviest = Verdict.WEIGH if unacceptable_from is None else Verdict.UNACCEPTABLE
    if value.cut and (may_fall or side is not heaviest):
        return Verdict.INVESTIGATE
    return side


def _side(value: Decimal, acceptable_to: Decimal | None, unacceptable_from: Decimal | None) -> Verdict:
    if unacceptable_from is not None and value >= unacceptable_from and value != acceptable_to:
        return Verdict.UNACCEPTABLE
    return Verdict.ACCEPTABLE if acceptable_to is not None and value <= acceptable_to else Verdict.WEIGH


def worst(verdicts: Sequence[Verdict]) -> Verdict:
    """The heaviest of some verdicts; none is ``nog_geen_oordeel``.

    >>> str(worst([Verdict.ACCEPTABLE, Verdict.WEIGH])), str(worst([]))
    ('afwegen', 'nog_geen_oordeel')
    """
    return max(verdicts, key=SEVERITY.index, default=Verdict.NONE_YET)


def _limit_verdicts(found: Measurements) -> tuple[LimitVerdict, ...]:
    study, gauges = found.study, found.ledger.gauges
    levels = {
        gauge.limit.id: tuple(
            level.id
            for level in study.ambitions.levels
            if gauge.limit.id in level.limits or gauge.limit.level == level.id
        )
        for gauge in gauges
    }
    rows = []
    for place, gauge in enumerate(gauges):
        limit = gauge.limit
        for number, scenario in enumerate(study.scenarios):
            if not gauge.holds_in(scenario.id):
                continue
            modal, draws = found.modal[number], found.limit_draws[number]
            one = slice(place, place + 1)
            value = value_of(modal.limits[one], draws[:, one], gauge.factor, "", modal.limits_cut[one])
            bounds = (_decimal(limit.acceptable_to), _decimal(limit.unacceptable_from))
            verdict = verdict_of(value, *bounds, may_fall=limit.criterion in RATIOS)
            rows.append(LimitVerdict(limit, levels[limit.id], scenario.id, value, verdict))
    return tuple(rows)


def _risk_verdicts(study: Study, limits: Sequence[LimitVerdict]) -> tuple[RiskVerdict, ...]:
    """Every party that said something of a risk or set a limit on it, in every scenario that the risk is about."""
    rows = []
    for risk in study.risks:
        said = {each.party: each for each in risk.judgements}
        setters = [each.limit.party or "" for each in limits if each.limit.risk == risk.id]
        for scenario in study.scenarios:
            if risk.scenarios and ALL_SCENARIOS not in risk.scenarios and scenario.id not in risk.scenarios:
                continue
            for party in dict.fromkeys([*said, *setters]):
                own = [
                    each.verdict
                    for each in limits
                    if (each.limit.risk, each.limit.party or "", each.scenario) == (risk.id, party, scenario.id)
                ]
                word = said.get(party)
                rows.append(
                    RiskVerdict(
                        risk=risk,
                        scenario=scenario.id,
                        party=party,
                        said=None if word is None else word.verdict,
                        why="" if word is None else word.why or "",
                        date="" if word is None else word.date or "",
                        measured=worst(own),
                    )
                )
    return tuple(rows)


def _level_verdicts(study: Study, limits: Sequence[LimitVerdict]) -> tuple[LevelVerdict, ...]:
    rows = []
    for level in study.ambitions.levels:
        for scenario in study.scenarios:
            own = [each for each in limits if level.id in each.levels and each.scenario == scenario.id]
            rows.append(
                LevelVerdict(
                    level=level.id,
                    name=level.name,
                    scenario=scenario.id,
                    met=_ids(own, (Verdict.ACCEPTABLE,)),
                    unmet=_ids(own, (Verdict.UNACCEPTABLE, Verdict.WEIGH)),
                    undecided=_ids(own, (Verdict.INVESTIGATE, Verdict.NONE_YET)),
                    supported_by=level.supported_by,
                )
            )
    return tuple(rows)


def _ids(rows: Sequence[LimitVerdict], verdicts: Sequence[Verdict]) -> tuple[str, ...]:
    return tuple(each.limit.id for each in rows if each.verdict in verdicts)


def _risk_matrix(found: Measurements) -> tuple[RiskCell, ...]:
    """Every criterion (and function) for which classes are set, summed over the study."""
    settings, study = found.study.risk_matrix, found.study
    likelihood = {each.id: each.likelihood.klass if each.likelihood else "" for each in study.scenarios}
    sums: dict[tuple[str, str, str], list[Value]] = {}
    for row in quantify(found):
        for classes in settings.classes:
            if classes.criterion == row.criterion and classes.function in (None, row.function):
                key = (row.scenario, row.criterion, classes.function or "")
                sums.setdefault(key, []).append(row.value)
    cells = []
    for (scenario, criterion, function), values in sums.items():
        bounds = settings.classes_for(criterion, function or None)
        value = _summed(values)
        if bounds is None or value.value is None or len({each.unit for each in values}) != 1:
            continue
        impact = bounds.class_of(float(value.value))
        weight = settings.class_values[CLASSES.index(impact)]
        cells.append(RiskCell(scenario, criterion, function, likelihood[scenario], impact, weight, value))
    return tuple(cells)


def _summed(values: Sequence[Value]) -> Value:
    """The sum without bandwidth: quantiles of parts do not add up."""
    known = [each.value for each in values if each.value is not None]
    whole = total(known) if len(known) == len(values) else None
    return Value(whole, None, None, values[0].unit, any(each.cut for each in values))


def _decimal(number: float | None) -> Decimal | None:
    return None if number is None else Decimal(str(number))

"""``criteria`` and ``gewichten`` in, what outcomes are weighed on and how heavily out, every answer checked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..preferences.values import range_hash
from ..problems import Problem, Severity
from ..schema.decision import Across, Criteria, WeightSet, WeightSets
from ..schema.study_file import StudyFile
from .judging import Ground
from .lists import Files, Placed, place_in, placed_in
from .located import Located, Mapped
from .others import read_document
from .value_checks import check_criteria
from .weight_checks import check_answer, check_by_itself


@dataclass(frozen=True)
class Deciding:
    """Criteria, and the weights that were asked on their present ranges."""

    criteria: Criteria | None = None
    weights: tuple[WeightSet, ...] = ()


def read_deciding(
    head: StudyFile, ground: Ground, files: Files, weighted: Sequence[str] = ()
) -> tuple[Deciding, list[Problem]]:
    """Criteria and weights, with warnings; what is wrong with them is added to the problems of ``files``.

    Weights that were asked on other ranges are left out, with a warning. ``weighted``: scenarios with a weight.
    """
    document, source = read_document("criteria", head.criteria, files)
    criteria = document if isinstance(document, Criteria) else None
    wrong, doubtful = list[Problem](), list[Problem]()
    if criteria is not None and source is not None:
        wrong = [*check_criteria(placed_in(criteria.criteria, source, "criteria"), ground)]
        wrong += _judgement_problems(criteria, source, ground)
        doubtful += [] if weighted else _unweighted(criteria, source)
    files.problems += wrong
    weights, stale = _read_weights(head, ground, files, None if wrong else criteria)
    return Deciding(criteria, weights), [*doubtful, *stale]


def _read_weights(
    head: StudyFile, ground: Ground, files: Files, criteria: Criteria | None
) -> tuple[tuple[WeightSet, ...], list[Problem]]:
    """The weights that were asked on the ranges of these criteria (``None``: nobody knows), and which were not."""
    document, source = read_document("gewichten", head.weights, files)
    if not isinstance(document, WeightSets) or source is None:
        return (), []
    answers = placed_in(document.weights, source, "gewichten")
    files.problems += _party_problems(answers, ground)
    if head.criteria is None:
        found = "`gewichten` zonder `criteria`"
        files.problems.append(Problem(source.place, found, "`criteria` waarop wordt gewogen", "voeg `criteria` toe"))
    if criteria is None:
        files.problems += [problem for each in answers for problem in check_by_itself(each)]
        return (), []
    files.problems += [problem for each in answers for problem in check_answer(each, criteria.criteria)]
    present = range_hash(criteria.criteria)
    stale = [_stale(each, present) for each in answers if each.record.range_hash != present]
    return tuple(each.record for each in answers if each.record.range_hash == present), stale


def _unweighted(criteria: Criteria, source: Located) -> list[Problem]:
    """Scenarios that are to be weighed, while none has a weight."""
    judgement = criteria.scenario_judgement
    if judgement is None or judgement.way is not Across.WEIGHTED or not isinstance(source, Mapped):
        return []
    place = place_in(source, "scenario_oordeel", judgement.way)
    found = f"wijze {judgement.way}, maar geen scenario heeft een `gewicht`: alle tellen even zwaar"
    remedy = "geef scenario's een `gewicht`, met van wie het is"
    return [Problem(place, found, "`gewicht` bij scenario's", remedy, Severity.WARNING)]


def _judgement_problems(criteria: Criteria, source: Located, ground: Ground) -> Iterator[Problem]:
    judgement = criteria.scenario_judgement
    if judgement is None or not isinstance(source, Mapped):
        return
    for name in judgement.scenarios:
        yield from ground.known["scenario"].check(name, place_in(source, "scenario_oordeel", name))
    if (judgement.way is Across.CVAR) != (judgement.alpha is not None):
        place = place_in(source, "scenario_oordeel", judgement.way)
        said = "zonder" if judgement.alpha is None else "met"
        expected = f"`alfa` bij wijze {Across.CVAR}, en alleen daar"
        remedy = "voeg `alfa` toe, zoals 0.1" if judgement.alpha is None else "laat `alfa` weg"
        yield Problem(place, f"wijze {judgement.way} {said} `alfa`", expected, remedy)


def _party_problems(answers: Sequence[Placed[WeightSet]], ground: Ground) -> Iterator[Problem]:
    seen: set[str] = set()
    for each in answers:
        party = each.record.party
        yield from ground.known["partij"].check(party, each.at("partij"))
        if party in seen:
            found = f"twee keer gewichten van `{party}`"
            yield Problem(each.at("partij"), found, "één antwoord per partij", "laat het antwoord staan dat nu geldt")
        seen.add(party)


def _stale(placed: Placed[WeightSet], present: str) -> Problem:
    answer = placed.record
    asked = f"gevraagd op een ander bereik (`{answer.range_hash}`)"
    found = f"de gewichten van `{answer.party}` zijn {asked} en tellen niet mee"
    remedy = f"vraag ze opnieuw bij het huidige bereik en zet daarna `bereik_hash: {present}`"
    return Problem(placed.at("bereik_hash"), found, f"`{present}`", remedy, Severity.WARNING)

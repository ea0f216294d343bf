"""``Study`` and ``Question`` in, the card of a direction that was made at the table out, as its audience may see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from ..assessment import Progress, assess, silent
from ..decision.decide import roles_of
from ..decision.directions.card import Card, Deck, Desk, Proof, shortfalls
from ..decision.directions.pool import Candidate
from ..decision.packages.find import Optimiser
from ..decision.packages.plan import plan_of
from ..decision.packages.room import KINDS, Room
from ..decision.preference import Preferences
from ..hazard.inundation import Inundation
from ..loading.study import Study
from ..measures.changes import Catalogue
from ..measures.resimulate import NOTHING, Resimulation
from ..network import Network, build_network
from ..nl import enumeration
from ..problems import InputError, Place, Problem
from ..publication import Publication, publish
from ..result import Result, rows_of
from ..simulation.exposure import read_water
from ..tables import decision
from ..variation import Variation, rises_per_asset, varied, varied_water
from .asked import WATER
from .asked_set import Asked, asked_of
from .earlier import Earlier
from .what_if import check_depth

Chosen = frozenset[str]
CHANGED = "wat bewezen is, geldt voor de studie zonder deze verandering"
OUTSIDE = "wat bewezen is, geldt voor wat de studie toelaat"
UNPROVEN = "voor het hoofddoel is niets bewezen"


@dataclass(frozen=True)
class Question:
    """What was asked at the table: ids of measures as typed in, where to start from, and what else is different."""

    add: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    start: str | None = None
    variation: Variation = field(default_factory=Variation)

    @property
    def is_varied(self) -> bool:
        """Whether anything but measures is different."""
        return bool(self.variation.outages or self.variation.rises)


@dataclass(frozen=True, slots=True)
class Standing:
    """A few numbers of a set of measures, to lay beside those of another.

    title : id of a direction, empty = doing nothing;  score: of the main aim;  broken: limits × scenarios not kept
    """

    title: str
    investment: float
    score: float
    broken: int


@dataclass(frozen=True, eq=False)
class AtTable:
    """A direction with what stands beside it.

    missing : column of ``keuzerichtingen`` → why it could not be computed
    titles  : id → name of the directions beside which the card lies, itself included
    own, beside : the direction, and what it is compared with: doing nothing, and where it started
    """

    question: Question
    asked: Asked
    card: Card
    publication: Publication
    missing: Mapping[str, str]
    titles: Mapping[str, str]
    own: Standing
    beside: tuple[Standing, ...]


def at_table(study: Study, question: Question, earlier: Earlier, audience: str, progress: Progress = silent) -> AtTable:
    """Simulate the direction and make its card, beside the directions that an earlier result shows.

    Raises ``InputError`` for a set that is unknown or cannot be carried out, and for water that cannot be read.
    """
    progress("studie met maatregelen", 0, 2)
    network, water = build_network(study), read_water(study)
    if question.is_varied:
        check_depth(water, rises_per_asset(study, question.variation))
        study, water = varied(study, question.variation), varied_water(study, question.variation, water)
    catalogue = Catalogue.of(study)
    asked = asked_of(study, catalogue, earlier, question.start, question.add, question.drop)
    _check_reruns(catalogue, asked.candidate.chosen, question.variation)
    simulation = Resimulation.of(catalogue, network, water, audience=audience)
    desk = _desk(simulation, asked, earlier, question.variation)
    progress("kaart maken", 1, 2)
    card = desk.card(asked.candidate, _proof(desk, asked.candidate, earlier, question))
    publication = _published(study, network, water, desk, card)
    start = () if asked.start is None or asked.start.chosen == asked.candidate.chosen else (asked.start,)
    return AtTable(
        question=question,
        asked=asked,
        card=card,
        publication=publication,
        missing=_missing(card, earlier, question),
        titles=_titles(publication, (*desk.shown, asked.candidate)),
        own=_standing(desk, asked.candidate.id, asked.candidate.chosen),
        beside=(_standing(desk, "", NOTHING), *(_standing(desk, each.id, each.chosen) for each in start)),
    )


def _check_reruns(catalogue: Catalogue, chosen: Chosen, variation: Variation) -> None:
    """A hydraulic re-run comes with its own water: other water beside it would be lost there."""
    found = _with_reruns(catalogue, chosen, variation)
    if found:
        said = f"{enumeration(sorted(found))} brengt een eigen waterkaart mee; daar telt ander water niet"
        remedy = f"laat {WATER} weg, of houd die maatregel erbuiten"
        raise InputError([Problem(Place(WATER), said, "maatregelen die met ander water samengaan", remedy)])


def _with_reruns(catalogue: Catalogue, chosen: Chosen, variation: Variation) -> list[str]:
    """The measures with water of their own in a scenario in which the water rises or falls."""
    if not variation.rises:
        return []
    scenarios = [each.id for each in catalogue.study.scenarios]
    return [
        each
        for each in catalogue.order
        if each in chosen
        and any(variation.holds_in(scenarios[one.scenario]) for one in catalogue.compiled[each].reruns)
    ]


def _desk(simulation: Resimulation, asked: Asked, earlier: Earlier, variation: Variation) -> Desk:
    study, catalogue = simulation.study, simulation.catalogue
    room, plan = Room.of(study, catalogue), plan_of(study, simulation)
    optimiser = Optimiser.of(simulation, room, gap=plan.gap, time_s=plan.time_s)

    def can_be(chosen: Chosen) -> bool:
        return catalogue.fits(chosen) and not _with_reruns(catalogue, chosen, variation)

    start = () if asked.start is None else (asked.start,)
    shown = {each.id: each for each in (*earlier.directions, *start) if can_be(each.chosen)}
    return Desk(
        simulation=simulation,
        room=room,
        plan=plan,
        preferences=Preferences.of(study, optimiser.yardstick),
        over=optimiser.over(plan.main, plan.musts),
        shown=tuple(shown.values()),
        known=tuple(each for each in earlier.known if can_be(each)),
    )


def _proof(desk: Desk, candidate: Candidate, earlier: Earlier, question: Question) -> Proof | None:
    """That of the direction itself where it has one, else what holds for every package."""
    if question.is_varied or desk.breaches(candidate.chosen):
        return None
    if candidate.id in earlier.proofs:
        return earlier.proofs[candidate.id]
    if earlier.main is None:
        return None
    return earlier.main.beside(desk.over.simulated(candidate.chosen), desk.over.simulated(NOTHING))


def _missing(card: Card, earlier: Earlier, question: Question) -> Mapping[str, str]:
    reasons = {}
    if card.price is None:
        reasons["prijs_van_anders"] = earlier.why_not or "geen ander pakket is bekend"
    if card.proof is None:
        why = CHANGED if question.is_varied else OUTSIDE if card.breaches else UNPROVEN
        reasons["marge"] = earlier.why_not or why
    return reasons


def _published(study: Study, network: Network, water: tuple[Inundation, ...], desk: Desk, card: Card) -> Publication:
    audience, chosen = desk.simulation.ledger.told.audience, card.candidate.chosen
    deck = Deck(desk.simulation, desk.plan, (card,), {card.candidate.id: roles_of(desk.simulation, chosen)})
    assessment = assess(study, network, water, audience=audience)
    aim = decision.aim_row(deck, desk.over.simulated(NOTHING))
    rows = {**rows_of(assessment, ()), **decision.card_rows(deck), decision.PACKAGES.name: (aim,)}
    now = datetime.now(UTC)
    return publish(Result(study, assessment, rows, (), {}, 0, now, now))


def _titles(publication: Publication, candidates: tuple[Candidate, ...]) -> dict[str, str]:
    """Names as the audience may read them, as those of an earlier result are already."""
    authored = {each.id: each.name for each in publication.study.choices.directions}
    return {each.id: authored.get(each.id, each.name) for each in candidates}


def _standing(desk: Desk, title: str, chosen: Chosen) -> Standing:
    cost = desk.room.cost(chosen, KINDS[0])
    return Standing(title, cost, desk.over.simulated(chosen), len(shortfalls(desk.simulation, desk.plan, chosen)))

"""``RoleCase`` in, ``RoleProposal`` out: who takes which part in a measure, with the reason of every row.

The formal task goes before ambition and offer, those before an even spread of the work. Nothing is averaged: what
cannot be filled stays open and is named.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import get_args

from ..nl import number
from ..schema.ambitions import Ambitions, Contribution, ContributionKind, OwnAmbition
from ..schema.decision import Amendment, Offer, RoleSettings, Task
from ..schema.measures import Measure
from ..schema.parties import Party
from ..schema.parties import Task as FormalTask
from .solver import Program, Solution, Status, Terms, solve, solve_in_order

ROLES: tuple[Task, ...] = get_args(Task)
WORK: tuple[Task, ...] = ("trekker", "uitvoerder", "beheerder")
"""Roles in which somebody does something; who pays and who permits is no share of the work."""
NO_LEGAL_GROUND = "geen wettelijke grondslag (bovennormatief)"
BROUGHT_IN: Mapping[ContributionKind, Task] = {
    ContributionKind.MONEY: "financier",
    ContributionKind.WORK: "uitvoerder",
    ContributionKind.EQUIPMENT: "uitvoerder",
    ContributionKind.LAND: "beheerder",
    ContributionKind.KNOWLEDGE: "trekker",
    ContributionKind.POWER: "bevoegd_gezag",
}
"""The role that a contribution (``ambities.inbreng``) fits; it is about no measure in particular."""
SLIVER = 1e-9
"""So far below a whole number of roles a share of them may end by rounding alone."""
OFFERED, GENERAL, NOTHING = 0, 1, 2
"""Mismatch with ambition or offer: none, only a general contribution fits, nothing fits."""


class Ground(StrEnum):
    """What a role rests on: a reason of the program, or that parties agreed on it, or nothing while it is open."""

    FORMAL = "formele taak"
    AMBITION = "eigen ambitie"
    EXTRA = "extra bijdrage"
    AMENDED = "gewijzigd"
    OPEN = ""


@dataclass(frozen=True)
class RoleCase:
    """What an assignment needs to know.

    measures : of the package, in the order of the study;  parties : all of the study
    touched : measure → the parties whose area it touches; a role that names a kind is for those of that kind
    served : measure → the parties of which it brings an ambition or limit nearer, by simulation; may be empty
    """

    measures: tuple[Measure, ...]
    parties: tuple[Party, ...]
    touched: Mapping[str, Sequence[str]]
    served: Mapping[str, Sequence[str]]
    ambitions: Ambitions
    settings: RoleSettings


@dataclass(frozen=True, slots=True)
class RoleRow:
    """One row of ``rollen``.

    party : None = open
    ground : ``formele taak``, ``eigen ambitie``, ``extra bijdrage``, or ``gewijzigd door …``; empty = open
    legal_ground : that of the measure, or that there is none;  why : a sentence (Dutch)
    alternative : a party that could do it nearly as well, None = nobody;  alternative_why : at what price (Dutch)
    proposed : whom the program proposed before parties changed it, None = nobody, or nothing was changed
    amendments : what parties changed, the last one holds
    """

    measure: str
    role: Task
    party: str | None
    ground: str
    legal_ground: str
    why: str
    alternative: str | None = None
    alternative_why: str = ""
    proposed: str | None = None
    amendments: tuple[Amendment, ...] = ()


@dataclass(frozen=True)
class RoleProposal:
    """Rows by measure, then role; ``status`` of the solver: only with ``optimaal`` is this the best in the order."""

    rows: tuple[RoleRow, ...]
    status: Status


def assign(case: RoleCase, *, time_s: float | None = None, alternatives: bool = True) -> RoleProposal:
    """The assignment that is best in this order, ties by id, with what parties changed in place.

    1 fewest roles open; 2 fewest against a formal task; 3 least against own ambition and offers; 4 smallest largest
    share of the work; 5 the party that comes first by id, for one measure and role after the other.

    time_s : seconds for the assignment, and again for each alternative that takes another one
    """
    desk = _Desk(case)
    plan = _plan(desk)
    solutions = solve_in_order(plan.program, plan.goals, plan.by_id, time_s=time_s)
    last = solutions[-1]
    proposed = _before_changes(case, time_s) if case.settings.amendments else {}
    rows = []
    for slot in desk.slots:
        chosen = [party for party in desk.open_to(slot) if last.found and last.chosen(plan.number[slot, party])]
        row = _row(desk, slot, chosen[0] if chosen else None, last.found)
        if row.amendments:
            row = replace(row, proposed=proposed.get(slot))
        elif alternatives and row.party is not None:
            row = _with_alternative(desk, plan, row, solutions, time_s)
        rows.append(row)
    worst = next((each.status for each in solutions if each.status is not Status.OPTIMAL), Status.OPTIMAL)
    return RoleProposal(tuple(rows), worst)


Slot = tuple[str, Task]
"""A role in a measure."""


def _before_changes(case: RoleCase, time_s: float | None) -> Mapping[Slot, str | None]:
    """What would be proposed without the changes of the parties."""
    settings = case.settings.model_copy(update={"amendments": ()})
    proposal = assign(replace(case, settings=settings), time_s=time_s, alternatives=False)
    return {(row.measure, row.role): row.party for row in proposal.rows}


# --- who may, and why


@dataclass(frozen=True)
class _Desk:
    """Look-ups in a case."""

    case: RoleCase

    @cached_property
    def parties(self) -> Mapping[str, Party]:
        return {party.id: party for party in self.case.parties}

    @cached_property
    def measures(self) -> Mapping[str, Measure]:
        return {measure.id: measure for measure in self.case.measures}

    @cached_property
    def slots(self) -> tuple[Slot, ...]:
        return tuple((measure.id, role) for measure in self.case.measures for role in ROLES)

    def amendments(self, slot: Slot) -> tuple[Amendment, ...]:
        """What parties changed here, the last one holds."""
        return tuple(each for each in self.case.settings.amendments if (each.measure, each.role) == slot)

    def named(self, slot: Slot) -> tuple[str, ...]:
        """The kinds and ids that the measure names for a role."""
        measure = self.measures[slot[0]]
        named: Mapping[Task, tuple[str, ...]] = {
            "trekker": measure.lead,
            "financier": measure.funder,
            "uitvoerder": measure.executor,
            "beheerder": measure.manager,
            "bevoegd_gezag": measure.authority,
        }
        return named[slot[1]]

    def eligible(self, slot: Slot) -> tuple[str, ...]:
        """The parties that may fill a role, by id: named, of a named kind in the area, or offering it.

        An id goes before a kind of the same name. To permit is given by law, and cannot be offered.
        """
        found = set[str]()
        for name in self.named(slot):
            if name in self.parties:
                found.add(name)
            else:
                touched = self.case.touched.get(slot[0], ())
                found |= {p for p in touched if p in self.parties and self.parties[p].kind == name}
        if slot[1] != "bevoegd_gezag":
            found |= {offer.party for offer in self.case.settings.offers if (offer.measure, offer.role) == slot}
        return tuple(sorted(found & set(self.parties)))

    def open_to(self, slot: Slot) -> tuple[str, ...]:
        """Whom the program may choose: the one that parties agreed on, else all that are eligible."""
        amended = self.amendments(slot)
        return (amended[-1].party,) if amended else self.eligible(slot)

    def formal(self, slot: Slot, party: str) -> FormalTask | None:
        """The task of a party that rests on the law of the measure; a law covers its own articles."""
        law = self.measures[slot[0]].legal_ground
        known = self.parties.get(party)
        if law is None or known is None:
            return None
        return next((task for task in known.tasks if task.legal_ground and _covers(task.legal_ground, law)), None)

    def offer(self, slot: Slot, party: str) -> Offer | None:
        """What a party offered for exactly this."""
        offers = self.case.settings.offers
        return next((each for each in offers if (each.measure, each.role, each.party) == (*slot, party)), None)

    def ambition(self, slot: Slot, party: str) -> OwnAmbition | None:
        """An own ambition on the task that the law of the measure gives a party."""
        task = self.formal(slot, party)
        own = [each for each in self.case.ambitions.own if each.party == party]
        return next((each for each in own if task is not None and each.task == task.task), None)

    def is_served(self, slot: Slot, party: str) -> bool:
        """Whether the measure brings what a party wants nearer."""
        return party in self.case.served.get(slot[0], ())

    def contribution(self, slot: Slot, party: str) -> Contribution | None:
        """A general contribution that fits the role."""
        brought = [each for each in self.case.ambitions.contributions if each.party == party]
        return next((each for each in brought if BROUGHT_IN[each.kind] == slot[1]), None)

    def mismatch(self, slot: Slot, party: str) -> int:
        """How little a role fits what a party wants or offers."""
        if self.offer(slot, party) or self.ambition(slot, party) or self.is_served(slot, party):
            return OFFERED
        return GENERAL if self.contribution(slot, party) else NOTHING


def _covers(law: str, ground: str) -> bool:
    """Whether a ground lies in a law: the same words, or these and then an article.

    >>> _covers("Omgevingswet", "Omgevingswet art. 2.17"), _covers("Waterwet", "Waterwetgeving")
    (True, False)
    """
    law, ground = " ".join(law.casefold().split()), " ".join(ground.casefold().split())
    return ground == law or (ground.startswith(law) and not ground[len(law)].isalnum())


# --- the program


@dataclass(frozen=True)
class _Plan:
    """The assignment as a program.

    number : the yes/no variable of a slot and party;  goals : in order
    by_id : the variables that are still open, by measure, role and id of the party
    """

    program: Program
    number: Mapping[tuple[Slot, str], int]
    goals: tuple[Terms, Terms, Terms, Terms]
    by_id: tuple[int, ...]

    def keeps(self, best: Sequence[int], values: Sequence[float]) -> bool:
        """Whether values satisfy every row and are as good for every goal."""
        rows = [(row.terms, row.low, row.high) for row in self.program.rows]
        goals = [(goal, -math.inf, float(value)) for goal, value in zip(self.goals, best, strict=True)]
        sums = ((sum(c * values[i] for i, c in terms.items()), low, high) for terms, low, high in [*rows, *goals])
        return all(low <= total <= high for total, low, high in sums)


def _plan(desk: _Desk) -> _Plan:
    program, number = Program(), dict[tuple[Slot, str], int]()
    for slot in desk.slots:
        for party in desk.open_to(slot):
            number[slot, party] = program.yes_no()
        own = {number[slot, party]: 1.0 for party in desk.open_to(slot)}
        if own:
            program.row(own, at_most=1.0, at_least=1.0 if desk.amendments(slot) else 0.0)
    free = {pair: variable for pair, variable in number.items() if not desk.amendments(pair[0])}
    most = program.whole(0.0, float(len(desk.slots)))
    for party in sorted({party for _, party in number}):
        _bound_work(program, desk, party, number, most)
        _bound_capacity(program, desk, party, free)
    filled = dict.fromkeys(free.values(), -1.0)
    formal = {v: float(desk.formal(slot, party) is None) for (slot, party), v in free.items()}
    mismatch = {v: float(desk.mismatch(slot, party)) for (slot, party), v in free.items()}
    return _Plan(program, number, (filled, formal, mismatch, {most: 1.0}), tuple(free.values()))


def _bound_work(program: Program, desk: _Desk, party: str, number: Mapping[tuple[Slot, str], int], most: int) -> None:
    """The work of a party is at most ``most``, and at most its share of all work; one role is always allowed.

    What parties agreed on counts, and stands also when it is more than the share.
    """
    work = {v: 1.0 for (slot, each), v in number.items() if each == party and slot[1] in WORK}
    if not work:
        return
    program.row({**work, most: -1.0}, at_most=0.0)
    share = desk.case.settings.share_of_work_at_most
    if share is not None:
        agreed = sum(1 for (slot, each) in number if each == party and slot[1] in WORK and desk.amendments(slot))
        there_is = sum(1 for slot in desk.slots if slot[1] in WORK and desk.open_to(slot))
        program.row(work, at_most=float(max(math.floor(share * there_is + SLIVER), 1, agreed)))


def _bound_capacity(program: Program, desk: _Desk, party: str, free: Mapping[tuple[Slot, str], int]) -> None:
    """``capaciteit``; what parties agreed on uses it up."""
    for capacity in (each for each in desk.case.settings.capacity if each.party == party):
        agreed = [slot for slot in desk.slots if slot[1] == capacity.role and desk.amendments(slot)]
        used = sum(1 for slot in agreed if desk.amendments(slot)[-1].party == party)
        terms = {v: 1.0 for (slot, each), v in free.items() if each == party and slot[1] == capacity.role}
        if terms:
            program.row(terms, at_most=float(max(capacity.at_most - used, 0)))


def _with_alternative(
    desk: _Desk, plan: _Plan, row: RoleRow, solutions: Sequence[Solution], time_s: float | None
) -> RoleRow:
    """Who could do it nearly as well: no more roles open and no more against a formal task, then by the other goals.

    Somebody who can take over while all else stays and nothing is lost comes first; else everything is assigned again
    without this pair.
    """
    slot = (row.measure, row.role)
    others = [party for party in desk.open_to(slot) if party != row.party]
    if not others or row.party is None or len(solutions) < len(plan.goals):
        return row
    best = [round(solution.objective or 0.0) for solution in solutions[: len(plan.goals)]]
    for party in others:
        if plan.keeps(best, _swapped(plan, slot, row.party, party, solutions[-1].values)):
            return replace(row, alternative=party, alternative_why=_price_in_words(0, 0))
    found = _assigned_again(plan, slot, row.party, others, best, time_s)
    if not found.found:
        return row
    party = next(each for each in others if found.chosen(plan.number[slot, each]))
    mismatch, work = (round(found.of(goal)) - was for goal, was in zip(plan.goals[2:], best[2:], strict=True))
    return replace(row, alternative=party, alternative_why=_price_in_words(mismatch, work))


def _swapped(plan: _Plan, slot: Slot, out: str, party: str, values: Sequence[float]) -> tuple[float, ...]:
    """The values with one party in the place of another."""
    changed = list(values)
    changed[plan.number[slot, out]], changed[plan.number[slot, party]] = 0.0, 1.0
    return tuple(changed)


def _assigned_again(
    plan: _Plan, slot: Slot, out: str, others: Sequence[str], best: Sequence[int], time_s: float | None
) -> Solution:
    """The best assignment without a pair. The goals are whole numbers, so that one objective holds them in order."""
    program = plan.program.copy()
    for goal, value in zip(plan.goals[:2], best[:2], strict=True):
        program.exactly(goal, value)
    program.exactly({plan.number[slot, out]: 1.0}, 0.0)
    program.exactly({plan.number[slot, party]: 1.0 for party in others}, 1.0)
    mismatch, work = plan.goals[2:]
    weight = float(len({each for each, _ in plan.number}) + 1)
    objective = {number: value * weight * len(others) for number, value in mismatch.items()}
    objective |= {number: value * len(others) for number, value in work.items()}
    for place, party in enumerate(others):
        number = plan.number[slot, party]
        objective[number] = objective.get(number, 0.0) + place
    return solve(program, objective, time_s=time_s)


# --- words


def _price_in_words(mismatch: int, work: int) -> str:
    if mismatch <= 0 and work <= 0:
        return "past even goed"
    less = ["past minder bij wat partijen zelf willen of aanbieden"] if mismatch > 0 else []
    more = [f"wie het meest doet, doet er {number(work)} bij"] if work > 0 else []
    return "; ".join([*less, *more])


def _row(desk: _Desk, slot: Slot, party: str | None, solved: bool) -> RoleRow:
    legal = desk.measures[slot[0]].legal_ground or NO_LEGAL_GROUND
    changes = desk.amendments(slot)
    if changes:
        return RoleRow(*slot, changes[-1].party, *_why_changed(desk, slot, changes[-1], legal), amendments=changes)
    if party is None:
        return RoleRow(*slot, None, Ground.OPEN, legal, _why_open(desk, slot, solved))
    ground, why = _why(desk, slot, party)
    return RoleRow(*slot, party, ground, legal, why)


def _why_changed(desk: _Desk, slot: Slot, last: Amendment, legal: str) -> tuple[str, str, str]:
    """Ground, legal ground and reason of what parties agreed on."""
    by = f" door {last.who}" if last.who else ", niet vastgelegd door wie"
    why = f"{(last.why or 'Reden niet vastgelegd').rstrip('.')}."
    unnamed = "" if last.party in desk.eligible(slot) else " De maatregel noemt deze partij niet voor deze rol."
    return f"{Ground.AMENDED}{by}", legal, why + unnamed


def _why(desk: _Desk, slot: Slot, party: str) -> tuple[Ground, str]:
    name, task = desk.parties[party].name, desk.formal(slot, party)
    if task is not None:
        own = desk.ambition(slot, party)
        wish = f" En wil zelf: “{own.text}”" if own is not None else ""
        return Ground.FORMAL, f"{name} heeft hier een formele taak: {task.task} ({task.legal_ground}).{wish}"
    if (offer := desk.offer(slot, party)) is not None:
        amount = "" if offer.amount_eur is None else f", met {number(offer.amount_eur)} euro"
        return Ground.EXTRA, f"{name} biedt dit aan{amount}."
    if desk.is_served(slot, party):
        return Ground.AMBITION, f"Deze maatregel brengt dichterbij wat {name} zelf wil."
    if (brought := desk.contribution(slot, party)) is not None:
        size = f": {brought.size}" if brought.size else ""
        condition = f" (voorwaarde: {brought.condition})" if brought.condition else ""
        return Ground.EXTRA, f"{name} brengt {brought.kind.value} in{size}{condition}."
    return Ground.EXTRA, f"{name} is voor deze rol genoemd; een taak, ambitie of aanbod is niet vastgelegd."


def _why_open(desk: _Desk, slot: Slot, solved: bool) -> str:
    named = desk.named(slot)
    if not named:
        return "De maatregel noemt niemand voor deze rol."
    if not desk.eligible(slot):
        return f"Geen partij in het gebied van de maatregel past bij: {', '.join(named)}."
    if not solved:
        return "Geen verdeling gevonden binnen de rekentijd."
    return "Wie dit mag doen, zit aan de grens van wat hij aankan (capaciteit of hoogstens_aandeel_werk)."

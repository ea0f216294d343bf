"""How outcomes are valued and decided on: criteria, weights of the parties, settings of packages and roles (05)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from .base import (
    KEYS,
    ONE,
    Id,
    Ids,
    Layer,
    Model,
    NonNegative,
    Number,
    Refusal,
    Share,
    Status,
    Text,
    Whole,
    shape,
)

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]

COSTS = ("kosten_eur", "jaarlijks_eur", "jaarkosten_eur")
"""Sources of a criterion of cost: investment, yearly, and equivalent yearly; they are never mixed."""


MOST_PLAYERS = 8
"""Above this number no full game is computed: it takes 2^n − 1 coalitions, each a choice of the cheapest package."""


class Role(StrEnum):
    """What a criterion is for: it carries value, it bounds, or it only explains."""

    VALUE = "waarde"
    CONSTRAINT = "randvoorwaarde"
    EXPLANATION = "toelichting"


class Better(StrEnum):
    """Which way a criterion is better."""

    LESS = "minder"
    MORE = "meer"


class Range(Model):
    """``bereik``: absolute and frozen, one pair for all scenarios."""

    worst: Number = Field(alias="slechtst")
    best: Number


class Criterion(Model):
    """A row of ``criteria``. ``p`` and ``q``: preference and indifference of PROMETHEE II, in its unit."""

    id: Id
    source_criterion: Id = Field(alias="bron_criterium")
    functions: Mapping[str, NonNegative] = Field(default_factory=dict, alias="functies")
    role: Role = Field(alias="rol")
    family: Text | None = Field(None, alias="familie")
    better: Better | None = Field(None, alias="richting")
    range: Range | None = Field(None, alias="bereik")
    value_function: tuple[tuple[Number, Number], ...] = Field((), alias="waardefunctie")
    p: NonNegative | None = None
    q: NonNegative | None = None
    source: Text | None = Field(None, alias="bron")
    who: Text | None = Field(None, alias="wie")
    status: Status | None = None


class Across(StrEnum):
    """How scenarios are taken together."""

    EACH = "per_scenario"
    WORST = "slechtste"
    REGRET = "spijt"
    CVAR = "cvar"
    WEIGHTED = "gewogen"


class ScenarioJudgement(Model):
    """``scenario_oordeel``."""

    way: Across = Field(alias="wijze")
    scenarios: Ids = ()
    alpha: Share | None = Field(None, alias="alfa")


class Criteria(Model):
    """``criteria``."""

    criteria: tuple[Criterion, ...]
    scenario_judgement: ScenarioJudgement | None = Field(None, alias="scenario_oordeel")


class Elicitation(StrEnum):
    """How weights were asked."""

    DIRECT = "direct"
    SWING = "swing"
    ORDER = "orde"
    INTERVALS = "intervallen"
    BEST_WORST = "best_slechtst"


class Ratio(Model):
    """One criterion weighs at least so many times another."""

    more: Id = Field(alias="meer")
    less: Id = Field(alias="minder")
    at_least: Positive = Field(alias="minstens")


class WeightSet(Model):
    """A row of ``gewichten``: what one party said, with the hash of the ranges it was asked on."""

    party: Id = Field(alias="partij")
    way: Elicitation = Field(alias="wijze")
    range_hash: Text = Field(alias="bereik_hash")
    date: Text | None = Field(None, alias="datum")
    who: Text | None = Field(None, alias="wie")
    source: Text | None = Field(None, alias="bron")
    status: Status | None = None
    shares: Mapping[str, Share] = Field(default_factory=dict, alias="gewichten")
    points: Mapping[str, NonNegative] = Field(default_factory=dict, alias="punten")
    order: tuple[Ids, ...] = Field((), alias="orde")
    intervals: Mapping[str, tuple[Share, Share]] = Field(default_factory=dict, alias="intervallen")
    ratios: tuple[Ratio, ...] = Field((), alias="verhoudingen")
    best: Id | None = Field(None, alias="beste")
    worst: Id | None = Field(None, alias="slechtste")
    best_to: Mapping[str, Positive] = Field(default_factory=dict, alias="beste_tot")
    to_worst: Mapping[str, Positive] = Field(default_factory=dict, alias="tot_slechtste")

    @model_validator(mode="after")
    def _has_its_answer(self) -> Self:
        own = ANSWERS[self.way]
        given = [key for key, answer in self._answers().items() if answer]
        if not set(own) & set(given):
            names = " of ".join(f"`{key}`" for key in own)
            raise Refusal(f"wijze {self.way} zonder {names}", f"{names} bij wijze {self.way}", f"voeg {names} toe")
        for key in given:
            if key not in own:
                expected = f"bij wijze {self.way} alleen {', '.join(f'`{each}`' for each in own)}"
                raise Refusal(f"`{key}` bij wijze {self.way}", expected, f"laat `{key}` weg, of kies een andere wijze")
        return self

    def _answers(self) -> Mapping[str, object]:
        return {
            "gewichten": self.shares,
            "punten": self.points,
            "orde": self.order,
            "intervallen": self.intervals,
            "verhoudingen": self.ratios,
            "beste": self.best,
            "slechtste": self.worst,
            "beste_tot": self.best_to,
            "tot_slechtste": self.to_worst,
        }


ANSWERS: Mapping[Elicitation, tuple[str, ...]] = {
    Elicitation.DIRECT: ("gewichten",),
    Elicitation.SWING: ("punten",),
    Elicitation.ORDER: ("orde",),
    Elicitation.INTERVALS: ("intervallen", "verhoudingen"),
    Elicitation.BEST_WORST: ("beste", "slechtste", "beste_tot", "tot_slechtste"),
}
"""Way of asking → the keys that belong to it."""


class WeightSets(Model):
    """``gewichten``."""

    weights: tuple[WeightSet, ...] = Field(alias="gewichten")


class TotalBudget(Model):
    """Euro; empty is not stated (no bound), 0 is nothing."""

    investment: NonNegative | None = Field(None, alias="investering")
    per_year: NonNegative | None = Field(None, alias="per_jaar")


class PartyBudget(Model):
    """What one party can spend, in euro."""

    party: Id = Field(alias="partij")
    investment_eur: NonNegative | None = Field(None, alias="investering_eur")
    per_year_eur: NonNegative | None = Field(None, alias="per_jaar_eur")
    extra_eur: NonNegative | None = Field(None, alias="extra_bijdrage_eur")
    condition: Text | None = Field(None, alias="voorwaarde")
    hard: bool = False


class Bounds(Model):
    """How many at least and at most."""

    at_least: Whole | None = Field(None, alias="minstens")
    at_most: Whole | None = Field(None, alias="hoogstens")


class Pinned(Model):
    """Measures that are in or out whatever the optimiser finds."""

    in_: Ids = Field((), alias="erin")
    out: Ids = Field((), alias="eruit")


class Objective(Model):
    """What a package is chosen for: a criterion over scenarios, most limits kept, or the lowest cost of a level.

    ``across``: ``slechtste``, ``cvar`` (with ``alfa``), ``spijt``, ``gewogen``, or the id of a scenario.
    """

    id: Id
    name: Text | None = Field(None, alias="naam")
    kind: Text | None = Field(None, alias="soort")
    criterion: Id | None = Field(None, alias="criterium")
    across: Text | None = Field(None, alias="over_scenarios")
    alpha: Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)] | None = Field(None, alias="alfa")
    level: Id | None = Field(None, alias="niveau")


class LimitInPackage(Model):
    """Whether a limit binds, and its rank when not all can be met."""

    limit: Id = Field(alias="grens")
    hard: bool = False
    priority: Whole | None = Field(None, alias="voorrang")


class PackageSettings(Model):
    """``pakketten``."""

    total_budget_eur: TotalBudget | None = Field(None, alias="totaal_budget_eur")
    party_budgets: tuple[PartyBudget, ...] = Field((), alias="partijbudget")
    per_layer: Mapping[Layer, Bounds] = Field(default_factory=dict, alias="per_laag")
    pinned: Pinned | None = Field(None, alias="vast")
    objectives: tuple[Objective, ...] = Field((), alias="doelen")
    limits: tuple[LimitInPackage, ...] = Field((), alias="grenzen")
    gap_goal: Share | None = Field(None, alias="marge_doel")
    time_s: Positive | None = Field(None, alias="tijd_s")


class OwnAxis(Model):
    """An axis that the group made itself: measures under two or more headings."""

    name: Text = Field(alias="as")
    measures: Mapping[str, Ids] = Field(alias="maatregelen")


Axis = Annotated[Annotated[Text, Tag(ONE)] | Annotated[OwnAxis, Tag(KEYS)], Discriminator(shape)]


class DirectionSettings(Model):
    """``richtingen`` of ``besluit``: how many directions to show and how different they must be."""

    count: tuple[Whole, Whole] | None = Field(None, alias="aantal")
    epsilon: Share | None = None
    least_distance: NonNegative | None = Field(None, alias="minimale_afstand")
    axes: tuple[Axis, ...] = Field((), alias="assen")


class OutsideFunder(Model):
    """A party outside the game that may contribute, in euro."""

    party: Id = Field(alias="partij")
    at_most_eur: NonNegative | None = Field(None, alias="bijdrage_eur_max")


Benefit = Literal["directe_schade_eur", "indirecte_schade_eur", "gebruikersuren"]
"""What is spared, in money: damage by water, damage by outage, or the hours of outage for what they are worth."""
Beneficiary = Literal["eigenaar", "drager"]


class CoalitionSettings(Model):
    """``coalities``.

    may_take, others_do, infeasible : how c(S) is computed; each can be written, and has one answer so far
    """

    players: Ids = Field((), alias="spelers")
    outside: tuple[OutsideFunder, ...] = Field((), alias="buiten")
    own_ambition: Mapping[str, Ids] = Field(default_factory=dict, alias="eigen_ambitie")
    may_take: Literal["trekker_en_financier"] = Field("trekker_en_financier", alias="mag_nemen")
    others_do: Literal["niets"] = Field("niets", alias="anderen_doen")
    infeasible: Literal["leeg"] = Field("leeg", alias="niet_haalbaar")
    benefit_to: Mapping[Benefit, Beneficiary] = Field(default_factory=dict, alias="baat_naar")
    share_at_most: Mapping[str, Share] = Field(default_factory=dict, alias="hoogstens_aandeel")
    layer_owners: Mapping[Layer, Ids] = Field(default_factory=dict, alias="laageigenaren")


Task = Literal["trekker", "financier", "uitvoerder", "beheerder", "bevoegd_gezag"]


class Capacity(Model):
    """How often a party can fill a role."""

    party: Id = Field(alias="partij")
    role: Task = Field(alias="rol")
    at_most: Whole = Field(alias="hoogstens")


class Offer(Model):
    """A role, or money in euro, that a party offers for a measure."""

    party: Id = Field(alias="partij")
    measure: Id = Field(alias="maatregel")
    role: Task = Field(alias="rol")
    amount_eur: NonNegative | None = Field(None, alias="eur")


class Amendment(Model):
    """A change that parties made to a proposed role, with who and why."""

    measure: Id = Field(alias="maatregel")
    role: Task = Field(alias="rol")
    party: Id = Field(alias="partij")
    who: Text | None = Field(None, alias="wie")
    why: Text | None = Field(None, alias="waarom")


class RoleSettings(Model):
    """``rollen``."""

    share_of_work_at_most: Share | None = Field(None, alias="hoogstens_aandeel_werk")
    capacity: tuple[Capacity, ...] = Field((), alias="capaciteit")
    offers: tuple[Offer, ...] = Field((), alias="aanbod")
    amendments: tuple[Amendment, ...] = Field((), alias="wijzigingen")


class DecisionSettings(Model):
    """``besluit``."""

    packages: PackageSettings = Field(default_factory=PackageSettings, alias="pakketten")
    directions: DirectionSettings = Field(default_factory=DirectionSettings, alias="richtingen")
    coalitions: CoalitionSettings = Field(default_factory=CoalitionSettings, alias="coalities")
    roles: RoleSettings = Field(default_factory=RoleSettings, alias="rollen")

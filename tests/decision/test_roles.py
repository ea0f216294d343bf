"""Roles go to who has the task, then to who wants or offers it, then evenly; every row says why."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from besluitsteun.decision.roles import NO_LEGAL_GROUND, ROLES, RoleCase, RoleProposal, RoleRow, assign
from besluitsteun.decision.solver import Status
from besluitsteun.schema.ambitions import Ambitions
from besluitsteun.schema.decision import RoleSettings
from besluitsteun.schema.measures import Measure
from besluitsteun.schema.parties import Party

PARTIES = tuple(
    Party.model_validate(each)
    for each in (
        {"id": "gemeente_a", "naam": "Gemeente A", "soort": "gemeente"},
        {"id": "gemeente_b", "naam": "Gemeente B", "soort": "gemeente"},
        {"id": "provincie", "naam": "Provincie P", "soort": "provincie"},
        {"id": "waterschap", "naam": "Waterschap W", "soort": "waterschap",
         "taken": [{"taak": "waterkeringen beheren", "rechtsgrond": "Omgevingswet"}]},
    )
)  # fmt: skip


def measure(name: str = "kade", **keys: Any) -> Measure:
    return Measure.model_validate({"id": name, "naam": name, "laag": "preventie", **keys})


def case(
    *measures: Measure,
    touched: Sequence[str] = (),
    served: Sequence[str] = (),
    ambitions: dict[str, Any] | None = None,
    **role_settings: Any,
) -> RoleCase:
    return RoleCase(
        measures=measures,
        parties=PARTIES,
        touched={each.id: touched for each in measures},
        served={each.id: served for each in measures},
        ambitions=Ambitions.model_validate(ambitions or {}),
        settings=RoleSettings.model_validate(role_settings),
    )


def rows(proposal: RoleProposal) -> dict[tuple[str, str], RoleRow]:
    assert proposal.status is Status.OPTIMAL
    return {(row.measure, row.role): row for row in proposal.rows}


def lead(made: RoleCase) -> RoleRow:
    return rows(assign(made))["kade", "trekker"]


def test_every_measure_has_a_row_for_every_role() -> None:
    proposal = assign(case(measure("een"), measure("twee")))
    assert [(row.measure, row.role) for row in proposal.rows] == [(m, r) for m in ("een", "twee") for r in ROLES]


def test_a_role_that_nobody_may_fill_stays_open_and_says_so() -> None:
    nobody, no_one_there = lead(case(measure())), lead(case(measure(trekker=["gemeente"])))
    assert (nobody.party, nobody.ground, nobody.why) == (None, "", "De maatregel noemt niemand voor deze rol.")
    assert no_one_there.why == "Geen partij in het gebied van de maatregel past bij: gemeente."


def test_a_kind_stands_for_the_parties_of_that_kind_that_the_measure_touches() -> None:
    row = lead(case(measure(trekker=["gemeente"]), touched=["gemeente_b", "provincie"]))
    assert (row.party, row.alternative) == ("gemeente_b", None)


def test_an_id_goes_before_a_kind_of_the_same_name() -> None:
    assert lead(case(measure(trekker=["waterschap"]))).party == "waterschap"


def test_the_formal_task_goes_before_an_offer() -> None:
    offer = {"partij": "gemeente_a", "maatregel": "kade", "rol": "trekker"}
    made = measure(trekker=["gemeente_a", "waterschap"], rechtsgrond="Omgevingswet art. 2.17")
    row = lead(case(made, aanbod=[offer]))
    assert (row.party, row.ground, row.legal_ground) == ("waterschap", "formele taak", "Omgevingswet art. 2.17")
    assert row.why == "Waterschap W heeft hier een formele taak: waterkeringen beheren (Omgevingswet)."
    assert row.alternative is None


def test_without_a_legal_ground_nobody_has_a_formal_task_and_the_row_says_bovennormatief() -> None:
    row = lead(case(measure(trekker=["waterschap"])))
    assert (row.ground, row.legal_ground) == ("extra bijdrage", NO_LEGAL_GROUND)
    assert "een taak, ambitie of aanbod is niet vastgelegd" in row.why


def test_an_offer_goes_before_a_general_contribution_and_that_before_nothing() -> None:
    made = measure(financier=["gemeente_a", "gemeente_b", "provincie"])
    brings = {"inbreng": [{"partij": "gemeente_b", "soort": "geld", "omvang": "een fonds", "voorwaarde": "samen"}]}
    offer = {"partij": "provincie", "maatregel": "kade", "rol": "financier", "eur": 100000}
    offered = rows(assign(case(made, ambitions=brings, aanbod=[offer])))["kade", "financier"]
    assert (offered.party, offered.ground, offered.why) == (
        "provincie", "extra bijdrage", "Provincie P biedt dit aan, met 100.000 euro.",
    )  # fmt: skip
    assert offered.alternative == "gemeente_b"
    assert offered.alternative_why == "past minder bij wat partijen zelf willen of aanbieden"
    general = rows(assign(case(made, ambitions=brings)))["kade", "financier"]
    assert general.party == "gemeente_b"
    assert general.why == "Gemeente B brengt geld in: een fonds (voorwaarde: samen)."


def test_who_sees_an_own_ambition_come_nearer_goes_first_among_equals() -> None:
    row = lead(case(measure(trekker=["gemeente_a", "gemeente_b"]), served=["gemeente_b"]))
    assert (row.party, row.ground) == ("gemeente_b", "eigen ambitie")
    assert row.why == "Deze maatregel brengt dichterbij wat Gemeente B zelf wil."


def test_an_own_ambition_on_the_formal_task_is_told() -> None:
    own = {"eigen": [{"partij": "waterschap", "taak": "waterkeringen beheren", "tekst": "Overal hoog genoeg."}]}
    row = lead(case(measure(trekker=["waterschap"], rechtsgrond="omgevingswet"), ambitions=own))
    assert row.why.endswith("En wil zelf: “Overal hoog genoeg.”")


def test_an_offer_makes_eligible_but_not_to_permit() -> None:
    offers = [{"partij": "provincie", "maatregel": "kade", "rol": role} for role in ("trekker", "bevoegd_gezag")]
    found = rows(assign(case(measure(), aanbod=offers)))
    assert found["kade", "trekker"].party == "provincie"
    assert found["kade", "bevoegd_gezag"].party is None


def test_work_is_spread_and_ties_go_to_the_first_id() -> None:
    """Two measures, two municipalities, three roles of work each: three for each, the first by id from the top."""
    both = ["gemeente_a", "gemeente_b"]
    made = [measure(name, trekker=both, uitvoerder=both, beheerder=both) for name in ("een", "twee")]
    proposal = assign(case(*made))
    work = [row.party for row in proposal.rows if row.role in ("trekker", "uitvoerder", "beheerder")]
    assert work == ["gemeente_a"] * 3 + ["gemeente_b"] * 3
    found = rows(proposal)["een", "trekker"]
    assert (found.alternative, found.alternative_why) == ("gemeente_b", "past even goed")


def test_a_capacity_sends_the_next_role_to_another_or_leaves_it_open() -> None:
    made = [measure(name, trekker=["waterschap", "gemeente_a"], rechtsgrond="Omgevingswet") for name in "xyz"]
    full = [{"partij": party, "rol": "trekker", "hoogstens": 1} for party in ("waterschap", "gemeente_a")]
    proposal = assign(case(*made, capaciteit=full))
    found = [row for row in proposal.rows if row.role == "trekker"]
    assert [row.party for row in found] == ["gemeente_a", "waterschap", None]
    assert "zit aan de grens van wat hij aankan" in found[2].why


@pytest.mark.parametrize(("share", "most"), [(0.5, 3), (0.34, 2), (0.0, 1)])
def test_nobody_does_more_than_its_share_of_the_work(share: float, most: int) -> None:
    alone = ["gemeente_a"]
    made = [measure(name, trekker=alone, uitvoerder=alone, beheerder=alone) for name in ("een", "twee")]
    proposal = assign(case(*made, hoogstens_aandeel_werk=share))
    assert sum(row.party == "gemeente_a" for row in proposal.rows) == most


CHANGE = {"maatregel": "kade", "rol": "trekker", "partij": "provincie", "wie": "het overleg", "waarom": "Zij kan dit."}


def test_what_parties_changed_holds_and_is_kept_with_who_and_why_beside_the_proposal() -> None:
    earlier = {**CHANGE, "partij": "gemeente_b", "waarom": "eerste idee"}
    row = lead(case(measure(trekker=["gemeente_a"]), wijzigingen=[earlier, CHANGE]))
    assert (row.party, row.proposed, row.ground) == ("provincie", "gemeente_a", "gewijzigd door het overleg")
    assert row.why == "Zij kan dit. De maatregel noemt deze partij niet voor deze rol."
    assert [(each.party, each.why) for each in row.amendments] == [
        ("gemeente_b", "eerste idee"), ("provincie", "Zij kan dit."),
    ]  # fmt: skip


def test_a_change_without_who_or_why_says_that_it_has_none() -> None:
    bare = {key: CHANGE[key] for key in ("maatregel", "rol", "partij")}
    row = lead(case(measure(trekker=["provincie"]), wijzigingen=[bare]))
    assert (row.ground, row.why) == ("gewijzigd, niet vastgelegd door wie", "Reden niet vastgelegd.")


def test_what_parties_agreed_on_uses_a_capacity_up() -> None:
    made = [measure(name, trekker=["provincie"]) for name in ("kade", "twee")]
    one = {"partij": "provincie", "rol": "trekker", "hoogstens": 1}
    proposal = assign(case(*made, wijzigingen=[CHANGE], capaciteit=[one]))
    assert [row.party for row in proposal.rows if row.role == "trekker"] == ["provincie", None]


def test_what_parties_agreed_on_stands_beyond_every_bound() -> None:
    changes = [{**CHANGE, "maatregel": name} for name in ("kade", "twee")]
    none = {"partij": "provincie", "rol": "trekker", "hoogstens": 0}
    made = [measure(name) for name in ("kade", "twee")]
    proposal = assign(case(*made, wijzigingen=changes, capaciteit=[none], hoogstens_aandeel_werk=0.0))
    assert proposal.status is Status.OPTIMAL
    assert [row.party for row in proposal.rows if row.role == "trekker"] == ["provincie", "provincie"]


def test_a_second_assignment_is_the_same() -> None:
    kinds = ["gemeente", "provincie", "waterschap"]
    made = [measure(f"m{i}", trekker=kinds, uitvoerder=kinds, beheerder=kinds) for i in range(4)]
    touched = ["gemeente_a", "gemeente_b", "provincie", "waterschap"]
    assert assign(case(*made, touched=touched)) == assign(case(*made, touched=touched))


NAMES = ("gemeente_a", "provincie", "waterschap")
FILLED = ("trekker", "uitvoerder")


@st.composite
def small_cases(draw: st.DrawFn) -> RoleCase:
    """Two measures with two roles, three parties, an offer, a capacity and a largest share."""
    some = st.lists(st.sampled_from(NAMES), unique=True)
    measures = [
        measure(name, rechtsgrond=draw(st.sampled_from((None, "Omgevingswet"))), **{r: draw(some) for r in FILLED})
        for name in ("een", "twee")
    ]
    offers = [
        {"partij": draw(st.sampled_from(NAMES)), "maatregel": draw(st.sampled_from(("een", "twee"))), "rol": "trekker"}
    ]
    bound = {"partij": draw(st.sampled_from(NAMES)), "rol": draw(st.sampled_from(FILLED)), "hoogstens": 1}
    served = draw(some)
    return case(
        *measures, served=served, aanbod=offers, capaciteit=[bound], hoogstens_aandeel_werk=draw(st.floats(0, 1))
    )


def judged(made: RoleCase, plan: dict[tuple[str, str], str | None], slots: int) -> tuple[object, ...] | None:
    """The goals of a plan in order, straight from the words of the page; None when it breaks a bound."""
    work = {name: [slot for slot, party in plan.items() if party == name] for name in NAMES}
    (bound,), (offer,) = made.settings.capacity, made.settings.offers
    if sum(role == bound.role for _, role in work[bound.party]) > bound.at_most:
        return None
    most = max(len(each) for each in work.values())
    if most > max(1, math.floor((made.settings.share_of_work_at_most or 0.0) * slots + 1e-9)):
        return None
    laws = {each.id: each.legal_ground for each in made.measures}
    filled = [(slot, party) for slot, party in plan.items() if party is not None]
    formal = sum(not (laws[m] and party == "waterschap") for (m, _), party in filled)
    fits = [party in made.served[m] or (party, m, r) == (offer.party, offer.measure, offer.role)
            for (m, r), party in filled]  # fmt: skip
    by_id = [name if name is not None else "~" for name in plan.values()]
    return len(plan) - len(filled), formal, sum(2 for each in fits if not each), most, by_id


@given(small_cases())
@settings(max_examples=40, deadline=None)
def test_the_assignment_is_the_best_of_all_that_keep_to_the_bounds(made: RoleCase) -> None:
    options: dict[tuple[str, str], list[str | None]] = {}
    for each in made.measures:
        for role, named in (("trekker", each.lead), ("uitvoerder", each.executor)):
            offered = [o.party for o in made.settings.offers if (o.measure, o.role) == (each.id, role)]
            options[each.id, role] = [*sorted({*named, *offered}), None]
    slots = sum(len(each) > 1 for each in options.values())
    plans = [dict(zip(options, chosen, strict=True)) for chosen in itertools.product(*options.values())]
    scored = [(score, plan) for plan in plans if (score := judged(made, plan, slots)) is not None]
    best = min(scored, key=lambda each: each[0])[1]
    found = rows(assign(made, alternatives=False))
    assert {slot: found[slot].party for slot in options} == best


def test_no_time_is_no_assignment_and_the_rows_say_so_but_what_parties_agreed_on_stands() -> None:
    made = [measure(name, trekker=["provincie", "waterschap"]) for name in ("kade", "twee")]
    proposal = assign(case(*made, wijzigingen=[CHANGE]), time_s=0.0)
    found = {row.measure: row for row in proposal.rows if row.role == "trekker"}
    assert proposal.status is Status.NONE_FOUND
    assert (found["twee"].party, found["twee"].why) == (None, "Geen verdeling gevonden binnen de rekentijd.")
    assert (found["kade"].party, found["kade"].proposed) == ("provincie", None)


def test_a_share_that_is_a_whole_number_of_roles_is_that_number() -> None:
    """0.29 × 100 is a hair below 29 in floating point."""
    alone = ["gemeente_a"]
    made = [measure(f"m{i}", trekker=alone) for i in range(100)]
    proposal = assign(case(*made, hoogstens_aandeel_werk=0.29), alternatives=False)
    assert sum(row.party == "gemeente_a" for row in proposal.rows) == 29

"""Random small studies and what happens in them, for the laws that hold whatever the input."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from besluitsteun.consequences.measure import Measurements
from besluitsteun.loading.study import Study

from .happening import Happening, study

STEPS = 12
NAMES = ("a", "b", "c", "d", "e", "f")
FUNCTIONS = (
    {"id": "stroom", "gebruikerseenheid": "aansluitingen", "inwoners_per_gebruiker": 2, "waarde_tot_uur": STEPS,
     "waarde_eur_per_gebruikersuur": 1.5,
     "compensatie": {"vanaf_uur": 2, "eerste_eur": 35, "elke_uur": 3, "volgende_eur": 20}},
    {"id": "telefoon", "gebruikerseenheid": "abonnees", "waarde_eur_per_gebruikersuur": 3, "waarde_tot_uur": STEPS},
    {"id": "zorg", "gebruikerseenheid": "bedden"},
)  # fmt: skip


def maybe(strategy: st.SearchStrategy[int]) -> st.SearchStrategy[int | None]:
    return st.none() | strategy


@st.composite
def assets(draw: st.DrawFn, name: str) -> dict[str, object]:
    """One object; what is not drawn is unknown."""
    optional = {
        "gebruikers": draw(maybe(st.integers(0, 30))),
        "kwetsbare_gebruikers": draw(maybe(st.integers(0, 9))),
        "inwoners": draw(maybe(st.integers(0, 30))),
        "gebied": draw(st.sampled_from([None, "stad", "dorp"])),
        "partij": draw(st.sampled_from([None, "net", "tel"])),
        "drager": draw(st.sampled_from([None, "gem"])),
    }
    found: dict[str, object] = {key: value for key, value in optional.items() if value is not None}
    found |= {"id": name, "functie": draw(st.sampled_from([each["id"] for each in FUNCTIONS]))}
    found |= {"areas": {"wijk": draw(st.sampled_from(["", "oost", "west"]))}}
    if draw(st.booleans()):
        found |= {"max_schade_eur": draw(st.integers(0, 900)), "schadecurve": "waterschadeschatter"}
    if draw(st.booleans()):
        found |= {
            "soort": "rwzi",
            "lozing": draw(st.integers(0, 9)),
            "lozing_eenheid": draw(st.sampled_from(["m3", "ton"])),
        }
    return found


@st.composite
def outages(draw: st.DrawFn) -> list[tuple[int, int]]:
    """Disjoint outages, with at least a step between them."""
    edges = sorted(draw(st.sets(st.integers(0, STEPS), max_size=4)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@st.composite
def happenings(draw: st.DrawFn) -> Happening:
    out = {name: draw(outages()) for name in NAMES}
    depth = {name: draw(st.integers(1, 4000)) for name in NAMES if draw(st.booleans())}
    rise = {name: draw(st.integers(0, 5000)) for name in depth if draw(st.booleans())}
    down = [name for name, spans in out.items() if spans]
    hit = [name for name in down if draw(st.booleans())]
    return Happening({name: out[name] for name in down}, depth, hit, rise)


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Study, Happening]:
    """A study of six objects with two divisions, and what happened in it."""
    objects = [draw(assets(name)) for name in NAMES]
    return study(objects, FUNCTIONS, horizon=STEPS, divisions=("wijk",)), draw(happenings())


def shuffled(of: Study, order: list[int]) -> Study:
    """The same study with its objects and functions in another order."""
    return replace(of, assets=tuple(of.assets[i] for i in order), functions=of.functions[::-1])


def amounts(found: Measurements) -> dict[tuple[object, ...], int]:
    """Amount per criterion, group by names, and unit of the only scenario."""
    layout = found.ledger.layout

    def key(place: int) -> tuple[object, ...]:
        entry = found.ledger.entries[place]
        cell = layout.cells[entry.group.cell] if entry.group.cell >= 0 else None
        return entry.criterion, entry.group.function, cell, entry.group.party, entry.group.bearer, entry.unit

    return {key(place): int(each) for place, each in enumerate(found.modal[0].amounts)}

"""A study that can be computed in, warnings out: what an analyst would want to know before leaning on it (02)."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ..nl import count, number
from ..problems import Place, Problem, Severity
from ..schema.ambitions import Limit, Risk
from ..schema.assets import Asset
from ..schema.base import Status, Verdict
from ..schema.study import Function
from .rules import PlacedNeed, some_of
from .study import Provenance

if TYPE_CHECKING:
    import networkx as nx

MOST_NAMED = 5
MOST_SEARCHED = 500  # members of one loop from which a shortest cycle is looked for


def warnings_of(
    assets: Sequence[Asset],
    needs: Sequence[PlacedNeed],
    functions: Sequence[Function],
    provenance: Sequence[Provenance],
    limits: Sequence[Limit],
    risks: Sequence[Risk],
    has_layers: bool = True,
) -> list[Problem]:
    """One warning per kind, with at most five examples.

    ``has_layers``: whether anything in the study asks for a place (rasters, layers of areas); without these an object
    without location is not worth a warning.
    """
    return [
        *_idle(assets, needs),
        *(_without_location(assets) if has_layers else []),
        *_loops(assets, needs),
        *_share_of_assumptions(provenance),
        *_without_verdict(assets, functions, limits, risks),
        *_without_objects(assets, functions),
    ]


def _warning(place: str, found: str, expected: str, remedy: str) -> list[Problem]:
    return [Problem(Place(place), found, expected, remedy, Severity.WARNING)]


def _objects(ids: Sequence[str], one: str, many: str) -> str:
    """How many objects do something, and which.

    >>> _objects(["a"], "valt uit", "vallen uit"), _objects(["a", "b"], "valt uit", "vallen uit")
    ('1 object valt uit: a', '2 objecten vallen uit: a en b')
    """
    verb = one if len(ids) == 1 else many
    return f"{count(len(ids), 'object', 'objecten')} {verb}: {some_of(ids, MOST_NAMED)}"


def _idle(assets: Sequence[Asset], needs: Sequence[PlacedNeed]) -> list[Problem]:
    """Objects that nobody needs and that have no users."""
    suppliers = {supplier for placed in needs for supplier in placed.need.suppliers}
    idle = [asset.id for asset in assets if not asset.users and asset.id not in suppliers]
    if not idle:
        return []
    found = _objects(
        idle, "heeft geen gebruikers en levert aan niemand", "hebben geen gebruikers en leveren aan niemand"
    )
    expected = "een object met gebruikers, of een leverancier van een ander object"
    return _warning(
        "objecten", found, expected, "vul `gebruikers` in of leg een afhankelijkheid; anders telt uitval niet"
    )


def _without_location(assets: Sequence[Asset]) -> list[Problem]:
    nowhere = [asset.id for asset in assets if asset.x is None or asset.y is None]
    if not nowhere:
        return []
    found = _objects(nowhere, "heeft geen plaats", "hebben geen plaats")
    return _warning("objecten", found, "x en y", "vul x en y in, anders geeft een kaart hier geen waterdiepte")


def _loops(assets: Sequence[Asset], needs: Sequence[PlacedNeed]) -> list[Problem]:
    """Objects that need each other without any buffer: once down, they can wait for each other."""
    import networkx as nx

    graph = _without_buffer(needs)
    rings = [ring for ring in nx.strongly_connected_components(graph) if len(ring) > 1]
    if not rings:
        return []
    rings.sort(key=min)
    self_starting = {asset.id for asset in assets if asset.self_starting}
    named = [_ring_in_words(graph, ring, self_starting) for ring in rings[:MOST_NAMED]]
    if len(rings) > MOST_NAMED:
        named.append(f"en nog {number(len(rings) - MOST_NAMED)}")
    found = f"{count(len(rings), 'kring', 'kringen')} zonder buffer (→ betekent ‘heeft nodig’): {'; '.join(named)}"
    remedy = "controleer `buffer_uur`; zonder zelfstandige start kan een kring op zichzelf blijven wachten"
    return _warning("afhankelijkheden", found, "een buffer in elke kring", remedy)


def _without_buffer(needs: Sequence[PlacedNeed]) -> nx.DiGraph[str]:
    """Consumer → supplier over the needs without buffer, among objects that are both."""
    import networkx as nx

    bare = [placed.need for placed in needs if placed.need.buffer_hours == 0]
    both = {need.consumer for need in bare} & {supplier for need in bare for supplier in need.suppliers}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from(
        (need.consumer, supplier)
        for need in bare
        if need.consumer in both
        for supplier in need.suppliers
        if supplier in both and supplier != need.consumer
    )
    return graph


def _ring_in_words(graph: nx.DiGraph[str], ring: set[str], self_starting: set[str]) -> str:
    """A shortest cycle within the ring, how many objects it has, and whether any of them starts by itself."""
    inside = {i: sorted(ring & set(graph[i])) for i in sorted(ring)}
    details = [] if len(ring) == 2 else [count(len(ring), "object", "objecten")]
    if not ring & self_starting:
        details.append("geen daarvan start zelfstandig op")
    words = " → ".join(shortest_cycle(inside))
    return f"{words} ({', '.join(details)})" if details else words


def shortest_cycle(edges: Mapping[str, Sequence[str]]) -> list[str]:
    """A shortest cycle, closed, from its smallest id; of a large ring a shortest among its first members.

    >>> shortest_cycle({"a": ["b"], "b": ["c"], "c": ["a", "d"], "d": ["c"]})
    ['c', 'd', 'c']
    """
    best: list[str] = []
    for start in sorted(edges)[:MOST_SEARCHED]:
        cycle = _cycle_through(edges, start)
        if not best or len(cycle) < len(best):
            best = cycle
        if len(best) == 3:  # there and back: none is shorter
            break
    return best


def _cycle_through(edges: Mapping[str, Sequence[str]], start: str) -> list[str]:
    """Breadth first from ``start`` until it comes back; within a strongly connected part it always does."""
    came_from: dict[str, str] = {}
    waiting = deque([start])
    while start not in came_from:
        here = waiting.popleft()
        for there in edges[here]:
            if there not in came_from:
                came_from[there] = here
                waiting.append(there)
    cycle = [start, came_from[start]]
    while cycle[-1] != start:
        cycle.append(came_from[cycle[-1]])
    return cycle[::-1]


def _share_of_assumptions(provenance: Sequence[Provenance]) -> list[Problem]:
    """Which part of the values with a status is an assumption."""
    known = [row.status for row in provenance if row.status]
    assumed = known.count(Status.ASSUMPTION.value)
    if not assumed:
        return []
    share = number(100 * assumed / len(known), 0)
    of_all = f"{number(assumed)} van de {count(len(known), 'waarde', 'waarden')} met een status ({share} %)"
    found = f"{of_all} {'is een aanname' if assumed == 1 else 'zijn aannames'}"
    return _warning("objecten", found, "waarden met een bron", "laat de eigenaar ze nagaan; zie tabellen/aannames.csv")


def _without_verdict(
    assets: Sequence[Asset], functions: Sequence[Function], limits: Sequence[Limit], risks: Sequence[Risk]
) -> list[Problem]:
    """Functions that no limit or judgement is about; one that names no function and no objects is about all."""
    if not limits and not risks:
        found = "geen enkele functie heeft een grens of een oordeel"
        remedy = "de berekening heeft ze niet nodig; voeg ze toe zodra partijen ze hebben genoemd"
        return _warning("grenzen", found, "`grenzen` of `risicos`", remedy)
    judged = [risk for risk in risks if any(each.verdict is not Verdict.NONE_YET for each in risk.judgements)]
    if any(limit.function is None and not limit.assets for limit in limits) or any(r.function is None for r in judged):
        return []
    function_of = {asset.id: asset.function for asset in assets}
    covered = {limit.function for limit in limits} | {risk.function for risk in judged}
    covered |= {function_of.get(name) for limit in limits for name in limit.assets}
    bare = [function.id for function in functions if function.id not in covered]
    if not bare:
        return []
    verb = "heeft" if len(bare) == 1 else "hebben"
    found = f"{count(len(bare), 'functie', 'functies')} {verb} geen grens en geen oordeel: {some_of(bare, MOST_NAMED)}"
    return _warning("functies", found, "een grens of een oordeel per functie", "voeg een grens of een oordeel toe")


def _without_objects(assets: Sequence[Asset], functions: Sequence[Function]) -> list[Problem]:
    used = {asset.function for asset in assets}
    empty = [function.id for function in functions if function.id not in used]
    if not empty:
        return []
    verb = "heeft" if len(empty) == 1 else "hebben"
    found = f"{count(len(empty), 'functie', 'functies')} {verb} geen enkel object: {some_of(empty, MOST_NAMED)}"
    return _warning("functies", found, "objecten bij elke functie", "voeg objecten toe of verwijder de functie")

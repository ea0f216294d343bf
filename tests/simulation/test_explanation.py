"""Why an asset was down: the chain back to the water, the exact but-for, and the sentences read by a director."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from besluitsteun.hazard.inundation import Inundation
from besluitsteun.loading.study import Need
from besluitsteun.network import build_network
from besluitsteun.simulation.explanation import ButFor, Explanation, explain
from besluitsteun.simulation.exposure import expose
from besluitsteun.simulation.outages import Cause
from besluitsteun.simulation.runner import simulate
from besluitsteun.simulation.sentences import Reader, in_words

from .agreement import run_reference
from .builders import need, out, prepared, scenario, study, study_of
from .random_networks import random_case

WET: dict[str, Any] = {"faaldiepte_m": 0.5, "hersteltijd_uur": 0}
Told = tuple[Explanation, tuple[str, ...]]


def why(
    asset: str,
    floods: dict[str, tuple[int, int]],
    needs: list[Need],
    *outages: Any,
    assets: str = "abcdx",
    depth_mm: int = 1_200,
) -> Told:
    """``floods``: hours in which each asset stands so deep; every asset fails above 0.5 m and needs no repair."""
    the_study = study(dict.fromkeys(assets, WET), needs, [scenario(*outages)])
    network = build_network(the_study)
    runs = sorted((network.index[name], start, end, depth_mm) for name, (start, end) in floods.items())
    water = expose(the_study, network, (Inundation("s", *np.array(runs, dtype=np.int32).reshape(-1, 4).T),))
    found = explain(network, water.scenarios[0], simulate(network, water).scenarios[0], network.index[asset])
    return found, in_words(found, network, Reader(lambda i: network.ids[i].upper()))


def test_chain_and_but_for() -> None:
    """a floods in [2, 12); b needs it with a buffer of 4: down in [6, 12); c needs b: the same 6 hours."""
    needs = [need("b", "a", buffer=4, group="stroom"), need("c", "b", group="data")]
    found, sentences = why("c", {"a": (2, 12)}, needs)
    assert [(hop.asset, hop.cause, hop.first_step) for hop in found.hops] == [
        (2, Cause.CHAIN, 6),
        (1, Cause.CHAIN, 6),
        (0, Cause.FLOOD, 2),
    ]
    assert found.but_for == (ButFor((0,), 6),)
    assert sentences == (
        "C blijft zelf droog, maar valt na 6 uur uit en werkt 6 uur niet.",
        "Zo loopt de keten: A staat na 2 uur te diep in het water (1,20 m; het valt uit boven 0,50 m); daardoor valt "
        "na 6 uur B uit (geen stroom, na een buffer van 4 uur); en daardoor valt na 6 uur C uit (geen data).",
        "Was A droog gebleven, dan was C niet uitgevallen.",
    )


def test_part_of_the_outage_through_each_of_two() -> None:
    """c needs a [2, 8) and b [5, 15): 13 hours. Without a 10 hours are left (3 fewer), without b 6 (7 fewer)."""
    found, sentences = why("c", {"a": (2, 8), "b": (5, 15)}, [need("c", "a"), need("c", "b")])
    assert found.but_for == (ButFor((1,), 7), ButFor((0,), 3))
    assert sentences[2:] == (
        "Was B droog gebleven, dan was C 7 uur korter uitgevallen.",
        "Was A droog gebleven, dan was C 3 uur korter uitgevallen.",
    )


def test_redundancy_is_told_in_pairs() -> None:
    """x needs two of a, b, c and all three flood in [3, 9): each alone changes nothing, each pair everything."""
    floods = {"a": (3, 9), "b": (3, 9), "c": (3, 9)}
    found, sentences = why("x", floods, [need("x", "a", "b", "c", minimum=2)])
    assert found.but_for == (ButFor((0, 1), 6), ButFor((0, 2), 6), ButFor((1, 2), 6))
    assert sentences[2] == "Geen enkel getroffen object maakt in zijn eentje verschil; twee samen wel."
    assert sentences[3] == "Waren A en B droog gebleven, dan was X niet uitgevallen."


def test_when_not_even_a_pair_matters() -> None:
    """x also needs d, which is imposed for as long as a and b flood: no single and no pair of them matters."""
    floods = {"a": (3, 9), "b": (3, 9)}
    found, sentences = why("x", floods, [need("x", "a"), need("x", "b"), need("x", "d")], out("d", 3, 9))
    assert (found.but_for, found.tried) == ((), 2)
    assert sentences[2:] == (
        "Van de 2 getroffen objecten in deze keten maakt er geen enkel verschil als het droog was gebleven, "
        "en ook geen tweetal.",
    )


def test_a_single_hit_that_does_not_matter() -> None:
    found, sentences = why("x", {"a": (3, 9)}, [need("x", "a"), need("x", "d")], out("d", 3, 9))
    assert (found.but_for, found.tried) == ((), 1)
    assert sentences[2:] == (
        "Ook als het getroffen object in deze keten droog was gebleven, was X even lang uitgevallen.",
    )


def test_imposed_only_has_no_but_for_of_water() -> None:
    found, sentences = why("x", {}, [need("x", "d")], out("d", 3, 9))
    assert (found.but_for, found.tried) == ((), 0)
    assert sentences == (
        "X blijft zelf droog, maar valt na 3 uur uit en werkt 6 uur niet.",
        "Zo loopt de keten: D wordt in dit scenario na 3 uur buiten bedrijf gesteld; daardoor valt na 3 uur X uit.",
    )


def test_flooded_itself() -> None:
    """That it would not have failed had it stayed dry itself goes without saying, and is not denied either."""
    found, sentences = why("a", {"a": (0, 24)}, [])
    assert found.but_for == (ButFor((0,), 24),)
    assert sentences == (
        "A valt meteen uit en werkt 1 dag niet, tot het eind van de berekening.",
        "A staat meteen te diep in het water (1,20 m; het valt uit boven 0,50 m).",
    )


def test_a_millimetre_that_counts_is_told() -> None:
    _, sentences = why("a", {"a": (1, 3)}, [], depth_mm=501)
    assert "0,501 m; het valt uit boven 0,50 m" in sentences[1]


def test_not_down() -> None:
    found, sentences = why("a", {"a": (1, 3)}, [], depth_mm=400)
    assert found.hops == ()
    assert sentences == (
        "A valt in dit scenario niet uit: het water komt er tot 0,40 m en het valt pas uit boven 0,50 m, en wat het "
        "nodig heeft blijft beschikbaar of komt op tijd terug.",
    )


def test_but_for_is_a_run_without_that_water() -> None:
    """Removes flooding and repair, not the imposed outage of the same asset: a floods in [2, 6) and is imposed in
    [5, 9); x needs it: 7 hours down, 4 without the water, so 3 fewer.
    """
    found, _ = why("x", {"a": (2, 6)}, [need("x", "a")], out("a", 5, 9))
    assert found.but_for == (ButFor((0,), 3),)
    separate, _ = why("x", {}, [need("x", "a")], out("a", 5, 9))
    assert found.down_steps - separate.down_steps == 3


def test_an_earlier_outage_of_a_link_is_not_the_cause() -> None:
    """b is imposed in [1, 2), which the buffer of 3 of c bridges. From 8 a floods and takes b down, and c falls in 11:
    through b and a, not through the outage of b in hour 1.
    """
    needs = [need("b", "a"), need("c", "b", buffer=3)]
    found, _ = why("c", {"a": (8, 20)}, needs, out("b", 1, 2))
    assert [(hop.asset, hop.cause, hop.first_step) for hop in found.hops] == [
        (2, Cause.CHAIN, 11),
        (1, Cause.CHAIN, 8),
        (0, Cause.FLOOD, 8),
    ]


def test_every_hop_was_in_that_outage_when_the_next_one_fell() -> None:
    """On random cyclic networks, against the state per step of the reference."""
    hops = 0
    for seed in range(60_000, 60_150):
        case = random_case(seed)
        network, water = prepared(study_of([case]))
        outages = simulate(network, water).scenarios[0]
        _, result = run_reference(case)
        for asset in outages.asset.tolist():
            chain = explain(network, water.scenarios[0], outages, asset).hops
            assert (chain[0].asset, chain[0].first_step) == (asset, result.first[asset])
            for hop, through in pairwise(chain):
                between = range(through.first_step, hop.first_step + 1)
                assert all(through.asset not in result.up[t] for t in between), f"seed {seed}, asset {asset}"
                assert through.first_step == 0 or through.asset in result.up[through.first_step - 1]
                hops += 1
    assert hops > 500


def test_but_for_on_random_networks_is_a_separate_run() -> None:
    """Imposed windows taken as water; each but-for against the cascade without the windows of that asset."""
    checked = 0
    for seed in range(61_000, 61_040):
        case = random_case(seed)
        network, water = prepared(study_of([case]))
        (one,) = water.scenarios
        wet = replace(one, flooded=one.own, imposed=one.imposed.without(range(case.total)))
        outages = simulate(network, replace(water, scenarios=(wet,))).scenarios[0]
        base = {i: sum(i not in up for up in run_reference(case)[1].up) for i in range(case.total)}
        for asset in outages.asset.tolist()[:3]:
            for row in explain(network, wet, outages, asset).but_for[:3]:
                dry = replace(case, own={i: w for i, w in case.own.items() if i not in row.stayed_dry})
                left = sum(asset not in up for up in run_reference(dry)[1].up)
                assert base[asset] - left == row.steps_fewer > 0
                checked += 1
    assert checked > 50

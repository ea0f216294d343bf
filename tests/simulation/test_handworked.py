"""Cases of three to five objects with their arithmetic; hours are steps unless the case says otherwise."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from besluitsteun.hazard.inundation import Inundation
from besluitsteun.loading.study import Study
from besluitsteun.network import build_network
from besluitsteun.simulation.exposure import expose
from besluitsteun.simulation.outages import Cause
from besluitsteun.simulation.runner import Engine, simulate

from .builders import need, out, outage_steps, prepared, readable, scenario, study

Intervals = dict[str, list[tuple[int, int]]]


def check(the_study: Study, expected: Intervals) -> None:
    """Exactly these outages, in steps, on both paths."""
    for engine in (Engine.INTERPRETED, Engine.COMPILED):
        assert outage_steps(the_study, engine) == expected


def rows_of(the_study: Study) -> dict[str, Any]:
    network, water = prepared(the_study)
    (found,) = readable(network, simulate(network, water))
    return found


@pytest.mark.parametrize(("gap", "expected"), [(3, []), (4, []), (5, [(14, 15)]), (7, [(14, 17)])])
def test_a_buffer_of_4_bridges_exactly_4_hours(gap: int, expected: list[tuple[int, int]]) -> None:
    """a is out from 10 for ``gap`` hours. b has missed its supply u = 1, 2, 3, 4 hours in the steps 10 ... 13 and is
    still up; in step 14 u = 5 > 4, unless a is back then (gap = 4).
    """
    the_study = study("abc", [need("b", "a", buffer=4)], [scenario(out("a", 10, 10 + gap))])
    check(the_study, {"a": [(10, 10 + gap)]} | ({"b": expected} if expected else {}))


def test_a_restart_of_3_waits_exactly_3_hours() -> None:
    """a is out in [5, 8). b falls with it in 5; supply is back in 8, v = 1, 2, 3 in 8, 9, 10, and v = 4 > 3 in 11.
    c, which needs b with a restart of 1, sees b back in 11 and follows in 12.
    """
    needs = [need("b", "a", restart=3), need("c", "b", restart=1)]
    check(study("abc", needs, [scenario(out("a", 5, 8))]), {"a": [(5, 8)], "b": [(5, 11)], "c": [(5, 12)]})


def test_a_restart_begins_again_when_supply_is_lost_again() -> None:
    """a is out in [2, 4) and [6, 7). b (restart 3): v = 1, 2 in 4 and 5, lost again in 6, v = 1 in 7, v = 4 in 10."""
    the_study = study("abc", [need("b", "a", restart=3)], [scenario(out("a", 2, 4), out("a", 6, 7))])
    check(the_study, {"a": [(2, 4), (6, 7)], "b": [(2, 10)]})


def test_the_buffer_is_full_again_as_soon_as_supply_is_back() -> None:
    """Buffer 3. a is out in [1, 4), back in 4, out in [5, 8): twice 3 hours, never 4 in a row. A third time [9, 13):
    u = 1, 2, 3 in 9, 10, 11 and 4 > 3 in 12: one hour.
    """
    outages = (out("a", 1, 4), out("a", 5, 8), out("a", 9, 13))
    the_study = study("abc", [need("b", "a", buffer=3)], [scenario(*outages)])
    check(the_study, {"a": [(1, 4), (5, 8), (9, 13)], "b": [(12, 13)]})


def test_the_buffer_drains_also_while_the_object_is_down_itself() -> None:
    """a is out in [2, 10), b itself in [3, 6). The buffer of 4 of b ran out after step 5, so b does not return in 6 but
    in 10, when a does. Without that draining b would have been up in 6 ... 9.
    """
    the_study = study("abc", [need("b", "a", buffer=4)], [scenario(out("a", 2, 10), out("b", 3, 6))])
    check(the_study, {"a": [(2, 10)], "b": [(3, 10)]})


def test_two_of_three_suffice() -> None:
    """d needs 2 of a, b, c: down only where two are out at once. a [2, 8), b [5, 10), c [9, 12): a and b in [5, 8),
    b and c in [9, 10).
    """
    outages = (out("a", 2, 8), out("b", 5, 10), out("c", 9, 12))
    the_study = study("abcd", [need("d", "a", "b", "c", minimum=2)], [scenario(*outages)])
    check(the_study, {"a": [(2, 8)], "b": [(5, 10)], "c": [(9, 12)], "d": [(5, 8), (9, 10)]})


def test_hand_over_without_an_outage() -> None:
    """c and d carry each other; c also needs one of a and b. a leaves in the step in which b returns (6): seen one at
    a time c and d would fall for good, but in step 6 b starts, which carries c, which carries d: no outage.
    """
    needs = [need("c", "a", "b", minimum=1), need("c", "d"), need("d", "c")]
    together = [scenario(out("b", 2, 6), out("a", 6, 9))]
    check(study("abcd", needs, together), {"a": [(6, 9)], "b": [(2, 6)]})


def test_one_hour_between_and_the_pair_is_lost() -> None:
    """As above with b back in 7: in step 6 there is neither a nor b, c and d fall and lift each other no more."""
    needs = [need("c", "a", "b", minimum=1), need("c", "d"), need("d", "c")]
    apart = [scenario(out("b", 2, 7), out("a", 6, 9))]
    check(study("abcd", needs, apart), {"a": [(6, 9)], "b": [(2, 7)], "c": [(6, 24)], "d": [(6, 24)]})


def test_supplier_back_in_the_step_in_which_the_buffer_ends() -> None:
    """c needs b (buffer 3), b needs a. a is out in [4, 7): b too. In step 7 the buffer of c would end (u = 4), but a
    and with it b start in that same step: no outage of c. Out for one hour more: c is down in step 7 only.
    """
    needs = [need("b", "a"), need("c", "b", buffer=3)]
    check(study("abc", needs, [scenario(out("a", 4, 7))]), {"a": [(4, 7)], "b": [(4, 7)]})
    check(study("abc", needs, [scenario(out("a", 4, 8))]), {"a": [(4, 8)], "b": [(4, 8)], "c": [(7, 8)]})


DEAD_LOOP = [need("b", "c", buffer=1), need("c", "b", restart=2), need("d", "c", restart=1)]


def test_a_dead_loop_cannot_lift_itself() -> None:
    """b and c need each other, d hangs on c. b is out in [3, 6): c and d fall in 3, and in 6 b has missed c for 4 > 1
    hours. Nobody is out any more, nobody comes back.
    """
    the_study = study("bcd", DEAD_LOOP, [scenario(out("b", 3, 6))])
    check(the_study, {"b": [(3, 24)], "c": [(3, 24)], "d": [(3, 24)]})


def test_black_start_lifts_the_loop() -> None:
    """As above, but b may start by itself: back in 6, c 2 hours later in 8, d 1 hour after that in 9."""
    assets = {"b": {"zelfstandig_opstarten": True}, "c": {}, "d": {}}
    the_study = study(assets, DEAD_LOOP, [scenario(out("b", 3, 6))])
    check(the_study, {"b": [(3, 6)], "c": [(3, 8)], "d": [(3, 9)]})


def test_black_start_needs_what_is_really_missing() -> None:
    """b may start by itself, but needs a, which is out itself in [3, 9): a black start replaces no supplier that
    cannot run. From 9 on a runs, and b starts without its restart of 5.
    """
    the_study = study({"a": {}, "b": {"zelfstandig_opstarten": True}, "c": {}}, [need("b", "a", restart=5)],
                      [scenario(out("a", 3, 9))])  # fmt: skip
    check(the_study, {"a": [(3, 9)], "b": [(3, 9)]})


def test_chain_of_order_4_with_causes() -> None:
    """e <- d <- c <- b <- a with buffers of 2: a out in [1, 20), b from 3, c from 5, d from 7, e from 9."""
    needs = [need(after, before, buffer=2) for before, after in zip("abcd", "bcde", strict=True)]
    the_study = study("abcde", needs, [scenario(out("a", 1, 20))])
    check(the_study, {name: [(1 + 2 * k, 20)] for k, name in enumerate("abcde")})
    rows = rows_of(the_study)["rows"]
    assert [row[4:] for row in rows.values()] == [
        (Cause.IMPOSED, 0, []),
        (Cause.CHAIN, 1, ["a"]),
        (Cause.CHAIN, 2, ["b"]),
        (Cause.CHAIN, 3, ["c"]),
        (Cause.CHAIN, 4, ["d"]),
    ]


def test_two_causes_the_nearest_hit_counts() -> None:
    """d needs a and c; c needs b; a and b are out from 4. All fall in 4: a and b in round 1, c and d in round 2. So c
    does not leave before d and is no cause of it: order 1 through a alone.
    With a buffer of 1 on both needs d falls in 5 and both a and c are causes; the smallest order, of a, is 0.
    """
    outages = [scenario(out("a", 4, 9), out("b", 4, 9))]
    at_once = rows_of(study("abcd", [need("c", "b"), need("d", "a"), need("d", "c")], outages))["rows"]
    assert at_once["c"][4:] == (Cause.CHAIN, 1, ["b"])
    assert at_once["d"][4:] == (Cause.CHAIN, 1, ["a"])
    needs = [need("c", "b"), need("d", "a", buffer=1), need("d", "c", buffer=1)]
    later = rows_of(study("abcd", needs, outages))["rows"]
    assert (later["d"][0], *later["d"][4:]) == (5, Cause.CHAIN, 1, ["a", "c"])


def test_quarter_hours() -> None:
    """Step 0.25 h. a is out in [1, 3) h = steps [4, 12). The buffer of 1.3 h is 5 whole steps (down): b falls in step
    4 + 5 = 9. The restart of 0.6 h is 3 steps (up): back in 12 + 3 = 15.
    """
    the_study = study("abc", [need("b", "a", buffer="1.3", restart="0.6")], [scenario(out("a", 1, 3))], step="0.25")
    check(the_study, {"a": [(4, 12)], "b": [(9, 15)]})


def test_tenths_of_hours_are_exact() -> None:
    """Step 0.1 h, where 0.3 / 0.1 is less than 3 in binary and 0.7 / 0.1 too. Out in [0.7, 1.4) h = steps [7, 14);
    the buffer of 0.3 h is 3 steps: down in 10; the restart of 0.6 h is 6 steps: back in 20.
    """
    needs = [need("b", "a", buffer="0.3", restart="0.6")]
    the_study = study("abc", needs, [scenario(out("a", "0.7", "1.4"))], horizon="2.4", step="0.1")
    check(the_study, {"a": [(7, 14)], "b": [(10, 20)]})


def test_steps_of_three_hours() -> None:
    """Step 3 h. Out in [4, 7) h touches the steps 1 and 2; the buffer of 5 h is 1 step: b is down in step 2; the
    restart of 4 h is 2 steps: back in step 5.
    """
    the_study = study("abc", [need("b", "a", buffer=5, restart=4)], [scenario(out("a", 4, 7))], step=3)
    check(the_study, {"a": [(1, 3)], "b": [(2, 5)]})


def test_cut_at_the_horizon() -> None:
    """Horizon 24. a is out from 20 without end, b falls with it 2 hours later, c has a buffer of 4 and just makes it to
    the end. Down for 4 and 2 hours, both still down.
    """
    the_study = study("abc", [need("b", "a", buffer=2), need("c", "a", buffer=4)], [scenario(out("a", 20))])
    check(the_study, {"a": [(20, 24)], "b": [(22, 24)]})
    rows = rows_of(the_study)["rows"]
    assert {name: (row[1], row[3]) for name, row in rows.items()} == {"a": (4, True), "b": (2, True)}


def test_back_in_the_last_step() -> None:
    """a returns in 23, the last step: 3 hours down and not still down; b (restart 1) is."""
    the_study = study("abc", [need("b", "a", restart=1)], [scenario(out("a", 20, 23))])
    rows = rows_of(the_study)["rows"]
    assert {name: (row[1], row[3]) for name, row in rows.items()} == {"a": (3, False), "b": (4, True)}


# --- water and repair ------------------------------------------------------------------------------------------------


def own_of(runs: list[tuple[int, int]], repair: str, *imposed: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Windows in which a, flooded in these steps, is out of itself; and the outages of a and b, which needs it."""
    the_study = study(
        {"a": {"faaldiepte_m": 0.5, "hersteltijd_uur": repair}, "b": {}}, [need("b", "a")], [scenario(*imposed)]
    )
    network = build_network(the_study)
    columns = np.array([(0, start, end, 1000) for start, end in runs], dtype=np.int32).reshape(-1, 4).T
    water = expose(the_study, network, (Inundation("s", *columns),))
    own = water.scenarios[0].own
    rows = readable(network, simulate(network, water))[0]["rows"]
    return list(zip(own.start.tolist(), own.end.tolist(), strict=True)), rows


def test_repair_restarts_on_a_new_flooding() -> None:
    """Flooded in [2, 4), repair 6 would end at 10; flooded again in [7, 8): 8 + 6 = 14. One outage of 12 hours."""
    own, rows = own_of([(2, 4), (7, 8)], "6")
    assert own == [(2, 14)]
    assert rows["a"][:4] == (2, 12, 12, False)
    assert rows["b"][:4] == (2, 12, 0, False)


def test_flooded_again_after_the_repair() -> None:
    """Repair 2: [2, 4) + 2 = 6, up in 6, flooded again in [7, 8) + 2 = 10."""
    own, rows = own_of([(2, 4), (7, 8)], "2")
    assert own == [(2, 6), (7, 10)]
    assert rows["a"][:3] == (2, 7, 7)


def test_repair_runs_on_during_an_imposed_outage() -> None:
    """Flooded in [2, 4), repair to 10; imposed in [8, 12): out to 12, not to 16. Imposed in [5, 7) changes nothing."""
    assert own_of([(2, 4)], "6", out("a", 8, 12))[0] == [(2, 12)]
    assert own_of([(2, 4)], "6", out("a", 5, 7))[0] == [(2, 10)]


def test_overlapping_imposed_windows_are_one() -> None:
    """[3, 6.5) and [5, 9) touch the steps 3 ... 8, without repair time although a has one; [9, 10) is adjacent."""
    outages = (out("a", 3, "6.5"), out("a", 5, 9), out("a", 9, 10))
    own, rows = own_of([], "6", *outages)
    assert own == [(3, 10)]
    assert rows["a"][4] is Cause.IMPOSED


def test_repair_past_the_horizon_is_cut() -> None:
    """Flooded in [20, 22), repair 48: down in the steps 20 ... 23, still down at the horizon."""
    own, rows = own_of([(20, 22)], "48")
    assert own == [(20, 24)]
    assert rows["a"][:5] == (20, 4, 4, True, Cause.FLOOD)


def test_flooded_goes_before_imposed() -> None:
    """Flooded and imposed in the same first step: overstroming. Imposed one step earlier: opgelegd."""
    assert own_of([(4, 6)], "1", out("a", 4, 9))[1]["a"][4] is Cause.FLOOD
    assert own_of([(4, 6)], "1", out("a", 3, 9))[1]["a"][4] is Cause.IMPOSED

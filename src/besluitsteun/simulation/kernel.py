"""Packed network and own-condition windows in, outages out: the event-driven cascade of page 03.

One plain function over flat arrays. It runs as it stands on Python lists (small work) and compiled on NumPy arrays
(``compiled.py``); nothing here imports NumPy or Numba. Work follows the number of state changes, never
assets x steps x scenarios.

How a step is settled
---------------------
Per need the kernel keeps ``SLACK`` = suppliers up - minimum, per asset ``BLOCKS`` = number of reasons to be down (own
condition false, and each need that counts as broken for the present set of up assets). A need is *hot* in a step when
"broken" then means "unsatisfied now": not broken and without buffer, or broken and without restart, or when its timer
ends in this very step. Otherwise it keeps the value it had. So F_t only changes through hot needs, and one counter
per asset decides. The tentative state moves on worklists (shed, start, hand-over); only when the step has settled is
every touched need and asset committed once. That order is what makes flicker within a step leave no trace.
"""

from __future__ import annotations

from typing import Any

# asset record
ASSET_STRIDE = 4
OUT = 0  # first position in out_need; the next record holds the end
BLOCKS = 1  # reasons to be down
SINCE = 2  # first step of the present outage, -1 = up at the last commit
FLAGS = 3
UP, SELF, FORCED, OWN, EVER, GREATEST = 1, 2, 4, 8, 16, 32

# need record
NEED_STRIDE = 4
SLACK = 0  # suppliers up minus minimum
CONSUMER = 1
STATE = 2
BASE = 3  # slack when every supplier is up
HOT, TIMED, TOUCHED, BROKEN, SAT, DIRTY, QUEUED = 1, 2, 4, 8, 16, 32, 64

# timing record, only read for needs with a buffer or a restart
TIMING_STRIDE = 4
BUFFER = 0
RESTART = 1
DUE = 2  # step in which the buffer ends or the restart is over, -1 = no timer runs
NEXT = 3  # next need in the same bucket of the calendar

# `detail`: no rows, rows that tell of the first outage of an asset, or rows that tell of the latest
NO_ROWS, FIRST, LATEST = 0, 1, 2

# what `count` returns
COUNT_OWN, COUNT_STATE, COUNT_EDGE, COUNT_EVER, COUNT_DIRTY, COUNT_SPAN = 0, 1, 2, 3, 4, 5


def run(
    first_scenario: int,
    last_scenario: int,
    steps: int,
    group_total: int,
    detail: int,
    window_ptr: Any,
    window_asset: Any,
    window_start: Any,
    window_end: Any,
    asset: Any,
    need: Any,
    timing: Any,
    out_need: Any,
    in_ptr: Any,
    in_need: Any,
    supplier_ptr: Any,
    supplier: Any,
    selfstarter: Any,
    group: Any,
    weight: Any,
    own_head: Any,
    need_head: Any,
    window_next: Any,
    shed: Any,
    begun: Any,
    other: Any,
    candidate: Any,
    touched: Any,
    dirty: Any,
    ever: Any,
    missing: Any,
    sums: Any,
    curve: Any,
    downtime: Any,
    failures: Any,
    earliest: Any,
    row_first: Any,
    row_down: Any,
    row_count: Any,
    row_since: Any,
    row_round: Any,
    order: Any,
    row_order: Any,
    row_cause: Any,
    row_causes: Any,
    cause: Any,
    last_state: Any,
    span_ptr: Any,
    span_asset: Any,
    span_start: Any,
    span_end: Any,
    count: Any,
) -> None:
    """Run the scenarios ``first_scenario`` … ``last_scenario`` - 1, each from the base state.

    window_ptr   : (scenario + 1) windows of scenario s are window_ptr[s] … window_ptr[s+1] - 1
    window_*     : (window) asset, first step and end of "own condition false"; disjoint and not adjacent per asset
    asset, need, timing, out_need : packed network (see the constants above), given in the base state and left in it
    in_ptr, in_need           : needs of each consumer;  supplier_ptr, supplier: suppliers of each need
    selfstarter  : assets that may start by themselves
    group, weight: (asset) group of the sums (-1 = none) and weight in thousandths of a user
    sums         : (scenario * group_total) weight x steps down, added to
    curve        : (group_total * (steps + 1)) change of the weight that is down, per step, added to
    downtime, failures, earliest : (asset) steps down, scenarios with an outage, first step down, over all scenarios
    row_*, cause, last_state : filled only when ``detail`` (then one scenario per call); assets in ``ever``; row_cause
                   is given: where the causes of each asset start in the first half of ``cause`` (the rest is workspace)
    last_state   : (need) of the ``dirty`` needs, at the horizon: BROKEN, and HOT when unsatisfied meant broken without
                   restarts in the last step (F-hat); written as the others when ``detail``
    span_ptr     : (scenario + 1) the outages of scenario s are span_ptr[s] … span_ptr[s+1] - 1; empty = none wanted
    span_*       : (span) asset, first step and step after the last of every outage, in the order in which they ended;
                   what does not fit is counted but not written
    count        : numbers of own changes, state changes, edge updates, assets in ``ever``, needs in ``dirty``, outages
    The other arrays are workspace; calendar heads hold -1, ``missing`` holds 0, before and after.
    """
    for scenario in range(first_scenario, last_scenario):
        ever_total = 0
        dirty_total = 0
        for w in range(window_ptr[scenario], window_ptr[scenario + 1]):
            position = 2 * (w - window_ptr[scenario])
            start = window_start[w]
            window_next[position] = own_head[start]
            own_head[start] = position
            end = window_end[w]
            if end < steps:
                window_next[position + 1] = own_head[end]
                own_head[end] = position + 1
        first_window = window_ptr[scenario]

        for t in range(steps):
            event = own_head[t]
            n = need_head[t]
            if event < 0 and n < 0:
                continue
            own_head[t] = -1
            need_head[t] = -1
            shed_total = 0
            begun_total = 0
            candidate_total = 0
            touched_total = 0

            # own conditions that change
            while event >= 0:
                count[COUNT_OWN] += 1
                i = window_asset[first_window + (event >> 1)]
                a = ASSET_STRIDE * i
                if event & 1:
                    asset[a + BLOCKS] -= 1
                    asset[a + FLAGS] &= ~OWN
                    candidate[candidate_total] = i
                    candidate_total += 1
                else:
                    asset[a + BLOCKS] += 1
                    flags = asset[a + FLAGS] | OWN
                    if flags & UP and not flags & SELF:
                        flags &= ~UP
                        shed[shed_total] = i
                        shed_total += 1
                    asset[a + FLAGS] = flags
                event = window_next[event]

            # timers that end: these needs are hot in this step
            while n >= 0:
                m = TIMING_STRIDE * n
                r = NEED_STRIDE * n
                following = timing[m + NEXT]
                due = timing[m + DUE]
                if t < due < steps:  # was set again while it stood in an earlier bucket
                    timing[m + NEXT] = need_head[due]
                    need_head[due] = n
                elif due != t:  # was taken back, or now lies past the horizon
                    need[r + STATE] &= ~QUEUED
                else:
                    state = need[r + STATE]
                    need[r + STATE] = (state & ~QUEUED) | HOT | TOUCHED
                    touched[touched_total] = n
                    touched_total += 1
                    c = need[r + CONSUMER]
                    a = ASSET_STRIDE * c
                    if state & BROKEN:
                        asset[a + BLOCKS] -= 1
                        candidate[candidate_total] = c
                        candidate_total += 1
                    else:
                        asset[a + BLOCKS] += 1
                        flags = asset[a + FLAGS]
                        if flags & UP and not flags & SELF:
                            asset[a + FLAGS] = flags & ~UP
                            shed[shed_total] = c
                            shed_total += 1
                n = following

            # emergency operation: the self-starters in the greatest fixed point without restarts
            if len(selfstarter) > 0:
                other_total = 0
                for k in range(ever_total + shed_total + len(selfstarter)):
                    if k < ever_total:
                        i = ever[k]
                    elif k < ever_total + shed_total:
                        i = shed[k - ever_total]
                    else:
                        i = selfstarter[k - ever_total - shed_total]
                    flags = asset[ASSET_STRIDE * i + FLAGS]
                    if flags & OWN and flags & GREATEST:
                        asset[ASSET_STRIDE * i + FLAGS] = flags & ~GREATEST
                        other[other_total] = i
                        other_total += 1
                k = 0
                while k < other_total:
                    a = ASSET_STRIDE * other[k]
                    k += 1
                    for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                        n = out_need[e]
                        missing[n] += 1
                        r = NEED_STRIDE * n
                        if missing[n] == need[r + BASE] + 1 and need[r + STATE] & (HOT | BROKEN):
                            c = need[r + CONSUMER]
                            flags = asset[ASSET_STRIDE * c + FLAGS]
                            if flags & GREATEST:
                                asset[ASSET_STRIDE * c + FLAGS] = flags & ~GREATEST
                                other[other_total] = c
                                other_total += 1
                for i in selfstarter:
                    a = ASSET_STRIDE * i
                    flags = asset[a + FLAGS] & ~FORCED
                    if flags & GREATEST:
                        flags |= FORCED
                    if flags & UP:
                        if asset[a + BLOCKS] > 0 and not flags & FORCED:
                            flags &= ~UP
                            shed[shed_total] = i
                            shed_total += 1
                    else:
                        candidate[candidate_total] = i
                        candidate_total += 1
                    asset[a + FLAGS] = flags
                for k in range(other_total):
                    a = ASSET_STRIDE * other[k]
                    asset[a + FLAGS] |= GREATEST
                    for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                        missing[out_need[e]] = 0

            # 1. shed: the largest set of what was running that supports itself
            k = 0
            while k < shed_total:
                a = ASSET_STRIDE * shed[k]
                k += 1
                count[COUNT_EDGE] += asset[a + ASSET_STRIDE + OUT] - asset[a + OUT]
                for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                    n = out_need[e]
                    r = NEED_STRIDE * n
                    slack = need[r + SLACK] - 1
                    need[r + SLACK] = slack
                    if slack == -1:
                        state = need[r + STATE]
                        if state & (TIMED | TOUCHED) == TIMED:
                            need[r + STATE] = state | TOUCHED
                            touched[touched_total] = n
                            touched_total += 1
                        if state & HOT:
                            c = need[r + CONSUMER]
                            b = ASSET_STRIDE * c
                            asset[b + BLOCKS] += 1
                            flags = asset[b + FLAGS]
                            if flags & (UP | FORCED) == UP:
                                asset[b + FLAGS] = flags & ~UP
                                shed[shed_total] = c
                                shed_total += 1

            # 2. start: what can start from what runs; 3. hand-over: once more with what has started
            fresh = False
            searching = True
            while searching:
                k = begun_total
                for j in range(candidate_total):
                    i = candidate[j]
                    a = ASSET_STRIDE * i
                    flags = asset[a + FLAGS]
                    if not flags & UP and (asset[a + BLOCKS] == 0 or flags & FORCED):
                        asset[a + FLAGS] = flags | UP
                        begun[begun_total] = i
                        begun_total += 1
                fresh = False
                while k < begun_total:
                    a = ASSET_STRIDE * begun[k]
                    k += 1
                    if asset[a + SINCE] >= 0:
                        fresh = True
                    count[COUNT_EDGE] += asset[a + ASSET_STRIDE + OUT] - asset[a + OUT]
                    for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                        n = out_need[e]
                        r = NEED_STRIDE * n
                        slack = need[r + SLACK] + 1
                        need[r + SLACK] = slack
                        if slack == 0:
                            state = need[r + STATE]
                            if state & (TIMED | TOUCHED) == TIMED:
                                need[r + STATE] = state | TOUCHED
                                touched[touched_total] = n
                                touched_total += 1
                            if state & HOT:
                                c = need[r + CONSUMER]
                                b = ASSET_STRIDE * c
                                asset[b + BLOCKS] -= 1
                                if asset[b + BLOCKS] == 0 and not asset[b + FLAGS] & UP:
                                    asset[b + FLAGS] |= UP
                                    begun[begun_total] = c
                                    begun_total += 1
                searching = False
                if fresh and shed_total > 0:
                    # raise what was shed and is still down, drop what does not hold
                    raised_total = 0
                    candidate_total = 0
                    for k in range(shed_total):
                        i = shed[k]
                        flags = asset[ASSET_STRIDE * i + FLAGS]
                        if not flags & (UP | OWN):
                            asset[ASSET_STRIDE * i + FLAGS] = flags | UP
                            other[raised_total] = i
                            raised_total += 1
                    for k in range(raised_total):
                        a = ASSET_STRIDE * other[k]
                        count[COUNT_EDGE] += asset[a + ASSET_STRIDE + OUT] - asset[a + OUT]
                        for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                            n = out_need[e]
                            r = NEED_STRIDE * n
                            slack = need[r + SLACK] + 1
                            need[r + SLACK] = slack
                            if slack == 0:
                                state = need[r + STATE]
                                if state & (TIMED | TOUCHED) == TIMED:
                                    need[r + STATE] = state | TOUCHED
                                    touched[touched_total] = n
                                    touched_total += 1
                                if state & HOT:
                                    c = need[r + CONSUMER]
                                    asset[ASSET_STRIDE * c + BLOCKS] -= 1
                                    candidate[candidate_total] = c
                                    candidate_total += 1
                    dropped_total = 0
                    for k in range(raised_total):  # move what falls to the front; what is left behind it holds
                        i = other[k]
                        if asset[ASSET_STRIDE * i + BLOCKS] > 0:
                            asset[ASSET_STRIDE * i + FLAGS] &= ~UP
                            other[k] = other[dropped_total]
                            other[dropped_total] = i
                            dropped_total += 1
                    k = 0
                    while k < dropped_total:
                        a = ASSET_STRIDE * other[k]
                        k += 1
                        count[COUNT_EDGE] += asset[a + ASSET_STRIDE + OUT] - asset[a + OUT]
                        for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                            n = out_need[e]
                            r = NEED_STRIDE * n
                            slack = need[r + SLACK] - 1
                            need[r + SLACK] = slack
                            if slack == -1 and need[r + STATE] & HOT:
                                c = need[r + CONSUMER]
                                b = ASSET_STRIDE * c
                                asset[b + BLOCKS] += 1
                                if asset[b + FLAGS] & (UP | FORCED) == UP:
                                    asset[b + FLAGS] &= ~UP
                                    # the places behind dropped_total hold assets still up: this one is among them,
                                    # but the queue only needs its front, so it may be overwritten
                                    other[dropped_total] = c
                                    dropped_total += 1
                    searching = dropped_total < raised_total

            if detail:
                # rounds: from what was up or is up, let go what cannot hold, layer by layer
                layer_total = 0
                for k in range(shed_total):
                    i = shed[k]
                    a = ASSET_STRIDE * i
                    if not asset[a + FLAGS] & UP:
                        for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                            r = NEED_STRIDE * out_need[e]
                            need[r + SLACK] += 1
                            if need[r + SLACK] == 0 and need[r + STATE] & HOT:
                                asset[ASSET_STRIDE * need[r + CONSUMER] + BLOCKS] -= 1
                        row_round[i] = 0
                for k in range(shed_total):
                    i = shed[k]
                    if not asset[ASSET_STRIDE * i + FLAGS] & UP and asset[ASSET_STRIDE * i + BLOCKS] > 0:
                        row_round[i] = 1
                        other[layer_total] = i
                        layer_total += 1
                k = 0
                while k < layer_total:
                    i = other[k]
                    a = ASSET_STRIDE * i
                    k += 1
                    for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                        r = NEED_STRIDE * out_need[e]
                        need[r + SLACK] -= 1
                        if need[r + SLACK] == -1 and need[r + STATE] & HOT:
                            c = need[r + CONSUMER]
                            b = ASSET_STRIDE * c
                            asset[b + BLOCKS] += 1
                            if not asset[b + FLAGS] & UP and asset[b + SINCE] < 0 and row_round[c] == 0:
                                row_round[c] = row_round[i] + 1
                                other[layer_total] = c
                                layer_total += 1
                # causes, in order of round, so that the order of every cause is known
                for k in range(layer_total):
                    i = other[k]
                    a = ASSET_STRIDE * i
                    told = row_first[i] < 0 or detail == LATEST
                    if asset[a + FLAGS] & OWN:
                        order[i] = 0
                        if told:
                            row_order[i] = 0
                            row_causes[i] = 0
                        continue
                    lowest = -1
                    place = row_cause[i] if told else len(cause) // 2
                    found = place
                    for e in range(in_ptr[i], in_ptr[i + 1]):
                        n = in_need[e]
                        r = NEED_STRIDE * n
                        state = need[r + STATE]
                        if (state & HOT and need[r + SLACK] >= 0) or (not state & HOT and not state & BROKEN):
                            continue
                        for p in range(supplier_ptr[n], supplier_ptr[n + 1]):
                            j = supplier[p]
                            b = ASSET_STRIDE * j
                            if asset[b + FLAGS] & UP or (asset[b + SINCE] < 0 and row_round[j] >= row_round[i]):
                                continue
                            if lowest < 0 or order[j] < lowest:
                                lowest = order[j]
                            cause[found] = j
                            found += 1
                    if lowest < 0:  # lost its emergency operation: name the suppliers that are missing now
                        lowest = 0
                        for e in range(in_ptr[i], in_ptr[i + 1]):
                            n = in_need[e]
                            r = NEED_STRIDE * n
                            if need[r + SLACK] >= 0 or not need[r + STATE] & (HOT | BROKEN):
                                continue
                            for p in range(supplier_ptr[n], supplier_ptr[n + 1]):
                                if not asset[ASSET_STRIDE * supplier[p] + FLAGS] & UP:
                                    cause[found] = supplier[p]
                                    found += 1
                    order[i] = lowest + 1
                    if told:
                        row_order[i] = lowest + 1
                        row_causes[i] = found - place

            # commit assets: an outage begins or ends
            for k in range(shed_total):
                i = shed[k]
                a = ASSET_STRIDE * i
                flags = asset[a + FLAGS]
                if not flags & UP and asset[a + SINCE] < 0:
                    asset[a + SINCE] = t
                    count[COUNT_STATE] += 1
                    if not flags & EVER:
                        asset[a + FLAGS] = flags | EVER
                        ever[ever_total] = i
                        ever_total += 1
                        failures[i] += 1
                        if t < earliest[i]:
                            earliest[i] = t
                    if detail:
                        row_count[i] += 1
                        if row_first[i] < 0:
                            row_down[i] = 0
                        if row_first[i] < 0 or detail == LATEST:
                            row_first[i] = t
            for k in range(begun_total):
                i = begun[k]
                a = ASSET_STRIDE * i
                since = asset[a + SINCE]
                if since >= 0:
                    asset[a + SINCE] = -1
                    count[COUNT_STATE] += 1
                    downtime[i] += t - since
                    if count[COUNT_SPAN] < len(span_asset):
                        span_asset[count[COUNT_SPAN]] = i
                        span_start[count[COUNT_SPAN]] = since
                        span_end[count[COUNT_SPAN]] = t
                    count[COUNT_SPAN] += 1
                    if detail:
                        row_down[i] += t - since
                    g = group[i]
                    if g >= 0:
                        sums[scenario * group_total + g] += weight[i] * (t - since)
                        curve[g * (steps + 1) + since] += weight[i]
                        curve[g * (steps + 1) + t] -= weight[i]

            # commit needs with a buffer or a restart: run lengths and timers change here and nowhere else
            for k in range(touched_total):
                n = touched[k]
                r = NEED_STRIDE * n
                m = TIMING_STRIDE * n
                state = need[r + STATE] & ~TOUCHED
                satisfied = need[r + SLACK] >= 0
                if not state & DIRTY:
                    state |= DIRTY
                    dirty[dirty_total] = n
                    dirty_total += 1
                if detail and t == steps - 1:
                    last_state[n] |= state & HOT
                    if state & BROKEN:
                        last_state[n] |= HOT
                if state & HOT:
                    if satisfied:
                        state &= ~BROKEN
                    else:
                        state |= BROKEN
                due = -1
                if satisfied == (state & SAT != 0):
                    if timing[m + DUE] > t:
                        due = timing[m + DUE]  # flickered within the step: its timer runs on
                elif satisfied:
                    if state & BROKEN:
                        due = t + timing[m + RESTART]
                elif not state & BROKEN:
                    due = t + timing[m + BUFFER]
                timing[m + DUE] = due
                state = state | SAT if satisfied else state & ~SAT
                hot = timing[m + (RESTART if state & BROKEN else BUFFER)] == 0
                state = state | HOT if hot else state & ~HOT
                if 0 <= due < steps and not state & QUEUED:
                    state |= QUEUED
                    timing[m + NEXT] = need_head[due]
                    need_head[due] = n
                need[r + STATE] = state

        # the horizon: cut what is still down, and go back to the base state
        if detail:
            for k in range(dirty_total):
                state = need[NEED_STRIDE * dirty[k] + STATE]
                last_state[dirty[k]] |= state & (HOT | BROKEN)
        for k in range(ever_total):
            i = ever[k]
            a = ASSET_STRIDE * i
            since = asset[a + SINCE]
            if since >= 0:
                downtime[i] += steps - since
                if count[COUNT_SPAN] < len(span_asset):
                    span_asset[count[COUNT_SPAN]] = i
                    span_start[count[COUNT_SPAN]] = since
                    span_end[count[COUNT_SPAN]] = steps
                count[COUNT_SPAN] += 1
                if detail:
                    row_down[i] += steps - since
                    row_since[i] = since
                g = group[i]
                if g >= 0:
                    sums[scenario * group_total + g] += weight[i] * (steps - since)
                    curve[g * (steps + 1) + since] += weight[i]
                asset[a + SINCE] = -1
                for e in range(asset[a + OUT], asset[a + ASSET_STRIDE + OUT]):
                    need[NEED_STRIDE * out_need[e] + SLACK] += 1
            asset[a + BLOCKS] = 0
            asset[a + FLAGS] = (asset[a + FLAGS] & (SELF | GREATEST)) | UP
        for i in selfstarter:
            asset[ASSET_STRIDE * i + BLOCKS] = 0
            asset[ASSET_STRIDE * i + FLAGS] &= ~FORCED
        for k in range(dirty_total):
            n = dirty[k]
            r = NEED_STRIDE * n
            m = TIMING_STRIDE * n
            timing[m + DUE] = -1
            need[r + STATE] = TIMED | SAT | (HOT if timing[m + BUFFER] == 0 else 0)
        if len(span_ptr) > 0:
            span_ptr[scenario + 1] = count[COUNT_SPAN]
        count[COUNT_EVER] = ever_total
        count[COUNT_DIRTY] = dirty_total

"""``Study`` in, ``Result`` out: every scenario simulated, and the rows of every output table."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from . import tables
from .loading.study import Study
from .tables import Rows

if TYPE_CHECKING:
    import pandas as pd

    from .assessment import Assessment, Progress
    from .consequences.critical import Critical
    from .consequences.stress_test import StressTest
    from .decision.decide import Decision
    from .hazard.inundation import Inundation
    from .network import Network
    from .simulation.outages import Outages


@dataclass(frozen=True)
class Result:
    """What a run found; ``rows`` per table name, ``timings`` in seconds per stage.

    Sums are for its audience. Rows that name an object are of every object: ``publication.publish`` leaves out those
    that the audience may not see.
    """

    study: Study
    assessment: Assessment
    rows: Mapping[str, Rows]
    warnings: tuple[str, ...]
    timings: Mapping[str, float]
    draws: int
    begun: datetime
    ended: datetime
    decision: Decision | None = None

    @property
    def audience(self) -> str | None:
        """Whom it was measured for; ``None`` = for who may see everything."""
        return self.assessment.measurements.ledger.told.audience

    @property
    def engine(self) -> str:
        """How the kernel ran."""
        return self.assessment.engine.value

    @cached_property
    def tables(self) -> dict[str, pd.DataFrame]:
        """The output tables as pandas tables, by name: ``result.tables["uitval"]``."""
        return {table.name: tables.as_frame(table, self.rows[table.name]) for table in tables.TABLES}


def run(
    study: Study,
    progress: Progress | None = None,
    *,
    audience: str | None = None,
    engine: str = "auto",
    draws: int = 0,
    threads: int | None = None,
    measures: bool = True,
) -> Result:
    """Simulate every scenario of a study and make the rows of every output table.

    audience : who is to read it: ``openbaar``, ``partijen`` or the id of a party. Default: everything is told, and the
               result can be published for nobody
    engine   : ``auto``, ``vertolkt`` (interpreted) or ``gecompileerd``; the outcome is the same
    draws    : number of draws for the bandwidth of the consequences; 0 = none
    threads  : default as many as there are processors; the outcome is the same for any number
    measures : whether measures are looked at as well: effects, packages, directions, roles and costs
    Raises ``InputError`` for an unknown audience and for what is wrong with the water (rasters, tables, places).
    """
    from .assessment import assess, silent
    from .consequences.critical import critical_assets
    from .consequences.stress_test import stress_test
    from .decision.decide import decide
    from .loading.audience import check_audience
    from .network import build_network
    from .simulation.exposure import read_water
    from .simulation.runner import Engine, choose_engine

    if audience is not None:
        check_audience(study, audience)
    report, begun, clock = progress or silent, datetime.now(UTC), _Clock()
    workers, wanted = threads or os.cpu_count() or 1, Engine(engine)
    report("water lezen", 0, len(study.scenarios))
    with clock.stage("water"):
        network, water = build_network(study), read_water(study)
    with clock.stage("ketens en gevolgen"):
        found = assess(
            study, network, water, audience=audience, draws=draws, engine=wanted, threads=workers, progress=report
        )
    with clock.stage("knelpunten"):
        critical = critical_assets(
            found.measurements,
            network,
            found.exposure,
            engine=choose_engine(network, found.exposure, wanted, runs=_but_fors(network, found.outages)),
            threads=workers,
            progress=lambda at, every: report("knelpunten", at, every),
        )
    stress = None
    if study.stress_layers:
        report("stresstest", 0, 1)
        with clock.stage("stresstest"):
            stress = stress_test(study)
    decision = None
    if measures and study.measures:
        with clock.stage("maatregelen en keuzerichtingen"):
            decision = decide(study, network, water, audience=audience, engine=wanted, threads=workers, progress=report)
    report("tabellen maken", 0, 1)
    with clock.stage("tabellen"):
        rows = rows_of(found, critical, stress, decision)
    return Result(
        study=study,
        assessment=found,
        rows=rows,
        warnings=(
            *_warnings(study, water, found.outages),
            *(stress.notes if stress else ()),
            *(() if decision is None else _idle_measures(decision)),
        ),
        timings=clock.seconds,
        draws=found.measurements.draw_total,
        begun=begun,
        ended=datetime.now(UTC),
        decision=decision,
    )


def _but_fors(network: Network, outages: Outages) -> int:
    """Simulations per scenario that tell what would not have been lost: one per failing supplier."""
    supplies = network.wiring.needs_supplied[0]
    failing = sum(int((supplies[each.asset + 1] > supplies[each.asset]).sum()) for each in outages.scenarios)
    return -(-failing // max(1, len(outages.scenarios)))


def rows_of(
    assessment: Assessment,
    critical: tuple[Critical, ...],
    stress: StressTest | None = None,
    decision: Decision | None = None,
) -> dict[str, Rows]:
    """Rows of every table, by its name; without a stress test, or measures, their tables are empty."""
    from .consequences import course, exposed, quantify
    from .consequences.stress_test import StressTest

    study, found = assessment.study, assessment.measurements
    exposure, outages, judgements = assessment.exposure, assessment.outages, assessment.judgements
    layout, hidden = found.ledger.layout, found.ledger.told.hidden
    simulated, judged, stressed = tables.simulation, tables.consequences, tables.stress_test
    return {
        simulated.OUTAGES.name: simulated.outage_rows(study, outages),
        simulated.EXPOSURE.name: simulated.exposure_rows(study, exposure),
        judged.EXPOSURE_CLASSES.name: judged.exposure_class_rows(
            exposed.exposure_classes(study, layout, exposure, hidden)
        ),
        judged.VULNERABILITY.name: judged.vulnerability_rows(exposed.vulnerabilities(study, layout, exposure, hidden)),
        stressed.STRESS_TEST.name: stressed.stress_rows(stress or StressTest()),
        stressed.STRESS_DEPTHS.name: stressed.stress_depth_rows(stress or StressTest()),
        judged.CONSEQUENCES.name: judged.consequence_rows(quantify.quantify(found)),
        judged.AREA_CONSEQUENCES.name: judged.area_consequence_rows(quantify.quantify_areas(found)),
        judged.LIMITS.name: judged.limit_rows(judgements.limits),
        judged.RISKS.name: judged.risk_rows(judgements.risks),
        judged.LEVELS.name: judged.level_rows(judgements.levels),
        judged.RISK_MATRIX.name: judged.matrix_rows(judgements.matrix),
        judged.CRITICAL.name: judged.critical_rows(found, critical),
        judged.RECOVERY.name: judged.recovery_rows(course.recovery_points(found)),
        judged.CHAIN.name: judged.chain_rows(course.chain_blocks(found, outages)),
        judged.LINKS.name: judged.link_rows(course.chain_links(found, outages)),
        simulated.BLOCKADES.name: simulated.blockade_rows(study, outages),
        **tables.decision.decision_rows(decision),
        **tables.weighing.weighing_rows(decision),
        simulated.ASSUMPTIONS.name: simulated.assumption_rows(study),
    }


def _warnings(study: Study, water: tuple[Inundation, ...], outages: Outages) -> tuple[str, ...]:
    texts = [str(warning) for warning in study.warnings]
    texts += [f"scenario {each.scenario} · {note}" for each in water for note in each.notes]
    texts += [
        f"scenario {each.scenario} · een uitval gaat een kring rond zonder eind, doordat buffers en herstarttijden "
        "even lang zijn · controleer buffer_uur en herstart_uur in die kring"
        for each in outages.scenarios
        if each.circulating
    ]
    return tuple(texts)


def _idle_measures(decision: Decision) -> Iterator[str]:
    for each in decision.idle:
        yield (
            f"maatregel `{each}` · verandert in geen enkel scenario iets, ook niet naast andere (gerekend zonder "
            "bandbreedte) · controleer `op` en het getal: werkt ze op wat hier uitvalt?"
        )


class _Clock:
    """Seconds per stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - start

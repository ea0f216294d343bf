"""``Publication`` in, ``Report`` out: the chapters in the order in which a director reads them."""

from __future__ import annotations

from importlib.metadata import version

from ..nl import count, day, enumeration, number
from ..publication import Publication
from .chapters.basis import basis_chapter, left_out_chapter
from .chapters.bearers import bearers_chapter
from .chapters.critical import critical_chapter
from .chapters.directions import directions_chapter
from .chapters.division import division_chapter
from .chapters.judgement import judgement_chapter
from .chapters.measures import measures_chapter
from .chapters.scenario import scenario_chapter
from .chapters.summary import MOST_SCENARIOS, summary
from .maps import scenario_maps
from .model import Report, Section, Words
from .reading import Reading

AUDIENCES = {"openbaar": "iedereen", "partijen": "de partijen"}


def compose(publication: Publication) -> Report:
    """The report of a result, for the audience of the publication.

    Reads the maps of the scenarios; raises InputError when one of them cannot be read any more.
    """
    reading = Reading(publication)
    maps = scenario_maps(reading, MOST_SCENARIOS)
    scenarios = tuple(scenario_chapter(reading, each, maps.get(each.id)) for each in reading.scenarios[:MOST_SCENARIOS])
    sections: tuple[Section, ...] = (
        summary(reading),
        *scenarios,
        critical_chapter(reading),
        judgement_chapter(reading),
        bearers_chapter(reading),
        *(each for each in _decision(reading) if each is not None),
        basis_chapter(reading),
        left_out_chapter(reading),
    )
    return Report(
        title=publication.study.name,
        subtitle="Gevolgen van bovennormatieve wateroverlast: wat valt uit, door welke keten, en is dat acceptabel?",
        sections=sections,
        provenance=_provenance(reading),
        stamp=f"Gemaakt op {day(publication.ended)} voor {_audience(reading)}",
    )


def _decision(reading: Reading) -> tuple[Section | None, ...]:
    """From directions to who does what; the measures themselves after the directions that use them."""
    return directions_chapter(reading), measures_chapter(reading), division_chapter(reading)


def _audience(reading: Reading) -> str:
    audience = reading.publication.audience
    return AUDIENCES.get(audience) or reading.party(audience)


def _provenance(reading: Reading) -> tuple[tuple[str, Words], ...]:
    publication, study = reading.publication, reading.publication.study
    assumed = sum(row.status == "aanname" for row in study.provenance)
    left = len(reading.scenarios) - MOST_SCENARIOS
    shown = f" (een hoofdstuk voor de eerste {MOST_SCENARIOS})" if left > 0 else ""
    facts: list[tuple[str, Words]] = [
        ("Studie", study.name),
        ("Kenmerk van de studie", study.hash),
        ("Programma", f"besluitsteun {version('besluitsteun')}"),
        ("Gerekend op", day(publication.ended)),
        ("Scenario's", enumeration([reading.scenario_name(each.id) for each in reading.scenarios], most=12) + shown),
        ("Zaad en trekkingen", f"{study.seed}; {publication.draws}"),
        ("Aannames", f"{number(assumed)} van {count(len(study.provenance), 'waarde', 'waarden')}"),
        ("Publiek", _audience(reading)),
        ("Tabellen", "elk getal in dit rapport staat in de map tabellen naast dit bestand"),
    ]
    sources = [f"{each.title}{f' ({each.date})' if each.date else ''}" for each in study.sources]
    facts += [("Bronnen", "; ".join(sources))] if sources else []
    return tuple(facts)

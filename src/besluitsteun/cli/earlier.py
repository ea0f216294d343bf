"""A folder that ``reken`` wrote in, what it knows of directions out: their measures, and what is proven for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..decision.directions.card import Proof
from ..decision.directions.pool import Candidate, Origin
from ..loading.study import Study
from ..output.folder import MARK, PROGRAM
from ..output.stored import StoredResult, read_result
from ..problems import InputError, Place, Problem
from ..tables import decision

EARLIER = "--uitkomst"
AGAIN = "draai eerst `besluitsteun reken`"
Chosen = frozenset[str]
Record = Mapping[str, Any]


@dataclass(frozen=True)
class Earlier:
    """What an earlier result of the same study, for the same audience, tells.

    directions : those that it shows, with their names;  proofs : id → as it stands in the table, where it does
    packages   : the best that was found for each aim
    main       : of the main aim, ``None`` = no package keeps what it must
    why_not    : why there is no such result; empty = there is
    """

    directions: tuple[Candidate, ...] = ()
    proofs: Mapping[str, Proof] = field(default_factory=dict)
    packages: tuple[Chosen, ...] = ()
    main: Proof | None = None
    why_not: str = ""

    @property
    def known(self) -> tuple[Chosen, ...]:
        """Every package that it tells of, each once."""
        return tuple(dict.fromkeys((*self.packages, *(each.chosen for each in self.directions))))

    def same_as(self, chosen: Chosen) -> Candidate | None:
        """The direction with exactly these measures."""
        return next((each for each in self.directions if each.chosen == chosen), None)


def earlier_result(study: Study, folder: str | None, default: Path, audience: str) -> Earlier:
    """The earlier result in a folder that was named, or else in the default one.

    Raises ``InputError`` for a damaged result, and for a named folder that does not belong to the study as it is.
    """
    if folder is None and not (default / MARK).is_file():
        return Earlier(why_not=AGAIN)
    place = Path(folder) if folder is not None else default
    stored = read_result(place, (decision.DIRECTIONS, decision.PACKAGES))
    wrong = _differs(study, stored, audience)
    if wrong and folder is not None:
        expected = "een uitkomst van deze studie zoals ze nu is, met dezelfde versie en hetzelfde publiek"
        raise InputError([Problem(Place(EARLIER), f"de uitkomst in {folder} is {wrong}", expected, "reken opnieuw")])
    if wrong:
        return Earlier(why_not=f"{AGAIN} (de uitkomst in {place} is {wrong})")
    return _earlier(stored, {each.id for each in study.measures})


def _differs(study: Study, stored: StoredResult, audience: str) -> str:
    """Why a result does not hold for a study as it is; empty if it does."""
    origin = stored.origin
    if origin.study_hash != study.hash:
        return "van een andere stand van de studie"
    if origin.version != version(PROGRAM):
        return f"van versie {origin.version}"
    return f"voor publiek {origin.audience}" if origin.audience != audience else ""


def _earlier(stored: StoredResult, measures: set[str]) -> Earlier:
    directions, packages = (_records(stored, each) for each in (decision.DIRECTIONS, decision.PACKAGES))
    if not directions:
        return Earlier(why_not=f"{AGAIN} zonder `--zonder-maatregelen`")
    if any(not set(each["maatregelen"]) <= measures for each in (*directions, *packages)):
        found = "noemt een maatregel die de studie niet heeft"
        raise InputError([Problem(Place(stored.folder), found, "de tabellen zoals `reken` ze schreef", AGAIN)])
    main = next((each for each in packages if each["doel"] == directions[0]["doel"]), None)
    return Earlier(
        directions=tuple(_candidate(each) for each in directions),
        proofs={each["richting"]: _proof(each) for each in directions if each["grond_van_grens"] is not None},
        packages=tuple(frozenset(each["maatregelen"]) for each in packages if each["doel_gesimuleerd"] is not None),
        main=None if main is None or main["grond_van_grens"] is None else _proof(main),
    )


def _records(stored: StoredResult, table: Any) -> list[Record]:
    found = stored.tables.get(table.name)
    return [] if found is None else [dict(zip(table.header, row, strict=True)) for row in found.rows]


def _candidate(row: Record) -> Candidate:
    origin = next((each for each in Origin if each.value == row["herkomst"]), Origin.AXIS)
    return Candidate(row["richting"], row["naam"], origin, frozenset(row["maatregelen"]), None)


def _proof(row: Record) -> Proof:
    bound, margin, of_avoided = (
        None if row[each] is None else float(row[each]) for each in ("ondergrens", "marge", "marge_van_vermeden")
    )
    return Proof(bound, margin, of_avoided, row["grond_van_grens"], row["status"] or "")

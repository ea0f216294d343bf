"""The lists that this version checks but does not compute with in, their records out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..problems import Problem
from ..schema.base import Model, PartyKind
from ..schema.measures import Measure
from ..schema.study_file import BARE_LISTS, DOCUMENTS, ROW_LISTS, StudyFile
from .lists import Files, Placed, duplicates, is_table, place_in, read_records
from .located import Located, Scalar
from .references import Names
from .validate import build_document

OTHER_LISTS = ("maatregelen",)
OTHER_DOCUMENTS = ("besluit", "keuzes", "dialoog")
SHARED = "gezamenlijk"
ROLES = ("lead", "funder", "executor", "manager", "authority")


def read_others(head: StudyFile, known: Mapping[str, Names], files: Files) -> dict[str, Any]:
    """Records per list and document per part, for those that the study has.

    known : what may be referred to ("object", "functie", "partij", "scenario") → its ids
    """
    nodes = {str(info.alias or name): getattr(head, name) for name, info in StudyFile.model_fields.items()}
    others: dict[str, Any] = {}
    for key in OTHER_LISTS:
        placed: tuple[Placed[Any], ...] = read_records(ROW_LISTS[key], nodes[key], key, files)
        files.problems += duplicates(placed, key)
        for each in placed:
            for what, name, where in _of_measure(each.record):
                if name not in known[what]:
                    files.problems += known[what].check(name, place_in(each.source, where, name))
        if placed:
            others[key] = tuple(each.record for each in placed)
    documents = {key: read_document(key, nodes[key], files)[0] for key in OTHER_DOCUMENTS}
    return others | {key: document for key, document in documents.items() if document is not None}


def read_document(key: str, node: Located | None, files: Files) -> tuple[Model | None, Located | None]:
    """A part with keys of its own, inline or in a YAML file, and where it stands."""
    if isinstance(node, Scalar) and not node.null:
        if is_table(node.text):
            found = f"`{node.text}` bij `{key}` is een tabel"
            files.problems.append(Problem(node.place, found, "een .yaml-bestand", f"schrijf `{key}` als yaml"))
            return None, None
        node = files.yaml(node.text, node.place, key)
    if node is None or (isinstance(node, Scalar) and node.null):
        return None, None
    document, problems = build_document(DOCUMENTS[key], node, BARE_LISTS.get(key))
    files.problems += problems
    return document, node


def _of_measure(measure: Measure) -> Iterator[tuple[str, str, str]]:
    """(what, id, key) of everything a measure refers to."""
    for effect in measure.effects:
        if effect.target is not None:
            yield from (("object", name, "effecten") for name in effect.target.assets)
            yield from (("functie", name, "effecten") for name in effect.target.function)
            yield from (("scenario", name, "effecten") for name in effect.target.scenarios)
        if effect.added is not None:
            yield from (("object", name, "effecten") for name in (effect.added.consumer, effect.added.supplier))
    kinds = {kind.value for kind in PartyKind}
    for role in ROLES:
        key = str(Measure.model_fields[role].alias)
        yield from (("partij", name, key) for name in getattr(measure, role) if name not in kinds)

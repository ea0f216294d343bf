"""The lists that this version checks but does not compute with in, their records out."""

from __future__ import annotations

from typing import Any

from ..problems import Problem
from ..schema.base import Model
from ..schema.study_file import BARE_LISTS, DOCUMENTS, StudyFile
from .lists import Files, is_table
from .located import Located, Scalar
from .validate import build_document

OTHER_DOCUMENTS = ("dialoog",)
SHARED = "gezamenlijk"


def read_others(head: StudyFile, files: Files) -> dict[str, Any]:
    """The document of each part that the study has."""
    nodes = {str(info.alias or name): getattr(head, name) for name, info in StudyFile.model_fields.items()}
    documents = {key: read_document(key, nodes[key], files)[0] for key in OTHER_DOCUMENTS}
    return {key: document for key, document in documents.items() if document is not None}


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

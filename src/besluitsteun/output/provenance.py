"""``Publication`` in, ``herkomst.json`` out: what made this result, from which input, when."""

from __future__ import annotations

import json
import platform
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..publication import Publication
from .folder import MARK, PROGRAM

NOT_LISTED = (
    "Bestanden waarin objecten staan die dit publiek niet mag zien, staan hier niet: met hun sha256 is na te gaan of "
    "iemand ze goed raadt."
)


def write_provenance(folder: Path, publication: Publication, command: str, files: Sequence[str]) -> None:
    """Write ``herkomst.json``; ``files`` are the other files of the result, relative to the folder."""
    text = json.dumps(provenance(publication, command, files), ensure_ascii=False, indent=2)
    (folder / MARK).write_text(text + "\n", encoding="utf-8", newline="\n")


def provenance(publication: Publication, command: str, files: Sequence[str]) -> dict[str, Any]:
    """The contents of ``herkomst.json``; keys in Dutch, times with their offset from UTC."""
    study_files = [{"bestand": name, "sha256": digest} for name, digest in publication.study.files]
    told = {"bestanden_weggelaten": NOT_LISTED} if publication.hidden else {}
    return {
        "programma": PROGRAM,
        "versie": version(PROGRAM),
        "studie": {"naam": publication.study.name, "sha256": publication.study.hash, "bestanden": study_files, **told},
        "scenarios": list(publication.scenarios),
        "zaad": publication.study.seed,
        "trekkingen": publication.draws,
        "motor": publication.engine,
        "publiek": publication.audience,
        "weggelaten_objecten": publication.hidden,
        "opdracht": command,
        "begonnen": _time(publication.begun),
        "klaar": _time(publication.ended),
        "duur_s": {stage: round(seconds, 3) for stage, seconds in publication.timings.items()},
        "versies": versions(),
        "waarschuwingen": list(publication.warnings),
        "bestanden": sorted(files),
    }


def versions() -> dict[str, str]:
    """Versions of what the numbers depend on."""
    import pyogrio

    gdal = ".".join(str(part) for part in pyogrio.__gdal_version__)
    return {
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "numba": version("numba"),
        "gdal": gdal,
    }


def _time(value: datetime) -> str:
    return value.astimezone().isoformat(timespec="seconds")

"""``Publication`` in, the whole output folder of ``reken`` out."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..tables import TABLES
from .audience import Publication
from .csvfiles import write_csv
from .folder import result_folder
from .geopackage import write_geopackage
from .provenance import write_provenance

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

TABLE_FOLDER = "tabellen"
GEOPACKAGE = "uitkomst.gpkg"


def write_result(
    target: Path,
    publication: Publication,
    command: str,
    borders: Mapping[str, BaseGeometry],
    excel_nl: bool = False,
) -> None:
    """Write tables, map layers and provenance to ``target``: all of them, or nothing (see ``result_folder``)."""
    with result_folder(target) as folder:
        (folder / TABLE_FOLDER).mkdir()
        files = [GEOPACKAGE]
        for table in TABLES:
            name = f"{TABLE_FOLDER}/{table.name}.csv"
            write_csv(folder / name, table, publication.rows[table.name], excel_nl)
            files.append(name)
        write_geopackage(folder / GEOPACKAGE, publication, borders)
        write_provenance(folder, publication, command, files)

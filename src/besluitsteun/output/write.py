"""``Publication`` in, the whole output folder of ``reken`` out."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ..publication import Publication
from ..reports.compose import compose
from ..reports.html import write_html
from ..tables import TABLES
from .csvfiles import write_csv
from .folder import TABLE_FOLDER, result_folder
from .geopackage import write_geopackage
from .provenance import write_provenance

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

GEOPACKAGE = "uitkomst.gpkg"
REPORT = "rapport.html"
_ROOM = 1_000_000
"""Bytes; SQLite gives up before the last byte is used."""


def write_result(
    target: Path,
    publication: Publication,
    command: str,
    borders: Mapping[str, BaseGeometry],
    excel_nl: bool = False,
) -> None:
    """Write tables, map layers, report and provenance to ``target``: all, or nothing (see ``result_folder``)."""
    with result_folder(target) as folder:
        (folder / TABLE_FOLDER).mkdir()
        files = [GEOPACKAGE]
        for table in TABLES:
            name = f"{TABLE_FOLDER}/{table.name}.csv"
            write_csv(folder / name, table, publication.rows[table.name], excel_nl)
            files.append(name)
        with ThreadPoolExecutor(1) as beside:  # the map waits for the disk while the report is composed
            map_layers = beside.submit(_write_map, folder / GEOPACKAGE, publication, borders)
            (folder / REPORT).write_text(write_html(compose(publication)), encoding="utf-8", newline="\n")
            map_layers.result()
        write_provenance(folder, publication, command, [*files, REPORT])


def _write_map(path: Path, publication: Publication, borders: Mapping[str, BaseGeometry]) -> None:
    with _telling_a_full_disk(path.parent):
        write_geopackage(path, publication, borders)


@contextmanager
def _telling_a_full_disk(folder: Path) -> Iterator[None]:
    """GDAL and SQLite do not say why they cannot write: look whether there is room left; raises OSError if not."""
    from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError

    try:
        yield
    except (DataLayerError, DataSourceError, FeatureError, FieldError, sqlite3.OperationalError) as error:
        if shutil.disk_usage(folder).free < _ROOM:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder)) from error
        raise

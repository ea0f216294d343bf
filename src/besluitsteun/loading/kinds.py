"""An object as written in, the same with what is shipped for its kind in the cells that it leaves empty out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from ..defaults import kinds_by_name
from ..problems import Place
from ..schema.figures import KindDefaults
from ..schema.sources import Origin
from .located import Entry, Mapped, Row, Scalar

SHIPPED_KINDS = "meegeleverde soorten"
"""Stands for the file of shipped kinds in the place of a value that comes from it."""
_DEPTH = ("faaldiepte_m_min", "faaldiepte_m", "faaldiepte_m_max")
_REPAIR = ("hersteltijd_uur_min", "hersteltijd_uur", "hersteltijd_uur_max")
_THRESHOLDS = (*_DEPTH, "hoogte_kritisch_mnap")


def row_with_kind_defaults(row: Row) -> Row:
    """A row of a table; unchanged when its kind is unknown or it fills everything itself."""
    added = _added({key: text for key in (*_THRESHOLDS, *_REPAIR, "soort") if (text := row.text(key))})
    return replace(row, cells={**row.cells, **added}) if added else row


def node_with_kind_defaults(node: Mapped) -> Mapped:
    """As ``row_with_kind_defaults``, for an object written out in ``studie.yaml``."""
    written = {entry.key: entry.value for entry in node if not (isinstance(entry.value, Scalar) and entry.value.null)}
    added = _added({key: value.text if isinstance(value, Scalar) else "?" for key, value in written.items()})
    if not added:
        return node
    entries = tuple(Entry(key, value.place, value) for key, value in added.items())
    return replace(node, entries=(*node.without(*added).entries, *entries))


def _added(written: Mapping[str, str]) -> dict[str, Scalar]:
    """Failure depth and repair time of the kind, each only when nothing of it is written.

    A critical level stands in the place of a failure depth.
    """
    kind = kinds_by_name().get(written.get("soort", ""))
    if kind is None:
        return {}
    added: dict[str, Scalar] = {}
    if not any(key in written for key in _THRESHOLDS):
        added |= _cells(_DEPTH, kind.failure_depth_m, kind)
    if not any(key in written for key in _REPAIR):
        added |= _cells(_REPAIR, kind.repair_hours, kind)
    return added


def _cells(keys: tuple[str, ...], numbers: tuple[Decimal, ...], kind: KindDefaults) -> dict[str, Scalar]:
    place = Place(SHIPPED_KINDS, column=kind.kind)
    return {key: Scalar(str(number), place, number) for key, number in zip(keys, numbers, strict=True)}


def origin_of_kind(place: Place) -> Origin | None:
    """Source and status of a value that stands at a place of the shipped kinds; nothing for any other place."""
    kind = kinds_by_name().get(str(place.column)) if place.file == SHIPPED_KINDS else None
    return None if kind is None else Origin.model_construct(source=kind.source, status=kind.status)

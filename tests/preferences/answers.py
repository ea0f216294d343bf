"""Criteria and answers of parties for tests, written as a study writes them."""

from __future__ import annotations

from typing import Any

from besluitsteun.schema.decision import Criterion, WeightSet


def criterion(name: str, **keys: Any) -> Criterion:
    """A criterion that carries value, of which less is better unless said otherwise."""
    given = {"id": name, "bron_criterium": name, "rol": "waarde", "bereik": {"slechtst": 100.0, "best": 0.0}}
    return Criterion.model_validate(given | keys)


def criteria(*names: str) -> tuple[Criterion, ...]:
    return tuple(criterion(name) for name in names)


COST = criterion("kosten", bron_criterium="jaarkosten_eur", rol="randvoorwaarde")


def answer(way: str, **keys: Any) -> WeightSet:
    return WeightSet.model_validate({"partij": "stad", "wijze": way, "bereik_hash": "000000"} | keys)

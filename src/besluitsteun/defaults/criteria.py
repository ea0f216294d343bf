"""The shipped file of consequence criteria in, the criteria out."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml

from ..schema.consequences import ConsequenceCriterion


@cache
def shipped_criteria() -> tuple[ConsequenceCriterion, ...]:
    """The consequences that every study gets unless it leaves them out, in the order of the tables."""
    text = (files(__package__) / "gevolgcriteria.yaml").read_text(encoding="utf-8")
    return tuple(ConsequenceCriterion.model_validate(row) for row in yaml.safe_load(text))

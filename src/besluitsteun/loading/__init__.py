"""Files in, ``Study`` out: read with positions, map, derive by rule, check."""

from .reader import read_study

__all__ = ["read_study"]

"""Decision support for above-norm rain and floods: from water depth to outages, chain effects and user-hours."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .loading import read_study as read_study
    from .network import build_network as build_network
    from .result import run as run
    from .simulation.exposure import expose as expose
    from .simulation.runner import simulate as simulate

_EXPORTS = {
    "read_study": "loading",
    "build_network": "network",
    "expose": "simulation.exposure",
    "simulate": "simulation.runner",
    "run": "result",
}
__all__ = ["build_network", "expose", "read_study", "run", "simulate"]


def __getattr__(name: str) -> Any:
    """Load an exported function at its first use, so that ``import besluitsteun`` is instant."""
    if name not in _EXPORTS:
        raise AttributeError(f"module 'besluitsteun' has no attribute {name!r}")
    value = getattr(import_module(f".{_EXPORTS[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})

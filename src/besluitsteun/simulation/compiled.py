"""The kernel compiled by Numba; imported only when the work is worth it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

import numba

from . import kernel


@cache
def compiled_run() -> Callable[..., None]:
    """``kernel.run`` compiled, without the interpreter lock; the machine code is kept on disk between sessions."""
    return cast(Callable[..., None], numba.njit(cache=True, nogil=True)(kernel.run))

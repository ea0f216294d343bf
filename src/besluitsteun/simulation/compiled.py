"""The kernel compiled by Numba; imported only when the work is worth it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import cast

import numba

from . import kernel


@cache
def compiled_run() -> Callable[..., None]:
    """``kernel.run`` compiled, without the interpreter lock; the machine code is kept on disk between sessions.

    Where nothing can be written it is compiled anew in every session.
    """
    try:
        compiled = numba.njit(cache=True, nogil=True)(kernel.run)
    except RuntimeError:  # Numba found no folder for its cache
        compiled = numba.njit(nogil=True)(kernel.run)
    return cast(Callable[..., None], compiled)

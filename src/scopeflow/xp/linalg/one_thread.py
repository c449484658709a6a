"""Products of matrices on the thread that asks for them.

OpenBLAS shares out products from a quarter of a million multiplications on.  Its threads have to be woken and waited for,
which takes as long as such a product does, and many times as long while other processes want the processor; and they
are not in the mode that the engine computes in (`processor`).  Large products are shared out as ever.
"""

from __future__ import annotations

import ctypes
import threading
from importlib import import_module
from typing import Any

import numpy as np

#: OpenBLAS never shares out products of fewer multiplications, of two matrices or of a matrix and a vector.
SHARED, SHARED_VECTOR = 1 << 18, 9216
#: From so many on helpers are worth the wait.
LARGE = 1 << 27


def _library() -> tuple[Any, Any] | None:
    """What tells and what sets the number of OpenBLAS's threads, if NumPy came with it."""
    try:
        module: Any = import_module("numpy._core._multiarray_umath")
        library = ctypes.PyDLL(module.__file__)
        tell = library.scipy_openblas_get_num_threads64_
        change = library.scipy_openblas_set_num_threads64_
    except (ImportError, OSError, AttributeError):
        return None
    change.restype = None
    return tell, change


_threads = _library()
_lock = threading.Lock()
_inside = 0
_usual = 1


def matmul(a: Any, b: Any) -> Any:
    """``np.matmul(a, b)``, and nobody helps unless it is large."""
    global _inside, _usual
    if not is_shared(a, b) or _threads is None or a.size * b.shape[-1] >= LARGE:
        return np.matmul(a, b)
    tell, change = _threads
    with _lock:
        if not _inside:
            _usual = tell()
            change(1)
        _inside += 1
    try:
        return np.matmul(a, b)
    finally:
        with _lock:
            _inside -= 1
            if not _inside:
                change(_usual)


def is_shared(a: Any, b: Any) -> bool:
    """Whether OpenBLAS may share out a product of these."""
    rows, columns = a.shape[-2], b.shape[-1]
    least = SHARED if rows > 1 and columns > 1 else SHARED_VECTOR
    return bool(rows * a.shape[-1] * columns >= least)


def is_helped(a: Any, b: Any) -> bool:
    """Whether other threads may have a part in ``matmul(a, b)``."""
    return is_shared(a, b) and (_threads is None or a.size * b.shape[-1] >= LARGE)

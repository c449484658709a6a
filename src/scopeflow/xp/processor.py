"""The processor's own mode in which denormal numbers are zero, kept on while NumPy computes a run.

TensorFlow's kernels and XLA's programs run in it.  Without it every array would have to be searched
for such numbers before and after it is computed with, which costs more than most computations do.
The mode belongs to a thread.  Where it cannot be set, kernels search (`floats.flush`).
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

# Results that are denormal become zero, and so do operands.
_FLUSHING = 0x8040


def _found() -> tuple[Callable[[Any], Any], Any, Any] | None:
    """(the C library's function that sets the modes of this thread's arithmetic, the usual modes, ours)."""
    if not sys.platform.startswith("linux") or os.uname().machine != "x86_64":
        return None
    try:
        # (a function that Python's lock is not let go of for takes half the time)
        library = ctypes.PyDLL("libm.so.6")
        read, switch = library.fegetmode, library.fesetmode
    except (OSError, AttributeError):
        return None
    read.restype = switch.restype = None
    usual = (ctypes.c_uint32 * 2)()
    read(ctypes.byref(usual))
    ours = (ctypes.c_uint32 * 2)(usual[0], usual[1] | _FLUSHING)
    return switch, ctypes.byref(usual), ctypes.byref(ours)


def _works(switch: Any, usual: Any, ours: Any) -> bool:
    """Whether denormal operands and results are zero in the one mode and not in the other."""
    # (NumPy keeps what it finds out about a type at the first question, which must not come in our mode)
    small = np.full(8, [np.finfo(kind).tiny for kind in (np.float16, np.float64, np.float32)][-1])
    half = small / np.float32(2)
    if not half.all():
        return False
    switch(ours)
    flushed = not (small / np.float32(2)).any() and not (half * np.float32(2)).any()
    switch(usual)
    return flushed and bool((small / np.float32(2)).all())


_mode = _found()
AVAILABLE = _mode is not None and _works(*_mode)
"""Whether the mode can be set here."""

DENORMAL = 5e-324 if AVAILABLE else 1.0
"""``DENORMAL == 0.0`` tells, of this very thread and in some nanoseconds, whether the mode is on."""


def outside(work: Callable[..., Any], args: Any, named: Any) -> Any:
    """``work(*args, **named)`` in the usual mode, from within the other: for functions that lose their way
    without denormal numbers."""
    switch, usual, ours = _mode  # type: ignore[misc]
    try:
        switch(usual)
        return work(*args, **named)
    finally:
        switch(ours)


@np.errstate(all="ignore")
def computing(work: Callable[..., Any], *args: Any) -> None:
    """Calls ``work(*args)`` in the mode, with NumPy's floating point warnings silent.

    What is called must not run code of the user's.
    """
    if _mode is None or DENORMAL == 0.0 or not AVAILABLE:
        work(*args)
        return
    switch, usual, ours = _mode
    try:
        switch(ours)
        work(*args)
    finally:
        switch(usual)

"""How the messages of a run call types and shapes, and the error that most of them stand in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.dtypes import DType

_RUNTIME_NAMES = {"float32": "float", "float64": "double", "float16": "half"}


def runtime_name(dtype: DType) -> str:
    """A dtype as run-time messages call it: float, double, half, int32 ...; of a reference, that of its value."""
    base = dtype.base_dtype.name
    return _RUNTIME_NAMES.get(base, base)


def bracketed(dims: Sequence[int | None]) -> str:
    """Dims as messages show them: [2,?]"""
    return "[" + ",".join("?" if size is None else str(size) for size in dims) + "]"


def shape_of(value: Any) -> str:
    """The shape of an array as messages show it."""
    return bracketed(np.shape(value))


def invalid_argument(message: str) -> errors.InvalidArgumentError:
    """The error for a value that an op cannot take; the engine adds the node."""
    return errors.InvalidArgumentError(None, None, message)

"""Which Python function a PyFunc node calls, and what goes in and comes out of it.

A node knows its function by a token, as in TensorFlow.  The graph keeps its functions; the table here does not.
"""

from __future__ import annotations

import itertools
import threading
import traceback
import weakref
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph import dtypes
from scopeflow.graph.core import Graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.words import runtime_name

# What a function's exception becomes; a subclass counts, and every other one becomes an UnknownError.
_ERRORS: tuple[tuple[tuple[type[BaseException], ...], type[errors.OpError]], ...] = (
    ((ValueError, TypeError), errors.InvalidArgumentError),
    ((StopIteration,), errors.OutOfRangeError),
    ((MemoryError,), errors.ResourceExhaustedError),
    ((NotImplementedError,), errors.UnimplementedError),
)
# What messages call the types of NumPy that no tensor has, by their codes.
_NO_TENSORS = {
    "g": "NPY_LONGDOUBLE",
    "G": "NPY_CLONGDOUBLE",
    "M": "NPY_DATETIME",
    "m": "NPY_TIMEDELTA",
}


class PythonFunction:
    """A function that nodes call by a token.

    Attributes:
      function: what the user gave.
      token: its name in the nodes' attributes.
      types: the DTypes of its results.
      memory: what a call leaves for the gradient's, if there is one.
    """

    __slots__ = ("__weakref__", "function", "memory", "token", "types")

    def __init__(self, function: Callable[..., Any], token: str, types: Sequence[DType]) -> None:
        self.function = function
        self.token = token
        self.types = tuple(types)
        self.memory: Any = None


_functions: weakref.WeakValueDictionary[str, PythonFunction] = weakref.WeakValueDictionary()
_numbers = itertools.count()
_lock = threading.Lock()


def register(graph: Graph, function: Callable[..., Any], types: Sequence[DType]) -> PythonFunction:
    """Gives a function a token; it lives as long as `graph`."""
    with _lock:
        known = PythonFunction(function, f"pyfunc_{next(_numbers)}", types)
        _functions[known.token] = known
    kept = graph.__dict__.setdefault("_py_funcs_used_in_graph", [])
    kept.append(known)
    return known


def find(token: str) -> PythonFunction:
    """The function behind a token.

    Raises:
      InvalidArgumentError: if there is none: the graph came from another process.
    """
    known = _functions.get(token)
    if known is None:
        raise errors.InvalidArgumentError(
            None,
            None,
            f"ValueError: callback {token} is not found. A graph that was read from a file does not bring its Python "
            "functions along.",
        )
    return known


def call(function: Callable[..., Any], arguments: Sequence[Any]) -> Any:
    """What the function returns for these values.

    Raises:
      OpError: for what it raises; Ctrl-C passes.
    """
    try:
        return function(*arguments)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise _translated(error) from error


def _translated(error: BaseException) -> errors.OpError:
    cls: Any = next(
        (made for kinds, made in _ERRORS if isinstance(error, kinds)), errors.UnknownError
    )
    # the frames of the library itself say nothing to the user
    frames = error.__traceback__.tb_next if error.__traceback__ is not None else None
    lines = "".join(traceback.format_exception(type(error), error, frames))
    return cls(None, None, f"{type(error).__name__}: {error}\n{lines}")


def argument(value: Any) -> Any:
    """A value as the function gets it: its own array, a NumPy scalar, or bytes."""
    if isinstance(value, (bytes, np.generic)):
        return value
    array = np.array(value)
    return array[()] if array.ndim == 0 else array


def results(returned: Any, types: Sequence[DType], token: str) -> list[np.ndarray]:
    """What a function returned as arrays of the types it was said to return.

    Raises:
      InvalidArgumentError: if their number or a type is another.
      InternalError: if a value is of a type that no tensor has.
    """
    if returned is None:
        values = []
    elif isinstance(returned, (list, tuple)):
        values = [_array(value) for value in returned]
    else:
        values = [_array(returned)]
    if len(values) != len(types):
        raise errors.InvalidArgumentError(
            None,
            None,
            f"{token} returns {len(values)} values, but expects to see {len(types)} values.",
        )
    for index, (value, wanted) in enumerate(zip(values, types, strict=True)):
        found = _dtype_of(value)
        if found is not wanted:
            raise errors.InvalidArgumentError(
                None,
                None,
                f"{index}-th value returned by {token} is {runtime_name(found)}, but expects {runtime_name(wanted)}. "
                "A Python float is a double, an int an int64: return NumPy values of the type you declared.",
            )
    return values


def _dtype_of(array: np.ndarray) -> DType:
    if array.dtype == object:
        return dtypes.string
    if array.dtype.char in _NO_TENSORS:
        said = f"Unsupported numpy type: {_NO_TENSORS[array.dtype.char]}"
        raise errors.InternalError(None, None, said)
    try:
        return dtypes.as_dtype(array.dtype)
    except TypeError:
        raise errors.InternalError(None, None, "Unsupported numpy data type") from None


def _array(value: Any) -> np.ndarray:
    """A copy of one value; text becomes bytes."""
    array = np.array(value, order="C")
    if array.dtype.kind in "SUO":
        texts = [_text(item) for item in array.reshape(-1).tolist()]
        array = np.array([*texts, None], object)[:-1].reshape(array.shape)
    elif array.dtype.byteorder == ">":
        array = array.astype(array.dtype.newbyteorder("="))
    return array


def _text(item: Any) -> bytes:
    if isinstance(item, bytes):
        return item
    if isinstance(item, str):
        return item.encode()
    raise errors.InternalError(None, None, f"Unsupported object type {type(item).__name__}")

"""Feeds: which tensors a feed_dict means, and the arrays that its values become."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph import dtypes
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.core import Graph
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.handles import TensorHandle


def feeds_of(feed_dict: Any, graph: Graph) -> dict[Tensor, Any]:
    """The tensors of `graph` that a feed_dict feeds, with the values as they were given.

    Raises:
      TypeError: if it is no dictionary, or a key can mean no tensor of the graph.
      ValueError: if a tensor may not be fed, or a tuple of keys has another number of values.
    """
    if not hasattr(feed_dict, "items"):
        raise TypeError(
            f"input must be a dictionary. A feed_dict maps tensors to values; this is a {type(feed_dict)}."
        )
    found: dict[Tensor, Any] = {}
    for key, value in feed_dict.items():
        if type(key) is Tensor and key._op.graph is graph:
            found[key] = value
        elif isinstance(key, tuple):
            _open(key, value, graph, found)
        elif isinstance(key, CompositeTensor):
            for part, its_value in key._feeds(value):
                found[_tensor(part, graph)] = its_value
        else:
            found[_tensor(key, graph)] = value
    for tensor in graph._unfeedable.intersection(found):
        raise ValueError(f"Tensor {tensor} may not be fed.")
    return found


def _tensor(key: Any, graph: Graph) -> Tensor:
    try:
        return graph.as_graph_element(key, allow_tensor=True, allow_operation=False)
    except Exception as error:
        text = error.args[0] if error.args else error
        raise TypeError(f"Cannot interpret feed_dict key as Tensor: {text}") from None


def _open(key: tuple[Any, ...], value: Any, graph: Graph, found: dict[Tensor, Any]) -> None:
    """Adds the feeds of a (nested) tuple of keys with as many values."""
    keys, values = _flat(key), _flat(value)
    if len(keys) != len(values):
        raise ValueError(
            f"Could not flatten dictionary. Key had {len(keys)} elements, but value had {len(values)} elements. "
            f"Key: {keys}, value: {values}."
        )
    for each, its_value in zip(keys, values, strict=True):
        tensor = _tensor(each, graph)
        if tensor in found:
            raise ValueError(f"Could not flatten dictionary: key {each} is not unique.")
        found[tensor] = its_value


def _flat(value: Any) -> list[Any]:
    if isinstance(value, (list, tuple)):
        return [item for part in value for item in _flat(part)]
    return [value]


def fits(shape: tuple[int, ...], tensor: Tensor) -> bool:
    """Whether a value of this shape may stand for `tensor`."""
    dims = tensor._dims
    if dims is None or shape == dims:
        return True
    return len(shape) == len(dims) and all(
        d is None or d == s for d, s in zip(dims, shape, strict=True)
    )


def fed_array(tensor: Tensor, value: Any) -> np.ndarray:
    """A fed value as an array of the tensor's dtype; strings as they were given.

    Raises:
      TypeError: if it is a tensor, or a number that the dtype cannot hold.
      ValueError: if its shape does not fit.
    """
    wanted = tensor.dtype.as_numpy_dtype
    if not tensor._dims and _is_plain(value, wanted):
        return np.array(value, wanted)
    if isinstance(value, Tensor):
        raise TypeError(
            "The value of a feed cannot be a tf.Tensor object. Acceptable feed values include Python scalars, strings, "
            f"lists, numpy ndarrays, or TensorHandles. For reference, the tensor object was {value} which was passed "
            f"to the feed with key {tensor}. Run the tensor first, and feed its value."
        )
    if isinstance(value, TensorHandle):
        return value._value_for(tensor)
    if isinstance(value, int) and _changes(value, wanted):
        raise TypeError(
            f"Type of feed value {value} with type {type(value)} is not compatible with Tensor type {wanted}. Try "
            "explicitly setting the type of the feed tensor to a larger type (e.g. int64)."
        )
    try:
        array = _array(value, wanted)
    except (TypeError, ValueError) as error:
        error.add_note(
            f"The value was fed for {tensor.name!r}, {tensor.dtype.name}{_made_at(tensor)}."
        )
        raise
    if not fits(array.shape, tensor):
        raise ValueError(
            f"Cannot feed value of shape {array.shape!r} for Tensor {tensor.name!r}, which has shape "
            f"{str(TensorShape.of(tensor._dims))!r}. The tensor is a {tensor.op.type}{_made_at(tensor)}."
        )
    return array


_FLOATS = frozenset([np.float32, np.float64])


def _is_plain(value: Any, wanted: Any) -> bool:
    """Whether it is a number of Python that this type holds: nothing about it needs to be asked."""
    kind = type(value)
    if kind is float:
        return wanted in _FLOATS and -3e38 < value < 3e38
    if kind is int:
        return wanted is np.int32 and -(2**31) <= value < 2**31
    return kind is bool and wanted is np.bool_


def _made_at(tensor: Tensor) -> str:
    origin = tensor.op.origin
    return "" if origin is None else f", made at {origin}"


def _changes(value: int, wanted: Any) -> bool:
    """Whether a Python integer would not survive as this type."""
    kind = np.dtype(wanted)
    if kind.kind == "O":
        return True
    if kind.kind not in "iu" or kind.names:
        return False
    if kind.itemsize == 8:
        return False  # NumPy says so itself
    return int(np.array(value).astype(kind)) != value


def _array(value: Any, wanted: Any) -> np.ndarray:
    try:
        # TensorFlow takes 1e50 for a float32, NaN for an int32, and what is real of a complex number
        with np.errstate(all="ignore"):
            return np.asarray(value, dtype=wanted)
    except OverflowError:
        whole = np.asarray(value)
        if whole.ndim == 0 or whole.dtype.kind not in "iu":
            raise
        # numbers in a list that are too large wrap
        return whole.astype(wanted)
    except NotImplementedError:
        # a list with a tensor in it
        raise ValueError(
            "setting an array element with a sequence. A fed value is made of numbers; run a tensor to get its value."
        ) from None


def for_engine(tensor: Tensor, array: np.ndarray) -> np.ndarray:
    """The array as operations take it: strings as bytes.

    Raises:
      InternalError: if something among the strings is none.
    """
    if tensor.dtype.base_dtype is not dtypes.string:
        return array
    flat = np.empty(array.size, dtype=object)
    for index, item in enumerate(array.reshape(-1)):
        if isinstance(item, str):
            item = item.encode()
        if not isinstance(item, bytes):
            raise errors.InternalError(
                None,
                None,
                f"Unsupported object type {type(item).__name__}. A string is str or bytes; {tensor.name!r} "
                f"was fed {item!r}.",
            )
        flat[index] = item
    return flat.reshape(array.shape)

"""Python values as arrays: which dtype a constant gets, and what is refused."""

from __future__ import annotations

import math
import numbers
from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.shapes import Dimension, TensorShape

# (Python type, dtype asked for) -> NumPy type, where every value in the range of int32 converts as it is
_SCALARS: dict[tuple[type, DType | None], Any] = {
    (float, None): np.float32,
    (float, dtypes.float32): np.float32,
    (float, dtypes.float64): np.float64,
    (int, None): np.int32,
    (int, dtypes.int32): np.int32,
    (int, dtypes.int64): np.int64,
    (int, dtypes.float32): np.float32,
    (int, dtypes.float64): np.float64,
    (bool, None): np.bool_,
    (bool, dtypes.bool): np.bool_,
}
# the dtypes that shapes may have
_SIZES: dict[DType | None, Any] = {None: np.int32, dtypes.int32: np.int32, dtypes.int64: np.int64}
_INT32_MIN, _INT32_MAX = -(2**31), 2**31 - 1
_FLOAT32_MAX = float(np.finfo(np.float32).max)


def array_of(
    values: Any, dtype: DType | None = None, shape: Any = None, verify_shape: bool = False
) -> np.ndarray:
    """The array of a constant, with TensorFlow's choice of dtype.

    Python floats become float32, ints int32 where they fit (else int64), strings object arrays of
    bytes; NumPy arrays keep their dtype.  Never a view of the caller's memory.

    Args:
      values: a number, string, array, or nested lists of them.
      dtype: the dtype asked for.
      shape: the shape asked for; fewer values than it holds are continued with the last one.
      verify_shape: refuse values of another shape.

    Raises:
      TypeError: if the values do not fit the dtype.
      ValueError: if values is None, the shape does not fit, or lists are ragged.
    """
    if shape is None:
        # A lone Python number is most of what programs convert.
        kind = _SCALARS.get((type(values), dtype))
        if kind is not None and _INT32_MIN <= values <= _INT32_MAX:
            return np.array(values, kind)
        # a shape, mostly
        if type(values) in (list, tuple) and dtype in _SIZES and set(map(type, values)) == {int}:
            lowest, highest = min(values), max(values)
            if lowest >= _INT32_MIN and highest <= _INT32_MAX:
                return np.array(values, _SIZES[dtype])
    if dtype is not None and dtype._is_ref_dtype:
        try:
            return array_of(values, dtype.base_dtype, shape, verify_shape)
        except TypeError as error:
            # TensorFlow's words name the type that was asked for
            message = str(error).replace(
                f"Expected {dtype.base_dtype.name}", f"Expected {dtype.name}"
            )
            raise TypeError(message) from None
    wanted = None if shape is None else [int(size) for size in shape]
    if (
        wanted is not None
        and 0 in wanted
        and not (values is None or isinstance(values, np.ndarray))
    ):
        # nothing of the values is looked at, but whether they are text
        empty = np.empty(wanted, np.float32 if dtype is None else dtype.as_numpy_dtype)
        return _without_room(empty, values) if dtype is dtypes.string else empty
    if values is not None and dtype is not None and not dtype.is_numpy_compatible:
        found = np.asarray(values).dtype
        raise TypeError(
            f"Incompatible types: {dtype} vs. {found if found.kind in 'SU' else found.name}. Value is {values}. "
            "There are no constants of this type."
        )
    array = _as_array(values, dtype)
    return array if wanted is None else _shaped(array, wanted, verify_shape)


def _without_room(empty: np.ndarray, values: Any) -> np.ndarray:
    """An empty array of strings that remembers what was given for it: a GraphDef holds it all the same."""
    texts = _leaves(values)
    if not all(isinstance(text, (str, bytes)) for text in texts):
        raise TypeError(
            f"Failed to convert object of type {type(values)} to Tensor. Contents: {values}. "
            "Consider casting elements to a supported type."
        )
    made = empty.view(Continued)
    made.texts = tuple([text.encode() if isinstance(text, str) else text for text in texts])
    return made


def _leaves(values: Any) -> list[Any]:
    if not isinstance(values, (list, tuple)):
        return [values]
    return [leaf for value in values for leaf in _leaves(value)]


def _shaped(array: np.ndarray, wanted: list[int], verify_shape: bool) -> np.ndarray:
    """The array in the shape asked for, its last value repeated where it is too short."""
    size = math.prod(wanted)
    if verify_shape and list(array.shape) != wanted:
        raise TypeError(f"Expected Tensor's shape: {tuple(wanted)}, got {array.shape}.")
    if array.size > size:
        raise ValueError(
            f"Too many elements provided. Needed at most {size}, but received {array.size}"
        )
    if min(wanted, default=0) < 0:
        raise ValueError(f"Dimension {min(wanted)} must be >= 0. A constant's shape is known.")
    if array.size == size:
        return array.reshape(wanted)
    if array.size <= 1:
        # One value repeated takes the memory of one, and is written to a GraphDef as one.
        one = array.reshape((1,) * len(wanted)) if array.size else np.zeros((), array.dtype)
        return np.broadcast_to(one, wanted)
    filled = np.empty(size, array.dtype)
    filled[: array.size] = array.reshape(-1)
    filled[array.size :] = array.reshape(-1)[-1]
    continued = filled.reshape(wanted).view(Continued)
    continued.given = array.size
    return continued


class Continued(np.ndarray):
    """An array whose last value was repeated to fill a shape: a GraphDef holds only what was given.

    Attributes:
      given: how many of its elements were given; None on whatever is computed from it.
      texts: the strings that were given for an array without room for them.
    """

    given: int | None
    texts: tuple[bytes, ...]

    def __array_finalize__(self, source: Any) -> None:
        self.given = None
        self.texts = ()


def _as_array(values: Any, dtype: DType | None) -> np.ndarray:
    if isinstance(values, (np.ndarray, np.generic)):
        return _of_numpy(values, dtype)
    if callable(getattr(values, "__array__", None)) and not isinstance(values, (list, tuple)):
        return _as_array(np.asarray(values), dtype)
    if values is None:
        raise ValueError("None values not supported. A constant needs a value.")
    if dtype is not None:
        _refuse_unfit(values, dtype)
    else:
        _refuse_shapeless(values)
    plain = _plain(values)
    if _is_ragged(plain):
        raise ValueError(
            f"setting an array element with a sequence. The rows of {_text(values)} differ in length."
        )
    array = _numpy_array(plain, dtype)
    if array.dtype.kind in "SUO":
        return _strings(array, dtype, values)
    if dtype is None:
        if array.dtype == np.float64:
            with np.errstate(over="ignore"):
                array = array.astype(np.float32)
        elif array.dtype == np.int64:
            narrow = array.astype(np.int32)
            if np.array_equal(narrow, array):
                array = narrow
    return _checked(array)


def _of_numpy(values: Any, dtype: DType | None) -> np.ndarray:
    is_text = values.dtype.kind in "SUO"
    if dtype is not None and dtype.is_numpy_compatible:
        if dtype is dtypes.string:
            if not is_text:
                first = values.reshape(-1)[0] if values.size else values
                raise TypeError(f"Expected binary or unicode string, got {first}")
            return _strings(np.asarray(values), dtype, values)
        if values.dtype == dtype.as_numpy_dtype:
            return np.array(values, order="C")
        with np.errstate(over="ignore", invalid="ignore"):
            return np.array(values, dtype=dtype.as_numpy_dtype, order="C")
    array = np.array(values, order="C")
    return _strings(array, None, values) if is_text else _checked(array)


def _numpy_array(plain: Any, dtype: DType | None) -> np.ndarray:
    if dtype is None:
        return np.array(plain)
    if dtype is dtypes.string:
        return np.array(plain, dtype=object)
    wanted = np.dtype(dtype.as_numpy_dtype)
    if wanted.kind in "fc" or wanted == dtypes.bfloat16.as_numpy_dtype:
        with np.errstate(over="ignore"):
            return np.array(plain, dtype=wanted)
    try:
        return np.array(plain, dtype=wanted)
    except OverflowError:
        # integers that are too large wrap
        return np.array(plain).astype(wanted)


def _checked(array: np.ndarray) -> np.ndarray:
    if dtypes.from_numpy(array.dtype) is None:
        raise TypeError(f"Unrecognized data type: {array.dtype}")
    return array


def _strings(array: np.ndarray, dtype: DType | None, values: Any) -> np.ndarray:
    """Object array of bytes; anything that is no string is refused."""
    flat = []
    mixed = array.dtype.kind != "O" and not _all_text(values)
    for item in array.reshape(-1).tolist() if array.dtype.kind != "O" else array.reshape(-1):
        if isinstance(item, bytes) and not mixed:
            flat.append(item)
        elif isinstance(item, str) and not mixed:
            flat.append(item.encode())
        else:
            raise TypeError(
                f"Failed to convert object of type {type(values)} to Tensor. Contents: {_text(values)}. "
                "Consider casting elements to a supported type."
            )
    if dtype is not None and dtype is not dtypes.string:
        raise TypeError(
            f"Expected {dtype.name}, got {_text(flat[0] if flat else b'')} of type 'str' instead."
        )
    result = np.empty(len(flat), dtype=object)
    result[:] = flat
    return result.reshape(array.shape)


def _all_text(values: Any) -> bool:
    # np.array(["a", 1]) would turn the 1 into a text
    if isinstance(values, (list, tuple)):
        return all(_all_text(value) for value in values)
    return isinstance(values, (str, bytes, np.str_, np.bytes_, np.ndarray))


def _plain(values: Any) -> Any:
    if isinstance(values, (list, tuple)):
        return [_plain(v) for v in values]
    if isinstance(values, Dimension):
        return values.value
    if isinstance(values, TensorShape):
        return values.as_list()
    return values


def _is_ragged(plain: Any) -> bool:
    if not isinstance(plain, list):
        return False
    lengths = {len(item) if isinstance(item, list) else -1 for item in plain}
    return len(lengths) > 1 or any(_is_ragged(item) for item in plain)


def _text(value: Any) -> str:
    if isinstance(value, (str, bytes)):
        return repr(value.item() if isinstance(value, np.generic) else value)
    return repr(value) if isinstance(value, np.ndarray) else str(value)


def _refuse_shapeless(values: Any) -> None:
    """Refuses what has no rectangular shape, or whose parts NumPy would open though they are no lists."""
    wanted, inner = [], values
    while isinstance(inner, (list, tuple)):
        wanted.append(len(inner))
        if not inner:
            break
        inner = inner[0]
    if isinstance(values, Dimension) or (
        isinstance(values, (list, tuple)) and any(isinstance(v, Dimension) for v in values)
    ):
        raise TypeError(
            f"Failed to convert object of type {type(values)} to Tensor. Contents: {_text(values)}. "
            "Consider casting elements to a supported type."
        )
    got: list[int] | None = None
    if isinstance(inner, (TensorShape, range, np.ndarray)) and np.ndim(_sized(inner)):
        got = [*wanted, *np.shape(_sized(inner))]
    elif _is_ragged(_plain(values)):
        got = wanted[:1]
    if got is not None and got != wanted:
        raise ValueError(
            f"Argument must be a dense tensor: {_text(values)} - got shape {got}, but wanted {wanted}."
        )


def _sized(value: Any) -> Any:
    return np.zeros(len(value)) if isinstance(value, TensorShape) else value


def _refuse_unfit(values: Any, dtype: DType) -> None:
    """Refuses the first value that may not become `dtype`."""
    if isinstance(values, (list, tuple)):
        for value in values:
            _refuse_unfit(value, dtype)
    elif not _fits(values, dtype):
        raise TypeError(
            f"Expected {dtype.name}, got {_shown(values)} of type '{type(values).__name__}' instead."
        )


def _shown(value: Any) -> str:
    return str(value) if isinstance(value, np.generic) else repr(value)


def _fits(value: Any, dtype: DType) -> bool:
    if isinstance(value, Dimension):
        return dtype.is_integer
    if dtype is dtypes.string:
        return isinstance(value, (str, bytes))
    if dtype.is_bool:
        return isinstance(value, bool)
    if dtype.is_quantized:
        return False
    # Python's True is a number; NumPy's, and an array inside of a list, are not
    if dtype.is_integer:
        return type(value) is int or isinstance(value, numbers.Integral)
    if dtype.is_floating:
        return type(value) is float or isinstance(value, numbers.Real)
    if dtype.is_complex:
        return isinstance(value, numbers.Number)
    return True

"""Arrays as TensorProtos and back, encoded as TensorFlow 1.15 encodes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.values import Continued, array_of

# Arrays of these types are stored as raw bytes when they have more than one element.
_RAW = frozenset(
    dtypes.as_dtype(name)
    for name in (
        *("float32", "float64", "int8", "int16", "int32", "int64", "uint8", "uint32", "uint64"),
        *("qint8", "quint8", "qint16", "quint16", "qint32"),
    )
)
# The field that holds single elements.
_FIELD = {
    "float32": "float_val",
    "float64": "double_val",
    "string": "string_val",
    "complex64": "scomplex_val",
    "int64": "int64_val",
    "bool": "bool_val",
    "complex128": "dcomplex_val",
    "float16": "half_val",
    "bfloat16": "half_val",
    "uint32": "uint32_val",
    "uint64": "uint64_val",
}


def make_tensor_proto(
    values: Any,
    dtype: Any = None,
    shape: Any = None,
    verify_shape: bool = False,
    allow_broadcast: bool = False,
) -> Any:
    """A TensorProto of `values`.

    Args:
      values: a number, string, array, or nested lists of them; a TensorProto is returned as it is.
      dtype: the dtype it is to have.
      shape: the shape it is to have. With fewer values than it holds, the last one stands for the
        rest.
      verify_shape: refuse values of another shape.
      allow_broadcast: with `shape`, accept a single value or exactly as many as the shape holds.

    Returns:
      A TensorProto.

    Raises:
      TypeError: if the values do not fit the dtype, or the shape with `verify_shape`.
      ValueError: if `values` is None, or there are more values than `shape` holds.

    >>> tf.make_tensor_proto([1.0, 2.0]).tensor_shape.dim[0].size
    2
    """
    if allow_broadcast and verify_shape:
        raise ValueError("allow_broadcast and verify_shape are not both allowed. Say one of them.")
    if type(values).__name__ == "TensorProto":
        return values
    if isinstance(values, Tensor) or (isinstance(values, (list, tuple)) and _holds_tensor(values)):
        raise TypeError(
            "List of Tensors when single Tensor expected. A TensorProto holds values that are "
            "known now; "
            "use tf.stack for tensors."
        )
    wanted = None if dtype is None else dtypes.as_dtype(dtype).base_dtype
    array = _array(values, wanted, shape)
    if shape is None:
        return proto_of(array)
    dims = [int(dim) for dim in shape]
    size = 1
    for dim in dims:
        size *= dim
    same = list(array.shape) == dims
    if not same and (verify_shape or (allow_broadcast and array.size != 1 and array.size != size)):
        raise TypeError(f"Expected Tensor's shape: {tuple(dims)}, got {array.shape}.")
    if array.size > size:
        raise ValueError(
            f"Too many elements provided. Needed at most {size}, but received {array.size}"
        )
    return proto_of(array, dims)


def _array(values: Any, wanted: DType | None, shape: Any) -> np.ndarray:
    if wanted is not None and not wanted.is_numpy_compatible:
        found = dtypes.from_numpy(np.asarray(values).dtype)
        raise TypeError(f"Incompatible types: {wanted!s} vs. {found.name}. Value is {values}")
    array = array_of(values, wanted)
    if shape is not None and not isinstance(values, (np.ndarray, np.generic)):
        dims = [int(dim) for dim in shape]
        if 0 in dims:
            return np.empty(dims, np.float32 if wanted is None else array.dtype)
    return array


def _holds_tensor(values: Any) -> bool:
    return any(
        isinstance(value, Tensor) or (isinstance(value, (list, tuple)) and _holds_tensor(value))
        for value in values
    )


def is_fill(array: np.ndarray) -> bool:
    """Whether an array is one element repeated in place, as `np.broadcast_to` makes it.

    That is how a constant made of one value and a shape is held: TensorFlow stores the value once.
    """
    return array.size > 1 and not any(
        stride for size, stride in zip(array.shape, array.strides, strict=True) if size > 1
    )


def proto_of(array: np.ndarray, dims: list[int] | None = None) -> Any:
    """The TensorProto of an array; with `dims`, of that shape and with the array's elements."""
    if dims is None:
        if is_fill(array):
            dims, array = list(array.shape), array.reshape(-1)[:1]
        elif isinstance(array, Continued) and array.given is not None:
            dims, array = list(array.shape), array.view(np.ndarray).reshape(-1)[: array.given]
    from tensorboard.compat.proto.tensor_pb2 import TensorProto

    dtype = dtypes.from_numpy(array.dtype)
    proto = TensorProto(dtype=dtype.as_datatype_enum)
    size = 1
    add_dim = proto.tensor_shape.dim.add
    proto.tensor_shape.SetInParent()
    for dim in array.shape if dims is None else dims:
        add_dim(size=dim)
        size *= dim
    if array.size > 1 and array.size == size and dtype in _RAW:
        proto.tensor_content = array.tobytes()
    elif array.size:
        _store_elements(proto, array, dtype)
    elif isinstance(array, Continued):
        proto.string_val.extend(array.texts)
    return proto


def _store_elements(proto: Any, array: np.ndarray, dtype: DType) -> None:
    flat = array.reshape(-1)
    if dtype.is_complex:
        flat = flat.view(dtype.real_dtype.as_numpy_dtype)
    elif dtype.name in ("float16", "bfloat16"):
        flat = flat.view(np.uint16)
    elif dtype.is_quantized:
        flat = flat[dtype.name]
    items = flat.tolist()
    if dtype is dtypes.string:
        items = [item.encode() if isinstance(item, str) else item for item in items]
    getattr(proto, _FIELD.get(dtype.name, "int_val")).extend(items)


def make_ndarray(tensor: Any) -> np.ndarray:
    """The array that a TensorProto holds.

    Args:
      tensor: a TensorProto.

    Returns:
      A NumPy array; strings are an object array of bytes.

    Raises:
      TypeError: if arrays have no such type.
      ValueError: if there are more values than the shape holds, or bytes that are no whole
        elements.

    >>> tf.make_ndarray(tf.make_tensor_proto([1, 2, 3])).tolist()
    [1, 2, 3]
    """
    dims = [dim.size for dim in tensor.tensor_shape.dim]
    if tensor.dtype > 100:
        raise TypeError(f"Unsupported tensor type: {tensor.dtype}. A value has no reference type.")
    dtype = dtypes.as_dtype(tensor.dtype)
    if tensor.tensor_content:
        if dtype is dtypes.string:
            raise ValueError(
                "cannot create an OBJECT array from memory buffer: strings stand in string_val."
            )
        return np.frombuffer(tensor.tensor_content, dtype.as_numpy_dtype).copy().reshape(dims)
    elements = elements_of(tensor, dtype)
    size = int(np.prod(dims, dtype=np.int64))
    if size < 0 or len(elements) > size:
        raise ValueError(
            f"index can't contain negative values: there are {len(elements)} values for the "
            f"shape {dims}."
        )
    if len(elements) == size:
        return elements.reshape(dims)
    filled = np.zeros(size, elements.dtype)
    if dtype is dtypes.string:
        filled[:] = b""
    if len(elements):
        filled[: len(elements)] = elements
        filled[len(elements) :] = elements[-1]
    return filled.reshape(dims)


def array_in(tensor: Any) -> np.ndarray:
    """As `make_ndarray`, but one value that fills a shape stays one: see `is_fill`."""
    array = make_ndarray(tensor)
    if array.size > 1 and not tensor.tensor_content:
        dtype = dtypes.as_dtype(tensor.dtype)
        if len(elements_of(tensor, dtype)) == 1:
            return np.broadcast_to(array.reshape(-1)[0:1].reshape(()), array.shape)
    return array


def elements_of(tensor: Any, dtype: DType) -> np.ndarray:
    """The elements that stand one by one in a TensorProto, as a vector of `dtype`."""
    numpy_type = dtype.as_numpy_dtype
    values = getattr(tensor, _FIELD.get(dtype.name, "int_val"))
    if dtype is dtypes.string:
        result = np.empty(len(values), dtype=object)
        result[:] = list(values)
        return result
    if dtype.is_complex:
        return np.array(values, dtype.real_dtype.as_numpy_dtype).view(numpy_type)
    if dtype.name in ("float16", "bfloat16"):
        return np.array(values, np.uint16).view(numpy_type)
    if dtype.is_quantized:
        plain = np.array(values, np.int64).astype(numpy_type[0])
        return plain.view(numpy_type)
    if dtype.is_integer:
        return np.array(values, np.uint64 if dtype is dtypes.uint64 else np.int64).astype(
            numpy_type
        )
    return np.array(values, numpy_type)

"""Sparse tensors as strings and back: serialize_sparse, serialize_many_sparse, deserialize_many_sparse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph import dtypes
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import runtime_name
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.sparse.inputs import sparse_input
from scopeflow.ops.sparse.tensor import SparseTensor

# -- one array as a TensorProto --------------------------------------------------------------------


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def packed(array: np.ndarray) -> bytes:
    """An array as the bytes of a TensorProto."""
    from tensorboard.compat.proto.tensor_pb2 import TensorProto

    kind = dtypes.string if array.dtype.hasobject else dtypes.as_dtype(array.dtype)
    proto = TensorProto(dtype=kind.as_datatype_enum)
    proto.tensor_shape.SetInParent()
    for size in array.shape:
        proto.tensor_shape.dim.add(size=size)
    if kind is dtypes.string:
        strings = array.reshape(-1).tolist()
        proto.tensor_content = b"".join([*map(_varint, map(len, strings)), *strings])
    else:
        proto.tensor_content = np.ascontiguousarray(array).tobytes()
    return proto.SerializeToString()


def unpacked(text: bytes) -> np.ndarray:
    """The array that the bytes of a TensorProto hold.

    Raises:
      InvalidArgumentError: if they hold none.
    """
    from google.protobuf.message import DecodeError
    from tensorboard.compat.proto.tensor_pb2 import TensorProto

    try:
        proto = TensorProto.FromString(text)
        kind = dtypes.as_dtype(proto.dtype)
    except (DecodeError, TypeError):
        raise errors.InvalidArgumentError(None, None, "Could not parse serialized proto") from None
    shape = [dim.size for dim in proto.tensor_shape.dim]
    if kind is not dtypes.string:
        return np.frombuffer(proto.tensor_content, kind.as_numpy_dtype).reshape(shape)
    strings = _strings(proto.tensor_content, int(np.prod(shape, dtype=np.int64)))
    found = np.empty(len(strings), object)
    found[:] = strings
    return found.reshape(shape)


def _strings(content: bytes, count: int) -> list[bytes]:
    lengths, at = [], 0
    for _ in range(count):
        length = shift = 0
        while True:
            byte = content[at]
            at += 1
            length |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        lengths.append(length)
    strings = []
    for length in lengths:
        strings.append(content[at : at + length])
        at += length
    return strings


# -- the ops ---------------------------------------------------------------------------------------


def _three(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 2)
    rules.with_rank(inputs[1]._dims, 1)
    rules.with_rank(inputs[2]._dims, 1)
    return ((3,),)


def _rows_of_three(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    _three(inputs, attrs)
    return ((None, 3),)


def _parts(indices: Any, values: Any, shape: Any, as_text: bool) -> list[Any]:
    parts = [np.asarray(indices), np.asarray(values), np.asarray(shape)]
    return [packed(part) for part in parts] if as_text else parts


def _objects(items: Sequence[Any], shape: tuple[int, ...]) -> np.ndarray:
    made = np.empty(len(items), object)
    for i, item in enumerate(items):
        made[i] = item
    return made.reshape(shape)


_INPUTS = "sparse_indices: int64, sparse_values: T, sparse_shape: int64; T: type, out_type: {string|variant} = string"


@op(f"SerializeSparse({_INPUTS}) -> (serialized_sparse: out_type)", shape=_three, host=True)
def _serialize(
    sparse_indices: Any, sparse_values: Any, sparse_shape: Any, *, out_type: DType
) -> Any:
    """The three parts of a sparse tensor as three strings."""
    as_text = out_type is dtypes.string
    return _objects(_parts(sparse_indices, sparse_values, sparse_shape, as_text), (3,))


@op(
    f"SerializeManySparse({_INPUTS}) -> (serialized_sparse: out_type)",
    shape=_rows_of_three,
    host=True,
)
def _serialize_many(
    sparse_indices: Any, sparse_values: Any, sparse_shape: Any, *, out_type: DType
) -> Any:
    """The three parts of each element of a batch as a row of three strings."""
    indices, values = np.asarray(sparse_indices), np.asarray(sparse_values)
    whole = np.asarray(sparse_shape)
    xp.check(
        whole.size > 1,
        None,
        "Rank of input SparseTensor should be > 1, but saw rank: %s",
        whole.size,
    )
    xp.check_sparse_order(indices, tuple(whole.tolist()))
    rows: list[Any] = []
    edges = np.searchsorted(indices[:, 0], np.arange(whole[0] + 1))
    for start, end in zip(edges[:-1], edges[1:], strict=True):
        parts = (indices[start:end, 1:], values[start:end], whole[1:])
        rows.extend(_parts(*parts, out_type is dtypes.string))
    return _objects(rows, (int(whole[0]), 3))


def _unknown_parts(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    dims = rules.with_rank(inputs[0]._dims, 2)
    if dims is not None and dims[1] not in (None, 3):
        raise ShapeMismatch(f"Dimension must be 3 but is {dims[1]}")
    return (None, None), (None,), (None,)


@op(
    "DeserializeManySparse(serialized_sparse: string; dtype: type)"
    " -> (sparse_indices: int64, sparse_values: dtype, sparse_shape: int64)",
    shape=_unknown_parts,
    host=True,
)
def _deserialize_many(serialized_sparse: Any, *, dtype: DType) -> Any:
    """The batch of sparse tensors that rows of three strings hold."""
    return _batch(np.asarray(serialized_sparse, object), dtype)


def _any_parts(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    dims = inputs[0]._dims
    if dims == ():
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    if dims is not None and dims[-1] not in (None, 3):
        raise ShapeMismatch(f"Dimension must be 3 but is {dims[-1]}")
    return (None, None), (None,), (None,)


@op(
    "DeserializeSparse(serialized_sparse: Tserialized; dtype: type, Tserialized: {string|variant} = string)"
    " -> (sparse_indices: int64, sparse_values: dtype, sparse_shape: int64)",
    shape=_any_parts,
    host=True,
)
def _deserialize(serialized_sparse: Any, *, dtype: DType) -> Any:
    """The sparse tensor, or batch of such of any rank, that rows of three parts hold."""
    given = np.asarray(serialized_sparse, object)
    outer = given.shape[:-1]
    if not outer:
        return _checked(given, 0, dtype)
    indices, values, shape = _batch(given.reshape(-1, 3), dtype)
    places = np.stack(np.unravel_index(indices[:, 0], outer), axis=1).astype(np.int64)
    indices = np.concatenate([places, indices[:, 1:]], axis=1)
    return indices, values, np.concatenate([np.asarray(outer, np.int64), shape[1:]])


def _checked(row: np.ndarray, number: int, dtype: DType) -> tuple[np.ndarray, ...]:
    """The three arrays of one element."""
    parts = [part if isinstance(part, np.ndarray) else unpacked(part) for part in row]
    indices, values, shape = parts
    found = dtypes.string if values.dtype.hasobject else dtypes.as_dtype(values.dtype)
    xp.check(
        found is dtype,
        None,
        "Requested SparseTensor of type %s but SparseTensor[%s].values.dtype() == %s",
        runtime_name(dtype),
        number,
        runtime_name(found),
    )
    xp.check(
        indices.ndim == 2 and values.ndim == 1 and shape.ndim == 1 and len(indices) == len(values),
        None,
        "Expected serialized_sparse[%s] to be a matrix of indices, a vector of values and a shape",
        number,
    )
    return indices, values, shape


def _batch(rows: np.ndarray, dtype: DType) -> tuple[np.ndarray, ...]:
    xp.check(
        rows.ndim == 2, None, "Serialized sparse should be a matrix but received shape %s", compact(rows.shape)
    )  # fmt: skip
    xp.check(
        rows.shape[-1] == 3,
        None,
        "Serialized sparse should have 3 as the last dimension %s",
        compact(rows.shape),
    )
    xp.check(
        len(rows) > 0,
        None,
        "Serialized sparse should have at least 1 serialized tensor, but has a zero dimension %s",
        compact(rows.shape),
    )
    all_indices, all_values = [], []
    whole: np.ndarray | None = None
    for number, row in enumerate(rows):
        indices, values, shape = _checked(row, number, dtype)
        if whole is None:
            whole = shape
        xp.check(
            shape.size == whole.size,
            None,
            "Inconsistent shape across SparseTensors: rank prior to SparseTensor[%s] was: %s but rank of "
            "SparseTensor[%s] is: %s",
            number,
            whole.size,
            number,
            shape.size,
        )
        whole = np.maximum(whole, shape)
        first = np.full((len(indices), 1), number, np.int64)
        all_indices.append(np.concatenate([first, indices], axis=1))
        all_values.append(values)
    size = np.concatenate([[len(rows)], whole]).astype(np.int64)
    return np.concatenate(all_indices), np.concatenate(all_values), size


def serialize_sparse(
    sp_input: Any, name: str | None = None, out_type: Any = dtypes.string
) -> Tensor:
    """A SparseTensor as a vector of three strings: its indices, values and shape, each a TensorProto.

    Args:
      sp_input: a SparseTensor.
      name: the wish for the node's name.
      out_type: string, or variant.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
    """
    sp_input = sparse_input(sp_input)
    return _serialize(
        sp_input.indices, sp_input.values, sp_input.dense_shape, out_type=out_type, name=name
    )


def serialize_many_sparse(
    sp_input: Any, name: str | None = None, out_type: Any = dtypes.string
) -> Tensor:
    """Each element of a batch of sparse tensors as a row of three strings.

    Args:
      sp_input: a SparseTensor of rank 2 or more; its first dimension is the batch.
      name: the wish for the node's name.
      out_type: string, or variant.

    Raises:
      TypeError: if `sp_input` is no SparseTensor.
    """
    sp_input = sparse_input(sp_input)
    return _serialize_many(
        sp_input.indices, sp_input.values, sp_input.dense_shape, out_type=out_type, name=name
    )


def deserialize_many_sparse(
    serialized_sparse: Any, dtype: Any, rank: int | None = None, name: str | None = None
) -> SparseTensor:
    """The batch of sparse tensors that rows of three strings hold; as large as the largest of them.

    Args:
      serialized_sparse: what `serialize_many_sparse` gives, or a stack of what `serialize_sparse` gives.
      dtype: the DType of the values.
      rank: the rank of the elements, if it is known.
      name: the wish for the node's name.
    """
    indices, values, shape = _deserialize_many(serialized_sparse, dtype=dtype, name=name)
    indices.set_shape([None, rank])
    shape.set_shape([rank])
    return SparseTensor(indices, values, shape)

"""SparseTensor: the values of a tensor that are not zero, and where they stand."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.core import Graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.ports import evaluate
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.placeholder import placeholder
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.static_shape import static_shape

# What a run gives for a fetched SparseTensor, and what a fed one takes: three arrays.
SparseTensorValue = namedtuple("SparseTensorValue", ["indices", "values", "dense_shape"])
SparseTensorValue._is_sparse = True  # type: ignore[attr-defined]


class SparseTensor(CompositeTensor):
    """A tensor of which only some values are kept: `dense[indices[i]] = values[i]`, zeros elsewhere.

    Most ops want the indices in row-major order and each once; `tf.sparse.reorder` sorts them.

    Args:
      indices: an int64 matrix `[n, rank]`, the coordinates of each value.
      values: `[n]` values of any dtype.
      dense_shape: an int64 vector `[rank]`, the shape of the whole.

    Raises:
      ValueError: if the parts are of other ranks, or do not fit together.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.SparseTensor(indices=[[0, 1], [1, 2]], values=[1.0, 2.0], dense_shape=[2, 3])
    ...     sess.run(tf.sparse.to_dense(x)).tolist()
    [[0.0, 1.0, 0.0], [0.0, 0.0, 2.0]]

    ```
    """

    _is_sparse = True

    def __init__(self, indices: Any, values: Any, dense_shape: Any) -> None:
        with name_scope(None, "SparseTensor", [indices, values, dense_shape]):
            self._indices: Tensor = internal_convert(indices, dtypes.int64, "indices")
            self._values: Tensor = internal_convert(values, name="values")
            self._dense_shape: Tensor = internal_convert(dense_shape, dtypes.int64, "dense_shape")
        places = self._indices.shape.with_rank(2)
        given = self._values.shape.with_rank(1)
        whole = self._dense_shape.shape.with_rank(1)
        places[0].assert_is_compatible_with(given[0])
        places[1].assert_is_compatible_with(whole[0])

    @classmethod
    def from_value(cls, sparse_tensor_value: Any) -> SparseTensor:
        """The SparseTensor of a SparseTensorValue; a SparseTensor is given back as it is.

        Raises:
          TypeError: if it is neither.
        """
        if not isinstance(sparse_tensor_value, (SparseTensor, SparseTensorValue)):
            raise TypeError(f"Neither a SparseTensor nor SparseTensorValue: {sparse_tensor_value}.")
        if isinstance(sparse_tensor_value, SparseTensor):
            return sparse_tensor_value
        return cls(*sparse_tensor_value)

    @property
    def indices(self) -> Tensor:
        """The coordinates of the values, an int64 matrix."""
        return self._indices

    @property
    def values(self) -> Tensor:
        """The values, a vector."""
        return self._values

    @property
    def dense_shape(self) -> Tensor:
        """The shape of the whole, an int64 vector."""
        return self._dense_shape

    @property
    def shape(self) -> TensorShape:
        """What is known of the shape of the whole."""
        return TensorShape.of(static_shape(self._dense_shape))

    def get_shape(self) -> TensorShape:
        """What is known of the shape of the whole."""
        return self.shape

    @property
    def dtype(self) -> DType:
        """The DType of the values."""
        return self._values.dtype

    @property
    def op(self) -> Operation:
        """The Operation that produces `values`."""
        return self._values.op

    @property
    def graph(self) -> Graph:
        """The Graph of its tensors."""
        return self._indices.graph

    def consumers(self) -> list[Operation]:
        """The operations that take one of its tensors, each once."""
        found: dict[Operation, None] = {}
        for tensor in self._tensors():
            found.update(dict.fromkeys(tensor.consumers()))
        return list(found)

    def eval(self, feed_dict: Any = None, session: Any = None) -> Any:
        """Its value, a SparseTensorValue, computed by `session` or the default session.

        Args:
          feed_dict: tensors mapped to values, as for `Session.run`.
          session: a Session; the default session if None.

        Raises:
          ValueError: if there is no session, or it holds another graph.
        """
        return self._value(evaluate.call(self._tensors(), feed_dict, self.graph, session))

    def _tensors(self) -> list[Any]:
        return [self._indices, self._values, self._dense_shape]

    def _with_tensors(self, tensors: Sequence[Any]) -> SparseTensor:
        return SparseTensor(*tensors)

    def _loop_dims(self) -> list[Any]:
        # how many values there are may change from trip to trip
        rank = self.shape.ndims
        return [(None, rank), (None,), (rank,)]

    def _invariant_dims(self, dims: Any) -> list[Any]:
        # a loop is told the shape of `dense_shape`
        if dims is not None and len(dims) != 1:
            raise ValueError(
                f"Expected a shape with 1 dimension. The invariant of a SparseTensor is [r], its rank; this one is {dims}."
            )
        rank = None if dims is None else dims[0]
        return [(None, rank), (None,), (rank,)]

    def _value(self, arrays: Sequence[Any]) -> Any:
        return SparseTensorValue(*arrays)

    def __mul__(self, dense: Any) -> SparseTensor:
        from scopeflow.ops.sparse.elementwise import times

        return times(self, dense)

    def __truediv__(self, dense: Any) -> SparseTensor:
        from scopeflow.ops.sparse.elementwise import true_quotient

        return true_quotient(self, dense)

    def __div__(self, dense: Any) -> SparseTensor:
        from scopeflow.ops.sparse.elementwise import quotient

        return quotient(self, dense)

    def __str__(self) -> str:
        return (
            f"SparseTensor(indices={self._indices}, values={self._values}, "
            f"dense_shape={self._dense_shape})"
        )


def convert_to_tensor_or_sparse_tensor(
    value: Any, dtype: Any = None, name: str | None = None
) -> Any:
    """`value` as a SparseTensor if it is one or the value of one, else as a Tensor.

    Args:
      value: a SparseTensor, a SparseTensorValue, or what `tf.convert_to_tensor` takes.
      dtype: the dtype it must have.
      name: the wish for the name of a node that has to be made.

    Raises:
      RuntimeError: if a sparse value has another dtype.
    """
    if dtype is not None:
        dtype = dtypes.as_dtype(dtype)
    if isinstance(value, SparseTensorValue):
        value = SparseTensor.from_value(value)
    if isinstance(value, SparseTensor):
        if dtype is not None and not dtype.is_compatible_with(value.dtype):
            raise RuntimeError(
                f"Sparse dtype: requested = {dtype.name}, actual = {value.dtype.name}"
            )
        return value
    return internal_convert(value, dtype, name)


def sparse_placeholder(dtype: Any, shape: Any = None, name: str | None = None) -> SparseTensor:
    """A SparseTensor whose value every run that needs it must be fed.

    It is fed a SparseTensorValue, or its three parts in a tuple.

    Args:
      dtype: the DType of the values.
      shape: the shape of the whole, or None; if every size is known it need not be fed.
      name: the wish for the names of the nodes: `name/indices`, `name/values` and `name/shape`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.sparse.placeholder(tf.float32)
    ...     total = tf.sparse.reduce_sum(x)
    ...     sess.run(total, {x: ([[0, 0], [1, 2]], [1.0, 2.0], [2, 3])})
    np.float32(3.0)

    ```
    """

    def named(part: str) -> str | None:
        return None if name is None else f"{name}/{part}"

    rank: int | None = None
    if shape is None:
        whole = placeholder(dtype=dtypes.int64, shape=(None,), name=named("shape"))
    elif isinstance(shape, Tensor):
        rank = shape.shape[0].value
        whole = internal_convert(shape, dtypes.int64)
    else:
        rank = len(shape)
        if any(size is None for size in shape):
            whole = placeholder(dtype=dtypes.int64, shape=(rank,), name=named("shape"))
        else:
            whole = internal_convert(shape, dtypes.int64, named("shape"))
    values = placeholder(dtype=dtypes.as_dtype(dtype), shape=(None,), name=named("values"))
    indices = placeholder(dtype=dtypes.int64, shape=(None, rank), name=named("indices"))
    return SparseTensor(indices, values, whole)

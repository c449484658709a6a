"""RaggedTensor: a tensor whose rows differ in length, as one long list of values and where each row starts in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.core import Graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.ragged import building, converting, parts
from scopeflow.ops.ragged.value import RaggedTensorValue

_MADE_BY = object()


class RaggedTensor(CompositeTensor):
    """A tensor with one or more ragged dimensions: its slices may differ in length.

    It is made of `values`, the rows of all slices one after the other, and `row_splits`: row i is
    `values[row_splits[i]:row_splits[i + 1]]`. The values may be ragged themselves. Make one with `tf.ragged.constant`
    or one of the `from_...` functions.

    Arithmetic and most functions of one element work on the values of a RaggedTensor.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.RaggedTensor.from_row_lengths([1, 2, 3], [2, 0, 1])
    ...     sess.run(rows * 10).to_list()
    [[10, 20], [], [30]]

    ```
    """

    _is_tensor = False

    def __init__(self, values: Any, row_splits: Tensor, made_by: Any = None) -> None:
        if made_by is not _MADE_BY:
            raise ValueError(
                "RaggedTensor constructor is private; please use one of the factory methods instead "
                "(e.g., RaggedTensor.from_row_lengths())"
            )
        self._values = values
        self._row_splits = row_splits

    # -- making one ------------------------------------------------------------------------------

    @staticmethod
    def _of(values: Any, row_splits: Tensor) -> RaggedTensor:
        """Without any check."""
        return RaggedTensor(values, row_splits, _MADE_BY)

    @classmethod
    def from_row_splits(cls, values: Any, row_splits: Any, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """Rows that start at `row_splits[i]` and end before `row_splits[i + 1]`.

        Args:
          values: a Tensor or RaggedTensor of rank 1 or more.
          row_splits: an int vector, one longer than there are rows; begins with 0 and never falls.
          name: the wish for the scope's name.
          validate: check the splits when it runs.
        """
        return building.from_row_splits(values, row_splits, name, validate)

    @classmethod
    def from_row_lengths(cls, values: Any, row_lengths: Any, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """Rows of these lengths.

        Args:
          values: a Tensor or RaggedTensor of rank 1 or more.
          row_lengths: an int vector whose sum is the length of `values`.
          name: the wish for the scope's name.
          validate: check the lengths when it runs.
        """
        return building.from_row_lengths(values, row_lengths, name, validate)

    @classmethod
    def from_row_starts(cls, values: Any, row_starts: Any, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """Rows that start at these places.

        Args:
          values: a Tensor or RaggedTensor of rank 1 or more.
          row_starts: an int vector that begins with 0 and never falls.
          name: the wish for the scope's name.
          validate: check the starts when it runs.
        """
        return building.from_row_starts(values, row_starts, name, validate)

    @classmethod
    def from_row_limits(cls, values: Any, row_limits: Any, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """Rows that end before these places.

        Args:
          values: a Tensor or RaggedTensor of rank 1 or more.
          row_limits: an int vector that never falls and ends with the length of `values`.
          name: the wish for the scope's name.
          validate: check the limits when it runs.
        """
        return building.from_row_limits(values, row_limits, name, validate)

    @classmethod
    def from_value_rowids(cls, values: Any, value_rowids: Any, nrows: Any = None, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """Values of which each says what row it is in.

        Args:
          values: a Tensor or RaggedTensor of rank 1 or more.
          value_rowids: an int vector as long as `values` that never falls.
          nrows: how many rows there are; by default as many as the last id says.
          name: the wish for the scope's name.
          validate: check the ids when it runs.
        """
        return building.from_value_rowids(values, value_rowids, nrows, name, validate)

    @classmethod
    def from_nested_row_splits(cls, flat_values: Any, nested_row_splits: Any, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """`from_row_splits` for several ragged dimensions, the outermost first."""
        return building.nested("RaggedFromNestedRowSplits", building.from_row_splits, "nested_row_splits",
                               flat_values, nested_row_splits, name, validate)  # fmt: skip

    @classmethod
    def from_nested_row_lengths(cls, flat_values: Any, nested_row_lengths: Any, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """`from_row_lengths` for several ragged dimensions, the outermost first."""
        return building.nested("RaggedFromNestedRowlengths", building.from_row_lengths, "nested_row_lengths",
                               flat_values, nested_row_lengths, name, validate)  # fmt: skip

    @classmethod
    def from_nested_value_rowids(cls, flat_values: Any, nested_value_rowids: Any, nested_nrows: Any = None, name: Any = None, validate: bool = True) -> RaggedTensor:  # fmt: skip
        """`from_value_rowids` for several ragged dimensions, the outermost first."""
        return building.nested_rowids(
            flat_values, nested_value_rowids, nested_nrows, name, validate
        )

    @classmethod
    def from_tensor(cls, tensor: Any, lengths: Any = None, padding: Any = None, ragged_rank: int = 1, name: Any = None, row_splits_dtype: Any = dtypes.int64) -> RaggedTensor:  # fmt: skip
        """The rows of a dense tensor, without what stands behind their lengths, or without padding at their ends.

        Args:
          tensor: a Tensor of rank 2 or more.
          lengths: the length of each row, an int vector.
          padding: a value that is left out at the end of rows.
          ragged_rank: how many dimensions become ragged.
          name: the wish for the scope's name.
          row_splits_dtype: int32 or int64.
        """
        return converting.from_tensor(tensor, lengths, padding, ragged_rank, name, row_splits_dtype)

    @classmethod
    def from_sparse(cls, st_input: Any, name: Any = None, row_splits_dtype: Any = dtypes.int64) -> RaggedTensor:  # fmt: skip
        """The rows of a sparse matrix whose values stand at the starts of its rows.

        Args:
          st_input: a SparseTensor of rank 2.
          name: the wish for the scope's name.
          row_splits_dtype: int32 or int64.
        """
        return converting.from_sparse(st_input, name, row_splits_dtype)

    # -- what it is made of ----------------------------------------------------------------------

    @property
    def dtype(self) -> DType:
        """The DType of its values."""
        return self._values.dtype

    @property
    def values(self) -> Any:
        """The rows one after the other: a Tensor or RaggedTensor."""
        return self._values

    @property
    def row_splits(self) -> Tensor:
        """Where each row starts in `values`, and the end of the last one."""
        return self._row_splits

    @property
    def flat_values(self) -> Tensor:
        """The values of the innermost rows one after the other."""
        inner = self._values
        while isinstance(inner, RaggedTensor):
            inner = inner._values
        return inner

    @property
    def nested_row_splits(self) -> tuple[Tensor, ...]:
        """The row splits of all ragged dimensions, the outermost first."""
        inner = self._values.nested_row_splits if isinstance(self._values, RaggedTensor) else ()
        return (self._row_splits, *inner)

    @property
    def ragged_rank(self) -> int:
        """How many ragged dimensions there are."""
        return len(self.nested_row_splits)

    @property
    def shape(self) -> TensorShape:
        """What is known of its shape: None for each ragged dimension."""
        rows = self._row_splits.shape[0].value
        count = None if rows is None else rows - 1
        return TensorShape([count, None]).concatenate(self._values.shape[1:])

    @property
    def graph(self) -> Graph:
        """The Graph of its tensors."""
        return self._row_splits.graph

    def consumers(self) -> list[Operation]:
        """The operations that take one of its tensors, each once."""
        found: dict[Operation, None] = {}
        for tensor in self._tensors():
            found.update(dict.fromkeys(tensor.consumers()))
        return list(found)

    def value_rowids(self, name: Any = None) -> Tensor:
        """The row that each value is in."""
        return parts.value_rowids(self, name)

    def nrows(self, out_type: Any = None, name: Any = None) -> Tensor:
        """How many rows there are."""
        return parts.nrows(self, out_type, name)

    def row_starts(self, name: Any = None) -> Tensor:
        """Where each row starts in `values`."""
        return parts.row_starts(self, name)

    def row_limits(self, name: Any = None) -> Tensor:
        """Where each row ends in `values`."""
        return parts.row_limits(self, name)

    def row_lengths(self, axis: int = 1, name: Any = None) -> Any:
        """How long each row is; for an `axis` above 1 a RaggedTensor of the lengths of inner rows."""
        return parts.row_lengths(self, axis, name)

    def nested_row_lengths(self, name: Any = None) -> tuple[Tensor, ...]:
        """The row lengths of all ragged dimensions, the outermost first."""
        return parts.nested_row_lengths(self, name)

    def nested_value_rowids(self, name: Any = None) -> tuple[Tensor, ...]:
        """The rows of the values of all ragged dimensions, the outermost first."""
        return parts.nested_value_rowids(self, name)

    def bounding_shape(self, axis: Any = None, name: Any = None, out_type: Any = None) -> Tensor:
        """The shape of the smallest dense tensor that it fits in.

        Args:
          axis: only these dimensions, an int or a list of such.
          name: the wish for the scope's name.
          out_type: int32 or int64; by default that of the splits.
        """
        return parts.bounding_shape(self, axis, name, out_type)

    # -- others like it --------------------------------------------------------------------------

    def with_values(self, new_values: Any) -> RaggedTensor:
        """The same rows of other values."""
        return building.with_values(self, new_values)

    def with_flat_values(self, new_values: Any) -> Any:
        """The same rows of other innermost values."""
        return building.with_flat_values(self, new_values)

    def with_row_splits_dtype(self, dtype: Any) -> RaggedTensor:
        """The same rows with splits of another dtype, int32 or int64."""
        return building.with_row_splits_dtype(self, dtype)

    def to_tensor(self, default_value: Any = None, name: Any = None) -> Tensor:
        """A dense tensor in which short rows are filled up.

        Args:
          default_value: what fills them up; by default 0 or "".
          name: the wish for the scope's name.
        """
        return converting.to_tensor(self, default_value, name)

    def to_sparse(self, name: Any = None) -> Any:
        """A SparseTensor with the same values."""
        return converting.to_sparse(self, name)

    def to_list(self) -> Any:
        """Only values have lists; run it first.

        Raises:
          ValueError: always.
        """
        raise ValueError("RaggedTensor.to_list() is only supported in eager mode; in graph mode, evaluate the RaggedTensor first and then use RaggedTensorValue.to_list().")  # fmt: skip

    def __getitem__(self, key: Any) -> Any:
        from scopeflow.ops.ragged.indexing import item

        return item(self, key)

    def __bool__(self) -> bool:
        raise TypeError("RaggedTensor may not be used as a boolean.")

    def _tensors(self) -> list[Any]:
        return [self.flat_values, *self.nested_row_splits]

    def _with_tensors(self, tensors: Sequence[Any]) -> RaggedTensor:
        made = tensors[0]
        for splits in reversed(tensors[1:]):
            made = RaggedTensor._of(made, splits)
        return made

    def _loop_dims(self) -> list[Any]:
        # how long the rows are may change from trip to trip
        flat = self.flat_values._dims
        inner = [(None,) for _ in self.nested_row_splits[1:]]
        return [None if flat is None else (None, *flat[1:]), self._row_splits._dims, *inner]

    def _invariant_dims(self, dims: Any) -> list[Any]:
        splits = len(self.nested_row_splits)
        if dims is None:
            return [None, *[(None,) for _ in range(splits)]]
        if len(dims) <= splits and splits > 1:
            raise ValueError(f"ragged_rank must be less than rank. The ragged rank is {splits}.")
        first = None if dims[0] is None else dims[0] + 1
        return [(None, *dims[splits + 1 :]), (first,), *[(None,) for _ in range(splits - 1)]]

    def _value(self, arrays: Sequence[Any]) -> Any:
        made = arrays[0]
        for splits in reversed(arrays[1:]):
            made = RaggedTensorValue(made, splits)
        return made

    def _feeds(self, value: Any) -> list[tuple[Any, Any]]:
        given = [value.flat_values, *value.nested_row_splits]
        return list(zip(self._tensors(), given, strict=True))

    def __str__(self) -> str:
        return f"tf.RaggedTensor(values={self._values}, row_splits={self._row_splits})"

    __repr__ = __str__


def is_ragged(value: Any) -> bool:
    """Whether it is a RaggedTensor, or the value of one."""
    return isinstance(value, (RaggedTensor, RaggedTensorValue))


def _operators() -> None:
    from scopeflow.ops.ragged import operators

    for name, function in operators.TABLE.items():
        setattr(RaggedTensor, name, function)


_operators()

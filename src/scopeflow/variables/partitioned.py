"""PartitionedVariable: several variables that together are one larger one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scopeflow.graph.convert import register_tensor_conversion_function
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import as_dtype
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.splitting import split
from scopeflow.ops.scoping import name_scope


class PartitionedVariable:
    """A variable kept as several slices; as a tensor it is their concatenation.

    `tf.get_variable` makes one where there is a partitioner.  Iterating gives the slices.

    Args:
      name: the name of the whole.
      shape: the shape of the whole.
      dtype: its DType.
      variable_list: the slices, each with a SaveSliceInfo.
      partitions: into how many slices each dimension is cut.

    Raises:
      TypeError: if `variable_list` or `partitions` is no list or tuple.
      ValueError: if the slices do not make up such a variable.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.get_variable("v", [5], partitioner=tf.fixed_size_partitioner(2))
    >>> [part.name for part in v], v.shape
    (['v/part_0:0', 'v/part_1:0'], TensorShape([Dimension(5)]))

    ```
    """

    _distribute_strategy = None

    def __init__(
        self, name: str, shape: Any, dtype: Any, variable_list: Any, partitions: Any
    ) -> None:
        if not isinstance(variable_list, (list, tuple)):
            raise TypeError(f"variable_list is not a list or tuple: {variable_list}")
        if not isinstance(partitions, (list, tuple)):
            raise TypeError(f"partitions is not a list or tuple: {partitions}")
        if not all(count >= 1 for count in partitions):
            raise ValueError(f"partition values must be positive: {partitions}")
        if not variable_list:
            raise ValueError("variable_list may not be empty")
        for variable in variable_list:
            # without it a checkpoint could not tell which part this is
            if variable._save_slice_info is None:
                raise ValueError(
                    f"All variables must have a save_slice_info available: {[v.name for v in variable_list]}"
                )
            if variable._save_slice_info.full_shape is not None and list(shape) != list(
                variable._save_slice_info.full_shape
            ):
                raise ValueError(
                    f"All variables' full shapes must match shape: {list(shape)}; but full shapes were: "
                    f"{[variable._save_slice_info.full_shape]}"
                )
        if len(shape) != len(partitions):
            raise ValueError(f"len(shape) != len(partitions): {shape} vs. {partitions}")
        self._name = name
        self._shape = shape
        self._dtype = dtype  # as it was given, which may be a string
        self._partitions = partitions
        self._variable_list = sorted(variable_list, key=lambda v: v._save_slice_info.var_offset)

    @property
    def name(self) -> str:
        """The name of the whole."""
        return self._name

    @property
    def dtype(self) -> Any:
        """The DType of the slices."""
        return self._dtype

    @property
    def shape(self) -> Any:
        """The shape of the whole."""
        return self._shape

    def get_shape(self) -> Any:
        """The shape of the whole; the older spelling of `shape`."""
        return self._shape

    def __iter__(self) -> Iterator[Any]:
        return iter(self._variable_list)

    def __len__(self) -> int:
        axes = self._partition_axes()
        if len(axes) > 1:
            raise ValueError(f"Cannot get a length for {len(axes)} > 1 partition axes")
        return len(self._variable_list)

    def _get_variable_list(self) -> list[Any]:
        return self._variable_list

    def _get_partitions(self) -> Any:
        return self._partitions

    def _partition_axes(self) -> list[int]:
        """The axes along which it is cut; [0] if it is one slice."""
        if all(count == 1 for count in self._partitions):
            return [0]
        return [axis for axis, count in enumerate(self._partitions) if count > 1]

    # -- as a tensor -------------------------------------------------------------------------------

    def as_tensor(self) -> Tensor:
        """A new tensor that holds the whole, without control dependencies."""
        with get_default_graph().control_dependencies(None):
            return self._concat()

    def _concat(self) -> Tensor:
        if len(self._variable_list) == 1:
            with name_scope(None):
                return identity(self._variable_list[0], name=self._name)
        axes = self._partition_axes()
        if len(axes) > 1:
            raise NotImplementedError(
                f"Cannot concatenate along more than one dimension: {axes}. Multi-axis partition concat is not supported"
            )
        with name_scope(self._name + "/ConcatPartitions/"):
            whole = concat(self._variable_list, axes[0])
        with name_scope(None):
            return identity(whole, name=self._name)

    # -- assigning ---------------------------------------------------------------------------------

    def assign(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Makes `value` the value of the whole.

        Args:
          value: a tensor of the whole shape, a list of one per slice, or another such variable.
          use_locking: accepted; assignments never tear.
          name: the wish for the nodes' names.
          read_value: whether to return the slices' new values rather than operations.

        Returns:
          A list with one entry per slice.
        """
        return self._apply("assign", value, use_locking, name, read_value)

    def assign_add(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Adds `value` to the whole; see `assign`."""
        return self._apply("assign_add", value, use_locking, name, read_value)

    def assign_sub(
        self,
        value: Any,
        use_locking: bool = False,
        name: str | None = None,
        read_value: bool = True,
    ) -> Any:
        """Subtracts `value` from the whole; see `assign`."""
        return self._apply("assign_sub", value, use_locking, name, read_value)

    def _apply(
        self, method: str, value: Any, use_locking: bool, name: str | None, read_value: bool
    ) -> list[Any]:
        results = [
            getattr(variable, method)(
                part, use_locking=use_locking, name=name, read_value=read_value
            )
            for variable, part in zip(self._variable_list, self._parts_of(value), strict=False)
        ]
        return results if read_value else [result.op for result in results]

    def _parts_of(self, value: Any) -> list[Any]:
        if isinstance(value, (list, tuple)):
            return list(value)
        if isinstance(value, PartitionedVariable):
            return list(value)
        axes = self._partition_axes()
        if len(axes) > 1:
            raise NotImplementedError(
                "Cannot do assign action along more than one dimension: multi-axis partition."
            )
        sizes = [part.shape[axes[0]].value for part in self._variable_list]
        return split(value, sizes, axis=axes[0])


def _to_tensor(
    value: Any, dtype: Any = None, name: str | None = None, as_ref: bool = False
) -> Tensor:
    if dtype is not None and not dtype.is_compatible_with(as_dtype(value.dtype)):
        raise ValueError(
            f"Incompatible type conversion requested to type '{dtype.name}' for variable of type "
            f"'{as_dtype(value.dtype).name}'. Write tf.cast(v.as_tensor(), tf.{dtype.name})."
        )
    if as_ref:
        raise NotImplementedError(
            "PartitionedVariable doesn't support being used as a reference. Use its slices: list(v)."
        )
    return value.as_tensor()


register_tensor_conversion_function(PartitionedVariable, _to_tensor)

"""get_variable with a partitioner: the parts, what each covers, and the variable they make up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.slicing import slice as slice_of
from scopeflow.scopes import refusals
from scopeflow.scopes.reuse import Decision, decide
from scopeflow.variables.partitioned import PartitionedVariable
from scopeflow.variables.variable import Variable

if TYPE_CHECKING:
    from scopeflow.scopes.store import VariableStore


class PartitionInfo:
    """What an initializer is told about the part it fills: the whole shape and where the part begins."""

    def __init__(self, full_shape: Sequence[int], var_offset: Sequence[int]) -> None:
        if len(full_shape) != len(var_offset):
            raise ValueError(
                f"Expected equal length, but var_offset is of length {len(var_offset)} while full_shape is of "
                f"length {len(full_shape)}."
            )
        for offset, size in zip(var_offset, full_shape, strict=True):
            if offset < 0 or offset >= size:
                raise ValueError(
                    f"Expected 0 <= offset < shape but found offset={offset}, shape={size} for "
                    f"var_offset={var_offset}, full_shape={full_shape}"
                )
        self._full_shape = full_shape
        self._var_offset = var_offset

    @property
    def full_shape(self) -> Sequence[int]:
        """The shape of the whole variable."""
        return self._full_shape

    @property
    def var_offset(self) -> Sequence[int]:
        """Where this part begins in the whole."""
        return self._var_offset

    def single_slice_dim(self, shape: Sequence[int]) -> int | None:
        """The one dimension along which a part of this shape is smaller than the whole; None if none is."""
        if not isinstance(shape, (tuple, list)):
            raise TypeError(
                f"`shape` must be a sequence (like tuple or list) instead of {type(shape)}"
            )
        if len(shape) != len(self._full_shape):
            raise ValueError(
                f"Expected equal length, but received shape={shape} of length {len(shape)} while "
                f"self.full_shape={self._full_shape} is of length {len(self._full_shape)}."
            )
        found: int | None = None
        for dim, (size, offset, whole) in enumerate(
            zip(shape, self._var_offset, self._full_shape, strict=True)
        ):
            if offset + size > whole:
                raise ValueError(
                    f"With self.var_offset={self._var_offset}, a partition of shape={shape} would exceed "
                    f"self.full_shape={self._full_shape} in dimension {dim}."
                )
            if size == whole:
                continue
            if found is not None:
                raise ValueError(
                    f"Cannot use single_slice_dim() with shape={shape} and self.full_shape={self._full_shape} "
                    f"since slice dim could be either dimension {dim} or {found}."
                )
            found = dim
        return found

    def single_offset(self, shape: Sequence[int]) -> int:
        """Where a part of this shape begins in the dimension that is cut; 0 if none is."""
        dim = self.single_slice_dim(shape)
        return 0 if dim is None else self._var_offset[dim]


def get_partitioned(
    store: VariableStore,
    name: str,
    partitioner: Any,
    *,
    shape: Any,
    dtype: Any,
    initializer: Any,
    reuse: Any,
    **rest: Any,
) -> Any:
    """The partitioned variable of this full name, shared or made.

    Raises:
      ValueError: as `VariableStore.get_variable`, and if the partitioner's answer does not fit.
    """
    if name in store._vars:
        raise ValueError(refusals.is_unpartitioned(name, store._vars[name]))
    shape = as_shape(shape)
    if isinstance(initializer, Tensor):
        shape = shape.merge_with(initializer.shape)
    partitions = _partitions(partitioner, shape, dtype) if not reuse or partitioner else None
    found = store._partitioned_vars.get(name)
    decision = decide(reuse, found is not None)
    if decision is Decision.SHARE:
        _check_shared(name, shape, dtype, partitions, found)
        return found
    if decision is Decision.REFUSE_EXISTING:
        raise ValueError(refusals.partitioned_exists(name, found))
    if decision is Decision.REFUSE_MISSING:
        raise ValueError(refusals.partitioned_missing(name, store))
    assert partitions is not None
    dim, count = _cut(partitions)
    _check_parts_in_store(store, name, count)
    parts = []
    graph = get_default_graph()
    for index, (offset, part_shape) in enumerate(_slices(shape.as_list(), dim, count)):
        info = PartitionInfo(shape.as_list(), offset)
        part_name = f"{name}/part_{index}"
        with graph.name_scope(part_name + "/PartitionedInitializer"):
            init_shape: Any = part_shape
            if initializer is None:
                init, _ = store._get_default_initializer(name, shape, dtype)
            elif callable(initializer):
                init = initializer
            else:
                whole = (
                    initializer
                    if isinstance(initializer, Tensor)
                    else convert_to_tensor(initializer, dtype)
                )
                init = slice_of(whole, offset, part_shape)
                if isinstance(initializer, Tensor):
                    dtype = init.dtype.base_dtype
                init_shape = None
        with graph.name_scope(None):
            part = store._get_single_variable(
                part_name,
                shape=init_shape,
                dtype=dtype,
                initializer=init,
                partition_info=info,
                reuse=reuse,
                **rest,
            )
        part._set_save_slice_info(Variable.SaveSliceInfo(name, shape.as_list(), offset, part_shape))
        parts.append(part)
    made = PartitionedVariable(
        name=name, shape=shape, dtype=dtype, variable_list=parts, partitions=partitions
    )
    store._partitioned_vars[name] = made
    return made


def _partitions(partitioner: Any, shape: TensorShape, dtype: Any) -> Sequence[int]:
    """How many parts along each axis, as the partitioner says."""
    if not shape.is_fully_defined():
        raise ValueError(
            f"Shape of a new partitioned variable must be fully defined, but instead was {shape}. "
            "A partitioner needs every dimension to share it out."
        )
    if not shape.ndims:
        raise ValueError(f"A partitioned Variable must have rank at least 1, shape: {shape}")
    slicing = partitioner(shape=shape, dtype=dtype)
    if not isinstance(slicing, Sequence):
        raise ValueError(
            f"Partitioner must return a sequence, but saw: {slicing}. It gives one number of parts per axis."
        )
    if len(slicing) != shape.ndims:
        raise ValueError(
            f"Partitioner returned a partition list that does not match the Variable's rank: {slicing} vs. {shape}"
        )
    if any(count < 1 for count in slicing):
        raise ValueError(f"Partitioner returned zero partitions for some axes: {slicing}")
    if sum(count > 1 for count in slicing) > 1:
        raise ValueError(
            f"Can only slice a variable along one dimension: shape: {shape}, partitioning: {slicing}"
        )
    return slicing


def _check_shared(name: str, shape: TensorShape, dtype: Any, partitions: Any, found: Any) -> None:
    if not shape.is_compatible_with(found.get_shape()):
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified shape {shape} and found shape "
            f"{found.get_shape()}."
        )
    if not dtype.is_compatible_with(found.dtype):
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified dtype {dtype.name} and found dtype "
            f"{found.dtype.name}."
        )
    if partitions is not None and found._get_partitions() != partitions:
        raise ValueError(
            f"Trying to reuse partitioned variable {name}, but specified partitions {partitions} and found partitions "
            f"{found._get_partitions()}. Leave the partitioner out to share what exists."
        )


def _cut(partitions: Sequence[int]) -> tuple[int, int]:
    """The axis that is cut, and into how many parts; axis 0 and one part if none is."""
    return next(((axis, count) for axis, count in enumerate(partitions) if count > 1), (0, 1))


def _check_parts_in_store(store: VariableStore, name: str, count: int) -> None:
    """If the first part exists, all must, and no more than those."""
    if f"{name}/part_0" not in store._vars:
        return
    if f"{name}/part_{count - 1}" not in store._vars:
        raise ValueError(
            "Partitioner returned a different partitioning than what was already found.  Partitioner returned "
            f"{count} shards, and shard {name}/part_0 was found, but {name}/part_{count - 1} was not."
        )
    if f"{name}/part_{count}" in store._vars:
        raise ValueError(
            "Partitioner returned a different partitioning than what was already found.  Partitioner returned "
            f"{count} shards, and shard {name}/part_0 was found, but so was the extra shard {name}/part_{count}."
        )


def _slices(sizes: list[int], axis: int, count: int) -> Iterator[tuple[list[int], list[int]]]:
    """(offset, shape) of each part; the first parts take what is left over, one each."""
    if not sizes:
        yield [], []
        return
    small, bigger = divmod(sizes[axis], count)
    offset = [0] * len(sizes)
    for index in range(count):
        shape = list(sizes)
        shape[axis] = small + (index < bigger)
        yield list(offset), shape
        offset[axis] += shape[axis]

"""One tensor becomes several: split, unstack."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import Dimension
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.static import constant_value


def _axis_of(given: Tensor, dims: rules.Dims, listed: tuple[int, ...]) -> int | None:
    """The axis an input holds, counted from the start; None if it is not known."""
    if given._dims not in ((), None):
        raise ShapeMismatch(
            f"Input must be scalar but has rank {len(given._dims or ())}", values=listed
        )
    value = constant_value(given)
    if value is None:
        return None
    axis = int(value)
    if dims is not None:
        rank = len(dims)
        if not -rank <= axis < rank:
            raise ShapeMismatch(
                f"Dimension size, given by scalar input {axis} must be in range [-{rank}, {rank})",
                values=listed,
            )
        return axis % rank
    return axis if axis >= 0 else None


def _replaced(dims: Sequence[int | None], axis: int, size: int | None) -> tuple[int | None, ...]:
    changed = list(dims)
    changed[axis] = size
    return tuple(changed)


def _equal_parts(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    count = attrs["num_split"]
    dims = inputs[1]._dims
    axis = _axis_of(inputs[0], dims, (0,))
    if dims is None:
        return (None,) * count
    if axis is None:
        return ((None,) * len(dims),) * count
    size = dims[axis]
    if size is not None and size % count:
        raise ShapeMismatch(
            f"Dimension size must be evenly divisible by {count} but is {size}\n"
            "\tNumber of ways to split should evenly divide the split dimension",
            values=(0,),
        )
    return (_replaced(dims, axis, None if size is None else size // count),) * count


@op(
    "Split(split_dim: int32, value: T; num_split: int >= 1, T: type) -> (output: num_split * T)",
    shape=_equal_parts,
    static=("split_dim",),
)
def split_op(split_dim: Any, value: Any, *, num_split: int) -> Any:
    """Equal parts along a dimension."""
    return tuple(xp.split(value, num_split, split_dim))


def _sized_parts(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    count = attrs["num_split"]
    value, size_splits, split_dim = inputs
    dims = value._dims
    if dims == ():
        raise ShapeMismatch("Can't split scalars")
    axis = _axis_of(split_dim, dims, (1, 2))
    known = constant_value(size_splits)
    if dims is None:
        return (None,) * count
    if known is None:
        if axis is None:
            return ((None,) * len(dims),) * count
        if count == 1:
            return (dims,)
        return (_replaced(dims, axis, None),) * count
    # An axis that is not known counts as the last one here, as in TensorFlow.
    axis = -1 if axis is None else axis
    sizes: list[int | None] = known.tolist()
    whole = dims[axis]
    if sizes.count(-1) > 1:
        raise ShapeMismatch("size_splits can only have one -1", values=(1, 2))
    total = sum(size for size in sizes if size not in (-1, None))
    if whole is not None and (total > whole if -1 in sizes else total != whole):
        pieces = ",".join(str(size) for size in sizes)
        raise ShapeMismatch(
            f"can't split axis of size {whole} into pieces of size [{pieces}]", values=(1, 2)
        )
    rest = None if whole is None else whole - total
    return tuple([_replaced(dims, axis, rest if size == -1 else size) for size in sizes])


@op(
    "SplitV(value: T, size_splits: Tlen, split_dim: int32; num_split: int >= 1, T: type, Tlen: index = int64) "
    "-> (output: num_split * T)",
    shape=_sized_parts,
    static=("size_splits", "split_dim"),
)
def split_v(value: Any, size_splits: Any, split_dim: Any) -> Any:
    """Parts of given sizes along a dimension."""
    return tuple(xp.split(value, xp.static_ints(size_splits, "The sizes of split"), split_dim))


def split(
    value: Any, num_or_size_splits: Any, axis: Any = 0, num: int | None = None, name: str = "split"
) -> list[Tensor]:
    """The parts of `value` along `axis`.

    Args:
      value: a tensor.
      num_or_size_splits: an int, for so many equal parts; or a vector of sizes, one of which may be
        -1 for what is left.
      axis: an int or int32 scalar; negative counts from the end.
      num: how many parts, where the length of the vector of sizes is not known.
      name: the wish for the node's name.

    Returns:
      A list of tensors.

    Raises:
      ValueError: if the parts do not fit, or their number is not known.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     [part.shape.as_list() for part in tf.split(tf.zeros([6, 2]), [1, -1, 3])]
    [[1, 2], [2, 2], [3, 2]]

    ```
    """
    sizes = convert_to_tensor(num_or_size_splits)
    if isinstance(num_or_size_splits, (int, Dimension)):
        return split_op(axis, value, num_split=int(num_or_size_splits), name=name)
    if sizes._dims == ():
        raise ValueError(
            "Rank-0 tensors are not supported as the num_or_size_splits argument to split. "
            f"Argument provided: {num_or_size_splits}"
        )
    if num is None:
        num = sizes._dims[0] if sizes._dims else None
        if num is None:
            raise ValueError(f"Cannot infer num from shape {num_or_size_splits}. Give num=.")
    return split_v(value, sizes, axis, num_split=num, name=name)


def _unpacked(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    dims, axis, num = inputs[0]._dims, attrs["axis"], attrs["num"]
    if dims is None:
        return (None,) * num
    rank = len(dims)
    if not -rank <= axis < rank:
        raise ShapeMismatch(f"Invalid axis: {axis}; must be in [{-rank},{rank})")
    axis %= rank
    if dims[axis] not in (num, None):
        raise ShapeMismatch(f"Dimension must be {num} but is {dims[axis]}")
    return (dims[:axis] + dims[axis + 1 :],) * num


@op("Unpack(value: T; num: int >= 0, T: type, axis: int = 0) -> (output: num * T)", shape=_unpacked)
def unpack(value: Any, *, num: int, axis: int) -> Any:
    """The slices along a dimension, without it."""
    return tuple(xp.unstack(value, num, axis))


def unstack(
    value: Any, num: int | None = None, axis: int = 0, name: str = "unstack"
) -> list[Tensor]:
    """The slices of `value` along `axis`, without that dimension.

    Args:
      value: a tensor.
      num: the length of that dimension; worked out if None.
      axis: an int; negative counts from the end.
      name: the wish for the node's name.

    Raises:
      ValueError: if `num` is not given and not known, or wrong, or `axis` is out of range.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     [part.shape.as_list() for part in tf.unstack(tf.zeros([2, 3]))]
    [[3], [3]]

    ```
    """
    if num is None:
        value = convert_to_tensor(value)
        dims = value._dims
        if dims is not None:
            rank = len(dims)
            if not -rank <= axis < rank:
                raise ValueError(f"axis = {axis} not in [{-rank}, {rank})")
            num = dims[axis]
        if num is None:
            raise ValueError(f"Cannot infer num from shape {value.shape}. Give num=.")
    return unpack(value, num=num, axis=axis, name=name)

"""Reductions: sums, means, products, extremes and truth over some axes of a tensor."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import const
from scopeflow.ops.arrays.counting import range_op
from scopeflow.ops.arrays.shaping import rank
from scopeflow.ops.define import Definition, ShapeMismatch, op
from scopeflow.ops.refusal import converts_again
from scopeflow.ops.rules import Dims
from scopeflow.ops.static import constant_value

_AXES = "keep_dims: bool = False, T: number, Tidx: index = int32) -> (output: T)"
_LOGIC = "(input: bool, reduction_indices: Tidx; keep_dims: bool = False, Tidx: index = int32) -> (output: bool)"


def _reduced(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims]:
    dims, axes_dims = inputs[0]._dims, inputs[1]._dims
    if axes_dims is not None and len(axes_dims) > 1:
        raise ShapeMismatch(f"Shape must be at most rank 1 but is rank {len(axes_dims)}")
    if dims is None:
        return (None,)
    axes = constant_value(inputs[1])
    keep = attrs["keep_dims"]
    rank = len(dims)
    if axes is None:
        return ((None,) * rank if keep else None,)
    reduced = set()
    for axis in axes.reshape(-1).tolist():
        if not -rank <= axis < rank:
            raise ShapeMismatch(
                f"Invalid reduction dimension {axis} for input with {rank} dimensions.", [1]
            )
        reduced.add(axis % rank)
    if keep:
        return (tuple([1 if index in reduced else dim for index, dim in enumerate(dims)]),)
    return (tuple([dim for index, dim in enumerate(dims) if index not in reduced]),)


def _declare(kind: str, body: Callable[..., Any], doc: str) -> Definition:
    body.__doc__ = doc
    schema = _LOGIC if kind in ("All", "Any") else f"(input: T, reduction_indices: Tidx; {_AXES}"
    return op(kind + schema, shape=_reduced, static=("reduction_indices",))(body)


def _of(kernel: Callable[..., Any]) -> Callable[..., Any]:
    def body(input, reduction_indices, *, keep_dims):
        return kernel(input, reduction_indices, keep_dims)

    return body


_SUM = _declare("Sum", _of(xp.sum), "The sum over the axes.")
_MEAN = _declare("Mean", _of(xp.mean), "The mean over the axes.")
_PROD = _declare("Prod", _of(xp.prod), "The product over the axes.")
_MAX = _declare("Max", _of(xp.max), "The largest value over the axes.")
_MIN = _declare("Min", _of(xp.min), "The smallest value over the axes.")
_ALL = _declare("All", _of(xp.all), "Whether all values over the axes are true.")
_ANY = _declare("Any", _of(xp.any), "Whether a value over the axes is true.")
_NORM = _declare(
    "EuclideanNorm", _of(xp.euclidean_norm), "The root of the sum of squares over the axes."
)


# -- axes ------------------------------------------------------------------------------------------

_ALL_AXES: dict[int, dict[str, Any]] = {}


def all_axes(x: Any) -> Tensor:
    """A tensor that lists all axes of `x`: a constant where its rank is known, else a range up to it."""
    if not isinstance(x, Tensor) or x._dims is None:
        return range_op(0, rank(x), 1, name="range")
    count = len(x._dims)
    attrs = _ALL_AXES.get(count)
    if attrs is None:
        axes = np.arange(count, dtype=np.int32)
        axes.setflags(write=False)
        attrs = _ALL_AXES[count] = {"dtype": dtypes.int32, "value": axes}
    graph = get_default_graph()
    if graph._finalized:
        graph._check_not_finalized()
    return graph.add_node(const, graph.final_name("Const"), (), attrs, (dtypes.int32,))._outputs[0]


def renamed(new_name: str, new: Any, old_name: str, old: Any) -> Any:
    """The value of an argument that has an older spelling too.

    Raises:
      ValueError: if both are given.
    """
    if old is None:
        return new
    if new is not None:
        raise ValueError(
            f"Cannot specify both '{old_name}' and '{new_name}'. Leave out the older '{old_name}'."
        )
    return old


def _reduce(
    definition: Definition,
    x: Any,
    axis: Any,
    keepdims: Any,
    name: str | None,
    reduction_indices: Any = None,
    keep_dims: Any = None,
) -> Tensor:
    if reduction_indices is not None:
        axis = renamed("axis", axis, "reduction_indices", reduction_indices)
    if keep_dims is not None:
        keepdims = renamed("keepdims", keepdims, "keep_dims", keep_dims)
    keepdims = False if keepdims is None else keepdims
    result = definition(x, all_axes(x) if axis is None else axis, keep_dims=keepdims, name=name)
    if axis is None and not keepdims and result._dims is None:
        result.set_shape(())
    return result


# -- public ---------------------------------------------------------------------------------------


@converts_again("input_tensor", early="Cannot specify both")
def reduce_sum(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The sum of the elements over some axes; integers wrap.

    Args:
      input_tensor: a Tensor of numbers.
      axis: an int, or a list of ints, or a Tensor of them; negative ones count from the end; None is all.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Returns:
      A Tensor of the same dtype.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.reduce_sum([[1, 2], [3, 4]], axis=0))
    Tensor("Sum:0", shape=(2,), dtype=int32)

    ```
    """
    return _reduce(_SUM, input_tensor, axis, keepdims, name, reduction_indices, keep_dims)


@converts_again("input_tensor", early="Cannot specify both")
def reduce_mean(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The mean of the elements over some axes; that of integers is an integer, rounded towards zero.

    Args:
      input_tensor: a Tensor of numbers.
      axis: an int, or a list of ints, or a Tensor of them; negative ones count from the end; None is all.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Returns:
      A Tensor of the same dtype.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     print(tf.reduce_mean([1.0, 2.0]))
    Tensor("Mean:0", shape=(), dtype=float32)

    ```
    """
    return _reduce(_MEAN, input_tensor, axis, keepdims, name, reduction_indices, keep_dims)


@converts_again("input_tensor", early="Cannot specify both")
def reduce_prod(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The product of the elements over some axes; integers wrap.

    Args:
      input_tensor: a Tensor of numbers.
      axis: an int, or a list of ints, or a Tensor of them; negative ones count from the end; None is all.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Returns:
      A Tensor of the same dtype.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.
    """
    return _reduce(_PROD, input_tensor, axis, keepdims, name, reduction_indices, keep_dims)


@converts_again("input_tensor", early="Cannot specify both")
def reduce_max(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The largest element over some axes; NaN loses against every number.

    Args:
      input_tensor: a Tensor of real numbers.
      axis: an int, or a list of ints, or a Tensor of them; negative ones count from the end; None is all.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Returns:
      A Tensor of the same dtype.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.
    """
    return _reduce(_MAX, input_tensor, axis, keepdims, name, reduction_indices, keep_dims)


@converts_again("input_tensor", early="Cannot specify both")
def reduce_min(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The smallest element over some axes; NaN loses against every number.

    Args:
      input_tensor: a Tensor of real numbers.
      axis: an int, or a list of ints, or a Tensor of them; negative ones count from the end; None is all.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Returns:
      A Tensor of the same dtype.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.
    """
    return _reduce(_MIN, input_tensor, axis, keepdims, name, reduction_indices, keep_dims)


@converts_again("input_tensor", early="Cannot specify both")
def reduce_all(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """Whether all elements over some axes are true.

    Args:
      input_tensor: a Tensor of bool.
      axis: an int, or a list of ints, or a Tensor of them; negative ones count from the end; None is all.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Returns:
      A Tensor of the same dtype.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.
    """
    return _reduce(_ALL, input_tensor, axis, keepdims, name, reduction_indices, keep_dims)


@converts_again("input_tensor", early="Cannot specify both")
def reduce_any(
    input_tensor: Any,
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """Whether one element over some axes is true.

    Args:
      input_tensor: a Tensor of bool.
      axis: an int, or a list of ints, or a Tensor of them; negative ones count from the end; None is all.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
      reduction_indices: the older spelling of `axis`.
      keep_dims: the older spelling of `keepdims`.

    Returns:
      A Tensor of the same dtype.

    Raises:
      ValueError: for an axis that is none, or an argument given in both spellings.
    """
    return _reduce(_ANY, input_tensor, axis, keepdims, name, reduction_indices, keep_dims)


def reduce_euclidean_norm(
    input_tensor: Any, axis: Any = None, keepdims: bool = False, name: str | None = None
) -> Tensor:
    """The square root of the sum of squares over some axes.

    Args:
      input_tensor: a Tensor of numbers.
      axis: an int, a list of ints, or None for all axes.
      keepdims: keep the reduced axes, of size 1.
      name: a name for the operation.
    """
    return _reduce(_NORM, input_tensor, axis, keepdims, name)

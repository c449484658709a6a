"""Norms, traces, adjoints and cross products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.counting import range as range_op
from scopeflow.ops.arrays.diagonals import matrix_diag_part
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.moving import matrix_transpose, transpose
from scopeflow.ops.arrays.shaping import expand_dims, rank, squeeze
from scopeflow.ops.calling import call
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.linalg.decompositions import svd
from scopeflow.ops.math.arithmetic import pow as power
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.comparison import equal
from scopeflow.ops.math.complexes import conj
from scopeflow.ops.math.elementwise import abs as magnitude
from scopeflow.ops.math.elementwise import sqrt
from scopeflow.ops.math.reduction import reduce_max, reduce_sum, renamed
from scopeflow.ops.scoping import name_scope


def _crossed(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    a = rules.at_least(inputs[0]._dims, 1)
    b = rules.at_least(inputs[1]._dims, 1)
    for dims in (a, b):
        if dims is not None and dims[-1] not in (None, 3):
            raise ShapeMismatch(f"Dimension must be 3 but is {dims[-1]}")
    return (rules.merge(a, b),)


@op("Cross(a: T, b: T; T: real) -> (product: T)", shape=_crossed)
def cross(a: Any, b: Any) -> Any:
    """The cross products of vectors of length 3.

    Args:
      a: real numbers `[..., 3]`.
      b: of a's dtype and shape.
      name: the wish for the node's name.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.cross([1, 0, 0], [0, 1, 0])))
    [0 0 1]

    ```
    """
    return xp.cross(a, b)


def trace(x: Any, name: str | None = None) -> Tensor:
    """The sum of the diagonal of each matrix.

    Args:
      x: numbers `[..., m, n]`.
      name: a name for the sum and the scope of the other operation.

    Returns:
      A Tensor `[...]` of x's dtype.
    """
    with name_scope(name, "Trace", [x]) as full:
        x = convert_to_tensor(x, name="x")
        return reduce_sum(matrix_diag_part(x), [-1], name=full)


def adjoint(matrix: Any, name: str | None = None) -> Tensor:
    """The conjugate transpose of each matrix.

    Args:
      matrix: numbers `[..., m, n]`.
      name: a name for the scope of the operations.
    """
    with name_scope(name, "adjoint", [matrix]):
        matrix = convert_to_tensor(matrix, name="matrix")
        return matrix_transpose(matrix, conjugate=True)


_BAD_AXIS = "'axis' must be None, an integer, or a tuple of 2 unique integers"


def _checked(order: Any, axis: Any) -> tuple[bool, Any]:
    """Whether matrices are meant, and the axes as a tuple (None for all)."""
    is_matrix = isinstance(axis, (list, tuple)) and len(axis) == 2
    if is_matrix:
        axis = tuple(axis)
        if not all(isinstance(a, int) for a in axis) or axis[0] == axis[1]:
            raise ValueError(_BAD_AXIS)
        supported = ["euclidean", "fro", 1, 2, np.inf]
        if order not in supported:
            raise ValueError(
                f"'ord' must be a supported matrix norm in {['euclidean', 'fro', 1, 2, float('inf')]}, "
                f"got {order}"
            )
        return True, axis
    if not (isinstance(axis, int) or axis is None):
        raise ValueError(_BAD_AXIS)
    if (not np.isreal(order) or order <= 0) and order not in ["euclidean", 1, 2, np.inf]:
        raise ValueError(f"'ord' must be a supported vector norm, got {order}")
    return False, None if axis is None else (axis,)


def norm(
    tensor: Any,
    ord: Any = "euclidean",  # noqa: A002 - the public name
    axis: Any = None,
    keepdims: bool | None = None,
    name: str | None = None,
    keep_dims: bool | None = None,
) -> Tensor:
    """The norm of vectors or matrices.

    Args:
      tensor: floats or complex numbers.
      ord: of vectors "euclidean" (the same as 2), 1, 2, np.inf or any positive number; of matrices
        "euclidean" (the same as "fro"), 1, 2 or np.inf.
      axis: the axis of the vectors, the two axes of the matrices, or None: all numbers are one
        vector.
      keepdims: keep the axes, of size 1.
      name: a name for the scope of the operations.
      keep_dims: the older spelling of `keepdims`.

    Raises:
      ValueError: for another `ord` or `axis`, or if `keepdims` is given in both spellings.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.norm([[3.0, 4.0], [0.0, 1.0]], axis=1)))
    [5. 1.]

    ```
    """
    keepdims = bool(renamed("keepdims", keepdims, "keep_dims", keep_dims))
    is_matrix, axes = _checked(ord, axis)
    with name_scope(name, "norm", [tensor]):
        tensor = convert_to_tensor(tensor)
        if ord in ["fro", "euclidean", 2, 2.0]:
            if is_matrix and ord in [2, 2.0]:
                result = _spectral(tensor, axes)
            else:
                result = sqrt(reduce_sum(tensor * conj(tensor), axes, keepdims=True))
        else:
            result = magnitude(tensor)
            if ord == 1:
                result = reduce_sum(result, None if axes is None else axes[0], keepdims=True)
                if is_matrix:
                    result = reduce_max(result, axes[-1], keepdims=True)
            elif ord == np.inf:
                if is_matrix:
                    result = reduce_sum(result, axes[1], keepdims=True)
                result = reduce_max(result, None if axes is None else axes[0], keepdims=True)
            else:
                total = reduce_sum(power(result, ord), axes, keepdims=True)
                result = power(total, 1.0 / ord)
        return result if keepdims else squeeze(result, axes)


def _spectral(tensor: Tensor, axes: tuple[int, int]) -> Tensor:
    """The largest singular values, in the shape of the tensor with the two axes of size 1."""
    # imported here: loops are a world of their own
    from scopeflow.ops.control.functional import map_fn

    count = rank(tensor)
    positive = map_fn(lambda i: cond(i >= 0, lambda: i, lambda: i + count), convert_to_tensor(axes))
    every = range_op(count)
    others = call("ListDiff", every, positive, out_idx=dtypes.int32).out
    order = concat([others, positive], axis=0)
    back = map_fn(lambda i: cast(squeeze(where(equal(order, i))), dtypes.int32), every)
    values = svd(transpose(tensor, perm=order), compute_uv=False)
    largest = reduce_max(magnitude(values), axis=-1, keepdims=True)
    return transpose(expand_dims(largest, axis=-1), perm=back)


def normalize(
    tensor: Any,
    ord: Any = "euclidean",  # noqa: A002 - the public name
    axis: Any = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor]:
    """The tensor divided by its norm, and the norm.

    Args:
      tensor: floats or complex numbers.
      ord: which norm, as in `norm`.
      axis: along which axes, as in `norm`.
      name: a name for the scope of the operations.

    Returns:
      (the normalized tensor, its norm with the axes kept).
    """
    with name_scope(name, "normalize", [tensor]):
        tensor = convert_to_tensor(tensor)
        length = cast(norm(tensor, ord, axis, keepdims=True), tensor.dtype)
        return tensor / length, length

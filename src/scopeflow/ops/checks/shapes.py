"""`tf.ensure_shape`: a shape that a run checks, and that the graph may rely on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import ShapeMismatch, op


def _ensured(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    wanted, dims = attrs["shape"], inputs[0]._dims
    if wanted is not None:
        dims = rules.with_rank(dims, len(wanted))
    elif dims is not None:
        raise ShapeMismatch(f"Shape must be rank -1 but is rank {len(dims)}")
    return (rules.merge(wanted, dims),)


@op("EnsureShape(input: T; shape: shape, T: type) -> (output: T)", shape=_ensured)
def _ensure_shape(input: Any, *, shape: rules.Dims, ctx: Any) -> Any:
    """The same value, if it has this shape."""
    found = np.shape(input)
    if shape is not None and (
        len(found) != len(shape)
        or any(want is not None and want != size for want, size in zip(shape, found, strict=True))
    ):
        source = ctx.op._inputs[0]._as_node_def_input()
        raise errors.InvalidArgumentError(
            None,
            None,
            f"Shape of tensor {source} {compact(found)} is not compatible with expected shape {compact(shape)}.",
        )
    return input


def ensure_shape(x: Any, shape: Any, name: str | None = None) -> Tensor:
    """The same value, of which a run checks that it has this shape.

    Unlike `set_shape` it does not change what is known of `x` itself, and a run in which it is wrong fails.

    Args:
      x: a tensor.
      shape: a TensorShape, or what converts to one; unknown dimensions may be any.
      name: the wish for the node's name.

    Returns:
      A tensor with the static shape `shape`.

    Raises:
      ValueError: if the shape is known to be another.
      tf.errors.InvalidArgumentError: in a run in which it is another.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.ensure_shape(tf.placeholder(tf.float32), [None, 3])
    <tf.Tensor 'EnsureShape:0' shape=(?, 3) dtype=float32>

    ```
    """
    return _ensure_shape(x, shape=TensorShape(shape), name=name)

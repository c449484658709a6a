"""Placeholders: tensors whose values a run must, or may, be given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import errors
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import runtime_name
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import op


@op(
    "Placeholder(; dtype: type, shape: shape = shape(unknown)) -> (output: dtype)",
    shape=rules.from_attr,
    host=True,
)
def placeholder(*, dtype: Any, shape: Any, ctx: Any) -> Any:
    """A tensor whose value every run that needs it must be fed.

    Args:
      dtype: its DType.
      shape: its static shape; None for any.
      name: the wish for the node's name.

    Returns:
      A Tensor. Running something that needs it without feeding it raises InvalidArgumentError.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.placeholder(tf.float32, [None, 3], name="x")
    <tf.Tensor 'x:0' shape=(?, 3) dtype=float32>

    ```
    """
    spoken = runtime_name(dtype)
    wanted = "" if shape is None else f" and shape {compact(shape)}"
    raise errors.InvalidArgumentError(
        None,
        ctx.op,
        f"You must feed a value for placeholder tensor '{ctx.op.name}' with dtype {spoken}{wanted}",
    )


def _default_fits(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.merge(inputs[0]._dims, attrs["shape"])
    return (attrs["shape"],)


@op(
    "PlaceholderWithDefault(input: dtype; dtype: type, shape: shape) -> (output: dtype)",
    shape=_default_fits,
    alias=True,
)
def placeholder_with_default(input: Any) -> Any:
    """A tensor that a run may be fed; where it is not, it has the value of `input`.

    Args:
      input: the default value.
      shape: its static shape, which may say less than `input`'s.
      name: the wish for the node's name.

    Raises:
      ValueError: if `input` does not have such a shape.
    """
    return input

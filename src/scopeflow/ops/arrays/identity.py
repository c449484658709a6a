"""Ops that pass values on: identity, and the ones that only matter to gradients."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


def _each_unchanged(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return tuple([tensor._dims for tensor in inputs])


@op("Identity(input: T; T: type) -> (output: T)", shape=rules.unchanged, alias=True)
def identity(input: Any) -> Any:
    """The same value, as a new node.

    Args:
      input: any tensor.
      name: the wish for the node's name.

    Returns:
      A tensor of the same shape and dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     tf.identity([1, 2], name="same")
    <tf.Tensor 'same:0' shape=(2,) dtype=int32>

    ```
    """
    return input


@op("RefIdentity(input: Ref(T); T: type) -> (output: Ref(T))", shape=rules.unchanged, alias=True)
def ref_identity(input: Any) -> Any:
    """The same reference to a variable, as a new node."""
    return input


@op("IdentityN(input: [T]; T: list(type) >= 1) -> (output: [T])", shape=_each_unchanged)
def identity_n(input: Any) -> Any:
    """The same values, as one node with as many outputs.

    Args:
      input: a list of tensors, of any dtypes.
      name: the wish for the node's name.
    """
    return tuple(input)


@op("StopGradient(input: T; T: type) -> (output: T)", shape=rules.unchanged, alias=True)
def stop_gradient(input: Any) -> Any:
    """The same value, through which no gradient flows.

    Args:
      input: any tensor.
      name: the wish for the node's name.
    """
    return input


@op(
    'PreventGradient(input: T; T: type, message: string = "") -> (output: T)',
    shape=rules.unchanged,
    alias=True,
)
def prevent_gradient(input: Any) -> Any:
    """The same value; asking for a gradient through it is an error that says `message`."""
    return input


@op("Snapshot(input: T; T: type) -> (output: T)", shape=rules.unchanged)
def snapshot(input: Any) -> Any:
    """A copy of the value, which later assignments to a variable do not change."""
    return input

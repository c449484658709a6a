"""The collections that losses go into, and the sums over them."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import get_default_graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.math.sums import add_n


def add_loss(loss: Any, loss_collection: str | None = GraphKeys.LOSSES) -> None:
    """Puts a loss into a collection.

    Args:
      loss: a scalar Tensor.
      loss_collection: the collection's name; None leaves it out.
    """
    if loss_collection:
        get_default_graph().add_to_collection(loss_collection, loss)


def get_losses(scope: str | None = None, loss_collection: str = GraphKeys.LOSSES) -> list[Any]:
    """The losses of a collection.

    Args:
      scope: only those whose name begins like this; a regular expression.
      loss_collection: the collection's name.

    Returns:
      A list of Tensors.
    """
    return get_default_graph().get_collection(loss_collection, scope)


def get_regularization_losses(scope: str | None = None) -> list[Any]:
    """The regularization losses that variables and layers have added.

    Args:
      scope: only those whose name begins like this; a regular expression.

    Returns:
      A list of Tensors.
    """
    return get_default_graph().get_collection(GraphKeys.REGULARIZATION_LOSSES, scope)


def get_regularization_loss(
    scope: str | None = None, name: str | None = "total_regularization_loss"
) -> Tensor:
    """The sum of the regularization losses: 0 if there are none.

    Args:
      scope: only those whose name begins like this; a regular expression.
      name: the wish for the sum's name.

    Returns:
      A scalar Tensor.
    """
    found = get_regularization_losses(scope)
    return add_n(found, name=name) if found else constant(0.0)


def get_total_loss(
    add_regularization_losses: bool = True,
    name: str | None = "total_loss",
    scope: str | None = None,
) -> Tensor:
    """The sum of all losses, to be minimized.

    Args:
      add_regularization_losses: whether the regularization losses are part of it.
      name: the wish for the sum's name.
      scope: only losses whose name begins like this; a regular expression.

    Returns:
      A scalar Tensor.

    Raises:
      ValueError: if there are no losses.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     _ = tf.losses.mean_squared_error([1.0, 2.0], [1.0, 4.0])
    ...     tf.losses.add_loss(tf.constant(10.0))
    ...     print(sess.run(tf.losses.get_total_loss()))
    12.0

    ```
    """
    found = get_losses(scope)
    if add_regularization_losses:
        found = found + get_regularization_losses(scope)
    return add_n(found, name=name)

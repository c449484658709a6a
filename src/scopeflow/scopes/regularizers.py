"""no_regularizer: the way to say "none" under a scope that has a regularizer."""

from __future__ import annotations

from typing import Any


def no_regularizer(_: Any) -> None:
    """Gives no loss: pass it as `regularizer` to keep a scope's default regularizer away.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.variable_scope("a", regularizer=tf.nn.l2_loss):
    ...     v = tf.get_variable("v", [2], regularizer=tf.no_regularizer)
    ...     print(tf.get_collection(tf.GraphKeys.REGULARIZATION_LOSSES))
    []

    ```
    """

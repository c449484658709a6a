"""Activations that bring their own gradient: swish."""

from __future__ import annotations

from typing import Any

from scopeflow.autodiff.custom import custom_gradient
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.nn.activation import sigmoid


@custom_gradient
def swish(features: Any) -> Any:
    """features * sigmoid(features), whose gradient computes the sigmoid again rather than keeping it.

    Args:
      features: a Tensor of floats.

    Returns:
      A Tensor of the same shape and dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     print(sess.run(tf.nn.swish([0.0, 1.0])))
    [0.        0.7310586]

    ```
    """
    features = internal_convert(features, name="features")

    def grad(dy: Tensor) -> Tensor:
        with get_default_graph().control_dependencies([dy]):
            again = sigmoid(features)
        return dy * (again * (1.0 + features * (1.0 - again)))

    return features * sigmoid(features), grad

"""`tf.train.GradientDescentOptimizer`."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.calling import call
from scopeflow.ops.math.casting import cast
from scopeflow.ops.state.scatter import resource_scatter_add
from scopeflow.train.optimizers.base import Optimizer


class GradientDescentOptimizer(Optimizer):
    """Goes the learning rate times the gradient downwards.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(3.0, name="v")
    ...     step = tf.train.GradientDescentOptimizer(0.25).minimize(v * v)
    ...     with tf.Session() as sess:
    ...         sess.run(tf.global_variables_initializer())
    ...         sess.run(step)
    ...         print(step.name, sess.run(v))
    GradientDescent 1.5

    ```
    """

    def __init__(
        self, learning_rate: Any, use_locking: bool = False, name: str = "GradientDescent"
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._learning_rate_tensor: Any = None

    def _prepare(self) -> None:
        self._learning_rate_tensor = convert_to_tensor(
            self._call_if_callable(self._learning_rate), name="learning_rate"
        )

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        rate = cast(self._learning_rate_tensor, var.dtype.base_dtype)
        return call(
            "ApplyGradientDescent", var._ref(), rate, grad, use_locking=self._use_locking
        ).op

    def _resource_apply_dense(self, grad: Tensor, handle: Any) -> Any:
        rate = cast(self._learning_rate_tensor, grad.dtype.base_dtype)
        return call(
            "ResourceApplyGradientDescent",
            handle.handle,
            rate,
            grad,
            use_locking=self._use_locking,
        )

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Any) -> Any:
        delta = IndexedSlices(
            grad.values * cast(self._learning_rate_tensor, var.dtype.base_dtype),
            grad.indices,
            grad.dense_shape,
        )
        return var.scatter_sub(delta, use_locking=self._use_locking)

    def _resource_apply_sparse_duplicate_indices(
        self, grad: Tensor, handle: Any, indices: Tensor
    ) -> Any:
        return resource_scatter_add(handle.handle, indices, -grad * self._learning_rate)

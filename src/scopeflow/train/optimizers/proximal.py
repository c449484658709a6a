"""`tf.train.ProximalGradientDescentOptimizer` and `tf.train.ProximalAdagradOptimizer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.contexts import colocate_with
from scopeflow.ops.arrays.constant import constant
from scopeflow.train.optimizers.fused import FusedOptimizer

_NUMBERS = (
    "_learning_rate_tensor",
    "_l1_regularization_strength_tensor",
    "_l2_regularization_strength_tensor",
)


class _Proximal(FusedOptimizer):
    """What both have in common: a learning rate and two penalties."""

    def __init__(self, learning_rate: Any, l1: Any, l2: Any, use_locking: bool, name: str) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._l1_regularization_strength = l1
        self._l2_regularization_strength = l2
        self._learning_rate_tensor: Any = None
        self._l1_regularization_strength_tensor: Any = None
        self._l2_regularization_strength_tensor: Any = None

    def _prepare(self) -> None:
        for name in ("learning_rate", "l1_regularization_strength", "l2_regularization_strength"):
            setattr(self, f"_{name}_tensor", self._tensor(getattr(self, f"_{name}"), name))

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        return [*self._numbers(like, *_NUMBERS), *grad]


class ProximalGradientDescentOptimizer(_Proximal):
    """Goes downwards, then towards zero as far as the penalties pull.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      l1_regularization_strength: how far every element is pulled towards zero; likewise.
      l2_regularization_strength: by which share; likewise.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable([1.0, -0.01], name="v")
    ...     step = tf.train.ProximalGradientDescentOptimizer(0.1, 0.5).minimize(v * 0.0)
    ...     with tf.Session() as sess:
    ...         sess.run(tf.global_variables_initializer())
    ...         sess.run(step)
    ...         sess.run(v).tolist()
    [0.949999988079071, -0.0]

    ```
    """

    def __init__(
        self,
        learning_rate: Any,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ) -> None:
        l1, l2 = l1_regularization_strength, l2_regularization_strength
        super().__init__(learning_rate, l1, l2, use_locking, name)

    def _op_type(self) -> str:
        return "ProximalGradientDescent"


class ProximalAdagradOptimizer(_Proximal):
    """Like AdagradOptimizer, then towards zero as far as the penalties pull.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      initial_accumulator_value: where the sums of squares begin; a positive float.
      l1_regularization_strength: how far every element is pulled towards zero; as the learning rate.
      l2_regularization_strength: by which share; likewise.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step, and of the slots: `<variable>/<name>`.

    Slots: "accumulator".

    Raises:
      ValueError: if `initial_accumulator_value` is not positive.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     step = tf.train.ProximalAdagradOptimizer(0.1).minimize(v)
    ...     step.control_inputs[0].type
    'ApplyProximalAdagrad'

    ```
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalAdagrad",
    ) -> None:
        if initial_accumulator_value <= 0.0:
            raise ValueError(
                f"initial_accumulator_value must be positive: {initial_accumulator_value}"
            )
        l1, l2 = l1_regularization_strength, l2_regularization_strength
        super().__init__(learning_rate, l1, l2, use_locking, name)
        self._initial_accumulator_value = initial_accumulator_value

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for variable in var_list:
            with colocate_with(variable.op):
                squares = constant(
                    self._initial_accumulator_value,
                    shape=variable.shape,
                    dtype=variable.dtype.base_dtype,
                )
            self._get_or_make_slot(variable, squares, "accumulator", self._name)

    def _op_type(self) -> str:
        return "ProximalAdagrad"

    def _slot_names(self) -> tuple[str, ...]:
        return ("accumulator",)

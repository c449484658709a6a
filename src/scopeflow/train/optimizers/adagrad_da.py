"""`tf.train.AdagradDAOptimizer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.contexts import colocate_with
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.math.casting import cast
from scopeflow.train.optimizers.fused import FusedOptimizer


class AdagradDAOptimizer(FusedOptimizer):
    """Sets a variable by the sum of all gradients so far over the root of the sum of their squares.

    It suits sparse linear models: with l1 regularization most elements stay zero. What a variable was before the
    first step has no influence.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      global_step: the variable that counts the steps, of dtype int64; `minimize` adds to it if it gets it too.
      initial_gradient_squared_accumulator_value: where the sums of squares begin; a positive float.
      l1_regularization_strength: a float.
      l2_regularization_strength: a float.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step, and of the slots: `<variable>/<name>` and `<variable>/<name>_1`.

    Slots: "gradient_accumulator" and "gradient_squared_accumulator".

    Raises:
      ValueError: if the initial value is not positive.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     count = tf.train.get_or_create_global_step()
    ...     step = tf.train.AdagradDAOptimizer(0.1, count).minimize(v, global_step=count)
    ...     step.type
    'AssignAdd'

    ```
    """

    def __init__(
        self,
        learning_rate: Any,
        global_step: Any,
        initial_gradient_squared_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "AdagradDA",
    ) -> None:
        if initial_gradient_squared_accumulator_value <= 0.0:
            raise ValueError(
                "initial_gradient_squared_accumulator_value must be positive: "
                f"{initial_gradient_squared_accumulator_value}"
            )
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._global_step = global_step
        self._initial_gradient_squared_accumulator_value = (
            initial_gradient_squared_accumulator_value
        )
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength
        self._learning_rate_tensor: Any = None
        self._global_step_on_worker: Any = None

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for variable in var_list:
            with colocate_with(variable.op):
                shape, dtype = variable.shape, variable.dtype.base_dtype
                total = constant(0.0, shape=shape, dtype=dtype)
                squares = constant(
                    self._initial_gradient_squared_accumulator_value, shape=shape, dtype=dtype
                )
            self._get_or_make_slot(variable, total, "gradient_accumulator", self._name)
            self._get_or_make_slot(variable, squares, "gradient_squared_accumulator", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")
        # a copy beside the learning rate, so that each variable reads it there and not over the network
        with colocate_with(self._learning_rate_tensor.op):
            self._global_step_on_worker = identity(self._global_step) + 1

    def _op_type(self) -> str:
        return "AdagradDA"

    def _slot_names(self) -> tuple[str, ...]:
        return ("gradient_accumulator", "gradient_squared_accumulator")

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        steps = identity(self._global_step_on_worker)
        return [
            *grad,
            cast(self._learning_rate_tensor, like),
            cast(self._l1_regularization_strength, like),
            cast(self._l2_regularization_strength, like),
            steps,
        ]

"""`tf.train.AdagradOptimizer`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.math.casting import cast
from scopeflow.train.optimizers.fused import FusedOptimizer
from scopeflow.variables.initializers import Constant


class AdagradOptimizer(FusedOptimizer):
    """Goes along the gradient over the root of the sum of all its squares so far.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      initial_accumulator_value: where the sums of squares begin; a positive float.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step, and of the slots: `<variable>/<name>`.

    Slots: "accumulator".

    Raises:
      ValueError: if `initial_accumulator_value` is not positive.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     step = tf.train.AdagradOptimizer(0.1).minimize(v)
    ...     step.control_inputs[0].name
    'Adagrad/update_v/ApplyAdagrad'

    ```
    """

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ) -> None:
        if initial_accumulator_value <= 0.0:
            raise ValueError(
                f"initial_accumulator_value must be positive: {initial_accumulator_value}"
            )
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_accumulator_value = initial_accumulator_value
        self._learning_rate_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for variable in var_list:
            dtype = variable.dtype.base_dtype
            if variable.shape.is_fully_defined():
                initial: Any = Constant(self._initial_accumulator_value)
            else:
                initial = self._init_constant_op(variable, dtype)
            self._get_or_make_slot_with_initializer(
                variable, initial, variable.shape, dtype, "accumulator", self._name
            )

    def _init_constant_op(self, v: Any, dtype: Any) -> Callable[..., Any]:
        def initial(*args: Any, **kwargs: Any) -> Any:
            return cast(fill(shape_of(v), self._initial_accumulator_value), dtype)

        return initial

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")

    def _op_type(self) -> str:
        return "Adagrad"

    def _slot_names(self) -> tuple[str, ...]:
        return ("accumulator",)

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        return [*self._numbers(like, "_learning_rate_tensor"), *grad]

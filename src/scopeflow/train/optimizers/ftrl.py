"""`tf.train.FtrlOptimizer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.contexts import colocate_with
from scopeflow.ops.arrays.constant import constant
from scopeflow.train.optimizers.fused import FusedOptimizer


class FtrlOptimizer(FusedOptimizer):
    """Follows the regularized leader: sets each element by the sum of all gradients, zero where that is small.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      learning_rate_power: how the learning rate falls with the sum of squares; a float not above zero.
      initial_accumulator_value: where the sums of squares begin; a float not below zero.
      l1_regularization_strength: a float not below zero.
      l2_regularization_strength: a float not below zero: it keeps steps small.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step.
      accum_name: the name of the slot "accum" behind its variable's; `name` by default.
      linear_name: that of the slot "linear".
      l2_shrinkage_regularization_strength: a float not below zero: it keeps the variable small.

    Slots: "accum" and "linear".

    Raises:
      ValueError: if a number is on the wrong side of zero.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     optimizer = tf.train.FtrlOptimizer(0.1, accum_name="squares")
    ...     step = optimizer.minimize(v)
    ...     [variable.op.name for variable in optimizer.variables()]
    ['v/Ftrl', 'v/squares']

    ```
    """

    def __init__(
        self,
        learning_rate: Any,
        learning_rate_power: Any = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "Ftrl",
        accum_name: str | None = None,
        linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0,
    ) -> None:
        super().__init__(use_locking, name)
        if learning_rate_power > 0.0:
            raise ValueError(
                f"learning_rate_power {learning_rate_power:f} needs to be negative or zero"
            )
        for what, value in (
            ("initial_accumulator_value", initial_accumulator_value),
            ("l1_regularization_strength", l1_regularization_strength),
            ("l2_regularization_strength", l2_regularization_strength),
            ("l2_shrinkage_regularization_strength", l2_shrinkage_regularization_strength),
        ):
            if value < 0.0:
                raise ValueError(f"{what} {value:f} needs to be positive or zero")
        self._learning_rate = learning_rate
        self._learning_rate_power = learning_rate_power
        self._initial_accumulator_value = initial_accumulator_value
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength
        self._l2_shrinkage_regularization_strength = l2_shrinkage_regularization_strength
        self._accum_name = accum_name
        self._linear_name = linear_name
        self._learning_rate_tensor: Any = None
        self._learning_rate_power_tensor: Any = None
        self._l1_regularization_strength_tensor: Any = None
        self._l2_regularization_strength_tensor: Any = None
        self._l2_shrinkage_regularization_strength_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for variable in var_list:
            with colocate_with(variable.op):
                squares = constant(
                    self._initial_accumulator_value,
                    dtype=variable.dtype.base_dtype,
                    shape=variable.shape,
                )
            self._get_or_make_slot(variable, squares, "accum", self._accum_name or self._name)
            self._zeros_slot(variable, "linear", self._linear_name or self._name)

    def _prepare(self) -> None:
        for name in (
            "learning_rate",
            "l1_regularization_strength",
            "l2_regularization_strength",
            "l2_shrinkage_regularization_strength",
            "learning_rate_power",
        ):
            setattr(self, f"_{name}_tensor", self._tensor(getattr(self, f"_{name}"), name))

    @property
    def _shrinks(self) -> bool:
        return self._l2_shrinkage_regularization_strength > 0.0

    def _op_type(self) -> str:
        return "FtrlV2" if self._shrinks else "Ftrl"

    def _slot_names(self) -> tuple[str, ...]:
        return ("accum", "linear")

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        shrinkage = ["_l2_shrinkage_regularization_strength_tensor"] if self._shrinks else []
        numbers = self._numbers(
            like,
            "_learning_rate_tensor",
            "_l1_regularization_strength_tensor",
            "_l2_regularization_strength_tensor",
            *shrinkage,
            "_learning_rate_power_tensor",
        )
        return [*grad, *numbers]

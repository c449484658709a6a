"""`tf.train.RMSPropOptimizer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.ops.arrays.filling import ones_like
from scopeflow.train.optimizers.fused import FusedOptimizer
from scopeflow.variables.initializers import Ones


class RMSPropOptimizer(FusedOptimizer):
    """Goes along the gradient over the root of the mean of its squares, with momentum.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      decay: how much of the mean stays in each step; likewise.
      momentum: the share of the last step that is made again; likewise.
      epsilon: what is added below the root; likewise.
      use_locking: a bool, handed to the ops.
      centered: whether to measure by the variance of the gradient rather than by the mean of squares.
      name: the name of the node that makes a step, and of the slots: `<variable>/<name>`, `..._1`, `..._2`.

    Slots: "rms" and "momentum", and "mg" where it is centered.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     optimizer = tf.train.RMSPropOptimizer(0.1, centered=True)
    ...     step = optimizer.minimize(v)
    ...     optimizer.get_slot_names()
    ['mg', 'momentum', 'rms']

    ```
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._decay = decay
        self._momentum = momentum
        self._epsilon = epsilon
        self._centered = centered
        self._learning_rate_tensor: Any = None
        self._decay_tensor: Any = None
        self._momentum_tensor: Any = None
        self._epsilon_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for variable in var_list:
            dtype = variable.dtype.base_dtype
            known = variable.shape.is_fully_defined()
            initial = Ones() if known else ones_like(variable)
            self._get_or_make_slot_with_initializer(
                variable, initial, variable.shape, dtype, "rms", self._name
            )
            if self._centered:
                self._zeros_slot(variable, "mg", self._name)
            self._zeros_slot(variable, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")
        self._decay_tensor = self._tensor(self._decay, "decay")
        self._momentum_tensor = self._tensor(self._momentum, "momentum")
        self._epsilon_tensor = self._tensor(self._epsilon, "epsilon")

    def _op_type(self) -> str:
        return "CenteredRMSProp" if self._centered else "RMSProp"

    def _slot_names(self) -> tuple[str, ...]:
        return ("mg", "rms", "momentum") if self._centered else ("rms", "momentum")

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        numbers = self._numbers(
            like, "_learning_rate_tensor", "_decay_tensor", "_momentum_tensor", "_epsilon_tensor"
        )
        return [*numbers, *grad]

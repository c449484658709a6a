"""`tf.train.MomentumOptimizer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.train.optimizers.fused import FusedOptimizer


class MomentumOptimizer(FusedOptimizer):
    """Goes along the gradient and what is left of earlier ones.

        accumulation = momentum * accumulation + gradient
        variable -= learning_rate * accumulation

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      momentum: the share of the accumulation that stays; likewise.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step, and of the slots: `<variable>/<name>`.
      use_nesterov: whether to go along the gradient at the place where the momentum leads.

    Slots: "momentum".

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     optimizer = tf.train.MomentumOptimizer(0.1, 0.9)
    ...     step = optimizer.minimize(v)
    ...     optimizer.get_slot(v, "momentum")
    <tf.Variable 'v/Momentum:0' shape=() dtype=float32_ref>

    ```
    """

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._use_nesterov = use_nesterov

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")
        self._momentum_tensor = self._tensor(self._momentum, "momentum")

    def _op_type(self) -> str:
        return "Momentum"

    def _slot_names(self) -> tuple[str, ...]:
        return ("momentum",)

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        rate, momentum = self._numbers(like, "_learning_rate_tensor", "_momentum_tensor")
        return [rate, *grad, momentum]

    def _attributes(self) -> dict[str, Any]:
        return {"use_locking": self._use_locking, "use_nesterov": self._use_nesterov}

"""`tf.train.AdadeltaOptimizer`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.train.optimizers.fused import FusedOptimizer


class AdadeltaOptimizer(FusedOptimizer):
    """Measures each step by the steps made so far.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one; 1.0 is the original method.
      rho: how much of both means of squares stays in each step; likewise.
      epsilon: what is added below the roots; likewise.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step, and of the slots: `<variable>/<name>` and `<variable>/<name>_1`.

    Slots: "accum" and "accum_update".

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     optimizer = tf.train.AdadeltaOptimizer(1.0)
    ...     step = optimizer.minimize(v)
    ...     optimizer.get_slot(v, "accum_update").name
    'v/Adadelta_1:0'

    ```
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._rho = rho
        self._epsilon = epsilon
        self._lr_t: Any = None
        self._rho_t: Any = None
        self._epsilon_t: Any = None

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "accum", self._name)
            self._zeros_slot(variable, "accum_update", self._name)

    def _prepare(self) -> None:
        self._lr_t = self._tensor(self._lr, "lr")
        self._rho_t = self._tensor(self._rho, "rho")
        self._epsilon_t = self._tensor(self._epsilon, "epsilon")

    def _op_type(self) -> str:
        return "Adadelta"

    def _slot_names(self) -> tuple[str, ...]:
        return ("accum", "accum_update")

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        return [*self._numbers(like, "_lr_t", "_rho_t", "_epsilon_t"), *grad]

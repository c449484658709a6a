"""`tf.train.AdamOptimizer`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from scopeflow.graph.contexts import colocate_with, control_dependencies
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.control.grouping import group
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import sqrt
from scopeflow.ops.state.scatter import resource_scatter_add
from scopeflow.train.optimizers.fused import FusedOptimizer
from scopeflow.variables.assigning import assign, assign_sub, scatter_add


class AdamOptimizer(FusedOptimizer):
    """Goes along the mean of the gradients over the root of the mean of their squares.

    Both means forget: they are corrected for having begun at zero by the powers of `beta1` and `beta2`. With a
    gradient that is an IndexedSlices the means of all rows forget, not only of those that are named.

    Args:
      learning_rate: a float, a float tensor, or a function that returns one.
      beta1: how much of the mean of gradients stays in each step; likewise.
      beta2: how much of the mean of squares stays; likewise.
      epsilon: what is added to the root; likewise.
      use_locking: a bool, handed to the ops.
      name: the name of the node that makes a step, and of the slots: `<variable>/<name>` and `<variable>/<name>_1`.

    Slots: "m" and "v"; besides, the variables `beta1_power` and `beta2_power`.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable(1.0, name="v")
    ...     optimizer = tf.train.AdamOptimizer(0.1)
    ...     step = optimizer.minimize(v)
    ...     [variable.op.name for variable in optimizer.variables()]
    ['beta1_power', 'beta2_power', 'v/Adam', 'v/Adam_1']

    ```
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._beta1 = beta1
        self._beta2 = beta2
        self._epsilon = epsilon
        self._lr_t: Any = None
        self._beta1_t: Any = None
        self._beta2_t: Any = None
        self._epsilon_t: Any = None

    def _get_beta_accumulators(self) -> tuple[Any, Any]:
        """The powers of beta1 and beta2 of the next step."""
        first, second = self._in_this_graph("beta1_power", "beta2_power")
        return first, second

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        # the same one whatever the order: several workers must agree on where the powers are
        first = min(var_list, key=lambda variable: variable.name)
        self._create_non_slot_variable(
            initial_value=self._beta1, name="beta1_power", colocate_with=first
        )
        self._create_non_slot_variable(
            initial_value=self._beta2, name="beta2_power", colocate_with=first
        )
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)
            self._zeros_slot(variable, "v", self._name)

    def _prepare(self) -> None:
        self._lr_t = self._tensor(self._lr, "learning_rate")
        self._beta1_t = self._tensor(self._beta1, "beta1")
        self._beta2_t = self._tensor(self._beta2, "beta2")
        self._epsilon_t = self._tensor(self._epsilon, "epsilon")

    def _op_type(self) -> str:
        return "Adam"

    def _slot_names(self) -> tuple[str, ...]:
        return ("m", "v")

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        powers = [cast(power, like) for power in self._get_beta_accumulators()]
        return [*powers, *self._numbers(like, "_lr_t", "_beta1_t", "_beta2_t", "_epsilon_t"), *grad]

    # -- rows --------------------------------------------------------------------------------------

    def _apply_sparse_shared(
        self, grad: Tensor, var: Any, indices: Tensor, scatter_add: Callable[..., Any]
    ) -> Any:
        """Updates a variable by rows; `scatter_add(slot, indices, values)` adds rows to a slot."""
        like = var.dtype.base_dtype
        beta1_power, beta2_power = (cast(power, like) for power in self._get_beta_accumulators())
        rate, beta1, beta2, epsilon = self._numbers(
            like, "_lr_t", "_beta1_t", "_beta2_t", "_epsilon_t"
        )
        corrected = rate * sqrt(1 - beta2_power) / (1 - beta1_power)
        m = self.get_slot(var, "m")
        m_share = grad * (1 - beta1)
        kept = assign(m, m * beta1, use_locking=self._use_locking)
        with control_dependencies([kept]):
            m_new = scatter_add(m, indices, m_share)
        v = self.get_slot(var, "v")
        v_share = (grad * grad) * (1 - beta2)
        kept = assign(v, v * beta2, use_locking=self._use_locking)
        with control_dependencies([kept]):
            v_new = scatter_add(v, indices, v_share)
        root = sqrt(v_new)
        changed = assign_sub(
            var, corrected * m_new / (root + epsilon), use_locking=self._use_locking
        )
        return group(changed, m_new, v_new)

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        def add(slot: Any, indices: Tensor, values: Tensor) -> Any:
            return scatter_add(slot, indices, values, use_locking=self._use_locking)

        return self._apply_sparse_shared(grad.values, var, grad.indices, add)

    def _resource_scatter_add(self, x: Any, i: Tensor, v: Tensor) -> Tensor:
        with control_dependencies([resource_scatter_add(x.handle, i, v)]):
            return x.value()

    def _resource_apply_sparse(self, grad: Tensor, handle: Any, indices: Tensor) -> Any:
        return self._apply_sparse_shared(grad, handle, indices, self._resource_scatter_add)

    # -- the end of a step -------------------------------------------------------------------------

    def _finish(self, update_ops: Sequence[Any], name_scope: str) -> Any:
        with control_dependencies(update_ops):
            beta1_power, beta2_power = self._get_beta_accumulators()
            with colocate_with(beta1_power.op):
                moved = [
                    beta1_power.assign(beta1_power * self._beta1_t, use_locking=self._use_locking),
                    beta2_power.assign(beta2_power * self._beta2_t, use_locking=self._use_locking),
                ]
        return group(*update_ops, *moved, name=name_scope)

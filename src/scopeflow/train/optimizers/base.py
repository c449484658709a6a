"""`tf.train.Optimizer`: from a loss to nodes that change variables; the class to derive optimizers from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from scopeflow.autodiff.api import gradients
from scopeflow.graph.collector import paused_collector
from scopeflow.graph.contexts import (
    colocate_with,
    control_dependencies,
    get_collection,
    get_collection_ref,
    init_scope,
)
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import bfloat16, float16, float32, float64, resource
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.gathering import unique
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.control.grouping import group, tuple_
from scopeflow.ops.nest import flatten
from scopeflow.ops.scoping import name_scope
from scopeflow.ops.segments.unordered import unsorted_segment_sum
from scopeflow.ops.state.assigning import assign_add_variable_op
from scopeflow.train.optimizers.slot_table import SlotTable
from scopeflow.train.optimizers.targets import target_of
from scopeflow.train.optimizers.watching import loss_and_variables
from scopeflow.variables.assigning import assign_add
from scopeflow.variables.handles import BaseResourceVariable
from scopeflow.variables.queries import trainable_variables


class Optimizer(SlotTable):
    """Computes gradients of a loss and applies them to variables.

    This is the base of the optimizers. One of your own overrides `_apply_dense` and `_apply_sparse` for ref
    variables, `_resource_apply_dense` and `_resource_apply_sparse` for resource variables, and where it needs
    them `_create_slots`, `_prepare` and `_finish`.

    Args:
      use_locking: a bool, handed to the ops; assignments never tear here.
      name: a string: the name of the node that applies gradients, and of the slots.

    Raises:
      ValueError: if there is no name.

    ```python
    >>> import scopeflow as tf
    >>> class SignDescent(tf.train.Optimizer):
    ...     def _apply_dense(self, grad, var):
    ...         return var.assign_sub(0.1 * tf.sign(grad))
    >>> with tf.Graph().as_default():
    ...     v = tf.Variable([1.0, -2.0], name="v")
    ...     step = SignDescent(use_locking=False, name="Sign").minimize(tf.reduce_sum(v * v))
    ...     with tf.Session() as sess:
    ...         sess.run(tf.global_variables_initializer())
    ...         sess.run(step)
    ...         sess.run(v)
    array([ 0.9, -1.9], dtype=float32)

    ```
    """

    GATE_NONE = 0
    GATE_OP = 1
    GATE_GRAPH = 2

    def __init__(self, use_locking: bool, name: str) -> None:
        if not name:
            raise ValueError(
                "Must specify the optimizer name. It names the node that applies gradients, and the slots."
            )
        super().__init__()
        self._use_locking = use_locking
        self._name = name

    def get_name(self) -> str:
        """The name it was made with."""
        return self._name

    # -- public steps ------------------------------------------------------------------------------

    def minimize(
        self,
        loss: Any,
        global_step: Any = None,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        name: str | None = None,
        grad_loss: Any = None,
    ) -> Any:
        """A node that makes one step towards a smaller loss: `compute_gradients`, then `apply_gradients`.

        Args:
          loss: a tensor; its elements are summed.
          global_step: a variable to add one to after the step.
          var_list: the variables to change; by default `tf.trainable_variables()`.
          gate_gradients: GATE_NONE, GATE_OP or GATE_GRAPH; see `compute_gradients`.
          aggregation_method: an AggregationMethod: how gradients of one tensor are added up.
          colocate_gradients_with_ops: whether gradients stand on the devices of their ops.
          name: the wish for the node's name.
          grad_loss: the gradient of `loss` itself, of its shape; ones by default.

        Returns:
          The Operation that makes the step.

        Raises:
          ValueError: if the loss depends on none of the variables.
        """
        pairs = self.compute_gradients(
            loss,
            var_list=var_list,
            gate_gradients=gate_gradients,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
            grad_loss=grad_loss,
        )
        if all(grad is None for grad, _ in pairs):
            raise ValueError(
                "No gradients provided for any variable, check your graph for ops that do not support gradients, "
                f"between variables {[str(variable) for _, variable in pairs]} and loss {loss}."
            )
        return self.apply_gradients(pairs, global_step=global_step, name=name)

    def compute_gradients(
        self,
        loss: Any,
        var_list: Any = None,
        gate_gradients: int = GATE_OP,
        aggregation_method: Any = None,
        colocate_gradients_with_ops: bool = False,
        grad_loss: Any = None,
    ) -> list[tuple[Any, Any]]:
        """The gradients of a loss: what `apply_gradients` takes.

        Args:
          loss: a tensor of floats, or a function that returns one; with a function gradients are taken
            with respect to resource variables only.
          var_list: a variable, or variables in any nesting; by default `tf.trainable_variables()`.
          gate_gradients: GATE_NONE for no order between the gradients of an op, GATE_OP to have all gradients
            of an op computed before any of them is used, GATE_GRAPH to have all gradients computed first.
          aggregation_method: an AggregationMethod.
          colocate_gradients_with_ops: whether gradients stand on the devices of their ops.
          grad_loss: the gradient of `loss` itself.

        Returns:
          A list of pairs (gradient, variable); the gradient is a Tensor, an IndexedSlices or None.

        Raises:
          ValueError: if there are no variables, or a dtype or `gate_gradients` is not one of the known ones.
        """
        from_function = callable(loss)
        if from_function:
            loss, var_list = loss_and_variables(loss, var_list)
        if gate_gradients not in (Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH):
            raise ValueError(
                "gate_gradients must be one of: Optimizer.GATE_NONE, Optimizer.GATE_OP, Optimizer.GATE_GRAPH.  "
                f"Not {gate_gradients}"
            )
        self._assert_valid_dtypes([loss])
        if grad_loss is not None:
            self._assert_valid_dtypes([grad_loss])
        if var_list is None:
            chosen = trainable_variables() + get_collection(GraphKeys.TRAINABLE_RESOURCE_VARIABLES)
        else:
            chosen = flatten(var_list)
        targets = [target_of(variable) for variable in chosen]
        if not chosen:
            if from_function:
                return []
            raise ValueError("No variables to optimize.")
        found = gradients(
            loss,
            [target.tensor() for target in targets],
            grad_ys=grad_loss,
            gate_gradients=gate_gradients == Optimizer.GATE_OP,
            aggregation_method=aggregation_method,
            colocate_gradients_with_ops=colocate_gradients_with_ops,
        )
        if gate_gradients == Optimizer.GATE_GRAPH:
            found = tuple_(found)
        pairs = list(zip(found, chosen, strict=True))
        self._assert_valid_dtypes(
            [v for g, v in pairs if g is not None and v.dtype is not resource]
        )
        return pairs

    def apply_gradients(
        self, grads_and_vars: Iterable[tuple[Any, Any]], global_step: Any = None, name: Any = None
    ) -> Any:
        """A node that applies gradients to variables.

        Args:
          grads_and_vars: pairs (gradient, variable); a gradient may be None.
          global_step: a variable to add one to after all variables are updated.
          name: the wish for the node's name; the optimizer's name by default.

        Returns:
          The Operation that applies them.

        Raises:
          TypeError: if a gradient is neither None nor convertible to a tensor.
          ValueError: if there are no variables, or all gradients are None.
        """
        pairs = [(_as_gradient(g), v, target_of(v)) for g, v in _checked_pairs(grads_and_vars)]
        updated = [variable for grad, variable, _ in pairs if grad is not None]
        if not updated:
            raise ValueError(
                f"No gradients provided for any variable: {[str(v) for _, v, _ in pairs]}."
            )
        with init_scope(), paused_collector():
            self._create_slots(updated)
        updates = []
        with name_scope(name, self._name) as scope, paused_collector():
            self._prepare()
            for grad, variable, target in pairs:
                if grad is None:
                    continue
                with name_scope("update_" + variable.op.name), colocate_with(variable.op):
                    updates.append(target.update(self, grad))
            if global_step is None:
                step = self._finish(updates, scope)
            else:
                with control_dependencies([self._finish(updates, "update")]):
                    step = _count(global_step, scope)
        if not isinstance(step, Operation):
            step = step.op
        steps = get_collection_ref(GraphKeys.TRAIN_OP)
        if step not in steps:
            steps.append(step)
        return step

    # -- what subclasses override ------------------------------------------------------------------

    def _valid_dtypes(self) -> Any:
        """The dtypes that losses and variables may have."""
        return (float32, float64, float16, bfloat16)

    def _create_slots(self, var_list: Sequence[Any]) -> None:
        """Makes the slots of the variables; nothing by default."""

    def _prepare(self) -> None:
        """Makes tensors that updates share, such as the learning rate; nothing by default."""

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        """A node that applies a gradient to a ref variable."""
        raise NotImplementedError

    def _resource_apply_dense(self, grad: Tensor, handle: Any) -> Any:
        """A node that applies a gradient to a resource variable."""
        raise NotImplementedError

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        """A node that applies rows of a gradient, each named once, to a ref variable."""
        raise NotImplementedError

    def _resource_apply_sparse(self, grad: Tensor, handle: Any, indices: Tensor) -> Any:
        """A node that applies rows of a gradient, each named once, to a resource variable."""
        raise NotImplementedError

    def _apply_sparse_duplicate_indices(self, grad: IndexedSlices, var: Any) -> Any:
        """Like `_apply_sparse` for rows that may be named repeatedly; adds those up first."""
        values, indices = sum_duplicates(grad.values, grad.indices)
        return self._apply_sparse(IndexedSlices(values, indices, grad.dense_shape), var)

    def _resource_apply_sparse_duplicate_indices(
        self, grad: Tensor, handle: Any, indices: Tensor
    ) -> Any:
        """Like `_resource_apply_sparse` for rows that may be named repeatedly."""
        values, once = sum_duplicates(grad, indices)
        return self._resource_apply_sparse(values, handle, once)

    def _finish(self, update_ops: Sequence[Any], name_scope: str) -> Any:  # noqa: F811 - the name subclasses know
        """The node that runs all updates, and what comes after them."""
        return group(*update_ops, name=name_scope)

    # -- helpers -----------------------------------------------------------------------------------

    def _assert_valid_dtypes(self, tensors: Iterable[Any]) -> None:
        valid = self._valid_dtypes()
        for tensor in tensors:
            dtype = tensor.dtype.base_dtype
            if dtype not in valid:
                raise ValueError(
                    f"Invalid type {dtype!r} for {tensor.name}, expected: {list(valid)}."
                )

    def _call_if_callable(self, param: Any) -> Any:
        """What a function returns, or the value that is none."""
        return param() if callable(param) else param


def _checked_pairs(grads_and_vars: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    pairs = list(grads_and_vars)
    if not pairs:
        raise ValueError("No variables provided.")
    return pairs


def _as_gradient(grad: Any) -> Any:
    if grad is None or isinstance(grad, IndexedSlices):
        return grad
    try:
        return convert_to_tensor(grad)
    except TypeError:
        raise TypeError(
            f"Gradient must be convertible to a Tensor or IndexedSlices, or None: {grad}"
        ) from None


def _count(global_step: Any, scope: str) -> Any:
    with colocate_with(global_step):
        if isinstance(global_step, BaseResourceVariable):
            one = convert_to_tensor(1, dtype=global_step.dtype)
            return assign_add_variable_op(global_step.handle, one, name=scope)
        return assign_add(global_step, 1, name=scope)


def sum_duplicates(values: Tensor, indices: Tensor) -> tuple[Tensor, Tensor]:
    """Rows and their indices, with the rows of one index added up.

    Args:
      values: a tensor `[n, ...]`.
      indices: a vector of n ints.

    Returns:
      The sums and the indices, each index once, in the order of their first appearance.
    """
    once, places = unique(indices)
    count = shape_of(once)[0]
    return unsorted_segment_sum(values, places, count), once

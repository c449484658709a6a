"""What an optimizer can be asked to change: ref variables, resource variables, and not tensors."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.variables.variable import Variable


class Target:
    """Something to differentiate with respect to, and to update.

    Args:
      variable: what the program named.
    """

    def __init__(self, variable: Any) -> None:
        self.variable = variable

    def tensor(self) -> Any:
        """What gradients are taken with respect to."""
        return self.variable

    def update(self, optimizer: Any, grad: Any) -> Any:
        """The node that applies a gradient."""
        raise NotImplementedError("Trying to update a Tensor ", self.variable)

    def _constrained(self, updated: Any) -> Any:
        constraint = self.variable.constraint
        if constraint is None:
            return updated
        with control_dependencies([updated]):
            return self.variable.assign(constraint(self.variable))

    def _refuse_constraint(self) -> None:
        if self.variable.constraint is not None:
            raise RuntimeError(
                "Cannot use a constraint function on a sparse variable. Its gradient is an IndexedSlices; "
                "convert it to a tensor first, or apply the constraint yourself."
            )


class RefTarget(Target):
    """A ref variable."""

    def tensor(self) -> Any:
        return self.variable._ref()

    def update(self, optimizer: Any, grad: Any) -> Any:
        if isinstance(grad, Tensor):
            return self._constrained(optimizer._apply_dense(grad, self.variable))
        self._refuse_constraint()
        return optimizer._apply_sparse_duplicate_indices(grad, self.variable)


class ResourceTarget(Target):
    """A resource variable."""

    def tensor(self) -> Any:
        return self.variable.handle

    def update(self, optimizer: Any, grad: Any) -> Any:
        if isinstance(grad, IndexedSlices):
            self._refuse_constraint()
            return optimizer._resource_apply_sparse_duplicate_indices(
                grad.values, self.variable, grad.indices
            )
        return self._constrained(optimizer._resource_apply_dense(grad, self.variable))


def target_of(variable: Any) -> Target:
    """The way to handle a variable.

    Raises:
      NotImplementedError: if it is neither a variable nor a tensor.
    """
    if variable.op.type == "VarHandleOp":
        return ResourceTarget(variable)
    if isinstance(variable, Variable):
        return RefTarget(variable)
    if isinstance(variable, Tensor):
        return Target(variable)
    raise NotImplementedError("Trying to optimize unsupported type ", variable)

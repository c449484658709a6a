"""Optimizers whose step is one op for each variable: they say which slots and numbers that op takes."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.calling import call
from scopeflow.ops.math.casting import cast
from scopeflow.train.optimizers.base import Optimizer


class FusedOptimizer(Optimizer):
    """Makes `ApplyX` and its like.

    A subclass says what stands between the variable and the gradient; it may override what the four kinds of
    updates have in common, or any of them.
    """

    def _op_type(self) -> str:
        """The X of `ApplyX`, `SparseApplyX`, `ResourceApplyX` and `ResourceSparseApplyX`."""
        raise NotImplementedError

    def _slot_names(self) -> tuple[str, ...]:
        """The slots that the op takes, in order."""
        return ()

    def _inputs(self, like: Any, grad: list[Any]) -> list[Any]:
        """The other inputs in order.

        Args:
          like: the dtype that numbers must have.
          grad: the gradient, and its indices if there are some.
        """
        raise NotImplementedError

    def _attributes(self) -> dict[str, Any]:
        return {"use_locking": self._use_locking}

    def _numbers(self, like: Any, *names: str) -> list[Any]:
        """Tensors that `_prepare` made, in a dtype."""
        return [cast(getattr(self, name), like) for name in names]

    def _tensor(self, value: Any, name: str) -> Tensor:
        """A hyperparameter as a tensor; a function is called for it."""
        return convert_to_tensor(self._call_if_callable(value), name=name)

    def _ref_update(self, prefix: str, var: Any, grad: list[Any]) -> Any:
        slots = [self.get_slot(var, name)._ref() for name in self._slot_names()]
        others = self._inputs(var.dtype.base_dtype, grad)
        attrs = self._attributes()
        return call(prefix + self._op_type(), var._ref(), *slots, *others, **attrs)

    def _resource_update(self, prefix: str, var: Any, grad: list[Any]) -> Any:
        slots = [self.get_slot(var, name).handle for name in self._slot_names()]
        others = self._inputs(grad[0].dtype.base_dtype, grad)
        attrs = self._attributes()
        return call(prefix + self._op_type(), var.handle, *slots, *others, **attrs)

    def _apply_dense(self, grad: Tensor, var: Any) -> Any:
        return self._ref_update("Apply", var, [grad]).op

    def _resource_apply_dense(self, grad: Tensor, handle: Any) -> Any:
        return self._resource_update("ResourceApply", handle, [grad])

    def _apply_sparse(self, grad: IndexedSlices, var: Any) -> Any:
        return self._ref_update("SparseApply", var, [grad.values, grad.indices])

    def _resource_apply_sparse(self, grad: Tensor, handle: Any, indices: Tensor) -> Any:
        return self._resource_update("ResourceSparseApply", handle, [grad, indices])

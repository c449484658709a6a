"""Zero gradients: which dtypes have a gradient at all, and what stands for one that nothing flows into."""

from __future__ import annotations

from scopeflow.graph import dtypes
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros, zeros_like
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.shaping import shape_internal
from scopeflow.ops.calling import call
from scopeflow.ops.control.contexts import SWITCHES
from scopeflow.ops.state.handles import dtype_of_variable, shape_of_variable

_BASES = (
    dtypes.bfloat16,
    dtypes.float16,
    dtypes.float32,
    dtypes.float64,
    dtypes.complex64,
    dtypes.complex128,
    dtypes.resource,
    dtypes.variant,
)
_TRAINABLE = frozenset([*_BASES, *(dtype._as_ref for dtype in _BASES)])


def is_trainable(dtype: DType) -> bool:
    """Whether values of this dtype can have a gradient."""
    return dtype in _TRAINABLE


def value_dtype(tensor: Tensor) -> DType:
    """The dtype of a gradient of `tensor`: that of the variable's value for a handle."""
    return dtype_of_variable(tensor) if tensor.dtype is dtypes.resource else tensor.dtype.base_dtype


def zeros_of(tensor: Tensor) -> Tensor:
    """Zeros that may stand for the gradient of `tensor`, as a user sees it."""
    if tensor.dtype is dtypes.resource:
        return zeros(shape_of_variable(tensor), value_dtype(tensor))
    return zeros_like(tensor)


def zeros_outside_loop(op: Operation, index: int) -> Tensor:
    """Zeros in the shape of an output of `op`, computed only where `op` itself is."""
    value = op._outputs[index]
    context = op._control_flow_context
    if op.definition.type not in SWITCHES or context is None:
        if value.dtype is dtypes.resource:
            return zeros(shape_of_variable(value), value_dtype(value))
        return zeros_like(value, optimize=False)
    # the other side of the Switch: nothing there depends on this value, so it is dead where this one is live
    graph = get_default_graph()
    other = call("Switch", op._inputs[0], context.pred)[1 - context.branch]
    # a node, since control dependencies on a Switch would wait for both of its sides
    pivot = identity(other)
    if value.dtype is dtypes.resource:
        with graph.control_dependencies([pivot]):
            return zeros(call("VariableShape", other), value_dtype(value))
    sizes = shape_internal(other, optimize=False)
    with graph.control_dependencies([pivot]):
        return zeros(sizes, value.dtype.base_dtype)

"""Initial values that read other variables: rewired so that those need not be initialized first.

`w = tf.Variable(v * 2.0)` must not fail because `v` has no value yet when both are initialized in one
run.  The part of the initial value that depends on `v` is therefore built again, on v's initialized value.
"""

from __future__ import annotations

from typing import Any

from scopeflow.graph.core import Graph
from scopeflow.graph.keys import GraphKeys
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import runtime_name
from scopeflow.variables.loading import initialized_value

# These are safe as they are: they do not fail on a missing value, or are a read that the user ordered.
_SAFE = {"IsVariableInitialized", "VarIsInitializedOp", "ReadVariableOp"}
_VARIABLES = {"Variable", "VariableV2", "VarHandleOp"}


def guarded(value: Tensor, name: str) -> Tensor:
    """`value`, computed from the initialized values of the variables it depends on.

    Args:
      value: an initial value; it is returned as it is if it depends on no variable, or runs a loop.
      name: the name of the variable it is for; new nodes are called `<old name>_<name>`.

    Raises:
      ValueError: if it assigns to a variable that it depends on.
    """
    if not _reaches_a_variable(value._op) or _reaches_a_loop(value._op):
        return value
    new: dict[Operation, Operation] = {}
    for op in _inputs_first(value._op):
        new[op] = _safe(op, new, name)
    return new[value._op]._outputs[value._value_index]


def _reaches_a_variable(start: Operation) -> bool:
    """Whether `start` or what it is computed from stands for a variable; mostly it does not."""
    seen = {start}
    stack = [start]
    for op in stack:
        if op.definition.variable is not None:
            return True
        for tensor in op._inputs:
            before = tensor._op
            if before not in seen:
                seen.add(before)
                stack.append(before)
    return False


def _reaches_a_loop(start: Operation) -> bool:
    """Whether some operation that `start` depends on depends on itself."""
    open_ops: set[Operation] = {start}
    done: set[Operation] = set()
    stack = [(start, iter(_before(start)))]
    while stack:
        op, rest = stack[-1]
        for before in rest:
            if before in open_ops:
                return True
            if before not in done:
                open_ops.add(before)
                stack.append((before, iter(_before(before))))
                break
        else:
            stack.pop()
            open_ops.discard(op)
            done.add(op)
    return False


def _before(op: Operation) -> list[Operation]:
    return [*(tensor._op for tensor in op._inputs), *op._control_inputs]


def _inputs_first(start: Operation) -> list[Operation]:
    """The operations that compute `start`, each after its inputs; what is behind a variable is left out."""
    order: list[Operation] = []
    seen = {start}
    stack = [(start, iter(_followed(start)))]
    while stack:
        op, rest = stack[-1]
        for before in rest:
            if before not in seen:
                seen.add(before)
                stack.append((before, iter(_followed(before))))
                break
        else:
            stack.pop()
            order.append(op)
    return order


def _followed(op: Operation) -> list[Operation]:
    if op.type in _SAFE or op.type in _VARIABLES:
        return []
    return [tensor._op for tensor in op._inputs]


def _safe(op: Operation, new: dict[Operation, Operation], name: str) -> Operation:
    """The operation that stands in for `op`, given those that stand in for its inputs."""
    if op.type in _SAFE:
        return op
    if op.type in _VARIABLES:
        initialized = _initialized_value(op)
        return op if initialized is None else initialized._op
    inputs = [new[tensor._op]._outputs[tensor._value_index] for tensor in op._inputs]
    if all(a is b for a, b in zip(inputs, op._inputs, strict=True)):
        return op
    kind = "Switch" if op.type == "RefSwitch" else op.type
    _refuse_lost_refs(op, kind, inputs, f"{op.name}_{name}")
    attrs: dict[str, Any] = {**op._attrs, **(op._extra or {})}
    graph: Graph = op.graph
    # a trailing '/' makes the name absolute: the copy stands beside its original
    return graph.create_op(
        kind,
        inputs,
        [tensor.dtype.base_dtype for tensor in op._outputs],
        name=f"{op.name}_{name}/",
        attrs=attrs,
    )


def _refuse_lost_refs(op: Operation, kind: str, inputs: list[Tensor], name: str) -> None:
    """Raises ValueError if the copy of `op` would need the memory of a variable and gets a value."""
    if kind != op.type:
        return
    for arg, tensor in zip(op.definition.schema.inputs, inputs, strict=False):
        if arg.is_ref and not tensor.dtype._is_ref_dtype:
            # TensorFlow notices after it has taken a number for the node
            op.graph._last_id += 1
            passed = runtime_name(tensor.dtype)
            raise ValueError(
                f"Input '{arg.name}' passed {passed} expected ref type while building NodeDef '{name}'. "
                f"The initial value assigns to a variable with '{op.name}'; assign after both are initialized."
            )


def _initialized_value(variable_op: Operation) -> Tensor | None:
    """The initialized value of the variable whose operation this is; None if no collection holds it."""
    wanted = variable_op.name + ":0"
    for key in (GraphKeys.GLOBAL_VARIABLES, GraphKeys.LOCAL_VARIABLES):
        for variable in variable_op.graph.get_collection(key):
            if not hasattr(variable, "name"):
                # something else among the variables: TensorFlow looks no further
                return None
            if variable.name in (wanted, variable_op.name):
                return initialized_value(variable)
    return None

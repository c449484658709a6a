"""How a node computes for many twins at once: its arrays stacked along a new first axis, in one call.

A rule is given a node of the first twin and says what the call for all of them is; None where it has to stay one call each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.engine.program import Call
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor

# (lowering, constants in place of arguments: position -> value)
Recipe = tuple[Callable[..., Any], dict[int, Any]]

# Nodes that compute each element by itself, whatever it is.
BY_ELEMENT = frozenset(
    ["Abs", "Add", "AddV2", "Cast", "Ceil", "Cos", "Div", "DivNoNan", "Elu", "EluGrad", "Equal", "Erf"]
    + ["Exp", "Expm1", "Floor", "Greater", "GreaterEqual", "Identity", "Inv", "IsFinite", "IsNan"]
    + ["LeakyRelu", "Less", "LessEqual", "Log", "Log1p", "LogicalAnd", "LogicalNot", "LogicalOr"]
    + ["Maximum", "Minimum", "Mul", "Neg", "NotEqual", "OnesLike", "Pow", "PreventGradient"]
    + ["ReadVariableOp", "RealDiv", "Reciprocal", "Relu", "Relu6", "ReluGrad", "Rsqrt", "RsqrtGrad"]
    + ["Sigmoid", "SigmoidGrad", "Sign", "Sin", "Snapshot", "Softplus", "SoftplusGrad", "Sqrt", "SqrtGrad"]
    + ["Square", "SquaredDifference", "StopGradient", "Sub", "Tanh", "TanhGrad", "ZerosLike"]
)  # fmt: skip
_REDUCTIONS = frozenset(["Max", "Mean", "Min", "Prod", "Sum"])
# What gives a variable a value whatever it was before.
ASSIGNS = frozenset(["Assign", "AssignVariableOp"])
# Inputs of updating ops that have the variable's shape; the others, but for the variables, are single numbers.
_LIKE_VARIABLE = frozenset(["delta", "grad", "value"])


class Rows:
    """A lowering on arrays that were given other shapes before, or spread over all twins.

    Args:
      body: the lowering.
      shapes: for each argument the shape to bring it into, or None.
      spread: the arguments that are the same for all twins, and are repeated for each.
    """

    def __init__(
        self,
        body: Callable[..., Any],
        shapes: Sequence[tuple[int, ...] | None],
        spread: bool = False,
    ) -> None:
        self._body = body
        self._shapes = shapes
        self._bring = xp.broadcast_to if spread else xp.reshape
        # what a kept program is told apart by
        self.__qualname__ = f"rows of {getattr(body, '__qualname__', '')} {list(shapes)} {spread}"

    def __call__(self, *args: Any, **named: Any) -> Any:
        given = [
            value if shape is None else self._bring(value, np.array(shape, np.int32))
            for value, shape in zip(args, self._shapes, strict=True)
        ]
        return self._body(*given, **named)


def recipe(call: Call, stacked: Sequence[bool], count: int, known: Sequence[Any]) -> Recipe | None:
    """What computes a node for all twins.

    Args:
      call: the first twin's.
      stacked: for each argument whether it is an array of all twins', not one and the same for all.
      count: how many twins there are.
      known: for each argument its value, if it is a constant.
    """
    op = call.op
    tensors = (*op._inputs, *op._outputs)
    if len(stacked) != len(op._inputs) or any(
        t._dims is None or None in t._dims for t in tensors if t.dtype.name != "resource"
    ):
        return None
    if op.type in BY_ELEMENT:
        return _by_element(call, stacked, count)
    if op.definition.writes:
        return _update(call, stacked, count)
    if not stacked[0] or any(stacked[1:]) or len(stacked) != 2 or known[1] is None:
        return None
    dims, number = _dims(op._inputs[0]), np.asarray(known[1])
    if op.type in _REDUCTIONS:
        axes = [int(axis) % max(len(dims), 1) + 1 for axis in number.reshape(-1)]
        return call.body, {1: np.array(axes, np.int32)}
    if op.type == "Reshape":
        return call.body, {1: np.array([count, *_dims(op._outputs[0])], np.int32)}
    if op.type == "Tile":
        return call.body, {1: np.array([1, *number.reshape(-1)], np.int32)}
    return None


def _dims(tensor: Tensor) -> tuple[int, ...]:
    """A shape that is known to be known."""
    return tensor._dims  # type: ignore[return-value]


def _by_element(call: Call, stacked: Sequence[bool], count: int) -> Recipe | None:
    op = call.op
    rank = len(_dims(op._outputs[0]))
    shapes: list[tuple[int, ...] | None] = []
    for tensor, is_stacked in zip(op._inputs, stacked, strict=True):
        dims = _dims(tensor if tensor.dtype.name != "resource" else op._outputs[0])
        missing = rank - len(dims)
        shapes.append((count, *[1] * missing, *dims) if is_stacked and missing else None)
    plain = all(shape is None for shape in shapes)
    return (call.body if plain else Rows(call.body, shapes)), {}


def _update(call: Call, stacked: Sequence[bool], count: int) -> Recipe | None:
    """An op that gives all of a variable a new value, element by element."""
    op: Operation = call.op
    kind = op.type.removeprefix("Resource")
    names = [argument.name for argument in op.definition.schema.inputs]
    if "Sparse" in kind or "indices" in names:
        return None
    if not kind.startswith("Apply") and kind not in (
        *("Assign", "AssignAdd", "AssignSub"),
        *("AssignVariableOp", "AssignAddVariableOp", "AssignSubVariableOp"),
    ):
        return None
    values = [t for t in op._inputs if t.dtype.name != "resource"]
    like = [t for t, name in zip(op._inputs, names, strict=True) if name in _LIKE_VARIABLE]
    if not like:
        return None
    dims = _dims(like[0])
    shapes: list[tuple[int, ...] | None] = []
    for tensor, name, is_stacked in zip(op._inputs, names, stacked, strict=True):
        shape = None
        if name in op.definition.writes:
            if not is_stacked:
                return None
        elif name in _LIKE_VARIABLE:
            if tensor._dims != dims:
                return None
            if not is_stacked:
                shape = (count, *dims)
        elif is_stacked or tensor._dims != ():
            return None
        shapes.append(shape)
    if any(t._dims != dims for t in values if t._dims != ()):
        return None
    body = _given if op.type in ASSIGNS else call.body
    plain = all(shape is None for shape in shapes)
    return (body if plain else Rows(body, shapes, spread=True)), {}


def _given(variable: Any, value: Any) -> Any:
    """An assignment of a value of the variable's shape."""
    return value

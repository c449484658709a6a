"""What Python's operators do with tensors: `a + b`, `1 / a`, `a @ b`, `~a`, `a < b`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.core import GRAPH_STACK, Graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.define import Definition
from scopeflow.ops.math import arithmetic, comparison, division, elementwise, logical, matmul
from scopeflow.ops.scoping import name_scope

Function = Callable[..., Any]

_FLOATS = frozenset({dtypes.float16, dtypes.bfloat16, dtypes.float32, dtypes.float64})
_NUMBERS = _FLOATS | {dtypes.int32, dtypes.int64}
_SCALARS: dict[type, frozenset[DType]] = {float: _FLOATS, int: _NUMBERS}


def _add(x: Any, y: Any, name: str | None = None) -> Tensor:
    if x.dtype is dtypes.string:
        return arithmetic.add(x, y, name=name)
    return arithmetic.add_v2(x, y, name=name)


def _multiply(x: Any, y: Any, name: str | None = None) -> Any:
    if getattr(y, "_is_sparse", False):
        # imported here because few programs have sparse tensors
        from scopeflow.ops.sparse.elementwise import dense_times

        return dense_times(x, y, name)
    return arithmetic.multiply(x, y, name=name)


def _binary(
    operator: str,
    name: str,
    function: Function,
    plain: Definition | None = None,
    direct: frozenset[DType] = _FLOATS,
) -> None:
    """Sets an operator and its reflection, under the name scope that TensorFlow opens for it.

    Args:
      operator: Python's name for it, without underscores.
      name: the wish for the node's name.
      function: called with the two tensors, and the scope as `name`.
      plain: the op that `function` makes of two tensors, and nothing else, if their dtype is in `direct`:
        such a node takes the name without the detour over a scope.
      direct: see `plain`.
    """

    def forward(x: Tensor, y: Any) -> Any:
        if type(y) is Tensor and plain is not None and x.dtype is y.dtype and x.dtype in direct:
            return plain.build((x, y), None, name)
        if plain is not None and x.dtype in direct and x.dtype in _SCALARS.get(type(y), ()):
            graph = x._op.graph
            if graph is GRAPH_STACK.get():
                return _with_scalar(plain, name, graph, x, y)
        with name_scope(None, name, (x, y)) as full:
            sparse = name == "mul" and getattr(y, "_is_sparse", False)
            if not sparse and not isinstance(y, Tensor):
                try:
                    y = internal_convert(y, None, "y", False, x.dtype.base_dtype)
                except TypeError:
                    # the other operand may know what to do
                    if hasattr(type(y), reflected):
                        return NotImplemented
                    raise
            return function(x, y, name=full)

    def backward(y: Tensor, x: Any) -> Any:
        with name_scope(None, name, (x, y)) as full:
            return function(internal_convert(x, y.dtype.base_dtype, "x"), y, name=full)

    reflected = f"__r{operator}__"
    forward.__name__, backward.__name__ = f"__{operator}__", reflected
    Tensor._override_operator(f"__{operator}__", forward)
    Tensor._override_operator(reflected, backward)


def _with_scalar(plain: Definition, name: str, graph: Graph, x: Tensor, y: Any) -> Any:
    """`x op y` for a Python number that fits x's dtype: the general way below, without what cannot happen."""
    scope = graph._name_scope
    outer = scope.current
    scope.current = full = graph._names.reserve(f"{outer}/{name}" if outer else name)
    try:
        y = constant(y, x.dtype, name="y")
    except TypeError:
        # a device function of the user's, which is asked a second time before Python is told
        with contextlib.suppress(TypeError):
            constant(y, x.dtype, name="y")
        return NotImplemented
    finally:
        scope.current = outer
    return plain.build((x, y), None, full + "/")


def _unary(operator: str, function: Function) -> None:
    def apply(x: Tensor) -> Any:
        return function(x)

    apply.__name__ = operator
    Tensor._override_operator(operator, apply)


def _compare(operator: str, function: Function) -> None:
    def apply(x: Tensor, y: Any, name: str | None = None) -> Any:
        return function(x, y, name=name)

    apply.__name__ = operator
    Tensor._override_operator(operator, apply)


_binary("add", "add", _add, arithmetic.add_v2, _NUMBERS)
_binary("sub", "sub", arithmetic.subtract, arithmetic.subtract, _NUMBERS)
_binary("mul", "mul", _multiply, arithmetic.multiply, _NUMBERS)
_binary("div", "div", division.div, division.realdiv)
_binary("truediv", "truediv", division.truediv, division.realdiv)
_binary("floordiv", "floordiv", division.floordiv, division.floor_div, _NUMBERS)
_binary("mod", "mod", division.floormod, division.floormod, _NUMBERS)
_binary("pow", "pow", arithmetic.pow)
_binary("matmul", "matmul", matmul.matmul)
_binary("and", "and", logical.logical_and)
_binary("or", "or", logical.logical_or)
_binary("xor", "xor", logical.logical_xor)

_unary("__neg__", elementwise.negative)
_unary("__abs__", elementwise.abs)
_unary("__invert__", logical.logical_not)

_compare("__lt__", comparison.less)
_compare("__le__", comparison.less_equal)
_compare("__gt__", comparison.greater)
_compare("__ge__", comparison.greater_equal)

"""Tensors that have a value: what `tf.py_function` gives to a Python function.

Each call has a small graph of its own, with a constant for each argument.  The function may read an argument's value, and
may also build nodes from it; a session runs those that it returns.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow import errors
from scopeflow.graph import ports
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import Graph
from scopeflow.graph.dtypes import DType
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.host import python_calls


class ValueTensor(Tensor):
    """A constant that knows its value: `numpy()` gives it, and Python may use it as a number or a sequence."""

    __slots__ = ()

    def numpy(self) -> Any:
        """The value: a NumPy array of its own, a NumPy scalar, or bytes."""
        return python_calls.argument(self._op._attrs["value"])

    def __array__(self, dtype: Any = None, copy: Any = None) -> np.ndarray:
        return np.array(self._op._attrs["value"], dtype)

    def __bool__(self) -> bool:
        return bool(self._op._attrs["value"])

    __nonzero__ = __bool__

    def __int__(self) -> int:
        return int(self._op._attrs["value"])

    def __index__(self) -> int:
        return operator.index(self._op._attrs["value"].item())

    def __float__(self) -> float:
        return float(self._op._attrs["value"])

    def __len__(self) -> int:
        value = self._op._attrs["value"]
        if not value.ndim:
            raise TypeError("Scalar tensor has no `len()`")
        return len(value)

    def __iter__(self) -> Iterator[Any]:
        value = self._op._attrs["value"]
        if not value.ndim:
            raise TypeError("Cannot iterate over a scalar tensor.")
        return (with_value(part, self.dtype) for part in value)

    def __str__(self) -> str:
        return f"tf.Tensor({self._op._attrs['value']}, shape={self.shape}, dtype={self.dtype.name})"

    def __repr__(self) -> str:
        return f"<tf.Tensor: shape={self.shape}, dtype={self.dtype.name}, numpy={self._op._attrs['value']!r}>"

    __hash__ = Tensor.__hash__


def with_value(value: Any, dtype: DType) -> ValueTensor:
    """A constant of the default graph that knows its value."""
    op = constant(value, dtype)._op
    plain = op._outputs[0]
    op._outputs = (ValueTensor(op, 0, plain.dtype, plain._dims),)
    return op._outputs[0]


class Memory:
    """What a call leaves for its gradient: its graph, arguments and results."""

    __slots__ = ("arguments", "graph", "results")

    def __init__(self, graph: Graph, arguments: list[Tensor], results: list[Tensor | None]) -> None:
        self.graph = graph
        self.arguments = arguments
        self.results = results


def call(
    known: python_calls.PythonFunction, values: Sequence[Any], dtypes: Sequence[DType]
) -> list[np.ndarray]:
    """What a function of tensors with values returns, as arrays.

    Raises:
      OpError: for what it raises, and for results that do not convert to the types they were said to be of.
    """
    graph = Graph()
    with graph.as_default():
        given: list[Tensor] = [
            with_value(value, dtype) for value, dtype in zip(values, dtypes, strict=True)
        ]
        returned = python_calls.call(known.function, given)
        made = python_calls.call(_convert, (returned, known.types))
    if len(made) != len(known.types):
        raise errors.InvalidArgumentError(
            None,
            None,
            f"{known.token} returns {len(made)} values, but expects to see {len(known.types)} values.",
        )
    known.memory = Memory(graph, given, made)
    return python_calls.call(_values, (graph, made))


def _convert(returned: Any, types: Sequence[DType]) -> list[Tensor]:
    if returned is None:
        return []
    parts: Sequence[Any] = returned if isinstance(returned, (list, tuple)) else [returned]
    return [_converted(part, dtype) for part, dtype in zip(parts, types, strict=False)]


def _converted(value: Any, dtype: DType) -> Tensor:
    if hasattr(value, "initializer"):
        raise RuntimeError(
            "Attempting to return a variable from an eagerly executed py_func. Only numeric data structures like Tensors "
            "or NumPy arrays should be returned; to return the value of a variable, make sure to obtain the Tensor "
            f"backing it by calling `.read_value()` on the variable in question: {value}"
        )
    if value is None:
        # no gradient is one of zero
        return convert_to_tensor(np.zeros((), dtype.as_numpy_dtype))
    return convert_to_tensor(value, dtype)


def _values(graph: Graph, made: Sequence[Tensor]) -> list[np.ndarray]:
    if all(tensor._op.type == "Const" for tensor in made):
        return [np.array(tensor._op._attrs["value"]) for tensor in made]
    session = ports.new_session.call(graph)
    try:
        return [
            np.asarray(value, object) if isinstance(value, bytes) else np.asarray(value)
            for value in session.run(list(made))
        ]
    finally:
        session.close()


def backward(known: python_calls.PythonFunction) -> Callable[..., list[Any]]:
    """The function that gives the gradients of the arguments of a call of `known`, from those of its results."""

    def gradients(*upstream: Any) -> list[Any]:
        memory = known.memory
        if memory is None:
            raise RuntimeError(
                "The gradient of a py_function was computed before the function was called."
            )
        with memory.graph.as_default():
            fed = [constant(grad.numpy(), grad.dtype) for grad in upstream]
            made = ports.gradients.call(memory.results, memory.arguments, fed)
        wanted = [grad for grad in made if grad is not None]
        values = iter(_values(memory.graph, [convert_to_tensor(grad) for grad in wanted]))
        return [
            np.zeros(arg.shape.as_list(), arg.dtype.as_numpy_dtype)
            if grad is None
            else next(values)
            for grad, arg in zip(made, memory.arguments, strict=True)
        ]

    return gradients

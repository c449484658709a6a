"""What a pure function cannot have, and what to do instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from scopeflow.engine.plan import Plan
from scopeflow.engine.program import HostStep
from scopeflow.functional.streams import made_at
from scopeflow.graph.dtypes import DType
from scopeflow.graph.operation import Operation

if TYPE_CHECKING:
    from scopeflow.functional.computation import Computation

# Types whose tensors are no arrays of JAX.
_NO_ARRAYS = frozenset(
    ["string", "resource", "variant", "qint8", "quint8", "qint16", "quint16", "qint32"]
)


class Context:
    """What `ctx` is to a lowering: its node, and no session."""

    __slots__ = ("op",)

    def __init__(self, op: Operation) -> None:
        self.op = op

    def __getattr__(self, name: str) -> Any:
        raise ValueError(
            f"{self.op.name!r} ({self.op.type}{made_at(self.op)}) keeps something in a session between runs, which a pure "
            "function cannot. Feed its result instead."
        )


def refuse_host_steps(plan: Plan, name: str) -> None:
    """Sees that nothing of a plan runs outside of compiled programs.

    Raises:
      ValueError: if something does.
    """
    steps = [part.call.op for part in plan.segments if isinstance(part, HostStep)]
    if steps:
        first, more = steps[0], len(steps) - 1
        others = f", and {more} more" if more else ""
        results = [one for op in steps for one in op.outputs if _is_array(one.dtype)]
        tensor = f" Feed its result instead: feeds=[..., {results[0].name!r}]." if results else ""
        raise ValueError(
            f"{name} cannot be a pure function: {first.name!r} ({first.type}{made_at(first)}) runs on the host{others}.{tensor}"
        )


def no_array_type(title: str, dtype: DType, name: str) -> None:
    """Sees that the value of a tensor or variable can be an array of JAX.

    Raises:
      ValueError: if it cannot.
    """
    if not _is_array(dtype):
        raise ValueError(
            f"{name}: {title!r} is of type {dtype.base_dtype.name}, of which JAX has no arrays"
        )


def _is_array(dtype: DType) -> bool:
    return dtype.base_dtype.name not in _NO_ARRAYS


def not_static(computation: Computation, index: int) -> TypeError:
    """The error for an input that shapes depend on, whose value is not known while tracing."""
    count = len(computation.reads)
    title = (
        computation.reads[index].name if index < count else computation.feeds[index - count].name
    )
    return TypeError(
        f"{computation.name}: shapes depend on the value of {title!r}, so that it must be known while tracing. Give a NumPy "
        "array, or a number, that is no argument of jax.jit, jax.grad or jax.vmap (for jit: static_argnums, or a closure)."
    )


def missing_parameter(name: str, what: str, there: Iterable[str]) -> KeyError:
    """The error for a variable that a dict of parameters lacks."""
    near = difflib.get_close_matches(name, list(there), 1)
    hint = f" The closest name there is {near[0]!r}." if near else ""
    return KeyError(f"{what} needs the variable {name!r}, which its parameters lack.{hint}")

"""The nodes that loops are made of: values enter a frame, go round in it, and leave it.

Which trip a value belongs to is the engine's business: the bodies here see the values of one trip.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


@op(
    "Enter(data: T; T: type, frame_name: string, is_constant: bool = False, parallel_iterations: int = 10) -> (output: T)",
    shape=rules.unknown,
)
def enter(data: Any) -> Any:
    """Brings `data` into the loop `frame_name`: its first value there, or the same in every trip.

    Args:
      data: any tensor.
      frame_name: the loop.
      is_constant: whether every trip sees it.
      parallel_iterations: how many trips may run beside each other.
      name: the wish for the node's name.
    """
    return data


@op(
    "RefEnter(data: Ref(T); T: type, frame_name: string, is_constant: bool = False, "
    "parallel_iterations: int = 10) -> (output: Ref(T))",
    shape=rules.unknown,
    alias=True,
)
def ref_enter(data: Any) -> Any:
    """Enter for the reference of a variable."""
    return data


@op("Exit(data: T; T: type) -> (output: T)", shape=rules.unchanged)
def exit_(data: Any) -> Any:
    """Takes the last value of a loop out of it."""
    return data


@op("RefExit(data: Ref(T); T: type) -> (output: Ref(T))", shape=rules.unchanged, alias=True)
def ref_exit(data: Any) -> Any:
    """Exit for the reference of a variable."""
    return data


@op("NextIteration(data: T; T: type) -> (output: T)", shape=rules.unchanged)
def next_iteration(data: Any) -> Any:
    """Hands a value to the next trip of its loop."""
    return data


@op(
    "RefNextIteration(data: Ref(T); T: type) -> (output: Ref(T))",
    shape=rules.unchanged,
    alias=True,
)
def ref_next_iteration(data: Any) -> Any:
    """NextIteration for the reference of a variable."""
    return data


def _scalar(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[0]._dims, 0)
    return ((),)


@op("LoopCond(input: bool; ) -> (output: bool)", shape=_scalar)
def loop_cond(input: Any) -> Any:
    """Says of a loop whether it goes round once more."""
    return input


def entered(
    data: Tensor,
    frame: str,
    constant: bool,
    parallel: int,
    with_shape: bool = True,
    name: str | None = None,
) -> Tensor:
    """An Enter, or RefEnter for a reference."""
    make = ref_enter if data.dtype._is_ref_dtype and constant else enter
    made = make(
        data,
        frame_name=frame,
        is_constant=constant,
        parallel_iterations=parallel,
        name=name,
    )
    if with_shape:
        made._dims = data._dims
    return made


def again(data: Tensor) -> Tensor:
    """A NextIteration, or RefNextIteration for a reference."""
    if data.dtype._is_ref_dtype:
        return ref_next_iteration(data)
    return next_iteration(data)


def left(data: Tensor, name: str | None = None) -> Tensor:
    """An Exit, or RefExit for a reference."""
    if data.dtype._is_ref_dtype:
        return ref_exit(data, name=name)
    return exit_(data, name=name)

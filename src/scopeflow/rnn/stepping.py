"""What the loops over sequences share: scopes, batch sizes, and steps that stop where a sequence ends."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from scopeflow.graph.contexts import colocate_with
from scopeflow.graph.core import get_default_graph
from scopeflow.ops.arrays.masking import where
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.ops.control.conditional import cond
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.nest import assert_same_structure, pack_sequence_as
from scopeflow.ops.nesting import is_nested, leaves
from scopeflow.scopes.scope import VariableScope
from scopeflow.scopes.variable_scope import variable_scope


@contextlib.contextmanager
def rnn_scope(scope: Any) -> Iterator[VariableScope]:
    """The variable scope of a network: variables are read once, beside the operations that use them."""
    with variable_scope(scope or "rnn") as opened:
        # inside a loop the value may change from trip to trip: it is read in each
        if opened.caching_device is None and not _in_loop():
            opened.set_caching_device(lambda op: op.device)
        yield opened


def _in_loop() -> bool:
    context = get_default_graph()._get_control_flow_context()
    while context is not None:
        if context.IsWhileContext():
            return True
        context = context.outer_context
    return False


def batch_size_of(inputs: Any) -> Any:
    """The batch size of time-major tensors: an int if one of them tells, else a scalar tensor.

    Raises:
      ValueError: if one has fewer than two dimensions.
    """
    for value in inputs:
        dims = value._dims
        if dims is None:
            continue
        if len(dims) < 2:
            raise ValueError(f"Expected input tensor {value} to have rank at least 2")
        if dims[1] is not None:
            return dims[1]
    return shape_of(inputs[0])[1]


def state_dtype(dtype: Any, state: Any) -> Any:
    """The dtype given, or else the one that all tensors of the state have.

    Raises:
      ValueError: if the state has none, or several.
    """
    if dtype is not None:
        return dtype
    if not is_nested(state):
        return state.dtype
    found = [part.dtype for part in leaves(state)]
    if not found:
        raise ValueError("Unable to infer dtype from empty state.")
    if any(other != found[0] for other in found):
        raise ValueError(
            "State has tensors of different inferred_dtypes. Unable to infer a single representative dtype."
        )
    return found[0]


def initial_state_of(cell: Any, batch_size: Any, dtype: Any) -> Any:
    """The state that a cell begins with."""
    if getattr(cell, "get_initial_state", None) is not None:
        return cell.get_initial_state(inputs=None, batch_size=batch_size, dtype=dtype)
    return cell.zero_state(batch_size, dtype)


def keep_finished(finished: Any, before: Any, after: Any) -> Any:
    """Row by row: `before` where the sequence has ended, else `after`.  Scalars and arrays are always new."""
    if isinstance(before, TensorArray) or before.shape.ndims == 0:
        return after
    with colocate_with(after):
        return where(finished, before, after)


def bounded_step(
    time: Any,
    sequence_length: Any,
    shortest: Any,
    longest: Any,
    zero_output: Any,
    state: Any,
    step: Callable[[], Any],
    always: bool = False,
) -> tuple[Any, Any]:
    """One step in which rows whose sequence has ended give zeros and keep their state.

    Args:
      time: which step it is.
      sequence_length: int32 lengths, one for each row.
      shortest, longest: the least and the greatest of them.
      zero_output: the output of a row that has ended.
      state: the state before.
      step: calls the cell.
      always: make the step whether any row needs it or not, without conditions.

    Returns:
      (output, state).
    """
    old, zeros = leaves(state), leaves(zero_output)
    finished = time >= sequence_length

    def called() -> tuple[list[Any], list[Any]]:
        output, after = step()
        assert_same_structure(zero_output, output)
        assert_same_structure(state, after)
        return leaves(output), leaves(after)

    def selected(outputs: list[Any], states: list[Any]) -> list[Any]:
        made = [keep_finished(finished, *pair) for pair in zip(zeros, outputs, strict=True)]
        return made + [keep_finished(finished, *pair) for pair in zip(old, states, strict=True)]

    def stepped() -> Any:
        outputs, states = called()
        return cond(time < shortest, lambda: outputs + states, lambda: selected(outputs, states))

    made = selected(*called()) if always else cond(time >= longest, lambda: zeros + old, stepped)
    for new, before in zip(made, zeros + old, strict=True):
        if not isinstance(new, TensorArray):
            new.set_shape(before.shape)
    count = len(zeros)
    return pack_sequence_as(zero_output, made[:count]), pack_sequence_as(state, made[count:])

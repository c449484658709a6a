"""The ops on barriers. A handle is the barrier itself, which the session keeps by container and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.graph.words import invalid_argument, runtime_name
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session
from scopeflow.ops.queues.barrier_state import BarrierState
from scopeflow.ops.queues.waiting import Patience


@op(
    "Barrier(; component_types: list(type) >= 1, shapes: list(shape) >= 0 = [], capacity: int = -1,"
    ' container: string = "", shared_name: string = "") -> (handle: Ref(string)) # stateful',
    shape=rules.fixed((2,)),
    host=True,
)
def barrier(
    *, component_types: Any, shapes: Any, capacity: int, shared_name: str, ctx: Any
) -> np.ndarray:
    """Elements whose components come one by one, by key."""
    if capacity != -1:
        raise invalid_argument(
            "Barrier only accepts capacity=-1.  Feed the inputs to your Barrier through a queue to enforce a limited "
            "capacity."
        )
    if shapes and len(shapes) != len(component_types):
        raise invalid_argument("All of the component shapes must be specified")
    node = ctx.op.name.split("/")[-1]
    found = kept_by_session(
        ctx, "barrier", lambda: BarrierState(shared_name, node, component_types, shapes)
    )
    found.check_same(shared_name, component_types, shapes)
    # as with other old handles of two values, the second only fills its place
    made = np.empty(2, object)
    made[:] = [found, b""]
    return made


def _inserted(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    keys = rules.with_rank(inputs[1]._dims, 1)
    values = inputs[2]._dims
    if keys is not None and values:
        rules.merge(keys, values[:1])
    return ()


@op(
    "BarrierInsertMany(handle: Ref(string), keys: string, values: T; T: type, component_index: int) -> ()",
    shape=_inserted,
    host=True,
)
def barrier_insert_many(
    handle: Any, keys: Any, values: Any, *, component_index: int, T: Any
) -> tuple[()]:
    """Gives one component to each of several keys."""
    state, array = handle[0], np.asarray(values)
    if 0 <= component_index < len(state.dtypes):
        wanted = state.dtypes[component_index]
        if wanted is not T.base_dtype:
            head = "string_ref, string, "
            raise invalid_argument(
                f"Signature mismatch, have: {head}{runtime_name(T)}-> expected: {head}{runtime_name(wanted)}->"
            )
    state.insert(component_index, np.asarray(keys, object).reshape(-1).tolist(), array)
    return ()


def _taken(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (None,) * (2 + len(attrs["component_types"]))


@op(
    "BarrierTakeMany(handle: Ref(string), num_elements: int32; component_types: list(type) >= 1,"
    " allow_small_batch: bool = False, wait_for_incomplete: bool = False, timeout_ms: int = -1)"
    " -> (indices: int64, keys: string, values: [component_types])",
    shape=_taken,
    host=True,
)
def barrier_take_many(
    handle: Any,
    num_elements: Any,
    *,
    component_types: Any,
    allow_small_batch: bool,
    timeout_ms: int,
    ctx: Any,
) -> Any:
    """Takes elements that are whole, stacked: numbers of their insertions, keys, components."""
    state, count = handle[0], np.asarray(num_elements)
    if count.ndim:
        raise invalid_argument("num_elements must be a scalar.")
    if tuple(component_types) != state.dtypes:
        head = "string_ref, int32->int64, string, "
        have, wanted = (
            ", ".join(runtime_name(dtype) for dtype in types)
            for types in (component_types, state.dtypes)
        )
        raise invalid_argument(f"Signature mismatch, have: {head}{have} expected: {head}{wanted}")
    if count < 0:
        raise invalid_argument("num_elements must be >= 0")
    whole = state.take(int(count), allow_small_batch, Patience(ctx, timeout_ms))
    keys = np.empty(len(whole), object)
    keys[:] = [key for _, key, _ in whole]
    values = []
    for index, dtype in enumerate(state.dtypes):
        array = np.empty((len(whole), *state.shape_of(index)), dtype.as_numpy_dtype)
        for row, (_, _, parts) in enumerate(whole):
            array[row] = parts[index]
        values.append(array)
    return [np.array([number for number, _, _ in whole], np.int64), keys, *values]


@op(
    "BarrierClose(handle: Ref(string); cancel_pending_enqueues: bool = False) -> ()",
    shape=rules.none,
    host=True,
)
def barrier_close(handle: Any, *, cancel_pending_enqueues: bool) -> tuple[()]:
    """Closes a barrier: it takes no new keys."""
    handle[0].close(cancel_pending_enqueues)
    return ()


@op("BarrierReadySize(handle: Ref(string); ) -> (size: int32)", shape=rules.scalar, host=True)
def barrier_ready_size(handle: Any) -> Any:
    """How many elements of a barrier are whole."""
    return np.int32(handle[0].ready_size())


@op("BarrierIncompleteSize(handle: Ref(string); ) -> (size: int32)", shape=rules.scalar, host=True)
def barrier_incomplete_size(handle: Any) -> Any:
    """How many elements of a barrier lack components."""
    return np.int32(handle[0].incomplete_size())

"""The ops on accumulators. A handle is the accumulator itself, which the session keeps by container and name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op
from scopeflow.ops.kept import kept_by_session
from scopeflow.ops.queues.accumulating import Accumulator, SparseAccumulator
from scopeflow.ops.queues.waiting import Patience

_HEAD = '; dtype: number, shape: shape, container: string = "", shared_name: string = ""'
_REDUCTION = 'reduction_type: {"MEAN"|"SUM"} = "MEAN"'


def _kept(ctx: Any, kind: type[Accumulator]) -> Accumulator:
    attrs = ctx.op._attrs
    mean = attrs["reduction_type"] in ("MEAN", b"MEAN")
    return kept_by_session(ctx, "accumulator", lambda: kind(attrs["shape"], mean))


def _old_handle(ctx: Any, kind: type[Accumulator]) -> np.ndarray:
    """The older kind of handle: two values, of which the second only fills its place."""
    made = np.empty(2, object)
    made[:] = [_kept(ctx, kind), b""]
    return made


def _behind(handle: Any) -> Any:
    """The accumulator that a handle of either kind stands for."""
    return handle if isinstance(handle, Accumulator) else handle[0]


def _step(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[()]:
    rules.with_rank(inputs[1]._dims, 0)
    return ()


def _taken(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    return (None,)


def _taken_rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[1]._dims, 0)
    return (None, None, None)


@op(
    f"ConditionalAccumulator({_HEAD}, {_REDUCTION}) -> (handle: Ref(string)) # stateful",
    shape=rules.fixed((2,)),
    host=True,
)
def conditional_accumulator(*, ctx: Any) -> Any:
    """A sum of gradients, by an older kind of handle."""
    return _old_handle(ctx, Accumulator)


@op(
    f"ResourceConditionalAccumulator({_HEAD}, {_REDUCTION}) -> (handle: resource) # stateful",
    shape=rules.fixed((2,)),
    host=True,
)
def resource_conditional_accumulator(*, ctx: Any) -> Any:
    """A sum of gradients."""
    return _kept(ctx, Accumulator)


@op(
    f"SparseConditionalAccumulator({_HEAD}, {_REDUCTION}) -> (handle: Ref(string)) # stateful",
    shape=rules.fixed((2,)),
    host=True,
)
def sparse_conditional_accumulator(*, ctx: Any) -> Any:
    """A sum of gradients of rows."""
    return _old_handle(ctx, SparseAccumulator)


def _apply(handle: Any, local_step: Any, gradient: Any) -> tuple[()]:
    _behind(handle).add(int(local_step), np.asarray(gradient))
    return ()


def _take(handle: Any, num_required: Any, ctx: Any) -> Any:
    return _behind(handle).take(int(num_required), Patience(ctx))


@op(
    "AccumulatorApplyGradient(handle: Ref(string), local_step: int64, gradient: dtype; dtype: number) -> ()",
    shape=_step,
    host=True,
)
def accumulator_apply_gradient(handle: Any, local_step: Any, gradient: Any) -> tuple[()]:
    """Adds a gradient to an accumulator, unless it is stale."""
    return _apply(handle, local_step, gradient)


@op(
    "ResourceAccumulatorApplyGradient(handle: resource, local_step: int64, gradient: dtype; dtype: number) -> () # stateful",
    shape=_step,
    host=True,
)
def resource_accumulator_apply_gradient(handle: Any, local_step: Any, gradient: Any) -> tuple[()]:
    """Adds a gradient to an accumulator, unless it is stale."""
    return _apply(handle, local_step, gradient)


@op(
    "AccumulatorNumAccumulated(handle: Ref(string); ) -> (num_accumulated: int32)",
    shape=rules.scalar,
    host=True,
)
def accumulator_num_accumulated(handle: Any) -> Any:
    """How many gradients an accumulator holds."""
    return np.int32(_behind(handle).count)


@op(
    "ResourceAccumulatorNumAccumulated(handle: resource; ) -> (num_accumulated: int32) # stateful",
    shape=rules.scalar,
    host=True,
)
def resource_accumulator_num_accumulated(handle: Any) -> Any:
    """How many gradients an accumulator holds."""
    return np.int32(_behind(handle).count)


@op(
    "AccumulatorSetGlobalStep(handle: Ref(string), new_global_step: int64; ) -> ()",
    shape=_step,
    host=True,
)
def accumulator_set_global_step(handle: Any, new_global_step: Any) -> tuple[()]:
    """Sets the step below which gradients are stale."""
    _behind(handle).set_step(int(new_global_step))
    return ()


@op(
    "ResourceAccumulatorSetGlobalStep(handle: resource, new_global_step: int64; ) -> () # stateful",
    shape=_step,
    host=True,
)
def resource_accumulator_set_global_step(handle: Any, new_global_step: Any) -> tuple[()]:
    """Sets the step below which gradients are stale."""
    _behind(handle).set_step(int(new_global_step))
    return ()


@op(
    "AccumulatorTakeGradient(handle: Ref(string), num_required: int32; dtype: number) -> (average: dtype)",
    shape=_taken,
    host=True,
)
def accumulator_take_gradient(handle: Any, num_required: Any, *, ctx: Any) -> Any:
    """The mean or sum of the gradients, once enough have come."""
    return _take(handle, num_required, ctx)


@op(
    "ResourceAccumulatorTakeGradient(handle: resource, num_required: int32; dtype: number) -> (average: dtype) # stateful",
    shape=_taken,
    host=True,
)
def resource_accumulator_take_gradient(handle: Any, num_required: Any, *, ctx: Any) -> Any:
    """The mean or sum of the gradients, once enough have come."""
    return _take(handle, num_required, ctx)


@op(
    "SparseAccumulatorApplyGradient(handle: Ref(string), local_step: int64, gradient_indices: int64, gradient_values: dtype, "
    "gradient_shape: int64; dtype: number, has_known_shape: bool) -> ()",
    shape=_step,
    host=True,
)
def sparse_accumulator_apply_gradient(
    handle: Any,
    local_step: Any,
    gradient_indices: Any,
    gradient_values: Any,
    gradient_shape: Any,
    *,
    has_known_shape: bool,
) -> tuple[()]:
    """Adds rows of a gradient to an accumulator, unless they are stale."""
    shape = np.ravel(gradient_shape).tolist() if has_known_shape else None
    _behind(handle).add_rows(
        int(local_step), np.asarray(gradient_indices), np.asarray(gradient_values), shape
    )
    return ()


@op(
    "SparseAccumulatorTakeGradient(handle: Ref(string), num_required: int32; dtype: number) -> "
    "(indices: int64, values: dtype, shape: int64)",
    shape=_taken_rows,
    host=True,
)
def sparse_accumulator_take_gradient(handle: Any, num_required: Any, *, ctx: Any) -> Any:
    """The rows' means or sums, once enough gradients have come."""
    return _take(handle, num_required, ctx)

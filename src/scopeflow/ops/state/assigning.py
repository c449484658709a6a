"""The ops that make, read and assign variables; the scatter ops stand in `scatter.py`.

A body never changes an array: it gets the variable's current value in the place of the variable and
returns the next one.  What a variable is, and when its new value becomes visible, is the engine's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arguments import compact
from scopeflow.ops.define import op

_PASSES_HANDLES = {"Identity", "Switch", "RefSwitch", "Enter", "Exit", "NextIteration", "Merge"}


def handle_dims(handle: Tensor) -> rules.Dims:
    """The shape of the variable that a resource tensor names; None where the graph does not tell."""
    seen = set()
    while handle._op.type in _PASSES_HANDLES and handle not in seen:
        seen.add(handle)
        handle = handle._op._inputs[0]
    return handle._op._attrs["shape"] if handle._op.type == "VarHandleOp" else None


def target_dims(target: Tensor) -> rules.Dims:
    """The shape of the variable behind a ref tensor or a handle."""
    return target._dims if target.dtype._is_ref_dtype else handle_dims(target)


def _through_handle(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (handle_dims(inputs[0]),)


def _same_as_target(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    """The value has the variable's shape; a ref op gives the variable back."""
    merged = rules.merge(target_dims(inputs[0]), inputs[1]._dims)
    return (merged,) if inputs[0].dtype._is_ref_dtype else ()


def _assigned(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    if attrs["validate_shape"]:
        return (rules.merge(inputs[0]._dims, inputs[1]._dims),)
    return (inputs[1]._dims,)


def _counter(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    return (rules.with_rank(target_dims(inputs[0]), 0),)


def _length_of_target(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    dims = handle_dims(inputs[0])
    return ((None if dims is None else len(dims),),)


# -- variables -------------------------------------------------------------------------------------


@op(
    'VariableV2(; shape: shape, dtype: type, container: string = "", shared_name: string = "")'
    " -> (ref: Ref(dtype)) # stateful",
    shape=rules.from_attr,
    variable="ref",
)
def variable_v2(*, ctx: Any) -> Any:
    """A variable that is referred to by its memory; the engine stands in for its value."""
    raise errors.InternalError(
        None, ctx.op, f"{ctx.op.name} is a variable: it has no value of its own."
    )


@op(
    'VarHandleOp(; container: string = "", shared_name: string = "", dtype: type, shape: shape)'
    " -> (resource: resource) # stateful",
    shape=rules.scalar,
    variable="resource",
)
def var_handle_op(*, ctx: Any) -> Any:
    """A variable that is referred to by a handle; the engine stands in for its value."""
    raise errors.InternalError(
        None, ctx.op, f"{ctx.op.name} is a variable: it has no value of its own."
    )


# -- reading ---------------------------------------------------------------------------------------


@op(
    "ReadVariableOp(resource: resource; dtype: type) -> (value: dtype) # stateful",
    shape=_through_handle,
    reads="resource",
)
def read_variable_op(resource: Any) -> Any:
    """The value of a resource variable where this node stands in the order of a run."""
    return resource


@op(
    "VariableShape(input: resource; out_type: index = int32) -> (output: out_type) # stateful",
    shape=_length_of_target,
    reads="input",
)
def variable_shape(input: Any, *, out_type: Any) -> Any:  # noqa: A002 - the input's name in the op
    """The shape of a resource variable's value."""
    return np.array(input.shape, out_type.as_numpy_dtype)


@op(
    "IsVariableInitialized(ref: Ref(dtype); dtype: type) -> (is_initialized: bool) # allows_uninitialized",
    shape=rules.scalar,
    reads="ref",
    births=True,
)
def is_variable_initialized(ref: Any) -> Any:
    """Whether a ref variable has a value."""
    return np.bool_(ref is not None)


@op(
    "VarIsInitializedOp(resource: resource; ) -> (is_initialized: bool) # stateful",
    shape=rules.scalar,
    reads="resource",
    births=True,
)
def var_is_initialized_op(resource: Any) -> Any:
    """Whether a resource variable has a value."""
    return np.bool_(resource is not None)


# -- assigning -------------------------------------------------------------------------------------


@op(
    "Assign(ref: Ref(T), value: T; T: type, validate_shape: bool = True, use_locking: bool = True)"
    " -> (output_ref: Ref(T)) # allows_uninitialized",
    shape=_assigned,
    writes="ref",
    births=True,
)
def assign(ref: Any, value: Any, *, validate_shape: bool, ctx: Any) -> Any:
    """Makes `value` the variable's value."""
    if validate_shape:
        if ref is not None:
            fits, known = ref.shape == value.shape, ref.shape
        else:
            known = ctx.op._inputs[0]._dims
            fits = known is None or _compatible(known, value.shape)
        if not fits:
            xp.check(
                False,
                errors.InvalidArgumentError,
                "Assign requires shapes of both tensors to match. lhs shape= %s rhs shape= %s",
                compact(known),
                compact(value.shape),
            )
    return value


def _compatible(known: tuple[int | None, ...], shape: tuple[int, ...]) -> bool:
    return len(known) == len(shape) and all(
        k is None or k == d for k, d in zip(known, shape, strict=True)
    )


@op(
    "AssignVariableOp(resource: resource, value: dtype; dtype: type) -> () # stateful",
    shape=_same_as_target,
    writes="resource",
    births=True,
)
def assign_variable_op(resource: Any, value: Any) -> Any:
    """Makes `value` the resource variable's value."""
    return value


def _same_size(ref: Any, value: Any) -> None:
    if ref.shape != value.shape:
        xp.check(False, errors.InvalidArgumentError, "Parameters and update must be the same size")


@op(
    "AssignAdd(ref: Ref(T), value: T; T: number, use_locking: bool = False) -> (output_ref: Ref(T))",
    shape=_same_as_target,
    writes="ref",
)
def assign_add(ref: Any, value: Any) -> Any:
    """Adds `value` to the variable."""
    _same_size(ref, value)
    return xp.add(ref, value)


@op(
    "AssignSub(ref: Ref(T), value: T; T: number, use_locking: bool = False) -> (output_ref: Ref(T))",
    shape=_same_as_target,
    writes="ref",
)
def assign_sub(ref: Any, value: Any) -> Any:
    """Subtracts `value` from the variable."""
    _same_size(ref, value)
    return xp.sub(ref, value)


def _same_shape(resource: Any, value: Any) -> None:
    if resource.shape != value.shape:
        xp.check(
            False,
            errors.InvalidArgumentError,
            "Cannot update variable with shape %s using a Tensor with shape %s, shapes must be equal.",
            compact(resource.shape),
            compact(value.shape),
        )


@op(
    "AssignAddVariableOp(resource: resource, value: dtype; dtype: type) -> () # stateful",
    shape=_same_as_target,
    writes="resource",
)
def assign_add_variable_op(resource: Any, value: Any) -> Any:
    """Adds `value` to the resource variable."""
    _same_shape(resource, value)
    return xp.add(resource, value)


@op(
    "AssignSubVariableOp(resource: resource, value: dtype; dtype: type) -> () # stateful",
    shape=_same_as_target,
    writes="resource",
)
def assign_sub_variable_op(resource: Any, value: Any) -> Any:
    """Subtracts `value` from the resource variable."""
    _same_shape(resource, value)
    return xp.sub(resource, value)


# -- counting --------------------------------------------------------------------------------------


@op(
    "CountUpTo(ref: Ref(T); limit: int, T: index) -> (output: T)",
    shape=_counter,
    writes="ref",
)
def count_up_to(ref: Any, *, limit: int) -> Any:
    """The variable's value before it is made larger by one; out of range once it has reached `limit`."""
    xp.check(
        xp.less(ref, np.asarray(limit, ref.dtype)),
        errors.OutOfRangeError,
        "Reached limit of %s",
        limit,
    )
    return xp.add(ref, np.ones((), ref.dtype)), ref


@op(
    "ResourceCountUpTo(resource: resource; limit: int, T: index) -> (output: T) # stateful",
    shape=_counter,
    writes="resource",
)
def resource_count_up_to(resource: Any, *, limit: int) -> Any:
    """The resource variable's value before it is made larger by one."""
    return count_up_to.body(resource, limit=limit)

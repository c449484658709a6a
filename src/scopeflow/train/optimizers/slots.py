"""Slots: variables that stand beside another one, named after it, of its shape or another."""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

from scopeflow.graph.contexts import colocate_with
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.filling import zeros
from scopeflow.ops.arrays.shaping import shape as shape_of
from scopeflow.scopes.getting import get_variable
from scopeflow.scopes.state import get_variable_scope
from scopeflow.scopes.variable_scope import variable_scope
from scopeflow.variables.handles import BaseResourceVariable
from scopeflow.variables.initializers import Zeros
from scopeflow.variables.loading import initialized_value
from scopeflow.variables.slices import SaveSliceInfo
from scopeflow.variables.variable import Variable


def create_slot(primary: Any, value: Tensor, name: str, colocate_with_primary: bool = True) -> Any:
    """A slot that begins as `value`.

    Args:
      primary: the variable (or tensor) it belongs to.
      value: its initial value.
      name: its name behind that of `primary`.
      colocate_with_primary: whether it stands where `primary` does.
    """
    fixed = value.shape.is_fully_defined()
    return _create(primary, name, value, None, None, fixed, colocate_with_primary)


def create_slot_with_initializer(
    primary: Any,
    initializer: Any,
    shape: Any,
    dtype: Any,
    name: str,
    colocate_with_primary: bool = True,
) -> Any:
    """A slot of this shape and dtype; see `create_slot`."""
    fixed = shape.is_fully_defined()
    # an initializer that is a tensor has its own shape
    known = shape if callable(initializer) else None
    return _create(primary, name, initializer, known, dtype, fixed, colocate_with_primary)


def create_zeros_slot(
    primary: Any, name: str, dtype: Any = None, colocate_with_primary: bool = True
) -> Any:
    """A slot of zeros of the shape of `primary`; see `create_slot`."""
    if dtype is None:
        dtype = primary.dtype
    if primary.shape.is_fully_defined():
        return create_slot_with_initializer(
            primary, Zeros(), primary.shape, dtype, name, colocate_with_primary
        )
    is_variable = isinstance(primary, Variable)
    dims = shape_of(initialized_value(primary) if is_variable else primary)
    return create_slot(primary, zeros(dims, dtype=dtype), name, colocate_with_primary)


def _create(
    primary: Any, name: str, initial: Any, shape: Any, dtype: Any, fixed: bool, beside: bool
) -> Any:
    place: Any = colocate_with(primary.op) if beside else nullcontext()
    with variable_scope(None, f"{primary.op.name}/{name}"), place:
        scope = get_variable_scope()
        # a slot is not cut into parts: what it belongs to is a part already
        partitioner, scope._partitioner = scope.partitioner, None
        try:
            slot = get_variable(
                "",
                shape=shape,
                dtype=dtype,
                initializer=initial,
                trainable=False,
                use_resource=_flavour(primary),
                validate_shape=fixed,
            )
        finally:
            scope._partitioner = partitioner
    _note_slice(primary, slot)
    return slot


def _flavour(primary: Any) -> bool | None:
    if isinstance(primary, BaseResourceVariable):
        return True
    return False if primary.dtype._is_ref_dtype else None


def _note_slice(primary: Any, slot: Any) -> None:
    """The slot of a part of a variable is a part of the whole variable's slot."""
    part = getattr(primary, "_save_slice_info", None)
    if part is None:
        return
    own_name = slot.op.name[len(primary.op.name) + 1 :]
    slot._set_save_slice_info(
        SaveSliceInfo(
            f"{part.full_name}/{own_name}", part.full_shape, part.var_offset, part.var_shape
        )
    )

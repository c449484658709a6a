"""The ops of TensorArray: each takes the array's handle and a flow, whose only meaning is the order of effects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow import errors, xp
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.control.array_state import ArrayState, numbered
from scopeflow.ops.control.tracing import active
from scopeflow.ops.define import ShapeMismatch, op

_FLOW = np.float32(0.0)
_HANDLE_STAYS = frozenset(["Enter", "Identity", "Switch", "TensorArrayGradV3"])


def _handle_with_flow(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    rules.with_rank(inputs[0]._dims, 0)
    return ((2,), ())


def _after_write(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    return ((),)


def _after_scatter(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 1)
    indices, value = inputs[1]._dims, inputs[2]._dims
    if value is not None and not value:
        raise ShapeMismatch("Shape must be at least rank 1 but is rank 0")
    if indices is not None and value is not None:
        places, rows = indices[0], value[0]
        if places is not None and rows is not None and places != rows:
            raise ShapeMismatch(f"Dimensions must be equal, but are {rows} and {places}")
    return ((),)


def _after_split(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[2]._dims, 1)
    return ((),)


def _element_dims(handle: Tensor) -> rules.Dims:
    """What the array behind a handle says of its elements' shape."""
    while handle._op.type in _HANDLE_STAYS:
        handle = handle._op._inputs[0]
    if handle._op.type != "TensorArrayV3":
        return None
    attrs = handle._op._attrs
    dims = attrs["element_shape"]
    return dims if attrs["identical_element_shapes"] or None not in (dims or (None,)) else None


def _element(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    return (_element_dims(inputs[0]),)


def _elements(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims]:
    rules.with_rank(inputs[1]._dims, 1)
    indices, dims = inputs[1]._dims, _element_dims(inputs[0])
    return (None if indices is None or dims is None else (*indices, *dims),)


def _concatenated(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return (None, (None,))


@op(
    "TensorArrayV3(size: int32; dtype: type, element_shape: shape = shape(unknown), dynamic_size: bool = False, "
    'clear_after_read: bool = True, identical_element_shapes: bool = False, tensor_array_name: string = "") '
    "-> (handle: resource, flow: float32) # stateful",
    shape=_handle_with_flow,
    static=("size",),
    host=True,
)
def tensor_array_v3(
    size: Any,
    *,
    dtype: Any,
    element_shape: Any,
    dynamic_size: bool,
    clear_after_read: bool,
    identical_element_shapes: bool,
    tensor_array_name: str,
    ctx: Any,
) -> tuple[Any, Any]:
    """An array of tensors that lives as long as the run.

    Args:
      size: how many elements it has, an int32 scalar.
      dtype: their dtype.
      element_shape: what is known of their shapes.
      dynamic_size: whether a write behind the end makes it longer.
      clear_after_read: whether a read frees the element.
      identical_element_shapes: whether all have one shape.
      tensor_array_name: its name; the node's by default.
    """
    count = xp.static_int(size, "The size of a TensorArray")
    if count < 0:
        raise errors.InvalidArgumentError(None, None, "Size should be >= 0.")
    name, trace = tensor_array_name or ctx.op.name, active()
    rest = (element_shape, dynamic_size, clear_after_read, identical_element_shapes)
    if trace is None:
        return ArrayState(name, dtype.as_numpy_dtype, count, *rest), _FLOW
    from scopeflow.ops.control.traced_array import TracedArray  # few programs compile loops

    name = trace.names.setdefault(ctx.op.name, numbered(name))
    return TracedArray(trace, name, dtype.as_numpy_dtype, count, *rest), _FLOW


@op(
    "TensorArrayGradV3(handle: resource, flow_in: float32; source: string) -> "
    "(grad_handle: resource, flow_out: float32) # stateful",
    shape=rules.fixed((2,), ()),
    host=True,
)
def tensor_array_grad_v3(handle: Any, flow_in: Any, *, source: str) -> tuple[Any, Any]:
    """The array of the gradients of an array's elements, which writes add to.

    Args:
      handle: the array.
      flow_in: after what.
      source: which of its arrays of gradients.
    """
    return handle.gradient(source), flow_in


@op(
    "TensorArrayGradWithShape(handle: resource, flow_in: float32, shape_to_prepend: int32; source: string) -> "
    "(grad_handle: resource, flow_out: float32) # stateful",
    shape=rules.fixed((2,), ()),
    host=True,
)
def tensor_array_grad_with_shape(
    handle: Any, flow_in: Any, shape_to_prepend: Any, *, source: str
) -> tuple[Any, Any]:
    """Like TensorArrayGradV3, for gradients with more dimensions in front."""
    extra = xp.static_ints(shape_to_prepend, "The shape to prepend")
    return handle.gradient(source, tuple(extra)), flow_in


@op(
    "TensorArrayWriteV3(handle: resource, index: int32, value: T, flow_in: float32; T: type) -> (flow_out: float32) # stateful",
    shape=_after_write,
    host=True,
)
def tensor_array_write_v3(handle: Any, index: Any, value: Any, flow_in: Any, *, T: Any) -> Any:
    """Sets one element.

    Args:
      handle: the array.
      index: which element, an int32 scalar.
      value: its value.
      flow_in: after what.
    """
    handle.check_written(T)
    handle.write(index, value)
    return flow_in


@op(
    "TensorArrayReadV3(handle: resource, index: int32, flow_in: float32; dtype: type) -> (value: dtype) # stateful",
    shape=_element,
    host=True,
)
def tensor_array_read_v3(handle: Any, index: Any, flow_in: Any, *, dtype: Any) -> Any:
    """One element.

    Args:
      handle: the array.
      index: which element, an int32 scalar.
      flow_in: after what.
      dtype: the dtype of the elements.
    """
    handle.check_requested(dtype)
    return handle.read(index)


@op(
    "TensorArrayGatherV3(handle: resource, indices: int32, flow_in: float32; dtype: type, "
    "element_shape: shape = shape(unknown)) -> (value: dtype) # stateful",
    shape=_elements,
    static=("indices",),
    host=True,
)
def tensor_array_gather_v3(
    handle: Any, indices: Any, flow_in: Any, *, dtype: Any, element_shape: Any
) -> Any:
    """Some elements, stacked.

    Args:
      handle: the array.
      indices: which, an int32 vector.
      flow_in: after what.
      dtype: the dtype of the elements.
      element_shape: what is known of their shapes.
    """
    handle.check_requested(dtype)
    return handle.gather(indices, element_shape)


@op(
    "TensorArrayScatterV3(handle: resource, indices: int32, value: T, flow_in: float32; T: type) -> "
    "(flow_out: float32) # stateful",
    shape=_after_scatter,
    static=("indices",),
    host=True,
)
def tensor_array_scatter_v3(handle: Any, indices: Any, value: Any, flow_in: Any, *, T: Any) -> Any:
    """Sets the elements `indices[i]` to `value[i]`."""
    handle.check_written(T)
    handle.scatter(indices, value)
    return flow_in


@op(
    "TensorArrayConcatV3(handle: resource, flow_in: float32; dtype: type, element_shape_except0: shape = shape(unknown)) -> "
    "(value: dtype, lengths: int64) # stateful",
    shape=_concatenated,
    host=True,
)
def tensor_array_concat_v3(
    handle: Any, flow_in: Any, *, dtype: Any, element_shape_except0: Any
) -> tuple[Any, Any]:
    """All elements one behind the other, and how long each is."""
    handle.check_requested(dtype)
    return handle.concat(element_shape_except0)


@op(
    "TensorArraySplitV3(handle: resource, value: T, lengths: int64, flow_in: float32; T: type) -> "
    "(flow_out: float32) # stateful",
    shape=_after_split,
    static=("lengths",),
    host=True,
)
def tensor_array_split_v3(handle: Any, value: Any, lengths: Any, flow_in: Any, *, T: Any) -> Any:
    """Cuts a value into the elements, `lengths[i]` rows for each."""
    handle.check_written(T)
    handle.split(value, lengths)
    return flow_in


@op(
    "TensorArraySizeV3(handle: resource, flow_in: float32; ) -> (size: int32) # stateful",
    shape=rules.scalar,
    host=True,
)
def tensor_array_size_v3(handle: Any, flow_in: Any) -> Any:
    """How many elements an array has."""
    return np.int32(len(handle))


@op("TensorArrayCloseV3(handle: resource; ) -> () # stateful", shape=rules.none, host=True)
def tensor_array_close_v3(handle: Any) -> None:
    """Frees an array before the run ends."""
    handle.close()

"""Nodes that only order others: no_op, group, tuple."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from scopeflow.graph.composite import CompositeTensor
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.identity import identity, ref_identity
from scopeflow.ops.define import op
from scopeflow.ops.scoping import name_scope


@op("NoOp(; ) -> ()", shape=rules.none)
def no_op() -> tuple[()]:
    """An operation that does nothing, except that its control inputs run first.

    Args:
      name: the wish for the node's name.

    Returns:
      An Operation.
    """
    return ()


@op("ControlTrigger(; ) -> ()", shape=rules.none)
def control_trigger() -> tuple[()]:
    """An operation that does nothing, and runs even if its control inputs are dead."""
    return ()


def group(*inputs: Any, **kwargs: Any) -> Operation:
    """One operation that runs all of `inputs`.

    Operations on different devices are first grouped by device.

    Args:
      *inputs: operations, tensors, or nested lists and dicts of them.
      name: the wish for the node's name.

    Returns:
      An Operation.

    Raises:
      TypeError: if an input is no operation or tensor.
      ValueError: for an unknown keyword.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     both = tf.group(tf.no_op(name="a"), tf.no_op(name="b"))
    >>> both.name, [op.name for op in both.control_inputs]
    ('group_deps', ['a', 'b'])

    ```
    """
    name = kwargs.pop("name", None)
    if kwargs:
        raise ValueError("Unknown keyword arguments: " + ", ".join(kwargs))
    flat = list(_flatten(inputs))
    with name_scope(name, "group_deps", flat) as scope:
        if not flat:
            return no_op(name=scope)
        by_device: dict[str, list[Any]] = {}
        for given in flat:
            found = given._as_graph_element() if hasattr(given, "_as_graph_element") else given
            # (arrays of newer NumPy have a device too, which TensorFlow's never had)
            if not hasattr(found, "device") or isinstance(found, (np.ndarray, np.generic)):
                raise TypeError(
                    f"Expected tf.group() expected Tensor arguments not '{found}' with type '{type(found)}'"
                )
            # control_dependencies waits for a resource variable's handle or assignment, not for a read of it
            member = given if hasattr(given, "_handle") else found
            by_device.setdefault(member.device, []).append(member)
        if len(by_device) == 1:
            ((device, members),) = by_device.items()
            return _after(members, device, scope)
        # Devices in order of their names, so that equal programs build equal graphs.
        parts = [_after(by_device[device], device, None) for device in sorted(by_device)]
        with get_default_graph().control_dependencies(parts):
            return no_op(name=scope)


def _after(members: Sequence[Any], device: str, name: str | None) -> Operation:
    graph = get_default_graph()
    with graph.control_dependencies(members):
        if not device:
            return no_op(name=name)
        with graph.device(device):
            return no_op(name=name)


def _flatten(values: Any) -> Iterator[Any]:
    """The leaves of nested lists, tuples, dicts and composites; a dict's in the order of its sorted keys."""
    if isinstance(values, dict):
        for key in sorted(values):
            yield from _flatten(values[key])
    elif isinstance(values, (list, tuple)):
        for value in values:
            yield from _flatten(value)
    elif isinstance(values, CompositeTensor):
        yield from values._tensors()
    else:
        yield values


def tuple_(tensors: Any, name: str | None = None, control_inputs: Any = None) -> list[Any]:
    """The same tensors, none of which is there before all of them are computed.

    Args:
      tensors: a list of tensors; None stays None.
      name: the wish for the scope's name.
      control_inputs: more operations that must have run first.

    Returns:
      A list as long as `tensors`.

    Raises:
      ValueError: if there is no tensor among `tensors`.
      TypeError: if a control input is no operation or tensor.
    """
    if not tensors:
        raise ValueError(f"Must have at least one Tensor: {tensors}")
    with name_scope(name, "tuple", tensors):
        values = [
            value
            if value is None or isinstance(value, Operation) or hasattr(value, "op")
            else convert_to_tensor(value)
            for value in tensors
        ]
        gates = [
            value if isinstance(value, Operation) else value.op
            for value in values
            if value is not None
        ]
        for given in control_inputs or ():
            control = given.op if isinstance(given, Tensor) else given
            if not isinstance(control, Operation):
                raise TypeError(f"Control input must be Operation or Tensor: {control}")
            gates.append(control)
        if not gates:
            raise ValueError(f"Must have at least one Tensor: {tensors}")
        gate = group(*sorted(set(gates), key=lambda op: op._id))
        return [None if value is None else with_dependencies([gate], value) for value in values]


def with_dependencies(dependencies: Sequence[Any], output: Any, name: str | None = None) -> Any:
    """`output`, which is there only after `dependencies` have run.

    Args:
      dependencies: operations or tensors.
      output: a tensor, or an operation.
      name: the wish for the node's name.
    """
    graph = get_default_graph()
    if isinstance(output, Operation):
        return group(*dependencies, output, name=name)
    with (
        name_scope(name, "control_dependency", [*dependencies, output]) as scope,
        graph.colocate_with(output),
        graph.control_dependencies(dependencies),
    ):
        if isinstance(output, CompositeTensor):
            # as in TensorFlow the values wait, and what comes out is IndexedSlices even of a SparseTensor
            from scopeflow.ops.arrays.indexed_slices import IndexedSlices

            values = identity(output.values, name=scope)  # type: ignore[attr-defined]
            return IndexedSlices(values, output.indices, output.dense_shape)  # type: ignore[attr-defined]
        tensor = convert_to_tensor(output)
        return (ref_identity if tensor.dtype._is_ref_dtype else identity)(tensor, name=scope)

"""The nodes that conditionals are made of: Switch sends a value one way, Merge takes what arrives.

A tensor can be dead: the output of a Switch on the side that was not chosen is, and so is every
output of an op with a dead input, but for Merge.  Dead values are the engine's business: the bodies
here see live values only.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.define import op


def _both_sides(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    rules.with_rank(inputs[1]._dims, 0)
    dims = inputs[0]._dims
    return (dims, dims)


@op(
    "Switch(data: T, pred: bool; T: type) -> (output_false: T, output_true: T)",
    shape=_both_sides,
)
def switch(data: Any, pred: Any) -> tuple[Any, Any]:
    """Sends `data` to the second output if `pred` is true, else to the first; the other one is dead.

    Args:
      data: any tensor.
      pred: a bool scalar.
      name: the wish for the node's name.
    """
    return data, data


@op(
    "RefSwitch(data: Ref(T), pred: bool; T: type) -> (output_false: Ref(T), output_true: Ref(T))",
    shape=_both_sides,
)
def ref_switch(data: Any, pred: Any) -> tuple[Any, Any]:
    """Switch for the reference of a variable."""
    return data, data


def _any_of(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, rules.Dims]:
    dims = inputs[0]._dims
    for tensor in inputs[1:]:
        other = tensor._dims
        if dims is None or other is None or len(dims) != len(other):
            return (None, ())
        dims = tuple([x if x == y else None for x, y in zip(dims, other, strict=True)])
    return (dims, ())


@op("Merge(inputs: N * T; T: type, N: int >= 1) -> (output: T, value_index: int32)", shape=_any_of)
def merge(inputs: Any) -> tuple[Any, Any]:
    """The one input that is not dead, and its index.

    Args:
      inputs: a list of tensors of one dtype, of which one will be live; a dead one arrives as None.
      name: the wish for the node's name.
    """
    return _live(inputs)


@op(
    "RefMerge(inputs: Ref(N * T); T: type, N: int >= 1) -> (output: Ref(T), value_index: int32)",
    shape=_any_of,
)
def ref_merge(inputs: Any) -> tuple[Any, Any]:
    """Merge for references of variables."""
    return _live(inputs)


def _live(inputs: Sequence[Any]) -> tuple[Any, Any]:
    for index, value in enumerate(inputs):
        if value is not None:
            return value, np.int32(index)
    raise ValueError("a Merge without a live input has no value")


def switch_beside(data: Any, pred: Tensor, name: str = "Switch") -> Any:
    """A Switch, or RefSwitch for a reference, on the device of `data`."""
    data = convert_to_tensor(data, name="data")
    with data.graph.colocate_with(data, ignore_existing=True):
        if data.dtype._is_ref_dtype:
            return ref_switch(data, pred, name=name)
        return switch(data, pred, name=name)

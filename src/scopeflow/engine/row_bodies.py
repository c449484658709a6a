"""A function's body for many arguments at once: each node computes a row for each of them, in one call.

Only nodes are taken of which every row comes out bit for bit as if it were alone: what NumPy rounds exactly, element by
element, and what only moves values.  Where anything fails nothing is said of it: the rows are then called one by
one, and the first that fails says so in its own words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.engine.flat_bodies import flat_calls
from scopeflow.engine.plan import Plan
from scopeflow.engine.program import Call

_ELEMENT_BY_ELEMENT = frozenset(
    [
        "Abs",
        "Add",
        "AddV2",
        "BitwiseAnd",
        "BitwiseOr",
        "BitwiseXor",
        "Cast",
        "Ceil",
        "Equal",
        "Floor",
        "FloorDiv",
        "FloorMod",
        "Greater",
        "GreaterEqual",
        "Identity",
        "IsFinite",
        "IsInf",
        "IsNan",
        "Less",
        "LessEqual",
        "LogicalAnd",
        "LogicalNot",
        "LogicalOr",
        "Maximum",
        "Minimum",
        "Mul",
        "Neg",
        "NotEqual",
        "RealDiv",
        "Sign",
        "Snapshot",
        "Sqrt",
        "Square",
        "SquaredDifference",
        "StopGradient",
        "Sub",
        "TruncateDiv",
        "TruncateMod",
    ]
)

_NO_NUMBERS = frozenset(["string", "variant", "resource"])

# Gives the node's value from the registers and the number of rows.
Step = Callable[[list[Any], int], Any]


class _NoRows(Exception):
    """The body, or this call of it, is none that rows can be made of."""


class RowBody:
    """A plan's calls on rows.

    Args:
      plan: the body's plan.
      captured: the values of its last feeds, which are the same for all rows.
      results: how many of its fetches are wanted.

    Raises:
      _NoRows: if there is a node that is not known to give the same bits for many rows.
    """

    def __init__(self, plan: Plan, captured: Sequence[Any], results: int) -> None:
        calls = flat_calls(plan)
        if calls is None:
            raise _NoRows
        self._template = list(plan.template)
        given = len(plan.feed_registers) - len(captured)
        for register, value in zip(plan.feed_registers[given:], captured, strict=True):
            self._template[register] = value
        self._given = [
            (register, _rank(tensor))
            for register, tensor in zip(plan.feed_registers[:given], plan.feeds, strict=False)
        ]
        # the registers that hold a row for each argument; what is in others is the same for all
        self._rows = {register for register, _ in self._given}
        self._steps: list[tuple[int, Step]] = [self._step(call) for call in calls]
        self._wanted = plan.fetch_registers[:results]

    def _step(self, call: Call) -> tuple[int, Step]:
        op = getattr(call, "op", None)
        if op is None or not call.plain or op.definition.stateful:
            raise _NoRows
        in_rows = [slot in self._rows for slot in call.args]
        if not any(in_rows):
            if op.definition.host:
                raise _NoRows
            slots = _slots(call)
            return call.outs[0], lambda registers, count: call.body(
                *[registers[slot] for slot in slots], **call.kwargs
            )
        self._rows.add(call.outs[0])
        if op.type in _ELEMENT_BY_ELEMENT:
            return call.outs[0], _element_by_element(call, in_rows)
        rule = _RULES.get(op.type)
        if rule is None or not in_rows[0] or any(in_rows[1:]):
            raise _NoRows
        return call.outs[0], rule(call)

    def __call__(self, columns: Sequence[np.ndarray]) -> list[Any]:
        """The results for the rows of `columns`; any exception means that they are to be called one by one."""
        count = len(columns[0])
        registers = self._template.copy()
        for (register, rank), column in zip(self._given, columns, strict=True):
            if column.ndim != rank + 1:
                raise _NoRows
            registers[register] = column
        for register, step in self._steps:
            registers[register] = step(registers, count)
        return [self._stacked(register, registers[register], count) for register in self._wanted]

    def _stacked(self, register: int, value: Any, count: int) -> Any:
        if register in self._rows:
            if len(value) != count:
                raise _NoRows
            return value
        if not isinstance(value, (np.ndarray, np.generic)) or value.dtype.hasobject:
            raise _NoRows
        return np.repeat(np.asarray(value)[None], count, axis=0)


def row_body(plan: Plan, captured: Sequence[Any], results: int) -> RowBody | None:
    """The body for rows, or None where there is none."""
    try:
        return RowBody(plan, captured, results)
    except _NoRows:
        return None


def _rank(tensor: Any) -> int:
    if tensor._dims is None:
        raise _NoRows
    return len(tensor._dims)


def _slots(call: Call) -> list[int]:
    """The registers of a plain call's arguments."""
    return [slot for slot in call.args if isinstance(slot, int)]


def _element_by_element(call: Call, in_rows: Sequence[bool]) -> Step:
    """A lowering that broadcasts: ones go between the row and the dimensions that an argument lacks."""
    tensors = call.op._inputs
    if any(tensor.dtype.base_dtype.name in _NO_NUMBERS for tensor in tensors):
        raise _NoRows
    rank = _rank(call.op._outputs[0])
    parts = [
        (slot, rank - _rank(tensor) if inside else 0)
        for slot, tensor, inside in zip(_slots(call), tensors, in_rows, strict=True)
    ]
    body, kwargs = call.body, call.kwargs
    if not any(lacking for _, lacking in parts):
        slots = [slot for slot, _ in parts]
        return lambda registers, count: body(*[registers[slot] for slot in slots], **kwargs)

    def step(registers: list[Any], count: int) -> Any:
        values = []
        for slot, lacking in parts:
            value = registers[slot]
            if lacking:
                value = value.reshape(count, *(1,) * lacking, *value.shape[1:])
            values.append(value)
        return body(*values, **kwargs)

    return step


def _reshape(call: Call) -> Step:
    slots = _slots(call)

    def step(registers: list[Any], count: int) -> Any:
        value, shape = (registers[slot] for slot in slots)
        return value.reshape(count, *[int(size) for size in shape])

    return step


def _expand_dims(call: Call) -> Step:
    rank, slots = _rank(call.op._inputs[0]), _slots(call)

    def step(registers: list[Any], count: int) -> Any:
        value, axis = (registers[slot] for slot in slots)
        where = int(np.asarray(axis).item())
        if not -rank - 1 <= where <= rank:
            raise _NoRows
        return np.expand_dims(value, where + 1 if where >= 0 else where)

    return step


def _transpose(call: Call) -> Step:
    rank, slots = _rank(call.op._inputs[0]), _slots(call)

    def step(registers: list[Any], count: int) -> Any:
        value, order = (registers[slot] for slot in slots)
        order = [int(axis) for axis in order]
        if sorted(order) != list(range(rank)):
            raise _NoRows
        return np.ascontiguousarray(value.transpose(0, *[axis + 1 for axis in order]))

    return step


def _one_hot(call: Call) -> Step:
    axis, slots = call.kwargs["axis"], _slots(call)
    kwargs = {**call.kwargs, "axis": axis if axis < 0 else axis + 1}
    return lambda registers, count: call.body(*[registers[slot] for slot in slots], **kwargs)


def _decode_raw(call: Call) -> Step:
    # a vector of strings is decoded to rows of one length, or not at all
    if _rank(call.op._inputs[0]):
        raise _NoRows
    slots = _slots(call)
    return lambda registers, count: call.body(registers[slots[0]], **call.kwargs)


# What moves values of the first argument, by other arguments that are the same for all rows.
_RULES: dict[str, Callable[[Call], Step]] = {
    "DecodeRaw": _decode_raw,
    "ExpandDims": _expand_dims,
    "OneHot": _one_hot,
    "Reshape": _reshape,
    "Transpose": _transpose,
}

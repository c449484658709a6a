"""Small calls of every op, for the tests that go over all definitions.

Elementwise ops are called by their declaration alone, once per dtype; any other op stands in
`calls`.  Inputs are placeholders with defaults: their shapes are known while building, their values are
not, so that nothing is folded away.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from scopeflow.ops import catalog, rules
from scopeflow.ops.define import Definition
from tests.ops.calls import SAMPLES, Sample
from tests.ops.inputs import tensor, values

OP_DEFS = Path(__file__).parent.parent / "reference" / "op_defs.jsonl"
# An elementwise op is called with each of these that its declaration allows and a CPU kernel computes.
KINDS = [
    *("float32", "float64", "float16", "bfloat16", "complex64", "complex128", "bool", "string"),
    *("int32", "int64", "int8", "int16", "uint8", "uint16"),
]
ELEMENTWISE = {rules.unchanged, rules.broadcast, rules.same}
# The output that no value reaches, in the samples of Switch and RefSwitch.
NEVER_LIVE = {"Switch": 0, "RefSwitch": 1}
# The nodes of loops that mean nothing by themselves; op_cases/loops_*.py.txt has them in loops.
PARTS_OF_LOOPS = {"Enter", "RefEnter", "RefExit", "NextIteration", "RefNextIteration", "LoopCond"}
# An op whose output cannot be fetched: a variable that nothing has assigned.
NOT_FETCHED = {
    *("VariableV2", "VarHandleOp", "FakeQueue", "IdentityReader", "LMDBReader"),
    *(
        "HashTableV2",
        "MutableHashTableV2",
        "MutableHashTableOfTensorsV2",
        "MutableDenseHashTableV2",
    ),
}


@functools.cache
def op_defs() -> dict[str, Any]:
    """The interfaces that TensorFlow registers, by op type."""
    return {record["type"]: record for record in map(json.loads, OP_DEFS.read_text().splitlines())}


def by_schema(definition: Definition) -> list[Sample]:
    """Calls with inputs of shape [2, 3], one per dtype."""
    schema = definition.schema
    free = [a.type_attr for a in schema.inputs if a.dtype is None]
    if len(set(free)) > 1:
        raise LookupError(
            f"{definition.type} takes inputs of several types: it needs a call in SAMPLES"
        )
    allowed = schema.attrs[free[0]].allowed if free else None
    kernels = op_defs()[definition.type]["kernels"] or KINDS
    names: list[str] = [t.name for t in allowed] if allowed else KINDS
    kinds = [n for n in KINDS if n in names and n in kernels] or [n for n in names if n in kernels][
        :1
    ]
    return [_elementwise(definition, kind) for kind in (kinds if free else [""])]


def _elementwise(definition: Definition, kind: str) -> Sample:
    def call() -> Operation:
        inputs = [
            tensor(arg.dtype or kind, 2, 3, first=1 + 2 * position)
            for position, arg in enumerate(definition.schema.inputs)
        ]
        return definition.node(inputs, {}, None)

    return call


def samples_of(definition: Definition) -> list[Sample]:
    """The calls of one op.

    Raises:
      LookupError: if the op has none and is no elementwise op.
    """
    if definition.type in PARTS_OF_LOOPS:
        return []
    given = SAMPLES.get(definition.type)
    if given is not None:
        return list(given)
    arguments = definition.schema.inputs
    simple = arguments and not any(
        a.is_list or a.is_ref or a.dtype is tf.resource for a in arguments
    )
    if simple and definition.shape in ELEMENTWISE:
        return by_schema(definition)
    raise LookupError(f"no call of {definition.type}: add one to SAMPLES in tests/ops/calls.py")


def all_samples() -> Iterator[tuple[str, Sample]]:
    """(name, call) of every sample there is; the name is the op's type and a number."""
    for type_name, definition in sorted(catalog.load_all().items()):
        try:
            calls = samples_of(definition)
        except LookupError:
            continue  # a test of its own says so
        for index, call in enumerate(calls):
            yield f"{type_name}_{index}", call


def fetches(op: Operation) -> list[tf.Tensor]:
    """The outputs of a sample that have values."""
    if op.type in NOT_FETCHED:
        return []
    dead = NEVER_LIVE.get(op.type)
    # what a handle stands for has no value
    handles = (tf.resource, tf.variant)
    return [t for t in op.outputs if t.value_index != dead and t.dtype not in handles]


def feeds(op: Operation) -> dict[tf.Tensor, np.ndarray]:
    """What the run of a sample needs to be fed."""
    return {op.outputs[0]: values(tf.float32, (2, 3))} if op.type == "Placeholder" else {}

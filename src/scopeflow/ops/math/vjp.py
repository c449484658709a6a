"""The gradient of any op by differentiating its lowering: for ops whose gradient nobody has written out.

    @gradient("SomeOp")
    def _some_op(op, grad):
        return vjp(op, grad)

The node names the op and its attributes, so that a GraphDef holds all there is to know.  TensorFlow has no such op:
where it makes a gradient of its own, that one is built.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.operation import Operation
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import catalog, rules
from scopeflow.ops.define import Definition, op

_PLAIN = ("bool", "int", "float", "string", "type", "shape")
_SMOOTH = ("float16", "bfloat16", "float32", "float64", "complex64", "complex128")


def vjp(forward: Operation, *grads: Any) -> list[Any]:
    """The gradients of the inputs of an operation, by one node.

    Args:
      forward: an operation whose lowering runs on JAX.
      *grads: the gradients of its outputs; None for those that have none.

    Returns:
      A gradient for each float or complex input, None for the others.

    Raises:
      ValueError: if the op's attributes cannot be written down.
    """
    static = _static_positions(forward)
    moving = [
        i for i, t in enumerate(forward.inputs) if t.dtype.name in _SMOOTH and i not in static
    ]
    others = [i for i in range(len(forward.inputs)) if i not in static and i not in moving]
    given = [index for index, grad in enumerate(grads) if grad is not None]
    text = json.dumps(
        {
            "op": forward.type,
            "attrs": {name: _written(kind, v) for name, kind, v in _attributes(forward)},
            "moving": moving,
            "others": others,
            "static": static,
            "given": given,
        },
        sort_keys=True,
    )
    inputs = forward.inputs
    made = _vjp(
        [inputs[i] for i in moving],
        [inputs[i] for i in others],
        [inputs[i] for i in static],
        [grads[i] for i in given],
        forward=text,
    )
    found: list[Any] = [None] * len(inputs)
    for index, grad in zip(moving, made, strict=True):
        found[index] = grad
    return found


def _attributes(forward: Operation) -> list[tuple[str, str, Any]]:
    kind_of = forward.definition.attr_kind
    return [(name, kind_of(name), value) for name, value in forward._attrs.items()]


def _written(kind: str, value: Any) -> Any:
    item = kind[5:-1] if kind.startswith("list(") else kind
    if item not in _PLAIN:
        raise ValueError(
            f"an attribute of the kind {kind} has no gradient to be differentiated for"
        )
    if kind != item:
        return [kind, [_written(item, one)[1] for one in value]]
    if item == "type":
        return [kind, value.name]
    if item == "string":
        return [kind, value.decode("latin-1") if isinstance(value, bytes) else value]
    if item == "shape":
        return [kind, None if value is None else list(value)]
    return [kind, value]


def _read(kind: str, value: Any) -> Any:
    if kind.startswith("list("):
        return [_read(kind[5:-1], one) for one in value]
    if kind == "type":
        return dtypes.as_dtype(value)
    if kind == "shape":
        return None if value is None else tuple(value)
    return value


def _positions(definition: Definition, attrs: dict[str, Any]) -> list[tuple[str, int]]:
    """For each flat input of an op: the name of the declared input it belongs to, and -1 or its place in the list."""
    found = []
    for arg in definition.schema.inputs:
        if not arg.is_list:
            found.append((arg.name, -1))
            continue
        held = attrs[arg.number_attr or arg.list_attr or ""]
        count = held if arg.number_attr else len(held)
        found.extend((arg.name, place) for place in range(count))
    return found


def _static_positions(forward: Operation) -> list[int]:
    named = forward.definition.static
    return [
        index
        for index, (name, _) in enumerate(_positions(forward.definition, forward._attrs))
        if name in named
    ]


def _like_the_inputs(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[rules.Dims, ...]:
    return tuple([tensor._dims for tensor in inputs[: len(attrs["Tmoving"])]])


@lru_cache(maxsize=1024)
def _described(text: str) -> tuple[Definition, dict[str, Any], dict[str, Any]]:
    told = json.loads(text)
    definition = catalog.find(told["op"])
    if definition is None:
        raise ValueError(f"Unrecognized Op name {told['op']}")
    attrs = {name: _read(kind, value) for name, (kind, value) in told["attrs"].items()}
    return definition, attrs, told


@op(
    "Vjp(moving: [Tmoving], others: [Tothers], static: [Tstatic], grads: [Tgrads]; forward: string, "
    "Tmoving: list(type) >= 0, Tothers: list(type) >= 0, Tstatic: list(type) >= 0, Tgrads: list(type) >= 0) "
    "-> (outputs: [Tmoving])",
    shape=_like_the_inputs,
    static=("static",),
)
def _vjp(moving: Any, others: Any, static: Any, grads: Any, *, forward: Any) -> Any:
    """The gradients of an op's inputs, by differentiating its lowering."""
    text = forward.decode() if isinstance(forward, bytes) else forward
    if all(xp.is_known(value) for value in (*moving, *others, *grads)):
        with xp.door.x64():
            return tuple(
                [np.asarray(one) for one in _pulled_back(moving, others, static, grads, text)]
            )
    return _pulled_back(moving, others, static, grads, text)


def _pulled_back(moving: Any, others: Any, static: Any, grads: Any, text: str) -> tuple[Any, ...]:
    definition, attrs, told = _described(text)
    names = _positions(definition, attrs)
    keywords = {name: attrs[name] for name in definition.body_attrs}
    fixed = dict(zip(told["others"], others, strict=True)) | dict(
        zip(told["static"], static, strict=True)
    )

    def outputs(*values: Any) -> tuple[Any, ...]:
        flat = fixed | dict(zip(told["moving"], values, strict=True))
        arguments: dict[str, Any] = {arg.name: [] for arg in definition.schema.inputs}
        for index, (name, place) in enumerate(names):
            if place < 0:
                arguments[name] = flat[index]
            else:
                arguments[name].append(flat[index])
        made = definition.body(*arguments.values(), **keywords)
        whole = tuple(made) if isinstance(made, (tuple, list)) else (made,)
        return tuple([whole[index] for index in told["given"]])

    jnp = xp.door.jnp()
    _, pull = xp.door.jax().vjp(outputs, *[jnp.asarray(value) for value in moving])
    # JAX's gradients of complex numbers are the conjugates of TensorFlow's
    found = pull(tuple([_conjugate(jnp.asarray(grad)) for grad in grads]))
    return tuple([_conjugate(one) for one in found])


def _conjugate(value: Any) -> Any:
    return value.conj() if value.dtype.kind == "c" else value


__all__ = ["vjp"]

"""Inputs for small calls of ops: tensors of known shape whose values are not known while building."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

import scopeflow as tf
from scopeflow.graph.operation import Operation
from scopeflow.ops import catalog


def values(dtype: tf.DType, shape: tuple[int, ...], first: int = 1) -> np.ndarray:
    """Values that suit a dtype: floats within (0, 1), integers from `first` on."""
    size = int(np.prod(shape))
    steps = np.arange(first, first + size)
    if dtype.name == "string":
        return np.array([f"s{i}".encode() for i in steps], dtype=object).reshape(shape)
    if dtype.name == "bool":
        return (steps % 2 == 0).reshape(shape)
    if dtype.is_integer:
        return steps.reshape(shape).astype(dtype.as_numpy_dtype)
    return (steps / (first + size + 1)).reshape(shape).astype(dtype.as_numpy_dtype)


# What is known of the inputs while building: their shapes and the values of arguments such as axes;
# their ranks and those values; those values alone; or the shapes alone.
KNOWLEDGE = ("shapes", "ranks", "values", "no values")
_known = ["shapes"]


@contextmanager
def knowing(what: str) -> Iterator[None]:
    """Within this, no more is known of inputs than `what`, one of KNOWLEDGE."""
    _known.append(what)
    try:
        yield
    finally:
        _known.pop()


def tensor(dtype: Any, *shape: int, first: int = 1) -> tf.Tensor:
    """A tensor whose value is not known while building; its shape is, within the limits of `knowing`."""
    dtype = tf.as_dtype(dtype)
    known: Any = {"ranks": [None] * len(shape), "values": None}.get(_known[-1], shape)
    return tf.placeholder_with_default(tf.constant(values(dtype, shape, first), dtype), known)


def f32(*shape: int, first: int = 1) -> tf.Tensor:
    return tensor(tf.float32, *shape, first=first)


def i32(*numbers: Any) -> tf.Tensor:
    """A constant vector of int32."""
    return argument(list(numbers))


def number(value: int) -> tf.Tensor:
    """A constant int32 scalar."""
    return argument(value)


def argument(value: Any) -> tf.Tensor:
    """A constant of int32, within the limits of `knowing`."""
    made = tf.constant(value, tf.int32)
    return tf.placeholder_with_default(made, made.shape) if _known[-1] == "no values" else made


def node(type_name: str, *inputs: Any, **attrs: Any) -> Operation:
    return catalog.load_all()[type_name].node(inputs, attrs, None)


def ref(dtype: Any = tf.float32) -> tf.Tensor:
    """The reference of a new variable of shape [4, 3]."""
    return tf.Variable(values(dtype, (4, 3)), use_resource=False)._ref()


def handle(dtype: Any = tf.float32) -> tf.Tensor:
    """The handle of a new resource variable of shape [4, 3]."""
    return tf.Variable(values(dtype, (4, 3)), use_resource=True).handle


def counter(resource: bool) -> tf.Tensor:
    made = tf.Variable(3, use_resource=resource)
    return made.handle if resource else made._ref()

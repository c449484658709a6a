"""Inputs for small calls of ops: tensors of known shape whose values are not known while building."""

from __future__ import annotations

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


def tensor(dtype: Any, *shape: int, first: int = 1) -> tf.Tensor:
    """A tensor whose value is not known while building; its shape is."""
    dtype = tf.as_dtype(dtype)
    return tf.placeholder_with_default(tf.constant(values(dtype, shape, first), dtype), shape)


def f32(*shape: int, first: int = 1) -> tf.Tensor:
    return tensor(tf.float32, *shape, first=first)


def i32(*numbers: Any) -> tf.Tensor:
    """A constant vector of int32."""
    return tf.constant(list(numbers), tf.int32)


def number(value: int) -> tf.Tensor:
    """A constant int32 scalar."""
    return tf.constant(value, tf.int32)


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

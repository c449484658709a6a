"""`tf.gradients` and `tf.hessians`."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from contextlib import nullcontext
from typing import Any

from scopeflow.autodiff.aggregation import AggregationMethod
from scopeflow.autodiff.walk import Walk
from scopeflow.autodiff.zeros import zeros_of
from scopeflow.graph import dtypes, ports
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.filling import fill
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.arrays.shaping import shape
from scopeflow.ops.scoping import name_scope


class UnconnectedGradients(enum.Enum):
    """What `tf.gradients` gives for an x on which no y depends: None, or zeros."""

    NONE = "none"
    ZERO = "zero"


@ports.gradients.register
def gradients(
    ys: Any,
    xs: Any,
    grad_ys: Any = None,
    name: str = "gradients",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
    stop_gradients: Any = None,
    unconnected_gradients: Any = UnconnectedGradients.NONE,
) -> list[Any]:
    """The derivatives of the sum of `ys` with respect to each of `xs`, as new nodes of the graph.

    Args:
      ys: a tensor or a list of tensors.
      xs: a tensor or variable, or a list of them.
      grad_ys: the gradients of `ys`, each of the shape of its y; None, for one or for all, is ones.
      name: the name scope of the nodes made.
      colocate_gradients_with_ops: put these nodes on the devices of the operations they differentiate.
      gate_gradients: compute all gradients of an operation before any of them is used.
      aggregation_method: a value of `tf.AggregationMethod`: how gradients are added up.
      stop_gradients: tensors that count as constants.
      unconnected_gradients: a value of `tf.UnconnectedGradients`: what is given for an x on which no y depends.

    Returns:
      A list as long as `xs`: a Tensor, IndexedSlices where only some rows have a gradient (as after
      `tf.gather`), or None where no y depends on the x.

    Raises:
      LookupError: if an operation in between has no gradient.
      ValueError: if the arguments do not fit together.
      TypeError: if a y has no numbers.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant(3.0)
    ...     print(sess.run(tf.gradients(x * x + x, x)[0]))
    7.0

    ```
    """
    ys, xs = as_list(ys), as_list(xs)
    stops = [] if stop_gradients is None else as_list(stop_gradients)
    given = [None] * len(ys) if grad_ys is None else as_list(grad_ys)
    try:
        unconnected = UnconnectedGradients(unconnected_gradients)
    except ValueError:
        raise ValueError(
            f"Unknown value for unconnected_gradients: '{unconnected_gradients}'. "
            "Use one of tf.UnconnectedGradients."
        ) from None
    with name_scope(name, "gradients", [*ys, *xs, *stops, *given]):
        graph = get_default_graph()
        # reserved by TensorFlow for each call
        graph.unique_name("uid")
        ys = _converted(ys, "y")
        xs = [x.handle if hasattr(x, "_handle") else x for x in xs]
        xs = _converted(xs, "x", as_ref=True)
        walk_arguments = (
            colocate_gradients_with_ops,
            gate_gradients,
            aggregation_method,
        )
        starts = _default_gradients(given, ys, colocate_gradients_with_ops)
        walk = Walk(graph, ys, xs, *walk_arguments, stops)
        for y, grad in zip(ys, starts, strict=True):
            walk.add(y, grad)
        walk.run()
    walk.finish()
    return [_result(walk, x, unconnected) for x in xs]


def as_list(value: Any) -> list[Any]:
    """`value` as a list, alone if it is no list or tuple."""
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _converted(values: Sequence[Any], name: str, as_ref: bool = False) -> list[Any]:
    return [
        value
        if value is None or isinstance(value, IndexedSlices)
        else internal_convert(value, name=f"{name}_{index}", as_ref=as_ref)
        for index, value in enumerate(values)
    ]


def _result(walk: Walk, x: Any, unconnected: UnconnectedGradients) -> Any:
    known = walk.grads.get(x.op)
    if known is None:
        return zeros_of(x) if unconnected is UnconnectedGradients.ZERO else None
    grad = known[x.value_index]
    assert not isinstance(grad, list), f"the gradients of {x.op.name} were never added up"
    return grad


def _default_gradients(given: list[Any], ys: Sequence[Any], colocate: bool) -> list[Any]:
    """The gradients that the walk starts with: ones where none are given.

    Raises:
      ValueError: if there are not as many as ys.
      TypeError: if one does not fit its y.
    """
    if len(given) != len(ys):
        raise ValueError(f"Passed {len(given)} grad_ys for {len(ys)} ys")
    grads = _converted(given, "grad_y")
    graph = get_default_graph()
    made: list[Any] = []
    for index, (y, grad) in enumerate(zip(ys, grads, strict=True)):
        if y is None:
            raise AttributeError(
                "'NoneType' object has no attribute 'op'\nOne of the ys is None: a gradient of what did not depend on its x?"
            )
        with graph.colocate_with(y.op) if colocate else nullcontext():
            made.append(_start(y, grad, f"grad_ys_{index}"))
    return made


def _start(y: Any, grad: Any, name: str) -> Any:
    """The gradient of `y` that the walk starts with, as nodes of its own."""
    if grad is None:
        if y.dtype.is_complex:
            raise TypeError(
                f"Gradients of complex tensors must set grad_ys (y.dtype = {y.dtype!r})"
            )
        return _ones(y, name)
    _check_fits(y, grad)
    if not isinstance(grad, IndexedSlices):
        return identity(grad, name=name)
    rows = identity(grad.indices, name=f"{name}_indices")
    values = identity(grad.values, name=f"{name}_values")
    sizes = grad.dense_shape
    return IndexedSlices(
        values, rows, None if sizes is None else identity(sizes, name=f"{name}_shape")
    )


def _ones(y: Tensor, name: str) -> Tensor:
    sizes = shape(y)
    return fill(sizes, constant(1, y.dtype.base_dtype, name=name))


def _check_fits(y: Tensor, grad: Any) -> None:
    words = f"Gradient type {grad.dtype.name} generated for"
    if y.dtype.is_floating or y.dtype.is_integer:
        if not (grad.dtype.is_floating or grad.dtype.is_integer):
            raise TypeError(
                f"{words} real or integer-valued tensor {y} with type {y.dtype.name} must be real or integer"
            )
    elif y.dtype.is_complex:
        if not grad.dtype.is_complex:
            raise TypeError(
                f"{words} complex-valued tensor {y} with type {y.dtype.name} must be real"
            )
    elif y.dtype is dtypes.variant:
        if grad.dtype is not dtypes.variant:
            raise TypeError(f"{words} variant tensor {y} with type {y.dtype.name} must be variant")
    elif y.dtype is dtypes.resource:
        if grad.dtype is dtypes.resource:
            raise TypeError(
                f"Input gradient {grad} for resource tensor {y} should not be a resource"
            )
    else:
        raise TypeError(
            f"Tensor {y} with type {y.dtype.name} must be numeric to obtain a default gradient"
        )


__all__ = ["AggregationMethod", "UnconnectedGradients", "gradients"]

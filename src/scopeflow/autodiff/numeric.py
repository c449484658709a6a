"""Gradients compared with differences: `tf.test.compute_gradient` and `compute_gradient_error`.

A Jacobian is a matrix with a row for each number of x and a column for each number of y; a complex
element counts as two numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from scopeflow.autodiff.api import gradients
from scopeflow.graph import ports
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.identity import identity
from scopeflow.ops.arrays.indexed_slices import IndexedSlices


def compute_gradient(
    x: Any,
    x_shape: Any,
    y: Tensor,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Any = None,
) -> Any:
    """The Jacobian of `y` by `x` as `tf.gradients` gives it, and as differences give it.

    Runs in the default session.

    Args:
      x: a float or complex tensor, or a list of them.
      x_shape: its shape as a list or tuple of ints; a list of shapes for a list.
      y: a tensor that depends on `x`.
      y_shape: its shape.
      x_init_value: the value of `x` at which to differentiate; random by default.
      delta: the size of the steps.
      init_targets: a list of operations to run first.
      extra_feed_dict: what else to feed.

    Returns:
      Two arrays of shape (numbers of x, numbers of y), by gradients and by differences; a list of such pairs for a list.

    Raises:
      AssertionError: if `x` is not differentiable, or a value has another shape.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session():
    ...     x = tf.constant([1.0, 2.0])
    ...     by_gradients, _ = tf.test.compute_gradient(x, [2], x * x, [2], x_init_value=[1.0, 2.0])
    >>> by_gradients.tolist()
    [[2.0, 0.0], [0.0, 4.0]]

    ```
    """
    feeds = extra_feed_dict or {}
    session = ports.default_session.call()
    if init_targets is not None:
        assert isinstance(init_targets, (list, tuple)), "init_targets is a list of operations."
        for target in init_targets:
            session.run(target, dict(feeds))
    several = isinstance(x, list)
    xs = x if several else [x]
    dys, dxs = [], []
    for one in xs:
        dy = identity(constant(1.0, shape=y_shape, dtype=y.dtype))
        grad = gradients(y, one, dy)
        assert len(grad) == 1
        dxs.append(grad[0])
        dys.append(dy)
    shapes = x_shape if several else [x_shape]
    values = _start_values(xs, shapes, x_init_value if several else [x_init_value])
    made = []
    for position, dx in enumerate(dxs):
        made.append(
            _jacobians(
                xs[position],
                shapes[position],
                values[position],
                y,
                y_shape,
                dx,
                dys[position],
                delta,
                session,
                dict(feeds),
            )
        )
    return made if several else made[0]


def compute_gradient_error(
    x: Any,
    x_shape: Any,
    y: Tensor,
    y_shape: Any,
    x_init_value: Any = None,
    delta: float = 1e-3,
    init_targets: Any = None,
    extra_feed_dict: Any = None,
) -> float:
    """The largest difference between the two Jacobians of `compute_gradient`.

    Args:
      x, x_shape, y, y_shape, x_init_value, delta, init_targets, extra_feed_dict: as in `compute_gradient`.

    Returns:
      A number; NaN if a Jacobian holds NaN.
    """
    pairs = compute_gradient(
        x, x_shape, y, y_shape, x_init_value, delta, init_targets, extra_feed_dict
    )
    error: Any = 0
    for by_gradients, by_differences in pairs if isinstance(pairs, list) else [pairs]:
        if by_gradients.size or by_differences.size:
            largest = np.fabs(by_gradients - by_differences).max()
            error = np.maximum(error, largest)
    return error


def _start_values(xs: list[Any], shapes: Any, given: Any) -> list[np.ndarray]:
    values = []
    starts = given if given is not None else [None] * len(xs)
    for x, shape, start in zip(xs, shapes, starts, strict=True):
        kind = x.dtype.as_numpy_dtype
        if start is None:
            values.append(np.random.random_sample(shape).astype(kind))
            continue
        value = np.array(start, dtype=start.dtype if hasattr(start, "dtype") else kind)
        assert len(value.shape) == len(shape) and all(
            int(a) == int(b) for a, b in zip(value.shape, shape, strict=True)
        ), f"x_shape = {shape}, init_data shape = {list(value.shape)}"
        values.append(value)
    return values


def _jacobians(
    x: Any,
    x_shape: Any,
    x_value: np.ndarray,
    y: Tensor,
    y_shape: Any,
    dx: Any,
    dy: Tensor,
    delta: float,
    session: Any,
    feeds: dict[Any, Any],
) -> tuple[np.ndarray, np.ndarray]:
    assert dx is not None, f"dx = {dx}"
    by_gradients = _by_gradients(x, x_shape, x_value, dy, y_shape, dx, session, feeds)
    by_differences = _by_differences(x, x_shape, x_value, y, y_shape, delta, session, feeds)
    return by_gradients, by_differences


def _numbers(shape: Any, dtype: Any) -> int:
    """How many real numbers a tensor holds."""
    return int(np.prod([int(size) for size in shape])) * (2 if dtype.is_complex else 1)


def _by_gradients(
    x: Any,
    x_shape: Any,
    x_value: np.ndarray,
    dy: Tensor,
    y_shape: Any,
    dx: Any,
    session: Any,
    feeds: dict[Any, Any],
) -> np.ndarray:
    kind = x.dtype.real_dtype.as_numpy_dtype
    rows, columns = _numbers(x_shape, x.dtype), _numbers(y_shape, dy.dtype)
    jacobian = np.zeros((rows, columns), kind)
    one_hot = np.zeros(tuple(int(size) for size in y_shape), dy.dtype.as_numpy_dtype)
    flat = one_hot.reshape(-1).view(dy.dtype.real_dtype.as_numpy_dtype)
    for column in range(columns):
        flat[column] = 1
        run = {**feeds, x: x_value, dy: one_hot}
        if isinstance(dx, IndexedSlices):
            parts = session.run([dx.values, dx.indices], run)
            whole = np.zeros(tuple(int(size) for size in x_shape), x.dtype.as_numpy_dtype)
            np.add.at(whole, np.asarray(parts[1]).reshape(-1), parts[0])
        else:
            whole = np.asarray(session.run(dx, run))
        jacobian[:, column] = whole.reshape(-1).view(kind)
        flat[column] = 0
    if not columns:
        # no column to ask for, but the gradient must still be computable
        whole = np.asarray(session.run(dx, {**feeds, x: x_value, dy: one_hot}))
        if whole.shape != x_value.shape:
            raise ValueError(
                f"Empty gradient has wrong shape: expected {list(x_value.shape)}, got {list(whole.shape)}"
            )
        if np.any(whole):
            raise ValueError("Empty gradient has nonzero values")
    return jacobian


def _by_differences(
    x: Any,
    x_shape: Any,
    x_value: np.ndarray,
    y: Tensor,
    y_shape: Any,
    delta: float,
    session: Any,
    feeds: dict[Any, Any],
) -> np.ndarray:
    real_x = x.dtype.real_dtype.as_numpy_dtype
    real_y = y.dtype.real_dtype.as_numpy_dtype
    rows, columns = _numbers(x_shape, x.dtype), _numbers(y_shape, y.dtype)
    jacobian = np.zeros((rows, columns), real_x)
    value = np.array(x_value, x.dtype.as_numpy_dtype)
    flat = value.reshape(-1).view(real_x)
    scale = np.asarray(2 * delta, y.dtype.as_numpy_dtype)[()]
    step = np.asarray(delta, real_x)[()]
    for row in range(rows):
        before = flat[row]
        flat[row] = before + step
        above = np.asarray(session.run(y, {**feeds, x: value}))
        flat[row] = before - step
        below = np.asarray(session.run(y, {**feeds, x: value}))
        flat[row] = before
        jacobian[row, :] = ((above - below) / scale).reshape(-1).view(real_y)
    return jacobian

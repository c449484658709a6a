"""Moving the zero frequency to the middle of a spectrum, and back."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.rolling import roll
from scopeflow.ops.scoping import name_scope


def fftshift(x: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """x with the zero frequency in the middle of its axes.

    Args:
      x: a Tensor whose sizes along the axes are known.
      axes: an int or a list of ints; None is all axes.
      name: a name for the operation.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as session:
    ...     print(session.run(tf.signal.fftshift([0, 1, 2, -2, -1])))
    [-2 -1  0  1  2]

    ```
    """
    return _shifted(x, axes, name, "fftshift", lambda size: size // 2)


def ifftshift(x: Any, axes: Any = None, name: str | None = None) -> Tensor:
    """The inverse of `fftshift`.

    Args:
      x: a Tensor whose sizes along the axes are known.
      axes: an int or a list of ints; None is all axes.
      name: a name for the operation.
    """
    return _shifted(x, axes, name, "ifftshift", lambda size: -(size // 2))


def _shifted(x: Any, axes: Any, name: str | None, default: str, by: Any) -> Tensor:
    with name_scope(name, default) as full:
        x = convert_to_tensor(x)
        if axes is None:
            axes = tuple(range(x.shape.ndims))
            shift: Any = [by(int(size)) for size in x.shape]
        elif isinstance(axes, int):
            shift = by(int(x.shape[axes]))
        else:
            shift = [by(int(x.shape[axis])) for axis in axes]
        return roll(x, shift, axes, full)

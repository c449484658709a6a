"""Batch normalization by given means and variances."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.tensor import Tensor
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.elementwise import rsqrt
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.scoping import name_scope


def batch_normalization(
    x: Any,
    mean: Any,
    variance: Any,
    offset: Any,
    scale: Any,
    variance_epsilon: Any,
    name: str | None = None,
) -> Tensor:
    """scale * (x - mean) / sqrt(variance + variance_epsilon) + offset.

    Args:
      x: a Tensor of floats.
      mean: a Tensor that broadcasts against `x`.
      variance: a Tensor that broadcasts against `x`.
      offset: the same, or None for 0.
      scale: the same, or None for 1.
      variance_epsilon: a small number that keeps the root away from 0.
      name: a name for the scope of the operations.

    Returns:
      A Tensor of x's dtype.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x, mean, variance = tf.constant([[1.0, 8.0]]), tf.constant([0.0, 4.0]), tf.constant([1.0, 4.0])
    ...     print(sess.run(tf.nn.batch_normalization(x, mean, variance, None, None, 0.0)))
    [[1. 2.]]

    ```
    """
    with name_scope(name, "batchnorm", [x, mean, variance, scale, offset]):
        factor = rsqrt(variance + variance_epsilon)
        if scale is not None:
            factor *= scale
        scaled = x * cast(factor, x.dtype)
        rest = offset - mean * factor if offset is not None else -mean * factor
        return scaled + cast(rest, x.dtype)


def batch_norm_with_global_normalization(
    t: Any = None,
    m: Any = None,
    v: Any = None,
    beta: Any = None,
    gamma: Any = None,
    variance_epsilon: Any = None,
    scale_after_normalization: Any = None,
    name: str | None = None,
    input: Any = None,
    mean: Any = None,
    variance: Any = None,
) -> Tensor:
    """The older form of `batch_normalization`.

    Args:
      t: a Tensor of floats, of rank 4.
      m: the means, of the size of its last dimension.
      v: the variances, likewise.
      beta: what is added after all.
      gamma: what is multiplied with.
      variance_epsilon: a small number that keeps the root away from 0.
      scale_after_normalization: whether `gamma` is used.
      name: a name for the scope of the operations.
      input: another spelling of `t`.
      mean: another spelling of `m`.
      variance: another spelling of `v`.

    Raises:
      ValueError: if an argument is given in both spellings.
    """
    t = renamed("input", input, "t", t)
    m = renamed("mean", mean, "m", m)
    v = renamed("variance", variance, "v", v)
    return batch_normalization(
        t, m, v, beta, gamma if scale_after_normalization else None, variance_epsilon, name
    )

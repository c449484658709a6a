"""Second derivatives: `tf.hessians`."""

from __future__ import annotations

from typing import Any

from scopeflow.autodiff.api import as_list, gradients
from scopeflow.graph import dtypes
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.shaping import reshape, shape, size
from scopeflow.ops.control.tensor_array import TensorArray
from scopeflow.ops.control.while_loop import while_loop


def hessians(
    ys: Any,
    xs: Any,
    name: str = "hessians",
    colocate_gradients_with_ops: bool = False,
    gate_gradients: bool = False,
    aggregation_method: Any = None,
) -> list[Tensor]:
    """The second derivatives of the sum of `ys`, for each of `xs` with itself.

    Args:
      ys: a tensor or a list of tensors.
      xs: a tensor or a list of tensors.
      name: accepted for compatibility; the nodes stand where the call stands.
      colocate_gradients_with_ops, gate_gradients, aggregation_method: as in `tf.gradients`, for the first
        derivatives.

    Returns:
      For each x a tensor of shape `x.shape + x.shape`.

    Raises:
      ValueError: if no y depends on an x.
      LookupError: if an operation in between has no gradient.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     x = tf.constant([1.0, 2.0])
    ...     print(sess.run(tf.hessians(tf.reduce_prod(x), x))[0].tolist())
    [[0.0, 1.0], [1.0, 0.0]]

    ```
    """
    options = {
        "colocate_gradients_with_ops": colocate_gradients_with_ops,
        "gate_gradients": gate_gradients,
        "aggregation_method": aggregation_method,
    }
    xs = as_list(xs)
    return [_hessian(first, x) for first, x in zip(gradients(ys, xs, **options), xs, strict=True)]


def _hessian(first: Any, x: Any) -> Tensor:
    flat = reshape(first, [-1])
    count = size(x)
    start = constant(0, dtypes.int32)
    rows = TensorArray(x.dtype.base_dtype, count)

    def row(index: Tensor, found: Any) -> tuple[Tensor, Any]:
        following = index + 1
        return following, found.write(index, gradients(flat[index], x)[0])

    _, found = while_loop(lambda index, _: index < count, row, [start, rows])
    sizes = shape(x)
    return reshape(found.stack(), concat([sizes, sizes], 0))

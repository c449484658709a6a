"""Softmax cross-entropies: of probabilities, and of one class index for each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from scopeflow import xp
from scopeflow.graph import dtypes
from scopeflow.graph.convert import internal_convert
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.tensor import Tensor
from scopeflow.ops import rules
from scopeflow.ops.arrays.counting import range as tensor_range
from scopeflow.ops.arrays.identity import stop_gradient
from scopeflow.ops.arrays.joining import concat
from scopeflow.ops.arrays.moving import transpose
from scopeflow.ops.arrays.shaping import rank, reshape, shape
from scopeflow.ops.arrays.slicing import slice as tensor_slice
from scopeflow.ops.define import ShapeMismatch, op
from scopeflow.ops.math.arithmetic import subtract
from scopeflow.ops.math.casting import cast
from scopeflow.ops.math.reduction import renamed
from scopeflow.ops.nn.logistic import require_named
from scopeflow.ops.rules import Dims
from scopeflow.ops.scoping import name_scope


def _rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims]:
    logits, labels = inputs[0]._dims, inputs[1]._dims
    try:
        dims = rules.merge(logits, labels)
    except ShapeMismatch:
        dims = rules.broadcast_dims(logits, labels)
    if dims is None:
        return (None,), (None, None)
    if len(dims) != 2:
        raise ShapeMismatch(f"Shape must be broadcasted with rank 2, but is rank {len(dims)}")
    return (dims[0],), dims


@op(
    "SoftmaxCrossEntropyWithLogits(features: T, labels: T; T: floating) -> (loss: T, backprop: T)",
    shape=_rows,
)
def softmax_cross_entropy(features, labels):
    """The cross-entropy of each row, and its gradient."""
    return xp.softmax_cross_entropy(features, labels)


def _labelled_rows(inputs: Sequence[Tensor], attrs: dict[str, Any]) -> tuple[Dims, Dims]:
    logits = rules.with_rank(inputs[0]._dims, 2)
    labels = rules.with_rank(inputs[1]._dims, 1)
    assert logits is not None and labels is not None
    rows = rules.merge_dim(logits[0], labels[0])
    return (rows,), (rows, logits[1])


@op(
    "SparseSoftmaxCrossEntropyWithLogits(features: T, labels: Tlabels; T: floating, Tlabels: index = int64) "
    "-> (loss: T, backprop: T)",
    shape=_labelled_rows,
)
def sparse_softmax_cross_entropy(features, labels):
    """The cross-entropy of each row with a class index, and its gradient."""
    return xp.sparse_softmax_cross_entropy(features, labels)


def softmax_cross_entropy_with_logits(
    _sentinel: Any = None,
    labels: Any = None,
    logits: Any = None,
    dim: Any = -1,
    name: str | None = None,
    axis: Any = None,
) -> Tensor:
    """`softmax_cross_entropy_with_logits_v2`, but no gradient flows into the labels.

    Args:
      _sentinel: refuses positional arguments.
      labels: a Tensor of the shape of `logits`; probabilities along `dim`.
      logits: a Tensor of floats.
      dim: the axis of the classes.
      name: a name for the scope of the operations.
      axis: another spelling of `dim`, which has a value already: giving it is always refused.

    Returns:
      A Tensor of logits' dtype, of their shape without the axis.

    Raises:
      ValueError: if an argument is missing or positional, or `axis` is given.
    """
    dim = renamed("axis", axis, "dim", dim)
    require_named("softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "softmax_cross_entropy_with_logits_sg", [logits, labels]) as full:
        labels = stop_gradient(labels, name="labels_stop_gradient")
        return softmax_cross_entropy_with_logits_v2(labels, logits, dim, full)


def softmax_cross_entropy_with_logits_v2(
    labels: Any, logits: Any, axis: Any = None, name: str | None = None, dim: Any = None
) -> Tensor:
    """The cross-entropy of probabilities with the softmax of logits.

    Args:
      labels: a Tensor of the shape of `logits`; probabilities along `axis`. Gradients flow into it too.
      logits: a Tensor of floats; 16-bit floats are computed in float32.
      axis: the axis of the classes, the last one by default.
      name: a name for the scope of the operations.
      dim: the older spelling of `axis`.

    Returns:
      A Tensor of logits' dtype, of their shape without the axis.

    Raises:
      ValueError: if the shapes do not fit, an argument is missing, or both spellings are given.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.nn.softmax_cross_entropy_with_logits_v2(labels=[[0.0, 1.0]], logits=[[0.0, 0.0]])
    ...     print(sess.run(loss))
    [0.6931472]

    ```
    """
    axis = renamed("axis", axis, "dim", dim)
    axis = -1 if axis is None else axis
    require_named("softmax_cross_entropy_with_logits", None, labels, logits)
    with name_scope(name, "softmax_cross_entropy_with_logits", [logits, labels]) as full:
        logits = internal_convert(logits, name="logits")
        labels = internal_convert(labels, name="labels")
        narrow = logits.dtype in (dtypes.float16, dtypes.bfloat16)
        precise = cast(logits, dtypes.float32) if narrow else logits
        labels = cast(labels, precise.dtype)
        input_rank = rank(precise)
        dims = logits._dims
        if axis != -1:
            precise = _last(precise, axis, input_rank)
            labels = _last(labels, axis, input_rank)
        input_shape = shape(precise)
        precise = _rows_of(precise)
        labels = _rows_of(labels)
        cost = softmax_cross_entropy(precise, labels, name=full)[0]
        outer = tensor_slice(input_shape, [0], [subtract(input_rank, 1)])
        cost = reshape(cost, outer)
        if dims is not None:
            left = list(dims)
            del left[axis]
            cost.set_shape(left)
        return cast(cost, logits.dtype) if narrow else cost


def _last(x: Tensor, axis: Any, count: Tensor) -> Tensor:
    """`x` with one axis moved to the end."""
    order = [tensor_range(axis), tensor_range(axis + 1, count), [axis]]
    return transpose(x, concat(order, 0))


def _rows_of(x: Tensor) -> Tensor:
    """`x` as a matrix: all axes but the last become one."""
    count = rank(x)
    width = tensor_slice(shape(x), [subtract(count, 1)], [1])
    rows = reshape(x, concat([[-1], width], 0))
    dims = x._dims
    if dims is not None and None not in dims[:-1]:
        product = 1
        for size in dims[:-1]:
            product *= size or 0
        rows.set_shape([product, dims[-1]])
    return rows


def sparse_softmax_cross_entropy_with_logits(
    _sentinel: Any = None, labels: Any = None, logits: Any = None, name: str | None = None
) -> Tensor:
    """The cross-entropy of class indices with the softmax of logits.

    Args:
      _sentinel: refuses positional arguments.
      labels: an int32 or int64 Tensor of the shape of `logits` without its last axis: indices of classes. One out of
        range is an error when it runs.
      logits: a Tensor of floats; float16 is computed in float32.
      name: a name for the operation and the scope of the others.

    Returns:
      A Tensor of logits' dtype and the shape of `labels`.

    Raises:
      ValueError: if the shapes do not fit, or an argument is missing or positional.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     loss = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=[1], logits=[[0.0, 0.0]])
    ...     print(sess.run(loss))
    [0.6931472]

    ```
    """
    require_named("sparse_softmax_cross_entropy_with_logits", _sentinel, labels, logits)
    with name_scope(name, "SparseSoftmaxCrossEntropyWithLogits", [labels, logits]):
        labels = internal_convert(labels)
        logits = internal_convert(logits)
        narrow = logits.dtype is dtypes.float16
        precise = cast(logits, dtypes.float32) if narrow else logits
        wanted = labels._dims
        labels_shape = shape(labels)
        fits = _require_fitting(labels, logits)
        dims = logits._dims
        if dims is not None and len(dims) == 2:
            cost = sparse_softmax_cross_entropy(precise, labels, name=name)[0]
            return cast(cost, logits.dtype) if narrow else cost
        checks = [] if fits else [_checked_shapes(labels, logits)]
        with get_default_graph().control_dependencies(checks):
            classes = shape(logits)[rank(logits) - 1]
            precise = reshape(precise, [-1, classes])
            labels = reshape(labels, [-1])
            cost = sparse_softmax_cross_entropy(precise, labels, name=name)[0]
            cost = reshape(cost, labels_shape)
            if wanted is not None:
                cost.set_shape(wanted)
            return cast(cost, logits.dtype) if narrow else cost


def _require_fitting(labels: Tensor, logits: Tensor) -> bool:
    """Whether the shapes are known to fit.

    Raises:
      ValueError: if they do not.
    """
    wanted, dims = labels._dims, logits._dims
    known = wanted is not None and None not in wanted and dims is not None
    known = known and None not in dims[:-1]  # type: ignore[index]
    if dims == ():
        raise ValueError(f"Logits cannot be scalars - received shape {logits.shape}.")
    if dims is not None and wanted is not None and len(wanted) != len(dims) - 1:
        raise ValueError(
            f"Rank mismatch: Rank of labels (received {len(wanted)}) should equal rank of logits minus 1 "
            f"(received {len(dims)})."
        )
    if known and wanted != dims[:-1]:  # type: ignore[index]
        raise ValueError(
            f"Shape mismatch: The shape of labels (received {labels.shape}) should equal the shape of logits except "
            f"for the last dimension (received {logits.shape})."
        )
    return known


def _checked_shapes(labels: Tensor, logits: Tensor) -> Any:
    from scopeflow.ops.checks.comparing import assert_equal

    return assert_equal(shape(labels), shape(logits)[:-1])

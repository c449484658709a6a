"""`tf.ConditionalAccumulator` and its kind: gradients of many workers gathered into one."""

from __future__ import annotations

from typing import Any

from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import int64
from scopeflow.graph.operation import Operation
from scopeflow.graph.shapes import TensorShape
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.arrays.indexed_slices import IndexedSlices
from scopeflow.ops.math.casting import cast
from scopeflow.ops.queues import accumulator_ops as ops


class ConditionalAccumulatorBase:
    """What both kinds of accumulators have in common.

    Args:
      dtype: the gradients' DType.
      shape: their TensorShape, or None.
      accumulator_ref: the handle.
    """

    def __init__(self, dtype: Any, shape: Any, accumulator_ref: Tensor) -> None:
        self._dtype = dtype
        self._shape = TensorShape(None if shape is None else shape)
        self._accumulator_ref = accumulator_ref
        self._name = accumulator_ref.op.name.split("/")[-1]

    @property
    def accumulator_ref(self) -> Tensor:
        """The handle."""
        return self._accumulator_ref

    @property
    def name(self) -> str:
        """The last part of the name of the handle's node."""
        return self._name

    @property
    def dtype(self) -> Any:
        """The gradients' DType."""
        return self._dtype

    def num_accumulated(self, name: str | None = None) -> Tensor:
        """How many gradients it holds, an int32 scalar.

        Args:
          name: the wish for the node's name.
        """
        count = (
            ops.accumulator_num_accumulated
            if self._accumulator_ref.dtype._is_ref_dtype
            else ops.resource_accumulator_num_accumulated
        )
        return count(self._accumulator_ref, name=name or f"{self._name}_NumAccumulated")

    def set_global_step(self, new_global_step: Any, name: str | None = None) -> Operation:
        """An operation that sets the step below which gradients are stale.

        Args:
          new_global_step: an integer scalar.
          name: the wish for the node's name.
        """
        set_step = (
            ops.accumulator_set_global_step
            if self._accumulator_ref.dtype._is_ref_dtype
            else ops.resource_accumulator_set_global_step
        )
        return set_step(self._accumulator_ref, _as_step(new_global_step), name=name)


class ConditionalAccumulator(ConditionalAccumulatorBase):
    """Sums up gradients; their mean can be taken when enough have come.

    Each time it is taken the accumulator's step grows by one; gradients of a smaller step are left out.

    Args:
      dtype: the gradients' DType.
      shape: their shape, which may be known in part.
      shared_name: accumulators of one name are one.
      name: the wish for the node's name.
      reduction_type: "MEAN" or "SUM": what is taken.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     mean = tf.ConditionalAccumulator(tf.float32, shape=[2])
    ...     sess.run(mean.apply_grad([1.0, 4.0]))
    ...     sess.run(mean.apply_grad([3.0, 8.0]))
    ...     sess.run(mean.take_grad(2))
    array([2., 6.], dtype=float32)

    ```
    """

    def __init__(
        self,
        dtype: Any,
        shape: Any = None,
        shared_name: str | None = None,
        name: str | None = "conditional_accumulator",
        reduction_type: str = "MEAN",
    ) -> None:
        handle = ops.resource_conditional_accumulator(
            dtype=dtype,
            shape=shape,
            shared_name=shared_name or "",
            name=name,
            reduction_type=reduction_type,
        )
        super().__init__(dtype, shape, handle)

    def apply_grad(self, grad: Any, local_step: Any = 0, name: str | None = None) -> Operation:
        """An operation that adds a gradient, unless it is stale.

        Args:
          grad: the gradient.
          local_step: the step that it was computed in.
          name: the wish for the node's name.

        Raises:
          ValueError: if the shape does not fit.
        """
        grad = convert_to_tensor(grad, self._dtype)
        grad.shape.assert_is_compatible_with(self._shape)
        return ops.resource_accumulator_apply_gradient(
            self._accumulator_ref, _as_step(local_step), grad, name=name
        )

    def take_grad(self, num_required: Any, name: str | None = None) -> Tensor:
        """The mean, or the sum, once so many gradients have come; running it waits for them.

        Args:
          num_required: how many, a scalar.
          name: the wish for the node's name.
        """
        taken = ops.resource_accumulator_take_gradient(
            self._accumulator_ref, num_required, dtype=self._dtype, name=name
        )
        taken.set_shape(self._shape)
        return taken


class SparseConditionalAccumulator(ConditionalAccumulatorBase):
    """Sums up gradients of rows; the mean of each row can be taken when enough gradients have come.

    Args:
      dtype: the gradients' DType.
      shape: the shape of the whole gradient, which may be known in part.
      shared_name: accumulators of one name are one.
      name: the wish for the node's name.
      reduction_type: "MEAN" or "SUM": what is taken.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     mean = tf.SparseConditionalAccumulator(tf.float32)
    ...     sess.run(mean.apply_grad([0, 2], [[1.0], [2.0]]))
    ...     sess.run(mean.apply_grad([2], [[6.0]]))
    ...     rows = sess.run(mean.take_indexed_slices_grad(2))
    >>> rows.indices.tolist(), rows.values.tolist()
    ([0, 2], [[1.0], [4.0]])

    ```
    """

    def __init__(
        self,
        dtype: Any,
        shape: Any = None,
        shared_name: str | None = None,
        name: str | None = "sparse_conditional_accumulator",
        reduction_type: str = "MEAN",
    ) -> None:
        handle = ops.sparse_conditional_accumulator(
            dtype=dtype,
            shape=shape,
            shared_name=shared_name or "",
            name=name,
            reduction_type=reduction_type,
        )
        super().__init__(dtype, shape, handle)

    def apply_indexed_slices_grad(
        self, grad: IndexedSlices, local_step: Any = 0, name: str | None = None
    ) -> Operation:
        """An operation that adds rows given as IndexedSlices; see `apply_grad`."""
        return self.apply_grad(
            grad_indices=grad.indices,
            grad_values=grad.values,
            grad_shape=grad.dense_shape,
            local_step=local_step,
            name=name,
        )

    def apply_grad(
        self,
        grad_indices: Any,
        grad_values: Any,
        grad_shape: Any = None,
        local_step: Any = 0,
        name: str | None = None,
    ) -> Operation:
        """An operation that adds rows of a gradient, unless they are stale.

        Args:
          grad_indices: the rows' indices, a vector, in rising order.
          grad_values: the rows.
          grad_shape: the shape of the whole gradient, if it is known.
          local_step: the step that it was computed in.
          name: the wish for the node's name.
        """
        step = _as_step(local_step)
        indices = cast(grad_indices, int64)
        shape = cast([] if grad_shape is None else grad_shape, int64)
        return ops.sparse_accumulator_apply_gradient(
            self._accumulator_ref,
            step,
            indices,
            grad_values,
            shape,
            has_known_shape=grad_shape is not None,
            name=name,
        )

    def take_grad(self, num_required: Any, name: str | None = None) -> Any:
        """The rows as a named tuple of indices, values and shape, once so many gradients have come.

        Args:
          num_required: how many, a scalar.
          name: the wish for the node's name.
        """
        return ops.sparse_accumulator_take_gradient(
            self._accumulator_ref, num_required, dtype=self._dtype, name=name
        )

    def take_indexed_slices_grad(self, num_required: Any, name: str | None = None) -> IndexedSlices:
        """The rows as IndexedSlices; see `take_grad`."""
        taken = self.take_grad(num_required, name)
        return IndexedSlices(indices=taken.indices, values=taken.values, dense_shape=taken.shape)


def _as_step(value: Any) -> Tensor:
    return cast(convert_to_tensor(value), int64)

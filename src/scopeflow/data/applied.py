"""Transformations for `Dataset.apply` that call no function of the user's."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.specs import SparseTensorSpec
from scopeflow.data.structure import flat_attrs
from scopeflow.data.transformations import shuffle_and_repeat as shuffled_anew
from scopeflow.data.transformations import unbatch as unbatched
from scopeflow.data.transformations import unchanged
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.shapes import TensorShape, as_shape
from scopeflow.graph.tensor import Tensor
from scopeflow.graph.tensor_spec import TensorSpec
from scopeflow.ops.calling import call
from scopeflow.ops.static import constant_value_as_shape
from scopeflow.variables.deprecation import deprecated

Transformation = Callable[[Any], Any]


@deprecated("`dataset.shuffle(buffer_size, seed).repeat(count)` gives the same elements.")
def shuffle_and_repeat(buffer_size: Any, count: Any = None, seed: Any = None) -> Transformation:
    """The elements `count` times, each time in another random order; deprecated: `shuffle(...).repeat(...)`.

    Args:
      buffer_size: how many elements the buffer holds from which elements are drawn, an int64 scalar.
      count: how many times, an int64 scalar; without an end if it is None or -1.
      seed: a seed, an int64 scalar.

    Returns:
      What `Dataset.apply` takes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     twice = tf.data.experimental.shuffle_and_repeat(5, count=2, seed=7)
    ...     numbers = tf.data.Dataset.range(3).apply(twice).batch(6)
    ...     sorted(sess.run(numbers.make_one_shot_iterator().get_next()).tolist())
    [0, 0, 1, 1, 2, 2]

    ```
    """

    return lambda dataset: shuffled_anew(dataset, buffer_size, count, seed)


@deprecated("`dataset.enumerate(start)` is the same.")
def enumerate_dataset(start: Any = 0) -> Transformation:
    """Pairs of a number and an element; deprecated: `Dataset.enumerate`.

    Args:
      start: the first number.

    Returns:
      What `Dataset.apply` takes.
    """
    return lambda dataset: dataset.enumerate(start)


@deprecated("`dataset.unbatch()` is the same.")
def unbatch() -> Transformation:
    """The slices of each element; deprecated: `Dataset.unbatch`.

    Returns:
      What `Dataset.apply` takes.
    """
    return lambda dataset: unbatched(dataset, adapted=True)


def ignore_errors() -> Transformation:
    """The elements that can be made: those that fail are left out.

    Returns:
      What `Dataset.apply` takes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     inverses = tf.data.Dataset.from_tensor_slices([1., 0., 2.]).map(
    ...         lambda x: tf.check_numerics(1. / x, "inverse"))
    ...     good = inverses.apply(tf.data.experimental.ignore_errors()).batch(3)
    ...     sess.run(good.make_one_shot_iterator().get_next()).tolist()
    [1.0, 0.5]

    ```
    """
    return lambda dataset: unchanged("IgnoreErrorsDataset", dataset)


def unique() -> Transformation:
    """Each element once, at its first place.

    Returns:
      What `Dataset.apply` takes; it raises TypeError unless elements are single int32, int64 or string tensors.
    """

    def apply(dataset: Any) -> DatasetV1Adapter:
        spec = dataset.element_spec
        if not isinstance(spec, TensorSpec) or spec.dtype not in (
            dtypes.int32,
            dtypes.int64,
            dtypes.string,
        ):
            raise TypeError(
                "`tf.data.experimental.unique()` only supports inputs with a single `tf.int32`, `tf.int64`, or "
                "`tf.string` component."
            )
        return unchanged("UniqueDataset", dataset)

    return apply


def dense_to_sparse_batch(batch_size: Any, row_shape: Any) -> Transformation:
    """Every `batch_size` elements, which may have different shapes, as one SparseTensor.

    Args:
      batch_size: an int64 scalar.
      row_shape: a shape that no element is larger than, a TensorShape or a list; where a dimension is
        None it is that of the largest in the batch.

    Returns:
      What `Dataset.apply` takes; it raises TypeError unless elements are single tensors.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     rows = tf.data.Dataset.range(1, 3).map(lambda n: tf.fill([n], n)).apply(
    ...         tf.data.experimental.dense_to_sparse_batch(2, [4]))
    ...     sess.run(rows.make_one_shot_iterator().get_next()).indices.tolist()
    [[0, 0], [1, 0], [1, 1]]

    ```
    """

    def apply(dataset: Any) -> DatasetV1Adapter:
        inner = dataset.element_spec
        if not isinstance(inner, TensorSpec):
            raise TypeError(
                "DenseToSparseDataset requires an input whose elements have a single component, whereas the input "
                f"has {dataset.output_types!r}."
            )
        row = _row_shape(row_shape)
        known = TensorShape([None]).concatenate(as_shape(constant_value_as_shape(row)))
        spec = SparseTensorSpec(known, inner.dtype)
        variant = call(
            "DenseToSparseBatchDataset",
            dataset._variant_tensor,
            batch_size,
            row,
            **flat_attrs(spec),
        )
        return DatasetV1Adapter(variant, spec, [dataset])

    return apply


def _row_shape(shape: Any) -> Tensor:
    """A shape as an int64 vector, -1 where it is open."""
    sizes = as_shape(shape).as_list()
    return convert_to_tensor([-1 if size is None else size for size in sizes], dtype=dtypes.int64)

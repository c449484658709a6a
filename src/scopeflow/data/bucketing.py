"""`tf.data.experimental.bucket_by_sequence_length`: batches of elements of about the same length."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from scopeflow.data import nesting
from scopeflow.data.grouping import group_by_window
from scopeflow.graph.contexts import control_dependencies
from scopeflow.graph.dtypes import int64
from scopeflow.graph.shapes import TensorShape
from scopeflow.ops.arrays.constant import constant
from scopeflow.ops.calling import call
from scopeflow.ops.checks.comparing import assert_less
from scopeflow.ops.math.reduction import reduce_min
from scopeflow.ops.scoping import name_scope


def bucket_by_sequence_length(
    element_length_func: Callable[..., Any],
    bucket_boundaries: Sequence[int],
    bucket_batch_sizes: Sequence[int],
    padded_shapes: Any = None,
    padding_values: Any = None,
    pad_to_bucket_boundary: bool = False,
    no_padding: bool = False,
    drop_remainder: bool = False,
) -> Callable[[Any], Any]:
    """A transformation that batches elements of about the same length, padded to the longest of their batch.

    Args:
      element_length_func: gets an element and returns its length, an int32 scalar.
      bucket_boundaries: the lengths at which another bucket begins.
      bucket_batch_sizes: the sizes of the batches of each bucket; one more than there are boundaries.
      padded_shapes: the shapes that elements are padded to, as for `Dataset.padded_batch`; their own by default.
      padding_values: what they are padded with.
      pad_to_bucket_boundary: whether they are padded to one less than the length at which the next bucket begins.
      no_padding: whether they are batched without padding.
      drop_remainder: whether smaller batches at the end are left out.

    Returns:
      What `Dataset.apply` takes.

    Raises:
      ValueError: if there are more or fewer sizes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     words = tf.data.Dataset.range(1, 5).map(lambda n: tf.fill([n], n))
    ...     batches = words.apply(tf.data.experimental.bucket_by_sequence_length(
    ...         lambda x: tf.size(x), bucket_boundaries=[3], bucket_batch_sizes=[2, 2]))
    ...     sess.run(batches.make_one_shot_iterator().get_next()).tolist()
    [[1, 0], [2, 2]]

    ```
    """
    with name_scope("bucket_by_seq_length"):
        if len(bucket_batch_sizes) != len(bucket_boundaries) + 1:
            raise ValueError("len(bucket_batch_sizes) must equal len(bucket_boundaries) + 1")
        batch_sizes = constant(bucket_batch_sizes, dtype=int64)

        def element_to_bucket_id(*args: Any) -> Any:
            length = element_length_func(*args)
            boundaries = list(bucket_boundaries)
            limits = np.iinfo(np.int32)
            lowest, highest = [limits.min, *boundaries], [*boundaries, limits.max]
            fits = call(
                "LogicalAnd",
                call("LessEqual", lowest, length),
                call("Less", length, highest),
            )
            return reduce_min(call("Where", fits))

        def window_size_fn(bucket_id: Any) -> Any:
            return batch_sizes[bucket_id]

        def batching_fn(bucket_id: Any, grouped_dataset: Any) -> Any:
            batch_size = window_size_fn(bucket_id)
            if no_padding:
                return grouped_dataset.batch(batch_size, drop_remainder=drop_remainder)
            filler: Any = None
            if pad_to_bucket_boundary:
                check = assert_less(
                    bucket_id,
                    constant(len(bucket_batch_sizes) - 1, dtype=int64),
                    message="When pad_to_bucket_boundary=True, elements must have length < max(bucket_boundaries).",
                )
                with control_dependencies([check]):
                    boundaries = constant(bucket_boundaries, dtype=int64)
                    filler = boundaries[bucket_id] - 1
            shapes = padded_shapes or grouped_dataset.output_shapes
            return grouped_dataset.padded_batch(
                batch_size, _filled(shapes, filler), padding_values, drop_remainder=drop_remainder
            )

        def apply(dataset: Any) -> Any:
            return dataset.apply(
                group_by_window(element_to_bucket_id, batching_fn, window_size_func=window_size_fn)
            )

        return apply


def _filled(shapes: Any, filler: Any) -> Any:
    """Shapes with `filler` in place of what is unknown of them."""

    def filled(shape: Any) -> list[Any]:
        return [filler if size is None else size for size in TensorShape(shape).as_list()]

    return nesting.map_structure(filled, shapes)

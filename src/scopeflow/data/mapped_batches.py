"""`tf.data.experimental.map_and_batch`: batches of what a function makes of each element, in one step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.functions import StructuredFunction
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call
from scopeflow.ops.static import constant_value


def map_and_batch(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: int | None = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Callable[[Any], DatasetV1Adapter]:
    """A transformation: what a function makes of each element, in batches.

    Args:
      map_func: gets an element and returns a structure of tensors.
      batch_size: how many elements a batch has, an int64 scalar.
      num_parallel_batches: how many batches are made at the same time.
      drop_remainder: whether a last batch that is smaller is left out.
      num_parallel_calls: how many calls may run at the same time.

    Returns:
      What `Dataset.apply` takes.

    Raises:
      ValueError: if both numbers are given.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     pairs = tf.data.Dataset.range(4).apply(
    ...         tf.data.experimental.map_and_batch(lambda x: x * x, batch_size=2))
    ...     square = pairs.make_one_shot_iterator().get_next()
    ...     sess.run(square).tolist(), sess.run(square).tolist()
    ([0, 1], [4, 9])

    ```
    """
    return _transformation(
        map_func, batch_size, num_parallel_batches, drop_remainder, num_parallel_calls, False
    )


def map_and_batch_with_legacy_function(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: int | None = None,
    drop_remainder: Any = False,
    num_parallel_calls: Any = None,
) -> Callable[[Any], DatasetV1Adapter]:
    """Like `map_and_batch`; the graph names the function as older versions of TensorFlow did.

    Args:
      map_func: gets an element and returns a structure of tensors.
      batch_size: how many elements a batch has, an int64 scalar.
      num_parallel_batches: how many batches are made at the same time.
      drop_remainder: whether a last batch that is smaller is left out.
      num_parallel_calls: how many calls may run at the same time.

    Returns:
      What `Dataset.apply` takes.
    """
    return _transformation(
        map_func, batch_size, num_parallel_batches, drop_remainder, num_parallel_calls, True
    )


def _transformation(
    map_func: Callable[..., Any],
    batch_size: Any,
    num_parallel_batches: int | None,
    drop_remainder: Any,
    num_parallel_calls: Any,
    legacy: bool,
) -> Callable[[Any], DatasetV1Adapter]:
    if num_parallel_batches is None and num_parallel_calls is None:
        calls = batch_size
    elif num_parallel_batches is not None and num_parallel_calls is None:
        calls = batch_size * num_parallel_batches
    elif num_parallel_batches is not None:
        raise ValueError(
            "The `num_parallel_batches` and `num_parallel_calls` arguments are mutually exclusive."
        )
    else:
        calls = num_parallel_calls

    def apply(dataset: Any) -> DatasetV1Adapter:
        function = StructuredFunction(
            map_func, "tf.data.experimental.map_and_batch()", dataset.element_spec, legacy=legacy
        )
        size = convert_to_tensor(batch_size, dtype=dtypes.int64, name="batch_size")
        threads = convert_to_tensor(calls, dtype=dtypes.int64, name="num_parallel_calls")
        whole = convert_to_tensor(drop_remainder, dtype=dtypes.bool, name="drop_remainder")
        spec = structure.batch(function.output_spec, _known_size(size, whole))
        variant = call(
            "MapAndBatchDataset",
            dataset._variant_tensor,
            function.captured,
            size,
            threads,
            whole,
            f=function.name,
            preserve_cardinality=True,
            **structure.flat_attrs(spec),
        )
        return DatasetV1Adapter(variant, spec, [dataset], [function])

    return apply


def _known_size(size: Tensor, whole: Tensor) -> int | None:
    """The size of each batch, if the graph tells that all have one."""
    if not constant_value(whole):
        return None
    known = constant_value(size)
    # a size that is refused when the dataset is run promises nothing
    return int(known) if known is not None and known >= 0 else None

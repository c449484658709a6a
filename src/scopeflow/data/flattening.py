"""Datasets of the elements of datasets that a function makes of each element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.functions import StructuredFunction
from scopeflow.data.specs import DatasetSpec
from scopeflow.graph import dtypes
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.ops.calling import call


def _function(dataset: Any, map_func: Callable[..., Any], transformation: str) -> Any:
    """The function, and the structure of the elements of the datasets that it makes."""
    function = StructuredFunction(map_func, transformation, dataset.element_spec)
    made = function.output_spec
    if not isinstance(made, DatasetSpec):
        raise TypeError(f"`map_func` must return a `Dataset` object. Got {type(made)}")
    return function, made.element_spec


def flat_map(dataset: Any, map_func: Callable[..., Any]) -> DatasetV1Adapter:
    """See `Dataset.flat_map`."""
    function, spec = _function(dataset, map_func, "Dataset.flat_map()")
    variant = call(
        "FlatMapDataset",
        dataset._variant_tensor,
        function.captured,
        f=function.name,
        **structure.flat_attrs(spec),
    )
    return DatasetV1Adapter(variant, spec, [dataset], [function])


def interleave(
    dataset: Any,
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any,
    num_parallel_calls: Any,
) -> DatasetV1Adapter:
    """See `Dataset.interleave`."""
    function, spec = _function(dataset, map_func, "Dataset.interleave()")
    inputs = [
        dataset._variant_tensor,
        function.captured,
        _number(cycle_length, "cycle_length"),
        _number(block_length, "block_length"),
    ]
    if num_parallel_calls is not None:
        inputs.append(_number(num_parallel_calls, "num_parallel_calls"))
    op_type = "InterleaveDataset" if num_parallel_calls is None else "ParallelInterleaveDatasetV2"
    variant = call(op_type, *inputs, f=function.name, **structure.flat_attrs(spec))
    return DatasetV1Adapter(variant, spec, [dataset], [function])


def _number(value: Any, name: str) -> Any:
    return convert_to_tensor(value, dtype=dtypes.int64, name=name)


def parallel_interleave(
    map_func: Callable[..., Any],
    cycle_length: Any,
    block_length: Any = 1,
    sloppy: Any = False,
    buffer_output_elements: Any = None,
    prefetch_input_elements: Any = None,
) -> Callable[[Any], DatasetV1Adapter]:
    """A transformation that gives the elements of the datasets a function makes, some datasets in turn, each in a thread.

    Args:
      map_func: makes a Dataset of an element.
      cycle_length: how many datasets are open at the same time.
      block_length: how many elements each gives in its turn.
      sloppy: whether a dataset whose next element is not ready may lose its turn.
      buffer_output_elements: how many elements each dataset makes ahead; `2 * block_length` by default.
      prefetch_input_elements: how many elements of the input are taken ahead; `2 * cycle_length` by default.

    Returns:
      What `Dataset.apply` takes.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default(), tf.Session() as sess:
    ...     pairs = tf.data.Dataset.range(2).apply(
    ...         tf.data.experimental.parallel_interleave(
    ...             lambda x: tf.data.Dataset.from_tensors(x).repeat(2), cycle_length=2))
    ...     number = pairs.make_one_shot_iterator().get_next()
    ...     [int(sess.run(number)) for _ in range(4)]
    [0, 1, 0, 1]

    ```
    """

    def apply(dataset: Any) -> DatasetV1Adapter:
        transformation = "tf.data.experimental.parallel_interleave()"
        function, spec = _function(dataset, map_func, transformation)
        cycle, block = _number(cycle_length, "cycle_length"), _number(block_length, "block_length")
        slack = convert_to_tensor(sloppy, dtype=dtypes.bool, name="sloppy")
        out = 2 * block_length if buffer_output_elements is None else buffer_output_elements
        into = 2 * cycle_length if prefetch_input_elements is None else prefetch_input_elements
        variant = call(
            "ParallelInterleaveDataset",
            dataset._variant_tensor,
            function.captured,
            cycle,
            block,
            slack,
            _number(out, "buffer_output_elements"),
            _number(into, "prefetch_input_elements"),
            f=function.name,
            **structure.flat_attrs(spec),
        )
        return DatasetV1Adapter(variant, spec, [dataset], [function])

    return apply

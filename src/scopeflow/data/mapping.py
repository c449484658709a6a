"""`Dataset.map`: what a function makes of each element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.functions import StructuredFunction
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.dtypes import int32
from scopeflow.ops.calling import call


def map_dataset(
    dataset: Any,
    map_func: Callable[..., Any],
    num_parallel_calls: Any,
    legacy: bool = False,
) -> DatasetV1Adapter:
    """See `Dataset.map`."""
    function = StructuredFunction(map_func, "Dataset.map()", dataset.element_spec, legacy=legacy)
    attrs = {
        "f": function.name,
        **structure.flat_attrs(function.output_spec),
        "use_inter_op_parallelism": True,
        "preserve_cardinality": dataset._is_v2,
    }
    inputs = (dataset._variant_tensor, function.captured)
    if num_parallel_calls is None:
        variant = call("MapDataset", *inputs, **attrs)
    else:
        calls = convert_to_tensor(num_parallel_calls, dtype=int32, name="num_parallel_calls")
        variant = call("ParallelMapDataset", *inputs, calls, **attrs)
    return DatasetV1Adapter(variant, function.output_spec, [dataset], [function])

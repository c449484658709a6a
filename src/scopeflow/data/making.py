"""Making iterators of datasets, and what the library puts between the two."""

from __future__ import annotations

import warnings
from typing import Any

from scopeflow.data import structure
from scopeflow.data.base import DatasetV1Adapter
from scopeflow.data.factory import dataset_factory
from scopeflow.data.iterator import Iterator
from scopeflow.data.statistics import watched
from scopeflow.graph.contexts import colocate_with
from scopeflow.graph.convert import convert_to_tensor
from scopeflow.graph.core import get_default_graph
from scopeflow.graph.dtypes import int64, string
from scopeflow.graph.tensor import Tensor
from scopeflow.ops.calling import call
from scopeflow.platform import logging as tf_logging


def make_one_shot_iterator(dataset: Any) -> Iterator:
    """See `Dataset.make_one_shot_iterator`."""
    _note_other_graphs(dataset)
    try:
        factory = dataset_factory(dataset, apply_options)
    except ValueError as error:
        if "Cannot capture a stateful node" not in str(error):
            raise
        raise ValueError(
            "Failed to create a one-shot iterator for a dataset. `Dataset.make_one_shot_iterator()` does not support "
            "datasets that capture stateful objects, such as a `Variable` or `LookupTable`. In these cases, use "
            f"`Dataset.make_initializable_iterator()`. (Original error: {error})"
        ) from error
    handle = call(
        "OneShotIterator",
        dataset_factory=factory.name,
        **structure.flat_attrs(dataset.element_spec),
    )
    return _iterator(handle, None, dataset)


def make_initializable_iterator(dataset: Any, shared_name: str | None = None) -> Iterator:
    """See `Dataset.make_initializable_iterator`."""
    _note_other_graphs(dataset)
    applied = apply_options(dataset)
    handle = call(
        "IteratorV2",
        shared_name=shared_name or "",
        container="",
        **structure.flat_attrs(dataset.element_spec),
    )
    with colocate_with(handle):
        initializer = call("MakeIterator", applied._variant_tensor, handle)
    return _iterator(handle, initializer, dataset)


def _iterator(handle: Tensor, initializer: Any, dataset: Any) -> Iterator:
    return Iterator(
        handle, initializer, dataset.output_types, dataset.output_shapes, dataset.output_classes
    )


def _note_other_graphs(dataset: Any) -> None:
    graph = get_default_graph()
    waiting = [dataset]
    while waiting:
        found = waiting.pop()
        waiting.extend(found._inputs())
        if found._graph is not graph:
            tf_logging.warning(
                "The graph (%s) of the iterator is different from the graph (%s) the dataset: %s was  created in. If you "
                "are using the Estimator API, make sure that no part of the dataset returned by the `input_fn` function "
                "is defined outside the `input_fn` function. Please ensure that all datasets in the pipeline are created "
                "in the same graph.",
                graph,
                found._graph,
                found,
            )


def apply_options(dataset: Any) -> Any:
    """The dataset as its options want it run: further datasets around it."""
    options = dataset.options()
    threading = options.experimental_threading
    if threading.max_intra_op_parallelism is not None:
        limit = _count(threading.max_intra_op_parallelism, "max_intra_op_parallelism")
        dataset = _wrapped("MaxIntraOpParallelismDataset", dataset, limit)
    if threading.private_threadpool_size is not None:
        threads = _count(threading.private_threadpool_size, "num_threads")
        dataset = _wrapped("PrivateThreadPoolDataset", dataset, threads)
    rewrites = options._static_optimizations()
    if rewrites and _uses_references(dataset):
        warnings.warn(
            "tf.data static optimizations are not compatible with tf.Variable. The following optimizations will be "
            f"disabled: {', '.join(rewrites)}. To enable optimizations, use resource variables instead by calling "
            "`tf.enable_resource_variables()` at the start of the program.",
            stacklevel=3,
        )
    elif rewrites:
        names = convert_to_tensor(rewrites, dtype=string, name="optimizations")
        configs = options._static_optimization_configs()
        dataset = _wrapped("OptimizeDataset", dataset, names, optimization_configs=configs)
    tuning = options.experimental_optimization
    if tuning.autotune is not False:
        dataset = _wrapped(
            "ModelDataset",
            dataset,
            algorithm=tuning.autotune_algorithm or 0,
            cpu_budget=tuning.autotune_cpu_budget or 0,
        )
    return watched(dataset, options.experimental_stats)


def _count(number: int, name: str) -> Tensor:
    return convert_to_tensor(number, dtype=int64, name=name)


def _wrapped(op_type: str, dataset: Any, *inputs: Any, **attrs: Any) -> DatasetV1Adapter:
    spec = dataset.element_spec
    variant = call(op_type, dataset._variant_tensor, *inputs, **attrs, **structure.flat_attrs(spec))
    return DatasetV1Adapter(variant, spec, [dataset])


def _uses_references(dataset: Any) -> bool:
    """Whether a function of the dataset, or of one it is made of, captured what reads a variable's reference."""
    waiting = [dataset]
    while waiting:
        found = waiting.pop()
        waiting.extend(found._inputs())
        for function in found._functions():
            if any(_comes_from_reference(tensor) for tensor in function.captured):
                return True
    return False


def _comes_from_reference(tensor: Tensor) -> bool:
    seen = {tensor}
    waiting = [tensor]
    while waiting:
        found = waiting.pop()
        if found.dtype._is_ref_dtype:
            return True
        for before in found._op._inputs:
            if before not in seen:
                seen.add(before)
                waiting.append(before)
    return False

"""Datasets that only say how another one is to be run; its elements are theirs."""

from __future__ import annotations

from typing import Any

from scopeflow.ops import rules
from scopeflow.ops.data.asking import texts
from scopeflow.ops.data.optimizing import optimized
from scopeflow.ops.data.values import dataset_of
from scopeflow.ops.define import op

_OF = "output_types: list(type) >= 1, output_shapes: list(shape) >= 1"


@op(
    f"OptimizeDataset(input_dataset: variant, optimizations: string; {_OF}, "
    "optimization_configs: list(string) = []) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def optimize_dataset(input_dataset: Any, optimizations: Any) -> Any:
    """The dataset as rewrites leave it; most of them change nothing that can be seen."""
    return optimized(dataset_of(input_dataset), texts(optimizations))


@op(
    f"ModelDataset(input_dataset: variant; algorithm: int = 0, cpu_budget: int = 0, {_OF})"
    " -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def model_dataset(input_dataset: Any) -> Any:
    """The same elements; TensorFlow chooses numbers of threads here while it runs."""
    return dataset_of(input_dataset)


@op(
    f"MaxIntraOpParallelismDataset(input_dataset: variant, max_intra_op_parallelism: int64; {_OF})"
    " -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def max_intra_op_parallelism_dataset(input_dataset: Any, max_intra_op_parallelism: Any) -> Any:
    """The same elements; NumPy has its own threads."""
    return dataset_of(input_dataset)


@op(
    f"PrivateThreadPoolDataset(input_dataset: variant, num_threads: int64; {_OF}) -> (handle: variant)",
    shape=rules.scalar,
    host=True,
)
def private_thread_pool_dataset(input_dataset: Any, num_threads: Any) -> Any:
    """The same elements; each dataset that works ahead has threads of its own."""
    return dataset_of(input_dataset)

"""tf.create_partitioned_variables: the older way to make a variable in parts, as a list of its parts."""

from __future__ import annotations

from typing import Any

from scopeflow.graph import dtypes
from scopeflow.graph.shapes import as_shape
from scopeflow.scopes.state import get_variable_scope, variable_store
from scopeflow.scopes.variable_scope import variable_scope


def create_partitioned_variables(
    shape: Any,
    slicing: Any,
    initializer: Any,
    dtype: Any = dtypes.float32,
    trainable: bool = True,
    collections: Any = None,
    name: str | None = None,
    reuse: Any = None,
) -> list[Any]:
    """A variable cut into parts along one axis, as the list of the parts.

    Newer programs pass a partitioner to `tf.get_variable`.

    Args:
      shape: the shape of the whole, a list of ints.
      slicing: into how many parts to cut each axis; one axis at most may be cut.
      initializer: a function(shape, dtype, partition_info), or a value.
      dtype: the DType of the parts.
      trainable: whether optimizers change them.
      collections: the collections they are added to; the global variables if None.
      name: the name of the variable scope that the parts stand in.
      reuse: whether to share existing parts.

    Returns:
      A list of variables, in the order of the parts.

    Raises:
      ValueError: if `shape` and `slicing` differ in length or are empty, or the cut is not possible.

    ```python
    >>> import scopeflow as tf
    >>> with tf.Graph().as_default():
    ...     parts = tf.create_partitioned_variables([4, 3], [2, 1], tf.zeros_initializer(), name="w")
    >>> [(part.op.name, part.shape.as_list()) for part in parts]
    [('w/part_0', [2, 3]), ('w/part_1', [2, 3])]

    ```
    """
    if len(shape) != len(slicing):
        raise ValueError(
            "The 'shape' and 'slicing' of a partitioned Variable must have the length: "
            f"shape: {shape}, slicing: {slicing}"
        )
    if len(shape) < 1:
        raise ValueError(f"A partitioned Variable must have rank at least 1: shape: {shape}")

    def partitioner(shape: Any, dtype: Any) -> Any:
        return slicing

    with variable_scope(name, "PartitionedVariable", reuse=reuse):
        whole = get_variable_scope()._get_partitioned_variable(
            variable_store(),
            None,  # type: ignore[arg-type]  # the parts stand right in the scope
            shape=as_shape(shape),
            dtype=dtype,
            initializer=initializer,
            trainable=trainable,
            partitioner=partitioner,
            collections=collections,
        )
        return list(whole)

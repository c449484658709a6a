"""tf.ragged: tensors whose rows differ in length, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.ragged.constants: constant constant_value placeholder
    ops.ragged.functions: boolean_mask map_flat_values stack stack_dynamic_partitions
    ops.ragged.parts: row_splits_to_segment_ids segment_ids_to_row_splits
    ops.ragged.ranging: range
    ops.ragged.value: RaggedTensorValue
    """,
)

"""tf.manip: moving the elements of tensors, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.arrays.blocks: batch_to_space_nd space_to_batch_nd
    ops.arrays.gathering: gather_nd scatter_nd
    ops.arrays.moving: reverse tile
    ops.arrays.rolling: roll
    ops.arrays.shaping: reshape
    """,
)

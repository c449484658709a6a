"""tf.sets: the last dimension of tensors as sets, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.sparse.setting: difference=set_difference intersection=set_intersection
    ops.sparse.setting: set_difference set_intersection set_size set_union size=set_size
    ops.sparse.setting: union=set_union
    """,
)

"""`tf.random`: random tensors and seeds."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.random.sampling: normal=random_normal shuffle=random_shuffle truncated_normal uniform=random_uniform
    ops.random.seeds: get_seed set_random_seed
    """,
)

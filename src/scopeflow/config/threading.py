"""tf.config.threading: how many threads, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    platform.devices: get_inter_op_parallelism_threads get_intra_op_parallelism_threads
    platform.devices: set_inter_op_parallelism_threads set_intra_op_parallelism_threads
    """,
)

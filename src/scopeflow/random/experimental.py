"""tf.random.experimental: generators whose state is a variable, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    variables.generator: create_rng_state Generator get_global_generator set_global_generator
    """,
)

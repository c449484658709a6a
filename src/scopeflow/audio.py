"""tf.audio: sounds, under the names of TensorFlow 1.15."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    ops.audio.wav: decode_wav encode_wav
    """,
)

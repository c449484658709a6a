"""tf.train: what surrounds a training run; so far, reading event files back."""

from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    summary.iterator: summary_iterator
    """,
)

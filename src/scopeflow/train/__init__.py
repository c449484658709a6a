"""tf.train: what surrounds a training run; so far, reading event files back."""

from scopeflow.formats.protos import in_train as _protos
from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    summary.iterator: summary_iterator
    train.graph_files: write_graph
    train.matching: match_filenames_once
    """,
    _protos,
)

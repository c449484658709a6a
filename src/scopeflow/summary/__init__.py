"""Summaries: nodes that make them, and the event files they are written to."""

from scopeflow.formats.protos import in_summary as _protos
from scopeflow.lazy import facade as _facade

__getattr__, __dir__, __all__ = _facade(
    __name__,
    """
    summary.build: all_v2_summary_ops audio histogram image merge merge_all scalar tensor_summary text
    summary.writer: FileWriter FileWriterCache get_summary_description
    """,
    _protos,
)

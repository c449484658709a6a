"""Summaries: nodes that make them, and the event files they are written to."""

from scopeflow.formats.protos import lazily as _lazily
from scopeflow.summary.build import audio as audio
from scopeflow.summary.build import histogram as histogram
from scopeflow.summary.build import image as image
from scopeflow.summary.build import merge as merge
from scopeflow.summary.build import merge_all as merge_all
from scopeflow.summary.build import scalar as scalar
from scopeflow.summary.build import tensor_summary as tensor_summary
from scopeflow.summary.build import text as text
from scopeflow.summary.writer import FileWriter as FileWriter
from scopeflow.summary.writer import FileWriterCache as FileWriterCache
from scopeflow.summary.writer import get_summary_description as get_summary_description

# Protos are imported when they are first asked for.
__getattr__ = _lazily(
    __name__, ["Event", "SessionLog", "Summary", "SummaryDescription", "TaggedRunMetadata"]
)

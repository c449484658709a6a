# Written by tools/make_stubs.py from the table in the module beside it.

from typing import Any
from scopeflow.summary.writer import FileWriter as FileWriter
from scopeflow.summary.writer import FileWriterCache as FileWriterCache
from scopeflow.summary.build import all_v2_summary_ops as all_v2_summary_ops
from scopeflow.summary.build import audio as audio
from scopeflow.summary.writer import get_summary_description as get_summary_description
from scopeflow.summary.build import histogram as histogram
from scopeflow.summary.build import image as image
from scopeflow.summary.build import merge as merge
from scopeflow.summary.build import merge_all as merge_all
from scopeflow.summary.build import scalar as scalar
from scopeflow.summary.build import tensor_summary as tensor_summary
from scopeflow.summary.build import text as text

Event: Any
SessionLog: Any
Summary: Any
SummaryDescription: Any
TaggedRunMetadata: Any

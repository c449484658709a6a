# Written by tools/make_stubs.py from the table in the module beside it.

from typing import Any
from scopeflow.train.matching import match_filenames_once as match_filenames_once
from scopeflow.summary.iterator import summary_iterator as summary_iterator
from scopeflow.train.graph_files import write_graph as write_graph

Event: Any
SessionLog: Any
Summary: Any
SummaryDescription: Any
TaggedRunMetadata: Any

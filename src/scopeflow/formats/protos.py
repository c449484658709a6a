"""The protos that programs name, such as `tf.ConfigProto`: each imported when it is first asked for."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from typing import Any

_MODULE = "tensorboard.compat.proto."
HOMES = {
    "AttrValue": "attr_value_pb2",
    "ConfigProto": "config_pb2",
    "Event": "event_pb2",
    "GPUOptions": "config_pb2",
    "GraphDef": "graph_pb2",
    "GraphOptions": "config_pb2",
    "HistogramProto": "summary_pb2",
    "LogMessage": "event_pb2",
    "MetaGraphDef": "meta_graph_pb2",
    "NameAttrList": "attr_value_pb2",
    "NodeDef": "node_def_pb2",
    "OptimizerOptions": "config_pb2",
    "RunMetadata": "config_pb2",
    "RunOptions": "config_pb2",
    "SessionLog": "event_pb2",
    "Summary": "summary_pb2",
    "SummaryDescription": "summary_pb2",
    "SummaryMetadata": "summary_pb2",
    "TaggedRunMetadata": "event_pb2",
    "TensorInfo": "meta_graph_pb2",
}


def proto(name: str) -> Any:
    """The class of a proto message by its name."""
    return getattr(importlib.import_module(_MODULE + HOMES[name]), name)


class Protos:
    """The protos that a module offers beside its own names, each imported when it is first asked for.

    Args:
      module: the module's name, for errors.
      names: the protos.
    """

    def __init__(self, module: str, names: Iterable[str]) -> None:
        self.module = module
        self.names = sorted(names)

    def __call__(self, name: str) -> Any:
        if name in self.names:
            return proto(name)
        raise AttributeError(f"module {self.module!r} has no attribute {name!r}")


in_summary = Protos(
    "scopeflow.summary",
    ["Event", "SessionLog", "Summary", "SummaryDescription", "TaggedRunMetadata"],
)
# `scopeflow` itself offers all but these two, which stand in `scopeflow.summary` alone.
top_level = Protos("scopeflow", HOMES.keys() - {"SummaryDescription", "TaggedRunMetadata"})
